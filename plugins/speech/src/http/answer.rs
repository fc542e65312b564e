//! What went wrong with a request, in words that say what to do. Pure; it sends nothing.

use super::secret::Secret;
use crate::SynthesisError;
use serde_json::Value;
use std::io;
use ureq::http::{HeaderMap, StatusCode};

/// Of what a server says about its error, so many characters are passed on.
const LONGEST_WORDS: usize = 300;

/// Why there is no good answer.
#[derive(Debug)]
pub(super) enum Failure {
    /// The thread of the request could not be started.
    Thread(io::Error),
    /// The connection could not be made, or broke.
    Network(ureq::Error),
    /// The server was silent for too long.
    Silent(ureq::Timeout),
    /// The answer ended before its end.
    Cut,
    /// The server answered with an error.
    Status(Refusal),
    /// The answer is compressed, which nobody asked for.
    Encoded(String),
    /// The answer is not what was asked for, or holds no speech.
    Unfit(String),
    /// The answer is longer than any speech.
    TooLong,
}

/// An answer that is an error.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    /// As the server wrote it: seconds or a date.
    retry_after: Option<String>,
    /// Where a redirect points.
    location: Option<String>,
    /// What the server says, on one line.
    words: String,
}

/// Who is asked, for the words.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    /// As a person would call the service.
    pub engine: &'static str,
    pub host: &'a str,
    pub url: &'a str,
    /// How to give it a key, such as "the environment variable X".
    pub key_place: String,
    pub key: Option<&'a Secret>,
}

impl Failure {
    pub(super) fn of(error: ureq::Error) -> Self {
        match error {
            ureq::Error::Timeout(which) => Self::Silent(which),
            // The end of the connection before the end of the body.
            ureq::Error::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => Self::Cut,
            ureq::Error::Protocol(_) | ureq::Error::BodyStalled => Self::Cut,
            error => Self::Network(error),
        }
    }

    /// Whether a connection that was kept from before may just have been closed by the server.
    pub(super) fn is_hang_up(&self) -> bool {
        use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
        match self {
            Self::Cut => true,
            Self::Network(ureq::Error::Io(error)) => {
                matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof)
            }
            _ => false,
        }
    }

    /// As the error of a sentence.
    pub(super) fn explain(self, asked: &Asked) -> SynthesisError {
        let host = asked.host;
        let unavailable = |message: String| asked.unavailable(message);
        match self {
            Self::Thread(error) => unavailable(format!("no thread for the request could be started ({error})")),
            Self::Network(ureq::Error::HostNotFound) => {
                unavailable(format!("there is no host {host}; check `url` and the network"))
            }
            Self::Network(ureq::Error::Io(error)) if error.kind() == io::ErrorKind::ConnectionRefused => {
                unavailable(format!("{host} refuses connections; start the server, or check the port in `url`"))
            }
            Self::Network(error) => {
                unavailable(format!("the connection to {host} failed ({error}); check the network and `url`"))
            }
            Self::Silent(ureq::Timeout::Resolve | ureq::Timeout::Connect) => {
                unavailable(format!("no connection to {host} in time; check the network and `url`"))
            }
            Self::Silent(_) => {
                unavailable(format!("{host} did not answer in time; try again, or raise `timeout_s`"))
            }
            Self::Cut => unavailable(format!("{host} cut its answer short; try again")),
            Self::Encoded(coding) => asked.refused(format!(
                "{host} answers in the coding {coding:?}, which was not asked for; let it send plain audio"
            )),
            Self::Unfit(what) => asked.refused(format!("{host} {what}")),
            Self::TooLong => asked.refused(format!(
                "{host} answers with more than ten minutes of sound; make the text shorter, or check `sample_rate`"
            )),
            Self::Status(refusal) => refusal.explain(asked),
        }
    }
}

impl Asked<'_> {
    /// The service cannot serve now.
    pub(super) fn unavailable(&self, message: String) -> SynthesisError {
        SynthesisError::Unavailable { engine: self.engine, message: self.without_key(message) }
    }

    /// The service does not take this.
    pub(super) fn refused(&self, message: String) -> SynthesisError {
        SynthesisError::Refused { engine: self.engine, message: self.without_key(message) }
    }

    fn without_key(&self, message: String) -> String {
        self.key.map_or(message.clone(), |key| key.redact(&message))
    }
}

impl Refusal {
    pub(super) fn new(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        let text = |name| headers.get(name).and_then(|v| v.to_str().ok()).map(one_line);
        Self { status, retry_after: text("retry-after"), location: text("location"), words: words(body) }
    }

    /// Whether the server's words are about the format of the audio, so that another may be asked for.
    pub(super) fn is_about_format(&self) -> bool {
        let words = self.words.to_lowercase();
        matches!(self.status.as_u16(), 400 | 406 | 415 | 422 | 501)
            && (words.contains("format") || words.contains("wav") || words.contains("pcm"))
    }

    fn explain(self, asked: &Asked) -> SynthesisError {
        let (host, status) = (asked.host, self.status.as_u16());
        let said = if self.words.is_empty() { String::new() } else { format!(": {}", self.words) };
        let wait = match &self.retry_after {
            Some(when) if when.bytes().all(|b| b.is_ascii_digit()) => {
                format!("; it asks to wait {when} seconds")
            }
            Some(when) => format!("; it asks to wait until {when}"),
            None => "; try again later".to_owned(),
        };
        let quota = ["quota", "credit", "billing"].iter().any(|w| self.words.to_lowercase().contains(w));
        match status {
            300..=399 => {
                let place = self.location.unwrap_or_else(|| "nowhere".into());
                asked.refused(format!(
                    "{host} answers {status} and points to {place}; a key is not sent on: put that address in `url`"
                ))
            }
            401..=403 if quota => {
                asked.unavailable(format!("{host} answers {status}{said}; add to the account's quota"))
            }
            401 | 403 => asked.unavailable(format!(
                "{host} does not accept the key ({status}{said}); check {}",
                asked.key_place
            )),
            402 => asked.unavailable(format!("{host} wants to be paid ({status}{said}); look at the account")),
            408 | 425 => asked.unavailable(format!("{host} answers {status}{said}{wait}")),
            429 => asked.unavailable(format!("{host} has had too many requests, or the quota is spent (429{said}){wait}")),
            500..=599 => asked.unavailable(format!("{host} has a fault of its own ({status}{said}){wait}")),
            404 | 405 => asked.refused(format!(
                "{host} answers {status}{said}; asked was {}; check `url` (often it ends with /v1), `model` and `voice`",
                asked.url
            )),
            413 => asked.refused(format!("{host} finds the text too long ({status}{said}); make the sentence shorter")),
            _ => asked.refused(format!("{host} answers {status}{said}; check `model`, `voice` and `extra`")),
        }
    }
}

/// What a server says about its error: of JSON the message, of anything else the text.
fn words(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let said = serde_json::from_str::<Value>(&text).ok().and_then(|value| message(&value, 4));
    one_line(said.as_deref().unwrap_or(if text.contains("<html") || text.contains("<!") {
        ""
    } else {
        &text
    }))
}

/// The message inside of the shapes that services use: `{error: {message}}`, `{detail: {message}}`, `{detail: [{msg}]}`,
/// `{error: ".."}`, `{detail: ".."}`, `{message}`.
fn message(value: &Value, depth: u8) -> Option<String> {
    let deeper = |value| message(value, depth.checked_sub(1)?);
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(items) => {
            let parts: Vec<String> = items.iter().take(3).filter_map(deeper).collect();
            (!parts.is_empty()).then(|| parts.join("; "))
        }
        Value::Object(fields) => {
            let found = ["error", "detail", "message", "msg", "status", "code"]
                .iter()
                .find_map(|name| fields.get(*name).and_then(deeper))?;
            // FastAPI tells which field it is about.
            match fields.get("loc").and_then(Value::as_array).and_then(|path| path.last()?.as_str()) {
                Some(field) => Some(format!("{field}: {found}")),
                None => Some(found),
            }
        }
        _ => None,
    }
}

/// At most [`LONGEST_WORDS`] characters, without breaks and control characters.
pub(super) fn one_line(text: &str) -> String {
    let plain = text.replace(char::is_control, " ");
    let mut line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((at, _)) = line.char_indices().nth(LONGEST_WORDS) {
        line.truncate(at);
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, expect: &str) {
        assert_eq!(words(body.as_bytes()), expect, "{body}");
    }

    #[test]
    fn words_of_errors() {
        check(r#"{"error":{"message":"Bad voice.","type":"x","code":null}}"#, "Bad voice.");
        check(r#"{"detail":{"status":"quota_exceeded","message":"No credits."}}"#, "No credits.");
        check(
            r#"{"detail":[{"loc":["body","voice"],"msg":"Field required","type":"x"}]}"#,
            "voice: Field required",
        );
        check(r#"{"detail":"Not Found"}"#, "Not Found");
        check(r#"{"error":"busy\nnow"}"#, "busy now");
        check(r#"{"message":"slow"}"#, "slow");
        check("plain\r\n words", "plain words");
        check("<!DOCTYPE html><html><body>502</body></html>", "");
        check("", "");
        check(&"[".repeat(9000), &format!("{}…", "[".repeat(300)));
    }
}
