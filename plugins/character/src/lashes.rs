//! Lashes: the data's four strips, textured along the lid, moved by the lids' morphs.

use glam::{Vec2, Vec3, vec2};

use crate::{
    data::HumanData,
    flesh,
    glb::Surface,
    phenotype::Person,
    quads::{self, Part},
    skeleton::Skeleton,
};

/// All four strips as one surface. `level` is the number of subdivisions.
pub fn surface(
    data: &HumanData,
    person: &Person,
    skeleton: &Skeleton,
    lids: &[(Vec3, Vec3, bool)],
    level: usize,
    material: usize,
) -> Surface {
    let mut all = Surface { material, ..Surface::default() };
    for side in ["l", "r"] {
        for (strip, upper) in [("2", true), ("1", false)] {
            let quads = data.quads(&format!("helper-{side}-eyelashes-{strip}"));
            let mut part = Part::from_base(quads, &data.coords, &[]);
            for _ in 0..level {
                part = part.subdivide();
            }
            let canon = part.gather(&person.canon);
            let (lo, hi) =
                canon.iter().fold((f32::MAX, 0.0f32), |(lo, hi), p| (lo.min(p.x.abs()), hi.max(p.x.abs())));
            let reach: Vec<f32> = canon.iter().map(|p| distance(lids, *p)).collect();
            let mut sorted = reach.clone();
            sorted.sort_by(f32::total_cmp);
            let tip = sorted[sorted.len() * 97 / 100].max(1e-4);
            part.coords = part
                .faces
                .iter()
                .map(|f| {
                    f.map(|v| {
                        let v = v as usize;
                        let along = ((canon[v].x.abs() - lo) / (hi - lo)).clamp(0.002, 0.998);
                        let out = (reach[v] / tip).clamp(0.0, 1.0);
                        // Room between the strips: smaller copies of the texture must not mix them.
                        let row = if upper { 0.525 + 0.47 * out } else { 0.005 + 0.44 * out };
                        vec2(along, row)
                    })
                })
                .collect::<Vec<[Vec2; 4]>>();
            let points = part.gather(&person.rest);
            let normals = quads::normals(&points, &part.faces);
            let mut s =
                flesh::surface(&part, &points, &normals, skeleton, material, |_| true, Some((person, &[])));
            // Lit like the lid beneath, never edge-on dark.
            s.normals.fill(Vec3::new(0.0, 0.3, 0.954));
            for m in &mut s.morphs {
                m.normals.clear();
            }
            let (joint, weight) = Skeleton::rigid(skeleton.head);
            s.joints.fill(joint);
            s.weights.fill(weight);
            all.append(s);
        }
    }
    all
}

fn distance(lids: &[(Vec3, Vec3, bool)], p: Vec3) -> f32 {
    lids.iter()
        .map(|(a, b, _)| {
            let along = *b - *a;
            let t = ((p - *a).dot(along) / along.length_squared().max(1e-12)).clamp(0.0, 1.0);
            p.distance_squared(*a + along * t)
        })
        .fold(f32::MAX, f32::min)
        .sqrt()
}
