//! Which language each stretch of a mixed text is to be read in, by its script.
//!
//! Languages of one script cannot be told apart here: a French word in an English text stays English.

use std::ops::Range;
use unicode_script::{Script, UnicodeScript};

/// The language of a stretch as espeak-ng names it; `None` is the language of the text.
pub(super) type Foreign = Option<&'static str>;

/// Stretches of `text` in order, without gap, each with its language. `home` is the language of the text
/// (BCP 47). Signs, digits and spaces belong to the stretch before them, but digits that touch a Chinese or
/// Japanese letter belong to that.
pub(super) fn runs(text: &str, home: &str) -> Vec<(Range<usize>, Foreign)> {
    let home = primary(home);
    let has_kana = text.chars().any(|c| matches!(c.script(), Script::Hiragana | Script::Katakana));
    let mut runs: Vec<(Range<usize>, Foreign)> = Vec::new();
    // The start of digits and signs since the last letter, while they touch each other.
    let mut glued = 0;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() || matches!(c, '(' | ')' | ',' | '，' | '、' | '。' | '"') {
            glued = at + c.len_utf8();
            continue;
        }
        let script = c.script();
        if !c.is_alphabetic() || matches!(script, Script::Common | Script::Inherited) {
            continue;
        }
        // A lone Greek letter is a sign of mathematics or a name.
        let lone = script == Script::Greek && !touches_letter(text, at, c);
        let lone = lone || script == Script::Latin && matches!(home, "zh" | "ja") && is_unit(text, at);
        let language = if lone { None } else { language(script, c, text, home, has_kana) };
        let end = at + c.len_utf8();
        match runs.last_mut() {
            Some((_, last)) if *last == language => {}
            Some((range, _)) => {
                // Digits glued to a Chinese letter ("2024年") are read with it.
                let takes_digits = is_cjk(language, home) && glued > range.start;
                let start = if takes_digits { glued } else { at };
                range.end = start;
                runs.push((start..end, language));
            }
            None => {
                let start = if language.is_none() || is_cjk(language, home) { 0 } else { at };
                if start > 0 {
                    runs.push((0..start, None));
                }
                runs.push((start..end, language));
            }
        }
        glued = end;
    }
    match runs.last_mut() {
        Some((range, _)) => range.end = text.len(),
        None => runs.push((0..text.len(), None)),
    }
    for i in 1..runs.len() {
        runs[i - 1].0.end = runs[i].0.start;
    }
    runs.retain(|(range, _)| !range.is_empty());
    runs
}

/// Whether the Latin letters around `at` are a few after a figure: "5 kg" in a Chinese text.
fn is_unit(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let length =
        text[before.len()..].find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len() - before.len());
    length <= 4 && before.trim_end_matches([' ', '°']).ends_with(|c: char| c.is_ascii_digit())
}

fn touches_letter(text: &str, at: usize, c: char) -> bool {
    let before = text[..at].chars().next_back().is_some_and(char::is_alphabetic);
    before || text[at + c.len_utf8()..].starts_with(char::is_alphabetic)
}

/// `de-AT` is `de`; espeak-ng's and old names are mapped.
pub(super) fn primary(language: &str) -> &str {
    let first = language.split(['-', '_']).next().unwrap_or_default();
    match first {
        "cmn" | "yue" => "zh",
        "iw" => "he",
        first => first,
    }
}

fn is_cjk(language: Foreign, home: &str) -> bool {
    matches!(language, Some("cmn" | "ja")) || language.is_none() && matches!(home, "zh" | "ja")
}

fn language(script: Script, c: char, text: &str, home: &str, has_kana: bool) -> Foreign {
    let is_home = |languages: &[&str]| languages.contains(&home);
    let has = |letters: &[char]| text.contains(letters);
    match script {
        // Most languages are written in Latin letters.
        Script::Latin => {
            let not_latin = [
                "zh", "ja", "ko", "ru", "uk", "bg", "be", "mk", "sr", "kk", "ky", "tt", "ba", "cv", "el",
                "grc", "ar", "fa", "ur", "ug", "sd", "he", "hi", "mr", "ne", "kok", "bn", "as", "bpy", "pa",
                "gu", "or", "ta", "te", "kn", "ml", "si", "th", "my", "shn", "ka", "hy", "hyw", "am", "chr",
            ];
            is_home(&not_latin).then_some("en-us")
        }
        Script::Han if is_home(&["ja"]) || has_kana => (home != "ja").then_some("ja"),
        Script::Han => (home != "zh").then_some("cmn"),
        Script::Bopomofo => (home != "zh").then_some("cmn"),
        Script::Hiragana | Script::Katakana => (home != "ja").then_some("ja"),
        _ if c == 'ー' => (home != "ja").then_some("ja"),
        Script::Hangul => (home != "ko").then_some("ko"),
        Script::Cyrillic if is_home(&["ru", "uk", "bg", "be", "mk", "sr", "kk", "ky", "tt", "ba", "cv"]) => {
            None
        }
        Script::Cyrillic if has(&['ї', 'є', 'ґ', 'Ї', 'Є', 'Ґ']) => Some("uk"),
        Script::Cyrillic => Some("ru"),
        Script::Greek if is_home(&["el", "grc"]) => None,
        Script::Greek => Some("el"),
        Script::Arabic if is_home(&["ar", "fa", "ur", "ug", "sd"]) => None,
        Script::Arabic if has(&['پ', 'چ', 'ژ', 'گ', 'ی', 'ک']) => Some("fa"),
        Script::Arabic => Some("ar"),
        Script::Hebrew => (home != "he").then_some("he"),
        Script::Devanagari if is_home(&["hi", "mr", "ne", "kok"]) => None,
        Script::Devanagari => Some("hi"),
        Script::Bengali if is_home(&["bn", "as", "bpy"]) => None,
        Script::Bengali => Some("bn"),
        Script::Gurmukhi => (home != "pa").then_some("pa"),
        Script::Gujarati => (home != "gu").then_some("gu"),
        Script::Oriya => (home != "or").then_some("or"),
        Script::Tamil => (home != "ta").then_some("ta"),
        Script::Telugu => (home != "te").then_some("te"),
        Script::Kannada => (home != "kn").then_some("kn"),
        Script::Malayalam => (home != "ml").then_some("ml"),
        Script::Sinhala => (home != "si").then_some("si"),
        Script::Thai => (home != "th").then_some("th"),
        Script::Myanmar => (!is_home(&["my", "shn"])).then_some("my"),
        Script::Georgian => (home != "ka").then_some("ka"),
        Script::Armenian => (!is_home(&["hy", "hyw"])).then_some("hy"),
        Script::Ethiopic => (home != "am").then_some("am"),
        Script::Cherokee => (home != "chr").then_some("chr-US-Qaaa-x-west"),
        // Nobody here can read it: such words are left out.
        _ => Some(UNREAD),
    }
}

/// Stands for a language that no engine reads.
pub(super) const UNREAD: &str = "und";

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(home: &str, text: &str, expect: &str) {
        let shown: Vec<String> = runs(text, home)
            .into_iter()
            .map(|(range, language)| format!("{}[{}]", language.unwrap_or("-"), text[range].trim()))
            .collect();
        assert_eq!(shown.join(" "), expect, "{text:?}");
    }

    #[test]
    fn runs_by_script() {
        check("en-us", "Hello 世界, привет!", "-[Hello] cmn[世界,] ru[привет!]");
        check("en", "plain text 5", "-[plain text 5]");
        check("en", "12 34", "-[12 34]");
        check("en", "", "");
        check("en", "in 2024年 it", "-[in] cmn[2024年] -[it]");
        check("en", "日本のアニメ is fun", "ja[日本のアニメ] -[is fun]");
        check("en", "γειά σου and مرحبا and שלום", "el[γειά σου] -[and] ar[مرحبا] -[and] he[שלום]");
        check("zh-CN", "我用 iPhone 15 拍的", "-[我用] en-us[iPhone 15] -[拍的]");
        check("ru", "это Windows 11, да", "-[это] en-us[Windows 11,] -[да]");
        check("ja", "私はPythonが好き", "-[私は] en-us[Python] -[が好き]");
        check("de", "Grüße aus 東京", "-[Grüße aus] cmn[東京]");
        check("en", "Привіт, як ви? Її", "uk[Привіт, як ви? Її]");
        check("en", "สวัสดี नमस्ते 안녕", "th[สวัสดี] hi[नमस्ते] ko[안녕]");
        check("en", "𐎀 cuneiform", "und[𐎀] -[cuneiform]");
        check("ar", "قال hello لي", "-[قال] en-us[hello] -[لي]");
    }
}
