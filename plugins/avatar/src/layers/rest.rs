//! The face at rest: friendly, a little uneven, never still, and now and then wetting its lips.

use super::chance::{Events, Stream, noise};
use super::ease::hump;
use super::{FacePose, LayerContext, emotion, seconds};
use viseme::Arkit::{
    CheekSquintLeft, EyeSquintLeft, MouthPressLeft, MouthRollLower, MouthRollUpper, MouthShrugLower,
    MouthSmileLeft, MouthSmileRight,
};

/// Puts on the face that everything else is added to. `talk` is how much the host speaks.
pub(super) fn apply(context: &LayerContext, talk: f32, pose: &mut FacePose) {
    let time = seconds(context.sample);
    let warmth = emotion::warmth(context);
    let drift = |shift: f64| noise(context.seed, Stream::Mouth, time + shift, 0.5);
    let weights = &mut pose.weights;
    weights[MouthSmileLeft] += warmth * (0.105 + 0.02 * drift(0.0));
    weights[MouthSmileRight] += warmth * (0.09 + 0.02 * drift(40.0));
    weights.add_pair(CheekSquintLeft, warmth * 0.04);
    weights.add_pair(EyeSquintLeft, 0.04 + 0.015 * drift(90.0));
    weights.add_pair(MouthPressLeft, (0.03 * drift(150.0)).max(0.0));
    weights[MouthShrugLower] += (0.04 * drift(260.0)).max(0.0);

    let silent = 1.0 - talk;
    let wet = silent * lips_wetted(context, time);
    weights.add_pair(MouthPressLeft, 0.16 * wet);
    weights[MouthRollLower] += 0.26 * wet;
    weights[MouthRollUpper] += 0.14 * wet;
}

/// Lips drawn in for a moment, about twice a minute.
fn lips_wetted(context: &LayerContext, time: f64) -> f32 {
    let events =
        Events { seed: context.seed, stream: Stream::Lips, median: 24.0, sigma: 0.5, limits: (9.0, 70.0) };
    #[expect(clippy::cast_possible_truncation, reason = "a second or less")]
    let elapsed = |at: f64| ((time - at) * 1000.0) as f32;
    events.between(time - 1.2, time).map(|e| hump(elapsed(e.time), 260.0, 180.0, 380.0)).fold(0.0, f32::max)
}
