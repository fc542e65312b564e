//! The SDK's errors in words for a person: what happened and what to do.
//!
//! What a service says about keys and signatures is never repeated: it can hold a part of them.

use super::ENGINE;
use aws_sdk_polly::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use speech::SynthesisError;
use std::error::Error;

/// What one request came to.
#[derive(Debug)]
pub(super) enum Failure {
    /// This engine does not give this sample rate.
    SampleRate,
    /// The answer broke off; asking again may help.
    CutShort(String),
    /// Nothing came in time.
    NoAnswer,
    /// Anything else.
    Said(SynthesisError),
}

impl From<SynthesisError> for Failure {
    fn from(error: SynthesisError) -> Self {
        Self::Said(error)
    }
}

impl Failure {
    /// Where nothing else is left to try.
    pub fn into_error(self) -> SynthesisError {
        match self {
            Self::SampleRate => refused("it gives no sample rate that we can use"),
            Self::CutShort(why) => {
                unavailable(format!("its answer broke off ({why}); check the network to its region"))
            }
            Self::NoAnswer => no_answer("it"),
            Self::Said(error) => error,
        }
    }
}

pub(super) fn unavailable(message: impl Into<String>) -> SynthesisError {
    SynthesisError::Unavailable { engine: ENGINE, message: message.into() }
}

pub(super) fn refused(message: impl Into<String>) -> SynthesisError {
    SynthesisError::Refused { engine: ENGINE, message: message.into() }
}

/// What an SDK error means; `action` is the permission that the request needs, `place` where it went.
pub(super) fn explain<E, R>(error: &SdkError<E, R>, action: &str, place: &str) -> Failure
where
    E: ProvideErrorMetadata + Error + 'static,
    R: std::fmt::Debug,
{
    let chain = || DisplayErrorContext(error).to_string();
    Failure::Said(match error {
        SdkError::ServiceError(service) => return by_code(service.err(), action),
        SdkError::TimeoutError(_) => return Failure::NoAnswer,
        SdkError::DispatchFailure(failure) if failure.is_timeout() => return Failure::NoAnswer,
        SdkError::DispatchFailure(failure) if failure.is_io() => unreachable(place),
        SdkError::ResponseError(_) => return Failure::CutShort("it was no answer of Polly".into()),
        // Credentials are looked for before anything is sent; the SDK has no kind of its own for that.
        _ if chain().to_lowercase().contains("credential") => no_credentials(),
        SdkError::DispatchFailure(_) => unreachable(place),
        _ => unavailable("the request could not be made; check region, profile and endpoint_url"),
    })
}

pub(super) fn no_answer(place: &str) -> SynthesisError {
    unavailable(format!("no answer from {place} in time; check the network, or raise patience_ms"))
}

fn unreachable(place: &str) -> SynthesisError {
    unavailable(format!("{place} cannot be reached; check the network and that the region is right"))
}

pub(super) fn no_credentials() -> SynthesisError {
    unavailable(
        "no AWS credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, run `aws sso login`, \
         name a profile, or give the machine a role",
    )
}

/// The service's own errors, by their code.
fn by_code<E: ProvideErrorMetadata>(error: &E, action: &str) -> Failure {
    let code = error.code().unwrap_or("no code");
    let message = error.message().unwrap_or("it gave no reason").trim().trim_end_matches('.');
    Failure::Said(match code.trim_end_matches("Exception") {
        "InvalidSampleRate" => return Failure::SampleRate,
        "Throttling" | "TooManyRequests" | "RequestLimitExceeded" | "Throttled" | "SlowDown" => unavailable(
            "too many requests at once; if this lasts, raise the quota of SynthesizeSpeech in Service Quotas",
        ),
        "ServiceQuotaExceeded" | "LimitExceeded" => {
            unavailable("the account's quota is used up; raise it in Service Quotas")
        }
        "ExpiredToken" | "RequestExpired" | "TokenRefreshRequired" => {
            unavailable("the credentials have expired; sign in again (`aws sso login`) or renew them")
        }
        "UnrecognizedClient"
        | "InvalidClientTokenId"
        | "InvalidSignature"
        | "SignatureDoesNotMatch"
        | "IncompleteSignature"
        | "MissingAuthenticationToken"
        | "AuthFailure" => unavailable(
            "the credentials are not accepted; check the keys or the profile, the region and the machine's clock",
        ),
        "AccessDenied" | "NotAuthorized" | "OptInRequired" | "UnauthorizedOperation" => {
            unavailable(format!("these credentials may not use {action}; allow it in their IAM policy"))
        }
        "TextLengthExceeded" => refused("the text is too long for one request; split it into sentences"),
        "InvalidSsml" => refused(format!("it cannot read the text ({message})")),
        "LanguageNotSupported"
        | "EngineNotSupported"
        | "Validation"
        | "LexiconNotFound"
        | "MarksNotSupportedForFormat"
        | "SsmlMarksNotSupportedForTextType"
        | "InvalidParameterValue"
        | "MissingParameter" => refused(message.to_owned()),
        "ServiceFailure" | "InternalFailure" | "InternalServerError" | "ServiceUnavailable" => {
            unavailable(format!("a fault on its side ({code}); it usually passes within minutes"))
        }
        _ => unavailable(format!("it answered with an error ({code}) that we do not know")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_polly::{error::ErrorMetadata, operation::synthesize_speech::SynthesizeSpeechError};

    #[track_caller]
    fn check(code: &str, expect: &str) {
        let secret = "AKIAVERYSECRET";
        let meta = ErrorMetadata::builder().code(code).message(format!("because of {secret}")).build();
        let text = by_code(&SynthesizeSpeechError::generic(meta), "polly:Do").into_error().to_string();
        assert!(text.contains(expect), "{text}");
        let is_auth = ["credentials", "keys"].iter().any(|word| text.contains(word));
        assert!(!(is_auth && text.contains(secret)), "{text}");
    }

    #[test]
    fn codes_in_words() {
        check("ThrottlingException", "raise the quota");
        check("ServiceQuotaExceededException", "used up");
        check("ExpiredTokenException", "expired");
        check("UnrecognizedClientException", "credentials are not accepted");
        check("SignatureDoesNotMatch", "credentials are not accepted");
        check("AccessDeniedException", "may not use polly:Do");
        check("TextLengthExceededException", "refuses: the text is too long");
        check("InvalidSsmlException", "refuses: it cannot read the text (because of");
        check("EngineNotSupportedException", "refuses: because of");
        check("ServiceFailureException", "fault on its side");
        check("InvalidSampleRateException", "sample rate");
        check("InvalidParameterValue", "refuses: because of");
        check("Whatever", "(Whatever)");
    }
}
