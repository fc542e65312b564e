//! Data packs: what `assets/packs.toml` names, fetched by package name, checked, and laid into the cache.
//!
//! [`list`] reads the list, [`bring`] makes one pack present, [`is_present`] says whether it is. Set-up and the program
//! use the same code, so that what either has fetched is there for both. Fetching is pip's, with the user's own settings
//! of it; every archive is proven by its sha256 before anything in it is read.
//!
//! This crate does not know where the cache is, what is in a pack, or who is told about it ([`Report`]).

pub mod fetch;
mod join;
pub mod manifest;
mod place;
pub mod scratch;
pub mod stamp;
pub mod unpack;

pub use manifest::{Pack, find, list};
pub use place::{bring, folder, is_present, sweep};

/// Who is told what happens meanwhile.
pub trait Report {
    /// Some lines for a person, before the output of pip that they announce.
    fn note(&mut self, text: &str);
}
