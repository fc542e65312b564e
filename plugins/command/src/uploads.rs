//! Pictures and films that operators send: taken whole or not at all, by what they are and not by what they are called.
//!
//! Files lie in one folder under names without folders, and go there and come back piece by piece: none is held in memory.
//! What is done with them, and whether a film can be decoded, is the stage's.

use crate::{access::Admitted, entrance::Known, refused::Refused, server::Server};
use axum::{
    Json,
    body::Body,
    extract::{Path, State, rejection::PathRejection},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, stream};
use protocol::{Caller, Code, Role};
use serde::Serialize;
use std::{
    io,
    path::{Path as FilePath, PathBuf},
    sync::Arc,
};
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};

/// Bytes of a picture: 25 MiB.
const PICTURE_BYTES: u64 = 25 * 1024 * 1024;
/// Bytes of a film: 200 MiB.
const FILM_BYTES: u64 = 200 * 1024 * 1024;
/// The first bytes of a file tell what it is.
const HEAD_BYTES: usize = 64;
/// Bytes that are read at once.
const PIECE_BYTES: usize = 64 * 1024;
/// Characters of a name.
const NAME_CHARS: usize = 100;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Jpeg,
    Png,
    Mp4,
    WebM,
}

impl Kind {
    fn of(head: &[u8]) -> Option<Self> {
        if head.starts_with(&[0xff, 0xd8, 0xff]) {
            return Some(Self::Jpeg);
        }
        if head.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Some(Self::Png);
        }
        if head.starts_with(&[0x1a, 0x45, 0xdf, 0xa3]) {
            // Matroska calls itself otherwise.
            return head.windows(4).any(|part| part == b"webm").then_some(Self::WebM);
        }
        let brand = head.get(8..12).filter(|_| head[4..8] == *b"ftyp")?;
        // Pictures, pieces of sound and QuickTime lie in the same boxes.
        let other = [b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1", b"M4A ", b"M4B ", b"qt  "];
        (!other.iter().any(|o| *o == brand)).then_some(Self::Mp4)
    }

    fn most_bytes(self) -> u64 {
        match self {
            Self::Jpeg | Self::Png => PICTURE_BYTES,
            Self::Mp4 | Self::WebM => FILM_BYTES,
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Mp4 => "video/mp4",
            Self::WebM => "video/webm",
        }
    }
}

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

/// `PUT /api/v1/assets/{name}`: a JPEG, PNG, MP4 or WebM; one of that name is replaced.
pub(crate) async fn put(
    State(server): State<Arc<Server>>,
    Known(Admitted { caller, .. }): Known,
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
    let broken = || Refused::new(Code::BadMessage, "the file broke off; nothing was kept; send it again");
    // However long all of it takes, somebody who sends nothing for so long is gone.
    while let Some(part) =
        tokio::time::timeout(server.limits.body, body.next()).await.map_err(|_| broken())?
    {
        let part = part.map_err(|_| broken())?;
        bytes += part.len() as u64;
        head.extend(part.iter().take(HEAD_BYTES - head.len()));
        // What is nothing that is taken is told so as soon as it can be, and not after all of it was sent.
        let kind = Kind::of(&head);
        if kind.is_none() && head.len() == HEAD_BYTES {
            return Err(unknown());
        }
        if bytes > kind.map_or(FILM_BYTES, Kind::most_bytes) {
            let (picture, film) = (PICTURE_BYTES / (1024 * 1024), FILM_BYTES / (1024 * 1024));
            let text = format!("a picture has at most {picture} MiB and a film {film} MiB; make it smaller");
            return Err(Refused::new(Code::TooLarge, text));
        }
        file.write_all(&part).await.map_err(|e| failed("keep the file", &e))?;
    }
    if Kind::of(&head).is_none() {
        return Err(unknown());
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
    let missing = |_: io::Error| Refused::not_found();
    let mut file = tokio::fs::File::open(place(&server, path)?).await.map_err(missing)?;
    let bytes = file.metadata().await.map_err(missing)?.len();
    let mut head = Vec::new();
    (&mut file).take(HEAD_BYTES as u64).read_to_end(&mut head).await.map_err(missing)?;
    file.rewind().await.map_err(missing)?;
    let kind = Kind::of(&head).map_or("application/octet-stream", Kind::media_type);
    let pieces = stream::try_unfold(file, |mut file| async move {
        let mut piece = Vec::with_capacity(PIECE_BYTES);
        (&mut file).take(PIECE_BYTES as u64).read_to_end(&mut piece).await?;
        io::Result::Ok((!piece.is_empty()).then_some((piece, file)))
    });
    let headers = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_LENGTH, bytes.to_string())];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

/// `DELETE /api/v1/assets/{name}`.
pub(crate) async fn delete(
    State(server): State<Arc<Server>>,
    Known(Admitted { caller, .. }): Known,
    path: Result<Path<String>, PathRejection>,
) -> Result<Response, Refused> {
    operator(caller)?;
    match tokio::fs::remove_file(place(&server, path)?).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT.into_response()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Refused::not_found()),
        Err(error) => Err(failed("delete the file", &error)),
    }
}

fn unknown() -> Refused {
    let text = "the file is no JPEG, PNG, MP4 or WebM, whatever its name says; nothing was kept";
    Refused::with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::InvalidField, text)
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
    fn files_are_what_they_are() {
        let webm = [&[0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x82, 0x84][..], b"webm"].concat();
        assert_eq!(Kind::of(&webm), Some(Kind::WebM));
        assert_eq!(Kind::of(b"\0\0\0\x20ftypisom\0\0\x02\0"), Some(Kind::Mp4));
        let matroska = [&webm[..8], b"matroska"].concat();
        let others =
            [&matroska[..], b"\0\0\0\x20ftypheic", b"\0\0\0\x20ftypqt  ", b"\0\0\0\x20ftyp", b"GIF89a", b""];
        for other in others {
            assert_eq!(Kind::of(other), None, "{other:?}");
        }
    }

    #[test]
    fn names_stay_in_their_folder() {
        assert!(is_plain("shop-1.JPG"));
        for name in ["", ".", "..", "../x", "a/b", "a\\b", ".hidden", "a b", "ä.png", &"x".repeat(101)] {
            assert!(!is_plain(name), "{name}");
        }
    }
}
