//! Pictures from files, made to fit.

use crate::element::Fitted;
use image::{DynamicImage, ImageReader, Limits, imageops::FilterType};
use std::path::{Path, PathBuf};

/// Pixels of a side that a file may have, and bytes that reading it may take.
const MOST_SIDE: u32 = 8192;
const MOST_BYTES: u64 = 256 << 20;

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
}

fn read(path: &Path) -> Result<DynamicImage, PictureError> {
    let open = |source| PictureError::Open { path: path.to_owned(), source };
    let mut reader = ImageReader::open(path).map_err(open)?.with_guessed_format().map_err(open)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    reader.decode().map_err(|source| PictureError::Decode { path: path.to_owned(), source })
}

/// A picture that fills `width`×`height` pixels; what is over is cut off evenly.
///
/// # Errors
/// When it cannot be read.
pub fn cover(path: &Path, width: usize, height: usize) -> Result<Fitted, PictureError> {
    let whole = premultiplied(&read(path)?);
    let resized = whole.resize_to_fill(width.max(1) as u32, height.max(1) as u32, FilterType::Lanczos3);
    Ok(straight(&resized))
}

/// A whole picture that is at most `width`×`height` pixels large.
///
/// # Errors
/// When it cannot be read.
pub fn contain(path: &Path, width: usize, height: usize) -> Result<Fitted, PictureError> {
    let whole = premultiplied(&read(path)?);
    Ok(straight(&whole.resize(width.max(1) as u32, height.max(1) as u32, FilterType::Lanczos3)))
}

/// Colours weigh as much as they are seen, or the border of a logo would darken.
fn premultiplied(picture: &DynamicImage) -> DynamicImage {
    let mut rgba = picture.to_rgba8();
    for p in rgba.pixels_mut() {
        let alpha = u16::from(p[3]);
        for c in &mut p.0[..3] {
            *c = ((u16::from(*c) * alpha + 127) / 255) as u8;
        }
    }
    rgba.into()
}

fn straight(picture: &DynamicImage) -> Fitted {
    let mut rgba = picture.to_rgba8();
    for p in rgba.pixels_mut() {
        let alpha = u16::from(p[3]).max(1);
        for c in &mut p.0[..3] {
            *c = ((u16::from(*c) * 255 + alpha / 2) / alpha).min(255) as u8;
        }
    }
    let (width, height) = (rgba.width() as usize, rgba.height() as usize);
    Fitted { width, height, rgba: rgba.into_raw() }
}
