//! The machine beneath: Debian packages, the software renderer, and the right to change them.
//!
//! Nothing outside this folder changes the system, and everything that does goes through [`root::Root`].

pub mod apt;
pub mod gpu;
pub mod mesa;
pub mod packages;
pub mod root;
pub mod sources;
