//! Named tokens and their roles, files that are sent, and what comes from those who mean no good.

use crate::client::*;
use command::{Token, access};
use protocol::{Role, request::TABLE};
use std::{path::Path, time::Instant};

fn bearer(token: &Token) -> String {
    format!("Bearer {}", token.reveal())
}

fn with_tokens(folder: &Path) -> Options {
    Options {
        access: Some(folder.join("access.json")),
        assets: Some(folder.join("media")),
        ..Options::default()
    }
}

#[tokio::test]
async fn each_role_may_ask_for_what_it_may() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("access.json");
    let tokens =
        Role::ALL.map(|role| (role, access::add(&path, &format!("a-{}", role.name()), role).unwrap()));
    let fixture = fixture(with_tokens(folder.path())).await;
    for (role, token) in &tokens {
        let authorization = bearer(token);
        for info in TABLE {
            let path = format!("/api/v1/requests/{}", info.name);
            let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
            let reply = http(fixture.addr, "POST", &path, &headers, b"{}").await;
            // One that lacks a field is told so, whoever asks: nothing is done in either case.
            let refused = reply.code() == 300 || (reply.status, reply.code()) == (403, 502);
            assert_eq!(refused, *role < info.role || reply.code() == 300, "{} as {role:?}", info.name);
        }
    }
}

#[tokio::test]
async fn a_token_that_was_taken_away_is_refused_soon() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("access.json");
    let fixture = fixture(with_tokens(folder.path())).await;
    let token = access::add(&path, "mia", Role::Operator).unwrap();
    let authorization = bearer(&token);
    let status = async || {
        let headers = [("authorization", authorization.as_str())];
        http(fixture.addr, "POST", "/api/v1/requests/ListScenes", &headers, b"").await.status
    };
    let until = async |expect: u16| {
        let begun = Instant::now();
        while status().await != expect {
            assert!(begun.elapsed() < DEADLINE, "still not {expect}");
        }
    };
    until(200).await;
    let headers = [("authorization", authorization.as_str())];
    let newest = http(fixture.addr, "GET", "/api/v1/events", &headers, b"").await.json()["seq"].to_string();
    let newer = format!("/api/v1/events?since={newest}&wait=55");
    let events = http(fixture.addr, "GET", &newer, &headers, b"");
    let (waited, ()) = tokio::join!(events, async {
        access::remove(&path, "mia").unwrap();
        until(401).await;
    });
    assert_eq!(waited.status, 401, "who waits for events goes, too");
}

#[tokio::test]
async fn pictures_are_taken_for_what_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let fixture = fixture(with_tokens(folder.path())).await;
    let viewer = access::add(&folder.path().join("access.json"), "viv", Role::Viewer).unwrap();
    let owner = format!("Bearer {TOKEN}");
    let send = async |method: &str, path: &str, authorization: &str, body: &[u8]| {
        http(fixture.addr, method, path, &[("authorization", authorization)], body).await
    };
    let png = b"\x89PNG\r\n\x1a\nrest";
    assert_eq!(send("PUT", "/api/v1/assets/shop.png", &owner, png).await.status, 200);
    let listed = send("GET", "/api/v1/assets", &owner, b"").await.json();
    assert_eq!(listed, serde_json::json!({"assets": [{"name": "shop.png", "bytes": 12}]}));
    assert_eq!(send("GET", "/api/v1/assets/shop.png", &owner, b"").await.body, png);
    for (name, body, status) in [
        ("shop.jpg", &b"GIF89a, said to be a JPEG"[..], 415),
        ("shop.png", b"<script>", 415),
        ("..%2Faccess.json", png, 422),
        (".hidden.png", png, 422),
        ("a%2Fb.png", png, 422),
    ] {
        let reply = send("PUT", &format!("/api/v1/assets/{name}"), &owner, body).await;
        assert_eq!(reply.status, status, "{name}");
    }
    assert_eq!(send("GET", "/api/v1/assets/shop.png", &owner, b"").await.body, png, "what was there is kept");
    assert_eq!(send("PUT", "/api/v1/assets/x.png", "Bearer wrong-token-of-it", png).await.status, 401);
    let begun = Instant::now();
    // The file of tokens is looked at every half second.
    while send("GET", "/api/v1/assets", &bearer(&viewer), b"").await.status != 200 {
        assert!(begun.elapsed() < DEADLINE, "the viewer is not known");
    }
    assert_eq!(send("PUT", "/api/v1/assets/x.png", &bearer(&viewer), png).await.status, 403);
    assert_eq!(send("DELETE", "/api/v1/assets/shop.png", &owner, b"").await.status, 204);
    assert_eq!(send("GET", "/api/v1/assets/shop.png", &owner, b"").await.status, 404);
    let left = std::fs::read_dir(folder.path().join("media")).unwrap().count();
    assert_eq!(left, 0, "nothing that was refused lies about");
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_and_others_go_on() {
    let fixture = fixture(Options::default()).await;
    let deep = "[".repeat(100_000);
    let owner = format!("Bearer {TOKEN}");
    let headers = [("authorization", owner.as_str()), ("content-type", "application/json")];
    for body in [deep.as_bytes(), b"{\"text\": \xff\xfe}", b"{\"text\": 1e999}", b"\0", b"null null"] {
        let reply = http(fixture.addr, "POST", "/api/v1/requests/Say", &headers, body).await;
        assert!((400..500).contains(&reply.status), "{}: {:?}", reply.status, &body[..body.len().min(40)]);
    }
    assert_eq!(post(fixture.addr, "Say", &[], r#"{"text": "still there"}"#).await.status, 200);
}
