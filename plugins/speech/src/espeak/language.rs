//! Which voice of espeak-ng speaks a language that BCP 47 names. Pure: the list of voices is given.

use super::client::EspeakVoiceEntry;

/// No voice speaks the language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no voice for language `{wanted}`{}", suggest(.near))]
pub struct LanguageError {
    /// What was asked for.
    pub wanted: String,
    /// Languages that are written alike, the nearest first; at most three.
    pub near: Vec<String>,
}

fn suggest(names: &[String]) -> String {
    if names.is_empty() {
        return "; `espeak-ng --voices` lists all".into();
    }
    format!("; did you mean {}? `espeak-ng --voices` lists all", names.join(", "))
}

/// Other names of a language, and the choice where espeak-ng has several.
///
/// `cmn` of espeak-ng 1.51 spells its own pinyin as English letters, so Mandarin is spoken by the voice that
/// reads Latin letters as pinyin.
const ALIASES: &[(&str, &str)] = &[
    ("zh", "cmn-latn-pinyin"),
    ("zh-hk", "yue"),
    ("zh-mo", "yue"),
    ("zh-yue", "yue"),
    ("zh-hant-hk", "yue"),
    ("zh-hakka", "hak"),
    ("cmn", "cmn-latn-pinyin"),
    ("en", "en-us"),
    ("en-au", "en-gb"),
    ("en-nz", "en-gb"),
    ("en-ie", "en-gb"),
    ("en-in", "en-gb"),
    ("en-za", "en-gb"),
    ("en-uk", "en-gb"),
    ("en-jm", "en-029"),
    ("no", "nb"),
    ("nn", "nb"),
    ("iw", "he"),
    ("in", "id"),
    ("jw", "id"),
    ("jv", "id"),
    ("su", "id"),
    ("fil", "id"),
    ("tl", "id"),
    ("mo", "ro"),
    ("hbs", "hr"),
    ("sh", "hr"),
    ("cnr", "sr"),
    ("gl", "pt"),
    ("ast", "es"),
    ("oc", "ca"),
    ("gsw", "de"),
    ("bar", "de"),
    ("nds", "de"),
    ("fy", "nl"),
    ("fo", "is"),
    ("yi", "de"),
    ("arb", "ar"),
    ("prs", "fa"),
    ("tg", "fa-latn"),
    ("ckb", "ku"),
    ("kmr", "ku"),
    ("tlh", "piqd"),
    ("es-es", "es"),
    ("es-us", "es-419"),
    ("pt-pt", "pt"),
    ("fr-ca", "fr-fr"),
    ("fr", "fr-fr"),
];
/// Countries whose Spanish is that of Latin America.
const LATIN_AMERICA: &[&str] = &[
    "ar", "bo", "cl", "co", "cr", "cu", "do", "ec", "gt", "hn", "mx", "ni", "pa", "pe", "pr", "py", "sv",
    "us", "uy", "ve",
];

/// The identifier of the voice for `tag` (BCP 47 in any case, `_` as good as `-`, or an identifier or name of
/// espeak-ng's own, `+f2` for a variant included). Exact first, then an alias, then the same with its last
/// part left off, then the language alone.
///
/// # Errors
/// When no voice speaks it.
pub fn choose(tag: &str, voices: &[EspeakVoiceEntry]) -> Result<String, LanguageError> {
    let (language, variant) =
        tag.split_once('+').map_or((tag, ""), |(language, variant)| (language, variant));
    let language = language.trim();
    let plus = |identifier: &str| {
        let plain = variant.chars().all(|c| c.is_ascii_alphanumeric()) && !variant.is_empty();
        if plain { format!("{identifier}+{variant}") } else { identifier.to_owned() }
    };
    if let Some(own) = voices.iter().find(|voice| voice.identifier == language || voice.name == language) {
        return Ok(plus(&own.identifier));
    }
    let mut wanted = language.to_lowercase().replace('_', "-");
    loop {
        if let Some(found) = with_alias(&wanted, voices) {
            return Ok(plus(found));
        }
        match wanted.rsplit_once('-') {
            Some((shorter, _)) => wanted = shorter.to_owned(),
            None => break,
        }
    }
    // A region may be all that there is: `fr` where there are `fr-fr` and `fr-be` only.
    let prefix = format!("{wanted}-");
    if let Some(found) = best(voices, |language| language.starts_with(&prefix)).filter(|_| !wanted.is_empty())
    {
        return Ok(plus(found));
    }
    Err(LanguageError { wanted: tag.chars().take(40).collect(), near: nearest(language, voices) })
}

fn with_alias<'a>(wanted: &str, voices: &'a [EspeakVoiceEntry]) -> Option<&'a str> {
    let american = wanted.strip_prefix("es-").is_some_and(|country| LATIN_AMERICA.contains(&country));
    let alias = ALIASES.iter().find(|(name, _)| *name == wanted).map(|(_, to)| *to);
    let alias = alias.or(american.then_some("es-419"));
    alias
        .and_then(|alias| best(voices, |language| language == alias))
        .or_else(|| best(voices, |language| language == wanted))
}

/// The voice that has such a language with the lowest priority; the first of those.
fn best(voices: &[EspeakVoiceEntry], fits: impl Fn(&str) -> bool) -> Option<&str> {
    let ranked =
        voices.iter().flat_map(|voice| voice.languages.iter().map(move |language| (language, voice)));
    ranked
        .filter(|((_, language), _)| fits(&language.to_lowercase()))
        .min_by_key(|((priority, _), _)| *priority)
        .map(|(_, voice)| voice.identifier.as_str())
}

/// Languages and names that are written most like `wanted`.
fn nearest(wanted: &str, voices: &[EspeakVoiceEntry]) -> Vec<String> {
    let wanted: String = wanted.to_lowercase().chars().take(40).collect();
    let mut scored: Vec<(usize, &str)> = voices
        .iter()
        .filter_map(|voice| {
            let language = voice.languages.first()?.1.as_str();
            let name = voice.name.to_lowercase();
            let by_name =
                if wanted.len() > 3 && name.starts_with(&wanted) { 0 } else { distance(&wanted, &name) };
            Some((by_name.min(distance(&wanted, language)), language))
        })
        .filter(|(distance, _)| *distance <= 1 + wanted.chars().count() / 3)
        .collect();
    scored.sort();
    scored.dedup_by_key(|(_, language)| *language);
    scored.into_iter().take(3).map(|(_, language)| language.to_owned()).collect()
}

/// Letters to change, add or drop.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let swap = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = swap.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voices() -> Vec<EspeakVoiceEntry> {
        let lines = [
            "gmw/de\tGerman\t5 de",
            "gmw/en\tEnglish_(Great_Britain)\t2 en-gb\t2 en",
            "gmw/en-US\tEnglish_(America)\t2 en-us\t3 en",
            "roa/pt\tPortuguese_(Portugal)\t5 pt\t5 pt-pt",
            "roa/pt-BR\tPortuguese_(Brazil)\t5 pt-br\t6 pt",
            "roa/fr-BE\tFrench_(Belgium)\t5 fr-be\t8 fr",
            "roa/fr\tFrench_(France)\t5 fr-fr\t5 fr",
            "sit/cmn\tChinese\t5 cmn\t5 zh",
            "sit/cmn-Latn-pinyin\tChinese_(pinyin)\t5 cmn-latn-pinyin\t5 zh",
            "sit/yue\tCantonese\t5 yue\t8 zh",
            "roa/es\tSpanish_(Spain)\t5 es",
            "roa/es-419\tSpanish_(Latin_America)\t5 es-419\t6 es",
            "iro/chr\tCherokee_\t5 chr-US-Qaaa-x-west",
            "gmq/nb\tNorwegian\t5 nb\t5 no",
        ];
        let frames =
            lines.iter().map(|line| super::super::wire::Answer::parse(format!("v{line}").as_bytes()));
        let entry = |answer| match answer {
            Some(super::super::wire::Answer::Voice(entry)) => entry,
            other => panic!("{other:?}"),
        };
        frames.map(entry).collect()
    }

    #[track_caller]
    fn check(tag: &str, expect: &str) {
        assert_eq!(choose(tag, &voices()).as_deref(), Ok(expect), "{tag}");
    }

    #[test]
    fn tags_find_their_voice() {
        check("de", "gmw/de");
        check("de-CH-1901", "gmw/de");
        check("en", "gmw/en-US");
        check("en-US", "gmw/en-US");
        check("en_GB", "gmw/en");
        check("en-AU", "gmw/en");
        check("pt-BR", "roa/pt-BR");
        check("pt", "roa/pt");
        check("pt-AO", "roa/pt");
        check("fr", "roa/fr");
        check("fr-CA", "roa/fr");
        check("fr-BE", "roa/fr-BE");
        check("zh", "sit/cmn-Latn-pinyin");
        check("zh-CN", "sit/cmn-Latn-pinyin");
        check("cmn-CN", "sit/cmn-Latn-pinyin");
        check("zh-Hans-CN", "sit/cmn-Latn-pinyin");
        check("zh-HK", "sit/yue");
        check("yue-HK", "sit/yue");
        check("es-MX", "roa/es-419");
        check("es-ES", "roa/es");
        check("chr", "iro/chr");
        check("nn-NO", "gmq/nb");
        check("German", "gmw/de");
        check("sit/cmn", "sit/cmn");
        check("de+f2", "gmw/de+f2");
        check("de+../x", "gmw/de");
    }

    #[test]
    fn what_is_near_is_named() {
        let error = choose("gerrman", &voices()).unwrap_err();
        assert_eq!(error.near, ["de"]);
        let text = error.to_string();
        assert!(text.starts_with("no voice for language `gerrman`; did you mean de?"), "{text}");
        assert!(choose("", &voices()).is_err());
        assert!(choose("qqqqqqqq", &voices()).unwrap_err().near.is_empty());
    }
}
