//! Which voices there are, by name, and what each needs to be opened. It opens none itself.
//!
//! A voice has a name of its own (`en_US-joe-medium`), or one that its engine reads (`espeak-de`,
//! `polly-Joanna`), or is written down in a file `NAME.voice.toml`.

mod espeak;
mod file;
mod kokoro;
mod language;
mod piper;
mod remembered;

pub use espeak::EspeakEngine;
pub use kokoro::KokoroEngine;
pub use language::{is_written_so, language_of_script, same_language};
pub use piper::PiperEngine;

use crate::{SynthesisError, Synthesizer, cache::VoiceRecord};
use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

/// What is known of a voice before it is opened.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VoiceFacts {
    /// As shows and cues name it.
    pub name: String,
    /// What makes its sound, such as `piper`.
    pub engine: String,
    /// What it speaks (BCP 47); `None` speaks whatever it is given.
    pub language: Option<String>,
    /// What else it speaks when it is told to (BCP 47).
    pub also: Vec<String>,
    /// Voices to take instead when it fails, first choice first.
    pub fallback: Vec<String>,
    /// Loudness of its sound as the engine gives it, in LUFS, where it is known.
    pub loudness: Option<f32>,
    /// Whether it speaks only when it is named: it is slow to begin, or costs money.
    pub on_request: bool,
    /// Whether it sings higher by itself; others are shifted afterwards.
    pub bends_pitch: bool,
}

impl VoiceFacts {
    /// Whether it can say a text in `language`.
    pub fn speaks(&self, language: &str) -> bool {
        let own = self.language.as_deref();
        own.is_none_or(|own| same_language(own, language))
            || self.also.iter().any(|also| same_language(also, language))
    }
}

/// A voice that could be opened.
pub trait VoiceSource: Send + Sync {
    /// What is known of it.
    fn facts(&self) -> &VoiceFacts;

    /// A text that changes whenever the same request would sound otherwise: files, settings, version of the
    /// engine. Never with a key or a token in it. Needs no engine.
    ///
    /// # Errors
    /// When a file that it is made from cannot be read.
    fn fingerprint(&self) -> Result<String, SynthesisError>;

    /// Opens it; may take seconds.
    ///
    /// # Errors
    /// What is missing, and how to get it.
    fn open(&self) -> Result<Box<dyn Synthesizer>, SynthesisError>;
}

/// A kind of voices.
pub trait VoiceEngine: Send + Sync {
    /// What voice files call it.
    fn name(&self) -> &'static str;

    /// Voices that can be listed without asking anybody.
    fn voices(&self) -> Vec<Arc<dyn VoiceSource>> {
        Vec::new()
    }

    /// A voice that is not listed, if `name` is one that this engine reads.
    fn named(&self, _name: &str) -> Option<Arc<dyn VoiceSource>> {
        None
    }

    /// A voice of this engine that speaks `language`, where every language has a name.
    fn speaking(&self, _language: &str) -> Option<Arc<dyn VoiceSource>> {
        None
    }

    /// A voice as a file describes it: `facts` are read already, `settings` are the rest of its keys.
    ///
    /// # Errors
    /// What is wrong with the settings.
    fn described(&self, facts: VoiceFacts, settings: toml::Table) -> Result<Arc<dyn VoiceSource>, String>;
}

/// All voices.
#[derive(Clone, Default)]
pub struct Catalog {
    folders: Vec<PathBuf>,
    engines: Vec<Arc<dyn VoiceEngine>>,
    voices: Vec<Arc<dyn VoiceSource>>,
    /// Voice files that cannot be used, and why.
    broken: Vec<(String, String)>,
}

/// Why no voice could be chosen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogError {
    /// There is none at all.
    #[error("no voice found in {folders}; fetch one with `cargo xtask assets`")]
    Empty {
        /// Where was looked.
        folders: String,
    },
    /// The name fits none.
    #[error("voice `{wanted}` is not there; choose one of: {there}")]
    Unknown {
        /// What was asked for.
        wanted: String,
        /// What is there.
        there: String,
    },
    /// The name fits several.
    #[error("voice `{wanted}` could be any of: {fitting}; write more of the name")]
    Ambiguous {
        /// What was asked for.
        wanted: String,
        /// What fits.
        fitting: String,
    },
    /// Its file cannot be used.
    #[error("voice `{wanted}` cannot be used: {problem}")]
    Broken {
        /// What was asked for.
        wanted: String,
        /// What is wrong.
        problem: String,
    },
}

impl std::fmt::Debug for Catalog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.voices.iter().map(|voice| voice.facts())).finish()
    }
}

impl Catalog {
    /// Looks for voices of `engines`, and for voice files in `folders`. The first wins where two have one name.
    pub fn open(folders: &[PathBuf], engines: Vec<Arc<dyn VoiceEngine>>) -> Self {
        let mut catalog = Self { folders: folders.to_vec(), engines, ..Self::default() };
        let described = file::read_all(folders, &catalog.engines, &mut catalog.broken);
        let listed = catalog.engines.iter().flat_map(|engine| engine.voices());
        let mut names = BTreeSet::new();
        let all = described.into_iter().chain(listed);
        catalog.voices = all.filter(|voice| names.insert(voice.facts().name.clone())).collect();
        catalog.voices.sort_by(|a, b| a.facts().name.cmp(&b.facts().name));
        for (name, problem) in &catalog.broken {
            tracing::warn!(voice = name, problem, "a voice file cannot be used");
        }
        catalog
    }

    /// Adds a voice, unless there is one of its name.
    pub fn add(&mut self, voice: Arc<dyn VoiceSource>) {
        if self.voices.iter().all(|there| there.facts().name != voice.facts().name) {
            self.voices.push(voice);
        }
    }

    /// Adds a voice that was used before, unless it is still there: what is kept of it can be said.
    pub fn remember(&mut self, record: VoiceRecord) {
        if !self.find(&record.name).is_ok_and(|voice| voice.facts().name == record.name) {
            self.add(Arc::new(remembered::Remembered::new(record)));
        }
    }

    /// All listed voices, by name.
    pub fn voices(&self) -> &[Arc<dyn VoiceSource>] {
        &self.voices
    }

    /// Voice files that cannot be used, and why.
    pub fn broken(&self) -> &[(String, String)] {
        &self.broken
    }

    /// The voice called `wanted`, or the only one whose name begins with it.
    ///
    /// # Errors
    /// When none or several fit; the text lists what is there.
    pub fn find(&self, wanted: &str) -> Result<Arc<dyn VoiceSource>, CatalogError> {
        let named = |voice: &&Arc<dyn VoiceSource>| voice.facts().name == wanted;
        if let Some(exact) = self.voices.iter().find(named) {
            return Ok(exact.clone());
        }
        if let Some((_, problem)) = self.broken.iter().find(|(name, _)| name == wanted) {
            return Err(CatalogError::Broken { wanted: wanted.to_owned(), problem: problem.clone() });
        }
        if let Some(voice) = self.engines.iter().find_map(|engine| engine.named(wanted)) {
            return Ok(voice);
        }
        let fitting: Vec<_> =
            self.voices.iter().filter(|voice| voice.facts().name.starts_with(wanted)).collect();
        match fitting[..] {
            [only] if !wanted.is_empty() => Ok(only.clone()),
            [] if self.voices.is_empty() => {
                let folders: Vec<String> = self.folders.iter().map(|f| f.display().to_string()).collect();
                Err(CatalogError::Empty { folders: folders.join(", ") })
            }
            [] => Err(CatalogError::Unknown { wanted: wanted.to_owned(), there: names(self.voices.iter()) }),
            _ => Err(CatalogError::Ambiguous {
                wanted: wanted.to_owned(),
                fitting: names(fitting.into_iter()),
            }),
        }
    }

    /// Voices that speak `language`, best first: listed ones of exactly that language, listed ones of another
    /// region, then whatever engine has a voice for every language.
    pub fn speaking(&self, language: &str) -> Vec<Arc<dyn VoiceSource>> {
        let of = |voice: &Arc<dyn VoiceSource>| voice.facts().language.clone().unwrap_or_default();
        let known =
            |voice: &&Arc<dyn VoiceSource>| voice.facts().language.is_some() && !voice.facts().on_request;
        let speaks = |voice: &&Arc<dyn VoiceSource>| voice.facts().speaks(language);
        let mut found: Vec<_> = self.voices.iter().filter(known).filter(speaks).cloned().collect();
        let same_region = |voice: &Arc<dyn VoiceSource>| {
            of(voice).replace('_', "-").eq_ignore_ascii_case(&language.replace('_', "-"))
        };
        found.sort_by_key(|voice| (!same_language(&of(voice), language), !same_region(voice)));
        found.extend(self.engines.iter().filter_map(|engine| engine.speaking(language)));
        found
    }
}

fn names<'a>(voices: impl Iterator<Item = &'a Arc<dyn VoiceSource>>) -> String {
    voices.map(|voice| voice.facts().name.as_str()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(VoiceFacts);

    impl VoiceSource for Fixed {
        fn facts(&self) -> &VoiceFacts {
            &self.0
        }

        fn fingerprint(&self) -> Result<String, SynthesisError> {
            Ok(self.0.name.clone())
        }

        fn open(&self) -> Result<Box<dyn Synthesizer>, SynthesisError> {
            Err(SynthesisError::NothingToSay)
        }
    }

    fn catalog(names: &[(&str, &str)]) -> Catalog {
        let mut catalog = Catalog::default();
        for (name, language) in names {
            let (name, language) = ((*name).to_owned(), Some((*language).to_owned()));
            catalog.add(Arc::new(Fixed(VoiceFacts { name, language, ..VoiceFacts::default() })));
        }
        catalog
    }

    #[test]
    fn names_prefixes_and_errors() {
        let catalog = catalog(&[("en_US-joe", "en-US"), ("en_US-amy", "en-US"), ("de_DE-eva", "de-DE")]);
        let find = |name: &str| catalog.find(name).map(|voice| voice.facts().name.clone());
        assert_eq!(find("en_US-joe").as_deref(), Ok("en_US-joe"));
        assert_eq!(find("de").as_deref(), Ok("de_DE-eva"));
        assert!(find("en_US").unwrap_err().to_string().contains("en_US-joe, en_US-amy"));
        assert!(find("half").unwrap_err().to_string().contains("de_DE-eva"));
        assert!(matches!(find("").unwrap_err(), CatalogError::Ambiguous { .. }));
        let empty = Catalog::open(&[PathBuf::from("does-not-exist")], Vec::new());
        assert!(empty.find("x").err().unwrap().to_string().contains("cargo xtask assets"));
    }

    #[test]
    fn the_nearest_region_comes_first() {
        let catalog = catalog(&[("a", "en_US"), ("b", "en-GB"), ("c", "de")]);
        let names = |language: &str| {
            let found = catalog.speaking(language);
            found.iter().map(|v| v.facts().name.clone()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(names("en-GB"), "b a");
        assert_eq!(names("en"), "a b");
        assert_eq!(names("de-AT"), "c");
        assert_eq!(names("fr"), "");
    }
}
