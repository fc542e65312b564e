//! Lines on the cloth, and the cloth they lie on.
//!
//! A spot knows its place, normal, canonical place and what base vertices it is made of.

use glam::{Vec2, Vec3, vec3};

use crate::{
    cloth::{Garment, tag},
    flesh::azimuth,
    quads::{self, Row},
};

/// A point of a line on the cloth.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub(super) at: Vec3,
    pub(super) normal: Vec3,
    pub(super) canon: Vec3,
    pub(super) row: Row,
}

/// The border as evenly spaced spots, starting at the front, smoothed.
pub(super) fn ring(g: &Garment, border: &[u32], count: usize) -> Vec<Spot> {
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
pub(super) fn arc(ring: &[Spot], gap: f32) -> Vec<Spot> {
    let kept: Vec<Spot> = ring.iter().filter(|s| azimuth(s.canon) > gap).cloned().collect();
    resample(&kept, ring.len())
}

/// Evenly spaced spots along a line.
pub(super) fn resample(spots: &[Spot], count: usize) -> Vec<Spot> {
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

pub(super) fn smooth_spots(spots: &mut [Spot], rounds: usize, closed: bool) {
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

/// The cloth as it was before anything was sewn on.
pub(super) struct Cloth {
    points: Vec<Vec3>,
    normals: Vec<Vec3>,
    canon: Vec<Vec3>,
    rows: Vec<Row>,
    faces: Vec<[u32; 4]>,
}

impl Cloth {
    /// The upper trunk of a garment.
    pub(super) fn new(g: &Garment) -> Self {
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
    pub(super) fn nearest(&self, p: Vec3) -> (Vec3, Vec3) {
        let (at, normal, _) = self.weigh(p);
        (at, normal)
    }

    pub(super) fn blend(&self, p: Vec3) -> (Vec3, Vec3, Row) {
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
    pub(super) fn front(&self, p: Vec2) -> Option<Spot> {
        self.hit(vec3(p.x, p.y, 6.0), Vec3::NEG_Z)
    }

    /// The same place on the other side: people are nearly even.
    pub(super) fn mirror(&self, s: &Spot) -> Spot {
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
