//! The right to change the system: as root, through sudo, or not at all.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::{folders, tool};

/// How commands that need root are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    /// We are root.
    Direct,
    /// Through sudo, which asks for the password on the terminal, or needs none.
    Sudo,
}

impl Root {
    /// None where neither is possible. Without a terminal, sudo counts only when it needs no password.
    pub fn get() -> Option<Self> {
        if folders::is_root() {
            return Some(Self::Direct);
        }
        let sudo = tool::exists("sudo")
            && (io::stdin().is_terminal()
                || tool::answered(&mut tool::tool("sudo", ["-n", "true"]))
                    .is_ok_and(|output| output.status.success()));
        sudo.then_some(Self::Sudo)
    }

    /// The command, as root.
    pub fn tool<'a>(self, program: &'a str, args: impl IntoIterator<Item = &'a str>) -> Command {
        match self {
            Self::Direct => tool::tool(program, args),
            Self::Sudo => tool::tool("sudo", std::iter::once(program).chain(args)),
        }
    }

    /// Writes a file of the system's, mode 644.
    pub fn write(self, path: &Path, text: &str) -> Result<()> {
        tool::fed(&mut self.tool("tee", [&*path.to_string_lossy()]), text)?;
        tool::quiet(&mut self.tool("chmod", ["644", &*path.to_string_lossy()]))
    }

    /// Removes a file of the system's; one that is not there is no error.
    pub fn remove(self, path: &Path) -> Result<()> {
        tool::quiet(&mut self.tool("rm", ["-f", &*path.to_string_lossy()]))
    }
}

/// Whether to do something that a person may decline. `yes` answers beforehand; without a terminal the answer is no.
pub fn agreed(question: &str, yes: bool) -> bool {
    if yes {
        return true;
    }
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return false;
    }
    print!("      {question} [Y/n] ");
    let _ = io::stdout().flush();
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    read.is_ok_and(|bytes| bytes > 0) && !answer.trim().to_lowercase().starts_with('n')
}
