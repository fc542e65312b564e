//! `cargo xtask codegen`: writes what is generated from the types of the protocol, or checks that it is checked in.

use std::{collections::BTreeMap, fs, process::Command};

use anyhow::{Context, Result, bail};

use crate::{
    folders::{self, Folders},
    tool,
};

/// Writes every generated file; with `check`, writes nothing and says which differs.
///
/// # Errors
/// When the generator fails, a file cannot be written, or one differs.
pub fn run(folders: &Folders, check: bool) -> Result<String> {
    // With the workspace's features: alone it would have others, and be built with all that it needs a second time.
    let words = ["build", "--quiet", "--workspace", "--example", "codegen"];
    let mut build = tool::tool(&folders::cargo(), words);
    folders.tell(&mut build)?;
    tool::captured(&mut build).context("the generator")?;
    let mut generator = Command::new(folders.target()?.join("debug/examples/codegen"));
    let printed = tool::captured(generator.current_dir(&folders.repo)).context("the generator")?;
    let files: BTreeMap<String, String> =
        serde_json::from_str(&printed).context("what the generator printed")?;
    let mut differ = Vec::new();
    for (name, text) in &files {
        let path = folders.repo.join(name);
        if fs::read_to_string(&path).is_ok_and(|old| old == *text) {
            continue;
        }
        differ.push(name.as_str());
        if !check {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
            }
            fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        }
    }
    match (check, differ.is_empty()) {
        (_, true) => Ok(format!("{} files are as the types are", files.len())),
        (false, false) => Ok(format!("wrote {}", differ.join(", "))),
        (true, false) => bail!(
            "not as the types are: {}; run `cargo xtask codegen` and look at what changed",
            differ.join(", ")
        ),
    }
}
