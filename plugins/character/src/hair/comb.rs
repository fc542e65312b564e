//! The lie of the hair as a table: what [`super::flow`] says, sampled once a person and looked up millions of times.
//!
//! Knows no style of its own; asks `flow` for every cell.

use glam::{Vec3, vec3};
use rayon::prelude::*;

use crate::{
    noise::value_noise,
    recipe::{Hair, HairStyle},
};

/// Low corner of the table, canonical decimetres.
const LOW: Vec3 = vec3(-1.0, 6.1, -1.15);
/// Edge of a cell, decimetres: half of the sharpest feature, the parting.
const CELL: f32 = 0.045;
const SIZE: [usize; 3] = [46, 54, 64];

/// The direction of hair at every point of the head.
#[derive(Clone, Debug)]
pub struct Comb {
    cells: Vec<Vec3>,
}

impl Comb {
    /// Samples a style.
    pub fn new(style: &Hair) -> Self {
        if style.style == HairStyle::Bald {
            return Self { cells: vec![Vec3::NEG_Y; SIZE.iter().product()] };
        }
        let cells = (0..SIZE.iter().product())
            .into_par_iter()
            .map(|n: usize| {
                let at = [n % SIZE[0], n / SIZE[0] % SIZE[1], n / (SIZE[0] * SIZE[1])];
                super::flow(LOW + Vec3::from(at.map(|k| k as f32)) * CELL, style)
            })
            .collect();
        Self { cells }
    }

    /// Direction at a canonical point, between the table's entries; about a unit long, shorter where hair parts.
    pub fn flow(&self, p: Vec3) -> Vec3 {
        let at = (p - LOW) / CELL;
        let split = |x: f32, size: usize| {
            let x = x.clamp(0.0, (size - 1) as f32 - 1e-3);
            (x as usize, x - (x as usize) as f32)
        };
        let ((i, fx), (j, fy), (k, fz)) = (split(at.x, SIZE[0]), split(at.y, SIZE[1]), split(at.z, SIZE[2]));
        let first = i + SIZE[0] * (j + SIZE[1] * k);
        let line = |n: usize| self.cells[n].lerp(self.cells[n + 1], fx);
        let plane = |n: usize| line(n).lerp(line(n + SIZE[0]), fy);
        plane(first).lerp(plane(first + SIZE[0] * SIZE[1]), fz)
    }

    /// Brightness of the strand through a point, 0..=1: noise of `cell` decimetres averaged along the flow.
    pub fn strand(&self, p: Vec3, cell: f32, steps: u32, seed: u32) -> f32 {
        let (step, scale) = (cell * 0.8, 1.0 / cell);
        let mut sum = value_noise(p * scale, seed);
        for sign in [step, -step] {
            let mut q = p;
            for _ in 0..steps {
                q += self.flow(q) * sign;
                sum += value_noise(q * scale, seed);
            }
        }
        let n = (2 * steps + 1) as f32;
        // Averaging narrows the spread; widen it again so that strands keep their contrast.
        (0.5 + (sum / n - 0.5) * n.sqrt() * 1.1).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_the_flow_says() {
        for style in [HairStyle::Short, HairStyle::Bun, HairStyle::Long] {
            let style = Hair { style, ..Hair::default() };
            let comb = Comb::new(&style);
            for n in 0..200 {
                let turn = n as f32 * 2.4;
                let y = 6.6 + 1.6 * n as f32 / 200.0;
                let p = vec3(0.72 * turn.sin(), y, 0.2 + 0.9 * turn.cos());
                let (a, b) = (comb.flow(p), super::super::flow(p, &style));
                // Between cells that differ the table's mean is shorter; its direction is what hair follows.
                assert!(a.normalize_or_zero().dot(b) > 0.8, "{p}: {a} is not {b}");
            }
        }
    }
}
