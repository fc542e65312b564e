//! The files of the watch page's stream: a playlist and its segments, as `broadcast` writes them.
//!
//! Open to all, so nothing but such files is ever served, and only from that one folder.

use crate::{refused::Refused, server::Server};
use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use std::{io, path::Path as FilePath, sync::Arc, time::UNIX_EPOCH};
use tokio::io::AsyncReadExt;

/// Bytes of a file that is served; a segment of some seconds is far below.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The kind of a file that may be served, by its name: plain, visible, of a known ending, in no folder.
fn kind(name: &str) -> Option<&'static str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if name.starts_with('.') || name.len() > 128 || !name.chars().all(plain) {
        return None;
    }
    match name.rsplit_once('.')?.1 {
        "m3u8" => Some("application/vnd.apple.mpegurl"),
        "ts" => Some("video/mp2t"),
        "m4s" | "mp4" => Some("video/mp4"),
        "vtt" => Some("text/vtt"),
        _ => None,
    }
}

/// `GET /watch/hls/{file}`.
pub(crate) async fn file(
    State(server): State<Arc<Server>>,
    name: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let Ok(Path(name)) = name else { return Err(Refused::not_found()) };
    let (Some(kind), Some(folder)) = (kind(&name), &server.watch_dir) else {
        return Err(Refused::not_found());
    };
    let (bytes, tag) = match read(&folder.join(&name)).await {
        Ok(found) => found,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Err(Refused::not_found()),
        Err(error) => {
            tracing::warn!(name, %error, "a file of the watch page could not be read");
            return Err(Refused::not_found());
        }
    };
    let mut response = if headers.get(header::IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == tag.as_bytes()) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        bytes.into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    // Names come again after a restart, so even a segment is only good as long as its tag.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    Ok(response)
}

/// The bytes of a plain file, and a tag that changes with them.
async fn read(path: &FilePath) -> io::Result<(Vec<u8>, String)> {
    // A link may lead anywhere.
    let found = tokio::fs::symlink_metadata(path).await?;
    if !found.is_file() || found.len() > MAX_BYTES {
        return Err(io::Error::other("not a plain file of a fitting size"));
    }
    let mut file = tokio::fs::File::open(path).await?.take(MAX_BYTES);
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).await?;
    let changed = found.modified()?.duration_since(UNIX_EPOCH).map_or(0, |d| d.as_nanos());
    Ok((bytes, format!("\"{:x}-{changed:x}\"", found.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expect: bool) {
        assert_eq!(kind(name).is_some(), expect, "{name}");
    }

    #[test]
    fn only_stream_files_have_a_kind() {
        check("live.m3u8", true);
        check("segment00012.ts", true);
        check("init-0_a.mp4", true);
        check("../token.ts", false);
        check("a/b.ts", false);
        check("a\\b.ts", false);
        check("..", false);
        check(".ts", false);
        check("token", false);
        check("a.ts\0", false);
        check("ä.ts", false);
        check("a.html", false);
    }
}
