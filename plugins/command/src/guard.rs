//! Who may come in over HTTP: the bearer token, the host that is asked for, the origin of a page, and what a page of ours
//! may do.
//!
//! The WebSocket's proof of the token is `handshake`'s.

use crate::{refused::Refused, server::Server};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use protocol::Code;
use std::{net::IpAddr, sync::Arc};

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

/// Whether a page of another origin may come in: it is in the list.
pub(crate) fn is_listed(headers: &HeaderMap, origins: &[String]) -> bool {
    let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    origin.is_some_and(|origin| origins.iter().any(|listed| listed.eq_ignore_ascii_case(origin)))
}

/// Whether that host is one of ours: an address, this machine, or a name that was given.
fn is_ours(host: &str, names: &[String]) -> bool {
    // With or without a port; an IPv6 address stands in brackets.
    let bare = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let bare = bare.trim_end_matches('.').to_ascii_lowercase();
    bare.parse::<IpAddr>().is_ok()
        || bare == "localhost"
        || bare.ends_with(".localhost")
        || names.iter().any(|name| name.eq_ignore_ascii_case(&bare))
}

/// Sends away whoever asks for another host, answers pages of listed origins, and hardens every answer.
pub(crate) async fn admit(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if server.only_ours && !is_ours(host, &server.hosts) {
        let comment = "this server does not go by that name; start it with --allow-host NAME";
        return harden(
            Refused::with_status(StatusCode::MISDIRECTED_REQUEST, Code::Unauthorized, comment)
                .into_response(),
        );
    }
    let is_api = request.uri().path().starts_with("/api/");
    let listed = is_api && is_listed(request.headers(), &server.origins);
    let origin = listed.then(|| request.headers().get(header::ORIGIN).cloned()).flatten();
    let response = match (&origin, request.method()) {
        (Some(_), &Method::OPTIONS) => StatusCode::NO_CONTENT.into_response(),
        _ => next.run(request).await,
    };
    let mut response = harden(response);
    if let Some(origin) = origin {
        share(response.headers_mut(), origin);
    }
    response
}

/// Lets a page of that origin read the answer.
fn share(headers: &mut HeaderMap, origin: HeaderValue) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    for (name, value) in [
        (header::VARY, "origin"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, DELETE"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type, idempotency-key"),
        (header::ACCESS_CONTROL_EXPOSE_HEADERS, "retry-after"),
        (header::ACCESS_CONTROL_MAX_AGE, "600"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// Puts the security headers on an answer.
fn harden(mut response: Response) -> Response {
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

    #[test]
    fn hosts_are_known_by_name() {
        let names = ["live.example".to_owned()];
        for ours in [
            "localhost",
            "LOCALHOST:8080",
            "a.localhost",
            "127.0.0.1:1",
            "[::1]:80",
            "Live.Example",
            "live.example.:8",
        ] {
            assert!(is_ours(ours, &names), "{ours}");
        }
        for other in
            ["", "evil.example", "localhost.evil.example:8080", "live.example.evil", "1.2.3", "[evil]"]
        {
            assert!(!is_ours(other, &names), "{other}");
        }
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
