//! Values on the command line: each in its own notation, refused with how to write it.

use std::time::Duration;

pub fn size(text: &str) -> Result<(u32, u32), String> {
    let parts = text.split_once(['x', 'X']).and_then(|(w, h)| Some((w.parse().ok()?, h.parse().ok()?)));
    let (width, height): (u32, u32) =
        parts.ok_or_else(|| "write width and height in pixels, as in 1280x720".to_owned())?;
    let fits = |n: u32| (64..=4096).contains(&n) && n.is_multiple_of(2);
    if fits(width) && fits(height) {
        Ok((width, height))
    } else {
        Err(format!("{width}x{height} cannot be encoded: both must be even and between 64 and 4096"))
    }
}

pub(super) fn key_color(text: &str) -> Result<[u8; 3], String> {
    text.parse::<protocol::graphic::Color>().map(|color| color.0).map_err(|e| e.to_string())
}

pub(super) fn rate(text: &str) -> Result<f32, String> {
    let rate = text.parse::<f32>().ok().filter(|r| (0.25..=4.0).contains(r));
    rate.ok_or_else(|| "write a factor between 0.25 and 4".into())
}

pub(super) fn semitones(text: &str) -> Result<f32, String> {
    let number = text.strip_suffix("st").unwrap_or(text).parse::<f32>().ok();
    number.filter(|n| n.abs() <= 12.0).ok_or_else(|| "write semitones between -12 and 12".into())
}

pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse::<f64>().ok().filter(|s| *s > 0.0 && *s < 1e7);
    seconds.map(Duration::from_secs_f64).ok_or_else(|| "write seconds, as in 10 or 0.5".into())
}

pub(super) fn weight(text: &str) -> Result<(String, f32), String> {
    let pair = text.split_once('=').and_then(|(n, w)| Some((n.trim().to_owned(), w.parse::<f32>().ok()?)));
    pair.filter(|(_, w)| w.is_finite()).ok_or_else(|| "write NAME=WEIGHT, as in jawOpen=0.5".into())
}
