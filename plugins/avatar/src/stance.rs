//! How arms come from the rest of a file, a T-pose or an A-pose, to those of a host at ease.
//!
//! Pure: places of joints in, rotations out, in the character's space.

use bevy::prelude::*;

/// Upper arms between these, in degrees below level, are an A-pose as our own people have it: lowered by a fixed turn.
const A_POSE: (f32, f32) = (38.0, 65.0);
const A_POSE_LOWERING: f32 = 31.0;
/// Shoulders sink by this with the arms, in degrees.
const SHOULDER: f32 = 3.0;
/// Where other upper arms come to, in degrees below level, the shoulder's part left out.
const AT_EASE: f32 = 78.0;
/// Elbows bend forward by this, in degrees.
const ELBOW: f32 = 16.0;

/// Turns of an arm's joints from their rest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Arm {
    pub(crate) shoulder: Quat,
    pub(crate) upper: Quat,
    pub(crate) lower: Quat,
}

impl Arm {
    /// The arm on the side of `sign` (1 left, -1 right), whose joints are at these places. An arm whose places are not
    /// known is left alone.
    pub(crate) fn new(sign: f32, shoulder: Option<Vec3>, elbow: Option<Vec3>, hand: Option<Vec3>) -> Self {
        let along = shoulder.zip(elbow).and_then(|(from, to)| (to - from).try_normalize());
        let Some(along) = along else {
            return Self { shoulder: Quat::IDENTITY, upper: Quat::IDENTITY, lower: Quat::IDENTITY };
        };
        let below = (-along.y).asin().to_degrees();
        let shoulder = Quat::from_rotation_z((-sign * SHOULDER).to_radians());
        if (A_POSE.0..A_POSE.1).contains(&below) {
            let lowered = Quat::from_rotation_z((-sign * A_POSE_LOWERING).to_radians());
            let upper = lowered * Quat::from_rotation_x(5f32.to_radians());
            return Self { shoulder, upper, lower: Quat::from_rotation_x((-ELBOW).to_radians()) };
        }
        let upper = Quat::from_rotation_z((-sign * (AT_EASE - below)).to_radians());
        let fore = elbow.zip(hand).and_then(|(from, to)| (to - from).try_normalize()).unwrap_or(along);
        // About the axis that takes the forearm forward; elbows that are bent already stay so.
        let bent = fore.angle_between(along).to_degrees();
        let axis = fore.cross(Vec3::Z).try_normalize();
        let bend = (ELBOW - bent).max(0.0).to_radians();
        let lower = axis.map_or(Quat::IDENTITY, |axis| Quat::from_axis_angle(axis, bend));
        Self { shoulder, upper, lower }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where upper arm and forearm point at ease, of an arm that points `below` degrees below level at rest.
    fn at_ease(sign: f32, below: f32) -> (Vec3, Vec3) {
        let (sin, cos) = below.to_radians().sin_cos();
        let along = Vec3::new(sign * cos, -sin, 0.0);
        let arm = Arm::new(sign, Some(Vec3::Y), Some(Vec3::Y + along * 0.3), Some(Vec3::Y + along * 0.5));
        let upper = arm.shoulder * arm.upper;
        (upper * along, upper * arm.lower * along)
    }

    #[track_caller]
    fn check(below: f32) {
        for sign in [1.0, -1.0] {
            let (upper, lower) = at_ease(sign, below);
            let hangs = (-upper.y).asin().to_degrees();
            assert!((70.0..=88.0).contains(&hangs), "{below} comes to {hangs}");
            assert!(upper.x * sign > 0.0, "{below}: the arm crosses the body, {upper}");
            assert!(lower.z > 0.1, "{below}: the elbow does not bend forward, {lower}");
        }
    }

    #[test]
    fn arms_hang_whatever_the_pose_of_the_file() {
        for below in [-5.0, 0.0, 20.0, 45.0, 50.0, 70.0, 80.0] {
            check(below);
        }
    }

    #[test]
    fn an_arm_without_an_elbow_is_left_alone() {
        let arm = Arm::new(1.0, Some(Vec3::Y), None, None);
        assert_eq!((arm.shoulder, arm.upper, arm.lower), (Quat::IDENTITY, Quat::IDENTITY, Quat::IDENTITY));
    }
}
