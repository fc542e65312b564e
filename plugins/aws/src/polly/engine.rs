//! Polly in the catalogue of voices: which names are its, and what is known of them without asking.
//!
//! It lists no voice by itself: a catalogue that did would let Amazon speak (and charge) wherever a voice of
//! some language is looked for. Names are `polly-Joanna`, `polly-Joanna-generative`, the eight of the guidance
//! as they are (`US-En-Male`), and voice files with `engine = "polly"` and the keys of [`PollySettings`] (Polly's own engine as
//! `polly_engine`).

use super::{GUIDANCE_VOICES, PollyEngine, PollySettings, PollyVoice};
use speech::{
    SynthesisError, Synthesizer,
    catalog::{VoiceEngine, VoiceFacts, VoiceSource},
};
use std::sync::{Arc, Mutex, PoisonError};

/// Changes when this crate makes other sound or other times of the same answer.
const VERSION: u32 = 1;
/// What its names begin with.
const PREFIX: &str = "polly-";

/// Languages and their voices, from the list of voices in Polly's guide (2026). A voice that is missing here
/// can be used all the same; its language is then known once it was asked for.
const LANGUAGES: &[(&str, &str)] = &[
    ("ar-AE", "Hala Zayd"),
    ("arb", "Zeina"),
    ("ca-ES", "Arlet"),
    ("cmn-CN", "Zhiyu"),
    ("cs-CZ", "Jitka"),
    ("cy-GB", "Gwyneth"),
    ("da-DK", "Mads Naja Sofie"),
    ("de-AT", "Hannah"),
    ("de-CH", "Sabrina"),
    ("de-DE", "Daniel Hans Marlene Vicki"),
    ("en-AU", "Nicole Olivia Russell"),
    ("en-GB", "Amy Arthur Brian Emma"),
    ("en-GB-WLS", "Geraint"),
    ("en-IE", "Niamh"),
    ("en-IN", "Aditi Kajal Raveena"),
    ("en-NZ", "Aria"),
    (
        "en-US",
        "Danielle Gregory Ivy Joanna Joey Justin Kendra Kevin Kimberly Matthew Ruth Salli Stephen Tiffany",
    ),
    ("en-ZA", "Ayanda"),
    ("es-ES", "Conchita Enrique Lucia Sergio"),
    ("es-MX", "Andres Mia"),
    ("es-US", "Lupe Miguel Pedro Penelope"),
    ("fi-FI", "Suvi"),
    ("fr-BE", "Isabelle"),
    ("fr-CA", "Chantal Gabrielle Liam"),
    ("fr-FR", "Celine Lea Mathieu Remi"),
    ("is-IS", "Dora Karl"),
    ("it-IT", "Adriano Bianca Carla Giorgio"),
    ("ja-JP", "Kazuha Mizuki Takumi Tomoko"),
    ("ko-KR", "Jihye Seoyeon"),
    ("nb-NO", "Ida Liv"),
    ("nl-BE", "Lisa"),
    ("nl-NL", "Laura Lotte Ruben"),
    ("pl-PL", "Ewa Jacek Jan Maja Ola"),
    ("pt-BR", "Camila Ricardo Thiago Vitoria"),
    ("pt-PT", "Cristiano Ines"),
    ("ro-RO", "Carmen"),
    ("ru-RU", "Maxim Tatyana"),
    ("sv-SE", "Astrid Elin"),
    ("tr-TR", "Burcu Filiz"),
    ("yue-CN", "Hiujin"),
];

/// Polly as an engine of the catalogue.
pub struct PollyVoices {
    defaults: PollySettings,
    /// A voice whose connection the others share.
    first: Arc<Mutex<Option<PollyVoice>>>,
}

impl PollyVoices {
    /// Voices of one account: region, profile and patience are taken from `defaults`, its voice is not.
    pub fn new(defaults: PollySettings) -> Self {
        Self { defaults, first: Arc::default() }
    }

    fn source(&self, facts: VoiceFacts, settings: PollySettings) -> Arc<dyn VoiceSource> {
        let language = language_of(&settings.voice).map(str::to_owned);
        let facts = VoiceFacts {
            engine: self.name().into(),
            language: facts.language.clone().or(language),
            bends_pitch: settings.engine == Some(PollyEngine::Standard),
            ..facts
        };
        Arc::new(PollySource { facts, settings, first: self.first.clone() })
    }
}

impl VoiceEngine for PollyVoices {
    fn name(&self) -> &'static str {
        "polly"
    }

    fn named(&self, name: &str) -> Option<Arc<dyn VoiceSource>> {
        let guidance = |name: &str| GUIDANCE_VOICES.iter().any(|voice| voice.name.eq_ignore_ascii_case(name));
        let own = name.strip_prefix(PREFIX).filter(|rest| !rest.is_empty());
        let own = own.or_else(|| guidance(name).then_some(name))?;
        let (voice, engine) = match own.split_once('-') {
            Some((voice, engine)) if !guidance(own) => (voice, Some(engine.parse().ok()?)),
            _ => (own, self.defaults.engine),
        };
        let settings = PollySettings { voice: voice.into(), engine, ..self.defaults.clone() };
        Some(self.source(VoiceFacts { name: name.into(), ..VoiceFacts::default() }, settings))
    }

    fn described(&self, facts: VoiceFacts, settings: toml::Table) -> Result<Arc<dyn VoiceSource>, String> {
        if !settings.contains_key("voice") {
            return Err("does not say which `voice` of Polly is meant, such as voice = \"Joanna\"".into());
        }
        let mut all = toml::Table::try_from(&self.defaults).map_err(|error| error.to_string())?;
        all.extend(settings);
        let settings: PollySettings = all.try_into().map_err(|error| error.to_string())?;
        Ok(self.source(facts, settings))
    }
}

struct PollySource {
    facts: VoiceFacts,
    settings: PollySettings,
    first: Arc<Mutex<Option<PollyVoice>>>,
}

impl VoiceSource for PollySource {
    fn facts(&self) -> &VoiceFacts {
        &self.facts
    }

    /// Polly does not say when a voice is changed; a cache that must follow is emptied by hand.
    fn fingerprint(&self) -> Result<String, SynthesisError> {
        let engine = self.settings.engine.map_or("usual", PollyEngine::name);
        Ok(format!("polly {VERSION} {} {engine}", super::catalog::id_of(&self.settings.voice)))
    }

    fn open(&self) -> Result<Box<dyn Synthesizer>, SynthesisError> {
        let mut first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        let shared = first.as_ref().and_then(|first| first.beside(&self.settings));
        let voice = match shared {
            Some(voice) => voice,
            None => {
                let voice = PollyVoice::new(self.settings.clone())?;
                *first = voice.beside(&self.settings);
                voice
            }
        };
        Ok(Box::new(voice.called(&self.facts.name)))
    }
}

fn language_of(voice: &str) -> Option<&'static str> {
    let id = super::catalog::id_of(voice);
    let speaks = |(_, ids): &&(&str, &str)| ids.split(' ').any(|known| known.eq_ignore_ascii_case(id));
    LANGUAGES.iter().find(speaks).map(|(language, _)| *language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expect: Option<(&str, Option<&str>, bool)>) {
        let found = PollyVoices::new(PollySettings::default()).named(name);
        let shown = found.as_ref().map(|source| {
            let fingerprint = source.fingerprint().unwrap();
            (fingerprint.replace("polly 1 ", ""), source.facts().language.clone(), source.facts().bends_pitch)
        });
        let expect =
            expect.map(|(print, language, pitch)| (print.into(), language.map(str::to_owned), pitch));
        assert_eq!(shown, expect, "{name}");
    }

    #[test]
    fn names() {
        check("polly-Joanna", Some(("Joanna usual", Some("en-US"), false)));
        check("polly-joanna-standard", Some(("joanna standard", Some("en-US"), true)));
        check("polly-Ruth-long-form", Some(("Ruth long-form", Some("en-US"), false)));
        check("US-En-Male", Some(("Joey usual", Some("en-US"), false)));
        check("polly-Zhiyu-CHN", Some(("Zhiyu usual", Some("cmn-CN"), false)));
        check("polly-Newest", Some(("Newest usual", None, false)));
        check("polly-Joanna-loud", None);
        check("polly-", None);
        check("Joanna", None);
        assert!(PollyVoices::new(PollySettings::default()).voices().is_empty());
    }

    #[test]
    fn voice_files() {
        let engine =
            PollyVoices::new(PollySettings { region: Some("eu-west-1".into()), ..Default::default() });
        let read = |text: &str| {
            let facts = VoiceFacts { name: "host".into(), ..VoiceFacts::default() };
            engine.described(facts, toml::from_str(text).unwrap())
        };
        let source =
            read("voice = 'Vicki'\npolly_engine = 'generative'").unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(source.facts().language.as_deref(), Some("de-DE"));
        assert_eq!(source.fingerprint().unwrap(), "polly 1 Vicki generative");
        assert!(read("").err().unwrap().contains("which `voice`"));
        assert!(read("voice = 'x'\nregio = 'y'").err().unwrap().contains("regio"));
        assert!(read("voice = 'x'\npolly_engine = 'loud'").err().unwrap().contains("loud"));
    }

    #[test]
    fn the_table_has_voices_of_polly_each_once() {
        use aws_sdk_polly::types::{LanguageCode, VoiceId};
        let mut seen = std::collections::BTreeSet::new();
        for (language, ids) in LANGUAGES {
            assert!(LanguageCode::values().contains(language), "{language}");
            for id in ids.split(' ') {
                assert!(VoiceId::values().contains(&id) && seen.insert(id), "{id}");
            }
        }
        for voice in GUIDANCE_VOICES {
            assert_eq!(language_of(voice.name), Some(voice.language));
        }
    }
}
