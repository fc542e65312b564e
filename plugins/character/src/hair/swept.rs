//! Hair combed back to a knot: bun and ponytail.
//!
//! The sheet's root edge is the hairline; behind the knot hangs a tail or sits a coil.

use glam::{Vec3, vec3};

use crate::{
    hair::{
        self,
        grid::{Grid, ease, resample},
        ground::{Ground, direction},
    },
    noise::{fbm, smooth},
    recipe::{Hair, HairStyle},
};

/// Where the hair is tied: elevation at the back of the head, degrees.
fn knot(style: &Hair) -> Vec3 {
    direction(180.0, if style.style == HairStyle::Bun { 24.0 } else { 30.0 })
}

/// A strand from the hairline to the knot; `around` 0..1 from the front by the character's left.
pub fn strand(ground: &Ground, style: &Hair, around: f32, lift: f32, from: f32, rows: usize) -> Vec<Vec3> {
    let turn = (around * 360.0 + 180.0).rem_euclid(360.0) - 180.0;
    let wide = turn.abs();
    // Beside the ear the comb takes the hair above it.
    let over = 7.45 - 0.95 * smooth(99.0, 128.0, wide);
    let root = ground.rim(turn, (over - hair::line(wide)).max(0.0) - 0.02 + 0.10 * smooth(92.0, 112.0, wide));
    let end = knot(style);
    let line: Vec<Vec3> = (0..=24)
        .map(|k| {
            let t = from + (1.0 - from) * k as f32 / 24.0;
            let angle = root.angle_between(end);
            let d = (root * ((1.0 - t) * angle).sin() + end * (t * angle).sin()) / angle.sin().max(1e-3);
            let bow = smooth(50.0, 80.0, wide) * smooth(118.0, 92.0, wide);
            let d = (d.normalize() + Vec3::Y * (0.20 * bow * (t * std::f32::consts::PI).sin())).normalize();
            let full = 0.0085 * style.volume * lift;
            ground.over(
                d,
                0.0019
                    + 0.0010 * smooth(0.0, 0.08, t)
                    + full
                        * smooth(0.0, 0.35 + 0.35 * smooth(100.0, 125.0, wide), t)
                        * (1.0 - 0.45 * smooth(0.75, 1.0, t)),
            )
        })
        .collect();
    resample(&line, rows)
}

/// The comb over the skull, and the bun or the tail.
pub fn sheets(ground: &Ground, style: &Hair, columns: usize, rows: usize) -> Vec<Grid> {
    let comb = Grid {
        strands: (0..columns)
            .map(|c| {
                let u = c as f32 / columns as f32;
                let uneven = fbm(
                    vec3(
                        (u * std::f32::consts::TAU).sin() * 5.0,
                        (u * std::f32::consts::TAU).cos() * 5.0,
                        0.0,
                    ),
                    2,
                    19,
                ) - 0.5;
                strand(ground, style, u, 1.0 + 0.5 * uneven, 0.0, rows)
            })
            .collect(),
        closed: true,
        middle: ground.center,
        span: [0.0, 1.0],
        along: [0.999, 0.30],
        twist: 0.0,
        shade: 1.0,
    };
    let mut out = vec![comb];
    out.extend(if style.style == HairStyle::Bun {
        bun(ground, style, columns, rows)
    } else {
        tail(ground, style, columns, rows)
    });
    out
}

fn bun(ground: &Ground, style: &Hair, columns: usize, rows: usize) -> Vec<Grid> {
    let axis = knot(style);
    let size = 0.036 * style.volume.clamp(0.7, 1.4);
    let middle = ground.over(axis, 0.42 * size);
    let side = Vec3::X;
    let up = side.cross(axis).normalize() * -1.0;
    let around = (columns * 2 / 5).max(14);
    let strands = (0..around)
        .map(|c| {
            let a = c as f32 / around as f32 * std::f32::consts::TAU;
            (0..rows)
                .map(|r| {
                    // From the skull round to the middle of the coil.
                    let t = r as f32 / (rows - 1) as f32;
                    let b = 2.75 * (1.0 - t);
                    let coil = 1.0 + 0.085 * (a * 2.0 + t * 9.0).sin() + 0.03 * (a * 5.0 - t * 14.0).sin();
                    let dent = 1.0 - 0.22 * (-(b / 0.35).powi(2)).exp();
                    let flat = axis * (b.cos() * 0.82 * dent);
                    middle + ((side * a.cos() + up * a.sin()) * b.sin() * 1.08 + flat) * (size * coil)
                })
                .collect()
        })
        .collect();
    vec![Grid {
        strands,
        closed: true,
        middle,
        span: [0.0, 0.36],
        along: [0.90, 0.30],
        twist: 0.42,
        shade: 0.92,
    }]
}

fn tail(ground: &Ground, style: &Hair, columns: usize, rows: usize) -> Vec<Grid> {
    let axis = knot(style);
    let tie = ground.over(axis, 0.008);
    let long = style.drop.unwrap_or(0.26);
    // It springs out of the tie and falls behind the neck.
    let mut line: Vec<Vec3> = (0..=24)
        .map(|k| {
            let t = k as f32 / 24.0;
            let out = 0.050 * smooth(0.0, 0.28, t) - 0.012 * smooth(0.4, 1.0, t);
            let fall = long * (t - 0.10 * smooth(0.0, 0.3, t) + 0.02)
                - 0.022 * (t * 9.0).min(std::f32::consts::PI).sin();
            tie + vec3(0.10 * out, 0.0, -out) - Vec3::Y * fall.max(-0.02)
        })
        .collect();
    for _ in 0..3 {
        for (k, p) in line.iter_mut().enumerate() {
            let t = k as f32 / 24.0;
            *p = if t > 0.25 { ground.clear(*p, false, 0.024) } else { *p };
        }
        ease(&mut line, 3);
    }
    let line = resample(&line, rows + 4);
    let around = (columns / 4).max(10);
    let strands = (0..around)
        .map(|c| {
            let a = c as f32 / around as f32 * std::f32::consts::TAU;
            line.iter()
                .enumerate()
                .map(|(r, p)| {
                    let t = r as f32 / (line.len() - 1) as f32;
                    let along = (line[(r + 1).min(line.len() - 1)] - line[r.saturating_sub(1)])
                        .normalize_or(Vec3::NEG_Y);
                    let depth = along.cross(Vec3::X).normalize_or(Vec3::Z);
                    let r = 0.010 + 0.020 * smooth(0.0, 0.30, t) - 0.017 * smooth(0.55, 1.0, t);
                    let lock = 1.0 + 0.16 * (a * 3.0 + t * 2.5).sin() + 0.08 * (a * 7.0 - t * 3.0).sin();
                    let wave = Vec3::X * (0.007 * style.wave * (t * 18.0).sin() * t);
                    *p + wave
                        + (Vec3::X * (1.15 * a.cos()) + depth * (0.85 * a.sin())) * (r * style.volume * lock)
                })
                .collect()
        })
        .collect();
    let middle = tie + vec3(0.0, -0.10, -0.02);
    let tail = Grid {
        strands,
        closed: true,
        middle,
        span: [0.0, 0.5],
        along: [0.93, 0.005],
        twist: 0.03,
        shade: 0.95,
    };
    // The band.
    let toward = (line[1] - line[0]).normalize_or(axis);
    let depth = toward.cross(Vec3::X).normalize_or(Vec3::Y);
    let strands = (0..10)
        .map(|c| {
            let a = c as f32 / 10.0 * std::f32::consts::TAU;
            [(-0.004, 0.011), (0.0, 0.0155), (0.006, 0.0155), (0.010, 0.011)]
                .map(|(x, r)| {
                    line[0] + toward * x + (Vec3::X * a.cos() + depth * a.sin()) * (r * style.volume)
                })
                .to_vec()
        })
        .collect();
    let band = Grid {
        strands,
        closed: true,
        middle: line[0],
        span: [0.4, 0.41],
        along: [0.6, 0.59],
        twist: 0.0,
        shade: 0.06,
    };
    vec![tail, band]
}
