//! Gestures: what arms, hands and trunk do on a cue, and while the host speaks.
//!
//! Owns when a gesture begins, how it comes and goes, and how gestures follow one another. Its poses are in
//! [`library`], the choice of beats from speech in [`beats`]. It knows no rig: [`ArmPose`] speaks in arm lengths, and
//! the solver of `limbs` makes joints of it.

mod arm;
mod beats;
mod library;
#[cfg(test)]
mod tests;

pub use arm::{ArmPose, HANGING};
pub(super) use beats::beats;
pub use library::{Gesture, Side};

use super::chance::{Stream, noise};
use super::ease::minimum_jerk;
use super::{FacePose, LayerContext, RATE, seconds};
use bevy::math::Vec3;
use library::Shape;

/// From the pose before to the first of a gesture, in seconds.
const PREPARE: f64 = 0.52;
/// From the last pose of a gesture back to hanging arms, in seconds.
const RETRACT: f64 = 0.85;
/// Beats closer together than this, in seconds, keep the hands up between them.
const STAY_UP: f64 = 2.4;

/// An arm on whose side somebody stands reaches no further to that side, in arm lengths; beyond, it hardly goes on.
const ROOM: f32 = 0.24;

/// A gesture in time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GestureSpan {
    /// Which.
    pub gesture: Gesture,
    /// Whose arm where one arm does it.
    pub side: Side,
    /// Media time of its stroke: the moment that belongs to a word.
    pub stroke: i64,
    /// Size, 0.5 small to 1.2 large.
    pub size: f32,
    /// Media time at which it became known; it begins no earlier.
    pub heard: i64,
}

impl GestureSpan {
    /// A gesture whose stroke is wanted at `stroke`, asked for at `heard`: the stroke comes later where there is no
    /// time left to raise the arms.
    pub fn new(gesture: Gesture, side: Side, stroke: i64, heard: i64) -> Self {
        let soonest = heard + samples(PREPARE + gesture.shape().lead());
        Self { gesture, side, stroke: stroke.max(soonest), size: 1.0, heard }
    }

    fn shape(&self) -> &'static Shape {
        self.gesture.shape()
    }

    /// Media time at which the arms set out.
    pub fn begin(&self) -> i64 {
        self.stroke - samples(PREPARE + self.shape().lead())
    }

    /// Media time at which it has passed.
    pub fn end(&self) -> i64 {
        self.stroke + samples(self.shape().length() + RETRACT)
    }

    /// How much of the arms belongs to it at `sample`. `stay` prolongs its hold until a beat that follows soon.
    fn weight(&self, sample: i64, stay: f64) -> f32 {
        let at = seconds(sample - self.stroke);
        let shape = self.shape();
        let coming = (at + shape.lead() + PREPARE) / PREPARE;
        let going = (at - shape.length() - stay) / RETRACT;
        #[expect(clippy::cast_possible_truncation, reason = "shares")]
        let weight = minimum_jerk(coming as f32) * (1.0 - minimum_jerk(going as f32));
        weight
    }
}

#[expect(clippy::cast_possible_truncation, reason = "seconds of a gesture")]
fn samples(seconds: f64) -> i64 {
    (seconds * RATE as f64) as i64
}

/// Poses arms and hands, and adds what head, trunk and brows have to do with it.
pub(super) fn apply(context: &LayerContext, pose: &mut FacePose) {
    for (arm, side) in pose.arms.iter_mut().zip([Side::Left, Side::Right]) {
        *arm = at_rest(context, side);
    }
    let mut all: Vec<(&GestureSpan, f64)> = context.gestures.iter().map(|g| (g, 0.0)).collect();
    for span in context.spans {
        for (n, beat) in span.beats.iter().enumerate().filter(|(_, b)| b.begin() < span.end()) {
            // Beats give way to what was asked for before they began.
            let clear = |c: &GestureSpan| {
                let taken = c.begin() - samples(0.4)..c.stroke + samples(c.shape().length() + 0.3);
                beat.begin() < c.heard || !taken.contains(&beat.stroke)
            };
            if context.gestures.iter().all(clear) {
                all.push((beat, stay(beat, span.beats.get(n + 1))));
            }
        }
    }
    all.sort_by_key(|(g, _)| g.stroke);
    for (gesture, stay) in all {
        let weight = gesture.weight(context.sample, stay);
        if weight > 0.0 {
            blend(context, gesture, weight, pose);
        }
    }
    for (arm, side) in pose.arms.iter_mut().zip([1.0, -1.0]) {
        if context.others.iter().any(|o| side * o.at.yaw > 0.0) {
            spare(arm);
        }
    }
}

/// Keeps an arm out of the neighbour: what it does not reach to the side, it reaches to the front.
fn spare(arm: &mut ArmPose) {
    let over = (arm.wrist.x - ROOM).max(0.0);
    arm.wrist.x -= 0.9 * over;
    arm.wrist.z += 0.25 * over;
    arm.hand.x -= 2.4 * over * arm.hand.x.max(0.0);
    arm.hand = arm.hand.normalize_or(Vec3::Z);
}

/// How much longer the hands stay up after a beat: until the next has them, where it is near.
fn stay(beat: &GestureSpan, next: Option<&GestureSpan>) -> f64 {
    let free = next.map_or(f64::MAX, |next| seconds(next.begin() - beat.stroke) - beat.shape().length());
    if free < STAY_UP { free.max(0.0) + PREPARE } else { 0.0 }
}

/// Arms that hang, and are never quite still.
fn at_rest(context: &LayerContext, side: Side) -> ArmPose {
    let time = seconds(context.sample) + if side == Side::Left { 0.0 } else { 400.0 };
    let drift = |shift: f64, knots: f64| noise(context.seed, Stream::Arms, time + shift, knots);
    let mut arm = HANGING;
    arm.wrist.x += 0.012 * drift(0.0, 0.31);
    arm.wrist.z += 0.02 * drift(90.0, 0.27);
    for (n, curl) in arm.curl.iter_mut().enumerate() {
        *curl += 0.05 * drift(30.0 * n as f64, 0.22);
    }
    arm
}

fn blend(context: &LayerContext, gesture: &GestureSpan, weight: f32, pose: &mut FacePose) {
    let at = seconds(context.sample - gesture.stroke);
    let shape = gesture.shape();
    let frame = shape.at(at, gesture.size);
    for (arm, side) in pose.arms.iter_mut().zip([Side::Left, Side::Right]) {
        // In the library the first arm is the gesture's own.
        let target = if side == gesture.side { frame.own } else { frame.other };
        if let Some(target) = target {
            *arm = arm.towards(&target, weight);
        }
    }
    let mirror = if gesture.side == Side::Left { 1.0 } else { -1.0 };
    let body = frame.body;
    pose.chest.yaw += weight * mirror * body.chest.yaw;
    pose.chest.pitch += weight * body.chest.pitch;
    pose.chest.roll += weight * mirror * body.chest.roll;
    pose.head.yaw += weight * mirror * body.head.yaw;
    pose.head.pitch += weight * body.head.pitch;
    pose.head.roll += weight * mirror * body.head.roll;
    pose.shrug = pose.shrug.max(weight * body.shrug);
    use viseme::Arkit::{BrowInnerUp, BrowOuterUpLeft};
    pose.weights[BrowInnerUp] += weight * 0.5 * body.brows;
    pose.weights.add_pair(BrowOuterUpLeft, weight * 0.5 * body.brows);
}
