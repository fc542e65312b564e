//! What is amiss with the data's face units, put right: smiles that dent the cheeks, a funnel that comes to a point,
//! a pucker that hardly narrows the mouth, lashes that stay behind when the lid shuts.
//!
//! Works on displacements of base vertices, metres, before anything is cut or subdivided. Shapes no person.

use glam::{Vec3, vec3};

use super::{BODY_VERTICES, FACE_UNITS};
use crate::{
    data::HumanData,
    noise::{bell, smooth},
};

/// Mends `units`, in the order of [`FACE_UNITS`].
pub(super) fn units(data: &HumanData, units: &mut [Vec<Vec3>]) {
    let around = neighbours(data);
    for (name, unit) in FACE_UNITS.iter().zip(units.iter_mut()) {
        match *name {
            "mouthSmileLeft" | "mouthSmileRight" => {
                let side = if *name == "mouthSmileLeft" { 1.0 } else { -1.0 };
                smile(data, &around, unit, vec3(0.31 * side, 6.585, 1.39));
            }
            "mouthFunnel" => {
                smoothed(data, &around, unit, 6, |p| {
                    0.5 * bell(vec3(p.x, p.y, 0.0), vec3(0.0, 6.6, 0.0), vec3(0.5, 0.4, 1.0))
                });
                narrowed(data, unit, 1.7);
            }
            "mouthPucker" => narrowed(data, unit, 1.7),
            "eyeBlinkLeft" => lashes(data, unit, "l"),
            "eyeBlinkRight" => lashes(data, unit, "r"),
            _ => {}
        }
    }
}

/// Reach of the corner of the mouth into the cheek, decimetres.
const REACH: f32 = 0.36;
/// Share of the data's smile that is kept: the whole moves the corner by 15 mm, a broad grin does by 11.
const SMILE: f32 = 0.78;

/// The data moves the corner of the mouth, at `corner`, by 15 mm and the cheek beside it hardly: the skin between
/// folds over itself, and beyond it is dented. Here the cheek goes along, less the further away.
fn smile(data: &HumanData, around: &[Vec<u32>], unit: &mut [Vec3], corner: Vec3) {
    let skin = &data.vertices[..BODY_VERTICES];
    unit.iter_mut().for_each(|d| *d *= SMILE);
    let at = |v: &usize| skin[*v].distance_squared(corner);
    let Some(lips) = (0..skin.len()).min_by(|a, b| at(a).total_cmp(&at(b))) else { return };
    // Drawn into the head only where it lies on the teeth.
    let drawn = unit[lips] * vec3(1.0, 1.0, 0.3);
    smoothed(data, around, unit, 16, |p| 0.6 * off_the_lips(p));
    for (p, d) in skin.iter().zip(unit.iter_mut()) {
        let near = (-((p.truncate().distance(corner.truncate())) / REACH).powi(2)).exp();
        // Not what lies behind: gums, cavity.
        let outside = off_the_lips(*p) * smooth(0.85, 1.1, p.z);
        *d = d.lerp(drawn * near + *d * (1.0 - near), outside);
    }
}

fn neighbours(data: &HumanData) -> Vec<Vec<u32>> {
    let mut around: Vec<Vec<u32>> = vec![Vec::new(); BODY_VERTICES];
    for quad in data.quads("body") {
        for k in 0..4 {
            let (a, b) = (quad.v[k], quad.v[(k + 1) % 4]);
            around[a as usize].push(b);
            around[b as usize].push(a);
        }
    }
    around
}

/// 0 on the lips, 1 away from them: they lie within 0.32 dm of the middle of the mouth, about y 6.58 (canonical
/// decimetres).
fn off_the_lips(p: Vec3) -> f32 {
    let x = (p.x.abs() - 0.30).max(0.0) / 0.14;
    let y = (p.y - 6.60).abs() / 0.16;
    ((x * x + y * y).sqrt() - 0.9).clamp(0.0, 1.0)
}

/// Draws each displacement towards the mean of its neighbours, by `amount` of the canonical place.
fn smoothed(
    data: &HumanData,
    around: &[Vec<u32>],
    unit: &mut [Vec3],
    rounds: usize,
    amount: impl Fn(Vec3) -> f32,
) {
    let amounts: Vec<f32> = data.vertices[..BODY_VERTICES].iter().map(|p| amount(*p)).collect();
    for _ in 0..rounds {
        let before = unit[..BODY_VERTICES].to_vec();
        for (v, near) in around.iter().enumerate() {
            if near.is_empty() || amounts[v] < 1e-3 {
                continue;
            }
            let mean = near.iter().map(|n| before[*n as usize]).sum::<Vec3>() / near.len() as f32;
            unit[v] = before[v] + (mean - before[v]) * amounts[v];
        }
    }
}

/// Draws the corners of the mouth further in. The data's pucker moves each by 4 mm only; a spoken "oo" takes about
/// 8 mm from either side.
fn narrowed(data: &HumanData, unit: &mut [Vec3], by: f32) {
    for (p, d) in data.vertices[..BODY_VERTICES].iter().zip(unit) {
        let mouth = bell(vec3(p.x, p.y, 0.0), vec3(0.0, 6.6, 0.0), vec3(0.55, 0.45, 1.0));
        d.x *= 1.0 + (by - 1.0) * mouth;
    }
}

/// Upper lashes turn with the lid: shut, they point down and forward, in front of the cheek. The data only lowers
/// them, and seen from the front they end edge-on.
fn lashes(data: &HumanData, unit: &mut [Vec3], side: &str) {
    let quads = data.quads(&format!("helper-{side}-eyelashes-2"));
    let mut strip: Vec<usize> = quads.iter().flat_map(|q| q.v).map(|v| v as usize).collect();
    strip.sort_unstable();
    strip.dedup();
    let rest = &data.vertices;
    // Those nearest to the skin are the roots; what the data does to them is right.
    let from_skin = |v: usize| {
        rest[..BODY_VERTICES].iter().map(|p| p.distance_squared(rest[v])).fold(f32::MAX, f32::min).sqrt()
    };
    let roots: Vec<(usize, Vec3)> =
        strip.iter().filter(|v| from_skin(**v) < 0.010).map(|v| (*v, unit[*v])).collect();
    // About the axis through the ball: up and forward becomes down and forward.
    let (sin, cos) = 72.0f32.to_radians().sin_cos();
    for v in strip {
        let near = |r: &usize| rest[*r].distance_squared(rest[v]);
        let Some((root, shut)) = roots.iter().min_by(|a, b| near(&a.0).total_cmp(&near(&b.0))) else {
            return;
        };
        let lash = rest[v] - rest[*root];
        let (y, z) = (lash.y * cos - lash.z.abs() * sin, lash.y.abs() * sin + lash.z * cos);
        // Before the lower lid, not in it.
        let turned = vec3(lash.x, y, z.max(0.0) + 0.006);
        // At the corners the lid hardly moves.
        let amount = smooth(0.01, 0.06, -shut.y * 10.0);
        unit[v] = *shut + (turned - lash) * 0.1 * amount;
    }
}
