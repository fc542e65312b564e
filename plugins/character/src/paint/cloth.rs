//! Cloth: colour, weave, what is sewn, and the baked light of folds.

mod marks;

use glam::{Vec3, vec3};
use rayon::prelude::*;

use crate::{
    canvas::{Atlas, Paint, linear},
    cloth::{Cut, distance, is_arm, strip_place, tag},
    flesh::along_arm,
    noise::{fbm, hash3, smooth},
    quads::Split,
    recipe::{Fabric, Outfit, OutfitStyle, Srgb},
};

/// Roughness and sheen of a fabric.
pub fn surface(fabric: Fabric) -> (f32, f32) {
    match fabric {
        Fabric::Cotton => (0.85, 0.25),
        Fabric::Wool => (0.92, 0.35),
        Fabric::Denim => (0.88, 0.15),
        Fabric::Silk => (0.42, 0.55),
    }
}

/// A painted garment before any light falls on it.
pub struct ClothPaint {
    /// Colour with marks and creases.
    plain: Vec<Vec3>,
    atlas: Atlas,
    triangles: Vec<[u32; 3]>,
    tags: Vec<u8>,
}

impl ClothPaint {
    /// The picture under the baked light of the split's vertices.
    pub fn lit(&self, light: &[f32]) -> Paint {
        let size = self.atlas.size;
        let mut paint = Paint::from_fn(size, size, |x, y| {
            let n = y * size + x;
            let Some((triangle, w0, w1)) = self.atlas.cells[n] else { return (self.plain[n], 1.0) };
            let t = self.triangles[triangle as usize].map(|v| light[v as usize]);
            let lit = (t[0] * w0 + t[1] * w1 + t[2] * (1.0 - w0 - w1)).clamp(0.05, 1.6);
            // What is sewn on lies above the folds.
            let sewn = self.tags[(triangle / 2) as usize] != tag::OUTSIDE;
            (self.plain[n] * if sewn { 0.45 + 0.55 * lit } else { lit }, 1.0)
        });
        self.atlas.bleed(&mut paint.color);
        paint
    }
}

/// Paints a garment: the top of an outfit, or its trousers. `canon` are canonical positions of the split's
/// vertices, `tags` the labels of its quads.
pub fn texture(
    size: usize,
    split: &Split,
    canon: &[Vec3],
    tags: Vec<u8>,
    hems: &[(Vec3, Vec3)],
    outfit: &Outfit,
    top: bool,
) -> ClothPaint {
    let atlas = Atlas::new(size, &split.triangles, &split.coords);
    let color = |c: Srgb| linear(c);
    let base = if top { color(outfit.top) } else { color(outfit.trousers) };
    let (under, trim) = (color(outfit.under), color(outfit.trim));
    let cut = Cut::of(outfit);
    let fabric = if top { outfit.fabric } else { Fabric::Cotton };
    let near: Vec<f32> =
        if top { canon.par_iter().map(|p| distance(hems, *p)).collect() } else { vec![5.0; canon.len()] };
    let pixel = |n: usize| {
        let (x, y) = (n % size, n / size);
        let Some((triangle, w0, w1)) = atlas.cells[n] else { return base };
        let t = split.triangles[triangle as usize].map(|v| v as usize);
        let w = [w0, w1, 1.0 - w0 - w1];
        let p = canon[t[0]] * w[0] + canon[t[1]] * w[1] + canon[t[2]] * w[2];
        let label = tags[(triangle / 2) as usize];
        if label != tag::OUTSIDE {
            let uv = glam::vec2((x as f32 + 0.5) / size as f32, 1.0 - (y as f32 + 0.5) / size as f32);
            let (_, place) = strip_place(uv);
            let (c, shade) = match label {
                tag::UNDER => (under, marks::leaf(place.y)),
                tag::BAND => (base * 0.94, marks::band(place)),
                tag::EDGE => {
                    let inner = outfit.style == OutfitStyle::Blazer;
                    (if inner { under } else { base }, marks::edge(place.y))
                }
                _ => (base, marks::leaf(place.y)),
            };
            let fabric = if label == tag::UNDER { Fabric::Cotton } else { fabric };
            return c * weave(fabric, x, y, p) * shade;
        }
        if !top {
            return base * weave(fabric, x, y, p);
        }
        // Distances bend little within a quad: those of its corners are enough.
        let from_edge = near[t[0]] * w[0] + near[t[1]] * w[1] + near[t[2]] * w[2];
        let front = (x as f32) < 0.7 * size as f32;
        let m = marks::at(outfit, &cut, p, front, from_edge);
        let fabric = if m.under > 0.5 { Fabric::Cotton } else { fabric };
        let c = base.lerp(under, m.under).lerp(trim, m.trim) * weave(fabric, x, y, p);
        let crease = if m.under > 0.5 { 1.0 } else { creases(p, front, outfit.style) };
        c * m.shade * crease
    };
    let plain = (0..size * size).into_par_iter().map(pixel).collect();
    ClothPaint { plain, triangles: split.triangles.clone(), tags, atlas }
}

/// Brightness of the threads about 1.
fn weave(fabric: Fabric, x: usize, y: usize, p: Vec3) -> f32 {
    let (i, j) = (x as i32, y as i32);
    let mottle = fbm(p * 3.0, 3, 5) - 0.5;
    match fabric {
        Fabric::Cotton => (1.0 + 0.14 * mottle) * (0.92 + 0.16 * hash3(i, j / 2, 0, 3)),
        Fabric::Wool => {
            let twill = if (i + j).rem_euclid(4) < 2 { 0.05 } else { -0.05 };
            (1.0 + 0.20 * mottle) * (0.86 + 0.28 * hash3(i, j, 0, 3) + twill)
        }
        Fabric::Denim => {
            let twill = if (i + 2 * j).rem_euclid(5) < 2 { 0.16 } else { -0.08 };
            let worn = 0.35 * (fbm(p * 1.1, 3, 41) - 0.5);
            (1.0 + 0.25 * mottle + worn) * (0.84 + 0.30 * hash3(i / 2, j, 0, 3) + twill)
        }
        Fabric::Silk => (1.0 + 0.10 * mottle) * (0.97 + 0.06 * hash3(i, j, 0, 3)),
    }
}

/// Painted light of creases: where cloth is pressed together at armpit, elbow and waist.
fn creases(p: Vec3, front: bool, style: OutfitStyle) -> f32 {
    let amount = match style {
        OutfitStyle::Blazer => 0.8,
        OutfitStyle::Turtleneck | OutfitStyle::Dress => 0.8,
        OutfitStyle::Hoodie => 1.3,
        _ => 1.1,
    };
    let a = relief(p, front);
    let b = relief(p + vec3(0.05 * p.x.signum(), 0.09, 0.0), front);
    (1.0 + amount * 6.0 * (a - b)).clamp(0.6, 1.4)
}

/// Relief of creases, about 0..=0.1.
fn relief(p: Vec3, front: bool) -> f32 {
    let along = along_arm(p);
    let ax = p.x.abs();
    let seed = if front { 0.0 } else { 7.0 };
    if is_arm(p) {
        // Rings that lean along the sleeve, closest at the elbow.
        let elbow = (-((along - 2.05) / 0.55).powi(2)).exp();
        let upper = (-((along - 0.9) / 0.5).powi(2)).exp();
        let wrist = smooth(2.9, 3.3, along);
        let n = fbm(vec3(along * 2.6 + p.z * 1.1 + seed, p.z * 0.8, p.x.signum() * 3.0), 2, 61);
        return 0.16 * (n - 0.5).abs() * smooth(0.6, 1.1, along) * (0.35 + elbow + 0.4 * upper + 0.6 * wrist);
    }
    // From the armpit over the chest and down the side.
    let d = vec3(ax - 1.75, p.y - 4.2, 0.0);
    let reach = (-d.length_squared() / 1.6).exp();
    let angle = d.y.atan2(-d.x);
    let fan = fbm(vec3(angle * 3.0 + seed, d.length() * 0.5, p.x.signum() * 2.0), 2, 67);
    let waist = (-((p.y - 1.5) / 0.9).powi(2)).exp();
    let cross = fbm(vec3(ax * 0.7 + seed, p.y * 2.2 + ax * 0.9, p.x.signum()), 2, 71);
    let drop = fbm(vec3(p.x * 1.6 + p.y * 0.25, p.y * 0.25, seed), 2, 73);
    let flank = smooth(1.95, 1.45, ax);
    flank
        * (0.15 * (fan - 0.5).abs() * reach
            + 0.13 * (cross - 0.5).abs() * waist
            + 0.05 * (drop - 0.5).abs() * smooth(5.0, 3.5, p.y))
}

/// Height of the folds at a canonical point, metres (about +-0.004): they hang from shoulders and chest, gather
/// at the armpits and above the waist.
pub fn folds(p: Vec3, along: f32) -> f32 {
    let ax = p.x.abs();
    // Soft hanging folds from the shoulder towards the belly.
    let lean = vec3(p.x * 2.3 + p.y * 0.55, p.y * 0.45, p.z * 1.1);
    let hang = fbm(lean * 1.25, 2, 17) - 0.5;
    let pull = fbm(vec3(p.x * 0.8 + 9.0, p.y * 2.4 - ax * 1.9, p.z * 0.9), 2, 23) - 0.5;
    let armpit = (-(vec3(ax, p.y, p.z * 0.5) - vec3(1.75, 3.9, 0.1)).length_squared() / 0.7).exp();
    let waist = smooth(2.4, 0.6, p.y);
    let sleeve = (fbm(vec3(along * 2.8, p.z * 1.5, p.x.signum()), 2, 29) - 0.5)
        * smooth(0.1, 0.6, along)
        * smooth(1.7, 2.1, ax);
    0.0065 * hang * smooth(5.2, 4.0, p.y) + 0.010 * pull * (armpit + 0.8 * waist) + 0.006 * sleeve
}
