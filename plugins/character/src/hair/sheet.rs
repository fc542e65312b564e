//! The picture of combed hair: strands along v, ragged at the tips, u around the head.

use glam::{Vec3, vec3};

use crate::{
    canvas::{Paint, linear},
    noise::{hash3, smooth, value_noise},
    recipe::{Hair, HairStyle},
};

/// Above this v roots stand one by one.
pub const ROOTS: f32 = 0.905;
/// Below this v locks end.
pub const TIPS: f32 = 0.26;

/// Paints `width` x `height`; the root is the top row. u wraps around.
pub fn texture(width: usize, height: usize, style: &Hair, seed: u32) -> Paint {
    let (dark, light) = (linear(style.color), linear(style.highlight));
    let around = |u: f32, cells: f32, y: f32, salt: u32| {
        // A circle in noise space: the seam does not show.
        let a = u * std::f32::consts::TAU;
        let r = cells / std::f32::consts::TAU;
        value_noise(vec3(a.cos() * r + 31.0, a.sin() * r + 17.0, y), seed.wrapping_add(salt))
    };
    Paint::from_fn(width, height, |x, y| {
        let (u0, t) = ((x as f32 + 0.5) / width as f32, (y as f32 + 0.5) / height as f32);
        // Strands cross a little on their way.
        let u = u0
            + 0.022 * t * (around(u0, 9.0, t * 1.6, 1) - 0.5)
            + 0.004 * (around(u0, 40.0, t * 4.0, 2) - 0.5);
        // Curls of neighbours run together.
        let curl = if style.style == HairStyle::Curly { style.wave.max(0.8) } else { 0.5 * style.wave };
        let turns = if style.style == HairStyle::Curly { 46.0 } else { 22.0 };
        let phase = 14.0 * around(u0, 26.0, 0.0, 7);
        let u = u + curl * 0.0045 * (t * turns + phase).sin() * smooth(0.08, 0.4, t);
        let lock = around(u, 34.0, t * 1.1, 3);
        let fine = around(u, 120.0, t * 1.6, 4);
        let thread = around(u, 420.0, t * 2.5, 5);
        let tone = smooth(0.12, 0.88, 0.30 * lock + 0.30 * fine + 0.40 * thread);
        let mut c = dark.lerp(light, 0.03 + 0.72 * tone);
        // Single light and dark hairs.
        let single = hash3((u * 900.0) as i32, 0, 0, seed.wrapping_add(6));
        c = c.lerp(light * 1.1, 0.35 * smooth(0.90, 1.0, single));
        // Valleys between locks are deep; roots are darker.
        c *= 0.50 + 0.58 * smooth(0.15, 0.62, 0.6 * lock + 0.4 * fine);
        c *= 0.74 + 0.26 * smooth(0.0, 0.18, t);
        // A broken band of light where the skull turns down.
        let band = (-((t - 0.27 - 0.05 * (lock - 0.5)) / 0.085).powi(2)).exp();
        c += light * (0.42 * band * thread * (0.35 + 0.65 * fine));
        let low = (-((t - 0.62 - 0.08 * (lock - 0.5)) / 0.10).powi(2)).exp();
        c += light * (0.16 * low * thread * fine);
        // Tips: every lock, bundle and hair ends where it will.
        let end = 1.0 - 0.02 - 0.09 * (1.0 - lock) - 0.05 * (1.0 - fine);
        let ragged = (end - t) / 0.08 + 1.1 * (thread - 0.45);
        // Combed back, roots stand one by one at the hairline; at a parting they lie side by side.
        let swept = matches!(style.style, HairStyle::Bun | HairStyle::Ponytail);
        let alpha = if t > 0.5 {
            smooth(-0.45, 0.45, ragged)
        } else if swept {
            smooth(0.0, 1.6, t / 0.042 + 1.2 * (thread - 0.55) + 0.8 * (fine - 0.5) - 0.15)
        } else {
            1.0
        };
        // No specks beyond the last tips.
        (c.max(Vec3::ZERO), alpha * smooth(0.995, 0.955, t))
    })
}
