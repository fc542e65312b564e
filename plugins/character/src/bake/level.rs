//! The surfaces and materials of one level: what goes into a file, from a body that both levels share.
//!
//! Where things are and what they look like is known by the modules it calls; this one knows glTF's materials.

use std::collections::HashMap;

use glam::{Vec2, Vec3};
use serde_json::{Value, json};

use super::{BakeError, Body, Level, LevelReport, Skin, is_head};
use crate::{
    canvas::{self, Paint, linear},
    cloth, eyes,
    flesh::{self, tag},
    glb::{Glb, Surface},
    hair::{self, Look},
    lashes, paint,
    paint::skin::SkinPaint,
    phenotype::FACE_UNITS,
    recipe::HairStyle,
    teeth, thin, tongue, vrm,
};

impl Body<'_> {
    /// The file of a level.
    pub(super) fn level(&self, level: &Level) -> Result<(Vec<u8>, LevelReport), BakeError> {
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
        out.glb.extend("VRMC_vrm", vrm::extension(&self.recipe.name, &out.glb));
        let bytes = out.glb.finish(vrm::COPYRIGHT, json!({ "speech": self.recipe.speech }));
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
        // Under cloth the skin is drawn in: what bends or is thinned must not come through.
        let cut = cloth::Cut::of(&self.recipe.outfit);
        let mut s = flesh::surface(
            &skin.part,
            &skin.points,
            &skin.normals,
            &self.skeleton,
            head,
            |f| is_head(skin.part.tags[f]) && !covered(f),
            Some((&self.person, &skin.tilt)),
        );
        // After the morphs, whose normals are differences to the whole surface.
        let tucks: HashMap<[u32; 3], f32> =
            skin.points.iter().zip(&canon).map(|(p, c)| (bits(*p), cut.tuck(*c))).collect();
        for (p, n) in s.positions.iter_mut().zip(&s.normals) {
            *p -= *n * tucks.get(&bits(*p)).copied().unwrap_or_default();
        }
        let s = if level.thin[4] == 0 {
            s
        } else {
            // The mouth's cavity and the sockets can lose some; what is looked at keeps every vertex.
            thin::thin(&s, level.thin[4], |v| if s.coords[v].x < 0.12 { 1.0 } else { f32::INFINITY })
        };
        out.morphed("Head", &[s]);
        // Hands are never in close-up: the base mesh is fine enough in both levels.
        let mut coarse = Skin::new(&self.flesh, 0, &self.person, false);
        for (n, p) in coarse.part.gather(&self.person.canon).into_iter().enumerate() {
            coarse.points[n] -= coarse.normals[n] * cut.tuck(p);
        }
        let arms = |material| {
            let keep = |f: usize| !is_head(coarse.part.tags[f]);
            flesh::surface(
                &coarse.part,
                &coarse.points,
                &coarse.normals,
                &self.skeleton,
                material,
                keep,
                None,
            )
        };
        if level.thin[0] == 0 {
            let body = self.skin_material(out, "body", &self.body_paint, level)?;
            out.plain("Body", &[arms(body)]);
        } else {
            // Few vertices are left, and texture seams would hold most of them: the paint goes into the vertices.
            let mut material = skin_extras("body", level);
            // Few normals are left: a shine would show every one.
            material["pbrMetallicRoughness"] = json!({ "metallicFactor": 0.0, "roughnessFactor": 0.85 });
            material["extras"]["compere"]["specular"] = json!(0.1);
            let mut s = arms(out.glb.material(material));
            let picture = self.painted_skin(&self.body_paint, 0.0);
            s.colors = s.coords.iter().map(|t| picture.sample(*t).extend(1.0).to_array()).collect();
            s.coords.fill(Vec2::splat(0.5));
            // Long sleeves leave little but hands.
            let target = if cut.sleeve > 3.0 { 1000 } else { level.thin[0] };
            let s = thin::weld(&s);
            // Arms are round and straight: only a price on length keeps rings that can twist and bend. Tips of fingers
            // are small, but their shape is what is seen of a hand.
            let price = |name: &str| match name {
                _ if name.ends_with("Arm") => 9.0,
                _ if name.contains("Hand") && name.ends_with('3') => 7.0,
                _ => 0.0,
            };
            let prices: Vec<f32> = self.skeleton.joints.iter().map(|j| price(&j.name)).collect();
            let cost = |v: usize| {
                let shares = s.joints[v].iter().zip(s.weights[v]);
                1.0 + shares.map(|(joint, w)| w * prices[usize::from(*joint)]).sum::<f32>()
            };
            out.plain("Body", &[thin::thin_evenly(&s, target, 2e-7, cost)]);
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
            let picture = self.painted_skin(paint, 0.9);
            if head && picture.width <= super::LEAN_HEAD_TEXTURE { picture } else { picture.halve() }
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
        let picture = paint::lash::texture(size, self.recipe.skin.makeup.mascara, self.recipe.seed);
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

    fn hair(&self, out: &mut Output, level: &Level) -> Result<(), BakeError> {
        let Some((shell, picture, dress)) = &self.hair else { return Ok(()) };
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
        let mut soft = material.clone();
        soft["alphaMode"] = Value::from("BLEND");
        let rim = out.glb.material(soft.clone());
        material["alphaMode"] = Value::from("MASK");
        material["alphaCutoff"] = Value::from(0.5);
        let masked = material;
        // A picture, worn whole where it is closed and softly where it ends.
        let dressed = |out: &mut Output, look: Look| -> Result<[usize; 2], BakeError> {
            let name = match look {
                Look::Sheet => "sheet",
                Look::Strands => "strands",
                Look::Tufts => "tufts",
                Look::Fuzz => "fuzz",
            };
            let picture = out.png(name, &dress.picture(shell, look, !level.painted_light))?;
            Ok([&masked, &soft].map(|material| {
                let mut material = material.clone();
                material["pbrMetallicRoughness"]["baseColorTexture"]["index"] = json!(picture);
                out.glb.material(material)
            }))
        };
        let [volume, edge] = shell.surfaces(&self.skeleton, closed, rim);
        let lean = level.thin[2] > 0;
        let few = |n: usize| if lean { n } else { 0 };
        let volume = thinned(volume, if dress.is_sheet() { level.thin[2] / 2 } else { level.thin[2] });
        let mut all = vec![volume];
        // Beneath a sheet the painted scalp is enough.
        if !dress.is_sheet() || self.recipe.hair.style == HairStyle::Curly {
            all.push(thinned(edge, few(520)));
        }
        if self.recipe.hair.style == HairStyle::Short {
            let strip = dressed(out, Look::Strands)?[usize::from(lean)];
            let (style, seed) = (&self.recipe.hair, self.recipe.seed);
            all.push(hair::cards::surface(shell, style, level.strips, &self.skeleton, strip, seed));
        }
        for (look, surface) in dress.surfaces(shell, &self.skeleton, !level.painted_light) {
            let materials = dressed(out, look)?;
            for (mut part, material) in look.parts(&surface, dress.swept()).into_iter().zip(materials) {
                if !part.triangles.is_empty() {
                    part.material = material;
                    all.push(part);
                }
            }
        }
        out.plain("Hair", &all);
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

fn bits(p: Vec3) -> [u32; 3] {
    p.to_array().map(f32::to_bits)
}

/// Thins a surface to a number of vertices; 0 leaves it whole.
fn thinned(surface: Surface, target: usize) -> Surface {
    if target == 0 { surface } else { thin::thin(&surface, target, |_| 1.0) }
}

pub(super) struct Output {
    pub(super) glb: Glb,
    report: LevelReport,
}

impl Output {
    fn count(&mut self, name: &str, surfaces: &[Surface]) {
        let vertices = surfaces.iter().map(|s| s.positions.len()).sum();
        let triangles = surfaces.iter().map(|s| s.triangles.len()).sum();
        self.report.meshes.push((name.to_owned(), vertices, triangles));
    }

    pub(super) fn plain(&mut self, name: &str, surfaces: &[Surface]) {
        self.count(name, surfaces);
        self.glb.mesh(name, surfaces, &[]);
    }

    fn morphed(&mut self, name: &str, surfaces: &[Surface]) {
        self.count(name, surfaces);
        self.glb.mesh(name, surfaces, &FACE_UNITS);
    }

    pub(super) fn jpeg(
        &mut self,
        name: &'static str,
        picture: &Paint,
        quality: u8,
    ) -> Result<usize, BakeError> {
        let bytes = picture.jpeg(quality).map_err(|source| BakeError::Encode { name, source })?;
        Ok(self.glb.texture(name, "image/jpeg", &bytes))
    }

    fn png(&mut self, name: &'static str, picture: &Paint) -> Result<usize, BakeError> {
        let bytes = picture.png().map_err(|source| BakeError::Encode { name, source })?;
        Ok(self.glb.texture(name, "image/png", &bytes))
    }
}
