//! A server with an executor that answers, and small clients that speak plain HTTP and WebSocket.

use base64::{Engine, engine::general_purpose::STANDARD};
use command::{Events, Incoming, Limits, Oidc, Preview, Running, ServeError, Settings, TlsFiles, Token};
use futures_util::{SinkExt, StreamExt};
use protocol::request::{Said, Scenes};
use protocol::{Request, Response};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{collections::HashMap, net::SocketAddr, path::PathBuf, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::mpsc,
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream,
    tungstenite::{self, Message, client::IntoClientRequest},
};

pub const TOKEN: &str = "a-token-of-the-tests";
/// No test waits longer for anything.
pub const DEADLINE: Duration = Duration::from_secs(20);

pub struct Fixture {
    pub running: Running,
    pub events: Events,
    pub preview: Preview,
    pub addr: SocketAddr,
}

pub struct Options {
    pub limits: Limits,
    pub watch_dir: Option<PathBuf>,
    pub kept_events: usize,
    pub queue: usize,
    pub access: Option<PathBuf>,
    pub assets: Option<PathBuf>,
    pub tls: Option<TlsFiles>,
    pub oidc: Option<Oidc>,
    /// What else is set.
    pub change: fn(&mut Settings),
}

impl Default for Options {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            watch_dir: None,
            kept_events: 64,
            queue: 8,
            access: None,
            assets: None,
            tls: None,
            oidc: None,
            change: |_| {},
        }
    }
}

/// A server whose requests nobody takes until the test does.
pub async fn silent(options: Options) -> (Fixture, mpsc::Receiver<Incoming>) {
    serve(options).await.unwrap()
}

/// The same, or why it does not start.
pub async fn serve(options: Options) -> Result<(Fixture, mpsc::Receiver<Incoming>), ServeError> {
    let (commands, incoming) = mpsc::channel(options.queue);
    let (events, preview) = (Events::new(options.kept_events), Preview::new());
    let bind = SocketAddr::from(([127, 0, 0, 1], 0));
    let mut settings = Settings::new(bind, Token::parse(TOKEN).unwrap());
    settings.limits = options.limits;
    settings.watch_dir = options.watch_dir;
    (settings.access, settings.assets) = (options.access, options.assets);
    (settings.tls, settings.oidc) = (options.tls, options.oidc);
    (options.change)(&mut settings);
    let running = command::serve(settings, commands, events.clone(), preview.clone()).await?;
    let addr = running.addr();
    Ok((Fixture { running, events, preview, addr }, incoming))
}

/// A server whose executor numbers what it is told to say: `u1`, `u2`, ...
pub async fn fixture(options: Options) -> Fixture {
    let (fixture, mut incoming) = silent(options).await;
    tokio::spawn(async move {
        let mut said = 0;
        while let Some(Incoming { request, reply, .. }) = incoming.recv().await {
            let response: Response = match request {
                Request::Say(_) => {
                    said += 1;
                    Ok(Said { utterance_id: format!("u{said}"), ahead: 0 }.into())
                }
                _ => Ok(Scenes { scenes: vec![], current: "studio".into() }.into()),
            };
            let _ = reply.send(response);
        }
    });
    fixture
}

pub struct Reply {
    pub status: u16,
    pub headers: HashMap<String, String>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|e| panic!("{e}: {:?}", String::from_utf8_lossy(&self.body)))
    }

    pub fn code(&self) -> u64 {
        self.json()["requestStatus"]["code"].as_u64().unwrap()
    }
}

/// One HTTP/1.1 exchange on its own connection.
pub async fn http(
    addr: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Reply {
    let exchange = async {
        let mut stream = TcpStream::connect(addr).await.unwrap();
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {addr}\r\nconnection: close\r\n");
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!("content-length: {}\r\n\r\n", body.len());
        stream.write_all(head.as_bytes()).await.unwrap();
        // A body that is too long is refused before all of it is read.
        let _ = stream.write_all(body).await;
        let mut raw = Vec::new();
        let _ = stream.read_to_end(&mut raw).await;
        raw
    };
    let raw = tokio::time::timeout(DEADLINE, exchange).await.expect("an answer in time");
    let end = raw.windows(4).position(|w| w == b"\r\n\r\n").expect("a whole head");
    let head = String::from_utf8(raw[..end].to_vec()).unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers: HashMap<String, String> =
        lines.filter_map(|l| l.split_once(": ")).map(|(n, v)| (n.to_lowercase(), v.to_owned())).collect();
    Reply { status, headers, body: raw[end + 4..].to_vec() }
}

pub async fn get(addr: SocketAddr, path: &str) -> Reply {
    http(addr, "GET", path, &[], b"").await
}

/// A request with the token, as JSON.
pub async fn post(addr: SocketAddr, request: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    let bearer = format!("Bearer {TOKEN}");
    let mut all = vec![("authorization", bearer.as_str()), ("content-type", "application/json")];
    all.extend(headers);
    http(addr, "POST", &format!("/api/v1/requests/{request}"), &all, body.as_bytes()).await
}

pub type Stream = WebSocketStream<MaybeTlsStream<TcpStream>>;

pub async fn connect(addr: SocketAddr, path: &str) -> Stream {
    connect_from(addr, path, None).await.unwrap()
}

pub async fn connect_from(
    addr: SocketAddr,
    path: &str,
    origin: Option<&str>,
) -> Result<Stream, tungstenite::Error> {
    let mut request = format!("ws://{addr}{path}").into_client_request().unwrap();
    if let Some(origin) = origin {
        request.headers_mut().insert("origin", origin.parse().unwrap());
    }
    tokio_tungstenite::connect_async(request).await.map(|(stream, _)| stream)
}

pub async fn next(stream: &mut Stream) -> Option<Message> {
    loop {
        let message = tokio::time::timeout(DEADLINE, stream.next()).await.expect("a message in time");
        match message? {
            Ok(Message::Ping(_) | Message::Pong(_)) => {}
            Ok(message) => return Some(message),
            Err(_) => return None,
        }
    }
}

#[track_caller]
fn as_json(message: Option<Message>) -> Value {
    match message {
        Some(Message::Text(text)) => serde_json::from_str(&text).unwrap(),
        other => panic!("json expected, not {other:?}"),
    }
}

pub async fn next_json(stream: &mut Stream) -> Value {
    as_json(next(stream).await)
}

/// Reads until the server closes, and tells its code.
pub async fn close_code(stream: &mut Stream) -> Option<u16> {
    loop {
        match next(stream).await {
            Some(Message::Close(frame)) => return frame.map(|f| f.code.into()),
            Some(_) => {}
            None => return None,
        }
    }
}

pub async fn send(stream: &mut Stream, value: Value) {
    stream.send(Message::text(value.to_string())).await.unwrap();
}

/// Answers the greeting with `token`.
pub async fn identify(stream: &mut Stream, token: &str, last_seq: Option<u64>) {
    let hello = next_json(stream).await;
    assert_eq!(hello["op"], 0);
    let text = |name: &str| hello["d"]["authentication"][name].as_str().unwrap().to_owned();
    let hash = |text: String| STANDARD.encode(Sha256::digest(text));
    let authentication = hash(hash(token.to_owned() + &text("salt")) + &text("challenge"));
    let mut d = json!({"rpcVersion": 1, "authentication": authentication});
    if let Some(seq) = last_seq {
        d["lastSeq"] = seq.into();
    }
    send(stream, json!({"op": 1, "d": d})).await;
}

/// An open session, and what the server said to open it.
pub async fn open(addr: SocketAddr, last_seq: Option<u64>) -> (Stream, Value) {
    let mut stream = connect(addr, "/api/v1/ws").await;
    identify(&mut stream, TOKEN, last_seq).await;
    let identified = next_json(&mut stream).await;
    assert_eq!(identified["op"], 2);
    (stream, identified["d"].clone())
}

/// Waits until `condition` holds.
pub async fn until(what: &str, condition: impl Fn() -> bool) {
    let wait = async {
        while !condition() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(DEADLINE, wait).await.unwrap_or_else(|_| panic!("never: {what}"));
}
