//! A look-ahead limiter of true peaks: what leaves is under [`CEILING`] between the samples too, and loud moments
//! are turned down before they come, without a click.

mod true_peak;

use std::collections::VecDeque;
use true_peak::{AFTER, TruePeak};

/// -1 dB: of samples as of true peaks; room for what lossy codecs add.
pub const CEILING: f32 = 0.891_250_9;
/// Samples a channel that the limiter looks ahead: 1.3 ms, of which the measuring of true peaks takes 12.
pub const LOOKAHEAD: usize = 64;
/// Samples over which the gain comes down before a peak: 1.1 ms.
const ATTACK: usize = LOOKAHEAD - AFTER;
/// Samples for which the gain stays down after a peak: 15 ms, longer than a period of most voices, so that the
/// gain does not swing with them; that would be distortion.
const HOLD: i64 = 720;
/// Share of the way back to full gain that is gone a sample: 63 % in 120 ms.
const RELEASE: f64 = 1.0 / (0.120 * 48_000.0);
/// What four points a sample may miss of a peak between them, and what gains that move add: 0.4 dB. White noise,
/// 17 dB too loud, then reads -1.2 dBTP.
const MARGIN: f32 = 0.954_992_6;
/// What measured true peaks are held under.
const THRESHOLD: f32 = CEILING * MARGIN;

/// Stereo, with one gain for both channels so that the picture of the sound does not move.
///
/// The gain at a sample is the mean over the last `ATTACK` samples of the least gain needed from `HOLD` before
/// to `ATTACK` after each; every one of those looks at the sample itself, so the mean is low enough.
#[derive(Debug, Clone)]
pub struct Limiter {
    /// Samples that were taken but not yet given.
    waiting: VecDeque<[f32; 2]>,
    peaks: TruePeak,
    /// Needed gains of the window, least first: place and gain.
    least: VecDeque<(i64, f32)>,
    taken: i64,
    released: f64,
    recent: VecDeque<f64>,
    recent_sum: f64,
}

impl Default for Limiter {
    fn default() -> Self {
        Self {
            waiting: VecDeque::with_capacity(LOOKAHEAD + 1),
            peaks: TruePeak::default(),
            least: VecDeque::with_capacity(HOLD as usize + LOOKAHEAD + 1),
            taken: 0,
            released: 1.0,
            recent: std::iter::repeat_n(1.0, ATTACK).collect(),
            recent_sum: ATTACK as f64,
        }
    }
}

impl Limiter {
    /// Takes one sample of both channels; from the `LOOKAHEAD + 1`st on gives the one taken `LOOKAHEAD`
    /// before, and its gain.
    pub fn push(&mut self, sample: [f32; 2]) -> Option<([f32; 2], f32)> {
        let sample = sample.map(|s| if s.is_finite() { s } else { 0.0 });
        let peak = self.peaks.push(sample);
        let needed = if peak > THRESHOLD { THRESHOLD / peak } else { 1.0 };
        while self.least.back().is_some_and(|(_, gain)| *gain >= needed) {
            self.least.pop_back();
        }
        self.least.push_back((self.taken - AFTER as i64, needed));
        // Before the first sample too the gain comes down for it.
        let place = self.taken - LOOKAHEAD as i64;
        self.taken += 1;
        while self.least.front().is_some_and(|(at, _)| *at < place - HOLD) {
            self.least.pop_front();
        }
        let least = self.least.front().map_or(1.0, |(_, gain)| *gain);
        let risen = self.released + (1.0 - self.released) * RELEASE;
        self.released = f64::from(least).min(if risen > 0.999_9 { 1.0 } else { risen });
        self.recent.push_back(self.released);
        self.recent_sum += self.released;
        self.recent_sum -= self.recent.pop_front().unwrap_or(1.0);
        let gain = (self.recent_sum / ATTACK as f64).min(1.0) as f32;
        self.waiting.push_back(sample);
        if self.waiting.len() <= LOOKAHEAD {
            return None;
        }
        // Rounding may leave a sample a hair too high.
        let limit = |sample: f32| (sample * gain).clamp(-CEILING, CEILING);
        self.waiting.pop_front().map(|[left, right]| ([limit(left), limit(right)], gain))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ebur128::{EbuR128, Mode};
    use proptest::prelude::*;

    fn limit(input: &[f32]) -> Vec<(f32, f32)> {
        let mut limiter = Limiter::default();
        let padded = input.iter().copied().chain(std::iter::repeat_n(0.0, LOOKAHEAD));
        padded.filter_map(|s| limiter.push([s, -s]).map(|([left, _], gain)| (left, gain))).collect()
    }

    fn true_peak(samples: &[f32]) -> f64 {
        let mut meter = EbuR128::new(1, 48_000, Mode::TRUE_PEAK).unwrap();
        meter.add_frames_f32(samples).unwrap();
        meter.add_frames_f32(&[0.0; 100]).unwrap();
        20.0 * meter.true_peak(0).unwrap().log10()
    }

    #[test]
    fn quiet_sound_passes_unchanged() {
        let input: Vec<f32> = (0..5_000).map(|i| (i as f32 * 0.05).sin() * 0.84).collect();
        let output: Vec<f32> = limit(&input).into_iter().map(|(s, _)| s).collect();
        // Breaking off in the middle of a period is a peak between samples.
        assert!(input[..4_900] == output[..4_900]);
    }

    #[test]
    fn a_loud_moment_is_turned_down_smoothly() {
        let input: Vec<f32> = (0..96_000)
            .map(|i| (i as f32 * 0.05).sin() * if (10_000..12_000).contains(&i) { 3.0 } else { 0.5 })
            .collect();
        let output = limit(&input);
        assert_eq!(output.len(), input.len());
        assert!(output.iter().all(|(s, _)| s.abs() <= CEILING));
        let steepest = output.windows(2).map(|w| (w[0].1 - w[1].1).abs()).fold(0.0, f32::max);
        assert!(steepest < 0.016, "gain moves by {steepest} a sample");
        assert!(output[9_000].1 == 1.0 && output[11_000].1 < 0.4 && output[90_000].1 == 1.0);
    }

    #[test]
    fn the_gain_does_not_swing_with_the_voice() {
        // A voice of 110 Hz, 4 dB too loud.
        let input: Vec<f32> =
            (0..48_000).map(|i| (i as f32 * std::f32::consts::TAU * 110.0 / 48_000.0).sin() * 1.4).collect();
        let gains: Vec<f32> = limit(&input)[5_000..40_000].iter().map(|(_, gain)| *gain).collect();
        let (least, most) = gains.iter().fold((1.0_f32, 0.0_f32), |(a, b), g| (a.min(*g), b.max(*g)));
        assert!(most - least < 1e-3, "{least} to {most}");
    }

    #[test]
    fn peaks_between_samples_are_held_too() {
        // A quarter of the rate, the samples 45 degrees off the peaks: they read 3 dB less.
        let input: Vec<f32> = (0..4_800)
            .map(|i| {
                ((i as f32 + 0.5) * std::f32::consts::FRAC_PI_2).sin() * 1.2 * (i as f32 / 2_000.0).min(1.0)
            })
            .collect();
        assert!(true_peak(&input) > 1.0);
        let output: Vec<f32> = limit(&input).into_iter().map(|(s, _)| s).collect();
        let peak = true_peak(&output);
        assert!((-1.8..=-1.0).contains(&peak), "{peak}");
    }

    proptest! {
        #[test]
        fn nothing_is_above_the_ceiling(input in prop::collection::vec(-20.0_f32..20.0, 1..600)) {
            let output = limit(&input);
            for (sample, gain) in &output {
                prop_assert!(sample.abs() <= CEILING && *gain > 0.0 && *gain <= 1.0);
            }
        }

        #[test]
        fn true_peaks_of_anything_like_sound_are_under(
            tones in prop::collection::vec((20.0_f32..16_000.0, 0.0_f32..6.3, 0.0_f32..2.0), 1..6),
        ) {
            let input: Vec<f32> = (0..4_800)
                .map(|i| tones.iter().map(|(hertz, phase, level)| {
                    level * (i as f32 * hertz * std::f32::consts::TAU / 48_000.0 + phase).sin()
                }).sum())
                .collect();
            let output: Vec<f32> = limit(&input).into_iter().map(|(s, _)| s).collect();
            // The hard edges of the pieces themselves are no sound.
            let peak = true_peak(&output[..4_800]);
            prop_assert!(peak <= -1.0 + 0.05, "{peak}");
        }
    }
}
