//! The live picture: who may see it, where a viewer begins, and what becomes of one that lags.

use crate::client::*;
use bytes::Bytes;
use command::Limits;
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;

async fn watch(fixture: &Fixture) -> Stream {
    let mut stream = connect(fixture.addr, "/api/v1/preview").await;
    identify(&mut stream, TOKEN, None).await;
    assert_eq!(next_json(&mut stream).await["op"], 2);
    stream
}

/// The next segment's first byte, which names it.
async fn segment(stream: &mut Stream) -> Option<u8> {
    match next(stream).await? {
        Message::Binary(bytes) => bytes.first().copied(),
        Message::Close(_) => None,
        other => panic!("a segment expected, not {other:?}"),
    }
}

#[tokio::test]
async fn the_picture_wants_the_token() {
    let fixture = fixture(Options::default()).await;
    let mut stream = connect(fixture.addr, "/api/v1/preview").await;
    identify(&mut stream, "another-token-than-ours", None).await;
    assert_eq!(close_code(&mut stream).await, Some(4009));
}

#[tokio::test]
async fn a_viewer_begins_with_init_and_key_frame() {
    let fixture = fixture(Options::default()).await;
    fixture.preview.begin(Bytes::from_static(b"init"));
    for (name, key) in [("A", true), ("b", false), ("C", true), ("d", false)] {
        fixture.preview.push(Bytes::from_static(name.as_bytes()), key);
    }
    let mut stream = watch(&fixture).await;
    assert_eq!(segment(&mut stream).await, Some(b'i'));
    assert_eq!(segment(&mut stream).await, Some(b'C'));
    assert_eq!(segment(&mut stream).await, Some(b'd'));
    assert_eq!(fixture.preview.viewers(), 1);
    fixture.preview.push(Bytes::from_static(b"e"), false);
    assert_eq!(segment(&mut stream).await, Some(b'e'));
    drop(stream);
    until("the viewer has gone", || fixture.preview.viewers() == 0).await;
}

#[tokio::test]
async fn a_viewer_that_lags_goes_on_at_a_key_frame() {
    let fixture = fixture(Options::default()).await;
    fixture.preview.begin(Bytes::from_static(b"init"));
    let mut stream = watch(&fixture).await;
    assert_eq!(segment(&mut stream).await, Some(b'i'));
    // Far more than the sockets hold, while nothing is read: groups of K, then 0 to 3, of 64 KiB each. Each
    // fragment carries its place, so that what was left out shows.
    let count = 400u32;
    for n in 0..count {
        let mut bytes = vec![0; 64 * 1024];
        bytes[0] = if n % 5 == 0 { b'K' } else { b'0' };
        bytes[4..8].copy_from_slice(&n.to_be_bytes());
        fixture.preview.push(bytes.into(), n % 5 == 0);
        tokio::task::yield_now().await;
    }
    let mut places = Vec::new();
    while places.last() != Some(&(count - 1)) {
        match next(&mut stream).await {
            Some(Message::Binary(b)) => places.push(u32::from_be_bytes(b[4..8].try_into().unwrap())),
            other => panic!("a segment expected, not {other:?}"),
        }
    }
    assert!(places.len() < count as usize, "something was left out");
    for pair in places.windows(2) {
        assert!(pair[1] == pair[0] + 1 || (pair[1] > pair[0] && pair[1] % 5 == 0), "{pair:?}");
    }
}

#[tokio::test]
async fn a_viewer_that_does_not_read_is_closed() {
    let limits = Limits { send: Duration::from_millis(200), ..Limits::default() };
    let fixture = fixture(Options { limits, ..Options::default() }).await;
    fixture.preview.begin(Bytes::from_static(b"init"));
    let mut stream = watch(&fixture).await;
    assert_eq!(segment(&mut stream).await, Some(b'i'));
    let wait = async {
        while fixture.preview.viewers() > 0 {
            fixture.preview.push(vec![0; 1024 * 1024].into(), true);
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(DEADLINE, wait).await.expect("the viewer is closed");
}

#[tokio::test]
async fn the_number_of_viewers_is_bounded() {
    let limits = Limits { previews: 1, ..Limits::default() };
    let fixture = fixture(Options { limits, ..Options::default() }).await;
    let _held = watch(&fixture).await;
    let mut second = connect(fixture.addr, "/api/v1/preview").await;
    identify(&mut second, TOKEN, None).await;
    assert_eq!(close_code(&mut second).await, Some(1013));
}
