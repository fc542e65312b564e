//! From a request to what is asked of a service: stretches of text and silences. It knows no service but for the
//! length that one takes at once.

use crate::{
    request::{Piece, SentenceRequest},
    text::{self, split_sentences},
};
use protocol::{
    clock::samples_in,
    timeline::{SentenceSpan, Timeline},
};
use std::ops::Range;

/// Longest text that the services take at once, in characters (OpenAI's limit).
pub(super) const LONGEST_TEXT: usize = 4096;
/// Longest text of one request to us, in characters: some twelve minutes, for which nobody would wait.
pub(super) const LONGEST_REQUEST: usize = 12_000;
/// Longest pause in seconds.
const LONGEST_PAUSE: f32 = 60.0;
/// Longest silence after a request in seconds.
const LONGEST_SILENCE_AFTER: f32 = 10.0;

/// What is to be said, in order.
#[derive(Debug, PartialEq)]
pub(super) struct Plan {
    /// All text, pauses left out.
    pub text: String,
    pub parts: Vec<Part>,
}

#[derive(Debug, PartialEq)]
pub(super) enum Part {
    /// Samples of silence at 48 kHz.
    Silence(u64),
    /// Bytes of the plan's text, with at least one letter or digit.
    Speech(Range<usize>),
}

/// Plans a request. Without anything to say the plan has silences only, or nothing.
pub(super) fn plan(request: &SentenceRequest) -> Plan {
    let mut text = String::new();
    let mut parts = Vec::new();
    let mut from = 0;
    for piece in &request.pieces {
        match piece {
            Piece::Text(part) => {
                let part = clean(part);
                if !text.is_empty() && !part.is_empty() {
                    text.push(' ');
                }
                text.push_str(&part);
            }
            Piece::Pause(seconds) => {
                push_speech(&mut parts, &text, from..text.len(), speed(request));
                from = text.len();
                parts.push(Part::Silence(silence(*seconds, LONGEST_PAUSE)));
            }
        }
    }
    push_speech(&mut parts, &text, from..text.len(), speed(request));
    if parts.iter().any(|part| matches!(part, Part::Speech(_))) {
        parts.push(Part::Silence(silence(request.silence_after, LONGEST_SILENCE_AFTER)));
    }
    parts.retain(|part| *part != Part::Silence(0));
    Plan { text, parts }
}

/// Text without what cannot be said, on one line: a line break means nothing in JSON that a space does not.
fn clean(text: &str) -> String {
    let plain = text::clean(text);
    let words = plain.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// The request's speed, made sense of.
pub(super) fn speed(request: &SentenceRequest) -> f32 {
    if request.speed.is_finite() { request.speed.clamp(0.25, 4.0) } else { 1.0 }
}

fn silence(seconds: f32, longest: f32) -> u64 {
    // A number that is none is no pause.
    if seconds > 0.0 { samples_in(f64::from(seconds.min(longest))) } else { 0 }
}

/// Pushes a stretch of text, cut between sentences where it is too long. Slow speech is cut into shorter ones, since
/// the answer is bounded in time.
fn push_speech(parts: &mut Vec<Part>, text: &str, range: Range<usize>, speed: f32) {
    let longest = (LONGEST_TEXT as f32 * speed.min(1.0)) as usize;
    let part = &text[range.clone()];
    let (mut begun, mut characters): (Option<Range<usize>>, usize) = (None, 0);
    for sentence in split_sentences(part) {
        let sentence = range.start + sentence.start..range.start + sentence.end;
        let more = text[sentence.clone()].chars().count();
        match &mut begun {
            // One for the space between.
            Some(open) if characters + 1 + more <= longest => {
                open.end = sentence.end;
                characters += 1 + more;
            }
            open => {
                parts.extend(open.replace(sentence).map(Part::Speech));
                characters = more;
            }
        }
    }
    parts.extend(begun.map(Part::Speech));
}

/// Adds the sentences of `text` to a timeline that has its words: each from its first word to its last.
pub(super) fn add_sentences(timeline: &mut Timeline, text: &str) {
    let mut words = timeline.words.iter().peekable();
    let mut searched = 0;
    for range in split_sentences(text) {
        let mut span: Option<Range<u64>> = None;
        while let Some(word) = words.peek() {
            match text[searched..].find(&word.word).map(|at| searched + at) {
                Some(at) if at >= range.end => break,
                Some(at) => searched = at + word.word.len(),
                // A word that is written otherwise lies where the one before it did.
                None => {}
            }
            span.get_or_insert(word.start..word.end).end = word.end;
            words.next();
        }
        if let Some(span) = span {
            let text = text[range].to_owned();
            timeline.sentences.push(SentenceSpan { text, start: span.start, end: span.end });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::timeline::WordSpan;

    #[track_caller]
    fn check(pieces: &[Piece], expect: &str) {
        let request = SentenceRequest { pieces: pieces.to_vec(), silence_after: 0.5, ..Default::default() };
        let plan = plan(&request);
        let shown: Vec<String> = plan
            .parts
            .iter()
            .map(|part| match part {
                Part::Silence(samples) => format!("<{samples}>"),
                Part::Speech(range) => plan.text[range.clone()].to_owned(),
            })
            .collect();
        assert_eq!(shown.join("|"), expect);
    }

    #[test]
    fn pauses_cut_text() {
        use Piece::{Pause, Text};
        let text = |t: &str| Text(t.into());
        check(
            &[text("It weighs"), Pause(0.5), text("four grams. Good.")],
            "It weighs|<24000>|four grams. Good.|<24000>",
        );
        check(&[text("One "), text(" two\u{7}\n three.")], "One two three.|<24000>");
        check(&[Pause(1.0), text("?!"), Pause(f32::NAN), Pause(-1.0)], "<48000>");
        check(&[text("\u{0}")], "");
        check(&[text("**Wow** 🎉 \u{202e}ok!")], "Wow ok!|<24000>");
    }

    #[test]
    fn long_text_is_cut_between_sentences() {
        let text = "Ten words are in this sentence, which ends right here. ".repeat(400);
        for (speed, longest) in [(1.0, 4096), (4.0, 4096), (0.25, 1024)] {
            let plan = plan(&SentenceRequest { speed, silence_after: 0.0, ..SentenceRequest::text(&*text) });
            let mut end = 0;
            for part in &plan.parts {
                let Part::Speech(range) = part else { panic!("{part:?}") };
                assert!(range.start >= end && range.len() <= longest);
                assert!(range.len() > longest - 120 || range.end > plan.text.len() - 2, "{range:?}");
                assert!(plan.text[range.clone()].ends_with("here."));
                end = range.end;
            }
            assert!(plan.parts.len() > 4, "{}", plan.parts.len());
        }
    }

    #[test]
    fn sentences_span_their_words() {
        let word = |word: &str, start| WordSpan { word: word.into(), start, end: start + 10 };
        let mut line = Timeline {
            words: vec![word("It", 0), word("is", 20), word("otherwise", 40), word("Good", 100)],
            ..Timeline::silence(200)
        };
        add_sentences(&mut line, "It is so. Good. Lost.");
        let shown: Vec<String> =
            line.sentences.iter().map(|s| format!("{} {}-{}", s.text, s.start, s.end)).collect();
        assert_eq!(shown, ["It is so. 0-50", "Good. 100-110"]);
        assert_eq!(line.check(), Ok(()));
    }
}
