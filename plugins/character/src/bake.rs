//! Baking: from data and recipe to two files, in the order in which the parts need each other.
//!
//! Shape, clothes, hair, light on the skin, paint, then each level's surfaces. Every module it calls owns its
//! constants; this one owns only the order and the materials.

use std::collections::HashSet;

use glam::{Vec2, Vec3, vec3};
use serde_json::{Value, json};

use crate::{
    canvas::{self, Paint, linear},
    cloth::{self, Garment},
    data::{DataError, HumanData},
    eyes::{self, Ball},
    flesh::{self, Cuts, Flesh, tag},
    glb::{Glb, Surface},
    hair::{self, cards::Growth, shell::Shell},
    lashes,
    noise::smooth,
    paint::{
        self,
        skin::{Fields, Masks, SkinPaint},
    },
    phenotype::{FACE_UNITS, Person},
    quads::{self, Part, Split},
    ray::Scene,
    recipe::{HairStyle, Recipe},
    skeleton::Skeleton,
    teeth, thin, tongue,
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
    let body = Body::new(data, recipe)?;
    let (full, full_report) = body.level(&FULL)?;
    let (lean, lean_report) = body.level(&LEAN)?;
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

/// What differs between the two files.
struct Level {
    /// Subdivisions of skin, shell and cloth.
    subdivisions: usize,
    /// Subdivisions of the T-shirt.
    cloth: usize,
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
    cloth: 1,
    eye_segments: 36,
    teeth: teeth::FINE,
    trousers: -7.4,
    strips: hair::cards::DENSE,
    thin: [0; 5],
    painted_light: false,
};

const LEAN: Level = Level {
    subdivisions: 0,
    cloth: 0,
    eye_segments: 16,
    teeth: teeth::COARSE,
    trousers: -1.2,
    strips: hair::cards::SPARSE,
    thin: [1050, 1300, 800, 180, 3700],
    painted_light: true,
};

const HEAD_TEXTURE: usize = 2048;
const BODY_TEXTURE: usize = 512;
const HAIR_TEXTURE: usize = 1024;

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
    hair: Option<(Shell, Paint)>,
}

/// A garment and the light on it.
struct LitGarment {
    garment: Garment,
    open: Vec<f32>,
    lit: Vec<f32>,
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
    fn new(data: &'a HumanData, recipe: &'a Recipe) -> Result<Self, BakeError> {
        let person = Person::new(data, recipe)?;
        let balls = [eyes::ball(data, &person, "l")?, eyes::ball(data, &person, "r")?];
        let skeleton = Skeleton::new(data, &person, balls.map(|b| b.center))?;
        let flesh = Flesh::new(data, &person, &Cuts { collar: cloth::collar, sleeve: cloth::BARE_ARM });
        let skin = Skin::new(&flesh, 1, &person, false);
        let canon = skin.part.gather(&person.canon);
        let shirt = cloth::t_shirt(data, &person, 1);
        let shell = (recipe.hair.style != HairStyle::Bald)
            .then(|| Shell::new(&skin.part, &skin.points, &skin.normals, &canon, &recipe.hair));
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
            .filter(|f| shirt.part.tags[*f] != cloth::tag::BAND)
            .map(|f| shirt.part.faces[f])
            .collect();
        solid.extend(quad_triangles(&shirt.points, &cloth));
        if let Some(shell) = &shell {
            solid.extend(shell.triangles());
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
            let fields = Fields { canon: &at, open: &pick(&open), lit: &pick(&lit), tags: &tags };
            let nails = |uv| flesh.hand_coord(uv);
            SkinPaint::new(size, &split, fields, recipe, &masks, &flesh.lid_edges, &nails)
        };
        let head_paint = paint(HEAD_TEXTURE, &is_head);
        let body_paint = paint(BODY_TEXTURE, &|t| !is_head(t));
        let hair = shell.map(|shell| {
            let open = scene.openness(&shell.points, &shell.normals, 24, 0.05);
            let texture = shell.texture(HAIR_TEXTURE, &recipe.hair, &open);
            (shell, texture)
        });
        let fine_clothes =
            [shirt, cloth::trousers(data, &person, 1, FULL.trousers)].map(|garment| LitGarment {
                open: scene.openness(&garment.points, &garment.normals, 32, 0.10),
                lit: key_light(&scene, &garment.points, &garment.normals),
                garment,
            });
        Ok(Self { fine_clothes, data, recipe, person, skeleton, flesh, balls, head_paint, body_paint, hair })
    }

    fn level(&self, level: &Level) -> Result<(Vec<u8>, LevelReport), BakeError> {
        let mut out = Output {
            glb: Glb::new(&self.recipe.name, &self.skeleton.joints),
            report: LevelReport::default(),
        };
        let skin = Skin::new(&self.flesh, level.subdivisions, &self.person, self.hair.is_some());
        self.skin(&mut out, level, &skin)?;
        self.eyes(&mut out, level)?;
        self.mouth(&mut out, level)?;
        self.lashes(&mut out, level)?;
        self.clothes(&mut out, level)?;
        self.hair(&mut out, level)?;
        let bytes = out.glb.finish();
        out.report.bytes = bytes.len();
        Ok((bytes, out.report))
    }

    fn skin(&self, out: &mut Output, level: &Level, skin: &Skin) -> Result<(), BakeError> {
        let canon = skin.part.gather(&self.person.canon);
        let covered = |f: usize| {
            self.hair.is_some()
                && skin.part.tags[f] == tag::HEAD
                && skin.part.faces[f].iter().all(|v| hair::covers(canon[*v as usize]))
        };
        let head = self.skin_material(out, "head", &self.head_paint, level)?;
        let s = flesh::surface(
            &skin.part,
            &skin.points,
            &skin.normals,
            &self.skeleton,
            head,
            |f| is_head(skin.part.tags[f]) && !covered(f),
            Some((&self.person, &skin.tilt)),
        );
        let s = if level.thin[4] == 0 {
            s
        } else {
            // The mouth's cavity and the sockets can lose some; what is looked at keeps every vertex.
            thin::thin(&s, level.thin[4], |v| if s.coords[v].x < 0.12 { 1.0 } else { f32::INFINITY })
        };
        out.morphed("Head", &[s]);
        let arms = |material| {
            let keep = |f: usize| !is_head(skin.part.tags[f]);
            flesh::surface(&skin.part, &skin.points, &skin.normals, &self.skeleton, material, keep, None)
        };
        if level.thin[0] == 0 {
            let body = self.skin_material(out, "body", &self.body_paint, level)?;
            out.plain("Body", &[arms(body)]);
        } else {
            // Few vertices are left, and texture seams would hold most of them: the paint goes into the vertices.
            let mut material = skin_extras("body", level);
            material["pbrMetallicRoughness"] = json!({ "metallicFactor": 0.0, "roughnessFactor": 0.5 });
            let mut s = arms(out.glb.material(material));
            let picture = self.painted_skin(&self.body_paint, 0.0);
            s.colors = s.coords.iter().map(|t| picture.sample(*t).extend(1.0).to_array()).collect();
            s.coords.fill(Vec2::splat(0.5));
            out.plain("Body", &[thinned(thin::weld(&s), level.thin[0])]);
        }
        Ok(())
    }

    /// Skin with its light painted in, for the lean level.
    fn painted_skin(&self, paint: &SkinPaint, relief: f32) -> Paint {
        paint.shaded(0.62, 0.42, relief * self.recipe.skin.pores)
    }

    fn skin_material(
        &self,
        out: &mut Output,
        name: &'static str,
        paint: &SkinPaint,
        level: &Level,
    ) -> Result<usize, BakeError> {
        let head = name == "head";
        let picture = if level.painted_light {
            self.painted_skin(paint, 0.9).halve()
        } else {
            paint.shaded(0.30, 0.0, 0.0)
        };
        let color = out.jpeg(name, &picture, if level.painted_light { 93 } else { 90 })?;
        let mut material = skin_extras(name, level);
        material["pbrMetallicRoughness"] = json!({
            "baseColorTexture": { "index": color }, "metallicFactor": 0.0, "roughnessFactor": 0.5,
        });
        if head && !level.painted_light {
            let size = paint.albedo.width;
            let half = size / 2;
            let orm: Vec<u8> = (0..half * half)
                .flat_map(|n| {
                    let at = (n / half * 2) * size + n % half * 2;
                    let byte = |x: f32| (x.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
                    [byte(0.4 + 0.6 * paint.open[at]), byte(paint.rough[at]), 0]
                })
                .collect();
            let orm = canvas::encode_jpeg(&orm, half, half, 90)
                .map_err(|source| BakeError::Encode { name: "head_orm", source })?;
            let orm = out.glb.texture("head_orm", "image/jpeg", &orm);
            let normals = paint.normals(1.5 * self.recipe.skin.pores);
            let normals = canvas::normal_map(&normals, size, size, 82)
                .map_err(|source| BakeError::Encode { name: "head_normal", source })?;
            let normals = out.glb.texture("head_normal", "image/jpeg", &normals);
            material["pbrMetallicRoughness"]["metallicRoughnessTexture"] = json!({ "index": orm });
            material["pbrMetallicRoughness"]["roughnessFactor"] = json!(1.0);
            material["occlusionTexture"] = json!({ "index": orm, "strength": 0.8 });
            material["normalTexture"] = json!({ "index": normals, "scale": 1.0 });
        }
        Ok(out.glb.material(material))
    }

    fn eyes(&self, out: &mut Output, level: &Level) -> Result<(), BakeError> {
        let size = if level.painted_light { 256 } else { 512 };
        let picture = paint::eye::texture(size, &self.recipe.eyes, self.recipe.seed);
        let color = out.jpeg("eye", &picture, 95)?;
        let material = out.glb.material(json!({
            "name": "eye",
            "pbrMetallicRoughness": {
                "baseColorTexture": { "index": color }, "metallicFactor": 0.0, "roughnessFactor": 0.12,
            },
            "extensions": { "KHR_materials_clearcoat": { "clearcoatFactor": 1.0, "clearcoatRoughnessFactor": 0.03 } },
            "extras": { "compere": {
                "kind": "eye", "iris_degrees": self.recipe.eyes.iris_degrees, "light_painted": level.painted_light,
            } },
        }));
        for (name, ball, bone) in [
            ("EyeLeft", self.balls[0], self.skeleton.left_eye),
            ("EyeRight", self.balls[1], self.skeleton.right_eye),
        ] {
            let s = eyes::eye(ball, self.recipe.eyes.iris_degrees, level.eye_segments, bone, material);
            out.plain(name, &[s]);
        }
        Ok(())
    }

    fn mouth(&self, out: &mut Output, level: &Level) -> Result<(), BakeError> {
        let head = self.skeleton.head;
        let material = out.glb.material(json!({
            "name": "teeth",
            "pbrMetallicRoughness": { "metallicFactor": 0.0, "roughnessFactor": 0.2 },
            "doubleSided": true,
            "extras": { "compere": { "kind": "teeth" } },
        }));
        let mut s = teeth::row(
            &self.person,
            self.data.range("helper-upper-teeth")?,
            true,
            level.teeth,
            head,
            material,
        );
        s.append(teeth::row(
            &self.person,
            self.data.range("helper-lower-teeth")?,
            false,
            level.teeth,
            head,
            material,
        ));
        out.morphed("Teeth", &[s]);
        let material = out.glb.material(json!({
            "name": "tongue",
            "pbrMetallicRoughness": { "metallicFactor": 0.0, "roughnessFactor": 0.35 },
            "extras": { "compere": { "kind": "tongue" } },
        }));
        let s = tongue::surface(self.data, &self.person, &self.skeleton, level.subdivisions, material);
        out.morphed("Tongue", &[s]);
        Ok(())
    }

    fn lashes(&self, out: &mut Output, level: &Level) -> Result<(), BakeError> {
        let size = if level.painted_light { 512 } else { 1024 };
        let picture = paint::lash::texture(size, self.recipe.seed);
        let color = out.png("lash", &picture)?;
        let material = out.glb.material(json!({
            "name": "lash",
            "pbrMetallicRoughness": {
                "baseColorTexture": { "index": color }, "metallicFactor": 0.0, "roughnessFactor": 0.7,
            },
            "alphaMode": "BLEND", "doubleSided": true,
            "extras": { "compere": { "kind": "lash" } },
        }));
        let s = lashes::surface(
            self.data,
            &self.person,
            &self.skeleton,
            &self.flesh.lid_edges,
            level.subdivisions,
            material,
        );
        out.morphed("Lashes", &[s]);
        Ok(())
    }

    fn clothes(&self, out: &mut Output, level: &Level) -> Result<(), BakeError> {
        let outfit = &self.recipe.outfit;
        let shirt = cloth::t_shirt(self.data, &self.person, level.cloth);
        let trousers = cloth::trousers(self.data, &self.person, level.cloth.min(1), level.trousers);
        let [fine_shirt, fine_trousers] = &self.fine_clothes;
        for (name, texture, garment, fine, color, size) in [
            ("Top", "top", shirt, fine_shirt, outfit.top, 1024),
            ("Trousers", "trousers", trousers, fine_trousers, outfit.trousers, 256),
        ] {
            let picture = self.cloth_paint(fine, size, color, level.painted_light);
            let index = out.jpeg(texture, &picture, 92)?;
            let material = out.glb.material(json!({
                "name": "cloth",
                "pbrMetallicRoughness": {
                    "baseColorTexture": { "index": index }, "metallicFactor": 0.0, "roughnessFactor": 0.85,
                },
                "doubleSided": true,
                "extras": { "compere": { "kind": "cloth", "sheen": 0.25, "light_painted": level.painted_light } },
            }));
            let s = flesh::surface(
                &garment.part,
                &garment.points,
                &garment.normals,
                &self.skeleton,
                material,
                |_| true,
                None,
            );
            // Hems keep every vertex: a notch in an edge shows before a dent in a surface.
            let hem: HashSet<[u32; 3]> = (0..garment.part.faces.len())
                .filter(|f| garment.part.tags[*f] != cloth::tag::OUTSIDE)
                .flat_map(|f| garment.part.faces[f])
                .map(|v| garment.points[v as usize].to_array().map(f32::to_bits))
                .collect();
            let target = if name == "Top" { level.thin[1] } else { level.thin[3] };
            let s = if target > 0 {
                let keep: Vec<bool> =
                    s.positions.iter().map(|p| hem.contains(&p.to_array().map(f32::to_bits))).collect();
                // Shoulders are in every frame, the belly in few.
                let shoulders = self.skeleton.joints[self.skeleton.head].position.y - 0.28;
                thin::thin(&s, target, |v| {
                    let upper = if s.positions[v].y > shoulders { 12.0 } else { 1.0 };
                    if keep[v] { f32::INFINITY } else { upper }
                })
            } else {
                s
            };
            out.plain(name, &[s]);
        }
        Ok(())
    }

    fn cloth_paint(&self, fine: &LitGarment, size: usize, color: [u8; 3], painted_light: bool) -> Paint {
        let LitGarment { garment, open, lit } = fine;
        let chosen: Vec<usize> =
            (0..garment.part.faces.len()).filter(|f| garment.part.tags[*f] != cloth::tag::RIM).collect();
        let faces: Vec<[u32; 4]> = chosen.iter().map(|f| garment.part.faces[*f]).collect();
        let coords: Vec<_> = chosen.iter().map(|f| garment.part.coords[*f]).collect();
        let tags: Vec<u8> = chosen.iter().map(|f| garment.part.tags[*f]).collect();
        let split: Split = quads::split_seams(&faces, &coords);
        let light: Vec<f32> = split
            .source
            .iter()
            .map(|v| {
                let v = *v as usize;
                if painted_light {
                    (0.35 + 0.65 * open[v]) * (0.65 + 0.35 * lit[v])
                } else {
                    0.6 + 0.4 * open[v]
                }
            })
            .collect();
        let canon: Vec<Vec3> = split.source.iter().map(|v| garment.canon[*v as usize]).collect();
        paint::cloth::texture(size, &split, &canon, &light, &tags, &garment.hems, color)
    }

    fn hair(&self, out: &mut Output, level: &Level) -> Result<(), BakeError> {
        let Some((_, picture)) = &self.hair else { return Ok(()) };
        let skin = Skin::new(&self.flesh, 1, &self.person, false);
        let canon = skin.part.gather(&self.person.canon);
        let shell = Shell::new(&skin.part, &skin.points, &skin.normals, &canon, &self.recipe.hair);
        let color = out.png("hair", picture)?;
        let mut material = json!({
            "name": "hair",
            "pbrMetallicRoughness": {
                "baseColorTexture": { "index": color }, "metallicFactor": 0.0, "roughnessFactor": 0.72,
            },
            "doubleSided": true,
            "extensions": { "KHR_materials_specular": { "specularFactor": 0.3 } },
            "extras": { "compere": {
                "kind": "hair", "tint": linear(self.recipe.hair.highlight).to_array(), "specular": 0.3,
                "light_painted": level.painted_light,
            } },
        });
        let closed = out.glb.material(material.clone());
        material["alphaMode"] = Value::from("MASK");
        material["alphaCutoff"] = Value::from(0.5);
        let mut strip = material.clone();
        let rim = out.glb.material(material);
        let strands = hair::cards::texture(
            if level.painted_light { 256 } else { 512 },
            &self.recipe.hair,
            self.recipe.seed,
        );
        let strands = out.png("strands", &strands)?;
        strip["pbrMetallicRoughness"]["baseColorTexture"]["index"] = json!(strands);
        let strip = out.glb.material(strip);
        let [volume, edge] = shell.surfaces(&self.skeleton, closed, rim);
        let strips = hair::cards::surface(
            &shell,
            &self.recipe.hair,
            level.strips,
            &self.skeleton,
            strip,
            self.recipe.seed,
        );
        out.plain("Hair", &[thinned(volume, level.thin[2]), edge, strips]);
        Ok(())
    }
}

/// A skin material without its picture.
fn skin_extras(part: &str, level: &Level) -> Value {
    json!({
        "name": "skin",
        "extras": { "compere": {
            "kind": "skin", "part": part, "scatter": [0.48, 0.16, 0.08], "specular": 0.35,
            "light_painted": level.painted_light,
        } },
    })
}

/// Thins a surface to a number of vertices; 0 leaves it whole.
fn thinned(surface: Surface, target: usize) -> Surface {
    if target == 0 { surface } else { thin::thin(&surface, target, |_| 1.0) }
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

struct Output {
    glb: Glb,
    report: LevelReport,
}

impl Output {
    fn count(&mut self, name: &str, surfaces: &[Surface]) {
        let vertices = surfaces.iter().map(|s| s.positions.len()).sum();
        let triangles = surfaces.iter().map(|s| s.triangles.len()).sum();
        self.report.meshes.push((name.to_owned(), vertices, triangles));
    }

    fn plain(&mut self, name: &str, surfaces: &[Surface]) {
        self.count(name, surfaces);
        self.glb.mesh(name, surfaces, &[]);
    }

    fn morphed(&mut self, name: &str, surfaces: &[Surface]) {
        self.count(name, surfaces);
        self.glb.mesh(name, surfaces, &FACE_UNITS);
    }

    fn jpeg(&mut self, name: &'static str, picture: &Paint, quality: u8) -> Result<usize, BakeError> {
        let bytes = picture.jpeg(quality).map_err(|source| BakeError::Encode { name, source })?;
        Ok(self.glb.texture(name, "image/jpeg", &bytes))
    }

    fn png(&mut self, name: &'static str, picture: &Paint) -> Result<usize, BakeError> {
        let bytes = picture.png().map_err(|source| BakeError::Encode { name, source })?;
        Ok(self.glb.texture(name, "image/png", &bytes))
    }
}
