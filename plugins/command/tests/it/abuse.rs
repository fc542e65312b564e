//! Those who mean no good, or have gone mad: each is bounded in what they can use, and the others do not notice.

use crate::client::*;
use command::{Limits, Settings};
use futures_util::{SinkExt, future::join_all};
use serde_json::json;
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_tungstenite::tungstenite::Message;

/// Somebody honest asks, and is answered.
async fn ask(addr: SocketAddr) {
    assert_eq!(post(addr, "ListScenes", &[], "{}").await.status, 200);
}

/// Waits until the other end has closed, whatever it says before.
async fn closed(mut stream: TcpStream) {
    let end = async { while stream.read(&mut [0; 1024]).await.is_ok_and(|bytes| bytes > 0) {} };
    tokio::time::timeout(DEADLINE, end).await.expect("the connection is closed");
}

fn resident_bytes() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

#[tokio::test]
async fn a_thousand_connections_that_say_nothing_do_not_matter() {
    // Both ends of each are in this process.
    assert!(
        rlimit::increase_nofile_limit(4096).unwrap() > 2100,
        "too few files may be open here (ulimit -n)"
    );
    let limits = Limits { head: Duration::from_secs(5), ..Limits::default() };
    let fixture = fixture(Options { limits, ..Options::default() }).await;
    let (mut session, _) = open(fixture.addr, None).await;
    let mut held = Vec::new();
    for n in 0..1000 {
        let mut stream = TcpStream::connect(fixture.addr).await.unwrap();
        let said: &[u8] = match n % 4 {
            0 => b"",
            1 => b"GET /api/v1/events HTTP/1.1\r\nhost: loc",
            2 => b"\x16\x03\x01\x02\x00\x01\x00",
            _ => b"POST /api/v1/requests/Say HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000\r\n\r\n{",
        };
        stream.write_all(said).await.unwrap();
        held.push(stream);
        if n % 100 == 0 {
            ask(fixture.addr).await;
        }
    }
    send(&mut session, json!({"op": 6, "d": {"requestType": "ListScenes", "requestId": "1"}})).await;
    assert_eq!(next_json(&mut session).await["d"]["requestId"], "1");
    ask(fixture.addr).await;
    join_all(held.into_iter().map(closed)).await;
    assert_eq!(fixture.running.sessions(), 1, "the session is still there");
}

#[tokio::test]
async fn ten_megabytes_are_not_taken_in() {
    let fixture = fixture(Options::default()).await;
    let before = resident_bytes();
    let huge = "x".repeat(10_000_000);
    for _ in 0..30 {
        let (mut stream, _) = open(fixture.addr, None).await;
        // The server may close before all of it is sent.
        let _ = stream.send(Message::text(huge.clone())).await;
        assert!(matches!(close_code(&mut stream).await, Some(1009) | None));
        let body = post(fixture.addr, "Stop", &[], &huge).await;
        assert_eq!((body.status, body.code()), (413, 403));
        ask(fixture.addr).await;
    }
    let grown = resident_bytes().saturating_sub(before) / 1_000_000;
    assert!(grown < 200, "600 MB were sent, and {grown} MB are kept");
}

#[tokio::test]
async fn who_dawdles_is_not_waited_for() {
    let (head, body) = (Duration::from_millis(100), Duration::from_millis(100));
    let limits = Limits { head, body, ..Limits::default() };
    let fixture = fixture(Options { limits, ..Options::default() }).await;
    let mut stream = TcpStream::connect(fixture.addr).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\n").await.unwrap();
    closed(stream).await;
    let mut stream = TcpStream::connect(fixture.addr).await.unwrap();
    let head = format!(
        "POST /api/v1/requests/Say HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {TOKEN}\r\n\
         content-type: application/json\r\ncontent-length: 20\r\nconnection: close\r\n\r\n{{"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let read = tokio::time::timeout(DEADLINE, stream.read_to_string(&mut answer)).await;
    read.expect("an answer in time").unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
}

#[tokio::test]
async fn one_connection_too_many_is_closed() {
    let limits = Limits { connections: 2, ..Limits::default() };
    let fixture = fixture(Options { limits, ..Options::default() }).await;
    let (held, _) = open(fixture.addr, None).await;
    let other = TcpStream::connect(fixture.addr).await.unwrap();
    closed(TcpStream::connect(fixture.addr).await.unwrap()).await;
    drop((held, other));
    let begun = Instant::now();
    while tokio::spawn(get(fixture.addr, "/healthz")).await.is_err() {
        assert!(begun.elapsed() < DEADLINE, "the place is not free again");
    }
}

#[tokio::test]
async fn guessing_takes_long_and_the_right_token_does_not() {
    let fixture = fixture(Options::default()).await;
    let guess = |n: u32| async move {
        let wrong = format!("Bearer a-wrong-token-{n:04}");
        http(fixture.addr, "GET", "/api/v1/events", &[("authorization", &wrong)], b"").await
    };
    // Free ones first; of the rest only so many are looked at, and they wait.
    let begun = Instant::now();
    let guesses = join_all((0..60).map(guess)).await;
    let refused = guesses.iter().filter(|reply| reply.status == 429).count();
    assert!(refused >= 30, "{refused}");
    assert!(guesses.iter().all(|reply| matches!(reply.status, 401 | 429)));
    let late = guesses.iter().find(|reply| reply.status == 429).unwrap();
    assert!(late.headers["retry-after"].parse::<u64>().unwrap() >= 1);
    assert!(begun.elapsed() > Duration::from_secs(1), "the answers to wrong ones take their time");
    ask(fixture.addr).await;
    let mut stream = connect(fixture.addr, "/api/v1/ws").await;
    identify(&mut stream, TOKEN, None).await;
    assert_eq!(next_json(&mut stream).await["op"], 2);
}

#[tokio::test]
async fn who_asks_too_fast_is_told_when_to_come_back() {
    let limits = Limits { requests_per_second: 1, requests_at_once: 5, ..Limits::default() };
    let fixture = fixture(Options { limits, ..Options::default() }).await;
    let (mut stream, _) = open(fixture.addr, None).await;
    let mut codes = Vec::new();
    for id in 0..10 {
        let request = json!({"op": 6, "d": {"requestType": "ListScenes", "requestId": id.to_string()}});
        send(&mut stream, request).await;
        codes.push(next_json(&mut stream).await["d"]["requestStatus"]["code"].as_u64().unwrap());
    }
    assert_eq!(codes[..5], [100; 5]);
    assert!(codes[5..].iter().filter(|code| **code == 503).count() >= 3, "{codes:?}");
    let reply = post(fixture.addr, "ListScenes", &[], "{}").await;
    assert_eq!((reply.status, reply.headers["retry-after"].as_str()), (429, "1"));
}

#[tokio::test]
async fn messages_out_of_order_are_refused_and_repeated_ones_done_once() {
    let fixture = fixture(Options::default()).await;
    let (mut stream, _) = open(fixture.addr, None).await;
    let say = json!({"op": 6, "d": {
        "requestType": "Say", "requestId": "1", "requestData": {"text": "once"}, "idempotencyKey": "k"
    }});
    let mut ids = Vec::new();
    for _ in 0..3 {
        send(&mut stream, say.clone()).await;
        ids.push(next_json(&mut stream).await["d"]["responseData"]["utteranceId"].clone());
    }
    assert_eq!(ids, ["u1", "u1", "u1"]);
    // Who they are was said; saying it again means nothing.
    for (op, code) in [(1, 205), (0, 205), (2, 205), (7, 205)] {
        send(&mut stream, json!({"op": op, "d": {"authentication": "x"}})).await;
        assert_eq!(next_json(&mut stream).await["d"]["requestStatus"]["code"], code, "op {op}");
    }
    ask(fixture.addr).await;
}

#[tokio::test]
async fn other_names_and_other_pages_are_sent_away() {
    let change = |settings: &mut Settings| {
        settings.hosts = vec!["live.example".into()];
        settings.origins = vec!["https://panel.example".into()];
    };
    let fixture = fixture(Options { change, ..Options::default() }).await;
    let ask = async |method: &str, host: &str, origin: &str| {
        let mut stream = TcpStream::connect(fixture.addr).await.unwrap();
        let head = format!(
            "{method} /api/v1/events HTTP/1.1\r\nhost: {host}\r\norigin: {origin}\r\nconnection: close\r\n\
             authorization: Bearer {TOKEN}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = String::new();
        let read = tokio::time::timeout(DEADLINE, stream.read_to_string(&mut answer)).await;
        read.expect("an answer in time").unwrap();
        answer.to_lowercase()
    };
    let evil = ask("GET", "evil.example", "http://evil.example").await;
    assert!(evil.starts_with("http/1.1 421 "), "{evil}");
    let other = ask("GET", "live.example", "https://evil.example").await;
    assert!(other.starts_with("http/1.1 403 ") && !other.contains("access-control"), "{other}");
    let panel = ask("GET", "live.example", "https://panel.example").await;
    assert!(panel.starts_with("http/1.1 200 "), "{panel}");
    assert!(panel.contains("access-control-allow-origin: https://panel.example"), "{panel}");
    let asked = ask("OPTIONS", "live.example", "https://panel.example").await;
    assert!(asked.starts_with("http/1.1 204 ") && asked.contains("authorization"), "{asked}");
    let ours = ask("GET", "live.example", "http://live.example").await;
    assert!(ours.starts_with("http/1.1 200 ") && !ours.contains("access-control"), "{ours}");
}
