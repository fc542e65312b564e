//! Sparse morph targets: a target holds only the vertices that it moves.

use super::Rest;
use bevy::{math::Vec3A, mesh::morph::MorphAttributes};

/// Squared metres below which a vertex counts as unmoved (a hundredth of a millimetre).
const STILL: f32 = 1e-10;

#[derive(Default)]
pub(super) struct Morphs {
    targets: Vec<Target>,
    /// Vertices that any target moves: what is set back before a new frame.
    touched: Vec<u32>,
    /// Weights that the moved shape was made with, so that a still face costs nothing.
    last: Vec<f32>,
}

/// The vertices that one target moves.
type Target = Vec<Move>;

struct Move {
    vertex: u32,
    position: Vec3A,
    normal: Vec3A,
}

impl Morphs {
    /// From Bevy's dense targets: `targets` holds all vertices of the first target, then of the second, ….
    pub(super) fn new(targets: &[MorphAttributes], vertices: usize) -> Self {
        let mut touched = vec![false; vertices];
        let targets: Vec<Target> = targets
            .chunks_exact(vertices.max(1))
            .map(|dense| {
                let moves: Target = dense
                    .iter()
                    .enumerate()
                    .filter(|(_, d)| d.position.length_squared() > STILL)
                    .map(|(i, d)| Move {
                        vertex: i as u32,
                        position: d.position.into(),
                        normal: d.normal.into(),
                    })
                    .collect();
                for m in &moves {
                    touched[m.vertex as usize] = true;
                }
                moves
            })
            .collect();
        let touched = (0..vertices as u32).filter(|i| touched[*i as usize]).collect();
        Self { last: vec![0.0; targets.len()], targets, touched }
    }

    /// Writes `rest` moved by `weights`, one a target in order, into `moved`; normals are unit vectors again.
    pub(super) fn apply(&mut self, weights: &[f32], rest: &Rest, moved: &mut Rest) {
        let new: Vec<f32> = (0..self.targets.len()).map(|t| weights.get(t).copied().unwrap_or(0.0)).collect();
        if new == self.last {
            return;
        }
        for &i in &self.touched {
            moved.positions[i as usize] = rest.positions[i as usize];
            moved.normals[i as usize] = rest.normals[i as usize];
        }
        for (target, &weight) in self.targets.iter().zip(&new) {
            if weight.abs() < 1e-4 {
                continue;
            }
            for m in target {
                moved.positions[m.vertex as usize] += m.position * weight;
                moved.normals[m.vertex as usize] += m.normal * weight;
            }
        }
        for &i in &self.touched {
            let n = &mut moved.normals[i as usize];
            *n = n.normalize_or(rest.normals[i as usize]);
        }
        self.last = new;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bevy::math::Vec3;

    #[test]
    fn only_what_is_weighted_moves_and_it_comes_back() {
        let still = MorphAttributes::default();
        let up = MorphAttributes::new(Vec3::Y, Vec3::X, Vec3::ZERO);
        let mut morphs = Morphs::new(&[still, up], 2);
        let rest = Rest { positions: vec![Vec3A::ZERO; 2], normals: vec![Vec3A::Z; 2] };
        let mut moved = rest.clone();
        morphs.apply(&[0.5], &rest, &mut moved);
        assert_eq!(moved.positions, [Vec3A::ZERO, Vec3A::Y * 0.5]);
        assert!((moved.normals[1].length() - 1.0).abs() < 1e-6);
        morphs.apply(&[], &rest, &mut moved);
        assert_eq!(moved.positions, rest.positions);
        assert_eq!(moved.normals, rest.normals);
    }
}
