//! espeak-ng's voices: `espeak-LANGUAGE`, such as `espeak-de` or `espeak-en-GB+f3`, for every language that it has.

use super::{VoiceEngine, VoiceFacts, VoiceSource};
use crate::{
    SynthesisError, Synthesizer,
    espeak::{EspeakVoice, EspeakVoiceSettings},
};
use serde::Deserialize;
use std::{path::PathBuf, sync::Arc};

/// Changes when this engine makes other sound of the same text.
const VERSION: &str = "espeak 1";
const PREFIX: &str = "espeak-";

/// All voices of espeak-ng.
#[derive(Debug, Clone, Default)]
pub struct EspeakEngine {
    /// The worker program, where it is not the one that is found beside the running program.
    pub worker: Option<PathBuf>,
}

/// What a voice file may say.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    /// One of espeak-ng's variants, such as `f3`.
    variant: Option<String>,
}

struct EspeakSource {
    facts: VoiceFacts,
    settings: EspeakVoiceSettings,
}

impl EspeakEngine {
    fn source(&self, facts: VoiceFacts, language: &str) -> Arc<dyn VoiceSource> {
        let spoken = language.split('+').next().unwrap_or(language).to_owned();
        let facts = VoiceFacts {
            engine: self.name().into(),
            language: Some(facts.language.clone().unwrap_or(spoken)),
            bends_pitch: true,
            ..facts
        };
        let settings =
            EspeakVoiceSettings { worker: self.worker.clone(), ..EspeakVoiceSettings::language(language) };
        Arc::new(EspeakSource { facts, settings })
    }
}

impl VoiceEngine for EspeakEngine {
    fn name(&self) -> &'static str {
        "espeak"
    }

    fn named(&self, name: &str) -> Option<Arc<dyn VoiceSource>> {
        let language = name.strip_prefix(PREFIX).filter(|language| !language.is_empty())?;
        Some(self.source(VoiceFacts { name: name.to_owned(), ..VoiceFacts::default() }, language))
    }

    fn speaking(&self, language: &str) -> Option<Arc<dyn VoiceSource>> {
        self.named(&format!("{PREFIX}{}", language.replace('_', "-")))
    }

    fn described(&self, facts: VoiceFacts, settings: toml::Table) -> Result<Arc<dyn VoiceSource>, String> {
        let settings: Settings = settings.try_into().map_err(|e| e.to_string())?;
        let language = facts.language.clone().ok_or("wants a `language`, such as \"de\"")?;
        let variant = settings.variant.map(|variant| format!("+{variant}")).unwrap_or_default();
        Ok(self.source(facts, &format!("{language}{variant}")))
    }
}

impl VoiceSource for EspeakSource {
    fn facts(&self) -> &VoiceFacts {
        &self.facts
    }

    fn fingerprint(&self) -> Result<String, SynthesisError> {
        Ok(format!("{VERSION} {}", self.settings.language))
    }

    fn open(&self) -> Result<Box<dyn Synthesizer>, SynthesisError> {
        Ok(Box::new(EspeakVoice::start(&self.settings)?))
    }
}
