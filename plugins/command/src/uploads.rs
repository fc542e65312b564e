//! Pictures that operators send: taken whole or not at all, by what they are and not by what they are called.
//!
//! Files lie in one folder under names without folders. What is done with them is the stage's.

use crate::{entrance::Known, refused::Refused, server::Server};
use axum::{
    Json,
    body::Body,
    extract::{Path, State, rejection::PathRejection},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::StreamExt;
use protocol::{Caller, Code, Role};
use serde::Serialize;
use std::{
    io,
    path::{Path as FilePath, PathBuf},
    sync::Arc,
};
use tokio::io::AsyncWriteExt;

/// Bytes of a picture: 25 MiB.
const MOST_BYTES: u64 = 25 * 1024 * 1024;
/// Characters of a name.
const NAME_CHARS: usize = 100;

/// A file that is there.
#[derive(Serialize)]
struct Asset {
    name: String,
    bytes: u64,
}

/// `GET /api/v1/assets`: what is there, by name.
pub(crate) async fn list(State(server): State<Arc<Server>>, _: Known) -> Result<Response, Refused> {
    let mut assets = Vec::new();
    // A folder that is not there holds nothing.
    if let Ok(mut files) = tokio::fs::read_dir(folder(&server)?).await {
        while let Ok(Some(file)) = files.next_entry().await {
            let name = file.file_name().to_string_lossy().into_owned();
            if let (true, Ok(facts)) = (is_plain(&name), file.metadata().await) {
                assets.push(Asset { name, bytes: facts.len() });
            }
        }
    }
    assets.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Json(serde_json::json!({ "assets": assets })).into_response())
}

/// `PUT /api/v1/assets/{name}`: a JPEG or PNG; one of that name is replaced.
pub(crate) async fn put(
    State(server): State<Arc<Server>>,
    Known(caller): Known,
    path: Result<Path<String>, PathRejection>,
    body: Body,
) -> Result<Response, Refused> {
    operator(caller)?;
    let path = place(&server, path)?;
    let folder = folder(&server)?;
    tokio::fs::create_dir_all(&folder).await.map_err(|e| failed("make the folder of uploads", &e))?;
    let beside = tempfile::Builder::new().prefix(".upload-").tempfile_in(&folder);
    let beside = beside.map_err(|e| failed("take the file", &e))?;
    let mut file = tokio::fs::File::create(beside.path()).await.map_err(|e| failed("take the file", &e))?;
    let (mut bytes, mut head) = (0_u64, Vec::new());
    let mut body = body.into_data_stream();
    while let Some(part) = body.next().await {
        let part = part.map_err(|_| {
            Refused::new(Code::BadMessage, "the file broke off; nothing was kept; send it again")
        })?;
        bytes += part.len() as u64;
        if bytes > MOST_BYTES {
            let text = format!("a picture has at most {} MiB; make it smaller", MOST_BYTES / (1024 * 1024));
            return Err(Refused::new(Code::TooLarge, text));
        }
        if head.len() < 8 {
            head.extend(part.iter().take(8 - head.len()));
        }
        file.write_all(&part).await.map_err(|e| failed("keep the file", &e))?;
    }
    let is_picture = head.starts_with(&[0xff, 0xd8, 0xff]) || head == *b"\x89PNG\r\n\x1a\n";
    if !is_picture {
        let text = "the file is neither a JPEG nor a PNG, whatever its name says; nothing was kept";
        return Err(Refused::with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::InvalidField, text));
    }
    file.sync_all().await.map_err(|e| failed("keep the file", &e))?;
    beside.persist(&path).map_err(|e| failed("keep the file", &e.error))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Json(Asset { name, bytes }).into_response())
}

/// `GET /api/v1/assets/{name}`.
pub(crate) async fn get(
    State(server): State<Arc<Server>>,
    _: Known,
    path: Result<Path<String>, PathRejection>,
) -> Result<Response, Refused> {
    let bytes = tokio::fs::read(place(&server, path)?).await.map_err(|_| Refused::not_found())?;
    let kind = if bytes.starts_with(&[0xff, 0xd8]) { "image/jpeg" } else { "image/png" };
    Ok(([(header::CONTENT_TYPE, kind)], bytes).into_response())
}

/// `DELETE /api/v1/assets/{name}`.
pub(crate) async fn delete(
    State(server): State<Arc<Server>>,
    Known(caller): Known,
    path: Result<Path<String>, PathRejection>,
) -> Result<Response, Refused> {
    operator(caller)?;
    match tokio::fs::remove_file(place(&server, path)?).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT.into_response()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Refused::not_found()),
        Err(error) => Err(failed("delete the file", &error)),
    }
}

fn operator(caller: Caller) -> Result<(), Refused> {
    if caller.role >= Role::Operator {
        return Ok(());
    }
    let text = format!("{} is {}; files need at least the role operator", caller.name, caller.role.name());
    Err(Refused::new(Code::Forbidden, text))
}

fn folder(server: &Server) -> Result<PathBuf, Refused> {
    server.assets.clone().ok_or_else(Refused::not_found)
}

/// Where a file of that name lies: never outside of the folder.
fn place(server: &Server, name: Result<Path<String>, PathRejection>) -> Result<PathBuf, Refused> {
    let Path(name) = name.map_err(|_| Refused::not_found())?;
    if !is_plain(&name) {
        let text = format!(
            "a file has a name of letters, figures, `-`, `_` and `.`, at most {NAME_CHARS}, that does not begin with a dot"
        );
        return Err(Refused::new(Code::InvalidField, text));
    }
    Ok(FilePath::join(&folder(server)?, name))
}

fn is_plain(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    (1..=NAME_CHARS).contains(&name.len()) && !name.starts_with('.') && name.chars().all(plain)
}

fn failed(what: &str, error: &io::Error) -> Refused {
    // A path of this machine is nothing for a client.
    Refused::new(Code::Internal, format!("cannot {what}: {}; nothing was kept", error.kind()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_their_folder() {
        assert!(is_plain("shop-1.JPG"));
        for name in ["", ".", "..", "../x", "a/b", "a\\b", ".hidden", "a b", "ä.png", &"x".repeat(101)] {
            assert!(!is_plain(name), "{name}");
        }
    }
}
