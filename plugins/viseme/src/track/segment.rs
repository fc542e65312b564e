//! From a timeline to segments: one per phone, or per part of a diphthong, with rate and stress worked in.

use super::SAMPLES_PER_MS;
use super::plateau::{self, Contact};
use crate::articulation::{Articulation, Class, Part, Target, parts};
use protocol::timeline::Timeline;

/// A pause longer than this brings the mouth to rest.
const LONG_PAUSE: i64 = 350 * SAMPLES_PER_MS;
/// A pause shorter than this does not show at all.
const SHORT_PAUSE: i64 = 120 * SAMPLES_PER_MS;
/// The mouth is at rest this long after a long pause began (on the leading clock: 250 ms less the lead, and a margin).
const TO_REST: i64 = 200 * SAMPLES_PER_MS;
/// The mouth begins to move this long before speech (on the leading clock: 120 ms less the lead of 40).
const ONSET: i64 = 80 * SAMPLES_PER_MS;
/// ... and belongs to speech altogether this long after it began.
const ONSET_DONE: i64 = 40 * SAMPLES_PER_MS;

/// One phone, or one part of a diphthong or cluster, in time.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    /// First sample.
    pub start: i64,
    /// Sample after the last.
    pub end: i64,
    /// Targets, with rate and stress worked in.
    pub articulation: Articulation,
    /// Whether it is /m/, whose lips stay shut until it ends: a stop's open for the burst.
    pub nasal: bool,
    /// When its lips meet, or meet the teeth.
    pub contact: Option<Contact>,
}

impl Segment {
    /// Length in milliseconds.
    pub fn millis(&self) -> f32 {
        millis(self.end - self.start)
    }
}

/// Samples as milliseconds.
#[expect(clippy::cast_precision_loss, reason = "differences within reach are far below 2^24 samples")]
pub(super) fn millis(samples: i64) -> f32 {
    samples as f32 / SAMPLES_PER_MS as f32
}

/// A run of speech between long pauses.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    start: i64,
    end: i64,
}

/// A phone before its parts are taken apart.
struct Phone<'a> {
    token: &'a str,
    stress: u8,
    start: i64,
    end: i64,
    /// Length of the whole vowel where this is half of a diphthong that came as two phones.
    syllable: i64,
}

/// The segments of `timeline`, and the phones that nobody knows.
pub(super) fn segments(timeline: &Timeline) -> (Vec<Segment>, Vec<String>) {
    let mut unknown: Vec<String> = Vec::new();
    let mut segments = Vec::with_capacity(timeline.phones.len() + 8);
    for phone in merged(timeline) {
        let parts = parts(phone.token).unwrap_or_else(|_| {
            if !unknown.iter().any(|u| u == phone.token) {
                unknown.push(phone.token.to_owned());
            }
            vec![Part { articulation: Articulation::NEUTRAL, share: 1.0 }]
        });
        let length = phone.end - phone.start;
        let nasal = phone.token.starts_with('m');
        let (mut start, mut share) = (phone.start, 0.0);
        for part in parts {
            share += part.share;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_precision_loss,
                reason = "a phone is short"
            )]
            let end = phone.start + ((length as f32 * share).round() as i64).min(length);
            let articulation = spoken(part.articulation, phone.syllable, phone.stress);
            segments.push(Segment { start, end, articulation, nasal, contact: None });
            start = end;
        }
    }
    plateau::place(&mut segments);
    (segments, unknown)
}

/// Phones of the timeline, with consonants that are the same made one, and marks given to the phone before them.
fn merged(timeline: &Timeline) -> Vec<Phone<'_>> {
    let mut phones: Vec<Phone<'_>> = Vec::with_capacity(timeline.phones.len());
    for span in &timeline.phones {
        #[expect(clippy::cast_possible_wrap, reason = "an utterance of 6 million years is not expected")]
        let (start, end) = (span.start as i64, span.end as i64);
        let parts = parts(&span.phone);
        let mark = parts.as_ref().is_ok_and(Vec::is_empty);
        // Vowels are left alone: two of them are two syllables, and a diphthong would be split elsewhere.
        let one = |p: &[Part]| p.iter().all(|p| p.articulation.class != Class::Vowel);
        let same = parts.is_ok_and(|p| one(&p));
        match phones.last_mut() {
            Some(last) if mark || (same && last.token == span.phone) => {
                last.end = end;
                last.syllable = end - last.start;
                last.stress = last.stress.max(span.stress);
            }
            _ if mark || end <= start => {}
            _ => phones.push(Phone {
                token: &span.phone,
                stress: span.stress,
                start,
                end,
                syllable: end - start,
            }),
        }
    }
    join_diphthongs(&mut phones);
    phones
}

/// Gives both halves of a diphthong that came as two phones its stress and its length.
fn join_diphthongs(phones: &mut [Phone<'_>]) {
    for second in 1..phones.len() {
        let (head, tail) = phones.split_at_mut(second);
        let (Some(first), Some(second)) = (head.last_mut(), tail.first_mut()) else { continue };
        let glides = second.stress == 0 && second.token.starts_with(['ɪ', 'ʊ', 'ə', 'ɚ']);
        let open = first.token.starts_with(['a', 'e', 'o', 'ɔ', 'ə', 'ɛ', 'ɪ', 'ʊ', 'ɑ']);
        if glides && open && first.token != second.token {
            let whole = second.end - first.start;
            (first.syllable, second.syllable) = (whole, whole);
            second.stress = first.stress;
        }
    }
}

/// The articulation as it comes out at this rate and stress.
fn spoken(of: Articulation, length: i64, stress: u8) -> Articulation {
    let d = millis(length);
    let mut out = of;
    match of.class {
        Class::Vowel => {
            let rate = (d / 110.0).sqrt().clamp(0.6, 1.0);
            let accent = match stress {
                3.. => 1.3,
                2 => 1.15,
                1 => 1.0,
                _ if of.reduced => 0.8,
                _ => 0.95,
            };
            out.jaw.value = (of.jaw.value * rate * accent).min(1.0);
            out.round.value *= rate.sqrt();
            out.spread.value *= rate.sqrt();
        }
        Class::Pause => {
            let pull = millis(length - SHORT_PAUSE) / millis(LONG_PAUSE - SHORT_PAUSE);
            // In a long pause nothing pulls: speech gives the mouth back altogether (see `presence`).
            let rest = Target { value: 0.0, strength: if pull > 1.0 { 0.0 } else { 0.8 * pull.max(0.0) } };
            out.jaw = rest;
            out.round = rest;
            out.spread = rest;
            out.tongue = rest;
        }
        // Obstruents shorter than 100 ms hardly move the jaw.
        Class::Alveolar | Class::Velar | Class::Dental | Class::Lateral => {
            out.jaw.strength *= 0.25 + 0.75 * smooth((d - 60.0) / 80.0);
        }
        _ => {}
    }
    out
}

/// 0 to 1 as `x` goes from 0 to 1, level at both ends.
pub(crate) fn smooth(x: f32) -> f32 {
    let x = x.clamp(0.0, 1.0);
    x * x * (3.0 - 2.0 * x)
}

/// Where speech is: runs of segments without a long pause. Silence before the first sound and after the last counts
/// as endless.
pub(super) fn stretches(segments: &[Segment]) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    for segment in segments.iter().filter(|s| s.articulation.class != Class::Pause) {
        match found.last_mut() {
            Some(last) if segment.start - last.end <= LONG_PAUSE => last.end = segment.end,
            _ => found.push(Stretch { start: segment.start, end: segment.end }),
        }
    }
    found
}

/// How much of the mouth belongs to speech at `ahead` (the leading clock): 0 in long pauses, 1 in speech.
pub(super) fn presence(stretches: &[Stretch], ahead: i64) -> f32 {
    let next = stretches.partition_point(|s| s.end + TO_REST <= ahead);
    let of = |stretch: &Stretch| {
        let rising = smooth(millis(ahead - stretch.start + ONSET) / millis(ONSET + ONSET_DONE));
        let falling = 1.0 - smooth(millis(ahead - stretch.end) / millis(TO_REST));
        rising * falling
    };
    stretches[next..].iter().take(2).map(of).fold(0.0, f32::max)
}
