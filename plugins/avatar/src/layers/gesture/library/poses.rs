//! Key poses, posed by us, in seconds from the stroke.

use super::{Body, Key, Shape, Swing};
use crate::layers::{
    EulerDegrees,
    gesture::{ArmPose, HANGING},
};
use bevy::math::Vec3;

const fn arm(wrist: [f32; 3], hand: [f32; 3], palm: [f32; 3], curl: [f32; 5]) -> ArmPose {
    ArmPose {
        wrist: Vec3::from_array(wrist),
        elbow: Vec3::new(0.38, -0.76, -0.52),
        hand: Vec3::from_array(hand),
        palm: Vec3::from_array(palm),
        curl,
        spread: 0.15,
        lift: -0.3,
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

pub(super) static BEAT: Shape =
    Shape { keys: &[key(-0.22, RAISED), key(0.0, STRUCK), key(0.16, STRUCK), key(0.5, READY)], swing: None };

const RAISED_BOTH: ArmPose = arm([0.04, -0.43, 0.55], [-0.30, 0.30, 0.90], [-0.66, 0.55, -0.20], EASY);
const STRUCK_BOTH: ArmPose = arm([0.12, -0.55, 0.57], [-0.10, 0.0, 0.99], [-0.52, 0.84, 0.10], OPEN);

pub(super) static BEAT_BOTH: Shape = Shape {
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

pub(super) static BEAT_PRECISE: Shape = Shape {
    keys: &[key(-0.2, PINCHED), key(0.0, PINCHED_DOWN), key(0.14, PINCHED_DOWN), key(0.45, READY)],
    swing: None,
};

const POINTING: [f32; 5] = [0.55, 0.0, 0.85, 0.92, 0.95];
const POINT_DRAWN: ArmPose = arm([0.25, -0.42, 0.50], [0.40, 0.20, 0.85], [-0.55, -0.60, 0.55], POINTING);
const POINT_OUT: ArmPose = arm([0.68, -0.27, 0.46], [0.88, 0.12, 0.46], [-0.35, -0.66, 0.66], POINTING);

pub(super) static POINT: Shape = Shape {
    keys: &[
        key(-0.26, POINT_DRAWN),
        with(key(0.0, POINT_OUT), Body { chest: turn(4.0, 0.0, 0.0), head: turn(7.0, 0.0, 0.0), ..STILL }),
        with(key(0.75, POINT_OUT), Body { chest: turn(4.0, 0.0, 0.0), head: turn(1.0, 0.0, 0.0), ..STILL }),
    ],
    swing: None,
};

const UP_DRAWN: ArmPose = arm([0.12, -0.35, 0.52], [-0.05, 0.80, 0.60], [-0.70, 0.10, 0.70], POINTING);
const UP: ArmPose = arm([0.17, -0.06, 0.46], [0.02, 0.99, 0.12], [-0.62, 0.05, 0.78], POINTING);

pub(super) static POINT_UP: Shape = Shape {
    keys: &[
        key(-0.26, UP_DRAWN),
        with(key(0.0, UP), Body { head: turn(0.0, -1.5, 0.0), brows: 0.5, ..STILL }),
        key(0.7, UP),
    ],
    swing: None,
};

const PRESENT_DRAWN: ArmPose = arm([0.05, -0.50, 0.52], [0.0, 0.25, 0.97], [-0.70, 0.62, 0.0], EASY);
const PRESENTED: ArmPose = arm([0.50, -0.38, 0.52], [0.80, 0.10, 0.58], [-0.10, 0.92, 0.36], OPEN);

pub(super) static PRESENT: Shape = Shape {
    keys: &[
        key(-0.3, PRESENT_DRAWN),
        with(key(0.0, PRESENTED), Body { chest: turn(3.0, 0.0, 0.0), head: turn(7.0, 1.0, 0.0), ..STILL }),
        with(key(1.0, PRESENTED), Body { chest: turn(3.0, 0.0, 0.0), head: turn(0.0, 0.0, 0.0), ..STILL }),
    ],
    swing: None,
};

const OPENING: ArmPose = arm([0.0, -0.56, 0.52], [-0.30, 0.10, 0.95], [-0.70, 0.65, 0.0], EASY);
const OPENED: ArmPose = arm([0.20, -0.46, 0.56], [0.36, 0.06, 0.93], [-0.12, 0.96, 0.20], OPEN);

pub(super) static OPEN_HANDS: Shape = Shape {
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

pub(super) static COUNT_1: Shape = Shape {
    keys: &[key(-0.2, counting(FIST, false)), key(0.0, counting(ONE, true)), key(0.8, counting(ONE, true))],
    swing: None,
};
pub(super) static COUNT_2: Shape = Shape {
    keys: &[key(-0.2, counting(ONE, false)), key(0.0, counting(TWO, true)), key(0.8, counting(TWO, true))],
    swing: None,
};
pub(super) static COUNT_3: Shape = Shape {
    keys: &[
        key(-0.2, counting(TWO, false)),
        key(0.0, counting(THREE, true)),
        key(0.8, counting(THREE, true)),
    ],
    swing: None,
};

const WAVING: ArmPose = arm([0.42, -0.02, 0.44], [0.05, 0.99, 0.10], [-0.12, -0.05, 0.99], OPEN);

pub(super) static WAVE: Shape = Shape {
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

pub(super) static THUMBS_UP: Shape = Shape {
    keys: &[
        key(-0.24, THUMB_LOW),
        with(key(0.0, THUMB_UP), Body { head: turn(0.0, 2.5, -2.0), brows: 0.4, ..STILL }),
        key(0.9, THUMB_UP),
    ],
    swing: None,
};

const SHRUGGED: ArmPose =
    ArmPose { lift: 1.0, ..arm([0.27, -0.45, 0.50], [0.66, 0.12, 0.74], [-0.05, 0.98, 0.15], OPEN) };

pub(super) static SHRUG: Shape = Shape {
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

pub(super) static BOW: Shape = Shape {
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

pub(super) static HAND_ON_HEART: Shape = Shape {
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

pub(super) static NOD: Shape = Shape {
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

pub(super) static SHAKE: Shape = Shape {
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

pub(super) static REST: Shape =
    Shape { keys: &[both(0.0, HANGING, HANGING), both(0.5, HANGING, HANGING)], swing: None };

const AT_CHIN: ArmPose = ArmPose {
    elbow: Vec3::new(0.45, -0.88, 0.1),
    ..arm([-0.20, -0.13, 0.42], [-0.38, 0.90, -0.20], [-0.20, -0.10, -0.97], [0.2, 0.25, 0.72, 0.8, 0.85])
};

pub(super) static THINK: Shape = Shape {
    keys: &[
        with(key(0.0, AT_CHIN), Body { head: turn(0.0, 2.0, -4.0), ..STILL }),
        with(key(1.6, AT_CHIN), Body { head: turn(0.0, 1.0, -4.0), ..STILL }),
    ],
    swing: None,
};
