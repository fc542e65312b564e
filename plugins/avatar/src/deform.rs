//! Deformation on the CPU, for the lean tier: sparse morph targets, then skinning, then new positions and
//! normals for the mesh.
//!
//! A software renderer runs the vertex stage on one core, 88 ms a frame for 60 active targets
//! (`rendering.md`); the same sums here, over the vertices that move, take well under 2 ms.

mod morph;
mod skin;

use crate::{face::Face, host::PartOf};
use bevy::{
    camera::visibility::NoFrustumCulling,
    math::{Affine3A, FloatOrd, Vec3A},
    mesh::{
        Indices, MeshVertexAttribute, VertexAttributeValues,
        morph::{MeshMorphWeights, MorphWeights},
        skinning::{SkinnedMesh, SkinnedMeshInverseBindposes},
    },
    prelude::*,
};
use morph::Morphs;
use protocol::media::FrameCost;
use skin::Skin;
use std::{cmp::Reverse, time::Instant};

/// A mesh that is deformed here; its vertices are in world space.
#[derive(Component)]
pub(crate) struct Deformed {
    /// Place of its mesh in the file, whose weights move it.
    mesh: usize,
    rest: Rest,
    morphs: Morphs,
    skin: Option<Skin>,
    /// Morphed, not yet skinned; kept between frames.
    moved: Rest,
}

/// Positions in metres and unit normals.
#[derive(Clone, Default)]
struct Rest {
    positions: Vec<Vec3A>,
    normals: Vec<Vec3A>,
}

/// Takes a mesh over from Bevy: remembers its rest shape, targets and joints, and puts a plain mesh in place. `hides` says
/// that what is drawn first hides what is drawn later behind it: not so where it is seen through.
pub(crate) fn take_over(
    entity: Entity,
    commands: &mut Commands,
    meshes: &mut Assets<Mesh>,
    (handle, mesh): (&Handle<Mesh>, usize),
    hides: bool,
    skinned: Option<(&SkinnedMesh, &SkinnedMeshInverseBindposes)>,
) -> Option<()> {
    let source = meshes.get(handle)?;
    let positions = vectors(source, Mesh::ATTRIBUTE_POSITION)?;
    let normals = vectors(source, Mesh::ATTRIBUTE_NORMAL).unwrap_or_else(|| vec![Vec3A::Z; positions.len()]);
    let targets = source.get_morph_targets().unwrap_or_default();
    let morphs = Morphs::new(targets, positions.len());
    let skin = skinned.and_then(|(skin, inverse)| Skin::new(source, skin, inverse));
    let mut plain = Mesh::new(source.primitive_topology(), source.asset_usage);
    for attribute in
        [Mesh::ATTRIBUTE_POSITION, Mesh::ATTRIBUTE_NORMAL, Mesh::ATTRIBUTE_UV_0, Mesh::ATTRIBUTE_COLOR]
    {
        if let Some(values) = source.attribute(attribute) {
            plain.insert_attribute(attribute, values.clone());
        }
    }
    if let Some(indices) = source.indices() {
        plain.insert_indices(if hides { front_first(indices, &positions) } else { indices.clone() });
    }
    let rest = Rest { positions, normals };
    let plain = meshes.add(plain);
    let is_skinned = skin.is_some();
    let mut entity = commands.entity(entity);
    entity.remove::<(SkinnedMesh, MorphWeights, MeshMorphWeights)>().insert((
        Mesh3d(plain),
        NoFrustumCulling,
        Deformed { mesh, moved: rest.clone(), rest, morphs, skin },
    ));
    if is_skinned {
        // Skinning yields world space: no parent may move the result once more.
        entity.remove::<ChildOf>().insert(Transform::IDENTITY);
    }
    Some(())
}

/// The triangles in the order in which somebody sees them who looks at the face: a pixel that is hidden is then not
/// shaded. Where a model faces elsewhere it is drawn as well, and takes longer.
fn front_first(indices: &Indices, positions: &[Vec3A]) -> Indices {
    let indices: Vec<u32> = indices.iter().map(|index| index as u32).collect();
    let (triangles, rest) = indices.as_chunks::<3>();
    let depth = |index: &u32| positions.get(*index as usize).map_or(0.0, |p| p.z);
    let mut ordered = triangles.to_vec();
    ordered.sort_by_cached_key(|corners| {
        let depth: f32 = corners.iter().map(depth).sum();
        Reverse(FloatOrd(depth))
    });
    Indices::U32(ordered.iter().flatten().chain(rest).copied().collect())
}

fn vectors(mesh: &Mesh, attribute: MeshVertexAttribute) -> Option<Vec<Vec3A>> {
    match mesh.attribute(attribute) {
        Some(VertexAttributeValues::Float32x3(v)) => Some(v.iter().copied().map(Vec3A::from).collect()),
        _ => None,
    }
}

/// Deforms every mesh for this frame. Runs in [`PostUpdate`] after transforms are propagated.
pub(crate) fn deform(
    faces: Query<&Face>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut deformed: Query<(&mut Deformed, &Mesh3d, &PartOf)>,
    joints: Query<&GlobalTransform>,
    mut cost: ResMut<FrameCost>,
) {
    let begun = Instant::now();
    for (mut part, handle, of) in &mut deformed {
        let (Ok(face), Some(mut mesh)) = (faces.get(of.0), meshes.get_mut(&handle.0)) else { continue };
        let Deformed { mesh: place, rest, morphs, skin, moved } = &mut *part;
        morphs.apply(face.weights(*place), rest, moved);
        let matrices = skin.as_mut().map(|s| s.matrices(&joints));
        write(&mut mesh, moved, skin.as_ref().zip(matrices));
    }
    cost.deform_micros += begun.elapsed().as_micros() as u64;
}

fn write(mesh: &mut Mesh, moved: &Rest, skin: Option<(&Skin, Vec<Affine3A>)>) {
    // Two attributes of one mesh cannot be borrowed together: positions first, then normals.
    if let Some(VertexAttributeValues::Float32x3(out)) = mesh.attribute_mut(Mesh::ATTRIBUTE_POSITION) {
        match &skin {
            Some((skin, matrices)) => skin.points(matrices, &moved.positions, out),
            None => copy(&moved.positions, out),
        }
    }
    if let Some(VertexAttributeValues::Float32x3(out)) = mesh.attribute_mut(Mesh::ATTRIBUTE_NORMAL) {
        match &skin {
            Some((skin, matrices)) => skin.directions(matrices, &moved.normals, out),
            None => copy(&moved.normals, out),
        }
    }
}

fn copy(from: &[Vec3A], to: &mut [[f32; 3]]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = from.to_array();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn triangles_in_front_come_first_and_none_is_lost() {
        let positions = [0.0, 0.3, -0.2, 0.1].map(|z| Vec3A::new(0.0, 0.0, z));
        let order = |indices| front_first(&indices, &positions).iter().collect::<Vec<_>>();
        assert_eq!(order(Indices::U16(vec![0, 2, 2, 3, 1, 0, 0, 3, 2])), [3, 1, 0, 0, 3, 2, 0, 2, 2]);
        // What is no triangle, and what has no place, stays.
        assert_eq!(order(Indices::U32(vec![2, 2, 9, 1, 1, 1, 0, 1])), [1, 1, 1, 2, 2, 9, 0, 1]);
    }
}
