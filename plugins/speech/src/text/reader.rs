//! Walks through a sentence and says what each part of it is: words with their reading, and marks.
//!
//! It decides who reads what ([`numbers`], [`words`], [`address`], [`signs`]) and keeps what they need to know
//! of each other. Phonemes are not its business.

use super::{
    address,
    fold::{Folded, HEART, PAUSE},
    numbers::{self, Around, Before, Kind},
    scripts::{self, Foreign, UNREAD},
    signs,
    tongue::{Tongue, tongue},
    words,
};
use std::ops::Range;

/// A part of a sentence as read, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    Word {
        /// In the folded text.
        range: Range<usize>,
        spoken: String,
        language: Foreign,
    },
    /// One of `, . ? ! ; :`.
    Mark(char),
    /// A speaker would wait a moment.
    Pause,
}

/// Reads a folded sentence of a text in `language`.
pub(super) fn read(folded: &Folded, language: &str) -> Vec<Said> {
    let text = folded.text.as_str();
    let last_letter = text.char_indices().rev().find(|(_, c)| c.is_alphanumeric()).map_or(0, |(at, _)| at);
    let mut said = Vec::new();
    for (run, foreign) in scripts::runs(text, language) {
        let mut reader = Reader {
            text: &text[..run.end],
            at: run.start,
            start: run.start,
            tongue: tongue(foreign.unwrap_or(language)),
            foreign,
            said: std::mem::take(&mut said),
            before: Before::default(),
            pending: None,
            maths: is_maths(&text[run.clone()]),
            shouting: words::is_shouting(&text[run]),
            last_letter,
        };
        reader.run();
        said = reader.said;
    }
    said
}

/// Whether figures are computed with here.
fn is_maths(text: &str) -> bool {
    text.contains(['=', '≈', '≠', '≤', '≥', '÷']) && text.contains(|c: char| c.is_ascii_digit())
}

struct Reader<'t> {
    /// Up to the end of the run.
    text: &'t str,
    at: usize,
    start: usize,
    tongue: &'static Tongue,
    foreign: Foreign,
    said: Vec<Said>,
    before: Before<'t>,
    /// A currency that is said after the next word.
    pending: Option<&'static str>,
    maths: bool,
    shouting: bool,
    /// Where the last letter or digit of the sentence stands.
    last_letter: usize,
}

impl<'t> Reader<'t> {
    fn run(&mut self) {
        while let Some(c) = self.text[self.at..].chars().next() {
            let before = self.char_before();
            let opens = before.is_none_or(|c| !c.is_alphanumeric());
            if c.is_whitespace() {
                self.at += c.len_utf8();
            } else if c == PAUSE {
                self.said.push(Said::Pause);
                self.at += c.len_utf8();
            } else if let Some(length) =
                signs::emoticon(&self.text[self.at..]).filter(|_| before.is_none_or(char::is_whitespace))
            {
                self.said.push(Said::Pause);
                self.at += length;
            } else if opens && let Some((length, spoken)) = address::read(&self.text[self.at..], self.tongue)
            {
                self.word(length, spoken, Kind::Word);
            } else if self.is_figure(c, before)
                && let Some(reading) = numbers::read(&self.around(), self.tongue)
            {
                self.word(reading.end - self.at, reading.spoken, reading.kind);
            } else if words::is_letter(c)
                || matches!(c, '°' | '¢' | '‰') && matches!(self.before.kind, Kind::Number { .. })
            {
                self.letters();
            } else {
                self.sign(c, before);
            }
        }
    }

    fn char_before(&self) -> Option<char> {
        self.text[..self.at].chars().next_back()
    }

    fn around(&self) -> Around<'t> {
        Around { text: self.text, at: self.at, before: self.before, maths: self.maths }
    }

    /// Whether a figure begins here: a digit, or signs before one that belong to it.
    fn is_figure(&self, c: char, before: Option<char>) -> bool {
        let rest = &self.text[self.at + c.len_utf8()..];
        let digit_next = rest.starts_with(|c: char| c.is_ascii_digit());
        let apart = before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, ')' | ']' | '%' | '_'));
        let figure = |rest: &str| {
            numbers::money_sign(rest, self.tongue).is_some_and(|money| {
                rest[money.sign.len()..]
                    .trim_start_matches([' ', '\u{a0}'])
                    .starts_with(|c: char| c.is_ascii_digit())
            })
        };
        match c {
            '0'..='9' => true,
            '+' | '-' | '−' | '±' | '~' | '≈' => apart && (digit_next || figure(rest)),
            '.' | ',' => {
                c == self.tongue.decimal
                    && digit_next
                    && before.is_none_or(|c| c.is_whitespace() || "(-+$".contains(c))
            }
            _ => (apart || !c.is_alphanumeric()) && figure(&self.text[self.at..]),
        }
    }

    fn letters(&mut self) {
        let rest = &self.text[self.at..];
        // A unit after a figure: "5 km".
        if let Kind::Number { one } = self.before.kind
            && let Some((length, spoken)) = numbers::unit(rest, one, self.tongue)
            && words::is_unit_here(&rest[..length], &rest[length..])
        {
            self.word(length, spoken, Kind::Word);
            return;
        }
        if matches!(self.before.kind, Kind::Number { .. })
            && let Some((length, spoken)) = numbers::scaled_money(rest, self.tongue)
        {
            self.word(length, spoken, Kind::Word);
            return;
        }
        let around = words::Around {
            text: self.text,
            at: self.at,
            before: self.before,
            shouting: self.shouting,
            last_letter: self.last_letter,
        };
        if !words::is_letter(rest.chars().next().unwrap_or_default()) {
            self.sign(rest.chars().next().unwrap_or_default(), self.char_before());
            return;
        }
        let reading = words::read(&around, self.tongue);
        self.word((reading.end - self.at).max(1), reading.spoken, reading.kind);
    }

    fn sign(&mut self, c: char, before: Option<char>) {
        let rest = &self.text[self.at..];
        if let Kind::Number { one } = self.before.kind
            && let Some(money) = numbers::money_sign(rest, self.tongue)
        {
            self.word(money.sign.len(), if one { money.one } else { money.many }.to_owned(), Kind::Word);
            return;
        }
        if let Some((length, mark)) = signs::mark(rest, self.at > self.last_letter, before) {
            if let Some(mark) = mark {
                self.said.push(Said::Mark(mark));
            }
            self.at += length;
            self.before = Before::default();
            return;
        }
        if c == HEART {
            let alone = !rest[c.len_utf8()..].trim_start().starts_with(char::is_alphanumeric);
            let lover = ["i", "we", "you", "they", "ich", "j'aime", "yo", "io", "eu"]
                .contains(&self.before.word.to_lowercase().as_str());
            if lover && !alone && !self.tongue.love.is_empty() {
                self.word(c.len_utf8(), self.tongue.love.to_owned(), Kind::Word);
            } else {
                self.said.push(Said::Pause);
                self.at += c.len_utf8();
            }
            return;
        }
        let around = signs::Around {
            text: self.text,
            at: self.at,
            before,
            kind: self.before.kind,
            word: self.before.word,
            maths: self.maths,
        };
        let (length, spoken) = signs::read(&around, self.tongue);
        match spoken {
            Some(signs::Sign::Said(spoken)) if !spoken.is_empty() => {
                self.word(length, spoken.to_owned(), Kind::Word);
            }
            Some(signs::Sign::Pause) => {
                self.said.push(Said::Mark(','));
                self.at += length;
            }
            _ => self.at += length,
        }
    }

    /// Says what stands in the next `length` bytes.
    fn word(&mut self, length: usize, mut spoken: String, kind: Kind) {
        let range = self.at..self.at + length;
        self.at = range.end;
        // The full stop of an abbreviation is read with it, but is no part of the word.
        let written = self.text[range.clone()].trim_end_matches('.');
        let range = range.start..range.start + written.len();
        if let Kind::Money { many } = kind {
            self.pending = Some(many);
        } else if let Some(many) = self.pending.take() {
            spoken = format!("{spoken} {}", self.tongue.of(many));
        }
        self.before = Before { word: written, kind };
        let mut spoken = words::plain_signs(&spoken);
        if matches!(self.tongue.code, "zh") {
            spoken.retain(|c| c != ' ');
        }
        if spoken.is_empty() || self.foreign == Some(UNREAD) {
            return;
        }
        // What stands together is one word: "PS5", "COVID-19", "and/or".
        if let Some(Said::Word { range: last, spoken: said, language }) = self.said.last_mut()
            && *language == self.foreign
            && last.end > self.start
            && last.end <= range.start
            && words::joins(&self.text[last.end..range.start], &self.text[last.clone()], written)
        {
            // "well-known" keeps its hyphen.
            let plain = spoken == written && self.text[last.clone()].ends_with(said.as_str());
            let hyphen = plain && &self.text[last.end..range.start] == "-";
            said.push(if hyphen { '-' } else { ' ' });
            last.end = range.end;
            said.push_str(&spoken);
            return;
        }
        self.said.push(Said::Word { range, spoken, language: self.foreign });
    }
}
