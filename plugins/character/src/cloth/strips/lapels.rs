//! Collar and lapels of a blazer: one strip along its opening and round the neck.
//!
//! Its line is analytic, so the edge is smooth however coarse the cloth is.

use glam::{Vec3, vec2, vec3};

use super::{
    grid,
    line::{Cloth, Spot, resample, smooth_spots},
    oriented,
};
use crate::{
    cloth::{
        Garment,
        cut::{BUTTON, opening},
        tag,
    },
    flesh::azimuth,
    noise::{curve, smooth},
    quads::Row,
    recipe::Inner,
};

/// Collar and lapels of a blazer: one strip along its opening and round the neck.
pub(super) fn lapels(g: &mut Garment, cloth: &Cloth, ring: &[Spot], inner: Inner, fine: bool) {
    let mut half: Vec<Spot> = Vec::new();
    let mut y = BUTTON;
    let (top, from) = if inner == Inner::Shirt { (5.42, 62.0) } else { (5.28, 44.0) };
    while y < top {
        if let Some(s) = cloth.front(vec2(opening(y) + 0.01, y)) {
            half.push(s);
        }
        y += 0.12;
    }
    // Round the neck, below the shirt's collar.
    let drop = if inner == Inner::Shirt { 0.016 } else { 0.003 };
    let behind: Vec<&Spot> = {
        let mut own: Vec<&Spot> =
            ring.iter().filter(|s| s.canon.x >= -0.02 && azimuth(s.canon) > from).collect();
        own.sort_by(|a, b| azimuth(a.canon).total_cmp(&azimuth(b.canon)));
        own
    };
    let middle = ring.iter().map(|s| s.at).sum::<Vec3>() / ring.len().max(1) as f32;
    for s in behind {
        let out = ((s.at - middle) * vec3(1.0, 0.0, 1.0)).normalize_or(Vec3::Z);
        let (at, normal, row) = cloth.blend(s.at + (out * 0.7 - Vec3::Y * 0.7) * drop);
        half.push(Spot { at, normal, canon: s.canon, row });
    }
    let mirrored: Vec<Spot> = half.iter().rev().skip(1).map(|s| cloth.mirror(s)).collect();
    let mut line = half;
    line.extend(mirrored);
    let mut line = resample(&line, 121);
    smooth_spots(&mut line, 6, false);
    if !fine {
        line = line.into_iter().step_by(2).collect();
    }
    const ROWS: usize = 7;
    let n = line.len();
    let mut lines: Vec<Vec<(Vec3, Vec3, Row)>> = (0..n)
        .map(|i| {
            let s = &line[i];
            let along = (line[(i + 1).min(n - 1)].at - line[i.saturating_sub(1)].at).normalize_or(Vec3::Y);
            let side = if i < n / 2 { 1.0 } else { -1.0 };
            let mut away = along.cross(s.normal).normalize_or(Vec3::X);
            if (away.x * side < 0.0 && azimuth(s.canon) < 100.0)
                || (azimuth(s.canon) >= 100.0 && away.y > 0.0)
            {
                away = -away;
            }
            // A notch parts collar and lapel.
            let w = if azimuth(s.canon) > 55.0 { 0.044 } else { lapel(s.canon.y) };
            (0..ROWS)
                .map(|k| {
                    let t = (k as f32 - 1.0) / (ROWS as f32 - 3.0);
                    let p = match k {
                        0 => s.at - s.normal * 0.003 + away * 0.004,
                        _ => s.at + away * (w * t.min(1.0)) + s.normal * 0.003,
                    };
                    (p, s.canon, s.row.clone())
                })
                .collect()
        })
        .collect();
    // The far rows lie on the cloth beside the line: they take its place and its bones.
    for line in &mut lines {
        for (k, place) in line.iter_mut().enumerate().take(ROWS).skip(1) {
            let t = ((k as f32 - 1.0) / (ROWS as f32 - 3.0)).min(1.0);
            let (at, normal, row) = cloth.blend(place.0);
            let height = (place.0 - at).dot(normal);
            let want = 0.0035 + 0.0045 * (std::f32::consts::PI * (0.10 + 0.75 * t)).sin();
            place.0 += normal * (want - height);
            // Behind the neck the fold stands up.
            place.0.y += 0.009 * smooth(55.0, 100.0, azimuth(place.1)) * (1.0 - 1.4 * t).max(0.0);
            if k > 1 {
                place.2 = row;
            }
        }
        let edge = line[ROWS - 2].0;
        line[ROWS - 1].0 = edge - cloth.nearest(edge).1 * 0.0045;
    }
    for _ in 0..2 {
        let old: Vec<Vec<Vec3>> = lines.iter().map(|l| l.iter().map(|s| s.0).collect()).collect();
        for i in 1..n - 1 {
            for r in 0..4 {
                lines[i][r].0 = old[i][r] * 0.5 + (old[i - 1][r] + old[i + 1][r]) * 0.25;
            }
        }
    }
    let lines = oriented(lines, &line);
    grid(g, &lines, false, tag::COLLAR, 1);
}

/// Width of lapel and collar at a canonical height in front, metres.
pub fn lapel(y: f32) -> f32 {
    curve(y, &LAPEL)
}

/// Width by height.
const LAPEL: [(f32, f32); 9] = [
    (1.75, 0.004),
    (2.0, 0.014),
    (2.9, 0.038),
    (3.9, 0.064),
    (4.52, 0.080),
    (4.58, 0.078),
    (4.74, 0.044),
    (5.0, 0.048),
    (5.5, 0.046),
];
