//! The kind `elevenlabs`: lines of JSON with the times of characters.

use super::{KEY, open, pcm, say, server::Server, server::in_pieces, server::ok, settings, text};
use crate::{SentenceRequest, http::HttpKind};
use base64::Engine;
use serde_json::json;

/// Lines as the service sends them: each a third of the sound; characters with times from the start.
fn lines(said: &str, with_times: bool) -> Vec<u8> {
    let sound = pcm();
    let characters: Vec<(usize, char)> = said.chars().enumerate().collect();
    let per_line = characters.len().div_ceil(3);
    let mut out = Vec::new();
    for (i, sound) in sound.chunks(sound.len().div_ceil(3)).enumerate() {
        let own = characters.iter().skip(i * per_line).take(per_line);
        let times = |shift: f64| -> Vec<f64> {
            own.clone().map(|(at, _)| 0.2 + (*at as f64 + shift) * 0.6 / characters.len() as f64).collect()
        };
        let alignment = json!({
            "characters": own.clone().map(|(_, c)| c.to_string()).collect::<Vec<_>>(),
            "character_start_times_seconds": times(0.0),
            "character_end_times_seconds": times(1.0),
        });
        let line = json!({
            "audio_base64": base64::engine::general_purpose::STANDARD.encode(sound),
            "alignment": with_times.then_some(alignment),
            "normalized_alignment": null,
        });
        out.extend(format!("{line}\n\n").bytes());
    }
    out
}

#[test]
fn characters_become_lips() {
    let server = Server::start(|heard| {
        let said = heard.body["text"].as_str().unwrap();
        ok("application/json", in_pieces(&lines(said, true), 501))
    });
    let mut voice = open(settings(HttpKind::Elevenlabs, server.url()));
    let request = SentenceRequest { language: Some("en-GB".into()), seed: 7, ..text("Big apple. Map.") };
    let (line, audio) = say(&mut voice, &request).unwrap();
    assert_eq!(audio.len(), 48_000);
    let words: Vec<(&str, u64)> = line.words.iter().map(|w| (w.word.as_str(), w.start / 480)).collect();
    // Characters last 40 ms; of a short gap a quarter belongs to the word before.
    assert_eq!(words, [("Big", 20), ("apple", 33), ("Map", 58)]);
    assert_eq!(line.sentences.len(), 2);
    // The first sound of "Big" begins with the character, and a sound that shuts the lips is in each word.
    let at = |phone: &str| line.phones.iter().find(|p| p.phone == phone).map(|p| p.start / 480);
    assert_eq!((at("_"), at("b")), (Some(0), Some(20)));
    assert!(at("p").is_some_and(|at| (33..58).contains(&at)), "{:?}", line.phones);
    let heard = server.heard.recv().unwrap();
    assert_eq!(heard.uri.path(), "/v1/text-to-speech/Ann1/stream/with-timestamps");
    assert_eq!(heard.uri.query(), Some("output_format=pcm_24000"));
    assert_eq!(heard.headers["xi-api-key"], KEY);
    assert_eq!(
        heard.body,
        json!({
            "text": "Big apple. Map.", "model_id": "eleven_flash_v2_5", "language_code": "en", "seed": 7,
        })
    );
}

#[test]
fn without_times_lips_come_from_the_sound() {
    let server =
        Server::start(|heard| ok("text/event-stream", lines(heard.body["text"].as_str().unwrap(), false)));
    let mut voice = open(settings(HttpKind::Elevenlabs, server.url()));
    let (line, _) = say(&mut voice, &text("Big apple.")).unwrap();
    assert_eq!(line.words.len(), 2);
    assert!(line.phones.iter().any(|p| p.phone == "b"));
}

#[test]
fn odd_lines() {
    let check = |body: &'static [u8], expect: &str| {
        let server = Server::start(move |_| ok("application/json", body));
        let mut voice = open(settings(HttpKind::Elevenlabs, server.url()));
        match say(&mut voice, &text("Big.")) {
            Ok((_, audio)) => assert_eq!(format!("{}", audio.len()), expect),
            Err(error) => assert!(!expect.is_empty() && error.to_string().contains(expect), "{error}"),
        }
    };
    check(b"<html>", "instead of lines of JSON");
    check(b"{\"audio_base64\": \"!!\"}", "no base64");
    check(b"{\"audio_base64\": 5}", "instead of lines of JSON");
    check(b"\n\n", "without any sound");
    check(b"{}", "without any sound");
    // An event stream; three bytes are a sample and a half.
    check(b"data: {\"audio_base64\": \"AQEB\"}\n\ndata: [DONE]\n\n", "2");
    // Times of fewer characters than there are, and odd ones.
    check(
        b"{\"audio_base64\": \"AQEB\", \"alignment\": {\"characters\": [\"B\", \"i\", \"g\"], \
          \"character_start_times_seconds\": [-5, 1e300], \"character_end_times_seconds\": [99, 0, 1]}}",
        "2",
    );
}
