//! Splits a sentence into clauses at punctuation, and clauses into words, each with how it is read.
//!
//! espeak-ng's command line drops punctuation, but a Piper voice was trained with it; so the split is ours.

use super::reading;
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
}

/// The clauses of one sentence of `text`, which lies at `sentence`. Words that cannot be spoken are left out,
/// so the answer may be empty. `last_mark` closes the last clause when the text does not say how.
/// `english` says that English readings (abbreviations, units, initials) may be used.
pub fn clauses(text: &str, sentence: Range<usize>, last_mark: char, english: bool) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = Vec::new();
    let mut words: Vec<Word> = Vec::new();
    let mut tokens = tokens(text, sentence).peekable();
    while let Some(token) = tokens.next() {
        let last = tokens.peek().is_none();
        let written = &text[token.clone()];
        let core = core(written);
        let mut tail = &written[core.end..];
        let mut range = token.start + core.start..token.start + core.end;
        let mut spoken = String::new();
        if !core.is_empty() {
            let read = reading::read(&written[core.clone()], tail.starts_with('.'), english);
            if read.took_full_stop && !last {
                tail = &tail[1..];
            }
            // A sign right before it belongs to the word.
            let sign = written[..core.start].chars().last().filter(|c| "$£€#@-−°".contains(*c));
            let with_sign = sign.and_then(|sign| reading::with_sign(sign, &written[core.clone()], english));
            if let Some((sign, with_sign)) = sign.zip(with_sign) {
                range.start -= sign.len_utf8();
                spoken = with_sign;
            } else {
                let counted = words.last().is_some_and(|word| text[word.range.clone()].ends_with(is_digit));
                let unit = reading::unit(&written[core], english).filter(|_| counted);
                spoken = unit.map_or(read.spoken, str::to_owned);
            }
        } else if let Some(sign) = reading::lone_sign(written, english) {
            (spoken, tail) = (sign.to_owned(), "");
            range = token.clone();
        }
        if !spoken.is_empty() {
            words.push(Word { range, spoken });
        }
        if let Some(mark) = mark(tail, last) {
            if words.is_empty() {
                // "?!" on its own speaks for the clause before it.
                if let Some(before) = clauses.last_mut().filter(|_| matches!(mark, '?' | '!')) {
                    before.mark = mark;
                }
            } else {
                clauses.push(Clause { words: std::mem::take(&mut words), mark });
            }
        }
    }
    if !words.is_empty() {
        clauses.push(Clause { words, mark: last_mark });
    }
    clauses
}

/// Pieces of text between white space; dashes and ellipses end a piece even without white space.
fn tokens(text: &str, sentence: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text[sentence.clone()].char_indices() {
        let at = sentence.start + at;
        if c.is_whitespace() || c == '\u{200b}' {
            found.extend(start.take().map(|s| s..at));
        } else {
            start.get_or_insert(at);
            if matches!(c, '—' | '…' | '。' | '，' | '、' | '！' | '？') {
                found.extend(start.take().map(|s| s..at + c.len_utf8()));
            }
        }
    }
    found.extend(start.map(|s| s..sentence.end));
    found.into_iter()
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// The part of a token from its first to its last letter, digit or sign that is read with a number.
fn core(token: &str) -> Range<usize> {
    let start = token.find(char::is_alphanumeric);
    let Some(start) = start else { return 0..0 };
    let end = token
        .char_indices()
        .rev()
        .find(|&(_, c)| c.is_alphanumeric() || matches!(c, '%' | '+' | '°' | '\u{300}'..='\u{36f}'))
        .map_or(token.len(), |(at, c)| at + c.len_utf8());
    start..end
}

/// The mark that punctuation after a word stands for. A full stop inside a sentence is no end.
fn mark(tail: &str, last: bool) -> Option<char> {
    let has = |marks: &[char]| tail.contains(marks);
    if has(&['?', '？', '¿']) {
        Some('?')
    } else if has(&['!', '！']) {
        Some('!')
    } else if last && has(&['.', '。', '…']) {
        Some('.')
    } else if has(&[';']) {
        Some(';')
    } else if has(&[':']) {
        Some(':')
    } else if has(&[',', '，', '、', '—', '–', '…']) || tail.contains("...") || tail == "-" {
        Some(',')
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words joined by spaces, clauses closed by their mark.
    #[track_caller]
    fn check(text: &str, expect: &str) {
        let mut got = String::new();
        for clause in clauses(text, 0..text.len(), '.', true) {
            let words: Vec<&str> = clause.words.iter().map(|word| word.spoken.as_str()).collect();
            got.push_str(&format!("{}{} ", words.join("|"), clause.mark));
        }
        assert_eq!(got.trim_end(), expect, "{text:?}");
    }

    #[test]
    fn clauses_end_at_punctuation() {
        check("Hello, and welcome!", "Hello, and|welcome!");
        check("one two", "one|two.");
        check("Is it? Yes; no: maybe...", "Is|it? Yes; no: maybe.");
        check("wait... what", "wait, what.");
        check("wait — what—now", "wait, what, now.");
        check("He said \"stop\", then (he) ran.", "He|said|stop, then|he|ran.");
        check("What?!", "What?");
        check("really ?", "really?");
        check("Dr. Smith, e.g., is here.", "Doctor|Smith, for example, is|here.");
        check("well-known don't it’s", "well-known|don't|it's.");
        check("a ,b", "a|b.");
    }

    #[test]
    fn odd_text_is_read_or_dropped() {
        check("🙂 hi 🙂!", "hi!");
        check("🙂?!", "");
        check("[[a]] <b>x</b> {y}", "a|b x b|y.");
        check("你好 hello", "hello.");
        check("mail info@example.com, now", "mail|info at example dot com, now.");
        check("see https://www.example.com/a-b.", "see|example dot com slash a dash b.");
        check("$20 or £3.50 or 5 €", "20 dollars|or|3 pounds 50|or|5|euros.");
        check("10% of AWS & co", "10%|of|A-W-S|and|co.");
        check("5kg in 10-20 ms on 2026-11-22", "5 kilograms|in|10 to 20|milliseconds|on|2026 11 22.");
        check("-5°C or 23 °C, 1/2 of -x", "minus 5 degrees|or|23|degrees, one half|of|x.");
        check("9 a.m. on Mt. Fuji", "9|A-M|on|Mount|Fuji.");
        check("#rust @kai", "hashtag rust|at kai.");
        check("1,000,000 at 3:30", "1,000,000|at|3:30.");
    }

    #[test]
    fn ranges_are_the_words_as_written() {
        let text = "Say: \"Hello\", $5 (now).";
        let found = clauses(text, 0..text.len(), '.', true);
        let written: Vec<&str> =
            found.iter().flat_map(|c| &c.words).map(|word| &text[word.range.clone()]).collect();
        assert_eq!(written, ["Say", "Hello", "$5", "now"]);
    }
}
