//! Posture: the trunk settles anew now and then, and sways a little between.

use super::chance::{Event, Events, Stream, noise, signed};
use super::ease::{minimum_jerk, smooth};
use super::{EulerDegrees, FacePose, LayerContext, RATE, seconds};

/// A shift of posture takes this many seconds.
const SHIFT_SECONDS: f64 = 1.6;
/// A shift moves to the end of a sentence that is within this many seconds.
const SNAP_SECONDS: f64 = 1.5;

/// Turns the chest.
pub(super) fn apply(context: &LayerContext, pose: &mut FacePose) {
    let time = seconds(context.sample);
    let events = Events {
        seed: context.seed,
        stream: Stream::Posture,
        median: 11.0,
        sigma: 0.45,
        limits: (5.0, 30.0),
    };
    let mut chest = EulerDegrees::default();
    let mut before = EulerDegrees::default();
    let mut began = f64::NEG_INFINITY;
    // Three chunks back there is always a shift to start from.
    for event in events.between(time - 70.0, time + SNAP_SECONDS) {
        let at = snapped(context, event);
        if at > time {
            continue;
        }
        if at >= began {
            began = at;
            before = chest;
            chest = target(context.seed, event.id);
        }
    }
    #[expect(clippy::cast_possible_truncation, reason = "seconds")]
    let way = minimum_jerk(((time - began) / SHIFT_SECONDS) as f32);
    let mix = |from: f32, to: f32| from + (to - from) * way;
    let sway = |shift: f64, knots: f64| noise(context.seed, Stream::Sway, time + shift, knots);
    pose.chest.yaw += mix(before.yaw, chest.yaw) + 0.35 * sway(0.0, 0.45);
    pose.chest.pitch += mix(before.pitch, chest.pitch) + 0.25 * sway(300.0, 0.5);
    pose.chest.roll += mix(before.roll, chest.roll) + 0.25 * sway(600.0, 0.4);
    // Weight shifts come with a small breath of the shoulders.
    pose.shoulder = (pose.shoulder + 0.12 * smooth(1.0 - (2.0 * way - 1.0).abs())).min(1.0);
}

fn target(seed: u64, id: i64) -> EulerDegrees {
    EulerDegrees {
        yaw: 2.2 * signed(seed, Stream::PostureShape, id, 0),
        pitch: 0.8 * signed(seed, Stream::PostureShape, id, 1),
        roll: 1.1 * signed(seed, Stream::PostureShape, id, 2),
    }
}

/// The event's time, moved to the end of a sentence where the speech that sounds has one near.
fn snapped(context: &LayerContext, event: Event) -> f64 {
    #[expect(clippy::cast_possible_truncation, reason = "media time fits")]
    let sample = (event.time * RATE as f64) as i64;
    let ends =
        context.span_at(sample).into_iter().flat_map(|s| s.endings.iter().map(|e| seconds(e.sample) + 0.3));
    let near = ends.filter(|end| (end - event.time).abs() <= SNAP_SECONDS);
    near.min_by(|a, b| (a - event.time).abs().total_cmp(&(b - event.time).abs())).unwrap_or(event.time)
}
