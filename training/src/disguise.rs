//! The same sentence as another microphone, room and throat would give it. Works on 16 kHz.

use crate::chance::Chance;

/// Samples a second of the sound that is learnt from.
pub const RATE: u32 = 16_000;

/// 48 kHz as 16 kHz: a windowed sinc that passes up to 7.4 kHz, every third sample.
pub fn thinned(samples: &[f32]) -> Vec<f32> {
    const HALF: i64 = 36;
    let taps: Vec<f32> = (-HALF..=HALF)
        .map(|i| {
            let (x, cut) = (i as f32, 2.0 * 7_600.0 / 48_000.0);
            let sinc = if i == 0 {
                cut
            } else {
                (std::f32::consts::PI * cut * x).sin() / (std::f32::consts::PI * x)
            };
            sinc * (0.5 + 0.5 * (std::f32::consts::PI * x / (HALF + 1) as f32).cos())
        })
        .collect();
    let at = |i: i64| usize::try_from(i).ok().and_then(|i| samples.get(i)).copied().unwrap_or(0.0);
    (0..samples.len().div_ceil(3) as i64)
        .map(|n| taps.iter().zip(-HALF..).map(|(tap, i)| tap * at(3 * n + i)).sum())
        .collect()
}

/// What a sentence sounds like, and how it is to be heard.
pub struct Disguised {
    /// The sound.
    pub samples: Vec<f32>,
    /// Its rate, which is not the one it was made at: faster is higher, shorter, and from a smaller throat.
    pub rate: u32,
    /// Samples of silence that were put before it.
    pub before: usize,
}

/// Disguises `samples`; `babble` is another voice for the background.
pub fn disguise(samples: &[f32], babble: &[f32], chance: &mut Chance) -> Disguised {
    let before = (chance.between(0.0, 0.4) * RATE as f32) as usize;
    let after = (chance.between(0.0, 0.4) * RATE as f32) as usize;
    let mut sound = vec![0.0; before];
    sound.extend_from_slice(samples);
    sound.resize(sound.len() + after, 0.0);
    // Where nothing is said, what is around may still be loud.
    let empty = samples.iter().all(|s| *s == 0.0);
    let power = if empty { 10_f32.powf(-chance.between(1.0, 4.0)) } else { power(samples) };
    if chance.is(0.2) {
        reverberate(&mut sound, chance);
    }
    for _ in 0..2 {
        if chance.is(0.4) {
            let (hertz, db) = (150.0 * 40_f32.powf(chance.between(0.0, 1.0)), chance.between(-8.0, 8.0));
            Filter::peak(hertz, db).run(&mut sound);
        }
    }
    if chance.is(0.15) {
        let hertz = chance.between(3_300.0, 6_500.0);
        Filter::low_pass(hertz).run(&mut sound);
        Filter::low_pass(hertz).run(&mut sound);
    }
    if chance.is(0.1) {
        let drive = chance.between(1.0, 4.0) / (3.0 * power.sqrt()).max(1e-4);
        sound.iter_mut().for_each(|s| *s = (*s * drive).tanh() / drive);
    }
    if chance.is(0.4) {
        // A voice in the background is speech where there is no other.
        let babble = if empty { &[] } else { babble };
        add_noise(&mut sound, power, babble, chance);
    }
    let gain = 10_f32.powf(chance.between(-30.0, 8.0) / 20.0);
    sound.iter_mut().for_each(|s| *s *= gain);
    let warp = if chance.is(0.6) { chance.between(0.86, 1.18) } else { 1.0 };
    Disguised { samples: sound, rate: (RATE as f32 * warp) as u32, before }
}

/// `samples` with white noise so many decibels under them.
pub fn noisy(samples: &[f32], db: f32, chance: &mut Chance) -> Vec<f32> {
    let level = power(samples).sqrt() * 10_f32.powf(-db / 20.0);
    samples.iter().map(|s| s + level * chance.normal()).collect()
}

/// Mean power of what is not silent.
fn power(samples: &[f32]) -> f32 {
    let parts: Vec<f32> = samples.chunks(160).map(|p| p.iter().map(|s| s * s).sum::<f32>() / 160.0).collect();
    let loudest = parts.iter().copied().fold(0.0, f32::max);
    let loud: Vec<f32> = parts.into_iter().filter(|p| *p > loudest * 1e-3).collect();
    (loud.iter().sum::<f32>() / loud.len().max(1) as f32).max(1e-9)
}

fn reverberate(sound: &mut [f32], chance: &mut Chance) {
    let (wet, decay) = (chance.between(0.1, 0.5), chance.between(0.02, 0.12));
    let dry = sound.to_vec();
    for _ in 0..20 {
        let seconds = chance.between(0.002, 0.16);
        let tap = wet * (-seconds / decay).exp() * if chance.is(0.5) { 1.0 } else { -1.0 };
        let delay = (seconds * RATE as f32) as usize;
        for (out, s) in sound.iter_mut().skip(delay).zip(&dry) {
            *out += tap * s;
        }
    }
}

fn add_noise(sound: &mut [f32], power: f32, babble: &[f32], chance: &mut Chance) {
    let level = (power * 10_f32.powf(-chance.between(12.0, 45.0) / 10.0)).sqrt();
    match chance.below(if babble.is_empty() { 3 } else { 4 }) {
        0 => sound.iter_mut().for_each(|s| *s += level * chance.normal()),
        1 => {
            // Brown at a leak: what fans and traffic are like.
            let (mut low, leak) = (0.0, chance.between(0.8, 0.98));
            let gain = level * (1.0 - leak * leak).sqrt();
            for s in sound {
                low = leak * low + chance.normal();
                *s += gain * low;
            }
        }
        2 => {
            let step = std::f32::consts::TAU * if chance.is(0.5) { 50.0 } else { 60.0 } / RATE as f32;
            for (i, s) in sound.iter_mut().enumerate() {
                let angle = step * i as f32;
                *s += level * (angle.sin() + 0.6 * (2.0 * angle).sin() + 0.4 * (3.0 * angle).sin());
            }
        }
        _ => {
            let gain = 0.5 * level / self::power(babble).sqrt();
            let from = chance.below(babble.len());
            for (s, other) in sound.iter_mut().zip(babble.iter().rev().cycle().skip(from)) {
                *s += gain * other;
            }
        }
    }
}

/// A filter of second order (R. Bristow-Johnson's formulas).
struct Filter {
    b: [f32; 3],
    a: [f32; 2],
}

impl Filter {
    fn of(b: [f32; 3], a: [f32; 3]) -> Self {
        Self { b: b.map(|b| b / a[0]), a: [a[1] / a[0], a[2] / a[0]] }
    }

    fn peak(hertz: f32, db: f32) -> Self {
        let w = std::f32::consts::TAU * hertz / RATE as f32;
        let (gain, alpha) = (10_f32.powf(db / 40.0), w.sin() / (2.0 * 0.7));
        Self::of(
            [1.0 + alpha * gain, -2.0 * w.cos(), 1.0 - alpha * gain],
            [1.0 + alpha / gain, -2.0 * w.cos(), 1.0 - alpha / gain],
        )
    }

    fn low_pass(hertz: f32) -> Self {
        let w = std::f32::consts::TAU * hertz / RATE as f32;
        let (alpha, c) = (w.sin() / (2.0 * 0.707), w.cos());
        Self::of([(1.0 - c) / 2.0, 1.0 - c, (1.0 - c) / 2.0], [1.0 + alpha, -2.0 * c, 1.0 - alpha])
    }

    fn run(&self, sound: &mut [f32]) {
        let (mut one, mut two) = (0.0, 0.0);
        for s in sound {
            let out = self.b[0] * *s + one;
            one = self.b[1] * *s - self.a[0] * out + two;
            two = self.b[2] * *s - self.a[1] * out;
            *s = out;
        }
    }
}
