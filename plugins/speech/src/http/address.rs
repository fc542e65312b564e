//! Where a request goes: from the settings to a whole address. Pure; it asks no name server.

use super::settings::{HttpKind, HttpSettings, HttpVoiceError};
use std::net::IpAddr;
use ureq::http::Uri;

/// Where a voice's requests go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Endpoint {
    /// The whole address.
    pub url: String,
    /// Its host, for messages.
    pub host: String,
    /// Whether it begins with `https`.
    pub is_encrypted: bool,
    /// Whether the host is this machine or one of its own network.
    pub is_near: bool,
}

/// The service that gave the kind its name.
pub(super) fn own_base(kind: HttpKind) -> &'static str {
    match kind {
        HttpKind::Openai => "https://api.openai.com/v1",
        HttpKind::Elevenlabs => "https://api.elevenlabs.io",
    }
}

/// # Errors
/// When `url` is no address, or the voice cannot be part of one.
pub(super) fn endpoint(settings: &HttpSettings) -> Result<Endpoint, HttpVoiceError> {
    let base = settings.url.as_deref().unwrap_or(own_base(settings.kind)).trim();
    // What may be a password is not repeated.
    let shown = if base.contains('@') { "…@…" } else { base };
    let wrong = |what: &str| HttpVoiceError::Url { url: shown.to_owned(), what: what.to_owned() };
    let scheme = "it must begin with http:// or https://";
    let uri: Uri =
        base.parse().map_err(|_| wrong("it is no address; write one such as http://127.0.0.1:8000/v1"))?;
    let is_encrypted = match uri.scheme_str() {
        Some("https") => true,
        Some("http") => false,
        _ => return Err(wrong(scheme)),
    };
    let authority = uri.authority().ok_or_else(|| wrong(scheme))?;
    if authority.as_str().contains('@') {
        return Err(wrong("it must not hold a name or a password; name the key with `key_env`"));
    }
    let host = authority.host().to_owned();
    if host.is_empty() {
        return Err(wrong("it names no host"));
    }
    let path = uri.path().trim_end_matches('/');
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let rest = match settings.kind {
        HttpKind::Openai if path.ends_with("/audio/speech") => format!("{path}{query}"),
        HttpKind::Openai => format!("{path}/audio/speech{query}"),
        HttpKind::Elevenlabs => {
            let voice = settings.voice.trim();
            if !voice.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
                return Err(HttpVoiceError::Setting {
                    setting: "voice",
                    value: format!("{voice:?}"),
                    what: "write the voice's id, which has letters and digits only, not its name",
                });
            }
            let path = path.trim_end_matches("/v1");
            let rate = settings.sample_rate();
            let joint = if query.is_empty() { "?" } else { "&" };
            format!(
                "{path}/v1/text-to-speech/{voice}/stream/with-timestamps{query}{joint}output_format=pcm_{rate}"
            )
        }
    };
    let scheme = if is_encrypted { "https" } else { "http" };
    Ok(Endpoint { url: format!("{scheme}://{authority}{rest}"), is_near: is_near(&host), host, is_encrypted })
}

/// Whether a host is this machine, of its own network, or a name that only such a network knows.
pub(super) fn is_near(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse() {
        Ok(IpAddr::V4(ip)) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        Ok(IpAddr::V6(ip)) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
        Err(_) => {
            let name = bare.trim_end_matches('.').to_ascii_lowercase();
            let own = [".localhost", ".local", ".internal", ".lan", ".home.arpa"];
            !name.contains('.') || own.iter().any(|end| name.ends_with(end))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: HttpKind, url: Option<&str>, expect: &str) {
        let settings = HttpSettings { url: url.map(str::to_owned), ..HttpSettings::new(kind, "Ab1") };
        assert_eq!(endpoint(&settings).unwrap().url, expect);
    }

    #[test]
    fn addresses() {
        use HttpKind::{Elevenlabs, Openai};
        check(Openai, None, "https://api.openai.com/v1/audio/speech");
        check(Openai, Some("http://127.0.0.1:8000/v1/"), "http://127.0.0.1:8000/v1/audio/speech");
        check(Openai, Some("http://[::1]:8000"), "http://[::1]:8000/audio/speech");
        check(Openai, Some("https://x.org/a/audio/speech?v=1"), "https://x.org/a/audio/speech?v=1");
        let rest = "/v1/text-to-speech/Ab1/stream/with-timestamps?output_format=pcm_24000";
        check(Elevenlabs, None, &format!("https://api.elevenlabs.io{rest}"));
        check(Elevenlabs, Some("http://tts:1/v1"), &format!("http://tts:1{rest}"));
    }
}
