//! An operator's own voice: sound of a microphone that comes in through a socket, after the same proof of the token as
//! a session.
//!
//! Binary messages are samples: 48 kHz, mono, 16 bits, little-endian, 20 ms (1920 bytes) as a rule. One operator
//! speaks at a time. Back-pressure: what comes in is handed on now or never; when the program does not take it, it is
//! left out and counted.

use crate::{
    access::Admitted,
    entrance::Entry,
    server::Server,
    socket::{End, envelope, finish, identify, send},
};
use axum::extract::ws::{Message, WebSocket};
use futures_util::StreamExt;
use protocol::{
    Caller, PROTOCOL_VERSION, Role,
    envelope::{Identified, close, op},
};
use std::sync::Arc;
use tokio::sync::{Notify, mpsc};

/// Bytes of one message: a quarter of a second.
pub(crate) const MESSAGE_BYTES: usize = 24_000;
/// Close code when the program goes on without it: all was stopped, or handed back.
const NORMAL: u16 = 1000;
/// Close code of a message that is no sound.
const UNSUPPORTED: u16 = 1003;

/// What an operator says into their microphone.
#[derive(Debug, Clone, PartialEq)]
pub struct Spoken {
    /// Who speaks.
    pub caller: Caller,
    /// What.
    pub part: SpokenPart,
}

/// A part of it.
#[derive(Debug, Clone, PartialEq)]
pub enum SpokenPart {
    /// The microphone was opened; it can be turned off from here.
    Begun(TurnOff),
    /// Samples: 48 kHz, mono.
    Sound(Vec<i16>),
    /// The microphone was shut, or the connection is gone.
    Ended,
}

/// Turns a microphone off whose sound is not wanted any more.
#[derive(Debug, Clone, Default)]
pub struct TurnOff(Arc<Notify>);

impl TurnOff {
    /// Has its connection end.
    pub fn turn_off(&self) {
        self.0.notify_one();
    }
}

impl PartialEq for TurnOff {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// Runs a microphone to its end.
pub(crate) async fn run(mut socket: WebSocket, server: Arc<Server>, entry: Entry) {
    let end = match identify(&mut socket, &server, &entry).await {
        Ok((_, admitted)) if admitted.caller.role >= Role::Operator => {
            listen(&mut socket, &server, &admitted).await
        }
        Ok(_) => End::Close(close::AUTHENTICATION_FAILED, "a microphone needs at least the role operator"),
        Err(end) => end,
    };
    tracing::debug!(?end, "microphone ended");
    finish(&mut socket, end).await;
}

async fn listen(socket: &mut WebSocket, server: &Server, admitted: &Admitted) -> End {
    let caller = &admitted.caller;
    let Some(spoken) = server.spoken.clone() else {
        return End::Close(close::TRY_AGAIN_LATER, "this program takes no microphone");
    };
    let Ok(_permit) = server.microphone.try_acquire() else {
        return End::Close(close::TRY_AGAIN_LATER, "another operator's microphone is open");
    };
    let identified = Identified {
        rpc_version: PROTOCOL_VERSION,
        seq: server.events.newest(),
        gap: false,
        caller: Some(caller.clone()),
    };
    let greeting = match envelope(op::IDENTIFIED, &identified) {
        Ok(message) => message,
        Err(end) => return end,
    };
    if let Err(end) = send(socket, greeting, server.limits.send).await {
        return end;
    }
    let tell = |part| Spoken { caller: caller.clone(), part };
    let off = TurnOff::default();
    if spoken.send(tell(SpokenPart::Begun(off.clone()))).await.is_err() {
        return End::STOPPING;
    }
    let end = tokio::select! {
        () = off.0.notified() => End::Close(NORMAL, "the microphone was turned off"),
        end = sounds(socket, server, &spoken, &tell) => end,
        () = server.access.ended(admitted) => End::DISMISSED,
    };
    // Whoever takes over must be let go, however long that waits.
    let _ = spoken.send(tell(SpokenPart::Ended)).await;
    end
}

async fn sounds(
    socket: &mut WebSocket,
    server: &Server,
    spoken: &mpsc::Sender<Spoken>,
    tell: &(impl Fn(SpokenPart) -> Spoken + Sync),
) -> End {
    let mut stopping = server.stopping.clone();
    let mut lost = 0_u64;
    let end = loop {
        // A microphone that says nothing for so long is gone: silence is sent as well.
        let silence = tokio::time::sleep(server.limits.ping);
        tokio::select! {
            _ = stopping.wait_for(|stop| *stop) => break End::STOPPING,
            () = silence => break End::Gone,
            message = socket.next() => match message {
                Some(Ok(Message::Binary(bytes))) if bytes.len() % 2 == 0 => {
                    let samples = bytes.as_chunks::<2>().0.iter().map(|pair| i16::from_le_bytes(*pair)).collect();
                    match spoken.try_send(tell(SpokenPart::Sound(samples))) {
                        Ok(()) => {}
                        Err(mpsc::error::TrySendError::Full(_)) => lost += 1,
                        Err(mpsc::error::TrySendError::Closed(_)) => break End::STOPPING,
                    }
                }
                Some(Ok(Message::Binary(_) | Message::Text(_))) => {
                    break End::Close(UNSUPPORTED, "a microphone sends samples of 16 bits in binary messages");
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_)) | Err(_)) | None => break End::Gone,
            }
        }
    };
    if lost > 0 {
        tracing::warn!(
            messages = lost,
            "sound of a microphone was left out: the program did not take it in time"
        );
    }
    end
}
