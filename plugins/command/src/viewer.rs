//! One viewer of the live picture: after the same proof of the token as a session, segments go out.
//!
//! What is sent to a viewer that lags is decided in `preview`.

use crate::{
    access::Admitted,
    entrance::Entry,
    server::Server,
    socket::{End, envelope, finish, identify, send},
};
use axum::extract::ws::{Message, WebSocket};
use futures_util::StreamExt;
use protocol::{
    PROTOCOL_VERSION,
    envelope::{Identified, close, op},
};
use std::sync::Arc;

/// Runs a viewer to its end.
pub(crate) async fn run(mut socket: WebSocket, server: Arc<Server>, entry: Entry) {
    let end = match identify(&mut socket, &server, &entry).await {
        Ok((_, admitted)) => watch(&mut socket, &server, &admitted).await,
        Err(end) => end,
    };
    tracing::debug!(?end, "viewer ended");
    finish(&mut socket, end).await;
}

async fn watch(socket: &mut WebSocket, server: &Server, admitted: &Admitted) -> End {
    let Ok(_permit) = server.previews.try_acquire() else {
        return End::Close(close::TRY_AGAIN_LATER, "too many consoles show the picture; close one");
    };
    let identified = Identified {
        rpc_version: PROTOCOL_VERSION,
        seq: server.events.newest(),
        gap: false,
        caller: Some(admitted.caller.clone()),
    };
    let mut outgoing = match envelope(op::IDENTIFIED, &identified) {
        Ok(message) => message,
        Err(end) => return end,
    };
    let mut viewer = server.preview.viewer();
    let dismissed = server.access.ended(admitted);
    tokio::pin!(dismissed);
    let mut stopping = server.stopping.clone();
    let mut ping = tokio::time::interval(server.limits.ping);
    ping.reset();
    let mut silent_pings = 0;
    loop {
        if let Err(end) = send(socket, outgoing, server.limits.send).await {
            return end;
        }
        outgoing = loop {
            tokio::select! {
                _ = stopping.wait_for(|stop| *stop) => return End::STOPPING,
                () = &mut dismissed => return End::DISMISSED,
                segment = viewer.next() => break Message::Binary(segment),
                message = socket.next() => match message {
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return End::Gone,
                    // Nothing that a viewer says means anything but that it is there.
                    Some(Ok(_)) => silent_pings = 0,
                },
                _ = ping.tick() => {
                    silent_pings += 1;
                    if silent_pings > 3 {
                        return End::Gone;
                    }
                    break Message::Ping(Default::default());
                }
            }
        };
    }
}
