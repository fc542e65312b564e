//! Speech as the face sees it: the mouth's track, and the moments that the rest of the body answers.
//!
//! Owns the reading of a timeline for accents, sentence ends and breaths. How a brow or a head answers is theirs.

use super::chance::{Stream, unit};
use super::ease::{millis, smooth};
use super::gesture::{GestureSpan, beats};
use super::{LayerContext, RATE};
use protocol::{
    media::Tone,
    timeline::{EMPHASIS, PAUSE, Timeline},
};
use viseme::articulation::{Class, parts};
use viseme::{Channels, Track};

/// The mouth is back at rest this long after speech was cut.
const CUT_MS: f32 = 160.0;
/// Accents that the head answers lie at least this far apart.
const BEAT: i64 = 420 * RATE / 1000;
/// A pause in which a speaker breathes in.
const BREATH_PAUSE: i64 = 300 * RATE / 1000;
/// Strength of an accent that the text emphasises.
const EMPHASISED: f32 = 1.35;
/// A brow goes up at most this often.
const BROW_SPACING: i64 = 700 * RATE / 1000;
/// The share of accents that a brow answers.
const BROW_SHARE: f32 = 0.38;

/// A piece of speech in media time. Cheap to keep, costly to make: make it once when the speech is known.
#[derive(Debug, Clone)]
pub struct SpeechSpan {
    /// Media time of its first sample.
    pub start: i64,
    /// Who speaks next, where it is another person on stage and known.
    pub next: Option<usize>,
    length: i64,
    cut: Option<i64>,
    track: Track,
    pub(super) accents: Vec<Accent>,
    pub(super) brows: Vec<Accent>,
    pub(super) endings: Vec<Ending>,
    /// What the hands do along.
    pub(super) beats: Vec<GestureSpan>,
    /// Media times at which breath has been drawn and speech goes on.
    pub(super) breaths: Vec<i64>,
    /// Media times at which a pause begins.
    pub(super) pauses: Vec<i64>,
    /// How the voice sounds, every 10 ms, as far as its sound is there.
    pub(super) tones: Vec<Tone>,
}

/// A stressed vowel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Accent {
    /// Media time of its beginning.
    pub sample: i64,
    /// 0..1, and above where the text emphasises it.
    pub strength: f32,
    /// Number for draws that belong to it.
    pub id: i64,
}

/// The last accent of a sentence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ending {
    /// Media time of the accent's beginning.
    pub sample: i64,
    /// Whether it is a question.
    pub question: bool,
    /// Number for draws that belong to it.
    pub id: i64,
}

impl SpeechSpan {
    /// Speech with `timeline`, whose sample 0 is heard at `start`.
    pub fn new(start: i64, timeline: &Timeline, seed: u64) -> Self {
        let mut accents = accents(start, timeline);
        for accent in &mut accents {
            // Chance belongs to the words, not to the moment at which they happen to be said.
            accent.id = (accent.sample - start) ^ seed.cast_signed().wrapping_mul(0x2545_f491_4f6c_dd1d);
        }
        let brows = brows(&accents, seed);
        Self {
            start,
            next: None,
            length: signed(timeline.samples),
            cut: None,
            track: Track::new(timeline),
            endings: endings(start, timeline, &accents),
            beats: beats(start, timeline, &accents, seed),
            accents,
            brows,
            breaths: breaths(start, timeline),
            pauses: pauses(start, timeline).map(|(begin, _)| begin).collect(),
            tones: Vec::new(),
        }
    }

    /// Takes in how the voice goes on to sound.
    pub fn hear(&mut self, tones: &[Tone]) {
        self.tones.extend_from_slice(tones);
    }

    /// The same speech, with `timeline` again, heard from `start` on.
    pub fn moved(&self, start: i64, timeline: &Timeline, seed: u64) -> Self {
        Self { next: self.next, tones: self.tones.clone(), cut: self.cut, ..Self::new(start, timeline, seed) }
    }

    /// The same speech, stopped at media time `sample`; a moment after its end changes nothing.
    pub fn cut(&mut self, sample: i64) {
        self.cut = Some(self.cut.map_or(sample, |c| c.min(sample)));
    }

    /// Media time after its last sample.
    pub fn end(&self) -> i64 {
        let end = self.start + self.length;
        self.cut.map_or(end, |c| c.clamp(self.start, end))
    }

    /// Phones that the mouth does not know, each once.
    pub fn unknown(&self) -> &[String] {
        self.track.unknown()
    }

    /// The mouth at media time `sample`.
    fn channels(&self, sample: i64) -> Channels {
        let of = self.track.channels(sample - self.start);
        let Some(cut) = self.cut else { return of };
        let left = 1.0 - smooth(millis(cut, sample) / CUT_MS);
        Channels {
            jaw: of.jaw * left,
            round: of.round * left,
            spread: of.spread * left,
            closure: of.closure * left,
            labiodental: of.labiodental * left,
            tongue: of.tongue * left,
            teeth: of.teeth * left,
            jaw_limit: of.jaw_limit,
            jaw_held: of.jaw_held * left,
            speech: of.speech * left,
        }
    }

    /// How much the host is speaking for this span: up in 300 ms before it, down in 450 ms after.
    pub(super) fn talk(&self, sample: i64) -> f32 {
        smooth(1.0 - millis(sample, self.start) / 300.0) * (1.0 - smooth(millis(self.end(), sample) / 450.0))
    }
}

/// What all speech near the moment asks of the mouth, and how much of the mouth belongs to it.
pub(super) fn mouth(context: &LayerContext) -> (Channels, f32) {
    let near = RATE / 2;
    let mut sum = Channels::default();
    for span in context.spans {
        if context.sample < span.start - near || context.sample > span.end() + near {
            continue;
        }
        let of = span.channels(context.sample);
        sum = Channels {
            jaw: sum.jaw.max(of.jaw),
            round: sum.round.max(of.round),
            spread: sum.spread.max(of.spread),
            closure: sum.closure.max(of.closure),
            labiodental: sum.labiodental.max(of.labiodental),
            tongue: sum.tongue.max(of.tongue),
            teeth: sum.teeth.max(of.teeth),
            jaw_limit: if of.jaw_held > sum.jaw_held { of.jaw_limit } else { sum.jaw_limit },
            jaw_held: sum.jaw_held.max(of.jaw_held),
            speech: sum.speech.max(of.speech),
        };
    }
    (sum, sum.speech)
}

fn signed(samples: u64) -> i64 {
    i64::try_from(samples).unwrap_or(i64::MAX)
}

/// Stressed vowels, no two closer than a beat; where an engine marks no stress, the longer words.
fn accents(start: i64, timeline: &Timeline) -> Vec<Accent> {
    let vowel = |phone: &str| {
        parts(phone).is_ok_and(|p| p.first().is_some_and(|p| p.articulation.class == Class::Vowel))
    };
    let mut found: Vec<(i64, f32)> = timeline
        .phones
        .iter()
        .filter(|p| p.stress >= 2 && vowel(&p.phone))
        .map(|p| {
            let length = millis(signed(p.start), signed(p.end));
            let strength = if p.stress >= EMPHASIS { EMPHASISED } else { (0.45 + length / 260.0).min(1.0) };
            (start + signed(p.start), strength)
        })
        .collect();
    if found.is_empty() {
        let long = timeline.words.iter().filter(|w| w.word.chars().count() >= 4);
        found = long.map(|w| (start + signed(w.start), 0.6)).collect();
    }
    let mut kept: Vec<Accent> = Vec::new();
    for (sample, strength) in found {
        match kept.last_mut() {
            Some(last) if sample - last.sample < BEAT => {
                // Too close: the stronger one stays.
                if strength > last.strength {
                    *last = Accent { sample, strength, id: sample };
                }
            }
            _ => kept.push(Accent { sample, strength, id: sample }),
        }
    }
    kept
}

/// The accents that a brow answers: about a third, never in quick succession.
fn brows(accents: &[Accent], seed: u64) -> Vec<Accent> {
    let mut kept: Vec<Accent> = Vec::new();
    for accent in accents {
        let rested = kept.last().is_none_or(|last| accent.sample - last.sample >= BROW_SPACING);
        let chosen = unit(seed, Stream::Brow, accent.id, 1) < BROW_SHARE * (0.6 + 0.6 * accent.strength);
        if rested && chosen {
            kept.push(*accent);
        }
    }
    kept
}

fn endings(start: i64, timeline: &Timeline, accents: &[Accent]) -> Vec<Ending> {
    let mut spans: Vec<(i64, i64, bool)> = timeline
        .sentences
        .iter()
        .map(|s| (start + signed(s.start), start + signed(s.end), s.text.trim_end().ends_with(['?', '？'])))
        .collect();
    if spans.is_empty() {
        spans.push((start, start + signed(timeline.samples), false));
    }
    let last = |&(from, to, question): &(i64, i64, bool)| {
        let accent = accents.iter().rev().find(|a| (from..to).contains(&a.sample))?;
        Some(Ending { sample: accent.sample, question, id: accent.id })
    };
    spans.iter().filter_map(last).collect()
}

fn pauses(start: i64, timeline: &Timeline) -> impl Iterator<Item = (i64, i64)> + '_ {
    let pauses = timeline.phones.iter().filter(|p| p.phone == PAUSE);
    pauses.map(move |p| (start + signed(p.start), start + signed(p.end)))
}

/// Breath is drawn before speech and in its longer pauses.
fn breaths(start: i64, timeline: &Timeline) -> Vec<i64> {
    let end = start + signed(timeline.samples);
    let inner =
        pauses(start, timeline).filter(|(from, to)| to - from > BREATH_PAUSE && *from > start && *to < end);
    let onset = timeline.phones.iter().find(|p| p.phone != PAUSE).map(|p| start + signed(p.start));
    onset.into_iter().chain(inner.map(|(_, to)| to)).collect()
}
