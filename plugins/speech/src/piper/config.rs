//! The json beside a Piper network: rates, scales, and the ids of symbols.

use super::network::VoiceError;
use serde::Deserialize;
use std::{collections::HashMap, path::Path};

/// What we need of a voice's `.onnx.json`. Piper writes more, which is not ours to judge.
#[derive(Debug, Clone, Deserialize)]
pub struct PiperConfig {
    /// Of the sound.
    pub audio: AudioConfig,
    /// Of the phonemes.
    pub espeak: EspeakConfig,
    /// Of the network.
    pub inference: InferenceConfig,
    /// Ids of each symbol; symbols are single chars of IPA, punctuation, and `^ $ _`.
    pub phoneme_id_map: HashMap<char, Vec<i32>>,
    /// Voices in one network; we use the first.
    #[serde(default = "one")]
    pub num_speakers: u32,
}

/// Of the sound.
#[derive(Debug, Clone, Deserialize)]
pub struct AudioConfig {
    /// Samples a second, 8000 to 48000.
    pub sample_rate: u32,
}

/// Of the phonemes.
#[derive(Debug, Clone, Deserialize)]
pub struct EspeakConfig {
    /// espeak-ng's name of the language.
    pub voice: String,
}

/// Of the network.
#[derive(Debug, Clone, Deserialize)]
pub struct InferenceConfig {
    /// Deviation of the latents' noise.
    pub noise_scale: f32,
    /// Duration factor.
    pub length_scale: f32,
    /// Deviation of the durations' noise.
    pub noise_w: f32,
}

fn one() -> u32 {
    1
}

impl PiperConfig {
    /// Reads and checks a voice's json.
    ///
    /// # Errors
    /// When the file cannot be read, or lacks a field, or a value makes no sense.
    pub fn load(path: &Path) -> Result<Self, VoiceError> {
        let bytes =
            std::fs::read(path).map_err(|source| VoiceError::Read { path: path.to_owned(), source })?;
        let bad = |message: String| VoiceError::Config { path: path.to_owned(), message };
        let config: Self = serde_json::from_slice(&bytes).map_err(|error| bad(error.to_string()))?;
        if !(8_000..=48_000).contains(&config.audio.sample_rate) {
            return Err(bad(format!("audio.sample_rate {} is not 8000 to 48000", config.audio.sample_rate)));
        }
        for symbol in ['_', '^', '$'] {
            if config.phoneme_id_map.get(&symbol).is_none_or(Vec::is_empty) {
                return Err(bad(format!("phoneme_id_map has no `{symbol}`")));
            }
        }
        let scales = [config.inference.noise_scale, config.inference.length_scale, config.inference.noise_w];
        if scales.iter().any(|scale| !(0.0..=4.0).contains(scale)) || config.inference.length_scale < 0.1 {
            return Err(bad("inference scales are out of range".into()));
        }
        Ok(config)
    }

    /// Whether texts in this voice's language are read by English rules.
    pub fn is_english(&self) -> bool {
        self.espeak.voice.starts_with("en")
    }
}
