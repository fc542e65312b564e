//! The newer software renderer: Mesa 25 from Debian's backports, 2 to 4 times as fast as Debian 12's Mesa 22.
//!
//! It adds one apt source and one pin, both named after Compere, and takes them away again when the machine's mirror
//! has no such packages. docs/operations.md says how a person undoes it. A machine with a GPU, or that is not Debian 12, is left alone.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use packs::stamp;

use super::root::{Answer, Root, ask};
use super::sources::{self, Entry};
use super::{apt, gpu, packages};
use crate::progress::Progress;
use crate::tool;

/// The first major version whose llvmpipe is fast enough for 1280x720 at 30 frames a second on two cores.
const ENOUGH: u32 = 25;
const CODENAME: &str = "bookworm";
const DRIVER: &str = "mesa-vulkan-drivers";
const SOURCE: &str = "/etc/apt/sources.list.d/compere-backports.sources";
const PIN: &str = "/etc/apt/preferences.d/compere-mesa";
/// Everything from backports stays at 100 (only what is asked for by name), Mesa and the libdrm it needs rank with the
/// rest of Debian, so that updates reach them as well.
const PIN_TEXT: &str = "# Made by Compere's set-up: from backports come Mesa and its libdrm, nothing else unasked.\n\
    Package: *\nPin: release n=bookworm-backports\nPin-Priority: 100\n\n\
    Package: src:mesa src:libdrm\nPin: release n=bookworm-backports\nPin-Priority: 500\n";

const QUESTION: &str =
    "There is no GPU. Install the faster Mesa 25 from Debian's backports (Mesa's packages only)?";
const DECLINED: &str = "declined";

/// What stands between this machine and the newer Mesa.
#[derive(Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing to do, and why.
    Fine(String),
    /// Debian 12's old one draws in software.
    Old { version: String },
}

/// Asks the machine; changes nothing.
pub fn state() -> Result<State> {
    if let Some(driver) = gpu::driver(Path::new("/")) {
        return Ok(State::Fine(format!("not needed, a GPU is there ({driver})")));
    }
    if !tool::exists("dpkg-query") {
        return Ok(State::Fine("not Debian, left as it is".into()));
    }
    let installed = packages::installed(&[DRIVER])?;
    let os_release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    Ok(judge(installed.get(DRIVER).map(String::as_str), &os_release))
}

fn judge(version: Option<&str>, os_release: &str) -> State {
    let Some(version) = version else { return State::Fine(format!("{DRIVER} is not installed")) };
    if packages::major(version).is_some_and(|major| major >= ENOUGH) {
        return State::Fine(format!("Mesa {version}"));
    }
    let bookworm =
        os_release.lines().any(|line| line.replace('"', "") == format!("VERSION_CODENAME={CODENAME}"));
    match bookworm {
        true => State::Old { version: version.into() },
        false => State::Fine(format!("Mesa {version}; no newer one is known for this system")),
    }
}

/// Installs the newer Mesa where it helps and may be. Never an error: the old one works, only slower. A "no", and a mirror
/// that has none, are remembered in `memory`, so that the next run is quick.
pub fn renew(yes: bool, memory: &Path, progress: &mut Progress) -> Result<String> {
    let version = match state()? {
        State::Fine(words) => return Ok(format!("ok, {words}")),
        State::Old { version } => version,
    };
    let kept = |why: &str| Ok(format!("kept Mesa {version}: {why}; pictures take 2 to 4 times as long"));
    let Some(root) = Root::get() else { return kept("neither root nor sudo") };
    if !yes && stamp::holds(memory, DECLINED) {
        return kept("declined before, --yes changes that");
    }
    let entries = machine_entries();
    let without = format!("mesa {version} without {entries:?}");
    if stamp::holds(memory, &without) && is_recent(memory) {
        return kept("Debian's backports had none when last tried; tried again tomorrow");
    }
    if !yes {
        progress.break_line();
        match ask(QUESTION) {
            Answer::Yes => {}
            Answer::Nobody => return kept("run with --yes for Mesa 25 from Debian's backports"),
            Answer::No => {
                stamp::set(memory, DECLINED)?;
                return kept("declined");
            }
        }
    }
    stamp::clear(memory)?;
    progress.note("adding Debian's backports for Mesa's packages only");
    match from_backports(root, &entries, progress) {
        Ok(new) => Ok(format!("ok, Mesa {version} -> {new}")),
        Err(error) => {
            progress.note(&format!("{error:#}"));
            stamp::set(memory, &without)?;
            kept("backports could not be used, see above")
        }
    }
}

fn from_backports(root: Root, entries: &[Entry], progress: &mut Progress) -> Result<String> {
    let own_source = !sources::has_backports(entries, CODENAME);
    if own_source {
        let Some(text) = sources::backports(entries, CODENAME) else {
            anyhow::bail!(
                "no Debian entry for {CODENAME} was found among apt's sources, so none could be derived for backports; \
                 add {CODENAME}-backports yourself and run again"
            )
        };
        root.write(Path::new(SOURCE), &text)?;
    }
    root.write(Path::new(PIN), PIN_TEXT)?;
    let installed = apt::update(root, progress).and_then(|()| apt::install(root, &[DRIVER], progress));
    let version = packages::installed(&[DRIVER])?.remove(DRIVER).unwrap_or_default();
    let enough = packages::major(&version).is_some_and(|major| major >= ENOUGH);
    if !enough {
        if own_source {
            root.remove(Path::new(SOURCE))?;
        }
        root.remove(Path::new(PIN))?;
        let _ = apt::update(root, progress);
    }
    installed?;
    anyhow::ensure!(
        enough,
        "the mirror's backports have no Mesa {ENOUGH} or newer (still {version}); the entry was taken back"
    );
    Ok(version)
}

fn is_recent(memory: &Path) -> bool {
    let written = fs::metadata(memory).and_then(|entry| entry.modified()).ok();
    written.and_then(|time| time.elapsed().ok()).is_some_and(|age| age < Duration::from_secs(86_400))
}

/// All entries that apt reads.
fn machine_entries() -> Vec<Entry> {
    let parts =
        fs::read_dir("/etc/apt/sources.list.d").into_iter().flatten().flatten().map(|part| part.path());
    let mut paths: Vec<_> = parts.collect();
    paths.sort();
    paths.insert(0, "/etc/apt/sources.list".into());
    let read = |path: &std::path::PathBuf| {
        let text = fs::read_to_string(path).unwrap_or_default();
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("sources") => sources::deb822(&text),
            Some("list") => sources::one_line(&text),
            _ => Vec::new(),
        }
    };
    paths.iter().flat_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(version: Option<&str>, codename: &str, old: bool) {
        let state = judge(version, &format!("ID=debian\nVERSION_CODENAME={codename}\n"));
        assert_eq!(matches!(state, State::Old { .. }), old, "{state:?}");
    }

    #[test]
    fn only_debian_12s_old_mesa_is_renewed() {
        check(Some("22.3.6-1+deb12u2"), "bookworm", true);
        check(Some("22.3.6-1+deb12u2"), "\"bookworm\"", true);
        check(Some("25.0.7-2~bpo12+1"), "bookworm", false);
        check(Some("23.2.1-1ubuntu3"), "jammy", false);
        check(None, "bookworm", false);
    }
}
