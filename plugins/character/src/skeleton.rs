//! The skeleton and the skin weights of a person: mixamo's 52 bones and two eye bones.
//!
//! The rig's stored default position is of another pose; joints are found on the shaped mesh.

use std::collections::BTreeMap;

use glam::{Mat4, Quat, Vec3};

use crate::{bake::BakeError, data::HumanData, glb::Joint, phenotype::Person, quads::Row};

/// Bones of a person and which base vertices they move.
#[derive(Debug)]
pub struct Skeleton {
    /// Parents before children; the last two are the eyes.
    pub joints: Vec<Joint>,
    /// For each base vertex its bones and shares, normalised.
    pub weights: Vec<Vec<(u8, f32)>>,
    /// Index of the head bone.
    pub head: usize,
    /// Index of the left eye's bone.
    pub left_eye: usize,
    /// Index of the right eye's bone.
    pub right_eye: usize,
}

impl Skeleton {
    /// Places the rig on a person. The eyes' joints are given: the middles of their balls.
    ///
    /// # Errors
    /// The rig has no root or no head.
    pub fn new(data: &HumanData, person: &Person, eyes: [Vec3; 2]) -> Result<Self, BakeError> {
        let mut joints: Vec<Joint> = Vec::new();
        let mut open: Vec<(String, Option<usize>)> = data
            .rig
            .iter()
            .filter(|(_, b)| b.parent.is_empty())
            .map(|(name, _)| (name.clone(), None))
            .collect();
        while let Some((name, parent)) = open.pop() {
            let position = person.joint(data, &data.rig[&name].head)?;
            joints.push(Joint { name: name.clone(), parent, position });
            let me = joints.len() - 1;
            // Reverse: the stack then yields children in the order of their names.
            for (child, _) in data.rig.iter().rev().filter(|(_, b)| b.parent == name) {
                open.push((child.clone(), Some(me)));
            }
        }
        let index: BTreeMap<String, usize> =
            joints.iter().enumerate().map(|(n, j)| (j.name.clone(), n)).collect();
        // The rig's two sides differ a little, which shows as soon as the arms hang: make them one.
        let other: Vec<usize> =
            joints.iter().enumerate().map(|(n, j)| *index.get(&opposite(&j.name)).unwrap_or(&n)).collect();
        let placed: Vec<Vec3> = joints.iter().map(|j| j.position).collect();
        for (n, joint) in joints.iter_mut().enumerate() {
            let mirrored = placed[other[n]] * Vec3::new(-1.0, 1.0, 1.0);
            joint.position = (placed[n] + mirrored) * 0.5;
        }
        let head = *index.get("mixamorig:Head").ok_or(BakeError::NoHeadBone)?;
        for (name, position) in [("LeftEye", eyes[0]), ("RightEye", eyes[1])] {
            joints.push(Joint { name: format!("mixamorig:{name}"), parent: Some(head), position });
        }
        let mut weights: Vec<Vec<(u8, f32)>> = vec![Vec::new(); person.rest.len()];
        for (bone, list) in &data.weights {
            let Some(bone) = index.get(bone) else { continue };
            for (vertex, w) in list {
                if let Some(cell) = weights.get_mut(*vertex as usize)
                    && *w > 0.0
                {
                    cell.push((*bone as u8, *w));
                }
            }
        }
        let one_sided = weights.clone();
        for (vertex, cell) in weights.iter_mut().enumerate() {
            for (bone, w) in &one_sided[data.mirror[vertex] as usize] {
                let bone = other[*bone as usize] as u8;
                match cell.iter_mut().find(|(b, _)| *b == bone) {
                    Some(own) => own.1 += w,
                    None => cell.push((bone, *w)),
                }
            }
        }
        for cell in &mut weights {
            let sum: f32 = cell.iter().map(|(_, w)| w).sum();
            if sum > 0.0 {
                cell.iter_mut().for_each(|(_, w)| *w /= sum);
            } else {
                cell.push((head as u8, 1.0));
            }
        }
        let (left_eye, right_eye) = (joints.len() - 2, joints.len() - 1);
        Ok(Self { joints, weights, head, left_eye, right_eye })
    }

    /// The four strongest bones of a blended vertex, normalised.
    pub fn influences(&self, row: &Row) -> ([u8; 4], [f32; 4]) {
        let mut sums: Vec<(u8, f32)> = Vec::new();
        for (vertex, share) in row {
            for (bone, w) in &self.weights[*vertex as usize] {
                match sums.iter_mut().find(|(b, _)| b == bone) {
                    Some(sum) => sum.1 += w * share,
                    None => sums.push((*bone, w * share)),
                }
            }
        }
        strongest(sums)
    }

    /// Where the bones are when each is turned against its parent. Names come without `mixamorig:`.
    pub fn pose(&self, turn: impl Fn(&str) -> Quat) -> Vec<Mat4> {
        let mut global: Vec<Mat4> = Vec::with_capacity(self.joints.len());
        for joint in &self.joints {
            let (parent, from) =
                joint.parent.map_or((Mat4::IDENTITY, Vec3::ZERO), |p| (global[p], self.joints[p].position));
            let turn = turn(joint.name.trim_start_matches("mixamorig:"));
            global.push(parent * Mat4::from_rotation_translation(turn, joint.position - from));
        }
        global
    }

    /// How posed bones move what hangs on them at rest.
    pub fn moves(&self, pose: &[Mat4]) -> Vec<Mat4> {
        pose.iter().zip(&self.joints).map(|(g, j)| *g * Mat4::from_translation(-j.position)).collect()
    }

    /// All weight on one bone.
    pub fn rigid(bone: usize) -> ([u8; 4], [f32; 4]) {
        ([bone as u8, 0, 0, 0], [1.0, 0.0, 0.0, 0.0])
    }
}

/// Name of the bone on the other side.
fn opposite(name: &str) -> String {
    if name.contains("Left") { name.replace("Left", "Right") } else { name.replace("Right", "Left") }
}

/// The four strongest of some bones, normalised; ties go to the lower bone.
pub fn strongest(mut sums: Vec<(u8, f32)>) -> ([u8; 4], [f32; 4]) {
    sums.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    sums.truncate(4);
    sums.retain(|(_, w)| *w > 1e-4);
    let total: f32 = sums.iter().map(|(_, w)| w).sum();
    let (mut joints, mut weights) = ([0; 4], [0.0; 4]);
    for (n, (bone, w)) in sums.iter().enumerate() {
        joints[n] = *bone;
        weights[n] = w / total;
    }
    if sums.is_empty() {
        weights[0] = 1.0;
    }
    (joints, weights)
}
