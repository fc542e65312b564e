//! Contacts: lips shut, lip at teeth, teeth together. Each is held long enough for a picture to catch it, with ramps as
//! long as its neighbours leave room for: lips are flesh, and nothing of them moves at more than ten hertz.

use super::SAMPLES_PER_MS;
use super::segment::{Segment, millis};

/// The jaw of a sibilant, of 1.
const SIBILANT_JAW: f32 = 0.27;
/// The jaw while the lower lip is at the teeth, of 1.
const LABIODENTAL_JAW: f32 = 0.12;
/// The most of a labiodental: more would bite.
const LABIODENTAL_PEAK: f32 = 0.85;
/// A plateau is no shorter than this: a frame of 24 a second is 41.7 ms.
const HELD_MS: f32 = 42.0;
/// The burst of a stop takes no longer than this, however long its closure.
const BURST_MS: f32 = 60.0;
/// A contact is made and let go in this time where nothing else is near ...
const RAMP_MS: f32 = 120.0;
/// ... in this where others are ...
const RAMP_LEAST_MS: f32 = 75.0;
/// ... and in this share of the time to the next contact between.
const RAMP_SHARE: f32 = 0.8;
/// Teeth come together and part in this time.
const TEETH_RAMP_MS: f32 = 110.0;
/// The jaw gives way to a contact in this time, and comes back from it in this: it is heavy.
const JAW_RAMP_MS: (f32, f32) = (136.0, 146.0);

/// A contact of the lips in time: held from `begin` to `end`, samples, made and let go in its ramps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Contact {
    begin: i64,
    end: i64,
    ramp_in_ms: f32,
    ramp_out_ms: f32,
}

impl Contact {
    /// 1 while it is held, ramps around it.
    fn level(&self, at: i64) -> f32 {
        if at < self.begin {
            cosine(millis(self.begin - at) / self.ramp_in_ms)
        } else {
            cosine(millis(at - self.end) / self.ramp_out_ms)
        }
    }
}

/// Places the contacts of the lips.
pub(super) fn place(segments: &mut [Segment]) {
    let mut before: Option<i64> = None;
    for index in 0..segments.len() {
        let Some((begin, end)) = held(&segments[index]) else { continue };
        let next = segments[index + 1..].iter().find_map(held);
        let ramp = |room: Option<i64>| {
            room.map_or(RAMP_MS, |room| (RAMP_SHARE * millis(room)).clamp(RAMP_LEAST_MS, RAMP_MS))
        };
        segments[index].contact = Some(Contact {
            begin,
            end,
            ramp_in_ms: ramp(before.map(|before| begin - before)),
            ramp_out_ms: ramp(next.map(|(next, _)| next - end)),
        });
        before = Some(end);
    }
}

/// The samples at which the lips of `segment` are held together, or to the teeth.
fn held(segment: &Segment) -> Option<(i64, i64)> {
    let d = segment.millis();
    let (begin, end) = if segment.articulation.closure > 0.0 {
        // A stop opens for its burst; a nasal is shut for as long as it sounds. A short one is held nearly to its
        // end, for a picture must catch it.
        let open = if segment.nasal { 10.0 } else { BURST_MS };
        let end = (0.65 * d).max(d - open).max(0.8 * d.min(HELD_MS));
        (end - HELD_MS.max(0.6 * d), end)
    } else if segment.articulation.labiodental > 0.0 {
        // In the middle: there is no burst to open for.
        let length = HELD_MS.max(0.7 * d);
        let end = (0.5 * (d + length)).max(0.65 * d);
        (end - length, end)
    } else {
        return None;
    };
    #[expect(clippy::cast_possible_truncation, reason = "a phone is short")]
    let sample = |ms: f32| segment.start + (ms * SAMPLES_PER_MS as f32).round() as i64;
    Some((sample(begin.min(0.0)), sample(end)))
}

/// How far `segment` shuts the lips at sample `at`, 0..1.
pub(super) fn closure(segment: &Segment, at: i64) -> f32 {
    segment.articulation.closure * segment.contact.map_or(0.0, |c| c.level(at))
}

/// How far `segment` brings the lower lip to the teeth at sample `at`, 0..0.85.
pub(super) fn labiodental(segment: &Segment, at: i64) -> f32 {
    LABIODENTAL_PEAK * segment.articulation.labiodental * segment.contact.map_or(0.0, |c| c.level(at))
}

/// How far the teeth are together at sample `at`, 0..1: 1 for as long as a sibilant lasts.
pub(super) fn teeth(segment: &Segment, at: i64) -> f32 {
    if !segment.articulation.class.is_sibilant() {
        return 0.0;
    }
    let outside = millis(segment.start - at).max(millis(at - segment.end)).max(0.0);
    cosine(outside / TEETH_RAMP_MS)
}

/// The highest jaw that `segment` allows, 0..1, and how much it insists on it at sample `at`.
pub(super) fn jaw_limit(segment: &Segment, at: i64) -> Option<(f32, f32)> {
    let of = &segment.articulation;
    let (highest, begin, end) = match segment.contact {
        Some(contact) if of.labiodental > 0.0 => {
            (1.0 + (LABIODENTAL_JAW - 1.0) * of.labiodental, contact.begin, contact.end)
        }
        _ if of.class.is_sibilant() => (SIBILANT_JAW, segment.start, segment.end),
        _ => return None,
    };
    let x = if at < begin { millis(begin - at) / JAW_RAMP_MS.0 } else { millis(at - end) / JAW_RAMP_MS.1 };
    Some((highest, cosine(x)))
}

/// 1 at 0 and below, 0 at 1 and above, a raised cosine between.
fn cosine(x: f32) -> f32 {
    0.5 + 0.5 * (x.clamp(0.0, 1.0) * std::f32::consts::PI).cos()
}
