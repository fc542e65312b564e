//! Clothes cut from the data's tights: tops of several styles, and trousers.
//!
//! A garment is a part of the tights clipped where a function of canonical points is zero, smoothed, moved
//! outwards and given a rim.

mod cut;
mod hang;
mod strips;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use glam::{Vec2, Vec3, vec2};

use crate::{
    data::HumanData,
    flesh::along_arm,
    noise::smooth,
    paint::cloth::folds,
    phenotype::Person,
    quads::{self, Edges, Part},
    recipe::Outfit,
    skeleton::Skeleton,
};

use hang::Hang;

pub use cut::{BUTTON, Cut, is_arm, opening};
pub use strips::{lapel, strip_place};

/// A garment ready to be painted.
#[derive(Clone, Debug)]
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
    /// A collar of the outer colour.
    pub const COLLAR: u8 = 3;
    /// A collar of the inner colour.
    pub const UNDER: u8 = 4;
    /// A narrow plain edge.
    pub const EDGE: u8 = 5;
}

/// The top of an outfit twice: what is sewn on has more vertices in the first.
pub fn tops(data: &HumanData, person: &Person, skeleton: &Skeleton, outfit: &Outfit) -> [Garment; 2] {
    let cut = Cut::of(outfit);
    let mut g = garment(data, person, 1, |p| cut.field(p), 8);
    for n in 0..g.points.len() {
        let p = g.canon[n];
        let edge = distance(&g.hems, p);
        // The collar lies close to the neck.
        let close = if cut.neck_edge(p) < 2.0 { smooth(0.0, 0.6, edge) * 0.6 + 0.4 } else { 1.0 };
        let fold = folds(p, along_arm(p)) * cut.folds * smooth(0.1, 0.9, edge);
        // Under the band the cloth gives way to it.
        let under = if cut.neck_edge(p) < 2.0 { 0.0018 * smooth(0.30, 0.16, edge) } else { 0.0 };
        g.points[n] += g.normals[n] * (cut.room(p) * close + fold - under);
    }
    let free: Vec<f32> = g.canon.iter().map(|p| smooth(0.3, 1.1, cut.neck_edge(*p))).collect();
    Hang::new(skeleton).settle(skeleton, &g.part.rows, &g.part.faces, &mut g.points, |n| free[n]);
    g.normals = quads::normals(&g.points, &g.part.faces);
    let loops = border_loops(&g);
    g.part.coords = flat_coords(&g, -0.7, 6.2);
    let neck =
        loops.iter().max_by(|a, b| height(&g, a).total_cmp(&height(&g, b))).cloned().unwrap_or_default();
    // The band turns the neck's edge in; the hem is below every frame of the lean level.
    let bare: BTreeSet<u32> = neck
        .iter()
        .copied()
        .chain((0..g.points.len() as u32).filter(|v| g.canon[*v as usize].y < 0.6))
        .collect();
    finish(&mut g, 0.0035, &bare);
    let mut coarse = g.clone();
    if !neck.is_empty() {
        strips::add(&mut g, &neck, outfit, true);
        strips::add(&mut coarse, &neck, outfit, false);
    }
    [g, coarse]
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

/// Trousers from under the top's `hem` down to the `ankle` (canonical decimetres).
pub fn trousers(data: &HumanData, person: &Person, level: usize, hem: f32, ankle: f32) -> Garment {
    let field = move |p: Vec3| if cut::is_arm(p) { -1.0 } else { (hem + 0.45 - p.y).min(p.y - ankle) };
    let mut g = garment(data, person, level, field, 6);
    for n in 0..g.points.len() {
        // Under the top it keeps away from it.
        let under = smooth(hem - 0.1, hem + 0.15, g.canon[n].y);
        g.points[n] += g.normals[n] * (0.006 - 0.012 * under);
    }
    g.part.coords = flat_coords(&g, -8.0, 0.9);
    finish(&mut g, 0.003, &BTreeSet::new());
    g
}

/// Share of the texture's height that the cloth laid flat takes; strips lie above it.
pub const TALL: f32 = 0.855;

/// Place across the texture, -0.5..=0.5: the arms get less room than the trunk.
fn across(x: f32) -> f32 {
    let a = x.abs();
    let half = 0.5 * if a < 2.2 { a * 0.31 } else { 0.682 + (a - 2.2) * 0.136 };
    half.min(0.5) * x.signum()
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
                let u = if front { 0.35 + 0.68 * across(p.x) } else { 0.85 - 0.28 * across(p.x) };
                vec2(u, 0.005 + TALL * ((p.y - low) / (high - low)).clamp(0.0, 1.0))
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
