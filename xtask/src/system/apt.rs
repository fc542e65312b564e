//! Installing packages with apt-get, and leaving the machine's services as they were.

use std::path::Path;

use anyhow::{Context, Result, bail};

use super::packages::{self, Installed, Purpose};
use super::root::Root;
use crate::progress::Progress;
use crate::tool;

/// Debian asks this script whether a package's service may start while it is being installed.
const POLICY: &str = "/usr/sbin/policy-rc.d";
const POLICY_TEXT: &str = "#!/bin/sh\n\
    # Made by Compere's set-up for the minutes of one installation, then removed: the tests need nginx's program,\n\
    # not a web server on port 80. 101 forbids an action, 0 allows it.\n\
    [ \"$1\" = nginx ] && exit 101\n\
    exit 0\n";

/// Another apt may be at work (a fresh cloud machine updates itself): wait for it, up to ten minutes.
const WAIT_FOR_LOCK: &str = "DPkg::Lock::Timeout=600";

/// Installs what `purpose` needs and is missing. The outcome in words.
///
/// # Errors
/// Without root and sudo: the list, with the command that a person with the right would type.
pub fn install_missing(purpose: Purpose, progress: &mut Progress) -> Result<String> {
    let needed = packages::needed(purpose);
    if !tool::exists("dpkg-query") {
        bail!(
            "this is no Debian machine (there is no dpkg-query), so set-up cannot install what it needs.\n\
             Install the equivalents of these Debian 12 packages, then run again with --skip-packages:\n  {}",
            needed.join(" ")
        );
    }
    let before = packages::installed(&needed)?;
    let missing = packages::missing(&needed, &before);
    if missing.is_empty() {
        return Ok(format!("ok, all {} installed", needed.len()));
    }
    let Some(root) = Root::get() else { bail!(cannot_install(&missing)) };
    progress.note(&format!("installing {}: {}", missing.len(), missing.join(" ")));
    update(root, progress)?;
    install(root, &missing, progress)?;
    check(&missing, &packages::installed(&needed)?)?;
    Ok(format!("ok, {} installed", missing.len()))
}

/// Fetches the lists of packages.
pub fn update(root: Root, progress: &mut Progress) -> Result<()> {
    progress.tick("fetching the lists of packages");
    let update = ["update", "-q", "-o", WAIT_FOR_LOCK];
    tool::watch(&mut root.tool("apt-get", update), |_| ()).context(
        "apt could not fetch its lists; check the network and the entries in /etc/apt/sources.list.d",
    )
}

/// Installs without the recommended packages, without a question, and without removing anything. A new nginx is kept
/// from starting, now and at the next boot.
pub fn install(root: Root, names: &[&str], progress: &mut Progress) -> Result<()> {
    let policy = Path::new(POLICY);
    let hold_services = names.contains(&"nginx") && (!policy.exists() || is_ours(policy));
    if hold_services {
        root.write(policy, POLICY_TEXT)?;
        tool::quiet(&mut root.tool("chmod", ["755", POLICY]))?;
    }
    let fixed = [
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "install",
        "-y",
        "-q",
        "--no-remove",
        "--no-install-recommends",
        "-o",
        WAIT_FOR_LOCK,
    ];
    let mut far = Far::default();
    let mut command = root.tool("env", fixed.into_iter().chain(names.iter().copied()));
    let installed = tool::watch(&mut command, |line| {
        if far.see(line) {
            progress.tick(&far.words());
        }
    });
    if hold_services {
        root.remove(policy)?;
        if Path::new("/run/systemd/system").is_dir() {
            let _ = tool::quiet(&mut root.tool("systemctl", ["disable", "--now", "nginx"]));
        }
    }
    installed.context("apt could not install what is missing; its last words are below")
}

/// How far apt-get is, by what it prints.
#[derive(Default)]
struct Far {
    packages: u32,
    fetched: u32,
    unpacked: u32,
    set_up: u32,
}

impl Far {
    /// Whether the line was about progress.
    fn see(&mut self, line: &str) -> bool {
        let count = match line.split_whitespace().next() {
            Some(first) if first.starts_with("Get:") => &mut self.fetched,
            Some("Unpacking") => &mut self.unpacked,
            Some("Setting") if line.starts_with("Setting up ") => &mut self.set_up,
            _ => {
                // "3 upgraded, 438 newly installed, 0 to remove and 0 not upgraded."
                if line.contains(" newly installed, ") {
                    let numbers = line.split_whitespace().filter_map(|word| word.parse::<u32>().ok());
                    self.packages = numbers.take(2).sum();
                }
                return false;
            }
        };
        *count += 1;
        true
    }

    fn words(&self) -> String {
        let Self { packages, fetched, unpacked, set_up } = self;
        format!("of {packages} packages: {fetched} fetched, {unpacked} unpacked, {set_up} set up")
    }
}

/// Removes a policy file that a killed set-up left behind: it would keep nginx from ever starting.
pub fn tidy_after_a_killed_run() {
    if is_ours(Path::new(POLICY))
        && let Some(root) = Root::get()
    {
        let _ = root.remove(Path::new(POLICY));
    }
}

/// What to type by hand.
pub fn cannot_install(missing: &[&str]) -> String {
    format!(
        "system packages are missing ({}), and this user is neither root nor may use sudo:\n  {}\n\
         Ask somebody with that right to run this, then run the same command again:\n  \
         apt-get update && apt-get install --no-install-recommends {}",
        missing.len(),
        missing.join("\n  "),
        missing.join(" ")
    )
}

fn is_ours(policy: &Path) -> bool {
    std::fs::read_to_string(policy).is_ok_and(|text| text == POLICY_TEXT)
}

fn check(wanted: &[&str], after: &Installed) -> Result<()> {
    let still = packages::missing(wanted, after);
    if !still.is_empty() {
        bail!(
            "apt-get ended well, yet these are still not installed: {}.\nTry `apt-get install {}` by hand and read what it says",
            still.join(" "),
            still.join(" ")
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_rights_the_command_to_type_is_given() {
        let text = cannot_install(&["espeak-ng", "ffmpeg"]);
        assert!(text.contains("apt-get install --no-install-recommends espeak-ng ffmpeg"), "{text}");
        assert!(text.starts_with("system packages are missing (2)"), "{text}");
    }

    #[test]
    fn apts_words_are_counted() {
        let mut far = Far::default();
        let lines = [
            "0 upgraded, 438 newly installed, 0 to remove and 0 not upgraded.",
            "Get:1 http://mirror.example/debian bookworm/main amd64 nginx amd64 1.22 [530 kB]",
            "Unpacking nginx (1.22.1-9) ...",
            "Setting up nginx (1.22.1-9) ...",
        ];
        assert_eq!(lines.map(|line| far.see(line)), [false, true, true, true]);
        assert_eq!(far.words(), "of 438 packages: 1 fetched, 1 unpacked, 1 set up");
    }

    #[test]
    fn what_did_not_arrive_is_named() {
        let after = Installed::from([("ffmpeg".to_owned(), "5".to_owned())]);
        let error = check(&["ffmpeg", "nginx"], &after).unwrap_err().to_string();
        assert!(error.contains("still not installed: nginx"), "{error}");
        check(&["ffmpeg"], &after).unwrap();
    }
}
