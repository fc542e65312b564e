//! Pictures from files, made to fit.

use crate::element::Fitted;
use image::{
    DynamicImage, ImageReader, Limits,
    error::{LimitError, LimitErrorKind},
    imageops::FilterType,
};
use std::{
    fs::File,
    io::{BufReader, Cursor, Read},
    path::{Path, PathBuf},
};

/// Pixels of a side that a file may have, and bytes that reading it may take.
const MOST_SIDE: u32 = 8192;
const MOST_BYTES: u64 = 256 << 20;

/// Bytes at the beginning of a file in which its size is looked for first: a JPEG is otherwise read as a whole for it.
const BEGINNING: u64 = 256 << 10;

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
    let open = |source| PictureError::Open { path: path.to_owned(), source };
    let decode = |source| PictureError::Decode { path: path.to_owned(), source };
    let mut beginning = Vec::new();
    File::open(path).map_err(open)?.take(BEGINNING).read_to_end(&mut beginning).map_err(open)?;
    let is_all = (beginning.len() as u64) < BEGINNING;
    let looked = ImageReader::new(Cursor::new(beginning)).with_guessed_format().map_err(open)?;
    let size = match looked.into_dimensions() {
        // What cameras and programs add may be longer.
        Err(_) if !is_all => reader(path)?.into_dimensions(),
        size => size,
    };
    let (width, height) = size.map_err(decode)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use image::ImageFormat;

    /// A picture of so many pixels with so many bytes of what cameras add before it.
    fn photo(path: &Path, size: (u32, u32), added: usize) {
        let mut bytes = Cursor::new(Vec::new());
        let picture = image::RgbImage::from_pixel(size.0, size.1, image::Rgb([90, 60, 30]));
        picture.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
        let bytes = bytes.into_inner();
        let segment = [&[0xff, 0xe5, 0xff, 0xff][..], &[0; 0xfffd]].concat();
        let segments = segment.repeat(added.div_ceil(segment.len()));
        std::fs::write(path, [&bytes[..2], &segments, &bytes[2..]].concat()).unwrap();
    }

    #[test]
    fn the_beginning_tells_what_is_a_picture() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jpg");
        for added in [0, 100_000, 3 * BEGINNING as usize] {
            photo(&path, (64, 48), added);
            assert!(check(&path).is_ok(), "{added}");
            let fitted = fitted(&path, Fit::Contain, (32, 32)).unwrap();
            assert_eq!((fitted.width, fitted.height), (32, 24));
        }
        photo(&path, (MOST_SIDE + 1, 1), 0);
        assert!(check(&path).unwrap_err().to_string().contains("up to 8192 pixels"));
        std::fs::write(&path, vec![0; BEGINNING as usize + 1]).unwrap();
        assert!(matches!(check(&path), Err(PictureError::Decode { .. })));
        std::fs::write(&path, "").unwrap();
        assert!(matches!(check(&path), Err(PictureError::Decode { .. })));
    }
}
