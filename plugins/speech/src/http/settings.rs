//! What a person writes about an HTTP voice, and what is wrong with it. It opens no connection.

use super::address;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{io, path::PathBuf};

/// Changes when the same settings begin to sound or to move the lips otherwise.
const VERSION: u32 = 1;
/// Longest wait for the next part of an answer that may be asked for, in seconds.
const LONGEST_TIMEOUT: f32 = 300.0;

/// Which of the two ways of asking a service understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HttpKind {
    /// `POST {url}/audio/speech`, as OpenAI and most servers of one's own.
    Openai,
    /// `POST {url}/v1/text-to-speech/{voice}/stream/with-timestamps`, which tells the time of each character.
    Elevenlabs,
}

/// How the audio is coded on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HttpFormat {
    /// A wave file: no codec, and it says its own rate.
    Wav,
    /// Bare 16-bit samples at [`HttpSettings::sample_rate`], little-endian, one channel.
    Pcm,
    /// Only for servers that have nothing better.
    Mp3,
}

impl HttpKind {
    /// As a person would call it.
    pub(super) fn engine(self) -> &'static str {
        match self {
            Self::Openai => "the speech server",
            Self::Elevenlabs => "ElevenLabs",
        }
    }
}

impl HttpFormat {
    /// As it is called in a request.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Wav => "wav",
            Self::Pcm => "pcm",
            Self::Mp3 => "mp3",
        }
    }
}

/// An HTTP voice as a person describes it, in `NAME.voice.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpSettings {
    /// The way of asking; in the file it may be called `engine`.
    #[serde(alias = "engine")]
    pub kind: HttpKind,
    /// Where the service is: for `openai` with its `/v1`. Without it the service that gave the kind its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Model; without it `tts-1` or `eleven_flash_v2_5`, the quick ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Name (`openai`) or id (`elevenlabs`) of the voice.
    pub voice: String,
    /// Environment variable that holds the key. The services that gave the kinds their names have one even
    /// when none is written: `OPENAI_API_KEY`, `ELEVENLABS_API_KEY`; other addresses are sent a key only when
    /// this or `key_file` says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_env: Option<String>,
    /// File that holds the key, instead of `key_env`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_file: Option<PathBuf>,
    /// Header that carries the key where it is neither `authorization: Bearer` (`openai`) nor `xi-api-key`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_header: Option<String>,
    /// Language of the voice (BCP 47), for the lips and, where the model takes one, for the service. `en-US`
    /// without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Format to ask for; without it wav, else pcm, else mp3: what the server takes. Only for `openai`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<HttpFormat>,
    /// Samples a second of `pcm` where the server does not tell, 8000 to 48000; 24000 without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample_rate: Option<u32>,
    /// Longest wait in seconds for the next part of an answer, .1 to 300; 15 without it. A whole answer may
    /// take six times as long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_s: Option<f32>,
    /// How to speak, in words, for models that take it. Only for `openai`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
    /// More fields of the request's body, as the service names them; they win over ours.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// Why an HTTP voice cannot be used as it is described.
#[derive(Debug, thiserror::Error)]
pub enum HttpVoiceError {
    /// The address is none.
    #[error("`url` {url:?} cannot be used: {what}")]
    Url {
        /// As written.
        url: String,
        /// What is wrong and what to write.
        what: String,
    },
    /// A setting has a value that makes no sense.
    #[error("`{setting}` cannot be {value}: {what}")]
    Setting {
        /// Its name.
        setting: &'static str,
        /// As written.
        value: String,
        /// What to write instead.
        what: &'static str,
    },
    /// The named environment variable is not set.
    #[error(
        "the environment variable {variable} is not set; put the service's key in it, or name another with `key_env`"
    )]
    NoKey {
        /// Its name.
        variable: String,
    },
    /// The named file cannot be read.
    #[error("the key file {} cannot be read; put the service's key in it, or use `key_env`", path.display())]
    KeyFile {
        /// Where.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// What was found cannot be a key.
    #[error("{place} holds no key: a key is one word of plain characters; copy it anew")]
    OddKey {
        /// Where it was found.
        place: String,
    },
}

impl HttpSettings {
    /// Settings with nothing but what is needed.
    pub fn new(kind: HttpKind, voice: impl Into<String>) -> Self {
        Self {
            kind,
            url: None,
            model: None,
            voice: voice.into(),
            key_env: None,
            key_file: None,
            key_header: None,
            language: None,
            format: None,
            sample_rate: None,
            timeout_s: None,
            instructions: None,
            extra: serde_json::Map::new(),
        }
    }

    /// Looks for what cannot work, without a connection and without the key.
    ///
    /// # Errors
    /// The first setting that makes no sense.
    ///
    /// # Returns
    /// What works but should be known, in words: a key that is sent unencrypted.
    pub fn validate(&self) -> Result<Vec<String>, HttpVoiceError> {
        let endpoint = address::endpoint(self)?;
        let odd = |setting, value: String, what| Err(HttpVoiceError::Setting { setting, value, what });
        if self.voice.trim().is_empty() || self.voice.chars().any(char::is_control) {
            return odd("voice", format!("{:?}", self.voice), "name one of the service's voices");
        }
        if let Some(rate) = self.sample_rate.filter(|rate| !(8_000..=48_000).contains(rate)) {
            return odd("sample_rate", rate.to_string(), "write 8000 to 48000");
        }
        if let Some(seconds) = self.timeout_s.filter(|s| !(0.1..=LONGEST_TIMEOUT).contains(s)) {
            return odd("timeout_s", seconds.to_string(), "write .1 to 300 seconds");
        }
        if let Some(header) = &self.key_header
            && ureq::http::HeaderName::from_bytes(header.as_bytes()).is_err()
        {
            return odd("key_header", format!("{header:?}"), "write the name of a header, such as api-key");
        }
        if self.kind == HttpKind::Elevenlabs {
            if self.format.is_some_and(|format| format != HttpFormat::Pcm) {
                return odd("format", self.format().name().into(), "character times come with pcm only");
            }
            if self.instructions.is_some() {
                return odd("instructions", "set".into(), "services of the kind elevenlabs take none");
            }
        }
        let has_key = self.key_file.is_some() || self.key_variable().is_some();
        let mut warnings = Vec::new();
        if has_key && !endpoint.is_encrypted && !endpoint.is_near {
            warnings.push(format!(
                "the key is sent to {} without encryption; write https:// in `url`",
                endpoint.host
            ));
        }
        Ok(warnings)
    }

    /// A short text that differs where the sound or the lips may: for the cache. It holds no key.
    pub fn fingerprint(&self) -> String {
        let Self { kind, model: _, voice, language: _, format, instructions, extra, .. } = self;
        let base = self.url.as_deref().unwrap_or(address::own_base(*kind)).trim_end_matches('/');
        let facts = serde_json::json!([
            VERSION,
            kind,
            base,
            self.model(),
            voice,
            self.language(),
            format,
            self.sample_rate(),
            instructions,
            extra
        ]);
        let digest = Sha256::digest(facts.to_string());
        let hex: String = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        format!("http-{hex}")
    }

    pub(super) fn key_variable(&self) -> Option<&str> {
        if self.key_file.is_some() {
            return None;
        }
        let own = match self.kind {
            HttpKind::Openai => "OPENAI_API_KEY",
            HttpKind::Elevenlabs => "ELEVENLABS_API_KEY",
        };
        let written = self.key_env.as_deref().filter(|name| !name.is_empty());
        // An empty `key_env` says: no key.
        written.or_else(|| (self.url.is_none() && self.key_env.is_none()).then_some(own))
    }

    pub(super) fn model(&self) -> &str {
        self.model.as_deref().unwrap_or(match self.kind {
            HttpKind::Openai => "tts-1",
            HttpKind::Elevenlabs => "eleven_flash_v2_5",
        })
    }

    pub(super) fn format(&self) -> HttpFormat {
        self.format.unwrap_or(match self.kind {
            HttpKind::Openai => HttpFormat::Wav,
            HttpKind::Elevenlabs => HttpFormat::Pcm,
        })
    }

    /// Language of the voice.
    pub(super) fn language(&self) -> &str {
        self.language.as_deref().unwrap_or("en-US")
    }

    pub(super) fn sample_rate(&self) -> u32 {
        self.sample_rate.unwrap_or(24_000)
    }

    pub(super) fn timeout_s(&self) -> f32 {
        self.timeout_s.unwrap_or(15.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> HttpSettings {
        toml::from_str(text).unwrap()
    }

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let got = match read(text).validate() {
            Ok(warnings) => warnings.join("; "),
            Err(error) => error.to_string(),
        };
        assert!(if expect.is_empty() { got.is_empty() } else { got.contains(expect) }, "{text}: {got}");
    }

    #[test]
    fn settings_in_words() {
        check("engine = 'openai'\nvoice = 'alloy'", "");
        check("kind = 'openai'\nvoice = ' '", "name one of the service's voices");
        check("engine = 'openai'\nvoice = 'a'\nurl = 'ftp://x'", "http:// or https://");
        check("engine = 'openai'\nvoice = 'a'\nurl = 'api.example.com'", "http:// or https://");
        check("engine = 'openai'\nvoice = 'a'\nurl = 'http://me:pw@example.com'", "key_env");
        check("engine = 'openai'\nvoice = 'a'\nsample_rate = 96000", "8000 to 48000");
        check("engine = 'openai'\nvoice = 'a'\ntimeout_s = nan", ".1 to 300");
        check("engine = 'openai'\nvoice = 'a'\nkey_header = 'a b'", "name of a header");
        check("engine = 'elevenlabs'\nvoice = 'a'\nformat = 'mp3'", "pcm only");
        check("engine = 'elevenlabs'\nvoice = '../x'", "letters and digits");
        check("engine = 'elevenlabs'\nvoice = 'a'\ninstructions = 'x'", "take none");
        let open = "engine = 'openai'\nvoice = 'a'\nkey_env = 'X'\nurl = ";
        check(&format!("{open}'http://tts.example.com/v1'"), "without encryption");
        for near in [
            "http://127.0.0.1:1",
            "http://[::1]",
            "http://192.168.1.2/v1",
            "http://tts:8000",
            "https://x.org",
        ] {
            check(&format!("{open}'{near}'"), "");
        }
    }

    #[test]
    fn unknown_and_doubled_settings_are_errors() {
        let error = |text: &str| toml::from_str::<HttpSettings>(text).unwrap_err().to_string();
        assert!(error("engine = 'openai'\nvoice = 'a'\nvoicce = 'b'").contains("voicce"));
        assert!(error("engine = 'other'\nvoice = 'a'").contains("elevenlabs"));
    }

    #[test]
    fn a_fingerprint_changes_with_the_sound_only() {
        let plain = read("engine = 'openai'\nvoice = 'a'");
        let print = |text: &str| read(&format!("engine = 'openai'\nvoice = 'a'\n{text}")).fingerprint();
        assert_eq!(print("timeout_s = 3\nkey_env = 'K'\nmodel = 'tts-1'"), plain.fingerprint());
        for other in
            ["model = 'b'", "url = 'http://x'", "language = 'de'", "instructions = 'x'", "extra = {a = 1}"]
        {
            assert_ne!(print(other), plain.fingerprint(), "{other}");
        }
    }

    #[test]
    fn a_key_goes_to_its_own_service_only() {
        assert_eq!(read("engine = 'openai'\nvoice = 'a'").key_variable(), Some("OPENAI_API_KEY"));
        assert_eq!(read("engine = 'openai'\nvoice = 'a'\nurl = 'http://x'").key_variable(), None);
        assert_eq!(read("engine = 'openai'\nvoice = 'a'\nkey_env = ''").key_variable(), None);
    }
}
