//! From hops of ids to spans of phones, words and sentences.
//!
//! Which id's time belongs to which sound was measured, not guessed: for 20 sentences of the Joe voice the
//! share of the spectrum's variance (12 bands, every 5 ms) that the phone at that moment explains is .49 when
//! a blank counts to the symbol before it, and .72 with the rules below; shifting all of it by 5 ms either
//! way makes it worse. The network says a consonant *at the end* of its id's time: the blank before it is
//! its closure.
//!
//! - A blank belongs to the symbol after it; after punctuation and `^` it is silence.
//! - A stress mark's time belongs to the vowel after it, a length mark's to the vowel before it.
//! - A space is no silence in fluent speech: under [`HEARD_SPACE`] hops a quarter of it belongs to the phone
//!   before and the rest to the phone after; from there on it is a pause.
//!
//! Everything stays in whole hops until the last step, so nothing is lost to rounding.

use super::symbols::{Kind, Symbol};
use crate::resample::output_sample;
use protocol::timeline::{PAUSE, PhoneSpan, Timeline};
use std::ops::Range;

/// From so many hops on (at 22 050 Hz 8 are 93 ms) a space between words is a pause.
const HEARD_SPACE: u64 = 8;

/// A phone or pause in hops of its segment.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PhoneHops {
    /// `None` is a pause.
    pub phone: Option<char>,
    pub stress: u8,
    pub word: Option<usize>,
    pub hops: Range<u64>,
}

/// Phones that tile `0..Σ hops`; `hops` has a value for each id of `symbols`.
pub(super) fn phones(symbols: &[Symbol], hops: &[u32]) -> Vec<PhoneHops> {
    let mut phones: Vec<PhoneHops> = Vec::new();
    let (mut at, mut id) = (0, 0);
    // The blank of the symbol before.
    let mut carried = 0;
    // Where the next phone begins, when a mark or most of a space came before it.
    let mut early: Option<u64> = None;
    let mut stress = 0;
    for symbol in symbols {
        let own: u64 = hops[id..id + symbol.ids].iter().map(|hops| u64::from(*hops)).sum();
        id += symbol.ids;
        let blank: u64 = hops[id..id + symbol.blanks].iter().map(|hops| u64::from(*hops)).sum();
        id += symbol.blanks;
        let mut length = carried + own;
        if symbol.kind == Kind::Pause {
            carried = 0;
            length += blank;
        } else {
            carried = blank;
        }
        let (start, end) = (at, at + length);
        at = end;
        match symbol.kind {
            Kind::Stress(level) => {
                early.get_or_insert(start);
                stress = level;
            }
            Kind::Phone(c) => {
                let hops = early.take().unwrap_or(start)..end;
                phones.push(PhoneHops { phone: Some(c), stress: 0, word: symbol.word, hops });
                if stress > 0 && is_vowel(c) {
                    phones.last_mut().into_iter().for_each(|phone| phone.stress = stress);
                    stress = 0;
                }
            }
            Kind::Modifier(mark) => {
                extend(&mut phones, early.take().unwrap_or(start), end);
                // A sound of its own that is spelled with a mark.
                if let Some(last) =
                    phones.last_mut().filter(|last| (last.phone, mark) == (Some('c'), '\u{327}'))
                {
                    last.phone = Some('ç');
                }
            }
            Kind::Space if length < HEARD_SPACE => {
                let cut = start + length / 4;
                extend(&mut phones, early.take().unwrap_or(start), cut);
                early = Some(cut);
            }
            Kind::Space | Kind::Pause => {
                stress = 0;
                let start = early.take().unwrap_or(start);
                match phones.last_mut() {
                    Some(last) if last.phone.is_none() => last.hops.end = end,
                    _ => phones.push(PhoneHops { phone: None, stress: 0, word: None, hops: start..end }),
                }
            }
        }
    }
    if let Some(start) = early {
        extend(&mut phones, start, at);
    }
    phones.retain(|phone| !phone.hops.is_empty());
    phones
}

/// Hops that last `factor` as long, no edge further than half a hop from where it should be.
pub(super) fn stretch(hops: &mut [u32], factor: f64) {
    let (mut before, mut exact) = (0, 0.0);
    for hops in hops {
        exact += f64::from(*hops) * factor;
        let edge = exact.round() as u32;
        *hops = edge - before;
        before = edge;
    }
}

/// Gives `start..end` to the last phone, or to a pause where there is none.
fn extend(phones: &mut Vec<PhoneHops>, start: u64, end: u64) {
    match phones.last_mut() {
        Some(last) => last.hops.end = end,
        None => phones.push(PhoneHops { phone: None, stress: 0, word: None, hops: start..end }),
    }
}

/// Appends phones to a timeline at 48 kHz, and widens the spans of the words that they belong to. A hop is `hop`
/// samples at `rate`.
pub(super) fn append(
    timeline: &mut Timeline,
    words: &mut [Option<Range<u64>>],
    phones: &[PhoneHops],
    hop: usize,
    rate: u32,
) {
    let offset = timeline.samples;
    let sample = |hops: u64| offset + output_sample(hops * hop as u64, rate);
    for phone in phones {
        let (start, end) = (sample(phone.hops.start), sample(phone.hops.end));
        push_phone(timeline, phone.phone, phone.stress, start..end);
        if let Some(word) = phone.word.and_then(|word| words.get_mut(word)) {
            word.get_or_insert(start..end).end = end;
        }
    }
    timeline.samples = phones.last().map_or(offset, |phone| sample(phone.hops.end));
}

/// Appends silence.
pub(super) fn append_silence(timeline: &mut Timeline, samples: u64) {
    let start = timeline.samples;
    push_phone(timeline, None, 0, start..start + samples);
    timeline.samples += samples;
}

fn push_phone(timeline: &mut Timeline, phone: Option<char>, stress: u8, span: Range<u64>) {
    match (phone, timeline.phones.last_mut()) {
        // Two pauses are one.
        (None, Some(last)) if last.phone == PAUSE => last.end = span.end,
        _ => timeline.phones.push(PhoneSpan {
            phone: phone.map_or_else(|| PAUSE.to_owned(), String::from),
            start: span.start,
            end: span.end,
            stress,
        }),
    }
}

fn is_vowel(c: char) -> bool {
    "aeiouyæøœɐɑɒɔəɘɚɛɜɝɞɤɨɪɯɵɶʉʊʌʏᵻ".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    /// Each symbol's id lasts as given and its blank one hop.
    #[track_caller]
    fn check(text: &str, hops: &[u32], expect: &str) {
        let ids = text
            .chars()
            .chain("^$_".chars())
            .map(|c| (c.to_string(), vec![0_i64]))
            .collect::<HashMap<_, _>>();
        let json = serde_json::json!({
            "audio": {"sample_rate": 24_000}, "espeak": {"voice": "en"}, "phoneme_id_map": ids,
        });
        let config = serde_json::from_value(json).unwrap();
        let stream: Vec<(char, Option<usize>)> = text.chars().map(|c| (c, Some(0))).collect();
        let (symbols, _) = super::super::symbols::symbols(&stream, &config);
        let per_id: Vec<u32> =
            [1, 1].into_iter().chain(hops.iter().flat_map(|hops| [*hops, 1])).chain([1]).collect();
        let mut timeline = Timeline::default();
        append(&mut timeline, &mut [None], &phones(&symbols, &per_id), 256, 24_000);
        assert_eq!(timeline.check(), Ok(()));
        let shown: Vec<String> = timeline
            .phones
            .iter()
            .map(|p| {
                let stress = ["", "1", "2"][usize::from(p.stress)];
                format!("{}{stress}:{}", p.phone, (p.end - p.start) / 512)
            })
            .collect();
        assert_eq!(shown.join(" "), expect, "{text}");
    }

    #[test]
    fn hops_are_stretched_without_drift() {
        let mut hops = vec![3; 100];
        stretch(&mut hops, 1.26);
        assert_eq!(hops.iter().sum::<u32>(), 378);
        assert!(hops.iter().all(|hops| (3..=4).contains(hops)));
        stretch(&mut hops, 1.0 / 1.26);
        assert_eq!(hops.iter().sum::<u32>(), 300);
    }

    #[test]
    fn marks_and_blanks_belong_to_sounds() {
        check("ab", &[3, 4], "_:2 a:3 b:5 _:2");
        check("bˈa", &[3, 2, 4], "_:2 b:3 a2:8 _:2");
        check("bˌaː", &[3, 2, 4, 2], "_:2 b:3 a1:11 _:2");
        // A stress mark before a consonant is carried to the vowel.
        check("ˈba", &[2, 3, 4], "_:2 b:6 a2:5 _:2");
        check("a b", &[3, 3, 4], "_:2 a:4 b:8 _:2");
        check("a ˈo", &[3, 2, 2, 4], "_:2 a:3 o2:11 _:2");
        check("a b", &[3, 9, 4], "_:2 a:3 _:10 b:5 _:2");
        check("a, b.", &[3, 9, 2, 4, 3], "_:2 a:3 _:11 b:7 _:6");
        check("ː", &[3], "_:7");
        check("c\u{327}a", &[3, 1, 4], "_:2 ç:5 a:5 _:2");
        check(" ˈ", &[3, 2], "_:10");
    }
}
