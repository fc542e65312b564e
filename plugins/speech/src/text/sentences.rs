//! Splits text into sentences by Unicode's rules, and mends what those cannot know: abbreviations.

use super::tongue::{self, When};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// Sentences longer than this many bytes are cut at a comma or a space: a listener waits for the whole of a
/// sentence's timeline, and the network's attention grows with the square of its length.
const LONGEST: usize = 400;

/// The sentences of `text` as byte ranges, in order, without the white space around them. Text without a
/// letter or digit belongs to its neighbour; where there is none at all, the answer is empty.
pub fn split_sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences: Vec<Range<usize>> = Vec::new();
    let mut carried = None;
    for (start, part) in text.split_sentence_bound_indices() {
        let end = start + part.len();
        let speaks = part.chars().any(char::is_alphanumeric);
        match sentences.last_mut() {
            Some(last) if !speaks || goes_on(&text[last.clone()], part) => last.end = end,
            _ if speaks => sentences.push(carried.take().unwrap_or(start)..end),
            _ => carried = Some(carried.unwrap_or(start)),
        }
    }
    sentences.into_iter().flat_map(|range| cut_long(text, trim(text, range))).collect()
}

/// Whether `next` is still the sentence that seemed to end with `before`.
fn goes_on(before: &str, next: &str) -> bool {
    if before.ends_with(['\n', '\r', '\u{2029}']) {
        return false;
    }
    // "a.com/b?c=d" and "photo_1.JPG" are no ends; the Chinese write no space after one.
    if before.ends_with(['.', '?', '!']) && next.starts_with(|c: char| c.is_alphanumeric() && c.is_ascii()) {
        return true;
    }
    let Some(word) = before.trim_end().strip_suffix('.').and_then(|b| b.split_whitespace().last()) else {
        return false;
    };
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let begins_small = next.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_uppercase());
    let next_is_digit = next.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_ascii_digit());
    // "am 3. Oktober": a German ordinal.
    let first = next.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    if (1..=2).contains(&word.len())
        && word.bytes().all(|byte| byte.is_ascii_digit())
        && tongue::is_counted_in_german(first)
    {
        return true;
    }
    if tongue::is_spaced_short(word, first) || word.ends_with("str") {
        return true;
    }
    match tongue::short(&word.to_lowercase()) {
        Some(When::Stop | When::Always) => true,
        Some(When::Number) => next_is_digit,
        // "3 p.m. EST" goes on with a time zone.
        Some(When::MayEnd) if matches!(word.to_lowercase().as_str(), "a.m" | "p.m") => {
            begins_small
                || (2..=4).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_uppercase())
        }
        Some(When::MayEnd) => begins_small,
        // The initial of a name; but "so do I." ends.
        None => word != "I" && word.chars().count() == 1 && word.chars().all(char::is_uppercase),
    }
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    start..start + part.trim().len()
}

fn cut_long(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut cuts = Vec::new();
    let mut rest = range;
    while rest.len() > LONGEST {
        let mut window = rest.start + LONGEST;
        while !text.is_char_boundary(window) {
            window -= 1;
        }
        let part = &text[rest.start..window];
        let after_break = part
            .char_indices()
            .rev()
            .find(|&(at, c)| at > LONGEST / 3 && matches!(c, ',' | ';' | ':' | '—'))
            .or_else(|| part.char_indices().rev().find(|&(at, c)| at > 0 && c.is_whitespace()))
            .map_or(part.len(), |(at, c)| at + c.len_utf8());
        let cut = rest.start + after_break;
        cuts.push(trim(text, rest.start..cut));
        rest = trim(text, cut..rest.end);
    }
    cuts.push(rest);
    cuts.retain(|cut| text[cut.clone()].chars().any(char::is_alphanumeric));
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let got: Vec<&str> = split_sentences(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(got, expect, "{text:?}");
    }

    #[test]
    fn sentences() {
        check("Hello there. How are you?", &["Hello there.", "How are you?"]);
        check("Dr. Smith met Mr. Jones. They spoke.", &["Dr. Smith met Mr. Jones.", "They spoke."]);
        check("Fruit, e.g. Apples, is good. Yes.", &["Fruit, e.g. Apples, is good.", "Yes."]);
        check("It costs 3.5 dollars. Really!", &["It costs 3.5 dollars.", "Really!"]);
        check("Milk, eggs, etc. Then we left.", &["Milk, eggs, etc.", "Then we left."]);
        check("At 9 a.m. we start. Good.", &["At 9 a.m. we start.", "Good."]);
        check("J. Smith is here. So am I. Good.", &["J. Smith is here.", "So am I.", "Good."]);
        check("Well... maybe. Wait!! What?!", &["Well... maybe.", "Wait!!", "What?!"]);
        check("One\nTwo\n\nThree", &["One", "Two", "Three"]);
        check("He said \"Stop.\" Then he ran.", &["He said \"Stop.\"", "Then he ran."]);
        check("  ... Hello. 🙂 ", &["... Hello. 🙂"]);
        check("你好。再见。", &["你好。", "再见。"]);
        check("", &[]);
        check("  \n ", &[]);
        check("?! 🙂", &[]);
    }

    #[test]
    fn long_ones_are_cut() {
        let text = "word and word, ".repeat(100);
        let parts = split_sentences(&text);
        assert!(parts.len() > 3 && parts.iter().all(|part| part.len() <= LONGEST));
        let one_word = "ä".repeat(1000);
        assert!(split_sentences(&one_word).iter().all(|part| part.len() <= LONGEST));
    }

    proptest! {
        #[test]
        fn ranges_are_in_order_and_lose_no_word(text in "\\PC{0,120}") {
            let mut end = 0;
            let mut kept = String::new();
            for range in split_sentences(&text) {
                prop_assert!(range.start >= end && range.end > range.start);
                end = range.end;
                kept.push_str(&text[range]);
            }
            let letters = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            prop_assert_eq!(letters(&kept), letters(&text));
        }
    }
}
