//! The clothes of one level: surfaces, pictures, materials.

use std::collections::HashSet;

use glam::Vec3;
use serde_json::json;

use super::{BakeError, Body, Level, LitGarment, key_light, level::Output};
use crate::{
    canvas::Paint,
    cloth, flesh, paint,
    quads::{self, Split},
    ray::Scene,
    recipe::{Fabric, Inner, Outfit, OutfitStyle},
    thin,
};

impl Body<'_> {
    /// Adds top and trousers.
    pub(super) fn clothes(&self, out: &mut Output, level: &Level) -> Result<(), BakeError> {
        let outfit = &self.recipe.outfit;
        let hem = cloth::Cut::of(outfit).hem;
        let [fine_shirt, fine_trousers] = &self.fine_clothes;
        let coarse_trousers;
        let (shirt, trousers) = if level.painted_light {
            coarse_trousers =
                cloth::trousers(self.data, &self.person, level.subdivisions, hem, level.trousers);
            (&self.coarse_top, &coarse_trousers)
        } else {
            (&fine_shirt.garment, &fine_trousers.garment)
        };
        for (name, texture, garment, fine) in
            [("Top", "top", shirt, fine_shirt), ("Trousers", "trousers", trousers, fine_trousers)]
        {
            let picture = fine.picture(level.painted_light);
            let fabric = if name == "Top" { outfit.fabric } else { Fabric::Cotton };
            let (rough, sheen) = paint::cloth::surface(fabric);
            let index = out.jpeg(texture, &picture, 92)?;
            let material = out.glb.material(json!({
                "name": "cloth",
                "pbrMetallicRoughness": {
                    "baseColorTexture": { "index": index }, "metallicFactor": 0.0, "roughnessFactor": rough,
                },
                "doubleSided": true,
                "extras": { "compere": { "kind": "cloth", "sheen": sheen, "light_painted": level.painted_light } },
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
            // Corners of the base mesh stay: between them the grid runs along the body, and a picture keeps straight.
            let own: HashSet<[u32; 3]> = (0..garment.points.len())
                .filter(|v| garment.part.rows[*v].iter().any(|(_, share)| *share > 0.5))
                .map(|v| garment.points[v].to_array().map(f32::to_bits))
                .collect();
            let target = if name == "Top" { level.thin[1] } else { level.thin[3] };
            let s = if target > 0 {
                let keep: Vec<bool> =
                    s.positions.iter().map(|p| hem.contains(&p.to_array().map(f32::to_bits))).collect();
                let target = if name == "Trousers" {
                    target
                } else {
                    target.max(keep.iter().filter(|k| **k).count() + 1200).min(1800)
                };
                // Shoulders are in every frame, the belly in few.
                let shoulders = self.skeleton.joints[self.skeleton.head].position.y - 0.28;
                let middle = self.skeleton.joints[self.skeleton.head].position.z;
                let placket = outfit.style == OutfitStyle::Shirt || outfit.inner == Inner::Shirt;
                thin::thin_evenly(&s, target, if name == "Top" { 1e-7 } else { 1e-10 }, |v| {
                    let p = s.positions[v];
                    if keep[v] {
                        return f32::INFINITY;
                    }
                    if name != "Top" {
                        return 1.0;
                    }
                    let front = p.x.abs() < 0.10 && p.z > middle && p.y > shoulders - 0.22;
                    let chest = p.x.abs() < 0.18 && p.z > middle && p.y > shoulders - 0.20;
                    // Paint bends where vertices are lost: buttons stay round.
                    if placket && front && p.x.abs() < 0.012 {
                        return f32::INFINITY;
                    }
                    let own = own.contains(&p.to_array().map(f32::to_bits));
                    let seen = if front {
                        20.0
                    } else if chest {
                        40.0
                    } else if p.y > shoulders {
                        8.0
                    } else {
                        1.0
                    };
                    match own {
                        true if p.y > shoulders - 0.30 || p.x.abs() > 0.16 => 1e6,
                        true => 300.0,
                        false => seen,
                    }
                })
            } else {
                s
            };
            out.plain(name, &[s]);
        }
        Ok(())
    }
}

impl LitGarment {
    /// Lights and paints a garment into a picture of `size` texels a side.
    pub(super) fn new(
        garment: cloth::Garment,
        scene: &Scene,
        outfit: &Outfit,
        size: usize,
        top: bool,
    ) -> Self {
        let chosen: Vec<usize> =
            (0..garment.part.faces.len()).filter(|f| garment.part.tags[*f] != cloth::tag::RIM).collect();
        let faces: Vec<[u32; 4]> = chosen.iter().map(|f| garment.part.faces[*f]).collect();
        let coords: Vec<_> = chosen.iter().map(|f| garment.part.coords[*f]).collect();
        let tags: Vec<u8> = chosen.iter().map(|f| garment.part.tags[*f]).collect();
        let split: Split = quads::split_seams(&faces, &coords);
        let canon: Vec<Vec3> = split.source.iter().map(|v| garment.canon[*v as usize]).collect();
        let open = scene.openness(&garment.points, &garment.normals, 32, 0.10);
        let lit = key_light(scene, &garment.points, &garment.normals);
        let light = split.source.iter().map(|v| [open[*v as usize], lit[*v as usize]]).collect();
        let paint = paint::cloth::texture(size, &split, &canon, tags, &garment.hems, outfit, top);
        Self { garment, paint, light }
    }

    /// Its picture: with the light of the studio, or shaded in its folds only.
    fn picture(&self, painted_light: bool) -> Paint {
        let light: Vec<f32> =
            self.light
                .iter()
                .map(|[open, lit]| {
                    if painted_light { (0.35 + 0.65 * open) * (0.65 + 0.35 * lit) } else { 0.6 + 0.4 * open }
                })
                .collect();
        self.paint.lit(&light)
    }
}
