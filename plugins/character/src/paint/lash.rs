//! The lashes' texture: upper strip in the upper half, lower strip in the lower half.
//!
//! Along x runs the lid from the inner to the outer corner; in each half the bottom row is the root.

use glam::vec2;

use crate::{
    canvas::{Gray, Paint, linear},
    noise::{Rng, curve},
};

/// Paints both strips, `width` x `width / 2`.
pub fn texture(width: usize, mascara: f32, seed: u32) -> Paint {
    let height = width / 4;
    let upper = strip(width, height, 92, false, mascara, seed);
    let lower = strip(width, height, 44, true, mascara, seed + 1);
    let color = linear([16, 11, 10]);
    Paint::from_fn(width, height * 2, |x, y| {
        let a = if y < height { upper.values[y * width + x] } else { lower.values[(y - height) * width + x] };
        (color, a)
    })
}

fn strip(width: usize, height: usize, count: usize, lower: bool, mascara: f32, seed: u32) -> Gray {
    let mut rng = Rng::new(u64::from(seed) + 77);
    let mut hairs = Gray::new(width, height, 0.0);
    let (w, h) = (width as f32, height as f32);
    for k in 0..count {
        let n = count as f32;
        let at = (k as f32 + rng.range(-0.4, 0.4)) / n;
        // Lashes stand in small groups.
        let group = (at * n / 3.0).round() * 3.0 / n;
        let reach = if lower { 0.55 } else { 0.92 };
        let length = reach
            * rng.range(0.65, 1.0)
            * curve(at, &[(0.0, 0.45), (0.15, 0.7), (0.6, 0.95), (0.9, 1.0), (1.0, 0.8)]);
        let lean = (at - 0.35) * 0.055 + (group - at) * 0.5 + rng.range(-0.004, 0.004);
        let place = |q: f32| vec2((at + lean * (q / 8.0).powf(1.3)) * w, (1.0 - length * q / 8.0) * h);
        for q in 0..8 {
            let thin = (1.0 + 0.9 * mascara) * w / n
                * if lower { 0.40 } else { 0.62 }
                * (1.0 - 0.85 * q as f32 / 8.0);
            hairs.stroke(
                place(q as f32),
                place(q as f32 + 1.0),
                thin.max(0.9),
                if lower { 0.75 } else { 1.0 },
            );
        }
    }
    // The roots run together into the lash line, which must hold when the eye is shut.
    for y in 0..height {
        let t = 1.0 - y as f32 / h;
        let base = ((0.30 - t) / 0.12).clamp(0.0, 1.0) * if lower { 0.35 } else { 1.0 };
        for x in 0..width {
            let env = curve(x as f32 / w, &[(0.0, 0.0), (0.10, 0.9), (0.9, 1.0), (1.0, 0.7)]);
            let cell = &mut hairs.values[y * width + x];
            *cell = cell.max(base * env);
        }
    }
    hairs
}
