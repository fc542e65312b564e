//! Piper voices in folders: pairs of `NAME.onnx` and `NAME.onnx.json`. `NAME#SPEAKER` is a speaker of a voice
//! that has several.

use super::{VoiceEngine, VoiceFacts, VoiceSource};
use crate::{
    SynthesisError, Synthesizer, VoiceFiles, VoiceStore,
    fingerprint::Fingerprint,
    piper::{PiperConfig, PiperSettings, PiperVoice},
};
use serde::Deserialize;
use std::{path::PathBuf, sync::Arc};

/// Changes when this engine makes other sound of the same files.
const VERSION: &str = "piper 3";

/// Every Piper voice in some folders.
pub struct PiperEngine {
    store: VoiceStore,
    settings: PiperSettings,
    fingerprints: Arc<Fingerprint>,
}

/// What a voice file may say.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    /// Stem of the network, beside the voice file or in another folder of voices.
    model: String,
    speaker: Option<String>,
}

struct PiperSource {
    facts: VoiceFacts,
    files: VoiceFiles,
    settings: PiperSettings,
    fingerprints: Arc<Fingerprint>,
}

impl PiperEngine {
    /// Voices in `folders`, run as `settings` say.
    pub fn new(folders: &[PathBuf], settings: PiperSettings, fingerprints: Arc<Fingerprint>) -> Self {
        Self { store: VoiceStore::open(folders), settings, fingerprints }
    }

    fn source(&self, facts: VoiceFacts, files: &VoiceFiles, speaker: Option<&str>) -> Arc<dyn VoiceSource> {
        // A damaged json is told of when the voice is opened.
        let language = || PiperConfig::load(&files.config).ok().map(|config| config.espeak.voice);
        let facts = VoiceFacts {
            engine: self.name().into(),
            language: facts.language.clone().or_else(language),
            ..facts
        };
        let settings = PiperSettings { speaker: speaker.map(str::to_owned), ..self.settings.clone() };
        Arc::new(PiperSource {
            facts,
            files: files.clone(),
            settings,
            fingerprints: self.fingerprints.clone(),
        })
    }
}

impl VoiceEngine for PiperEngine {
    fn name(&self) -> &'static str {
        "piper"
    }

    fn voices(&self) -> Vec<Arc<dyn VoiceSource>> {
        let facts = |files: &VoiceFiles| VoiceFacts { name: files.name.clone(), ..VoiceFacts::default() };
        self.store.voices().iter().map(|files| self.source(facts(files), files, None)).collect()
    }

    fn named(&self, name: &str) -> Option<Arc<dyn VoiceSource>> {
        let (stem, speaker) = name.split_once('#')?;
        let files = self.store.find(stem).ok()?;
        let facts = VoiceFacts { name: format!("{}#{speaker}", files.name), ..VoiceFacts::default() };
        Some(self.source(facts, files, Some(speaker)))
    }

    fn described(&self, facts: VoiceFacts, settings: toml::Table) -> Result<Arc<dyn VoiceSource>, String> {
        let settings: Settings = settings.try_into().map_err(|e| e.to_string())?;
        let files = self.store.find(&settings.model).map_err(|e| e.to_string())?;
        Ok(self.source(facts, files, settings.speaker.as_deref()))
    }
}

impl VoiceSource for PiperSource {
    fn facts(&self) -> &VoiceFacts {
        &self.facts
    }

    fn fingerprint(&self) -> Result<String, SynthesisError> {
        let unreadable = |source: std::io::Error| SynthesisError::Unavailable {
            engine: "Piper",
            message: format!("the voice {} cannot be read: {source}", self.files.name),
        };
        let model = self.fingerprints.of(&self.files.model).map_err(unreadable)?;
        let config = self.fingerprints.of(&self.files.config).map_err(unreadable)?;
        let speaker = self.settings.speaker.as_deref().unwrap_or_default();
        Ok(format!(
            "{VERSION} {model} {config} {speaker} {}",
            self.facts.language.as_deref().unwrap_or_default()
        ))
    }

    fn open(&self) -> Result<Box<dyn Synthesizer>, SynthesisError> {
        let opened = PiperVoice::load(&self.files, &self.settings);
        let voice = opened.map_err(|error| SynthesisError::Unavailable {
            engine: "Piper",
            message: protocol::text::with_causes(&error),
        })?;
        Ok(Box::new(voice))
    }
}
