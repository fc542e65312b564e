//! What is asked over HTTP, and how WebSockets come to be.
//!
//! How a refusal looks is `refused`'s; pages and streams are `assets` and `watch`.

use crate::{
    access::Admitted,
    door::Peer,
    entrance::{Entry, Known},
    events::Behind,
    microphone,
    refused::Refused,
    server::Server,
    session, viewer,
};
use axum::{
    Extension, Json,
    body::to_bytes,
    extract::{
        Path, Query, Request, State, WebSocketUpgrade,
        rejection::{PathRejection, QueryRejection},
        ws::rejection::WebSocketUpgradeRejection,
    },
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use protocol::{Code, envelope::RequestStatus};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::{sync::Arc, time::Duration};

/// Seconds for which `GET /api/v1/events` waits when nothing is said about it, and at most.
const WAIT_SECONDS: (u64, u64) = (25, 55);
/// Events in one answer.
const EVENTS_AT_ONCE: usize = 256;

/// Bytes of a viewer's message; it only ever sends its Identify.
const IDENTIFY_BYTES: usize = 4096;

type Shared = State<Arc<Server>>;

/// `GET /healthz`: open to all.
pub(crate) async fn health(State(server): Shared) -> Response {
    let body = serde_json::json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "uptimeSeconds": server.since.elapsed().as_secs(),
    });
    Json(body).into_response()
}

/// `POST /api/v1/requests/{requestType}`: the body is `requestData`.
pub(crate) async fn request(
    State(server): Shared,
    Known(Admitted { caller, .. }): Known,
    path: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, Refused> {
    let (head, body) = request.into_parts();
    let Path(request_type) = path.map_err(|_| Refused::not_found())?;
    let limit = server.limits.message_bytes;
    // A recording may be larger than anything else that is said.
    let recording = if request_type == "Say" { server.limits.recording_bytes } else { 0 };
    let too_large = |limit: usize| {
        Refused::new(Code::TooLarge, format!("the body is cut off, or has more than {limit} bytes"))
    };
    let whole = tokio::time::timeout(server.limits.body, to_bytes(body, limit + recording)).await;
    let too_slow = |_| {
        let comment = "the body did not come in time; nothing was done";
        Refused::with_status(StatusCode::REQUEST_TIMEOUT, Code::BadMessage, comment)
    };
    let body = whole.map_err(too_slow)?.map_err(|_| too_large(limit + recording))?;
    let data = read_body(&head.headers, &body)?;
    let key = head.headers.get("idempotency-key").map(HeaderValue::to_str).transpose();
    let key = key.map_err(|_| Refused::new(Code::InvalidField, "the idempotency-key header is not ascii"))?;
    let request = protocol::Request::read(&request_type, data)?;
    let is_recording = matches!(&request, protocol::Request::Say(say) if say.audio.is_some());
    if body.len() > limit && !is_recording {
        return Err(too_large(limit));
    }

    let response = server.gate.answer(server.gate.submit(&caller, request, key.map(str::to_owned))).await;
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Done<T> {
        request_type: String,
        request_status: RequestStatus,
        response_data: T,
    }
    let request_status = RequestStatus::from(&response);
    Ok(Json(Done { request_type, request_status, response_data: response? }).into_response())
}

fn read_body(headers: &HeaderMap, body: &[u8]) -> Result<serde_json::Value, Refused> {
    if body.is_empty() {
        return Ok(serde_json::Value::Null);
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        let comment = "the body must be sent as content-type application/json";
        return Err(Refused::with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::BadMessage, comment));
    }
    serde_json::from_slice(body)
        .map_err(|e| Refused::new(Code::BadMessage, format!("the body is not json: {e}")))
}

/// What `GET /api/v1/events` is told.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Since {
    /// The last event that the client has; without it, the answer comes at once and tells where to begin.
    since: Option<u64>,
    /// Seconds to wait for an event.
    wait: Option<u64>,
}

/// `GET /api/v1/events?since=SEQ`: events after SEQ, or the next one when it comes.
pub(crate) async fn events(
    State(server): Shared,
    Known(admitted): Known,
    query: Result<Query<Since>, QueryRejection>,
) -> Result<Response, Refused> {
    let Query(query) = query.map_err(|_| {
        let comment = "events are asked for with `since`, a number, and `wait`, seconds; nothing else";
        Refused::new(Code::InvalidField, comment)
    })?;
    let (mut reader, gap) = server.events.reader(query.since, admitted.caller.role);
    let mut found: Vec<Box<RawValue>> = Vec::new();
    let wait = Duration::from_secs(query.wait.unwrap_or(WAIT_SECONDS.0).min(WAIT_SECONDS.1));
    let mut stopping = server.stopping.clone();
    if query.since.is_some() && !gap {
        tokio::select! {
            first = reader.next() => found.extend(first.ok().and_then(|e| raw(&e.json))),
            () = tokio::time::sleep(wait) => {}
            _ = stopping.wait_for(|stop| *stop) => {}
            () = server.access.ended(&admitted) => {
                let comment = "the token was taken away, or has run out, while events were waited for";
                return Err(Refused::new(Code::Unauthorized, comment));
            }
        }
    }
    while found.len() < EVENTS_AT_ONCE {
        match reader.take() {
            Ok(Some(event)) => found.extend(raw(&event.json)),
            // The ring has overtaken this answer; the next one will say so.
            Ok(None) | Err(Behind) => break,
        }
    }
    #[derive(Serialize)]
    struct Page {
        events: Vec<Box<RawValue>>,
        seq: u64,
        gap: bool,
    }
    Ok(Json(Page { events: found, seq: reader.seen(), gap }).into_response())
}

fn raw(json: &str) -> Option<Box<RawValue>> {
    RawValue::from_string(json.to_owned()).ok()
}

type Upgrade = Result<WebSocketUpgrade, WebSocketUpgradeRejection>;

/// `GET /api/v1/ws`: a session.
pub(crate) async fn session(
    State(server): Shared,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    upgrade: Upgrade,
) -> Result<Response, Refused> {
    let (upgrade, entry) = admit(&server, peer, &headers, upgrade).await?;
    let hostile = server.limits.hostile_bytes;
    Ok(upgrade
        .max_message_size(hostile)
        .max_frame_size(hostile)
        .on_upgrade(async move |socket| session::run(socket, server, entry).await))
}

/// `GET /api/v1/preview`: the live picture.
pub(crate) async fn preview(
    State(server): Shared,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    upgrade: Upgrade,
) -> Result<Response, Refused> {
    let (upgrade, entry) = admit(&server, peer, &headers, upgrade).await?;
    Ok(upgrade
        .max_message_size(IDENTIFY_BYTES)
        .max_frame_size(IDENTIFY_BYTES)
        .on_upgrade(async move |socket| viewer::run(socket, server, entry).await))
}

/// `GET /api/v1/microphone`: an operator's own voice.
pub(crate) async fn microphone(
    State(server): Shared,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    upgrade: Upgrade,
) -> Result<Response, Refused> {
    let (upgrade, entry) = admit(&server, peer, &headers, upgrade).await?;
    let most = microphone::MESSAGE_BYTES;
    Ok(upgrade
        .max_message_size(most)
        .max_frame_size(most)
        .on_upgrade(async move |socket| microphone::run(socket, server, entry).await))
}

/// Lets a WebSocket in, with its place among the open ones.
async fn admit(
    server: &Server,
    peer: Peer,
    headers: &HeaderMap,
    upgrade: Upgrade,
) -> Result<(WebSocketUpgrade, Entry), Refused> {
    let entry = Entry::new(server, peer, headers).await?;
    let upgrade = upgrade.map_err(|rejection| {
        let comment = format!("a websocket is expected here: {}", rejection.body_text().to_lowercase());
        Refused::with_status(rejection.status(), Code::BadMessage, comment)
    })?;
    Ok((upgrade, entry))
}

/// What is nowhere.
pub(crate) async fn not_found() -> Refused {
    Refused::not_found()
}

/// What is there, but not so.
pub(crate) async fn wrong_method() -> Refused {
    let comment = "this address does not take that method; the allow header says which";
    Refused::with_status(StatusCode::METHOD_NOT_ALLOWED, Code::BadMessage, comment)
}
