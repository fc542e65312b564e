//! Phones in time where only the times of words are known. Pure; it asks nobody how a word is pronounced.
//!
//! The phones of a word share its time by their usual lengths in fluent speech. That puts their order and most of their
//! place right; what a voice really did inside of a word it cannot know.

use protocol::{
    SAMPLE_RATE,
    timeline::{PAUSE, PhoneSpan, Timeline, WordSpan},
};
use std::ops::Range;

/// From here on (93 ms, as in a Piper voice) the time between two words is a pause.
const HEARD_GAP: u64 = 4_464;
/// Shorter silences (40 ms) before the first and after the last word belong to them.
const HEARD_EDGE: u64 = 1_920;

/// A sound of a word.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sound {
    pub phone: char,
    pub stress: u8,
    /// Its usual length in milliseconds.
    pub usual_ms: f32,
}

/// A word and how it sounds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SpokenWord {
    /// Its bytes in the text.
    pub range: Range<usize>,
    pub sounds: Vec<Sound>,
    /// The punctuation after it that is heard: one of `, . ? ! ; :`.
    pub mark: Option<char>,
}

/// The sounds of a piece of IPA, its marks taken into account.
pub(super) fn sounds(ipa: &str) -> Vec<Sound> {
    let mut sounds: Vec<Sound> = Vec::new();
    let (mut stress, mut follows_vowel) = (0, false);
    for c in ipa.chars() {
        match c {
            'ˈ' => stress = 2,
            'ˌ' => stress = 1,
            'ː' => sounds.iter_mut().next_back().into_iter().for_each(|sound| sound.usual_ms *= 1.4),
            ' ' => follows_vowel = false,
            // Small letters and tones that modify what came before.
            '\u{2b0}'..='\u{2ff}' => {}
            c if c.is_alphabetic() => {
                let vowel = is_vowel(c);
                let mut usual_ms = usual_ms(c);
                if vowel && follows_vowel {
                    // The end of a diphthong.
                    usual_ms *= 0.6;
                }
                let own_stress = if vowel { std::mem::take(&mut stress) } else { 0 };
                if own_stress == 2 {
                    usual_ms *= 1.25;
                }
                follows_vowel = vowel;
                sounds.push(Sound { phone: c, stress: own_stress, usual_ms });
            }
            _ => {}
        }
    }
    sounds
}

/// Usual lengths in fluent English, rounded from what the Joe voice does.
fn usual_ms(phone: char) -> f32 {
    match phone {
        'ə' | 'ɐ' | 'ᵻ' | 'ɨ' | 'ɚ' => 55.0,
        'ɪ' | 'ʊ' | 'ʌ' | 'ɛ' | 'i' | 'u' => 75.0,
        c if is_vowel(c) => 100.0,
        's' | 'ʃ' | 'ɕ' | 'ʂ' => 100.0,
        'f' | 'θ' | 'x' | 'χ' | 'ç' => 85.0,
        'z' | 'ʒ' | 'v' => 70.0,
        'ð' | 'h' | 'ɦ' | 'ʔ' => 50.0,
        'p' | 't' | 'k' | 'q' | 'c' => 80.0,
        'b' | 'd' | 'ɡ' | 'g' => 65.0,
        'm' | 'n' | 'ŋ' | 'ɲ' => 65.0,
        'ɾ' => 30.0,
        _ => 60.0,
    }
}

/// Where words probably lie in `region` of some audio when nothing is known but their order: each as long as its
/// sounds usually are, with pauses at punctuation.
pub(super) fn estimate(words: &[SpokenWord], region: Range<u64>) -> Vec<Range<u64>> {
    let pause = |word: &SpokenWord| match word.mark {
        Some('.' | '?' | '!') => 350.0,
        Some(_) => 180.0,
        None => 0.0,
    };
    let length = |word: &SpokenWord| word.sounds.iter().map(|s| f64::from(s.usual_ms)).sum::<f64>();
    let between = words.split_last().map_or(0.0, |(_, before)| before.iter().map(pause).sum::<f64>());
    let total = words.iter().map(length).sum::<f64>() + between;
    let scale = (region.end - region.start) as f64 / total.max(1.0);
    let mut at = 0.0;
    words
        .iter()
        .map(|word| {
            let start = region.start + (at * scale).round() as u64;
            at += length(word);
            let end = region.start + (at * scale).round() as u64;
            at += pause(word);
            start..end.min(region.end)
        })
        .collect()
}

/// The timeline of `samples` of audio in which each of `words` of `text` lies at its span. Spans may touch, overlap or
/// reach over the end: they are put in order.
pub(super) fn timeline(text: &str, words: &[SpokenWord], spans: &[Range<u64>], samples: u64) -> Timeline {
    let mut line = Timeline { sample_rate: SAMPLE_RATE, samples, ..Timeline::default() };
    let mut at = 0;
    for (word, span) in words.iter().zip(spans) {
        let mut start = span.start.clamp(at, samples);
        let end = span.end.clamp(start, samples);
        let gap = start - at;
        if word.sounds.is_empty() {
            // Its time becomes a gap that the next word deals with.
            let written = text.get(word.range.clone()).unwrap_or_default().to_owned();
            line.words.push(WordSpan { word: written, start: at, end: at });
            continue;
        }
        if line.phones.is_empty() {
            if gap >= HEARD_EDGE {
                push(&mut line, PAUSE.into(), 0, start);
            } else {
                start = 0;
            }
        } else if gap >= HEARD_GAP {
            push(&mut line, PAUSE.into(), 0, start);
        } else {
            // A quarter belongs to the sound before, the rest to the one after.
            start = at + gap / 4;
            if let (Some(phone), Some(word)) = (line.phones.last_mut(), line.words.last_mut()) {
                phone.end = start;
                word.end = word.end.max(start);
            }
        }
        let total: f64 = word.sounds.iter().map(|sound| f64::from(sound.usual_ms)).sum();
        let mut before = 0.0;
        for sound in &word.sounds {
            before += f64::from(sound.usual_ms);
            let edge = start + ((end - start) as f64 * (before / total)).round() as u64;
            push(&mut line, sound.phone.to_string(), sound.stress, edge.min(end));
        }
        let written = text.get(word.range.clone()).unwrap_or_default().to_owned();
        line.words.push(WordSpan { word: written, start, end });
        at = end;
    }
    let rest = samples - at;
    match line.phones.last_mut() {
        Some(last) if rest < HEARD_EDGE && last.phone != PAUSE => {
            last.end = samples;
            line.words.iter_mut().next_back().into_iter().for_each(|word| word.end = samples);
        }
        _ => push(&mut line, PAUSE.into(), 0, samples),
    }
    line
}

/// Appends a phone that lasts from the end of the last one to `end`; one that lasts no sample is left out.
fn push(line: &mut Timeline, phone: String, stress: u8, end: u64) {
    let start = line.phones.last().map_or(0, |phone| phone.end);
    if end > start {
        line.phones.push(PhoneSpan { phone, start, end, stress });
    }
}

fn is_vowel(c: char) -> bool {
    "aeiouyæøœɐɑɒɔəɘɚɛɜɝɞɤɨɪɯɵɶʉʊʌʏᵻᵿ".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(said: &[&str]) -> (String, Vec<SpokenWord>) {
        let mut text = String::new();
        let words = said
            .iter()
            .map(|ipa| {
                let start = text.len();
                text.push_str(ipa.trim_end_matches(['.', ',']));
                let range = start..text.len();
                text.push(' ');
                SpokenWord {
                    range,
                    sounds: sounds(ipa),
                    mark: ipa.chars().last().filter(|c| ".,".contains(*c)),
                }
            })
            .collect();
        (text, words)
    }

    #[test]
    fn marks_become_stress_and_length() {
        let shown: String = sounds("həlˈoʊ wˈɜːld tʃˌɪ̃ʰ")
            .iter()
            .map(|s| format!("{}{}", s.phone, ["", "1", "2"][usize::from(s.stress)]))
            .collect();
        assert_eq!(shown, "həlo2ʊwɜ2ldtʃɪ1");
        assert!(sounds("ɜː")[0].usual_ms > sounds("ɜ")[0].usual_ms);
    }

    #[track_caller]
    fn check(said: &[&str], spans: &[(u64, u64)], samples: u64, expect: &str) {
        let (text, words) = words(said);
        let spans: Vec<Range<u64>> = spans.iter().map(|&(start, end)| start..end).collect();
        let line = timeline(&text, &words, &spans, samples);
        assert_eq!(line.check(), Ok(()));
        let shown: Vec<String> =
            line.phones.iter().map(|p| format!("{}:{}", p.phone, p.end - p.start)).collect();
        assert_eq!(shown.join(" "), expect);
        assert_eq!(line.words.len(), said.len());
    }

    #[test]
    fn gaps_are_pauses_or_belong_to_sounds() {
        check(&["a"], &[(5_000, 10_000)], 20_000, "_:5000 a:5000 _:10000");
        check(&["a"], &[(1_000, 10_000)], 11_000, "a:11000");
        check(&["a", "o"], &[(0, 5_000), (6_000, 9_000)], 9_000, "a:5250 o:3750");
        check(&["a", "o"], &[(0, 5_000), (10_000, 15_000)], 15_000, "a:5000 _:5000 o:5000");
        // Out of order, over the end, without a sound.
        check(&["a", "o"], &[(4_000, 9_000), (2_000, 20_000)], 10_000, "_:4000 a:5000 o:1000");
        check(
            &["a", "!", "o"],
            &[(0, 5_000), (5_000, 9_000), (10_000, 15_000)],
            15_000,
            "a:5000 _:5000 o:5000",
        );
        check(&["!"], &[(0, 5_000)], 8_000, "_:8000");
        check(&[], &[], 0, "");
    }

    #[test]
    fn an_estimate_fills_its_region() {
        let (_, words) = words(&["ta,", "ta.", "ta."]);
        let spans = estimate(&words, 1_000..9_000);
        assert_eq!((spans[0].start, spans[2].end), (1_000, 9_000));
        assert!(spans[2].start - spans[1].end > spans[1].start - spans[0].end);
        assert_eq!(spans[0].end - spans[0].start, spans[2].end - spans[2].start);
    }

    proptest! {
        #[test]
        fn phones_tile_whatever_the_spans(
            spans in proptest::collection::vec((0_u64..60_000, 0_u64..60_000), 0..12),
            samples in 0_u64..50_000,
        ) {
            let said = ["həlˈoʊ", "!", "wˈɜːld.", "a"];
            let (text, words) = words(&said.iter().copied().cycle().take(spans.len()).collect::<Vec<_>>());
            let spans: Vec<Range<u64>> = spans.iter().map(|&(a, b)| a..b).collect();
            let line = timeline(&text, &words, &spans, samples);
            prop_assert_eq!(line.check(), Ok(()));
            prop_assert!(line.phones.iter().all(|phone| phone.end > phone.start));
        }
    }
}
