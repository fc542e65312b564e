//! A timeline as continuous articulation: the blending of neighbouring phones.
//!
//! Owns coarticulation: dominance, rate and stress, the closure and labiodental plateaus, pauses, the lead of picture
//! over sound. It never cross-fades mouth shapes, and it does not shut lips itself: that is the last pass,
//! [`close`](crate::close).

mod dominance;
mod plateau;
mod segment;
#[cfg(test)]
mod tests;

use protocol::timeline::Timeline;
use segment::{Segment, Stretch};

/// Samples in a millisecond of every timeline.
pub(crate) const SAMPLES_PER_MS: i64 = 48;
/// Picture leads sound by this: lips are seen to move before they are heard.
const LEAD: i64 = 40 * SAMPLES_PER_MS;
/// A phone further away than this does not move the mouth. Half a second of look-ahead must see all that matters,
/// lead and inset included.
const REACH: i64 = 350 * SAMPLES_PER_MS;
/// Pull towards a mouth at rest, against dominances up to 1.
const REST: f32 = 0.05;

/// What the mouth does at one moment, before the closure pass. Every value is 0..1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Channels {
    /// Jaw: 0 shut, 1 the widest that speech opens.
    pub jaw: f32,
    /// Lips rounded and forward.
    pub round: f32,
    /// Lip corners drawn apart.
    pub spread: f32,
    /// Lips shut.
    pub closure: f32,
    /// Lower lip at the upper teeth.
    pub labiodental: f32,
    /// Tongue: .5 behind the upper teeth, 1 between the teeth.
    pub tongue: f32,
    /// Teeth together (sibilants): the lips may part to show them.
    pub teeth: f32,
    /// What is taken off the highest jaw by the contacts of the moment: 0 nothing, 1 shut.
    pub jaw_held: f32,
    /// How much of the mouth belongs to speech: 1 while speaking, 0 in long pauses. Other layers step back by it.
    pub speech: f32,
}

/// A timeline ready to be asked what the mouth does.
///
/// [`Track::channels`] is a pure function of media time: any moment may be asked alone, in any order.
#[derive(Debug, Clone, Default)]
pub struct Track {
    segments: Vec<Segment>,
    /// Runs of speech between long pauses, in order.
    stretches: Vec<Stretch>,
    unknown: Vec<String>,
}

impl Track {
    /// Reads the phones of `timeline`.
    pub fn new(timeline: &Timeline) -> Self {
        let (segments, unknown) = segment::segments(timeline);
        let stretches = segment::stretches(&segments);
        Self { segments, stretches, unknown }
    }

    /// Phones that the table does not know, each once, in order of appearance. They show a neutral mouth; the caller
    /// may want to say so.
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }

    /// The mouth at `sample` of the timeline. Before 0 it gets ready, after the end it comes to rest.
    pub fn channels(&self, sample: i64) -> Channels {
        let ahead = sample + LEAD;
        let presence = segment::presence(&self.stretches, ahead);
        let mut sums = dominance::Sums::default();
        let mut channels = Channels::default();
        let mut jaw_limit = 1.0_f32;
        let first = self.segments.partition_point(|s| s.end <= sample - REACH);
        for segment in self.segments[first..].iter().take_while(|s| s.start < ahead + REACH) {
            sums.add(segment, ahead);
            // Contacts are timed on the sound itself: their ramps lead anyway.
            channels.closure = channels.closure.max(plateau::closure(segment, sample));
            channels.labiodental = channels.labiodental.max(plateau::labiodental(segment, sample));
            channels.teeth = channels.teeth.max(plateau::teeth(segment, sample));
            jaw_limit = jaw_limit.min(plateau::jaw_limit(segment, sample));
        }
        channels.jaw = (sums.jaw.value() * presence).min(jaw_limit);
        channels.jaw_held = 1.0 - jaw_limit;
        channels.round = sums.round.value() * presence;
        channels.spread = sums.spread.value() * presence;
        channels.tongue = sums.tongue.value() * presence;
        channels.speech = presence;
        channels
    }
}
