//! From a request to segments: stretches of speech that are one run of the network each, and silences.
//!
//! A sentence is one segment unless a pause cuts it. It knows no phonemes yet.

use crate::{
    request::{Piece, SentenceRequest},
    text::{Clause, clauses, split_sentences},
};
use protocol::clock::samples_in;
use std::ops::Range;

/// What is to be said, in order.
#[derive(Debug, PartialEq)]
pub(crate) struct Plan {
    /// All text, pauses left out.
    pub text: String,
    pub segments: Vec<Segment>,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Segment {
    /// Samples of silence at 48 kHz.
    Silence(u64),
    Speech(Speech),
}

#[derive(Debug, PartialEq)]
pub(crate) struct Speech {
    /// Of `text`: the whole sentence, which may have several segments.
    pub sentence: Range<usize>,
    /// At least one.
    pub clauses: Vec<Clause>,
}

/// Longest pause in seconds.
const LONGEST_PAUSE: f32 = 60.0;
/// Longest silence after a request in seconds.
const LONGEST_SILENCE_AFTER: f32 = 10.0;

/// Plans a request whose text is in `language` (BCP 47 or espeak-ng's name). Without anything to say the plan has no
/// segments, or silences only.
pub(crate) fn plan_in(request: &SentenceRequest, language: &str) -> Plan {
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
    let mut segments = Vec::new();
    let mut spoke = false;
    for sentence in split_sentences(&text) {
        let mut start = sentence.start;
        while let Some((at, samples)) = pauses.next_if(|(at, _)| *at < sentence.end) {
            let at = at.max(start);
            spoke |= push_speech(&mut segments, &text, &sentence, start..at, language);
            segments.push(Segment::Silence(samples));
            start = at;
        }
        spoke |= push_speech(&mut segments, &text, &sentence, start..sentence.end, language);
    }
    segments.extend(pauses.map(|(_, samples)| Segment::Silence(samples)));
    if spoke {
        segments.push(Segment::Silence(silence(request.silence_after, LONGEST_SILENCE_AFTER)));
    }
    segments.retain(|segment| *segment != Segment::Silence(0));
    Plan { text, segments }
}

fn silence(seconds: f32, longest: f32) -> u64 {
    // A number that is none is no pause.
    if seconds > 0.0 { samples_in(f64::from(seconds.min(longest))) } else { 0 }
}

fn push_speech(
    segments: &mut Vec<Segment>,
    text: &str,
    sentence: &Range<usize>,
    part: Range<usize>,
    language: &str,
) -> bool {
    // Before a pause the voice stays up, as at a comma.
    let mark = if part.end < sentence.end { ',' } else { '.' };
    let clauses = clauses(text, part, mark, language);
    if clauses.is_empty() {
        return false;
    }
    segments.push(Segment::Speech(Speech { sentence: sentence.clone(), clauses }));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pieces: &[Piece], expect: &str) {
        let plan = plan_in(
            &SentenceRequest { pieces: pieces.to_vec(), silence_after: 0.5, ..Default::default() },
            "en-us",
        );
        let shown: Vec<String> = plan
            .segments
            .iter()
            .map(|segment| match segment {
                Segment::Silence(samples) => format!("<{samples}>"),
                Segment::Speech(speech) => speech
                    .clauses
                    .iter()
                    .map(|clause| {
                        let words: Vec<&str> = clause.words.iter().map(|w| w.spoken.as_str()).collect();
                        format!("{}{}", words.join(" "), clause.mark)
                    })
                    .collect(),
            })
            .collect();
        assert_eq!(shown.join(" "), expect);
    }

    #[test]
    fn pauses_cut_sentences() {
        use Piece::{Pause, Text};
        let text = |t: &str| Text(t.into());
        check(
            &[text("It weighs"), Pause(0.5), text("four grams. Good.")],
            "It weighs, <24000> four grams. Good. <24000>",
        );
        check(&[Pause(1.0), text("Hi!"), Pause(0.25)], "<48000> Hi! <12000> <24000>");
        check(&[text("One."), Pause(1.0), text("Two.")], "One. <48000> Two. <24000>");
        check(&[Pause(1.0)], "<48000>");
        check(&[text("🙂 ?!"), Pause(f32::NAN), Pause(-1.0)], "");
        check(&[text("🙂"), Pause(0.5)], "<24000>");
        check(&[], "");
    }
}
