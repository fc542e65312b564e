//! `cargo xtask train-lips`: has our own voices say our own sentences, trains the listener that hears lips in sound on
//! them, and writes the model and its figures.
//!
//! What is learnt, and how, is `training`'s business. What the voices said is kept in the cache, so that a second run
//! only trains.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::folders::{self, Folders};
use crate::progress::Steps;
use crate::setup::{self, Consent};
use crate::system::packages::Purpose;
use crate::tool;

/// The pack that is not fetched unless somebody asks for it, by a file of it.
const KOKORO: &str = "packs/kokoro/model.onnx";

/// Trains; a `quick` training leaves the model that ships as it is.
pub fn train(folders: &Folders, quick: bool, consent: Consent) -> Result<()> {
    let mut steps = Steps::new(5);
    let lock = setup::Lock::take(folders)?;
    setup::machine(folders, &mut steps, Purpose::Live, consent)?;
    steps.run("build", |progress| {
        progress.break_line();
        let packages = ["build", "--package", "training", "--package", "espeak-worker"];
        let mut cargo = tool::tool(&folders::cargo(), packages);
        tool::stream(cargo.current_dir(&folders.repo))
            .context("the build failed; cargo's own words are above")?;
        Ok("ok".into())
    })?;
    drop(lock);
    if !quick && !folders.cache.join(KOKORO).is_file() {
        bail!("training wants the voices of Kokoro as well; fetch them with `compere voices add kokoro`");
    }
    let out = if quick { folders.repo.join("out/lips") } else { folders.repo.join("assets/lips") };
    fs::create_dir_all(&out).with_context(|| format!("cannot create {}", out.display()))?;
    let sentences = folders.repo.join("assets/lips/sentences.txt");
    steps.run("train", |progress| {
        progress.break_line();
        let mut command = std::process::Command::new(folders.program("training")?);
        command.arg("--packs").arg(folders.cache.join("packs"));
        command.arg("--keep").arg(folders.cache.join("lips"));
        command.arg("--sentences").arg(&sentences);
        command.arg("--model").arg(out.join("listener.bin"));
        command.arg("--figures").arg(out.join("listener.md"));
        command.args(quick.then_some("--quick"));
        tool::stream(&mut command).context("the training failed; its own words are above")?;
        Ok("ok".into())
    })
}
