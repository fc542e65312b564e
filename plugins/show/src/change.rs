//! Changes: everything that can happen to a show, as it is journalled and told.

use crate::{Cursor, Item, Kind, Place, Question, Reason, Standing, Turn, Who};
use protocol::show_file::Block;
use serde::{Deserialize, Serialize};

/// A change, with its number, its time and who did it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// Counts up from 1 without a gap.
    pub seq: u64,
    /// Air time, in milliseconds since 1970 began, UTC.
    pub at_ms: u64,
    /// Who did it.
    pub who: Who,
    /// What happened.
    pub change: Change,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Change {
    /// A version of the show's file is played from now on; what was begun of the one before has these places in it.
    Loaded { source: String, version: u64, cursor: Cursor, places: Vec<(String, Option<Place>)> },
    /// A version of the show's file has errors; the one before stays.
    LoadRefused { errors: Vec<String> },
    /// The show got further, or was moved by an operator.
    Moved { cursor: Cursor },
    /// A window for questions is open until then.
    WindowOpened { until_ms: u64 },
    /// It is shut.
    WindowShut,
    /// Something came into the queue, and is remembered for so long.
    Accepted { item: Item, remember_ms: u64 },
    /// Something was not let in: its life ended as cancelled before it began.
    Refused { utterance_id: String, kind: Kind, source: String, text: String, reason: Reason },
    /// A step of a life.
    Turned { utterance_id: String, turn: Turn },
    /// Somebody changed what will be said.
    Edited {
        utterance_id: String,
        text: String,
        blocks: Vec<Block>,
        /// Sentences of it that were said already; none in journals of before: as many as of the text before.
        #[serde(default)]
        said: Option<usize>,
    },
    /// More of an answer has come; `more` says whether that was all.
    Extended { utterance_id: String, text: String, blocks: Vec<Block>, more: bool },
    /// It was dragged before another of its kind, or behind all of them.
    Reordered { utterance_id: String, before: Option<String> },
    /// It goes on air before all else.
    Taken { utterance_id: String },
    /// A sentence was said to its end.
    SentenceSaid { utterance_id: String, sentence: usize },
    /// What is next may go on air, once, where all is taken by hand.
    Go,
    /// Whether what is next goes on air by itself.
    AutoSet { auto: bool },
    /// A viewer asks, and that is remembered for so long.
    Asked { question: Question, remember_ms: u64 },
    /// A question was not let in.
    QuestionRefused { question_id: String, viewer: String, text: String, reason: Reason },
    /// A question stands elsewhere.
    QuestionTurned { question_id: String, to: Standing },
    /// Somebody changed a question's words.
    QuestionEdited { question_id: String, text: String },
    /// What was let go on air is not, as all is stopped.
    GoWithdrawn,
    /// An operator speaks in place of the machine.
    TakenOver { operator: String },
    /// The machine goes on.
    HandedBack,
    /// Somebody did something to the programme beside the show: to the stage, the sound, the outputs, the rules.
    Did { request: String, told: String },
}

impl Change {
    /// Its name in the journal: that of the variant, `accepted`, `questionTurned`, ...
    pub fn name(&self) -> &'static str {
        match self {
            Self::Loaded { .. } => "loaded",
            Self::LoadRefused { .. } => "loadRefused",
            Self::Moved { .. } => "moved",
            Self::WindowOpened { .. } => "windowOpened",
            Self::WindowShut => "windowShut",
            Self::Accepted { .. } => "accepted",
            Self::Refused { .. } => "refused",
            Self::Turned { .. } => "turned",
            Self::Edited { .. } => "edited",
            Self::Extended { .. } => "extended",
            Self::Reordered { .. } => "reordered",
            Self::Taken { .. } => "taken",
            Self::SentenceSaid { .. } => "sentenceSaid",
            Self::Go => "go",
            Self::GoWithdrawn => "goWithdrawn",
            Self::AutoSet { .. } => "autoSet",
            Self::Asked { .. } => "asked",
            Self::QuestionRefused { .. } => "questionRefused",
            Self::QuestionTurned { .. } => "questionTurned",
            Self::QuestionEdited { .. } => "questionEdited",
            Self::TakenOver { .. } => "takenOver",
            Self::HandedBack => "handedBack",
            Self::Did { .. } => "did",
        }
    }

    /// The utterance or the question that it is about.
    pub fn subject(&self) -> Option<&str> {
        match self {
            Self::Accepted { item, .. } => Some(&item.utterance_id),
            Self::Asked { question, .. } => Some(&question.question_id),
            Self::Refused { utterance_id, .. }
            | Self::Turned { utterance_id, .. }
            | Self::Edited { utterance_id, .. }
            | Self::Extended { utterance_id, .. }
            | Self::Reordered { utterance_id, .. }
            | Self::Taken { utterance_id }
            | Self::SentenceSaid { utterance_id, .. } => Some(utterance_id),
            Self::QuestionRefused { question_id, .. }
            | Self::QuestionTurned { question_id, .. }
            | Self::QuestionEdited { question_id, .. } => Some(question_id),
            _ => None,
        }
    }

    /// What happened, for people who read the journal; who did it stands beside it.
    pub fn in_words(&self) -> String {
        let id = self.subject().unwrap_or_default();
        match self {
            Self::Loaded { version, .. } => format!("loaded version {version} of the show"),
            Self::LoadRefused { errors } => format!("a version of the show has {} errors", errors.len()),
            Self::Moved { cursor } if cursor.over => "ended the show".into(),
            Self::Moved { cursor } => {
                let Place { segment, paragraph } = cursor.next;
                format!("moved to segment {}, paragraph {}", segment + 1, paragraph + 1)
            }
            Self::WindowOpened { .. } => "opened a window for questions".into(),
            Self::WindowShut => "shut the window for questions".into(),
            Self::Accepted { item, .. } => format!("queued {id}: {}", shortened(&item.text)),
            Self::Refused { text, reason, .. } => format!("was refused ({reason}): {}", shortened(text)),
            Self::Turned { turn, .. } => match turn {
                Turn::Hold => format!("held {id}"),
                Turn::Approve => format!("approved {id}"),
                Turn::Synthesize => format!("put {id} on air"),
                Turn::Speak => format!("{id} is heard"),
                Turn::PutBack => format!("cut {id}; it goes on later"),
                Turn::Finish => format!("{id} was said"),
                Turn::Cancel(reason) => format!("cancelled {id} ({reason})"),
            },
            Self::Edited { text, .. } => format!("changed {id} to: {}", shortened(text)),
            Self::Extended { .. } => format!("more of {id} came"),
            Self::Reordered { before: Some(before), .. } => format!("put {id} before {before}"),
            Self::Reordered { before: None, .. } => format!("put {id} at the end"),
            Self::Taken { .. } => format!("took {id}"),
            Self::SentenceSaid { sentence, .. } => format!("sentence {} of {id} was said", sentence + 1),
            Self::Go => "let the next go on air".into(),
            Self::GoWithdrawn => "did not let it go on air after all".into(),
            Self::AutoSet { auto: true } => "switched to automatic".into(),
            Self::AutoSet { auto: false } => "switched to manual".into(),
            Self::Asked { question, .. } => format!("asked {id}: {}", shortened(&question.text)),
            Self::QuestionRefused { text, reason, .. } => {
                format!("question refused ({reason}): {}", shortened(text))
            }
            Self::QuestionTurned { to, .. } => match to {
                Standing::Held => format!("held {id}"),
                Standing::Open => format!("approved {id}"),
                Standing::Answering(utterance) => format!("{id} is answered by {utterance}"),
                Standing::Answered => format!("{id} was answered"),
                Standing::Closed(reason) => format!("closed {id} ({reason})"),
            },
            Self::QuestionEdited { text, .. } => format!("changed {id} to: {}", shortened(text)),
            Self::TakenOver { .. } => "took over".into(),
            Self::HandedBack => "handed back".into(),
            Self::Did { request, told } => format!("{request} {}", shortened(told)).trim_end().to_owned(),
        }
    }
}

/// Characters of a text in the journal's words.
const MOST_CHARS: usize = 80;

fn shortened(text: &str) -> String {
    let mut chars = text.chars();
    let begin: String = chars.by_ref().take(MOST_CHARS).collect();
    if chars.next().is_some() { begin + "…" } else { begin }
}
