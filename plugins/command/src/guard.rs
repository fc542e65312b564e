//! Who may come in over HTTP: the bearer token, the origin of a page, and what a page of ours may do.
//!
//! The WebSocket's proof of the token is `handshake`'s.

use crate::Token;
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// Where our pages may load from and connect to: here, and (for the live picture) memory.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; media-src 'self' blob:; \
    worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Whether the request carries the token, as `Authorization: Bearer TOKEN`.
pub(crate) fn is_authorized(token: &Token, headers: &HeaderMap) -> bool {
    let given = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
    let given = given.and_then(|v| v.split_once(' '));
    matches!(given, Some((scheme, secret)) if scheme.eq_ignore_ascii_case("bearer") && token.matches(secret.trim()))
}

/// Whether the request comes from a page of ours, or from no page at all. A browser names the page's origin in
/// each WebSocket hand-shake; another program does not.
pub(crate) fn is_same_origin(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let (Ok(origin), Some(Ok(host))) = (origin.to_str(), headers.get(header::HOST).map(HeaderValue::to_str))
    else {
        return false;
    };
    let Some((scheme, authority)) = origin.split_once("://") else { return false };
    let port = match scheme {
        "http" => ":80",
        "https" => ":443",
        _ => return false,
    };
    let plain = |s: &str| s.strip_suffix(port).unwrap_or(s).to_ascii_lowercase();
    plain(authority) == plain(host)
}

/// Puts the security headers on every answer.
pub(crate) async fn harden(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // What is not meant to be kept says nothing about it.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (n.clone(), HeaderValue::from_static(v))).collect()
    }

    #[track_caller]
    fn origin(origin: &'static str, host: &'static str, expect: bool) {
        let headers = headers(&[(header::ORIGIN, origin), (header::HOST, host)]);
        assert_eq!(is_same_origin(&headers), expect, "{origin} at {host}");
    }

    #[test]
    fn pages_of_others_are_refused() {
        origin("http://localhost:8080", "localhost:8080", true);
        origin("https://Live.example", "live.example", true);
        origin("https://live.example", "live.example:443", true);
        origin("http://live.example", "live.example:443", false);
        origin("http://localhost:8081", "localhost:8080", false);
        origin("http://evil.example", "localhost:8080", false);
        origin("http://localhost:8080.evil.example", "localhost:8080", false);
        origin("null", "localhost:8080", false);
        origin("file://", "", false);
        assert!(is_same_origin(&headers(&[(header::HOST, "localhost")])), "a program that is no browser");
        assert!(!is_same_origin(&headers(&[(header::ORIGIN, "http://a")])));
    }

    #[track_caller]
    fn bearer(value: &'static str, expect: bool) {
        let token = Token::parse("0123456789abcdef").unwrap();
        let headers = headers(&[(header::AUTHORIZATION, value)]);
        assert_eq!(is_authorized(&token, &headers), expect, "{value}");
    }

    #[test]
    fn the_token_is_asked_for() {
        bearer("Bearer 0123456789abcdef", true);
        bearer("bearer 0123456789abcdef", true);
        bearer("Basic 0123456789abcdef", false);
        bearer("Bearer 0123456789abcde", false);
        bearer("Bearer", false);
        bearer("0123456789abcdef", false);
        assert!(!is_authorized(&Token::parse("0123456789abcdef").unwrap(), &HeaderMap::new()));
    }
}
