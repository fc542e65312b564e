//! Clothes cut from the data's tights: a T-shirt with collar, sleeves and hem, and plain trousers.
//!
//! A garment is a part of the tights clipped where a function of canonical points is zero, smoothed, moved
//! outwards and given a rim.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use glam::{Vec2, Vec3, vec2};

use crate::{
    data::HumanData,
    flesh::{along_arm, azimuth},
    noise::{curve, smooth},
    paint::cloth::folds,
    phenotype::Person,
    quads::{self, Edges, Part},
};

/// A garment ready to be painted.
#[derive(Debug)]
pub struct Garment {
    /// Quads with texture coordinates; the rim's quads are last.
    pub part: Part,
    /// Metres.
    pub points: Vec<Vec3>,
    /// Unit normals.
    pub normals: Vec<Vec3>,
    /// Canonical points, decimetres.
    pub canon: Vec<Vec3>,
    /// The cut edges at neck and sleeves, canonical decimetres, before the rim was added.
    pub hems: Vec<(Vec3, Vec3)>,
}

/// Labels of a garment's quads.
pub mod tag {
    /// What is seen from outside.
    pub const OUTSIDE: u8 = 0;
    /// The border turned inwards.
    pub const RIM: u8 = 1;
    /// The ribbed band of the neck.
    pub const BAND: u8 = 2;
}

/// Neckline of the T-shirt by azimuth, canonical decimetres.
const NECK: [(f32, f32); 7] =
    [(0.0, 5.36), (25.0, 5.44), (50.0, 5.64), (80.0, 5.84), (110.0, 5.94), (140.0, 5.97), (180.0, 5.97)];

/// Where the sleeve ends, along the arm from the shoulder joint, canonical decimetres.
const SLEEVE: f32 = 1.25;

/// Skin below this height lies safely under the collar.
pub fn collar(azimuth: f32) -> f32 {
    curve(azimuth, &NECK) - 0.28
}

/// Skin of the arm further up than this lies safely in the sleeve.
pub const BARE_ARM: f32 = SLEEVE - 0.45;

fn neck_edge(p: Vec3) -> f32 {
    if p.x.abs() < 1.6 { curve(azimuth(p), &NECK) - p.y } else { 5.0 }
}

fn sleeve_edge(p: Vec3) -> f32 {
    if p.x.abs() > 1.9 && p.y > 0.5 { SLEEVE - along_arm(p) } else { 5.0 }
}

fn t_shirt_field(p: Vec3) -> f32 {
    // Hands hang beside the hips: what is far out and low is arm, not shirt.
    let arm = p.x.abs() > 2.2 && along_arm(p) > SLEEVE - 0.2;
    let hem = if arm { 5.0 } else { p.y + 0.55 };
    neck_edge(p).min(sleeve_edge(p)).min(hem)
}

/// The T-shirt. `level` is the number of subdivisions.
pub fn t_shirt(data: &HumanData, person: &Person, level: usize) -> Garment {
    let loose = |p: Vec3| {
        let arm = smooth(0.1, 1.2, along_arm(p)) * smooth(1.7, 2.1, p.x.abs());
        let shoulder = smooth(4.6, 5.3, p.y);
        let belly = smooth(3.2, 1.0, p.y);
        0.0075 + 0.0045 * arm + 0.009 * belly - 0.0035 * shoulder
    };
    let mut g = garment(data, person, level, t_shirt_field, 8);
    for n in 0..g.points.len() {
        let p = g.canon[n];
        let edge = distance(&g.hems, p);
        // The collar lies close to the neck.
        let close = if neck_edge(p) < 2.0 { smooth(0.0, 0.6, edge) * 0.6 + 0.4 } else { 1.0 };
        let fold = folds(p, along_arm(p)) * smooth(0.1, 0.9, edge);
        // Under the band the cloth gives way to it.
        let under = if neck_edge(p) < 2.0 { 0.0018 * smooth(0.30, 0.16, edge) } else { 0.0 };
        g.points[n] += g.normals[n] * (loose(p) * close + fold - under);
    }
    g.normals = quads::normals(&g.points, &g.part.faces);
    let loops = border_loops(&g);
    g.part.coords = flat_coords(&g, -0.7, 6.1);
    let neck =
        loops.iter().max_by(|a, b| height(&g, a).total_cmp(&height(&g, b))).cloned().unwrap_or_default();
    // The band turns the neck's edge in; the hem is below every frame of the lean level.
    let bare: BTreeSet<u32> = neck
        .iter()
        .copied()
        .chain((0..g.points.len() as u32).filter(|v| g.canon[*v as usize].y < 0.3))
        .collect();
    finish(&mut g, 0.0035, &bare);
    if !neck.is_empty() {
        band(&mut g, &neck);
    }
    g.normals = quads::normals(&g.points, &g.part.faces);
    g
}

/// Distance to the nearest of some segments.
pub fn distance(segments: &[(Vec3, Vec3)], p: Vec3) -> f32 {
    segments
        .iter()
        .map(|(a, b)| {
            let along = *b - *a;
            let t = ((p - *a).dot(along) / along.length_squared().max(1e-12)).clamp(0.0, 1.0);
            p.distance_squared(*a + along * t)
        })
        .fold(25.0, f32::min)
        .sqrt()
}

fn height(g: &Garment, border: &[u32]) -> f32 {
    border.iter().map(|v| g.canon[*v as usize].y).sum::<f32>() / border.len().max(1) as f32
}

/// Closed borders of a garment as runs of vertices.
fn border_loops(g: &Garment) -> Vec<Vec<u32>> {
    let edges = Edges::new(&g.part.faces);
    let mut next: BTreeMap<u32, u32> = BTreeMap::new();
    for (e, sides) in edges.faces.iter().enumerate() {
        if sides.1.is_none() {
            let face = g.part.faces[sides.0 as usize];
            let k = (0..4).find(|k| edges.of_face[sides.0 as usize][*k] == e as u32).unwrap_or(0);
            next.insert(face[k], face[(k + 1) % 4]);
        }
    }
    let mut loops = Vec::new();
    while let Some((start, mut v)) = next.pop_first() {
        let mut run = vec![start];
        while v != start {
            run.push(v);
            match next.remove(&v) {
                Some(n) => v = n,
                None => break,
            }
        }
        loops.push(run);
    }
    loops
}

/// The ribbed band of the neck: a strip that stands a little off the cloth and turns over its edge.
fn band(g: &mut Garment, border: &[u32]) {
    // Down the cloth and off it, metres.
    const PROFILE: [(f32, f32); 6] = [
        (0.0185, -0.0005),
        (0.0178, 0.0026),
        (0.0080, 0.0034),
        (-0.0010, 0.0024),
        (-0.0016, -0.0020),
        (0.0100, -0.0045),
    ];
    let n = border.len();
    let points: Vec<Vec3> = border.iter().map(|v| g.points[*v as usize]).collect();
    let lift: Vec<Vec3> = border.iter().map(|v| g.normals[*v as usize]).collect();
    let smooth_ring = |ring: &[Vec3], rounds: usize| {
        let mut ring = ring.to_vec();
        for _ in 0..rounds {
            let old = ring.clone();
            for i in 0..n {
                ring[i] = old[i] * 0.5 + (old[(i + 1) % n] + old[(i + n - 1) % n]) * 0.25;
            }
        }
        ring
    };
    let line = smooth_ring(&points, 2);
    let lift = smooth_ring(&lift, 4);
    let first = g.points.len() as u32;
    let mut length = vec![0.0];
    for i in 0..n {
        length.push(length[i] + line[i].distance(line[(i + 1) % n]));
    }
    for i in 0..n {
        let along = (line[(i + 1) % n] - line[(i + n - 1) % n]).normalize_or(Vec3::X);
        let out = lift[i].normalize_or(Vec3::Y);
        // The garment lies to the left of its border.
        let down = out.cross(along).normalize_or(Vec3::NEG_Y);
        for (s, h) in PROFILE {
            g.points.push(line[i] + down * s + out * h);
            g.canon.push(g.canon[border[i] as usize]);
            g.part.rows.push(g.part.rows[border[i] as usize].clone());
        }
    }
    let rows = PROFILE.len() as u32;
    let total = length[n];
    for i in 0..n as u32 {
        let j = (i + 1) % n as u32;
        for r in 0..rows - 1 {
            let at = |i: u32, r: u32| first + i * rows + r;
            g.part.faces.push([at(i, r), at(j, r), at(j, r + 1), at(i, r + 1)]);
            let uv = |i: u32, r: u32| {
                vec2(0.01 + 0.98 * length[i as usize] / total, 0.95 + 0.045 * r as f32 / (rows - 1) as f32)
            };
            g.part.coords.push([uv(i, r), uv(i + 1, r), uv(i + 1, r + 1), uv(i, r + 1)]);
            g.part.tags.push(tag::BAND);
        }
    }
}

/// Trousers from the waist down to the `ankle` (canonical decimetres).
pub fn trousers(data: &HumanData, person: &Person, level: usize, ankle: f32) -> Garment {
    let field = move |p: Vec3| {
        let arm = p.x.abs() > 2.0 && p.y > -1.5;
        if arm { -1.0 } else { (0.75 - p.y).min(p.y - ankle) }
    };
    let mut g = garment(data, person, level, field, 6);
    for n in 0..g.points.len() {
        g.points[n] += g.normals[n] * 0.006;
    }
    g.part.coords = flat_coords(&g, -8.0, 0.9);
    finish(&mut g, 0.003, &BTreeSet::new());
    g
}

/// Texture coordinates of a garment: its front laid flat beside its back; the front, which is seen, is larger.
/// `low` and `high` are the canonical heights that the texture spans.
fn flat_coords(g: &Garment, low: f32, high: f32) -> Vec<[Vec2; 4]> {
    g.part
        .faces
        .iter()
        .map(|f| {
            let p = f.map(|v| g.canon[v as usize]);
            let front = (p[2] - p[0]).cross(p[3] - p[1]).z >= 0.0;
            p.map(|p| {
                let across = (p.x / 6.8).clamp(-0.5, 0.5);
                let u = if front { 0.35 + across * 0.68 } else { 0.85 - across * 0.28 };
                vec2(u, 0.005 + 0.935 * ((p.y - low) / (high - low)).clamp(0.0, 1.0))
            })
        })
        .collect()
}

fn garment(
    data: &HumanData,
    person: &Person,
    level: usize,
    field: impl Fn(Vec3) -> f32,
    rounds: usize,
) -> Garment {
    let mut part = Part::from_base(data.quads("helper-tights"), &data.coords, &[]);
    for _ in 0..level {
        part = part.subdivide();
    }
    let part = clip(&part, &person.canon, field);
    let mut points = part.gather(&person.rest);
    let canon = part.gather(&person.canon);
    let shell = points.clone();
    let around = quads::neighbours(points.len(), &part.faces);
    quads::relax(&mut points, &around, |_| 0.5, if level == 0 { rounds / 2 } else { rounds });
    // Smoothing must not pull the cloth under the skin.
    let outward = quads::normals(&shell, &part.faces);
    for n in 0..points.len() {
        let inside = (shell[n] - points[n]).dot(outward[n]).max(0.0);
        points[n] += outward[n] * inside * 0.85;
    }
    let normals = quads::normals(&points, &part.faces);
    let mut g = Garment { part, points, normals, canon, hems: Vec::new() };
    for run in border_loops(&g) {
        for k in 0..run.len() {
            g.hems.push((g.canon[run[k] as usize], g.canon[run[(k + 1) % run.len()] as usize]));
        }
    }
    g
}

/// Keeps quads that reach into the field's positive side and slides their outer corners onto its zero.
fn clip(part: &Part, base: &[Vec3], field: impl Fn(Vec3) -> f32) -> Part {
    let whole: Vec<f32> = part.gather(base).into_iter().map(&field).collect();
    let kept = part.filter(|f| part.faces[f].iter().any(|v| whole[*v as usize] > 0.0));
    let value: Vec<f32> = kept.gather(base).into_iter().map(&field).collect();
    let mut slides: Vec<Option<Vec<(u32, f32)>>> = vec![None; value.len()];
    let mut slide = |out: u32, inside: u32| {
        let (v, w) = (value[out as usize], value[inside as usize]);
        if v <= 0.0 && w > 0.0 {
            let t = (v / (v - w)).clamp(0.0, 1.0);
            let terms = slides[out as usize].get_or_insert_with(Vec::new);
            terms.push((out, 1.0 - t));
            terms.push((inside, t));
        }
    };
    let mut reached = vec![false; value.len()];
    for [a, b] in Edges::new(&kept.faces).pairs {
        for (out, inside) in [(a, b), (b, a)] {
            slide(out, inside);
            reached[out as usize] |= value[inside as usize] > 0.0;
        }
    }
    // A corner that only a diagonal joins to the inside would be left behind as a spike.
    for f in &kept.faces {
        for k in 0..4 {
            if !reached[f[k] as usize] {
                slide(f[k], f[(k + 2) % 4]);
            }
        }
    }
    for terms in slides.iter_mut().flatten() {
        let edges = (terms.len() / 2) as f32;
        terms.iter_mut().for_each(|(_, w)| *w /= edges);
    }
    let mut clipped = kept;
    clipped.relate(&slides);
    clipped
}

/// Adds a rim: the border turned inwards by `thickness` metres, but for edges between `bare` vertices.
fn finish(g: &mut Garment, thickness: f32, bare: &BTreeSet<u32>) {
    g.normals = quads::normals(&g.points, &g.part.faces);
    let edges = Edges::new(&g.part.faces);
    let mut inner: HashMap<u32, u32> = HashMap::new();
    let mut rim = Vec::new();
    for (e, sides) in edges.faces.iter().enumerate() {
        if sides.1.is_some() {
            continue;
        }
        let face = g.part.faces[sides.0 as usize];
        let k = (0..4).find(|k| edges.of_face[sides.0 as usize][*k] == e as u32).unwrap_or(0);
        let (a, b) = (face[k], face[(k + 1) % 4]);
        if bare.contains(&a) && bare.contains(&b) {
            continue;
        }
        let t = g.part.coords[sides.0 as usize];
        rim.push((a, b, t[k], t[(k + 1) % 4]));
    }
    for (a, b, ta, tb) in rim {
        let mut inside = |v: u32, g: &mut Garment| {
            *inner.entry(v).or_insert_with(|| {
                let n = v as usize;
                g.points.push(g.points[n] - g.normals[n] * thickness);
                g.normals.push(-g.normals[n]);
                g.canon.push(g.canon[n]);
                g.part.rows.push(g.part.rows[n].clone());
                (g.points.len() - 1) as u32
            })
        };
        let (ia, ib) = (inside(a, g), inside(b, g));
        g.part.faces.push([b, a, ia, ib]);
        g.part.coords.push([tb, ta, ta, tb]);
        g.part.tags.push(tag::RIM);
    }
    g.normals = quads::normals(&g.points, &g.part.faces);
}
