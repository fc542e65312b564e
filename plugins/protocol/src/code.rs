//! Stable result codes of requests, after obs-websocket's number ranges.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The outcome of a request. The number is stable; the comment beside it is for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(into = "u16", try_from = "u16")]
#[repr(u16)]
pub enum Code {
    /// Done, or taken into the queue.
    Success = 100,
    /// No `requestType` was given.
    MissingRequestType = 203,
    /// No request has that name.
    UnknownRequestType = 204,
    /// The message is not JSON of the expected shape.
    BadMessage = 205,
    /// Too much is waiting; nothing was done; try again.
    Busy = 207,
    /// Compere is starting or stopping.
    NotReady = 208,
    /// A field is missing.
    MissingField = 300,
    /// A field's value cannot be used.
    InvalidField = 400,
    /// A cue in the text is unknown or malformed.
    InvalidCue = 401,
    /// The text holds nothing that can be said.
    NothingToSay = 402,
    /// The message is larger than the limit.
    TooLarge = 403,
    /// The idempotency key was used for another request.
    IdempotencyConflict = 404,
    /// A rule forbids it, or the same was taken a short time before.
    NotLetIn = 405,
    /// It is not any more what it was said to be; nothing was done.
    Changed = 406,
    /// No or a wrong token.
    Unauthorized = 501,
    /// The token's role does not allow it.
    Forbidden = 502,
    /// Too much was asked for in a short time.
    TooMany = 503,
    /// What was named does not exist.
    NotFound = 600,
    /// Something inside failed; the comment says what.
    Internal = 700,
}

impl Code {
    /// The HTTP status that carries this code.
    pub fn http_status(self) -> u16 {
        match self {
            Self::Success => 200,
            Self::MissingRequestType | Self::BadMessage | Self::MissingField => 400,
            Self::InvalidField | Self::InvalidCue | Self::NothingToSay => 422,
            Self::UnknownRequestType | Self::NotFound => 404,
            Self::Busy | Self::NotReady => 503,
            Self::TooLarge => 413,
            Self::IdempotencyConflict | Self::NotLetIn | Self::Changed => 409,
            Self::Unauthorized => 401,
            Self::Forbidden => 403,
            Self::TooMany => 429,
            Self::Internal => 500,
        }
    }

    /// All codes, by number.
    pub const ALL: [Self; 19] = [
        Self::Success,
        Self::MissingRequestType,
        Self::UnknownRequestType,
        Self::BadMessage,
        Self::Busy,
        Self::NotReady,
        Self::MissingField,
        Self::InvalidField,
        Self::InvalidCue,
        Self::NothingToSay,
        Self::TooLarge,
        Self::IdempotencyConflict,
        Self::NotLetIn,
        Self::Changed,
        Self::Unauthorized,
        Self::Forbidden,
        Self::TooMany,
        Self::NotFound,
        Self::Internal,
    ];
}

impl From<Code> for u16 {
    fn from(code: Code) -> Self {
        code as Self
    }
}

impl TryFrom<u16> for Code {
    type Error = String;

    fn try_from(number: u16) -> Result<Self, Self::Error> {
        let found = Self::ALL.into_iter().find(|c| *c as u16 == number);
        found.ok_or_else(|| format!("no result code has the number {number}"))
    }
}
