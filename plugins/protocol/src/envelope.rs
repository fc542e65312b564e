//! The WebSocket envelope `{op, d}`, after obs-websocket 5.
//!
//! What travels; not how a session behaves, which is `command`'s.

use crate::{Caller, Code, request::Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Numbers of the `op` field.
pub mod op {
    /// Server: the first message of a session.
    pub const HELLO: u8 = 0;
    /// Client: who it is.
    pub const IDENTIFY: u8 = 1;
    /// Server: the session is open.
    pub const IDENTIFIED: u8 = 2;
    /// Server: something happened.
    pub const EVENT: u8 = 5;
    /// Client: do something.
    pub const REQUEST: u8 = 6;
    /// Server: the answer to a request.
    pub const REQUEST_RESPONSE: u8 = 7;
}

/// WebSocket close codes.
pub mod close {
    /// A message could not be read before the session was identified.
    pub const BAD_MESSAGE: u16 = 4002;
    /// The client did not identify in time.
    pub const NOT_IDENTIFIED: u16 = 4007;
    /// Wrong token.
    pub const AUTHENTICATION_FAILED: u16 = 4009;
    /// The client reads too slowly.
    pub const TOO_SLOW: u16 = 4010;
    /// Something is used up for now: places, tries, a microphone that somebody else has.
    pub const TRY_AGAIN_LATER: u16 = 1013;
    /// The program is stopping.
    pub const GOING_AWAY: u16 = 1001;
}

/// `op 0`: the server's greeting.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Hello {
    /// Version of the program.
    pub version: String,
    /// [`crate::PROTOCOL_VERSION`].
    pub rpc_version: u32,
    /// What the client must answer.
    pub authentication: Challenge,
}

/// `authentication = base64(sha256(base64(sha256(token + salt)) + challenge))`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Challenge {
    /// Random for each session.
    pub challenge: String,
    /// Random for each session.
    pub salt: String,
}

/// `op 1`: the client's answer.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Identify {
    /// The version the client speaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rpc_version: Option<u32>,
    /// The answer to the challenge; not needed beside a token.
    #[serde(default)]
    pub authentication: String,
    /// The token itself, where it cannot be hashed: a JWT of an identity provider. Over TLS, or on one machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The last event that the client has seen; events after it are sent again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seq: Option<u64>,
}

/// `op 2`: the session is open.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Identified {
    /// The version that both speak.
    pub rpc_version: u32,
    /// The newest event.
    pub seq: u64,
    /// Whether events since `lastSeq` are no longer kept: ask `GetStatus`.
    pub gap: bool,
    /// Who this session is, and what they may do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<Caller>,
}

/// `op 6`: a request.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RequestMessage {
    /// Name of the request.
    pub request_type: String,
    /// Chosen by the client; the answer carries it.
    pub request_id: String,
    /// Fields of the request.
    #[serde(default)]
    pub request_data: serde_json::Value,
    /// A request with the same key is done once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
}

/// `op 7`: an answer.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResponseMessage {
    /// Name of the request.
    pub request_type: String,
    /// As the client chose it.
    pub request_id: String,
    /// How it went.
    pub request_status: RequestStatus,
    /// What was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_data: Option<serde_json::Value>,
}

/// How a request went.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RequestStatus {
    /// Whether it was done.
    pub result: bool,
    /// Stable number.
    pub code: Code,
    /// For people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl From<&Response> for RequestStatus {
    fn from(response: &Response) -> Self {
        match response {
            Ok(_) => Self { result: true, code: Code::Success, comment: None },
            Err(e) => Self { result: false, code: e.code, comment: Some(e.comment.clone()) },
        }
    }
}
