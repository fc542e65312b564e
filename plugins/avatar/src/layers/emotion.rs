//! Emotion.
//!
//! The upper face shows an emotion in full while speaking; the mouth steps back for speech.

use super::ease::{millis, smooth};
use super::{FacePose, LayerContext};
use protocol::cue::EmotionKind;
use viseme::Arkit::{
    BrowDownLeft, BrowInnerUp, BrowOuterUpLeft, CheekSquintLeft, EyeSquintLeft, EyeWideLeft, JawOpen,
    MouthDimpleLeft, MouthFrownLeft, MouthFunnel, MouthLowerDownLeft, MouthPressLeft, MouthShrugLower,
    MouthSmileLeft, MouthUpperUpLeft,
};
use viseme::{Arkit, Weights};

/// Smile and frown do not go beyond this while speaking ...
const SPEAKING_LIMIT: f32 = 0.35;
/// ... nor beyond this at all: the cheeks of the face units dent above it.
const LIMIT: f32 = 0.62;
/// The mouth of an emotion is reduced by this share while speaking.
const STEP_BACK: f32 = 0.67;
/// An emotion that ends is gone after this time.
const FADE_MS: f32 = 700.0;

/// An emotion in media time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EmotionSpan {
    /// Which.
    pub kind: EmotionKind,
    /// 0..1.
    pub strength: f32,
    /// Media time at which it is felt.
    pub start: i64,
    /// Media time at which it is over; it fades in the 700 ms after. `None`: it holds.
    pub end: Option<i64>,
}

impl EmotionSpan {
    /// How much of it shows at `sample`, 0..`strength`.
    fn level(&self, sample: i64) -> f32 {
        // Surprise is quick, sadness slow.
        let onset = match self.kind {
            EmotionKind::Surprised | EmotionKind::Excited => 250.0,
            EmotionKind::Sad | EmotionKind::Warm => 400.0,
            _ => 320.0,
        };
        let on = smooth(millis(self.start, sample) / onset);
        let off = self.end.map_or(0.0, |end| smooth(millis(end, sample) / FADE_MS));
        self.strength.clamp(0.0, 1.0) * on * (1.0 - off)
    }
}

/// How lively and how tilted emotions make a head.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bearing {
    pub liveliness: f32,
    pub pitch: f32,
    pub roll: f32,
}

/// What the emotions of the moment do to the head.
pub(super) fn bearing(context: &LayerContext) -> Bearing {
    let mut bearing = Bearing { liveliness: 1.0, pitch: 0.0, roll: 0.0 };
    for emotion in context.emotions {
        let level = emotion.level(context.sample);
        let (liveliness, pitch, roll) = match emotion.kind {
            EmotionKind::Neutral => (0.0, 0.0, 0.0),
            EmotionKind::Smile => (0.1, -0.8, 0.8),
            EmotionKind::Serious => (-0.3, 1.2, 0.0),
            EmotionKind::Surprised => (0.1, -2.2, 0.0),
            EmotionKind::Sad => (-0.45, 4.0, 2.2),
            EmotionKind::Excited => (0.5, -1.5, 0.0),
            EmotionKind::Warm => (-0.1, 0.4, 3.0),
        };
        bearing.liveliness += level * liveliness;
        bearing.pitch += level * pitch;
        bearing.roll += level * roll;
    }
    bearing
}

/// How much of the friendly face at rest the emotions of the moment leave, 0..1.
pub(super) fn warmth(context: &LayerContext) -> f32 {
    let somber =
        |e: &&EmotionSpan| matches!(e.kind, EmotionKind::Serious | EmotionKind::Sad | EmotionKind::Surprised);
    let level: f32 = context.emotions.iter().filter(somber).map(|e| e.level(context.sample)).sum();
    1.0 - level.min(1.0)
}

/// The emotions of the moment as VRM has them: happy, angry, sad, relaxed, surprised; each 0..1. Expressions of
/// whole faces hold mouths open: they step back for speech.
pub(super) fn feelings(context: &LayerContext, speaking: f32) -> [f32; 5] {
    let mut feelings = [0.0_f32; 5];
    for emotion in context.emotions {
        let level = emotion.level(context.sample) * (1.0 - 0.55 * speaking);
        let parts: &[(usize, f32)] = match emotion.kind {
            EmotionKind::Neutral => &[],
            EmotionKind::Smile => &[(0, 0.7)],
            EmotionKind::Serious => &[(1, 0.25)],
            EmotionKind::Surprised => &[(4, 0.7)],
            EmotionKind::Sad => &[(2, 0.7)],
            EmotionKind::Excited => &[(0, 0.75), (4, 0.15)],
            EmotionKind::Warm => &[(3, 0.6)],
        };
        for (feeling, share) in parts {
            feelings[*feeling] = (feelings[*feeling] + level * share).min(1.0);
        }
    }
    feelings
}

/// Adds the emotions of the moment; `speaking` is how much of the mouth is busy.
pub(super) fn apply(context: &LayerContext, speaking: f32, pose: &mut FacePose) {
    for emotion in context.emotions {
        let level = emotion.level(context.sample);
        for &(shape, amount) in shapes(emotion.kind) {
            let share = match shape {
                // What would shut, round or open the mouth is speech's alone.
                JawOpen | MouthPressLeft | MouthFunnel => 1.0 - speaking,
                shape if shape.is_mouth() => 1.0 - STEP_BACK * speaking,
                _ => 1.0,
            };
            let by = level * amount * share;
            if shape.mirrored() == shape {
                pose.weights[shape] += by;
            } else {
                pose.weights.add_pair(shape, by);
            }
        }
    }
}

/// How much of a smile there is in an emotion at `sample`, 0..1.
pub(super) fn smile(of: &EmotionSpan, sample: i64) -> f32 {
    match of.kind {
        EmotionKind::Smile | EmotionKind::Excited => of.level(sample),
        EmotionKind::Warm => 0.7 * of.level(sample),
        _ => 0.0,
    }
}

/// Keeps smile and frown within what speech and the rig bear.
pub(super) fn limit_mouth(speaking: f32, weights: &mut Weights) {
    let limit = LIMIT + (SPEAKING_LIMIT - LIMIT) * speaking;
    for shape in [MouthSmileLeft, MouthFrownLeft] {
        for shape in [shape, shape.mirrored()] {
            weights[shape] = weights[shape].min(limit);
        }
    }
}

/// Shapes of an emotion at full strength; the left half stands for both.
fn shapes(kind: EmotionKind) -> &'static [(Arkit, f32)] {
    match kind {
        EmotionKind::Neutral => &[],
        EmotionKind::Smile => &[
            (MouthSmileLeft, 0.52),
            (CheekSquintLeft, 0.34),
            (EyeSquintLeft, 0.16),
            (MouthDimpleLeft, 0.10),
            (MouthUpperUpLeft, 0.32),
            (MouthLowerDownLeft, 0.28),
            (JawOpen, 0.05),
            (BrowOuterUpLeft, 0.08),
        ],
        EmotionKind::Serious => {
            &[(BrowDownLeft, 0.72), (EyeSquintLeft, 0.24), (MouthPressLeft, 0.26), (MouthFrownLeft, 0.12)]
        }
        EmotionKind::Surprised => &[
            (BrowInnerUp, 0.85),
            (BrowOuterUpLeft, 0.85),
            (EyeWideLeft, 0.78),
            (JawOpen, 0.26),
            (MouthFunnel, 0.10),
        ],
        EmotionKind::Sad => &[
            (BrowInnerUp, 0.95),
            (BrowDownLeft, 0.16),
            (MouthFrownLeft, 0.62),
            (EyeSquintLeft, 0.08),
            (MouthShrugLower, 0.26),
        ],
        EmotionKind::Excited => &[
            (MouthSmileLeft, 0.58),
            (CheekSquintLeft, 0.30),
            (BrowInnerUp, 0.40),
            (BrowOuterUpLeft, 0.48),
            (EyeWideLeft, 0.30),
            (MouthUpperUpLeft, 0.30),
            (MouthLowerDownLeft, 0.28),
            (JawOpen, 0.16),
        ],
        EmotionKind::Warm => &[
            (MouthSmileLeft, 0.34),
            (CheekSquintLeft, 0.26),
            (EyeSquintLeft, 0.16),
            (BrowInnerUp, 0.16),
            (MouthDimpleLeft, 0.06),
        ],
    }
}
