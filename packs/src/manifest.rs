//! The list of packs as text, and what makes it a good one. It fetches nothing.

use std::collections::BTreeSet;
use std::path::{Component, Path};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

/// One pack of `assets/packs.toml`, which explains the fields.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// How it is asked for: `compere voices add NAME`.
    pub name: String,
    pub title: String,
    pub package: String,
    pub version: String,
    pub licence: String,
    pub note: String,
    /// A build tool: fetched only where the machine has none that is good enough.
    #[serde(default)]
    pub tool: bool,
    /// Fetched only when somebody asks for it.
    #[serde(default)]
    pub optional: bool,
    pub wheel: Vec<Wheel>,
    pub take: Vec<Take>,
    /// Further packages of the same pack.
    #[serde(default)]
    pub also: Vec<Also>,
    /// Files made of several that were taken.
    #[serde(default)]
    pub join: Vec<Join>,
}

/// A further package of a pack.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Also {
    pub package: String,
    pub version: String,
    pub wheel: Vec<Wheel>,
    pub take: Vec<Take>,
}

/// The archive for one platform.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wheel {
    /// `any`, or as `uname -m` says.
    pub platform: String,
    /// Lower-case hex.
    pub sha256: String,
    /// Only shown.
    pub megabytes: u32,
    /// What the wheel's name says after its version, such as `cp311-cp311-manylinux_2_28_x86_64`, where there is one for
    /// each Python and only what does not depend on it is taken. Without it, pip takes what fits the machine's Python.
    pub tag: Option<String>,
}

/// What is unpacked, and where to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Take {
    /// In the archive; a folder ends with `/`.
    pub from: String,
    /// Beneath the packs folder; a folder ends with `/`.
    pub to: String,
}

/// One file out of several.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// Beneath the packs folder.
    pub to: String,
    /// What was taken `to` these places, in order. They are not kept.
    pub parts: Vec<String>,
    /// Of the whole, lower-case hex.
    pub sha256: String,
}

/// One package of a pack, for every platform that it is listed for.
#[derive(Debug, Clone, Copy)]
pub struct Archive<'a> {
    pub package: &'a str,
    pub version: &'a str,
    pub wheel: &'a [Wheel],
    pub take: &'a [Take],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Packs {
    pack: Vec<Pack>,
}

/// Reads and checks the list.
///
/// # Errors
/// A field that is missing, unknown, empty or unsafe, with the name of its pack.
pub fn list(text: &str) -> Result<Vec<Pack>> {
    let packs: Packs = toml::from_str(text)?;
    let mut names = BTreeSet::new();
    for pack in &packs.pack {
        check(pack).with_context(|| format!("pack {:?}", pack.name))?;
        ensure!(names.insert(&pack.name), "two packs are called {:?}; rename one", pack.name);
    }
    Ok(packs.pack)
}

/// The optional pack that a person asks for.
///
/// # Errors
/// There is none of that name; the error lists those that there are.
pub fn find<'a>(packs: &'a [Pack], name: &str) -> Result<&'a Pack> {
    let mut optional = packs.iter().filter(|pack| pack.optional);
    optional.clone().find(|pack| pack.name == name).with_context(|| {
        let names: Vec<_> = optional.by_ref().map(|pack| format!("{} ({})", pack.name, pack.title)).collect();
        format!("there is no pack {name:?} to add; there is: {}", names.join(", "))
    })
}

impl Pack {
    /// Everything that is fetched for it.
    pub fn archives(&self) -> impl Iterator<Item = Archive<'_>> {
        let first =
            Archive { package: &self.package, version: &self.version, wheel: &self.wheel, take: &self.take };
        let also = self.also.iter().map(|also| Archive {
            package: &also.package,
            version: &also.version,
            wheel: &also.wheel,
            take: &also.take,
        });
        std::iter::once(first).chain(also)
    }

    /// The first package's archive for this machine, which stands for the pack.
    ///
    /// # Errors
    /// The pack is not for this machine.
    pub fn wheel_here(&self) -> Result<&Wheel> {
        self.archives().next().context("a pack without a package")?.wheel_here()
    }

    /// What is fetched for it on this machine. Only shown.
    ///
    /// # Errors
    /// The pack is not for this machine.
    pub fn megabytes_here(&self) -> Result<u32> {
        self.archives().map(|archive| Ok(archive.wheel_here()?.megabytes)).sum()
    }

    /// What it leaves beneath the packs folder.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        let is_part = |place: &str| self.join.iter().any(|join| join.parts.iter().any(|part| part == place));
        let taken = self.archives().flat_map(|archive| archive.take).map(|take| take.to.as_str());
        let joined = self.join.iter().map(|join| join.to.as_str());
        taken.filter(move |place| !is_part(place)).chain(joined)
    }
}

impl<'a> Archive<'a> {
    /// The one for this machine.
    ///
    /// # Errors
    /// There is none.
    pub fn wheel_here(&self) -> Result<&'a Wheel> {
        let here = std::env::consts::ARCH;
        let fits = |wheel: &&Wheel| wheel.platform == "any" || wheel.platform == here;
        match self.wheel.iter().find(fits) {
            Some(wheel) => Ok(wheel),
            None => bail!(
                "{} {} is listed for {} and not for this machine ({here}); add its wheel's sha256 to assets/packs.toml",
                self.package,
                self.version,
                self.wheel.iter().map(|wheel| wheel.platform.as_str()).collect::<Vec<_>>().join(", ")
            ),
        }
    }
}

fn check(pack: &Pack) -> Result<()> {
    ensure!(
        !pack.licence.trim().is_empty(),
        "the licence is empty; say under which terms the data may be used"
    );
    ensure!(
        !pack.note.trim().is_empty(),
        "the note is empty; say where the licence is written and what it covers"
    );
    check_plain(&pack.name)?;
    let mut places = BTreeSet::new();
    for archive in pack.archives() {
        ensure!(
            !archive.wheel.is_empty() && !archive.take.is_empty(),
            "a pack needs at least one wheel and one take"
        );
        check_plain(archive.package)?;
        check_plain(archive.version)?;
        for wheel in archive.wheel {
            check_sha256(&wheel.sha256)?;
            if let Some(tag) = &wheel.tag {
                check_plain(tag)?;
                crate::fetch::pip_tag(tag)?;
            }
        }
        for take in archive.take {
            check_inside(&take.to)?;
            ensure!(
                take.from.ends_with('/') == take.to.ends_with('/'),
                "{:?} and {:?}: one is a folder, one is not",
                take.from,
                take.to
            );
            ensure!(places.insert(&take.to), "two things are taken to {:?}", take.to);
        }
    }
    for join in &pack.join {
        check_inside(&join.to)?;
        check_sha256(&join.sha256)?;
        for part in &join.parts {
            ensure!(
                !part.ends_with('/') && places.contains(part),
                "{part:?} is to be joined, but no file is taken there"
            );
        }
    }
    Ok(())
}

fn check_plain(word: &str) -> Result<()> {
    let plain = !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    ensure!(plain && !word.starts_with('-'), "{word:?} is not a plain name (letters, digits, `.`, `_`, `-`)");
    Ok(())
}

fn check_sha256(text: &str) -> Result<()> {
    let hex = text.len() == 64 && text.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
    ensure!(hex, "{text:?} is no sha256: 64 digits of lower-case hex are needed");
    Ok(())
}

fn check_inside(place: &str) -> Result<()> {
    let inside = Path::new(place).components().all(|part| matches!(part, Component::Normal(_)));
    ensure!(inside && !place.is_empty(), "{place:?} leads out of the packs folder");
    Ok(())
}

#[cfg(test)]
mod tests;
