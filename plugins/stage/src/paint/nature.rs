//! What is painted out of doors: sky, water, ground, hills and leaves.

use super::{
    canvas::{Canvas, linear},
    noise::{Chance, fractal, hash, smooth_noise},
    smooth,
};
use bevy::math::{Vec2, Vec3};
use protocol::scene::Srgb;

/// Everything from side to side between two heights.
fn band(low: f32, high: f32) -> (Vec2, Vec2) {
    (Vec2::new(0.0, (low + high) / 2.0), Vec2::new(4.0, high - low))
}

/// Sky above a horizon.
pub fn sky(canvas: &mut Canvas, horizon: f32, zenith: Srgb, low: Srgb, clouds: f32, seed: u32) {
    let (zenith, low) = (linear(zenith), linear(low));
    let (at, size) = band(horizon, 0.6);
    canvas.lay(at, size, |p| {
        let up = (p.y - horizon).max(0.0);
        let blue = low.lerp(zenith, 1.0 - (-up * 4.5).exp());
        // Clouds are seen from below: the nearer to the horizon, the flatter.
        let far = 0.10 / (up + 0.07);
        let place = Vec2::new(p.x * (1.2 + far), up * 5.0 * (0.6 + far)) * 2.2;
        let thick = fractal(place, seed);
        let cover = smooth(0.72 - clouds * 0.5, 0.98 - clouds * 0.42, thick);
        // Their upper sides are lit, their undersides grey.
        let lit = smooth(-0.12, 0.18, thick - fractal(place + Vec2::new(-0.25, 0.35), seed));
        let cloud = Vec3::new(0.66, 0.70, 0.77).lerp(Vec3::new(1.0, 0.985, 0.96), lit);
        let veil = cover * (1.0 - 0.55 * (-up * 9.0).exp());
        (blue.lerp(cloud, veil * 0.85), smooth(horizon - 0.002, horizon + 0.002, p.y))
    });
}

/// Water in perspective, with the sun's glitter.
pub fn sea(
    canvas: &mut Canvas,
    (top, bottom): (f32, f32),
    (far, near): (Srgb, Srgb),
    sun: f32,
    glitter: f32,
    seed: u32,
) {
    let (far, near) = (linear(far), linear(near));
    let (at, size) = band(bottom, top);
    let deep = (top - bottom).max(1e-3);
    canvas.lay(at, size, |p| {
        let below = ((top - p.y) / deep).clamp(0.0, 1.0);
        // As far away as this row is, waves are as small.
        let away = 1.0 / (below + 0.03);
        let wave = fractal(Vec2::new(p.x * away * 1.6, away * 9.0), seed) - 0.5;
        let mut color = far.lerp(near, below.sqrt()) * (1.0 + 0.55 * wave * smooth(0.0, 0.12, below));
        // Foam where it meets the shore.
        let edge = 0.9 + 0.10 * (fractal(Vec2::new(p.x * 3.0, 0.0), seed + 5) - 0.5);
        let foam = smooth(edge - 0.07, edge, below)
            * smooth(0.35, 0.7, fractal(Vec2::new(p.x * 14.0, below * 22.0), seed + 9));
        color = color.lerp(Vec3::splat(0.86), foam * 0.85);
        let aside = (p.x - sun) / (0.10 + 0.35 * below);
        let cell = Vec2::new(p.x * away * 26.0, away * 60.0);
        let spark = smooth(0.80, 0.97, smooth_noise(cell, seed + 3)) * (-aside * aside).exp();
        color +=
            Vec3::new(1.0, 0.93, 0.78) * (spark * glitter * 6.0 + glitter * 0.35 * (-aside * aside).exp());
        (color, smooth(top + 0.001, top - 0.001, p.y))
    });
}

/// Sand, grass or a floor in perspective.
pub fn ground(
    canvas: &mut Canvas,
    (top, bottom): (f32, f32),
    (far, near): (Srgb, Srgb),
    rough: f32,
    seed: u32,
) {
    let (far, near) = (linear(far), linear(near));
    let (at, size) = band(bottom, top);
    let deep = (top - bottom).max(1e-3);
    canvas.lay(at, size, |p| {
        let below = ((top - p.y) / deep).clamp(0.0, 1.0);
        let away = 1.0 / (below + 0.06);
        let patch = fractal(Vec2::new(p.x * away * 2.4, away * 6.0), seed) - 0.5;
        let fine = hash((p.x * 900.0 * away) as i32, (p.y * 1400.0) as i32, seed) - 0.5;
        let color = far.lerp(near, below) * (1.0 + rough * (1.6 * patch + 0.25 * fine)).max(0.05);
        (color, smooth(top + 0.002, top - 0.002, p.y))
    });
}

/// A skyline.
pub fn hills(canvas: &mut Canvas, base: f32, height: f32, rough: f32, color: Srgb, seed: u32) {
    let color = linear(color);
    let (at, size) = band(base - 0.5, base + height);
    canvas.lay(at, size, |p| {
        let slow = smooth_noise(Vec2::new(p.x * 1.9, 0.5), seed);
        let crowns = fractal(Vec2::new(p.x * 9.0, 0.5), seed + 1);
        let leaves = fractal(Vec2::new(p.x * 40.0, p.y * 40.0), seed + 2);
        let top = base
            + height * (slow * (1.0 - 0.5 * rough) + rough * 0.5 * crowns)
            + rough * 0.02 * (leaves - 0.5);
        let lit = 1.0 + rough * 0.9 * (fractal(Vec2::new(p.x * 22.0, p.y * 22.0), seed + 4) - 0.5);
        let low = smooth(base + height, base, p.y);
        (color * lit * (1.0 - 0.35 * low * rough), smooth(0.003, -0.003, p.y - top))
    });
}

/// Leaves of a crown or a hedge.
pub struct Leaves {
    pub at: Vec2,
    pub size: Vec2,
    pub leaf: f32,
    pub density: f32,
    pub dark: Srgb,
    pub light: Srgb,
    pub seed: u32,
}

/// Leaves in an ellipse: the lower darker, the upper lighter and yellower.
pub fn foliage(canvas: &mut Canvas, of: &Leaves) {
    let (dark, light) = (linear(of.dark), linear(of.light));
    let mut chance = Chance::new(of.seed);
    let area = of.size.x * of.size.y;
    let count = (area * of.density / (of.leaf * of.leaf) * 0.9).clamp(1.0, 9000.0) as u32;
    for n in 0..count {
        let (turn, far) = (chance.between(0.0, std::f32::consts::TAU), chance.next().sqrt());
        let clump = 0.72 + 0.56 * smooth_noise(Vec2::from_angle(turn) * 2.2, of.seed + 17);
        let aside = Vec2::from_angle(turn) * far * clump.min(1.15);
        let at = of.at + aside * of.size / 2.0;
        // Twigs come in bunches, and between them the sky is seen.
        if smooth_noise(at * 15.0, of.seed + 3) > 0.42 + 0.5 * of.density {
            continue;
        }
        let radius = of.leaf * chance.between(0.6, 1.3);
        let lean = Vec2::from_angle(chance.between(0.0, std::f32::consts::PI));
        let high = (aside.y * 0.5 + 0.5).clamp(0.0, 1.0);
        let bunch = smooth_noise(at * 22.0, of.seed + 9);
        // What is painted later lies nearer, and in more light.
        let near = n as f32 / count as f32;
        let bright =
            (0.10 + 0.42 * high * bunch + 0.50 * near * bunch + chance.between(-0.12, 0.12)).clamp(0.0, 1.0);
        let color = dark.lerp(light, bright);
        canvas.lay(at, Vec2::splat(radius * 2.0), |p| {
            let p = p - at;
            let along = p.dot(lean) / radius;
            let across = p.perp_dot(lean) / (radius * 0.55);
            (color, 0.92 * smooth(1.15, 0.85, along * along + across * across))
        });
    }
}
