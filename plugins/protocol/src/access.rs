//! Who asks, and what they may ask for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What somebody may do; a later one may do all that an earlier one may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Watches and asks.
    Viewer,
    /// Decides what viewers' words become.
    Moderator,
    /// Runs the show.
    Operator,
    /// Runs the program: outputs, tokens.
    Admin,
}

impl Role {
    /// All roles, the least first.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Moderator, Self::Operator, Self::Admin];

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Moderator => "moderator",
            Self::Operator => "operator",
            Self::Admin => "admin",
        }
    }
}

/// Who asks for something. It stands in the journal beside what was done.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Caller {
    /// By which the others know them.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

impl Caller {
    /// A caller of that name and role.
    pub fn new(name: impl Into<String>, role: Role) -> Self {
        Self { name: name.into(), role }
    }
}
