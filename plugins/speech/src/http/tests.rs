//! HTTP voices against a real server on this machine that does what servers do on bad days.

mod elevenlabs;
mod faults;
mod server;

use super::*;
use crate::Piece;
use server::{Server, in_pieces, ok};

/// The key of all tests.
const KEY: &str = "sk-very-secret-0123456789";

/// One second at 24 kHz: a fifth of silence, speech-like noise, a fifth of silence.
fn samples() -> Vec<i16> {
    (0..24_000_i32)
        .map(|i| {
            let loud = (4_800..19_200).contains(&i);
            if loud { ((f64::from(i) * 0.3).sin() * 9_000.0) as i16 } else { 0 }
        })
        .collect()
}

pub(super) fn pcm() -> Vec<u8> {
    samples().iter().flat_map(|sample| sample.to_le_bytes()).collect()
}

/// [`samples`] as a wave file whose length is not known when its header is written.
fn wav() -> Vec<u8> {
    let mut bytes = b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
    for number in [24_000_u32, 48_000] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend(b"\x02\0\x10\0data\xff\xff\xff\xff");
    bytes.extend(pcm());
    bytes
}

fn settings(kind: HttpKind, url: String) -> HttpSettings {
    HttpSettings { url: Some(url), key_env: Some("TEST_KEY".into()), ..HttpSettings::new(kind, "Ann1") }
}

fn open(settings: HttpSettings) -> HttpVoice {
    HttpVoice::open_with("ann".into(), settings, &|name| (name == "TEST_KEY").then(|| KEY.to_owned()))
        .unwrap()
}

fn openai(server: &Server) -> HttpVoice {
    open(settings(HttpKind::Openai, server.url()))
}

/// What a voice says, its promises checked.
fn say(voice: &mut HttpVoice, request: &SentenceRequest) -> Result<(Timeline, Vec<f32>), SynthesisError> {
    let (mut timeline, mut audio): (Option<Timeline>, Vec<f32>) = (None, Vec::new());
    voice.synthesize(request, &Cancel::default(), &mut |part| match part {
        SpeechPart::Timeline(line) => assert!(audio.is_empty() && timeline.replace(line).is_none()),
        SpeechPart::Audio(samples) => audio.extend(samples),
        other => panic!("{other:?} comes from casts only"),
    })?;
    let timeline = timeline.unwrap();
    assert_eq!(timeline.check(), Ok(()));
    assert_eq!(timeline.samples, audio.len() as u64);
    Ok((timeline, audio))
}

fn text(text: &str) -> SentenceRequest {
    SentenceRequest { silence_after: 0.0, ..SentenceRequest::text(text) }
}

#[test]
fn a_sentence_is_said() {
    let server = Server::start(|_| ok("audio/wav", in_pieces(&wav(), 777)));
    let mut voice = openai(&server);
    let request =
        SentenceRequest { speed: 1.25, silence_after: 0.5, ..text("Hello, \u{7}world. \"Good\"\nday!") };
    let (line, audio) = say(&mut voice, &request).unwrap();
    assert_eq!(audio.len(), 48_000 + 24_000);
    assert!(audio.iter().fold(0.0, |top: f32, s| top.max(s.abs())) > 0.2);
    let sentences: Vec<&str> = line.sentences.iter().map(|s| s.text.as_str()).collect();
    assert_eq!(sentences, ["Hello, world.", "\"Good\" day!"]);
    let words: Vec<&str> = line.words.iter().map(|w| w.word.as_str()).collect();
    assert_eq!(words, ["Hello", "world", "Good", "day"]);
    let heard = server.heard.recv().unwrap();
    assert_eq!(heard.uri.path(), "/v1/audio/speech");
    assert_eq!(heard.headers["authorization"], format!("Bearer {KEY}"));
    assert_eq!(heard.headers["content-type"], "application/json");
    assert_eq!(heard.body["input"], "Hello, world. \"Good\" day!");
    assert_eq!((heard.body["voice"].as_str(), heard.body["speed"].as_f64()), (Some("Ann1"), Some(1.25)));
}

#[test]
fn pauses_are_exact_and_one_connection_serves() {
    let server = Server::start(|_| ok("audio/wav", wav()));
    let mut voice = openai(&server);
    let pieces =
        vec![Piece::Text("One,".into()), Piece::Pause(0.5), Piece::Text("two.".into()), Piece::Pause(1.0)];
    let (line, audio) = say(&mut voice, &SentenceRequest { pieces, ..text("") }).unwrap();
    assert_eq!(audio.len(), 2 * 48_000 + 24_000 + 48_000);
    assert!(audio[48_000..72_000].iter().all(|sample| *sample == 0.0));
    assert_eq!(line.sentences.len(), 1, "{:?}", line.sentences);
    assert!(
        line.phones.windows(2).all(|two| two.iter().any(|phone| phone.phone != "_")),
        "{:?}",
        line.phones
    );
    let heard: Vec<_> = server.heard.try_iter().collect();
    assert_eq!(heard.iter().map(|h| h.body["input"].as_str().unwrap()).collect::<Vec<_>>(), ["One,", "two."]);
    assert_eq!(heard[0].peer, heard[1].peer);
}

#[test]
fn what_cannot_be_said_asks_nobody() {
    let server = Server::start(|_| ok("audio/wav", wav()));
    let mut voice = openai(&server);
    for odd in ["", "?!", "🙂\u{0}"] {
        assert!(matches!(say(&mut voice, &text(odd)), Err(SynthesisError::NothingToSay)), "{odd:?}");
    }
    let error = say(&mut voice, &text(&"word ".repeat(20_000))).unwrap_err().to_string();
    assert!(error.contains("too many for one sentence"), "{error}");
    let pause = SentenceRequest { pieces: vec![Piece::Pause(0.5)], ..text("") };
    assert_eq!(say(&mut voice, &pause).unwrap().1.len(), 24_000);
    assert!(server.heard.is_empty());
}

#[test]
fn long_text_is_asked_for_in_parts() {
    let server = Server::start(|_| ok("audio/wav", wav()));
    let mut voice = openai(&server);
    let long = "Ten words are in this sentence, which ends right here. ".repeat(150);
    let (line, audio) = say(&mut voice, &text(&long)).unwrap();
    assert_eq!((audio.len(), line.sentences.len()), (3 * 48_000, 150));
    assert!(server.heard.try_iter().all(|heard| heard.body["input"].as_str().unwrap().len() <= 4096));
}

#[test]
fn the_format_is_found_out() {
    let server = Server::start(|heard| match heard.body["response_format"].as_str() {
        Some("pcm") => ok("application/octet-stream", in_pieces(&pcm(), 1_001)),
        _ => axum::http::Response::builder()
            .status(422)
            .body(r#"{"detail":[{"loc":["body","response_format"],"msg":"must be pcm"}]}"#.into())
            .unwrap(),
    });
    let mut voice = openai(&server);
    for _ in 0..2 {
        assert_eq!(say(&mut voice, &text("Hello.")).unwrap().1.len(), 48_000);
    }
    let asked: Vec<_> =
        server.heard.try_iter().map(|h| h.body["response_format"].as_str().unwrap().to_owned()).collect();
    assert_eq!(asked, ["wav", "pcm", "pcm"]);
    // What is written is not changed behind one's back.
    let mut voice =
        open(HttpSettings { format: Some(HttpFormat::Wav), ..settings(HttpKind::Openai, server.url()) });
    let error = say(&mut voice, &text("Hello.")).unwrap_err().to_string();
    assert!(error.contains("response_format: must be pcm"), "{error}");
}

#[test]
fn a_server_tells_its_own_kind_of_sound() {
    // Bare samples though a wave file was asked for, at a rate of their own; a wave file though it is called pcm.
    let server = Server::start(|_| ok("audio/pcm;rate=16000", pcm()));
    assert_eq!(say(&mut openai(&server), &text("Hello.")).unwrap().1.len(), 72_000);
    let server = Server::start(|_| {
        let mut answer = ok("audio/pcm_s16le", pcm());
        answer.headers_mut().insert("x-sample-rate", axum::http::HeaderValue::from_static("16000"));
        answer
    });
    assert_eq!(say(&mut openai(&server), &text("Hello.")).unwrap().1.len(), 72_000);
    let server = Server::start(|_| ok("audio/pcm", wav()));
    assert_eq!(say(&mut openai(&server), &text("Hello.")).unwrap().1.len(), 48_000);
}
