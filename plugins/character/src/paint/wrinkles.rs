//! Wrinkles that come with the years: forehead, between the brows, crow's feet, bags, folds of nose and mouth.
//!
//! Each is a curve in canonical decimetres with a width; the age gives the depth. The mesh has its own old shape;
//! these are the lines that it is too coarse for.

use glam::{Vec2, Vec3, vec2};

use crate::{
    noise::{fbm, smooth},
    recipe::Phenotype,
};

/// A line: ends and middle (a parabola through them), width, depth, and the age at which it is half there.
struct Line(Vec2, Vec2, Vec2, f32, f32, f32);

const LINES: [Line; 12] = [
    // Fold from the nose to the mouth's corner, and on to the chin.
    Line(vec2(0.175, 6.90), vec2(0.30, 6.76), vec2(0.37, 6.60), 0.020, 0.50, 40.0),
    Line(vec2(0.345, 6.52), vec2(0.37, 6.44), vec2(0.36, 6.36), 0.018, 0.34, 54.0),
    // Bag under the eye.
    Line(vec2(0.16, 7.15), vec2(0.28, 7.055), vec2(0.43, 7.12), 0.016, 0.40, 46.0),
    Line(vec2(0.18, 7.17), vec2(0.29, 7.115), vec2(0.42, 7.16), 0.009, 0.28, 42.0),
    // Crow's feet.
    Line(vec2(0.50, 7.27), vec2(0.565, 7.31), vec2(0.64, 7.36), 0.008, 0.40, 44.0),
    Line(vec2(0.505, 7.24), vec2(0.575, 7.235), vec2(0.65, 7.24), 0.008, 0.44, 42.0),
    Line(vec2(0.495, 7.20), vec2(0.56, 7.165), vec2(0.63, 7.13), 0.008, 0.36, 46.0),
    // Forehead.
    Line(vec2(-0.46, 7.70), vec2(0.0, 7.665), vec2(0.46, 7.70), 0.011, 0.30, 46.0),
    Line(vec2(-0.50, 7.81), vec2(0.0, 7.79), vec2(0.50, 7.81), 0.011, 0.34, 48.0),
    Line(vec2(-0.44, 7.93), vec2(0.0, 7.915), vec2(0.44, 7.93), 0.011, 0.26, 54.0),
    // Between the brows.
    Line(vec2(0.055, 7.42), vec2(0.062, 7.48), vec2(0.052, 7.55), 0.010, 0.34, 48.0),
    // Over the chin.
    Line(vec2(-0.16, 6.43), vec2(0.0, 6.455), vec2(0.16, 6.43), 0.014, 0.22, 52.0),
];

/// How deep a wrinkle lies at a canonical point, 0..=1. `amount` is the recipe's `skin.wrinkles`.
pub fn depth(p: Vec3, phenotype: &Phenotype, amount: f32) -> f32 {
    let age = phenotype.age;
    if amount == 0.0 || age < 36.0 || p.z < 0.6 || !(6.2..8.1).contains(&p.y) {
        return 0.0;
    }
    let waver = vec2(fbm(p * 7.0, 2, 141) - 0.5, fbm(p * 7.0, 2, 143) - 0.5) * 0.035;
    let patchy = 0.55 + 0.9 * fbm(p * 11.0, 2, 145);
    let mut most = 0.0f32;
    for Line(a, b, c, width, deep, years) in &LINES {
        let from = if a.x < 0.0 { p.x } else { p.x.abs() };
        let q = vec2(from, p.y) + waver;
        if q.y < a.y.min(b.y).min(c.y) - 0.1 || q.y > a.y.max(b.y).max(c.y) + 0.1 {
            continue;
        }
        // The parabola in eight straight pieces.
        let at = |t: f32| {
            let control = *b * 2.0 - (*a + *c) * 0.5;
            a.lerp(control, t).lerp(control.lerp(*c, t), t)
        };
        let mut best = (f32::MAX, 0.0);
        let mut last = at(0.0);
        for k in 1..=8 {
            let next = at(k as f32 / 8.0);
            let way = next - last;
            let t = ((q - last).dot(way) / way.length_squared().max(1e-9)).clamp(0.0, 1.0);
            let d = q.distance(last + way * t);
            if d < best.0 {
                best = (d, (k as f32 - 1.0 + t) / 8.0);
            }
            last = next;
        }
        let ends = smooth(0.0, 0.25, best.1) * smooth(1.0, 0.7, best.1);
        let grown = smooth(years - 14.0, years + 22.0, age);
        most = most.max(deep * grown * ends * (-(best.0 / width).powi(2)).exp());
    }
    (amount * most * patchy).clamp(0.0, 1.0)
}
