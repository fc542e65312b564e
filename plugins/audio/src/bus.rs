//! Buses and their faders.

use crate::strip::decibels;

/// Samples that a fader takes to its new place: 20 ms, so that no move of it clicks.
const TRAVEL: f32 = 960.0;
/// The range of a fader in dB.
const RANGE_DB: (f32, f32) = (-80.0, 12.0);

/// What is mixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bus {
    /// What is said.
    Voice,
    /// The bed.
    Music,
    /// Stings and beeps.
    Effects,
}

/// The fader of a bus.
#[derive(Debug, Clone)]
pub(crate) struct Fader {
    db: f32,
    muted: bool,
    now: f32,
    target: f32,
    step: f32,
}

impl Default for Fader {
    fn default() -> Self {
        Self { db: 0.0, muted: false, now: 1.0, target: 1.0, step: 0.0 }
    }
}

impl Fader {
    /// Sets the gain; what is not a number changes nothing.
    pub(crate) fn set(&mut self, db: f32) {
        if !db.is_nan() {
            self.db = db.clamp(RANGE_DB.0, RANGE_DB.1);
            self.go();
        }
    }

    pub(crate) fn mute(&mut self, muted: bool) {
        self.muted = muted;
        self.go();
    }

    fn go(&mut self) {
        self.target = if self.muted || self.db <= RANGE_DB.0 { 0.0 } else { decibels(self.db) };
        self.step = (self.target - self.now).abs() / TRAVEL;
    }

    /// Applies it to samples of `channels` interleaved channels.
    pub(crate) fn run(&mut self, samples: &mut [f32], channels: usize) {
        if self.now == self.target {
            if self.now != 1.0 {
                samples.iter_mut().for_each(|sample| *sample *= self.now);
            }
            return;
        }
        for frame in samples.chunks_exact_mut(channels) {
            frame.iter_mut().for_each(|sample| *sample *= self.now);
            let way = self.target - self.now;
            self.now = if way.abs() <= self.step { self.target } else { self.now + self.step.copysign(way) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(moves: impl Fn(&mut Fader), expect: f32) {
        let mut fader = Fader::default();
        moves(&mut fader);
        let mut samples = vec![1.0; 4_000];
        fader.run(&mut samples, 2);
        let steepest = samples.windows(2).map(|w| (w[0] - w[1]).abs()).fold(0.0, f32::max);
        assert!(steepest <= 4.0 / TRAVEL, "{steepest}");
        assert!((samples[3_999] - expect).abs() < 1e-6, "{}", samples[3_999]);
    }

    #[test]
    fn a_fader_goes_where_it_is_sent_without_a_step() {
        check(|f| f.set(-6.0206), 0.5);
        check(|f| f.set(f32::NAN), 1.0);
        check(|f| f.set(1_000.0), decibels(12.0));
        check(|f| f.set(-80.0), 0.0);
        check(|f| f.mute(true), 0.0);
        check(
            |f| {
                f.mute(true);
                f.set(-6.0206);
                f.mute(false);
            },
            0.5,
        );
    }
}
