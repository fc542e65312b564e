//! Twenty-eight teeth (the lean level leaves out the molars) and their gums on the data's dental arch.
//!
//! The helper of the base mesh gives the arch only; crowns are made here, from the mean widths and heights
//! of human teeth (in decimetres, incisor to second molar).

use glam::{Vec2, Vec3, vec2, vec3};

use crate::{
    canvas::linear,
    glb::{Morph, Surface},
    noise::curve,
    phenotype::Person,
    quads,
    skeleton::Skeleton,
};

const UPPER_WIDTH: [f32; 7] = [0.085, 0.066, 0.076, 0.070, 0.068, 0.098, 0.096];
const LOWER_WIDTH: [f32; 7] = [0.054, 0.060, 0.068, 0.070, 0.070, 0.105, 0.100];
const UPPER_HEIGHT: [f32; 7] = [0.104, 0.092, 0.102, 0.082, 0.076, 0.070, 0.066];
const LOWER_HEIGHT: [f32; 7] = [0.088, 0.090, 0.100, 0.084, 0.078, 0.070, 0.066];

/// How finely teeth are made.
#[derive(Clone, Copy, Debug)]
pub struct Fineness {
    /// Points across a crown.
    pub across: usize,
    /// Rows from gum to edge and round the back: positions (share of the height) and insets (dm).
    pub rows: &'static [(f32, f32)],
    /// Points along the gum.
    pub gum: usize,
    /// Teeth of a quarter, from the middle.
    pub teeth: usize,
}

/// For the full level.
pub const FINE: Fineness = Fineness {
    across: 9,
    rows: &[
        (0.0, 0.0),
        (0.12, 0.0),
        (0.35, 0.0),
        (0.65, 0.0),
        (0.88, 0.002),
        (0.97, 0.008),
        (1.0, 0.020),
        (0.99, 0.045),
        (0.7, 0.06),
    ],
    gum: 60,
    teeth: 7,
};

/// For the lean level.
pub const COARSE: Fineness =
    Fineness { across: 4, rows: &[(0.0, 0.0), (0.55, 0.0), (0.96, 0.004), (1.0, 0.030)], gum: 20, teeth: 5 };

/// One row of teeth on the helper's vertices `range`; the lower row follows the jaw's morphs.
pub fn row(
    person: &Person,
    range: std::ops::Range<usize>,
    upper: bool,
    fine: Fineness,
    head: usize,
    material: usize,
) -> Surface {
    let helper: Vec<Vec3> = person.rest[range.clone()].iter().map(|p| *p * 10.0).collect();
    // The upper edge is lowered by 3 mm: the data hides the teeth behind the lip.
    let (dy, dz) = if upper { (-0.030, 0.020) } else { (-0.005, 0.012) };
    let (points, faces, colors) = crowns(&helper, upper, fine, dy, dz);
    let normals = quads::normals(&points, &faces);
    let split_faces: Vec<[u32; 3]> =
        faces.iter().flat_map(|f| [[f[0], f[1], f[2]], [f[0], f[2], f[3]]]).collect();
    // Each crown point follows its three nearest helper points, so that jaw morphs move it rigidly enough.
    let near: Vec<[(usize, f32); 3]> = points
        .iter()
        .map(|p| {
            let mut all: Vec<(f32, usize)> =
                helper.iter().enumerate().map(|(n, h)| ((*h * 0.1).distance(*p), n)).collect();
            all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let w = [0, 1, 2].map(|k| 1.0 / (all[k].0 + 1e-4));
            let sum: f32 = w.iter().sum();
            [0, 1, 2].map(|k| (all[k].1 + range.start, w[k] / sum))
        })
        .collect();
    let morphs = person
        .units
        .iter()
        .map(|unit| {
            let mut morph = Morph::default();
            if !upper {
                for (v, blend) in near.iter().enumerate() {
                    let d: Vec3 = blend.iter().map(|(n, w)| unit[*n] * *w).sum();
                    if d.abs().max_element() > 2e-6 {
                        morph.positions.push((v as u32, d));
                    }
                }
            }
            morph
        })
        .collect();
    let (joint, weight) = Skeleton::rigid(head);
    Surface {
        coords: vec![vec2(0.5, 0.5); points.len()],
        colors,
        joints: vec![joint; points.len()],
        weights: vec![weight; points.len()],
        triangles: split_faces,
        material,
        morphs,
        positions: points,
        normals,
    }
}

/// A quarter ellipse fitted to the arch, by arc length.
struct Arch {
    s: Vec<f32>,
    at: Vec<Vec2>,
}

impl Arch {
    fn new(half_width: f32, back: f32, depth: f32) -> Self {
        let mut arch = Self { s: vec![0.0], at: Vec::new() };
        for k in 0..400 {
            let t = std::f32::consts::FRAC_PI_2 * 1.02 * k as f32 / 399.0;
            arch.at.push(vec2(half_width * t.sin(), back + depth * t.cos()));
            if k > 0 {
                let step = arch.at[k].distance(arch.at[k - 1]);
                arch.s.push(arch.s[k - 1] + step);
            }
        }
        arch
    }

    fn length(&self) -> f32 {
        self.s[self.s.len() - 1]
    }

    /// Point and outward normal at an arc length from the middle; negative lengths are the right side.
    fn at(&self, s: f32) -> (Vec2, Vec2) {
        let sign = if s < 0.0 { -1.0 } else { 1.0 };
        let s = s.abs().min(self.length());
        let k = self.s.partition_point(|x| *x < s).clamp(1, self.s.len() - 1);
        let t = (s - self.s[k - 1]) / (self.s[k] - self.s[k - 1]).max(1e-9);
        let p = self.at[k - 1].lerp(self.at[k], t);
        let along = (self.at[k] - self.at[k - 1]).normalize_or(Vec2::X);
        (vec2(p.x * sign, p.y), vec2(-along.y * sign, along.x))
    }
}

type Shell = (Vec<Vec3>, Vec<[u32; 4]>, Vec<[f32; 4]>);

fn crowns(helper: &[Vec3], upper: bool, fine: Fineness, dy: f32, dz: f32) -> Shell {
    let half = helper.iter().map(|p| p.x.abs()).fold(0.0, f32::max) * 0.87;
    let front = helper.iter().map(|p| p.z).fold(f32::MIN, f32::max);
    let sides: Vec<f32> = helper.iter().filter(|p| p.x.abs() > half * 0.93).map(|p| p.z).collect();
    let back = sides.iter().sum::<f32>() / sides.len().max(1) as f32;
    let middle = helper.iter().filter(|p| p.x.abs() < 0.32 * half).map(|p| p.y);
    let edge = if upper { middle.fold(f32::MAX, f32::min) } else { middle.fold(f32::MIN, f32::max) };
    let arch = Arch::new(half, back, front - back);
    let (width, height) = if upper { (UPPER_WIDTH, UPPER_HEIGHT) } else { (LOWER_WIDTH, LOWER_HEIGHT) };
    let fit = if upper { 1.0 } else { 0.97 };
    let scale = arch.length() * fit / width.iter().sum::<f32>();
    let width = width.map(|w| w * scale);
    let height = height.map(|h| h * scale * 1.02);
    // Crowns grow down from the upper jaw and up from the lower.
    let grow = if upper { -1.0 } else { 1.0 };
    let enamel = linear([222, 212, 196]);
    let gum = linear([190, 104, 100]);
    let (mut points, mut faces, mut colors) = (Vec::new(), Vec::new(), Vec::new());
    for side in [1.0, -1.0] {
        let mut start = 0.0;
        for k in 0..fine.teeth {
            let centre = start + width[k] * 0.5;
            start += width[k];
            let offset = points.len() as u32;
            let depth_shade = curve(
                k as f32,
                &[(0.0, 1.0), (1.0, 0.92), (2.0, 0.70), (3.0, 0.36), (4.0, 0.18), (6.0, 0.06)],
            );
            for (t, inset) in fine.rows {
                let narrow = if k < 3 { 1.0 - 0.16 * (1.0 - t).powf(1.5) } else { 1.0 - 0.08 * (1.0 - t) };
                for c in 0..fine.across {
                    let x = -1.0 + 2.0 * c as f32 / (fine.across - 1) as f32;
                    let (p, n) = arch.at((centre + x * width[k] * 0.503 * narrow).max(0.0) * side);
                    let bulge = 0.020
                        * (1.0 - x.abs().powf(2.6))
                        * (0.55 + 0.45 * (std::f32::consts::PI * (t * 0.8 + 0.12).min(1.0)).sin())
                        - 0.012;
                    // Incisors end straight, the canine in a point.
                    let tip =
                        if k == 2 { 1.02 - 0.14 * x.abs().powf(1.4) } else { 1.0 - 0.06 * x.abs().powi(3) };
                    let y = edge + dy - grow * height[k] * (1.0 - t * tip);
                    let out = bulge - inset;
                    points.push(vec3(p.x + n.x * out, y, p.y + dz + n.y * out) * 0.1);
                    let gap = 1.0 - 0.24 * x.abs().powi(8);
                    let rooted = if *t < 0.06 { 0.5 } else { 0.0 };
                    let hidden = if *inset < 0.03 { 1.0 } else { 0.5 };
                    // The upper lip shades the roots of the upper teeth more than the lower lip those below.
                    let shaded = if upper { 0.42 + 0.58 * t } else { 0.55 + 0.45 * t };
                    let c = enamel * shaded * gap * depth_shade * (1.0 - rooted)
                        + gum * depth_shade * 0.8 * rooted;
                    colors.push((c * hidden).extend(1.0).to_array());
                }
            }
            grid(&mut faces, offset, fine.rows.len(), fine.across, (side < 0.0) != upper);
        }
    }
    let offset = points.len() as u32;
    let total = arch.length();
    let gum_rows = [(0.0, -0.030), (0.06, -0.006), (0.10, 0.004), (0.22, 0.008), (0.5, -0.002), (0.9, -0.03)];
    let mut ends = [0.0; 8];
    for k in 0..7 {
        ends[k + 1] = ends[k] + width[k];
    }
    for (t, out) in gum_rows {
        for g in 0..fine.gum {
            let s = -total + 2.0 * total * g as f32 / (fine.gum - 1) as f32;
            let a = s.abs();
            let (p, n) = arch.at(s);
            let k = ends.partition_point(|e| *e <= a).clamp(1, 7) - 1;
            let inside = ((a - ends[k]) / width[k]).clamp(0.0, 1.0);
            let wave = (std::f32::consts::PI * inside).sin();
            let h = height[k];
            let y = if t < 0.12 {
                edge + dy - grow * (h * (0.80 + 0.10 * wave) + t * 0.12)
            } else {
                edge + dy - grow * (h * 0.86 + t * 0.12)
            };
            points.push(vec3(p.x + n.x * out, y, p.y + dz + n.y * out) * 0.1);
            let shade = curve(a / total, &[(0.0, 0.8), (0.4, 0.4), (1.0, 0.1)]);
            colors.push((gum * shade).extend(1.0).to_array());
        }
    }
    grid(&mut faces, offset, gum_rows.len(), fine.gum, upper);
    outward(&points, &mut faces);
    (points, faces, colors)
}

fn grid(faces: &mut Vec<[u32; 4]>, offset: u32, rows: usize, columns: usize, turned: bool) {
    for r in 0..rows - 1 {
        for c in 0..columns - 1 {
            let id = |r: usize, c: usize| offset + (r * columns + c) as u32;
            let f = [id(r, c), id(r, c + 1), id(r + 1, c + 1), id(r + 1, c)];
            faces.push(if turned { [f[3], f[2], f[1], f[0]] } else { f });
        }
    }
}

/// Turns faces that look towards the middle of the mouth.
fn outward(points: &[Vec3], faces: &mut [[u32; 4]]) {
    let y = points.iter().map(|p| p.y).sum::<f32>() / points.len() as f32;
    let back = points.iter().map(|p| p.z).fold(f32::MAX, f32::min);
    let middle = vec3(0.0, y, back);
    for f in faces {
        let p = f.map(|v| points[v as usize]);
        let n = (p[2] - p[0]).cross(p[3] - p[1]);
        if n.dot((p[0] + p[1] + p[2] + p[3]) * 0.25 - middle) < 0.0 {
            f.reverse();
        }
    }
}
