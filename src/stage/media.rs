//! Pictures that people uploaded: found by name, refused when they are too large, fitted into the frame.

use crate::paths;
use ::stage::Pixels;
use anyhow::bail;
use image::{ImageReader, Limits, Rgba, RgbaImage, imageops, imageops::FilterType};
use protocol::request::Fit;
use std::{
    io,
    path::{Component, Path, PathBuf},
};

/// A picture is at most so wide and so high, in pixels.
const MOST_PIXELS: u32 = 8192;
/// Memory that reading one may take.
const MOST_BYTES: u64 = 512 << 20;

/// Why a picture was not read.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// The file cannot be opened.
    #[error("cannot read {path}")]
    Read { path: String, source: io::Error },
    /// It is no picture that can be shown.
    #[error("{path} is no picture that can be shown; use JPEG or PNG of at most {MOST_PIXELS} pixels a side")]
    Decode { path: String, source: image::ImageError },
}

/// The file of a picture: in the folder `media` beside the show, beside the show, or among the uploads.
///
/// # Errors
/// When there is none, or the name leads out of these folders.
pub fn find(name: &str, beside: Option<&Path>) -> anyhow::Result<PathBuf> {
    let plain = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    if name.is_empty() || !plain {
        bail!("`{name}` is no name of a picture: write its name alone, as in desk.jpg");
    }
    let beside = beside.into_iter().flat_map(|folder| [folder.join("media"), folder.to_owned()]);
    let mut folders = beside.chain([paths::media()]);
    match folders.find_map(|folder| Some(folder.join(name)).filter(|path| path.is_file())) {
        Some(path) => Ok(path),
        None => bail!(
            "no picture `{name}`; put it into a folder `media` beside the show, or into {}",
            paths::media().display()
        ),
    }
}

/// Width and height of a picture in pixels, without reading all of it.
///
/// # Errors
/// When it is none, or too large.
pub fn size_of(path: &Path) -> Result<(u32, u32), MediaError> {
    let decode = |source| MediaError::Decode { path: path.display().to_string(), source };
    let size = reader(path)?.into_dimensions().map_err(decode)?;
    if size.0 > MOST_PIXELS || size.1 > MOST_PIXELS {
        use image::error::{LimitError, LimitErrorKind};
        return Err(decode(image::ImageError::Limits(LimitError::from_kind(LimitErrorKind::DimensionError))));
    }
    Ok(size)
}

/// A picture as large as it is seen in a frame of `size` pixels.
///
/// # Errors
/// When it cannot be read.
pub fn page(path: &Path, fit: Fit, size: (u32, u32)) -> Result<Pixels, MediaError> {
    let decode = |source| MediaError::Decode { path: path.display().to_string(), source };
    let picture = reader(path)?.decode().map_err(decode)?;
    let fitted = match fit {
        Fit::Cover => picture.resize_to_fill(size.0, size.1, FilterType::Lanczos3),
        Fit::Contain => picture.resize(size.0, size.1, FilterType::Lanczos3),
    };
    // What is transparent shows white, as on paper.
    let mut page = RgbaImage::from_pixel(fitted.width(), fitted.height(), Rgba([255; 4]));
    imageops::overlay(&mut page, &fitted.to_rgba8(), 0, 0);
    let (width, height) = page.dimensions();
    Ok(Pixels { width, height, rgba: page.into_raw(), goes_on: false })
}

fn reader(path: &Path) -> Result<ImageReader<io::BufReader<std::fs::File>>, MediaError> {
    let read = |source| MediaError::Read { path: path.display().to_string(), source };
    let mut reader = ImageReader::open(path).map_err(read)?.with_guessed_format().map_err(read)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_PIXELS);
    limits.max_image_height = Some(MOST_PIXELS);
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    Ok(reader)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    fn written(folder: &Path, name: &str, size: (u32, u32)) -> PathBuf {
        let path = folder.join(name);
        image::RgbImage::from_pixel(size.0, size.1, Rgb([200, 30, 10])).save(&path).expect("a picture");
        path
    }

    #[test]
    fn pictures_are_fitted() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = written(folder.path(), "tall.png", (30, 60));
        assert_eq!(size_of(&path).expect("a picture"), (30, 60));
        let page = |fit| super::page(&path, fit, (64, 36)).expect("a page");
        assert_eq!((page(Fit::Cover).width, page(Fit::Cover).height), (64, 36));
        assert_eq!((page(Fit::Contain).width, page(Fit::Contain).height), (18, 36));
        assert_eq!(page(Fit::Cover).rgba[..4], [200, 30, 10, 255]);
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("bad.jpg");
        std::fs::write(&path, b"\xff\xd8\xff\xe0 not a picture").expect("a file");
        let error = page(&path, Fit::Cover, (64, 36)).expect_err("no picture").to_string();
        assert!(error.contains("bad.jpg") && error.contains("JPEG or PNG"), "{error}");
        let huge = written(folder.path(), "huge.png", (9000, 2));
        assert!(size_of(&huge).is_err());
    }

    #[test]
    fn names_lead_nowhere_else() {
        let folder = tempfile::tempdir().expect("a folder");
        written(folder.path(), "a.png", (4, 4));
        assert!(find("a.png", Some(folder.path())).is_ok());
        for name in ["../a.png", "/etc/hostname", "", "b.png"] {
            assert!(find(name, Some(folder.path())).is_err(), "{name}");
        }
    }
}
