//! The beats that speech alone picks: strokes on accents, never on little words, never in quick succession.

use super::{Gesture, GestureSpan, Side};
use crate::layers::RATE;
use crate::layers::chance::{Stream, unit};
use crate::layers::speech::Accent;
use protocol::timeline::Timeline;

/// Beats lie at least this far apart, in samples.
const SPACING: i64 = 1900 * RATE / 1000;
/// A stroke ends this long before its vowel begins (0-150 ms are natural).
const AHEAD: i64 = 60 * RATE / 1000;
/// A beat takes an accent at least this strong.
const STRONG: f32 = 0.6;
/// The share of fit accents that are taken.
const SHARE: f32 = 0.72;

/// Words that carry no beat, in English, German, French, Spanish and Italian; words of two letters never do, where
/// letters are what a word is made of.
const LITTLE: [&str; 48] = [
    "the", "and", "but", "for", "with", "from", "that", "this", "then", "than", "are", "was", "were", "has",
    "had", "have", "will", "would", "can", "could", "your", "you", "its", "our", "their", "they", "der",
    "die", "das", "und", "ein", "eine", "ist", "mit", "les", "des", "une", "est", "pour", "dans", "los",
    "las", "una", "con", "por", "che", "per", "del",
];

/// Chooses beats for speech that begins at `start`.
pub(in crate::layers) fn beats(
    start: i64,
    timeline: &Timeline,
    accents: &[Accent],
    seed: u64,
) -> Vec<GestureSpan> {
    let mut chosen: Vec<GestureSpan> = Vec::new();
    for accent in accents {
        let rested = chosen.last().is_none_or(|last| accent.sample - last.stroke >= SPACING);
        let draw = |n: u64| unit(seed, Stream::Beat, accent.id, n);
        // What the text emphasises gets its beat.
        let emphasised = |a: &Accent| a.strength > 1.0;
        let gives_way =
            || accents.iter().any(|a| emphasised(a) && (a.sample - accent.sample).abs() < SPACING);
        let left_out =
            || accent.strength < STRONG || little(start, timeline, accent) || draw(1) > SHARE || gives_way();
        if !rested || (!emphasised(accent) && left_out()) {
            continue;
        }
        let (gesture, size) = match draw(2) {
            d if d < 0.45 => (Gesture::Beat, 0.8 + 0.4 * accent.strength * draw(3)),
            d if d < 0.72 => (Gesture::BeatBoth, 0.8 + 0.4 * accent.strength * draw(3)),
            d if d < 0.88 => (Gesture::BeatPrecise, 0.9),
            _ => (Gesture::OpenHands, 0.8),
        };
        // People keep to a hand for a while.
        let last = chosen.last().map_or(Side::Right, |b| b.side);
        let side = match last {
            Side::Left if draw(4) < 0.3 => Side::Right,
            Side::Right if draw(4) < 0.3 => Side::Left,
            same => same,
        };
        let stroke = accent.sample - AHEAD;
        let beat = GestureSpan { size, ..GestureSpan::new(gesture, side, stroke, start) };
        // At the very start there is no time to raise the hands.
        if beat.stroke == stroke {
            chosen.push(beat);
        }
    }
    chosen
}

/// Whether the accent is on a word that carries no beat.
fn little(start: i64, timeline: &Timeline, accent: &Accent) -> bool {
    let at = accent.sample - start;
    let over = timeline.words.iter().find(|w| (w.start.cast_signed()..w.end.cast_signed()).contains(&at));
    over.is_some_and(|w| {
        let word = w.word.to_lowercase();
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        LITTLE.contains(&word.as_str()) || (word.is_ascii() && letters <= 2)
    })
}
