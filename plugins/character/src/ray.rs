//! Rays against triangles, for ambient occlusion.
//!
//! A bounding volume tree, built once for a person. Used while baking only.

use glam::Vec3;
use rayon::prelude::*;

/// Triangles in a tree of boxes.
#[derive(Debug)]
pub struct Scene {
    triangles: Vec<[Vec3; 3]>,
    nodes: Vec<Node>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    lo: Vec3,
    hi: Vec3,
    /// Leaf: first triangle. Branch: the right child (the left one follows the node).
    first: u32,
    /// Leaf: number of triangles. Branch: 0.
    count: u32,
}

impl Scene {
    /// Builds the tree.
    pub fn new(mut triangles: Vec<[Vec3; 3]>) -> Self {
        let mut nodes = Vec::with_capacity(triangles.len());
        let n = triangles.len();
        if n > 0 {
            build(&mut triangles, 0, n, &mut nodes);
        }
        Self { triangles, nodes }
    }

    /// Distance to the nearest hit within `reach` metres along the unit vector `dir`.
    pub fn nearest(&self, from: Vec3, dir: Vec3, reach: f32) -> Option<f32> {
        self.hit(from, dir, reach, false)
    }

    /// The nearest hit, or (`any`) the first that is found.
    fn hit(&self, from: Vec3, dir: Vec3, reach: f32, any: bool) -> Option<f32> {
        if self.nodes.is_empty() {
            return None;
        }
        let inverse = dir.recip();
        let mut best = reach;
        let mut hit = false;
        let mut stack = [0u32; 64];
        let mut depth = 1;
        while depth > 0 {
            depth -= 1;
            let id = stack[depth];
            let node = &self.nodes[id as usize];
            let (a, b) = ((node.lo - from) * inverse, (node.hi - from) * inverse);
            let near = a.min(b).max_element().max(0.0);
            let far = a.max(b).min_element().min(best);
            if near > far {
                continue;
            }
            if node.count > 0 {
                for t in &self.triangles[node.first as usize..(node.first + node.count) as usize] {
                    if let Some(d) = cross(t, from, dir)
                        && d < best
                    {
                        best = d;
                        hit = true;
                        if any {
                            return Some(d);
                        }
                    }
                }
            } else if depth + 2 <= stack.len() {
                stack[depth] = node.first;
                stack[depth + 1] = id + 1;
                depth += 2;
            }
        }
        hit.then_some(best)
    }

    /// Whether anything lies within `reach` metres along the unit vector `dir`.
    pub fn blocked(&self, from: Vec3, dir: Vec3, reach: f32) -> bool {
        self.hit(from, dir, reach, true).is_some()
    }

    /// Openness of points: 1 free, 0 closed in. `rays` a point, hits fade out towards `reach` metres.
    pub fn openness(&self, points: &[Vec3], normals: &[Vec3], rays: u32, reach: f32) -> Vec<f32> {
        points
            .par_iter()
            .zip(normals)
            .map(|(p, n)| {
                let side = if n.x.abs() < 0.9 { Vec3::X } else { Vec3::Y };
                let tx = side.cross(*n).normalize();
                let ty = n.cross(tx);
                let mut shut = 0.0;
                for k in 0..rays {
                    // Cosine-weighted hemisphere along a golden spiral.
                    let u = (k as f32 + 0.5) / rays as f32;
                    let turn = (k as f32 * 0.618_034).fract() * std::f32::consts::TAU;
                    let r = u.sqrt();
                    let dir = tx * (r * turn.cos()) + ty * (r * turn.sin()) + *n * (1.0 - u).sqrt();
                    if let Some(d) = self.nearest(*p + *n * 4e-4, dir, reach) {
                        shut += (1.0 - d / reach).max(0.0).sqrt();
                    }
                }
                1.0 - shut / rays as f32
            })
            .collect()
    }
}

fn build(all: &mut [[Vec3; 3]], first: usize, count: usize, nodes: &mut Vec<Node>) {
    let part = &mut all[first..first + count];
    let (mut lo, mut hi) = (Vec3::INFINITY, Vec3::NEG_INFINITY);
    for p in part.iter().flatten() {
        lo = lo.min(*p);
        hi = hi.max(*p);
    }
    let id = nodes.len();
    nodes.push(Node { lo, hi, first: first as u32, count: count as u32 });
    if count <= 6 {
        return;
    }
    let size = hi - lo;
    let axis = if size.x >= size.y && size.x >= size.z {
        0
    } else if size.y >= size.z {
        1
    } else {
        2
    };
    let middle = |t: &[Vec3; 3]| t[0][axis] + t[1][axis] + t[2][axis];
    part.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
    let left = count / 2;
    build(all, first, left, nodes);
    let right = nodes.len() as u32;
    build(all, first + left, count - left, nodes);
    nodes[id].first = right;
    nodes[id].count = 0;
}

/// Distance along the ray to a triangle, from either side.
fn cross(t: &[Vec3; 3], from: Vec3, dir: Vec3) -> Option<f32> {
    let (e1, e2) = (t[1] - t[0], t[2] - t[0]);
    let p = dir.cross(e2);
    let det = e1.dot(p);
    if det.abs() < 1e-14 {
        return None;
    }
    let s = from - t[0];
    let u = s.dot(p) / det;
    let q = s.cross(e1);
    let v = dir.dot(q) / det;
    let d = e2.dot(q) / det;
    (u >= 0.0 && v >= 0.0 && u + v <= 1.0 && d > 1e-6).then_some(d)
}

#[cfg(test)]
mod tests {
    use glam::vec3;

    use super::*;

    #[test]
    fn a_floor_shuts_one_half_and_frees_the_other() {
        let s = 10.0;
        let a = [vec3(-s, 0.0, -s), vec3(s, 0.0, -s), vec3(s, 0.0, s)];
        let b = [vec3(-s, 0.0, -s), vec3(s, 0.0, s), vec3(-s, 0.0, s)];
        let scene = Scene::new(vec![a, b]);
        let down = scene.nearest(vec3(0.1, 0.5, 0.2), Vec3::NEG_Y, 2.0);
        assert!((down.unwrap_or(9.0) - 0.5).abs() < 1e-5);
        assert!(scene.nearest(vec3(0.1, 0.5, 0.2), Vec3::Y, 2.0).is_none());
        let open = scene.openness(&[vec3(0.0, 0.01, 0.0); 2], &[Vec3::Y, Vec3::NEG_Y], 32, 1.0);
        assert!(open[0] > 0.99 && open[1] < 0.2, "{open:?}");
    }
}
