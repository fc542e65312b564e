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
    /// Seconds after which it may be tried again.
    retry_after: u64,
}

impl Refused {
    /// With the status that belongs to the code.
    pub(crate) fn new(code: Code, comment: impl Into<String>) -> Self {
        Refusal::new(code, comment).into()
    }

    /// With another status than the code's own, where HTTP has a better one.
    pub(crate) fn with_status(status: StatusCode, code: Code, comment: impl Into<String>) -> Self {
        Self { status, refusal: Refusal::new(code, comment), retry_after: 1 }
    }

    /// What is not looked at before that time has passed.
    pub(crate) fn too_soon(wait: std::time::Duration, comment: impl Into<String>) -> Self {
        Self { retry_after: wait.as_secs().max(1), ..Self::new(Code::TooMany, comment) }
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
        Self { status: status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), refusal, retry_after: 1 }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let Self { status, refusal, retry_after } = self;
        let extra = match refusal.code {
            Code::Busy | Code::NotReady | Code::TooMany => Some((header::RETRY_AFTER, retry_after.into())),
            Code::Unauthorized => Some((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))),
            _ => None,
        };
        let body = serde_json::json!({ "requestStatus": RequestStatus::from(&Err(refusal)) });
        let mut response = (status, Json(body)).into_response();
        if let Some((name, value)) = extra {
            response.headers_mut().insert(name, value);
        }
        response
    }
}
