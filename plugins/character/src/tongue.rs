//! The tongue: the data's own, pink at the tip and dark towards the throat.

use glam::{Vec3, vec2, vec3};

use crate::{
    canvas::linear,
    data::HumanData,
    flesh,
    glb::Surface,
    noise::{fbm, smooth},
    phenotype::Person,
    quads::{self, Part},
    skeleton::Skeleton,
};

/// The tongue's surface with vertex colours. `level` is the number of subdivisions.
pub fn surface(
    data: &HumanData,
    person: &Person,
    skeleton: &Skeleton,
    level: usize,
    material: usize,
) -> Surface {
    let mut part = Part::from_base(data.quads("helper-tongue"), &data.coords, &[]);
    for _ in 0..level {
        part = part.subdivide();
    }
    part.coords.fill([vec2(0.5, 0.5); 4]);
    let points = part.gather(&person.rest);
    let normals = quads::normals(&points, &part.faces);
    let canon = part.gather(&person.canon);
    let mut s = flesh::surface(&part, &points, &normals, skeleton, material, |_| true, Some((person, &[])));
    let pink = linear([188, 98, 96]);
    // `split_seams` keeps one vertex each, in the order of the faces; find it again by position.
    let shade = |p: Vec3| -> [f32; 4] {
        let n = points.iter().position(|q| *q == p).unwrap_or(0);
        let c = canon[n];
        let k = smooth(0.80, 1.42, c.z).powf(1.5);
        let groove = 1.0 - 0.20 * (-(c.x / 0.025).powi(2)).exp();
        // Papillae: a paler, mottled coat in the middle; the sides are darker and redder.
        let side = smooth(0.06, 0.20, c.x.abs());
        let coat =
            vec3(1.06, 1.12, 1.12).lerp(vec3(0.86, 0.66, 0.66), side) * (0.86 + 0.28 * fbm(c * 40.0, 2, 57));
        (pink * coat * (0.06 + 0.80 * k) * groove).extend(1.0).to_array()
    };
    s.colors = s.positions.iter().map(|p| shade(*p)).collect();
    let (joint, weight) = Skeleton::rigid(skeleton.head);
    s.joints.fill(joint);
    s.weights.fill(weight);
    s
}
