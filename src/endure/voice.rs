//! A voice that costs nothing: every word takes its time and is silent. It says nothing that anybody would hear.

use protocol::timeline::{PhoneSpan, SentenceSpan, Timeline, WordSpan};
use speech::{Cancel, SentenceRequest, SpeechPart, SynthesisError, Synthesizer};

/// Samples of a word: a third of a second, as people speak.
const WORD: u64 = 16_000;

/// Says each word as a third of a second of silence.
#[derive(Clone, Copy, Default)]
pub struct Mute;

impl Synthesizer for Mute {
    fn name(&self) -> &str {
        "mute"
    }

    fn synthesize(
        &mut self,
        sentence: &SentenceRequest,
        cancel: &Cancel,
        sink: &mut dyn FnMut(SpeechPart),
    ) -> Result<(), SynthesisError> {
        let text = sentence.said();
        let words: Vec<&str> = text.split_whitespace().collect();
        let samples = WORD * words.len() as u64;
        let word = |(i, word): (usize, &&str)| WordSpan {
            word: (*word).into(),
            start: WORD * i as u64,
            end: WORD * (i as u64 + 1),
        };
        sink(SpeechPart::Timeline(Timeline {
            words: words.iter().enumerate().map(word).collect(),
            phones: vec![PhoneSpan { phone: "a".into(), start: 0, end: samples, stress: 0 }],
            sentences: vec![SentenceSpan { text: text.clone(), start: 0, end: samples }],
            ..Timeline::silence(samples)
        }));
        for _ in words {
            cancel.check()?;
            sink(SpeechPart::Audio(vec![0.0; WORD as usize]));
        }
        Ok(())
    }
}
