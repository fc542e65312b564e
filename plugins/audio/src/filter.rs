//! A high pass that takes rumble off the voice.

use std::f64::consts::TAU;

/// Second order, Butterworth, one channel (the bilinear biquad of R. Bristow-Johnson's cookbook).
#[derive(Debug, Clone)]
pub(crate) struct HighPass {
    b: [f64; 3],
    a: [f64; 2],
    /// Transposed direct form II.
    state: [f64; 2],
}

impl HighPass {
    /// -3 dB at `hertz`, at 48 kHz.
    pub(crate) fn new(hertz: f64) -> Self {
        let omega = TAU * hertz / f64::from(protocol::SAMPLE_RATE);
        let alpha = omega.sin() / std::f64::consts::SQRT_2;
        let (cos, a0) = (omega.cos(), 1.0 + alpha);
        let b0 = (1.0 + cos) / 2.0 / a0;
        Self { b: [b0, -2.0 * b0, b0], a: [-2.0 * cos / a0, (1.0 - alpha) / a0], state: [0.0; 2] }
    }

    pub(crate) fn run(&mut self, samples: &mut [f32]) {
        for sample in samples {
            let x = f64::from(*sample);
            let y = self.b[0] * x + self.state[0];
            self.state[0] = self.b[1] * x - self.a[0] * y + self.state[1];
            self.state[1] = self.b[2] * x - self.a[1] * y;
            *sample = y as f32;
        }
        // What is left of a sound must not linger as numbers too small to be fast.
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
    fn check(hertz: f64, expect_db: f64, within: f64) {
        let mut samples: Vec<f32> =
            (0..96_000).map(|i| (TAU * hertz * f64::from(i) / 48_000.0).sin() as f32).collect();
        HighPass::new(70.0).run(&mut samples);
        let tail = &samples[48_000..];
        let power = tail.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>() / tail.len() as f64;
        let db = 10.0 * (2.0 * power).log10();
        assert!((db - expect_db).abs() < within, "{hertz} Hz: {db} dB");
    }

    #[test]
    fn rumble_goes_and_speech_stays() {
        check(20.0, -21.8, 0.5);
        check(70.0, -3.01, 0.1);
        check(150.0, -0.2, 0.1);
        check(1_000.0, 0.0, 0.02);
    }
}
