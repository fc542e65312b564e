//! Finds the arms of a model that has just been mapped: joints, fingers, and how they are at rest.

use super::{Arm, RestJoint};
use crate::rig::{Bone, Rig};
use bevy::prelude::*;

/// The arms of a host, left and right; `None` where a rig has none.
#[derive(Component, Debug, Clone, Default)]
pub(crate) struct Limbs(pub(crate) [Option<Arm>; 2]);

/// Words for thumb, index, middle, ring and little finger.
const FINGERS: [&[&str]; 5] =
    [&["thumb"], &["index", "fore"], &["middle", "mid"], &["ring"], &["pinky", "little"]];

/// Gives every new rig its [`Limbs`], while it still stands as its file has it.
pub(crate) fn find(
    mut commands: Commands,
    rigs: Query<(Entity, &Rig, &ChildOf), Added<Rig>>,
    children: Query<&Children>,
    names: Query<&Name>,
    transforms: Query<&Transform>,
    helper: TransformHelper,
) {
    for (host, rig, ChildOf(person)) in &rigs {
        let Ok(stand) = helper.compute_global_transform(*person) else { continue };
        let rest = |entity: Entity| {
            // As if the person stood in the origin and looked straight ahead.
            let of = helper.compute_global_transform(entity).ok()?.reparented_to(&stand);
            let local = transforms.get(entity).ok()?.rotation;
            Some(RestJoint { entity, local, rotation: of.rotation, position: of.translation })
        };
        let joint = |bone| rig.joint(bone).and_then(|j| rest(j.entity));
        let chain = |from: Entity| {
            let mut chain: Vec<RestJoint> = rest(from).into_iter().collect();
            let mut at = from;
            // A finger is a string of joints; what hangs beside it (a ring, an end) is not followed.
            while chain.len() < 3
                && let Ok(below) = children.get(at)
                && let Some(next) = below.iter().find(|c| names.get(*c).is_ok())
                && let Some(found) = rest(next)
            {
                chain.push(found);
                at = next;
            }
            chain
        };
        let fingers = |hand: Entity| -> [Vec<RestJoint>; 5] {
            let below: Vec<(Entity, String)> = children
                .iter_descendants(hand)
                .filter_map(|e| Some((e, names.get(e).ok()?.as_str().to_lowercase())))
                .collect();
            // The first of a name that descends from the hand is the one next to the palm.
            FINGERS.map(|words| {
                let first = below
                    .iter()
                    .find(|(_, name)| words.iter().any(|w| name.contains(w)) && !name.contains("metacarpal"));
                first.map(|(entity, _)| chain(*entity)).unwrap_or_default()
            })
        };
        let arm = |side: f32, [collar, upper, lower, hand]: [Bone; 4]| {
            let joints = [joint(upper)?, joint(lower)?, joint(hand)?];
            Arm::new(side, joint(collar), joints, fingers(joints[2].entity))
        };
        let limbs = Limbs([
            arm(1.0, [Bone::LeftShoulder, Bone::LeftArm, Bone::LeftForeArm, Bone::LeftHand]),
            arm(-1.0, [Bone::RightShoulder, Bone::RightArm, Bone::RightForeArm, Bone::RightHand]),
        ]);
        commands.entity(host).insert(limbs);
    }
}
