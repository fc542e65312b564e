//! Python environments in the cache, for programs that we measure ourselves against or are measured by.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::folders::Folders;
use crate::tool;

/// The interpreter of an environment with `packages` (as pip names them, with their versions), made the first time;
/// `module` can be imported where they are there.
///
/// # Errors
/// Python cannot make environments, or no package index can be reached.
pub fn environment(folders: &Folders, name: &str, packages: &[&str], module: &str) -> Result<PathBuf> {
    let folder = folders.cache.join(format!("venv-{name}"));
    let python = folder.join("bin/python");
    let import = format!("import {module}");
    let there = python.is_file()
        && tool::captured(&mut tool::tool(&python.to_string_lossy(), ["-c", &import])).is_ok();
    if !there {
        tool::quiet(tool::tool("python3", ["-m", "venv", "--clear"]).arg(&folder))
            .context("cannot make a Python environment; on Debian it needs the package python3-venv")?;
        let mut pip = tool::tool(&python.to_string_lossy(), ["-m", "pip", "install", "--quiet"]);
        tool::quiet(pip.args(packages))
            .with_context(|| format!("cannot fetch {} from the package index", packages.join(", ")))?;
    }
    Ok(python)
}
