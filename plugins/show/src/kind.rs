//! Kinds of what is said, by importance, and what approval and limits can be about.

use serde::{Deserialize, Serialize};

/// What kind of utterance it is; a later one comes first: idle < rundown < answer < operator < urgent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Self-talk, when nothing else happens.
    Idle,
    /// A paragraph of the show.
    Rundown,
    /// An answer to a viewer.
    Answer,
    /// What an operator wants said.
    Operator,
    /// What must be said at once: it cuts off what is on air.
    Urgent,
}

impl Kind {
    /// All kinds, the least important first.
    pub const ALL: [Self; 5] = [Self::Idle, Self::Rundown, Self::Answer, Self::Operator, Self::Urgent];

    /// Whether the program says it by itself: it is silent while an operator has taken over.
    pub fn is_of_the_machine(self) -> bool {
        matches!(self, Self::Idle | Self::Rundown | Self::Answer)
    }
}

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
