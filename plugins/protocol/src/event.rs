//! What the program tells without being asked.

use crate::{
    Role,
    request::{
        ApprovalRules, AttentionSet, BackdropSet, Graphics, JournalEntry, OutputInfo, Place, Progress,
        Question, QuickLines, SceneSet,
    },
};
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
    /// The order of what waits is another.
    QueueReordered(Order),
    /// A question came, or stands elsewhere.
    QuestionChanged(Question),
    /// The show got further, or is run otherwise.
    ShowChanged(Progress),
    /// Another version of the show's file is played: ask `GetShow`.
    ShowReloaded {
        /// Number of the version.
        version: u64,
    },
    /// A version of the show's file was refused; the one before is played on.
    ShowRefused {
        /// Each with line, column and advice.
        problems: Vec<String>,
    },
    /// Other rules hold.
    RulesChanged(ApprovalRules),
    /// Other lines are ready.
    QuickLinesChanged(QuickLines),
    /// Somebody did something: the last line of the journal. Told to operators only.
    ActionDone(JournalEntry),
    /// Another camera is on air.
    CameraChanged {
        /// Its name.
        camera: String,
    },
    /// Another scene is on air.
    SceneChanged(SceneSet),
    /// Something else stands behind the host.
    BackdropChanged(BackdropSet),
    /// Something else lies over the picture.
    GraphicsChanged(Graphics),
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

impl Event {
    /// The least role that is told: what was done is for those who may ask for the journal.
    pub fn role(&self) -> Role {
        match self {
            Self::ActionDone(_) => Role::Moderator,
            _ => Role::Viewer,
        }
    }
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
    /// How important it is.
    pub kind: Kind,
    /// Who asked for it: an operator's name, or `rundown`.
    pub source: String,
    /// Where it stands.
    pub state: UtteranceState,
    /// Why it was cancelled, or what failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The question that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question_id: Option<String>,
    /// The entry of the rundown that it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Sentences that were said to their end.
    #[serde(default)]
    pub said: usize,
    /// Air time from which on it is not said any more, if it still waits, in milliseconds since 1970 began, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_ms: Option<u64>,
    /// Who did this: an operator's name; absent for the program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// Kinds of what is said, by importance; a later one comes first: idle < rundown < answer < operator < urgent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
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

/// What waits, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    /// Ids of what waits, first to be said first.
    pub queue: Vec<String>,
    /// Ids of what waits for consent, first come first.
    pub held: Vec<String>,
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
