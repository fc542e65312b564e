//! What is sewn on: bands, collars, lapels, hoods. Strips swept along lines that lie on the cloth.
//!
//! Lines are curves over canonical points, so their edges are smooth however coarse the cloth is.

use glam::{Vec2, Vec3, vec2, vec3};

use super::{Garment, TALL, cut::BUTTON, cut::opening, tag};
use crate::{
    flesh::azimuth,
    noise::{curve, smooth},
    quads::{self, Row},
    recipe::{Inner, Outfit, OutfitStyle},
};

/// A point of a line on the cloth.
#[derive(Clone, Debug)]
struct Spot {
    at: Vec3,
    normal: Vec3,
    canon: Vec3,
    row: Row,
}

/// Adds what the style has at its neck; `neck` is the border there.
pub fn add(g: &mut Garment, neck: &[u32], outfit: &Outfit, fine: bool) {
    g.normals = quads::normals(&g.points, &g.part.faces);
    let cloth = Cloth::new(g);
    let ring = ring(g, neck, if fine { 72 } else { 40 });
    match (outfit.style, outfit.inner) {
        (OutfitStyle::TShirt | OutfitStyle::Sweater, _) => {
            let wide = if outfit.style == OutfitStyle::Sweater { 1.25 } else { 1.0 };
            let profile = [
                (0.0185 * wide, -0.0005),
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
                (0.034, 0.0010),
                (0.033, 0.0055),
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
                let front: Vec<Spot> = {
                    let mut own: Vec<Spot> =
                        ring.iter().filter(|s| azimuth(s.canon) < 80.0).cloned().collect();
                    own.sort_by(|a, b| a.canon.x.total_cmp(&b.canon.x));
                    own
                };
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

/// The border as evenly spaced spots, starting at the front, smoothed.
fn ring(g: &Garment, border: &[u32], count: usize) -> Vec<Spot> {
    let n = border.len();
    let start = (0..n)
        .min_by(|a, b| {
            let d = |i: &usize| {
                let c = g.canon[border[*i] as usize];
                c.x.abs() + if c.z < 0.1 { 9.0 } else { 0.0 }
            };
            d(a).total_cmp(&d(b))
        })
        .unwrap_or(0);
    let spots: Vec<Spot> = (0..=n)
        .map(|i| {
            let v = border[(start + i) % n] as usize;
            Spot { at: g.points[v], normal: g.normals[v], canon: g.canon[v], row: g.part.rows[v].clone() }
        })
        .collect();
    let mut out = resample(&spots, count + 1);
    out.pop();
    smooth_spots(&mut out, 3, true);
    out
}

/// The part of a ring that leaves `gap` degrees free on either side of the front.
fn arc(ring: &[Spot], gap: f32) -> Vec<Spot> {
    let kept: Vec<Spot> = ring.iter().filter(|s| azimuth(s.canon) > gap).cloned().collect();
    resample(&kept, ring.len())
}

/// Evenly spaced spots along a line.
fn resample(spots: &[Spot], count: usize) -> Vec<Spot> {
    if spots.len() < 2 {
        return spots.to_vec();
    }
    let mut length = vec![0.0f32];
    for pair in spots.windows(2) {
        length.push(length[length.len() - 1] + pair[0].at.distance(pair[1].at));
    }
    let total = length[length.len() - 1].max(1e-6);
    let mut k = 0;
    (0..count)
        .map(|i| {
            let want = total * i as f32 / (count - 1) as f32;
            while k + 2 < spots.len() && length[k + 1] < want {
                k += 1;
            }
            let t = ((want - length[k]) / (length[k + 1] - length[k]).max(1e-9)).clamp(0.0, 1.0);
            let (a, b) = (&spots[k], &spots[k + 1]);
            Spot {
                at: a.at.lerp(b.at, t),
                normal: a.normal.lerp(b.normal, t).normalize_or(Vec3::Z),
                canon: a.canon.lerp(b.canon, t),
                row: quads::combine([(&a.row, 1.0 - t), (&b.row, t)]),
            }
        })
        .collect()
}

fn smooth_spots(spots: &mut [Spot], rounds: usize, closed: bool) {
    let n = spots.len();
    for _ in 0..rounds {
        let old: Vec<(Vec3, Vec3)> = spots.iter().map(|s| (s.at, s.normal)).collect();
        for i in 0..n {
            if !closed && (i == 0 || i + 1 == n) {
                continue;
            }
            let (a, b) = (old[(i + n - 1) % n], old[(i + 1) % n]);
            spots[i].at = old[i].0 * 0.5 + (a.0 + b.0) * 0.25;
            spots[i].normal = (old[i].1 * 0.5 + (a.1 + b.1) * 0.25).normalize_or(Vec3::Z);
        }
    }
}

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
        [(0.0085, 0.0002), (0.0080, 0.0016), (0.0005, 0.0018), (-0.0010, -0.0005), (0.0060, -0.0030)];
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

/// Collar and lapels of a blazer: one strip along its opening and round the neck.
fn lapels(g: &mut Garment, cloth: &Cloth, ring: &[Spot], inner: Inner, fine: bool) {
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
            let w = if azimuth(s.canon) > 55.0 { 0.044 } else { curve(s.canon.y, &LAPEL) };
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
        for k in 1..ROWS {
            let t = ((k as f32 - 1.0) / (ROWS as f32 - 3.0)).min(1.0);
            let (at, normal, row) = cloth.blend(line[k].0);
            let height = (line[k].0 - at).dot(normal);
            let want = 0.0035 + 0.0045 * (std::f32::consts::PI * (0.10 + 0.75 * t)).sin();
            line[k].0 += normal * (want - height);
            // Behind the neck the fold stands up.
            line[k].0.y += 0.009 * smooth(55.0, 100.0, azimuth(line[k].1)) * (1.0 - 1.4 * t).max(0.0);
            if k > 1 {
                line[k].2 = row;
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

/// Width of lapel and collar by height in front, metres.
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

/// The cloth as it was before anything was sewn on.
struct Cloth {
    points: Vec<Vec3>,
    normals: Vec<Vec3>,
    canon: Vec<Vec3>,
    rows: Vec<Row>,
    faces: Vec<[u32; 4]>,
}

impl Cloth {
    /// The upper trunk of a garment.
    fn new(g: &Garment) -> Self {
        let faces = (0..g.part.faces.len())
            .filter(|f| g.part.tags[*f] == tag::OUTSIDE)
            .map(|f| g.part.faces[f])
            .filter(|f| g.canon[f[0] as usize].x.abs() < 2.2 && g.canon[f[0] as usize].y > 1.2)
            .collect();
        Self {
            points: g.points.clone(),
            normals: g.normals.clone(),
            canon: g.canon.clone(),
            rows: g.part.rows.clone(),
            faces,
        }
    }

    fn used(&self) -> impl Iterator<Item = usize> + '_ {
        self.faces.iter().map(|f| f[0] as usize)
    }

    /// Smooth foot and normal of a point near the cloth.
    fn nearest(&self, p: Vec3) -> (Vec3, Vec3) {
        let (at, normal, _) = self.weigh(p);
        (at, normal)
    }

    fn blend(&self, p: Vec3) -> (Vec3, Vec3, Row) {
        let (at, normal, near) = self.weigh(p);
        let row = quads::combine(near.iter().map(|(v, w)| (&self.rows[*v], *w)));
        (at, normal, row)
    }

    fn weigh(&self, p: Vec3) -> (Vec3, Vec3, Vec<(usize, f32)>) {
        let mut near: Vec<(f32, usize)> =
            self.used().map(|v| (self.points[v].distance_squared(p), v)).collect();
        let few = 5.min(near.len());
        if few == 0 {
            return (p, Vec3::Z, Vec::new());
        }
        near.select_nth_unstable_by(few - 1, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        near.truncate(few);
        near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let weights: Vec<f32> = near.iter().map(|(d, _)| 1.0 / (d + 2e-5)).collect();
        let total: f32 = weights.iter().sum();
        let normal = near
            .iter()
            .zip(&weights)
            .map(|((_, v), w)| self.normals[*v] * *w)
            .sum::<Vec3>()
            .normalize_or(Vec3::Z);
        // The foot: along the normal onto the mean of the neighbours' planes.
        let height: f32 = near
            .iter()
            .zip(&weights)
            .map(|((_, v), w)| (p - self.points[*v]).dot(self.normals[*v]) * w / total)
            .sum();
        let near = near.iter().zip(&weights).map(|((_, v), w)| (*v, w / total)).collect();
        (p - normal * height, normal, near)
    }

    /// Where a canonical point of the front lies.
    fn front(&self, p: Vec2) -> Option<Spot> {
        self.hit(vec3(p.x, p.y, 6.0), Vec3::NEG_Z)
    }

    /// The same place on the other side: people are nearly even.
    fn mirror(&self, s: &Spot) -> Spot {
        let flip = vec3(-1.0, 1.0, 1.0);
        let (at, normal, row) = self.blend(s.at * flip);
        Spot { at, normal, canon: s.canon * flip, row }
    }

    /// First hit of a ray with the cloth's canonical shape.
    fn hit(&self, from: Vec3, dir: Vec3) -> Option<Spot> {
        let mut best: Option<(f32, [u32; 3], [f32; 3])> = None;
        for f in &self.faces {
            for t in [[f[0], f[1], f[2]], [f[0], f[2], f[3]]] {
                let [a, b, c] = t.map(|v| self.canon[v as usize]);
                let (e1, e2) = (b - a, c - a);
                let q = dir.cross(e2);
                let det = e1.dot(q);
                if det.abs() < 1e-12 {
                    continue;
                }
                let s = from - a;
                let u = s.dot(q) / det;
                let r = s.cross(e1);
                let v = dir.dot(r) / det;
                let d = e2.dot(r) / det;
                if u >= -1e-4 && v >= -1e-4 && u + v <= 1.0001 && d > 0.0 && best.is_none_or(|(x, ..)| d < x)
                {
                    best = Some((d, t, [1.0 - u - v, u, v]));
                }
            }
        }
        let (_, t, w) = best?;
        let mix = |of: &[Vec3]| (0..3).map(|k| of[t[k] as usize] * w[k]).sum::<Vec3>();
        Some(Spot {
            at: mix(&self.points),
            normal: mix(&self.normals).normalize_or(Vec3::Z),
            canon: mix(&self.canon),
            row: quads::combine((0..3).map(|k| (&self.rows[t[k] as usize], w[k]))),
        })
    }
}
