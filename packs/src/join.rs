//! One file out of several, where a package index would not take it whole.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::manifest::Join;
use crate::stamp;

/// Appends the parts, which lie beneath `folder`, to one file there; the parts are gone afterwards.
///
/// # Errors
/// A part that is missing, a full disk, or a whole that is not the one that was named.
pub fn join(join: &Join, folder: &Path) -> Result<()> {
    let whole = folder.join(&join.to);
    let append = |out: &mut File, part: &Path| -> io::Result<()> {
        io::copy(&mut File::open(part)?, out)?;
        fs::remove_file(part)
    };
    if let Some(parent) = whole.parent() {
        fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
    }
    let mut out = File::create(&whole).with_context(|| format!("cannot create {}", whole.display()))?;
    for part in &join.parts {
        append(&mut out, &folder.join(part))
            .with_context(|| format!("cannot join {part:?} to {:?}", join.to))?;
    }
    drop(out);
    let found = stamp::sha256_of(&whole)?;
    ensure!(
        found == join.sha256,
        "{:?}, joined from its parts, has sha256 {found}, but assets/packs.toml names {}; nothing of it was used",
        join.to,
        join.sha256
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[track_caller]
    fn check(parts: &[&str], expect: Result<(), &str>) {
        let scratch = Scratch::new("join").unwrap();
        for (name, text) in [("1", "a"), ("2", "bc"), ("3", "x")] {
            fs::write(scratch.path().join(name), text).unwrap();
        }
        let parts = parts.iter().map(|part| part.to_string()).collect();
        let wanted = Join { to: "deep/whole".into(), parts, sha256: ABC.into() };
        match (join(&wanted, scratch.path()), expect) {
            (Ok(()), Ok(())) => {
                assert_eq!(fs::read_to_string(scratch.path().join("deep/whole")).unwrap(), "abc");
                assert!(!scratch.path().join("1").exists(), "the parts are gone");
            }
            (Err(error), Err(part)) => assert!(format!("{error:#}").contains(part), "{error:#}"),
            (got, _) => panic!("{got:?}"),
        }
    }

    #[test]
    fn parts_become_the_whole_that_was_named() {
        check(&["1", "2"], Ok(()));
        check(&["2", "1"], Err("nothing of it was used"));
        check(&["1", "2", "3"], Err("nothing of it was used"));
        check(&["1", "9"], Err("cannot join \"9\""));
    }
}
