//! The volume of the hair: the scalp's own surface raised to the hair's height, combed in relief, with the
//! strands painted along the flow.

use glam::{Vec2, Vec3, vec2, vec3};

use crate::{
    canvas::{Atlas, Paint, linear},
    glb::Surface,
    hair::{self, Comb, coily},
    noise::{fbm, smooth},
    quads::{self, Part},
    recipe::{Hair, HairStyle},
    skeleton::Skeleton,
};

/// The hair's surface over the scalp.
#[derive(Debug)]
pub struct Shell {
    /// Quads over the base mesh.
    pub part: Part,
    /// Outer surface, metres.
    pub points: Vec<Vec3>,
    /// Its normals.
    pub normals: Vec<Vec3>,
    /// Canonical points of the skin beneath, decimetres.
    pub canon: Vec<Vec3>,
    /// The skin beneath, metres.
    pub skin: Vec<Vec3>,
}

/// Direction that the texture's middle looks to: up and back.
const AXIS: Vec3 = vec3(0.0, 0.84, -0.54);

/// Texture coordinate of a canonical point of the scalp: equidistant about the crown, 132 degrees at the rim.
pub fn coord(p: Vec3) -> Vec2 {
    let d = (p - vec3(0.0, 7.45, 0.15)).normalize_or(AXIS);
    let right = Vec3::X;
    let down = AXIS.cross(right);
    let angle = d.dot(AXIS).clamp(-1.0, 1.0).acos().to_degrees() / 132.0 * 0.5;
    let around = vec2(d.dot(right), d.dot(down)).normalize_or(Vec2::X);
    (vec2(0.5, 0.5) + around * angle).clamp(Vec2::splat(0.001), Vec2::splat(0.999))
}

impl Shell {
    /// Raises the scalp of a skin part. `points` and `normals` are the skin's.
    pub fn new(
        skin: &Part,
        points: &[Vec3],
        normals: &[Vec3],
        canon: &[Vec3],
        style: &Hair,
        comb: &Comb,
    ) -> Self {
        let keep = |f: usize| {
            let c = skin.faces[f].map(|v| canon[v as usize]);
            skin.tags[f] == crate::flesh::tag::HEAD
                && c.iter().any(|p| hair::hairline(*p) > -0.05)
                && c.iter().all(|p| !hair::is_ear(*p) && hair::hairline(*p) > -0.25)
        };
        // Row order of `filter` is not the skin's; carry positions through a second gather.
        let mut order: Vec<u32> = Vec::new();
        let mut seen = vec![false; skin.rows.len()];
        let mut part = Part::default();
        for f in (0..skin.faces.len()).filter(|f| keep(*f)) {
            for v in skin.faces[f] {
                if !seen[v as usize] {
                    seen[v as usize] = true;
                    order.push(v);
                }
            }
        }
        let mut local = vec![0u32; skin.rows.len()];
        for (n, v) in order.iter().enumerate() {
            local[*v as usize] = n as u32;
            part.rows.push(skin.rows[*v as usize].clone());
        }
        for f in (0..skin.faces.len()).filter(|f| keep(*f)) {
            let face = skin.faces[f].map(|v| local[v as usize]);
            part.coords.push(skin.faces[f].map(|v| coord(canon[v as usize])));
            part.faces.push(face);
            part.tags.push(skin.tags[f]);
        }
        let canon: Vec<Vec3> = order.iter().map(|v| canon[*v as usize]).collect();
        let around = quads::neighbours(order.len(), &part.faces);
        let mut height: Vec<Vec3> = canon
            .iter()
            .map(|p| {
                let lock = comb.strand(*p, 0.17, 5, 301) - 0.5;
                let fine = comb.strand(*p, 0.08, 5, 302) - 0.5;
                let h = hair::volume(*p, style);
                if matches!(style.style, HairStyle::Afro | HairStyle::Crop) {
                    // No locks: an uneven cloud.
                    let cloud = fbm(*p * 5.0, 3, 303) - 0.5;
                    return Vec3::splat((h * (1.0 + 0.30 * cloud)).max(0.0004));
                }
                Vec3::splat((h * (1.0 + 0.42 * lock + 0.16 * fine)).max(0.0004))
            })
            .collect();
        quads::relax(&mut height, &around, |_| 0.25, 1);
        let mut raised: Vec<Vec3> = order
            .iter()
            .zip(&height)
            .zip(&canon)
            .map(|((v, h), p)| {
                let lay = comb.flow(*p) * 0.35 * hair::top(*p);
                points[*v as usize] + (normals[*v as usize] + lay).normalize() * h.x
            })
            .collect();
        quads::relax(&mut raised, &around, |v| 0.25 * smooth(0.0, 0.1, hair::hairline(canon[v])), 2);
        let normals = quads::normals(&raised, &part.faces);
        let skin = order.iter().map(|v| points[*v as usize]).collect();
        Self { part, points: raised, normals, canon, skin }
    }

    /// Triangles, for occlusion on the skin beneath.
    pub fn triangles(&self) -> Vec<[Vec3; 3]> {
        let inside = |f: &&[u32; 4]| f.iter().all(|v| hair::hairline(self.canon[*v as usize]) > 0.05);
        self.part
            .faces
            .iter()
            .filter(inside)
            .flat_map(|f| {
                let p = f.map(|v| self.points[v as usize]);
                [[p[0], p[1], p[2]], [p[0], p[2], p[3]]]
            })
            .collect()
    }

    /// The surface in two pieces: closed hair, and the rim that fades out.
    pub fn surfaces(&self, skeleton: &Skeleton, closed: usize, rim: usize) -> [Surface; 2] {
        let solid = |f: &[u32; 4]| f.iter().all(|v| hair::hairline(self.canon[*v as usize]) > 0.26);
        [(true, closed), (false, rim)].map(|(inner, material)| {
            let mut s = self.pieces(skeleton, |f| solid(f) == inner, |_| 0.0).0;
            s.material = material;
            s
        })
    }

    /// A layer of loose coils, `off` metres over the volume; less at the hairline. Its alpha is scaled by `dense`.
    pub fn layer(&self, skeleton: &Skeleton, off: f32, dense: f32) -> Surface {
        let edge = |v: usize| hair::hairline(self.canon[v]);
        let keep = |f: &[u32; 4]| f.iter().all(|v| edge(*v as usize) > 0.04);
        let (mut s, source) = self.pieces(skeleton, keep, |v| {
            let clump = (fbm(self.canon[v] * 6.5, 2, 413) * 2.6 - 0.5).clamp(0.1, 1.8);
            off * clump * smooth(0.0, 0.45, edge(v))
        });
        s.colors =
            source.iter().map(|v| [1.0, 1.0, 1.0, dense * smooth(0.03, 0.16, edge(*v as usize))]).collect();
        s
    }

    /// Chosen quads, raised by metres a vertex, and the shell's vertex behind each of theirs.
    fn pieces(
        &self,
        skeleton: &Skeleton,
        keep: impl Fn(&[u32; 4]) -> bool,
        raise: impl Fn(usize) -> f32,
    ) -> (Surface, Vec<u32>) {
        let (joint, weight) = Skeleton::rigid(skeleton.head);
        let chosen: Vec<usize> = (0..self.part.faces.len()).filter(|f| keep(&self.part.faces[*f])).collect();
        let faces: Vec<[u32; 4]> = chosen.iter().map(|f| self.part.faces[*f]).collect();
        let coords: Vec<[Vec2; 4]> = chosen.iter().map(|f| self.part.coords[*f]).collect();
        let split = quads::split_seams(&faces, &coords);
        let place = |v: &u32| self.points[*v as usize] + self.normals[*v as usize] * raise(*v as usize);
        let surface = Surface {
            positions: split.source.iter().map(place).collect(),
            normals: split.source.iter().map(|v| self.normals[*v as usize]).collect(),
            coords: split.coords,
            colors: Vec::new(),
            joints: vec![joint; split.source.len()],
            weights: vec![weight; split.source.len()],
            triangles: split.triangles,
            material: 0,
            morphs: Vec::new(),
        };
        (surface, split.source)
    }

    /// Canonical points under a square texture of the shell; `None` where it is empty.
    fn map(&self, size: usize) -> Vec<Option<Vec3>> {
        let split = quads::split_seams(&self.part.faces, &self.part.coords);
        let atlas = Atlas::new(size, &split.triangles, &split.coords);
        let point = |(triangle, a, b): (u32, f32, f32)| {
            let p = split.triangles[triangle as usize].map(|v| self.canon[split.source[v as usize] as usize]);
            p[0] * a + p[1] * b + p[2] * (1.0 - a - b)
        };
        atlas.cells.into_iter().map(|cell| cell.map(point)).collect()
    }

    /// The picture of loose coils for the layers: rings and dots, clear between them.
    pub fn fuzz(&self, size: usize, style: &Hair) -> Paint {
        let (dark, light) = (linear(style.color), linear(style.highlight));
        let map = self.map(size);
        Paint::from_fn(size, size, |x, y| {
            let Some(p) = map[y * size + x] else { return (dark, 0.0) };
            let t = coily::tone(p);
            let clump = fbm(p * 11.0, 2, 411);
            let color = dark.lerp(light, 0.05 + 0.55 * t * t) * (0.65 + 0.45 * t);
            (color, smooth(0.56, 0.86, 0.72 * t + 0.46 * clump))
        })
    }

    /// The texture: strands along the flow, dark in the depth and near the skin, with the rim's alpha. `scalp` is
    /// the skin's colour.
    pub fn texture(&self, size: usize, style: &Hair, comb: &Comb, open: &[f32], scalp: Vec3) -> Paint {
        let split = quads::split_seams(&self.part.faces, &self.part.coords);
        let atlas = Atlas::new(size, &split.triangles, &split.coords);
        let (dark, light) = (linear(style.color), linear(style.highlight));
        let parting = scalp.lerp(dark, 0.35) * 0.8;
        let sheet =
            matches!(style.style, HairStyle::Bob | HairStyle::Long | HairStyle::Bun | HairStyle::Ponytail);
        let mut paint = Paint::from_fn(size, size, |x, y| {
            let Some((triangle, w0, w1)) = atlas.cells[y * size + x] else { return (dark, 0.0) };
            let t = split.triangles[triangle as usize].map(|v| split.source[v as usize] as usize);
            let w = [w0, w1, 1.0 - w0 - w1];
            let p = self.canon[t[0]] * w[0] + self.canon[t[1]] * w[1] + self.canon[t[2]] * w[2];
            let mix = |f: &[f32]| f[t[0]] * w[0] + f[t[1]] * w[1] + f[t[2]] * w[2];
            let coily = matches!(style.style, HairStyle::Afro | HairStyle::Crop | HairStyle::Curly);
            if coily {
                let t = coily::tone(p);
                let mut c = dark.lerp(light, 0.02 + 0.50 * t * t) * (0.45 + 0.60 * t);
                c *= (0.45 + 0.55 * mix(open)) * (0.85 + 0.30 * fbm(p * 6.0, 2, 311));
                let edge = hair::hairline(p) + 0.05 * (fbm(p * 9.0, 3, 31) - 0.5);
                return (c, smooth(-0.04, 0.20, edge + 0.24 * (t - 0.5)));
            }
            let lock = comb.strand(p, 0.15, 4, 301);
            let fine = comb.strand(p, 0.06, 5, 302);
            let thread = comb.strand(p, 0.020, 10, 303);
            let tone = smooth(0.15, 0.95, 0.22 * lock + 0.28 * fine + 0.50 * thread);
            let mut c = dark.lerp(light, 0.04 + 0.62 * tone);
            // Valleys between locks are deep.
            c *= 0.62 + 0.45 * smooth(0.10, 0.60, 0.55 * lock + 0.45 * fine);
            c *= if sheet { 0.62 + 0.30 * mix(open) } else { 0.35 + 0.65 * mix(open) };
            // A soft ring of light about the crown, broken up by the strands.
            let n = (self.normals[t[0]] * w[0] + self.normals[t[1]] * w[1] + self.normals[t[2]] * w[2])
                .normalize_or(Vec3::Y);
            let ring = (-((n.dot(vec3(-0.25, 0.78, 0.58)) - 0.86) / 0.16).powi(2)).exp();
            c += light * (0.55 * ring * thread * thread * (0.4 + 0.6 * fine));
            c *= 0.92 + 0.16 * fbm(p * 2.0, 2, 311);
            if matches!(style.style, HairStyle::Bob | HairStyle::Long) {
                // The parting: a line of scalp between the roots.
                let line = (-((p.x - 0.33 * style.parting) / 0.022).powi(2)).exp();
                c = c.lerp(parting, 0.75 * line * smooth(0.05, 0.20, hair::hairline(p)));
            }
            let edge = hair::hairline(p) + 0.05 * (fbm(p * 9.0, 3, 31) - 0.5);
            let alpha = {
                // Single strands reach out of the edge; only near it are they worth their steps.
                let single = if edge < 0.30 { comb.strand(p, 0.013, 10, 304) } else { 0.5 };
                smooth(-0.03, 0.20, edge + 0.16 * (single - 0.55) + 0.05 * (thread - 0.5))
            };
            (c, alpha)
        });
        atlas.bleed(&mut paint.color);
        paint
    }
}
