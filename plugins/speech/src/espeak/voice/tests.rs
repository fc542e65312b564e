//! The voice with the real library: these tests need espeak-ng.

use super::*;
use crate::{Piece, espeak::program::worker_for_tests};

pub(super) fn voice(language: &str) -> EspeakVoice {
    let settings =
        EspeakVoiceSettings { worker: Some(worker_for_tests()), ..EspeakVoiceSettings::language(language) };
    EspeakVoice::start(&settings).expect("these tests need espeak-ng: apt install espeak-ng")
}

/// Says it, checks what every answer promises, and shows phones and words.
#[track_caller]
fn check(voice: &mut EspeakVoice, request: &SentenceRequest, phones: &str, words: &str) {
    let (timeline, audio) = voice.say(request).expect("it is said");
    assert_eq!(timeline.check(), Ok(()));
    assert_eq!(timeline.samples, audio.len() as u64);
    let shown: Vec<String> = timeline
        .phones
        .iter()
        .map(|phone| format!("{}{}", ["", "ˌ", "ˈ"][usize::from(phone.stress)], phone.phone))
        .collect();
    assert_eq!(shown.join(" "), phones, "{request:?}");
    let shown: Vec<&str> = timeline.words.iter().map(|word| word.word.as_str()).collect();
    assert_eq!(shown.join(" "), words);
}

#[test]
fn languages_are_said_with_their_phones() {
    let mut voice = voice("en-US");
    check(&mut voice, &SentenceRequest::text("Hello, Peter."), "h ə l ˈoʊ _ p ˈi ɾ ɚ _", "Hello Peter");
    let german = SentenceRequest { language: Some("de-DE".into()), ..SentenceRequest::text("Grüße!") };
    check(&mut voice, &german, "ɡ ɾ ˈy s ə _", "Grüße");
    let chinese = SentenceRequest { language: Some("zh-CN".into()), ..SentenceRequest::text("你好") };
    check(&mut voice, &chinese, "n ˈi χ ˈɑu _", "你 好");
    // Hebrew of espeak-ng 1.51 has no words for numbers.
    let hebrew = SentenceRequest { language: Some("he".into()), ..SentenceRequest::text("5") };
    check(&mut voice, &hebrew, "f ˈaɪ v _", "5");
    let paused = SentenceRequest {
        pieces: vec![Piece::Text("At 25".into()), Piece::Pause(0.5), Piece::Text("now.".into())],
        silence_after: 0.0,
        ..SentenceRequest::default()
    };
    check(&mut voice, &paused, "æ t t w ˈɛ n t i f ˈaɪ v _ n ˈaʊ _", "At 25 now");
    assert_eq!(voice.restarts(), 0);
}

#[test]
fn lips_of_a_stop_shut_before_it_bursts() {
    let (timeline, audio) = voice("en-us").say(&SentenceRequest::text("a papa")).unwrap();
    let stops: Vec<&PhoneSpan> = timeline.phones.iter().filter(|phone| phone.phone == "p").collect();
    assert_eq!(stops.len(), 2);
    for stop in stops {
        // Its first half is the silence of the closure.
        let closure = &audio[stop.start as usize + 200..(stop.start + stop.end) as usize / 2];
        assert!(closure.len() > 800 && closure.iter().all(|sample| sample.abs() < 0.01), "{stop:?}");
    }
}

#[test]
fn speed_and_pitch_are_what_was_asked() {
    let mut voice = voice("en-us");
    let text = "Papa and mama buy a baby many apples, and nobody knows why they are here.";
    let speech = |timeline: &Timeline| timeline.words.last().map_or(0, |word| word.end) as f64;
    let normal = speech(&voice.say(&SentenceRequest::text(text)).unwrap().0);
    for speed in [0.25, 0.4, 0.8, 1.5, 2.5, 4.0_f32] {
        let (timeline, audio) = voice.say(&SentenceRequest { speed, ..SentenceRequest::text(text) }).unwrap();
        assert_eq!(timeline.check(), Ok(()));
        assert_eq!(audio.len() as u64, timeline.samples);
        let factor = normal / speech(&timeline);
        assert!((factor / f64::from(speed) - 1.0).abs() < 0.05, "speed {speed} came out as {factor}");
    }
    for pitch in [-12.0, -7.0, -3.0, 3.0, 8.0, 12.0_f32] {
        let (timeline, audio) = voice.say(&SentenceRequest { pitch, ..SentenceRequest::text(text) }).unwrap();
        assert_eq!(timeline.check(), Ok(()));
        assert_eq!(audio.len() as u64, timeline.samples);
        let factor = normal / speech(&timeline);
        assert!((factor - 1.0).abs() < 0.03, "pitch {pitch} changed the speed to {factor}");
        let (_, audio_before) = voice.say(&SentenceRequest::text(text)).unwrap();
        let semitones = 12.0 * (fundamental(&audio) / fundamental(&audio_before)).log2();
        assert!((semitones - pitch).abs() < 1.25, "pitch {pitch} came out as {semitones}");
    }
}

/// Median of the voiced fundamental in hertz, by autocorrelation.
fn fundamental(audio: &[f32]) -> f32 {
    let audio: Vec<f32> = audio.chunks_exact(6).map(|six| six.iter().sum::<f32>() / 6.0).collect();
    let mut found: Vec<f32> = Vec::new();
    for window in audio.chunks_exact(900) {
        let energy: f32 = window.iter().map(|x| x * x).sum();
        let lag = |lag: usize| window.iter().zip(&window[lag..]).map(|(a, b)| a * b).sum::<f32>();
        let best = (20..230).max_by(|a, b| lag(*a).total_cmp(&lag(*b))).unwrap_or(20);
        if energy > 1.0 && lag(best) > 0.4 * energy {
            found.push(8_000.0 / best as f32);
        }
    }
    found.sort_by(f32::total_cmp);
    found[found.len() / 2]
}

#[test]
fn a_dead_worker_costs_nothing_and_a_hung_one_an_error() {
    let mut voice = voice("en-us");
    voice.client.kill();
    assert!(voice.say(&SentenceRequest::text("hello")).is_ok());
    assert_eq!(voice.restarts(), 1);

    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("hangs");
    // A hello, the end of the list of voices, and then nothing.
    let hello = r"\005\000\000\000h\042\126\000\000\014\000\000\000vgmw/de\tG\t5 de";
    let script = format!(
        "#!/bin/sh\nprintf '{}'\nexec sleep 30\n",
        hello.replace(r"\014", r"\016") + r"\005\000\000\000z\000\000\000\000"
    );
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let settings = EspeakVoiceSettings {
        worker: Some(program),
        silence: Duration::from_millis(150),
        ..EspeakVoiceSettings::language("de")
    };
    let mut voice = EspeakVoice::start(&settings).unwrap();
    let error = voice.say(&SentenceRequest::text("Hallo")).unwrap_err();
    assert!(matches!(error, SynthesisError::Unavailable { engine: "espeak-ng", .. }), "{error}");
    assert!(error.to_string().contains("hung on `Hallo`"), "{error}");
}

#[test]
fn what_is_missing_is_said_in_words() {
    let missing = EspeakVoiceSettings {
        worker: Some("/nowhere/compere-espeak".into()),
        ..EspeakVoiceSettings::language("de")
    };
    let error = EspeakVoice::start(&missing).err().unwrap();
    assert!(matches!(error, SynthesisError::Unavailable { .. }), "{error}");
    assert!(error.to_string().contains("/nowhere/compere-espeak is missing"), "{error}");
    let mut voice = voice("de");
    let request = SentenceRequest { language: Some("qq-qq".into()), ..SentenceRequest::text("x") };
    let error = voice.say(&request).unwrap_err();
    assert!(matches!(error, SynthesisError::Refused { .. }), "{error}");
    assert!(matches!(voice.say(&SentenceRequest::text("🙂 ?!")), Err(SynthesisError::NothingToSay)));
    assert!(matches!(voice.say(&SentenceRequest::default()), Err(SynthesisError::NothingToSay)));
}

#[test]
fn odd_texts_give_sound_or_an_error() {
    let mut voice = voice("en-us");
    let long = "All work and no play makes a dull day. ".repeat(100);
    let odd = [
        "<speak>&lol;&lol;</speak>",
        "[[h@'loU]]",
        "עברית عربي",
        "Z\u{351}\u{36b}\u{343}a\u{300}\u{301}\u{302}\u{303}lgo",
        "\u{0}\u{1}\u{7f}",
        "a\u{202e}b",
        "1234567890123456789012345678901234567890",
        "http://x.y/?a=b&c=%20",
        "MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM",
        "...",
        "ﷺ",
        "ß",
        &long,
    ];
    for text in odd {
        match voice.say(&SentenceRequest::text(text)) {
            Ok((timeline, audio)) => {
                assert_eq!(timeline.check(), Ok(()), "{text:?}");
                assert_eq!(timeline.samples, audio.len() as u64, "{text:?}");
            }
            Err(error) => assert!(matches!(error, SynthesisError::NothingToSay), "{text:?}: {error}"),
        }
    }
    assert_eq!(voice.restarts(), 0);
}

#[test]
fn a_cancel_ends_it_between_chunks() {
    let mut voice = voice("en-us");
    let (cancel, mut chunks) = (Cancel::default(), 0);
    let outcome = voice.synthesize(&SentenceRequest::text("one two three four five"), &cancel, &mut |part| {
        if matches!(part, SpeechPart::Audio(_)) {
            chunks += 1;
            cancel.cancel();
        }
    });
    assert!(matches!(outcome, Err(SynthesisError::Cancelled)));
    assert_eq!(chunks, 1);
}
