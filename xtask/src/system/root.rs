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

/// What a person says to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Yes,
    No,
    /// There is no terminal to ask on.
    Nobody,
}

/// Asks on the terminal; an empty line is a yes.
pub fn ask(question: &str) -> Answer {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Answer::Nobody;
    }
    print!("      {question} [Y/n] ");
    let _ = io::stdout().flush();
    let mut answer = String::new();
    match io::stdin().lock().read_line(&mut answer) {
        Ok(0) | Err(_) => Answer::Nobody,
        Ok(_) if answer.trim().to_lowercase().starts_with('n') => Answer::No,
        Ok(_) => Answer::Yes,
    }
}
