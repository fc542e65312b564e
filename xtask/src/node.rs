//! The Node.js that builds the console: the machine's when it is new enough, else the pack from PyPI.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::data;
use crate::folders::Folders;
use crate::progress::Progress;
use crate::tool;

/// Vite's own demand. Debian 12 has 18.
const ENOUGH: &[(u32, u32)] = &[(20, 19), (22, 12)];

/// A node that is there and new enough.
#[derive(Debug)]
pub enum Node {
    /// In PATH, with its npm.
    Machine { version: String },
    /// Unpacked in the cache: the folder that holds `bin` and `lib`.
    Pack { folder: PathBuf },
}

impl Node {
    /// The machine's, if it will do.
    pub fn of_machine() -> Option<Self> {
        let version = tool::captured(&mut tool::tool("node", ["--version"])).ok()?.trim().to_owned();
        (new_enough(&version) && tool::exists("npm")).then_some(Self::Machine { version })
    }

    /// The machine's or the pack's, which is fetched where it is missing.
    pub fn get(folders: &Folders, progress: &mut Progress) -> Result<Self> {
        if let Some(node) = Self::of_machine() {
            return Ok(node);
        }
        let packs = data::list(folders)?;
        let pack = packs
            .iter()
            .find(|pack| pack.name == "node")
            .context("assets/packs.toml has no pack called node")?;
        if !data::is_present(folders, pack)? {
            data::bring(folders, pack, progress)?;
        }
        Ok(Self::Pack { folder: folders.packs().join("node") })
    }

    /// `npm ARGS`, with this node as the one that its scripts find.
    pub fn npm<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = match self {
            Self::Machine { .. } => Command::new("npm"),
            Self::Pack { folder } => {
                let mut command = Command::new(folder.join("bin/node"));
                command.arg(folder.join("lib/node_modules/npm/bin/npm-cli.js"));
                let path = std::env::var_os("PATH").unwrap_or_default();
                let path = std::iter::once(folder.join("bin")).chain(std::env::split_paths(&path));
                if let Ok(path) = std::env::join_paths(path) {
                    command.env("PATH", path);
                }
                command
            }
        };
        command.args(args);
        command
    }

    /// For the stamp and for people.
    pub fn words(&self) -> String {
        match self {
            Self::Machine { version } => format!("the machine's node {version}"),
            Self::Pack { .. } => "node from its pack".into(),
        }
    }
}

/// `v20.19.1` is, `v18.20.4` and `v21.9.0` are not.
fn new_enough(version: &str) -> bool {
    let mut numbers = version.trim_start_matches('v').split('.').map(|number| number.parse::<u32>().ok());
    let (Some(Some(major)), Some(Some(minor))) = (numbers.next(), numbers.next()) else { return false };
    let newest = ENOUGH.last().is_some_and(|(least, _)| major > *least);
    newest || ENOUGH.iter().any(|(line, least)| major == *line && minor >= *least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(version: &str, expect: bool) {
        assert_eq!(new_enough(version), expect, "{version}");
    }

    #[test]
    fn versions() {
        check("v18.20.4", false);
        check("v20.18.0", false);
        check("v20.19.0", true);
        check("v21.9.0", false);
        check("v22.12.0", true);
        check("v24.0.1", true);
        check("nonsense", false);
    }
}
