//! Alignment proved on a voice whose times are known: Joe's sound is aligned blind.

use super::*;
use crate::{
    Synthesizer, VoiceStore,
    espeak::worker_for_tests,
    piper::{ChunkSettings, PiperSettings, PiperVoice},
};
use protocol::timeline::{PAUSE, PhoneSpan};
use std::path::{Path, PathBuf};

const SENTENCES: [&str; 30] = [
    "Welcome back, I am so glad you are here today.",
    "The quick brown fox jumps over the lazy dog.",
    "Please put the paper on top of the cupboard.",
    "My mother bought a big bag of apples and plums.",
    "Nobody knows why the birds sing before sunrise.",
    "This lamp has three settings, and a remote control.",
    "You can order it now and it will ship tomorrow.",
    "Bob and Pamela may be back by midnight.",
    "The price has just dropped to twenty five dollars.",
    "If you have a question, type it in the chat.",
    "We measured the temperature of the room again.",
    "A simple map made the problem much more obvious.",
    "She sells sea shells by the sea shore.",
    "Every morning people jump on the same bus.",
    "Peter Piper picked a peck of pickled peppers.",
    "The weather will be warm and mostly sunny.",
    "Let me show you how this button works.",
    "Remember to subscribe before you leave us.",
    "It comes in black, blue, brown, and white.",
    "The whole team worked on it for a year.",
    "Maybe we should compare both of them.",
    "Our guests tonight come from many places.",
    "Open the box, and take a look inside.",
    "There is a small bump in the middle of the table.",
    "I promise this is the best bread in town.",
    "Thank you for watching, and see you soon.",
    "Most of the music was written by hand.",
    "Keep the pump clean to make it last.",
    "Some days the market opens before nine.",
    "He began to climb the mountain in September.",
];

fn joe() -> PiperVoice {
    let folder = std::env::var_os("COMPERE_VOICES").map_or_else(
        || Path::new(&std::env::var_os("HOME").unwrap_or_default()).join(".cache/compere/packs/voices"),
        PathBuf::from,
    );
    let store = VoiceStore::open([folder]);
    let files = store.find("en_US-joe").expect("these tests need the Joe voice: run `cargo xtask assets`");
    let settings = PiperSettings { chunks: ChunkSettings::WHOLE, ..PiperSettings::default() };
    PiperVoice::load(files, &settings).expect("the Joe voice loads")
}

fn espeak() -> EspeakVoice {
    let settings =
        EspeakVoiceSettings { worker: Some(worker_for_tests()), ..EspeakVoiceSettings::language("en-us") };
    EspeakVoice::start(&settings).expect("these tests need espeak-ng: apt install espeak-ng")
}

fn said(voice: &mut PiperVoice, text: &str) -> (Timeline, Vec<f32>) {
    let (mut timeline, mut audio) = (Timeline::default(), Vec::new());
    voice
        .synthesize(&SentenceRequest::text(text), &crate::Cancel::default(), &mut |part| match part {
            crate::SpeechPart::Timeline(whole) => timeline = whole,
            crate::SpeechPart::Audio(samples) => audio.extend(samples),
            _ => {}
        })
        .expect("Joe speaks");
    (timeline, audio)
}

/// Each symbol of each phone, with its phone's index where it begins one.
fn symbols(timeline: &Timeline) -> Vec<(char, Option<usize>)> {
    let phones = timeline.phones.iter().enumerate().filter(|(_, phone)| phone.phone != PAUSE);
    phones
        .flat_map(|(i, phone)| phone.phone.chars().enumerate().map(move |(k, c)| (c, (k == 0).then_some(i))))
        .collect()
}

/// Pairs of phones (true, found) that are the same sound of the same text.
fn pairs<'a>(truth: &'a Timeline, found: &'a Timeline) -> Vec<(&'a PhoneSpan, &'a PhoneSpan)> {
    let (a, b) = (symbols(truth), symbols(found));
    let mut longest = vec![vec![0_u32; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i][j] = if a[i].0 == b[j].0 {
                longest[i + 1][j + 1] + 1
            } else {
                longest[i + 1][j].max(longest[i][j + 1])
            };
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < a.len() && j < b.len() {
        if a[i].0 == b[j].0 {
            if let (Some(x), Some(y)) = (a[i].1, b[j].1) {
                pairs.push((&truth.phones[x], &found.phones[y]));
            }
            (i, j) = (i + 1, j + 1);
        } else if longest[i + 1][j] >= longest[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// What no ear helped with: the phones of espeak-ng stretched over the sound that is not silent.
fn stretched(phones: &Timeline, audio: &[f32], espeak_audio: &[f32]) -> Timeline {
    let active = |audio: &[f32]| {
        let active = Features::of(audio).active();
        ((active.start * features::HOP) as f64, (active.end * features::HOP) as f64)
    };
    let ((from, to), (model_from, model_to)) = (active(audio), active(espeak_audio));
    let at = |sample: u64| {
        let at = from + (sample as f64 - model_from) / (model_to - model_from) * (to - from);
        at.clamp(0.0, audio.len() as f64) as u64
    };
    let mut timeline = phones.clone();
    timeline.samples = audio.len() as u64;
    for phone in &mut timeline.phones {
        (phone.start, phone.end) = (at(phone.start), at(phone.end));
    }
    timeline
}

#[derive(Default)]
struct Score {
    errors_ms: Vec<f64>,
    signed_ms: Vec<f64>,
    bilabials: usize,
    overlapping: usize,
}

impl Score {
    fn add(&mut self, truth: &Timeline, found: &Timeline) {
        for (truth, found) in pairs(truth, found) {
            let error = (found.start as f64 - truth.start as f64) / 48.0;
            self.errors_ms.push(error.abs());
            self.signed_ms.push(error);
            if matches!(truth.phone.as_str(), "p" | "b" | "m") {
                self.bilabials += 1;
                self.overlapping += usize::from(found.start < truth.end && truth.start < found.end);
            }
        }
    }

    fn at(&mut self, share: f64) -> f64 {
        self.errors_ms.sort_by(f64::total_cmp);
        self.errors_ms[((self.errors_ms.len() - 1) as f64 * share) as usize]
    }

    fn overlap(&self) -> f64 {
        self.overlapping as f64 / self.bilabials.max(1) as f64
    }

    fn show(&mut self, name: &str) {
        self.signed_ms.sort_by(f64::total_cmp);
        let bias = self.signed_ms[self.signed_ms.len() / 2];
        println!(
            "{name}: {} edges, median {:.1} ms, 90th percentile {:.1} ms, bias {bias:.1} ms; {} of {} bilabials overlap",
            self.errors_ms.len(),
            self.at(0.5),
            self.at(0.9),
            self.overlapping,
            self.bilabials
        );
    }
}

#[test]
fn joe_is_aligned_blind() {
    let (mut joe, mut espeak) = (joe(), espeak());
    // The weights of `warp` were chosen on the even sentences; the odd ones are unseen.
    let (mut aligned, mut control, mut unseen) = (Score::default(), Score::default(), Score::default());
    let (mut seconds, mut busy) = (0.0, std::time::Duration::ZERO);
    for (n, text) in SENTENCES.into_iter().enumerate() {
        let (truth, audio) = said(&mut joe, text);
        let (phones, espeak_audio) = espeak.say(&SentenceRequest::text(text)).expect("espeak speaks");
        let begun = std::time::Instant::now();
        let found = align(&audio, &phones, &espeak_audio);
        busy += begun.elapsed();
        seconds += audio.len() as f64 / 48_000.0;
        assert_eq!(found.check(), Ok(()), "{text}");
        assert_eq!(found.samples, audio.len() as u64);
        aligned.add(&truth, &found);
        if n % 2 == 1 {
            unseen.add(&truth, &found);
        }
        control.add(&truth, &stretched(&phones, &audio, &espeak_audio));
    }
    aligned.show("aligned");
    unseen.show("aligned, unseen half");
    control.show("stretched");
    println!("{:.1} ms for 4 s of sound", busy.as_secs_f64() * 1e3 / seconds * 4.0);
    assert!(aligned.at(0.5) < 0.6 * control.at(0.5) && aligned.at(0.9) < 0.6 * control.at(0.9));
    assert!(aligned.overlap() > 0.9 && aligned.overlap() > control.overlap());
}

#[test]
fn a_pause_that_only_one_makes_is_found() {
    let (mut joe, mut espeak) = (joe(), espeak());
    let text = "We measured the temperature of the room again.";
    let (truth, mut audio) = said(&mut joe, text);
    let (phones, espeak_audio) = espeak.say(&SentenceRequest::text(text)).expect("espeak speaks");
    let cut = truth.words[3].end as usize;
    audio.splice(cut..cut, vec![0.0; 19_200]);
    let found = align(&audio, &phones, &espeak_audio);
    assert_eq!(found.check(), Ok(()));
    let inside = |phone: &&PhoneSpan| {
        phone.phone == PAUSE && phone.start > 9_600 && phone.end + 19_200 < found.samples
    };
    let pauses: Vec<&PhoneSpan> = found.phones.iter().filter(inside).collect();
    let [pause] = pauses[..] else { panic!("{pauses:?}") };
    assert!(
        pause.start.abs_diff(cut as u64) < 3_000 && pause.end.abs_diff(cut as u64 + 19_200) < 3_000,
        "{pause:?}"
    );
    // And espeak-ng's pause at a comma, which the sound does not make, is none.
    let (phones, espeak_audio) =
        espeak.say(&SentenceRequest::text(text.replace(" the ", ", the "))).expect("espeak speaks");
    let (_, audio) = said(&mut joe, text);
    let found = align(&audio, &phones, &espeak_audio);
    assert_eq!(found.check(), Ok(()));
    let pauses = found.phones[1..found.phones.len() - 1].iter().filter(|phone| phone.phone == PAUSE).count();
    assert_eq!(pauses, 0, "{:?}", found.phones);
}

#[test]
fn words_are_carried_too() {
    let (mut joe, mut espeak) = (joe(), espeak());
    let (truth, audio) = said(&mut joe, SENTENCES[3]);
    let (phones, espeak_audio) = espeak.say(&SentenceRequest::text(SENTENCES[3])).expect("espeak speaks");
    let found = align(&audio, &phones, &espeak_audio);
    assert_eq!(found.words.len(), truth.words.len());
    for (found, truth) in found.words.iter().zip(&truth.words) {
        assert_eq!(found.word, truth.word);
        assert!(found.start.abs_diff(truth.start) < 4_800, "{found:?} instead of {truth:?}");
    }
    assert_eq!(found.sentences[0].text, SENTENCES[3]);
}

#[test]
fn whatever_the_sound_the_answer_is_valid() {
    let (phones, espeak_audio) = espeak().say(&SentenceRequest::text("Hello, Bob.")).expect("espeak speaks");
    let noise: Vec<f32> = (0..50_000_u32)
        .map(|i| ((i.wrapping_mul(2_654_435_761) >> 8) & 0xffff) as f32 / 65_536.0 - 0.5)
        .collect();
    let mut odd = noise.clone();
    odd[77] = f32::NAN;
    odd[99] = f32::INFINITY;
    for audio in [&[][..], &[0.0; 100], &[0.0; 48_000], &[0.3; 9_000], &noise[..3_000], &noise, &odd] {
        for found in
            [align(audio, &phones, &espeak_audio), by_energy(audio), align(audio, &Timeline::default(), &[])]
        {
            assert_eq!(found.check(), Ok(()));
            assert_eq!(found.samples, audio.len() as u64);
        }
    }
}

#[test]
fn loudness_alone_opens_the_mouth_in_vowels() {
    let (truth, audio) = said(&mut joe(), SENTENCES[1]);
    let found = by_energy(&audio);
    assert_eq!(found.check(), Ok(()));
    let syllables = found.phones.iter().filter(|phone| matches!(phone.phone.as_str(), "a" | "ə")).count();
    assert!((7..=14).contains(&syllables), "{syllables} instead of 11");
    let quiet = |timeline: &Timeline| {
        let pauses = timeline.phones.iter().filter(|phone| phone.phone == PAUSE);
        pauses.map(|phone| phone.end - phone.start).sum::<u64>()
    };
    assert!(quiet(&found).abs_diff(quiet(&truth)) < 14_400);
}

#[test]
fn stops_marked_at_the_burst_are_moved_to_the_closure() {
    let (truth, audio) = espeak()
        .say(&SentenceRequest::text(
            "A puppet keeps copper teapots apart. Look at a paper cup, a pocket, a bucket, and a ticket.",
        ))
        .unwrap();
    let stop = |phone: &PhoneSpan| matches!(phone.phone.as_str(), "p" | "t" | "k");
    // Each stop begins where its silence ends, as such engines mark it.
    let mut marked = truth.clone();
    let mut late = Vec::new();
    for i in 1..marked.phones.len() {
        let phone = &truth.phones[i];
        if stop(phone) && truth.phones[i - 1].phone != PAUSE {
            let burst = (phone.start + 240..phone.end).find(|at| audio[*at as usize].abs() > 0.004);
            let burst = burst.unwrap_or(phone.start).min(phone.end - 240);
            if burst > phone.start + 1_920 {
                (marked.phones[i - 1].end, marked.phones[i].start) = (burst, burst);
                late.push(i);
            }
        }
    }
    assert!(late.len() >= 6, "{late:?}");
    calibrate_stops(&mut marked, &audio);
    assert_eq!(marked.check(), Ok(()));
    for i in late {
        let error = marked.phones[i].start.abs_diff(truth.phones[i].start);
        assert!(error <= 960, "stop {i} is {error} samples beside its closure");
    }
    // What is right stays.
    let mut right = truth.clone();
    calibrate_stops(&mut right, &audio);
    let moved =
        truth.phones.iter().zip(&right.phones).filter(|(a, b)| a.start.abs_diff(b.start) > 960).count();
    assert!(moved <= 1, "{moved} moved");
}
