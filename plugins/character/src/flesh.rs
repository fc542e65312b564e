//! Cutting the body's skin into what is seen: head with neck, and arms; and giving it texture space.
//!
//! Labels quads, lays them out in two atlases (head, body) and turns parts into surfaces with morphs.
//! Paints nothing.

use std::collections::HashMap;

use glam::{Vec2, Vec3, vec2};

use crate::{
    data::{BaseQuad, HumanData},
    glb::{Morph, Surface},
    phenotype::{FACE_UNITS, Person},
    quads::{self, Part},
    skeleton::Skeleton,
};

/// Labels of skin quads.
pub mod tag {
    /// Face, scalp, ears.
    pub const HEAD: u8 = 0;
    /// Mouth cavity.
    pub const MOUTH: u8 = 1;
    /// Eye sockets.
    pub const SOCKET: u8 = 2;
    /// Arms.
    pub const ARM: u8 = 3;
    /// Hands.
    pub const HAND: u8 = 4;
    /// Neck and upper chest.
    pub const NECK: u8 = 6;
}

/// The skin that is seen, on base vertices.
#[derive(Debug)]
pub struct Flesh {
    /// Quads tagged with [`tag`], coordinates in the atlases.
    pub part: Part,
    /// Rims of the eyelids: for each edge its two canonical ends, and whether it is of the upper lid.
    pub lid_edges: Vec<(Vec3, Vec3, bool)>,
    /// Base texture boxes of the four cells of the body atlas.
    boxes: [(Vec2, Vec2); 4],
}

/// Islands of the body's texture layout, numbered by their lowest coordinate id.
fn islands(quads: &[BaseQuad], count: usize) -> Vec<u8> {
    let mut parent: Vec<u32> = (0..count as u32).collect();
    fn root(parent: &mut [u32], mut i: u32) -> u32 {
        while parent[i as usize] != i {
            parent[i as usize] = parent[parent[i as usize] as usize];
            i = parent[i as usize];
        }
        i
    }
    for q in quads {
        for k in 1..4 {
            let (a, b) = (root(&mut parent, q.t[0]), root(&mut parent, q.t[k]));
            parent[a.max(b) as usize] = a.min(b);
        }
    }
    let mut roots: Vec<u32> = quads.iter().map(|q| root(&mut parent, q.t[0])).collect();
    let of_quad = roots.clone();
    roots.sort_unstable();
    roots.dedup();
    of_quad.iter().map(|r| roots.binary_search(r).unwrap_or(0) as u8).collect()
}

/// Where things are cut, in canonical decimetres.
pub struct Cuts {
    /// Skin of the neck below this height at an azimuth (degrees from the front) lies under the collar.
    pub collar: fn(f32) -> f32,
    /// Distance along the arm from the shoulder joint beyond which skin is bare.
    pub sleeve: f32,
}

/// Distance along the upper arm's axis from the shoulder joint, canonical decimetres. For both arms.
pub fn along_arm(p: Vec3) -> f32 {
    // Shoulder (1.55, 4.85) to elbow (3.12, 3.05) of the base mesh's A-pose.
    let axis = vec2(3.12 - 1.55, 3.05 - 4.85).normalize();
    (vec2(p.x.abs(), p.y) - vec2(1.55, 4.85)).dot(axis)
}

/// Azimuth about the neck's axis, degrees, 0 at the front and 180 at the back.
pub fn azimuth(p: Vec3) -> f32 {
    p.x.abs().atan2(p.z - 0.1).to_degrees()
}

/// How strongly the middle of the face is magnified against the back of the head.
const CENTRE: f32 = 1.65;
/// Share of the island's height (from the crown) that hair covers, and its scale; the face takes the rest.
const SCALP: f32 = 0.36;
const SCALP_SCALE: f32 = 0.5;
const FACE_SCALE: f32 = (1.0 - SCALP * SCALP_SCALE) / (1.0 - SCALP);

/// Texture coordinate of the head's islands in the head atlas.
///
/// The middle of the face gets more room than the back of the head (`tanh`); mouth and sockets share the
/// left edge; the neck lies in a strip along the bottom (see [`neck_coord`]).
fn head_coord(t: Vec2, tag: u8) -> Vec2 {
    match tag {
        tag::HEAD => {
            let a = (t.x - 0.641) / (0.994 - 0.641);
            let b = (t.y - 0.149) / (0.818 - 0.149) * 2.0 - 1.0;
            let b = 0.5 + 0.5 * (CENTRE * b).tanh() / CENTRE.tanh();
            let a = if a < SCALP { a * SCALP_SCALE } else { 1.0 - (1.0 - a) * FACE_SCALE };
            vec2(0.125 + 0.87 * a, 0.195 + 0.80 * b)
        }
        tag::MOUTH => vec2(0.005 + 0.11 * (t.x - 0.758) / 0.166, 0.21 + 0.16 * (t.y - 0.012) / 0.124),
        _ => vec2(0.005 + 0.099 * ((t.x % 0.0745) - 0.012) / 0.066, 0.4 + 0.1 * (t.y - 0.547) / 0.086),
    }
}

/// Base texture coordinate of a point of the head's island in the head atlas: undoes [`head_coord`].
pub fn base_coord(uv: Vec2) -> Vec2 {
    let a = (uv.x - 0.125) / 0.87;
    let a = if a < SCALP * SCALP_SCALE { a / SCALP_SCALE } else { 1.0 - (1.0 - a) / FACE_SCALE };
    let b = ((uv.y - 0.195) / 0.80 * 2.0 - 1.0) * CENTRE.tanh();
    vec2(0.641 + a * 0.353, 0.149 + 0.669 * (b.clamp(-0.999, 0.999).atanh() / CENTRE + 1.0) * 0.5)
}

/// Cylinder round the neck, seam at the back; corners of one quad are kept together.
fn neck_coord(corners: [Vec3; 4]) -> [Vec2; 4] {
    let mut angle = corners.map(|p| p.x.atan2(p.z - 0.1) / std::f32::consts::TAU);
    if angle.iter().any(|a| *a > 0.25) && angle.iter().any(|a| *a < -0.25) {
        for a in &mut angle {
            if *a < 0.0 {
                *a += 1.0;
            }
        }
    }
    let mut out = [Vec2::ZERO; 4];
    for k in 0..4 {
        let height = ((corners[k].y - 4.4) / (6.9 - 4.4)).clamp(0.0, 1.0);
        out[k] = vec2(0.5 + angle[k] * 0.86, 0.004 + 0.18 * height);
    }
    out
}

impl Flesh {
    /// Labels, cuts and lays out the skin.
    pub fn new(data: &HumanData, person: &Person, cuts: &Cuts) -> Self {
        let quads = data.quads("body");
        let islands = islands(quads, data.coords.len());
        let lid_edges = lid_edges(quads, &islands, person);
        let touched: Vec<bool> = (0..person.canon.len())
            .map(|v| person.units.iter().any(|unit| unit[v].length_squared() > 1e-12))
            .collect();
        let mut kept = Vec::new();
        let mut tags = Vec::new();
        for (quad, island) in quads.iter().zip(&islands) {
            let middle = quad.v.iter().map(|v| person.canon[*v as usize]).sum::<Vec3>() * 0.25;
            let moves = quad.v.iter().any(|v| touched[*v as usize]);
            let label = match island {
                0 => tag::HEAD,
                1 => tag::MOUTH,
                3 | 6 => {
                    // Behind the ball nobody looks.
                    let rim =
                        quad.v.iter().any(|v| segment_distance(&lid_edges, person.canon[*v as usize]) < 0.05);
                    if !rim {
                        continue;
                    }
                    tag::SOCKET
                }
                2 if moves || (middle.y > 4.6 && middle.x.abs() < 1.15) => {
                    // A quad goes only when all of it is covered: its corners must not bite into the neckline.
                    let covered = quad.v.iter().all(|v| {
                        let p = person.canon[*v as usize];
                        p.y < (cuts.collar)(azimuth(p))
                    });
                    if covered || middle.x.abs() > 1.15 {
                        continue;
                    }
                    tag::NECK
                }
                2 if middle.x.abs() > 1.9 && middle.y > 0.0 && along_arm(middle) > cuts.sleeve => tag::ARM,
                4 | 7 => tag::HAND,
                _ => continue,
            };
            kept.push(*quad);
            tags.push(label);
        }
        let mut part = Part::from_base(&kept, &data.coords, &tags);
        let boxes = hand_boxes(&part, &kept, person);
        for (n, corner) in part.coords.iter_mut().enumerate() {
            *corner = match tags[n] {
                tag::NECK => neck_coord(kept[n].v.map(|v| person.canon[v as usize])),
                tag::ARM | tag::HAND => {
                    let cell = cell_of(tags[n], &kept[n], person);
                    let (lo, hi) = boxes[cell];
                    let corner_of_cell = vec2((cell % 2) as f32 * 0.5, (cell / 2) as f32 * 0.5) + 0.01;
                    corner.map(|t| corner_of_cell + (t - lo) / (hi - lo).max(Vec2::splat(1e-6)) * 0.48)
                }
                label => corner.map(|t| head_coord(t, label)),
            };
        }
        Self { part, lid_edges, boxes }
    }

    /// Distance to the nearest lid rim, canonical decimetres.
    pub fn lid_distance(&self, p: Vec3) -> f32 {
        segment_distance(&self.lid_edges, p)
    }

    /// Base texture coordinate of a point of the body atlas, for the data's masks.
    pub fn hand_coord(&self, uv: Vec2) -> Option<Vec2> {
        let cell = usize::from(uv.x >= 0.5) + 2 * usize::from(uv.y >= 0.5);
        let (lo, hi) = self.boxes[cell];
        let inside = (uv - vec2((cell % 2) as f32 * 0.5, (cell / 2) as f32 * 0.5) - 0.01) / 0.48;
        (lo.x < hi.x).then(|| lo + inside * (hi - lo))
    }
}

fn segment_distance(edges: &[(Vec3, Vec3, bool)], p: Vec3) -> f32 {
    edges
        .iter()
        .map(|(a, b, _)| {
            let along = *b - *a;
            let t = ((p - *a).dot(along) / along.length_squared().max(1e-12)).clamp(0.0, 1.0);
            p.distance_squared(*a + along * t)
        })
        .fold(f32::MAX, f32::min)
        .sqrt()
}

/// Which quarter of the body atlas a quad goes to: arms below, hands above, left side first.
fn cell_of(label: u8, quad: &BaseQuad, person: &Person) -> usize {
    let right = usize::from(quad.v.iter().map(|v| person.canon[*v as usize].x).sum::<f32>() < 0.0);
    if label == tag::ARM { right } else { 2 + right }
}

fn hand_boxes(part: &Part, kept: &[BaseQuad], person: &Person) -> [(Vec2, Vec2); 4] {
    let mut boxes = [(Vec2::INFINITY, Vec2::NEG_INFINITY); 4];
    for (n, corner) in part.coords.iter().enumerate() {
        if matches!(part.tags[n], tag::ARM | tag::HAND) {
            let (lo, hi) = &mut boxes[cell_of(part.tags[n], &kept[n], person)];
            for t in corner {
                *lo = lo.min(*t);
                *hi = hi.max(*t);
            }
        }
    }
    boxes
}

/// Edges where a socket meets the face: the lids' rims.
fn lid_edges(quads: &[BaseQuad], islands: &[u8], person: &Person) -> Vec<(Vec3, Vec3, bool)> {
    let mut face: HashMap<u32, ()> = HashMap::new();
    for (q, island) in quads.iter().zip(islands) {
        if *island == 0 {
            face.extend(q.v.map(|v| (v, ())));
        }
    }
    let mut edges: Vec<[u32; 2]> = Vec::new();
    for (q, island) in quads.iter().zip(islands) {
        if matches!(island, 3 | 6) {
            for k in 0..4 {
                let (a, b) = (q.v[k], q.v[(k + 1) % 4]);
                if face.contains_key(&a) && face.contains_key(&b) {
                    edges.push([a, b]);
                }
            }
        }
    }
    // The line between the corners of an eye parts upper from lower lid.
    let canon = |v: u32| person.canon[v as usize];
    let corners = |left: bool| {
        let own = edges.iter().flatten().map(|v| canon(*v)).filter(|p| (p.x > 0.0) == left);
        let mut inner = Vec3::splat(9.0);
        let mut outer = Vec3::ZERO;
        for p in own {
            if p.x.abs() < inner.x.abs() {
                inner = p;
            }
            if p.x.abs() > outer.x.abs() {
                outer = p;
            }
        }
        (inner, outer)
    };
    let ends = [corners(false), corners(true)];
    edges
        .iter()
        .map(|[a, b]| {
            let (p, q) = (canon(*a), canon(*b));
            let middle = (p + q) * 0.5;
            let (inner, outer) = ends[usize::from(middle.x > 0.0)];
            let t = (middle.x - inner.x) / (outer.x - inner.x);
            (p, q, middle.y > inner.y + (outer.y - inner.y) * t + 0.002)
        })
        .collect()
}

/// Smooth normals, turned where `tilt` says: each entry is a direction whose length (0..=1) is the amount; empty
/// for nowhere.
///
/// Rims of lids and skin under the hair lie in the shade of what surrounds them, but a light from behind knows
/// no shade: without this they glow.
pub fn tilted_normals(points: &[Vec3], faces: &[[u32; 4]], tilt: &[Vec3]) -> Vec<Vec3> {
    let mut normals = quads::normals(points, faces);
    for (n, t) in normals.iter_mut().zip(tilt) {
        *n = (*n * (1.0 - t.length()) + *t).normalize_or(Vec3::Z);
    }
    normals
}

/// Morph displacements of a part's split vertices. Normals come from the moved surface, so shading follows.
pub fn morphs(
    part: &Part,
    source: &[u32],
    person: &Person,
    points: &[Vec3],
    normals: &[Vec3],
    tilt: &[Vec3],
) -> Vec<Morph> {
    use rayon::prelude::*;
    (0..FACE_UNITS.len())
        .into_par_iter()
        .map(|unit| {
            let delta = part.gather(&person.units[unit]);
            if delta.iter().all(|d| d.abs().max_element() < 2e-6) {
                return Morph::default();
            }
            let moved: Vec<Vec3> = points.iter().zip(&delta).map(|(p, d)| *p + *d).collect();
            let turned = tilted_normals(&moved, &part.faces, tilt);
            let mut morph = Morph::default();
            for (out, v) in source.iter().enumerate() {
                let v = *v as usize;
                if delta[v].abs().max_element() > 2e-6 {
                    morph.positions.push((out as u32, delta[v]));
                }
                let dn = turned[v] - normals[v];
                if dn.abs().max_element() > 2e-3 {
                    morph.normals.push((out as u32, dn));
                }
            }
            morph
        })
        .collect()
}

/// Turns the quads of a part that `keep` accepts into a surface; points and normals are of the whole part.
pub fn surface(
    part: &Part,
    points: &[Vec3],
    normals: &[Vec3],
    skeleton: &Skeleton,
    material: usize,
    keep: impl Fn(usize) -> bool,
    morphed: Option<(&Person, &[Vec3])>,
) -> Surface {
    let chosen: Vec<usize> = (0..part.faces.len()).filter(|f| keep(*f)).collect();
    let faces: Vec<[u32; 4]> = chosen.iter().map(|f| part.faces[*f]).collect();
    let coords: Vec<[Vec2; 4]> = chosen.iter().map(|f| part.coords[*f]).collect();
    let split = quads::split_seams(&faces, &coords);
    let (joints, weights) = split.source.iter().map(|v| skeleton.influences(&part.rows[*v as usize])).unzip();
    Surface {
        positions: split.source.iter().map(|v| points[*v as usize]).collect(),
        normals: split.source.iter().map(|v| normals[*v as usize]).collect(),
        coords: split.coords,
        colors: Vec::new(),
        joints,
        weights,
        triangles: split.triangles,
        material,
        morphs: morphed.map_or_else(Vec::new, |(person, tilt)| {
            morphs(part, &split.source, person, points, normals, tilt)
        }),
    }
}
