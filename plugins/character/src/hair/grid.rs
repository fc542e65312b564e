//! Sheets of hair: rows of strands side by side as one surface, with normals, shade and bones.
//!
//! Knows no style. Texture coordinates run with the strands: u across, v from the root (1) to the tip (0).

use glam::{Vec2, Vec3, vec2};

use crate::{glb::Surface, noise::smooth, skeleton::Skeleton};

/// Strands side by side, all with the same number of points.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// Points of each strand from root to tip, metres.
    pub strands: Vec<Vec<Vec3>>,
    /// Whether the last strand joins the first.
    pub closed: bool,
    /// What is inside of the sheet: normals look away from it.
    pub middle: Vec3,
    /// Range of u.
    pub span: [f32; 2],
    /// Range of v: root, tip.
    pub along: [f32; 2],
    /// Shift of u from root to tip, for twisted hair.
    pub twist: f32,
    /// Brightness, linear.
    pub shade: f32,
}

/// Which bones move hair by its height.
#[derive(Clone, Copy, Debug)]
pub struct Bones {
    head: usize,
    neck: usize,
    chest: usize,
    high: f32,
    low: f32,
}

impl Bones {
    /// Finds neck and chest; a rig without them leaves all to the head.
    pub fn new(skeleton: &Skeleton) -> Self {
        let find = |name: &str| skeleton.joints.iter().position(|j| j.name == name).unwrap_or(skeleton.head);
        let head = skeleton.head;
        let neck = find("mixamorig:Neck");
        let high = skeleton.joints[head].position.y - 0.02;
        let low = skeleton.joints[neck].position.y.min(high - 0.05) - 0.04;
        Self { head, neck, chest: find("mixamorig:Spine2"), high, low }
    }

    fn at(&self, y: f32) -> ([u8; 4], [f32; 4]) {
        let t = smooth(self.high, self.low, y);
        if t <= 0.0 {
            return Skeleton::rigid(self.head);
        }
        let joints = [self.head as u8, self.neck as u8, self.chest as u8, 0];
        (joints, [(1.0 - t) * (1.0 - t), 2.0 * t * (1.0 - t), t * t, 0.0])
    }
}

/// Adds a sheet to a surface.
pub fn add(out: &mut Surface, grid: &Grid, bones: &Bones) {
    let columns = grid.strands.len();
    let rows = grid.strands.first().map_or(0, Vec::len);
    if columns < 2 || rows < 2 {
        return;
    }
    let first = out.positions.len() as u32;
    // A closed sheet has its first strand twice, for the texture.
    let total = columns + usize::from(grid.closed);
    let strand = |c: usize| &grid.strands[c % columns];
    for c in 0..total {
        let (left, right) = if grid.closed {
            (strand(c + columns - 1), strand(c + 1))
        } else {
            (strand(c.saturating_sub(1)), strand((c + 1).min(columns - 1)))
        };
        for r in 0..rows {
            let p = strand(c)[r];
            let along = strand(c)[(r + 1).min(rows - 1)] - strand(c)[r.saturating_sub(1)];
            // Far below the middle only the sides tell out from in.
            let away = p - grid.middle;
            let away = away.with_y(away.y.max(-0.06));
            let mut normal = (right[r] - left[r]).cross(along).normalize_or(away.normalize_or(Vec3::Y));
            if normal.dot(away) < 0.0 {
                normal = -normal;
            }
            let (u, v) = (c as f32 / (total - 1) as f32, r as f32 / (rows - 1) as f32);
            let s = grid.span[0] + (grid.span[1] - grid.span[0]) * u + grid.twist * v;
            let t = grid.along[0] + (grid.along[1] - grid.along[0]) * v;
            push(out, p, normal, vec2(s, t), grid.shade, bones);
        }
    }
    for c in 0..total as u32 - 1 {
        for r in 0..rows as u32 - 1 {
            let a = first + c * rows as u32 + r;
            let (b, d, e) = (a + rows as u32, a + 1, a + rows as u32 + 1);
            face(out, [a, b, e]);
            face(out, [a, e, d]);
        }
    }
}

/// Adds a strip of hair along a strand: `across` is its width's direction.
pub fn strip(
    out: &mut Surface,
    strand: &[Vec3],
    normals: &[Vec3],
    width: f32,
    column: [f32; 2],
    shade: f32,
    bones: &Bones,
) {
    let rows = strand.len();
    let first = out.positions.len() as u32;
    for r in 0..rows {
        let t = r as f32 / (rows - 1).max(1) as f32;
        let along = strand[(r + 1).min(rows - 1)] - strand[r.saturating_sub(1)];
        let across = normals[r].cross(along).normalize_or(Vec3::X);
        let half = width * 0.5 * (0.65 + 0.35 * smooth(0.0, 0.2, t)) * (1.0 - 0.45 * smooth(0.5, 1.0, t));
        for (side, u) in [(-1.0, column[0]), (1.0, column[1])] {
            let normal = (normals[r] + across * (0.25 * side)).normalize_or(Vec3::Y);
            push(out, strand[r] + across * (half * side), normal, vec2(u, 0.99 - 0.98 * t), shade, bones);
        }
        if r > 0 {
            let a = first + 2 * (r as u32 - 1);
            face(out, [a, a + 3, a + 1]);
            face(out, [a, a + 2, a + 3]);
        }
    }
}

fn push(out: &mut Surface, p: Vec3, normal: Vec3, coord: Vec2, shade: f32, bones: &Bones) {
    out.positions.push(p);
    out.normals.push(normal);
    out.coords.push(coord);
    out.colors.push([shade, shade, shade, 1.0]);
    let (joint, weight) = bones.at(p.y);
    out.joints.push(joint);
    out.weights.push(weight);
}

/// Adds a triangle so that its front is where its normals look.
fn face(out: &mut Surface, t: [u32; 3]) {
    let p = t.map(|v| out.positions[v as usize]);
    let n: Vec3 = t.iter().map(|v| out.normals[*v as usize]).sum();
    let flip = (p[1] - p[0]).cross(p[2] - p[0]).dot(n) < 0.0;
    out.triangles.push(if flip { [t[0], t[2], t[1]] } else { t });
}

/// Points at even distances along a line.
pub fn resample(line: &[Vec3], count: usize) -> Vec<Vec3> {
    let mut length = vec![0.0f32];
    for pair in line.windows(2) {
        length.push(length[length.len() - 1] + pair[0].distance(pair[1]));
    }
    let total = length[length.len() - 1].max(1e-6);
    let mut k = 0;
    (0..count)
        .map(|n| {
            let want = total * n as f32 / (count - 1).max(1) as f32;
            while k + 2 < line.len() && length[k + 1] < want {
                k += 1;
            }
            let piece = (length[k + 1] - length[k]).max(1e-9);
            line[k].lerp(line[k + 1], ((want - length[k]) / piece).clamp(0.0, 1.0))
        })
        .collect()
}

/// Evens a line out, its ends kept.
pub fn ease(line: &mut [Vec3], rounds: usize) {
    for _ in 0..rounds {
        for k in 1..line.len().saturating_sub(1) {
            line[k] = line[k] * 0.5 + (line[k - 1] + line[k + 1]) * 0.25;
        }
    }
}
