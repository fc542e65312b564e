//! Voice files: `NAME.voice.toml`, one voice each.
//!
//! `engine` names what speaks; `language`, `fallback` and `loudness` are every voice's; the rest are settings
//! of the engine, which reads them itself.

use super::{VoiceEngine, VoiceFacts, VoiceSource};
use serde::Deserialize;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// What every voice file may say.
#[derive(Debug, Deserialize)]
struct VoiceFile {
    engine: String,
    language: Option<String>,
    #[serde(default)]
    fallback: Vec<String>,
    /// LUFS of its raw sound.
    loudness: Option<f32>,
    #[serde(flatten)]
    settings: toml::Table,
}

const ENDING: &str = ".voice.toml";

/// Reads every voice file in `folders`; those that cannot be used are named in `broken`.
pub(super) fn read_all(
    folders: &[PathBuf],
    engines: &[Arc<dyn VoiceEngine>],
    broken: &mut Vec<(String, String)>,
) -> Vec<Arc<dyn VoiceSource>> {
    let mut voices = Vec::new();
    for folder in folders {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().and_then(|n| n.to_str()?.strip_suffix(ENDING)).map(str::to_owned);
            let Some(name) = name.filter(|name| !name.is_empty()) else { continue };
            match read(&path, &name, engines) {
                Ok(voice) => voices.push(voice),
                Err(problem) => broken.push((name, format!("{}: {problem}", path.display()))),
            }
        }
    }
    voices
}

fn read(path: &Path, name: &str, engines: &[Arc<dyn VoiceEngine>]) -> Result<Arc<dyn VoiceSource>, String> {
    let text = std::fs::read_to_string(path).map_err(|e| e.to_string())?;
    let file: VoiceFile = toml::from_str(&text).map_err(|e| e.to_string())?;
    let known = || engines.iter().map(|e| e.name()).collect::<Vec<_>>();
    let Some(engine) = engines.iter().find(|e| e.name() == file.engine) else {
        let near = protocol::text::nearest(&file.engine, known());
        let advice = near
            .map_or_else(|| format!("there are {}", known().join(", ")), |n| format!("did you mean `{n}`?"));
        return Err(format!("knows no engine `{}`; {advice}", file.engine));
    };
    let facts = VoiceFacts {
        name: name.to_owned(),
        engine: file.engine,
        language: file.language,
        fallback: file.fallback,
        loudness: file.loudness,
        ..VoiceFacts::default()
    };
    engine.described(facts, file.settings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{SynthesisError, Synthesizer};

    struct Echo;
    struct Described(VoiceFacts);

    impl VoiceSource for Described {
        fn facts(&self) -> &VoiceFacts {
            &self.0
        }

        fn fingerprint(&self) -> Result<String, SynthesisError> {
            Ok(String::new())
        }

        fn open(&self) -> Result<Box<dyn Synthesizer>, SynthesisError> {
            Err(SynthesisError::NothingToSay)
        }
    }

    impl VoiceEngine for Echo {
        fn name(&self) -> &'static str {
            "echo"
        }

        fn described(
            &self,
            facts: VoiceFacts,
            settings: toml::Table,
        ) -> Result<Arc<dyn VoiceSource>, String> {
            match settings.keys().find(|key| *key != "url") {
                Some(key) => Err(format!("knows no setting `{key}`")),
                None => Ok(Arc::new(Described(facts))),
            }
        }
    }

    #[test]
    fn voice_files_are_read_and_faults_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("good.voice.toml", "engine = 'echo'\nlanguage = 'de'\nfallback = ['joe']\nurl = 'x'");
        write("odd.voice.toml", "engine = 'echo'\nurls = 'x'");
        write("near.voice.toml", "engine = 'ecko'");
        write("cut.voice.toml", "engine = ");
        write("other.toml", "x = 1");
        let mut broken = Vec::new();
        let voices = read_all(&[folder.path().to_owned()], &[Arc::new(Echo)], &mut broken);
        assert_eq!(voices.len(), 1);
        let facts = voices[0].facts();
        assert_eq!((facts.name.as_str(), facts.language.as_deref()), ("good", Some("de")));
        assert_eq!(facts.fallback, ["joe"]);
        let problem = |name: &str| &broken.iter().find(|(n, _)| n == name).unwrap().1;
        assert!(problem("odd").contains("no setting `urls`"));
        assert!(problem("near").contains("did you mean `echo`"));
        assert_eq!(broken.len(), 3);
    }
}
