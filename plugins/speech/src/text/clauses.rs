//! Splits a sentence into clauses at punctuation, and clauses into words, each with how it is read.
//!
//! espeak-ng's command line drops punctuation, but a Piper voice was trained with it; so the split is ours.

use super::{fold, phonetic, reader};
use std::ops::Range;

/// Words up to a punctuation mark that a voice can hear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// At least one word, in order.
    pub words: Vec<Word>,
    /// One of `, . ? ! ; :`.
    pub mark: char,
}

/// A word as written and as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Where the word stands in the text, without the punctuation around it, in bytes.
    pub range: Range<usize>,
    /// What is read aloud: one or more words parted by single spaces, with nothing that espeak-ng would take
    /// for a command or a clause.
    pub spoken: String,
    /// The language to take the phonemes in, as espeak-ng names it, where it is not the one of the text:
    /// `ru` for a Russian word in an English sentence. `cmn-latn-pinyin` says that `spoken` is pinyin.
    pub language: Option<&'static str>,
}

/// The clauses of one sentence of `text`, which lies at `sentence`. Words that cannot be spoken are left out,
/// so the answer may be empty. `last_mark` closes the last clause when the text does not say how.
/// `language` is the text's (BCP 47 or espeak-ng's name).
pub fn clauses(text: &str, sentence: Range<usize>, last_mark: char, language: &str) -> Vec<Clause> {
    let mut clauses = read(text, sentence, last_mark, language);
    clauses.iter_mut().for_each(|clause| phonetic::rewrite(&mut clause.words, language));
    clauses.iter_mut().for_each(|clause| clause.words.retain(|word| !word.spoken.is_empty()));
    clauses.retain(|clause| !clause.words.is_empty());
    clauses
}

/// As [`clauses`], in the writing of each language.
pub(super) fn read(text: &str, sentence: Range<usize>, last_mark: char, language: &str) -> Vec<Clause> {
    let folded = fold::fold(text, sentence);
    let mut clauses: Vec<Clause> = Vec::new();
    let mut words: Vec<Word> = Vec::new();
    let mut waits = false;
    for said in reader::read(&folded, language) {
        match said {
            reader::Said::Pause => waits = !words.is_empty(),
            reader::Said::Word { range, spoken, language: foreign } => {
                let range = folded.origin(&range);
                if spoken.is_empty() || range.is_empty() {
                    continue;
                }
                if std::mem::take(&mut waits) && !words.is_empty() {
                    clauses.push(Clause { words: std::mem::take(&mut words), mark: ',' });
                }
                words.push(Word { range, spoken, language: foreign });
            }
            reader::Said::Mark(mark) => {
                waits = false;
                if words.is_empty() {
                    // "?!" on its own speaks for the clause before it.
                    let before = clauses.last_mut().filter(|before| before.mark != '?');
                    if let Some(before) = before.filter(|_| matches!(mark, '?' | '!')) {
                        before.mark = mark;
                    }
                } else {
                    clauses.push(Clause { words: std::mem::take(&mut words), mark });
                }
            }
        }
    }
    if !words.is_empty() {
        clauses.push(Clause { words, mark: last_mark });
    }
    clauses
}

/// Whether two words are written without a space: Chinese and Japanese ones.
pub(super) fn is_glued(before: &Word, word: &Word) -> bool {
    let wide = |c: Option<char>| c.is_some_and(|c| matches!(c as u32, 0x2e80..=0x9fff | 0x20000..=0x3ffff));
    before.range.end == word.range.start
        && wide(before.spoken.chars().next_back())
        && wide(word.spoken.chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::split_sentences;
    use proptest::prelude::*;

    /// Words joined by `|`, with their language, clauses closed by their mark.
    #[track_caller]
    fn check(language: &str, text: &str, expect: &str) {
        let mut got = String::new();
        for clause in clauses(text, 0..text.len(), '.', language) {
            let words: Vec<String> = clause
                .words
                .iter()
                .map(|word| {
                    word.language
                        .map_or(word.spoken.clone(), |language| format!("{language}:{}", word.spoken))
                })
                .collect();
            got.push_str(&format!("{}{} ", words.join("|"), clause.mark));
        }
        assert_eq!(got.trim_end(), expect, "{text:?}");
    }

    #[test]
    fn clauses_end_at_punctuation() {
        check("en", "Hello, and welcome!", "Hello, and|welcome!");
        check("en", "Is it? Yes; no: maybe...", "Is|it? Yes; no: maybe.");
        check("en", "10,000 people paid $5 billion", "ten thousand|people|paid|five|billion dollars.");
        check("en", "5 km/h on March 3", "five|kilometers per hour|on|March|third.");
        check("en", "🙂?!", "");
    }

    #[test]
    fn each_script_has_its_language() {
        check("en-us", "Hello 世界, привет!", "Hello|cmn-latn-pinyin:shi4|cmn-latn-pinyin:jie4, ru:привет!");
        check("de", "Das ist γειά", "Das|ist|el:γειά.");
        check("cmn", "你好 iPhone", "cmn-latn-pinyin:ni3|cmn-latn-pinyin:hao3|en-us:iPhone.");
        check(
            "cmn",
            "银行不是",
            "cmn-latn-pinyin:yin2|cmn-latn-pinyin:hang2|cmn-latn-pinyin:bu2|cmn-latn-pinyin:shi4.",
        );
        check("ja", "今日の配信、世界", "きょうの|はいしん, せかい.");
        check("en", "こんにちは、世界", "ja:こんにちわ, ja:せかい.");
        check("en", "old 𐎀𐎁 text", "old|text.");
    }

    #[test]
    fn ranges_are_the_words_as_written() {
        let text = "Say: \"Hello\", $5 (now) to “Ｋａｉ” & 5 km.";
        let found = clauses(text, 0..text.len(), '.', "en");
        let written: Vec<&str> =
            found.iter().flat_map(|c| &c.words).map(|word| &text[word.range.clone()]).collect();
        assert_eq!(written, ["Say", "Hello", "$5", "now", "to", "Ｋａｉ", "&", "5", "km"]);
    }

    #[track_caller]
    fn holds(text: &str, language: &str) {
        let mut end = 0;
        for sentence in split_sentences(text) {
            for word in clauses(text, sentence.clone(), '.', language).iter().flat_map(|clause| &clause.words)
            {
                assert!(
                    text.get(word.range.clone()).is_some_and(|written| !written.is_empty()),
                    "{text:?} {word:?}"
                );
                assert!(
                    word.range.start >= end.max(sentence.start) && word.range.end <= sentence.end,
                    "{text:?} {word:?}"
                );
                end = word.range.end;
                let spoken = &word.spoken;
                assert!(
                    !spoken.is_empty() && !spoken.contains("  ") && spoken.trim() == spoken,
                    "{text:?} {word:?}"
                );
                assert!(
                    !spoken.chars().any(|c| c.is_control() || "[]<>{}|\\".contains(c)),
                    "{text:?} {word:?}"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_in_order(text in "\\PC{0,80}") {
            for language in ["en", "de", "fr", "cmn", "ja", "ru"] {
                holds(&text, language);
            }
        }

        #[test]
        fn any_figures_are_read_in_order(
            text in "([0-9]{1,4}|[-+/:.,'\"%$€£ °^=x×*#@&()~–—\u{a0}]|am|pm|km|st|XIV|Dr|[a-zA-Z]|世|я|\u{301}|²|🙂|\\*\\*|<b>|\\]\\(){0,24}"
        ) {
            for language in ["en", "de", "fr", "es", "it", "pt", "cmn", "ja", "xx"] {
                holds(&text, language);
            }
        }
    }
}
