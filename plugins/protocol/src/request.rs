//! What a client can ask for, and what it is told.

mod say;
mod status;

pub use say::{Base64, Say};
pub use status::{Health, Levels, OutputInfo, Person, Status};

use crate::{Code, media::Attention};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A request, as the program understands it: `requestType` names the variant, `requestData` its fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "requestType", content = "requestData")]
pub enum Request {
    /// Versions of program and protocol.
    GetVersion(Empty),
    /// What is on air, what waits, how the outputs are.
    GetStatus(Empty),
    /// Say a text, with cues, or a recording.
    Say(Say),
    /// Stop what is being said, and what waits.
    Stop(Stop),
    /// Leave out the rest of the sentence that is being said; what follows it goes on.
    SkipSentence(Empty),
    /// Fall silent at once, and say nothing until `Resume`.
    Pause(Empty),
    /// Go on where `Pause` came in, from the word that it cut.
    Resume(Empty),
    /// Voices that can be chosen.
    ListVoices(Empty),
    /// Speak with another voice from the next sentence on.
    SetVoice(SetVoice),
    /// Make a bus of the mixer louder or softer.
    SetLevel(SetLevel),
    /// Move to a camera of the scene.
    SetCamera(SetCamera),
    /// Scenes and their cameras.
    ListScenes(Empty),
    /// Have somebody attend to something: a program that makes an answer tells the host to think.
    SetAttention(SetAttention),
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

/// Move to a camera.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetCamera {
    /// Name of a camera of the scene on air.
    pub camera: String,
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

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ResponseData {
    /// Of `GetVersion`.
    Version(Version),
    /// Of `GetStatus`.
    Status(Box<Status>),
    /// Of `Say`.
    Said(Said),
    /// Of `Stop` and `SkipSentence`.
    Stopped(Stopped),
    /// Of `Pause` and `Resume`.
    Paused(Paused),
    /// Of `ListVoices` and `SetVoice`.
    Voices(Voices),
    /// Of `SetLevel`.
    Levels(Levels),
    /// Of `SetCamera`.
    Camera(CameraSet),
    /// Of `ListScenes`.
    Scenes(Scenes),
    /// Of `SetAttention`.
    Attention(AttentionSet),
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

/// The camera that is now on air.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CameraSet {
    /// Its name.
    pub camera: String,
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

/// Scenes that can be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Scenes {
    /// All scenes.
    pub scenes: Vec<SceneInfo>,
    /// The one on air.
    pub current: String,
}

/// A scene and its cameras.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SceneInfo {
    /// File stem.
    pub name: String,
    /// For people.
    pub title: String,
    /// Names of its cameras.
    pub cameras: Vec<String>,
}

/// Names of all requests, in the order of [`Request`].
pub const REQUESTS: [&str; 13] = [
    "GetVersion",
    "GetStatus",
    "Say",
    "Stop",
    "SkipSentence",
    "Pause",
    "Resume",
    "ListVoices",
    "SetVoice",
    "SetLevel",
    "SetCamera",
    "ListScenes",
    "SetAttention",
];

impl Request {
    /// Reads a request from its name and its fields; `null` stands for no fields.
    ///
    /// # Errors
    /// [`Code::UnknownRequestType`], [`Code::MissingField`] or [`Code::InvalidField`].
    pub fn read(request_type: &str, data: serde_json::Value) -> Result<Self, Refusal> {
        if !REQUESTS.contains(&request_type) {
            let near = crate::text::nearest(request_type, REQUESTS);
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

    /// The name on the wire.
    pub fn name(&self) -> &'static str {
        match self {
            Self::GetVersion(_) => REQUESTS[0],
            Self::GetStatus(_) => REQUESTS[1],
            Self::Say(_) => REQUESTS[2],
            Self::Stop(_) => REQUESTS[3],
            Self::SkipSentence(_) => REQUESTS[4],
            Self::Pause(_) => REQUESTS[5],
            Self::Resume(_) => REQUESTS[6],
            Self::ListVoices(_) => REQUESTS[7],
            Self::SetVoice(_) => REQUESTS[8],
            Self::SetLevel(_) => REQUESTS[9],
            Self::SetCamera(_) => REQUESTS[10],
            Self::ListScenes(_) => REQUESTS[11],
            Self::SetAttention(_) => REQUESTS[12],
        }
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
    fn names_match_the_wire() {
        for name in REQUESTS {
            let data = match name {
                "Say" => json!({"text": "a"}),
                "SetCamera" => json!({"camera": "a"}),
                "SetVoice" => json!({"voice": "a"}),
                "SetAttention" => json!({"attention": "thinking"}),
                "SetLevel" => json!({"bus": "music", "levelDb": -6}),
                _ => json!({}),
            };
            assert_eq!(Request::read(name, data).unwrap().name(), name);
        }
    }

    #[test]
    fn a_near_name_is_offered() {
        let refusal = Request::read("GetStatu", json!({})).unwrap_err();
        assert!(refusal.comment.contains("GetStatus"), "{}", refusal.comment);
    }
}
