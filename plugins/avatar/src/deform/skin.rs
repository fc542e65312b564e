//! Linear blend skinning with at most four joints a vertex.

use bevy::{
    math::{Affine3A, Vec3A},
    mesh::{
        VertexAttributeValues,
        skinning::{SkinnedMesh, SkinnedMeshInverseBindposes},
    },
    prelude::*,
};

pub(super) struct Skin {
    joints: Vec<Entity>,
    inverse: Vec<Affine3A>,
    influences: Vec<Influence>,
}

/// A vertex that hangs on one joint is common (the whole head), and four times cheaper.
enum Influence {
    One(u16),
    Four([u16; 4], [f32; 4]),
}

impl Skin {
    pub(super) fn new(
        mesh: &Mesh,
        skinned: &SkinnedMesh,
        inverse: &SkinnedMeshInverseBindposes,
    ) -> Option<Self> {
        let Some(VertexAttributeValues::Uint16x4(joints)) = mesh.attribute(Mesh::ATTRIBUTE_JOINT_INDEX)
        else {
            return None;
        };
        let Some(VertexAttributeValues::Float32x4(weights)) = mesh.attribute(Mesh::ATTRIBUTE_JOINT_WEIGHT)
        else {
            return None;
        };
        let count = skinned.joints.len();
        let influences = joints
            .iter()
            .zip(weights)
            .map(|(joints, weights)| {
                // A joint that does not exist would be a panic later.
                let joints = joints.map(|j| if usize::from(j) < count { j } else { 0 });
                let strongest = (0..4).max_by(|a, b| weights[*a].total_cmp(&weights[*b])).unwrap_or(0);
                if weights[strongest] > 0.995 {
                    Influence::One(joints[strongest])
                } else {
                    Influence::Four(joints, *weights)
                }
            })
            .collect();
        let inverse = inverse.iter().map(|m| Affine3A::from_mat4(*m)).collect();
        Some(Self { joints: skinned.joints.clone(), inverse, influences })
    }

    /// World from bind pose, a joint.
    pub(super) fn matrices(&mut self, joints: &Query<&GlobalTransform>) -> Vec<Affine3A> {
        let world =
            self.joints.iter().map(|j| joints.get(*j).map(GlobalTransform::affine).unwrap_or_default());
        world.zip(&self.inverse).map(|(world, inverse)| world * *inverse).collect()
    }

    pub(super) fn points(&self, matrices: &[Affine3A], from: &[Vec3A], to: &mut [[f32; 3]]) {
        for ((to, from), influence) in to.iter_mut().zip(from).zip(&self.influences) {
            *to = match influence {
                Influence::One(joint) => matrices[usize::from(*joint)].transform_point3a(*from),
                Influence::Four(joints, weights) => {
                    blend(joints, weights, |j| matrices[j].transform_point3a(*from))
                }
            }
            .to_array();
        }
    }

    pub(super) fn directions(&self, matrices: &[Affine3A], from: &[Vec3A], to: &mut [[f32; 3]]) {
        for ((to, from), influence) in to.iter_mut().zip(from).zip(&self.influences) {
            *to = match influence {
                Influence::One(joint) => matrices[usize::from(*joint)].transform_vector3a(*from),
                Influence::Four(joints, weights) => {
                    blend(joints, weights, |j| matrices[j].transform_vector3a(*from)).normalize_or(*from)
                }
            }
            .to_array();
        }
    }
}

fn blend(joints: &[u16; 4], weights: &[f32; 4], moved: impl Fn(usize) -> Vec3A) -> Vec3A {
    let mut sum = Vec3A::ZERO;
    for (joint, weight) in joints.iter().zip(weights) {
        if *weight > 0.0 {
            sum += moved(usize::from(*joint)) * *weight;
        }
    }
    sum
}
