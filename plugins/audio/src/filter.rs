//! The filters of the voice: a high pass that takes rumble off, and the band in which sibilants lie.

use std::f64::consts::TAU;

/// Second order, one channel (the bilinear biquads of R. Bristow-Johnson's cookbook).
#[derive(Debug, Clone)]
pub(crate) struct Biquad {
    b: [f64; 3],
    a: [f64; 2],
    /// Transposed direct form II.
    state: [f64; 2],
}

impl Biquad {
    /// A Butterworth high pass, -3 dB at `hertz`, at 48 kHz.
    pub(crate) fn high_pass(hertz: f64) -> Self {
        let omega = TAU * hertz / f64::from(protocol::SAMPLE_RATE);
        let alpha = omega.sin() / std::f64::consts::SQRT_2;
        let (cos, a0) = (omega.cos(), 1.0 + alpha);
        let b0 = (1.0 + cos) / 2.0 / a0;
        Self { b: [b0, -2.0 * b0, b0], a: [-2.0 * cos / a0, (1.0 - alpha) / a0], state: [0.0; 2] }
    }

    /// A Butterworth low pass, -3 dB at `hertz`, at 48 kHz.
    pub(crate) fn low_pass(hertz: f64) -> Self {
        let omega = TAU * hertz / f64::from(protocol::SAMPLE_RATE);
        let alpha = omega.sin() / std::f64::consts::SQRT_2;
        let (cos, a0) = (omega.cos(), 1.0 + alpha);
        let b0 = (1.0 - cos) / 2.0 / a0;
        Self { b: [b0, 2.0 * b0, b0], a: [-2.0 * cos / a0, (1.0 - alpha) / a0], state: [0.0; 2] }
    }

    /// A band pass: 0 dB and no phase at the middle of the band, -3 dB at `low` and `high` hertz, at 48 kHz.
    /// What it gives, taken `k` times off its input, leaves `1 - k` of the middle of the band.
    pub(crate) fn band_pass(low: f64, high: f64) -> Self {
        let rate = f64::from(protocol::SAMPLE_RATE);
        // The bilinear transform bends frequencies; edges are bent back, so that they lie where they are asked.
        let (low, high) = ((TAU * low / rate / 2.0).tan(), (TAU * high / rate / 2.0).tan());
        let omega = 2.0 * (low * high).sqrt().atan();
        let alpha = omega.sin() / 2.0 * (high - low) / (low * high).sqrt();
        let (cos, a0) = (omega.cos(), 1.0 + alpha);
        let b0 = alpha / a0;
        Self { b: [b0, 0.0, -b0], a: [-2.0 * cos / a0, (1.0 - alpha) / a0], state: [0.0; 2] }
    }

    /// One sample.
    pub(crate) fn step(&mut self, x: f64) -> f64 {
        let y = self.b[0] * x + self.state[0];
        self.state[0] = self.b[1] * x - self.a[0] * y + self.state[1];
        self.state[1] = self.b[2] * x - self.a[1] * y;
        y
    }

    pub(crate) fn run(&mut self, samples: &mut [f32]) {
        for sample in samples {
            *sample = self.step(f64::from(*sample)) as f32;
        }
        self.settle();
    }

    /// What is left of a sound must not linger as numbers too small to be fast.
    pub(crate) fn settle(&mut self) {
        for state in &mut self.state {
            if state.abs() < 1e-15 {
                *state = 0.0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(mut filter: Biquad, hertz: f64, expect_db: f64, within: f64) {
        let mut samples: Vec<f32> =
            (0..96_000).map(|i| (TAU * hertz * f64::from(i) / 48_000.0).sin() as f32).collect();
        filter.run(&mut samples);
        let tail = &samples[48_000..];
        let power = tail.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>() / tail.len() as f64;
        let db = 10.0 * (2.0 * power).log10();
        assert!((db - expect_db).abs() < within, "{hertz} Hz: {db} dB");
    }

    #[test]
    fn rumble_goes_and_speech_stays() {
        check(Biquad::high_pass(70.0), 20.0, -21.8, 0.5);
        check(Biquad::high_pass(70.0), 70.0, -3.01, 0.1);
        check(Biquad::high_pass(70.0), 150.0, -0.2, 0.1);
        check(Biquad::high_pass(70.0), 1_000.0, 0.0, 0.02);
    }

    #[test]
    fn a_low_pass_takes_what_is_above_it() {
        check(Biquad::low_pass(1_500.0), 150.0, 0.0, 0.02);
        check(Biquad::low_pass(1_500.0), 1_500.0, -3.01, 0.1);
        check(Biquad::low_pass(1_500.0), 6_000.0, -25.5, 1.5);
    }

    #[test]
    fn the_band_of_sibilants_is_where_it_was_asked() {
        check(Biquad::band_pass(5_000.0, 9_000.0), 5_000.0, -3.01, 0.05);
        check(Biquad::band_pass(5_000.0, 9_000.0), 9_000.0, -3.01, 0.05);
        check(Biquad::band_pass(5_000.0, 9_000.0), 6_758.0, 0.0, 0.05);
        check(Biquad::band_pass(5_000.0, 9_000.0), 1_000.0, -20.3, 0.3);
    }
}
