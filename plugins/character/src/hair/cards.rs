//! Loose strands: narrow strips that break the outline of the hair's volume and soften its front.

use glam::{Vec2, Vec3, vec2, vec3};

use crate::{
    canvas::{Gray, Paint, linear},
    glb::Surface,
    hair::{self, shell::Shell},
    noise::{Rng, curve, fbm, smooth},
    recipe::Hair,
    skeleton::Skeleton,
};

/// How many strips of which size.
#[derive(Clone, Copy, Debug)]
pub struct Growth {
    /// Strips along the hairline.
    pub edge: usize,
    /// Strips on the top, lying on the volume.
    pub top: usize,
    /// Strips at the sides and the back.
    pub side: usize,
    /// Pieces of a strip along its length.
    pub pieces: usize,
    /// Width scale: few strips are wide.
    pub width: f32,
}

/// Strips for the full level.
pub const DENSE: Growth = Growth { edge: 480, top: 780, side: 540, pieces: 5, width: 0.82 };
/// Strips for the lean level.
pub const SPARSE: Growth = Growth { edge: 60, top: 0, side: 0, pieces: 4, width: 1.45 };

const COLUMNS: usize = 4;

/// A bundle of hairs a column, root at the top (v 1), tip at the bottom.
pub fn texture(size: usize, style: &Hair, seed: u32) -> Paint {
    let (dark, light) = (linear(style.color), linear(style.highlight));
    let mut rng = Rng::new(u64::from(seed) + 501);
    let (width, height) = (size, size);
    let column = width as f32 / COLUMNS as f32;
    let mut alpha = Gray::new(width, height, 0.0);
    let mut tone = Gray::new(width, height, 0.0);
    for c in 0..COLUMNS {
        let count = [34, 26, 18, 11][c];
        for _ in 0..count {
            let from = 0.10 + 0.80 * rng.unit();
            let to = (from + rng.range(0.0, 0.5) * (0.5 - from) + rng.normal(0.04)).clamp(0.08, 0.92);
            let (start, end) = (rng.range(0.0, 0.10), rng.range(0.62, 0.99));
            let brightness = rng.range(0.25, 1.0);
            let thick = rng.range(3.5, 6.5) * size as f32 / 512.0;
            let place = |q: f32| {
                let x = from + (to - from) * q * q;
                vec2((c as f32 + x) * column, (start + (end - start) * q) * height as f32)
            };
            for q in 0..10 {
                let (a, b) = (q as f32 / 10.0, (q + 1) as f32 / 10.0);
                let wide = thick * (1.0 - 0.7 * smooth(0.4, 1.0, a));
                alpha.stroke(place(a), place(b), wide, 1.0);
                tone.stroke(place(a), place(b), wide, brightness);
            }
        }
    }
    let tone = tone.blur(0.8);
    let cover = alpha.blur(0.8);
    Paint::from_fn(width, height, |x, y| {
        let n = y * width + x;
        let t = (tone.values[n] / cover.values[n].max(0.05)).clamp(0.0, 1.0);
        let root = smooth(0.0, 0.35, y as f32 / height as f32);
        (dark.lerp(light, 0.05 + 0.42 * t * t) * (0.55 + 0.45 * root), alpha.values[n])
    })
}

/// A point of the shell's outer surface near a canonical point, and the surface's normal.
fn on_shell(shell: &Shell, p: Vec3) -> (Vec3, Vec3) {
    let mut near = [(f32::MAX, 0usize); 4];
    for (n, c) in shell.canon.iter().enumerate() {
        let d = c.distance_squared(p);
        if d < near[3].0 {
            near[3] = (d, n);
            near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        }
    }
    let (mut point, mut normal, mut sum) = (Vec3::ZERO, Vec3::ZERO, 0.0);
    for (d, n) in near {
        let w = 1.0 / (d + 1e-4);
        point += (shell.points[n] + (p - shell.canon[n]) * 0.1) * w;
        normal += shell.normals[n] * w;
        sum += w;
    }
    (point / sum, normal.normalize_or(Vec3::Y))
}

/// The strips as one surface.
pub fn surface(
    shell: &Shell,
    style: &Hair,
    growth: Growth,
    skeleton: &Skeleton,
    material: usize,
    seed: u32,
) -> Surface {
    let mut rng = Rng::new(u64::from(seed) + 901);
    let mut out = Surface { material, ..Surface::default() };
    let candidates: Vec<Vec3> = shell.canon.clone();
    let kinds: [(usize, fn(Vec3) -> bool); 3] = [
        (growth.edge, |p| (0.0..0.10).contains(&hair::hairline(p)) && p.z > 0.75 && p.x.abs() < 0.58),
        (growth.top, |p| hair::top(p) > 0.4 && hair::hairline(p) > 0.08),
        (growth.side, |p| hair::top(p) <= 0.4 && hair::hairline(p) > 0.06),
    ];
    for (kind, (count, accepts)) in kinds.into_iter().enumerate() {
        let seats: Vec<Vec3> = candidates.iter().copied().filter(|p| accepts(*p)).collect();
        if seats.is_empty() {
            continue;
        }
        for n in 0..count {
            // Spread evenly over the seats, then move off them.
            let seat = seats[(n * seats.len() + rng.index(seats.len())) / count % seats.len()];
            let root = seat + vec3(rng.normal(0.02), rng.normal(0.015), rng.normal(0.02));
            strip(&mut out, shell, style, growth, kind, root, &mut rng);
        }
    }
    let (joint, weight) = Skeleton::rigid(skeleton.head);
    out.joints = vec![joint; out.positions.len()];
    out.weights = vec![weight; out.positions.len()];
    out
}

fn strip(
    out: &mut Surface,
    shell: &Shell,
    style: &Hair,
    growth: Growth,
    kind: usize,
    root: Vec3,
    rng: &mut Rng,
) {
    let top = hair::top(root);
    let full = style.length * 10.0;
    let length =
        (0.13 + (full * 1.15 - 0.13) * top) * rng.range(0.75, 1.15) * if kind == 0 { 0.85 } else { 1.0 };
    let width = 0.0001 * growth.width * (32.0 + 42.0 * top) * rng.range(0.7, 1.2);
    let lift = match kind {
        0 => 0.0006,
        1 => 0.0009,
        _ => 0.0004,
    } * rng.range(0.3, 1.4);
    let pieces = growth.pieces;
    let column = rng.index(COLUMNS) as f32;
    let flip = rng.unit() < 0.5;
    let turn = 0.25 * (fbm(root * 6.0, 2, 77) - 0.5) + rng.normal(0.06);
    let mut p = root;
    let mut rows: Vec<(Vec3, Vec3, Vec3)> = Vec::new();
    for k in 0..=pieces {
        let t = k as f32 / pieces as f32;
        let flow = hair::flow(p, style);
        let (at, normal) = on_shell(shell, p);
        let across = normal.cross(flow).normalize_or(Vec3::X);
        let dir = (flow + across * turn * (0.4 + t)).normalize();
        let up = lift * curve(t, &[(0.0, -0.4), (0.25, 0.6), (0.7, 1.0), (1.0, 0.4 + 0.5 * top)]);
        rows.push((at + normal * up, across, normal));
        p += dir * (length / pieces as f32);
    }
    let first = out.positions.len() as u32;
    for (k, (at, across, normal)) in rows.iter().enumerate() {
        let t = k as f32 / pieces as f32;
        let half = width * curve(t, &[(0.0, 0.7), (0.3, 1.0), (1.0, 0.55)]);
        for side in [-1.0, 1.0] {
            out.positions.push(*at + *across * (half * side));
            out.normals.push((*normal + *across * (0.15 * side)).normalize());
            let x = if (side > 0.0) != flip { 0.98 } else { 0.02 };
            out.coords.push(
                vec2((column + x) / COLUMNS as f32, 1.0 - t * 0.985 - 0.008).clamp(Vec2::ZERO, Vec2::ONE),
            );
        }
        if k > 0 {
            let a = first + 2 * (k as u32 - 1);
            out.triangles.push([a, a + 3, a + 1]);
            out.triangles.push([a, a + 2, a + 3]);
        }
    }
}
