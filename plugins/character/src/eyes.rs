//! Eyeballs: a sphere with the bulge of the cornea, textured by the angle from the optical axis.
//!
//! Rigid on the eye bones; morphs move only lids.

use glam::{Vec3, vec2, vec3};

use crate::{bake::BakeError, data::HumanData, glb::Surface, phenotype::Person, quads, skeleton::Skeleton};

/// Middle and radii of an eyeball, metres.
#[derive(Clone, Copy, Debug)]
pub struct Ball {
    /// Middle.
    pub center: Vec3,
    /// Radius along each axis (the phenotype may squash it a little).
    pub radius: Vec3,
}

/// Finds the ball of the left (`l`) or right (`r`) eye helper.
///
/// # Errors
/// The data lacks the helper.
pub fn ball(data: &HumanData, person: &Person, side: &str) -> Result<Ball, BakeError> {
    let points = &person.rest[data.range(&format!("helper-{side}-eye"))?];
    let lo = points.iter().fold(Vec3::INFINITY, |m, p| m.min(*p));
    let hi = points.iter().fold(Vec3::NEG_INFINITY, |m, p| m.max(*p));
    Ok(Ball { center: (lo + hi) * 0.5, radius: (hi - lo) * 0.5 })
}

/// Height of the cornea over the sphere in radii. Real eyes have about 0.06; less keeps a half-closed lid clear.
const BULGE: f32 = 0.035;

/// The surface of one eye. `segments` round the axis; more rings near the iris. The texture's left is the inner
/// corner of either eye.
pub fn eye(ball: Ball, iris_degrees: f32, segments: usize, bone: usize, material: usize) -> Surface {
    let fine = segments / 2;
    let mut polar: Vec<f32> = vec![0.0];
    polar.extend((1..=fine).map(|k| (iris_degrees + 6.0) * k as f32 / fine as f32));
    let outer = (segments / 5).max(3);
    polar.extend((1..=outer).map(|k| {
        let start = iris_degrees + 6.0;
        start + (100.0 - start) * k as f32 / outer as f32
    }));
    let mut points = Vec::new();
    let mut surface = Surface { material, ..Surface::default() };
    for degrees in &polar {
        let theta = degrees.to_radians();
        let rim = (iris_degrees + 2.0).to_radians();
        let bulge =
            if theta < rim { BULGE * ((theta / rim * std::f32::consts::PI).cos() + 1.0) * 0.5 } else { 0.0 };
        for k in 0..segments {
            let phi = std::f32::consts::TAU * k as f32 / segments as f32;
            let dir = vec3(theta.sin() * phi.cos(), theta.sin() * phi.sin(), theta.cos());
            points.push(ball.center + dir * ball.radius * (1.0 + bulge));
            let r = degrees / 90.0 * 0.5;
            let outward = phi.cos() * ball.center.x.signum();
            surface
                .coords
                .push(vec2(0.5 + r * outward, 0.5 + r * phi.sin()).clamp(glam::Vec2::ZERO, glam::Vec2::ONE));
        }
    }
    let mut faces = Vec::new();
    for i in 0..polar.len() - 1 {
        for k in 0..segments {
            let (a, b) = ((i * segments + k) as u32, ((i + 1) * segments + k) as u32);
            let next = ((k + 1) % segments) as u32;
            let row = |r: usize| (r * segments) as u32 + next;
            faces.push([a, b, row(i + 1), row(i)]);
        }
    }
    let mut normals = quads::normals(&points, &faces);
    // The pole's ring is one point many times.
    normals[..segments].fill(Vec3::Z);
    for f in &faces {
        if f[0] >= segments as u32 {
            surface.triangles.push([f[0], f[1], f[2]]);
            surface.triangles.push([f[0], f[2], f[3]]);
        } else {
            surface.triangles.push([f[0], f[1], f[2]]);
        }
    }
    let (joint, weight) = Skeleton::rigid(bone);
    surface.joints = vec![joint; points.len()];
    surface.weights = vec![weight; points.len()];
    surface.positions = points;
    surface.normals = normals;
    surface
}
