//! A gentle de-esser: turns the band of sibilants down where a sibilant is too sharp, and touches nothing else.

use crate::filter::Biquad;

/// The band in hertz.
const BAND: (f64, f64) = (5_000.0, 9_000.0);
/// The most that it takes off, in dB.
const MOST_DB: f64 = 6.0;
/// Level of the band, in a voice of -16 LUFS, from which it is too much, in dBFS (root mean square over 2 ms).
const THRESHOLD_DB: f64 = -34.0;
/// dB taken off for each dB above.
const SLOPE: f64 = 0.67;
/// A sibilant has this share of its energy in the band at least; vowels, however bright, have less.
const SIBILANT: (f64, f64) = (0.25, 0.45);
/// Samples between two looks.
const LOOK: u32 = 16;
/// Share of the way that levels go a sample: 63 % in 2 ms.
const LEVEL: f64 = 1.0 / (0.002 * 48_000.0);
/// Share of the way that the band goes down a sample: 63 % in 1 ms.
const ATTACK: f64 = 1.0 / (0.001 * 48_000.0);
/// And back: 63 % in 30 ms.
const RELEASE: f64 = 1.0 / (0.030 * 48_000.0);

/// One channel.
#[derive(Debug, Clone)]
pub(crate) struct DeEsser {
    band: Biquad,
    band_power: f64,
    power: f64,
    /// Share of the band that is taken off.
    taken: f64,
    target: f64,
    until_look: u32,
}

impl Default for DeEsser {
    fn default() -> Self {
        Self {
            band: Biquad::band_pass(BAND.0, BAND.1),
            band_power: 0.0,
            power: 0.0,
            taken: 0.0,
            target: 0.0,
            until_look: 0,
        }
    }
}

impl DeEsser {
    /// Works on samples that will be multiplied by `gain`, so that a quiet voice is judged as it will sound.
    /// Gives the most that was taken off the middle of the band, in dB, 0 or less.
    pub(crate) fn run(&mut self, samples: &mut [f32], gain: f32) -> f32 {
        let mut most = 0.0_f64;
        for sample in samples {
            let x = f64::from(*sample);
            let band = self.band.step(x);
            self.band_power += (band * band - self.band_power) * LEVEL;
            self.power += (x * x - self.power) * LEVEL;
            if self.until_look == 0 {
                self.until_look = LOOK;
                self.target = self.look(f64::from(gain));
            }
            self.until_look -= 1;
            let speed = if self.target > self.taken { ATTACK } else { RELEASE };
            self.taken += (self.target - self.taken) * speed;
            most = most.max(self.taken);
            *sample = (x - self.taken * band) as f32;
        }
        self.band.settle();
        for level in [&mut self.band_power, &mut self.power, &mut self.taken] {
            if *level < 1e-15 {
                *level = 0.0;
            }
        }
        20.0 * (1.0 - most).log10() as f32
    }

    /// How much of the band is to be taken off, 0 to a half.
    fn look(&self, gain: f64) -> f64 {
        let level = self.band_power * gain * gain;
        if level < 1e-4 {
            return 0.0;
        }
        let over = 10.0 * level.log10() - THRESHOLD_DB;
        let (from, to) = SIBILANT;
        let sibilant = ((self.band_power / self.power.max(1e-12) - from) / (to - from)).clamp(0.0, 1.0);
        let db = (over * SLOPE * sibilant).clamp(0.0, MOST_DB);
        1.0 - 10.0_f64.powf(-db / 20.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f32::consts::TAU;

    fn tone(hertz: f32, level: f32) -> Vec<f32> {
        (0..24_000).map(|i| level * (i as f32 * TAU * hertz / 48_000.0).sin()).collect()
    }

    /// What a sound loses, in dB, after its start.
    #[track_caller]
    fn check(input: &[f32], gain: f32, expect_db: f32) {
        let mut output = input.to_vec();
        DeEsser::default().run(&mut output, gain);
        let power = |samples: &[f32]| samples[4_800..].iter().map(|s| s * s).sum::<f32>();
        let db = 10.0 * (power(&output) / power(input)).log10();
        assert!((db - expect_db).abs() < 0.2, "{db} dB");
    }

    #[test]
    fn only_sharp_sibilants_are_turned_down() {
        check(&tone(6_700.0, 0.5), 1.0, -6.0);
        check(&tone(6_700.0, 0.005), 1.0, 0.0);
        // A quiet recording is judged as it will sound.
        check(&tone(6_700.0, 0.005), 100.0, -6.0);
        check(&tone(300.0, 0.5), 1.0, 0.0);
        check(&tone(2_500.0, 0.5), 1.0, 0.0);
        check(&tone(14_000.0, 0.5), 1.0, 0.0);
        // A bright vowel: strong in the band, stronger below.
        let vowel: Vec<f32> =
            tone(250.0, 0.4).iter().zip(tone(6_700.0, 0.15)).map(|(low, high)| low + high).collect();
        check(&vowel, 1.0, 0.0);
    }

    #[test]
    fn blocks_do_not_matter() {
        let input = tone(6_700.0, 0.4);
        let (mut whole, mut parts) = (input.clone(), input);
        DeEsser::default().run(&mut whole, 1.0);
        let mut deesser = DeEsser::default();
        parts.chunks_mut(97).for_each(|part| {
            deesser.run(part, 1.0);
        });
        assert_eq!(whole, parts);
    }
}
