//! From frames of tokens to spans of phones.
//!
//! Which frames belong to which sound was measured, not guessed: for 40 sentences of four voices, the share of
//! the spectrum's variance (12 bands, every 5 ms) that the phone at that moment explains is .37 when a sound is
//! where the durations put it, .53 with the first two rules below and .67 with all three; half a frame more or
//! less of [`LEAD`] makes it worse.
//!
//! - A sound is heard [`LEAD`] before its token's frames.
//! - A stress mark's time belongs to the vowel after it, a length mark's to the sound before it, a space's half
//!   to the sound before and half to the one after.
//! - The last token before punctuation also has the frames of the pause after it, twenty at times. What is heard
//!   of it ends with the last frame in which the network's own energy curve is over [`SILENT`] (frames below
//!   it are under -50 dB of full scale).
//!
//! The first edge is 0 and the last the end of the audio, `600·Σ frames`, whatever the rules say.

use super::{
    HOP, RATE,
    phonemes::{Kind, Symbol, is_vowel},
};
use crate::resample::output_sample;
use protocol::timeline::{PAUSE, PhoneSpan, Timeline};
use std::ops::Range;

/// Samples that a sound is heard before its token's frames: 2.25 frames, 56 ms.
const LEAD: u64 = 1350;
/// Energy, in the network's own unit, of a frame that is silent.
const SILENT: f32 = 1.0;

/// A phone or pause in samples of its segment at 24 kHz.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Phone {
    /// `None` is a pause.
    pub sound: Option<char>,
    pub stress: u8,
    pub word: Option<usize>,
    pub span: Range<u64>,
}

/// Phones that tile `0..600·Σ frames`. `frames` has a value for each symbol and one for the boundary at each end;
/// `energy` two for each frame.
pub(super) fn phones(symbols: &[Symbol], frames: &[u32], energy: &[f32]) -> Vec<Phone> {
    let hop = HOP as u64;
    let total = frames.iter().map(|frames| u64::from(*frames)).sum::<u64>() * hop;
    let mut marks: Vec<Mark> = vec![Mark::pause(0)];
    let mut at = u64::from(frames.first().copied().unwrap_or(0)) * hop;
    // Where the next sound begins, when a mark or a space came before it.
    let mut early: Option<u64> = None;
    let mut stress = 0;
    for (symbol, frames) in symbols.iter().zip(frames.iter().skip(1)) {
        let length = u64::from(*frames) * hop;
        let (start, end) = (at, at + length);
        at = end;
        match symbol.kind {
            Kind::Stress(level) => {
                early.get_or_insert(start);
                stress = level;
            }
            Kind::Space => {
                early.get_or_insert(start + length / 2);
            }
            Kind::Modifier => {}
            Kind::Pause => {
                early = None;
                stress = 0;
                marks.push(Mark::pause(start));
            }
            Kind::Phone(sound) => {
                let start = early.take().unwrap_or(start);
                let level = if is_vowel(sound) { std::mem::take(&mut stress) } else { 0 };
                marks.push(Mark { sound: Some(sound), stress: level, word: symbol.word, start });
            }
        }
    }
    marks.push(Mark::pause(at));
    for mark in &mut marks[1..] {
        mark.start = mark.start.saturating_sub(LEAD);
    }
    end_sounds_where_they_end(&mut marks, energy);
    let mut phones: Vec<Phone> = Vec::with_capacity(marks.len());
    for (index, mark) in marks.iter().enumerate() {
        let end = marks.get(index + 1).map_or(total, |next| next.start.min(total));
        let start = mark.start.min(end);
        match phones.last_mut() {
            Some(last) if last.sound.is_none() && mark.sound.is_none() => last.span.end = end,
            _ => phones.push(Phone {
                sound: mark.sound,
                stress: mark.stress,
                word: mark.word,
                span: start..end,
            }),
        }
    }
    phones.retain(|phone| !phone.span.is_empty());
    phones
}

/// Where something begins.
struct Mark {
    sound: Option<char>,
    stress: u8,
    word: Option<usize>,
    start: u64,
}

impl Mark {
    fn pause(start: u64) -> Self {
        Self { sound: None, stress: 0, word: None, start }
    }
}

/// Lets a pause begin where the sound before it ceases to be heard.
fn end_sounds_where_they_end(marks: &mut [Mark], energy: &[f32]) {
    let half = HOP as u64 / 2;
    let heard = |at: u64| energy.get((at / half) as usize).is_some_and(|energy| *energy > SILENT);
    for index in 1..marks.len() {
        let [before, mark] = &mut marks[index - 1..=index] else { continue };
        if mark.sound.is_some() || before.sound.is_none() {
            continue;
        }
        // A frame is left for it even where nothing is heard.
        let least = before.start + 2 * half;
        let mut end = mark.start.div_ceil(half) * half;
        while end > least && !heard(end - half) {
            end -= half;
        }
        mark.start = mark.start.min(end.max(least));
    }
}

/// Appends phones to a timeline at 48 kHz, and widens the spans of the words that they belong to. `from` is the
/// first sample (at 24 kHz) of the segment that is heard, `to` the one after the last.
pub(super) fn append(
    timeline: &mut Timeline,
    words: &mut [Option<Range<u64>>],
    phones: &[Phone],
    heard: &Range<u64>,
) {
    let offset = timeline.samples;
    let sample = |at: u64| offset + output_sample(at.clamp(heard.start, heard.end) - heard.start, RATE);
    for phone in phones {
        let (start, end) = (sample(phone.span.start), sample(phone.span.end));
        if start == end {
            continue;
        }
        match (phone.sound, timeline.phones.last_mut()) {
            // Two pauses are one.
            (None, Some(last)) if last.phone == PAUSE => last.end = end,
            (sound, _) => timeline.phones.push(PhoneSpan {
                phone: sound.map_or_else(|| PAUSE.to_owned(), String::from),
                start,
                end,
                stress: phone.stress,
            }),
        }
        if let Some(word) = phone.word.and_then(|word| words.get_mut(word)) {
            word.get_or_insert(start..end).end = end;
        }
    }
    timeline.samples = sample(heard.end);
}

/// Appends silence.
pub(super) fn append_silence(timeline: &mut Timeline, samples: u64) {
    let start = timeline.samples;
    match timeline.phones.last_mut() {
        Some(last) if last.phone == PAUSE => last.end += samples,
        _ => timeline.phones.push(PhoneSpan { phone: PAUSE.into(), start, end: start + samples, stress: 0 }),
    }
    timeline.samples += samples;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kokoro::{phonemes::symbols, vocabulary::Vocabulary};
    use proptest::prelude::*;

    const SYMBOLS: &str = "abeknstuə ˈˌː.,";

    fn timeline(text: &str, frames: &[u32], energy: &[f32]) -> Timeline {
        let stream: Vec<_> = text.chars().map(|c| (c, (c != ' ').then_some(0))).collect();
        let symbols = symbols(&stream, &Vocabulary::of(SYMBOLS));
        assert_eq!(symbols.len() + 2, frames.len(), "{text}");
        let phones = phones(&symbols, frames, energy);
        let mut timeline = Timeline { sample_rate: 48_000, ..Timeline::default() };
        let total = u64::from(frames.iter().sum::<u32>()) * HOP as u64;
        append(&mut timeline, &mut [None], &phones, &(0..total));
        assert_eq!(timeline.check(), Ok(()));
        assert_eq!(timeline.samples, 2 * total);
        timeline
    }

    /// Lengths in quarters of a frame; with the lead of 2.25 frames the first pause is 9 short.
    #[track_caller]
    fn check(text: &str, frames: &[u32], quiet: Range<usize>, expect: &str) {
        let count = frames.iter().sum::<u32>() as usize;
        let energy: Vec<f32> =
            (0..2 * count).map(|i| if quiet.contains(&(i / 2)) { -9.0 } else { 6.0 }).collect();
        let timeline = timeline(text, frames, &energy);
        let shown: Vec<String> = timeline
            .phones
            .iter()
            .map(|p| {
                format!("{}{}:{}", p.phone, ["", "1", "2"][usize::from(p.stress)], (p.end - p.start) / 300)
            })
            .collect();
        assert_eq!(shown.join(" "), expect, "{text}");
    }

    #[test]
    fn marks_and_spaces_belong_to_sounds() {
        check("ab", &[4, 2, 3, 2], 99..99, "_:7 a:8 b:12 _:17");
        check("bˈa", &[4, 2, 2, 3, 2], 99..99, "_:7 b:8 a2:20 _:17");
        check("ˌba", &[4, 2, 2, 3, 2], 99..99, "_:7 b:16 a1:12 _:17");
        check("a b", &[4, 2, 2, 3, 2], 99..99, "_:7 a:12 b:16 _:17");
        check("aːn", &[4, 2, 4, 3, 2], 99..99, "_:7 a:24 n:12 _:17");
        check("a,b", &[4, 2, 3, 3, 2], 99..99, "_:7 a:8 _:12 b:12 _:17");
    }

    #[test]
    fn a_last_sound_ends_where_it_is_silent() {
        // 14 frames of the last sound, of which those from frame 8 on are silent.
        check("ta.", &[4, 2, 14, 3, 1], 8..30, "_:7 t:8 a:17 _:64");
        check("ta.", &[4, 2, 14, 3, 1], 0..30, "_:7 t:8 a:4 _:77");
    }

    proptest! {
        #[test]
        fn phones_tile(text in "[abekn ˈː.,]{0,12}", seed in prop::collection::vec((0_u32..30, -9.0_f32..9.0), 14)) {
            let stream: Vec<_> = text.chars().map(|c| (c, Some(0))).collect();
            let symbols = symbols(&stream, &Vocabulary::of(SYMBOLS));
            let frames: Vec<u32> = seed.iter().take(symbols.len() + 2).map(|(frames, _)| *frames).collect();
            let energy: Vec<f32> = seed.iter().cycle().take(200).map(|(_, energy)| *energy).collect();
            let phones = phones(&symbols, &frames, &energy);
            let total = u64::from(frames.iter().sum::<u32>()) * HOP as u64;
            let mut at = 0;
            for phone in &phones {
                prop_assert_eq!(phone.span.start, at);
                at = phone.span.end;
            }
            prop_assert_eq!(at, total);
        }
    }
}
