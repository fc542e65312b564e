//! From a voice's own rate to 48 kHz, streaming, with the filter's delay removed. Rates above 48 kHz are those of sound
//! whose pitch is raised.
//!
//! A polyphase windowed sinc of our own: the ratio is a small fraction, the length must be exact to the
//! sample, and chunk borders must not be heard. It does not mix, and it changes one channel only.

use protocol::SAMPLE_RATE;
use std::f64::consts::PI;

/// Input samples on each side of an output sample that the filter looks at; more when it goes down.
const HALF_WIDTH: usize = 32;
/// Shape of the Kaiser window: 90 dB of stop band.
const KAISER_BETA: f64 = 9.0;
/// Cut-off as a share of the lower of the two Nyquist frequencies, so that the transition band is above it
/// only by a little.
const CUTOFF: f64 = 0.95;

/// Where an edge at input sample `k` of a stream at `rate` lies at 48 kHz: `round(k·48000/rate)`.
pub fn output_sample(k: u64, rate: u32) -> u64 {
    let (rate, scaled) = (u128::from(rate), u128::from(k) * u128::from(SAMPLE_RATE));
    ((2 * scaled + rate) / (2 * rate)) as u64
}

/// Resamples one channel. The sum of what [`push`](Self::push) and [`finish`](Self::finish) give is exactly
/// [`output_sample`]`(samples pushed)` samples, whatever the sizes of the chunks.
pub struct Resampler {
    rate: u32,
    /// Output samples after which the filter's phases repeat.
    phases: u64,
    /// Input samples that those take.
    step: u64,
    /// Input samples that a filter looks at to each side.
    half_width: usize,
    /// `phases` filters of `2·half_width` taps.
    taps: Vec<f32>,
    /// Input from sample `first` on; what came before is no longer needed.
    input: Vec<f32>,
    first: i64,
    received: u64,
    given: u64,
}

impl Resampler {
    /// From `rate` (8000 to 96000 samples a second; clamped) to 48000.
    pub fn new(rate: u32) -> Self {
        let rate = rate.clamp(8_000, 2 * SAMPLE_RATE);
        let common = greatest_common_divisor(rate, SAMPLE_RATE);
        let (phases, step) = (u64::from(SAMPLE_RATE / common), u64::from(rate / common));
        // Downwards, the filter ends at the new Nyquist frequency and is as much longer.
        let shrink = f64::from(rate.max(SAMPLE_RATE)) / f64::from(SAMPLE_RATE);
        let half_width = ((HALF_WIDTH as f64 * shrink).ceil() as usize).next_multiple_of(LANES / 2);
        let cutoff = CUTOFF / shrink;
        let mut taps = Vec::with_capacity(phases as usize * half_width * 2);
        for phase in 0..phases {
            let fraction = (phase * step % phases) as f64 / phases as f64;
            let row: Vec<f64> = (0..half_width * 2)
                .map(|tap| {
                    let x = tap as f64 - (half_width as f64 - 1.0) - fraction;
                    cutoff * sinc(cutoff * x) * kaiser(x / half_width as f64)
                })
                .collect();
            // Every phase passes a constant unchanged; otherwise the phases differ by a whisper of a tone.
            let sum: f64 = row.iter().sum();
            taps.extend(row.iter().map(|tap| (tap / sum) as f32));
        }
        Self {
            rate,
            phases,
            step,
            half_width,
            taps,
            input: vec![0.0; half_width],
            first: -(half_width as i64),
            received: 0,
            given: 0,
        }
    }

    /// Takes samples and appends what can be said for certain to `out`.
    pub fn push(&mut self, samples: &[f32], out: &mut Vec<f32>) {
        self.input.extend_from_slice(samples);
        self.received += samples.len() as u64;
        if self.rate == SAMPLE_RATE {
            out.extend_from_slice(samples);
            self.given += samples.len() as u64;
            self.input.clear();
            return;
        }
        self.produce(u64::MAX, out);
        let keep_from = (self.given * self.step / self.phases) as i64 - self.half_width as i64;
        let drop = (keep_from - self.first).clamp(0, self.input.len() as i64) as usize;
        self.input.drain(..drop);
        self.first += drop as i64;
    }

    /// Appends the rest and starts anew.
    pub fn finish(&mut self, out: &mut Vec<f32>) {
        if self.rate != SAMPLE_RATE {
            let total = output_sample(self.received, self.rate);
            self.input.resize(self.input.len() + self.half_width * 2, 0.0);
            self.produce(total, out);
        }
        self.reset();
    }

    /// Forgets all input, as after [`finish`](Self::finish), and says nothing.
    pub fn reset(&mut self) {
        self.input.clear();
        self.input.resize(self.half_width, 0.0);
        self.first = -(self.half_width as i64);
        self.received = 0;
        self.given = 0;
    }

    fn produce(&mut self, limit: u64, out: &mut Vec<f32>) {
        let end = self.first + self.input.len() as i64;
        while self.given < limit {
            let centre = (self.given * self.step / self.phases) as i64;
            let from = centre - (self.half_width as i64 - 1);
            if from + (self.half_width as i64) * 2 > end {
                break;
            }
            let row = (self.given % self.phases) as usize * self.half_width * 2;
            let start = (from - self.first) as usize;
            let samples = &self.input[start..start + self.half_width * 2];
            let taps = &self.taps[row..row + self.half_width * 2];
            out.push(dot(samples, taps));
            self.given += 1;
        }
    }
}

/// Sums that are kept apart, so that the processor makes them at once.
const LANES: usize = 8;

/// Of two slices of one length, a multiple of [`LANES`].
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0; LANES];
    for (a, b) in a.as_chunks::<LANES>().0.iter().zip(b.as_chunks::<LANES>().0) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum()
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

fn sinc(x: f64) -> f64 {
    if x.abs() < 1e-9 { 1.0 } else { (PI * x).sin() / (PI * x) }
}

/// Kaiser window over -1 to 1.
fn kaiser(x: f64) -> f64 {
    if x.abs() > 1.0 { 0.0 } else { bessel_i0(KAISER_BETA * (1.0 - x * x).sqrt()) / bessel_i0(KAISER_BETA) }
}

/// Modified Bessel function of the first kind, order 0, by its power series.
fn bessel_i0(x: f64) -> f64 {
    let (mut sum, mut term) = (1.0, 1.0);
    for n in 1..64 {
        term *= (x / 2.0 / f64::from(n)).powi(2);
        sum += term;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resample(rate: u32, input: &[f32], chunk: usize) -> Vec<f32> {
        let mut resampler = Resampler::new(rate);
        let mut out = Vec::new();
        for part in input.chunks(chunk) {
            resampler.push(part, &mut out);
        }
        resampler.finish(&mut out);
        out
    }

    #[test]
    fn length_is_exact_and_chunks_do_not_matter() {
        for rate in [16_000, 22_050, 24_000, 44_100, 48_000, 53_900, 96_000] {
            for n in [0, 1, 2, 255, 256, 4_001] {
                let input: Vec<f32> = (0..n).map(|i| (i as f32 * 0.1).sin()).collect();
                let whole = resample(rate, &input, usize::MAX);
                assert_eq!(whole.len() as u64, output_sample(n as u64, rate), "{rate} {n}");
                assert_eq!(whole, resample(rate, &input, 97), "{rate} {n}");
            }
        }
    }

    #[test]
    fn a_tone_keeps_its_phase_and_level() {
        let (rate, hertz) = (22_050, 1_000.0);
        let input: Vec<f32> =
            (0..rate).map(|i| (2.0 * PI * hertz * f64::from(i) / f64::from(rate)).sin() as f32).collect();
        let out = resample(rate, &input, 1_000);
        for (i, sample) in out.iter().enumerate().skip(2_000).take(40_000) {
            let expected = (2.0 * PI * hertz * i as f64 / 48_000.0).sin() as f32;
            assert!((sample - expected).abs() < 1e-3, "sample {i}: {sample} instead of {expected}");
        }
    }

    #[test]
    fn what_would_fold_is_taken_away() {
        // At 96 kHz, 30 kHz is above what 48 kHz can hold; 10 kHz is not.
        let level = |hertz: f64| {
            let input: Vec<f32> =
                (0..96_000).map(|i| (2.0 * PI * hertz * f64::from(i) / 96_000.0).sin() as f32).collect();
            let out = resample(96_000, &input, 1_000);
            out[2_000..46_000].iter().fold(0.0_f32, |most, sample| most.max(sample.abs()))
        };
        assert!(level(30_000.0) < 1e-3 && (level(10_000.0) - 1.0).abs() < 1e-2);
    }

    #[test]
    fn images_above_the_old_nyquist_are_silent() {
        // A tone of 8 kHz sampled at 22.05 kHz has its first image at 14.05 kHz.
        let input: Vec<f32> =
            (0..22_050).map(|i| (2.0 * PI * 8_000.0 * f64::from(i) / 22_050.0).sin() as f32).collect();
        let out = resample(22_050, &input, 22_050);
        let (mut re, mut im) = (0.0, 0.0);
        for (i, sample) in out.iter().enumerate().skip(4_800).take(38_400) {
            let angle = 2.0 * PI * 14_050.0 * i as f64 / 48_000.0;
            re += f64::from(*sample) * angle.cos();
            im += f64::from(*sample) * angle.sin();
        }
        let level = (re * re + im * im).sqrt() / 19_200.0;
        assert!(level < 1e-3, "{level}");
    }
}
