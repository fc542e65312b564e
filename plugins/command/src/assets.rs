//! The console and the watch page, as `npm run build` left them in `console/dist`, inside the program.
//!
//! A program that was built without them says how to build them. They hold no secret: the token is typed in.

use crate::refused::Refused;
use axum::{
    extract::{Path, rejection::PathRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};
use std::borrow::Cow;

#[derive(RustEmbed)]
#[folder = "../../console/dist"]
#[allow_missing = true]
struct Dist;

/// What stands in for a page that is not there.
const NOT_BUILT: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>Compere</title>\
    <h1>The console is not in this program</h1>\
    <p>Build it, then build the program again:</p>\
    <pre>cd console\nnpm ci\nnpm run build\ncd ..\ncargo build</pre>\
    <p><code>cargo xtask live</code> does all of it. The API works without the console.</p></html>";

/// `GET /`.
pub(crate) async fn console(headers: HeaderMap) -> Response {
    page("index.html", &headers)
}

/// `GET /api/v1/openapi.json`: what the API is, for machines.
pub(crate) async fn openapi() -> Response {
    json(include_str!("../../../docs/openapi.json"))
}

/// `GET /api/v1/schema.json`: everything that travels.
pub(crate) async fn schema() -> Response {
    json(include_str!("../../../docs/schema/compere.schema.json"))
}

fn json(text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}

/// `GET /watch`.
pub(crate) async fn watch_page(headers: HeaderMap) -> Response {
    page("watch.html", &headers)
}

/// `GET` of anything else that the build left.
pub(crate) async fn file(
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let Ok(Path(path)) = path else { return Err(Refused::not_found()) };
    match Dist::get(&path) {
        Some(found) => Ok(answer(&path, found, &headers)),
        None => Err(Refused::not_found()),
    }
}

fn page(name: &str, headers: &HeaderMap) -> Response {
    match Dist::get(name) {
        Some(found) => answer(name, found, headers),
        None => (StatusCode::SERVICE_UNAVAILABLE, Html(NOT_BUILT)).into_response(),
    }
}

fn answer(path: &str, found: EmbeddedFile, headers: &HeaderMap) -> Response {
    let hash = found.metadata.sha256_hash();
    let tag: String = hash[..16].iter().map(|b| format!("{b:02x}")).collect();
    let tag = format!("\"{tag}\"");
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == tag.as_bytes());
    let mut response = match (known, found.data) {
        (true, _) => StatusCode::NOT_MODIFIED.into_response(),
        (false, Cow::Borrowed(bytes)) => bytes.into_response(),
        (false, Cow::Owned(bytes)) => bytes.into_response(),
    };
    let headers = response.headers_mut();
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let kind = if kind.type_() == "text" { format!("{kind}; charset=utf-8") } else { kind.to_string() };
    // The build puts the hash of the content into the names below assets/.
    let fresh = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    for (name, value) in
        [(header::CONTENT_TYPE, kind.as_str()), (header::ETAG, &tag), (header::CACHE_CONTROL, fresh)]
    {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    response
}
