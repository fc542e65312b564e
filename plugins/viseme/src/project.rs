//! Articulation on a rig: channels to the weights that a mouth has.
//!
//! Owns the shape of open and rounded mouths on ARKit, Oculus and VRM rigs. Shut lips are not here but in
//! [`close`](crate::close), which runs after whatever else moves the face; [`arkit`] alone does not shut them.

mod oculus;
mod vrm;

use crate::arkit::{Arkit, Weights};
use crate::track::Channels;

pub use oculus::{OCULUS, oculus};
pub use vrm::{VRM_VOWELS, vrm_vowels};

/// `jawOpen` of the widest speech: a news-reader, not an opera. On the MakeHuman face units 1 opens the lips by
/// 33 mm, so this is 17 mm.
pub(crate) const JAW_OPEN: f32 = 0.51;

/// How a person speaks: two dials, 1 is natural, 0 still, above 1 exaggerated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// Scales the jaw, 0..1.6.
    pub jaw: f32,
    /// Scales rounding, spreading and shown teeth, 0..1.6.
    pub lip: f32,
}

impl Default for Style {
    fn default() -> Self {
        Self { jaw: 1.0, lip: 1.0 }
    }
}

/// Adds speech to ARKit `weights`. Call [`close`](crate::close) when every other layer has been added.
pub fn arkit(weights: &mut Weights, channels: &Channels, style: Style) {
    use Arkit::{
        JawOpen, MouthDimpleLeft, MouthFunnel, MouthLowerDownLeft, MouthPucker, MouthSmileLeft,
        MouthStretchLeft, MouthUpperUpLeft, TongueOut,
    };
    let jaw = channels.jaw * style.jaw.clamp(0.0, 1.6);
    let lip = style.lip.clamp(0.0, 1.6);
    let round = (channels.round * lip).min(1.2);
    let spread = (channels.spread * lip).min(1.2) * (1.0 - 0.7 * channels.round);
    let teeth = channels.teeth * lip * (1.0 - 0.5 * channels.round);

    weights[JawOpen] += JAW_OPEN * jaw;
    // An open round mouth is a funnel, a nearly shut one a pucker. Funnel flares above .5.
    // Without the funnel, a pucker shuts the lips.
    weights[MouthFunnel] += round * (0.32 + 0.18 * jaw).min(0.45);
    weights[MouthPucker] += round * (0.66 - 0.24 * jaw.min(1.0));
    weights.add_pair(MouthStretchLeft, 0.24 * spread);
    weights.add_pair(MouthSmileLeft, 0.10 * spread);
    weights.add_pair(MouthDimpleLeft, 0.08 * spread);
    // Lips draw off the teeth: a little with the jaw, more where the teeth make the sound.
    weights.add_pair(MouthLowerDownLeft, 0.10 * jaw + 0.12 * spread + 0.30 * teeth);
    weights.add_pair(MouthUpperUpLeft, 0.06 * jaw + 0.05 * spread + 0.16 * teeth);
    // The tip comes to the teeth. Above .35 the shape of the face units comes out through the lower lip.
    weights[TongueOut] += 0.30 * ((channels.tongue - 0.6) / 0.25).clamp(0.0, 1.0);
}
