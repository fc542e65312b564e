//! What operators and moderators decide: about what waits, viewers' questions, rules, and who did what.

use crate::event::Utterance;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something that waits or is on air.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UtteranceId {
    /// Its name.
    pub utterance_id: String,
}

/// Change the text of something that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EditUtterance {
    /// Its name.
    pub utterance_id: String,
    /// What is said instead, with cues.
    pub text: String,
    /// The text that was changed, as it was read. Where it is another by now, nothing is changed and the answer is `Changed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
}

/// Put something that waits elsewhere in its lane.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MoveUtterance {
    /// Its name.
    pub utterance_id: String,
    /// The one before which it goes; without it, behind all of its kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
}

/// Where an utterance stands now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UtteranceDone {
    /// The utterance.
    pub utterance: Utterance,
}

/// Whether what is next goes on air by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetAuto {
    /// True: by itself.
    pub auto: bool,
}

/// As [`SetAuto`], told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Automatic {
    /// True: what is next goes on air by itself.
    pub auto: bool,
}

/// Who speaks in place of the machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TakenOver {
    /// Nobody: the machine speaks.
    #[schemars(extend("x-always" = true))]
    pub taken_over_by: Option<String>,
}

/// A viewer asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AskQuestion {
    /// Who: a name of at most [`AskQuestion::MAX_NAME`] characters.
    pub viewer: String,
    /// What: at most [`AskQuestion::MAX_CHARS`] characters.
    pub text: String,
}

impl AskQuestion {
    /// Characters of a viewer's name.
    pub const MAX_NAME: usize = 80;
    /// Characters of a question.
    pub const MAX_CHARS: usize = 1000;
}

/// A question was let in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct QuestionAsked {
    /// Its name in all events.
    pub question_id: String,
}

/// A question that is not over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuestionId {
    /// Its name.
    pub question_id: String,
}

/// Change a question's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EditQuestion {
    /// Its name.
    pub question_id: String,
    /// The new words.
    pub text: String,
    /// The text that was changed, as it was read. Where it is another by now, nothing is changed and the answer is `Changed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
}

/// Answer a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AnswerQuestion {
    /// Its name.
    pub question_id: String,
    /// The answer, with cues.
    pub text: String,
}

/// Where a question stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct QuestionDone {
    /// The question.
    pub question: Question,
}

/// A question or remark of a viewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// Its name.
    pub question_id: String,
    /// Who asks.
    pub viewer: String,
    /// What, as typed or as a person edited it.
    pub text: String,
    /// Air time at which it came, in milliseconds since 1970 began, UTC.
    pub asked_ms: u64,
    /// Where it stands.
    pub standing: Standing,
    /// The utterance that answers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// Why it was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Where a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// A person must look at it first.
    Held,
    /// May be answered.
    Open,
    /// Has an answer that waits or is said.
    Answering,
    /// Was answered on air.
    Answered,
    /// Will not be answered.
    Closed,
}

/// Refuse what a viewer writes, or no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MuteViewer {
    /// Who.
    pub viewer: String,
    /// True: refuse it.
    pub muted: bool,
}

/// What is held, and which rules decide by themselves: the first that fits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApprovalRules {
    /// What waits for consent where no rule fits: `question`, `answer`, `operator`, `urgent`.
    pub held: Vec<About>,
    /// In order.
    #[serde(default)]
    pub rules: Vec<ApprovalRule>,
    /// How many may come, wait, and for how long; what is left out stays as it is.
    #[serde(default, skip_serializing_if = "Limits::is_empty")]
    pub limits: Box<Limits>,
}

/// Limits of each kind of what comes in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Limits {
    /// Of viewers' questions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<Limit>,
    /// Of answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Limit>,
    /// Of what operators and integrators want said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<Limit>,
    /// Of what they want said at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgent: Option<Limit>,
}

/// Limits of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Limit {
    /// How many may wait: 1 to [`Limit::MOST_WAITING`].
    pub waiting: u32,
    /// Whether one more drives out who waits longest; else it is refused (`Busy`).
    #[serde(default)]
    pub drop_oldest: bool,
    /// Seconds that one may wait, 1 to [`Limit::LONGEST_SECONDS`]; without it, for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub live_seconds: Option<u32>,
    /// Seconds for which the same text is refused once more, at most [`Limit::LONGEST_SECONDS`]; 0: never.
    #[serde(default)]
    pub same_text_seconds: u32,
    /// How many one person may send within any 60 seconds, 1 to [`Limit::MOST_A_MINUTE`]; without it, any number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each_a_minute: Option<u32>,
    /// How many all together may send within any 60 seconds, 1 to [`Limit::MOST_A_MINUTE`]; without it, any number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all_a_minute: Option<u32>,
}

impl Limit {
    /// What the state of the show, which every console reads, can bear.
    pub const MOST_WAITING: u32 = 1000;
    /// A day.
    pub const LONGEST_SECONDS: u32 = 86_400;
    /// As many as are remembered.
    pub const MOST_A_MINUTE: u32 = 4000;

    /// What is out of range: a field's name and its range.
    pub fn out_of_range(&self) -> Option<(&'static str, u32, u32)> {
        let fields = [
            ("waiting", Some(self.waiting), 1, Self::MOST_WAITING),
            ("liveSeconds", self.live_seconds, 1, Self::LONGEST_SECONDS),
            ("sameTextSeconds", Some(self.same_text_seconds), 0, Self::LONGEST_SECONDS),
            ("eachAMinute", self.each_a_minute, 1, Self::MOST_A_MINUTE),
            ("allAMinute", self.all_a_minute, 1, Self::MOST_A_MINUTE),
        ];
        let wrong = |(_, value, least, most): &(_, Option<u32>, u32, u32)| {
            value.is_some_and(|value| !(*least..=*most).contains(&value))
        };
        fields.into_iter().find(wrong).map(|(name, _, least, most)| (name, least, most))
    }
}

impl Limits {
    /// All kinds of which something is said, by the name of their field.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, &Limit)> {
        let all = [
            ("question", &self.question),
            ("answer", &self.answer),
            ("operator", &self.operator),
            ("urgent", &self.urgent),
        ];
        all.into_iter().filter_map(|(name, limit)| limit.as_ref().map(|limit| (name, limit)))
    }

    fn is_empty(&self) -> bool {
        self.named().next().is_none()
    }
}

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum About {
    /// A viewer's question.
    Question,
    /// An answer.
    Answer,
    /// What an operator or integrator wants said.
    Operator,
    /// What they want said at once.
    Urgent,
}

/// A rule: fits where all that it names fits; what it leaves out, fits always.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApprovalRule {
    /// What it is about; empty: all.
    #[serde(default)]
    pub about: Vec<About>,
    /// Names of those who asked for it; empty: all.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Fits texts of at least so many characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least_chars: Option<usize>,
    /// Fits texts of at most so many characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most_chars: Option<usize>,
    /// Words or phrases of which one stands in the text; empty: any text.
    #[serde(default)]
    pub words: Vec<String>,
    /// What is done.
    pub verdict: Verdict,
}

/// What is done with something that came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It may be said, or answered.
    Approve,
    /// A person decides.
    Hold,
    /// It may not.
    Reject,
}

/// Lines that operators have ready.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuickLines {
    /// At most [`QuickLines::MOST`].
    pub lines: Vec<QuickLine>,
}

impl QuickLines {
    /// Lines that are kept.
    pub const MOST: usize = 50;
}

/// A line that an operator has ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuickLine {
    /// What the button says.
    pub label: String,
    /// What is said, with cues.
    pub text: String,
    /// Whether it cuts off what is on air.
    #[serde(default)]
    pub interrupt: bool,
}

/// Who did what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetJournal {
    /// Changes after this number.
    #[serde(default)]
    pub since: u64,
    /// At most so many, 1 to 500.
    #[serde(default = "hundred")]
    pub most: usize,
}

fn hundred() -> usize {
    100
}

/// A page of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct JournalPage {
    /// In order.
    pub entries: Vec<JournalEntry>,
    /// Number of the newest change of all.
    pub newest: u64,
}

/// A change of the show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct JournalEntry {
    /// Counts up from 1 without a gap.
    pub number: u64,
    /// Air time, in milliseconds since 1970 began, UTC.
    pub at_ms: u64,
    /// `program`, `operator` or `viewer`.
    pub role: String,
    /// By name; empty for the program.
    pub name: String,
    /// What happened: `accepted`, `turned`, `moved`, …
    pub what: String,
    /// The utterance or question that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// In words.
    pub told: String,
}
