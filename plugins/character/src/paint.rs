//! What is painted: skin, brows, eyes, lashes, cloth. Each submodule owns one texture.
//!
//! All paint is placed by canonical (un-morphed) coordinates in decimetres, so one set of constants fits
//! every phenotype.

pub mod brows;
pub mod cloth;
pub mod eye;
pub mod lash;
pub mod skin;
pub mod wrinkles;
pub mod zones;
