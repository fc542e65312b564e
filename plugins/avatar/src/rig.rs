//! The rig map: which entities of a model are which joints of a human, and how they are turned.
//!
//! Which node is which bone is the preflight report's, so that it says what happens here. Turns are in the
//! character's own space (Y up, face towards +Z, its left is +X), whatever axes the joints have.

use bevy::{
    math::{Affine3A, Vec3A},
    platform::collections::HashMap as Map,
    prelude::*,
};
use std::collections::BTreeMap;

/// Joints of the host that are moved.
#[derive(Component)]
pub(crate) struct Rig {
    joints: Map<Bone, Joint>,
}

/// A joint as it was in the file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Joint {
    pub(crate) entity: Entity,
    /// Its rotation and place at rest, against its parent.
    rotation: Quat,
    translation: Vec3,
    /// The character's space from its parent's, at rest.
    parent: Quat,
    /// One metre up in its parent's space.
    up: Vec3,
}

/// Joints by what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Bone {
    Spine,
    Chest,
    UpperChest,
    Neck,
    Head,
    Jaw,
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

/// Bones as VRM 1.0 calls them.
const NAMES: [(&str, Bone); 16] = [
    ("spine", Bone::Spine),
    ("chest", Bone::Chest),
    ("upperChest", Bone::UpperChest),
    ("neck", Bone::Neck),
    ("head", Bone::Head),
    ("jaw", Bone::Jaw),
    ("leftEye", Bone::LeftEye),
    ("rightEye", Bone::RightEye),
    ("leftShoulder", Bone::LeftShoulder),
    ("rightShoulder", Bone::RightShoulder),
    ("leftUpperArm", Bone::LeftArm),
    ("rightUpperArm", Bone::RightArm),
    ("leftLowerArm", Bone::LeftForeArm),
    ("rightLowerArm", Bone::RightForeArm),
    ("leftHand", Bone::LeftHand),
    ("rightHand", Bone::RightHand),
];

/// A node of the model that stands in the world.
pub(crate) struct Node<'a> {
    pub(crate) entity: Entity,
    pub(crate) name: &'a str,
    /// Whether a skin hangs on it.
    pub(crate) is_joint: bool,
    pub(crate) local: Transform,
    /// The character's space from its parent's.
    pub(crate) parent: Affine3A,
}

impl Rig {
    /// Finds `bones`, the names of nodes by those of VRM's bones; what is not there is not moved.
    pub(crate) fn find(bones: &BTreeMap<&'static str, String>, nodes: &[Node]) -> Self {
        let mut joints = Map::default();
        for (name, bone) in NAMES {
            let Some(wanted) = bones.get(name) else { continue };
            let is_wanted = |n: &&Node| n.name == wanted || unnamed(n.name) == *wanted;
            // A mesh may be called as the bone that moves it; only joints of a skin move anything.
            let mut candidates = nodes.iter().filter(is_wanted);
            let first = candidates.clone().next();
            if let Some(node) = candidates.find(|n| n.is_joint).or(first) {
                joints.insert(bone, Joint::of(node));
            }
        }
        Self { joints }
    }

    /// A joint, if the rig has it.
    pub(crate) fn joint(&self, bone: Bone) -> Option<&Joint> {
        self.joints.get(&bone)
    }

    /// Of `bones`, the first that the rig has.
    pub(crate) fn first(&self, bones: &[Bone]) -> Option<Bone> {
        bones.iter().copied().find(|bone| self.joints.contains_key(bone))
    }
}

impl Joint {
    fn of(node: &Node) -> Self {
        let (_, parent, _) = node.parent.to_scale_rotation_translation();
        let up = node.parent.matrix3.inverse() * Vec3A::Y;
        Self {
            entity: node.entity,
            rotation: node.local.rotation,
            translation: node.local.translation,
            parent,
            up: if up.is_finite() { up.into() } else { Vec3::ZERO },
        }
    }

    /// Its rotation against its parent when it is turned by `turn`, in the character's space, from its rest.
    pub(crate) fn turned(&self, turn: Quat) -> Quat {
        self.parent.inverse() * turn * self.parent * self.rotation
    }

    /// Its place against its parent when it is lifted by so many metres from its rest.
    pub(crate) fn lifted(&self, metres: f32) -> Vec3 {
        self.translation + self.up * metres
    }
}

/// What preflight calls a node that the engine had to name.
fn unnamed(name: &str) -> String {
    name.strip_prefix("GltfNode").map(|index| format!("node {index}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f32::consts::FRAC_PI_2;

    fn node(index: u32, name: &str, is_joint: bool, parent: Affine3A) -> Node<'_> {
        let entity = Entity::from_raw_u32(index).expect("an entity");
        Node { entity, name, is_joint, local: Transform::from_xyz(0.0, 1.0, 0.0), parent }
    }

    #[track_caller]
    fn check(bone: &'static str, wanted: &str, nodes: &[Node], expect: Option<u32>) {
        let rig = Rig::find(&BTreeMap::from([(bone, wanted.to_owned())]), nodes);
        let found = rig.joint(Bone::Head).map(|j| j.entity);
        assert_eq!(found, expect.and_then(Entity::from_raw_u32), "{wanted}");
    }

    #[test]
    fn joints_are_those_of_the_report_and_skins_go_first() {
        let at = Affine3A::IDENTITY;
        let nodes = [node(1, "Head", false, at), node(2, "Head", true, at), node(3, "GltfNode17", true, at)];
        check("head", "Head", &nodes, Some(2));
        check("head", "node 17", &nodes, Some(3));
        check("head", "Kopf", &nodes, None);
        check("neck", "Head", &nodes, None);
        check("head", "Head", &nodes[..1], Some(1));
    }

    #[test]
    fn turns_are_the_characters_whatever_axes_the_joint_has() {
        let parent = Affine3A::from_rotation_x(FRAC_PI_2) * Affine3A::from_scale(Vec3::splat(0.01));
        let joint = Joint::of(&node(1, "Head", true, parent));
        let turn = Quat::from_rotation_y(0.3);
        let world = joint.parent * joint.turned(turn);
        let expect = turn * joint.parent * joint.rotation;
        assert!(world.angle_between(expect) < 1e-3, "{world} is not {expect}");
        let moved = parent.transform_vector3(joint.lifted(0.02) - joint.lifted(0.0));
        assert!(moved.distance(Vec3::Y * 0.02) < 1e-5, "{moved}");
    }
}
