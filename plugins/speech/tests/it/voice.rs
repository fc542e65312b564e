//! Promises of the Piper voice: tiling, exact length, determinism, chunks, words, cancelling.

use proptest::prelude::*;
use protocol::timeline::{PAUSE, Timeline};
use speech::{
    Cancel, Piece, SentenceRequest, SpeechPart, SynthesisError, Synthesizer, VoiceStore,
    onnx::library,
    piper::{ChunkSettings, PiperSettings, PiperVoice, VoiceError},
};
use std::{
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
};

pub(crate) fn voices_folder() -> PathBuf {
    std::env::var_os("COMPERE_VOICES").map_or_else(
        || {
            let home = std::env::var_os("HOME").unwrap_or_default();
            Path::new(&home).join(".cache/compere/packs/voices")
        },
        PathBuf::from,
    )
}

#[track_caller]
fn load(settings: &PiperSettings) -> PiperVoice {
    let store = VoiceStore::open([voices_folder()]);
    let files = store.find("en_US-joe").expect("these tests need the Joe voice: run `cargo xtask assets`");
    PiperVoice::load(files, settings).expect("the Joe voice loads")
}

fn whole() -> MutexGuard<'static, PiperVoice> {
    static VOICE: OnceLock<Mutex<PiperVoice>> = OnceLock::new();
    let settings = PiperSettings { chunks: ChunkSettings::WHOLE, threads: 2, ..PiperSettings::default() };
    VOICE.get_or_init(|| Mutex::new(load(&settings))).lock().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) fn chunked() -> MutexGuard<'static, PiperVoice> {
    static VOICE: OnceLock<Mutex<PiperVoice>> = OnceLock::new();
    VOICE
        .get_or_init(|| Mutex::new(load(&PiperSettings::default())))
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
}

pub(crate) struct Said {
    pub timeline: Timeline,
    pub audio: Vec<f32>,
    chunks: Vec<usize>,
}

pub(crate) fn say(voice: &mut PiperVoice, request: &SentenceRequest) -> Result<Said, SynthesisError> {
    let mut timeline = None;
    let (mut audio, mut chunks) = (Vec::new(), Vec::new());
    voice.synthesize(request, &Cancel::default(), &mut |part| match part {
        SpeechPart::Speaker(_) | SpeechPart::Notice(_) => {}
        SpeechPart::Timeline(times) => {
            assert!(timeline.is_none() && audio.is_empty(), "one timeline, before the audio");
            timeline = Some(times);
        }
        SpeechPart::Audio(samples) => {
            chunks.push(samples.len());
            audio.extend(samples);
        }
    })?;
    Ok(Said { timeline: timeline.expect("a timeline"), audio, chunks })
}

#[track_caller]
fn check(text: &str, words: &[&str], sentences: usize) -> Said {
    let said = say(&mut chunked(), &SentenceRequest::text(text)).unwrap();
    promises(&said);
    let got: Vec<&str> = said.timeline.words.iter().map(|word| word.word.as_str()).collect();
    assert_eq!(got, words, "{text:?}");
    assert_eq!(said.timeline.sentences.len(), sentences, "{text:?}");
    for word in &said.timeline.words {
        assert!(word.end > word.start, "`{}` of {text:?} has no time", word.word);
    }
    said
}

#[track_caller]
pub(crate) fn promises(said: &Said) {
    let timeline = &said.timeline;
    assert_eq!(timeline.check(), Ok(()));
    assert_eq!(timeline.samples, said.audio.len() as u64, "audio is as long as its timeline");
    assert!(said.audio.iter().all(|sample| sample.abs() <= 1.1));
    assert_eq!(timeline.phones.first().map(|phone| phone.start), Some(0));
    for word in &timeline.words {
        assert!(timeline.sentences.iter().any(|s| s.start <= word.start && word.end <= s.end));
    }
}

#[test]
fn every_word_has_its_time() {
    check("Hello, and welcome!", &["Hello", "and", "welcome"], 1);
    check("In the of a, to be and the.", &["In", "the", "of", "a", "to", "be", "and", "the"], 1);
    check("It costs $25 or 3.5 percent.", &["It", "costs", "$25", "or", "3.5", "percent"], 1);
    check("Dr. Smith sells AWS, e.g. IVS.", &["Dr", "Smith", "sells", "AWS", "e.g", "IVS"], 1);
    check("Mail info@example.com 🙂 now", &["Mail", "info@example.com", "now"], 1);
    check("One. Two? Three!", &["One", "Two", "Three"], 3);
    check("I", &["I"], 1);
    check("well-known, don't; it’s: naïve", &["well-known", "don't", "it’s", "naïve"], 1);
}

#[test]
fn phones_are_where_the_sound_is() {
    let said = check("Papa sees my baby.", &["Papa", "sees", "my", "baby"], 1);
    let phones: Vec<&str> = said.timeline.phones.iter().map(|p| p.phone.as_str()).collect();
    assert_eq!(phones.first(), Some(&PAUSE));
    assert_eq!(phones.last(), Some(&PAUSE));
    assert_eq!(phones.iter().filter(|p| ["p", "m", "b"].contains(p)).count(), 5, "{phones:?}");
    assert!(phones.iter().all(|p| !p.contains(['ˈ', 'ː', 'ˌ', ' ', '^', '$', '.'])), "{phones:?}");
    assert!(said.timeline.phones.iter().any(|p| p.stress == 2));
    let level = |start: u64, end: u64| {
        let samples = &said.audio[start as usize..end as usize];
        (samples.iter().map(|s| s * s).sum::<f32>() / samples.len() as f32).sqrt()
    };
    let last = said.timeline.phones.last().unwrap();
    let loudest = said.timeline.phones.iter().map(|p| level(p.start, p.end)).fold(0.0, f32::max);
    assert!(level(last.end - 4_800, last.end) < loudest / 50.0, "the end is silent");
    // Vowels are louder than the closures of stops, by a lot, on average: a shifted timeline would fail.
    let mean = |set: &str| {
        let levels: Vec<f32> = said
            .timeline
            .phones
            .iter()
            .filter(|p| set.contains(p.phone.as_str()))
            .map(|p| level(p.start, p.end))
            .collect();
        levels.iter().sum::<f32>() / levels.len() as f32
    };
    assert!(mean("ɑæaeiɪɛə") > 2.0 * mean("pb"), "{} {}", mean("ɑæaeiɪɛə"), mean("pb"));
}

#[test]
fn chunks_equal_the_whole() {
    let text = "This is a rather long sentence, which is here to be cut into many chunks, so that the \
                seams between them can be looked for, and hopefully not found.";
    let request = SentenceRequest { seed: 3, ..SentenceRequest::text(text) };
    let a = say(&mut whole(), &request).unwrap();
    let b = say(&mut chunked(), &request).unwrap();
    assert_eq!(a.timeline, b.timeline);
    assert_eq!(a.audio.len(), b.audio.len());
    assert!(b.chunks.len() > 5 && b.chunks[0] < 15_000, "{:?}", b.chunks);
    let worst = a.audio.iter().zip(&b.audio).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(worst < 2e-5, "chunks differ from the whole by {worst}");
    let loudest = a.audio.iter().fold(0.0_f32, |max, s| max.max(s.abs()));
    assert!(loudest > 0.1, "there is sound: {loudest}");
}

#[test]
fn a_seed_decides_everything() {
    let request = SentenceRequest { seed: 9, ..SentenceRequest::text("The same words again.") };
    let first = say(&mut chunked(), &request).unwrap();
    // What was said in between must not matter.
    say(&mut chunked(), &SentenceRequest::text("Something else.")).unwrap();
    let second = say(&mut chunked(), &request).unwrap();
    assert_eq!(first.timeline, second.timeline);
    assert!(first.audio == second.audio, "the same request gives the same samples");
    let other = say(&mut chunked(), &SentenceRequest { seed: 10, ..request }).unwrap();
    assert!(first.audio != other.audio);
}

#[test]
fn speed_and_pauses() {
    let text = "Some words to be said slowly or quickly.";
    let at = |speed: f32| {
        let request = SentenceRequest { speed, silence_after: 0.0, ..SentenceRequest::text(text) };
        say(&mut chunked(), &request).unwrap().timeline.samples as f64
    };
    let (slow, normal, fast) = (at(0.5), at(1.0), at(2.0));
    assert!(slow > 1.5 * normal && normal > 1.3 * fast, "{slow} {normal} {fast}");

    let pieces = vec![Piece::Text("It weighs".into()), Piece::Pause(0.5), Piece::Text("four grams.".into())];
    let said = say(&mut chunked(), &SentenceRequest { pieces, ..Default::default() }).unwrap();
    promises(&said);
    assert_eq!(said.timeline.sentences.len(), 1);
    assert_eq!(said.timeline.sentences[0].text, "It weighs four grams.");
    let gap = said.timeline.words[2].start - said.timeline.words[1].end;
    assert!(gap >= 24_000, "{gap}");
    let pause = SentenceRequest { pieces: vec![Piece::Pause(0.25)], ..Default::default() };
    let said = say(&mut chunked(), &pause).unwrap();
    assert_eq!((said.timeline.samples, said.audio.len()), (12_000, 12_000));
}

#[test]
fn nothing_to_say_is_an_error() {
    for text in ["", "  ", "?!", "🙂🙂", "[[]]", "..."] {
        let error = say(&mut chunked(), &SentenceRequest::text(text)).err().unwrap();
        assert!(matches!(error, SynthesisError::NothingToSay), "{text:?}: {error}");
        assert!(error.to_string().starts_with("nothing to say"));
    }
}

#[test]
fn a_cancel_stops_between_chunks() {
    let cancel = Cancel::default();
    let mut chunks = 0;
    let request = SentenceRequest::text("a rather long sentence that goes on ".repeat(8));
    let outcome = chunked().synthesize(&request, &cancel, &mut |part| {
        if matches!(part, SpeechPart::Audio(_)) {
            chunks += 1;
            cancel.cancel();
        }
    });
    assert!(matches!(outcome, Err(SynthesisError::Cancelled)));
    assert_eq!(chunks, 1);
    // The voice is as new afterwards.
    check("Next.", &["Next"], 1);
}

#[test]
fn broken_voices_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let store = VoiceStore::open([voices_folder()]);
    let good = store.find("en_US-joe").expect("run `cargo xtask assets`");
    let place = |model: Option<&[u8]>, config: &str| {
        let mut files = good.clone();
        files.model = folder.path().join("x.onnx");
        files.config = folder.path().join("x.onnx.json");
        match model {
            Some(bytes) => std::fs::write(&files.model, bytes).unwrap(),
            None => _ = std::fs::remove_file(&files.model),
        }
        std::fs::write(&files.config, config).unwrap();
        let onnxruntime = Some(library(voices_folder().parent().expect("a folder of packs")));
        let settings = PiperSettings { onnxruntime, ..PiperSettings::default() };
        PiperVoice::load(&files, &settings).err().expect("it must not load")
    };
    let config = std::fs::read_to_string(&good.config).unwrap();
    assert!(matches!(place(None, &config), VoiceError::Read { .. }));
    let error = place(Some(b"not a network"), &config);
    assert!(matches!(error, VoiceError::Model { .. }), "{error}");
    let truncated = &std::fs::read(&good.model).unwrap()[..1_000_000];
    assert!(matches!(place(Some(truncated), &config), VoiceError::Model { .. } | VoiceError::Unfit { .. }));
    let error = place(Some(b""), r#"{"audio": {"sample_rate": 22050}}"#);
    assert!(matches!(error, VoiceError::Config { .. }) && error.to_string().contains("espeak"), "{error}");
    let mut missing = good.clone();
    missing.config = folder.path().join("not-there.json");
    let error = PiperVoice::load(&missing, &PiperSettings::default()).err().unwrap();
    assert!(error.to_string().contains("cargo xtask assets"), "{error}");
    let settings = PiperSettings { espeak_program: "espeak-ng-not-there".into(), ..Default::default() };
    let error = PiperVoice::load(good, &settings).err().unwrap();
    assert!(matches!(error, VoiceError::Phonemes(_)), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_typed_tiles(text in "([a-zA-Z0-9'.,!?$%@:;()\\[\\]<>&é🙂 -]{1,12} ){1,5}", seed in 0_u64..9) {
        match say(&mut chunked(), &SentenceRequest { seed, ..SentenceRequest::text(text.clone()) }) {
            Ok(said) => promises(&said),
            Err(SynthesisError::NothingToSay) => prop_assert!(!text.chars().any(|c| c.is_ascii_alphanumeric())),
            Err(error) => panic!("{text:?}: {error}"),
        }
    }
}
