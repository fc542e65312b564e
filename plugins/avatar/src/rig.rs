//! The rig map: which joints and morph targets of a model do what.
//!
//! Joints are found by their Mixamo names, with or without prefix; other rigs come with *People*.

use bevy::{platform::collections::HashMap as Map, prelude::*};
use std::collections::HashMap;

/// Morph weights of this frame by the target's name in lower case.
#[derive(Resource, Default)]
pub(crate) struct Face(HashMap<String, f32>);

impl Face {
    pub(crate) fn weights(&self) -> &HashMap<String, f32> {
        &self.0
    }

    /// Sets the weight of the target `name`, in ARKit's spelling.
    pub(crate) fn set(&mut self, name: &str, weight: f32) {
        match self.0.get_mut(&name.to_lowercase()) {
            Some(old) => *old = weight,
            None => drop(self.0.insert(name.to_lowercase(), weight)),
        }
    }
}

/// Joints of the host that are moved.
#[derive(Component)]
pub(crate) struct Rig {
    joints: Map<Bone, (Entity, Quat)>,
}

/// Joints by what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Bone {
    Spine,
    Chest,
    UpperChest,
    Neck,
    Head,
    LeftEye,
    RightEye,
    LeftShoulder,
    RightShoulder,
    LeftArm,
    RightArm,
    LeftForeArm,
    RightForeArm,
    LeftHand,
    RightHand,
}

const NAMES: [(&str, Bone); 15] = [
    ("spine", Bone::Spine),
    ("spine1", Bone::Chest),
    ("spine2", Bone::UpperChest),
    ("neck", Bone::Neck),
    ("head", Bone::Head),
    ("lefteye", Bone::LeftEye),
    ("righteye", Bone::RightEye),
    ("leftshoulder", Bone::LeftShoulder),
    ("rightshoulder", Bone::RightShoulder),
    ("leftarm", Bone::LeftArm),
    ("rightarm", Bone::RightArm),
    ("leftforearm", Bone::LeftForeArm),
    ("rightforearm", Bone::RightForeArm),
    ("lefthand", Bone::LeftHand),
    ("righthand", Bone::RightHand),
];

impl Rig {
    /// Finds the joints among named entities; what is not there is not moved.
    pub(crate) fn find<'a>(named: impl Iterator<Item = (Entity, &'a str, Quat)>) -> Self {
        let mut joints = Map::default();
        for (entity, name, rest) in named {
            let short = name.rsplit(':').next().unwrap_or(name).to_lowercase();
            if let Some((_, bone)) = NAMES.iter().find(|(n, _)| *n == short) {
                joints.entry(*bone).or_insert((entity, rest));
            }
        }
        Self { joints }
    }

    /// A joint and its rotation at rest.
    pub(crate) fn joint(&self, bone: Bone) -> Option<(Entity, Quat)> {
        self.joints.get(&bone).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joints_are_found_by_mixamo_names() {
        let entity = Entity::from_raw_u32(7).unwrap();
        let rig = Rig::find([(entity, "mixamorig:LeftEye", Quat::IDENTITY)].into_iter());
        assert_eq!(rig.joint(Bone::LeftEye).map(|j| j.0), Some(entity));
        assert!(rig.joint(Bone::Head).is_none());
    }
}
