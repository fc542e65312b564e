//! Loudness after EBU R128: of a voice before it is used, and of the program while it goes out.
//!
//! It measures; what is done about it is the leveller's.

use crate::{CHANNELS, deesser::DeEsser, filter::Biquad};
use ebur128::{Channel, EbuR128, Mode};
use protocol::SAMPLE_RATE;

/// Loudness of the program in LUFS: that of speech for streams (AES TD1008 and the platforms' own advice).
pub const TARGET_LUFS: f32 = -16.0;
/// What silence reads, in LUFS: the absolute gate of R128.
pub const SILENCE_LUFS: f32 = -70.0;
/// The voice has nothing under this, rooms and codecs do. In Hz.
pub(crate) const HIGH_PASS: f64 = 70.0;
/// Samples between two readings: 100 ms.
pub(crate) const READING: usize = SAMPLE_RATE as usize / 10;
/// Readings of momentary loudness: 400 ms.
const MOMENTARY: usize = 4;
/// Readings of short-term loudness: 3 s.
const SHORT_TERM: usize = 30;

/// Loudness of a sound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loudness {
    /// Integrated, gated, in LUFS, as heard in both channels of the program; [`SILENCE_LUFS`] or more.
    pub lufs: f32,
    /// The largest true peak in dBTP.
    pub true_peak_dbtp: f32,
}

/// Loudness of the program so far, in LUFS; [`SILENCE_LUFS`] or more. New every 100 ms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProgramLoudness {
    /// Of the last 400 ms.
    pub momentary: f32,
    /// Of the last 3 s.
    pub short_term: f32,
    /// Of everything, gated.
    pub integrated: f32,
}

impl Default for ProgramLoudness {
    fn default() -> Self {
        Self { momentary: SILENCE_LUFS, short_term: SILENCE_LUFS, integrated: SILENCE_LUFS }
    }
}

/// Measures a voice (mono, 48 kHz) as the voice bus hears it: behind the high pass and the de-esser, at a gain
/// of 0 dB, in both channels. Half a second or more of speech is needed for a reading; ten sentences are a good
/// one. Give [`Loudness::lufs`] to [`VoiceLevel`](crate::VoiceLevel). About 5 ms for each second of sound.
pub fn measure(samples: &[f32]) -> Loudness {
    let mut samples = samples.to_vec();
    Biquad::high_pass(HIGH_PASS).run(&mut samples);
    let raw = integrated(&samples);
    let gain = 10.0_f32.powf((TARGET_LUFS - raw) / 20.0);
    DeEsser::default().run(&mut samples, gain);
    let Ok(mut meter) = EbuR128::new(1, SAMPLE_RATE, Mode::TRUE_PEAK) else {
        return Loudness { lufs: SILENCE_LUFS, true_peak_dbtp: crate::SILENCE_DBFS };
    };
    let peak = meter.add_frames_f32(&samples).and_then(|()| meter.true_peak(0)).unwrap_or(0.0);
    Loudness { lufs: integrated(&samples), true_peak_dbtp: crate::meter::dbfs(peak as f32) }
}

/// Integrated loudness of mono samples, heard in both channels.
fn integrated(samples: &[f32]) -> f32 {
    voice_meter().map_or(SILENCE_LUFS, |mut meter| {
        // Only a meter of no channels fails to take samples.
        let _ = meter.add_frames_f32(samples);
        lufs(meter.loudness_global())
    })
}

/// A meter for one channel that is heard in both.
pub(crate) fn voice_meter() -> Option<EbuR128> {
    let mut meter = EbuR128::new(1, SAMPLE_RATE, Mode::I | Mode::HISTOGRAM).ok()?;
    meter.set_channel(0, Channel::DualMono).ok()?;
    Some(meter)
}

/// A reading, or that of silence.
pub(crate) fn lufs(reading: Result<f64, ebur128::Error>) -> f32 {
    reading.map_or(SILENCE_LUFS, |value| (value as f32).max(SILENCE_LUFS))
}

/// The meter of the program: stereo. Bounded memory however long the program is.
pub(crate) struct ProgramMeter {
    meter: Option<EbuR128>,
    /// Energies of the last readings, a ring.
    energies: [f64; SHORT_TERM],
    readings: usize,
    /// Samples since the last reading.
    since: usize,
    reading: ProgramLoudness,
}

impl Default for ProgramMeter {
    fn default() -> Self {
        Self {
            meter: EbuR128::new(CHANNELS as u32, SAMPLE_RATE, Mode::I | Mode::HISTOGRAM).ok(),
            energies: [0.0; SHORT_TERM],
            readings: 0,
            since: 0,
            reading: ProgramLoudness::default(),
        }
    }
}

impl ProgramMeter {
    /// Takes what was given and says how loud it is.
    pub(crate) fn take(&mut self, mut stereo: &[f32]) -> ProgramLoudness {
        let Some(meter) = &mut self.meter else { return self.reading };
        while !stereo.is_empty() {
            let (now, later) = stereo.split_at(stereo.len().min((READING - self.since) * CHANNELS));
            stereo = later;
            self.since += now.len() / CHANNELS;
            // Only a meter of no channels fails to take samples.
            let _ = meter.add_frames_f32(now);
            if self.since < READING {
                break;
            }
            self.since = 0;
            let energy = 10.0_f64.powf(meter.loudness_window(100).unwrap_or(f64::NEG_INFINITY) / 10.0);
            self.energies[self.readings % SHORT_TERM] = energy;
            self.readings += 1;
            let of = |count: usize| {
                let last = (1..=count).map(|i| self.energies[(self.readings + SHORT_TERM - i) % SHORT_TERM]);
                lufs(Ok(10.0 * (last.sum::<f64>() / count as f64).log10()))
            };
            self.reading = ProgramLoudness {
                momentary: of(MOMENTARY),
                short_term: of(SHORT_TERM),
                integrated: lufs(meter.loudness_global()),
            };
        }
        self.reading
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(level: f32, samples: usize) -> Vec<f32> {
        (0..samples).map(|i| level * (i as f32 * std::f32::consts::TAU * 997.0 / 48_000.0).sin()).collect()
    }

    #[test]
    fn a_known_tone_reads_what_the_standard_says() {
        // EBU Tech 3341, case 1: 1 kHz at -23 dBFS in both channels is -23 LUFS.
        let level = 10.0_f32.powf(-23.0 / 20.0);
        // The high pass swings a little when the tone sets in.
        let loudness = measure(&tone(level, 96_000));
        assert!(
            (loudness.lufs + 23.0).abs() < 0.1 && (loudness.true_peak_dbtp + 23.0).abs() < 0.8,
            "{loudness:?}"
        );
        let mut meter = ProgramMeter::default();
        let stereo: Vec<f32> = tone(level, 192_000).iter().flat_map(|s| [*s; 2]).collect();
        let mut reading = ProgramLoudness::default();
        stereo.chunks(3_200).for_each(|part| reading = meter.take(part));
        for value in [reading.momentary, reading.short_term, reading.integrated] {
            assert!((value + 23.0).abs() < 0.1, "{reading:?}");
        }
        // Half a second of silence: nothing momentary, a sixth less in three seconds, gated from the whole.
        let reading = meter.take(&[0.0; 48_000]);
        assert!(reading.momentary < -50.0, "{reading:?}");
        assert!(
            (reading.short_term + 23.8).abs() < 0.1 && (reading.integrated + 23.0).abs() < 0.3,
            "{reading:?}"
        );
    }

    #[test]
    fn nothing_is_silence() {
        for samples in [&[][..], &[0.0; 48_000], &[0.1; 100]] {
            assert_eq!(measure(samples).lufs, SILENCE_LUFS);
        }
    }
}
