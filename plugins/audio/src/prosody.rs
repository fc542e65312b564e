//! How a voice sounds beside its words: loudness and pitch, a hundred times a second, as its sound comes.
//!
//! Owns the measuring. What a head or a brow makes of it is theirs.

use crate::filter::Biquad;
use protocol::{
    SAMPLE_RATE,
    media::{TONE_STEP, Tone},
};
use std::collections::VecDeque;

/// Pitch is looked for at this rate, Hz: the fundamental of any voice lies far below.
const RATE: usize = 8_000;
const DECIMATION: usize = SAMPLE_RATE as usize / RATE;
const STEP: usize = TONE_STEP as usize / DECIMATION;
/// Samples that pitch is measured over, 40 ms: three periods of a low voice.
const WINDOW: usize = RATE * 40 / 1000;
/// Periods of 400 Hz and of 60 Hz.
const LAGS: (usize, usize) = (RATE / 400, RATE / 60);
/// Periodicity (0..1) above which a sound has a pitch.
const VOICED: f32 = 0.5;
/// A period this much shorter wins over one that fits this little better: multiples of a period fit as well.
const SHORTER: f32 = 0.9;
/// Loudness 0 and 1 in dB below full scale.
const RANGE_DB: (f32, f32) = (-52.0, -14.0);

/// Measures a voice's sound, piece by piece.
#[derive(Debug, Clone)]
pub struct Prosody {
    /// Keeps what lies above half of [`RATE`] from folding down.
    low_pass: [Biquad; 2],
    phase: usize,
    /// The last samples at [`RATE`].
    recent: VecDeque<f32>,
    fresh: usize,
}

impl Default for Prosody {
    fn default() -> Self {
        Self {
            low_pass: [Biquad::low_pass(1_500.0), Biquad::low_pass(1_500.0)],
            phase: 0,
            recent: std::iter::repeat_n(0.0, WINDOW).collect(),
            fresh: 0,
        }
    }
}

impl Prosody {
    /// Takes the next samples at 48 kHz; gives a measurement for every 480 of them, counted from the first.
    pub fn push(&mut self, sound: &[f32]) -> Vec<Tone> {
        let mut tones = Vec::with_capacity(sound.len() / TONE_STEP as usize + 1);
        for &sample in sound {
            let sample = if sample.is_finite() { f64::from(sample) } else { 0.0 };
            let smooth = self.low_pass.iter_mut().fold(sample, |s, filter| filter.step(s));
            self.phase += 1;
            if self.phase < DECIMATION {
                continue;
            }
            self.phase = 0;
            self.recent.pop_front();
            self.recent.push_back(smooth as f32);
            self.fresh += 1;
            if self.fresh == STEP {
                self.fresh = 0;
                tones.push(tone(self.recent.make_contiguous()));
            }
        }
        tones
    }
}

/// Loudness of the last 20 ms of `window`, and the pitch of all of it.
fn tone(window: &[f32]) -> Tone {
    let power = |of: &[f32]| of.iter().map(|s| s * s).sum::<f32>() / of.len() as f32;
    let level_db = 10.0 * power(&window[window.len() / 2..]).max(1e-10).log10();
    let loudness = ((level_db - RANGE_DB.0) / (RANGE_DB.1 - RANGE_DB.0)).clamp(0.0, 1.0);
    let pitch = if loudness > 0.05 { pitch(window) } else { None };
    Tone { loudness, pitch }
}

/// Pitch in semitones above 100 Hz, by normalised autocorrelation.
fn pitch(window: &[f32]) -> Option<f32> {
    let similar = |lag: usize| {
        let (a, b) = (&window[..window.len() - lag], &window[lag..]);
        let (mut product, mut left, mut right) = (0.0_f32, 1e-9_f32, 1e-9_f32);
        for (x, y) in a.iter().zip(b) {
            product += x * y;
            left += x * x;
            right += y * y;
        }
        product / (left * right).sqrt()
    };
    let all: Vec<f32> = (LAGS.0 - 1..=LAGS.1 + 1).map(similar).collect();
    let peaks = (1..all.len() - 1).filter(|&i| all[i] >= all[i - 1] && all[i] > all[i + 1]);
    let best = peaks.clone().map(|i| all[i]).fold(VOICED, f32::max);
    let first = peaks.into_iter().find(|&i| all[i] >= VOICED && all[i] >= SHORTER * best)?;
    // The peak lies between samples: a parabola through three of them tells where.
    let (l, m, r) = (all[first - 1], all[first], all[first + 1]);
    let between = 0.5 * (l - r) / (l - 2.0 * m + r).min(-1e-6);
    let hertz = RATE as f32 / ((LAGS.0 - 1 + first) as f32 + between);
    Some(12.0 * (hertz / 100.0).log2())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f32::consts::TAU;

    fn voiced(hertz: f32, level: f32, seconds: f32) -> Vec<f32> {
        let samples = (seconds * SAMPLE_RATE as f32) as usize;
        // A voice has overtones, and its second may be stronger than its first.
        let partials = [(1.0, 0.5), (2.0, 0.8), (3.0, 0.5), (4.0, 0.3), (8.0, 0.2)];
        let at = |n: usize| {
            let t = n as f32 / SAMPLE_RATE as f32;
            partials.iter().map(|(k, a)| a * (TAU * k * hertz * t).sin()).sum::<f32>() * level
        };
        (0..samples).map(at).collect()
    }

    #[test]
    fn pitch_is_found_within_a_third_of_a_semitone() {
        for hertz in [75.0, 98.0, 120.0, 180.0, 240.0, 330.0] {
            let tones = Prosody::default().push(&voiced(hertz, 0.2, 0.4));
            let expect = 12.0 * (hertz / 100.0_f32).log2();
            for tone in &tones[6..] {
                let Some(found) = tone.pitch else { panic!("{hertz} Hz has no pitch") };
                assert!((found - expect).abs() < 0.34, "{hertz} Hz: {found} for {expect} semitones");
            }
        }
    }

    #[test]
    fn silence_and_noise_have_no_pitch() {
        let mut seed = 1_u32;
        let mut noise = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) as f32 / (1 << 23) as f32 - 1.0
        };
        let hiss: Vec<f32> = (0..24_000).map(|_| 0.2 * noise()).collect();
        let pitched = Prosody::default().push(&hiss).iter().filter(|t| t.pitch.is_some()).count();
        assert!(pitched <= 5, "{pitched} of 50");
        let still = Prosody::default().push(&[0.0; 4_800]);
        assert!(still.iter().all(|t| t.pitch.is_none() && t.loudness == 0.0));
        assert!(Prosody::default().push(&[f32::NAN; 4_800]).iter().all(|t| t.loudness == 0.0));
    }

    #[test]
    fn pieces_give_what_the_whole_gives() {
        let sound = voiced(140.0, 0.1, 0.3);
        let whole = Prosody::default().push(&sound);
        let mut pieces = Prosody::default();
        let parted: Vec<Tone> = sound.chunks(777).flat_map(|c| pieces.push(c)).collect();
        assert_eq!(whole, parted);
        assert_eq!(whole.len(), sound.len() / TONE_STEP as usize);
    }

    #[test]
    fn louder_is_louder() {
        let of = |level: f32| Prosody::default().push(&voiced(120.0, level, 0.2))[15].loudness;
        assert!(of(0.3) > of(0.1) && of(0.1) > of(0.03) && of(0.3) <= 1.0);
    }
}
