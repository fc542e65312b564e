//! Mel cepstra of speech, a frame every 5 ms: what two voices that say the same have in common. Silence is
//! marked, not judged.

use realfft::RealFftPlanner;

/// Samples at 48 kHz from frame to frame, 5 ms.
pub(super) const HOP: usize = 240;
/// Of three samples one is kept: 16 kHz.
const DECIMATION: usize = 3;
/// Samples at 16 kHz of a window, 25 ms.
const WINDOW: usize = 400;
const FFT: usize = 512;
const RATE: f32 = 16_000.0;
const MELS: usize = 26;
const CEPSTRA: usize = 13;
/// Cepstra and their slopes.
pub(super) const SIZE: usize = 2 * CEPSTRA;
/// Frames on each side that a slope looks at.
const SLOPE: usize = 4;
/// Decibels under the loud parts of the sound that are silence.
const SILENCE_DB: f32 = 38.0;

/// Frames of one sound.
pub(super) struct Features {
    /// Normalised: mean 0, variance 1 over what is not silent.
    pub frames: Vec<[f32; SIZE]>,
    /// Level in decibels of each frame.
    pub level: Vec<f32>,
    /// Whether each frame is silent.
    pub silent: Vec<bool>,
    /// Whether each frame is part of a silence too long for the closure of a stop.
    pub pause: Vec<bool>,
}

/// Shortest pause in frames, 70 ms.
pub(super) const SHORTEST_PAUSE: usize = 14;

impl Features {
    /// Frame *n* is about the samples around `n · HOP + HOP / 2` of `audio` (48 kHz mono).
    pub fn of(audio: &[f32]) -> Self {
        let low = decimated(audio);
        let count = audio.len() / HOP;
        let fft = RealFftPlanner::<f32>::new().plan_fft_forward(FFT);
        let (mut input, mut spectrum) = (fft.make_input_vec(), fft.make_output_vec());
        let window: Vec<f32> = (0..WINDOW)
            .map(|i| 0.54 - 0.46 * (std::f32::consts::TAU * i as f32 / (WINDOW - 1) as f32).cos())
            .collect();
        let (filters, cosines) = (mel_filters(), cosines());
        let mut cepstra: Vec<[f32; CEPSTRA]> = Vec::with_capacity(count);
        let mut level = Vec::with_capacity(count);
        for n in 0..count {
            let centre = (n * HOP + HOP / 2) / DECIMATION;
            input.fill(0.0);
            let mut power = 0.0;
            for (i, weight) in window.iter().enumerate() {
                let Some(at) = (centre + i).checked_sub(WINDOW / 2) else { continue };
                let (now, before) = (sample(&low, at), at.checked_sub(1).map_or(0.0, |at| sample(&low, at)));
                // The level is that of the middle of the window, which a closure of 20 ms can empty.
                if i.abs_diff(WINDOW / 2) < WINDOW / 5 {
                    power += now * now;
                }
                input[i] = weight * (now - 0.97 * before);
            }
            level.push(10.0 * (power / (2 * WINDOW / 5) as f32 + 1e-9).log10());
            if fft.process(&mut input, &mut spectrum).is_err() {
                spectrum.fill(Default::default());
            }
            let mut mels = [0.0_f32; MELS];
            for (mel, (first, weights)) in mels.iter_mut().zip(&filters) {
                let energy: f32 = weights
                    .iter()
                    .zip(&spectrum[*first..])
                    .map(|(weight, bin)| weight * bin.norm_sqr())
                    .sum();
                *mel = (energy + 1e-7).ln();
            }
            let mut cepstrum = [0.0; CEPSTRA];
            for (value, row) in cepstrum.iter_mut().zip(&cosines) {
                *value = mels.iter().zip(row).map(|(mel, cosine)| mel * cosine).sum();
            }
            cepstra.push(cepstrum);
        }
        let silent = silent(&level);
        let pause = pauses(&silent);
        Self { frames: normalised(&cepstra, &silent), level, silent, pause }
    }

    /// The frames from the first to the last that is not silent; empty where all is.
    pub fn active(&self) -> std::ops::Range<usize> {
        let first = self.silent.iter().position(|silent| !silent).unwrap_or(0);
        let end = self.silent.iter().rposition(|silent| !silent).map_or(0, |last| last + 1);
        first..end.max(first)
    }
}

fn sample(samples: &[f32], at: usize) -> f32 {
    samples.get(at).copied().unwrap_or(0.0)
}

/// Every third sample, after a low-pass at 7 kHz.
fn decimated(audio: &[f32]) -> Vec<f32> {
    const HALF: usize = 18;
    let taps: Vec<f32> = (0..=2 * HALF)
        .map(|i| {
            let x = i as f32 - HALF as f32;
            let cut = 2.0 * 7_000.0 / 48_000.0;
            let sinc = if x == 0.0 {
                cut
            } else {
                (std::f32::consts::PI * cut * x).sin() / (std::f32::consts::PI * x)
            };
            sinc * (0.5 + 0.5 * (std::f32::consts::PI * x / (HALF + 1) as f32).cos())
        })
        .collect();
    let mut padded = vec![0.0; HALF];
    padded.extend(audio.iter().map(|sample| if sample.is_finite() { *sample } else { 0.0 }));
    padded.extend([0.0; HALF]);
    padded
        .windows(2 * HALF + 1)
        .step_by(DECIMATION)
        .map(|w| w.iter().zip(&taps).map(|(s, t)| s * t).sum())
        .collect()
}

/// Triangles on the mel scale from 80 to 7200 Hz: first bin, and weights from there on.
fn mel_filters() -> Vec<(usize, Vec<f32>)> {
    let mel = |hertz: f32| 2595.0 * (1.0 + hertz / 700.0).log10();
    let (low, high) = (mel(80.0), mel(7_200.0));
    let bin = |i: usize| {
        let mel = low + (high - low) * i as f32 / (MELS + 1) as f32;
        700.0 * (10_f32.powf(mel / 2595.0) - 1.0) * FFT as f32 / RATE
    };
    (0..MELS)
        .map(|i| {
            let (left, top, right) = (bin(i), bin(i + 1), bin(i + 2));
            let first = left.ceil() as usize;
            let weights = (first..=right as usize).map(|k| {
                let k = k as f32;
                ((k - left) / (top - left)).min((right - k) / (right - top)).max(0.0)
            });
            (first, weights.collect())
        })
        .collect()
}

fn cosines() -> Vec<Vec<f32>> {
    let row = |k: usize| {
        (0..MELS).map(|i| (std::f32::consts::PI * k as f32 * (i as f32 + 0.5) / MELS as f32).cos()).collect()
    };
    (0..CEPSTRA).map(row).collect()
}

/// Frames far below the loud ones.
fn silent(level: &[f32]) -> Vec<bool> {
    let mut sorted = level.to_vec();
    sorted.sort_by(f32::total_cmp);
    let loud = sorted.get(sorted.len() * 9 / 10).copied().unwrap_or(-100.0);
    let quiet = sorted.get(sorted.len() / 20).copied().unwrap_or(-100.0);
    // In a noisy recording silence is what is little over the noise.
    let limit = (loud - SILENCE_DB).max(quiet + 6.0).min(loud - 15.0).max(-75.0);
    level.iter().map(|level| *level < limit).collect()
}

/// Silences that are long enough.
fn pauses(silent: &[bool]) -> Vec<bool> {
    let runs = silent.chunk_by(|a, b| a == b);
    runs.flat_map(|run| std::iter::repeat_n(run[0] && run.len() >= SHORTEST_PAUSE, run.len())).collect()
}

fn normalised(cepstra: &[[f32; CEPSTRA]], silent: &[bool]) -> Vec<[f32; SIZE]> {
    let count = cepstra.len();
    let mut frames: Vec<[f32; SIZE]> = (0..count)
        .map(|n| {
            let mut frame = [0.0; SIZE];
            frame[..CEPSTRA].copy_from_slice(&cepstra[n]);
            for step in 1..=SLOPE {
                let (after, before) = (&cepstra[(n + step).min(count - 1)], &cepstra[n.saturating_sub(step)]);
                for k in 0..CEPSTRA {
                    frame[CEPSTRA + k] += step as f32 * (after[k] - before[k]);
                }
            }
            frame
        })
        .collect();
    let heard = silent.iter().filter(|silent| !**silent).count().max(1) as f32;
    for k in 0..SIZE {
        let values = || frames.iter().zip(silent).filter(|(_, silent)| !**silent).map(|(frame, _)| frame[k]);
        let mean = values().sum::<f32>() / heard;
        let deviation = (values().map(|x| (x - mean).powi(2)).sum::<f32>() / heard).sqrt().max(1e-3);
        for frame in &mut frames {
            frame[k] = ((frame[k] - mean) / deviation).clamp(-4.0, 4.0);
        }
    }
    frames
}
