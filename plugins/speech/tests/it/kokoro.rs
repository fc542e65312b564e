//! The real Kokoro voices through the public interface. They are an optional pack: where it is not there these tests are
//! skipped, and say so. Fetch it with `compere voices add kokoro`.

use protocol::timeline::{PAUSE, Timeline};
use speech::{
    Cancel, Piece, SentenceRequest, SpeechPart, SynthesisError, Synthesizer,
    kokoro::{DEFAULT_STYLE, KokoroError, KokoroSettings, KokoroVoice, styles},
    onnx::{Runtime, library},
};
use std::{
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
};

fn packs() -> PathBuf {
    let cache = std::env::var_os("COMPERE_CACHE").map(PathBuf::from);
    let home = || Path::new(&std::env::var_os("HOME").unwrap()).join(".cache/compere");
    cache.unwrap_or_else(home).join("packs")
}

/// The settings, where the pack is there.
fn settings() -> Option<KokoroSettings> {
    let folder = packs().join("kokoro");
    if !folder.join("model.onnx").is_file() {
        eprintln!(
            "SKIPPED: there is no Kokoro in {}; `compere voices add kokoro` fetches it",
            folder.display()
        );
        return None;
    }
    Some(KokoroSettings::folder(folder))
}

fn runtime() -> Runtime {
    Runtime::open(&library(&packs())).expect("these tests need ONNX Runtime: run `cargo xtask assets`")
}

/// One voice for all tests: loading takes seconds.
fn voice() -> Option<MutexGuard<'static, KokoroVoice>> {
    static VOICE: OnceLock<Mutex<KokoroVoice>> = OnceLock::new();
    let settings = settings()?;
    let load = || Mutex::new(KokoroVoice::load(&runtime(), &settings).unwrap());
    Some(VOICE.get_or_init(load).lock().unwrap_or_else(PoisonError::into_inner))
}

struct Said {
    timeline: Timeline,
    audio: Vec<f32>,
    chunks: Vec<usize>,
}

fn say(voice: &mut KokoroVoice, request: &SentenceRequest) -> Result<Said, SynthesisError> {
    let mut said = Said { timeline: Timeline::default(), audio: Vec::new(), chunks: Vec::new() };
    let mut timelines = 0;
    voice.synthesize(request, &Cancel::default(), &mut |part| match part {
        SpeechPart::Timeline(timeline) => {
            assert!(said.audio.is_empty(), "the timeline comes first");
            said.timeline = timeline;
            timelines += 1;
        }
        SpeechPart::Audio(audio) => {
            said.chunks.push(audio.len());
            said.audio.extend(audio);
        }
        SpeechPart::Speaker(_) | SpeechPart::Notice(_) => panic!("a single voice says only what it says"),
    })?;
    assert_eq!(timelines, 1);
    Ok(said)
}

#[track_caller]
fn promises(said: &Said) {
    let timeline = &said.timeline;
    assert_eq!(timeline.check(), Ok(()));
    assert_eq!(timeline.samples, said.audio.len() as u64, "audio is as long as its timeline");
    assert!(said.audio.iter().all(|sample| sample.abs() <= 1.1));
    for word in &timeline.words {
        assert!(timeline.sentences.iter().any(|s| s.start <= word.start && word.end <= s.end));
    }
}

#[track_caller]
fn check(voice: &mut KokoroVoice, request: &SentenceRequest, words: &[&str], sentences: usize) -> Said {
    let said = say(voice, request).unwrap();
    promises(&said);
    let got: Vec<&str> = said.timeline.words.iter().map(|word| word.word.as_str()).collect();
    assert_eq!(got, words);
    assert_eq!(said.timeline.sentences.len(), sentences);
    for word in &said.timeline.words {
        assert!(word.end > word.start, "`{}` has no time", word.word);
    }
    said
}

#[test]
fn every_word_has_its_time() {
    let Some(mut voice) = voice() else { return };
    let text = SentenceRequest::text;
    check(&mut voice, &text("Hello, and welcome!"), &["Hello", "and", "welcome"], 1);
    check(&mut voice, &text("In the of a, to be."), &["In", "the", "of", "a", "to", "be"], 1);
    check(&mut voice, &text("One. Two?"), &["One", "Two"], 2);
    let pieces = vec![Piece::Text("It weighs".into()), Piece::Pause(0.5), Piece::Text("four grams.".into())];
    let paused = SentenceRequest { pieces, ..Default::default() };
    let said = check(&mut voice, &paused, &["It", "weighs", "four", "grams"], 1);
    assert!(said.timeline.words[2].start - said.timeline.words[1].end >= 24_000);
    // Not English: the same network with other phonemes.
    let spanish = SentenceRequest { language: Some("es-MX".into()), ..text("Buenos días a todos.") };
    check(&mut voice, &spanish, &["Buenos", "días", "a", "todos"], 1);
    let german = SentenceRequest { language: Some("de".into()), ..text("Guten Tag.") };
    let error = say(&mut voice, &german).err().unwrap();
    assert!(matches!(error, SynthesisError::Refused { .. }), "{error}");
    assert!(error.to_string().contains("it does not speak `de`; it speaks en-US, en-GB"), "{error}");
    for nothing in ["", "?!", "🙂"] {
        assert!(matches!(say(&mut voice, &text(nothing)), Err(SynthesisError::NothingToSay)), "{nothing:?}");
    }
}

#[test]
fn phones_are_where_the_sound_is() {
    let Some(mut voice) = voice() else { return };
    let said = say(&mut voice, &SentenceRequest::text("Papa sees my baby, a big dog and a cat.")).unwrap();
    promises(&said);
    let phones = &said.timeline.phones;
    assert_eq!((phones[0].phone.as_str(), phones[phones.len() - 1].phone.as_str()), (PAUSE, PAUSE));
    let pause = phones[0].end;
    assert!((1_000..9_600).contains(&pause), "little silence before the first sound: {pause}");
    assert!(phones.iter().any(|phone| phone.stress == 2));
    let level = |start: u64, end: u64| {
        let samples = &said.audio[start as usize..end as usize];
        (samples.iter().map(|s| s * s).sum::<f32>() / samples.len() as f32).sqrt()
    };
    // A timeline that is shifted by two frames either way fails.
    let mean = |set: &str| {
        let levels = phones.iter().filter(|p| set.contains(p.phone.as_str()));
        let levels: Vec<f32> = levels.map(|p| level(p.start, p.end)).collect();
        levels.iter().sum::<f32>() / levels.len() as f32
    };
    let (vowels, stops, pauses) = (mean("ɑæaeiɪɛəɔ"), mean("ptk"), mean(PAUSE));
    assert!(vowels > 2.0 * stops && vowels > 20.0 * pauses, "{vowels} {stops} {pauses}");
    // Speech, and as loud as speech.
    let loudest = said.audio.iter().fold(0.0_f32, |most, sample| most.max(sample.abs()));
    assert!((0.2..1.0).contains(&loudest), "{loudest}");
    let seconds = said.audio.len() as f64 / 48_000.0;
    assert!((2.0..5.0).contains(&seconds), "{seconds} s");
}

#[test]
fn a_request_decides_everything() {
    let Some(mut voice) = voice() else { return };
    let request = SentenceRequest::text("The same words again.");
    let first = say(&mut voice, &request).unwrap();
    say(&mut voice, &SentenceRequest::text("Something else.")).unwrap();
    let second = say(&mut voice, &request).unwrap();
    assert_eq!(first.timeline, second.timeline);
    assert!(first.audio == second.audio, "the same request gives the same samples");
    let fast = say(&mut voice, &SentenceRequest { speed: 2.0, ..request }).unwrap();
    promises(&fast);
    assert!(fast.timeline.samples < first.timeline.samples * 2 / 3);
}

#[test]
fn sound_comes_in_chunks_that_fit_and_a_cancel_ends_it() {
    let Some(mut voice) = voice() else { return };
    // Over 200 symbols: two segments.
    let text = "This is a rather long sentence, which is here to be cut into many chunks, so that the seams between \
                them can be looked for and not found, and which does not want to end before it has been heard by all \
                of the people who came to hear it.";
    let said = say(&mut voice, &SentenceRequest::text(text)).unwrap();
    promises(&said);
    assert_eq!(said.timeline.sentences.len(), 1);
    assert!(said.chunks.len() > 8 && said.chunks[0] < 20_000, "{:?}", said.chunks);
    // No click: at a seam the sound is as smooth as elsewhere.
    let bend = |at: usize| (said.audio[at - 1] - 2.0 * said.audio[at] + said.audio[at + 1]).abs();
    let mut seam = 0;
    let mut elsewhere: Vec<f32> = (2..said.audio.len() - 2).map(bend).collect();
    elsewhere.sort_by(f32::total_cmp);
    let most = elsewhere[elsewhere.len() - elsewhere.len() / 1000];
    for chunk in &said.chunks[..said.chunks.len() - 1] {
        seam += chunk;
        let worst = (seam - 48..seam + 48).map(bend).fold(0.0, f32::max);
        assert!(worst < 2.0 * most, "a click at sample {seam}: {worst} against {most}");
    }

    let cancel = Cancel::default();
    let mut chunks = 0;
    let outcome = voice.synthesize(&SentenceRequest::text(text), &cancel, &mut |part| {
        if matches!(part, SpeechPart::Audio(_)) {
            chunks += 1;
            cancel.cancel();
        }
    });
    assert!(matches!(outcome, Err(SynthesisError::Cancelled)));
    assert_eq!(chunks, 1);
    check(&mut voice, &SentenceRequest::text("Next."), &["Next"], 1);
}

#[test]
fn broken_packs_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let load = |settings: &KokoroSettings| KokoroVoice::load(&runtime(), settings).err().unwrap();
    let error = load(&KokoroSettings::folder(folder.path()));
    assert!(matches!(error, KokoroError::Read { .. }), "{error}");
    assert!(error.to_string().contains("compere voices add kokoro"), "{error}");
    let Some(good) = settings() else { return };
    let found = styles(&good.folder).unwrap();
    assert!(found.iter().any(|style| style == DEFAULT_STYLE) && found.len() == 5, "{found:?}");
    let error = load(&KokoroSettings { style: "nobody".into(), ..good.clone() });
    assert!(error.to_string().contains("no voice `nobody`; there is: jf_alpha"), "{error}");
    for name in ["vocab.json", "voices.npz"] {
        std::fs::copy(good.folder.join(name), folder.path().join(name)).unwrap();
    }
    for damaged in
        [&b""[..], b"no network", &std::fs::read(good.folder.join("model.onnx")).unwrap()[..1 << 20]]
    {
        std::fs::write(folder.path().join("model.onnx"), damaged).unwrap();
        let error = load(&KokoroSettings::folder(folder.path()));
        assert!(matches!(error, KokoroError::Damaged { .. }), "{error}");
    }
    let error = load(&KokoroSettings { espeak_program: "espeak-ng-not-there".into(), ..good });
    assert!(matches!(error, KokoroError::Phonemes(_)), "{error}");
}

/// The timeline alone, of anything that people type; its sound would take minutes.
#[track_caller]
fn lays_out(voice: &mut KokoroVoice, text: &str) {
    let cancel = Cancel::default();
    let mut tiles = None;
    let outcome = voice.synthesize(&SentenceRequest::text(text), &cancel, &mut |part| {
        if let SpeechPart::Timeline(timeline) = part {
            tiles = Some(timeline.check());
            cancel.cancel();
        }
    });
    match outcome {
        Err(SynthesisError::Cancelled) => assert_eq!(tiles, Some(Ok(())), "{text:?}"),
        Err(SynthesisError::NothingToSay) => assert!(tiles.is_none(), "{text:?}"),
        other => panic!("{text:?}: {other:?}"),
    }
}

#[test]
fn odd_texts_tile() {
    let Some(mut voice) = voice() else { return };
    let long = ["a".repeat(3_000), "word ".repeat(300), "a, ".repeat(300), "🙂".repeat(500)];
    let odd = [
        "I",
        "Z͑ͫa̴l͡g̷o",
        "\u{202e}hello\u{0}\u{7}",
        "שלום world",
        "<speak><break time='9s'/></speak>",
        "...—…",
        "3.14 €",
    ];
    for text in long.iter().map(String::as_str).chain(odd) {
        lays_out(&mut voice, text);
    }
}
