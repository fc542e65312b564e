//! What Kokoro speaks, and espeak-ng's names for it.

/// Languages (BCP 47) and what espeak-ng calls them. The network was trained with espeak-ng's phonemes in all of
/// these. It was also trained in Japanese and Mandarin, but with phonemes of other programs: espeak-ng reads no
/// Japanese but kana, so those are left to other engines.
pub const LANGUAGES: &[(&str, &str)] = &[
    ("en-US", "en-us"),
    ("en-GB", "en-gb"),
    ("es", "es"),
    ("fr", "fr-fr"),
    ("it", "it"),
    ("pt-BR", "pt-br"),
    ("hi-IN", "hi"),
];

/// espeak-ng's name of a language, given by BCP 47 or by espeak-ng's name. A language of another region is that
/// language: `en-AU` is British, as espeak-ng has it, and other English American.
pub(super) fn espeak_language(tag: &str) -> Option<&'static str> {
    let tag = tag.trim().replace('_', "-").to_ascii_lowercase();
    let exact = LANGUAGES.iter().find(|(bcp, espeak)| bcp.eq_ignore_ascii_case(&tag) || *espeak == tag);
    if let Some((_, espeak)) = exact {
        return Some(espeak);
    }
    let mut parts = tag.split('-');
    match (parts.next()?, parts.next_back().unwrap_or_default()) {
        ("en", "au" | "nz" | "ie" | "za" | "in") => Some("en-gb"),
        ("en", _) => Some("en-us"),
        ("es", _) => Some("es"),
        ("fr", _) => Some("fr-fr"),
        ("it", _) => Some("it"),
        ("pt", _) => Some("pt-br"),
        ("hi", _) => Some("hi"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(tag: &str, expect: Option<&str>) {
        assert_eq!(espeak_language(tag), expect, "{tag:?}");
    }

    #[test]
    fn tags_and_names() {
        check("en-US", Some("en-us"));
        check("en", Some("en-us"));
        check("en_GB", Some("en-gb"));
        check("EN-AU", Some("en-gb"));
        check("fr", Some("fr-fr"));
        check("fr-CH", Some("fr-fr"));
        check("es-419", Some("es"));
        check("pt-PT", Some("pt-br"));
        check("hi", Some("hi"));
        check("ja-JP", None);
        check("de", None);
        check("eng", None);
        check("", None);
    }
}
