//! Polly's voices: what they are called, what they speak, and which engine says them.
//!
//! It asks nobody: the list comes from [`super::client`].

use super::{ENGINE, PollyEngine};
use aws_sdk_polly::types::{LanguageCode, Voice};
use speech::SynthesisError;

/// A voice as `DescribeVoices` has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceInfo {
    /// What a show writes: `Joanna`.
    pub id: String,
    /// How it is written in its language: `Léa`.
    pub name: String,
    /// Its own language (`en-US`).
    pub language: String,
    /// Languages that it also speaks as its own.
    pub more_languages: Vec<String>,
    /// `Female` or `Male`.
    pub gender: String,
    /// Engines that have it, in Polly's order.
    pub engines: Vec<PollyEngine>,
}

impl VoiceInfo {
    /// `None` where Polly sends no name.
    pub(super) fn from_wire(voice: &Voice) -> Option<Self> {
        let engines = voice.supported_engines().iter().filter_map(|engine| engine.as_str().parse().ok());
        let code = |code: &LanguageCode| code.as_str().to_owned();
        Some(Self {
            id: voice.id()?.as_str().to_owned(),
            name: voice.name().or(voice.id().map(|id| id.as_str()))?.to_owned(),
            language: voice.language_code().map(code)?,
            more_languages: voice.additional_language_codes().iter().map(code).collect(),
            gender: voice.gender().map_or(String::new(), |gender| gender.as_str().to_owned()),
            engines: engines.collect(),
        })
    }
}

/// A name that clients of the AWS digital-human guidance send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GuidanceVoice {
    /// What they send.
    pub name: &'static str,
    /// The language that goes with it.
    pub language: &'static str,
    /// Polly's voice.
    pub voice: &'static str,
}

const fn named(name: &'static str, language: &'static str, voice: &'static str) -> GuidanceVoice {
    GuidanceVoice { name, language, voice }
}

/// The eight voices of the guidance.
pub const GUIDANCE_VOICES: [GuidanceVoice; 8] = [
    named("Zhiyu-CHN", "cmn-CN", "Zhiyu"),
    named("US-En-Male", "en-US", "Joey"),
    named("US-En-Female", "en-US", "Salli"),
    named("UK-En-Male", "en-GB", "Brian"),
    named("UK-En-Female", "en-GB", "Emma"),
    named("fr-FR-Female", "fr-FR", "Lea"),
    named("DE-Female", "de-DE", "Vicki"),
    named("DE-Male", "de-DE", "Daniel"),
];

/// Polly's name of what may be a guidance name.
pub(super) fn id_of(name: &str) -> &str {
    let guidance = GUIDANCE_VOICES.iter().find(|voice| voice.name.eq_ignore_ascii_case(name));
    guidance.map_or(name, |voice| voice.voice)
}

/// Finds a voice by a guidance name, its id or its name; capitals do not matter.
///
/// # Errors
/// [`SynthesisError::Refused`] with the nearest names.
pub(super) fn find<'a>(voices: &'a [VoiceInfo], wanted: &str) -> Result<&'a VoiceInfo, SynthesisError> {
    let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
    let id = id_of(wanted.trim());
    if let Some(voice) = voices.iter().find(|voice| same(&voice.id, id) || same(&voice.name, id)) {
        return Ok(voice);
    }
    let mut near: Vec<(f64, &str)> = voices
        .iter()
        .map(|voice| voice.id.as_str())
        .chain(GUIDANCE_VOICES.iter().map(|voice| voice.name))
        .map(|name| (strsim::jaro_winkler(&name.to_lowercase(), &id.to_lowercase()), name))
        .filter(|(likeness, _)| *likeness > 0.7)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    let near: Vec<&str> = near.into_iter().take(3).map(|(_, name)| name).collect();
    let next = match &near[..] {
        [] => "`compere voices list` shows those that are there".to_owned(),
        near => format!("did you mean {}?", near.join(", ")),
    };
    Err(refused(format!("it has no voice `{id}` in this region; {next}")))
}

/// The engine for `voice`: the one asked for, else neural, else standard.
///
/// # Errors
/// [`SynthesisError::Refused`] where the voice has none of them.
pub(super) fn engine(voice: &VoiceInfo, asked: Option<PollyEngine>) -> Result<PollyEngine, SynthesisError> {
    let has = |engine: &PollyEngine| voice.engines.contains(engine);
    let names = || voice.engines.iter().map(|engine| engine.name()).collect::<Vec<_>>().join(", ");
    match asked {
        Some(engine) if has(&engine) => Ok(engine),
        Some(engine) => {
            let why = format!("voice {} has no engine {engine} in this region; choose {}", voice.id, names());
            Err(refused(why))
        }
        None => [PollyEngine::Neural, PollyEngine::Standard].into_iter().find(has).ok_or_else(|| {
            let why = "which costs more and is used only when asked for; set it as `polly_engine`";
            refused(format!("voice {} speaks with {} only, {why}", voice.id, names()))
        }),
    }
}

/// Where a text's language goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Language {
    /// It is the voice's own.
    Own,
    /// A second language of a bilingual voice: a parameter of the request.
    Second(String),
    /// Another one: a tag around the text.
    Foreign(String),
}

/// Polly's code for `language` (BCP 47), seen from `voice`: `de` is `de-DE`, `zh` is `cmn-CN`.
///
/// # Errors
/// [`SynthesisError::Refused`] where Polly does not speak it.
pub(super) fn language(voice: &VoiceInfo, language: Option<&str>) -> Result<Language, SynthesisError> {
    let Some(language) = language.map(str::trim).filter(|language| !language.is_empty()) else {
        return Ok(Language::Own);
    };
    let wanted = language.replace('_', "-").to_lowercase();
    let primary = primary(&wanted);
    let fits = |code: &str| code.to_lowercase() == wanted || primary == self::primary(&code.to_lowercase());
    let exact = |code: &str| code.to_lowercase() == wanted;
    // "en-GB" for an American is a foreign language; plain "en" is her own.
    let region = wanted.contains('-');
    let meant = |code: &str| if region && known(&wanted) { exact(code) } else { fits(code) };
    if meant(&voice.language) {
        return Ok(Language::Own);
    }
    if let Some(code) = voice.more_languages.iter().find(|code| meant(code)) {
        return Ok(Language::Second(code.clone()));
    }
    let codes = || LanguageCode::values().iter();
    // Where a language has several regions: the one that is called like it (`de-DE`), or its usual one.
    let usual = |code: &str| {
        let like = code.split_once('-').is_some_and(|(language, region)| language == region.to_lowercase());
        like || matches!(code, "en-US" | "arb")
    };
    let chosen = codes().find(|code| exact(code));
    let chosen = chosen.or_else(|| codes().find(|code| fits(code) && usual(code)));
    match chosen.or_else(|| codes().find(|code| fits(code))) {
        // Another accent of the voice's own language, which Polly does not have.
        Some(_) if !known(&wanted) && fits(&voice.language) => Ok(Language::Own),
        Some(code) => Ok(Language::Foreign((*code).to_owned())),
        None => {
            let why = "choose another engine for it (espeak-ng speaks a hundred languages)";
            Err(refused(format!("it does not speak `{language}`; {why}")))
        }
    }
}

fn known(language: &str) -> bool {
    LanguageCode::values().iter().any(|code| code.to_lowercase() == language)
}

/// The first part of a tag, in Polly's way of writing it.
fn primary(tag: &str) -> &str {
    match tag.split('-').next().unwrap_or(tag) {
        "zh" | "cmn" => "cmn",
        "ar" | "arb" => "arb",
        "no" | "nb" => "nb",
        other => other,
    }
}

fn refused(message: String) -> SynthesisError {
    SynthesisError::Refused { engine: ENGINE, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voice(id: &str, language: &str, more: &[&str], engines: &[PollyEngine]) -> VoiceInfo {
        VoiceInfo {
            id: id.into(),
            name: if id == "Lea" { "Léa".into() } else { id.into() },
            language: language.into(),
            more_languages: more.iter().map(|code| (*code).to_owned()).collect(),
            gender: "Female".into(),
            engines: engines.to_vec(),
        }
    }

    fn voices() -> Vec<VoiceInfo> {
        use PollyEngine::{Generative, Neural, Standard};
        vec![
            voice("Joey", "en-US", &[], &[Neural, Standard]),
            voice("Joanna", "en-US", &[], &[Generative, Neural, Standard]),
            voice("Lea", "fr-FR", &[], &[Standard]),
            voice("Aditi", "en-IN", &["hi-IN"], &[Standard]),
            voice("Tiffany", "en-US", &[], &[Generative]),
        ]
    }

    #[track_caller]
    fn check<T: std::fmt::Debug>(got: Result<T, SynthesisError>, expect: Result<&str, &str>) {
        match (got, expect) {
            (Ok(got), Ok(part)) => assert!(format!("{got:?}").contains(part), "{got:?}"),
            (Err(error), Err(part)) => assert!(error.to_string().contains(part), "{error}"),
            (got, _) => panic!("{got:?}"),
        }
    }

    #[test]
    fn voices_by_name() {
        let voices = voices();
        let find = |name: &str| find(&voices, name);
        check(find("US-En-Male"), Ok("Joey"));
        check(find("us-en-male"), Ok("Joey"));
        check(find(" joanna "), Ok("Joanna"));
        check(find("Léa"), Ok("Lea"));
        check(find("Joana"), Err("did you mean Joanna"));
        check(find("DE-Male"), Err("no voice `Daniel` in this region"));
        check(find("qqqqq"), Err("voices list"));
        check(find(""), Err("voices list"));
    }

    #[test]
    fn engines() {
        use PollyEngine::{Generative, LongForm, Neural};
        let voices = voices();
        let engine = |name: &str, asked| engine(find(&voices, name).unwrap(), asked);
        check(engine("Joanna", None), Ok("Neural"));
        check(engine("Lea", None), Ok("Standard"));
        check(engine("Joanna", Some(Generative)), Ok("Generative"));
        check(engine("Lea", Some(Neural)), Err("choose standard"));
        check(engine("Joanna", Some(LongForm)), Err("no engine long-form"));
        check(engine("Tiffany", None), Err("speaks with generative only"));
    }

    #[test]
    fn languages() {
        let voices = voices();
        let language = |name: &str, tag: &str| language(find(&voices, name).unwrap(), Some(tag));
        check(language("Joey", ""), Ok("Own"));
        check(language("Joey", "en"), Ok("Own"));
        check(language("Joey", "EN_us"), Ok("Own"));
        check(language("Joey", "en-GB"), Ok("Foreign(\"en-GB\")"));
        check(language("Joey", "en-JM"), Ok("Own"));
        check(language("Joey", "de"), Ok("Foreign(\"de-DE\")"));
        check(language("Joey", "de-LI"), Ok("Foreign(\"de-DE\")"));
        check(language("Joey", "zh-Hans"), Ok("Foreign(\"cmn-CN\")"));
        check(language("Joey", "ar"), Ok("Foreign(\"arb\")"));
        check(language("Aditi", "hi"), Ok("Second(\"hi-IN\")"));
        check(language("Joey", "sw"), Err("does not speak `sw`"));
    }

    /// The names and pairs of the guidance's clients.
    #[test]
    fn guidance_voices_are_pollys() {
        use aws_sdk_polly::types::VoiceId;
        for GuidanceVoice { voice, language, .. } in GUIDANCE_VOICES {
            assert!(VoiceId::values().contains(&voice), "{voice}");
            assert!(LanguageCode::values().contains(&language), "{language}");
        }
    }
}
