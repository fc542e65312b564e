//! The operator console's build (TypeScript, in `console/`): only when its sources changed.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use packs::stamp::{self, Inputs};

use crate::folders::Folders;
use crate::node::Node;
use crate::progress::Progress;
use crate::tool;

/// What is not a source.
const NOT_SOURCES: &[&str] = &["node_modules", "dist", ".vite", "test-results"];

/// Builds `console/dist`. The outcome in words.
pub fn build(folders: &Folders, progress: &mut Progress) -> Result<String> {
    let console = folders.repo.join("console");
    ensure!(
        console.join("package-lock.json").is_file(),
        "console/package-lock.json is missing; it is part of the repository: restore it with git, or make it with `npm install` in console/"
    );
    let inputs = inputs(folders)?;
    let stamp = stamp_of(folders);
    if stamp::holds(&stamp, &inputs) && console.join("dist/index.html").is_file() {
        return Ok("ok, nothing changed".into());
    }
    let node = Node::get(folders, progress)?;
    stamp::clear(&stamp)?;
    install(folders, &node, progress)?;
    progress.note(&format!("building with {}", node.words()));
    tool::quiet(node.npm(["run", "build"]).current_dir(&console)).context("the console does not build")?;
    ensure!(
        console.join("dist/index.html").is_file(),
        "`npm run build` ended well but left no console/dist/index.html"
    );
    stamp::set(&stamp, &inputs)?;
    Ok("ok, built".into())
}

/// Types and unit tests of the console.
pub fn check(folders: &Folders, progress: &mut Progress) -> Result<String> {
    let node = Node::get(folders, progress)?;
    let console = folders.repo.join("console");
    install(folders, &node, progress)?;
    tool::quiet(node.npm(["run", "check", "--if-present"]).current_dir(&console))
        .context("the console's types")?;
    progress.break_line();
    tool::stream(node.npm(["test", "--if-present"]).current_dir(&console)).context("the console's tests")?;
    Ok("ok".into())
}

/// Whether a build would do anything.
pub fn is_built(folders: &Folders) -> Result<bool> {
    let built = folders.repo.join("console/dist/index.html").is_file();
    Ok(built && stamp::holds(&stamp_of(folders), &inputs(folders)?))
}

/// `npm ci`, when the lock file is another than the one that `node_modules` was made from.
fn install(folders: &Folders, node: &Node, progress: &mut Progress) -> Result<()> {
    let console = folders.repo.join("console");
    let lock = Inputs::default()
        .path(&console.join("package-lock.json"), &[])?
        .value("node", &node.words())
        .finish();
    let stamp = console.join("node_modules/.compere-stamp");
    if stamp::holds(&stamp, &lock) {
        return Ok(());
    }
    progress.note("npm ci");
    tool::quiet(node.npm(["ci", "--no-audit", "--no-fund"]).current_dir(&console))
        .context("could not install the console's packages; check the network and npm's settings (`npm config list`), then run again")?;
    stamp::set(&stamp, &lock)
}

fn inputs(folders: &Folders) -> Result<String> {
    Ok(Inputs::default().path(&folders.repo.join("console"), NOT_SOURCES)?.finish())
}

/// With the checkout, not in the cache: two checkouts share a cache, not a build.
fn stamp_of(folders: &Folders) -> PathBuf {
    folders.repo.join("console/node_modules/.compere-build")
}
