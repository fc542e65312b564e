//! Set-up: the order of its steps, shared by `live`, `test`, `assets` and `bench`. Each step skips itself when its work is
//! already done, so that a second run takes seconds.

use std::fs::File;

use anyhow::{Context, Result};

use crate::folders::{self, Folders};
use crate::progress::Steps;
use crate::scratch::Scratch;
use crate::system::packages::Purpose;
use crate::system::{apt, mesa};
use crate::{bake, console, packs, tool};

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
    steps.run("data packs", |progress| packs::make_present(folders, progress))
}

/// The operator console, which the program carries inside.
pub fn console(folders: &Folders, steps: &mut Steps) -> Result<()> {
    steps.run("console", |progress| console::build(folders, progress))
}

/// The program.
pub fn build(folders: &Folders, steps: &mut Steps) -> Result<()> {
    steps.run("build", |progress| {
        progress.break_line();
        let mut cargo = tool::tool(&folders::cargo(), ["build", "--package", "compere"]);
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
        Scratch::sweep(&folders.packs());
        Ok(Self(file))
    }
}

/// What set-up would do, without doing it.
pub fn plan(folders: &Folders) -> Result<()> {
    let mut lacks = 0;
    let mut row = |name: &str, lack: Option<String>, fine: String| {
        lacks += usize::from(lack.is_some());
        println!("  {name:18} {}", lack.map_or(format!("ok: {fine}"), |lack| format!("TO DO: {lack}")));
    };
    use crate::system::packages;
    for (name, purpose) in [("packages, live", Purpose::Live), ("packages, test", Purpose::Test)] {
        let needed = packages::needed(purpose);
        let installed = packages::installed(&needed).unwrap_or_default();
        let missing = packages::missing(&needed, &installed);
        let lack = (!missing.is_empty()).then(|| format!("install {}", missing.join(" ")));
        row(name, lack, format!("all {} installed", needed.len()));
    }
    match mesa::state()? {
        mesa::State::Fine(words) => row("software renderer", None, words),
        mesa::State::Old { version } => {
            let lack = format!(
                "Mesa {version} is slow without a GPU; Mesa 25 comes from Debian's backports (asked for, or --yes)"
            );
            row("software renderer", Some(lack), String::new());
        }
    }
    for pack in packs::list(folders)?.iter().filter(|pack| !pack.tool) {
        let megabytes = pack.wheel_here()?.megabytes;
        let lack = (!packs::is_present(folders, pack)?)
            .then(|| format!("fetch {} {} ({megabytes} MB), {}", pack.package, pack.version, pack.title));
        row(
            &format!("pack {}", pack.name),
            lack,
            format!("{} {}, {}", pack.package, pack.version, pack.licence),
        );
    }
    let node = crate::node::Node::of_machine();
    let words =
        node.map_or("node from its pack (fetched when the console is built)".into(), |node| node.words());
    row("console", (!console::is_built(folders)?).then(|| format!("build it with {words}")), "built".into());
    let program = folders.compere()?;
    row(
        "program",
        (!program.is_file()).then(|| "build it (about 10 minutes on 2 cores)".into()),
        "built once; cargo checks it each time".into(),
    );
    let stale = bake::stale(folders).unwrap_or_else(|error| vec![format!("nothing yet ({error})")]);
    row("characters", (!stale.is_empty()).then(|| format!("bake {}", stale.join(", "))), "baked".into());
    println!("  the cache is {}", folders.cache.display());
    match lacks {
        0 => println!("nothing to do: `cargo xtask live` starts in seconds"),
        _ => println!(
            "`cargo xtask live` does what is to do; `cargo xtask test` also installs what the tests need"
        ),
    }
    Ok(())
}
