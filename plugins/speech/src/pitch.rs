//! Pitch for any engine: said at another speed, then resampled back to the speed that was asked for.
//!
//! That moves the formants with the pitch, as a tape does; up to some four semitones a voice still sounds like itself.
//! An engine with a pitch of its own does not need it. It knows no engine.

use crate::{
    Cancel, Resampler, SentenceRequest, SpeechPart, SynthesisError, Synthesizer, resample::output_sample,
};
use protocol::{SAMPLE_RATE, timeline::Timeline};

/// Steps of the rate that is resampled from, Hz: at most 3.6 cents wrong, and at most 480 filters.
const RATE_STEP: f64 = 100.0;

/// Says a sentence with the pitch that it asks for (-12 to 12 semitones, clamped; a number that is none is 0), through an
/// engine that does not do so itself: it is asked for pitch 0.
///
/// # Errors
/// What the engine says.
pub fn shifted(
    voice: &mut dyn Synthesizer,
    request: &SentenceRequest,
    cancel: &Cancel,
    sink: &mut dyn FnMut(SpeechPart),
) -> Result<(), SynthesisError> {
    let rate = rate(request.pitch);
    let mut plain = SentenceRequest { pitch: 0.0, ..request.clone() };
    if rate == SAMPLE_RATE {
        return voice.synthesize(&plain, cancel, sink);
    }
    let factor = rate as f32 / SAMPLE_RATE as f32;
    plain.speed /= factor;
    plain.silence_after *= factor;
    for piece in &mut plain.pieces {
        if let crate::Piece::Pause(seconds) = piece {
            *seconds *= factor;
        }
    }
    let mut shifter = Shifter::new(rate);
    voice.synthesize(&plain, cancel, &mut |part| shifter.take(part, sink))
}

/// Makes 48 kHz of parts whose audio is to be heard at another rate.
pub(crate) struct Shifter {
    rate: u32,
    resampler: Resampler,
    /// Samples that the timeline still promises.
    due: u64,
}

impl Shifter {
    pub(crate) fn new(rate: u32) -> Self {
        Self { rate, resampler: Resampler::new(rate), due: 0 }
    }

    pub(crate) fn take(&mut self, part: SpeechPart, sink: &mut dyn FnMut(SpeechPart)) {
        match part {
            SpeechPart::Timeline(timeline) => {
                self.due = timeline.samples;
                sink(SpeechPart::Timeline(scaled(&timeline, self.rate)));
            }
            SpeechPart::Audio(samples) => {
                self.due = self.due.saturating_sub(samples.len() as u64);
                let mut out = Vec::new();
                self.resampler.push(&samples, &mut out);
                if self.due == 0 {
                    self.resampler.finish(&mut out);
                }
                if !out.is_empty() {
                    sink(SpeechPart::Audio(out));
                }
            }
            other => sink(other),
        }
    }
}

/// The rate at which audio at 48 kHz would have the pitch.
pub(crate) fn rate(semitones: f32) -> u32 {
    let semitones = if semitones.is_finite() { f64::from(semitones.clamp(-12.0, 12.0)) } else { 0.0 };
    let exact = f64::from(SAMPLE_RATE) * (semitones / 12.0).exp2();
    ((exact / RATE_STEP).round() * RATE_STEP) as u32
}

/// The times of audio at `rate` when it is 48 kHz: phones still tile, and the end is the resampler's.
pub(crate) fn scaled(timeline: &Timeline, rate: u32) -> Timeline {
    let at = |sample: u64| output_sample(sample, rate);
    let mut timeline = timeline.clone();
    for phone in &mut timeline.phones {
        (phone.start, phone.end) = (at(phone.start), at(phone.end));
    }
    for word in &mut timeline.words {
        (word.start, word.end) = (at(word.start), at(word.end));
    }
    for sentence in &mut timeline.sentences {
        (sentence.start, sentence.end) = (at(sentence.start), at(sentence.end));
    }
    timeline.samples = at(timeline.samples);
    timeline
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::timeline::{PhoneSpan, SentenceSpan, WordSpan};

    /// Says a tone of 200 Hz for a second at speed 1, in chunks of odd sizes.
    struct Tone;

    impl Synthesizer for Tone {
        fn name(&self) -> &str {
            "tone"
        }

        fn synthesize(
            &mut self,
            request: &SentenceRequest,
            cancel: &Cancel,
            sink: &mut dyn FnMut(SpeechPart),
        ) -> Result<(), SynthesisError> {
            assert_eq!(request.pitch, 0.0);
            let samples = (48_000.0 / request.speed) as u64;
            let edges = [0, 1_001, 1_500, samples];
            let phones = edges.windows(2).map(|edge| PhoneSpan {
                phone: "a".into(),
                start: edge[0],
                end: edge[1],
                stress: 0,
            });
            let (word, text) = ("a".to_owned(), "a".to_owned());
            sink(SpeechPart::Timeline(Timeline {
                sample_rate: SAMPLE_RATE,
                samples,
                phones: phones.collect(),
                words: vec![WordSpan { word, start: 1_001, end: 1_500 }],
                sentences: vec![SentenceSpan { text, start: 0, end: samples }],
            }));
            let tone: Vec<f32> =
                (0..samples).map(|i| (i as f32 * 200.0 / 48_000.0 * std::f32::consts::TAU).sin()).collect();
            for chunk in tone.chunks(7_777) {
                cancel.check()?;
                sink(SpeechPart::Audio(chunk.to_vec()));
            }
            Ok(())
        }
    }

    #[track_caller]
    fn check(semitones: f32, speed: f32) {
        let request = SentenceRequest { pitch: semitones, speed, ..SentenceRequest::text("a") };
        let (mut timeline, mut audio) = (None, Vec::new());
        shifted(&mut Tone, &request, &Cancel::default(), &mut |part| match part {
            SpeechPart::Timeline(times) => timeline = Some(times),
            SpeechPart::Audio(samples) => audio.extend(samples),
            _ => {}
        })
        .unwrap();
        let timeline: Timeline = timeline.unwrap();
        assert_eq!(timeline.check(), Ok(()));
        assert_eq!(timeline.samples, audio.len() as u64);
        let seconds = audio.len() as f32 / 48_000.0 * speed;
        assert!((seconds - 1.0).abs() < 0.01, "as long as without: {seconds}");
        // Where it crosses zero upwards.
        let crossings: Vec<usize> =
            (2_000..audio.len() - 2_000).filter(|i| audio[*i] < 0.0 && audio[i + 1] >= 0.0).collect();
        let periods = crossings.len() - 1;
        let hertz = periods as f32 * 48_000.0 / (crossings[periods] - crossings[0]) as f32;
        let expect = 200.0 * (semitones.clamp(-12.0, 12.0) / 12.0).exp2();
        assert!((hertz / expect).log2().abs() < 5.0 / 1200.0, "{hertz} instead of {expect}");
        // The tone itself begins and ends as if cut off.
        let inside = &audio[200..audio.len() - 200];
        let steepest = inside.windows(2).map(|w| (w[1] - w[0]).abs()).fold(0.0, f32::max);
        assert!(steepest < 1.1 * expect / 48_000.0 * std::f32::consts::TAU, "a click: {steepest}");
    }

    #[test]
    fn pitch_moves_and_time_does_not() {
        for semitones in [-12.0, -2.0, -0.5, 0.0, 1.0, 2.0, 7.0, 12.0, 40.0] {
            check(semitones, 1.0);
        }
        check(2.0, 0.5);
        check(-3.0, 1.7);
    }

    #[test]
    fn a_number_that_is_none_is_no_pitch() {
        assert_eq!(rate(f32::NAN), SAMPLE_RATE);
        assert_eq!(rate(f32::INFINITY), SAMPLE_RATE);
        assert_eq!((rate(12.0), rate(-12.0)), (96_000, 24_000));
    }
}
