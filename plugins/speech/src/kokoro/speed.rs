//! Whether a machine keeps up with Kokoro: measured, since no list of processors would say.

use super::KokoroVoice;
use crate::{Cancel, SentenceRequest, SpeechPart, SynthesisError, Synthesizer};
use std::time::Instant;

/// What is said to find out: three seconds.
const SENTENCE: &str = "Welcome back, I am so glad you are here today.";
/// Real-time factor from which on a machine does not keep up: what is left over is for a busy moment.
const ENOUGH: f64 = 0.7;

/// How fast the voice is here and now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Keeping {
    /// Seconds of work a second of speech, the better of two runs.
    pub real_time_factor: f64,
    /// Seconds until the first sound of a ten-word sentence.
    pub first_sound: f64,
}

impl Keeping {
    /// Whether it can be heard live without gaps.
    pub fn is_enough(&self) -> bool {
        self.real_time_factor < ENOUGH
    }
}

/// Says a short sentence twice (some four seconds of work on one thread) and tells how fast that was, on the threads
/// that the voice was loaded with. Ask at start, not on air.
///
/// # Errors
/// What the voice says.
pub fn keeps_up(voice: &mut KokoroVoice) -> Result<Keeping, SynthesisError> {
    let mut best = Keeping { real_time_factor: f64::INFINITY, first_sound: f64::INFINITY };
    for _ in 0..2 {
        let request = SentenceRequest { silence_after: 0.0, ..SentenceRequest::text(SENTENCE) };
        let begun = Instant::now();
        let (mut samples, mut first) = (0, None);
        voice.synthesize(&request, &Cancel::default(), &mut |part| {
            if let SpeechPart::Audio(audio) = part {
                first.get_or_insert_with(|| begun.elapsed().as_secs_f64());
                samples += audio.len();
            }
        })?;
        let factor = begun.elapsed().as_secs_f64() * 48_000.0 / samples.max(1) as f64;
        best.real_time_factor = best.real_time_factor.min(factor);
        best.first_sound = best.first_sound.min(first.unwrap_or(f64::INFINITY));
    }
    Ok(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit() {
        let at = |real_time_factor| Keeping { real_time_factor, first_sound: 0.3 }.is_enough();
        assert!(at(0.69) && !at(0.7) && !at(f64::INFINITY) && !at(f64::NAN));
    }
}
