//! Who may come in over HTTP: the bearer token, the origin of a page, and what a page of ours may do.
//!
//! The WebSocket's proof of the token is `handshake`'s.

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

/// The token that the request carries, as `Authorization: Bearer TOKEN`.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
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
    fn check(value: &'static str, expect: Option<&str>) {
        assert_eq!(bearer(&headers(&[(header::AUTHORIZATION, value)])), expect, "{value}");
    }

    #[test]
    fn the_token_is_read() {
        check("Bearer 0123456789abcdef", Some("0123456789abcdef"));
        check("bearer 0123456789abcdef", Some("0123456789abcdef"));
        check("Basic 0123456789abcdef", None);
        check("Bearer", None);
        check("0123456789abcdef", None);
        assert_eq!(bearer(&HeaderMap::new()), None);
    }
}
