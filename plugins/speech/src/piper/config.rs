//! The json beside a Piper network: rates, scales, and the ids of symbols.

use super::network::VoiceError;
use serde::Deserialize;
use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

/// What we need of a voice's `.onnx.json`. Piper writes more, which is not ours to judge.
#[derive(Debug, Clone, Deserialize)]
pub struct PiperConfig {
    /// Of the sound.
    pub audio: AudioConfig,
    /// Of the phonemes.
    pub espeak: EspeakConfig,
    /// Of the network.
    #[serde(default)]
    pub inference: InferenceConfig,
    /// Ids of each symbol: single chars of IPA, punctuation, and `^ $ _`.
    pub phoneme_id_map: HashMap<String, Vec<i64>>,
    /// What the symbols are; only `espeak`'s IPA is read here.
    #[serde(default = "espeak")]
    pub phoneme_type: String,
    /// Speakers in one network.
    #[serde(default = "one")]
    pub num_speakers: i64,
    /// Their names.
    #[serde(default)]
    pub speaker_id_map: BTreeMap<String, i64>,
    /// Who speaks when nobody is named.
    #[serde(default)]
    pub default_speaker_id: i64,
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

/// Of the network. What a voice does not say is as in Piper itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct InferenceConfig {
    /// Deviation of the latents' noise.
    pub noise_scale: f32,
    /// Duration factor.
    pub length_scale: f32,
    /// Deviation of the durations' noise.
    pub noise_w: f32,
}

impl Default for InferenceConfig {
    fn default() -> Self {
        Self { noise_scale: 0.667, length_scale: 1.0, noise_w: 0.8 }
    }
}

fn one() -> i64 {
    1
}

fn espeak() -> String {
    "espeak".into()
}

/// Names that an error lists.
const NAMES_SHOWN: usize = 30;

impl PiperConfig {
    /// Reads and checks a voice's json.
    ///
    /// # Errors
    /// When the file cannot be read, or lacks a field, or a value makes no sense.
    pub fn load(path: &Path) -> Result<Self, VoiceError> {
        let bytes =
            std::fs::read(path).map_err(|source| VoiceError::Read { path: path.to_owned(), source })?;
        Self::parse(&bytes).map_err(|message| VoiceError::Config { path: path.to_owned(), message })
    }

    fn parse(json: &[u8]) -> Result<Self, String> {
        let config: Self = serde_json::from_slice(json).map_err(|error| error.to_string())?;
        if !(8_000..=48_000).contains(&config.audio.sample_rate) {
            return Err(format!("audio.sample_rate {} is not 8000 to 48000", config.audio.sample_rate));
        }
        if config.phoneme_type != "espeak" {
            return Err(format!(
                "its symbols are of the kind `{}`, and only those of espeak-ng are read here; take another voice",
                config.phoneme_type
            ));
        }
        for symbol in ['_', '^', '$'] {
            if config.ids(symbol).is_none_or(<[i64]>::is_empty) {
                return Err(format!("phoneme_id_map has no `{symbol}`"));
            }
        }
        if let Some((symbol, id)) = config
            .phoneme_id_map
            .iter()
            .find_map(|(symbol, ids)| ids.iter().find(|id| !(0..65_536).contains(*id)).map(|id| (symbol, id)))
        {
            return Err(format!("phoneme_id_map gives `{symbol}` the id {id}"));
        }
        let scales = &config.inference;
        let in_range = |scale: f32| (0.0..=4.0).contains(&scale);
        if !in_range(scales.noise_scale)
            || !in_range(scales.noise_w)
            || !(0.1..=10.0).contains(&scales.length_scale)
        {
            return Err("inference scales are out of range".into());
        }
        if !(1..=100_000).contains(&config.num_speakers) {
            return Err(format!("num_speakers is {}", config.num_speakers));
        }
        Ok(config)
    }

    /// Ids of a symbol, if the voice has it.
    pub fn ids(&self, symbol: char) -> Option<&[i64]> {
        self.phoneme_id_map.get(&*symbol.encode_utf8(&mut [0; 4])).map(Vec::as_slice)
    }

    /// The id of a speaker: a name of `speaker_id_map`, or a number.
    ///
    /// # Errors
    /// When there is none such; who there is.
    pub fn speaker(&self, wanted: Option<&str>) -> Result<i64, String> {
        let id = match wanted {
            None => Some(self.default_speaker_id),
            Some(name) => self.speaker_id_map.get(name).copied().or_else(|| name.parse().ok()),
        };
        id.filter(|id| (0..self.num_speakers).contains(id)).ok_or_else(|| self.speakers())
    }

    fn speakers(&self) -> String {
        let numbers = format!("0 to {}", self.num_speakers - 1);
        let names: Vec<&str> = self.speaker_id_map.keys().map(String::as_str).take(NAMES_SHOWN).collect();
        match names.len() {
            0 => numbers,
            n if n < self.speaker_id_map.len() => format!("{}, ... ({numbers})", names.join(", ")),
            _ => format!("{} ({numbers})", names.join(", ")),
        }
    }

    /// Whether texts in this voice's language are read by English rules.
    pub fn is_english(&self) -> bool {
        self.espeak.voice.starts_with("en")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(more: &str) -> String {
        format!(
            r#"{{"audio": {{"sample_rate": 16000}}, "espeak": {{"voice": "de"}},
                "phoneme_id_map": {{"_": [0], "^": [1], "$": [2], "a": [14], "aɪ": [161]}}{more}}}"#
        )
    }

    #[track_caller]
    fn refused(json: &str, expect: &str) {
        let error = PiperConfig::parse(json.as_bytes()).unwrap_err();
        assert!(error.contains(expect), "{error}");
    }

    #[test]
    fn what_is_left_out_is_as_in_piper() {
        let config = PiperConfig::parse(json("").as_bytes()).unwrap();
        assert_eq!((config.inference.noise_scale, config.num_speakers), (0.667, 1));
        assert_eq!(config.ids('a'), Some(&[14][..]));
        assert_eq!(config.speaker(None), Ok(0));
    }

    #[test]
    fn speakers_go_by_name_or_number() {
        let text =
            json(r#", "num_speakers": 3, "default_speaker_id": 2, "speaker_id_map": {"ann": 0, "bob": 1}"#);
        let config = PiperConfig::parse(text.as_bytes()).unwrap();
        let who = |name| config.speaker(name);
        assert_eq!((who(Some("bob")), who(Some("2")), who(None)), (Ok(1), Ok(2), Ok(2)));
        for wrong in ["3", "-1", "carl", ""] {
            assert_eq!(who(Some(wrong)), Err("ann, bob (0 to 2)".into()), "{wrong}");
        }
    }

    #[test]
    fn nonsense_is_refused_in_words() {
        refused("", "EOF");
        refused("[]", "invalid");
        refused(&json("").replace("16000", "0"), "sample_rate 0");
        refused(&json("").replace("\"$\"", "\"x\""), "no `$`");
        refused(&json("").replace("[14]", "[-3]"), "`a` the id -3");
        refused(&json(r#", "phoneme_type": "pinyin""#), "`pinyin`");
        refused(&json(r#", "num_speakers": 0"#), "num_speakers");
        refused(&json(r#", "inference": {"length_scale": 0.0}"#), "out of range");
    }
}
