//! The shape of the shoulders, given where it is seen: with hanging arms.
//!
//! Cloth is posed as the host stands at rest, formed there, and turned back. Joint angles are those of the
//! avatar's resting pose.

use glam::{Mat4, Quat, Vec3};

use crate::{
    noise::smooth,
    quads::{self, Row},
    skeleton::Skeleton,
};

/// The arms at rest.
pub struct Hang {
    joints: Vec<Mat4>,
    /// Posed left shoulder joint and elbow.
    shoulder: Vec3,
    elbow: Vec3,
}

impl Hang {
    /// Poses a skeleton.
    pub fn new(skeleton: &Skeleton) -> Self {
        let global = skeleton.pose(|name| {
            let side = if name.contains("Left") { 1.0f32 } else { -1.0 };
            match name {
                "LeftShoulder" | "RightShoulder" => Quat::from_rotation_z((-side * 3.0).to_radians()),
                "LeftArm" | "RightArm" => {
                    Quat::from_rotation_z((-side * 31.0).to_radians())
                        * Quat::from_rotation_x(5f32.to_radians())
                }
                "LeftForeArm" | "RightForeArm" => Quat::from_rotation_x((-16f32).to_radians()),
                _ => Quat::IDENTITY,
            }
        });
        let place = |name: &str| {
            skeleton
                .joints
                .iter()
                .position(|j| j.name == name)
                .map_or(Vec3::ZERO, |n| global[n].w_axis.truncate())
        };
        let (shoulder, elbow) = (place("mixamorig:LeftArm"), place("mixamorig:LeftForeArm"));
        let joints = skeleton.moves(&global);
        Self { joints, shoulder, elbow }
    }

    fn matrix(&self, skeleton: &Skeleton, row: &Row) -> Mat4 {
        let (bones, shares) = skeleton.influences(row);
        bones
            .iter()
            .zip(shares)
            .fold(Mat4::ZERO, |sum, (bone, share)| sum + self.joints[usize::from(*bone)] * share)
    }

    /// Gives points at rest the shape that hangs well. `fixed` says how much a point may move, 0..=1.
    pub fn settle(
        &self,
        skeleton: &Skeleton,
        rows: &[Row],
        faces: &[[u32; 4]],
        points: &mut [Vec3],
        free: impl Fn(usize) -> f32,
    ) {
        let matrices: Vec<Mat4> = rows.iter().map(|row| self.matrix(skeleton, row)).collect();
        let mut posed: Vec<Vec3> =
            points.iter().zip(&matrices).map(|(p, m)| m.transform_point3(*p)).collect();
        let radius = self.arm_radius(&posed);
        let near = |p: Vec3| {
            let d = Vec3::new(p.x.abs(), p.y, p.z) - self.shoulder;
            smooth(0.14, 0.07, (d * Vec3::new(1.0, 0.8, 1.0)).length())
        };
        for (n, p) in posed.iter_mut().enumerate() {
            *p += (self.form(*p, radius) - *p) * free(n);
        }
        let around = quads::neighbours(posed.len(), faces);
        let soft: Vec<f32> = posed.iter().enumerate().map(|(n, p)| 0.5 * near(*p) * free(n)).collect();
        quads::relax(&mut posed, &around, |n| soft[n], 6);
        for ((p, m), posed) in points.iter_mut().zip(&matrices).zip(posed) {
            *p = m.inverse().transform_point3(posed);
        }
    }

    /// Mean radius of the sleeve a hand's breadth below the joint.
    fn arm_radius(&self, posed: &[Vec3]) -> f32 {
        let axis = (self.elbow - self.shoulder).normalize_or(Vec3::NEG_Y);
        let (mut sum, mut count) = (0.0, 0.0);
        for p in posed {
            let d = *p - self.shoulder;
            let along = d.dot(axis);
            let r = (d - axis * along).length();
            if (0.10..0.15).contains(&along) && r < 0.09 && p.x > self.shoulder.x - 0.05 {
                sum += r;
                count += 1.0;
            }
        }
        if count > 4.0 { sum / count } else { 0.055 }
    }

    /// Presses a point towards a natural line: sloping from the neck, then a close curve over the joint.
    fn form(&self, p: Vec3, radius: f32) -> Vec3 {
        let side = p.x.signum();
        let mut q = Vec3::new(p.x.abs(), p.y, p.z);
        let j = self.shoulder;
        // The slope: from the side of the neck down to the top of the joint.
        let crest = j.y + radius * 0.72;
        let inner = 0.075;
        let line = crest + (j.x - q.x).max(0.0) * 0.42;
        let on_slope = smooth(inner, inner + 0.05, q.x);
        let over = (q.y - line).max(0.0);
        q.y -= over * 0.75 * on_slope;
        // The curve over the joint, in the plane of the shoulders; below it along the hanging arm.
        let below = (j.y - q.y).max(0.0);
        let middle = j.x + below * (self.elbow.x - j.x) / (j.y - self.elbow.y).max(0.1);
        if q.x > middle && below < 0.15 {
            let (dx, dy) = (q.x - middle, (q.y - j.y).max(0.0));
            let limit = radius * 0.95;
            let r = (dx * dx + dy * dy).sqrt();
            if r > limit {
                let fade = smooth(0.15, 0.06, below);
                let to = limit + (r - limit) * 0.30;
                let scale = 1.0 + (to / r - 1.0) * fade;
                q.x = middle + dx * scale;
                if q.y > j.y {
                    q.y = j.y + dy * scale;
                }
            }
        }
        q.x *= side;
        q
    }
}
