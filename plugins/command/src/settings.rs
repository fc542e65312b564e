//! What the server is told at its start. Nothing here is read from files or the environment.

use crate::{Oidc, Spoken, TlsFiles, Token};
use std::{net::SocketAddr, path::PathBuf, time::Duration};
use tokio::sync::mpsc;

/// How to serve.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Address to listen on; port 0 takes a free one, which [`crate::Running::addr`] tells.
    pub bind: SocketAddr,
    /// What a client must know.
    pub token: Token,
    /// The file of named tokens with their roles ([`crate::access`]); without it there is the owner's alone.
    pub access: Option<PathBuf>,
    /// An identity provider whose tokens are taken, too.
    pub oidc: Option<Oidc>,
    /// Certificate and key; without them, what travels can be read on the way.
    pub tls: Option<TlsFiles>,
    /// Other names of this server than `localhost` and its addresses. A server that listens on this machine alone answers
    /// to no others, so that a page elsewhere cannot give itself out as ours (DNS rebinding).
    pub hosts: Vec<String>,
    /// Origins (`https://panel.example`) whose pages may use the API.
    pub origins: Vec<String>,
    /// A proxy stands in front: who asks is the last address in `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// Folder with the playlist and segments of the watch page; without it the page says that there is no stream.
    pub watch_dir: Option<PathBuf>,
    /// The folder of pictures that operators send; without it, none is taken.
    pub assets: Option<PathBuf>,
    /// Where an operator's own voice goes; without it, no microphone is taken.
    pub spoken: Option<mpsc::Sender<Spoken>>,
    /// Bounds on what clients may use.
    pub limits: Limits,
}

impl Settings {
    /// Settings with the ordinary limits and no watch page.
    pub fn new(bind: SocketAddr, token: Token) -> Self {
        Self {
            bind,
            token,
            access: None,
            oidc: None,
            tls: None,
            hosts: Vec::new(),
            origins: Vec::new(),
            behind_proxy: false,
            assets: None,
            watch_dir: None,
            spoken: None,
            limits: Limits::default(),
        }
    }
}

/// Bounds on what clients may use.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of one message or body that is read; a longer one is answered `TooLarge`. The longest text of a
    /// `Say`, with every character escaped, fits.
    pub message_bytes: usize,
    /// Bytes that the body of a `Say` over HTTP may have besides, for a recording in base64.
    pub recording_bytes: usize,
    /// Bytes of one WebSocket message after which the connection is closed rather than the message skipped.
    pub hostile_bytes: usize,
    /// Open connections, of any kind, before a new one is closed.
    pub connections: usize,
    /// Time for the head of a request, or for TLS to come about.
    pub head: Duration,
    /// Time for the body of a request that is not a file.
    pub body: Duration,
    /// Requests that one caller may hand in each second, when they have used up `requests_at_once`.
    pub requests_per_second: u32,
    /// Requests that one caller may hand in at once.
    pub requests_at_once: u32,
    /// The longest delay of the answer to a wrong token; it begins short and doubles with each.
    pub wrong_token: Duration,
    /// Time for the first message of a session.
    pub identify: Duration,
    /// Time in which a request is answered.
    pub reply: Duration,
    /// Time in which one message must leave; a client that takes longer is closed.
    pub send: Duration,
    /// Time for which somebody may take nothing of what is sent to them.
    pub stall: Duration,
    /// Silence after which a session is asked for a sign of life; after three times that it is closed.
    pub ping: Duration,
    /// Requests of one session that wait for their answers; more are not read until one is answered.
    pub requests_per_session: usize,
    /// Open WebSockets, of any kind, before a new one is answered 503.
    pub sockets: usize,
    /// Open pictures (`/api/v1/preview`).
    pub previews: usize,
    /// Time for which the answer to an idempotency key is kept.
    pub remember: Duration,
    /// Idempotency keys that are kept, a quarter of them for each caller at most; the oldest are forgotten first.
    pub remembered_keys: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message_bytes: 256 * 1024,
            recording_bytes: protocol::request::Say::MAX_BASE64_CHARS,
            hostile_bytes: 384 * 1024,
            connections: 4096,
            head: Duration::from_secs(15),
            body: Duration::from_secs(60),
            wrong_token: Duration::from_secs(8),
            requests_per_second: 500,
            requests_at_once: 1000,
            identify: Duration::from_secs(10),
            reply: Duration::from_secs(10),
            send: Duration::from_secs(10),
            stall: Duration::from_secs(30),
            ping: Duration::from_secs(20),
            requests_per_session: 32,
            sockets: 1024,
            previews: 16,
            remember: Duration::from_secs(600),
            remembered_keys: 50_000,
        }
    }
}
