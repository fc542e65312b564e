//! The last pass: lips that must touch do touch, whatever the other layers want.
//!
//! Owns contact on an ARKit rig, tuned on the MakeHuman face units: `mouthClose` cancels `jawOpen` there one to one.
//! Nothing may move the mouth after it; smoothing belongs before it.

use crate::arkit::{Arkit, Weights};
use crate::project::JAW_OPEN;
use crate::track::{Channels, smooth};

use Arkit::{
    JawOpen, MouthClose, MouthDimpleLeft, MouthFrownLeft, MouthFunnel, MouthLowerDownLeft, MouthPressLeft,
    MouthPucker, MouthRollLower, MouthRollUpper, MouthShrugLower, MouthShrugUpper, MouthSmileLeft,
    MouthStretchLeft, MouthUpperUpLeft,
};

/// `jawOpen` at which the lips of the face units touch: they are thick. Below it nothing is seen of a jaw that opens.
const TOUCHING: f32 = 0.07;

/// Makes the contacts of `channels` true on `weights`: lips shut (p b m), lower lip to the teeth (f v), jaw up
/// (sibilants). Weights come out within 0..1, with `mouthClose` no higher than `jawOpen`.
pub fn close(weights: &mut Weights, channels: &Channels) {
    let shut = channels.closure.clamp(0.0, 1.0);
    let bite = (channels.labiodental / 0.85).clamp(0.0, 1.0) * (1.0 - shut);
    let (pressed, bitten) = (pressure(shut, 0.82), pressure(bite, 0.4));
    weights.clamp();

    let limited = weights[JawOpen].min(JAW_OPEN * channels.jaw_limit);
    let jaw = weights[JawOpen] + channels.jaw_held.clamp(0.0, 1.0) * (limited - weights[JawOpen]);
    // To where the lips touch, and with pressure all the way.
    let meeting = jaw + shut * (jaw.min(TOUCHING) - jaw);
    weights[JawOpen] = meeting * (1.0 - 0.9 * pressed);
    // What parts the lips goes altogether, what shapes them goes by half.
    weights.scale_pair(MouthLowerDownLeft, (1.0 - shut) * (1.0 - bite));
    weights.scale_pair(MouthUpperUpLeft, 1.0 - shut);
    weights[MouthShrugUpper] *= 1.0 - shut;
    weights[MouthFunnel] *= (1.0 - shut) * (1.0 - 0.8 * bite);
    weights[MouthPucker] *= 1.0 - 0.5 * shut.max(bite);
    for pair in [MouthSmileLeft, MouthStretchLeft, MouthDimpleLeft, MouthFrownLeft] {
        weights.scale_pair(pair, 1.0 - 0.5 * shut);
    }
    weights.add_pair(MouthPressLeft, 0.34 * pressed);
    weights[MouthRollUpper] += 0.20 * pressed;
    weights[MouthRollLower] += 0.22 * pressed + 0.38 * bitten;
    weights[MouthShrugLower] += 0.30 * bitten;
    weights.add_pair(MouthUpperUpLeft, 0.25 * bite);

    weights.clamp();
    // Jaw and lips together shut the gap evenly: what is left of the jaw at full closure, the lips take.
    weights[MouthClose] = weights[MouthClose].max(0.1 * meeting * pressed).min(weights[JawOpen]);
}

/// How much of a contact is pressure: none before `from` of it, when the lips are about to touch.
fn pressure(contact: f32, from: f32) -> f32 {
    smooth((contact - from) / (1.0 - from))
}

/// Distance between the lips in the middle of the mouth, in millimetres, for a face made of the MakeHuman face units
/// in a man's size. Coefficients measured on that mesh: within a millimetre for open
/// mouths, up to two millimetres too open for nearly shut ones.
pub fn lip_gap_mm(weights: &Weights) -> f32 {
    let pair = |left: Arkit| 0.5 * (weights[left] + weights[left.mirrored()]);
    let opened = 33.5 * (weights[JawOpen] - weights[MouthClose])
        + 12.2 * weights[MouthFunnel]
        + 3.0 * pair(MouthUpperUpLeft)
        + 2.5 * pair(MouthLowerDownLeft)
        + 2.4 * weights[MouthShrugUpper];
    opened.max(0.0)
}
