//! From a request to stretches of text that espeak-ng says in one go, silences, and the words as written.
//!
//! Numbers and abbreviations are espeak-ng's to read, in each of its languages. What it reads as noise
//! (pictures, control characters, piles of marks) is taken out here; what no voice says is no word.

use crate::{
    request::{Piece, SentenceRequest},
    text::split_sentences,
};
use protocol::clock::samples_in;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// What is to be said, in order.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Script {
    /// All text, pauses left out, as written.
    pub text: String,
    pub parts: Vec<Part>,
}

#[derive(Debug, PartialEq)]
pub(super) enum Part {
    /// Samples of silence at 48 kHz.
    Silence(u64),
    Speech {
        /// Of `text`: the sentence, which may have several parts.
        sentence: Range<usize>,
        /// What espeak-ng gets.
        spoken: String,
        /// Bytes of `spoken`, in order.
        words: Vec<Range<usize>>,
    },
}

/// Longest pause in seconds.
const LONGEST_PAUSE: f32 = 60.0;
/// Longest silence after a request in seconds.
const LONGEST_SILENCE_AFTER: f32 = 10.0;
/// espeak-ng's own pause between two sentences at its normal speed, in seconds.
const BETWEEN_SENTENCES: f32 = 0.3;
/// Longest stretch in bytes; what is longer is cut at a mark or space.
const LONGEST_PART: usize = 800;
/// Most marks on one letter.
const MOST_MARKS: u32 = 3;

impl Script {
    /// Without anything to say there is no speech in it, and maybe nothing at all.
    pub fn of(request: &SentenceRequest) -> Self {
        let mut text = String::new();
        let mut pauses: Vec<(usize, u64)> = Vec::new();
        for piece in &request.pieces {
            match piece {
                Piece::Text(part) => {
                    let joined = text.ends_with(char::is_whitespace) || part.starts_with(char::is_whitespace);
                    if !text.is_empty() && !joined {
                        text.push(' ');
                    }
                    text.push_str(part);
                }
                Piece::Pause(seconds) => pauses.push((text.len(), silence(*seconds, LONGEST_PAUSE))),
            }
        }
        let mut pauses = pauses.into_iter().peekable();
        let mut parts = Vec::new();
        for sentence in split_sentences(&text) {
            let spoke = parts.iter().any(|part| matches!(part, Part::Speech { .. }));
            let mut gap = silence(BETWEEN_SENTENCES / speed(request), LONGEST_PAUSE) * u64::from(spoke);
            let mut start = sentence.start;
            while start < sentence.end {
                let pause = pauses.next_if(|(at, _)| *at < sentence.end);
                let end = pause.map_or(sentence.end, |(at, _)| at.max(start));
                for stretch in stretches(&text, start..end) {
                    if let Some(speech) = speech(&text, &sentence, stretch) {
                        parts.push(Part::Silence(std::mem::take(&mut gap)));
                        parts.push(speech);
                    }
                }
                parts.extend(pause.map(|(_, samples)| Part::Silence(samples)));
                start = end;
                if pause.is_none() {
                    break;
                }
            }
        }
        parts.extend(pauses.map(|(_, samples)| Part::Silence(samples)));
        if parts.iter().any(|part| matches!(part, Part::Speech { .. })) {
            parts.push(Part::Silence(silence(request.silence_after, LONGEST_SILENCE_AFTER)));
        }
        parts.retain(|part| *part != Part::Silence(0));
        Self { text, parts }
    }
}

/// The speed that a request asks for, .25 to 4.
pub(super) fn speed(request: &SentenceRequest) -> f32 {
    if request.speed.is_finite() { request.speed.clamp(0.25, 4.0) } else { 1.0 }
}

fn silence(seconds: f32, longest: f32) -> u64 {
    // A number that is none is no pause.
    if seconds > 0.0 { samples_in(f64::from(seconds.min(longest))) } else { 0 }
}

/// Cuts what is too long, at the last mark or else the last space or else anywhere.
fn stretches(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = range.start;
    while range.end - start > LONGEST_PART {
        let longest = &text[start..text.floor_char_boundary(start + LONGEST_PART)];
        let after = |at: usize| at + longest[at..].chars().next().map_or(1, char::len_utf8);
        let mark = longest.rfind([',', ';', ':', '，', '、', '；', '。', '—']).map(after);
        let space = longest.rfind(char::is_whitespace).map(after);
        let cut = mark.filter(|at| *at > LONGEST_PART / 2).or(space).unwrap_or(longest.len()).max(1);
        found.push(start..start + cut);
        start += cut;
    }
    found.push(start..range.end);
    found
}

fn speech(text: &str, sentence: &Range<usize>, stretch: Range<usize>) -> Option<Part> {
    let spoken = clean(&text[stretch]);
    let words = words(&spoken);
    let speakable = !words.is_empty();
    speakable.then(|| Part::Speech { sentence: sentence.clone(), spoken, words })
}

/// Text without what is not to be read; each char that goes leaves a space.
fn clean(text: &str) -> String {
    let mut marks = 0;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let mark = is_mark(c);
        marks = if mark { marks + 1 } else { 0 };
        if mark && marks > MOST_MARKS {
            continue;
        }
        out.push(if is_noise(c) { ' ' } else { c });
    }
    out
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Controls, marks of direction, surrogates' areas, and pictures.
fn is_noise(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffd}' | '\u{fe0f}' | '\u{fe0e}' | '\u{20e3}')
        || matches!(c, '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{2460}'..='\u{27bf}' | '\u{2900}'..='\u{2bff}' | '\u{e000}'..='\u{f8ff}' | '\u{1f000}'..='\u{1faff}' | '\u{e0000}'..='\u{10ffff}')
}

/// Words between spaces without the punctuation around them; scripts that write no spaces are parted as
/// Unicode says.
pub(super) fn words(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, token) in text.split_word_bound_indices() {
        if !token.chars().any(|c| {
            c.is_alphanumeric()
                || matches!(c, '%' | '&' | '$' | '€' | '£' | '¥' | '+' | '=' | '@' | '#' | '°')
        }) {
            continue;
        }
        let joins = |last: &Range<usize>| {
            let between = &text[last.end..at];
            // `well-known`, `a@b.c`, `3/4`, `$5`: one word as written.
            between.chars().all(|c| {
                !c.is_whitespace() && !matches!(c, '—' | '–' | '…' | '，' | '、' | '。' | '！' | '？')
            }) && !token.chars().any(without_spaces)
                && !text[last.clone()].chars().any(without_spaces)
                && !(between.contains(['!', '?', ',', ';', ')', '"']))
        };
        match found.last_mut().filter(|last| joins(last)) {
            Some(last) => last.end = at + token.len(),
            None => found.push(at..at + token.len()),
        }
    }
    found
}

/// Whether the char is of a script that parts words by no spaces.
fn without_spaces(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pieces: &[Piece], expect: &str) {
        let request = SentenceRequest { pieces: pieces.to_vec(), silence_after: 0.5, ..Default::default() };
        let shown: Vec<String> = Script::of(&request)
            .parts
            .iter()
            .map(|part| match part {
                Part::Silence(samples) => format!("<{samples}>"),
                Part::Speech { spoken, words, .. } => {
                    words.iter().map(|word| &spoken[word.clone()]).collect::<Vec<_>>().join("|")
                }
            })
            .collect();
        assert_eq!(shown.join(" "), expect, "{pieces:?}");
    }

    #[test]
    fn pauses_and_sentences_part_the_speech() {
        use Piece::{Pause, Text};
        let text = |t: &str| Text(t.into());
        check(&[text("It weighs"), Pause(0.5), text("four.")], "It|weighs <24000> four <24000>");
        check(&[Pause(1.0), text("Hi!"), Pause(0.25)], "<48000> Hi <12000> <24000>");
        check(&[text("One. Two.")], "One <14400> Two <24000>");
        check(&[Pause(1.0)], "<48000>");
        check(&[text("🙂 ?!"), Pause(f32::NAN)], "");
        check(&[text("hi🙂there \u{7}x")], "hi|there|x <24000>");
        check(
            &[text("\"Well-known\", don't: $5 (now), 3.50 € a@b.c.")],
            "Well-known|don't|$5|now|3.50|€|a@b.c <24000>",
        );
        check(&[text("你好，世界")], "你|好|世|界 <24000>");
        check(&[], "");
    }

    #[test]
    fn what_is_long_is_cut() {
        let request = SentenceRequest::text("many words, ".repeat(200));
        let script = Script::of(&request);
        let parts: Vec<&Part> = script.parts.iter().filter(|p| matches!(p, Part::Speech { .. })).collect();
        assert!(parts.len() > 2);
        for part in parts {
            let Part::Speech { spoken, .. } = part else { continue };
            assert!(spoken.len() <= LONGEST_PART && spoken.trim_end().ends_with(','), "{spoken}");
        }
        let solid = Script::of(&SentenceRequest::text("ü".repeat(3_000)));
        assert!(solid.parts.len() > 7);
        assert_eq!(clean(&format!("a{}b", "\u{301}".repeat(50))), "a\u{301}\u{301}\u{301}b");
    }
}
