//! From a file's own rate to 48 kHz, streaming, with the filter's delay removed.
//!
//! A polyphase windowed sinc: the length is exact to the sample and chunk borders are not heard. It changes no
//! levels and mixes no channels.

use protocol::SAMPLE_RATE;
use std::f64::consts::PI;

/// Zero crossings on each side of an output sample that the filter looks at.
const HALF_WIDTH: usize = 32;
/// Shape of the Kaiser window: 90 dB of stop band.
const KAISER_BETA: f64 = 9.0;
/// Cut-off as a share of the lower of the two Nyquist frequencies.
const CUTOFF: f64 = 0.95;
/// Products that are summed side by side.
const LANES: usize = 8;

/// Where an edge at input sample `k` of a stream at `rate` lies at 48 kHz: `round(k·48000/rate)`.
pub fn output_sample(k: u64, rate: u32) -> u64 {
    let (rate, scaled) = (u128::from(rate), u128::from(k) * u128::from(SAMPLE_RATE));
    ((2 * scaled + rate) / (2 * rate)) as u64
}

/// Resamples interleaved channels. The sum of what [`push`](Self::push) and [`finish`](Self::finish) give is
/// exactly [`output_sample`]`(samples pushed)` samples a channel, whatever the sizes of the chunks.
pub struct Resampler {
    rate: u32,
    /// Output samples after which the filter's phases repeat.
    phases: u64,
    /// Input samples that those take.
    step: u64,
    /// Input samples on each side.
    half: usize,
    /// `phases` filters of `2·half` taps.
    taps: Vec<f32>,
    /// Input of each channel from sample `first` on; what came before is no longer needed.
    planes: Vec<Vec<f32>>,
    first: i64,
    received: u64,
    given: u64,
}

impl Resampler {
    /// From `rate` (4000 to 384000 samples a second; clamped) to 48000, of `channels` (at least 1) channels.
    pub fn new(rate: u32, channels: usize) -> Self {
        let rate = rate.clamp(4_000, 384_000);
        let common = greatest_common_divisor(rate, SAMPLE_RATE);
        let (phases, step) = (u64::from(SAMPLE_RATE / common), u64::from(rate / common));
        let narrow = (f64::from(SAMPLE_RATE) / f64::from(rate)).min(1.0);
        let cutoff = CUTOFF * narrow;
        // A multiple of the lanes, so that no product is left over.
        let half = ((HALF_WIDTH as f64 / narrow).ceil() as usize).next_multiple_of(LANES);
        let mut taps = Vec::new();
        let bottom = bessel_i0(KAISER_BETA);
        for phase in if rate == SAMPLE_RATE { 0..0 } else { 0..phases } {
            let fraction = (phase * step % phases) as f64 / phases as f64;
            let row: Vec<f64> = (0..half * 2)
                .map(|tap| {
                    let x = tap as f64 - (half as f64 - 1.0) - fraction;
                    sinc(cutoff * x) * kaiser(x / half as f64) / bottom
                })
                .collect();
            // Every phase passes a constant unchanged; otherwise the phases differ by a whisper of a tone.
            let sum: f64 = row.iter().sum();
            taps.extend(row.iter().map(|tap| (tap / sum) as f32));
        }
        let planes = vec![Vec::new(); channels.max(1)];
        let mut resampler = Self { rate, phases, step, half, taps, planes, first: 0, received: 0, given: 0 };
        resampler.reset();
        resampler
    }

    /// Samples a second that go in.
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// Takes interleaved samples and appends what can be said for certain to `out`; an incomplete last sample
    /// is left out.
    pub fn push(&mut self, samples: &[f32], out: &mut Vec<f32>) {
        let channels = self.planes.len();
        let samples = &samples[..samples.len() / channels * channels];
        self.received += (samples.len() / channels) as u64;
        if self.rate == SAMPLE_RATE {
            out.extend_from_slice(samples);
            return;
        }
        for (channel, plane) in self.planes.iter_mut().enumerate() {
            plane.extend(samples.iter().skip(channel).step_by(channels));
        }
        self.produce(u64::MAX, out);
        let keep_from = (self.given * self.step / self.phases) as i64 - self.half as i64;
        let drop = (keep_from - self.first).clamp(0, self.planes[0].len() as i64) as usize;
        self.planes.iter_mut().for_each(|plane| drop_first(plane, drop));
        self.first += drop as i64;
    }

    /// Appends the rest and starts anew.
    pub fn finish(&mut self, out: &mut Vec<f32>) {
        if self.rate != SAMPLE_RATE {
            let total = output_sample(self.received, self.rate);
            self.planes.iter_mut().for_each(|plane| plane.resize(plane.len() + self.half * 2, 0.0));
            self.produce(total, out);
        }
        self.reset();
    }

    /// Forgets all input, as after [`finish`](Self::finish), and says nothing.
    pub fn reset(&mut self) {
        for plane in &mut self.planes {
            plane.clear();
            plane.resize(self.half, 0.0);
        }
        self.first = -(self.half as i64);
        self.received = 0;
        self.given = 0;
    }

    fn produce(&mut self, limit: u64, out: &mut Vec<f32>) {
        let end = self.first + self.planes[0].len() as i64;
        let width = self.half * 2;
        while self.given < limit {
            let centre = (self.given * self.step / self.phases) as i64;
            let from = centre - (self.half as i64 - 1);
            if from + width as i64 > end {
                break;
            }
            let row = (self.given % self.phases) as usize * width;
            let start = (from - self.first) as usize;
            let taps = &self.taps[row..row + width];
            out.extend(self.planes.iter().map(|plane| dot(&plane[start..start + width], taps)));
            self.given += 1;
        }
    }
}

fn drop_first(plane: &mut Vec<f32>, count: usize) {
    plane.drain(..count);
}

/// Sum of products, in an order that processors can do side by side.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0; LANES];
    for (a, b) in a.chunks_exact(LANES).zip(b.chunks_exact(LANES)) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum()
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

pub(crate) fn sinc(x: f64) -> f64 {
    if x.abs() < 1e-9 { 1.0 } else { (PI * x).sin() / (PI * x) }
}

/// Kaiser window over -1 to 1, not divided by its height.
fn kaiser(x: f64) -> f64 {
    if x.abs() > 1.0 { 0.0 } else { bessel_i0(KAISER_BETA * (1.0 - x * x).sqrt()) }
}

/// Modified Bessel function of the first kind, order 0, by its power series.
pub(crate) fn bessel_i0(x: f64) -> f64 {
    let (mut sum, mut term) = (1.0, 1.0);
    for n in 1..32 {
        term *= (x / 2.0 / f64::from(n)).powi(2);
        sum += term;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resample(rate: u32, channels: usize, input: &[f32], chunk: usize) -> Vec<f32> {
        let mut resampler = Resampler::new(rate, channels);
        let mut out = Vec::new();
        for part in input.chunks(chunk.saturating_mul(channels)) {
            resampler.push(part, &mut out);
        }
        resampler.finish(&mut out);
        out
    }

    #[test]
    fn length_is_exact_and_chunks_do_not_matter() {
        for rate in [8_000, 11_025, 22_050, 24_000, 44_100, 48_000, 88_200, 96_000] {
            for channels in [1, 2] {
                for n in [0, 1, 2, 255, 4_001] {
                    let input: Vec<f32> = (0..n * channels).map(|i| (i as f32 * 0.1).sin()).collect();
                    let whole = resample(rate, channels, &input, usize::MAX);
                    assert_eq!(
                        whole.len() as u64,
                        output_sample(n as u64, rate) * channels as u64,
                        "{rate} {n}"
                    );
                    assert_eq!(whole, resample(rate, channels, &input, 97), "{rate} {n}");
                }
            }
        }
    }

    #[track_caller]
    fn check_tone(rate: u32, hertz: f64, expect: f64, within: f32) {
        let input: Vec<f32> = (0..rate)
            .flat_map(|i| {
                let tone = (2.0 * PI * hertz * f64::from(i) / f64::from(rate)).sin() as f32;
                [tone, -0.5 * tone]
            })
            .collect();
        let out = resample(rate, 2, &input, 1_000);
        for (i, pair) in out.chunks_exact(2).enumerate().skip(2_000).take(40_000) {
            let expected = (expect * (2.0 * PI * hertz * i as f64 / 48_000.0).sin()) as f32;
            assert!((pair[0] - expected).abs() < within, "sample {i}: {} instead of {expected}", pair[0]);
            assert!((pair[1] + 0.5 * expected).abs() < within, "sample {i}");
        }
    }

    #[test]
    fn tones_keep_phase_level_and_channel() {
        check_tone(44_100, 1_000.0, 1.0, 1e-3);
        check_tone(22_050, 8_000.0, 1.0, 1e-3);
        check_tone(96_000, 15_000.0, 1.0, 1e-3);
        // What 48 kHz cannot hold is gone and does not come back as another tone.
        check_tone(96_000, 30_000.0, 0.0, 1e-3);
    }
}
