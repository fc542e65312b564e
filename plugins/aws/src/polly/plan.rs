//! From a request to documents of a size that Polly takes, and silences of our own.
//!
//! Short pauses inside of speech become `<break>`, so that the voice knows of them; others are silence that we
//! put in ourselves, exact to the sample and free. It asks nobody anything.

use super::ssml::{Document, LONGEST_BREAK, Part, Style, cost};
use protocol::SAMPLE_RATE;
use speech::{Piece, SentenceRequest, split_sentences};

/// Characters that are billed, tags left out: Polly takes 3000.
const BILLED: usize = 2_900;
/// Characters in all, with tags: Polly takes 6000. What a document's own tags take is left free.
const TOTAL: usize = 5_500;
/// Characters that a break with its mark and prosody takes.
const BREAK_COST: usize = 130;
/// Longest pause of a request in seconds.
const LONGEST_PAUSE: f32 = 60.0;
/// Longest silence after a request in seconds.
const LONGEST_SILENCE_AFTER: f32 = 10.0;

/// What is to be said, in order.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Segment {
    /// Samples at 48 kHz.
    Silence(u64),
    Speech(Document),
}

/// Plans a request. Without anything to say there are silences only, or nothing.
pub(super) fn plan(request: &SentenceRequest, style: &Style) -> Vec<Segment> {
    let mut planner = Planner { segments: Vec::new(), parts: Vec::new(), billed: 0, total: 0, style };
    for piece in &request.pieces {
        match piece {
            Piece::Text(text) => planner.text(text),
            Piece::Pause(seconds) => planner.pause(*seconds),
        }
    }
    planner.flush();
    let mut segments = planner.segments;
    if segments.iter().any(|segment| matches!(segment, Segment::Speech(_))) {
        segments.push(Segment::Silence(samples(request.silence_after, LONGEST_SILENCE_AFTER)));
    }
    segments.retain(|segment| *segment != Segment::Silence(0));
    segments
}

fn samples(seconds: f32, longest: f32) -> u64 {
    // A number that is none is no pause.
    if seconds > 0.0 { (f64::from(seconds.min(longest)) * f64::from(SAMPLE_RATE)).round() as u64 } else { 0 }
}

struct Planner<'a> {
    segments: Vec<Segment>,
    /// Of the document that is being filled.
    parts: Vec<Part>,
    billed: usize,
    total: usize,
    style: &'a Style,
}

impl Planner<'_> {
    fn pause(&mut self, seconds: f32) {
        let silence = samples(seconds, LONGEST_PAUSE);
        let ms = silence.div_ceil(u64::from(SAMPLE_RATE) / 1000);
        match u32::try_from(ms) {
            _ if silence == 0 => {}
            Ok(ms) if ms <= LONGEST_BREAK && self.speaks() && self.total + BREAK_COST < TOTAL => {
                self.parts.push(Part::Break(ms));
                self.total += BREAK_COST;
            }
            _ => {
                self.flush();
                self.segments.push(Segment::Silence(silence));
            }
        }
    }

    fn text(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            let fits = self.fits(rest);
            if fits == rest.len() {
                self.push(rest);
                return;
            }
            // What is left of a full document is worth filling only at a sentence's end.
            let cut = cut(rest, fits, self.parts.is_empty());
            self.push(&rest[..cut]);
            self.flush();
            rest = &rest[cut..];
        }
    }

    /// Bytes of `text` that still fit.
    fn fits(&self, text: &str) -> usize {
        let (mut billed, mut total) = (self.billed, self.total);
        for (at, c) in text.char_indices() {
            billed += c.len_utf16();
            total += cost(c);
            if billed > BILLED || total > TOTAL {
                return at;
            }
        }
        text.len()
    }

    fn push(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.billed += text.chars().map(char::len_utf16).sum::<usize>();
        self.total += text.chars().map(cost).sum::<usize>();
        self.parts.push(Part::Text(text.to_owned()));
    }

    fn speaks(&self) -> bool {
        let is_spoken =
            |part: &Part| matches!(part, Part::Text(text) if text.chars().any(char::is_alphanumeric));
        self.parts.iter().any(is_spoken)
    }

    /// Ends the document; pauses at its end are our own.
    fn flush(&mut self) {
        let speaks = self.speaks();
        let mut parts = std::mem::take(&mut self.parts);
        (self.billed, self.total) = (0, 0);
        let mut after = Vec::new();
        while let Some(Part::Break(ms)) = parts.last().filter(|_| speaks) {
            after.push(Segment::Silence(u64::from(*ms) * u64::from(SAMPLE_RATE) / 1000));
            parts.pop();
        }
        if speaks {
            self.segments.push(Segment::Speech(Document::new(&parts, self.style)));
        }
        self.segments.extend(after);
    }
}

/// Where to cut `text`, of which `fits` bytes may be taken: at the end of a sentence, else (where `must` is
/// set) of a clause, a word, or anywhere.
fn cut(text: &str, fits: usize, must: bool) -> usize {
    let sentence = split_sentences(text)
        .into_iter()
        .filter(|range| range.start > 0 && range.start <= fits && ends_sentence(&text[..range.start]))
        .map(|range| range.start)
        .next_back();
    if let Some(at) = sentence {
        return at;
    }
    if !must {
        return 0;
    }
    let part = &text[..fits];
    let after = |wanted: fn(char) -> bool| {
        part.char_indices().rev().find(|&(at, c)| at > 0 && wanted(c)).map(|(at, c)| at + c.len_utf8())
    };
    after(|c| matches!(c, ',' | ';' | ':' | '—' | '，' | '、' | '；' | '：'))
        .or_else(|| after(char::is_whitespace))
        .unwrap_or(fits)
        .max(text.chars().next().map_or(0, char::len_utf8))
}

/// The splitter of the speech crate cuts long sentences too; those cuts are no sentence's end.
fn ends_sentence(before: &str) -> bool {
    let last = before.trim_end().trim_end_matches(['"', '\'', '”', '’', '»', ')', ']']);
    last.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟'])
        || before.trim_end_matches(' ').ends_with('\n')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(pieces: &[Piece], expect: &str) {
        let request = SentenceRequest { pieces: pieces.to_vec(), ..SentenceRequest::default() };
        let shown: Vec<String> = plan(&request, &Style::default())
            .into_iter()
            .map(|segment| match segment {
                Segment::Silence(samples) => samples.to_string(),
                Segment::Speech(document) => document.ssml.replace("<speak>", "(").replace("</speak>", ")"),
            })
            .collect();
        assert_eq!(shown.join(" "), expect);
    }

    fn text(text: &str) -> Piece {
        Piece::Text(text.into())
    }

    #[test]
    fn pauses_and_silences() {
        let pause = Piece::Pause;
        check(&[text("Hi.")], "(Hi.) 9600");
        check(&[pause(1.0), text("Hi."), pause(0.5)], "48000 (Hi.) 24000 9600");
        let mark = "<mark name=\"break\"/>";
        check(&[text("A "), pause(0.25), text("b.")], &format!("(A {mark}<break time=\"250ms\"/>b.) 9600"));
        check(&[text("A."), pause(11.0), text("B.")], "(A.) 528000 (B.) 9600");
        check(&[text("?!"), pause(1.0)], "48000");
        check(&[text(""), text(" ")], "");
        check(&[text("A."), pause(f32::NAN), pause(-1.0), text("B.")], "(A.B.) 9600");
        check(&[pause(1e9)], "2880000");
    }

    #[test]
    fn long_texts_are_cut_at_sentences() {
        let text = "One sentence of some words, with a clause. ".repeat(200);
        let documents = documents(&text);
        assert!(documents.len() >= 3);
        assert!(documents.iter().all(|document| document.text.trim_end().ends_with('.')));
        // Nothing to cut at.
        let word = "ä".repeat(20_000);
        assert_eq!(self::documents(&word).iter().map(|d| d.text.chars().count()).sum::<usize>(), 20_000);
        // Clauses, then spaces.
        assert!(self::documents(&"some words, ".repeat(400))[0].text.trim_end().ends_with(','));
        assert!(self::documents(&"some words ".repeat(400))[0].text.ends_with(' '));
    }

    fn documents(text: &str) -> Vec<Document> {
        let segments = plan(&SentenceRequest::text(text), &Style::default());
        let documents = segments.into_iter().filter_map(|segment| match segment {
            Segment::Speech(document) => Some(document),
            Segment::Silence(_) => None,
        });
        documents.collect()
    }

    proptest! {
        #[test]
        fn every_document_fits_and_no_word_is_lost(word in "[a-z&<.,! \u{4e00}-\u{4e10}\u{1f600}]{1,40}", times in 1usize..400) {
            let text = word.repeat(times);
            let documents = documents(&text);
            let mut kept = String::new();
            for document in &documents {
                prop_assert!(document.text.encode_utf16().count() <= 3000);
                prop_assert!(document.ssml.encode_utf16().count() <= 6000);
                kept.push_str(&document.text);
            }
            let letters = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).count();
            prop_assert_eq!(letters(&kept), letters(&text));
        }
    }
}
