//! Pictures from files, made to fit.

use crate::element::Fitted;
use image::{
    DynamicImage, ImageReader, Limits,
    error::{LimitError, LimitErrorKind},
    imageops::FilterType,
};
use std::{
    fs::File,
    io::BufReader,
    path::{Path, PathBuf},
};

/// Pixels of a side that a file may have, and bytes that reading it may take.
const MOST_SIDE: u32 = 8192;
const MOST_BYTES: u64 = 256 << 20;

/// How a picture is made as large as its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fit {
    /// It fills it; what is over is cut off evenly.
    Cover,
    /// All of it is seen.
    Contain,
}

/// A picture that cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// It cannot be read.
    #[error("the picture {} cannot be opened: {source}; put it beside the show", .path.display())]
    Open {
        /// Where it should be.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is no picture.
    #[error("{} is no picture that can be shown: {source}; PNG and JPEG up to 8192 pixels can", .path.display())]
    Decode {
        /// The file.
        path: PathBuf,
        /// Why.
        source: image::ImageError,
    },
    /// Reading it ended in a fault of ours.
    #[error("{} cannot be read ({problem}); save it anew, as PNG", .path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// What happened.
        problem: String,
    },
}

/// Looks at a file's beginning: whether it is a picture, and not too large. Quick enough for a frame; what is damaged
/// further on is found when it is read.
///
/// # Errors
/// What is wrong with it.
pub fn check(path: &Path) -> Result<(), PictureError> {
    let decode = |source| PictureError::Decode { path: path.to_owned(), source };
    let (width, height) = reader(path)?.into_dimensions().map_err(decode)?;
    if width > MOST_SIDE || height > MOST_SIDE {
        let error = LimitError::from_kind(LimitErrorKind::DimensionError);
        return Err(decode(image::ImageError::Limits(error)));
    }
    Ok(())
}

/// A picture made to fit a place of `size` pixels.
///
/// # Errors
/// When it cannot be read.
pub fn fitted(path: &Path, fit: Fit, (width, height): (usize, usize)) -> Result<Fitted, PictureError> {
    let decode = |source| PictureError::Decode { path: path.to_owned(), source };
    let whole = premultiplied(reader(path)?.decode().map_err(decode)?);
    let (width, height) = (width.max(1) as u32, height.max(1) as u32);
    Ok(straight(match fit {
        Fit::Cover => whole.resize_to_fill(width, height, FilterType::Lanczos3),
        Fit::Contain => whole.resize(width, height, FilterType::Lanczos3),
    }))
}

fn reader(path: &Path) -> Result<ImageReader<BufReader<File>>, PictureError> {
    let open = |source| PictureError::Open { path: path.to_owned(), source };
    let mut reader = ImageReader::open(path).map_err(open)?.with_guessed_format().map_err(open)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    Ok(reader)
}

/// Colours weigh as much as they are seen, or the border of a logo would darken.
fn premultiplied(picture: DynamicImage) -> DynamicImage {
    let mut rgba = picture.into_rgba8();
    for p in rgba.pixels_mut() {
        let alpha = u16::from(p[3]);
        for c in &mut p.0[..3] {
            *c = ((u16::from(*c) * alpha + 127) / 255) as u8;
        }
    }
    rgba.into()
}

fn straight(picture: DynamicImage) -> Fitted {
    let mut rgba = picture.into_rgba8();
    for p in rgba.pixels_mut() {
        let alpha = u16::from(p[3]).max(1);
        for c in &mut p.0[..3] {
            *c = ((u16::from(*c) * 255 + alpha / 2) / alpha).min(255) as u8;
        }
    }
    let (width, height) = (rgba.width() as usize, rgba.height() as usize);
    Fitted { width, height, rgba: rgba.into_raw() }
}
