//! Contacts: lips shut, lip at teeth, teeth together. Each is a plateau that is held long enough for a picture to
//! catch it, with ramps; neighbours combine by maximum.

use super::segment::{Segment, millis};

/// The jaw of a sibilant, of 1.
pub(super) const SIBILANT_JAW: f32 = 0.27;
/// The jaw while the lower lip is at the teeth, of 1.
const LABIODENTAL_JAW: f32 = 0.12;
/// The most of a labiodental: more would bite.
const LABIODENTAL_PEAK: f32 = 0.85;
/// A plateau is no shorter than this: a frame of 24 a second is 41.7 ms.
const HELD_MS: f32 = 42.0;
/// The burst of a stop takes no longer than this, however long its closure.
const BURST_MS: f32 = 60.0;
/// A contact is made in this time ...
const RAMP_IN_MS: f32 = 80.0;
/// ... and let go in this.
const RAMP_OUT_MS: f32 = 75.0;
/// Teeth come together and part in this time.
const TEETH_RAMP_MS: f32 = 50.0;
/// The jaw gives way to a contact in this time, and comes back from it: slower than lips, it is heavier.
const JAW_RAMP_MS: (f32, f32) = (80.0, 110.0);

/// How far `segment` shuts the lips at sample `at`, 0..1.
pub(super) fn closure(segment: &Segment, at: i64) -> f32 {
    let amount = segment.articulation.closure;
    if amount <= 0.0 {
        return 0.0;
    }
    let d = segment.millis();
    // A stop opens for its burst; a nasal is shut for as long as it sounds. A short one is held nearly to its end,
    // for a picture must catch it.
    let open = if segment.nasal { 10.0 } else { BURST_MS };
    let end = (0.65 * d).max(d - open).max(0.8 * d.min(HELD_MS));
    amount * held(segment, at, HELD_MS.max(0.6 * d), end)
}

/// How far `segment` brings the lower lip to the teeth at sample `at`, 0..0.85.
pub(super) fn labiodental(segment: &Segment, at: i64) -> f32 {
    let amount = segment.articulation.labiodental;
    if amount <= 0.0 {
        return 0.0;
    }
    let (begin, end) = labiodental_span(segment.millis());
    LABIODENTAL_PEAK * amount * held(segment, at, end - begin, end)
}

/// When a labiodental of `d` ms is held, in ms from its beginning: in the middle, there is no burst to open for.
fn labiodental_span(d: f32) -> (f32, f32) {
    let length = HELD_MS.max(0.7 * d);
    let end = (0.5 * (d + length)).max(0.65 * d);
    ((end - length).min(0.0), end)
}

/// How far the teeth are together at sample `at`, 0..1: 1 for as long as a sibilant lasts.
pub(super) fn teeth(segment: &Segment, at: i64) -> f32 {
    if !segment.articulation.class.is_sibilant() {
        return 0.0;
    }
    let outside = millis(segment.start - at).max(millis(at - segment.end)).max(0.0);
    cosine(outside / TEETH_RAMP_MS)
}

/// The highest jaw that `segment` allows at sample `at`, 0..1.
pub(super) fn jaw_limit(segment: &Segment, at: i64) -> f32 {
    let of = &segment.articulation;
    let (lowest, begin, end) = if of.labiodental > 0.0 {
        let (begin, end) = labiodental_span(segment.millis());
        (1.0 + (LABIODENTAL_JAW - 1.0) * of.labiodental, begin, end)
    } else if of.class.is_sibilant() {
        (SIBILANT_JAW, 0.0, segment.millis())
    } else {
        return 1.0;
    };
    let now = millis(at - segment.start);
    let x = if now < begin { (begin - now) / JAW_RAMP_MS.0 } else { (now - end) / JAW_RAMP_MS.1 };
    1.0 + (lowest - 1.0) * cosine(x)
}

/// 1 on the plateau of `length` ms that ends `end` ms into the segment, ramps around it.
fn held(segment: &Segment, at: i64, length: f32, end: f32) -> f32 {
    let now = millis(at - segment.start);
    let begin = (end - length).min(0.0);
    if now < begin { cosine((begin - now) / RAMP_IN_MS) } else { cosine((now - end) / RAMP_OUT_MS) }
}

/// 1 at 0 and below, 0 at 1 and above, a raised cosine between.
fn cosine(x: f32) -> f32 {
    0.5 + 0.5 * (x.clamp(0.0, 1.0) * std::f32::consts::PI).cos()
}
