//! Tightly curled hair: tufts that break the outline of the volume, and their picture.

use glam::{Vec3, vec2, vec3};

use crate::{
    canvas::{Gray, Paint, linear},
    glb::Surface,
    hair::{
        self,
        grid::{Bones, strip},
        shell::Shell,
    },
    noise::{Rng, fbm, smooth, value_noise},
    recipe::{Hair, HairStyle},
};

const COLUMNS: usize = 4;

/// Brightness of coiled hair at a canonical point, 0..=1: small rings instead of strands.
pub fn tone(p: Vec3) -> f32 {
    let warp = vec3(fbm(p * 9.0, 2, 401), fbm(p * 9.0, 2, 402), fbm(p * 9.0, 2, 403)) * 0.9;
    let ring = |scale: f32, seed: u32| {
        let v = value_noise(p * scale + warp * (scale * 0.05), seed);
        1.0 - (2.0 * v - 1.0).abs() * 1.6
    };
    (0.55 * ring(42.0, 404) + 0.45 * ring(75.0, 405)).clamp(0.0, 1.0)
}

/// Four tufts side by side, root at the top of each.
pub fn texture(size: usize, style: &Hair, seed: u32) -> Paint {
    let (dark, light) = (linear(style.color), linear(style.highlight));
    let mut rng = Rng::new(u64::from(seed) + 611);
    let mut alpha = Gray::new(size, size / 2, 0.0);
    let mut tone = Gray::new(size, size / 2, 0.0);
    let column = (size / COLUMNS) as f32;
    let high = (size / 2) as f32;
    for c in 0..COLUMNS {
        for _ in 0..95 {
            let mut p = vec2(0.5 + rng.normal(0.16), rng.range(0.0, 0.3));
            let mut angle = 1.57 + (p.x - 0.5) * 2.2 + rng.normal(0.35);
            let turn = rng.range(0.35, 0.75) * if rng.unit() < 0.5 { 1.0 } else { -1.0 };
            let bright = rng.range(0.15, 1.0);
            let steps = 10 + rng.index(14);
            for k in 0..steps {
                let step = vec2(angle.cos() * 0.72, angle.sin()) * 0.036 + vec2((p.x - 0.5) * 0.012, 0.012);
                let q = (p + step).clamp(vec2(0.06, 0.0), vec2(0.94, 0.96));
                let at = |p: glam::Vec2| vec2((c as f32 + p.x) * column, p.y * high);
                let wide = size as f32 / 512.0 * (5.6 - 2.6 * k as f32 / steps as f32);
                alpha.stroke(at(p), at(q), wide, 1.0);
                tone.stroke(at(p), at(q), wide, bright);
                p = q;
                angle += turn + rng.normal(0.2);
            }
        }
    }
    Paint::from_fn(size, size / 2, |x, y| {
        let n = y * size + x;
        let up = y as f32 / high;
        let t = tone.values[n];
        (dark.lerp(light, 0.02 + 0.45 * t * t) * (0.55 + 0.45 * smooth(0.0, 0.5, up)), alpha.values[n])
    })
}

/// Tufts over the shell, `count` of them.
pub fn tufts(out: &mut Surface, shell: &Shell, style: &Hair, count: usize, bones: &Bones, seed: u32) {
    let mut rng = Rng::new(u64::from(seed) + 703);
    let seats: Vec<usize> = (0..shell.canon.len())
        .filter(|v| hair::hairline(shell.canon[*v]) > 0.05 && !hair::is_ear(shell.canon[*v]))
        .collect();
    if seats.is_empty() {
        return;
    }
    let size = match style.style {
        HairStyle::Crop => 0.007,
        _ => (0.007 + 0.11 * style.length).min(0.012),
    };
    for n in 0..count {
        let v = seats[(n * seats.len() + rng.index(seats.len())) / count % seats.len()];
        let inside = smooth(0.02, 0.30, hair::hairline(shell.canon[v]));
        let normal = shell.normals[v];
        let any = vec3(rng.normal(1.0), rng.normal(1.0), rng.normal(1.0));
        let across = normal.cross(any).normalize_or(Vec3::X);
        let face = across.cross(normal).normalize_or(Vec3::Z);
        let high = size * rng.range(0.7, 1.25) * (0.45 + 0.55 * inside);
        let lean = normal + across * rng.normal(0.18);
        let foot = shell.points[v] + across * rng.normal(0.004) - normal * (high * 0.45);
        let column = rng.index(COLUMNS) as f32;
        let u = [(column + 0.02) / 4.0, (column + 0.98) / 4.0];
        let u = if rng.unit() < 0.5 { u } else { [u[1], u[0]] };
        let first = out.normals.len();
        strip(out, &[foot, foot + lean * high], &[face; 2], high * 1.9, u, rng.range(0.75, 1.1), bones);
        // Lit as the volume is, not as the card.
        out.normals[first..].fill(normal);
    }
}
