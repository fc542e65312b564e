//! Blinks. They come last: a lid is the one thing that no other layer may hold open.

use super::chance::{Event, Events, Stream, unit};
use super::ease::{millis, smooth};
use super::{FacePose, LayerContext, RATE, marks, seconds};
use viseme::Arkit::{EyeBlinkLeft, EyeBlinkRight, EyeSquintLeft};

/// The right lid trails the left.
const TRAIL_MS: f32 = 8.0;
/// A blink moves to a pause that begins within this time.
const SNAP: i64 = 250 * RATE / 1000;
/// Share of blinks that come twice.
const DOUBLES: f32 = 0.15;
/// Share of every other blink of speech that a silent host leaves out: 17 a minute against 26, and never two in a row.
const LEFT_OUT: f32 = 0.7;

/// Shuts the lids.
pub(super) fn apply(context: &LayerContext, pose: &mut FacePose) {
    let (mut left, mut right) = (0.0_f32, 0.0_f32);
    for blink in near(context) {
        let elapsed = millis(blink.sample, context.sample);
        left = left.max(blink.lid(elapsed));
        right = right.max(blink.lid(elapsed - TRAIL_MS));
    }
    // A lower lid that is up already meets the upper one sooner.
    let room = 1.0 - 0.35 * pose.weights[EyeSquintLeft].min(0.5);
    pose.weights[EyeBlinkLeft] = pose.weights[EyeBlinkLeft].max(left * room);
    pose.weights[EyeBlinkRight] = pose.weights[EyeBlinkRight].max(right * room);
    // A wide eye does not stay wide behind its lid, and the lower lid comes up a little.
    let open = 1.0 - left.max(right);
    pose.weights.scale_pair(viseme::Arkit::EyeWideLeft, open);
    pose.weights.add_pair(EyeSquintLeft, 0.08 * left.min(right));
}

/// One blink.
#[derive(Debug, Clone, Copy)]
pub(super) struct Blink {
    /// When the left lid begins to fall.
    pub sample: i64,
    close: f32,
    hold: f32,
    open: f32,
    depth: f32,
}

impl Blink {
    /// How far the lid is shut, `elapsed` ms after it began to fall.
    fn lid(&self, elapsed: f32) -> f32 {
        let opening = (elapsed - self.close - self.hold) / self.open;
        // Lids fall fast, and open fast at first and slowly at last.
        let up = 1.0 - smooth(opening.clamp(0.0, 1.0).powf(0.75));
        self.depth * smooth(elapsed / self.close) * up
    }
}

/// Blinks that may be seen at the context's moment.
pub(super) fn near<'a>(context: &'a LayerContext) -> impl Iterator<Item = Blink> + 'a {
    let now = seconds(context.sample);
    let reach = 1.0;
    let events =
        Events { seed: context.seed, stream: Stream::Blink, median: 2.2, sigma: 0.6, limits: (0.5, 6.5) };
    let by_chance: Vec<Event> = events.between(now - reach, now + reach).collect();
    let look = context.look.into_iter().flat_map(|l| l.turns()).chain(context.lens.turns());
    let with_gaze = look.chain(marks::blinks(context)).map(|sample| blink(context.seed, sample, sample));
    by_chance.into_iter().flat_map(move |event| from_event(context, event)).chain(with_gaze)
}

fn from_event(context: &LayerContext, event: Event) -> Vec<Blink> {
    #[expect(clippy::cast_possible_truncation, reason = "media time fits")]
    let mut sample = (event.time * RATE as f64) as i64;
    match context.span_at(sample) {
        // Only pauses of the speech that sounds: all of it was known before it began, so no blink ever jumps.
        Some(span) => {
            let near = span.pauses.iter().filter(|&&p| (p - sample).abs() <= SNAP && p >= span.start);
            if let Some(&pause) = near.min_by_key(|&&p| (p - sample).abs()) {
                sample = pause;
            }
        }
        None if event.id % 2 != 0 && unit(context.seed, Stream::BlinkShape, event.id, 0) < LEFT_OUT => {
            return Vec::new();
        }
        None => {}
    }
    let first = blink(context.seed, sample, event.id);
    let mut blinks = vec![first];
    if unit(context.seed, Stream::BlinkShape, event.id, 1) < DOUBLES {
        #[expect(clippy::cast_possible_truncation, reason = "a fraction of a second")]
        let later = ((first.close + first.hold + first.open * 0.8 + 60.0) / 1000.0 * RATE as f32) as i64;
        blinks.push(blink(context.seed, sample + later, event.id ^ 0x55));
    }
    blinks
}

fn blink(seed: u64, sample: i64, id: i64) -> Blink {
    let draw = |n: u64| unit(seed, Stream::BlinkShape, id, n);
    Blink {
        sample,
        close: 50.0 + 10.0 * draw(2),
        hold: 20.0 + 30.0 * draw(3),
        open: 120.0 + 80.0 * draw(4),
        depth: 0.94 + 0.06 * draw(5),
    }
}
