//! What a person does while somebody else speaks, or while questions come in: nods, and smiles along.
//!
//! Owns how much somebody listens and what the face does along. Where the eyes are meanwhile is `marks`'.

use super::chance::{Events, Stream, unit};
use super::ease::{hump, millis};
use super::{Attention, FacePose, LayerContext, RATE, SpeechSpan, emotion, seconds};
use viseme::Arkit::{BrowInnerUp, BrowOuterUpLeft, CheekSquintLeft, MouthSmileLeft};

/// Others are heard so long after they spoke, in samples.
const DELAY: i64 = 300 * RATE / 1000;
/// The share of sentences that a listener nods at.
const NODS: f32 = 0.6;
/// How much of the smile of whoever speaks a listener takes over.
const ALONG: f32 = 0.45;

/// How much the person listens, 0..1; who speaks does not.
pub(super) fn listening(context: &LayerContext, talk: f32) -> f32 {
    let asked = context.attention.level(Attention::Listening, context.sample);
    asked.max(hearing(context)) * (1.0 - talk)
}

/// Whether somebody else speaks at `sample`.
pub(super) fn hears(context: &LayerContext, sample: i64) -> bool {
    others(context).any(|s| (s.start..s.end()).contains(&sample))
}

/// How much somebody else is heard, 0..1.
fn hearing(context: &LayerContext) -> f32 {
    others(context).map(|s| s.talk(context.sample - DELAY)).fold(0.0, f32::max)
}

fn others<'a>(context: &LayerContext<'a>) -> impl Iterator<Item = &'a SpeechSpan> {
    context.others.iter().flat_map(|o| o.spans)
}

/// Nods and smiles along.
pub(super) fn apply(context: &LayerContext, talk: f32, pose: &mut FacePose) {
    let free = 1.0 - talk;
    let nod = free * (backchannel(context) + nods_at_questions(context));
    pose.head.pitch += 0.7 * nod;
    pose.neck.pitch += 0.3 * nod;
    let hearing = free * hearing(context);
    let smile = hearing * (0.05 + ALONG * smile_of_others(context));
    pose.weights.add_pair(MouthSmileLeft, smile);
    pose.weights.add_pair(CheekSquintLeft, 0.5 * smile);
    let brows = free * surprise(context);
    pose.weights[BrowInnerUp] += 0.14 * brows;
    pose.weights.add_pair(BrowOuterUpLeft, 0.12 * brows);
}

/// Degrees of a nod at the end of what others say.
fn backchannel(context: &LayerContext) -> f32 {
    let mut sum = 0.0;
    for span in others(context) {
        for ending in span.endings.iter().filter(|e| e.sample < span.end() && !e.question) {
            let draw = |n: u64| unit(context.seed, Stream::Company, ending.id, n);
            if draw(20) >= NODS {
                continue;
            }
            // The last accent is that of the last word, which takes its time; then 200 to 400 ms.
            let elapsed = millis(ending.sample, context.sample) - 250.0 - (200.0 + 200.0 * draw(21));
            let size = 2.2 + 1.8 * draw(22);
            sum += size * hump(elapsed, 170.0, 40.0, 280.0);
            if draw(23) < 0.45 {
                sum += 0.6 * size * hump(elapsed - 430.0, 160.0, 30.0, 300.0);
            }
        }
    }
    sum
}

/// Degrees of a nod while questions may come in.
fn nods_at_questions(context: &LayerContext) -> f32 {
    let level = context.attention.level(Attention::Listening, context.sample);
    if level <= 0.0 {
        return 0.0;
    }
    let now = seconds(context.sample);
    let events =
        Events { seed: context.seed, stream: Stream::Chat, median: 5.0, sigma: 0.4, limits: (2.8, 11.0) };
    // Other chances than those of looks at the chat, which would else come with them.
    let events = Events { seed: context.seed ^ 0x6e6f_6400, ..events };
    #[expect(clippy::cast_possible_truncation, reason = "a second or less")]
    let elapsed = |at: f64| ((now - at) * 1000.0) as f32;
    let nods = events.between(now - 1.5, now);
    let of = |e: super::chance::Event| {
        let size = 2.0 + 1.4 * unit(context.seed, Stream::Company, e.id, 30);
        size * hump(elapsed(e.time), 190.0, 50.0, 320.0)
    };
    level * nods.map(of).sum::<f32>()
}

/// How much others smile, as it is seen a moment later.
fn smile_of_others(context: &LayerContext) -> f32 {
    let all = context.others.iter().flat_map(|o| o.emotions);
    all.map(|e| emotion::smile(e, context.sample - DELAY)).fold(0.0, f32::max)
}

/// Brows that go up at the end of a question.
fn surprise(context: &LayerContext) -> f32 {
    let questions =
        others(context).flat_map(|s| s.endings.iter().filter(|e| e.question && e.sample < s.end()));
    let up = |sample: i64| hump(millis(sample, context.sample) - 350.0, 260.0, 300.0, 600.0);
    questions.map(|e| up(e.sample)).fold(0.0, f32::max)
}
