//! What the shapes of a face are worth at a moment: from the layers' pose to each morph target of the file.
//!
//! Owns the values of all that a target may follow. Which target follows what is [`preflight::drives`]'; who deforms
//! with the weights is `deform` or the engine.
//!
//! [`preflight::drives`]: crate::preflight::drives

use crate::{
    layers::FacePose,
    preflight::{
        Report, Talks,
        drives::{Drive, Drives, FEELINGS},
        shapes::{Lids, VOWELS},
    },
};
use bevy::prelude::*;
use viseme::{Arkit, Channels, Weights, project};

/// `jawOpen` of the widest speech on our own people (`viseme::project`); a still face that is told to open by that
/// name opens any other mouth by as much.
const JAW_OPEN: f32 = 0.51;
/// Share of a shape that only opens the mouth, at the widest of speech: such shapes shout at 1.
const WIDEST: f32 = 0.6;
/// Degrees of a look at which VRM's look expressions are full.
const FULL_LOOK: f32 = 25.0;
/// How much of an expression of the whole face a closure takes away: it may hold the mouth open.
const CLOSURE_SHARE: f32 = 0.8;

/// VRM's expressions, which a still face may hold besides ARKit's shapes; a file without VRM may have their like.
pub const EXPRESSIONS: [&str; 11] =
    ["aa", "ih", "ou", "ee", "oh", "blink", "happy", "angry", "sad", "relaxed", "surprised"];

/// Morph weights of this frame by mesh of the file and target of the mesh, 0 to 1.
#[derive(Component)]
pub(crate) struct Face {
    /// Names of the host's targets, in lower case, for those who set them by name.
    names: Vec<Vec<String>>,
    drives: Drives,
    by: Option<Talks>,
    closes: bool,
    weights: Vec<Vec<f32>>,
}

impl Face {
    /// A face as `report` found it; `names` are those of its morph targets by mesh.
    pub(crate) fn new(report: &Report, names: Vec<Vec<String>>) -> Self {
        let drives = report.drives.clone();
        let weights = drives.iter().map(|mesh| vec![0.0; mesh.len()]).collect();
        let close = Drive::Arkit(Arkit::MouthClose);
        let closes = drives.iter().flatten().flatten().any(|(drive, _)| *drive == close);
        let names = names.iter().map(|mesh| mesh.iter().map(|n| n.to_lowercase()).collect()).collect();
        Self { names, drives, by: report.talk.as_ref().map(|t| t.by), closes, weights }
    }

    /// Weights of the targets of `mesh`.
    pub(crate) fn weights(&self, mesh: usize) -> &[f32] {
        self.weights.get(mesh).map(Vec::as_slice).unwrap_or_default()
    }

    /// How far a jaw bone that speaks alone is open, 0 to 1.
    pub(crate) fn jaw(&self, pose: &FacePose) -> f32 {
        if self.by == Some(Talks::Jaw) { opening(&pose.mouth) } else { 0.0 }
    }

    /// Works the weights out of a pose; targets named in `held` have the weights that are told there.
    pub(crate) fn weigh(&mut self, pose: &FacePose, held: &[(String, f32)]) {
        let values = Values::new(pose, self.closes);
        let held: Vec<(String, f32)> = held.iter().map(|(name, w)| (name.to_lowercase(), *w)).collect();
        for (mesh, weights) in self.weights.iter_mut().enumerate() {
            for (target, weight) in weights.iter_mut().enumerate() {
                let sum: f32 = self.drives[mesh][target].iter().map(|(d, share)| values.of(*d) * share).sum();
                *weight = sum.clamp(0.0, 1.0);
                let name = self.names.get(mesh).and_then(|n| n.get(target));
                if let Some((_, told)) = held.iter().find(|(n, _)| Some(n) == name) {
                    *weight = *told;
                }
            }
        }
    }
}

/// A pose that does nothing but what `held` says, in names of ARKit, VRM's expressions, or `jawOpen` for any mouth.
pub(crate) fn still(held: &[(String, f32)]) -> FacePose {
    let mut pose = FacePose::default();
    for (name, weight) in held {
        let lower = name.to_lowercase();
        if let Some(shape) = Arkit::from_name(name) {
            pose.weights[shape] = *weight;
        }
        if let Some(feeling) = FEELINGS.iter().position(|f| *f == lower) {
            pose.feelings[feeling] = *weight;
        }
        match VOWELS.iter().position(|v| *v == lower) {
            Some(0) => pose.mouth.jaw = *weight,
            Some(1 | 3) => (pose.mouth.jaw, pose.mouth.spread) = (0.5 * weight, *weight),
            Some(_) => (pose.mouth.jaw, pose.mouth.round) = (0.5 * weight, *weight),
            None if lower == "jawopen" => pose.mouth.jaw = (weight / JAW_OPEN).min(1.0),
            None if lower == "blink" => pose.weights.add_pair(Arkit::EyeBlinkLeft, *weight),
            None => {}
        }
    }
    pose
}

/// How far the mouth is open, 0 to 1, where opening and shutting is all that it can do: contacts shut it.
fn opening(mouth: &Channels) -> f32 {
    let bite = (mouth.labiodental / 0.85).clamp(0.0, 1.0);
    // Round and spread vowels part the lips even where the jaw is high.
    let parted = mouth.jaw.max(0.25 * mouth.round).max(0.25 * mouth.spread);
    (parted * (1.0 - mouth.closure) * (1.0 - 0.7 * bite)).clamp(0.0, 1.0)
}

/// Values of all that a target may follow.
struct Values {
    arkit: Weights,
    visemes: [f32; 15],
    vowels: [f32; 5],
    open: f32,
    feelings: [f32; 5],
    looks: [f32; 4],
}

impl Values {
    /// `closes`: whether there is a shape that takes the lips together against the jaw.
    fn new(pose: &FacePose, closes: bool) -> Self {
        let mut arkit = pose.weights;
        if !closes {
            // What the lips would have taken of the gap, the jaw takes.
            arkit[Arkit::JawOpen] = (arkit[Arkit::JawOpen] - arkit[Arkit::MouthClose]).max(0.0);
        }
        let mouth = &pose.mouth;
        let mut visemes = project::oculus(mouth);
        visemes[0] *= mouth.speech;
        let bite = 1.0 - 0.8 * (mouth.labiodental / 0.85).clamp(0.0, 1.0);
        let vowels = project::vrm_vowels(mouth).map(|v| v * bite);
        let shut = 1.0 - CLOSURE_SHARE * mouth.closure;
        let look = |degrees: f32| (degrees / FULL_LOOK).clamp(0.0, 1.0);
        let gaze = pose.gaze;
        Self {
            arkit,
            visemes,
            vowels,
            open: WIDEST * opening(mouth),
            feelings: pose.feelings.map(|f| f * shut),
            looks: [look(-gaze.pitch), look(gaze.pitch), look(gaze.yaw), look(-gaze.yaw)],
        }
    }

    fn of(&self, drive: Drive) -> f32 {
        let lids = |side: Arkit| self.arkit[side];
        let (left, right) = (lids(Arkit::EyeBlinkLeft), lids(Arkit::EyeBlinkRight));
        match drive {
            Drive::Arkit(shape) => self.arkit[shape],
            Drive::Viseme(viseme) => self.visemes[viseme],
            Drive::Vowel(vowel) => self.vowels[vowel],
            Drive::Open => self.open,
            Drive::Lids(Lids::Left) => left,
            Drive::Lids(Lids::Right) => right,
            Drive::Lids(Lids::Both) => (left + right) / 2.0,
            Drive::Feeling(feeling) => self.feelings[feeling],
            Drive::Look(look) => self.looks[look],
        }
    }
}
