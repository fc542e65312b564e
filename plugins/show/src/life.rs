//! The life of an utterance: `queued -> held -> approved -> synthesizing -> speaking -> done |
//! cancelled(reason)`.
//!
//! [`Life`] has no public fields and one way to change, [`Life::turn`]: a state that the diagram does not
//! have cannot be reached, not even from a file. What is on air may be put back (a takeover, an urgent line,
//! a restart): it keeps its id, and goes on later from the sentence that was cut.

use protocol::event::UtteranceState;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why an utterance was cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reason {
    /// An operator removed, rejected or stopped it.
    Operator,
    /// Something more important came in its place.
    Superseded,
    /// It waited longer than its kind may.
    Expired,
    /// More of its kind waited than may.
    OverCap,
    /// The same was accepted a short time before.
    Duplicate,
    /// Its source, or its kind, came too often.
    Rate,
    /// A rule of approval forbids it.
    Rule,
    /// It could not be said; why.
    Failed(String),
    /// The program or the show ended.
    Shutdown,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Operator => "by an operator",
            Self::Superseded => "superseded",
            Self::Expired => "expired",
            Self::OverCap => "over cap",
            Self::Duplicate => "duplicate",
            Self::Rate => "rate",
            Self::Rule => "by a rule",
            Self::Failed(why) => return write!(f, "failed: {why}"),
            Self::Shutdown => "shutdown",
        })
    }
}

/// One step of a life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Turn {
    /// Wait for a person's consent.
    Hold,
    /// May be said.
    Approve,
    /// Its voice is being made: it is on air.
    Synthesize,
    /// It is heard.
    Speak,
    /// Off air for now, to go on later.
    PutBack,
    /// Said to its end.
    Finish,
    /// Not, or not wholly, said.
    Cancel(Reason),
}

impl Turn {
    /// The state in which the life is after this step.
    pub fn leads_to(&self) -> UtteranceState {
        match self {
            Self::Hold => UtteranceState::Held,
            Self::Approve | Self::PutBack => UtteranceState::Approved,
            Self::Synthesize => UtteranceState::Synthesizing,
            Self::Speak => UtteranceState::Speaking,
            Self::Finish => UtteranceState::Done,
            Self::Cancel(_) => UtteranceState::Cancelled,
        }
    }
}

/// Where an utterance stands. Begins as queued.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Life(Stage);

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Stage {
    #[default]
    Queued,
    Held,
    Approved,
    Synthesizing,
    Speaking,
    Done,
    Cancelled(Reason),
}

/// A step that the life does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{turn:?} is not possible for an utterance that is {state:?}")]
pub struct Impossible {
    /// Where it stood, and stands.
    pub state: UtteranceState,
    /// What was asked of it.
    pub turn: Turn,
}

impl Life {
    /// The state that clients are told.
    pub fn state(&self) -> UtteranceState {
        match self.0 {
            Stage::Queued => UtteranceState::Queued,
            Stage::Held => UtteranceState::Held,
            Stage::Approved => UtteranceState::Approved,
            Stage::Synthesizing => UtteranceState::Synthesizing,
            Stage::Speaking => UtteranceState::Speaking,
            Stage::Done => UtteranceState::Done,
            Stage::Cancelled(_) => UtteranceState::Cancelled,
        }
    }

    /// Why it was cancelled.
    pub fn reason(&self) -> Option<&Reason> {
        if let Stage::Cancelled(reason) = &self.0 { Some(reason) } else { None }
    }

    /// Whether it is being made or heard.
    pub fn is_on_air(&self) -> bool {
        matches!(self.0, Stage::Synthesizing | Stage::Speaking)
    }

    /// Whether it is over.
    pub fn is_final(&self) -> bool {
        self.state().is_final()
    }

    /// Takes one step.
    ///
    /// # Errors
    /// [`Impossible`] where the life has no such step; nothing has changed then.
    pub fn turn(&mut self, turn: &Turn) -> Result<(), Impossible> {
        self.0 = match (&self.0, turn) {
            (Stage::Queued | Stage::Approved, Turn::Hold) => Stage::Held,
            (Stage::Queued | Stage::Held, Turn::Approve) => Stage::Approved,
            (Stage::Approved, Turn::Synthesize) => Stage::Synthesizing,
            (Stage::Synthesizing, Turn::Speak) => Stage::Speaking,
            (Stage::Synthesizing | Stage::Speaking, Turn::PutBack) => Stage::Approved,
            // Cues alone are never heard.
            (Stage::Synthesizing | Stage::Speaking, Turn::Finish) => Stage::Done,
            (stage, Turn::Cancel(reason)) if !matches!(stage, Stage::Done | Stage::Cancelled(_)) => {
                Stage::Cancelled(reason.clone())
            }
            _ => return Err(Impossible { state: self.state(), turn: turn.clone() }),
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Turn::{Approve, Cancel, Finish, Hold, PutBack, Speak, Synthesize};
    use proptest::prelude::*;

    #[track_caller]
    fn check(turns: &[Turn], expect: UtteranceState) {
        let mut life = Life::default();
        for turn in turns {
            life.turn(turn).unwrap();
        }
        assert_eq!(life.state(), expect);
    }

    #[test]
    fn lives_that_there_are() {
        check(&[Hold, Approve, Synthesize, Speak, Finish], UtteranceState::Done);
        check(&[Approve, Hold, Approve, Synthesize, Finish], UtteranceState::Done);
        check(&[Approve, Synthesize, Speak, PutBack, Synthesize, Speak, Finish], UtteranceState::Done);
        check(&[Cancel(Reason::Rate)], UtteranceState::Cancelled);
    }

    #[test]
    fn a_step_that_is_not_there_changes_nothing() {
        let mut life = Life::default();
        let error = life.turn(&Speak).unwrap_err();
        assert_eq!((error.state, life.state()), (UtteranceState::Queued, UtteranceState::Queued));
    }

    fn any_turn() -> impl Strategy<Value = Turn> {
        let cancel = Cancel(Reason::Operator);
        prop::sample::select(vec![Hold, Approve, Synthesize, Speak, PutBack, Finish, cancel])
    }

    proptest! {
        #[test]
        fn nothing_follows_the_end(turns in prop::collection::vec(any_turn(), 0..40)) {
            let mut life = Life::default();
            let mut seen = vec![life.state()];
            for turn in turns {
                let was_final = life.is_final();
                prop_assert_eq!(life.turn(&turn).is_ok() && was_final, false);
                seen.push(life.state());
            }
            let heard = seen.iter().position(|s| *s == UtteranceState::Speaking);
            let approved = seen.iter().position(|s| *s == UtteranceState::Approved);
            prop_assert!(heard.is_none_or(|heard| approved.is_some_and(|approved| approved < heard)));
            let json = serde_json::to_string(&life).unwrap();
            prop_assert_eq!(serde_json::from_str::<Life>(&json).unwrap(), life);
        }
    }
}
