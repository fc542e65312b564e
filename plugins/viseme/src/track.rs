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
pub(crate) use segment::smooth;
use segment::{Segment, Stretch};

/// Samples in a millisecond of every timeline.
pub(crate) const SAMPLES_PER_MS: i64 = 48;
/// Picture leads sound by this: lips are seen to move before they are heard.
const LEAD: i64 = 40 * SAMPLES_PER_MS;
/// A phone further away than this does not move the mouth. Half a second of look-ahead must see all that matters,
/// lead and inset included.
const REACH: i64 = 350 * SAMPLES_PER_MS;
/// Flesh does not follow a phone's edge: what neighbours share is averaged over so many milliseconds around the
/// moment, with these weights (a raised cosine 120 ms wide).
const SOFTENING: [(i64, f32); 5] =
    [(-40, 1.0 / 12.0), (-20, 0.25), (0, 1.0 / 3.0), (20, 0.25), (40, 1.0 / 12.0)];
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
    /// The highest jaw that the contacts of the moment bear ...
    pub jaw_limit: f32,
    /// ... and how much they insist on it: 0 not at all.
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
        let mut channels = self.shared(sample + LEAD);
        let (mut open, mut free) = (1.0, 1.0);
        for segment in self.near(sample) {
            // Contacts are timed on the sound itself: their ramps lead anyway.
            open *= 1.0 - plateau::closure(segment, sample);
            free *= 1.0 - plateau::labiodental(segment, sample);
            channels.teeth = channels.teeth.max(plateau::teeth(segment, sample));
            if let Some((highest, level)) = plateau::jaw_limit(segment, sample) {
                channels.jaw += level * (channels.jaw.min(highest) - channels.jaw);
                if level > channels.jaw_held {
                    (channels.jaw_held, channels.jaw_limit) = (level, highest);
                }
            }
        }
        channels.closure = 1.0 - open;
        channels.labiodental = 1.0 - free;
        channels
    }

    /// What neighbours share, averaged over a moment: `ahead` is on the leading clock.
    fn shared(&self, ahead: i64) -> Channels {
        let mut channels = Channels::default();
        for (offset, weight) in SOFTENING {
            let ahead = ahead + offset * SAMPLES_PER_MS;
            let presence = segment::presence(&self.stretches, ahead);
            let mut sums = dominance::Sums::default();
            self.near(ahead).for_each(|segment| sums.add(segment, ahead));
            let share = weight * presence;
            channels.jaw += sums.jaw.value() * share;
            channels.round += sums.round.value() * share;
            channels.spread += sums.spread.value() * share;
            channels.tongue += sums.tongue.value() * share;
            channels.speech += share;
        }
        channels
    }

    /// Segments that reach the moment.
    fn near(&self, at: i64) -> impl Iterator<Item = &Segment> {
        let first = self.segments.partition_point(|s| s.end <= at - REACH);
        self.segments[first..].iter().take_while(move |s| s.start < at + REACH)
    }
}
