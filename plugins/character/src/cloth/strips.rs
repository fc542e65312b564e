//! What is sewn on: bands, collars, lapels, hoods. Strips swept along lines that lie on the cloth.
//!
//! Lines are curves over canonical points, so their edges are smooth however coarse the cloth is.

mod lapels;
mod line;

use glam::{Vec2, Vec3, vec2, vec3};

use super::{Garment, TALL, tag};
use crate::{
    flesh::azimuth,
    noise::{curve, smooth},
    quads::{self, Row},
    recipe::{Inner, Outfit, OutfitStyle},
};
pub use lapels::lapel;
use lapels::lapels;
use line::{Cloth, Spot, arc, ring};

/// Adds what the style has at its neck; `neck` is the border there.
pub fn add(g: &mut Garment, neck: &[u32], outfit: &Outfit, fine: bool) {
    g.normals = quads::normals(&g.points, &g.part.faces);
    let cloth = Cloth::new(g);
    let ring = ring(g, neck, if fine { 72 } else { 40 });
    match (outfit.style, outfit.inner) {
        (OutfitStyle::TShirt | OutfitStyle::Sweater, _) => {
            let wide = if outfit.style == OutfitStyle::Sweater { 1.25 } else { 1.0 };
            let profile = [
                (0.0187 * wide, -0.0022),
                (0.0178 * wide, 0.0026),
                (0.0080, 0.0034),
                (-0.0010, 0.0024),
                (-0.0016, -0.0020),
                (0.0100, -0.0045),
            ];
            hem_strip(g, &ring, &profile, true, tag::BAND, 0);
        }
        (OutfitStyle::Blouse | OutfitStyle::Dress, _) => edge(g, &ring, true),
        (OutfitStyle::Turtleneck, _) => {
            // Turned down on itself.
            let profile = [
                (0.034, -0.0012),
                (0.033, 0.0050),
                (0.018, 0.0068),
                (0.002, 0.0060),
                (-0.003, 0.0025),
                (0.004, -0.0030),
            ];
            hem_strip(g, &ring, &profile, true, tag::BAND, 0);
        }
        (OutfitStyle::Shirt, _) => {
            let run = arc(&ring, 7.0);
            leaf(g, &cloth, &run, tag::COLLAR, 0, &|a| curve(a, &SHIRT_LEAF));
        }
        (OutfitStyle::Blazer, inner) => {
            if inner == Inner::Shirt {
                let run = arc(&ring, 7.0);
                leaf(g, &cloth, &run, tag::UNDER, 0, &|a| curve(a, &SHIRT_LEAF));
            } else {
                // Its ends lie under the lapels.
                let signed = |s: &Spot| azimuth(s.canon) * s.canon.x.signum();
                let mut front: Vec<Spot> = ring.iter().filter(|s| azimuth(s.canon) < 96.0).cloned().collect();
                front.sort_by(|a, b| signed(a).total_cmp(&signed(b)));
                edge(g, &front, false);
            }
            lapels(g, &cloth, &ring, inner, fine);
        }
        (OutfitStyle::Hoodie, _) => {
            edge(g, &ring, true);
            hood(g, &cloth, &arc(&ring, 14.0));
        }
    }
    g.normals = quads::normals(&g.points, &g.part.faces);
}

/// Width of a shirt collar's leaf by azimuth, metres.
const SHIRT_LEAF: [(f32, f32); 5] =
    [(0.0, 0.058), (12.0, 0.060), (40.0, 0.047), (80.0, 0.040), (180.0, 0.040)];

/// Adds a grid of points as quads: `lines` runs of equal length, in texture row `place` of the strips.
fn grid(g: &mut Garment, lines: &[Vec<(Vec3, Vec3, Row)>], closed: bool, label: u8, place: usize) {
    let rows = lines.first().map_or(0, Vec::len) as u32;
    let first = g.points.len() as u32;
    for (at, canon, row) in lines.iter().flatten() {
        g.points.push(*at);
        g.canon.push(*canon);
        g.part.rows.push(row.clone());
    }
    let n = lines.len() as u32;
    let runs = if closed { n } else { n - 1 };
    for i in 0..runs {
        let j = (i + 1) % n;
        for r in 0..rows - 1 {
            let at = |i: u32, r: u32| first + i * rows + r;
            g.part.faces.push([at(i, r), at(j, r), at(j, r + 1), at(i, r + 1)]);
            let uv =
                |i: u32, r: u32| strip_coord(place, i as f32 / runs as f32, r as f32 / (rows - 1) as f32);
            g.part.coords.push([uv(i, r), uv(i + 1, r), uv(i + 1, r + 1), uv(i, r + 1)]);
            g.part.tags.push(label);
        }
    }
}

/// Height of a strip in the texture.
const STRIP: f32 = 0.031;

/// Texture coordinate of a place along and across a strip (both 0..=1).
fn strip_coord(place: usize, along: f32, across: f32) -> Vec2 {
    vec2(0.01 + 0.98 * along, TALL + 0.014 + 0.034 * place as f32 + STRIP * across)
}

/// The place along and across that a coordinate of a strip means.
pub fn strip_place(uv: Vec2) -> (usize, Vec2) {
    let row = ((uv.y - TALL - 0.0125) / 0.034).max(0.0);
    let place = row.floor();
    let across = (uv.y - TALL - 0.014 - 0.034 * place) / STRIP;
    (place as usize, vec2((uv.x - 0.01) / 0.98, across.clamp(0.0, 1.0)))
}

/// A strip over the border: profile of (down the cloth, off it), metres.
fn hem_strip(g: &mut Garment, ring: &[Spot], profile: &[(f32, f32)], closed: bool, label: u8, place: usize) {
    let n = ring.len();
    let next = |i: usize, by: isize| {
        let j = i as isize + by;
        let j = if closed { j.rem_euclid(n as isize) } else { j.clamp(0, n as isize - 1) };
        &ring[j as usize]
    };
    let lines: Vec<Vec<_>> = (0..n)
        .map(|i| {
            let s = &ring[i];
            let along = (next(i, 1).at - next(i, -1).at).normalize_or(Vec3::X);
            let out = s.normal;
            let down = out.cross(along).normalize_or(Vec3::NEG_Y);
            // The garment lies below its neckline.
            let down = if down.y > 0.0 { -down } else { down };
            profile.iter().map(|(d, h)| (s.at + down * *d + out * *h, s.canon, s.row.clone())).collect()
        })
        .collect();
    grid(g, &oriented(lines, ring), closed, label, place);
}

/// Turns the run of lines so that quads face outwards.
fn oriented(mut lines: Vec<Vec<(Vec3, Vec3, Row)>>, ring: &[Spot]) -> Vec<Vec<(Vec3, Vec3, Row)>> {
    let rows = lines.first().map_or(0, Vec::len);
    if lines.len() < 2 || rows < 3 {
        return lines;
    }
    let r = rows / 2;
    let mut sum = 0.0;
    for i in 0..lines.len() - 1 {
        let (a, b, c) = (lines[i][r - 1].0, lines[i + 1][r - 1].0, lines[i][r].0);
        sum += (b - a).cross(c - a).normalize_or_zero().dot(ring[i].normal);
    }
    if sum < 0.0 {
        lines.reverse();
    }
    lines
}

/// A narrow faced edge.
fn edge(g: &mut Garment, ring: &[Spot], closed: bool) {
    let profile =
        [(0.0090, -0.0022), (0.0082, 0.0019), (0.0004, 0.0026), (-0.0010, -0.0005), (0.0060, -0.0030)];
    hem_strip(g, ring, &profile, closed, tag::EDGE, 3);
}

/// A collar that stands at the neck and falls back on the cloth. `width` is the leaf's by azimuth, metres.
fn leaf(g: &mut Garment, cloth: &Cloth, run: &[Spot], label: u8, place: usize, width: &dyn Fn(f32) -> f32) {
    const ROWS: usize = 8;
    let middle = run.iter().map(|s| s.at).sum::<Vec3>() / run.len().max(1) as f32;
    let mut lines: Vec<Vec<(Vec3, Vec3, Row)>> = run
        .iter()
        .map(|s| {
            let az = azimuth(s.canon);
            let side = s.canon.x.signum();
            let out = ((s.at - middle) * vec3(1.0, 0.0, 1.0)).normalize_or(Vec3::Z);
            // At the front the leaf points down and a little outwards.
            let front = smooth(45.0, 8.0, az);
            let fall =
                (out * (0.75 - 0.35 * front) + Vec3::NEG_Y * 0.8 + Vec3::X * side * 0.38 * front).normalize();
            let w = width(az);
            let crest = s.at + Vec3::Y * (0.010 - 0.006 * front);
            let mut line = vec![s.at - Vec3::Y * 0.006 - out * 0.001, crest];
            for k in 0..ROWS - 3 {
                let t = (k as f32 + 0.6) / (ROWS as f32 - 3.4);
                line.push(crest + out * 0.004 + fall * (w * t));
            }
            let last = line[line.len() - 1];
            line.push(last);
            line.into_iter().map(|p| (p, s.canon, s.row.clone())).collect()
        })
        .collect();
    settle(cloth, &mut lines, 2, 0.0045);
    for line in &mut lines {
        let n = line.len();
        // The edge turns in: it has thickness.
        let inward = line[n - 2].0 - cloth.nearest(line[n - 2].0).1 * 0.0030;
        line[n - 1].0 = inward + (line[n - 3].0 - line[n - 2].0) * 0.15;
    }
    let lines = oriented(lines, run);
    grid(g, &lines, false, label, place);
}

/// Keeps rows from `from` on above the cloth and even along the strip.
fn settle(cloth: &Cloth, lines: &mut [Vec<(Vec3, Vec3, Row)>], from: usize, off: f32) {
    for round in 0..3 {
        for line in lines.iter_mut() {
            for spot in line.iter_mut().skip(from) {
                let (at, normal) = cloth.nearest(spot.0);
                let height = (spot.0 - at).dot(normal);
                if height < off {
                    spot.0 += normal * (off - height);
                }
            }
        }
        if round < 2 {
            let rows = lines[0].len();
            for _ in 0..3 {
                let old: Vec<Vec<Vec3>> = lines.iter().map(|l| l.iter().map(|s| s.0).collect()).collect();
                for i in 1..lines.len() - 1 {
                    for r in from..rows {
                        lines[i][r].0 = old[i][r] * 0.5 + (old[i - 1][r] + old[i + 1][r]) * 0.25;
                    }
                }
            }
        }
    }
}

/// A hood laid back: a thick soft roll behind the neck that thins to the front.
fn hood(g: &mut Garment, cloth: &Cloth, run: &[Spot]) {
    const ROWS: usize = 10;
    let middle = run.iter().map(|s| s.at).sum::<Vec3>() / run.len().max(1) as f32;
    let mut lines: Vec<Vec<(Vec3, Vec3, Row)>> = run
        .iter()
        .map(|s| {
            let az = azimuth(s.canon);
            let out = ((s.at - middle) * vec3(1.0, 0.0, 1.0)).normalize_or(Vec3::Z);
            let back = smooth(60.0, 150.0, az);
            let roll = 0.012 + 0.022 * back;
            let deep = 0.030 + 0.085 * back + 0.020 * smooth(20.0, 70.0, az);
            let stand = 0.006 + 0.018 * smooth(30.0, 110.0, az);
            (0..ROWS)
                .map(|k| {
                    let t = k as f32 / (ROWS - 1) as f32;
                    // Up inside the neck, over, and down the back.
                    let turn = (t * 1.9 - 0.35).clamp(-0.35, 1.25) * std::f32::consts::FRAC_PI_2;
                    let over = vec2(turn.sin(), turn.cos());
                    let fall = (t - 0.55).max(0.0) / 0.45;
                    let p = s.at
                        + out * (roll * over.x + 0.35 * deep * fall)
                        + Vec3::Y * (stand * over.y - 0.004 - deep * fall * 0.85);
                    (p, s.canon, s.row.clone())
                })
                .collect()
        })
        .collect();
    settle(cloth, &mut lines, 3, 0.007);
    for line in &mut lines {
        let edge = line[ROWS - 1].0;
        let (at, normal) = cloth.nearest(edge);
        line[ROWS - 1].0 = edge - normal * ((edge - at).dot(normal) - 0.001).max(0.0);
    }
    let lines = oriented(lines, run);
    grid(g, &lines, false, tag::COLLAR, 0);
}
