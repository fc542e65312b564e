//! What the gaze turns to, moment by moment: the lens, whoever speaks, the next to speak, what a hand shows, the chat.
//!
//! Owns which of them has the gaze when. How eyes, head and trunk get there is `gaze`'s. Whatever happens here is
//! decided by what has begun, never by what is still to come, so that a live program shows what an off-line one does.

use super::chance::{Events, Stream, unit};
use super::gaze::BLINK_TURN;
use super::gesture::{Gesture, Side};
use super::{Attention, Direction, LayerContext, Other, SpeechSpan, seconds};

/// Where the panel with the chat is, against the character's own straight ahead.
pub const CHAT: Direction = Direction { yaw: -24.0, pitch: 8.0 };
/// Eyes need not reach the other's eyes: the share of the angle that is turned, and its limit in degrees.
const REACH: (f32, f32) = (0.9, 68.0);
/// The share of that for a glance of somebody who speaks to the lens.
const GLANCE: f32 = 0.66;
/// Where a hand is that presents or points to the left, in degrees.
const PRESENTED: Direction = Direction { yaw: 25.0, pitch: 12.0 };
const POINTED: Direction = Direction { yaw: 29.0, pitch: 4.0 };
/// Speech of others that ended longer ago, in seconds, is not answered any more.
const ANSWER: f64 = 1.6;
/// The next to speak has the gaze from so long before the end of a turn on, and so long after it, in seconds.
const HAND_OVER: (f64, f64) = (0.45, 1.4);
/// Turns of the head between people are brisker than those that follow a camera.
const BRISK: f32 = 0.6;

/// From `time` on, in seconds, the gaze is at `to`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Step {
    pub time: f64,
    pub to: Direction,
    /// Whether somebody on stage is there.
    pub is_person: bool,
    /// How long a head takes for it, against the usual.
    pub pace: f32,
}

impl Step {
    /// A small step that has nothing to do with people.
    pub fn glance(time: f64, to: Direction) -> Self {
        Self { time, to, is_person: false, pace: 1.0 }
    }
}

/// A stretch of media time, in seconds, in which the gaze is somewhere.
#[derive(Debug, Clone, Copy)]
struct Stay {
    from: f64,
    to: f64,
    mark: Mark,
}

#[derive(Debug, Clone, Copy)]
enum Mark {
    Lens,
    Person(Direction),
    Place(Direction),
}

/// The turns of the gaze from mark to mark, in order; the first has been made since ever.
pub(super) fn turns(context: &LayerContext) -> Vec<Step> {
    let stays = stays(context);
    let at = |time: f64| {
        let stay = stays.iter().rev().find(|s| (s.from..s.to).contains(&time));
        let company = if context.others.is_empty() { 1.0 } else { BRISK };
        let step = |to, is_person, pace| Step { time, to, is_person, pace };
        match stay.map_or(Mark::Lens, |s| s.mark) {
            Mark::Person(to) => step(to, true, BRISK),
            Mark::Place(to) => step(to, false, 1.0),
            Mark::Lens => {
                let lens = context.lens;
                step(if time < seconds(lens.since) { lens.from } else { lens.to }, false, company)
            }
        }
    };
    let mut moments: Vec<f64> = stays.iter().flat_map(|s| [s.from, s.to]).collect();
    moments.push(seconds(context.lens.since));
    moments.sort_by(f64::total_cmp);
    let mut steps = vec![at(f64::NEG_INFINITY)];
    for step in moments.into_iter().map(at) {
        if steps.last().is_none_or(|last| last.to != step.to) {
            steps.push(step);
        }
    }
    steps
}

/// Moments of turns between people that are so far that they come with a blink, in samples.
pub(super) fn blinks(context: &LayerContext) -> Vec<i64> {
    if context.others.is_empty() {
        return Vec::new();
    }
    let turns = turns(context);
    let between = turns.windows(2).filter(|w| w[0].is_person || w[1].is_person);
    let far = between.filter(|w| w[0].to.distance(w[1].to) > BLINK_TURN);
    #[expect(clippy::cast_possible_truncation, reason = "media time fits")]
    far.map(|w| (w[1].time * super::RATE as f64) as i64).collect()
}

/// All stays near the moment; a later one goes before an earlier one.
fn stays(context: &LayerContext) -> Vec<Stay> {
    let mut stays = Vec::new();
    chat(context, &mut stays);
    others_speak(context, &mut stays);
    own_speech(context, &mut stays);
    hands(context, &mut stays);
    if let Some(look) = context.look {
        stays.push(Stay { from: seconds(look.start), to: seconds(look.end), mark: Mark::Place(look.to) });
    }
    stays
}

/// Who listens for questions reads the chat now and then.
fn chat(context: &LayerContext, stays: &mut Vec<Stay>) {
    let attention = context.attention;
    let listens = [attention.now, attention.before].contains(&Attention::Listening);
    if !listens {
        return;
    }
    let now = seconds(context.sample);
    let events =
        Events { seed: context.seed, stream: Stream::Chat, median: 4.2, sigma: 0.35, limits: (3.0, 8.0) };
    let since = seconds(attention.since);
    for event in events.between(now - 10.0, now) {
        let (from, until) = if attention.now == Attention::Listening {
            (event.time.max(since + 0.8), f64::MAX)
        } else {
            (event.time, since)
        };
        let to = (event.time + draw(context, event.id, 1, 1.3, 1.2)).min(until);
        stays.push(Stay { from, to, mark: Mark::Place(CHAT) });
    }
}

/// Whoever speaks is looked at, with a look to the lens now and then where they speak long.
fn others_speak(context: &LayerContext, stays: &mut Vec<Stay>) {
    let mut spoken: Vec<(&Other, &SpeechSpan)> =
        context.others.iter().flat_map(|o| o.spans.iter().map(move |s| (o, s))).collect();
    spoken.sort_by_key(|(_, span)| span.start);
    let now = seconds(context.sample);
    let events =
        Events { seed: context.seed, stream: Stream::Company, median: 5.5, sigma: 0.4, limits: (3.5, 10.0) };
    let breaks: Vec<_> = events.between(now - 10.0, now).collect();
    for (other, span) in spoken {
        let (start, end) = (seconds(span.start), seconds(span.end()));
        let from = start + draw(context, span.start, 2, 0.16, 0.2);
        let to = end + draw(context, span.start, 3, 0.5, 0.5);
        stays.push(Stay { from, to, mark: Mark::Person(aim(other.at, 1.0)) });
        let inside = |time: f64| time > start + 1.4 && time < end - 1.0;
        for event in breaks.iter().filter(|e| inside(e.time)) {
            let to = event.time + draw(context, event.id, 4, 0.9, 0.7);
            stays.push(Stay { from: event.time, to, mark: Mark::Lens });
        }
    }
}

/// Who speaks, speaks to the lens, but for glances at those who listen; at the end, the turn is handed over.
fn own_speech(context: &LayerContext, stays: &mut Vec<Stay>) {
    let of = |index: Option<usize>| context.others.iter().find(|o| Some(o.index) == index);
    for span in context.spans {
        let (start, end) = (seconds(span.start), seconds(span.end()));
        stays.push(Stay { from: start, to: end, mark: Mark::Lens });
        if context.others.is_empty() {
            continue;
        }
        // An answer often begins while the eyes are still on whom it is for.
        let before = |o: &&Other| {
            let ends = o.spans.iter().map(SpeechSpan::end).filter(|end| *end <= span.start);
            ends.max().is_some_and(|end| start - seconds(end) < ANSWER)
        };
        if let Some(other) =
            context.others.iter().find(before).filter(|_| chance(context, span.start, 5) < 0.6)
        {
            let to = (start + draw(context, span.start, 6, 0.4, 0.8)).min(end);
            stays.push(Stay { from: start, to, mark: Mark::Person(aim(other.at, 1.0)) });
        }
        let sounds = |sample: i64| sample < span.end();
        for ending in span.endings.iter().filter(|e| sounds(e.sample)) {
            if chance(context, ending.id, 7) < 0.4 {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "few people")]
                let whom = (chance(context, ending.id, 8) * context.others.len() as f32) as usize;
                let Some(other) = context.others.get(whom) else { continue };
                let from = seconds(ending.sample) + 0.05;
                let to = from + draw(context, ending.id, 9, 0.7, 0.6);
                stays.push(Stay { from, to, mark: Mark::Person(aim(other.at, GLANCE)) });
            }
        }
        if let Some(next) = of(span.next) {
            let (from, to) = ((end - HAND_OVER.0).max(start), end + HAND_OVER.1);
            stays.push(Stay { from, to, mark: Mark::Person(aim(next.at, 1.0)) });
        }
    }
}

/// What a hand shows is looked at while it is shown.
fn hands(context: &LayerContext, stays: &mut Vec<Stay>) {
    for gesture in context.gestures {
        let place = match gesture.gesture {
            Gesture::Present => PRESENTED,
            Gesture::Point => POINTED,
            _ => continue,
        };
        let side = if gesture.side == Side::Left { 1.0 } else { -1.0 };
        let stroke = seconds(gesture.stroke);
        let from = (stroke - 0.35).max(seconds(gesture.begin()));
        let mark = Mark::Place(Direction { yaw: side * place.yaw, ..place });
        stays.push(Stay { from, to: stroke + 0.55, mark });
    }
}

/// Where the gaze goes for somebody who is at `at`.
fn aim(at: Direction, share: f32) -> Direction {
    let yaw = (share * REACH.0 * at.yaw).clamp(-REACH.1, REACH.1);
    Direction { yaw, pitch: share * at.pitch }
}

fn chance(context: &LayerContext, id: i64, number: u64) -> f32 {
    unit(context.seed, Stream::Company, id, number)
}

/// Seconds between `least` and `least + spread`.
fn draw(context: &LayerContext, id: i64, number: u64, least: f64, spread: f64) -> f64 {
    least + spread * f64::from(chance(context, id, number))
}
