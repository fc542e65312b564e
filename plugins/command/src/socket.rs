//! What every WebSocket here has in common: the greeting, the proof of the token, and a bounded time to write.
//!
//! What is said once a client is known is `session`'s and `preview`'s.

use crate::{access::Admitted, entrance::Entry, handshake, server::Server};
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use futures_util::{Sink, SinkExt, StreamExt};
use protocol::{
    PROTOCOL_VERSION,
    envelope::{Challenge, Hello, Identify, close, op},
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Time that a close frame may take.
const CLOSE_TIME: Duration = Duration::from_secs(1);

/// Why a socket ends: a close code and words for people, or nobody left to tell.
#[derive(Debug)]
pub(crate) enum End {
    /// Close with a code and a reason of at most 123 bytes.
    Close(u16, &'static str),
    /// The client has gone, or the connection broke.
    Gone,
}

impl End {
    pub(crate) const SLOW: Self =
        Self::Close(close::TOO_SLOW, "this client reads too slowly; connect again with lastSeq");
    pub(crate) const DISMISSED: Self =
        Self::Close(close::AUTHENTICATION_FAILED, "this token was taken away, or has run out");
    pub(crate) const STOPPING: Self = Self::Close(close::GOING_AWAY, "compere is stopping");
}

/// Writes the envelope `{op, d}`.
pub(crate) fn envelope(op: u8, d: &impl Serialize) -> Result<Message, End> {
    #[derive(Serialize)]
    struct Envelope<'a, T> {
        op: u8,
        d: &'a T,
    }
    match serde_json::to_string(&Envelope { op, d }) {
        Ok(json) => Ok(Message::text(json)),
        Err(error) => {
            tracing::error!(%error, op, "a message could not be written as json");
            Err(End::Close(1011, "a message could not be written"))
        }
    }
}

/// Sends one message in the time that it may take.
pub(crate) async fn send<S>(sink: &mut S, message: Message, time: Duration) -> Result<(), End>
where
    S: Sink<Message> + Unpin,
{
    in_time(sink.send(message), time).await
}

/// Waits for what is written as long as it may take.
pub(crate) async fn in_time<E>(
    written: impl Future<Output = Result<(), E>>,
    time: Duration,
) -> Result<(), End> {
    match tokio::time::timeout(time, written).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(End::Gone),
        Err(_) => Err(End::SLOW),
    }
}

/// Says goodbye, if there is somebody to say it to.
pub(crate) async fn finish<S>(sink: &mut S, end: End)
where
    S: Sink<Message> + Unpin,
{
    if let End::Close(code, reason) = end {
        let frame = CloseFrame { code, reason: reason.into() };
        // A client that does not take even this is gone all the same.
        let _ = tokio::time::timeout(CLOSE_TIME, sink.send(Message::Close(Some(frame)))).await;
    }
}

/// Greets the client and waits until it has proved that it knows a token, or shown one.
pub(crate) async fn identify(
    socket: &mut WebSocket,
    server: &Server,
    entry: &Entry,
) -> Result<(Identify, Admitted), End> {
    let challenge = handshake::challenge(server.access.salt()).map_err(|error| {
        tracing::error!(%error, "no random numbers for a challenge; the client is sent away");
        End::Close(1011, "no random numbers for a challenge")
    })?;
    let hello = Hello {
        version: env!("CARGO_PKG_VERSION").into(),
        rpc_version: PROTOCOL_VERSION,
        authentication: challenge.clone(),
    };
    let time = server.limits.send;
    send(socket, envelope(op::HELLO, &hello)?, time).await?;

    let first = tokio::time::timeout(server.limits.identify, first_text(socket)).await;
    let text = first.map_err(|_| End::Close(close::NOT_IDENTIFIED, "no Identify (op 1) came in time"))??;
    let identify = read_identify(&text).ok_or(End::Close(
        close::BAD_MESSAGE,
        "the first message must be Identify: {op: 1, d: {authentication}}",
    ))?;
    if identify.rpc_version.is_some_and(|v| v != PROTOCOL_VERSION) {
        return Err(End::Close(
            close::BAD_MESSAGE,
            "this rpcVersion is not spoken here; Hello names the one that is",
        ));
    }
    let admitted = prove(server, entry, &challenge, &identify).await?;
    if !entry.settle(server) {
        return Err(End::Close(close::TRY_AGAIN_LATER, "too many connections are open; close one"));
    }
    Ok((identify, admitted))
}

/// Who it is, by the token that came with the connection, or by what the client says.
async fn prove(
    server: &Server,
    entry: &Entry,
    challenge: &Challenge,
    identify: &Identify,
) -> Result<Admitted, End> {
    if let Some(admitted) = &entry.admitted {
        return Ok(admitted.clone());
    }
    if identify.authentication.is_empty() && identify.token.is_none() {
        return Err(End::Close(close::BAD_MESSAGE, "Identify needs authentication, or a token"));
    }
    let admitted = match &identify.token {
        Some(token) => server.access.by_token(token).await.ok(),
        None => server.access.by_proof(challenge, &identify.authentication),
    };
    match admitted {
        Some(admitted) => Ok(admitted),
        None => {
            server.admits(entry.peer).map_err(|_| {
                End::Close(
                    close::TRY_AGAIN_LATER,
                    "too many wrong tokens come from your address; try again later",
                )
            })?;
            server.tries.wrong(entry.peer).await;
            Err(End::Close(close::AUTHENTICATION_FAILED, "wrong token"))
        }
    }
}

async fn first_text(socket: &mut WebSocket) -> Result<String, End> {
    loop {
        match socket.next().await {
            Some(Ok(Message::Text(text))) => return Ok(text.to_string()),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(Ok(Message::Binary(_))) => {
                return Err(End::Close(close::BAD_MESSAGE, "the first message must be text"));
            }
            Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(End::Gone),
        }
    }
}

fn read_identify(text: &str) -> Option<Identify> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct First {
        op: u8,
        d: Identify,
    }
    serde_json::from_str::<First>(text).ok().filter(|f| f.op == op::IDENTIFY).map(|f| f.d)
}
