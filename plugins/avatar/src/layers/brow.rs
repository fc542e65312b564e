//! Brows: up on about a third of the accents and on questions, and never quite still.

use super::chance::{Stream, noise, signed, unit};
use super::ease::{hump, millis};
use super::voice::Voice;
use super::{FacePose, LayerContext, seconds};
use viseme::Arkit::{BrowInnerUp, BrowOuterUpLeft, BrowOuterUpRight};

/// Raises the brows.
pub(super) fn apply(context: &LayerContext, voice: &Voice, pose: &mut FacePose) {
    let seed = context.seed;
    let time = seconds(context.sample);
    let (mut inner, mut outer, mut side) = (0.0, 0.0, 0.0);
    for span in context.spans {
        for accent in span.brows.iter().filter(|a| a.sample < span.end()) {
            // The brow is up as the vowel sounds: it starts a little before.
            let up = hump(millis(accent.sample, context.sample) + 70.0, 120.0, 80.0, 220.0);
            let size = up * (0.10 + 0.14 * accent.strength * unit(seed, Stream::Brow, accent.id, 2));
            inner += size;
            outer += 0.8 * size;
            side += 0.25 * size * signed(seed, Stream::Brow, accent.id, 3);
        }
        for ending in span.endings.iter().filter(|e| e.question && e.sample < span.end()) {
            let up = hump(millis(ending.sample, context.sample) + 60.0, 180.0, 320.0, 420.0);
            inner += 0.26 * up;
            outer += 0.20 * up;
        }
    }
    // Brows go up a little with the voice.
    let rise = (voice.rise * 0.022).clamp(0.0, 0.09);
    (inner, outer) = (inner + rise, outer + 0.8 * rise);
    // Brows that an emotion has raised have less way to go.
    let room = 1.0 - pose.weights[BrowInnerUp].min(1.0);
    (inner, outer, side) = (inner * room, outer * room, side * room);
    let drift = noise(seed, Stream::Brow, time, 0.7);
    pose.weights[BrowInnerUp] += inner + (0.025 + 0.025 * drift).max(0.0);
    pose.weights[BrowOuterUpLeft] +=
        outer + side + (0.02 * noise(seed, Stream::Brow, time + 77.0, 0.6)).max(0.0);
    pose.weights[BrowOuterUpRight] +=
        outer - side + (0.02 * noise(seed, Stream::Brow, time + 177.0, 0.6)).max(0.0);
}
