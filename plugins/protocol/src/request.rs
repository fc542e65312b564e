//! What a client can ask for, and what it is told.

mod answer;
mod desk;
mod graphics;
mod say;
mod show;
mod stage;
mod status;
mod table;

pub use answer::ResponseData;
pub use desk::*;
pub use graphics::{Graphics, HideGraphic, SetGraphics, ShowGraphic};
pub use say::{Base64, Say};
pub use show::*;
pub use stage::*;
pub use status::{Health, Levels, OutputInfo, Person, Status};
pub use table::RequestInfo;

use crate::{Code, access::Role, media::Attention};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use table::requests;

requests! {
    /// Versions of program and protocol.
    GetVersion(Empty) -> Version, Viewer;
    /// What is on air, what waits, how the outputs are.
    GetStatus(Empty) -> Status, Viewer;
    /// Say a text, with cues, or a recording.
    Say(Say) -> Said, Operator;
    /// Stop what is being said, and what waits.
    Stop(Stop) -> Stopped, Operator;
    /// Leave out the rest of the sentence that is being said; what follows it goes on.
    SkipSentence(Empty) -> Stopped, Operator;
    /// Fall silent at once, and say nothing until `Resume`.
    Pause(Empty) -> Paused, Operator;
    /// Go on where `Pause` came in, from the word that it cut.
    Resume(Empty) -> Paused, Operator;
    /// Stop all, and go back to the scene and camera with which the programme began, with nothing laid over it.
    GoSafe(Empty) -> Stopped, Operator;
    /// Voices that can be chosen.
    ListVoices(Empty) -> Voices, Viewer;
    /// Speak with another voice from the next sentence on.
    SetVoice(SetVoice) -> Voices, Operator;
    /// Make a bus of the mixer louder or softer.
    SetLevel(SetLevel) -> Levels, Operator;
    /// Have somebody attend to something: a program that makes an answer tells the host to think.
    SetAttention(SetAttention) -> AttentionSet, Operator;
    /// Do what a cue says, at once: an emotion, a gesture, a camera, something shown.
    FireCue(FireCue) -> CueGiven, Operator;

    /// The whole show: its rundown, what waits and what is held, what viewers ask.
    GetShow(Empty) -> ShowInfo, Viewer;
    /// The text of the show's file, as it is played.
    GetShowSource(Empty) -> ShowSource, Operator;
    /// Find what is wrong with a show's file, without playing it.
    CheckShow(CheckShow) -> ShowChecked, Operator;
    /// Play a show from its beginning, once what is on air is over.
    LoadShow(LoadShow) -> ShowLoaded, Operator;
    /// Go on in a new version of the show that is played.
    ReloadShow(ReloadShow) -> ShowLoaded, Operator;
    /// Shows that can be loaded by name.
    ListShows(Empty) -> Shows, Operator;
    /// Go to the beginning of a segment, or to a paragraph of it, once what is on air is over.
    GoTo(GoTo) -> ShowMoved, Operator;
    /// What goes on air next, with its voice and its sound.
    GetPreview(GetPreview) -> Preview, Operator;
    /// Give consent to something held.
    ApproveUtterance(UtteranceId) -> UtteranceDone, Moderator;
    /// Have something that waits wait for consent.
    HoldUtterance(UtteranceId) -> UtteranceDone, Moderator;
    /// Take something out that waits, or that is on air.
    RemoveUtterance(UtteranceId) -> UtteranceDone, Operator;
    /// Change the text of something that waits.
    EditUtterance(EditUtterance) -> UtteranceDone, Moderator;
    /// Put something that waits before another of its kind, or behind all of them.
    MoveUtterance(MoveUtterance) -> UtteranceDone, Operator;
    /// Have something that waits be the next to go on air, whatever else waits.
    TakeUtterance(UtteranceId) -> UtteranceDone, Operator;
    /// Where all is taken by hand: let what is next go on air.
    Go(Empty) -> Automatic, Operator;
    /// Whether what is next goes on air by itself, or waits for `Go`.
    SetAuto(SetAuto) -> Automatic, Operator;
    /// Speak in place of the machine: what it says is cut, and waits.
    TakeOver(Empty) -> TakenOver, Operator;
    /// Let the machine go on, first with the sentence that the takeover cut.
    HandBack(Empty) -> TakenOver, Operator;
    /// A viewer asks.
    AskQuestion(AskQuestion) -> QuestionAsked, Viewer;
    /// Let a held question be answered.
    ApproveQuestion(QuestionId) -> QuestionDone, Moderator;
    /// Have an open question wait for consent.
    HoldQuestion(QuestionId) -> QuestionDone, Moderator;
    /// Leave a question without an answer.
    RejectQuestion(QuestionId) -> QuestionDone, Moderator;
    /// Change a question's words.
    EditQuestion(EditQuestion) -> QuestionDone, Moderator;
    /// Answer a question.
    AnswerQuestion(AnswerQuestion) -> Said, Operator;
    /// Note that a question was answered by other means.
    MarkAnswered(QuestionId) -> QuestionDone, Moderator;
    /// Refuse what a viewer writes from now on, or no longer.
    MuteViewer(MuteViewer) -> ApprovalRules, Moderator;
    /// What is held, and which rules decide by themselves.
    GetRules(Empty) -> ApprovalRules, Viewer;
    /// Set what is held, and which rules decide by themselves.
    SetRules(ApprovalRules) -> ApprovalRules, Operator;
    /// Lines that operators have ready.
    ListQuickLines(Empty) -> QuickLines, Viewer;
    /// Keep other lines ready.
    SetQuickLines(QuickLines) -> QuickLines, Operator;
    /// Who did what, and when.
    GetJournal(GetJournal) -> JournalPage, Moderator;

    /// Scenes and their cameras.
    ListScenes(Empty) -> Scenes, Viewer;
    /// Change the scene.
    SetScene(SetScene) -> SceneSet, Operator;
    /// Cut or move to a camera of the scene.
    SetCamera(SetCamera) -> CameraSet, Operator;
    /// Put a picture, several as slides, or a film behind the host, or take it away.
    SetBackdrop(SetBackdrop) -> BackdropSet, Operator;
    /// Go to another slide of the backdrop.
    SetSlide(SetSlide) -> BackdropSet, Operator;
    /// Lay something over the picture.
    ShowGraphic(ShowGraphic) -> Graphics, Operator;
    /// Take away what lies over the picture.
    HideGraphic(HideGraphic) -> Graphics, Operator;
    /// Set captions, label, logo and colours.
    SetGraphics(SetGraphics) -> Graphics, Operator;

    /// Send the programme to one more target.
    StartOutput(StartOutput) -> Outputs, Operator;
    /// Stop sending to a target.
    StopOutput(StopOutput) -> Outputs, Operator;
}

/// A request without fields.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Empty {}

/// Stop speaking.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Stop {
    /// Leave what waits in the queue; without it the queue is emptied and the show ends.
    #[serde(default)]
    pub keep_queue: bool,
}

/// Speak with another voice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetVoice {
    /// Name of a voice, or a beginning that only one has.
    pub voice: String,
}

/// Make a bus louder or softer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetLevel {
    /// Which.
    pub bus: Bus,
    /// From its usual level, -60 to 12 dB; at -60 it is silent.
    pub level_db: f32,
}

/// A bus of the mixer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Bus {
    /// What is said.
    Voice,
    /// What plays under it.
    Music,
    /// Stings and beeps.
    Effects,
}

/// Have somebody attend to something, for at most [`SetAttention::SECONDS`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetAttention {
    /// To what; `idle` leaves it to the program again.
    pub attention: Attention,
    /// Whom, by the name that `[speaker ...]` takes; without it, the first person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
}

impl SetAttention {
    /// Seconds after which it is forgotten.
    pub const SECONDS: u32 = 60;
}

/// The answer to a request.
pub type Response = Result<ResponseData, Refusal>;

/// Why a request was not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, thiserror::Error)]
#[error("{comment}")]
pub struct Refusal {
    /// Stable code.
    pub code: Code,
    /// For people: what happened, to what, what to do.
    pub comment: String,
}

impl Refusal {
    /// A refusal with `code` and `comment`.
    pub fn new(code: Code, comment: impl Into<String>) -> Self {
        Self { code, comment: comment.into() }
    }
}

/// Versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Version {
    /// Of the program.
    pub compere_version: String,
    /// Of the protocol.
    pub rpc_version: u32,
    /// Names of all requests.
    pub requests: Vec<String>,
}

/// Where the utterance that was just queued stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Said {
    /// Its name in all events.
    pub utterance_id: String,
    /// Utterances before it.
    pub ahead: usize,
}

/// What was stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Stopped {
    /// Utterances cut off or taken out of the queue.
    pub cancelled: Vec<String>,
    /// Of `SkipSentence`: the sentence that was cut off, if one was being said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skipped: Option<String>,
}

/// Whether the host is silenced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Paused {
    /// True from `Pause` to `Resume`.
    pub paused: bool,
}

/// Voices that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Voices {
    /// All that have a name of their own; `espeak-LANGUAGE` and others can be named as well.
    pub voices: Vec<VoiceInfo>,
    /// The one that speaks where none is named.
    pub current: String,
}

/// A voice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct VoiceInfo {
    /// As shows and cues name it.
    pub name: String,
    /// What makes its sound: `piper`, `kokoro`, `espeak`, `polly`, `openai`, `elevenlabs`.
    pub engine: String,
    /// BCP 47, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// Who attends to what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AttentionSet {
    /// Who.
    pub person: String,
    /// To what.
    pub attention: Attention,
}

impl Request {
    /// Reads a request from its name and its fields; `null` stands for no fields.
    ///
    /// # Errors
    /// [`Code::UnknownRequestType`], [`Code::MissingField`] or [`Code::InvalidField`].
    pub fn read(request_type: &str, data: serde_json::Value) -> Result<Self, Refusal> {
        if !REQUESTS.contains(&request_type) {
            let near = crate::text::nearest(request_type, REQUESTS.iter().copied());
            let hint = near.map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
            return Err(Refusal::new(
                Code::UnknownRequestType,
                format!("no request is called `{request_type}`{hint}"),
            ));
        }
        let data = if data.is_null() { serde_json::json!({}) } else { data };
        let says = data.get("text").is_some() || data.get("audio").is_some();
        let whole = serde_json::json!({ "requestType": request_type, "requestData": data });
        let request = serde_json::from_value(whole).map_err(|e| {
            let text = e.to_string();
            let missing = text.starts_with("missing field");
            let code = if missing { Code::MissingField } else { Code::InvalidField };
            Refusal::new(code, format!("{request_type}: {text}"))
        })?;
        if request_type == "Say" && !says {
            let text = "Say: missing field `text`, or `audio` for a recording";
            return Err(Refusal::new(Code::MissingField, text));
        }
        Ok(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(name: &str, data: serde_json::Value, expect: Result<Request, Code>) {
        assert_eq!(Request::read(name, data).map_err(|r| r.code), expect);
    }

    #[test]
    fn requests_are_read() {
        check("GetVersion", json!(null), Ok(Request::GetVersion(Empty {})));
        check("GetVersion", json!({"x": 1}), Err(Code::InvalidField));
        check("Say", json!({}), Err(Code::MissingField));
        check("Say", json!({"text": 4}), Err(Code::InvalidField));
        check("Say", json!({"text": "a", "loud": true}), Err(Code::InvalidField));
        let say = Say { text: "a".into(), ..Say::default() };
        check("Say", json!({"text": "a"}), Ok(Request::Say(say)));
        let recorded = Say { audio: Some(Base64("UklGRg==".into())), ..Say::default() };
        check("Say", json!({"audio": "UklGRg=="}), Ok(Request::Say(recorded)));
        check("Say", json!({"audio": 7}), Err(Code::InvalidField));
        check("Sya", json!({}), Err(Code::UnknownRequestType));
        check("SetAttention", json!({"attention": "bored"}), Err(Code::InvalidField));
        check("SetLevel", json!({"bus": "drums", "levelDb": 0}), Err(Code::InvalidField));
    }

    #[test]
    fn every_name_is_read_or_lacks_a_field() {
        for (name, info) in REQUESTS.iter().zip(TABLE) {
            assert_eq!((*name, info.doc.is_empty()), (info.name, false));
            match Request::read(name, json!({})) {
                Ok(request) => assert_eq!((request.name(), request.info().role), (*name, info.role)),
                Err(refusal) => assert_eq!(refusal.code, Code::MissingField, "{refusal}"),
            }
        }
    }

    #[test]
    fn viewers_only_ask_and_look() {
        let open = TABLE.iter().filter(|info| info.role == Role::Viewer).map(|info| info.name);
        let reads = |name: &&str| name.starts_with("Get") || name.starts_with("List");
        assert_eq!(open.filter(|name| !reads(name)).collect::<Vec<_>>(), ["AskQuestion"]);
    }

    #[test]
    fn a_near_name_is_offered() {
        let refusal = Request::read("GetStatu", json!({})).unwrap_err();
        assert!(refusal.comment.contains("GetStatus"), "{}", refusal.comment);
    }
}
