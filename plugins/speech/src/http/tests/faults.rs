//! Servers that refuse, break, stall, lie or are not there.

use super::{
    KEY, open, openai, pcm, samples, say,
    server::{Server, ok, that_breaks, that_stalls, without_end},
    settings, text, wav,
};
use crate::{
    Cancel, SynthesisError, Synthesizer,
    http::{HttpFormat, HttpKind, HttpSettings},
};
use axum::{body::Body, http::Response};
use crossbeam_channel::bounded;
use std::{
    io::{Read, Write},
    net::TcpListener,
    time::Duration,
};

/// Longest that a test waits for what must happen.
const DEADLINE: Duration = Duration::from_secs(10);

#[derive(Debug, PartialEq)]
enum Kind {
    Unavailable,
    Refused,
}
use Kind::{Refused, Unavailable};

#[track_caller]
fn check_error(error: &SynthesisError, kind: Kind, words: &[&str]) {
    let got = match error {
        SynthesisError::Unavailable { .. } => Unavailable,
        SynthesisError::Refused { .. } => Refused,
        other => panic!("{other:?}"),
    };
    let text = error.to_string();
    assert_eq!(got, kind, "{text}");
    assert!(words.iter().all(|word| text.contains(word)), "{text} lacks one of {words:?}");
    assert!(!text.contains(KEY) && !format!("{error:?}").contains(KEY), "{text}");
}

#[track_caller]
fn check(answer: impl Fn() -> Response<Body> + Send + Sync + 'static, kind: Kind, words: &[&str]) {
    let server = Server::start(move |_| answer());
    let error = say(&mut openai(&server), &text("Hello.")).unwrap_err();
    check_error(&error, kind, words);
}

#[track_caller]
fn check_status(
    status: u16,
    header: (&'static str, &'static str),
    body: &'static str,
    kind: Kind,
    words: &[&str],
) {
    let answer =
        move || Response::builder().status(status).header(header.0, header.1).body(body.into()).unwrap();
    check(answer, kind, words);
}

#[test]
fn errors_of_servers_in_words() {
    let none = ("x", "y");
    check_status(
        401,
        none,
        r#"{"error":{"message":"Incorrect API key."}}"#,
        Unavailable,
        &["TEST_KEY", "Incorrect"],
    );
    check_status(401, none, "your key sk-very-secret-0123456789 is wrong", Unavailable, &["[key]"]);
    check_status(403, none, "", Unavailable, &["TEST_KEY", "127.0.0.1"]);
    check_status(
        401,
        none,
        r#"{"detail":{"status":"quota_exceeded"}}"#,
        Unavailable,
        &["quota_exceeded", "add to"],
    );
    check_status(402, none, "", Unavailable, &["paid"]);
    check_status(
        429,
        ("retry-after", "7"),
        r#"{"error":"slow down"}"#,
        Unavailable,
        &["slow down", "wait 7 seconds"],
    );
    check_status(429, ("retry-after", "Wed, 21 Oct 2026"), "", Unavailable, &["until Wed, 21 Oct 2026"]);
    check_status(503, none, "<html>", Unavailable, &["503", "later"]);
    check_status(500, none, "boom", Unavailable, &["boom"]);
    check_status(
        400,
        none,
        r#"{"error":{"message":"No voice Ann1."}}"#,
        Refused,
        &["No voice Ann1.", "`voice`"],
    );
    check_status(
        404,
        none,
        r#"{"detail":"Not Found"}"#,
        Refused,
        &["Not Found", "/v1/audio/speech", "`url`"],
    );
    check_status(413, none, "", Refused, &["shorter"]);
    check_status(
        307,
        ("location", "http://elsewhere.example"),
        "",
        Refused,
        &["http://elsewhere.example", "`url`"],
    );
    check_status(302, ("location", "/login"), "", Refused, &["/login"]);
}

#[test]
fn answers_that_are_no_speech() {
    check(|| ok("text/html", "<html>Welcome</html>"), Refused, &["text/html", "`url`"]);
    check(|| ok("application/json", r#"{"status":"queued"}"#), Refused, &["json", "queued"]);
    check(|| ok("audio/wav", ""), Refused, &["without any sound"]);
    check(|| ok("audio/wav", pcm()), Refused, &["no wave file", "`format`"]);
    check(|| ok("audio/wav", wav()[..44].to_vec()), Refused, &["without any sound"]);
    check(|| ok("audio/pcm;rate=48000", without_end()), Refused, &["ten minutes"]);
    let gzip = || Response::builder().header("content-encoding", "gzip").body(Body::from(wav())).unwrap();
    check(gzip, Refused, &["gzip"]);
    let odd = Server::start(|_| ok("audio/pcm", [pcm(), vec![1]].concat()));
    assert_eq!(say(&mut openai(&odd), &text("Hello.")).unwrap().1.len(), 48_000);
}

#[test]
fn answers_that_are_cut() {
    check(|| ok("audio/wav", that_breaks(&wav()[..20_000])), Unavailable, &["cut", "127.0.0.1"]);
    check(|| ok("audio/wav", that_breaks(&[])), Unavailable, &["127.0.0.1"]);
    // The header of the file tells what the connection does not.
    let mut file = std::io::Cursor::new(Vec::new());
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 24_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::new(&mut file, spec).unwrap();
    samples().into_iter().for_each(|sample| writer.write_sample(sample).unwrap());
    writer.finalize().unwrap();
    let half = file.into_inner()[..20_000].to_vec();
    check(move || ok("audio/wav", half.clone()), Unavailable, &["cut"]);
}

#[test]
fn a_voice_serves_again_after_a_fault() {
    let server = Server::start(|heard| match heard.body["input"].as_str() {
        Some("Break.") => ok("audio/wav", that_breaks(&wav()[..20_000])),
        _ => ok("audio/wav", wav()),
    });
    let mut voice = openai(&server);
    for _ in 0..3 {
        say(&mut voice, &text("Break.")).unwrap_err();
        assert_eq!(say(&mut voice, &text("Hello.")).unwrap().1.len(), 48_000);
    }
}

#[test]
fn servers_that_are_silent_or_absent() {
    let quick = |url: String| HttpSettings { timeout_s: Some(0.2), ..settings(HttpKind::Openai, url) };
    let (gone, _hears) = bounded(1);
    let server = Server::start(move |_| ok("audio/wav", that_stalls(&wav()[..2_000], gone.clone())));
    let error = say(&mut open(quick(server.url())), &text("Hello.")).unwrap_err();
    check_error(&error, Unavailable, &["in time", "`timeout_s`"]);
    // Accepts and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap();
    let error = say(&mut open(quick(format!("http://{address}"))), &text("Hello.")).unwrap_err();
    check_error(&error, Unavailable, &["in time"]);
    drop(silent);
    let error = say(&mut open(quick(format!("http://{address}"))), &text("Hello.")).unwrap_err();
    check_error(&error, Unavailable, &["refuses connections"]);
}

/// A server of bytes: for each connection, answers requests with the given bytes and then hangs up on the next.
fn raw(answers: Vec<Vec<Vec<u8>>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let serve = move || {
        for answers in answers {
            let (mut stream, _) = listener.accept().unwrap();
            for answer in answers {
                let mut request = Vec::new();
                let mut buffer = [0; 4096];
                while !request.ends_with(b"}") {
                    match stream.read(&mut buffer) {
                        Ok(length) if length > 0 => request.extend_from_slice(&buffer[..length]),
                        _ => return,
                    }
                }
                stream.write_all(&answer).unwrap();
            }
        }
    };
    std::thread::Builder::new().name("raw-server".into()).spawn(serve).unwrap();
    format!("http://{address}/v1")
}

fn raw_wav() -> Vec<u8> {
    let body = wav();
    let mut answer =
        format!("HTTP/1.1 200 OK\r\ncontent-type: audio/wav\r\ncontent-length: {}\r\n\r\n", body.len());
    answer.push_str("");
    [answer.into_bytes(), body].concat()
}

#[test]
fn no_http_and_stale_connections() {
    let url = raw(vec![vec![b"220 mail.example ESMTP\r\n".to_vec()]]);
    let error = say(&mut open(settings(HttpKind::Openai, url)), &text("Hello.")).unwrap_err();
    check_error(&error, Unavailable, &["127.0.0.1"]);
    // The kept connection takes the second request and hangs up: it is asked again on a new one.
    let url = raw(vec![vec![raw_wav(), Vec::new()], vec![raw_wav()]]);
    let mut voice = open(settings(HttpKind::Openai, url));
    for _ in 0..2 {
        assert_eq!(say(&mut voice, &text("Hello.")).unwrap().1.len(), 48_000);
    }
}

#[test]
fn a_cancel_hangs_up_at_once() {
    let (gone, hears) = bounded(8);
    let server = Server::start(move |heard| match heard.body["input"].as_str() {
        Some("Stall.") => ok("audio/wav", that_stalls(&wav()[..2_000], gone.clone())),
        _ => ok("audio/wav", wav()),
    });
    let mut voice = open(HttpSettings {
        timeout_s: Some(300.0),
        format: Some(HttpFormat::Wav),
        ..settings(HttpKind::Openai, server.url())
    });
    let cancel = Cancel::default();
    let (done, ends) = bounded(1);
    let thread = {
        let cancel = cancel.clone();
        std::thread::Builder::new().name("speaks".into()).spawn(move || {
            let result = voice.synthesize(&text("Stall."), &cancel, &mut |part| panic!("{part:?}"));
            done.send(result).unwrap();
            voice
        })
    };
    server.heard.recv_timeout(DEADLINE).unwrap();
    cancel.cancel();
    assert!(matches!(ends.recv_timeout(DEADLINE).unwrap(), Err(SynthesisError::Cancelled)));
    hears.recv_timeout(DEADLINE).expect("the connection must be closed");
    let mut voice = thread.unwrap().join().unwrap();
    assert_eq!(say(&mut voice, &text("Hello.")).unwrap().1.len(), 48_000);
    // A cancel before the start asks nobody.
    server.heard.try_iter().count();
    assert!(matches!(
        voice.synthesize(&text("Hello."), &cancel, &mut |_| {}),
        Err(SynthesisError::Cancelled)
    ));
    assert!(server.heard.is_empty());
}

#[test]
fn keys_that_are_not_there() {
    let settings = settings(HttpKind::Openai, "http://127.0.0.1:9/v1".into());
    let with = |key: Option<&str>| {
        let key = key.map(str::to_owned);
        super::HttpVoice::open_with("x".into(), settings.clone(), &move |_| key.clone())
            .err()
            .unwrap()
            .to_string()
    };
    assert!(with(None).contains("TEST_KEY is not set"));
    assert!(with(Some("  ")).contains("TEST_KEY is not set"));
    assert!(with(Some("sk-1\nsk-2")).contains("holds no key"));
    assert!(!with(Some("sk-ä")).contains("sk-ä"));
    let missing = HttpSettings { key_file: Some("no-such-file".into()), ..settings.clone() };
    let error = super::HttpVoice::open("x", missing).err().unwrap().to_string();
    assert!(error.contains("no-such-file"), "{error}");
}
