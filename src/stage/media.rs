//! Pictures and films that people uploaded: found by name, told apart by what they are, refused when they are too large
//! or broken, made as large as they are seen.

use crate::paths;
use ::stage::{Page, Pixels};
use anyhow::bail;
use broadcast::pipeline::{Film, FilmError, FilmSettings, inspect_film, is_film};
use image::{ImageReader, Limits, Rgba, RgbaImage, imageops, imageops::FilterType};
use protocol::request::Fit;
use std::{
    fs::File,
    io::{self, Cursor, Read as _},
    path::{Component, Path, PathBuf},
};

/// A picture is at most so wide and so high, in pixels.
const MOST_PIXELS: u32 = 8192;
/// Memory that reading one may take.
const MOST_BYTES: u64 = 512 << 20;
/// Bytes at the beginning of a file in which its size is looked for first: a JPEG is otherwise read as a whole for it.
const BEGINNING: u64 = 256 << 10;
/// Films in one backdrop: each has a decoder of its own.
const MOST_FILMS: usize = 4;
/// Of a picture that fills the frame, no more is kept than this many frames beside or above each other.
const MOST_FRAMES: f64 = 3.0;

/// Why a picture or a film was not read.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// The file cannot be opened.
    #[error("cannot read {path}")]
    Read { path: String, source: io::Error },
    /// It is nothing that can be shown.
    #[error(
        "{path} is no picture that can be shown; use JPEG or PNG of at most {MOST_PIXELS} pixels a side, or a film: \
         MP4, MOV, WebM or MKV"
    )]
    Decode { path: String, source: image::ImageError },
    /// It is a film that cannot be played.
    #[error(transparent)]
    Film(#[from] FilmError),
    /// Too many decoders.
    #[error("a backdrop has at most {MOST_FILMS} films; show the others later")]
    TooManyFilms,
}

/// The file of a picture or a film: in the folder `media` beside the show, beside the show, or among the uploads.
///
/// # Errors
/// When there is none, or the name leads out of these folders.
pub fn find(name: &str, beside: Option<&Path>) -> anyhow::Result<PathBuf> {
    let plain = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    if name.is_empty() || !plain {
        bail!("`{name}` is no name of a picture or a film: write its name alone, as in desk.jpg");
    }
    let beside = beside.into_iter().flat_map(|folder| [folder.join("media"), folder.to_owned()]);
    let mut folders = beside.chain([paths::media()]);
    match folders.find_map(|folder| Some(folder.join(name)).filter(|path| path.is_file())) {
        Some(path) => Ok(path),
        None => bail!(
            "no picture `{name}` and no film; put it into a folder `media` beside the show, or into {}",
            paths::media().display()
        ),
    }
}

/// Looks at a file's beginning and outline: whether it can be shown at all. Quick enough for a frame.
///
/// # Errors
/// When it is neither a picture nor a film, is too large, or is cut short.
pub fn check(path: &Path) -> Result<(), MediaError> {
    if moves(path)? { Ok(inspect_film(path)?) } else { size_of(path).map(drop) }
}

/// Pictures and films, made ready; with the films, by their place.
///
/// # Errors
/// Which one cannot be read.
pub fn pages(
    paths: &[PathBuf],
    fit: Fit,
    settings: &FilmSettings,
) -> Result<(Vec<Page>, Vec<(usize, Film)>), MediaError> {
    let (mut pages, mut films) = (Vec::new(), Vec::new());
    for (slide, path) in paths.iter().enumerate() {
        let is_film = moves(path)?;
        let pixels = if is_film {
            if films.len() == MOST_FILMS {
                return Err(MediaError::TooManyFilms);
            }
            let mut film = Film::open(path, &FilmSettings { cover: fit == Fit::Cover, ..*settings })?;
            let (width, height) = film.size();
            // The first picture comes with opening.
            let rgba = film.at(0)?.unwrap_or_else(|| vec![0; width as usize * height as usize * 4]);
            films.push((slide, film));
            Pixels { width, height, rgba, goes_on: false }
        } else {
            page(path, fit, settings.frame)?
        };
        pages.push(Page { pixels, is_film });
    }
    Ok((pages, films))
}

/// Whether a file is a film, by what is in it.
fn moves(path: &Path) -> Result<bool, MediaError> {
    let read = |source| MediaError::Read { path: path.display().to_string(), source };
    let mut head = Vec::new();
    File::open(path).map_err(read)?.take(16).read_to_end(&mut head).map_err(read)?;
    Ok(is_film(&head))
}

/// Width and height of a picture in pixels, without reading all of it.
fn size_of(path: &Path) -> Result<(u32, u32), MediaError> {
    let decode = |source| MediaError::Decode { path: path.display().to_string(), source };
    let read = |source| MediaError::Read { path: path.display().to_string(), source };
    let mut beginning = Vec::new();
    File::open(path).map_err(read)?.take(BEGINNING).read_to_end(&mut beginning).map_err(read)?;
    let is_all = (beginning.len() as u64) < BEGINNING;
    let looked = ImageReader::new(Cursor::new(beginning)).with_guessed_format().map_err(read)?;
    let size = match looked.into_dimensions() {
        // What cameras and programs add may be longer.
        Err(_) if !is_all => reader(path)?.into_dimensions(),
        size => size,
    };
    let size = size.map_err(decode)?;
    if size.0 > MOST_PIXELS || size.1 > MOST_PIXELS {
        use image::error::{LimitError, LimitErrorKind};
        return Err(decode(image::ImageError::Limits(LimitError::from_kind(LimitErrorKind::DimensionError))));
    }
    Ok(size)
}

/// A picture as large as it is seen in a frame of `size` pixels. What stands over is kept: the frame may be a screen of
/// another shape.
fn page(path: &Path, fit: Fit, size: (u32, u32)) -> Result<Pixels, MediaError> {
    let decode = |source| MediaError::Decode { path: path.display().to_string(), source };
    let mut picture = reader(path)?.decode().map_err(decode)?;
    let ratio = |of: u32, to: u32| f64::from(to) / f64::from(of.max(1));
    let ratios = (ratio(picture.width(), size.0), ratio(picture.height(), size.1));
    let scale = if fit == Fit::Cover { ratios.0.max(ratios.1) } else { ratios.0.min(ratios.1) };
    let most = |side: u32, frame: u32| side.min((MOST_FRAMES * f64::from(frame) / scale).ceil() as u32);
    let (wide, tall) = (most(picture.width(), size.0), most(picture.height(), size.1));
    if (wide, tall) != (picture.width(), picture.height()) {
        picture = picture.crop_imm((picture.width() - wide) / 2, (picture.height() - tall) / 2, wide, tall);
    }
    let pixels = |side: u32| (f64::from(side) * scale).round().clamp(1.0, f64::from(MOST_PIXELS)) as u32;
    let fitted = picture.resize_exact(pixels(wide), pixels(tall), FilterType::Lanczos3);
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
        assert_eq!((page(Fit::Cover).width, page(Fit::Cover).height), (64, 109), "three frames, and no more");
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
        assert!(check(&huge).is_err());
        let cut = folder.path().join("cut.mp4");
        std::fs::write(&cut, b"\0\0\0\x0cftypisom\0\0\x10\0moov").expect("a file");
        let error = check(&cut).expect_err("not whole").to_string();
        assert!(error.contains("cut.mp4 is cut short: 20 of 4108 bytes"), "{error}");
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
