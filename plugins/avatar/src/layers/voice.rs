//! What the sound of the voice does to a body: its swelling and its melody, slowed down to what a head can follow.
//!
//! A head moves at 1-2 Hz, half as fast as a mouth: loudness and pitch are averaged over some 300 ms, and what lasts
//! longer than a second and a half is taken off. Averages look 100 ms ahead, which is less than the sound that is
//! there before a sentence begins, so that sound that comes later never changes what has been shown.

use super::LayerContext;
use protocol::media::{TONE_STEP, Tone};
use std::f32::consts::TAU;

/// Tones that the averages look ahead.
const AHEAD: i64 = 10;
/// Tones that the quick average spans, and the slow one.
const QUICK: i64 = 42;
const SLOW: i64 = 170;

/// The voice at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Voice {
    /// How much louder than of late, about -0.5 to 0.5.
    pub swell: f32,
    /// Semitones above what it was of late; 0 where it has no pitch.
    pub rise: f32,
    /// How loud of late, 0 to 1.
    pub effort: f32,
    /// Whether there is sound to follow: 0 where a speech is known by its timeline alone.
    pub heard: f32,
}

/// The voice at the context's moment.
pub(super) fn at(context: &LayerContext) -> Voice {
    let mut sum = Voice::default();
    let reach = SLOW * TONE_STEP.cast_signed();
    for span in context.spans {
        if span.tones.is_empty() || context.sample < span.start - reach || context.sample > span.end() + reach
        {
            continue;
        }
        // What was cut off is not heard any more.
        let said = ((span.end() - span.start) / TONE_STEP.cast_signed()).max(0).unsigned_abs();
        let tones = &span.tones[..span.tones.len().min(usize::try_from(said).unwrap_or(usize::MAX))];
        #[expect(clippy::cast_precision_loss, reason = "a sentence has few tones")]
        let now = (context.sample - span.start) as f32 / TONE_STEP as f32;
        let (quick, slow) = (average(tones, now, QUICK), average(tones, now, SLOW));
        let usual = slow.pitch / slow.voiced.max(1e-3);
        sum.swell += quick.loudness - slow.loudness;
        sum.rise += quick.pitch - usual * quick.voiced;
        sum.effort += slow.loudness;
        sum.heard = 1.0;
    }
    sum
}

/// Averages in a window of time: a raised cosine, silent where there is no sound.
#[derive(Debug, Clone, Copy, Default)]
struct Average {
    loudness: f32,
    /// Share of the window that has a pitch.
    voiced: f32,
    /// Pitch times that share.
    pitch: f32,
}

#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a window has few tones")]
fn average(tones: &[Tone], now: f32, span: i64) -> Average {
    let end = now + AHEAD as f32;
    let first = (end.ceil() as i64 - span).max(0);
    let last = (end.floor() as i64).min(tones.len() as i64 - 1);
    let mut sum = Average::default();
    for index in first..=last {
        let tone = tones[usize::try_from(index).unwrap_or(0)];
        let weight = (1.0 - (TAU * (end - index as f32) / span as f32).cos()) / span as f32;
        sum.loudness += weight * tone.loudness;
        if let Some(pitch) = tone.pitch {
            sum.voiced += weight;
            sum.pitch += weight * pitch;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::{RATE, SpeechSpan, evaluate};
    use protocol::timeline::Timeline;

    /// Two seconds that swell every half second, and rise towards their end.
    fn span() -> SpeechSpan {
        let mut span = SpeechSpan::new(RATE, &Timeline::silence(96_000), 1);
        let tone = |n: u16| {
            let t = f32::from(n) / 100.0;
            let pitch = (t % 0.5 < 0.4).then_some(3.0 + 4.0 * (t - 1.0).max(0.0));
            Tone { loudness: 0.5 - 0.4 * (TAU * 2.0 * t).cos(), pitch }
        };
        span.hear(&(0..200).map(tone).collect::<Vec<_>>());
        span
    }

    fn voice(span: &SpeechSpan, sample: i64) -> Voice {
        at(&LayerContext { spans: std::slice::from_ref(span), ..LayerContext::idle(sample, 1) })
    }

    #[test]
    fn it_follows_loudness_and_melody_and_comes_to_rest() {
        let span = span();
        let swells: Vec<f32> = (100..300).map(|n| voice(&span, n * 480).swell).collect();
        let peaks = swells.windows(3).filter(|w| w[1] > w[0] && w[1] >= w[2] && w[1] > 0.02).count();
        assert!((3..=5).contains(&peaks), "{peaks} swells of 4");
        assert!(voice(&span, 290 * 480).rise > 0.5, "the voice rises at its end");
        assert!(voice(&span, 150 * 480).rise.abs() < 0.2);
        let rest = voice(&span, 300 * 480 + SLOW * 480 + 1);
        assert_eq!(rest, Voice::default());
    }

    #[test]
    fn sound_that_comes_later_changes_nothing_that_was_shown() {
        let whole = span();
        let mut growing = SpeechSpan::new(RATE, &Timeline::silence(96_000), 1);
        growing.hear(&whole.tones[..20]);
        for frame in 0..60_i64 {
            let sample = RATE + frame * 1600;
            let known = growing.tones.len();
            let wanted = (((frame + 1) * 1600) / 480 + 20).clamp(0, 200);
            growing.hear(&whole.tones[known..usize::try_from(wanted).unwrap_or(0).max(known)]);
            assert_eq!(voice(&growing, sample), voice(&whole, sample), "at frame {frame}");
        }
    }

    #[test]
    fn the_head_goes_along() {
        let span = span();
        let pitches = |spans: &[SpeechSpan]| -> Vec<f32> {
            let head = |n: i64| {
                let pose = evaluate(&LayerContext { spans, ..LayerContext::idle(n * 1600, 1) });
                pose.head.pitch + pose.neck.pitch
            };
            (30..90).map(head).collect()
        };
        let mute = SpeechSpan::new(RATE, &Timeline::silence(96_000), 1);
        let (with, without) = (pitches(&[span]), pitches(&[mute]));
        let by = with.iter().zip(&without).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!((0.5..6.0).contains(&by), "the voice moves the head by {by} degrees");
        assert!(with.windows(2).all(|w| (w[1] - w[0]).abs() < 1.0), "the head jumps");
    }
}
