//! Set-up: the order of its steps, shared by `live`, `test`, `assets` and `bench`. Each step skips itself when its work is
//! already done, so that a second run takes seconds.

use std::fs::File;

use anyhow::{Context, Result};

use crate::folders::{self, Folders};
use crate::progress::Steps;
use crate::system::packages::Purpose;
use crate::system::{apt, mesa};
use crate::{bake, console, data, tool};

/// What the person said on the command line.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Do not ask: yes.
    pub yes: bool,
    /// Leave the renderer as it is.
    pub keep_mesa: bool,
    /// Trust the machine to have what is needed.
    pub skip_packages: bool,
}

/// What has to be there before anything is built: system packages, the newer Mesa, data packs. Three steps.
pub fn machine(folders: &Folders, steps: &mut Steps, purpose: Purpose, consent: Consent) -> Result<()> {
    apt::tidy_after_a_killed_run();
    steps.run("system packages", |progress| match consent.skip_packages {
        true => Ok("skipped, as told".into()),
        false => apt::install_missing(purpose, progress),
    })?;
    steps.run("software renderer", |progress| match consent.skip_packages || consent.keep_mesa {
        true => Ok("left as it is, as told".into()),
        false => mesa::renew(consent.yes, &folders.stamps().join("mesa"), progress),
    })?;
    steps.run("data packs", |progress| data::make_present(folders, progress))
}

/// The operator console, which the program carries inside.
pub fn console(folders: &Folders, steps: &mut Steps) -> Result<()> {
    steps.run("console", |progress| console::build(folders, progress))
}

/// The program.
pub fn build(folders: &Folders, steps: &mut Steps) -> Result<()> {
    steps.run("build", |progress| {
        progress.break_line();
        let mut cargo =
            tool::tool(&folders::cargo(), ["build", "--package", "compere", "--package", "espeak-worker"]);
        tool::stream(cargo.current_dir(&folders.repo))
            .context("the build failed; cargo's own words are above")?;
        Ok("ok".into())
    })
}

/// The characters, which the program itself bakes.
pub fn characters(folders: &Folders, steps: &mut Steps) -> Result<()> {
    steps.run("characters", |progress| bake::bake(folders, progress))
}

/// Keeps two set-ups from working in one cache at a time; held until dropped.
pub struct Lock(#[expect(dead_code, reason = "held, not read")] File);

impl Lock {
    /// Waits for another set-up to end, and says so.
    pub fn take(folders: &Folders) -> Result<Self> {
        let path = folders.cache.join("set-up.lock");
        let file = File::create(&path).with_context(|| format!("cannot create {}", path.display()))?;
        if file.try_lock().is_err() {
            println!("another set-up is at work in {}; waiting for it to end", folders.cache.display());
            file.lock().with_context(|| format!("cannot lock {}", path.display()))?;
        }
        packs::sweep(&folders.cache);
        Ok(Self(file))
    }
}
