//! The gestures: names, and the way from key pose to key pose.
//!
//! Owns their names, and the way between the key poses that `poses` has. Poses are the acting arm's and, where both
//! act, the other's; the body's turns are those of a gesture with the left arm, and are mirrored with it.

mod poses;

use super::arm::ArmPose;
use crate::layers::EulerDegrees;
use crate::layers::ease::minimum_jerk;
use bevy::math::Vec3;
use std::f64::consts::TAU;

/// An arm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The character's left.
    Left,
    /// The character's right.
    Right,
}

/// What can be done with arms, hands and trunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gesture {
    /// A stroke with one open hand.
    Beat,
    /// A stroke with both hands.
    BeatBoth,
    /// A small stroke with thumb and index together.
    BeatPrecise,
    /// To the own side.
    Point,
    /// Upwards.
    PointUp,
    /// An open palm to the own side.
    Present,
    /// Both palms up and apart.
    OpenHands,
    /// One, two or three fingers.
    Count(u8),
    /// Hallo.
    Wave,
    /// Well done.
    ThumbsUp,
    /// Who knows.
    Shrug,
    /// A small bow.
    Bow,
    /// A hand on the heart: the right hand, as a rule.
    HandOnHeart,
    /// Yes.
    Nod,
    /// No.
    Shake,
    /// Arms down.
    Rest,
    /// A hand near the chin.
    Think,
}

/// Every gesture.
#[cfg(test)]
pub(super) const ALL: [Gesture; 19] = [
    Gesture::Beat,
    Gesture::BeatBoth,
    Gesture::BeatPrecise,
    Gesture::Point,
    Gesture::PointUp,
    Gesture::Present,
    Gesture::OpenHands,
    Gesture::Count(1),
    Gesture::Count(2),
    Gesture::Count(3),
    Gesture::Wave,
    Gesture::ThumbsUp,
    Gesture::Shrug,
    Gesture::Bow,
    Gesture::HandOnHeart,
    Gesture::Nod,
    Gesture::Shake,
    Gesture::Rest,
    Gesture::Think,
];

impl Gesture {
    /// The gesture of a cue's name (see `protocol::cue::GESTURES`) and the arm that does it, where the name says so.
    pub fn named(name: &str) -> Option<(Self, Option<Side>)> {
        let left = Some(Side::Left);
        let right = Some(Side::Right);
        Some(match name {
            "beat" => (Self::Beat, None),
            "point-left" => (Self::Point, left),
            "point-right" => (Self::Point, right),
            "point-up" => (Self::PointUp, None),
            "present-left" => (Self::Present, left),
            "present-right" => (Self::Present, right),
            "open-hands" => (Self::OpenHands, None),
            "count-1" => (Self::Count(1), None),
            "count-2" => (Self::Count(2), None),
            "count-3" => (Self::Count(3), None),
            "wave" => (Self::Wave, None),
            "thumbs-up" => (Self::ThumbsUp, None),
            "shrug" => (Self::Shrug, None),
            "bow" => (Self::Bow, None),
            "hand-on-heart" => (Self::HandOnHeart, right),
            "nod" => (Self::Nod, None),
            "shake" => (Self::Shake, None),
            "rest" => (Self::Rest, None),
            "think" => (Self::Think, None),
            _ => return None,
        })
    }

    /// Whether it is one of those that speech alone picks.
    pub fn is_beat(self) -> bool {
        matches!(self, Self::Beat | Self::BeatBoth | Self::BeatPrecise)
    }

    pub(super) fn shape(self) -> &'static Shape {
        match self {
            Self::Beat => &poses::BEAT,
            Self::BeatBoth => &poses::BEAT_BOTH,
            Self::BeatPrecise => &poses::BEAT_PRECISE,
            Self::Point => &poses::POINT,
            Self::PointUp => &poses::POINT_UP,
            Self::Present => &poses::PRESENT,
            Self::OpenHands => &poses::OPEN_HANDS,
            Self::Count(1) => &poses::COUNT_1,
            Self::Count(2) => &poses::COUNT_2,
            Self::Count(_) => &poses::COUNT_3,
            Self::Wave => &poses::WAVE,
            Self::ThumbsUp => &poses::THUMBS_UP,
            Self::Shrug => &poses::SHRUG,
            Self::Bow => &poses::BOW,
            Self::HandOnHeart => &poses::HAND_ON_HEART,
            Self::Nod => &poses::NOD,
            Self::Shake => &poses::SHAKE,
            Self::Rest => &poses::REST,
            Self::Think => &poses::THINK,
        }
    }
}

/// What the rest of the body does along.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Body {
    pub chest: EulerDegrees,
    pub head: EulerDegrees,
    /// Both shoulders up, 0..1.
    pub shrug: f32,
    /// Brows up, 0..1.
    pub brows: f32,
}

/// Key poses in order of time.
pub(super) struct Shape {
    keys: &'static [Key],
    /// A hand that swings to and fro between its keys.
    swing: Option<Swing>,
}

struct Key {
    at: f64,
    own: Option<ArmPose>,
    other: Option<ArmPose>,
    body: Body,
}

struct Swing {
    hertz: f64,
    from: f64,
    to: f64,
    /// Added to hand's direction and wrist at the outermost.
    hand: Vec3,
    wrist: Vec3,
    head: EulerDegrees,
}

/// A gesture at one moment.
pub(super) struct Frame {
    pub own: Option<ArmPose>,
    pub other: Option<ArmPose>,
    pub body: Body,
}

impl Shape {
    /// Seconds from the first pose to the stroke.
    pub fn lead(&self) -> f64 {
        -self.keys.first().map_or(0.0, |k| k.at).min(0.0)
    }

    /// Seconds from the stroke to the last pose.
    pub fn length(&self) -> f64 {
        self.keys.last().map_or(0.0, |k| k.at).max(0.0)
    }

    /// The poses at `at` seconds from the stroke.
    pub fn at(&self, at: f64, size: f32) -> Frame {
        let next = self.keys.partition_point(|k| k.at <= at);
        let before = &self.keys[next.saturating_sub(1)];
        let after = &self.keys[next.min(self.keys.len() - 1)];
        #[expect(clippy::cast_possible_truncation, reason = "a share")]
        let share =
            if after.at > before.at { ((at - before.at) / (after.at - before.at)) as f32 } else { 0.0 };
        let share = minimum_jerk(share);
        let first = &self.keys[0];
        let arm = |of: fn(&Key) -> Option<ArmPose>| {
            let pose = of(before)?.towards(&of(after)?, share);
            Some(pose.scaled(&of(first)?, size))
        };
        let mut frame = Frame {
            own: arm(|k| k.own),
            other: arm(|k| k.other),
            body: before.body.towards(&after.body, share),
        };
        if let Some(swing) = &self.swing {
            swing.apply(at, &mut frame);
        }
        frame
    }
}

impl Swing {
    #[expect(clippy::cast_possible_truncation, reason = "seconds")]
    fn apply(&self, at: f64, frame: &mut Frame) {
        let fade = minimum_jerk(((at - self.from) / 0.2) as f32)
            * (1.0 - minimum_jerk(((at - self.to + 0.25) / 0.25) as f32));
        let phase = ((at - self.from) * self.hertz * TAU).sin() as f32 * fade;
        if let Some(arm) = &mut frame.own {
            arm.hand = (arm.hand + self.hand * phase).normalize_or(arm.hand);
            arm.wrist += self.wrist * phase;
        }
        frame.body.head = frame.body.head.plus(&self.head, phase);
    }
}

impl Body {
    fn towards(&self, to: &Self, share: f32) -> Self {
        let turn =
            |a: &EulerDegrees, b: &EulerDegrees| EulerDegrees::default().plus(a, 1.0 - share).plus(b, share);
        Self {
            chest: turn(&self.chest, &to.chest),
            head: turn(&self.head, &to.head),
            shrug: self.shrug + (to.shrug - self.shrug) * share,
            brows: self.brows + (to.brows - self.brows) * share,
        }
    }
}

impl EulerDegrees {
    fn plus(&self, other: &Self, share: f32) -> Self {
        Self {
            yaw: self.yaw + share * other.yaw,
            pitch: self.pitch + share * other.pitch,
            roll: self.roll + share * other.roll,
        }
    }
}
