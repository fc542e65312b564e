//! What an operator watches: the state of the program, its outputs, its numbers.

use super::{BackdropSet, Graphics};
use crate::{event::Utterance, media::Attention};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The state of the program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// Title of the show.
    pub title: String,
    /// Whether frames reach the encoder.
    pub on_air: bool,
    /// Scene on air.
    pub scene: String,
    /// Camera on air.
    pub camera: String,
    /// Character on air; of several, the first.
    pub character: String,
    /// Everybody on stage, by the names that `[speaker ...]` takes.
    #[serde(default)]
    pub people: Vec<Person>,
    /// Voice that speaks where none is named.
    pub voice: String,
    /// Whether `Pause` is in force.
    #[serde(default)]
    pub paused: bool,
    /// What is being said.
    #[schemars(extend("x-always" = true))]
    pub speaking: Option<Utterance>,
    /// What waits, in order.
    pub queue: Vec<Utterance>,
    /// What was said last, newest first.
    pub recent: Vec<Utterance>,
    /// Every output.
    pub outputs: Vec<OutputInfo>,
    /// What lies over the picture.
    #[serde(default)]
    pub graphics: Graphics,
    /// What stands behind the host.
    #[serde(default)]
    pub backdrop: BackdropSet,
    /// Numbers of the picture and the sound.
    pub health: Health,
}

/// Somebody on stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// As `[speaker ...]` names them.
    pub name: String,
    /// Their voice.
    pub voice: String,
    /// What they attend to while they do not speak.
    pub attention: Attention,
}

/// An output and how it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OutputInfo {
    /// Where it goes, without its key.
    pub name: String,
    /// `connecting`, `live`, `retrying`, `failed` or `ended`.
    pub state: String,
    /// Why it is not live.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Bytes sent since it began.
    pub bytes_sent: u64,
    /// Bits a second over the last seconds, in thousands.
    #[serde(default)]
    pub bitrate_kbps: u32,
    /// Pictures handed to it since it began.
    #[serde(default)]
    pub frames: u64,
    /// Pictures that it lost since it began: the network did not take them (congestion), or it was down.
    #[serde(default)]
    pub dropped_frames: u64,
    /// The share of pictures that it lost over the last seconds, 0 to 1: more than 0 is congestion.
    #[serde(default)]
    pub congestion: f32,
    /// How often it was lost since it began.
    #[serde(default)]
    pub reconnects: u64,
}

/// Numbers an operator watches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Health {
    /// Seconds of media sent.
    pub media_seconds: f64,
    /// Frames rendered.
    pub frames: u64,
    /// Frames repeated because rendering was late.
    pub skipped: u64,
    /// Frames a second over the last seconds.
    pub fps: f64,
    /// Milliseconds from a frame's beginning until its picture is drawn, over the last seconds.
    #[serde(default)]
    pub render_ms: f64,
    /// Peak of the program sound in dBFS.
    pub peak_dbfs: f32,
    /// Of every bus.
    #[serde(default)]
    pub levels: Levels,
}

/// Meters of the mixer. Peaks fall slowly, so that they can be read.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Levels {
    /// Peak of the program in dBFS, -120 for silence.
    pub program_dbfs: f32,
    /// Peak of the voice in dBFS, -120 for silence.
    pub voice_dbfs: f32,
    /// Peak of the music in dBFS.
    pub music_dbfs: f32,
    /// Peak of stings and beeps in dBFS.
    pub effects_dbfs: f32,
    /// Loudness of the program over the last three seconds in LUFS.
    pub short_term_lufs: f32,
    /// Loudness of the program since it began, gated, in LUFS.
    pub integrated_lufs: f32,
    /// What the limiter takes off, in dB, 0 or less.
    pub limiter_db: f32,
    /// What the music is turned down by for the voice, in dB, 0 or less.
    pub ducking_db: f32,
    /// What an operator set for the voice, in dB.
    pub voice_level_db: f32,
    /// What an operator set for the music, in dB.
    pub music_level_db: f32,
    /// What an operator set for stings and beeps, in dB.
    pub effects_level_db: f32,
}

impl Default for Levels {
    fn default() -> Self {
        const SILENCE: f32 = -120.0;
        Self {
            program_dbfs: SILENCE,
            voice_dbfs: SILENCE,
            music_dbfs: SILENCE,
            effects_dbfs: SILENCE,
            short_term_lufs: SILENCE,
            integrated_lufs: SILENCE,
            limiter_db: 0.0,
            ducking_db: 0.0,
            voice_level_db: 0.0,
            music_level_db: 0.0,
            effects_level_db: 0.0,
        }
    }
}
