//! The skin's textures: colour, roughness, relief, and the light that the lean level bakes in.
//!
//! Paints; where the texels lie on the head is given. Amounts follow the recipe.

use glam::{Vec2, Vec3, vec2, vec3};
use rayon::prelude::*;

use crate::{
    bake::BakeError,
    canvas::{Atlas, Gray, Paint, linear},
    data::HumanData,
    flesh::{self, tag},
    hair::{self, Comb},
    noise::{Rng, bell, fbm, hash3, smooth},
    paint::{brows::Brow, wrinkles, zones},
    quads::Split,
    recipe::{HairStyle, Recipe},
};

/// The painted masks of the data that skin uses.
#[derive(Debug)]
pub struct Masks {
    ears: Gray,
    lids: Gray,
    lips: Gray,
    nails: Gray,
}

impl Masks {
    /// Reads the masks.
    ///
    /// # Errors
    /// Missing or damaged files.
    pub fn new(data: &HumanData) -> Result<Self, BakeError> {
        Ok(Self {
            ears: data.mask("ears")?,
            lids: data.mask("eyelids")?,
            lips: data.mask("lips")?.blur(0.8),
            nails: data.mask("fingernails")?,
        })
    }
}

/// Per-vertex fields of the skin that paint needs, for the vertices of a [`Split`].
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    /// Canonical positions, decimetres.
    pub canon: &'a [Vec3],
    /// Openness, 1 free.
    pub open: &'a [f32],
    /// Share of the key dome that is seen, 1 all.
    pub lit: &'a [f32],
    /// Label of each quad.
    pub tags: &'a [u8],
    /// How the hair lies.
    pub comb: &'a Comb,
}

/// Painted skin, unlit, with the light beside it.
#[derive(Debug)]
pub struct SkinPaint {
    /// Colour without light.
    pub albedo: Paint,
    /// Openness a texel.
    pub open: Vec<f32>,
    /// Light from the key dome a texel.
    pub lit: Vec<f32>,
    /// Roughness a texel.
    pub rough: Vec<f32>,
    /// Relief a texel, about 0..=2.
    pub relief: Vec<f32>,
    atlas: Atlas,
}

struct Texel {
    color: Vec3,
    open: f32,
    lit: f32,
    rough: f32,
    relief: f32,
}

/// How far the edge of the upper lid that is seen lies from its rim, decimetres.
const LID_EDGE: f32 = 0.038;

/// Everything the painter of one texel looks at.
struct Painter<'a> {
    recipe: &'a Recipe,
    comb: &'a Comb,
    masks: &'a Masks,
    brows: [Brow; 2],
    lids: &'a [(Vec3, Vec3, bool)],
    nails: &'a (dyn Fn(Vec2) -> Option<Vec2> + Sync),
}

impl SkinPaint {
    /// Paints the skin into a square texture.
    ///
    /// `nails` gives the base texture coordinate of a body atlas coordinate, where there is one.
    pub fn new(
        size: usize,
        split: &Split,
        fields: Fields,
        recipe: &Recipe,
        masks: &Masks,
        lids: &[(Vec3, Vec3, bool)],
        nails: &(dyn Fn(Vec2) -> Option<Vec2> + Sync),
    ) -> Self {
        let atlas = Atlas::new(size, &split.triangles, &split.coords);
        let mut rng = Rng::new(u64::from(recipe.seed) + 1);
        let brows = [Brow::new(&recipe.brows, &mut rng), Brow::new(&recipe.brows, &mut rng)];
        let painter = Painter { recipe, comb: fields.comb, masks, brows, lids, nails };
        let texels: Vec<Texel> = atlas
            .cells
            .par_iter()
            .enumerate()
            .map(|(n, cell)| {
                let Some((triangle, w0, w1)) = *cell else {
                    return Texel { color: Vec3::ZERO, open: 1.0, lit: 1.0, rough: 0.5, relief: 0.0 };
                };
                let t = split.triangles[triangle as usize].map(|v| v as usize);
                let w = [w0, w1, 1.0 - w0 - w1];
                let mix = |f: &[f32]| f[t[0]] * w[0] + f[t[1]] * w[1] + f[t[2]] * w[2];
                let p = fields.canon[t[0]] * w[0] + fields.canon[t[1]] * w[1] + fields.canon[t[2]] * w[2];
                let label = fields.tags[(triangle / 2) as usize];
                let uv = vec2((n % size) as f32 + 0.5, size as f32 - (n / size) as f32 - 0.5) / size as f32;
                painter.texel(p, uv, label, mix(fields.open), mix(fields.lit))
            })
            .collect();
        let mut color: Vec<Vec3> = texels.iter().map(|t| t.color).collect();
        atlas.bleed(&mut color);
        Self {
            albedo: Paint { width: size, height: size, alpha: vec![1.0; color.len()], color },
            open: texels.iter().map(|t| t.open).collect(),
            lit: texels.iter().map(|t| t.lit).collect(),
            rough: texels.iter().map(|t| t.rough).collect(),
            relief: texels.iter().map(|t| t.relief).collect(),
            atlas,
        }
    }

    /// Colour with light baked in: `occlusion` and `key` are strengths 0..=1, `relief` the depth of pores.
    /// Shadows in skin are red, for light that has travelled through it.
    pub fn shaded(&self, occlusion: f32, key: f32, relief: f32) -> Paint {
        let size = self.albedo.width;
        let mut color: Vec<Vec3> = (0..size * size)
            .into_par_iter()
            .map(|n| {
                let shut = (1.0 - self.open[n]) * occlusion;
                let dim = (1.0 - self.lit[n]) * key;
                let shadow = |x: f32| {
                    vec3(1.0 - 0.82 * x, 1.0 - x, 1.0 - x) * vec3(1.0, 1.0 - 0.10 * x, 1.0 - 0.16 * x)
                };
                // Pores lit from above: the slope of the relief towards the top of the face (-u in the atlas).
                let x = n % size;
                let slope = if x > 0 && x + 1 < size { self.relief[n + 1] - self.relief[n - 1] } else { 0.0 };
                let pore = (1.0 + relief * slope.clamp(-0.6, 0.6)).clamp(0.6, 1.4);
                self.albedo.color[n] * shadow(shut) * shadow(dim) * pore
            })
            .collect();
        self.atlas.bleed(&mut color);
        Paint { width: size, height: size, alpha: vec![1.0; color.len()], color }
    }

    /// Tangent space normals of the relief.
    pub fn normals(&self, depth: f32) -> Vec<Vec3> {
        let size = self.albedo.width;
        let field = Gray { width: size, height: size, values: self.relief.clone() }.blur(0.7);
        (0..size * size)
            .into_par_iter()
            .map(|n| {
                let (x, y) = (n % size, n / size);
                let at = |x: usize, y: usize| field.values[y * size + x];
                let dx = at((x + 1).min(size - 1), y) - at(x.saturating_sub(1), y);
                let dy = at(x, (y + 1).min(size - 1)) - at(x, y.saturating_sub(1));
                vec3(-dx * depth * 0.5, dy * depth * 0.5, 1.0).normalize()
            })
            .collect()
    }
}

fn nearest(lids: &[(Vec3, Vec3, bool)], p: Vec3, upper_only: bool) -> f32 {
    let mut best = 1.0f32;
    for (a, b, upper) in lids {
        if upper_only && !upper {
            continue;
        }
        let along = *b - *a;
        let t = ((p - *a).dot(along) / along.length_squared().max(1e-12)).clamp(0.0, 1.0);
        best = best.min(p.distance_squared(*a + along * t));
    }
    best.sqrt()
}

impl Painter<'_> {
    fn texel(&self, p: Vec3, uv: Vec2, label: u8, open: f32, lit: f32) -> Texel {
        match label {
            tag::MOUTH => return mouth(p, open),
            tag::SOCKET => {
                let color = linear([170, 92, 84]) * smooth(0.0, 0.7, open);
                return Texel { color, open, lit: 1.0, rough: 0.3, relief: 0.0 };
            }
            _ => {}
        }
        let skin = &self.recipe.skin;
        let tone = linear(skin.tone);
        let blood = vec3(tone.x * 0.80, tone.y * 0.34, tone.z * 0.28);
        let ap = vec3(p.x.abs(), p.y, p.z);
        let face = label == tag::HEAD;
        let base = if face { flesh::base_coord(uv) } else { Vec2::ZERO };
        let mut c = tone;
        let mix = |c: &mut Vec3, to: Vec3, w: f32| *c = c.lerp(to, w.clamp(0.0, 1.0));
        // Mottling on three scales.
        let n1 = fbm(p * 4.0, 3, 1);
        let n2 = fbm(p * 14.0, 3, 7);
        let n3 = fbm(p * 60.0, 2, 11);
        let even = 1.0 - 0.6 * skin.makeup.foundation;
        mix(&mut c, blood, 0.11 * even * smooth(0.35, 0.75, n1));
        mix(&mut c, blood, 0.09 * even * smooth(0.4, 0.8, n2));
        c *= 1.0 + (0.09 * (n3 - 0.5) + 0.08 * (n2 - 0.5)) * even;
        let mut rough = 0.50 + 0.06 * (n2 - 0.5);
        // A shut lid is its fold drawn out: paint in there becomes streaks, so there is none.
        let lid = if label == tag::HEAD && ap.x < 0.6 && (7.2..7.5).contains(&p.y) && p.z > 0.8 {
            smooth(0.16, 0.09, nearest(self.lids, p, true))
        } else {
            0.0
        };
        let mut relief =
            0.5 * lid + (1.0 - lid) * (0.55 * fbm(p * 110.0, 2, 61) + 0.45 * fbm(p * 45.0, 2, 71));
        if label == tag::HAND {
            if let Some(t) = (self.nails)(uv) {
                let nail = self.masks.nails.sample(t);
                mix(&mut c, linear([226, 168, 152]), 0.6 * nail);
                rough -= 0.15 * nail;
            }
            mix(&mut c, blood, 0.12);
        }
        if label == tag::NECK {
            // Its strip of the texture is coarser along the neck than around it: relief would be streaks.
            relief = 0.5 + 0.25 * (relief - 0.5);
            self.beard(&mut c, p, 0.0, n2);
        }
        if !face {
            return Texel { color: c, open, lit, rough, relief };
        }
        let red = skin.redness;
        // Golden forehead, red cheeks, nose, chin and ears.
        mix(
            &mut c,
            tone * vec3(1.06, 1.03, 0.92),
            0.35 * bell(ap, vec3(0.0, 7.85, 1.35), vec3(0.6, 0.25, 0.5)),
        );
        mix(&mut c, blood, 1.1 * red * bell(ap, vec3(0.50, 6.98, 1.25), vec3(0.24, 0.17, 0.35)));
        mix(&mut c, blood, 0.9 * red * bell(ap, vec3(0.0, 6.93, 1.68), vec3(0.13, 0.11, 0.16)));
        mix(&mut c, blood, 0.7 * red * bell(ap, vec3(0.13, 6.86, 1.5), vec3(0.09, 0.08, 0.12)));
        mix(&mut c, blood, 0.5 * red * bell(ap, vec3(0.0, 6.33, 1.5), vec3(0.2, 0.09, 0.2)));
        c = zones::zones(c, ap, skin);
        let ears = if ap.x > 0.5 { self.masks.ears.sample(base) } else { 0.0 };
        mix(&mut c, blood, 1.1 * red * ears);
        // Eyes: lids, the skin beneath, the wet rim, the lash line.
        mix(
            &mut c,
            tone * vec3(0.70, 0.55, 0.52),
            0.20 * bell(ap, vec3(0.29, 7.13, 1.42), vec3(0.17, 0.05, 0.2)),
        );
        let lids = if ap.x < 0.8 { self.masks.lids.sample(base) } else { 0.0 };
        mix(&mut c, tone * vec3(0.80, 0.62, 0.56), 0.22 * smooth(0.2, 0.8, lids) * smooth(7.24, 7.34, p.y));
        if ap.x < 0.6 && (7.0..7.6).contains(&p.y) && p.z > 0.8 {
            let rim = nearest(self.lids, p, false);
            mix(&mut c, linear([158, 88, 78]), 0.55 * (-(rim / 0.016).powi(2)).exp());
            // The upper rim turns inwards; what is seen of the lid begins some 4 mm further out, at the lashes.
            let line = (nearest(self.lids, p, true) - LID_EDGE).max(0.0);
            let sex = self.recipe.phenotype.sex;
            mix(&mut c, linear([30, 20, 18]), (0.70 - 0.15 * sex) * smooth(0.016, 0.003, line));
            let shade = c * vec3(0.62, 0.52, 0.5);
            mix(&mut c, shade, 0.32 * (-(line / 0.03).powi(2)).exp());
            c = zones::lid(c, p, line, rim, self.recipe);
        }
        // Lips: vertical lines, darker where they meet.
        let lips = smooth(0.12, 0.75, self.masks.lips.sample(base));
        let lines = if lips > 0.0 { fbm(vec3(p.x * 60.0, p.y * 6.0, p.z * 6.0), 2, 21) } else { 0.5 };
        let lip = linear(skin.lips) * (0.84 + 0.30 * lines);
        mix(&mut c, lip, skin.lip_strength * lips);
        rough += (0.34 - 0.14 * skin.makeup.gloss - rough) * lips;
        relief = relief * (1.0 - 0.5 * lips) + 0.9 * lips * lines;
        let furrow = wrinkles::depth(p, &self.recipe.phenotype, skin.wrinkles) * (1.0 - lips);
        c *= Vec3::ONE - vec3(0.34, 0.45, 0.5) * furrow;
        relief -= 2.2 * furrow;
        self.beard(&mut c, p, lips, n2);
        self.spots(&mut c, p, blood);
        for (brow, side) in self.brows.iter().zip([1.0, -1.0]) {
            let density = brow.density(vec3(p.x * side, p.y, p.z));
            mix(&mut c, linear(self.recipe.brows.color), self.recipe.brows.strength * density);
            rough += 0.15 * density;
        }
        self.scalp(&mut c, p, ears);
        // Fine lines across the forehead; the T-zone shines.
        let across = fbm(vec3(p.x * 8.0, p.y * 90.0, p.z * 8.0), 2, 81);
        relief += 0.25 * across * bell(ap, vec3(0.0, 7.85, 1.35), vec3(0.5, 0.2, 0.5));
        rough -= 0.06 * bell(ap, vec3(0.0, 7.85, 1.4), vec3(0.35, 0.25, 0.4))
            + 0.06 * bell(ap, vec3(0.0, 7.15, 1.6), vec3(0.12, 0.3, 0.2));
        Texel { color: c, open, lit, rough: rough.clamp(0.15, 1.0), relief }
    }

    /// Shaved beard: an even blue-brown shadow and single stubs.
    fn beard(&self, c: &mut Vec3, p: Vec3, lips: f32, n2: f32) {
        let amount = self.recipe.skin.stubble;
        if amount == 0.0 {
            return;
        }
        let ax = p.x.abs();
        // Chin, lip and jaw; a soft upper edge from the mouth's corner to the ear; thinner under the jaw.
        let upper = 6.92 + 0.22 * smooth(0.45, 0.8, ax) - 0.10 * smooth(0.12, 0.3, ax) * smooth(0.5, 0.3, ax);
        let field = smooth(upper + 0.10, upper - 0.16, p.y)
            * smooth(0.15, 0.6, p.z)
            * smooth(5.85, 6.25, p.y)
            * (1.0 - lips)
            * (1.0 - 0.65 * bell(vec3(ax, p.y, p.z), vec3(0.40, 6.80, 1.30), vec3(0.14, 0.12, 0.4)));
        let shadow = vec3(c.x * 0.46, c.y * 0.50, c.z * 0.56);
        *c = c.lerp(shadow, amount * field * (0.75 + 0.25 * n2));
        let cell = (p * 300.0).floor();
        let stub = hash3(cell.x as i32, cell.y as i32, cell.z as i32, 5);
        if stub > 0.74 {
            *c = c.lerp(*c * 0.55, 0.75 * amount * field);
        }
    }

    /// Freckles, and a few moles that everybody has.
    fn spots(&self, c: &mut Vec3, p: Vec3, blood: Vec3) {
        let f = self.recipe.skin.freckles;
        if f > 0.0 {
            let spot =
                smooth(0.66, 0.74, fbm(p * 26.0, 2, 91)) * smooth(7.6, 7.0, p.y) * smooth(6.5, 6.8, p.y);
            *c = c.lerp(blood * 0.7, 0.5 * f * spot);
        }
    }

    /// The scalp seen through the hair, and the soft hairline.
    fn scalp(&self, c: &mut Vec3, p: Vec3, ears: f32) {
        let style = &self.recipe.hair;
        if style.style == HairStyle::Bald {
            return;
        }
        let edge = hair::hairline(p) + 0.09 * (fbm(p * 6.0, 3, 31) - 0.5);
        if edge < -0.20 {
            return;
        }
        // Deep under the hair nobody sees strands.
        let strand = if edge < 0.45 { self.comb.strand(p, 0.028, 10, 41) } else { 0.4 };
        // A shade of short hairs first, then single hairs, then all of them.
        let shade = 0.50 * smooth(-0.17, 0.12, edge);
        let hairs = smooth(-0.06, 0.14, edge + 0.20 * (strand - 0.60));
        let density = shade.max(hairs) * (1.0 - (ears * 1.5).clamp(0.0, 1.0));
        let root = linear(style.color).lerp(linear(style.highlight), 0.30 * strand) * (0.75 + 0.4 * strand);
        *c = c.lerp(root, 0.94 * density);
    }
}

fn mouth(p: Vec3, open: f32) -> Texel {
    // The cavity darkens quickly behind the lips.
    let depth = smooth(0.70, 1.30, p.z);
    let color = linear([140, 56, 54]) * (0.7 + 0.5 * fbm(p * 10.0, 3, 51)) * depth * depth;
    Texel { color: color.max(vec3(0.010, 0.002, 0.002)), open, lit: 1.0, rough: 0.35, relief: 0.0 }
}
