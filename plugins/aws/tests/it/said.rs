//! What is said: audio, timeline and requests of the voice, as the stand-in knows them to be.

use super::{
    http::Answer,
    standin::{EDGE, LETTER, StandIn, fault, say},
};
use aws::polly::{GUIDANCE_VOICES, PollyEngine, PollySettings, PollyVoice, PollyVoices, list_voices};
use protocol::timeline::{PAUSE, Timeline};
use serde_json::json;
use speech::{Cancel, Piece, SentenceRequest, SynthesisError, Synthesizer, catalog::VoiceEngine};
use std::sync::{
    Arc, Condvar, Mutex,
    atomic::{AtomicBool, Ordering},
};

const MS: u64 = 48;

fn words(timeline: &Timeline) -> String {
    let shown: Vec<String> = timeline
        .words
        .iter()
        .map(|word| format!("{}:{}-{}", word.word, word.start / MS, word.end / MS))
        .collect();
    shown.join(" ")
}

fn phones(timeline: &Timeline) -> String {
    timeline.phones.iter().map(|phone| phone.phone.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_sentence_is_said() {
    let service = StandIn::start();
    let mut voice = service.voice("US-En-Male");
    let (timeline, audio) = say(&mut voice, &SentenceRequest::text("Papa & Bob met <us>!")).unwrap();
    assert_eq!(phones(&timeline), "_ p æ p æ ə b oʊ b m ɛ t ə u s ə _");
    // The sign has a sound but is no word.
    assert_eq!(words(&timeline), "Papa:50-370 Bob:450-690 met:690-930 us:930-1250");
    assert_eq!(timeline.sentences[0].text, "Papa & Bob met <us>!");
    // Fifteen letters, the silence before, at the mark and after; then the fifth of a second of the request.
    assert_eq!(timeline.samples, (EDGE + 15 * LETTER + 2 * EDGE + 200) * MS);
    // Sound and its timeline fit: between two letters of a tone each the stand-in is silent.
    for phone in timeline.phones.iter().filter(|phone| phone.phone != PAUSE) {
        let level =
            |at: u64| audio[(at - 12) as usize..(at + 12) as usize].iter().map(|s| s.abs()).sum::<f32>();
        let loud = phone.start + (phone.end - phone.start) * 3 / 4;
        assert!(level(phone.start) < level(loud) * 0.5, "{phone:?}");
    }
    let asked = service.asked();
    assert_eq!(asked.len(), 2);
    for body in &asked {
        assert_eq!((&body["VoiceId"], &body["Engine"]), (&json!("Joey"), &json!("neural")));
        assert_eq!(body["Text"], "<speak>Papa &amp; Bob met &lt;us&gt;!</speak>");
    }
}

#[test]
fn every_voice_of_the_guidance_speaks() {
    let service = StandIn::start();
    for named in GUIDANCE_VOICES {
        let mut voice = service.voice(named.name);
        assert_eq!(voice.name(), named.name);
        let (info, _) = voice.check(&Cancel::default()).unwrap();
        assert_eq!((info.id.as_str(), info.language.as_str()), (named.voice, named.language));
        say(&mut voice, &SentenceRequest::text("Hi.")).unwrap();
    }
    let mut second = service.voice("Joanna");
    say(&mut second, &SentenceRequest::text("Hi.")).unwrap();
    let before = service.requests.lock().unwrap().len();
    let mut third = second.beside(&service.settings("Emma")).unwrap();
    say(&mut third, &SentenceRequest::text("Hi.")).unwrap();
    assert_eq!(service.requests.lock().unwrap().len(), before + 2, "the voices are known already");
    // The same by way of the catalogue.
    let engine = PollyVoices::new(service.settings(""));
    let source = engine.named("polly-Brian-standard").unwrap();
    let mut voice = source.open().unwrap();
    voice.prepare().unwrap();
    voice.synthesize(&SentenceRequest::text("Hi."), &Cancel::default(), &mut |_| {}).unwrap();
    assert_eq!(
        (&service.asked().last().unwrap()["VoiceId"], voice.name()),
        (&json!("Brian"), "polly-Brian-standard")
    );
    let list = list_voices(service.settings("")).unwrap();
    assert_eq!(list.len(), 11);
    assert_eq!(list[0].engines[0], PollyEngine::Generative);
}

/// The answer to one half is held back until the other half was asked for.
#[test]
fn sound_and_marks_are_asked_for_at_the_same_time() {
    let both = Arc::new((Mutex::new(0), Condvar::new()));
    let service = StandIn::twisted(Box::new(move |request, _| {
        if request.target == "/v1/speech" {
            let (count, changed) = &*both;
            let mut count = count.lock().unwrap();
            *count += 1;
            changed.notify_all();
            drop(changed.wait_while(count, |count| *count < 2).unwrap());
        }
        None
    }));
    say(&mut service.voice("Joanna"), &SentenceRequest::text("Hi.")).unwrap();
}

#[test]
fn the_best_rate_that_is_given() {
    let service = StandIn::twisted(Box::new(|_, body| {
        let refused = ["48000", "24000"].iter().any(|rate| body["SampleRate"] == *rate);
        refused.then(|| fault(400, "InvalidSampleRateException", "The specified sample rate is not valid."))
    }));
    let mut voice = service.voice("Joanna");
    let (timeline, _) = say(&mut voice, &SentenceRequest::text("Some")).unwrap();
    assert_eq!(timeline.samples, (2 * EDGE + 4 * LETTER + 200) * MS);
    say(&mut voice, &SentenceRequest::text("words")).unwrap();
    let rates = |body: &serde_json::Value| body["SampleRate"].as_str().map(str::to_owned);
    let rates: Vec<String> = service.asked().iter().filter_map(rates).collect();
    assert_eq!(rates, ["48000", "24000", "22050", "22050"], "what was refused is not asked for again");
}

#[track_caller]
fn asks(engine: Option<PollyEngine>, sentence: SentenceRequest, expect: &str) -> Timeline {
    let service = StandIn::start();
    let mut voice = PollyVoice::new(PollySettings { engine, ..service.settings("Joanna") }).unwrap();
    let timeline = say(&mut voice, &sentence).unwrap().0;
    assert!(service.asked().iter().all(|body| body["Text"] == expect), "{:?}", service.asked());
    timeline
}

#[test]
fn speed_pitch_and_language() {
    let hi = || SentenceRequest::text("Hi");
    asks(None, hi(), "<speak>Hi</speak>");
    let fast = "<speak><prosody rate=\"160%\">Hi</prosody></speak>";
    let timeline = asks(None, SentenceRequest { speed: 1.6, ..hi() }, fast);
    assert_eq!(words(&timeline), "Hi:50-150");
    asks(None, SentenceRequest { speed: 9.0, ..hi() }, "<speak><prosody rate=\"200%\">Hi</prosody></speak>");
    asks(None, SentenceRequest { speed: f32::NAN, pitch: f32::NAN, ..hi() }, "<speak>Hi</speak>");
    // Only standard takes pitch.
    asks(None, SentenceRequest { pitch: 2.0, ..hi() }, "<speak>Hi</speak>");
    let standard = Some(PollyEngine::Standard);
    let high = "<speak><prosody pitch=\"+12%\">Hi</prosody></speak>";
    asks(standard, SentenceRequest { pitch: 2.0, ..hi() }, high);
    let low = "<speak><prosody pitch=\"-33%\">Hi</prosody></speak>";
    asks(standard, SentenceRequest { pitch: -12.0, ..hi() }, low);
    let german = "<speak><lang xml:lang=\"de-DE\">Hi</lang></speak>";
    asks(None, SentenceRequest { language: Some("de".into()), ..hi() }, german);
}

#[test]
fn own_pitch_is_what_the_engine_does() {
    let voice = |engine| PollyVoice::new(PollySettings { engine, ..PollySettings::default() }).unwrap();
    let pitches = |engine| [3.0, -12.0, f32::NAN].map(|semitones| voice(engine).own_pitch(semitones));
    assert_eq!(pitches(Some(PollyEngine::Standard)), [3.0, -7.0, 0.0]);
    assert_eq!(pitches(Some(PollyEngine::Neural)), [0.0; 3]);
    assert_eq!(pitches(None), [0.0; 3]);
}

#[test]
fn pauses_are_as_long_as_asked() {
    let pieces = vec![
        Piece::Pause(0.5),
        Piece::Text("One".into()),
        Piece::Pause(0.25),
        Piece::Text("two.".into()),
        Piece::Pause(12.0),
        Piece::Text("Three".into()),
    ];
    let service = StandIn::start();
    let request = SentenceRequest { pieces, silence_after: 0.0, ..SentenceRequest::default() };
    let (timeline, audio) = say(&mut service.voice("Joanna"), &request).unwrap();
    assert_eq!(words(&timeline), "One:550-790 two:1040-1280 Three:13430-13830");
    assert!(audio[790 * 48..1040 * 48].iter().all(|sample| sample.abs() < 0.01));
    let pauses = timeline.phones.windows(2).filter(|pair| pair.iter().all(|phone| phone.phone == PAUSE));
    assert_eq!(pauses.count(), 0, "two pauses are one");
    // A pause alone needs no service.
    let silence = SentenceRequest { pieces: vec![Piece::Pause(1.0)], ..SentenceRequest::default() };
    let mut voice = PollyVoice::new(PollySettings::voice("nobody")).unwrap();
    assert_eq!(say(&mut voice, &silence).unwrap().0, Timeline::silence(48_000));
}

#[test]
fn a_long_text_is_split_and_joined() {
    let service = StandIn::start();
    let text = "One sentence of some words & signs, with a clause. ".repeat(160);
    let (timeline, _) = say(&mut service.voice("Joanna"), &SentenceRequest::text(text.trim())).unwrap();
    assert!(service.asked().len() >= 6);
    let said: Vec<&str> = timeline.words.iter().map(|word| word.word.as_str()).collect();
    let written: Vec<&str> = text
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .collect();
    assert_eq!(said, written);
    // Nowhere is there more silence than the ends of two documents have.
    let longest = timeline.phones.iter().filter(|phone| phone.phone == PAUSE).map(|p| p.end - p.start).max();
    assert!(longest <= Some(200 * MS + 3 * EDGE * MS), "{longest:?}");
}

#[test]
fn odd_texts_are_said_or_refused() {
    let service = StandIn::start();
    let mut voice = service.voice("Joanna");
    let bomb = "<speak><break time=\"10s\"/>".repeat(40);
    let zalgo = "h\u{301}\u{302}\u{303}e\u{304}\u{305}l\u{306}l\u{307}o".repeat(30);
    let texts = [
        "</prosody></speak><speak>",
        &bomb,
        "<!DOCTYPE x [<!ENTITY a \"aaa\">]>&a;&#0;",
        "\0\u{1}\u{7f}x\u{85}\u{fffe}\u{feff}",
        "\u{202e}שלום abc\u{202c}",
        "😀 ok 👨‍👩‍👧",
        &zalgo,
        "]]>x<![CDATA[",
        "a\r\nb\u{2028}c",
        &"x".repeat(7_000),
        &"& ".repeat(3_000).replace("& ", "&a "),
    ];
    for text in texts {
        say(&mut voice, &SentenceRequest::text(text)).unwrap_or_else(|error| panic!("{text:?}: {error}"));
    }
    let asked = service.asked().len();
    let error = say(&mut voice, &SentenceRequest::text("Too long. ".repeat(10_000))).unwrap_err();
    assert!(error.to_string().contains("split it"), "{error}");
    for text in ["", " \n", "?!", "😀", "\u{0}"] {
        let error = say(&mut voice, &SentenceRequest::text(text)).unwrap_err();
        assert!(matches!(error, SynthesisError::NothingToSay), "{text:?}: {error}");
    }
    assert_eq!(service.asked().len(), asked, "what says nothing is not sent");
}

/// With or without an espeak-ng to align with.
#[test]
fn generative_has_lips_from_sound() {
    let service = StandIn::start();
    let settings = PollySettings { engine: Some(PollyEngine::Generative), ..service.settings("Joanna") };
    let mut voice = PollyVoice::new(settings).unwrap();
    let (timeline, _) = say(&mut voice, &SentenceRequest::text("Hi there, you")).unwrap();
    assert!(timeline.phones.iter().filter(|phone| phone.phone != PAUSE).count() > 2, "{timeline:?}");
    assert!(
        service.asked().iter().all(|body| body["OutputFormat"] == "ogg_vorbis"),
        "no marks are asked for"
    );
}

#[test]
fn marks_without_visemes_are_no_shut_mouth() {
    let service = StandIn::twisted(Box::new(|_, body| {
        (body["OutputFormat"] == "json").then(|| Answer::Full(200, vec![], Vec::new()))
    }));
    let (timeline, _) = say(&mut service.voice("Joanna"), &SentenceRequest::text("Hi there")).unwrap();
    assert!(timeline.phones.iter().any(|phone| phone.phone != PAUSE), "{timeline:?}");
}

/// The service never answers; only a cancel ends this, and the service sees the client go.
#[test]
fn a_cancel_leaves_the_service_at_once() {
    let (begun, left) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let (seen, gone) = (begun.clone(), left.clone());
    let service = StandIn::twisted(Box::new(move |request, _| {
        (request.target == "/v1/speech").then(|| {
            seen.store(true, Ordering::Release);
            Answer::Silence(gone.clone())
        })
    }));
    let settings = PollySettings { patience_ms: 60_000, ..service.settings("Joanna") };
    let mut voice = PollyVoice::new(settings).unwrap();
    let cancel = Cancel::default();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !begun.load(Ordering::Acquire) {
                std::thread::yield_now();
            }
            cancel.cancel();
        });
        let error =
            voice.synthesize(&SentenceRequest::text("Hi"), &cancel, &mut |_| panic!("nothing is given"));
        assert!(matches!(error, Err(SynthesisError::Cancelled)), "{error:?}");
    });
    while !left.load(Ordering::Acquire) {
        std::thread::yield_now();
    }
}
