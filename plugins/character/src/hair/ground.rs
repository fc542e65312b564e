//! What strands lie on: the skull's radius by direction, and the front and back of neck, shoulders and clothes.
//!
//! Measured once a person by rays, smoothed, then asked thousands of times. Style constants are canonical
//! decimetres; this turns them to metres of this person.

use glam::{Vec3, vec3};

use crate::{
    hair::{self, shell::Shell},
    ray::Scene,
};

const AROUND: usize = 96;
const LEVELS: usize = 48;
/// Body tables: half width, step, and depth below the head's middle, metres.
const HALF: f32 = 0.26;
const STEP: f32 = 0.01;
const DEPTH: f32 = 0.66;

/// Measured head and body.
#[derive(Debug)]
pub struct Ground {
    /// Middle of the skull, metres.
    pub center: Vec3,
    /// Canonical points and directions of the scalp's edge.
    rim: Vec<(f32, f32, Vec3)>,
    /// Metres a canonical decimetre, by axis.
    pub scale: Vec3,
    radius: Vec<f32>,
    front: Vec<f32>,
    back: Vec<f32>,
}

/// Unit vector of an azimuth (degrees from the front, positive to the character's left) and elevation.
pub fn direction(azimuth: f32, elevation: f32) -> Vec3 {
    let (a, e) = (azimuth.to_radians(), elevation.to_radians());
    vec3(a.sin() * e.cos(), e.sin(), a.cos() * e.cos())
}

impl Ground {
    /// Measures a body (skin and clothes); the shell tells where the scalp is.
    pub fn new(scene: &Scene, shell: &Shell) -> Self {
        let (mut lo, mut hi) = ([Vec3::INFINITY; 2], [Vec3::NEG_INFINITY; 2]);
        for (c, p) in shell.canon.iter().zip(&shell.skin) {
            for (k, v) in [(0, *c), (1, *p)] {
                lo[k] = lo[k].min(v);
                hi[k] = hi[k].max(v);
            }
        }
        let scale = (hi[1] - lo[1]) / (hi[0] - lo[0]).max(Vec3::splat(1e-3));
        let center = lo[1] + (vec3(0.0, 7.50, 0.22) - lo[0]) * scale;
        let center = vec3(0.0, center.y, center.z);
        let rim = shell
            .canon
            .iter()
            .zip(&shell.skin)
            .filter(|(c, _)| hair::hairline(**c).abs() < 0.7)
            .map(|(c, p)| {
                (c.x.atan2(c.z - 0.4).to_degrees(), hair::hairline(*c), (*p - center).normalize_or(Vec3::Y))
            })
            .collect();
        let mut out = Self { center, rim, scale, radius: Vec::new(), front: Vec::new(), back: Vec::new() };
        out.radius = (0..AROUND * LEVELS)
            .map(|n| {
                let azimuth = (n % AROUND) as f32 / AROUND as f32 * 360.0;
                let elevation = -60.0 + (n / AROUND) as f32 / (LEVELS - 1) as f32 * 150.0;
                let d = direction(azimuth, elevation);
                // Behind the face nothing lies within the skull; from outside, shoulders would be met first.
                if azimuth > 85.0 && azimuth < 275.0 && elevation < 0.0 {
                    return scene.nearest(center, d, 0.2).unwrap_or(0.09).min(0.14);
                }
                0.2 - scene.nearest(center + d * 0.2, -d, 0.2).unwrap_or(0.11)
            })
            .collect();
        for _ in 0..3 {
            let old = out.radius.clone();
            for n in 0..old.len() {
                let (a, l) = (n % AROUND, n / AROUND);
                let at = |a: usize, l: usize| old[l * AROUND + a % AROUND];
                let mean = (at(a + 1, l)
                    + at(a + AROUND - 1, l)
                    + at(a, (l + 1).min(LEVELS - 1))
                    + at(a, l.saturating_sub(1)))
                    * 0.25;
                // Outward features (ears) are kept, dents are filled.
                out.radius[n] = old[n].max(mean) * 0.5 + (old[n] + mean) * 0.25;
            }
        }
        let (w, h) = Self::table();
        for n in 0..w * h {
            let x = -HALF + (n % w) as f32 * STEP;
            let y = center.y - (n / w) as f32 * STEP;
            let hit = |z: f32| {
                let from = vec3(x, y, center.z + z);
                scene.nearest(from, vec3(0.0, 0.0, -z.signum()), 0.5).map(|d| from.z - z.signum() * d)
            };
            out.front.push(hit(0.5).unwrap_or(f32::NEG_INFINITY));
            out.back.push(hit(-0.5).unwrap_or(f32::INFINITY));
        }
        out
    }

    fn table() -> (usize, usize) {
        ((2.0 * HALF / STEP) as usize + 1, (DEPTH / STEP) as usize + 1)
    }

    /// Metres from the middle to the skin along a unit vector.
    pub fn radius(&self, d: Vec3) -> f32 {
        let a = d.x.atan2(d.z).to_degrees().rem_euclid(360.0) / 360.0 * AROUND as f32;
        let l =
            ((d.y.clamp(-1.0, 1.0).asin().to_degrees() + 60.0) / 150.0).clamp(0.0, 1.0) * (LEVELS - 1) as f32;
        let (a0, l0) = (a as usize, (l as usize).min(LEVELS - 2));
        let (fa, fl) = (a - a0 as f32, l - l0 as f32);
        let at = |a: usize, l: usize| self.radius[l * AROUND + a % AROUND];
        let row = |l: usize| at(a0, l) * (1.0 - fa) + at(a0 + 1, l) * fa;
        row(l0) * (1.0 - fl) + row(l0 + 1) * fl
    }

    /// Point over the skull along a unit vector, `height` metres off the skin.
    pub fn over(&self, d: Vec3, height: f32) -> Vec3 {
        self.center + d * (self.radius(d) + height)
    }

    /// Unit vector towards the scalp at an azimuth (degrees), `inside` canonical decimetres over the hairline.
    pub fn rim(&self, azimuth: f32, inside: f32) -> Vec3 {
        let mut sum = Vec3::ZERO;
        for (a, h, d) in &self.rim {
            let turn = (a - azimuth + 180.0).rem_euclid(360.0) - 180.0;
            if turn.abs() < 20.0 {
                sum += *d * (-(turn / 4.5).powi(2) - ((h - inside) / 0.07).powi(2)).exp();
            }
        }
        if sum.length_squared() > 1e-9 { sum.normalize() } else { direction(azimuth, 10.0) }
    }

    fn extreme(&self, table: &[f32], p: Vec3, start: f32, pick: fn(f32, f32) -> f32) -> f32 {
        let (w, h) = Self::table();
        let x = ((p.x + HALF) / STEP).round() as isize;
        let y = ((self.center.y - p.y) / STEP).round() as isize;
        let mut best = start;
        for (dx, dy) in [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)] {
            let (x, y) = (x + dx, y + dy);
            if x >= 0 && y >= 0 && (x as usize) < w && (y as usize) < h {
                best = pick(best, table[y as usize * w + x as usize]);
            }
        }
        best
    }

    /// Moves a point out of the body: forwards or backwards, `off` metres clear of it.
    pub fn clear(&self, p: Vec3, forwards: bool, off: f32) -> Vec3 {
        let mut p = p;
        if forwards {
            p.z = p.z.max(self.extreme(&self.front, p, f32::NEG_INFINITY, f32::max) + off);
        } else {
            p.z = p.z.min(self.extreme(&self.back, p, f32::INFINITY, f32::min) - off);
        }
        p
    }
}
