//! Gestures come in time, never jump, and stay within reach.

use super::library::ALL;
use super::*;
use crate::layers::evaluate;

const FRAME: i64 = RATE / 30;

fn pose(gestures: &[GestureSpan], sample: i64) -> FacePose {
    evaluate(&LayerContext { gestures, ..LayerContext::idle(sample, 3) })
}

#[track_caller]
fn check_smooth(gestures: &[GestureSpan]) {
    let end = gestures.iter().map(GestureSpan::end).max().unwrap_or(0) + RATE / 2;
    let mut before = pose(gestures, 0);
    for sample in (FRAME..end).step_by(FRAME as usize) {
        let now = pose(gestures, sample);
        for (a, b) in now.arms.iter().zip(&before.arms) {
            let moved = a.wrist.distance(b.wrist);
            // 4.5 arm lengths (2.4 m) a second is a quick hand.
            assert!(moved < 0.15, "{gestures:?}: the wrist jumps by {moved} at {}", seconds(sample));
            let turned = a.hand.angle_between(b.hand).to_degrees();
            assert!(turned < 40.0, "{gestures:?}: the hand turns by {turned} at {}", seconds(sample));
            assert!(a.wrist.length() < 1.15 && a.wrist.is_finite());
        }
        let nod = (now.head.pitch - before.head.pitch).abs() + (now.head.yaw - before.head.yaw).abs();
        assert!(nod < 6.0, "{gestures:?}: the head jumps by {nod}");
        before = now;
    }
}

#[test]
fn no_gesture_jumps() {
    for gesture in ALL {
        for side in [Side::Left, Side::Right] {
            check_smooth(&[GestureSpan::new(gesture, side, 3 * RATE, RATE)]);
        }
    }
}

#[test]
fn gestures_follow_one_another_without_a_jump() {
    for first in ALL {
        for second in [Gesture::Wave, Gesture::Rest, Gesture::OpenHands] {
            let one = GestureSpan::new(first, Side::Right, 2 * RATE, RATE);
            check_smooth(&[one, GestureSpan::new(second, Side::Right, 3 * RATE, 2 * RATE)]);
        }
    }
}

#[test]
fn a_late_request_is_late_and_not_a_jump() {
    let late = GestureSpan::new(Gesture::Point, Side::Left, RATE, RATE);
    assert!(late.begin() >= RATE && late.stroke > RATE);
    check_smooth(&[late]);
}

#[test]
fn the_other_side_is_the_mirror_image() {
    let arm = |side| pose(&[GestureSpan::new(Gesture::Point, side, 2 * RATE, 0)], 2 * RATE).arms;
    let (left, right) = (arm(Side::Left), arm(Side::Right));
    assert!(left[0].wrist.distance(right[1].wrist) < 0.06, "{left:?} {right:?}");
    assert!(left[0].wrist.x > 0.5 && right[0].wrist.x < 0.4);
}

#[test]
fn every_cue_has_a_gesture() {
    for name in protocol::cue::GESTURES {
        assert!(Gesture::named(name).is_some(), "{name}");
    }
}
