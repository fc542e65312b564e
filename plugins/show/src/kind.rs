//! Kinds of what is said, by importance, and what approval and limits can be about.

pub use protocol::event::Kind;

use serde::{Deserialize, Serialize};

/// What a limit or a rule is about: a kind of utterance, or a viewer's question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum About {
    /// A question or remark of a viewer, before anybody answers it.
    Question,
    /// As [`Kind::Idle`].
    Idle,
    /// As [`Kind::Rundown`].
    Rundown,
    /// As [`Kind::Answer`].
    Answer,
    /// As [`Kind::Operator`].
    Operator,
    /// As [`Kind::Urgent`].
    Urgent,
}

impl From<Kind> for About {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Idle => Self::Idle,
            Kind::Rundown => Self::Rundown,
            Kind::Answer => Self::Answer,
            Kind::Operator => Self::Operator,
            Kind::Urgent => Self::Urgent,
        }
    }
}
