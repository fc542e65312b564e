//! What a person sets, and the four engines by name.

use aws_sdk_polly::types::Engine;
use serde::{Deserialize, Serialize};
use std::{fmt, path::PathBuf, str::FromStr, time::Duration};

/// A voice of Amazon Polly and where to find it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PollySettings {
    /// Polly's name (`Joanna`), or one of [`GUIDANCE_VOICES`](super::GUIDANCE_VOICES) (`US-En-Male`).
    /// Capitals do not matter.
    pub voice: String,
    /// None chooses neural where the voice has it, else standard. Long-form and generative cost more and are
    /// used only when they are asked for. In files it is `polly_engine`: `engine` is that of a voice file.
    #[serde(rename = "polly_engine", skip_serializing_if = "Option::is_none")]
    pub engine: Option<PollyEngine>,
    /// Such as `eu-west-1`; none takes the environment's, the profile's or the machine's own.
    pub region: Option<String>,
    /// Profile of the shared AWS files; none takes the default one.
    pub profile: Option<String>,
    /// File with keys, in the format of the shared credentials file; none takes the default chain. The keys
    /// themselves are no setting of ours.
    pub credentials_file: Option<PathBuf>,
    /// Another address of the service (a VPC endpoint, a test).
    pub endpoint_url: Option<String>,
    /// Milliseconds after which a silent service counts as unavailable, retries included; 200 to 60000. Kept
    /// short, so that another engine can say the sentence.
    pub patience_ms: u64,
}

impl Default for PollySettings {
    fn default() -> Self {
        Self {
            voice: "Joanna".into(),
            engine: None,
            region: None,
            profile: None,
            credentials_file: None,
            endpoint_url: None,
            patience_ms: 2000,
        }
    }
}

impl PollySettings {
    /// Whether `other` goes over the same connection.
    pub(super) fn same_account(&self, other: &Self) -> bool {
        let only = |settings: &Self| Self { voice: String::new(), engine: None, ..settings.clone() };
        only(self) == only(other)
    }

    /// The defaults with `voice`.
    pub fn voice(voice: impl Into<String>) -> Self {
        Self { voice: voice.into(), ..Self::default() }
    }

    /// [`Self::patience_ms`], clamped.
    pub(super) fn patience(&self) -> Duration {
        Duration::from_millis(self.patience_ms.clamp(200, 60_000))
    }
}

/// An engine of Polly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PollyEngine {
    /// The oldest and cheapest; takes pitch.
    Standard,
    /// The usual one.
    Neural,
    /// Made for articles.
    LongForm,
    /// The most natural. It gives no speech marks: lips come from the audio.
    Generative,
}

impl PollyEngine {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Standard, Self::Neural, Self::LongForm, Self::Generative];

    /// Polly's name of it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Neural => "neural",
            Self::LongForm => "long-form",
            Self::Generative => "generative",
        }
    }

    /// Whether it answers with speech marks.
    pub fn has_marks(self) -> bool {
        self != Self::Generative
    }

    pub(super) fn wire(self) -> Engine {
        Engine::from(self.name())
    }
}

impl fmt::Display for PollyEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for PollyEngine {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|engine| engine.name() == name).ok_or_else(|| {
            format!("`{name}` is no engine of Amazon Polly; write standard, neural, long-form or generative")
        })
    }
}
