//! Thinning a surface for the lean level: vertices go where they matter least.
//!
//! Collapses a vertex onto a neighbour (quadric error), so that every vertex that stays keeps its own place,
//! texture coordinate, weights and morphs. Borders and texture seams stay whole.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, BinaryHeap, HashMap},
};

use glam::{DMat3, DVec3, Vec3};

use crate::glb::{Morph, Surface};

/// Squared distance to a bundle of planes.
#[derive(Clone, Copy, Default)]
struct Quadric {
    a: DMat3,
    b: DVec3,
    c: f64,
}

impl Quadric {
    fn plane(n: DVec3, d: f64, weight: f64) -> Self {
        let a = DMat3::from_cols(n * n.x, n * n.y, n * n.z);
        Self { a: a * weight, b: n * (d * weight), c: d * d * weight }
    }

    fn add(&mut self, other: &Self) {
        self.a += other.a;
        self.b += other.b;
        self.c += other.c;
    }

    fn at(&self, p: DVec3) -> f64 {
        p.dot(self.a * p) + 2.0 * self.b.dot(p) + self.c
    }
}

/// Metres by which a vertex strays whose weights are another's altogether.
const MOVED_BY_BONES: f64 = 0.03;

/// The share of the bones of `u` that is not `v`'s, 0..1.
fn weights_apart(surface: &Surface, u: usize, v: usize) -> f32 {
    let (Some(ju), Some(jv)) = (surface.joints.get(u), surface.joints.get(v)) else { return 0.0 };
    let (wu, wv) = (surface.weights[u], surface.weights[v]);
    let common: f32 = (0..4)
        .map(|a| {
            let other: f32 = (0..4).filter(|b| jv[*b] == ju[a] && wv[*b] > 0.0).map(|b| wv[b]).sum();
            wu[a].min(other)
        })
        .sum();
    1.0 - common.min(1.0)
}

/// Removes vertices until about `target` are left. `cost` scales the error of losing a vertex; infinity keeps it.
pub fn thin(surface: &Surface, target: usize, cost: impl Fn(usize) -> f32) -> Surface {
    thin_evenly(surface, target, 1e-10, cost)
}

/// [`thin`] with a price on length: the higher `even`, the more alike the triangles. A picture laid over long
/// triangles bends; 1e-7 keeps it straight.
pub fn thin_evenly(surface: &Surface, target: usize, even: f64, cost: impl Fn(usize) -> f32) -> Surface {
    let n = surface.positions.len();
    let at = |v: u32| surface.positions[v as usize].as_dvec3();
    // What a bent joint makes of the wrong weights: a share of the bones' turn over some centimetres.
    let strayed = |u: u32, v: u32| {
        let apart = f64::from(weights_apart(surface, u as usize, v as usize));
        (apart * MOVED_BY_BONES).powi(2)
    };
    let mut area = vec![0.0; n];
    let mut faces: Vec<Option<[u32; 3]>> = surface.triangles.iter().map(|t| Some(*t)).collect();
    let mut around: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); n];
    let mut quadrics = vec![Quadric::default(); n];
    let mut upright = vec![DVec3::ZERO; surface.triangles.len()];
    let mut edge_count: HashMap<[u32; 2], u32> = HashMap::new();
    for (f, t) in surface.triangles.iter().enumerate() {
        let cross = (at(t[1]) - at(t[0])).cross(at(t[2]) - at(t[0]));
        let normal = cross.normalize_or_zero();
        upright[f] = normal;
        let q = Quadric::plane(normal, -normal.dot(at(t[0])), cross.length());
        for k in 0..3 {
            around[t[k] as usize].insert(f as u32);
            quadrics[t[k] as usize].add(&q);
            area[t[k] as usize] += cross.length();
            let (a, b) = (t[k], t[(k + 1) % 3]);
            *edge_count.entry([a.min(b), a.max(b)]).or_default() += 1;
        }
    }
    let mut fixed: Vec<bool> = (0..n).map(|v| !cost(v).is_finite()).collect();
    for (edge, count) in &edge_count {
        if *count != 2 {
            fixed[edge[0] as usize] = true;
            fixed[edge[1] as usize] = true;
        }
    }
    let mut heap: BinaryHeap<Reverse<(u64, u32, u32, u32)>> = BinaryHeap::new();
    let mut version = vec![0u32; n];
    let mut gone = vec![false; n];
    let best = |u: u32, faces: &[Option<[u32; 3]>], around: &[BTreeSet<u32>], quadrics: &[Quadric]| {
        let mut found: Option<(f64, u32)> = None;
        for f in &around[u as usize] {
            let Some(t) = faces[*f as usize] else { continue };
            for v in t {
                if v == u {
                    continue;
                }
                // A little length keeps triangles even where the surface is flat.
                let error = quadrics[u as usize].at(at(v)).max(0.0)
                    + even * at(v).distance_squared(at(u))
                    + area[u as usize] * strayed(u, v);
                if found.is_none_or(|(e, w)| (error, v) < (e, w))
                    && keeps_shape(u, v, faces, around, &upright, &at)
                {
                    found = Some((error, v));
                }
            }
        }
        found
    };
    let push = |u: u32,
                heap: &mut BinaryHeap<Reverse<(u64, u32, u32, u32)>>,
                version: &[u32],
                faces: &[Option<[u32; 3]>],
                around: &[BTreeSet<u32>],
                quadrics: &[Quadric]| {
        if let Some((error, v)) = best(u, faces, around, quadrics) {
            let key = (error * f64::from(cost(u as usize))).to_bits();
            heap.push(Reverse((key, u, v, version[u as usize])));
        }
    };
    for u in (0..n as u32).filter(|u| !fixed[*u as usize]) {
        push(u, &mut heap, &version, &faces, &around, &quadrics);
    }
    let mut left = n;
    while left > target {
        let Some(Reverse((_, u, v, stamp))) = heap.pop() else { break };
        if gone[u as usize] || gone[v as usize] || stamp != version[u as usize] {
            continue;
        }
        if !keeps_shape(u, v, &faces, &around, &upright, &at) {
            continue;
        }
        let mut touched: BTreeSet<u32> = BTreeSet::new();
        for f in std::mem::take(&mut around[u as usize]) {
            let Some(t) = faces[f as usize] else { continue };
            touched.extend(t);
            if t.contains(&v) {
                faces[f as usize] = None;
                for w in t {
                    around[w as usize].remove(&f);
                }
            } else {
                faces[f as usize] = Some(t.map(|w| if w == u { v } else { w }));
                around[v as usize].insert(f);
            }
        }
        let q = quadrics[u as usize];
        quadrics[v as usize].add(&q);
        gone[u as usize] = true;
        left -= 1;
        for w in touched {
            if w != u && !gone[w as usize] && !fixed[w as usize] {
                version[w as usize] += 1;
                push(w, &mut heap, &version, &faces, &around, &quadrics);
            }
        }
    }
    gather(surface, &faces.into_iter().flatten().collect::<Vec<_>>())
}

/// Joins vertices that lie at one place; the first keeps its attributes.
pub fn weld(surface: &Surface) -> Surface {
    let mut first: HashMap<[u32; 3], u32> = HashMap::new();
    let to: Vec<u32> = surface
        .positions
        .iter()
        .enumerate()
        .map(|(v, p)| *first.entry(p.to_array().map(f32::to_bits)).or_insert(v as u32))
        .collect();
    let triangles: Vec<[u32; 3]> = surface
        .triangles
        .iter()
        .map(|t| t.map(|v| to[v as usize]))
        .filter(|t| t[0] != t[1] && t[1] != t[2] && t[2] != t[0])
        .collect();
    gather(surface, &triangles)
}

/// Whether moving `u` onto `v` leaves every face the right way round and the mesh a mesh.
fn keeps_shape(
    u: u32,
    v: u32,
    faces: &[Option<[u32; 3]>],
    around: &[BTreeSet<u32>],
    upright: &[DVec3],
    at: &impl Fn(u32) -> DVec3,
) -> bool {
    let ring = |w: u32| -> BTreeSet<u32> {
        around[w as usize].iter().filter_map(|f| faces[*f as usize]).flatten().filter(|x| *x != w).collect()
    };
    if ring(u).intersection(&ring(v)).count() != 2 {
        return false;
    }
    around[u as usize].iter().all(|f| {
        let Some(t) = faces[*f as usize] else { return true };
        if t.contains(&v) {
            return true;
        }
        let normal = |t: [DVec3; 3]| (t[1] - t[0]).cross(t[2] - t[0]).normalize_or_zero();
        let after = normal(t.map(|w| at(if w == u { v } else { w })));
        // Small turns add up: the first way a face looked is asked too.
        normal(t.map(at)).dot(after) > 0.35 && upright[*f as usize].dot(after) > 0.2
    })
}

/// The part of a surface that some of its triangles use.
pub fn gather(surface: &Surface, triangles: &[[u32; 3]]) -> Surface {
    let mut local: Vec<Option<u32>> = vec![None; surface.positions.len()];
    let mut order: Vec<usize> = Vec::new();
    let triangles = triangles
        .iter()
        .map(|t| {
            t.map(|v| {
                *local[v as usize].get_or_insert_with(|| {
                    order.push(v as usize);
                    (order.len() - 1) as u32
                })
            })
        })
        .collect();
    let entries = |list: &[(u32, Vec3)]| {
        let mut out: Vec<(u32, Vec3)> =
            list.iter().filter_map(|(v, d)| local[*v as usize].map(|v| (v, *d))).collect();
        out.sort_unstable_by_key(|(v, _)| *v);
        out
    };
    Surface {
        positions: order.iter().map(|v| surface.positions[*v]).collect(),
        normals: order.iter().map(|v| surface.normals[*v]).collect(),
        coords: order.iter().map(|v| surface.coords[*v]).collect(),
        colors: if surface.colors.is_empty() {
            Vec::new()
        } else {
            order.iter().map(|v| surface.colors[*v]).collect()
        },
        joints: order.iter().map(|v| surface.joints[*v]).collect(),
        weights: order.iter().map(|v| surface.weights[*v]).collect(),
        triangles,
        material: surface.material,
        morphs: surface
            .morphs
            .iter()
            .map(|m| Morph { positions: entries(&m.positions), normals: entries(&m.normals) })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use glam::{Vec2, vec3};

    use super::*;

    #[test]
    fn a_flat_sheet_thins_to_its_border() {
        let side = 9u32;
        let mut sheet = Surface::default();
        for y in 0..side {
            for x in 0..side {
                sheet.positions.push(vec3(x as f32, y as f32, 0.0));
                sheet.normals.push(Vec3::Z);
                sheet.coords.push(Vec2::ZERO);
                sheet.joints.push([0; 4]);
                sheet.weights.push([1.0, 0.0, 0.0, 0.0]);
                if x + 1 < side && y + 1 < side {
                    let v = y * side + x;
                    sheet.triangles.push([v, v + 1, v + side + 1]);
                    sheet.triangles.push([v, v + side + 1, v + side]);
                }
            }
        }
        let thinned = thin(&sheet, 40, |_| 1.0);
        assert!(thinned.positions.len() <= 40, "{}", thinned.positions.len());
        let area: f32 = thinned
            .triangles
            .iter()
            .map(|t| {
                let p = t.map(|v| thinned.positions[v as usize]);
                (p[1] - p[0]).cross(p[2] - p[0]).z * 0.5
            })
            .sum();
        assert!((area - 64.0).abs() < 1e-3, "{area}");
    }
}
