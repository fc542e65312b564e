//! An operator's microphone: one at a time, its sound in order, and off when the program says so.

use crate::client::{TOKEN, close_code, connect, identify, next_json, open};
use command::{Events, Preview, Running, Settings, Spoken, SpokenPart, Token};
use futures_util::SinkExt;
use std::net::SocketAddr;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;

const PATH: &str = "/api/v1/microphone";

/// A server, and what is spoken at it.
async fn server() -> (Running, mpsc::Receiver<Spoken>) {
    let (commands, _) = mpsc::channel(1);
    let (spoken_in, spoken) = mpsc::channel(8);
    let mut settings = Settings::new(SocketAddr::from(([127, 0, 0, 1], 0)), Token::parse(TOKEN).unwrap());
    settings.spoken = Some(spoken_in);
    let running = command::serve(settings, commands, Events::new(8), Preview::new()).await.unwrap();
    (running, spoken)
}

#[tokio::test]
async fn sound_comes_in_order_and_ends_with_its_connection() {
    let (running, mut spoken) = server().await;
    let mut stream = connect(running.addr(), PATH).await;
    identify(&mut stream, TOKEN, None).await;
    assert_eq!(next_json(&mut stream).await["op"], 2);
    assert!(matches!(spoken.recv().await.unwrap().part, SpokenPart::Begun(_)));
    stream.send(Message::binary(vec![1, 0, 0xff, 0xff])).await.unwrap();
    assert_eq!(spoken.recv().await.unwrap().part, SpokenPart::Sound(vec![1, -1]));
    // Another has to wait.
    let mut other = connect(running.addr(), PATH).await;
    identify(&mut other, TOKEN, None).await;
    assert_eq!(close_code(&mut other).await, Some(1013));
    drop(stream);
    assert_eq!(spoken.recv().await.unwrap().part, SpokenPart::Ended);
}

#[tokio::test]
async fn a_microphone_that_is_turned_off_is_told() {
    let (running, mut spoken) = server().await;
    for _ in 0..2 {
        let mut stream = connect(running.addr(), PATH).await;
        identify(&mut stream, TOKEN, None).await;
        let SpokenPart::Begun(off) = spoken.recv().await.unwrap().part else { panic!("not begun") };
        off.turn_off();
        assert_eq!(close_code(&mut stream).await, Some(1000));
        assert_eq!(spoken.recv().await.unwrap().part, SpokenPart::Ended);
    }
    // What is no sound ends it too.
    let mut stream = connect(running.addr(), PATH).await;
    identify(&mut stream, TOKEN, None).await;
    stream.send(Message::binary(vec![1, 2, 3])).await.unwrap();
    assert_eq!(close_code(&mut stream).await, Some(1003));
    // Sessions go on.
    drop(open(running.addr(), None).await);
}
