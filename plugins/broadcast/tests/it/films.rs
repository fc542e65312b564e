//! Films behind the host: the picture of a moment, over and over, and what is said of files that are none.

use broadcast::pipeline::{
    Film, FilmError, FilmSettings, inspect_film,
    testing::{film, wait_for},
};
use protocol::clock::{FrameRate, pts_nanos};
use std::{fs, path::Path, time::Duration};

fn settings() -> FilmSettings {
    FilmSettings { frame: (64, 36), cover: true, frame_rate: FrameRate::default(), live: false }
}

/// Ten pictures, one second.
const LEVELS: [u8; 10] = [20, 40, 60, 80, 100, 120, 140, 160, 180, 200];

/// What is seen in each of the first frames of a programme.
fn seen(path: &Path, frames: u64) -> Vec<u8> {
    let mut film = Film::open(path, &settings()).expect("a film");
    let (width, height) = film.size();
    let (mut level, rate) = (0, settings().frame_rate);
    let next = |n: u64| {
        if let Some(rgba) = film.at(pts_nanos(rate.first_sample(n))).expect("a picture") {
            assert_eq!(rgba.len(), (width * height * 4) as usize);
            level = rgba[rgba.len() / 2];
        }
        level
    };
    (0..frames).map(next).collect()
}

/// Thirty frames a second of ten pictures a second, for ever.
#[track_caller]
fn check(path: &Path) {
    let seen = seen(path, 75);
    for (n, level) in seen.iter().enumerate() {
        let expect = LEVELS[n / 3 % LEVELS.len()];
        assert!(level.abs_diff(expect) <= 4, "frame {n} shows {level}, not {expect}: {seen:?}");
    }
}

#[test]
fn the_picture_goes_with_the_clock_and_begins_again() {
    let folder = tempfile::tempdir().unwrap();
    for (name, size, sound) in
        [("a.mp4", (64, 36), true), ("b.webm", (64, 36), true), ("large.mp4", (1280, 960), false)]
    {
        let path = folder.path().join(name);
        film(&path, size, 10, &LEVELS, sound);
        check(&path);
        let fitted = Film::open(&path, &settings()).unwrap().size();
        assert_eq!(fitted, if size.1 == 960 { (64, 48) } else { (64, 36) }, "{name}");
    }
    let path = folder.path().join("quick.mp4");
    let every_other: Vec<u8> = (0..60).map(|n| if n % 2 == 0 { 60 } else { 200 }).collect();
    film(&path, (64, 36), 60, &every_other, false);
    let seen = seen(&path, 60);
    assert!(seen.iter().all(|level| level.abs_diff(60) <= 4), "between frames: {seen:?}");
}

#[test]
fn whoever_is_live_never_waits() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mp4");
    film(&path, (64, 36), 10, &LEVELS, false);
    let mut film = Film::open(&path, &FilmSettings { live: true, ..settings() }).unwrap();
    assert!(film.at(0).unwrap().is_some(), "the first picture comes with opening");
    // A moment that lies far ahead: it is on its way there, and shows what it has.
    let mut level = 0;
    wait_for("the film comes to its third turn", Duration::from_secs(60), || {
        level = film.at(2_500_000_000).unwrap().map_or(level, |rgba| rgba[0]);
        level.abs_diff(LEVELS[5]) <= 4
    });
    // Its file is gone; it plays on.
    fs::remove_file(&path).unwrap();
    wait_for("the film goes on", Duration::from_secs(60), || {
        level = film.at(9_000_000_000).unwrap().map_or(level, |rgba| rgba[0]);
        level.abs_diff(LEVELS[0]) <= 4
    });
}

#[track_caller]
fn refused(path: &Path, parts: &[&str]) {
    let error = Film::open(path, &settings()).expect_err("it is no film");
    let text = error.to_string();
    let name = path.file_name().unwrap().to_str().unwrap();
    assert!(text.contains(name), "{text}");
    assert!(parts.iter().all(|part| text.contains(part)), "{text}");
}

#[test]
fn what_cannot_be_played_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let whole = at("whole.mp4");
    film(&whole, (64, 36), 10, &LEVELS, true);
    inspect_film(&whole).unwrap();
    let bytes = fs::read(&whole).unwrap();
    fs::write(at("cut.mp4"), &bytes[..bytes.len() - 100]).unwrap();
    refused(&at("cut.mp4"), &["cut short", &format!("{} of ", bytes.len() - 100), "again"]);
    assert!(matches!(inspect_film(&at("cut.mp4")), Err(FilmError::CutShort { .. })));
    // What is inside is noise, though the boxes are right.
    let mut noise = bytes;
    let inside = noise.windows(4).position(|w| w == b"mdat").unwrap() + 4;
    let end = inside - 8 + u32::from_be_bytes(noise[inside - 8..inside - 4].try_into().unwrap()) as usize;
    noise[inside..end.min(inside + 100_000)].fill(0x55);
    fs::write(at("noise.mp4"), noise).unwrap();
    refused(&at("noise.mp4"), &["convert it to an MP4 with H.264"]);
    fs::write(at("text.mp4"), "Dear diary, this is no film.").unwrap();
    refused(&at("text.mp4"), &["cannot be decoded", "H.264"]);
    fs::write(at("empty.mp4"), "").unwrap();
    refused(&at("empty.mp4"), &["H.264"]);
    refused(&at("gone.mp4"), &["cannot be read", "see that it is there"]);
}
