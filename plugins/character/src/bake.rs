//! Baking: from data and recipe to two files, in the order in which the parts need each other.
//!
//! Shape, clothes, hair, light on the skin, paint, then each level's surfaces. Every module it calls owns its
//! constants; this one owns only the order and the materials.

mod clothes;
mod level;

use glam::{Vec3, vec3};

use crate::{
    canvas::{Paint, linear},
    cloth::{self, Cut, Garment},
    data::{DataError, HumanData},
    eyes::{self, Ball},
    flesh::{self, Cuts, Flesh, tag},
    hair::{self, Comb, Dress, cards::Growth, shell::Shell},
    noise::smooth,
    paint::cloth::ClothPaint,
    paint::skin::{Fields, Masks, SkinPaint},
    phenotype::Person,
    quads::{self, Part},
    ray::Scene,
    recipe::{HairStyle, Recipe},
    rest,
    skeleton::Skeleton,
    teeth,
};

/// Why a person could not be baked.
#[derive(Debug, thiserror::Error)]
pub enum BakeError {
    /// The human data is missing or damaged.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The recipe's `shape` names a target that the data does not have.
    #[error(
        "the recipe's shape names the target `{name}`, which the human data does not have; look in mpfb2/targets"
    )]
    UnknownTarget {
        /// The name.
        name: String,
    },
    /// The recipe's `rest` names a face unit that does not exist.
    #[error(
        "the recipe's rest names the face unit `{name}`, which is none of the 52; write it as ARKit does"
    )]
    UnknownFaceUnit {
        /// The name.
        name: String,
    },
    /// The rig has no head.
    #[error(
        "the rig of the human data has no bone `mixamorig:Head`; delete the pack and run `cargo xtask assets`"
    )]
    NoHeadBone,
    /// A texture could not be encoded.
    #[error("cannot encode the texture `{name}`")]
    Encode {
        /// The texture.
        name: &'static str,
        /// What the encoder said.
        #[source]
        source: image::ImageError,
    },
}

/// A baked person.
#[derive(Debug)]
pub struct Baked {
    /// For a GPU: `NAME.glb`.
    pub full: Vec<u8>,
    /// For software rendering: `NAME.lean.glb`.
    pub lean: Vec<u8>,
    /// What was made.
    pub report: BakeReport,
}

/// Sizes of what was baked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BakeReport {
    /// Shape targets that were mixed.
    pub targets: usize,
    /// Height of the person, metres.
    pub height: f32,
    /// The full level.
    pub full: LevelReport,
    /// The lean level.
    pub lean: LevelReport,
}

/// Sizes of one level.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LevelReport {
    /// Name, vertices and triangles of each mesh.
    pub meshes: Vec<(String, usize, usize)>,
    /// Bytes of the file.
    pub bytes: usize,
}

impl LevelReport {
    /// Vertices of all meshes.
    pub fn vertices(&self) -> usize {
        self.meshes.iter().map(|m| m.1).sum()
    }
}

/// Bakes a person. The same data and recipe give the same bytes.
///
/// # Errors
/// Missing data, or names in the recipe that the data does not know.
pub fn bake(data: &HumanData, recipe: &Recipe) -> Result<Baked, BakeError> {
    let body = Body::new(data, recipe, [HEAD_TEXTURE, HAIR_TEXTURE])?;
    let (full, lean) = rayon::join(|| body.level(&FULL), || body.level(&LEAN));
    let ((full, full_report), (lean, lean_report)) = (full?, lean?);
    let height = body.person.rest[..crate::phenotype::BODY_VERTICES].iter().map(|p| p.y).fold(0.0, f32::max);
    Ok(Baked {
        full,
        lean,
        report: BakeReport {
            targets: body.person.target_count,
            height,
            full: full_report,
            lean: lean_report,
        },
    })
}

/// The lean file alone, in a fraction of the time: for trying a recipe out. The head is painted at the lean level's
/// own resolution instead of being scaled down to it.
///
/// # Errors
/// As [`bake`].
pub fn preview(data: &HumanData, recipe: &Recipe) -> Result<Vec<u8>, BakeError> {
    Ok(Body::new(data, recipe, [LEAN_HEAD_TEXTURE, HAIR_TEXTURE / 4])?.level(&LEAN)?.0)
}

/// What differs between the two files.
struct Level {
    /// Subdivisions of skin, shell and cloth.
    subdivisions: usize,
    /// Segments round an eye.
    eye_segments: usize,
    teeth: teeth::Fineness,
    /// Lower end of the trousers, canonical decimetres.
    trousers: f32,
    /// Strips of hair over the volume.
    strips: Growth,
    /// Vertices left of body, shirt, hair volume, trousers and head; 0 for all.
    thin: [usize; 5],
    /// Light and relief are painted in.
    painted_light: bool,
}

const FULL: Level = Level {
    subdivisions: 1,
    eye_segments: 36,
    teeth: teeth::FINE,
    trousers: -7.4,
    strips: hair::cards::DENSE,
    thin: [0; 5],
    painted_light: false,
};

const LEAN: Level = Level {
    subdivisions: 0,
    eye_segments: 16,
    teeth: teeth::COARSE,
    trousers: -1.2,
    strips: hair::cards::SPARSE,
    thin: [1090, 1300, 800, 180, 3450],
    painted_light: true,
};

const HEAD_TEXTURE: usize = 2048;
const LEAN_HEAD_TEXTURE: usize = 1024;
const BODY_TEXTURE: usize = 512;
const HAIR_TEXTURE: usize = 1024;
const TOP_TEXTURE: usize = 1024;
const TROUSERS_TEXTURE: usize = 256;

/// Everything that both levels share.
struct Body<'a> {
    data: &'a HumanData,
    recipe: &'a Recipe,
    person: Person,
    skeleton: Skeleton,
    flesh: Flesh,
    balls: [Ball; 2],
    head_paint: SkinPaint,
    body_paint: SkinPaint,
    /// Top and trousers, fine; their texture space is the lean level's too.
    fine_clothes: [LitGarment; 2],
    /// The lean level's top, before it is thinned.
    coarse_top: Garment,
    hair: Option<(Shell, Paint, Dress)>,
}

/// A garment and the light on it.
struct LitGarment {
    garment: Garment,
    paint: ClothPaint,
    /// How open the place of each painted vertex is, and how much of the key light it sees.
    light: Vec<[f32; 2]>,
}

/// A skin part with its points.
struct Skin {
    part: Part,
    points: Vec<Vec3>,
    normals: Vec<Vec3>,
    /// Where each normal is turned to, and how far.
    tilt: Vec<Vec3>,
}

impl Skin {
    fn new(flesh: &Flesh, level: usize, person: &Person, hair: bool) -> Self {
        let base = &flesh.part;
        let mut part = base.clone();
        for _ in 0..level {
            part = part.subdivide();
        }
        let points = part.gather(&person.rest);
        let canon = part.gather(&person.canon);
        let mut tilt: Vec<Vec3> = canon
            .iter()
            .map(|p| {
                let near_eye = p.x.abs() < 0.62 && (7.0..7.5).contains(&p.y) && p.z > 0.8;
                if near_eye {
                    return Vec3::Z * (0.6 * smooth(0.045, 0.012, flesh.lid_distance(*p)));
                }
                // Skin under hair has no shine of its own: it looks down, away from the lights.
                let scalp = hair && !hair::is_ear(*p);
                let amount = if scalp { 0.85 * smooth(-0.08, 0.03, hair::hairline(*p)) } else { 0.0 };
                vec3(p.x.clamp(-0.5, 0.5), -0.8, 0.5 * smooth(-0.4, 0.4, p.z)).normalize() * amount
            })
            .collect();
        for (face, label) in part.faces.iter().zip(&part.tags) {
            if matches!(*label, tag::SOCKET | tag::MOUTH) {
                face.iter().for_each(|v| tilt[*v as usize] = Vec3::Z * 0.5);
            }
        }
        let normals = flesh::tilted_normals(&points, &part.faces, &tilt);
        Self { part, points, normals, tilt }
    }
}

fn quad_triangles(points: &[Vec3], faces: &[[u32; 4]]) -> impl Iterator<Item = [Vec3; 3]> {
    faces.iter().flat_map(|f| {
        let p = f.map(|v| points[v as usize]);
        [[p[0], p[1], p[2]], [p[0], p[2], p[3]]]
    })
}

/// Where the painted key light comes from: a soft dome above and in front.
const KEY: Vec3 = vec3(0.10, 0.52, 0.85);

impl<'a> Body<'a> {
    fn new(data: &'a HumanData, recipe: &'a Recipe, textures: [usize; 2]) -> Result<Self, BakeError> {
        let mut person = Person::new(data, recipe)?;
        let balls = [eyes::ball(data, &person, "l")?, eyes::ball(data, &person, "r")?];
        let mut skeleton = Skeleton::new(data, &person, balls.map(|b| b.center))?;
        rest::relax_hands(&mut skeleton, &mut person);
        let outfit = &recipe.outfit;
        let cut = Cut::of(outfit);
        let cuts = Cuts { collar: Cut::collar(outfit), sleeve: cut.bare_arm() };
        let flesh = Flesh::new(data, &person, &cuts);
        let skin = Skin::new(&flesh, 1, &person, false);
        let canon = skin.part.gather(&person.canon);
        let [shirt, coarse_top] = cloth::tops(data, &person, &skeleton, outfit);
        let comb = Comb::new(&recipe.hair);
        let shell = (recipe.hair.style != HairStyle::Bald)
            .then(|| Shell::new(&skin.part, &skin.points, &skin.normals, &canon, &recipe.hair, &comb));
        // What shades the skin: itself, the eyes, the shirt, the hair.
        let mut solid: Vec<[Vec3; 3]> = quad_triangles(&skin.points, &skin.part.faces).collect();
        for (side, group) in [(0, "helper-l-eye"), (1, "helper-r-eye")] {
            let ball = balls[side];
            for quad in data.quads(group) {
                // A little smaller than the ball, so that lids are not shut in by what they lie on.
                let p = quad.v.map(|v| ball.center + (person.rest[v as usize] - ball.center) * 0.97);
                solid.push([p[0], p[1], p[2]]);
                solid.push([p[0], p[2], p[3]]);
            }
        }
        // The band lies on the cloth: it would shade more than it does.
        let cloth: Vec<[u32; 4]> = (0..shirt.part.faces.len())
            .filter(|f| matches!(shirt.part.tags[*f], cloth::tag::OUTSIDE | cloth::tag::RIM))
            .map(|f| shirt.part.faces[f])
            .collect();
        solid.extend(quad_triangles(&shirt.points, &cloth));
        let dress =
            shell.as_ref().map(|s| Dress::new(&Scene::new(solid.clone()), s, &recipe.hair, recipe.seed));
        if let (Some(shell), Some(dress)) = (&shell, &dress) {
            solid.extend(shell.triangles());
            solid.extend(dress.triangles());
        }
        let scene = Scene::new(solid);
        let open = scene.openness(&skin.points, &skin.normals, 40, 0.12);
        let lit = key_light(&scene, &skin.points, &skin.normals);
        let masks = Masks::new(data)?;
        let paint = |size: usize, keep: &dyn Fn(u8) -> bool| {
            let chosen: Vec<usize> =
                (0..skin.part.faces.len()).filter(|f| keep(skin.part.tags[*f])).collect();
            let faces: Vec<[u32; 4]> = chosen.iter().map(|f| skin.part.faces[*f]).collect();
            let coords: Vec<_> = chosen.iter().map(|f| skin.part.coords[*f]).collect();
            let tags: Vec<u8> = chosen.iter().map(|f| skin.part.tags[*f]).collect();
            let split = quads::split_seams(&faces, &coords);
            let pick = |f: &[f32]| -> Vec<f32> { split.source.iter().map(|v| f[*v as usize]).collect() };
            let at: Vec<Vec3> = split.source.iter().map(|v| canon[*v as usize]).collect();
            let fields =
                Fields { canon: &at, open: &pick(&open), lit: &pick(&lit), tags: &tags, comb: &comb };
            let nails = |uv| flesh.hand_coord(uv);
            SkinPaint::new(size, &split, fields, recipe, &masks, &flesh.lid_edges, &nails)
        };
        let head_paint = paint(textures[0], &is_head);
        let body_paint = paint(BODY_TEXTURE, &|t| !is_head(t));
        let hair = shell.zip(dress).map(|(shell, dress)| {
            let open = scene.openness(&shell.points, &shell.normals, 24, 0.05);
            // Beneath sheets little of it is seen.
            let size = if dress.is_sheet() { textures[1] / 2 } else { textures[1] };
            let texture = shell.texture(size, &recipe.hair, &comb, &open, linear(recipe.skin.tone));
            (shell, texture, dress)
        });
        let trousers = cloth::trousers(data, &person, 1, cut.hem, FULL.trousers);
        let fine_clothes = [
            LitGarment::new(shirt, &scene, outfit, TOP_TEXTURE, true),
            LitGarment::new(trousers, &scene, outfit, TROUSERS_TEXTURE, false),
        ];
        Ok(Self {
            fine_clothes,
            coarse_top,
            data,
            recipe,
            person,
            skeleton,
            flesh,
            balls,
            head_paint,
            body_paint,
            hair,
        })
    }
}

fn is_head(label: u8) -> bool {
    matches!(label, tag::HEAD | tag::MOUTH | tag::SOCKET | tag::NECK)
}

/// Share of a soft dome about [`KEY`] that points see, weighted by how much they face it.
fn key_light(scene: &Scene, points: &[Vec3], normals: &[Vec3]) -> Vec<f32> {
    use rayon::prelude::*;
    let axis = KEY.normalize();
    let side = Vec3::X.cross(axis).normalize();
    let up = axis.cross(side);
    let rays: Vec<Vec3> = (0..28)
        .map(|k| {
            let r = (0.75 * (k as f32 + 0.5) / 28.0).sqrt();
            let turn = (k as f32 * 0.618_034).fract() * std::f32::consts::TAU;
            side * (r * turn.cos()) + up * (r * turn.sin()) + axis * (1.0 - r * r).sqrt()
        })
        .collect();
    points
        .par_iter()
        .zip(normals)
        .map(|(p, n)| {
            let (mut seen, mut all) = (0.0, 0.0);
            for dir in &rays {
                // A wrapped lobe: skin that turns away fades instead of going black.
                let w = ((n.dot(*dir) + 0.4) / 1.4).max(0.0);
                all += w;
                if w > 0.0 && !scene.blocked(*p + *n * 8e-4, *dir, 0.25) {
                    seen += w;
                }
            }
            if all > 0.0 { seen / all } else { 0.5 }
        })
        .collect()
}
