//! HTTP voices for the catalog of voices: files that say `engine = "openai"` or `engine = "elevenlabs"`. It asks no
//! service which voices it has.

use super::{HttpKind, HttpSettings, HttpVoice, Listen};
use crate::{
    SynthesisError, Synthesizer,
    catalog::{VoiceEngine, VoiceFacts, VoiceSource},
};
use std::sync::Arc;

/// Voices of one kind of service.
pub struct HttpEngine {
    kind: HttpKind,
    listen: Option<Listen>,
}

struct HttpSource {
    facts: VoiceFacts,
    settings: HttpSettings,
    listen: Option<Listen>,
}

impl HttpEngine {
    /// The engine of one kind.
    pub fn new(kind: HttpKind) -> Self {
        Self { kind, listen: None }
    }

    /// Has the lips of what nobody can pronounce follow what `listen` hears.
    pub fn listening(self, listen: Listen) -> Self {
        Self { listen: Some(listen), ..self }
    }

    /// One engine for each kind.
    pub fn all() -> [Self; 2] {
        [Self::new(HttpKind::Openai), Self::new(HttpKind::Elevenlabs)]
    }
}

impl VoiceEngine for HttpEngine {
    fn name(&self) -> &'static str {
        match self.kind {
            HttpKind::Openai => "openai",
            HttpKind::Elevenlabs => "elevenlabs",
        }
    }

    fn described(
        &self,
        facts: VoiceFacts,
        mut settings: toml::Table,
    ) -> Result<Arc<dyn VoiceSource>, String> {
        settings.insert("kind".into(), self.name().into());
        let mut settings: HttpSettings = settings.try_into().map_err(|e| e.to_string())?;
        settings.language = settings.language.or_else(|| facts.language.clone());
        // Warnings are told when the voice is opened.
        settings.validate().map_err(|e| e.to_string())?;
        let facts = VoiceFacts { engine: self.name().into(), bends_pitch: false, ..facts };
        Ok(Arc::new(HttpSource { facts, settings, listen: self.listen }))
    }
}

impl VoiceSource for HttpSource {
    fn facts(&self) -> &VoiceFacts {
        &self.facts
    }

    fn fingerprint(&self) -> Result<String, SynthesisError> {
        Ok(self.settings.fingerprint())
    }

    fn open(&self) -> Result<Box<dyn Synthesizer>, SynthesisError> {
        let opened = HttpVoice::open(self.facts.name.clone(), self.settings.clone());
        let voice = opened.map_err(|error| SynthesisError::Unavailable {
            engine: self.settings.kind.engine(),
            message: protocol::text::with_causes(&error),
        })?;
        Ok(Box::new(voice.listening(self.listen)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn voice_files_of_the_examples_are_good() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/voices");
        let engines = HttpEngine::all().map(|engine| Arc::new(engine) as Arc<dyn VoiceEngine>);
        let catalog = Catalog::open(&[folder], engines.into());
        let ours = |name: &str| matches!(name, "openai" | "elevenlabs");
        let broken: Vec<_> = catalog.broken().iter().filter(|(name, _)| ours(name)).collect();
        assert!(broken.is_empty(), "{broken:?}");
        for name in ["openai", "elevenlabs"] {
            let voice = catalog.find(name).unwrap();
            assert_eq!(voice.facts().engine, name);
            assert_eq!(voice.facts().language.as_deref(), Some("en-US"));
            assert!(voice.fingerprint().unwrap().starts_with("http-"));
        }
    }

    #[test]
    fn what_is_wrong_with_a_file_is_told() {
        let check = |text: &str, expect: &str| {
            let table = toml::from_str(text).unwrap();
            let error =
                HttpEngine::new(HttpKind::Openai).described(VoiceFacts::default(), table).err().unwrap();
            assert!(error.contains(expect), "{error}");
        };
        check("voice = 'a'\nmodle = 'x'", "modle");
        check("model = 'x'", "voice");
        check("voice = 'a'\nurl = 'x'", "http://");
    }
}
