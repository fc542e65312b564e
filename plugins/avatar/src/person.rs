//! People on stage: who is where, turned how far, with which chance.
//!
//! Owns the places of one, two or three people. What each of them hears, does and looks like hangs on the entity that
//! [`Person`] marks; the model that is moved is its child.

use crate::{
    pose::{Pose, Sight},
    speaking::{Attends, Heard},
};
use bevy::prelude::*;
use viseme::Style;

/// Metres from one person to the next: near enough for one picture, far enough for elbows.
const APART: f32 = 0.78;
/// Degrees by which those at the sides are turned to the middle.
const TURN_OF_TWO: f32 = 13.0;
const TURN_OF_THREE: f32 = 14.0;
/// Metres by which the middle one of three stands back.
const MIDDLE_BACK: f32 = 0.16;

/// Somebody on stage.
#[derive(Component, Debug, Clone)]
#[require(Heard, Attends, Sight, Pose, Visibility)]
pub(crate) struct Person {
    /// Place among the people, from 0; the first stands at the left of the picture.
    pub(crate) index: usize,
    /// Seed of all that happens by chance.
    pub(crate) seed: u64,
    /// Degrees by which the whole person is turned to the own left.
    pub(crate) turn: f32,
    /// How they speak.
    pub(crate) style: Style,
    /// The point between the eyes at rest, in metres; none until a model stands there.
    pub(crate) eyes: Option<Vec3>,
    /// Whether the model that was asked for stands there.
    pub(crate) stands: bool,
}

impl Person {
    /// Person `index` of `count`, and where they stand. A person alone stands in the origin and has the seed itself.
    pub(crate) fn new(index: usize, count: usize, seed: u64) -> (Self, Transform) {
        let (place, turn) = place(index, count);
        let seed = seed ^ (index as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let person = Self { index, seed, turn, style: Style::default(), eyes: None, stands: false };
        let stand = Transform::from_translation(place);
        (person, stand.with_rotation(Quat::from_rotation_y(turn.to_radians())))
    }
}

/// Where person `index` of `count` stands, in metres, and how many degrees they are turned.
fn place(index: usize, count: usize) -> (Vec3, f32) {
    // +X is the right of the picture, and the left of whoever looks out of it.
    let from_middle = index as f32 - (count.max(1) - 1) as f32 / 2.0;
    let turn = if count > 2 { TURN_OF_THREE } else { TURN_OF_TWO };
    let back = if count > 2 && from_middle == 0.0 { MIDDLE_BACK } else { 0.0 };
    let turned = if from_middle == 0.0 { 0.0 } else { -turn * from_middle.signum() };
    (Vec3::new(APART * from_middle, 0.0, -back), turned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_stand_side_by_side_and_are_turned_in() {
        assert_eq!(place(0, 1), (Vec3::ZERO, 0.0));
        let (left, right) = (place(0, 2), place(1, 2));
        assert!(left.0.x < 0.0 && left.1 > 0.0 && right.1 < 0.0, "{left:?} {right:?}");
        assert!((0.75..=0.9).contains(&left.0.distance(right.0)));
        assert_eq!(place(1, 3).1, 0.0);
        assert!(place(0, 3).0.distance(place(1, 3).0) >= 0.75);
    }

    #[test]
    fn the_first_keeps_the_seed() {
        assert_eq!(Person::new(0, 2, 7).0.seed, 7);
        assert_ne!(Person::new(1, 2, 7).0.seed, 7);
    }
}
