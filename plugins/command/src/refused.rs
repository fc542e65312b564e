//! How a refusal looks over HTTP: a status, and JSON with the stable code and words for people.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use protocol::{Code, envelope::RequestStatus, request::Refusal};

/// A refusal that becomes an answer.
#[derive(Debug)]
pub(crate) struct Refused {
    status: StatusCode,
    refusal: Refusal,
}

impl Refused {
    /// With the status that belongs to the code.
    pub(crate) fn new(code: Code, comment: impl Into<String>) -> Self {
        Refusal::new(code, comment).into()
    }

    /// With another status than the code's own, where HTTP has a better one.
    pub(crate) fn with_status(status: StatusCode, code: Code, comment: impl Into<String>) -> Self {
        Self { status, refusal: Refusal::new(code, comment) }
    }

    /// What is nowhere.
    pub(crate) fn not_found() -> Self {
        Self::new(Code::NotFound, "nothing is here; requests are POST /api/v1/requests/{requestType}")
    }

    /// What comes from a page that is not ours.
    pub(crate) fn other_origin() -> Self {
        let comment = "pages of other origins may not use this server; open the console itself";
        Self::with_status(StatusCode::FORBIDDEN, Code::Unauthorized, comment)
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        let status = StatusCode::from_u16(refusal.code.http_status());
        Self { status: status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), refusal }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let Self { status, refusal } = self;
        let extra = match refusal.code {
            Code::Busy | Code::NotReady => Some((header::RETRY_AFTER, "1")),
            Code::Unauthorized => Some((header::WWW_AUTHENTICATE, "Bearer")),
            _ => None,
        };
        let body = serde_json::json!({ "requestStatus": RequestStatus::from(&Err(refusal)) });
        let mut response = (status, Json(body)).into_response();
        if let Some((name, value)) = extra {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    }
}
