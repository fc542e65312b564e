//! Eyebrows: a density picture of single hairs, projected from the front.

use glam::{Vec3, vec2};

use crate::{
    canvas::Gray,
    noise::{Rng, curve},
    recipe::Brows,
};

/// Middle line and width of the brow: x, y, width (canonical decimetres), inner end first.
const LINE: [(f32, f32, f32); 7] = [
    (0.112, 7.450, 0.026),
    (0.19, 7.470, 0.048),
    (0.29, 7.492, 0.054),
    (0.39, 7.508, 0.046),
    (0.47, 7.508, 0.034),
    (0.54, 7.487, 0.018),
    (0.605, 7.453, 0.004),
];

const WIDTH: usize = 1600;
const HEIGHT: usize = 1000;
const SPAN_X: f32 = 0.8;
const LOW_Y: f32 = 7.2;
const SPAN_Y: f32 = 0.5;

/// One brow as seen from the front.
#[derive(Debug)]
pub struct Brow(Gray);

impl Brow {
    /// Draws about 500 hairs.
    pub fn new(brows: &Brows, rng: &mut Rng) -> Self {
        let thickness = brows.thickness;
        let mut hairs = Gray::new(WIDTH, HEIGHT, 0.0);
        let scale = WIDTH as f32 / SPAN_X;
        let place = |x: f32, y: f32| vec2(x * scale, HEIGHT as f32 - (y - LOW_Y) / SPAN_Y * HEIGHT as f32);
        let last = (LINE.len() - 1) as f32;
        // The chord of the brow is its straight line; what lies over it is the arch.
        let chord = |x: f32| LINE[0].1 + (LINE[6].1 - LINE[0].1) * (x - LINE[0].0) / (LINE[6].0 - LINE[0].0);
        let axes: [Vec<(f32, f32)>; 3] = [0, 1, 2].map(|k| {
            let value = |p: &(f32, f32, f32)| match k {
                0 => p.0,
                1 => chord(p.0) + (p.1 - chord(p.0)) * brows.arch - brows.drop * 0.01,
                _ => p.2,
            };
            LINE.iter().enumerate().map(|(n, p)| (n as f32, value(p))).collect()
        });
        let line = |s: f32, k: usize| curve(s, &axes[k]);
        let count = (760.0 * thickness.sqrt()) as usize;
        for _ in 0..count {
            let t = rng.unit().powf(0.9);
            // Fuller in the middle: the edges stay soft.
            let u = rng.range(-1.0, 1.0) * rng.unit().powf(0.35) + rng.normal(0.06);
            let s = t * last;
            let (mut x, y0, w) = (line(s, 0), line(s, 1), line(s, 2) * thickness);
            let mut y = y0 + u * w * 0.5;
            let (a, b) = ((s - 0.2).max(0.0), (s + 0.2).min(last));
            let slope = (line(b, 1) - line(a, 1)).atan2(line(b, 0) - line(a, 0));
            // Hairs stand up at the inner end and lie along further out; upper ones bend down.
            let up = curve(t, &[(0.0, 1.05), (0.15, 0.70), (0.4, 0.32), (1.0, 0.05)]);
            let from = slope + up * if u < 0.3 { 1.0 } else { 0.45 };
            let to = slope + 0.05 - u * 0.35;
            let length = curve(t, &[(0.0, 0.050), (0.3, 0.070), (1.0, 0.045)]) * rng.range(0.7, 1.2);
            let value = rng.range(0.35, 0.95)
                * curve(t, &[(0.0, 0.30), (0.16, 0.85), (0.3, 1.0), (0.8, 0.95), (1.0, 0.45)]);
            for q in 0..6 {
                let angle = from + (to - from) * q as f32 / 6.0;
                let (nx, ny) = (x + angle.cos() * length / 6.0, y + angle.sin() * length / 6.0);
                let wide = (0.0034 * scale * (1.0 - 0.75 * q as f32 / 6.0)).max(1.0);
                hairs.stroke(place(x, y), place(nx, ny), wide, value);
                (x, y) = (nx, ny);
            }
        }
        let soft = hairs.blur(12.0);
        let values =
            hairs.values.iter().zip(&soft.values).map(|(h, s)| (h * 0.80 + s * 0.54).min(1.0)).collect();
        Self(Gray { values, ..hairs })
    }

    /// Density at a canonical point of the left side (mirror x for the right).
    pub fn density(&self, p: Vec3) -> f32 {
        if p.z < 0.8 || p.x < 0.0 || p.x > SPAN_X || p.y < LOW_Y || p.y > LOW_Y + SPAN_Y {
            return 0.0;
        }
        let x = p.x / SPAN_X * WIDTH as f32;
        let y = HEIGHT as f32 - (p.y - LOW_Y) / SPAN_Y * HEIGHT as f32;
        self.0.at(x, y)
    }
}
