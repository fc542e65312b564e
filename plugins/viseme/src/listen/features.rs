//! What the ear takes from sound: the power of 32 bands of the mel scale, a frame each 10 ms.
//!
//! It works at whatever rate the sound has, so nothing is resampled: the window is 25 ms long in samples of that rate,
//! and the bands are given in hertz. It knows no speech and no levels; that is the normaliser's.

use realfft::{RealFftPlanner, RealToComplex, num_complex::Complex};
use std::sync::Arc;

/// Frames in a second.
pub const FRAMES_PER_SECOND: u64 = 100;
/// Bands of a frame.
pub const BANDS: usize = 32;
/// Half of the window in seconds (25 ms in all).
const HALF_WINDOW: f64 = 0.0125;
/// Hertz that the bands reach from and to.
const LOWEST: f32 = 100.0;
const HIGHEST: f32 = 7_600.0;
/// Hertz up to which the level of a frame is taken: where the power of voices is.
const LOUD_UP_TO: f32 = 4_000.0;
/// Power that is as good as none, -100 dB of a full sine: what 16 bits leave.
const NOTHING: f32 = 1e-10;
/// Bels under which nothing is speech, -75 dB of a full sine: the hiss of a quiet room in a quiet recording.
const INAUDIBLE: f32 = -7.5;
/// Samples louder than that are damage.
const LOUDEST: f32 = 64.0;
/// Rates that the bands make sense at.
const RATES: std::ops::RangeInclusive<u32> = 4_000..=768_000;

/// One frame, in bels (ten decibels) of a full-scale sine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Power of each band.
    pub bands: [f32; BANDS],
    /// Power of the whole.
    pub level: f32,
}

impl Frame {
    /// A frame of nothing.
    pub const SILENT: Self = Self { bands: [-10.0; BANDS], level: -10.0 };

    /// The frame, or one of nothing where it is too soft to be speech.
    pub fn audible(self) -> Self {
        if self.level < INAUDIBLE { Self::SILENT } else { self }
    }
}

/// Cuts sound into frames. Frame *n* is about the 10 ms from `n / 100` s on, and is given 7.5 ms after their end.
pub struct Ear {
    rate: u32,
    window: Vec<f32>,
    fft: Arc<dyn RealToComplex<f32>>,
    /// First bin and weights of each band.
    bands: Vec<(usize, Vec<f32>)>,
    /// Bins of the level.
    loud: std::ops::Range<usize>,
    /// Sound that is still needed; `first` is the place of its first sample in the whole, where before it all is nothing.
    held: Vec<f32>,
    first: i64,
    received: u64,
    given: u64,
    input: Vec<f32>,
    spectrum: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
}

impl Ear {
    /// For sound of `rate` samples a second. A rate out of 4 kHz to 768 kHz is taken as the nearest of them.
    pub fn new(rate: u32) -> Self {
        let rate = rate.clamp(*RATES.start(), *RATES.end());
        let half = (f64::from(rate) * HALF_WINDOW).round() as usize;
        let size = half * 2;
        // A Hann window that has its period in the transform: a constant stays in the lowest two bins.
        let window = |i: usize| 0.5 - 0.5 * (std::f32::consts::TAU * i as f32 / size as f32).cos();
        let fft = RealFftPlanner::<f32>::new().plan_fft_forward(size);
        let hertz = rate as f32 / size as f32;
        let bin = |at: f32| ((at / hertz).round() as usize).min(size / 2 + 1);
        let mut ear = Self {
            rate,
            // A full sine has the power 1.
            window: (0..size).map(|i| window(i) * 4.0 / size as f32).collect(),
            bands: bands(hertz, size / 2 + 1),
            loud: bin(LOWEST)..bin(LOUD_UP_TO),
            held: Vec::new(),
            first: 0,
            received: 0,
            given: 0,
            input: fft.make_input_vec(),
            spectrum: fft.make_output_vec(),
            scratch: fft.make_scratch_vec(),
            fft,
        };
        ear.reset();
        ear
    }

    /// Samples a second.
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// Samples that came since the start.
    pub fn received(&self) -> u64 {
        self.received
    }

    /// Takes sound and appends the frames that can be told. A sample that is no number is nothing.
    pub fn push(&mut self, samples: &[f32], out: &mut Vec<Frame>) {
        let sound = |s: &f32| if s.is_finite() { s.clamp(-LOUDEST, LOUDEST) } else { 0.0 };
        self.held.extend(samples.iter().map(sound));
        self.received += samples.len() as u64;
        self.produce(u64::MAX, out);
    }

    /// Appends the rest, as if nothing more were heard, and starts anew.
    pub fn finish(&mut self, out: &mut Vec<Frame>) {
        let rate = u64::from(self.rate);
        let total = (self.received * FRAMES_PER_SECOND).div_ceil(rate);
        self.held.resize(self.held.len() + self.window.len() * 2 + self.rate as usize / 50, 0.0);
        self.produce(total, out);
        self.reset();
    }

    fn reset(&mut self) {
        self.held.clear();
        self.held.resize(self.window.len(), 0.0);
        self.first = -(self.window.len() as i64);
        self.received = 0;
        self.given = 0;
    }

    fn produce(&mut self, limit: u64, out: &mut Vec<Frame>) {
        let half = self.window.len() as i64 / 2;
        while self.given < limit {
            let centre = (2 * self.given + 1) * u64::from(self.rate) / (2 * FRAMES_PER_SECOND);
            let start = (centre as i64 - half - self.first) as usize;
            if start + self.window.len() > self.held.len() {
                break;
            }
            out.push(self.frame(start));
            self.given += 1;
        }
        let next = (2 * self.given + 1) * u64::from(self.rate) / (2 * FRAMES_PER_SECOND);
        let past = (next as i64 - half - self.first).clamp(0, self.held.len() as i64);
        // Moved rarely, for a second of sound at a time.
        if past > i64::from(self.rate) || limit != u64::MAX {
            self.held.drain(..past as usize);
            self.first += past;
        }
    }

    fn frame(&mut self, start: usize) -> Frame {
        let sound = &self.held[start..start + self.window.len()];
        for ((input, sample), weight) in self.input.iter_mut().zip(sound).zip(&self.window) {
            *input = sample * weight;
        }
        if self.fft.process_with_scratch(&mut self.input, &mut self.spectrum, &mut self.scratch).is_err() {
            return Frame::SILENT;
        }
        let bels = |power: f32| (power + NOTHING).log10();
        let mut bands = [0.0; BANDS];
        for (band, (first, weights)) in bands.iter_mut().zip(&self.bands) {
            let bins = self.spectrum.get(*first..).unwrap_or_default();
            *band = bels(weights.iter().zip(bins).map(|(weight, bin)| weight * bin.norm_sqr()).sum());
        }
        let level = bels(self.spectrum[self.loud.clone()].iter().map(Complex::norm_sqr).sum());
        Frame { bands, level }
    }
}

/// Triangles on the mel scale: first bin, and weights from there on. Bins lie `hertz` apart; bands above the last of
/// them are empty.
fn bands(hertz: f32, bins: usize) -> Vec<(usize, Vec<f32>)> {
    let mel = |hertz: f32| 2595.0 * (1.0 + hertz / 700.0).log10();
    let (low, high) = (mel(LOWEST), mel(HIGHEST));
    let edge = |i: usize| {
        let mel = low + (high - low) * i as f32 / (BANDS + 1) as f32;
        700.0 * (10_f32.powf(mel / 2595.0) - 1.0) / hertz
    };
    (0..BANDS)
        .map(|i| {
            let (mut left, top, mut right) = (edge(i), edge(i + 1), edge(i + 2));
            // A band narrower than the bins still has its nearest ones.
            left = left.min(top - 1.0);
            right = right.max(top + 1.0);
            let first = left.ceil().max(0.0) as usize;
            let last = (right.floor() as usize).min(bins.saturating_sub(1));
            let weight = |k: usize| {
                let k = k as f32;
                ((k - left) / (top - left)).min((right - k) / (right - top)).max(0.0)
            };
            (first, (first..=last).map(weight).collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(rate: u32, hertz: f32, seconds: f32) -> Vec<f32> {
        let count = (rate as f32 * seconds) as usize;
        (0..count).map(|i| (std::f32::consts::TAU * hertz * i as f32 / rate as f32).sin()).collect()
    }

    fn frames(rate: u32, sound: &[f32], chunk: usize) -> Vec<Frame> {
        let (mut ear, mut out) = (Ear::new(rate), Vec::new());
        sound.chunks(chunk).for_each(|part| ear.push(part, &mut out));
        ear.finish(&mut out);
        out
    }

    #[test]
    fn chunks_do_not_matter_and_frames_cover_the_sound() {
        for rate in [8_000, 11_025, 16_000, 22_050, 44_100, 48_000] {
            let sound = tone(rate, 440.0, 1.234);
            let whole = frames(rate, &sound, usize::MAX);
            assert_eq!(whole.len(), (sound.len() as f64 * 100.0 / f64::from(rate)).ceil() as usize);
            for chunk in [1, 97, 480] {
                assert_eq!(whole, frames(rate, &sound, chunk), "{rate} {chunk}");
            }
        }
    }

    #[test]
    fn a_tone_is_in_its_band_as_loud_as_it_is_at_any_rate() {
        for rate in [8_000, 16_000, 44_100, 48_000, 96_000] {
            let frame = frames(rate, &tone(rate, 1_000.0, 0.5), 4_000)[20];
            assert!((frame.level - 0.15).abs() < 0.1, "{rate}: {}", frame.level);
            let (loudest, _) =
                frame.bands.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).expect("there are bands");
            assert!((10..=11).contains(&loudest), "{rate}: band {loudest}");
        }
    }

    #[test]
    fn a_constant_is_silence() {
        for frame in &frames(16_000, &vec![0.7; 16_000], 1_000)[3..90] {
            assert!(frame.level < -8.0, "{}", frame.level);
        }
    }

    #[test]
    fn what_is_no_number_is_nothing() {
        let sound = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e30].repeat(2_000);
        let found = frames(16_000, &sound, 500);
        assert!(
            found.iter().all(|frame| frame.level.is_finite() && frame.bands.iter().all(|b| b.is_finite()))
        );
    }
}
