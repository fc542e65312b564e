//! `cargo xtask tidy`: the rules of the house that no compiler checks. Most are absences ("only this crate knows that").
//!
//! This file gathers; the rules are pure functions in its folder, each with an example that fails.

mod features;
mod files;
mod houses;
mod manifests;

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail};

use crate::folders::{self, Folders};
use crate::{data, tool};

/// Breaches, each one line: where, what, and what to do.
type Findings = Vec<String>;

/// Checks everything. The outcome in words; the error lists every breach.
pub fn run(folders: &Folders) -> Result<String> {
    let files = tracked(folders)?;
    let mut findings = Findings::new();
    for (name, bytes) in &files {
        files::check(name, bytes, &mut findings);
    }
    let manifest = |name: &str| -> Result<toml::Table> {
        let text = files.get(name).with_context(|| format!("{name} is not among the repository's files"))?;
        String::from_utf8_lossy(text).parse().with_context(|| name.to_owned())
    };
    let root = manifest("Cargo.toml")?;
    let mut members = BTreeMap::new();
    let is_member = |name: &&String| *name == "Cargo.toml" || name.ends_with("/Cargo.toml");
    for name in files.keys().filter(is_member) {
        members.insert(name.clone(), manifest(name)?);
    }
    manifests::check(&root, &members, &mut findings);
    let crates = houses::direct(&members);
    houses::check_imports(&crates, &mut findings);
    for krate in houses::without_bevy(&crates) {
        let tree = tool::captured(
            tool::tool(
                &folders::cargo(),
                ["tree", "--package", krate, "--edges", "normal,build", "--prefix", "none"],
            )
            .current_dir(&folders.repo),
        )?;
        houses::check_tree(krate, &tree, &mut findings);
    }
    let tree = |which: &[&str]| {
        let args = features::FORMAT.iter().chain(which).copied();
        tool::captured(tool::tool(&folders::cargo(), args).current_dir(&folders.repo))
    };
    features::check(&tree(features::PROGRAM)?, &tree(features::EVERYTHING)?, &mut findings);
    if let Err(error) = data::list(folders) {
        findings.push(format!("{error:#}"));
    }
    if findings.is_empty() {
        return Ok(format!("ok, {} files, {} crates", files.len(), crates.len()));
    }
    findings.sort();
    bail!("{} rules of the house are broken:\n  {}", findings.len(), findings.join("\n  "))
}

/// The files that git tracks or would track, with their contents. Links and what is deleted but not yet committed are
/// left out.
fn tracked(folders: &Folders) -> Result<BTreeMap<String, Vec<u8>>> {
    let list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let list = tool::captured(tool::tool("git", list).current_dir(&folders.repo))
        .context("tidy asks git for the list of files; run it in a clone")?;
    let mut files = BTreeMap::new();
    for name in list.split('\0').filter(|name| !name.is_empty()) {
        let path = folders.repo.join(name);
        if path.symlink_metadata().is_ok_and(|entry| entry.is_file()) {
            files.insert(name.to_owned(), fs::read(&path).with_context(|| format!("cannot read {name}"))?);
        }
    }
    Ok(files)
}
