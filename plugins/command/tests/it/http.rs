//! HTTP: the token, requests and their refusals, idempotency, events, the open pages and files.

use crate::client::*;
use command::Limits;
use protocol::Event;
use serde_json::json;

#[tokio::test]
async fn health_is_open_and_hardened() {
    let fixture = fixture(Options::default()).await;
    let reply = get(fixture.addr, "/healthz").await;
    assert_eq!((reply.status, &reply.json()["status"]), (200, &json!("ok")));
    assert_eq!(reply.headers["x-content-type-options"], "nosniff");
    assert!(reply.headers["content-security-policy"].contains("media-src 'self' blob:"));
}

#[tokio::test]
async fn nothing_else_works_without_the_token() {
    let fixture = fixture(Options::default()).await;
    for (method, path) in [
        ("POST", "/api/v1/requests/Say"),
        ("POST", "/api/v1/requests/NoSuch"),
        ("GET", "/api/v1/events?since=1"),
    ] {
        for headers in [vec![], vec![("authorization", "Bearer not-the-token-of-it")]] {
            let reply = http(fixture.addr, method, path, &headers, b"").await;
            assert_eq!((reply.status, reply.code()), (401, 501), "{path}");
            assert_eq!(reply.headers["www-authenticate"], "Bearer");
        }
        let in_the_url = format!("{path}{}token={TOKEN}", if path.contains('?') { '&' } else { '?' });
        assert_eq!(http(fixture.addr, method, &in_the_url, &[], b"").await.status, 401);
    }
}

#[tokio::test]
async fn requests_over_http() {
    let limits = Limits { message_bytes: 1000, ..Limits::default() };
    let fixture = fixture(Options { limits, ..Options::default() }).await;
    let addr = fixture.addr;
    let reply = post(addr, "Say", &[], r#"{"text": "hello"}"#).await;
    assert_eq!((reply.status, reply.code()), (200, 100));
    assert_eq!(reply.json()["responseData"], json!({"utteranceId": "u1", "ahead": 0}));
    assert_eq!(reply.headers["cache-control"], "no-store");
    assert_eq!(post(addr, "ListScenes", &[], "").await.status, 200);

    #[track_caller]
    fn check(reply: Reply, status: u16, code: u64) {
        assert_eq!((reply.status, reply.code()), (status, code));
        let json = reply.json();
        assert_eq!(json["requestStatus"]["result"], false);
        assert!(!json["requestStatus"]["comment"].as_str().unwrap().is_empty());
    }
    check(post(addr, "Shout", &[], "{}").await, 404, 204);
    check(post(addr, "Say", &[], "{}").await, 400, 300);
    check(post(addr, "Say", &[], "{").await, 400, 205);
    check(post(addr, "Say", &[], r#"{"text": "a", "loud": 1}"#).await, 422, 400);
    check(post(addr, "Say", &[], &format!(r#"{{"text": "{}"}}"#, "x".repeat(2000))).await, 413, 403);
    check(post(addr, "Say", &[("origin", "http://evil.example")], r#"{"text": "a"}"#).await, 403, 501);
    check(get(addr, "/nowhere").await, 404, 600);
    check(get(addr, "/api/v1/requests/Say").await, 405, 205);
    check(get(addr, "/api/v1/ws").await, 400, 205);
    let bearer = format!("Bearer {TOKEN}");
    let form = [("authorization", bearer.as_str()), ("content-type", "text/plain")];
    check(http(addr, "POST", "/api/v1/requests/Say", &form, b"{}").await, 415, 205);
}

#[tokio::test]
async fn a_key_is_done_once() {
    let fixture = fixture(Options::default()).await;
    let key = [("idempotency-key", "order-7")];
    let first = post(fixture.addr, "Say", &key, r#"{"text": "hello"}"#).await;
    // Spaces and defaults that are written out do not make it another request.
    let again = post(fixture.addr, "Say", &key, r#"{ "interrupt": false, "text": "hello" }"#).await;
    assert_eq!((first.status, first.json()), (200, again.json()));
    let other = post(fixture.addr, "Say", &key, r#"{"text": "goodbye"}"#).await;
    assert_eq!((other.status, other.code()), (409, 404));

    let (mut stream, _) = open(fixture.addr, None).await;
    let over_socket = json!({"op": 6, "d": {"requestType": "Say", "requestId": "1",
        "requestData": {"text": "hello"}, "idempotencyKey": "order-7"}});
    send(&mut stream, over_socket).await;
    assert_eq!(next_json(&mut stream).await["d"]["responseData"]["utteranceId"], "u1");
    let fresh = post(fixture.addr, "Say", &[], r#"{"text": "hello"}"#).await;
    assert_eq!(fresh.json()["responseData"]["utteranceId"], "u2", "only the first was done");
}

#[tokio::test]
async fn events_by_long_poll() {
    let fixture = fixture(Options { kept_events: 2, ..Options::default() }).await;
    let bearer = format!("Bearer {TOKEN}");
    let authorization = [("authorization", bearer.as_str())];
    let ask = async |query: &str| {
        http(fixture.addr, "GET", &format!("/api/v1/events{query}"), &authorization, b"").await
    };
    let start = ask("").await.json()["seq"].as_u64().unwrap();
    let query = format!("?since={start}");
    let (reply, ()) = tokio::join!(ask(&query), async {
        until("the poll waits", || true).await;
        fixture.events.publish(Event::CameraChanged { camera: "close".into() });
    });
    let page = reply.json();
    assert_eq!((&page["seq"], &page["gap"]), (&json!(start + 1), &json!(false)));
    assert_eq!(page["events"][0]["eventData"]["camera"], "close");
    assert_eq!(ask(&format!("?since={}&wait=0", start + 1)).await.json()["events"], json!([]));

    for n in 0..3 {
        fixture.events.publish(Event::CameraChanged { camera: n.to_string() });
    }
    let late = ask(&query).await.json();
    assert_eq!((&late["gap"], late["events"].as_array().unwrap().len()), (&json!(true), 2));
    assert_eq!(ask("?since=x").await.status, 422);
    assert_eq!(ask("?begin=1").await.status, 422);
}

#[tokio::test]
async fn the_stream_of_the_watch_page_and_nothing_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("hls");
    std::fs::create_dir(&dir).unwrap();
    std::fs::write(folder.path().join("secret.ts"), "secret").unwrap();
    std::fs::write(dir.join("live.m3u8"), "#EXTM3U").unwrap();
    std::fs::write(dir.join("a.ts"), "segment").unwrap();
    std::fs::write(dir.join("notes.txt"), "secret").unwrap();
    std::os::unix::fs::symlink(folder.path().join("secret.ts"), dir.join("link.ts")).unwrap();
    let fixture = fixture(Options { watch_dir: Some(dir), ..Options::default() }).await;
    let addr = fixture.addr;

    let reply = get(addr, "/watch/hls/live.m3u8").await;
    assert_eq!((reply.status, reply.body.as_slice()), (200, b"#EXTM3U".as_slice()));
    assert_eq!(reply.headers["content-type"], "application/vnd.apple.mpegurl");
    assert_eq!(reply.headers["cache-control"], "no-cache");
    let reply = get(addr, "/watch/hls/a.ts").await;
    assert_eq!((reply.status, reply.headers["content-type"].as_str()), (200, "video/mp2t"));
    let known = [("if-none-match", reply.headers["etag"].as_str())];
    let reply = http(addr, "GET", "/watch/hls/a.ts", &known, b"").await;
    assert_eq!((reply.status, reply.body.len()), (304, 0));

    for path in [
        "../secret.ts",
        "%2e%2e%2fsecret.ts",
        "..%2fsecret.ts",
        "..%5csecret.ts",
        "%2e%2e/secret.ts",
        "link.ts",
        "notes.txt",
        "none.ts",
        "a.ts%00",
        "%ff.ts",
        "",
        ".",
    ] {
        let reply = get(addr, &format!("/watch/hls/{path}")).await;
        assert_eq!(reply.status, 404, "{path}");
        assert!(!reply.body.windows(6).any(|w| w == b"secret"), "{path}");
    }
    let without = crate::client::fixture(Options::default()).await;
    assert_eq!(get(without.addr, "/watch/hls/live.m3u8").await.status, 404);
}

#[tokio::test]
async fn the_pages_are_there_or_say_how_to_build_them() {
    let fixture = fixture(Options::default()).await;
    for path in ["/", "/watch"] {
        let reply = get(fixture.addr, path).await;
        let text = String::from_utf8(reply.body.clone()).unwrap();
        assert!(reply.headers["content-type"].starts_with("text/html"));
        assert!(reply.status == 200 || (reply.status == 503 && text.contains("npm run build")), "{text}");
        assert!(!text.contains(TOKEN));
    }
}
