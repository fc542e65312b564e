//! The pose of one arm and its hand, whoever's arm it is.

use bevy::math::Vec3;

/// An arm, in its own side's space: +X away from the body, +Y up, +Z to the front; the shoulder joint is the origin
/// and the length of upper and lower arm together is 1.
///
/// One description serves both arms: the right one is the left one's mirror image.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ArmPose {
    /// Where the wrist is.
    pub wrist: Vec3,
    /// Where the elbow points, as seen from the line between shoulder and wrist.
    pub elbow: Vec3,
    /// Where the knuckles are, as seen from the wrist.
    pub hand: Vec3,
    /// Where the palm looks.
    pub palm: Vec3,
    /// How far thumb, index, middle, ring and little finger are curled: 0 straight, 1 a fist.
    pub curl: [f32; 5],
    /// Fingers apart, 0..1.
    pub spread: f32,
    /// How far the collar bone is lifted, -1 (sunk) to 1.
    pub lift: f32,
}

/// Arms that hang: elbows a little bent, palms to the thighs, fingers at ease.
pub const HANGING: ArmPose = ArmPose {
    wrist: Vec3::new(0.20, -0.945, 0.13),
    elbow: Vec3::new(0.25, -0.1, -0.96),
    hand: Vec3::new(-0.02, -0.97, 0.24),
    palm: Vec3::new(-0.93, 0.02, -0.36),
    curl: [0.14, 0.16, 0.24, 0.30, 0.36],
    spread: 0.05,
    lift: -0.6,
};

impl Default for ArmPose {
    fn default() -> Self {
        HANGING
    }
}

impl ArmPose {
    /// The pose a share of the way (0..1) to another.
    pub fn towards(&self, to: &Self, share: f32) -> Self {
        let mix = |a: f32, b: f32| a + (b - a) * share;
        let turn = |a: Vec3, b: Vec3| slerp(a.normalize_or_zero(), b.normalize_or_zero(), share);
        Self {
            wrist: self.wrist.lerp(to.wrist, share),
            elbow: turn(self.elbow, to.elbow),
            hand: turn(self.hand, to.hand),
            palm: turn(self.palm, to.palm),
            curl: std::array::from_fn(|n| mix(self.curl[n], to.curl[n])),
            spread: mix(self.spread, to.spread),
            lift: mix(self.lift, to.lift),
        }
    }

    /// The same pose with its distance from `from` scaled by `size`.
    pub fn scaled(&self, from: &Self, size: f32) -> Self {
        Self { wrist: from.wrist.lerp(self.wrist, size), ..*self }
    }
}

/// From one direction to another along the shortest arc; opposite ones go by way of the front.
fn slerp(from: Vec3, to: Vec3, share: f32) -> Vec3 {
    let cos = from.dot(to).clamp(-1.0, 1.0);
    if cos > 0.9995 {
        return from.lerp(to, share).normalize_or(from);
    }
    if cos < -0.98 {
        let middle = (from.lerp(to, 0.5) + Vec3::Z).normalize_or(Vec3::Z);
        let half = 2.0 * share;
        return if half < 1.0 { slerp(from, middle, half) } else { slerp(middle, to, half - 1.0) };
    }
    let angle = cos.acos();
    (from * ((1.0 - share) * angle).sin() + to * (share * angle).sin()) / angle.sin()
}
