//! Gaze: fixations, saccades between them, and eyes that stay on their mark while the head moves.
//!
//! A host looks into the lens for more than four fifths of the time. Numbers are those of Lee, Badler and Badler
//! ("Eyes Alive", 2002) with smaller limits.

use super::chance::{Event, Events, Stream, signed, unit};
use super::ease::minimum_jerk;
use super::marks::{self, Step};
use super::{Attention, Direction, FacePose, LayerContext, RATE, company, seconds};
use viseme::Arkit::{
    EyeLookDownLeft, EyeLookInLeft, EyeLookInRight, EyeLookOutLeft, EyeLookOutRight, EyeLookUpLeft,
};

/// A saccade of 0° takes this many seconds ...
const SACCADE_BASE: f32 = 0.025;
/// ... and this much more for each degree.
const SACCADE_PER_DEGREE: f32 = 0.0024;
/// A head sets out this many seconds after the eyes ...
const HEAD_LAG: f32 = 0.06;
/// ... and needs this long, in seconds ...
const HEAD_BASE: f32 = 0.42;
/// ... and this much more for each degree of the gaze.
const HEAD_PER_DEGREE: f32 = 0.009;
/// The share of a turn that is the head's: the rest is done by the eyes.
const HEAD_SHARE_TURN: f32 = 0.65;
/// The same for a glance.
const HEAD_SHARE_GLANCE: f32 = 0.25;
/// The share of a turn to somebody who stands beside that is the trunk's, and how much slower it is than the head.
const TRUNK_SHARE: f32 = 0.2;
const TRUNK_PACE: f32 = 1.7;
/// A turn beyond this comes with a blink, in degrees.
pub(super) const BLINK_TURN: f32 = 20.0;
/// How often saccades go to 0°, 45° ... 315° (0° is to the side, counted upwards), in percent.
const COMPASS: [f32; 8] = [15.54, 6.46, 17.69, 7.44, 16.80, 7.89, 20.38, 7.79];
/// Degrees at which the eye look shapes of the face units are 1: sideways, up, down.
const FULL_LOOK: (f32, f32, f32) = (15.2, 9.8, 11.4);
/// Where eyes end, in degrees.
const EYE_LIMIT: (f32, f32) = (24.0, 16.0);

/// Where the camera is, as seen from the host, and where it was before.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Lens {
    /// The direction before.
    pub from: Direction,
    /// The direction now, against the character's own straight ahead.
    pub to: Direction,
    /// Media time of the change.
    pub since: i64,
}

impl Lens {
    /// Moments at which the host turns so far that he blinks.
    pub(super) fn turns(self) -> impl Iterator<Item = i64> {
        (self.from.distance(self.to) > BLINK_TURN).then_some(self.since).into_iter()
    }
}

/// A look somewhere else than the lens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Where to, against the character's own straight ahead.
    pub to: Direction,
    /// Media time at which it begins.
    pub start: i64,
    /// Media time at which the eyes are back on their way to the lens.
    pub end: i64,
}

impl Look {
    /// Moments at which the host turns so far that he blinks.
    pub(super) fn turns(self) -> impl Iterator<Item = i64> {
        let far = self.to.distance(Direction::default()) > BLINK_TURN;
        far.then_some([self.start, self.end]).into_iter().flatten()
    }
}

impl Direction {
    pub(super) fn distance(self, other: Self) -> f32 {
        (self.yaw - other.yaw).hypot(self.pitch - other.pitch)
    }

    fn toward(self, to: Self, way: f32) -> Self {
        Self { yaw: self.yaw + (to.yaw - self.yaw) * way, pitch: self.pitch + (to.pitch - self.pitch) * way }
    }

    fn plus(self, other: Self, share: f32) -> Self {
        Self { yaw: self.yaw + share * other.yaw, pitch: self.pitch + share * other.pitch }
    }
}

/// Where the host looks.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Gaze {
    /// Where the eyes point, in the character's space.
    pub eyes: Direction,
    /// Where that takes the head, against the trunk.
    pub head: Direction,
    /// Where it takes the trunk.
    pub trunk: Direction,
}

/// Where the host looks at the context's moment.
pub(super) fn eyes(context: &LayerContext, talk: f32) -> Gaze {
    let now = seconds(context.sample);
    let turns = marks::turns(context);
    let glances = glances(context, now);
    // Whoever speaks glances with his eyes more than with his head, which is busy.
    let glance_share = HEAD_SHARE_GLANCE * (1.0 - 0.5 * talk);
    let trunk = trunk(&turns, now);
    let head = scaled(slow(&turns, now), HEAD_SHARE_TURN).plus(slow(&glances, now), glance_share);
    Gaze { eyes: fast(&turns, now).plus(fast(&glances, now), 1.0), head: head.plus(trunk, -1.0), trunk }
}

/// How far the trunk follows the head to somebody who stands beside.
fn trunk(turns: &[Step], now: f64) -> Direction {
    if !turns.iter().any(|s| s.is_person) {
        return Direction::default();
    }
    let of = |s: &Step| {
        let yaw = if s.is_person { s.to.yaw } else { 0.0 };
        Step { to: Direction { yaw, pitch: 0.0 }, pace: TRUNK_PACE * s.pace, ..*s }
    };
    scaled(slow(&turns.iter().map(of).collect::<Vec<_>>(), now), TRUNK_SHARE)
}

fn scaled(of: Direction, by: f32) -> Direction {
    Direction::default().plus(of, by)
}

/// Turns the eyes against the head, which has been turned already.
pub(super) fn apply(_: &LayerContext, gaze: &Gaze, pose: &mut FacePose) {
    pose.chest.yaw += gaze.trunk.yaw;
    let turned_yaw = pose.head.yaw + pose.neck.yaw + pose.chest.yaw;
    let turned_pitch = pose.head.pitch + pose.neck.pitch + pose.chest.pitch;
    let yaw = (gaze.eyes.yaw - turned_yaw).clamp(-EYE_LIMIT.0, EYE_LIMIT.0);
    let pitch = (gaze.eyes.pitch - turned_pitch).clamp(-EYE_LIMIT.1, EYE_LIMIT.1);
    pose.gaze = Direction { yaw, pitch };
    let weights = &mut pose.weights;
    let (left, right) = (yaw.max(0.0) / FULL_LOOK.0, (-yaw).max(0.0) / FULL_LOOK.0);
    weights[EyeLookOutLeft] = left;
    weights[EyeLookInRight] = left;
    weights[EyeLookInLeft] = right;
    weights[EyeLookOutRight] = right;
    weights.add_pair(EyeLookUpLeft, (-pitch).max(0.0) / FULL_LOOK.1);
    weights.add_pair(EyeLookDownLeft, pitch.max(0.0) / FULL_LOOK.2);
}

/// The gaze that jumps from fixation to fixation.
fn fast(steps: &[Step], now: f64) -> Direction {
    let past = &steps[..steps.partition_point(|s| s.time <= now)];
    let from = past.len().checked_sub(2).map_or_else(Direction::default, |i| past[i].to);
    let Some(last) = past.last() else { return Direction::default() };
    let length = SACCADE_BASE + SACCADE_PER_DEGREE * from.distance(last.to);
    #[expect(clippy::cast_possible_truncation, reason = "seconds since a fixation")]
    let elapsed = (now - last.time) as f32;
    from.toward(last.to, minimum_jerk(elapsed / length))
}

/// The same, as a head follows it: every step is a slow move of its own, and they add up.
fn slow(steps: &[Step], now: f64) -> Direction {
    let past = &steps[..steps.partition_point(|s| s.time <= now)];
    let way = |index: usize| {
        let (step, from) = (&past[index], past[index.saturating_sub(1)].to);
        #[expect(clippy::cast_possible_truncation, reason = "seconds since a fixation")]
        let elapsed = (now - step.time) as f32 - HEAD_LAG;
        let length = step.pace * (HEAD_BASE + HEAD_PER_DEGREE * from.distance(step.to));
        if index == 0 { 1.0 } else { minimum_jerk(elapsed / length) }
    };
    // Of what is over only the last place counts, so that nothing depends on how much of the past is known.
    let over = (0..past.len()).take_while(|index| way(*index) >= 1.0).count();
    let mut sum = over.checked_sub(1).map_or_else(Direction::default, |last| past[last].to);
    for index in over..past.len() {
        let (from, to) = (past[index - 1].to, past[index].to);
        sum = sum.plus(Direction { yaw: to.yaw - from.yaw, pitch: to.pitch - from.pitch }, way(index));
    }
    sum
}

/// Small fixations about the lens, and glances away from it.
fn glances(context: &LayerContext, now: f64) -> Vec<Step> {
    let events =
        Events { seed: context.seed, stream: Stream::Gaze, median: 0.95, sigma: 0.55, limits: (0.25, 3.0) };
    // Long enough for a fixation before the one that may be fading.
    let (from, changed) = (now - 8.0, seconds(context.attention.since));
    let mut steps: Vec<Step> = events.between(from, now).flat_map(|e| fixations(context, e)).collect();
    if changed <= now && changed >= from {
        let mark = Event { time: changed, id: context.attention.since };
        steps.extend(fixations(context, mark));
    }
    steps.sort_by(|a, b| a.time.total_cmp(&b.time));
    steps
}

fn fixations(context: &LayerContext, event: Event) -> Vec<Step> {
    let draw = |n: u64| unit(context.seed, Stream::GazeShape, event.id, n);
    let sway = |n: u64| signed(context.seed, Stream::GazeShape, event.id, n);
    let mutual = Direction { yaw: 0.7 * sway(1), pitch: 0.45 * sway(2) };
    #[expect(clippy::cast_possible_truncation, reason = "media time fits")]
    let sample = (event.time * RATE as f64) as i64;
    let attention = context.attention.at(sample);
    if attention == Attention::Thinking && draw(0) < 0.8 {
        // Up and to one side, the same side for as long as the thought lasts.
        let side =
            if unit(context.seed, Stream::GazeShape, context.attention.since, 9) < 0.5 { -1.0 } else { 1.0 };
        let to = Direction { yaw: side * (9.0 + 5.0 * draw(3)), pitch: -(7.0 + 4.0 * draw(4)) };
        return vec![Step::glance(event.time, to)];
    }
    let talking = context.span_at(sample).is_some();
    let away = match attention {
        Attention::Listening => 0.05,
        _ if !talking && company::hears(context, sample) => 0.05,
        _ if talking => 0.10,
        _ => 0.15,
    };
    if draw(5) >= away {
        return vec![Step::glance(event.time, mutual)];
    }
    let limit = if talking { 12.0 } else { 10.0 };
    let size = (-6.9 * (15.0 * draw(6).max(1e-3) / 15.7).ln()).clamp(2.5, limit);
    let angle = compass(draw(7)).to_radians();
    let to = Direction { yaw: size * angle.cos(), pitch: -0.7 * size * angle.sin() };
    let back = event.time + 0.35 + 0.5 * f64::from(draw(8));
    vec![Step::glance(event.time, to), Step::glance(back, mutual)]
}

/// Degrees of the compass point that `draw` falls on.
fn compass(draw: f32) -> f32 {
    let mut left = draw * COMPASS.iter().sum::<f32>();
    let mut angle = 0.0;
    for share in COMPASS {
        if left < share {
            break;
        }
        left -= share;
        angle += 45.0;
    }
    angle
}
