//! The show: what is done to its rundown, its queue and its questions, and what is told of them.

use super::Question;
use crate::{event::Utterance, text::line_column};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Do what a cue says, at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FireCue {
    /// What stands between the brackets: `gesture wave`, `smile 0.8`, `camera close 1.5s`.
    pub cue: String,
    /// Whom it concerns, by the name that `[speaker ...]` takes; without it, the first person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
}

/// A cue was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CueGiven {
    /// Its name.
    pub cue: String,
}

/// Find what is wrong with a show's file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CheckShow {
    /// The text of the file.
    pub source: String,
}

/// What is wrong with a show's file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShowChecked {
    /// Nothing, where it is empty.
    pub problems: Vec<Problem>,
}

/// Something that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What, and what to do.
    pub message: String,
}

impl Problem {
    /// A problem at byte `at` of `source`.
    pub fn at(source: &str, at: usize, message: impl Into<String>) -> Self {
        let (line, column) = line_column(source, at);
        Self { line, column, message: message.into() }
    }
}

/// Play a show: by its name, or by its text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LoadShow {
    /// Stem of a show file, of those that `ListShows` names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The text of a show file, at most 1 MiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// Go on in a new version of the show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReloadShow {
    /// The text of the new version.
    pub source: String,
}

/// A version of a show is played.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShowLoaded {
    /// Number of the version, from 1.
    pub version: u64,
    /// What comes next in it.
    pub next: Place,
}

/// Shows that can be loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Shows {
    /// Stems of show files.
    pub shows: Vec<String>,
}

/// The text of the show's file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShowSource {
    /// As it is played.
    pub source: String,
    /// Number of the version; 0 where there is no show.
    pub version: u64,
}

/// An entry of the rundown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Place {
    /// Segment, from 0.
    pub segment: usize,
    /// Paragraph, or window for questions, in the segment, from 0.
    #[serde(default)]
    pub paragraph: usize,
}

/// Go to a place in the show.
pub type GoTo = Place;

/// Where the show goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShowMoved {
    /// What comes next.
    pub next: Place,
}

/// The whole show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShowInfo {
    /// The last event that this state holds.
    pub progress: Progress,
    /// Title of the show; empty where there is none.
    pub title: String,
    /// Number of the version of its file; 0 where there is none.
    pub version: u64,
    /// Segments in the order in which they are played.
    pub segments: Vec<SegmentInfo>,
    /// Lines of self-talk.
    pub idle: Vec<EntryInfo>,
    /// What is being said.
    #[schemars(extend("x-always" = true))]
    pub on_air: Option<Utterance>,
    /// What waits, first to be said first.
    pub queue: Vec<Utterance>,
    /// What waits for consent, first come first.
    pub held: Vec<Utterance>,
    /// What was over last, newest first.
    pub recent: Vec<Utterance>,
    /// Questions that are not over, first come first.
    pub questions: Vec<Question>,
    /// Questions that were over last, newest first.
    pub answered: Vec<Question>,
    /// Where changes are kept: `journal`, or `memory` when it fails or there is none.
    pub kept_in: String,
}

/// How far the show got, and who runs it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Number of the last change in the journal.
    pub change: u64,
    /// Air time in milliseconds since 1970 began, UTC.
    pub now_ms: u64,
    /// The entry that is on air, or else comes next.
    pub place: Place,
    /// Sentence in it, from 0.
    pub sentence: usize,
    /// How often its segment was played through.
    pub rounds: u32,
    /// When the show began, in air time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began_ms: Option<u64>,
    /// When the segment of `place` was entered, in air time; not there before its first entry began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered_ms: Option<u64>,
    /// Whether it is over, or was stopped.
    pub over: bool,
    /// Until when the show rests, in air time: for questions, or for the time of a segment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rests_until_ms: Option<u64>,
    /// Until when viewers are asked for questions, in air time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_until_ms: Option<u64>,
    /// Whether what is next goes on air by itself.
    pub auto: bool,
    /// Who speaks in place of the machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_over_by: Option<String>,
}

/// A segment of the rundown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SegmentInfo {
    /// What operators call it; may be empty.
    pub heading: String,
    /// The product that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// How often it is played; 0: until it is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loops: Option<u32>,
    /// Seconds that it is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// When it begins, in air time; of one that begins so long after the show, once that has begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begins_ms: Option<u64>,
    /// What is in it.
    pub entries: Vec<EntryInfo>,
}

/// A paragraph, or a window for questions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EntryInfo {
    /// What is said; empty where only cues fire, and of a window.
    pub text: String,
    /// Names of its cues, in order.
    pub cues: Vec<String>,
    /// Of a window: seconds that it is open. Of self-talk: seconds of silence that it waits for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
}

/// What is next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetPreview {
    /// Have it spoken, too.
    #[serde(default)]
    pub sound: bool,
    /// Of something that waits; without it, of what goes on air next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utterance_id: Option<String>,
}

/// What goes on air next: what will be said, how and where.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    /// `utterance`, `entry`, `rest` or `nothing`.
    pub what: String,
    /// Its name, where it has one already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utterance_id: Option<String>,
    /// Its place in the rundown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Of a rest: until when, in air time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rests_until_ms: Option<u64>,
    /// Its sentences.
    pub sentences: Vec<PreviewSentence>,
    /// The scene in which it begins.
    pub scene: String,
    /// The camera with which it begins.
    pub camera: String,
    /// Its sound, where it was asked for: a WAV file in base64, of at most the first [`Preview::SOUND_SECONDS`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sound: Option<super::Base64>,
}

impl Preview {
    /// Seconds of sound that a preview has at most.
    pub const SOUND_SECONDS: u32 = 30;
}

/// A sentence that will be said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PreviewSentence {
    /// What.
    pub text: String,
    /// By whom; empty where nobody has a name.
    pub speaker: String,
    /// With which voice.
    pub voice: String,
    /// Names of its cues, in order.
    pub cues: Vec<String>,
}
