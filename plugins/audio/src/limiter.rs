//! A look-ahead peak limiter: nothing leaves above [`CEILING`], and loud moments are turned down before they
//! come, without a click.

use std::collections::VecDeque;

/// -1 dBFS: room for what lossy codecs add.
pub const CEILING: f32 = 0.891_250_9;
/// Samples a channel that the limiter looks ahead: 1.3 ms, long enough that turning down is no click.
pub const LOOKAHEAD: usize = 64;
/// Share of the way back to full gain that is gone a sample: 63 % in 80 ms.
const RELEASE: f32 = 1.0 / (0.080 * 48_000.0);

/// Stereo, with one gain for both channels so that the picture of the sound does not move.
///
/// The gain at a sample is the mean over the last `LOOKAHEAD` samples of the least gain needed in the
/// `LOOKAHEAD` samples after each; every one of those looks at the sample itself, so the mean is low enough.
#[derive(Debug, Clone)]
pub struct Limiter {
    /// Samples that were taken but not yet given.
    waiting: VecDeque<[f32; 2]>,
    /// Needed gains of the window, least first: place and gain.
    least: VecDeque<(u64, f32)>,
    taken: u64,
    released: f32,
    recent: VecDeque<f32>,
    recent_sum: f64,
}

impl Default for Limiter {
    fn default() -> Self {
        Self {
            waiting: VecDeque::with_capacity(LOOKAHEAD + 1),
            least: VecDeque::with_capacity(LOOKAHEAD + 1),
            taken: 0,
            released: 1.0,
            recent: std::iter::repeat_n(1.0, LOOKAHEAD).collect(),
            recent_sum: LOOKAHEAD as f64,
        }
    }
}

impl Limiter {
    /// Takes one sample of both channels; from the `LOOKAHEAD + 1`st on gives the one taken `LOOKAHEAD`
    /// before, and its gain.
    pub fn push(&mut self, sample: [f32; 2]) -> Option<([f32; 2], f32)> {
        let peak = sample[0].abs().max(sample[1].abs());
        let needed = if peak > CEILING { CEILING / peak } else { 1.0 };
        while self.least.back().is_some_and(|(_, gain)| *gain >= needed) {
            self.least.pop_back();
        }
        self.least.push_back((self.taken, needed));
        self.taken += 1;
        self.waiting.push_back(sample);
        if self.waiting.len() <= LOOKAHEAD {
            return None;
        }
        let place = self.taken - 1 - LOOKAHEAD as u64;
        while self.least.front().is_some_and(|(at, _)| *at < place) {
            self.least.pop_front();
        }
        let least = self.least.front().map_or(1.0, |(_, gain)| *gain);
        self.released = least.min(self.released + (1.0 - self.released) * RELEASE);
        self.recent.push_back(self.released);
        self.recent_sum += f64::from(self.released);
        self.recent_sum -= f64::from(self.recent.pop_front().unwrap_or(1.0));
        let gain = (self.recent_sum / LOOKAHEAD as f64).min(1.0) as f32;
        // Rounding may leave a sample a hair too high.
        let limit = |sample: f32| (sample * gain).clamp(-CEILING, CEILING);
        self.waiting.pop_front().map(|[left, right]| ([limit(left), limit(right)], gain))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn limit(input: &[f32]) -> Vec<(f32, f32)> {
        let mut limiter = Limiter::default();
        let padded = input.iter().copied().chain(std::iter::repeat_n(0.0, LOOKAHEAD));
        padded.filter_map(|s| limiter.push([s, -s]).map(|([left, _], gain)| (left, gain))).collect()
    }

    #[test]
    fn quiet_sound_passes_unchanged() {
        let input: Vec<f32> = (0..5_000).map(|i| (i as f32 * 0.05).sin() * 0.89).collect();
        let output: Vec<f32> = limit(&input).into_iter().map(|(s, _)| s).collect();
        assert_eq!(input, output);
    }

    #[test]
    fn a_loud_moment_is_turned_down_smoothly() {
        let input: Vec<f32> = (0..48_000)
            .map(|i| (i as f32 * 0.05).sin() * if (10_000..12_000).contains(&i) { 3.0 } else { 0.5 })
            .collect();
        let output = limit(&input);
        assert_eq!(output.len(), input.len());
        assert!(output.iter().all(|(s, _)| s.abs() <= CEILING));
        let steepest = output.windows(2).map(|w| (w[0].1 - w[1].1).abs()).fold(0.0, f32::max);
        assert!(steepest < 0.015, "gain moves by {steepest} a sample");
        assert!(output[9_000].1 == 1.0 && output[11_000].1 < 0.4 && output[40_000].1 > 0.99);
    }

    proptest! {
        #[test]
        fn nothing_is_above_the_ceiling(input in prop::collection::vec(-20.0_f32..20.0, 1..600)) {
            for (sample, gain) in limit(&input) {
                prop_assert!(sample.abs() <= CEILING && gain > 0.0 && gain <= 1.0);
            }
        }
    }
}
