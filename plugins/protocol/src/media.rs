//! What Bevy plugins tell each other: derived for `bevy_ecs` with the feature `ecs`, plain data without it.

use crate::{FrameRate, cue::Cue, timeline::Timeline};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Media time of the frame that is being made; written by the root before each update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "ecs", derive(bevy_ecs::prelude::Resource))]
pub struct MediaTime {
    /// The frame.
    pub frame_index: u64,
    /// Its first sample.
    pub sample_index: u64,
    /// Frames a second.
    pub frame_rate: FrameRate,
}

/// How much the adapter can bear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "ecs", derive(bevy_ecs::prelude::Resource))]
pub enum Tier {
    /// Software rendering: hand-written shaders, deformation on the CPU, few vertices.
    #[default]
    Lean,
    /// A GPU: physically based materials, shadows, anti-aliasing.
    Full,
}

/// Size of the picture in pixels; both even.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "ecs", derive(bevy_ecs::prelude::Resource))]
pub struct PictureSize {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// A sentence begins to be heard in this frame.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "ecs", derive(bevy_ecs::prelude::Message))]
pub struct SpeechStarted {
    /// Who says it: place among the people on stage.
    pub person: usize,
    /// Names the sentence in the messages that follow.
    pub sentence: u64,
    /// What is said when, from the first sample of the sentence.
    pub timeline: Arc<Timeline>,
    /// Media time of its first sample.
    pub start_sample: u64,
    /// Whether another sentence follows at once, so that the mouth need not come to rest.
    pub more: bool,
    /// Who speaks next, where it is another person and known.
    pub next: Option<usize>,
}

/// How a voice sounds at a moment, beside what it says.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Tone {
    /// 0 silent, 1 as loud as a voice gets.
    pub loudness: f32,
    /// Semitones above 100 Hz; `None` where the sound has no pitch.
    pub pitch: Option<f32>,
}

/// Samples from one [`Tone`] to the next: 10 ms.
pub const TONE_STEP: u64 = 480;

/// More of a sentence's sound is there: how it goes on, from the last tone that was told, or from its first sample.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "ecs", derive(bevy_ecs::prelude::Message))]
pub struct SpeechSounds {
    /// The sentence.
    pub sentence: u64,
    /// A tone for every [`TONE_STEP`] samples.
    pub tones: Arc<[Tone]>,
}

/// The voice waited for its engine: what is left of the sentence comes later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "ecs", derive(bevy_ecs::prelude::Message))]
pub struct SpeechShifted {
    /// The sentence.
    pub sentence: u64,
    /// New media time of its first sample.
    pub start_sample: u64,
}

/// What was being said is cut off, whoever said it. What begins after it may be told in the same frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "ecs", derive(bevy_ecs::prelude::Message))]
pub struct SpeechCut {
    /// Media time of the cut.
    pub sample: u64,
    /// The first sentence that it concerns, by [`SpeechStarted::sentence`].
    pub first: u64,
    /// The last one that it concerns.
    pub last: u64,
}

impl SpeechCut {
    /// Whether it concerns a sentence.
    pub fn concerns(&self, sentence: u64) -> bool {
        (self.first..=self.last).contains(&sentence)
    }
}

/// A cue whose moment has come, to the sample.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "ecs", derive(bevy_ecs::prelude::Message))]
pub struct CueFired {
    /// Whom it concerns, where it concerns a person: place among the people on stage.
    pub person: usize,
    /// What to do.
    pub cue: Cue,
    /// When.
    pub sample: u64,
}

/// What a person attends to while not speaking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Attention {
    /// Nothing in particular: on air with nothing to do.
    #[default]
    Idle,
    /// Questions may come in: looks at the lens and at the chat in turns.
    Listening,
    /// An answer is being made.
    Thinking,
}

/// Somebody attends to something else from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "ecs", derive(bevy_ecs::prelude::Message))]
pub struct AttentionTurned {
    /// Who: place among the people on stage.
    pub person: usize,
    /// To what.
    pub attention: Attention,
    /// When.
    pub sample: u64,
}

/// Where people stand: what cameras and lights are placed by. Written by `avatar`, read by `stage`.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "ecs", derive(bevy_ecs::prelude::Resource))]
pub struct HostAnchor {
    /// The point between the eyes of each person at rest, in metres, in order; none until all stand there.
    pub eyes: Vec<[f32; 3]>,
}

impl HostAnchor {
    /// The middle of all eyes.
    pub fn middle(&self) -> Option<[f32; 3]> {
        let count = self.eyes.len() as f32;
        let mean = |axis: usize| self.eyes.iter().map(|e| e[axis]).sum::<f32>() / count;
        (!self.eyes.is_empty()).then(|| [mean(0), mean(1), mean(2)])
    }
}

/// Microseconds that parts of the last frame took, for benchmarks and the console.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "ecs", derive(bevy_ecs::prelude::Resource))]
pub struct FrameCost {
    /// Layers of behaviour.
    pub layers_micros: u64,
    /// Deformation on the CPU.
    pub deform_micros: u64,
}
