//! The clothes of one level: surfaces, pictures, materials.

use std::collections::HashSet;

use glam::Vec3;
use serde_json::json;

use super::{BakeError, Body, Level, LitGarment, level::Output};
use crate::{
    canvas::Paint,
    cloth, flesh, paint,
    quads::{self, Split},
    recipe::Fabric,
    thin,
};

impl Body<'_> {
    /// Adds top and trousers.
    pub(super) fn clothes(&self, out: &mut Output, level: &Level) -> Result<(), BakeError> {
        let outfit = &self.recipe.outfit;
        let shirt = cloth::top(self.data, &self.person, &self.skeleton, outfit, !level.painted_light);
        let hem = cloth::Cut::of(outfit).hem;
        let trousers = cloth::trousers(self.data, &self.person, level.subdivisions, hem, level.trousers);
        let [fine_shirt, fine_trousers] = &self.fine_clothes;
        for (name, texture, garment, fine, size) in
            [("Top", "top", shirt, fine_shirt, 1024), ("Trousers", "trousers", trousers, fine_trousers, 256)]
        {
            let picture = self.cloth_paint(fine, size, name == "Top", level.painted_light);
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
            let target = if name == "Top" { level.thin[1] } else { level.thin[3] };
            let s = if target > 0 {
                let keep: Vec<bool> =
                    s.positions.iter().map(|p| hem.contains(&p.to_array().map(f32::to_bits))).collect();
                let target = if name == "Trousers" {
                    target
                } else {
                    target.max(keep.iter().filter(|k| **k).count() + 1080).min(2050)
                };
                // Shoulders are in every frame, the belly in few.
                let shoulders = self.skeleton.joints[self.skeleton.head].position.y - 0.28;
                let middle = self.skeleton.joints[self.skeleton.head].position.z;
                thin::thin_evenly(&s, target, if name == "Top" { 1e-7 } else { 1e-10 }, |v| {
                    let p = s.positions[v];
                    let upper = if p.y > shoulders { 6.0 } else { 1.0 };
                    // Paint bends where vertices are lost: the front, with its buttons and lapels, stays even.
                    let front = p.x.abs() < 0.10 && p.z > middle && p.y > shoulders - 0.22;
                    if keep[v] || (name == "Top" && front && p.x.abs() < 0.045) {
                        f32::INFINITY
                    } else if front {
                        20.0
                    } else {
                        upper
                    }
                })
            } else {
                s
            };
            out.plain(name, &[s]);
        }
        Ok(())
    }

    fn cloth_paint(&self, fine: &LitGarment, size: usize, top: bool, painted_light: bool) -> Paint {
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
        paint::cloth::texture(size, &split, &canon, &light, &tags, &garment.hems, &self.recipe.outfit, top)
    }
}
