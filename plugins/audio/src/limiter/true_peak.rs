//! The peak between samples, by oversampling four times (ITU-R BS.1770, annex 2). It turns nothing down.

use crate::resample::{bessel_i0, sinc};
use std::sync::LazyLock;

/// Samples of the future that a peak is measured from.
pub(super) const AFTER: usize = 12;
/// Samples that the filter looks at.
const TAPS: usize = 2 * AFTER;
/// Points between two samples.
const POINTS: usize = 3;
/// Three points of two channels, and two to fill a vector.
const LANES: usize = 8;
/// Shape of the Kaiser window: flat nearly up to half the rate, so that hiss is measured too.
const KAISER_BETA: f64 = 4.5;
/// No point between samples can be more than 1/0.3 of the largest of them (the sum of a filter's taps).
const QUIET: f32 = 0.25;

/// The filters of the three points, one after the other in the first half of a row and again in the second.
static FILTERS: LazyLock<[[f32; LANES]; TAPS]> = LazyLock::new(|| {
    let mut rows = [[0.0; LANES]; TAPS];
    for point in 0..POINTS {
        let fraction = (point + 1) as f64 / (POINTS + 1) as f64;
        let tap = |tap: usize| {
            let x = tap as f64 - (AFTER as f64 - 1.0) - fraction;
            let inside = (1.0 - (x / AFTER as f64).powi(2)).max(0.0);
            sinc(x) * bessel_i0(KAISER_BETA * inside.sqrt())
        };
        let sum: f64 = (0..TAPS).map(tap).sum();
        for (i, row) in rows.iter_mut().enumerate() {
            let value = (tap(i) / sum) as f32;
            row[point] = value;
            row[point + LANES / 2] = value;
        }
    }
    rows
});

/// Measures both channels at once.
#[derive(Debug, Clone)]
pub(super) struct TruePeak {
    /// The last samples, written twice so that they always lie in a row.
    history: [[f32; 2]; TAPS * 2],
    next: usize,
    /// Samples since one that was not quiet.
    quiet: usize,
}

impl Default for TruePeak {
    fn default() -> Self {
        Self { history: [[0.0; 2]; TAPS * 2], next: 0, quiet: TAPS }
    }
}

impl TruePeak {
    /// Takes a sample; gives the larger of the two channels' peaks at the sample that came [`AFTER`] before
    /// and up to the next. Quiet places are not measured and read no more than they are.
    pub(super) fn push(&mut self, sample: [f32; 2]) -> f32 {
        self.history[self.next] = sample;
        self.history[self.next + TAPS] = sample;
        self.next = (self.next + 1) % TAPS;
        let size = sample[0].abs().max(sample[1].abs());
        self.quiet = if size > QUIET { 0 } else { self.quiet + 1 };
        if self.quiet >= TAPS {
            return 0.0;
        }
        let window = &self.history[self.next..self.next + TAPS];
        let mut sums = [0.0_f32; LANES];
        for ([left, right], taps) in window.iter().zip(FILTERS.iter()) {
            let pair = [*left, *left, *left, *left, *right, *right, *right, *right];
            for lane in 0..LANES {
                sums[lane] += pair[lane] * taps[lane];
            }
        }
        let [left, right] = window[AFTER - 1];
        sums.iter().fold(left.abs().max(right.abs()), |peak, s| peak.max(s.abs()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(hertz: f32, phase: f32, level: f32) {
        let mut peaks = TruePeak::default();
        let tone = |i: i32| level * (i as f32 * std::f32::consts::TAU * hertz / 48_000.0 + phase).sin();
        let read: Vec<f32> = (0..4_800).map(|i| peaks.push([tone(i), 0.1])).collect();
        let most = read[100..].iter().copied().fold(0.0, f32::max);
        let db = 20.0 * (most / level).log10();
        assert!((-0.3..0.1).contains(&db), "{hertz} Hz: {db} dB");
    }

    #[test]
    fn tones_read_their_peak_wherever_the_samples_lie() {
        for hertz in [100.0, 997.0, 4_000.0, 6_000.0, 8_000.0, 12_000.0] {
            for phase in [0.0, 0.4, 0.785, 1.2] {
                check(hertz, phase, 0.9);
            }
        }
    }

    #[test]
    fn no_quiet_place_hides_a_peak() {
        let most = |point: usize| FILTERS.iter().map(|row| row[point].abs()).sum::<f32>();
        for point in 0..POINTS {
            assert!(most(point) * QUIET < super::super::THRESHOLD, "{}", most(point));
        }
    }
}
