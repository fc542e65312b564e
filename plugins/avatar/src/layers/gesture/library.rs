//! The gestures: key poses posed by us, and the way between them.
//!
//! Times are seconds from the stroke. Poses are the acting arm's and, where both act, the other's; the body's turns
//! are those of a gesture with the left arm, and are mirrored with it.

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
            Self::Beat => &BEAT,
            Self::BeatBoth => &BEAT_BOTH,
            Self::BeatPrecise => &BEAT_PRECISE,
            Self::Point => &POINT,
            Self::PointUp => &POINT_UP,
            Self::Present => &PRESENT,
            Self::OpenHands => &OPEN_HANDS,
            Self::Count(1) => &COUNT_1,
            Self::Count(2) => &COUNT_2,
            Self::Count(_) => &COUNT_3,
            Self::Wave => &WAVE,
            Self::ThumbsUp => &THUMBS_UP,
            Self::Shrug => &SHRUG,
            Self::Bow => &BOW,
            Self::HandOnHeart => &HAND_ON_HEART,
            Self::Nod => &NOD,
            Self::Shake => &SHAKE,
            Self::Rest => &REST,
            Self::Think => &THINK,
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

const fn arm(wrist: [f32; 3], hand: [f32; 3], palm: [f32; 3], curl: [f32; 5]) -> ArmPose {
    ArmPose {
        wrist: Vec3::from_array(wrist),
        elbow: Vec3::new(0.38, -0.76, -0.52),
        hand: Vec3::from_array(hand),
        palm: Vec3::from_array(palm),
        curl,
        spread: 0.15,
        lift: 0.0,
    }
}

const fn key(at: f64, own: ArmPose) -> Key {
    Key { at, own: Some(own), other: None, body: STILL }
}

const fn both(at: f64, own: ArmPose, other: ArmPose) -> Key {
    Key { at, own: Some(own), other: Some(other), body: STILL }
}

const fn with(key: Key, body: Body) -> Key {
    Key { body, ..key }
}

const fn turn(yaw: f32, pitch: f32, roll: f32) -> EulerDegrees {
    EulerDegrees { yaw, pitch, roll }
}

const STILL: Body = Body { chest: turn(0.0, 0.0, 0.0), head: turn(0.0, 0.0, 0.0), shrug: 0.0, brows: 0.0 };
const EASY: [f32; 5] = [0.10, 0.12, 0.20, 0.26, 0.30];
const OPEN: [f32; 5] = [0.0, 0.03, 0.06, 0.09, 0.12];
const FIST: [f32; 5] = [0.85, 0.95, 1.0, 1.0, 1.0];

/// Hands before the belly, ready to speak along.
const READY: ArmPose = arm([-0.10, -0.60, 0.48], [-0.62, 0.10, 0.78], [-0.62, 0.55, -0.45], EASY);
const RAISED: ArmPose = arm([-0.02, -0.43, 0.56], [-0.40, 0.34, 0.85], [-0.62, 0.62, -0.30], EASY);
const STRUCK: ArmPose = arm([0.02, -0.56, 0.60], [-0.34, -0.02, 0.94], [-0.55, 0.80, 0.10], OPEN);

static BEAT: Shape =
    Shape { keys: &[key(-0.22, RAISED), key(0.0, STRUCK), key(0.16, STRUCK), key(0.5, READY)], swing: None };

const RAISED_BOTH: ArmPose = arm([0.04, -0.43, 0.55], [-0.30, 0.30, 0.90], [-0.66, 0.55, -0.20], EASY);
const STRUCK_BOTH: ArmPose = arm([0.12, -0.55, 0.57], [-0.10, 0.0, 0.99], [-0.52, 0.84, 0.10], OPEN);

static BEAT_BOTH: Shape = Shape {
    keys: &[
        both(-0.24, RAISED_BOTH, RAISED_BOTH),
        both(0.0, STRUCK_BOTH, STRUCK_BOTH),
        both(0.2, STRUCK_BOTH, STRUCK_BOTH),
        both(0.6, READY, READY),
    ],
    swing: None,
};

const PINCH: [f32; 5] = [0.42, 0.52, 0.36, 0.34, 0.36];
const PINCHED: ArmPose = arm([0.02, -0.44, 0.56], [-0.35, 0.62, 0.70], [-0.62, 0.10, 0.76], PINCH);
const PINCHED_DOWN: ArmPose = arm([0.04, -0.55, 0.60], [-0.32, 0.36, 0.88], [-0.66, -0.14, 0.72], PINCH);

static BEAT_PRECISE: Shape = Shape {
    keys: &[key(-0.2, PINCHED), key(0.0, PINCHED_DOWN), key(0.14, PINCHED_DOWN), key(0.45, READY)],
    swing: None,
};

const POINTING: [f32; 5] = [0.55, 0.0, 0.85, 0.92, 0.95];
const POINT_DRAWN: ArmPose = arm([0.25, -0.42, 0.50], [0.40, 0.20, 0.85], [-0.55, -0.60, 0.55], POINTING);
const POINT_OUT: ArmPose = arm([0.68, -0.27, 0.46], [0.88, 0.12, 0.46], [-0.35, -0.66, 0.66], POINTING);

static POINT: Shape = Shape {
    keys: &[
        key(-0.26, POINT_DRAWN),
        with(key(0.0, POINT_OUT), Body { chest: turn(4.0, 0.0, 0.0), head: turn(7.0, 0.0, 0.0), ..STILL }),
        with(key(0.75, POINT_OUT), Body { chest: turn(4.0, 0.0, 0.0), head: turn(1.0, 0.0, 0.0), ..STILL }),
    ],
    swing: None,
};

const UP_DRAWN: ArmPose = arm([0.12, -0.35, 0.52], [-0.05, 0.80, 0.60], [-0.70, 0.10, 0.70], POINTING);
const UP: ArmPose = arm([0.17, -0.06, 0.46], [0.02, 0.99, 0.12], [-0.62, 0.05, 0.78], POINTING);

static POINT_UP: Shape = Shape {
    keys: &[
        key(-0.26, UP_DRAWN),
        with(key(0.0, UP), Body { head: turn(0.0, -1.5, 0.0), brows: 0.5, ..STILL }),
        key(0.7, UP),
    ],
    swing: None,
};

const PRESENT_DRAWN: ArmPose = arm([0.05, -0.50, 0.52], [0.0, 0.25, 0.97], [-0.70, 0.62, 0.0], EASY);
const PRESENTED: ArmPose = arm([0.50, -0.38, 0.52], [0.80, 0.10, 0.58], [-0.10, 0.92, 0.36], OPEN);

static PRESENT: Shape = Shape {
    keys: &[
        key(-0.3, PRESENT_DRAWN),
        with(key(0.0, PRESENTED), Body { chest: turn(3.0, 0.0, 0.0), head: turn(7.0, 1.0, 0.0), ..STILL }),
        with(key(1.0, PRESENTED), Body { chest: turn(3.0, 0.0, 0.0), head: turn(0.0, 0.0, 0.0), ..STILL }),
    ],
    swing: None,
};

const OPENING: ArmPose = arm([0.0, -0.56, 0.52], [-0.30, 0.10, 0.95], [-0.70, 0.65, 0.0], EASY);
const OPENED: ArmPose = arm([0.20, -0.46, 0.56], [0.36, 0.06, 0.93], [-0.12, 0.96, 0.20], OPEN);

static OPEN_HANDS: Shape = Shape {
    keys: &[
        both(-0.3, OPENING, OPENING),
        with(both(0.0, OPENED, OPENED), Body { brows: 0.4, ..STILL }),
        both(0.6, OPENED, OPENED),
    ],
    swing: None,
};

const ONE: [f32; 5] = [0.8, 0.0, 0.95, 1.0, 1.0];
const TWO: [f32; 5] = [0.9, 0.0, 0.0, 1.0, 1.0];
const THREE: [f32; 5] = [0.9, 0.0, 0.0, 0.0, 1.0];

const fn counting(curl: [f32; 5], raised: bool) -> ArmPose {
    let y = if raised { -0.16 } else { -0.30 };
    arm([0.14, y, 0.48], [0.02, 0.98, 0.18], [-0.10, -0.12, 0.98], curl)
}

static COUNT_1: Shape = Shape {
    keys: &[key(-0.2, counting(FIST, false)), key(0.0, counting(ONE, true)), key(0.8, counting(ONE, true))],
    swing: None,
};
static COUNT_2: Shape = Shape {
    keys: &[key(-0.2, counting(ONE, false)), key(0.0, counting(TWO, true)), key(0.8, counting(TWO, true))],
    swing: None,
};
static COUNT_3: Shape = Shape {
    keys: &[
        key(-0.2, counting(TWO, false)),
        key(0.0, counting(THREE, true)),
        key(0.8, counting(THREE, true)),
    ],
    swing: None,
};

const WAVING: ArmPose = arm([0.42, -0.02, 0.44], [0.05, 0.99, 0.10], [-0.12, -0.05, 0.99], OPEN);

static WAVE: Shape = Shape {
    keys: &[
        key(0.0, WAVING),
        with(key(0.3, WAVING), Body { head: turn(0.0, 0.0, -3.0), brows: 0.5, ..STILL }),
        key(1.7, WAVING),
    ],
    swing: Some(Swing {
        hertz: 2.1,
        from: 0.0,
        to: 1.7,
        hand: Vec3::new(0.42, 0.0, 0.0),
        wrist: Vec3::new(0.05, 0.0, 0.0),
        head: turn(0.0, 0.0, 0.0),
    }),
};

const THUMB: [f32; 5] = [0.0, 0.95, 1.0, 1.0, 1.0];
const THUMB_LOW: ArmPose = arm([0.02, -0.52, 0.55], [-0.58, 0.05, 0.80], [-0.78, 0.05, -0.62], THUMB);
const THUMB_UP: ArmPose = arm([0.06, -0.32, 0.60], [-0.58, 0.10, 0.80], [-0.80, 0.05, -0.58], THUMB);

static THUMBS_UP: Shape = Shape {
    keys: &[
        key(-0.24, THUMB_LOW),
        with(key(0.0, THUMB_UP), Body { head: turn(0.0, 2.5, -2.0), brows: 0.4, ..STILL }),
        key(0.9, THUMB_UP),
    ],
    swing: None,
};

const SHRUGGED: ArmPose =
    ArmPose { lift: 1.0, ..arm([0.27, -0.45, 0.50], [0.66, 0.12, 0.74], [-0.05, 0.98, 0.15], OPEN) };

static SHRUG: Shape = Shape {
    keys: &[
        both(-0.2, OPENING, OPENING),
        with(
            both(0.0, SHRUGGED, SHRUGGED),
            Body { head: turn(0.0, 1.0, 5.0), shrug: 1.0, brows: 0.8, ..STILL },
        ),
        with(
            both(0.45, SHRUGGED, SHRUGGED),
            Body { head: turn(0.0, 1.0, 5.0), shrug: 0.9, brows: 0.7, ..STILL },
        ),
    ],
    swing: None,
};

const BOWED: Body = Body { chest: turn(0.0, 17.0, 0.0), head: turn(0.0, 26.0, 0.0), shrug: 0.0, brows: 0.0 };

static BOW: Shape = Shape {
    keys: &[
        Key { at: 0.0, own: None, other: None, body: BOWED },
        Key { at: 0.5, own: None, other: None, body: BOWED },
    ],
    swing: None,
};

const ON_HEART: ArmPose = ArmPose {
    elbow: Vec3::new(0.75, -0.62, -0.1),
    ..arm([-0.22, -0.36, 0.33], [-0.90, 0.40, 0.10], [-0.12, 0.0, -0.99], [0.1, 0.05, 0.06, 0.08, 0.1])
};

static HAND_ON_HEART: Shape = Shape {
    keys: &[
        key(0.0, ON_HEART),
        with(key(0.3, ON_HEART), Body { head: turn(0.0, 5.0, 2.0), ..STILL }),
        with(key(1.0, ON_HEART), Body { head: turn(0.0, 2.0, 2.0), ..STILL }),
    ],
    swing: None,
};

const fn head_only(at: f64) -> Key {
    Key { at, own: None, other: None, body: STILL }
}

static NOD: Shape = Shape {
    keys: &[head_only(0.0), head_only(0.95)],
    swing: Some(Swing {
        hertz: 1.9,
        from: 0.0,
        to: 1.0,
        hand: Vec3::ZERO,
        wrist: Vec3::ZERO,
        head: turn(0.0, 6.5, 0.0),
    }),
};

static SHAKE: Shape = Shape {
    keys: &[head_only(0.0), head_only(1.25)],
    swing: Some(Swing {
        hertz: 1.7,
        from: 0.0,
        to: 1.3,
        hand: Vec3::ZERO,
        wrist: Vec3::ZERO,
        head: turn(8.0, 0.0, 0.0),
    }),
};

static REST: Shape = Shape {
    keys: &[both(0.0, super::HANGING, super::HANGING), both(0.5, super::HANGING, super::HANGING)],
    swing: None,
};

const AT_CHIN: ArmPose = ArmPose {
    elbow: Vec3::new(0.45, -0.88, 0.1),
    ..arm([-0.20, -0.13, 0.42], [-0.38, 0.90, -0.20], [-0.20, -0.10, -0.97], [0.2, 0.25, 0.72, 0.8, 0.85])
};

static THINK: Shape = Shape {
    keys: &[
        with(key(0.0, AT_CHIN), Body { head: turn(0.0, 2.0, -4.0), ..STILL }),
        with(key(1.6, AT_CHIN), Body { head: turn(0.0, 1.0, -4.0), ..STILL }),
    ],
    swing: None,
};
