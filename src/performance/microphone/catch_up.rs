//! Takes back a delay that a network caused: in the speaker's pauses what is silent is left out.

use std::collections::VecDeque;

/// So late is no delay: the pieces of a network come unevenly, and between two frames. Samples, 40 ms.
const EVEN: u64 = 1_920;
/// A pause is at least so long, of which the beginning is kept, so that words stay apart: samples, 60 ms. What is known
/// of it is a tenth of a second old.
const PAUSE: u64 = 2_880;
/// Silence in any room, as the root of its mean square: -60 dB.
const SILENT: f32 = 1e-3;
/// A pause is at most so much louder than the quietest of late: 6 dB.
const ABOVE_QUIETEST: f32 = 2.0;
/// Samples of which the level is measured: 10 ms.
const MEASURED: usize = 480;
/// Levels that are remembered: three seconds.
const REMEMBERED: usize = 300;
/// Samples over which what comes after a gap is faded in, and what was before it out: 5 ms.
const FADE: usize = 240;

/// Leaves silence out.
#[derive(Default)]
pub(super) struct CatchUp {
    levels: VecDeque<f32>,
    /// The beginning of what was left out, while nothing followed it.
    left_out: Vec<f32>,
}

impl CatchUp {
    /// What is to be heard of `samples`, which come when a pause lasts `pausing` samples already, and all is `late` by
    /// so many.
    pub(super) fn take(&mut self, mut samples: Vec<f32>, pausing: u64, late: u64) -> Vec<f32> {
        // Each is measured, whatever came before it.
        let loud = samples.chunks(MEASURED).filter(|piece| !self.is_silent(piece)).count();
        let most = late.saturating_sub(EVEN);
        if most > 0 && loud == 0 && pausing >= PAUSE {
            let gone = (most as usize).min(samples.len());
            let rest = samples.split_off(gone);
            let begins = FADE.saturating_sub(self.left_out.len()).min(gone);
            self.left_out.extend(&samples[..begins]);
            samples = rest;
        }
        if !samples.is_empty() {
            let length = self.left_out.len().min(samples.len());
            for (n, (kept, gone)) in samples.iter_mut().zip(self.left_out.drain(..)).enumerate() {
                let part = (n + 1) as f32 / (length + 1) as f32;
                *kept = gone + (*kept - gone) * part;
            }
        }
        samples
    }

    fn is_silent(&mut self, piece: &[f32]) -> bool {
        let level = (piece.iter().map(|s| s * s).sum::<f32>() / piece.len().max(1) as f32).sqrt();
        let quietest = self.levels.iter().copied().fold(f32::INFINITY, f32::min);
        if self.levels.len() == REMEMBERED {
            self.levels.pop_front();
        }
        self.levels.push_back(level);
        level <= SILENT.max(quietest.min(level) * ABOVE_QUIETEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hum(level: f32, samples: usize) -> Vec<f32> {
        (0..samples).map(|n| level * (n as f32 * 0.06).sin()).collect()
    }

    /// Samples that are left of a piece of 20 ms.
    #[track_caller]
    fn check(catch_up: &mut CatchUp, level: f32, pausing: u64, late: u64, left: usize) {
        assert_eq!(catch_up.take(hum(level, 960), pausing, late).len(), left);
    }

    #[test]
    fn only_silence_in_a_pause_is_left_out_and_only_what_is_late() {
        let mut catch_up = CatchUp::default();
        check(&mut catch_up, 0.004, 0, 0, 960);
        check(&mut catch_up, 0.2, 0, 48_000, 960);
        check(&mut catch_up, 0.2, 48_000, 48_000, 960);
        check(&mut catch_up, 0.004, 0, 48_000, 960);
        check(&mut catch_up, 0.004, 4_800, EVEN, 960);
        check(&mut catch_up, 0.004, 4_800, EVEN + 60, 900);
        check(&mut catch_up, 0.004, 4_800, 48_000, 0);
        check(&mut catch_up, 0.2, 4_800, 47_040, 960);
    }

    #[test]
    fn the_gap_is_not_heard() {
        let mut catch_up = CatchUp::default();
        let room = hum(0.004, 4_800);
        let mut heard = catch_up.take(room[..960].to_vec(), 4_800, 0);
        assert!(catch_up.take(room[960..2_000].to_vec(), 4_800, 48_000).is_empty());
        heard.extend(catch_up.take(room[2_000..].to_vec(), 4_800, 0));
        let steps = |sound: &[f32]| sound.windows(2).map(|p| (p[1] - p[0]).abs()).fold(0.0, f32::max);
        assert!(steps(&heard) < 1.5 * steps(&room), "{} and {}", steps(&heard), steps(&room));
        assert_eq!(heard.len(), room.len() - 1_040);
    }
}
