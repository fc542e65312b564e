//! Data packs, as set-up sees them: which are wanted without being asked for, and where the list and the cache are. How a
//! pack is fetched is the crate `packs`'.

use std::fs;

use anyhow::{Context, Result};
use packs::{Pack, Report};

use crate::folders::Folders;
use crate::progress::Progress;

impl Report for Progress {
    fn note(&mut self, text: &str) {
        Progress::note(self, text);
    }
}

/// Reads the list of packs.
pub fn list(folders: &Folders) -> Result<Vec<Pack>> {
    let path = folders.repo.join("assets/packs.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    packs::list(&text).context("assets/packs.toml")
}

/// Whether set-up fetches it.
pub fn is_wanted(pack: &Pack) -> bool {
    !pack.tool && !pack.optional
}

/// Makes every data pack present. The outcome in words.
pub fn make_present(folders: &Folders, progress: &mut Progress) -> Result<String> {
    let mut fetched = 0;
    let mut present = 0;
    for pack in list(folders)?.iter().filter(|pack| is_wanted(pack)) {
        match is_present(folders, pack)? {
            true => present += 1,
            false => {
                bring(folders, pack, progress)?;
                fetched += 1;
            }
        }
    }
    Ok(match fetched {
        0 => format!("ok, {present} present"),
        _ => format!("ok, {fetched} fetched, {present} present"),
    })
}

/// Whether exactly this pack is in the cache.
pub fn is_present(folders: &Folders, pack: &Pack) -> Result<bool> {
    packs::is_present(pack, &folders.cache)
}

/// Fetches, checks and unpacks one pack.
pub fn bring(folders: &Folders, pack: &Pack, progress: &mut Progress) -> Result<()> {
    packs::bring(pack, &folders.cache, progress)
}
