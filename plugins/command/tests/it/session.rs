//! Sessions: the token, requests and their refusals, events and coming back for them, clients that misbehave.

use crate::client::*;
use command::Limits;
use futures_util::SinkExt;
use protocol::Event;
use serde_json::json;
use std::time::Duration;
use tokio_tungstenite::tungstenite::{Error, Message};

fn camera(name: &str) -> Event {
    Event::CameraChanged { camera: name.into() }
}

#[tokio::test]
async fn a_wrong_token_is_closed_4009() {
    let fixture = fixture(Options::default()).await;
    let mut stream = connect(fixture.addr, "/api/v1/ws").await;
    identify(&mut stream, "another-token-than-ours", None).await;
    assert_eq!(close_code(&mut stream).await, Some(4009));
    assert_eq!(fixture.running.sessions(), 0);
}

#[tokio::test]
async fn an_answer_is_good_for_its_own_challenge_only() {
    let fixture = fixture(Options::default()).await;
    let mut seen = Vec::new();
    for _ in 0..2 {
        let mut stream = connect(fixture.addr, "/api/v1/ws").await;
        let hello = next_json(&mut stream).await;
        seen.push(hello["d"]["authentication"]["challenge"].clone());
        // The right answer to the worked example of obs-websocket's documentation.
        let stale = "1Ct943GAT+6YQUUX47Ia/ncufilbe6+oD6lY+5kaCu4=";
        send(&mut stream, json!({"op": 1, "d": {"authentication": stale}})).await;
        assert_eq!(close_code(&mut stream).await, Some(4009));
    }
    assert_ne!(seen[0], seen[1]);
}

#[tokio::test]
async fn who_does_not_identify_is_closed() {
    let limits = Limits { identify: Duration::from_millis(50), ..Limits::default() };
    let fixture = fixture(Options { limits, ..Options::default() }).await;
    let mut stream = connect(fixture.addr, "/api/v1/ws").await;
    assert_eq!(close_code(&mut stream).await, Some(4007));
    for first in [json!({"op": 6, "d": {}}), json!(7), json!({"op": 1, "d": {}})] {
        let mut stream = connect(fixture.addr, "/api/v1/ws").await;
        next_json(&mut stream).await;
        send(&mut stream, first).await;
        assert_eq!(close_code(&mut stream).await, Some(4002));
    }
}

#[tokio::test]
async fn requests_are_answered_and_bad_ones_do_not_end_the_session() {
    let limits = Limits { message_bytes: 1000, ..Limits::default() };
    let fixture = fixture(Options { limits, ..Options::default() }).await;
    let (mut stream, _) = open(fixture.addr, None).await;
    let request = |id: &str, name: &str, data| json!({"op": 6, "d": {"requestType": name, "requestId": id, "requestData": data}});
    for (message, id, code) in [
        (request("1", "Say", json!({"text": "hello"})), "1", 100),
        (request("2", "Shout", json!({})), "2", 204),
        (request("3", "Say", json!({"words": "hello"})), "3", 400),
        (request("4", "Say", json!({})), "4", 300),
        (json!({"op": 3, "d": {"requestId": "5"}}), "5", 205),
        (json!("nonsense"), "", 205),
        (request("6", "Say", json!({"text": "x".repeat(2000)})), "", 403),
        (request("7", "ListScenes", json!(null)), "7", 100),
    ] {
        send(&mut stream, message).await;
        let answer = next_json(&mut stream).await;
        assert_eq!(answer["op"], 7);
        let d = &answer["d"];
        assert_eq!((d["requestId"].as_str().unwrap(), &d["requestStatus"]["code"]), (id, &json!(code)));
        assert_eq!(d["requestStatus"]["result"], json!(code == 100));
        assert!(code == 100 || !d["requestStatus"]["comment"].as_str().unwrap().is_empty());
    }
    stream.send(Message::binary(vec![1, 2, 3])).await.unwrap();
    assert_eq!(next_json(&mut stream).await["d"]["requestStatus"]["code"], 205);
    assert_eq!(fixture.running.sessions(), 1);
}

#[tokio::test]
async fn a_hostile_message_ends_only_its_session() {
    let limits = Limits { hostile_bytes: 10_000, message_bytes: 1000, ..Limits::default() };
    let fixture = fixture(Options { limits, ..Options::default() }).await;
    let (mut hostile, _) = open(fixture.addr, None).await;
    let (mut other, _) = open(fixture.addr, None).await;
    // The server may close before all of it is sent.
    let _ = hostile.send(Message::text("x".repeat(100_000))).await;
    assert!(matches!(close_code(&mut hostile).await, Some(1009) | None));
    fixture.events.publish(camera("close"));
    assert_eq!(next_json(&mut other).await["d"]["eventData"]["camera"], "close");
}

#[tokio::test]
async fn events_are_resumed_by_number() {
    let fixture = fixture(Options { kept_events: 3, ..Options::default() }).await;
    let (mut stream, identified) = open(fixture.addr, None).await;
    assert_eq!(identified["gap"], false);
    let first = fixture.events.publish(camera("1"));
    assert_eq!(next_json(&mut stream).await["d"]["seq"], first);
    drop(stream);

    fixture.events.publish(camera("2"));
    fixture.events.publish(camera("3"));
    let (mut stream, identified) = open(fixture.addr, Some(first)).await;
    assert_eq!((&identified["gap"], &identified["seq"]), (&json!(false), &json!(first + 2)));
    for n in ["2", "3"] {
        let event = next_json(&mut stream).await;
        assert_eq!((&event["op"], &event["d"]["eventData"]["camera"]), (&json!(5), &json!(n)));
    }
    for n in 4..8 {
        fixture.events.publish(camera(&n.to_string()));
    }
    let (mut stream, identified) = open(fixture.addr, Some(first)).await;
    assert_eq!(identified["gap"], true, "2 to 4 are no longer kept");
    assert_eq!(next_json(&mut stream).await["d"]["seq"], first + 4);
    let (_, identified) = open(fixture.addr, Some(12)).await;
    assert_eq!(identified["gap"], true, "a number of another run");
}

#[tokio::test]
async fn a_client_that_does_not_read_is_closed_and_others_are_served() {
    let limits = Limits { send: Duration::from_millis(200), ..Limits::default() };
    let fixture = fixture(Options { limits, kept_events: 1024, ..Options::default() }).await;
    let (mut stuck, _) = open(fixture.addr, None).await;
    let (mut other, _) = open(fixture.addr, None).await;
    let big = camera(&"x".repeat(100_000));
    let mut published = Vec::new();
    let wait = async {
        while fixture.running.sessions() == 2 {
            published.push(fixture.events.publish(big.clone()));
            assert_eq!(next_json(&mut other).await["d"]["seq"], *published.last().unwrap());
        }
    };
    tokio::time::timeout(DEADLINE, wait).await.expect("the stuck client is closed");
    assert!(matches!(close_code(&mut stuck).await, Some(4010) | None));
    fixture.events.publish(camera("after"));
    assert_eq!(next_json(&mut other).await["d"]["eventData"]["camera"], "after");
}

#[tokio::test]
async fn a_full_queue_is_answered_busy() {
    let (fixture, mut incoming) = silent(Options { queue: 1, ..Options::default() }).await;
    let (mut stream, _) = open(fixture.addr, None).await;
    for id in ["1", "2"] {
        send(&mut stream, json!({"op": 6, "d": {"requestType": "Stop", "requestId": id}})).await;
    }
    let busy = next_json(&mut stream).await;
    assert_eq!((&busy["d"]["requestId"], &busy["d"]["requestStatus"]["code"]), (&json!("2"), &json!(207)));
    let reply = post(fixture.addr, "Stop", &[], "").await;
    assert_eq!((reply.status, reply.code(), reply.headers["retry-after"].as_str()), (503, 207, "1"));
    drop(incoming.recv().await.unwrap().reply);
    assert_eq!(next_json(&mut stream).await["d"]["requestStatus"]["code"], 700);
    drop(incoming);
    assert_eq!(post(fixture.addr, "Stop", &[], "").await.code(), 208);
}

#[tokio::test]
async fn pages_of_other_origins_are_refused() {
    let fixture = fixture(Options::default()).await;
    for path in ["/api/v1/ws", "/api/v1/preview"] {
        let error = connect_from(fixture.addr, path, Some("http://evil.example")).await.unwrap_err();
        assert!(matches!(error, Error::Http(r) if r.status() == 403));
        let ours = format!("http://{}", fixture.addr);
        let mut stream = connect_from(fixture.addr, path, Some(&ours)).await.unwrap();
        assert_eq!(next_json(&mut stream).await["op"], 0);
    }
}

#[tokio::test]
async fn the_number_of_sockets_is_bounded() {
    let limits = Limits { sockets: 1, ..Limits::default() };
    let fixture = fixture(Options { limits, ..Options::default() }).await;
    let (held, _) = open(fixture.addr, None).await;
    let error = connect_from(fixture.addr, "/api/v1/ws", None).await.unwrap_err();
    assert!(matches!(error, Error::Http(r) if r.status() == 503));
    drop(held);
    until("the place is free again", || fixture.running.sessions() == 0).await;
}

#[tokio::test]
async fn sessions_are_told_of_the_end() {
    let fixture = fixture(Options::default()).await;
    let (mut stream, _) = open(fixture.addr, None).await;
    fixture.running.shutdown();
    assert_eq!(close_code(&mut stream).await, Some(1001));
    fixture.running.join().await.unwrap();
}
