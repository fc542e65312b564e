//! From hops of ids to spans of phones, words and sentences.
//!
//! A symbol lasts as long as its own ids and the blanks after them. What is not a sound of its own is given
//! to one: a stress mark's time to the vowel after it, a length mark's to the phone before it. A space
//! between words is no silence in fluent speech: under [`HEARD_SPACE`] hops its time is halved between its
//! neighbours. Everything stays in whole hops until the last step, so nothing is lost to rounding.

use super::{
    network::HOP,
    symbols::{Kind, Symbol},
};
use crate::resample::output_sample;
use protocol::timeline::{PAUSE, PhoneSpan, Timeline};
use std::ops::Range;

/// From so many hops on (at 22 050 Hz 5 are 58 ms) a space between words is a pause.
const HEARD_SPACE: u64 = 5;

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
    // Where the next phone begins, when a mark or half a space came before it.
    let mut early: Option<u64> = None;
    let mut stress = 0;
    for symbol in symbols {
        let length: u64 = hops[id..id + symbol.ids].iter().map(|hops| u64::from(*hops)).sum();
        id += symbol.ids;
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
            Kind::Modifier => extend(&mut phones, early.take().unwrap_or(start), end),
            Kind::Space if length < HEARD_SPACE => {
                let middle = start + length / 2;
                extend(&mut phones, early.take().unwrap_or(start), middle);
                early = Some(middle);
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

/// Gives `start..end` to the last phone, or to a pause where there is none.
fn extend(phones: &mut Vec<PhoneHops>, start: u64, end: u64) {
    match phones.last_mut() {
        Some(last) => last.hops.end = end,
        None => phones.push(PhoneHops { phone: None, stress: 0, word: None, hops: start..end }),
    }
}

/// Appends phones to a timeline at 48 kHz, and widens the spans of the words that they belong to.
pub(super) fn append(
    timeline: &mut Timeline,
    words: &mut [Option<Range<u64>>],
    phones: &[PhoneHops],
    rate: u32,
) {
    let offset = timeline.samples;
    let sample = |hops: u64| offset + output_sample(hops * HOP as u64, rate);
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

    /// Symbols of two ids each (one and its blank) but the last; hops are given for symbols.
    #[track_caller]
    fn check(text: &str, hops: &[u32], expect: &str) {
        let ids = text.chars().map(|c| (c, vec![0])).chain("^$_".chars().map(|c| (c, vec![0]))).collect();
        let stream: Vec<(char, Option<usize>)> = text.chars().map(|c| (c, Some(0))).collect();
        let (symbols, _) = super::super::symbols::symbols(&stream, &ids);
        let per_id: Vec<u32> = std::iter::once([1, 0])
            .chain(hops.iter().map(|hops| [hops - 1, 1]))
            .flatten()
            .chain([1])
            .collect();
        let mut timeline = Timeline::default();
        append(&mut timeline, &mut [None], &phones(&symbols, &per_id), 24_000);
        assert_eq!(timeline.check(), Ok(()));
        let shown: Vec<String> = timeline
            .phones
            .iter()
            .map(|p| {
                format!(
                    "{}{}:{}",
                    p.phone,
                    if p.stress > 0 { p.stress.to_string() } else { String::new() },
                    (p.end - p.start) / 512
                )
            })
            .collect();
        assert_eq!(shown.join(" "), expect, "{text}");
    }

    #[test]
    fn marks_belong_to_sounds() {
        check("ab", &[3, 4], "_:1 a:3 b:4 _:1");
        check("bˈa", &[3, 2, 4], "_:1 b:3 a2:6 _:1");
        check("bˌaː", &[3, 2, 4, 2], "_:1 b:3 a1:8 _:1");
        // A stress mark before a consonant is carried to the vowel.
        check("ˈba", &[2, 3, 4], "_:1 b:5 a2:4 _:1");
        check("a b", &[3, 3, 4], "_:1 a:4 b:6 _:1");
        check("a ˈo", &[3, 2, 2, 4], "_:1 a:4 o2:7 _:1");
        check("a b", &[3, 9, 4], "_:1 a:3 _:9 b:4 _:1");
        check("a, b.", &[3, 9, 2, 4, 3], "_:1 a:3 _:10 b:5 _:4");
        check("ː", &[3], "_:5");
        check(" ˈ", &[3, 2], "_:7");
    }
}
