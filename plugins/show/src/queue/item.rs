//! One thing that is to be said.

use crate::{Kind, Life};
use protocol::{event::Utterance, request, show_file::Block};
use serde::{Deserialize, Serialize};

/// One thing that is to be said, from its acceptance to its end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// Its name in every hop.
    pub utterance_id: String,
    /// How important it is.
    pub kind: Kind,
    /// Who asked for it: an operator's name, a viewer's, or `rundown`.
    pub source: String,
    /// As given, with its cues; of the rundown, as said.
    pub text: String,
    /// What to do, as read from the text.
    pub blocks: Vec<Block>,
    /// Where it stands.
    pub life: Life,
    /// Air time at which it was accepted, in milliseconds.
    pub accepted_ms: u64,
    /// Air time from which on it is not said any more, if it still waits.
    pub expires_ms: Option<u64>,
    /// The question that it answers.
    pub question_id: Option<String>,
    /// The entry of the rundown that it is.
    pub place: Option<Place>,
    /// First sentence that was not said to its end, from 0: where it begins, or goes on.
    pub sentence: usize,
    /// Whether more of its text is to come, as answers are made sentence by sentence.
    pub more: bool,
    /// Whether it is a recording, whose sound lies elsewhere; its text is the caption.
    #[serde(default)]
    pub recorded: bool,
}

/// An entry of the rundown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Segment, from 0; segments of self-talk are not counted.
    pub segment: usize,
    /// Paragraph, or window for questions, in the segment, from 0.
    pub paragraph: usize,
}

impl Item {
    /// What clients are told; `by` whom, where it is told of what somebody did.
    pub fn utterance(&self, by: Option<&str>) -> Utterance {
        Utterance {
            utterance_id: self.utterance_id.clone(),
            text: self.text.clone(),
            kind: self.kind,
            source: self.source.clone(),
            state: self.life.state(),
            reason: self.life.reason().map(ToString::to_string),
            question_id: self.question_id.clone(),
            place: self.place.map(Into::into),
            said: self.sentence,
            expires_ms: self.expires_ms,
            by: by.map(Into::into),
        }
    }
}

impl From<Place> for request::Place {
    fn from(Place { segment, paragraph }: Place) -> Self {
        Self { segment, paragraph }
    }
}

impl From<request::Place> for Place {
    fn from(request::Place { segment, paragraph }: request::Place) -> Self {
        Self { segment, paragraph }
    }
}
