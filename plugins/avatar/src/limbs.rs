//! From poses of arms to joints: a solver for two bones, wrists, and fingers.
//!
//! Works on any humanoid whose arms are known, whatever the axes of its joints and the pose of its rest: it turns what
//! the rest pose shows, in the character's own space. Arms move with the trunk; nothing here knows where that went.

mod find;

use crate::layers::ArmPose;
use bevy::{math::Mat3, prelude::*};

pub(crate) use find::{Limbs, find};

/// A joint at rest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RestJoint {
    pub entity: Entity,
    /// Rotation against the parent.
    pub local: Quat,
    /// Rotation in the character's space.
    pub rotation: Quat,
    /// Place in the character's space, in metres.
    pub position: Vec3,
}

impl RestJoint {
    /// The local rotation that turns the joint by `turn` in the character's space, when what it hangs on turns by `above`.
    fn turned(&self, above: Quat, turn: Quat) -> (Entity, Quat) {
        (self.entity, self.local * self.rotation.inverse() * above.inverse() * turn * self.rotation)
    }
}

/// An arm at rest.
#[derive(Debug, Clone)]
pub(crate) struct Arm {
    side: f32,
    collar: Option<RestJoint>,
    upper: RestJoint,
    lower: RestJoint,
    hand: RestJoint,
    /// Thumb, index, middle, ring, little; each from the palm outwards.
    fingers: [Vec<RestJoint>; 5],
    lengths: (f32, f32),
    /// Axis about which the elbow bends.
    hinge: Vec3,
    /// From wrist to knuckles, and where the palm looks.
    grip: (Vec3, Vec3),
}

/// Share of the hand's turn about the forearm that the forearm takes.
const FOREARM_TWIST: f32 = 0.55;
/// A wrist bends no further, in degrees.
const WRIST_LIMIT: f32 = 62.0;
/// An arm is never stretched further than this share of its length: elbows would snap.
const REACH: f32 = 0.985;
/// The collar bone's turn when it is lifted fully, and when it is shrugged, in degrees.
const LIFT: f32 = 7.0;
const SHRUG: f32 = 13.0;
/// Turns of the joints of a finger that is a fist's, in degrees, from the palm outwards.
const CURL: [f32; 3] = [82.0, 98.0, 62.0];
const THUMB_CURL: [f32; 3] = [30.0, 42.0, 55.0];
/// Turns of thumb, index, middle, ring and little finger when they are apart, in degrees, towards the thumb.
const SPREAD: [f32; 5] = [0.0, 12.0, 2.0, -8.0, -18.0];

impl Arm {
    /// An arm from its joints at rest; `side` is 1 for the left, -1 for the right. `None` where a bone has no length.
    pub(crate) fn new(
        side: f32,
        collar: Option<RestJoint>,
        [upper, lower, hand]: [RestJoint; 3],
        fingers: [Vec<RestJoint>; 5],
    ) -> Option<Self> {
        let (along, on) = (lower.position - upper.position, hand.position - lower.position);
        let lengths = (along.length(), on.length());
        if lengths.0 < 1e-4 || lengths.1 < 1e-4 {
            return None;
        }
        let bent = along.cross(on) / (lengths.0 * lengths.1);
        // An elbow that is straight at rest bends to the front.
        let hinge = if bent.length() > 0.05 { bent } else { along.cross(Vec3::Z) };
        let knuckle = |n: usize| fingers.get(n).and_then(|f| f.first()).map(|j| j.position);
        let grip = match (knuckle(1), knuckle(2).or(knuckle(1)), knuckle(4).or(knuckle(3))) {
            (Some(index), Some(middle), Some(little)) => {
                let out = (middle - hand.position).normalize_or(on / lengths.1);
                (out, side * out.cross(index - little))
            }
            // Without fingers: palms look down in a T-pose and to the thighs when arms hang.
            _ => (on / lengths.1, Vec3::new(-side * on.y.abs(), -on.x.abs(), 0.0)),
        };
        Some(Self {
            side,
            collar,
            upper,
            lower,
            hand,
            fingers,
            lengths,
            hinge: hinge.normalize_or(Vec3::NEG_Y),
            grip,
        })
    }

    /// The rotations of the arm's joints for `pose`, with the shoulders shrugged by `shrug` (0..1).
    pub(crate) fn solve(&self, pose: &ArmPose, shrug: f32, mut set: impl FnMut(Entity, Quat)) {
        let mirrored = |v: Vec3| Vec3::new(self.side * v.x, v.y, v.z);
        let lift = self.side * (LIFT * pose.lift + SHRUG * shrug).to_radians();
        let above = if self.collar.is_some() { Quat::from_rotation_z(lift) } else { Quat::IDENTITY };
        let mut origin = self.upper.position;
        if let Some(collar) = &self.collar {
            origin = collar.position + above * (self.upper.position - collar.position);
            let (entity, rotation) = collar.turned(Quat::IDENTITY, above);
            set(entity, rotation);
        }
        let (a, b) = self.lengths;
        let want = mirrored(pose.wrist) * (a + b);
        let far = want.length().clamp((a - b).abs() * 1.05 + 0.02, (a + b) * REACH);
        let to = want.normalize_or(Vec3::NEG_Y);
        let elbow = mirrored(pose.elbow);
        let pole = (elbow - to * elbow.dot(to)).normalize_or(to.any_orthonormal_vector());
        let cos = ((a * a + far * far - b * b) / (2.0 * a * far)).clamp(-1.0, 1.0);
        let at_elbow = origin + a * (to * cos + pole * (1.0 - cos * cos).max(0.0).sqrt());
        let wrist = origin + to * far;
        let (along, on) = ((at_elbow - origin) / a, (wrist - at_elbow).normalize_or(to));
        let hinge = pole.cross(to);

        let rest_along = (self.lower.position - self.upper.position) / a;
        let rest_on = (self.hand.position - self.lower.position) / b;
        let upper = frame(along, hinge) * frame(rest_along, self.hinge).inverse();
        let lower = frame(on, hinge) * frame(rest_on, self.hinge).inverse();
        let hand =
            frame(mirrored(pose.hand), mirrored(pose.palm)) * frame(self.grip.0, self.grip.1).inverse();
        // What the hand turns about the forearm, the forearm does in part: skin does not wring.
        let (bend, twist) = swing_twist(hand * lower.inverse(), on);
        let lower = Quat::from_axis_angle(on, FOREARM_TWIST * twist) * lower;
        let bend = limited(bend, WRIST_LIMIT.to_radians());
        let hand = bend * Quat::from_axis_angle(on, (1.0 - FOREARM_TWIST) * twist) * lower;

        for (joint, above, turn) in
            [(&self.upper, above, upper), (&self.lower, upper, lower), (&self.hand, lower, hand)]
        {
            let (entity, rotation) = joint.turned(above, turn);
            set(entity, rotation);
        }
        for (n, finger) in self.fingers.iter().enumerate() {
            self.bend(n, finger, pose, hand, &mut set);
        }
    }

    fn bend(
        &self,
        n: usize,
        finger: &[RestJoint],
        pose: &ArmPose,
        hand: Quat,
        set: &mut impl FnMut(Entity, Quat),
    ) {
        let palm = self.grip.1.normalize_or(Vec3::NEG_Y);
        let (Some(first), Some(second)) = (finger.first(), finger.get(1)) else { return };
        let along = (second.position - first.position).normalize_or(self.grip.0);
        let to_thumb = palm.cross(self.grip.0) * self.side;
        let across = if n == 0 { palm * 0.75 - to_thumb * 0.65 } else { palm };
        let axis = along.cross(across).normalize_or(Vec3::X);
        // A hand at rest is not flat: so much of the curl is there already.
        let mut rest = [0.0; 3];
        if n != 0 {
            let third = finger.get(2).map(|t| t.position - second.position);
            rest[0] = 0.8 * bend_about(axis, self.grip.0, along).clamp(0.0, 60.0);
            rest[1] = third.map_or(0.0, |third| bend_about(axis, along, third)).clamp(-10.0, 60.0);
            // Where the tip ends no joint says: it follows the one before, as fingers do.
            rest[2] = 0.55 * rest[1];
        }
        let apart = Quat::from_axis_angle(
            along.cross(to_thumb).normalize_or(Vec3::Y),
            (SPREAD[n] * pose.spread).to_radians(),
        );
        let curl = pose.curl[n].clamp(0.0, 1.0);
        let mut above = hand;
        let mut turn = hand * apart;
        let full = if n == 0 { THUMB_CURL } else { CURL };
        for ((joint, full), already) in finger.iter().zip(full).zip(rest) {
            turn *= Quat::from_axis_angle(axis, (full * curl - already).to_radians());
            let (entity, rotation) = joint.turned(above, turn);
            set(entity, rotation);
            above = turn;
        }
    }
}

/// A rotation whose X axis is `along`, and whose Y axis is as near to `up` as can be.
fn frame(along: Vec3, up: Vec3) -> Quat {
    let x = along.normalize_or(Vec3::X);
    let y = (up - x * up.dot(x)).normalize_or(x.any_orthonormal_vector());
    Quat::from_mat3(&Mat3::from_cols(x, y, x.cross(y)))
}

/// Degrees from one direction to another about `axis`, -180..180.
fn bend_about(axis: Vec3, from: Vec3, to: Vec3) -> f32 {
    let flat = |v: Vec3| (v - axis * v.dot(axis)).normalize_or_zero();
    let (from, to) = (flat(from), flat(to));
    from.cross(to).dot(axis).atan2(from.dot(to)).to_degrees()
}

/// Parts a rotation into a bend and, before it, a twist about `axis` in radians, -π..π.
fn swing_twist(rotation: Quat, axis: Vec3) -> (Quat, f32) {
    let about = rotation.xyz().dot(axis);
    let half = about.atan2(rotation.w);
    let twist = (2.0 * half + std::f32::consts::PI).rem_euclid(std::f32::consts::TAU) - std::f32::consts::PI;
    (rotation * Quat::from_axis_angle(axis, twist).inverse(), twist)
}

/// The same rotation by no more than `most` radians.
fn limited(rotation: Quat, most: f32) -> Quat {
    let (axis, angle) = rotation.to_axis_angle();
    let (axis, angle) =
        if angle > std::f32::consts::PI { (-axis, std::f32::consts::TAU - angle) } else { (axis, angle) };
    // Softly: a hard stop would be seen as a jerk.
    let angle = if angle < 0.7 * most {
        angle
    } else {
        let over = (angle - 0.7 * most) / (0.3 * most);
        0.7 * most + 0.3 * most * (over / (1.0 + over))
    };
    Quat::from_axis_angle(axis, angle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::gesture::HANGING;

    fn joint(id: u32, position: [f32; 3]) -> RestJoint {
        let entity = Entity::from_raw_u32(id).unwrap();
        // Axes that are not the model's: the solver must not care.
        let rotation = Quat::from_euler(EulerRot::XYZ, 0.4, -0.7 * id as f32, 0.2);
        RestJoint { entity, local: Quat::IDENTITY, rotation, position: position.into() }
    }

    fn arm(side: f32) -> Arm {
        let place = |x: f32, y: f32, z: f32| [side * x, y, z];
        let joints = [
            joint(1, place(0.19, 1.44, 0.02)),
            joint(2, place(0.36, 1.24, 0.02)),
            joint(3, place(0.50, 1.12, 0.21)),
        ];
        Arm::new(side, None, joints, Default::default()).unwrap()
    }

    /// Where the wrist comes out, from the rotations that were set.
    fn wrist(arm: &Arm, pose: &ArmPose) -> Vec3 {
        let mut turns = Vec::new();
        arm.solve(pose, 0.0, |_, q| turns.push(q));
        // Undo `turned`: locals are against a parent that stands as the joint itself at rest.
        let world = |rest: &RestJoint, above: Quat, local: Quat| {
            above * rest.rotation * rest.local.inverse() * local * rest.rotation.inverse()
        };
        let upper = world(&arm.upper, Quat::IDENTITY, turns[0]);
        let lower = world(&arm.lower, upper, turns[1]);
        arm.upper.position
            + upper * (arm.lower.position - arm.upper.position)
            + lower * (arm.hand.position - arm.lower.position)
    }

    #[track_caller]
    fn check(at: [f32; 3]) {
        for side in [1.0, -1.0] {
            let arm = arm(side);
            let pose = ArmPose { wrist: at.into(), ..HANGING };
            let length = arm.lengths.0 + arm.lengths.1;
            let expect = arm.upper.position + Vec3::new(side * at[0], at[1], at[2]) * length;
            let came = wrist(&arm, &pose);
            assert!(came.distance(expect) < 1e-3, "{came} instead of {expect}");
        }
    }

    #[test]
    fn wrists_come_where_they_are_wanted() {
        check([-0.1, -0.66, 0.47]);
        check([0.68, -0.27, 0.46]);
        check([0.2, -0.94, 0.13]);
        check([0.1, 0.6, 0.3]);
    }

    #[test]
    fn out_of_reach_is_as_far_as_it_goes() {
        let arm = arm(1.0);
        let came = wrist(&arm, &ArmPose { wrist: Vec3::new(3.0, 0.0, 0.0), ..HANGING });
        let reach = came.distance(arm.upper.position) / (arm.lengths.0 + arm.lengths.1);
        assert!((reach - REACH).abs() < 1e-3, "{reach}");
    }

    #[test]
    fn a_twist_is_parted_from_a_bend() {
        let axis = Vec3::new(0.2, -0.9, 0.1).normalize();
        let (bend, twist) = swing_twist(Quat::from_rotation_x(0.3) * Quat::from_axis_angle(axis, 1.2), axis);
        let again = bend * Quat::from_axis_angle(axis, twist);
        assert!(again.angle_between(Quat::from_rotation_x(0.3) * Quat::from_axis_angle(axis, 1.2)) < 1e-3);
        assert!(twist > 0.9 && twist < 1.5, "{twist}");
    }
}
