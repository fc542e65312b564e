//! A plain HTTP/1.1 client: one exchange a connection. WebSockets are in `live`.

use crate::program::PATIENCE;
use serde_json::Value;
use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
};

/// An answer.
#[derive(Debug)]
pub struct Reply {
    /// Such as 200.
    pub status: u16,
    /// All lines before the body, in lower case.
    pub head: String,
    /// The body.
    pub body: String,
}

impl Reply {
    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// The result code of a request.
    #[track_caller]
    pub fn code(&self) -> u64 {
        self.json()["requestStatus"]["code"].as_u64().unwrap_or_else(|| panic!("no code: {self:?}"))
    }
}

/// Asks, with `token` when there is one, and `body` as JSON when it is not empty.
#[track_caller]
pub fn ask(addr: SocketAddr, method: &str, path: &str, token: Option<&str>, body: &str) -> Reply {
    let token = token.map(|t| format!("authorization: Bearer {t}\r\n")).unwrap_or_default();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: {addr}\r\nconnection: close\r\ncontent-type: application/json\r\n\
         {token}content-length: {}\r\n\r\n",
        body.len()
    );
    let mut raw = Vec::new();
    let mut exchange = || {
        let mut stream = TcpStream::connect(addr)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(head.as_bytes())?;
        stream.write_all(body.as_bytes())?;
        stream.read_to_end(&mut raw)
    };
    exchange().unwrap_or_else(|e| panic!("{method} {path}: {e}"));
    let raw = String::from_utf8_lossy(&raw);
    let (head, body) =
        raw.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{method} {path}: half an answer: {raw}"));
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok());
    let status = status.unwrap_or_else(|| panic!("{method} {path}: no status: {head}"));
    Reply { status, head: head.to_lowercase(), body: body.to_owned() }
}

/// Asks for a page that is open to all.
#[track_caller]
pub fn get(addr: SocketAddr, path: &str) -> Reply {
    ask(addr, "GET", path, None, "")
}
