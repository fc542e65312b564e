//! What there is to say: a text, or a recording.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Say a text, or a recording.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Say {
    /// The text with cues, at most [`Say::MAX_CHARS`] characters. Beside `audio` it is what is shown for the
    /// recording, and has no cues.
    #[serde(default)]
    pub text: String,
    /// A recording that is said instead: a sound file (WAV, FLAC, MP3, Ogg Vorbis or M4A) of at most
    /// [`Say::MAX_AUDIO_BYTES`] and [`Say::MAX_AUDIO_SECONDS`], in base64. The lips follow what is heard in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio: Option<Base64>,
    /// Cut off what is being said now; without it, wait behind it.
    #[serde(default)]
    pub interrupt: bool,
    /// Have it wait for `ApproveUtterance` or `TakeUtterance`, whatever the rules say: to look at it before it is said.
    #[serde(default)]
    pub hold: bool,
}

impl Say {
    /// Characters of one text.
    pub const MAX_CHARS: usize = 20_000;
    /// Bytes of one recording's file, before base64: 10 MiB.
    pub const MAX_AUDIO_BYTES: usize = 10 * 1024 * 1024;
    /// Seconds of one recording: 10 minutes.
    pub const MAX_AUDIO_SECONDS: u32 = 600;
    /// Characters of the longest recording in base64.
    pub const MAX_BASE64_CHARS: usize = Self::MAX_AUDIO_BYTES.div_ceil(3) * 4;
}

/// Bytes in base64 (RFC 4648, with padding). Not shown when it is debugged: it is long, and a person's voice.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Base64(pub String);

impl std::fmt::Debug for Base64 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Base64({} characters)", self.0.len())
    }
}
