//! What the program tells without being asked.

use crate::request::{AttentionSet, OutputInfo};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something that happened. On the wire: `{eventType, eventData, seq}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "eventType", content = "eventData")]
pub enum Event {
    /// An utterance entered a new state of its life.
    UtteranceChanged(Utterance),
    /// A sentence begins to be heard.
    SentenceStarted(SentenceStarted),
    /// Another camera is on air.
    CameraChanged { camera: String },
    /// The host was silenced, or goes on.
    PauseChanged { paused: bool },
    /// Another voice speaks where none is named.
    VoiceChanged { voice: String },
    /// Somebody attends to something else.
    AttentionChanged(AttentionSet),
    /// An output changed its state.
    OutputChanged(OutputInfo),
    /// Something an operator should know.
    Notice(Notice),
}

/// An event with its number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Numbered {
    /// Counts up; begins where no earlier run of the program can have been (see docs/decisions/0007).
    pub seq: u64,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// One thing that is said, from the queue to the end of its life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Utterance {
    /// Its name in every hop.
    pub utterance_id: String,
    /// The text as it was given.
    pub text: String,
    /// Who asked for it.
    pub source: Source,
    /// Where it stands.
    pub state: UtteranceState,
    /// Why it was cancelled, or what failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Who asked for an utterance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The show file.
    Rundown,
    /// An operator or integrator.
    Operator,
}

/// Where an utterance stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum UtteranceState {
    /// Waits for its turn.
    Queued,
    /// Waits for a person's consent.
    Held,
    /// May be said.
    Approved,
    /// Its voice is being made.
    Synthesizing,
    /// Is heard.
    Speaking,
    /// Was said to its end.
    Done,
    /// Was not, or not wholly, said.
    Cancelled,
}

impl UtteranceState {
    /// Whether its life is over.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled)
    }
}

/// A sentence begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SentenceStarted {
    /// The utterance it belongs to.
    pub utterance_id: String,
    /// Its number in the utterance, from 0.
    pub sentence: usize,
    /// What is said.
    pub text: String,
    /// Media time of its first sample, in seconds.
    pub media_seconds: f64,
    /// Seconds it takes.
    pub duration_seconds: f64,
    /// Its words with their start in seconds from the sentence's.
    pub words: Vec<(String, f64)>,
    /// The voice that speaks it.
    #[serde(default)]
    pub voice: String,
    /// Who on stage says it; empty where nobody has a name.
    #[serde(default)]
    pub speaker: String,
}

/// Something an operator should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// `info`, `warning` or `critical`: by what a viewer sees.
    pub severity: String,
    /// For people.
    pub message: String,
}
