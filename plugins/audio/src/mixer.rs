//! The mixer: from buses to the samples of a frame.

use crate::{
    CHANNELS,
    effects::{Effects, Sound},
    filter::HighPass,
    limiter::{LOOKAHEAD, Limiter},
    meter::Levels,
    voice::{Voice, VoiceEvent, VoicePosition},
};
use std::ops::Range;

/// Gain that brings the Joe voice to -16 LUFS: 20 sentences of it measured -21.9 LUFS
/// integrated in both channels behind the high pass (ffmpeg's ebur128), with peaks at -2.9 dBFS. What that
/// lifts above the ceiling is the limiter's work. Another voice wants another: [`Mixer::set_voice_gain`].
pub const VOICE_GAIN: f32 = 1.97;
/// The voice has nothing under this, rooms and codecs do. In Hz.
const HIGH_PASS: f64 = 70.0;
/// Longest fade of a cut in milliseconds.
const LONGEST_CUT: u32 = 20;

/// Why a block was not mixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MixError {
    /// Blocks must follow each other.
    #[error("samples from {asked} were asked for, but {due} is next; ask for every block once, in order")]
    NotNext {
        /// First sample that was asked for.
        asked: u64,
        /// First sample that is due.
        due: u64,
    },
    /// The buffer has another size.
    #[error("buffer holds {given} values, but {samples} samples of two channels need {}", samples * 2)]
    Size {
        /// Values in the buffer.
        given: usize,
        /// Samples of one channel in the block.
        samples: u64,
    },
}

/// What a block held.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MixReport {
    /// What became of sentences, in order. Up to [`LOOKAHEAD`] samples after the block are included.
    pub events: Vec<VoiceEvent>,
    /// Level of the voice bus.
    pub voice: Levels,
    /// Level of the effects bus.
    pub effects: Levels,
    /// Level of what was given.
    pub program: Levels,
    /// The most that the limiter turned down, in dB, 0 or less.
    pub gain_reduction_db: f32,
}

/// Mixes the program, block after block. Same calls, same samples.
pub struct Mixer {
    voice: Voice,
    high_pass: HighPass,
    voice_gain: f32,
    effects: Effects,
    limiter: Limiter,
    /// First sample of the next block.
    due: u64,
    /// Media time up to which the buses were read: `due + LOOKAHEAD`, but for the very start.
    read: u64,
    voice_block: Vec<f32>,
    effects_block: Vec<f32>,
}

impl Default for Mixer {
    fn default() -> Self {
        Self::new(0)
    }
}

impl Mixer {
    /// A silent mixer whose first block begins at sample `start`.
    pub fn new(start: u64) -> Self {
        Self {
            voice: Voice::default(),
            high_pass: HighPass::new(HIGH_PASS),
            voice_gain: VOICE_GAIN,
            effects: Effects::default(),
            limiter: Limiter::default(),
            due: start,
            read: start,
            voice_block: Vec::new(),
            effects_block: Vec::new(),
        }
    }

    /// Plans sentence `id` for media time `start_sample`, or for as soon after as may be (what is being mixed
    /// is out of reach for [`LOOKAHEAD`] samples, and sentences never overlap). Gives the start it has for
    /// now; [`VoiceEvent::Started`] tells the true one.
    pub fn begin(&mut self, id: u64, start_sample: u64) -> u64 {
        self.voice.begin(id, start_sample)
    }

    /// Adds audio (mono, 48 kHz) to a sentence. False when it is not there any more, or was finished.
    pub fn append(&mut self, id: u64, samples: &[f32]) -> bool {
        self.voice.append(id, samples)
    }

    /// Says that a sentence has all its audio. False when it is not there any more.
    pub fn finish(&mut self, id: u64) -> bool {
        self.voice.finish(id)
    }

    /// Where a sentence stands, until its last sample was read.
    pub fn position(&self, id: u64) -> Option<VoicePosition> {
        self.voice.position(id)
    }

    /// The sentence that is being heard.
    pub fn speaking(&self) -> Option<u64> {
        self.voice.speaking()
    }

    /// Cuts the voice off without a click, within `fade_ms` (0 to 20) milliseconds, and forgets every planned
    /// sentence. Gives the media time from which the voice is silent.
    pub fn cut(&mut self, fade_ms: u32) -> u64 {
        self.voice.cut((fade_ms.min(LONGEST_CUT) * 48) as usize)
    }

    /// Sets the gain of the voice from the next block on: a factor, 0 to 16; values outside are clamped.
    pub fn set_voice_gain(&mut self, gain: f32) {
        self.voice_gain = if gain.is_finite() { gain.clamp(0.0, 16.0) } else { VOICE_GAIN };
    }

    /// Plays a sound from `start_sample`; what of it lies before what is mixed next is lost.
    pub fn play(&mut self, start_sample: u64, sound: Sound, gain: f32) {
        self.effects.play(start_sample, sound, gain);
    }

    /// Silences the effects from the next block on.
    pub fn stop_effects(&mut self) {
        self.effects.clear();
    }

    /// First sample of the next block.
    pub fn next_sample(&self) -> u64 {
        self.due
    }

    /// Writes the samples of `block` over `out`: interleaved stereo, two values a sample.
    ///
    /// # Errors
    /// When the block is not the next one or the buffer has another size; nothing is mixed then.
    pub fn mix(&mut self, block: Range<u64>, out: &mut [f32]) -> Result<MixReport, MixError> {
        if block.start != self.due || block.end < block.start {
            return Err(MixError::NotNext { asked: block.start, due: self.due });
        }
        let samples = block.end - block.start;
        if out.len() as u64 != samples * CHANNELS as u64 {
            return Err(MixError::Size { given: out.len(), samples });
        }
        let ahead = self.read..block.end + LOOKAHEAD as u64;
        let length = (ahead.end - ahead.start) as usize;
        let mut report = MixReport::default();
        self.voice_block.resize(length, 0.0);
        self.voice.read(&ahead, &mut self.voice_block, &mut report.events);
        self.high_pass.run(&mut self.voice_block);
        self.voice_block.iter_mut().for_each(|sample| *sample *= self.voice_gain);
        self.effects_block.clear();
        self.effects_block.resize(length * CHANNELS, 0.0);
        self.effects.add(&ahead, &mut self.effects_block);
        report.voice = Levels::of(&self.voice_block);
        report.effects = Levels::of(&self.effects_block);

        let (mut given, mut least_gain) = (0, 1.0_f32);
        for (voice, effects) in self.voice_block.iter().zip(self.effects_block.chunks_exact(CHANNELS)) {
            let sum = [voice + effects[0], voice + effects[1]];
            if let Some((limited, gain)) = self.limiter.push(sum) {
                out[given..given + CHANNELS].copy_from_slice(&limited);
                given += CHANNELS;
                least_gain = least_gain.min(gain);
            }
        }
        debug_assert_eq!(given, out.len());
        report.program = Levels::of(out);
        report.gain_reduction_db = 20.0 * least_gain.log10();
        self.due = block.end;
        self.read = ahead.end;
        Ok(report)
    }
}
