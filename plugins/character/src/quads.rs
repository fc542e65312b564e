//! Quad meshes whose vertices are linear blends of base vertices.
//!
//! A subdivided, clipped part keeps for each vertex the row of base vertices it is made of, so positions,
//! morphs and skin weights all follow by the same sums. Knows nothing of people.

use std::collections::HashMap;

use glam::{Vec2, Vec3};

use crate::data::BaseQuad;

/// What a vertex is made of: base vertex ids, rising, and their shares (sum 1).
pub type Row = Vec<(u32, f32)>;

/// A quad mesh over the base mesh.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Quads of local vertex ids, counter-clockwise from outside.
    pub faces: Vec<[u32; 4]>,
    /// Texture coordinates of each quad's corners, v up.
    pub coords: Vec<[Vec2; 4]>,
    /// What each local vertex is made of.
    pub rows: Vec<Row>,
    /// A label for each quad; its meaning is the maker's.
    pub tags: Vec<u8>,
}

/// Sums `(row, share)` pairs into one row with rising ids.
pub fn combine<'a>(terms: impl IntoIterator<Item = (&'a Row, f32)>) -> Row {
    let mut all: Row = Vec::new();
    for (row, share) in terms {
        all.extend(row.iter().map(|(id, w)| (*id, w * share)));
    }
    all.sort_unstable_by_key(|(id, _)| *id);
    let mut out: Row = Vec::with_capacity(all.len());
    for (id, w) in all {
        match out.last_mut() {
            Some(last) if last.0 == id => last.1 += w,
            _ => out.push((id, w)),
        }
    }
    out
}

/// Undirected edges of a quad mesh in order of first sight.
pub struct Edges {
    /// Vertex pairs, smaller first.
    pub pairs: Vec<[u32; 2]>,
    /// Quads on either side; the second is `None` at a border.
    pub faces: Vec<(u32, Option<u32>)>,
    /// Edge ids of each quad: corner k to k+1.
    pub of_face: Vec<[u32; 4]>,
}

impl Edges {
    /// Finds the edges of a quad mesh.
    pub fn new(faces: &[[u32; 4]]) -> Self {
        let mut known: HashMap<[u32; 2], u32> = HashMap::with_capacity(faces.len() * 2);
        let mut edges =
            Self { pairs: Vec::new(), faces: Vec::new(), of_face: Vec::with_capacity(faces.len()) };
        for (f, quad) in faces.iter().enumerate() {
            let mut ids = [0; 4];
            for k in 0..4 {
                let (a, b) = (quad[k], quad[(k + 1) % 4]);
                let key = [a.min(b), a.max(b)];
                let id = *known.entry(key).or_insert_with(|| {
                    edges.pairs.push(key);
                    edges.faces.push((f as u32, None));
                    (edges.pairs.len() - 1) as u32
                });
                if edges.faces[id as usize].0 != f as u32 {
                    edges.faces[id as usize].1 = Some(f as u32);
                }
                ids[k] = id;
            }
            edges.of_face.push(ids);
        }
        edges
    }
}

impl Part {
    /// A part from base quads, with one tag a quad (or none at all: zeros).
    pub fn from_base(quads: &[BaseQuad], coords: &[Vec2], tags: &[u8]) -> Self {
        let mut local: HashMap<u32, u32> = HashMap::new();
        let mut part = Self::default();
        for (n, quad) in quads.iter().enumerate() {
            let face = quad.v.map(|v| {
                *local.entry(v).or_insert_with(|| {
                    part.rows.push(vec![(v, 1.0)]);
                    (part.rows.len() - 1) as u32
                })
            });
            part.faces.push(face);
            part.coords.push(quad.t.map(|t| coords[t as usize]));
            part.tags.push(tags.get(n).copied().unwrap_or_default());
        }
        part
    }

    /// The quads for which `keep` holds, with unused vertices dropped.
    pub fn filter(&self, mut keep: impl FnMut(usize) -> bool) -> Self {
        let mut local: HashMap<u32, u32> = HashMap::new();
        let mut part = Self::default();
        for (n, face) in self.faces.iter().enumerate() {
            if !keep(n) {
                continue;
            }
            let face = face.map(|v| {
                *local.entry(v).or_insert_with(|| {
                    part.rows.push(self.rows[v as usize].clone());
                    (part.rows.len() - 1) as u32
                })
            });
            part.faces.push(face);
            part.coords.push(self.coords[n]);
            part.tags.push(self.tags[n]);
        }
        part
    }

    /// Values of a per-base-vertex attribute at the part's vertices.
    pub fn gather(&self, base: &[Vec3]) -> Vec<Vec3> {
        self.rows.iter().map(|row| row.iter().map(|(id, w)| base[*id as usize] * *w).sum()).collect()
    }

    /// Replaces each vertex by a blend of vertices of this part.
    pub fn relate(&mut self, blends: &[Option<Vec<(u32, f32)>>]) {
        let old = std::mem::take(&mut self.rows);
        self.rows = blends
            .iter()
            .enumerate()
            .map(|(v, blend)| match blend {
                None => old[v].clone(),
                Some(terms) => combine(terms.iter().map(|(id, w)| (&old[*id as usize], *w))),
            })
            .collect();
    }

    /// One Catmull-Clark step. Texture coordinates are split linearly; borders keep their curve.
    pub fn subdivide(&self) -> Self {
        let edges = Edges::new(&self.faces);
        let face_rows: Vec<Row> =
            self.faces.iter().map(|f| combine(f.iter().map(|v| (&self.rows[*v as usize], 0.25)))).collect();
        let mid_rows: Vec<Row> = edges
            .pairs
            .iter()
            .map(|[a, b]| combine([(&self.rows[*a as usize], 0.5), (&self.rows[*b as usize], 0.5)]))
            .collect();
        let edge_rows: Vec<Row> = edges
            .faces
            .iter()
            .zip(&mid_rows)
            .map(|((f, g), mid)| match g {
                None => mid.clone(),
                Some(g) => {
                    combine([(mid, 0.5), (&face_rows[*f as usize], 0.25), (&face_rows[*g as usize], 0.25)])
                }
            })
            .collect();
        let n = self.rows.len();
        let mut around_faces: Vec<Vec<u32>> = vec![Vec::new(); n];
        let mut around_edges: Vec<Vec<u32>> = vec![Vec::new(); n];
        for (f, face) in self.faces.iter().enumerate() {
            for v in face {
                around_faces[*v as usize].push(f as u32);
            }
        }
        for (e, pair) in edges.pairs.iter().enumerate() {
            for v in pair {
                around_edges[*v as usize].push(e as u32);
            }
        }
        let mut rows: Vec<Row> = (0..n)
            .map(|v| {
                let border: Vec<u32> = around_edges[v]
                    .iter()
                    .copied()
                    .filter(|e| edges.faces[*e as usize].1.is_none())
                    .collect();
                if !border.is_empty() {
                    let share = 0.5 / border.len() as f32;
                    let mids = border.iter().map(|e| (&mid_rows[*e as usize], share));
                    return combine(mids.chain([(&self.rows[v], 0.5)]));
                }
                let k = around_faces[v].len().max(1) as f32;
                let m = around_edges[v].len().max(1) as f32;
                let faces = around_faces[v].iter().map(|f| (&face_rows[*f as usize], 1.0 / (k * k)));
                let mids = around_edges[v].iter().map(|e| (&mid_rows[*e as usize], 2.0 / (k * m)));
                combine(faces.chain(mids).chain([(&self.rows[v], (k - 3.0) / k)]))
            })
            .collect();
        let edge_start = rows.len() as u32;
        rows.extend(edge_rows);
        let face_start = rows.len() as u32;
        rows.extend(face_rows);
        let mut out = Self { rows, ..Self::default() };
        for (f, face) in self.faces.iter().enumerate() {
            let t = self.coords[f];
            let middle = (t[0] + t[1] + t[2] + t[3]) * 0.25;
            for k in 0..4 {
                let (next, previous) = ((k + 1) % 4, (k + 3) % 4);
                let e = edges.of_face[f];
                out.faces.push([face[k], edge_start + e[k], face_start + f as u32, edge_start + e[previous]]);
                out.coords.push([t[k], (t[k] + t[next]) * 0.5, middle, (t[previous] + t[k]) * 0.5]);
                out.tags.push(self.tags[f]);
            }
        }
        out
    }
}

/// Smooth vertex normals of a quad mesh, weighted by area; +Z where a vertex has no face.
pub fn normals(points: &[Vec3], faces: &[[u32; 4]]) -> Vec<Vec3> {
    let mut sums = vec![Vec3::ZERO; points.len()];
    for f in faces {
        let p = f.map(|v| points[v as usize]);
        let n = (p[2] - p[0]).cross(p[3] - p[1]);
        for v in f {
            sums[*v as usize] += n;
        }
    }
    sums.into_iter().map(|n| n.normalize_or(Vec3::Z)).collect()
}

/// A quad mesh cut at its texture seams and into triangles.
#[derive(Clone, Debug, Default)]
pub struct Split {
    /// Triangles of output vertices.
    pub triangles: Vec<[u32; 3]>,
    /// The mesh vertex each output vertex comes from.
    pub source: Vec<u32>,
    /// Texture coordinate of each output vertex, v up.
    pub coords: Vec<Vec2>,
    /// A quad that each output vertex belongs to.
    pub face: Vec<u32>,
}

/// Cuts a quad mesh at its texture seams. Order follows the faces, so it is reproducible.
pub fn split_seams(faces: &[[u32; 4]], coords: &[[Vec2; 4]]) -> Split {
    let mut known: HashMap<(u32, i64, i64), u32> = HashMap::new();
    let mut out = Split::default();
    for (n, (face, corner)) in faces.iter().zip(coords).enumerate() {
        let mut q = [0; 4];
        for k in 0..4 {
            let t = corner[k];
            let key = (face[k], (f64::from(t.x) * 1e6).round() as i64, (f64::from(t.y) * 1e6).round() as i64);
            q[k] = *known.entry(key).or_insert_with(|| {
                out.source.push(face[k]);
                out.coords.push(t);
                out.face.push(n as u32);
                (out.source.len() - 1) as u32
            });
        }
        out.triangles.push([q[0], q[1], q[2]]);
        out.triangles.push([q[0], q[2], q[3]]);
    }
    out
}

/// Neighbours of each vertex along edges; for border vertices only the neighbours on the border, so that
/// smoothing keeps borders in place.
pub fn neighbours(count: usize, faces: &[[u32; 4]]) -> Vec<Vec<u32>> {
    let edges = Edges::new(faces);
    let mut border = vec![false; count];
    for (pair, sides) in edges.pairs.iter().zip(&edges.faces) {
        if sides.1.is_none() {
            border[pair[0] as usize] = true;
            border[pair[1] as usize] = true;
        }
    }
    let mut around = vec![Vec::new(); count];
    for (pair, sides) in edges.pairs.iter().zip(&edges.faces) {
        let [a, b] = *pair;
        for (v, n) in [(a, b), (b, a)] {
            if !border[v as usize] || sides.1.is_none() {
                around[v as usize].push(n);
            }
        }
    }
    around
}

/// Laplacian smoothing with a strength for each vertex (0..=1) and a number of rounds.
pub fn relax(points: &mut [Vec3], around: &[Vec<u32>], strength: impl Fn(usize) -> f32, rounds: usize) {
    for _ in 0..rounds {
        let before = points.to_vec();
        for (v, near) in around.iter().enumerate() {
            if !near.is_empty() {
                let mean = near.iter().map(|n| before[*n as usize]).sum::<Vec3>() / near.len() as f32;
                points[v] = before[v] + (mean - before[v]) * strength(v);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use glam::{vec2, vec3};

    fn grid() -> Part {
        let id = |x: u32, y: u32| y * 3 + x;
        let mut part = Part { rows: (0..9).map(|v| vec![(v, 1.0)]).collect(), ..Part::default() };
        for y in 0..2 {
            for x in 0..2 {
                part.faces.push([id(x, y), id(x + 1, y), id(x + 1, y + 1), id(x, y + 1)]);
                let c = |x: u32, y: u32| vec2(x as f32, y as f32) * 0.5;
                part.coords.push([c(x, y), c(x + 1, y), c(x + 1, y + 1), c(x, y + 1)]);
                part.tags.push(x as u8);
            }
        }
        part
    }

    #[test]
    fn subdividing_keeps_shares_and_flatness() {
        let part = grid().subdivide();
        assert_eq!(part.faces.len(), 16);
        assert_eq!(part.rows.len(), 25);
        let base: Vec<Vec3> = (0..9).map(|n| vec3((n % 3) as f32, (n / 3) as f32, 0.0)).collect();
        let points = part.gather(&base);
        for (row, p) in part.rows.iter().zip(&points) {
            let sum: f32 = row.iter().map(|(_, w)| w).sum();
            assert!((sum - 1.0).abs() < 1e-5, "{sum}");
            assert!(p.z == 0.0 && (0.0..=2.0).contains(&p.x));
        }
        assert!(normals(&points, &part.faces).iter().all(|n| n.z > 0.99));
    }

    #[test]
    fn seams_split_vertices() {
        let mut part = grid();
        assert_eq!(split_seams(&part.faces, &part.coords).source.len(), 9);
        for t in &mut part.coords[0] {
            t.x += 5.0;
        }
        assert_eq!(split_seams(&part.faces, &part.coords).source.len(), 12);
    }
}
