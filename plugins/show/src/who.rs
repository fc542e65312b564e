//! Who did it: every change of a show names somebody.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Who changed something.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "role", content = "name")]
pub enum Who {
    /// The program by itself: rules, clocks, the rundown.
    Program,
    /// A person with a name who runs the show.
    Operator(String),
    /// Somebody who watches.
    Viewer(String),
}

impl Who {
    /// The operator of that name.
    pub fn operator(name: &str) -> Self {
        Self::Operator(name.to_owned())
    }

    /// An operator's name; none for everybody else, and for an operator whose name is blank.
    pub fn operator_name(&self) -> Option<&str> {
        match self {
            Self::Operator(name) if !name.trim().is_empty() => Some(name),
            _ => None,
        }
    }

    /// `program`, `operator` or `viewer`.
    pub fn role(&self) -> &'static str {
        match self {
            Self::Program => "program",
            Self::Operator(_) => "operator",
            Self::Viewer(_) => "viewer",
        }
    }

    /// The name; empty for the program.
    pub fn name(&self) -> &str {
        match self {
            Self::Program => "",
            Self::Operator(name) | Self::Viewer(name) => name,
        }
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Program => f.write_str("program"),
            _ => write!(f, "{} {}", self.role(), self.name()),
        }
    }
}
