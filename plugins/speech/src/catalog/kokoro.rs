//! Kokoro's voices: `kokoro-STYLE` for every style in its pack, which is fetched on request.

use super::{VoiceEngine, VoiceFacts, VoiceSource};
use crate::{
    SynthesisError, Synthesizer,
    fingerprint::Fingerprint,
    kokoro::{KokoroSettings, KokoroVoice, LANGUAGES, keeps_up, styles},
    onnx::Runtime,
};
use serde::Deserialize;
use std::{path::PathBuf, sync::Arc};

/// Changes when this engine makes other sound of the same files.
const VERSION: &str = "kokoro 1";

/// All styles of an unpacked pack.
pub struct KokoroEngine {
    folder: PathBuf,
    onnxruntime: PathBuf,
    /// Refuse to speak on a machine that is too slow for it.
    live: bool,
    fingerprints: Arc<Fingerprint>,
}

/// What a voice file may say.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    style: String,
}

struct KokoroSource {
    facts: VoiceFacts,
    settings: KokoroSettings,
    onnxruntime: PathBuf,
    live: bool,
    fingerprints: Arc<Fingerprint>,
}

impl KokoroEngine {
    /// Voices of the pack in `folder`. For a programme that is `live`, the machine must keep up.
    pub fn new(folder: PathBuf, onnxruntime: PathBuf, live: bool, fingerprints: Arc<Fingerprint>) -> Self {
        Self { folder, onnxruntime, live, fingerprints }
    }

    fn source(&self, facts: VoiceFacts, style: &str) -> Arc<dyn VoiceSource> {
        let settings = KokoroSettings::folder(&self.folder);
        let language = facts.language.clone().unwrap_or(settings.language);
        let facts = VoiceFacts {
            engine: self.name().into(),
            language: Some(language.clone()),
            also: LANGUAGES.iter().map(|(tag, _)| (*tag).to_owned()).collect(),
            // It takes seconds to open, and one that fails on air must be replaced at once.
            on_request: true,
            ..facts
        };
        let settings =
            KokoroSettings { style: style.into(), language, ..KokoroSettings::folder(&self.folder) };
        Arc::new(KokoroSource {
            facts,
            settings,
            onnxruntime: self.onnxruntime.clone(),
            live: self.live,
            fingerprints: self.fingerprints.clone(),
        })
    }
}

impl VoiceEngine for KokoroEngine {
    fn name(&self) -> &'static str {
        "kokoro"
    }

    fn voices(&self) -> Vec<Arc<dyn VoiceSource>> {
        // Without its pack there are none.
        let styles = styles(&self.folder).unwrap_or_default();
        let facts = |style: &String| VoiceFacts { name: format!("kokoro-{style}"), ..VoiceFacts::default() };
        styles.iter().map(|style| self.source(facts(style), style)).collect()
    }

    fn described(&self, facts: VoiceFacts, settings: toml::Table) -> Result<Arc<dyn VoiceSource>, String> {
        let settings: Settings = settings.try_into().map_err(|e| e.to_string())?;
        Ok(self.source(facts, &settings.style))
    }
}

impl VoiceSource for KokoroSource {
    fn facts(&self) -> &VoiceFacts {
        &self.facts
    }

    fn fingerprint(&self) -> Result<String, SynthesisError> {
        let of = |file: &str| self.fingerprints.of(&self.settings.folder.join(file));
        let sums = of("model.onnx").and_then(|model| Ok(format!("{model} {}", of("voices.npz")?)));
        let sums = sums.map_err(|error| unavailable(format!("its pack cannot be read: {error}")))?;
        Ok(format!("{VERSION} {sums} {} {}", self.settings.style, self.settings.language))
    }

    fn open(&self) -> Result<Box<dyn Synthesizer>, SynthesisError> {
        let told = |error: &dyn std::error::Error| unavailable(protocol::text::with_causes(error));
        let runtime = Runtime::open(&self.onnxruntime).map_err(|e| told(&e))?;
        let mut voice = KokoroVoice::load(&runtime, &self.settings).map_err(|e| told(&e))?;
        if self.live {
            let keeping = keeps_up(&mut voice)?;
            tracing::info!(factor = keeping.real_time_factor, "Kokoro was measured");
            if !keeping.is_enough() {
                return Err(unavailable(format!(
                    "this machine takes {:.2} s for a second of its speech and does not keep up; warm the show, or take another voice",
                    keeping.real_time_factor
                )));
            }
        }
        Ok(Box::new(voice))
    }
}

fn unavailable(message: String) -> SynthesisError {
    SynthesisError::Unavailable { engine: "Kokoro", message }
}
