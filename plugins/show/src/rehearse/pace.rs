//! How long a sentence takes, where no voice says it.

use std::ops::Range;

/// An estimate of speech.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// Words a minute, of scripts that part words by spaces. 150 is what presenters and audiobooks take (150
    /// to 160).
    pub words_per_minute: f64,
    /// Characters a minute, of Chinese, Japanese and Korean scripts; newsreaders take 240 to 300.
    pub characters_per_minute: f64,
    /// Seconds of silence after a sentence, as the program leaves.
    pub after_sentence: f64,
}

impl Default for Pace {
    fn default() -> Self {
        Self { words_per_minute: 150.0, characters_per_minute: 250.0, after_sentence: 0.28 }
    }
}

impl Pace {
    /// Seconds that a text takes at a voice's own rate.
    pub fn seconds(&self, text: &str) -> f64 {
        let characters = text.chars().filter(|c| is_spaceless(*c)).count();
        let others = text.split(|c: char| c.is_whitespace() || is_spaceless(c));
        let words = others.filter(|word| word.chars().any(char::is_alphanumeric)).count();
        words as f64 * 60.0 / self.words_per_minute + characters as f64 * 60.0 / self.characters_per_minute
    }
}

/// Letters of scripts that write words without spaces, or a syllable a letter.
fn is_spaceless(c: char) -> bool {
    c.is_alphanumeric()
        && matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

/// Parts a text at full stops, question marks and exclamation marks before a space, and at their like in
/// Chinese and Japanese. The program splits better ([`crate::Rehearsal::split`]); this needs nothing.
pub fn at_stops(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let before_space = chars.peek().is_none_or(|(_, next)| next.is_whitespace());
        if (matches!(c, '.' | '!' | '?') && before_space) || matches!(c, '。' | '！' | '？') {
            let end = at + c.len_utf8();
            ranges.push(start..end);
            start = end;
        }
    }
    if !text[start..].trim().is_empty() {
        ranges.push(start..text.len());
    }
    ranges
}
