//! `compere say`: a WAV file and the time of everything in it.

use crate::{
    media::{dbfs, loudest},
    program::{Stage, text},
};
use protocol::timeline::{PAUSE, Timeline};
use std::{fs, path::Path};

const TEXT: &str = "Good evening, and welcome to the show. It costs 25 dollars!";

struct Speech {
    samples: Vec<f32>,
    bytes: Vec<u8>,
    json: String,
    timeline: Timeline,
}

/// Says `what` with more `words`, and reads both files.
#[track_caller]
fn say(stage: &Stage, what: &str, words: &[&str]) -> Speech {
    let (wav, json) = (stage.path("a.wav"), stage.path("a.json"));
    stage.does(&[&["say", what, "-o", text(&wav), "--timeline", text(&json)], words].concat());
    let json = fs::read_to_string(json).expect("a timeline");
    let timeline = serde_json::from_str(&json).expect("a timeline");
    Speech { samples: read(&wav), bytes: fs::read(&wav).expect("a file"), json, timeline }
}

#[track_caller]
fn read(wav: &Path) -> Vec<f32> {
    let mut reader = hound::WavReader::open(wav).expect("a wav file");
    let spec = reader.spec();
    assert_eq!((spec.sample_rate, spec.channels, spec.bits_per_sample), (48_000, 1, 16));
    reader.samples::<i16>().map(|s| f32::from(s.expect("a sample")) / 32768.0).collect()
}

#[test]
fn the_timeline_fits_the_sound_to_the_sample() {
    let stage = Stage::take();
    let Speech { samples, timeline, .. } = say(&stage, TEXT, &[]);
    assert_eq!(timeline.sample_rate, 48_000);
    assert_eq!(timeline.samples, samples.len() as u64);
    // Neither gap nor overlap, from the first sample to the last; words and sentences in order inside.
    timeline.check().unwrap();
    assert_eq!(timeline.phones.first().map(|p| p.start), Some(0));
    assert_eq!(timeline.phones.last().map(|p| p.end), Some(samples.len() as u64));

    let sentences: Vec<_> = timeline.sentences.iter().map(|s| s.text.trim()).collect();
    assert_eq!(sentences, ["Good evening, and welcome to the show.", "It costs 25 dollars!"]);
    let words: Vec<_> = timeline.words.iter().map(|w| w.word.to_lowercase()).collect();
    let said = ["good", "evening", "and", "welcome", "to", "the", "show", "it", "costs", "25", "dollars"];
    assert_eq!(words, said);
    for word in &timeline.words {
        let within = |s: &&protocol::timeline::SentenceSpan| s.start <= word.start && word.end <= s.end;
        assert!(timeline.sentences.iter().any(|s| within(&s)), "{word:?} lies in no sentence");
        assert!(word.end - word.start > 48 * 30, "{word:?} lasts less than 30 ms");
    }

    // What the timeline calls a word is heard, and a long silence is silent.
    let level = |start: u64, end: u64| dbfs(&samples[start as usize..end as usize]);
    for word in &timeline.words {
        assert!(level(word.start, word.end) > -40.0, "{word:?} at {} dBFS", level(word.start, word.end));
    }
    let long = |p: &&protocol::timeline::PhoneSpan| p.phone == PAUSE && p.end - p.start > 48 * 200;
    for pause in timeline.phones.iter().filter(long) {
        // The voice breathes out at the edges.
        let edge = 48 * 60;
        let quiet = level(pause.start + edge, pause.end - edge);
        assert!(quiet < -40.0, "{pause:?} at {quiet} dBFS");
    }
    assert!((-30.0..-3.0).contains(&loudest(&samples)), "{} dBFS", loudest(&samples));
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let stage = Stage::take();
    let first = say(&stage, TEXT, &["--seed", "7"]);
    stage.forget_speech();
    let again = say(&stage, TEXT, &["--seed", "7"]);
    assert!(first.bytes == again.bytes, "the sound differs");
    assert_eq!(first.json, again.json);
    let other = say(&stage, TEXT, &["--seed", "8"]);
    assert!(first.bytes != other.bytes, "another seed gives the same sound");
}

#[test]
fn speed_and_pauses_take_the_time_they_say() {
    let stage = Stage::take();
    let plain = say(&stage, "One moment, please.", &[]).timeline;
    let slow = say(&stage, "One moment, please.", &["--speed", "0.5"]).timeline;
    let ratio = slow.samples as f64 / plain.samples as f64;
    assert!((1.6..2.4).contains(&ratio), "half the speed takes {ratio} times as long");
    let paused = say(&stage, "One moment, [pause 1.5] please.", &[]).timeline;
    let silences = paused.phones.iter().filter(|p| p.phone == PAUSE);
    let longest = silences.map(|p| p.end - p.start).max().unwrap_or(0);
    assert!(longest >= 72_000, "the longest silence has {longest} samples");
}

#[test]
fn what_cannot_be_said_is_told() {
    let stage = Stage::take();
    let wav = stage.path("a.wav");
    let wav = text(&wav);
    stage.refuses(&["say", "Hello.", "-o", wav, "--voice", "nobody"], &["nobody", "en_US-joe-medium"]);
    stage.refuses(&["say", "", "-o", wav], &["nothing to say"]);
    stage.refuses(&["say", " \n ", "-o", wav], &["nothing to say"]);
    stage.refuses(&["say", "\u{1f600}\u{1f389}", "-o", wav], &["nothing"]);
    stage.refuses(&["say", "Hello [smlie] there.", "-o", wav], &["1:7", "[smile]"]);
    assert!(!Path::new(wav).exists(), "a file was left behind");
    let nowhere = stage.path("no/such/folder/a.wav");
    stage.refuses(&["say", "Hello.", "-o", text(&nowhere)], &["cannot write", text(&nowhere)]);
}
