//! Languages by name and by script, as far as choosing a voice needs it.

use unicode_script::{Script, UnicodeScript};

/// Whether two tags (BCP 47, `_` allowed) name one language, whatever the region.
pub fn same_language(a: &str, b: &str) -> bool {
    !a.is_empty() && primary(a) == primary(b)
}

/// The language itself, with the names that engines have for one language made one.
fn primary(tag: &str) -> String {
    let first = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    match first.as_str() {
        // ISO 639-3 and macro-languages, as espeak-ng and Polly name them.
        "zh" | "cmn" => "cmn".into(),
        "no" | "nb" => "nb".into(),
        "arb" => "ar".into(),
        _ => first,
    }
}

/// Whether `language` is written in the script that [`language_of_script`] names by `of_script`.
pub fn is_written_so(language: &str, of_script: &str) -> bool {
    let others: &[&str] = match of_script {
        "ru" => &["uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tt", "ba", "cv", "uz", "tg", "bs"],
        "ar" => &["fa", "ur", "ps", "sd", "ug", "ku"],
        "hi" => &["mr", "ne", "sa", "kok", "mai"],
        "cmn" => &["yue", "hak", "nan", "wuu", "ja", "ko"],
        "ja" => &["cmn", "yue"],
        "bn" => &["as"],
        "am" => &["ti"],
        "he" => &["yi"],
        _ => &[],
    };
    same_language(language, of_script) || others.iter().any(|other| same_language(language, other))
}

/// The language that most letters of `text` are written for, when their script is not Latin.
pub fn language_of_script(text: &str) -> Option<&'static str> {
    let (mut letters, mut kana, mut counts) = (0_usize, 0_usize, Vec::<(&'static str, usize)>::new());
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
        let language = match c.script() {
            Script::Hiragana | Script::Katakana => {
                kana += 1;
                "ja"
            }
            Script::Han | Script::Bopomofo => "cmn",
            Script::Hangul => "ko",
            Script::Cyrillic => "ru",
            Script::Greek => "el",
            Script::Arabic => "ar",
            Script::Hebrew => "he",
            Script::Devanagari => "hi",
            Script::Bengali => "bn",
            Script::Gurmukhi => "pa",
            Script::Gujarati => "gu",
            Script::Tamil => "ta",
            Script::Telugu => "te",
            Script::Kannada => "kn",
            Script::Malayalam => "ml",
            Script::Sinhala => "si",
            Script::Thai => "th",
            Script::Georgian => "ka",
            Script::Armenian => "hy",
            Script::Ethiopic => "am",
            _ => continue,
        };
        match counts.iter_mut().find(|(l, _)| *l == language) {
            Some((_, count)) => *count += 1,
            None => counts.push((language, 1)),
        }
    }
    let foreign: usize = counts.iter().map(|(_, count)| count).sum();
    if foreign * 2 <= letters {
        return None;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count).map(|(language, _)| language);
    // Japanese is written with Han, too.
    most.map(|language| if language == "cmn" && kana > 0 { "ja" } else { language })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_one_language() {
        assert!(
            same_language("en_US", "en-gb") && same_language("zh-CN", "cmn") && same_language("nb", "no")
        );
        assert!(!same_language("de", "en") && !same_language("", ""));
    }

    #[test]
    fn one_script_serves_many_languages() {
        assert!(is_written_so("sr-RS", "ru") && is_written_so("zh-TW", "cmn") && is_written_so("ja", "cmn"));
        assert!(!is_written_so("en", "ru") && !is_written_so("de", "cmn"));
    }

    #[test]
    fn scripts_tell_languages() {
        let cases = [
            ("Hello world", None),
            ("Hello 世界, how are you", None),
            ("你好，世界 OK", Some("cmn")),
            ("今日はいい天気", Some("ja")),
            ("Привет, мир", Some("ru")),
            ("안녕하세요", Some("ko")),
            ("123 !?", None),
            ("", None),
        ];
        for (text, expect) in cases {
            assert_eq!(language_of_script(text), expect, "{text}");
        }
    }
}
