//! One WebSocket session: requests in, answers and events out.
//!
//! A single task owns the socket. It reads a request only while it may still answer it, writes one message at a
//! time, and is closed when a write takes too long or when it has fallen out of the kept events. What a message
//! asks for is not looked at here beyond its name and fields (`protocol::Request::read`).

use crate::{
    access::Admitted,
    entrance::Entry,
    events::Behind,
    gate::Pending,
    server::Server,
    socket::{End, envelope, finish, identify, in_time},
};
use axum::extract::ws::{Message, WebSocket};
use futures_util::{
    SinkExt, StreamExt,
    stream::{FuturesUnordered, SplitSink},
};
use protocol::{
    Caller, Code, PROTOCOL_VERSION, Request, Response,
    envelope::{Identified, RequestMessage, RequestStatus, ResponseMessage, op},
    request::Refusal,
};
use std::sync::Arc;

/// Events that are written with a message at most. Who comes back after an absence has thousands to read: a write has its
/// time for these few, and between two of them others are attended to.
const TOGETHER: usize = 16;

/// An answer on its way: to which request, and what.
struct Answer {
    request_type: String,
    request_id: String,
    response: Response,
}

/// Runs a session to its end.
pub(crate) async fn run(mut socket: WebSocket, server: Arc<Server>, entry: Entry) {
    let identified = identify(&mut socket, &server, &entry).await;
    let (mut sink, mut stream) = socket.split();
    let end = match identified {
        Ok((hello, admitted)) => {
            let held = server.sessions.hold();
            let end = talk(&mut sink, &mut stream, &server, &admitted, hello.last_seq).await;
            drop(held);
            end
        }
        Err(end) => end,
    };
    tracing::debug!(?end, "session ended");
    finish(&mut sink, end).await;
}

async fn talk(
    sink: &mut SplitSink<WebSocket, Message>,
    stream: &mut futures_util::stream::SplitStream<WebSocket>,
    server: &Arc<Server>,
    admitted: &Admitted,
    last_seq: Option<u64>,
) -> End {
    let caller = &admitted.caller;
    let dismissed = server.access.ended(admitted);
    tokio::pin!(dismissed);
    let limits = server.limits;
    let (mut events, gap) = server.events.reader(last_seq, caller.role);
    let greeting = Identified {
        rpc_version: PROTOCOL_VERSION,
        seq: server.events.newest(),
        gap,
        caller: Some(caller.clone()),
    };
    let mut outgoing = envelope(op::IDENTIFIED, &greeting);

    let mut answers = FuturesUnordered::new();
    let mut stopping = server.stopping.clone();
    let mut ping = tokio::time::interval(limits.ping);
    ping.reset();
    let mut silent_pings = 0;
    loop {
        match outgoing {
            Ok(message) => {
                // Events that wait go with it: a write costs more than what is written.
                let written = async {
                    sink.feed(message).await?;
                    for _ in 0..TOGETHER {
                        let Ok(Some(event)) = events.take() else { break };
                        sink.feed(Message::Text(event.message)).await?;
                    }
                    sink.flush().await
                };
                if let Err(end) = in_time(written, limits.send).await {
                    return end;
                }
            }
            Err(end) => return end,
        }
        // Each arm ends with a message to send, so that nothing is written while something else is being waited for.
        outgoing = loop {
            tokio::select! {
                _ = stopping.wait_for(|stop| *stop) => break Err(End::STOPPING),
                () = &mut dismissed => break Err(End::DISMISSED),
                Some(answer) = answers.next() => break write_answer(answer),
                event = events.next() => break match event {
                    Ok(event) => Ok(Message::Text(event.message)),
                    Err(Behind) => Err(End::SLOW),
                },
                message = stream.next(), if answers.len() < limits.requests_per_session => {
                    silent_pings = 0;
                    match message {
                        Some(Ok(Message::Text(text))) => answers.push(begin(server, caller, &text)),
                        Some(Ok(Message::Binary(_))) => {
                            let refusal = Refusal::new(Code::BadMessage, "messages are json in text frames");
                            break write_answer(nameless(refusal));
                        }
                        Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                        Some(Ok(Message::Close(_))) | None => break Err(End::Gone),
                        Some(Err(_)) => break Err(End::Close(1009, "a message was malformed or far too large")),
                    }
                }
                _ = ping.tick() => {
                    silent_pings += 1;
                    break if silent_pings > 3 { Err(End::Gone) } else { Ok(Message::Ping(Default::default())) };
                }
            }
        };
    }
}

/// Hands a request in at once, so that requests keep their order; what is returned waits for the answer.
fn begin(server: &Arc<Server>, caller: &Caller, text: &str) -> impl Future<Output = Answer> + Send + use<> {
    let (request_type, request_id, pending) = match read(text, server.limits.message_bytes) {
        Ok(message) => {
            let pending = match Request::read(&message.request_type, message.request_data) {
                Ok(request) => server.gate.submit(caller, request, message.idempotency_key),
                Err(refusal) => Pending::Ready(Err(refusal)),
            };
            (message.request_type, message.request_id, pending)
        }
        Err(answer) => (answer.request_type, answer.request_id, Pending::Ready(answer.response)),
    };
    let server = Arc::clone(server);
    async move { Answer { request_type, request_id, response: server.gate.answer(pending).await } }
}

/// Reads an `op 6`. An error is an answer, with the request's name and id as far as they could be made out.
fn read(text: &str, limit: usize) -> Result<RequestMessage, Answer> {
    if text.len() > limit {
        let comment = format!("a message has {} bytes; at most {limit} are read", text.len());
        return Err(nameless(Refusal::new(Code::TooLarge, comment)));
    }
    let bad = |comment: String| Refusal::new(Code::BadMessage, comment);
    let value: serde_json::Value =
        serde_json::from_str(text).map_err(|e| nameless(bad(format!("a message is not json: {e}"))))?;
    let text_at = |path| value.pointer(path).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
    let (request_type, request_id) = (text_at("/d/requestType"), text_at("/d/requestId"));
    let answer = |refusal| Answer { request_type, request_id, response: Err(refusal) };

    match value.get("op").and_then(serde_json::Value::as_u64) {
        Some(found) if found == u64::from(op::REQUEST) => {}
        Some(found) => return Err(answer(bad(format!("a session takes op 6 (Request), not op {found}")))),
        None => return Err(answer(bad("a message has the form {op, d}, op a number".into()))),
    }
    if value.pointer("/d/requestType").is_none() {
        return Err(answer(Refusal::new(Code::MissingRequestType, "a request needs a requestType")));
    }
    let d = value.get("d").cloned().unwrap_or_default();
    serde_json::from_value(d).map_err(|e| answer(bad(format!("a request could not be read: {e}"))))
}

fn nameless(refusal: Refusal) -> Answer {
    Answer { request_type: String::new(), request_id: String::new(), response: Err(refusal) }
}

fn write_answer(answer: Answer) -> Result<Message, End> {
    let request_status = RequestStatus::from(&answer.response);
    let response_data = answer.response.ok().and_then(|data| serde_json::to_value(data).ok());
    let Answer { request_type, request_id, .. } = answer;
    envelope(
        op::REQUEST_RESPONSE,
        &ResponseMessage { request_type, request_id, request_status, response_data },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expect: (&str, &str, Result<(), Code>)) {
        let found = match read(text, 200) {
            Ok(m) => (m.request_type, m.request_id, Ok(())),
            Err(a) => (a.request_type, a.request_id, Err(a.response.unwrap_err().code)),
        };
        assert_eq!((found.0.as_str(), found.1.as_str(), found.2), expect, "{text}");
    }

    #[test]
    fn bad_messages_are_named() {
        let bad = Err(Code::BadMessage);
        check(r#"{"op":6,"d":{"requestType":"Say","requestId":"1"}}"#, ("Say", "1", Ok(())));
        check(r#"{"op":6,"d":{"requestType":"Say","requestId":"1","x":1}}"#, ("Say", "1", bad));
        check(r#"{"op":6,"d":{"requestType":"Say","requestId":1}}"#, ("Say", "", bad));
        check(r#"{"op":6,"d":{"requestType":7,"requestId":"1"}}"#, ("", "1", bad));
        check(r#"{"op":6,"d":{"requestId":"1"}}"#, ("", "1", Err(Code::MissingRequestType)));
        check(r#"{"op":9,"d":{"requestId":"1"}}"#, ("", "1", bad));
        check(r#"{"op":"6"}"#, ("", "", bad));
        check(r#"{"op":6}"#, ("", "", Err(Code::MissingRequestType)));
        check("[]", ("", "", bad));
        check("{", ("", "", bad));
        check(&"x".repeat(201), ("", "", Err(Code::TooLarge)));
    }

    proptest! {
        /// Whatever comes, and however a good message is broken, there is an answer and no panic.
        #[test]
        fn anything_is_answered(text in ".{0,80}", at in 0usize..60, with in any::<char>()) {
            let _ = read(&text, 200);
            let mut broken: Vec<char> = r#"{"op":6,"d":{"requestType":"Say","requestId":"1"}}"#.chars().collect();
            let place = at % broken.len();
            broken[place] = with;
            let _ = read(&String::from_iter(broken), 200);
        }
    }
}
