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
const RAMP_IN_MS: f32 = 70.0;
/// ... and let go in this.
const RAMP_OUT_MS: f32 = 60.0;
/// The jaw's limit at sibilants comes and goes in this time: fast, but no pop, since dominance lowers the jaw before.
const TEETH_RAMP_MS: f32 = 30.0;

/// How far `segment` shuts the lips at sample `at`, 0..1.
pub(super) fn closure(segment: &Segment, at: i64) -> f32 {
    let amount = segment.articulation.closure;
    if amount <= 0.0 {
        return 0.0;
    }
    let d = segment.millis();
    // A stop opens for its burst; a nasal is shut for as long as it sounds.
    let end = (0.65 * d).max(d - if segment.nasal { 10.0 } else { BURST_MS });
    amount * held(segment, at, HELD_MS.max(0.6 * d), end)
}

/// How far `segment` brings the lower lip to the teeth at sample `at`, 0..0.85.
pub(super) fn labiodental(segment: &Segment, at: i64) -> f32 {
    let amount = segment.articulation.labiodental;
    if amount <= 0.0 {
        return 0.0;
    }
    let d = segment.millis();
    // Held in the middle: there is no burst to open for.
    let length = HELD_MS.max(0.7 * d);
    LABIODENTAL_PEAK * amount * held(segment, at, length, (0.5 * (d + length)).max(0.65 * d))
}

/// How far the teeth are together at sample `at`, 0..1: 1 for as long as a sibilant lasts.
pub(super) fn teeth(segment: &Segment, at: i64) -> f32 {
    if !segment.articulation.class.is_sibilant() {
        return 0.0;
    }
    let outside = millis(segment.start - at).max(millis(at - segment.end)).max(0.0);
    cosine(outside / TEETH_RAMP_MS)
}

/// The highest jaw that a labiodental contact allows.
pub(super) fn labiodental_jaw(contact: f32) -> f32 {
    1.0 + (LABIODENTAL_JAW - 1.0) * (contact / LABIODENTAL_PEAK).min(1.0)
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
