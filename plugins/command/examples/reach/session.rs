//! A session with the program: who we are, requests, answers and events, with the times at which they came.

use crate::Result;
use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::{
    SinkExt, StreamExt,
    stream::{SplitSink, SplitStream},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{net::SocketAddr, time::Instant};
use tokio::{net::TcpStream, sync::mpsc};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, tungstenite::Message};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// What came, and when.
pub enum Heard {
    /// A message.
    Told(Instant, Value),
    /// Bytes of the picture.
    Bytes(Instant, Vec<u8>),
}

/// The sending half.
pub struct Session {
    out: SplitSink<Socket, Message>,
    number: u64,
}

/// The receiving half.
pub struct Ear(SplitStream<Socket>);

/// Opens a session on `ws` or `preview`, and identifies.
pub async fn open(addr: SocketAddr, path: &str, token: &str) -> Result<(Session, Ear)> {
    let (socket, _) = tokio_tungstenite::connect_async(format!("ws://{addr}/api/v1/{path}")).await?;
    let (mut out, mut ear) = socket.split();
    loop {
        let message = ear.next().await.ok_or("it was closed")??;
        let Message::Text(text) = message else { continue };
        let heard: Value = serde_json::from_str(&text)?;
        match heard["op"].as_u64() {
            Some(0) => {
                let part =
                    |name: &str| heard["d"]["authentication"][name].as_str().unwrap_or_default().to_owned();
                let hash = |text: String| STANDARD.encode(Sha256::digest(text));
                let proof = hash(hash(token.to_owned() + &part("salt")) + &part("challenge"));
                let identify = json!({"op": 1, "d": {"rpcVersion": 1, "authentication": proof}});
                out.send(Message::text(identify.to_string())).await?;
            }
            Some(2) => return Ok((Session { out, number: 0 }, Ear(ear))),
            _ => {}
        }
    }
}

impl Session {
    /// Makes a request; gives its number and when it left.
    pub async fn ask(&mut self, name: &str, data: Value) -> Result<(u64, Instant)> {
        self.number += 1;
        let d = json!({"requestType": name, "requestId": self.number.to_string(), "requestData": data});
        let text = json!({"op": 6, "d": d}).to_string();
        let left = Instant::now();
        self.out.send(Message::text(text)).await?;
        Ok((self.number, left))
    }
}

impl Ear {
    /// What comes next, with the time of it; none at the end.
    pub async fn next(&mut self) -> Option<Heard> {
        loop {
            let message = self.0.next().await?.ok()?;
            let now = Instant::now();
            match message {
                Message::Text(text) => return Some(Heard::Told(now, serde_json::from_str(&text).ok()?)),
                Message::Binary(bytes) => return Some(Heard::Bytes(now, bytes.to_vec())),
                Message::Close(_) => return None,
                _ => {}
            }
        }
    }

    /// Hears on beside everything else; what comes is handed on in order, and waits for who takes it.
    pub fn listen(mut self) -> mpsc::Receiver<Heard> {
        let (hand, heard) = mpsc::channel(100_000);
        tokio::spawn(async move {
            while let Some(heard) = self.next().await {
                if hand.send(heard).await.is_err() {
                    return;
                }
            }
        });
        heard
    }
}

/// The answer to a request, and when it came; what else came until then is laid into `beside`.
pub async fn answer(
    heard: &mut mpsc::Receiver<Heard>,
    number: u64,
    beside: &mut Vec<(Instant, Value)>,
) -> Result<(Instant, Value)> {
    loop {
        match heard.recv().await.ok_or("the session ended")? {
            Heard::Told(at, told)
                if told["op"] == 7 && told["d"]["requestId"].as_str() == Some(&*number.to_string()) =>
            {
                return Ok((at, told["d"].clone()));
            }
            Heard::Told(at, told) => beside.push((at, told)),
            Heard::Bytes(..) => {}
        }
    }
}
