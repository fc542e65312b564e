//! Short sounds at exact places: stings, and the beeps of the synchronisation test.

use crate::decode::{Decoder, Progress, SoundError};
use protocol::SAMPLE_RATE;
use std::{f64::consts::TAU, ops::Range, path::Path, sync::Arc};

/// The longest sound that is loaded, in seconds.
pub const LONGEST_SOUND: u32 = 60;

/// A sound that is there from the start: stereo, interleaved, 48 kHz.
#[derive(Debug, Clone, PartialEq)]
pub struct Sound(Arc<[f32]>);

impl Sound {
    /// From interleaved stereo; a last odd sample is left out.
    pub fn stereo(samples: &[f32]) -> Self {
        Self(samples[..samples.len() / 2 * 2].into())
    }

    /// The same in both channels.
    pub fn mono(samples: &[f32]) -> Self {
        Self(samples.iter().flat_map(|sample| [*sample; 2]).collect())
    }

    /// Loads a file as it is, whole: WAV, FLAC, MP3, Ogg Vorbis or M4A, [`LONGEST_SOUND`] seconds at most. Takes
    /// a moment: not for the thread that makes frames. Damaged places are left out.
    ///
    /// # Errors
    /// When there is no such file, or it is no sound, is too long, or holds nothing that can be decoded.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, SoundError> {
        let path = path.as_ref();
        let mut decoder = Decoder::open(path)?;
        let (mut samples, most) = (Vec::new(), (LONGEST_SOUND * SAMPLE_RATE) as usize * 2);
        while decoder.step(&mut samples) == Progress::More && samples.len() <= most {}
        decoder.finish(&mut samples);
        if samples.is_empty() {
            return Err(SoundError::Empty { path: path.to_owned() });
        }
        if samples.len() > most {
            return Err(SoundError::TooLong { path: path.to_owned(), seconds: LONGEST_SOUND });
        }
        Ok(Self(samples.into()))
    }

    /// Samples of one channel.
    pub fn samples(&self) -> u64 {
        self.0.len() as u64 / 2
    }
}

/// A sine of `hertz` that is `samples` long at half of full scale, from zero to zero: its first sample is 0,
/// and it is faded over its last millisecond. The sharp edge at its start is what a test looks for.
pub fn beep(hertz: f64, samples: usize) -> Sound {
    let fade = (SAMPLE_RATE as usize / 1000).min(samples.max(1));
    let tone = |i: usize| {
        let level = ((samples - i) as f64 / fade as f64).min(1.0) * 0.5;
        (level * (TAU * hertz * i as f64 / f64::from(SAMPLE_RATE)).sin()) as f32
    };
    Sound::mono(&(0..samples).map(tone).collect::<Vec<_>>())
}

/// Samples of the fade of what is silenced: 5 ms.
const FADE: u64 = 240;

/// The bus of effects: sounds and when they begin.
#[derive(Debug, Default)]
pub(crate) struct Effects {
    playing: Vec<Playing>,
}

#[derive(Debug)]
struct Playing {
    start: u64,
    sound: Sound,
    gain: f32,
    /// From where on it fades out, where it was silenced.
    fades: Option<u64>,
}

impl Effects {
    pub(crate) fn play(&mut self, start: u64, sound: Sound, gain: f32) {
        self.playing.push(Playing { start, sound, gain, fades: None });
    }

    /// Fades out what sounds at `sample`, and forgets what was to come.
    pub(crate) fn silence(&mut self, sample: u64) {
        self.playing.retain(|effect| effect.start < sample);
        for effect in &mut self.playing {
            effect.fades.get_or_insert(sample);
        }
    }

    /// Adds what sounds in `samples` to `out` (interleaved stereo), and forgets what is over.
    pub(crate) fn add(&mut self, samples: &Range<u64>, out: &mut [f32]) {
        self.playing.retain(|Playing { start, sound, gain, fades }| {
            let end = start + sound.samples();
            let end = fades.map_or(end, |fades| end.min(fades + FADE));
            let (from, to) = (samples.start.max(*start), samples.end.min(end));
            if from < to {
                let source = &sound.0[(from - start) as usize * 2..(to - start) as usize * 2];
                let target = &mut out[(from - samples.start) as usize * 2..];
                for (n, (sample, add)) in target.iter_mut().zip(source).enumerate() {
                    let at = from + n as u64 / 2;
                    let left = fades.map_or(1.0, |fades| 1.0 - at.saturating_sub(fades) as f32 / FADE as f32);
                    *sample += add * gain * left;
                }
            }
            end > samples.end
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_silenced_fades_and_what_was_to_come_does_not() {
        let mut effects = Effects::default();
        effects.play(0, Sound::mono(&[1.0; 4800]), 1.0);
        effects.play(1000, Sound::mono(&[1.0; 4800]), 1.0);
        let mut out = vec![0.0; 2 * 960];
        effects.add(&(0..480), &mut out[..960]);
        effects.silence(480);
        effects.add(&(480..1440), &mut vec![0.0; 2 * 960]);
        let mut effects = Effects::default();
        effects.play(0, Sound::mono(&[1.0; 4800]), 1.0);
        effects.silence(480);
        out.fill(0.0);
        effects.add(&(480..1440), &mut out);
        let step = out.chunks(2).zip(out.chunks(2).skip(1)).map(|(a, b)| (a[0] - b[0]).abs());
        assert!(out[0] > 0.99 && step.fold(0.0, f32::max) < 0.01, "it clicks");
        assert!(out[2 * FADE as usize..].iter().all(|sample| *sample == 0.0));
        assert!(effects.playing.is_empty());
    }

    #[test]
    fn a_beep_is_where_it_belongs_whatever_the_blocks() {
        let sound = beep(1_000.0, 480);
        assert_eq!(sound.samples(), 480);
        let render = |block: u64| {
            let mut effects = Effects::default();
            effects.play(1_000, sound.clone(), 1.0);
            let mut out = Vec::new();
            for start in (0..3_000).step_by(block as usize) {
                let mut part = vec![0.0; block as usize * 2];
                effects.add(&(start..start + block), &mut part);
                out.extend(part);
            }
            assert!(effects.playing.is_empty());
            out.truncate(4_000);
            out
        };
        let whole = render(3_000);
        assert_eq!(whole, render(7));
        let first = whole.iter().position(|s| *s != 0.0).unwrap() / 2;
        // The first sample of a sine is zero.
        assert_eq!(first, 1_001);
        let last = whole.iter().rposition(|s| *s != 0.0).unwrap() / 2;
        assert!((1_470..1_480).contains(&last), "{last}");
    }
}
