//! What the server is told at its start. Nothing here is read from files or the environment.

use crate::{Spoken, Token};
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
    /// Time for the first message of a session.
    pub identify: Duration,
    /// Time in which a request is answered.
    pub reply: Duration,
    /// Time in which one message must leave; a client that takes longer is closed.
    pub send: Duration,
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
    /// Idempotency keys that are kept; when all are in use, a request with a new key is answered `Busy`.
    pub remembered_keys: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message_bytes: 256 * 1024,
            recording_bytes: protocol::request::Say::MAX_BASE64_CHARS,
            hostile_bytes: 1024 * 1024,
            identify: Duration::from_secs(10),
            reply: Duration::from_secs(10),
            send: Duration::from_secs(10),
            ping: Duration::from_secs(20),
            requests_per_session: 32,
            sockets: 1024,
            previews: 16,
            remember: Duration::from_secs(600),
            remembered_keys: 50_000,
        }
    }
}
