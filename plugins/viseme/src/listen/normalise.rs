//! Frames as the network wants them: as if every voice spoke equally loud through the same microphone.
//!
//! Owns two running measures, of how loud speech is and of how its bands lie on average. Both look back only, so a
//! stream and a whole sound are heard alike; a whole sound is first heard through once, to begin with its own measures.

use super::features::{BANDS, FRAMES_PER_SECOND, Frame};

/// Numbers of a normalised frame: its bands, and its level.
pub const SIZE: usize = BANDS + 1;
/// Bels under the level of speech below which all is silence.
const FLOOR: f32 = -5.0;
/// Where speech is thought to be loud before any was heard.
const FIRST_LEVEL: f32 = -1.6;
/// Nothing quieter than that is ever speech.
const LEAST_LEVEL: f32 = -6.5;
/// How fast the level of speech follows what is louder, a frame.
const ATTACK: f32 = 0.25;
/// How fast it falls, bels a frame, while something is heard and while nothing is.
const FALL: f32 = 0.3 / FRAMES_PER_SECOND as f32;
const FALL_IN_SILENCE: f32 = 0.05 / FRAMES_PER_SECOND as f32;
/// Bels under the level of speech within which a frame is speech.
const SPEECH: f32 = -2.5;
/// Frames that the mean of the bands remembers, and frames that what it begins with counts for.
const MEMORY: f32 = 400.0;
const BEGINNING: f32 = 100.0;

/// What was learnt of a voice and its microphone.
#[derive(Debug, Clone, PartialEq)]
pub struct Normaliser {
    /// Level of loud speech, bels.
    level: f32,
    /// Mean of each band in speech, bels from the level.
    mean: [f32; BANDS],
    frames: f32,
}

impl Normaliser {
    /// One that knows no voice yet and expects bands to lie at `mean`, in bels from the level of speech.
    pub fn new(mean: &[f32; BANDS]) -> Self {
        Self { level: FIRST_LEVEL, mean: *mean, frames: BEGINNING }
    }

    /// Learns level and mean from sound that was heard already.
    pub fn prime(&mut self, frames: &[Frame]) {
        let mut levels: Vec<f32> = frames.iter().map(|frame| frame.level).collect();
        levels.sort_unstable_by(f32::total_cmp);
        let Some(loudest) = levels.last().copied() else { return };
        let spoken = levels.partition_point(|level| *level < loudest + 1.5 * SPEECH);
        let loud = levels[spoken + (levels.len() - spoken) * 9 / 10];
        self.level = loud.max(LEAST_LEVEL);
        for frame in frames {
            self.learn(frame);
        }
        self.level = loud.max(LEAST_LEVEL);
    }

    fn learn(&mut self, frame: &Frame) -> [f32; BANDS] {
        let above = frame.level - self.level;
        if above > 0.0 {
            self.level += ATTACK * above;
        } else {
            let fall = if above > SPEECH { FALL } else { FALL_IN_SILENCE };
            self.level = (self.level - fall).max(LEAST_LEVEL);
        }
        let relative = frame.bands.map(|band| (band - self.level).clamp(FLOOR, 1.0));
        if frame.level - self.level > SPEECH {
            self.frames = (self.frames + 1.0).min(MEMORY);
            for (mean, band) in self.mean.iter_mut().zip(&relative) {
                *mean += (band - *mean) / self.frames;
            }
        }
        relative
    }

    /// The frame as the network wants it; the voice is learnt from it.
    pub fn apply(&mut self, frame: &Frame) -> [f32; SIZE] {
        let relative = self.learn(frame);
        let mut out = [0.0; SIZE];
        for ((out, band), mean) in out.iter_mut().zip(&relative).zip(&self.mean) {
            *out = band - mean;
        }
        out[BANDS] = (frame.level - self.level).clamp(FLOOR, 1.0);
        out
    }

    /// Bels of `frame` from the level of speech.
    pub fn above(&self, frame: &Frame) -> f32 {
        (frame.level - self.level).clamp(FLOOR, 1.0)
    }

    /// Mean of each band in speech, bels from the level of speech.
    pub fn mean(&self) -> &[f32; BANDS] {
        &self.mean
    }
}
