//! What was said when: phones, words and sentences of a piece of speech, in samples at 48 kHz.
//!
//! A timeline is relative: sample 0 is the first sample of the audio it belongs to.

use serde::{Deserialize, Serialize};

/// Name of the phone that is silence.
pub const PAUSE: &str = "_";

/// Stress of a syllable that the text emphasises.
pub const EMPHASIS: u8 = 3;

/// The exact times of a piece of speech.
///
/// Phones tile `[0, samples)` with neither gap nor overlap; words and sentences lie in order inside of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Timeline {
    /// Samples a second of every time here; always 48000.
    pub sample_rate: u32,
    /// Length of the audio in samples.
    pub samples: u64,
    /// Phones, tiling the audio.
    pub phones: Vec<PhoneSpan>,
    /// Words as they were written, in order.
    pub words: Vec<WordSpan>,
    /// Sentences as they were written, in order.
    pub sentences: Vec<SentenceSpan>,
}

/// One phone in time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhoneSpan {
    /// IPA symbol, or `_` for silence.
    pub phone: String,
    /// First sample.
    pub start: u64,
    /// Sample after the last.
    pub end: u64,
    /// 0 none, 1 secondary, 2 primary stress (of the syllable that this vowel carries), 3 [`EMPHASIS`].
    #[serde(default, skip_serializing_if = "is_zero")]
    pub stress: u8,
}

/// One word in time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WordSpan {
    /// The word as written, with its punctuation stripped.
    pub word: String,
    /// First sample.
    pub start: u64,
    /// Sample after the last.
    pub end: u64,
}

/// One sentence in time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SentenceSpan {
    /// The sentence as written.
    pub text: String,
    /// First sample.
    pub start: u64,
    /// Sample after the last.
    pub end: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_zero(value: &u8) -> bool {
    *value == 0
}

/// What is wrong with a timeline.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimelineError {
    /// A phone does not begin where the one before it ended.
    #[error("phone {index} begins at sample {start}, but the one before it ended at {expected}")]
    Gap { index: usize, start: u64, expected: u64 },
    /// The last phone does not end with the audio.
    #[error("phones end at sample {end}, but the audio has {samples}")]
    End { end: u64, samples: u64 },
    /// A word or sentence lies outside of the audio or out of order.
    #[error("{kind} {index} spans samples {start}..{end}, out of order or outside of the audio")]
    Span { kind: &'static str, index: usize, start: u64, end: u64 },
}

impl Timeline {
    /// A timeline of `samples` of silence.
    pub fn silence(samples: u64) -> Self {
        let phones = if samples == 0 {
            Vec::new()
        } else {
            vec![PhoneSpan { phone: PAUSE.into(), start: 0, end: samples, stress: 0 }]
        };
        Self { sample_rate: crate::SAMPLE_RATE, samples, phones, ..Self::default() }
    }

    /// Appends `other`, moved to the end of this one.
    pub fn append(&mut self, other: &Self) {
        let by = self.samples;
        self.sample_rate = crate::SAMPLE_RATE;
        let moved = |start: u64, end: u64| (start + by, end + by);
        self.phones.extend(other.phones.iter().map(|p| {
            let (start, end) = moved(p.start, p.end);
            PhoneSpan { start, end, ..p.clone() }
        }));
        self.words.extend(other.words.iter().map(|w| {
            let (start, end) = moved(w.start, w.end);
            WordSpan { start, end, ..w.clone() }
        }));
        self.sentences.extend(other.sentences.iter().map(|s| {
            let (start, end) = moved(s.start, s.end);
            SentenceSpan { start, end, ..s.clone() }
        }));
        self.samples += other.samples;
    }

    /// What is left of it from sample `from` on, which becomes sample 0. A phone or a sentence that `from` cuts
    /// keeps its rest; a word that it cuts is gone.
    pub fn since(&self, from: u64) -> Self {
        let from = from.min(self.samples);
        let phones = self.phones.iter().filter(|p| p.end > from).map(|p| PhoneSpan {
            start: p.start.saturating_sub(from),
            end: p.end - from,
            ..p.clone()
        });
        let words = self.words.iter().filter(|w| w.start >= from && w.end > from);
        let words = words.map(|w| WordSpan { start: w.start - from, end: w.end - from, ..w.clone() });
        let sentences = self.sentences.iter().filter(|s| s.end > from).map(|s| SentenceSpan {
            start: s.start.saturating_sub(from),
            end: s.end - from,
            ..s.clone()
        });
        Self {
            sample_rate: self.sample_rate,
            samples: self.samples - from,
            phones: phones.collect(),
            words: words.collect(),
            sentences: sentences.collect(),
        }
    }

    /// Checks the promises that the type makes.
    ///
    /// # Errors
    /// The first broken promise.
    pub fn check(&self) -> Result<(), TimelineError> {
        let mut expected = 0;
        for (index, p) in self.phones.iter().enumerate() {
            if p.start != expected || p.end < p.start {
                return Err(TimelineError::Gap { index, start: p.start, expected });
            }
            expected = p.end;
        }
        if expected != self.samples {
            return Err(TimelineError::End { end: expected, samples: self.samples });
        }
        let words = self.words.iter().map(|w| (w.start, w.end));
        check_order("word", words, self.samples)?;
        let sentences = self.sentences.iter().map(|s| (s.start, s.end));
        check_order("sentence", sentences, self.samples)
    }
}

fn check_order(
    kind: &'static str,
    spans: impl Iterator<Item = (u64, u64)>,
    samples: u64,
) -> Result<(), TimelineError> {
    let mut before = 0;
    for (index, (start, end)) in spans.enumerate() {
        if start < before || end < start || end > samples {
            return Err(TimelineError::Span { kind, index, start, end });
        }
        before = end;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn appended_timelines_still_tile() {
        let mut line = Timeline::silence(100);
        line.append(&Timeline {
            sentences: vec![SentenceSpan { text: "x".into(), start: 1, end: 40 }],
            ..Timeline::silence(50)
        });
        assert_eq!(line.check(), Ok(()));
        assert_eq!((line.samples, line.sentences[0].start), (150, 101));
    }

    #[test]
    fn the_rest_of_a_timeline_is_one() {
        let word = |word: &str, start, end| WordSpan { word: word.into(), start, end };
        let mut line = Timeline::silence(100);
        line.append(&Timeline::silence(50));
        line.words = vec![word("a", 0, 40), word("b", 60, 110), word("c", 110, 150)];
        line.sentences = vec![SentenceSpan { text: "a b c".into(), start: 0, end: 150 }];
        for from in 0..=160 {
            let rest = line.since(from);
            assert_eq!(rest.check(), Ok(()));
            assert_eq!(rest.samples, 150_u64.saturating_sub(from));
        }
        let rest = line.since(60);
        let words: Vec<_> = rest.words.iter().map(|w| (w.word.as_str(), w.start, w.end)).collect();
        assert_eq!(words, [("b", 0, 50), ("c", 50, 90)]);
        assert_eq!(rest.phones.len(), 2);
        assert_eq!(rest.sentences[0].end, 90);
    }

    #[test]
    fn a_gap_is_found() {
        let mut line = Timeline::silence(100);
        line.append(&Timeline::silence(50));
        line.phones[1].start = 101;
        assert_eq!(line.check(), Err(TimelineError::Gap { index: 1, start: 101, expected: 100 }));
    }
}
