//! From marks and audio to a timeline that tiles the audio.
//!
//! Marks have a beginning only: a phone lasts until the next one. It knows no network and no SSML beyond the
//! way back from its bytes to the text.

use super::{
    marks::{Kind, Mark},
    phones,
    ssml::Document,
};
use protocol::{
    SAMPLE_RATE,
    timeline::{PAUSE, PhoneSpan, SentenceSpan, Timeline, WordSpan},
};
use speech::align::calibrate_stops;
use std::{
    collections::BTreeSet,
    ops::Range,
    sync::{Mutex, PoisonError},
};

const MS: u64 = SAMPLE_RATE as u64 / 1000;
/// A last phone that no mark ends lasts no longer than this, and not past the end of the sound.
const LONGEST_LAST: u64 = 400 * MS;
/// Level under which audio is silence, as a share of its peak (-46 dB).
const SILENCE: f32 = 0.005;

/// A viseme with its place.
struct Shape<'a> {
    symbol: &'a str,
    start: u64,
    /// Index of its word.
    word: Option<usize>,
}

/// The timeline of one document whose audio at 48 kHz is `audio`.
pub(super) fn timeline(document: &Document, marks: &[Mark], audio: &[f32], english: bool) -> Timeline {
    let samples = audio.len() as u64;
    let last = marks.last().map_or(0, |mark| mark.ms * MS);
    // Marks beyond the audio: of another take than this audio. Squeezed, the order is kept at least.
    let place = |ms: u64| if last > samples { ms * MS * samples / last.max(1) } else { ms * MS };
    let mut words: Vec<(String, u64)> = Vec::new();
    let mut sentences: Vec<(Range<usize>, u64)> = Vec::new();
    let mut shapes: Vec<Shape> = Vec::new();
    for mark in marks {
        let start = place(mark.ms);
        match &mark.kind {
            Kind::Sentence(range) => {
                sentences.extend(document.text_range(range.clone()).map(|range| (range, start)));
            }
            Kind::Word(range, shown) => words.push((written(document, range.clone(), shown), start)),
            Kind::Viseme(symbol) => {
                let word = words.len().checked_sub(1).filter(|_| symbol != "sil");
                shapes.push(Shape { symbol, start, word });
            }
            Kind::Mark => shapes.push(Shape { symbol: "sil", start, word: None }),
        }
    }
    let mut timeline = Timeline { sample_rate: SAMPLE_RATE, samples, ..Timeline::default() };
    let owners = push_phones(&mut timeline, &shapes, &words, audio, english);
    calibrate_stops(&mut timeline, audio);
    push_words(&mut timeline, words, &owners);
    push_sentences(&mut timeline, &document.text, sentences);
    timeline
}

/// The word as it stands in the text, or as Polly shows it where its bytes lead nowhere.
fn written(document: &Document, range: Range<usize>, shown: &str) -> String {
    let word = document.text_range(range).map_or(shown, |range| &document.text[range]);
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// Appends phones; the answer has the index of each phone's word.
fn push_phones(
    timeline: &mut Timeline,
    shapes: &[Shape],
    words: &[(String, u64)],
    audio: &[f32],
    english: bool,
) -> Vec<Option<usize>> {
    let mut owners = Vec::new();
    let first = shapes.first().map_or(timeline.samples, |shape| shape.start);
    push(timeline, &mut owners, PAUSE, None, 0..first);
    let mut at = 0;
    while at < shapes.len() {
        let word = shapes[at].word;
        let run = shapes[at..].iter().take_while(|shape| shape.word == word).count();
        let symbols: Vec<&str> = shapes[at..at + run].iter().map(|shape| shape.symbol).collect();
        symbols.iter().for_each(|symbol| tell_unknown(symbol));
        let text = word.map_or("", |word| words[word].0.as_str());
        for (offset, phone) in phones::of_word(&symbols, text, english).into_iter().enumerate() {
            let start = shapes[at + offset].start;
            let end = shapes.get(at + offset + 1).map(|next| next.start);
            let pause = timeline.samples;
            let end = end.unwrap_or_else(|| if phone == PAUSE { pause } else { last_end(audio, start) });
            push(timeline, &mut owners, phone, word, start..end);
        }
        at += run;
    }
    let end = timeline.phones.last().map_or(0, |phone| phone.end);
    push(timeline, &mut owners, PAUSE, None, end..timeline.samples);
    owners
}

fn push(
    timeline: &mut Timeline,
    owners: &mut Vec<Option<usize>>,
    phone: &str,
    word: Option<usize>,
    span: Range<u64>,
) {
    if span.is_empty() {
        return;
    }
    match timeline.phones.last_mut() {
        // Two pauses are one.
        Some(last) if last.phone == PAUSE && phone == PAUSE => last.end = span.end,
        _ => {
            let phone = PhoneSpan { phone: phone.into(), start: span.start, end: span.end, stress: 0 };
            timeline.phones.push(phone);
            owners.push(word);
        }
    }
}

/// Where the sound of a last phone ends.
fn last_end(audio: &[f32], start: u64) -> u64 {
    let peak = audio.iter().fold(0.0f32, |peak, sample| peak.max(sample.abs()));
    let sound = audio.iter().rposition(|sample| sample.abs() > peak * SILENCE).map_or(0, |at| at as u64 + 1);
    sound.clamp(start + 1, (start + LONGEST_LAST).max(start + 1)).min(audio.len() as u64)
}

fn push_words(timeline: &mut Timeline, words: Vec<(String, u64)>, owners: &[Option<usize>]) {
    let mut before = 0;
    for (index, (word, start)) in words.into_iter().enumerate() {
        let own = || timeline.phones.iter().zip(owners).filter(|(_, owner)| **owner == Some(index));
        // A word without a sound of its own has no length.
        let span = own().next().zip(own().next_back()).map(|((first, _), (last, _))| first.start..last.end);
        let span = span.unwrap_or(start..start);
        let start = span.start.max(before).min(timeline.samples);
        let end = span.end.max(start).min(timeline.samples);
        before = end;
        if !word.is_empty() {
            timeline.words.push(WordSpan { word, start, end });
        }
    }
}

fn push_sentences(timeline: &mut Timeline, text: &str, sentences: Vec<(Range<usize>, u64)>) {
    let starts: Vec<u64> =
        sentences.iter().map(|(_, start)| *start).skip(1).chain([timeline.samples]).collect();
    let mut before = 0;
    for ((range, start), next) in sentences.into_iter().zip(starts) {
        let spoken = timeline.phones.iter().rev();
        let spoken =
            spoken.filter(|phone| phone.phone != PAUSE && phone.start >= start && phone.start < next);
        let end = spoken.map(|phone| phone.end).next().unwrap_or(start);
        let start = start.max(before).min(timeline.samples);
        let end = end.clamp(start, timeline.samples);
        before = end;
        timeline.sentences.push(SentenceSpan { text: text[range].trim().to_owned(), start, end });
    }
}

/// Says once of each symbol that nobody knows it.
fn tell_unknown(symbol: &str) {
    static TOLD: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    if phones::of_symbol(symbol).is_none()
        && TOLD.lock().unwrap_or_else(PoisonError::into_inner).insert(symbol.to_owned())
    {
        tracing::warn!(
            symbol,
            "Polly sent a viseme that is not in its guide; the mouth stays neutral for it"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::ssml::{Part, Style},
        *,
    };
    use proptest::prelude::*;

    /// `marks` are `ms:viseme`, `ms=word` (found in the text), `ms|` a break, `ms.` a sentence (all the text);
    /// sound from 0 to `sound` ms of `length` ms.
    #[track_caller]
    fn check(text: &str, marks: &str, sound: u64, length: u64, expect: &str, words: &str) {
        let document = Document::new(&[Part::Text(text.into())], &Style::default());
        let marks = marks.split(' ').map(|mark| read(mark, &document)).collect::<Vec<_>>();
        let audio: Vec<f32> = (0..length * MS).map(|at| if at < sound * MS { 0.3 } else { 0.0 }).collect();
        let timeline = timeline(&document, &marks, &audio, true);
        assert_eq!(timeline.check(), Ok(()));
        assert_eq!(timeline.samples, length * MS);
        let ms = |start: u64, end: u64| format!("{}-{}", start / MS, end / MS);
        let shown: Vec<String> =
            timeline.phones.iter().map(|p| format!("{}:{}", p.phone, ms(p.start, p.end))).collect();
        assert_eq!(shown.join(" "), expect);
        let mut shown: Vec<String> =
            timeline.words.iter().map(|w| format!("{}:{}", w.word, ms(w.start, w.end))).collect();
        shown.extend(timeline.sentences.iter().map(|s| format!("({}):{}", s.text, ms(s.start, s.end))));
        assert_eq!(shown.join(" "), words);
    }

    fn read(mark: &str, document: &Document) -> Mark {
        let at = mark.find(|c: char| !c.is_ascii_digit()).unwrap();
        let rest = &mark[at + 1..];
        let kind = match &mark[at..=at] {
            ":" => Kind::Viseme(rest.into()),
            "=" => {
                let from = document.ssml.find(rest).unwrap_or(9_999);
                Kind::Word(from..from + rest.len(), rest.into())
            }
            "." => Kind::Sentence(7..document.ssml.len() - 8),
            _ => Kind::Mark,
        };
        Mark { ms: mark[..at].parse().unwrap(), kind }
    }

    #[test]
    fn marks_become_spans() {
        check(
            "Mary, had!",
            "0. 6=Mary 6:p 70:E 150:r 200:i 300:sil 400=had 400:k 460:a 600:t 700:sil",
            700,
            1000,
            "_:0-6 m:6-70 ɛ:70-150 ɹ:150-200 i:200-300 _:300-400 h:400-460 æ:460-600 d:600-700 _:700-1000",
            "Mary:6-300 had:400-700 (Mary, had!):0-700",
        );
        // No last silence: the sound's end is the phone's.
        check("Hm.", "10=Hm 10:k 80:p", 250, 600, "_:0-10 h:10-80 m:80-250 _:250-600", "Hm:10-250");
        // A break without a silence of its own; a word without a sound.
        check(
            "a 7 b",
            "0=a 0:e 100| 200=7 200=b 200:p 300:i 400:sil",
            400,
            500,
            "eɪ:0-100 _:100-200 b:200-300 i:300-400 _:400-500",
            "a:0-100 7:200-200 b:200-400",
        );
        // Marks of a longer take are squeezed; a word that is not where they say is taken as shown.
        check(
            "x",
            "0=x 0:E 500=nowhere 500:i 1000:sil",
            500,
            500,
            "ɛ:0-250 i:250-500",
            "x:0-250 nowhere:250-500",
        );
        check("x", "100:??", 0, 50, "_:0-50", "");
        check("x", "0:sil", 0, 50, "_:0-50", "");
    }

    proptest! {
        #[test]
        fn any_marks_tile_any_audio(
            times in proptest::collection::vec((0u64..3000, 0usize..8), 0..40),
            length in 0usize..96_000,
        ) {
            let document = Document::new(&[Part::Text("some words & such".into())], &Style::default());
            let mut at = 0;
            let marks: Vec<Mark> = times.iter().map(|&(step, kind)| {
                at += step / 10;
                let kind = match kind {
                    0 => Kind::Sentence(step as usize % 40..step as usize % 50),
                    1 => Kind::Word(step as usize % 30..step as usize % 40, "such".into()),
                    2 => Kind::Mark,
                    kind => Kind::Viseme(["p", "a", "t", "sil", "zz"][kind - 3].into()),
                };
                Mark { ms: at, kind }
            }).collect();
            let timeline = timeline(&document, &marks, &vec![0.1; length], true);
            prop_assert_eq!(timeline.check(), Ok(()));
            prop_assert_eq!(timeline.samples, length as u64);
        }
    }
}
