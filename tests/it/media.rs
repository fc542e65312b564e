//! What is in a file, as ffmpeg sees it: sound as samples, and what a container says of itself.
//!
//! Decoding pictures and counting them is `broadcast`'s (`pipeline::testing`).

use crate::program::peers;
use broadcast::pipeline::testing::run;
use std::{
    path::Path,
    process::{Command, Stdio},
};

/// Samples a second of [`sound`].
pub const RATE: usize = 48_000;
/// Samples over which a level is taken: 50 ms.
const WINDOW: usize = RATE / 20;

/// One value that ffprobe tells of a stream (`v:0`, `a:0`).
#[track_caller]
pub fn fact(path: &Path, stream: &str, entry: &str) -> String {
    peers(&["ffprobe"]);
    let entries = format!("stream={entry}");
    let words = ["-v", "error", "-select_streams", stream, "-show_entries", &entries, "-of", "csv=p=0", "-i"];
    run("ffprobe", &words, path).0.trim().trim_end_matches(',').to_owned()
}

/// Seconds that the container says it lasts.
#[track_caller]
pub fn seconds(path: &Path) -> f64 {
    peers(&["ffprobe"]);
    let words = ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", "-i"];
    let (text, _) = run("ffprobe", &words, path);
    text.trim().parse().unwrap_or_else(|_| panic!("{} has no duration: {text}", path.display()))
}

/// The sound of a file, mono.
#[track_caller]
pub fn sound(path: &Path) -> Vec<f32> {
    peers(&["ffmpeg"]);
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(path)
        .args(["-vn", "-ac", "1", "-ar", "48000", "-f", "f32le", "-"])
        .stdin(Stdio::null())
        .output()
        .expect("ffmpeg starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.is_empty(), "{}: {errors}", path.display());
    output.stdout.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
}

/// Level of a piece of sound in dBFS.
pub fn dbfs(samples: &[f32]) -> f64 {
    let sum: f64 = samples.iter().map(|s| f64::from(*s) * f64::from(*s)).sum();
    10.0 * (sum / samples.len().max(1) as f64).max(1e-12).log10()
}

/// Levels of all windows of 50 ms.
pub fn levels(samples: &[f32]) -> Vec<f64> {
    samples.chunks(WINDOW).map(dbfs).collect()
}

/// Seconds in which something is heard.
pub fn heard_seconds(samples: &[f32]) -> f64 {
    levels(samples).iter().filter(|l| **l > -45.0).count() as f64 * WINDOW as f64 / RATE as f64
}

/// The loudest window in dBFS.
pub fn loudest(samples: &[f32]) -> f64 {
    levels(samples).into_iter().fold(f64::NEG_INFINITY, f64::max)
}
