//! Questions and remarks of viewers: they arrive, wait, are looked at by a person, and are answered or not.
//!
//! What is said of them is in the queue; here is what is known of each question, tied to its answer by id.

use crate::Reason;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// A question of a viewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// Its name.
    pub question_id: String,
    /// Who asks.
    pub viewer: String,
    /// What, as typed or as a person edited it.
    pub text: String,
    /// Air time at which it came, in milliseconds.
    pub asked_ms: u64,
    /// Air time from which on nobody answers it any more.
    pub expires_ms: Option<u64>,
    /// Where it stands.
    pub standing: Standing,
}

/// Where a question stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Standing {
    /// A person must look at it first.
    Held,
    /// May be answered.
    Open,
    /// Has an answer, under this `utterance_id`, that waits or is said.
    Answering(String),
    /// Was answered on air.
    Answered,
    /// Will not be answered.
    Closed(Reason),
}

impl Standing {
    /// Whether it is over.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Answered | Self::Closed(_))
    }

    /// Whether `to` may follow.
    fn allows(&self, to: &Self) -> bool {
        match self {
            Self::Held => matches!(to, Self::Open | Self::Answered | Self::Closed(_)),
            Self::Open => !matches!(to, Self::Open),
            Self::Answering(_) => matches!(to, Self::Open | Self::Answered | Self::Closed(_)),
            Self::Answered | Self::Closed(_) => false,
        }
    }
}

/// Why a question was left as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuestionError {
    /// No such question waits.
    #[error("no question called `{0}` waits; it may be over")]
    NotFound(String),
    /// It stands where this cannot follow.
    #[error("the question `{0}` is {1:?}; that cannot be done with it now")]
    Standing(String, Standing),
    /// The id was given before.
    #[error("a question `{0}` is there already")]
    Twice(String),
}

/// Questions that are remembered after their end.
const RECENT: usize = 50;

/// All questions that are not over, first come first, and the last that are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Questions {
    waiting: Vec<Question>,
    recent: VecDeque<Question>,
}

impl Questions {
    /// Those that are not over, first come first.
    pub fn waiting(&self) -> &[Question] {
        &self.waiting
    }

    /// Those that were over last, newest first.
    pub fn recent(&self) -> impl Iterator<Item = &Question> {
        self.recent.iter()
    }

    /// One that is not over.
    pub fn find(&self, id: &str) -> Option<&Question> {
        self.waiting.iter().find(|q| q.question_id == id)
    }

    /// The one that an utterance answers.
    pub fn answered_by(&self, utterance_id: &str) -> Option<&Question> {
        self.waiting.iter().find(|q| matches!(&q.standing, Standing::Answering(id) if id == utterance_id))
    }

    pub(crate) fn accept(&mut self, question: Question) -> Result<(), QuestionError> {
        if self.find(&question.question_id).is_some() {
            return Err(QuestionError::Twice(question.question_id));
        }
        self.waiting.push(question);
        Ok(())
    }

    pub(crate) fn turn(&mut self, id: &str, to: &Standing) -> Result<(), QuestionError> {
        let at = self.place(id)?;
        let question = &mut self.waiting[at];
        if !question.standing.allows(to) {
            return Err(QuestionError::Standing(id.into(), question.standing.clone()));
        }
        question.standing = to.clone();
        if to.is_final() {
            let question = self.waiting.remove(at);
            self.recent.push_front(question);
            self.recent.truncate(RECENT);
        }
        Ok(())
    }

    pub(crate) fn edit(&mut self, id: &str, text: &str) -> Result<(), QuestionError> {
        let at = self.place(id)?;
        self.waiting[at].text = text.to_owned();
        Ok(())
    }

    fn place(&self, id: &str) -> Result<usize, QuestionError> {
        let place = self.waiting.iter().position(|q| q.question_id == id);
        place.ok_or_else(|| QuestionError::NotFound(id.into()))
    }
}
