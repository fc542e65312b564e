//! What came of the console's picture: which frame and which sound lay in which fragment, decoded by ffmpeg.

use crate::Result;
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

/// Pixels of a frame as it is compared.
const SIZE: (usize, usize) = (64, 36);
/// How much a frame differs from the one before, on average of 255, where the camera was changed. Somebody who
/// breathes and blinks stays below 2.
const CUT: f64 = 6.0;
/// The level below which sound is silence.
const SILENT: f32 = 0.003;
const RATE: usize = 48_000;

/// Fragments in order, with the time at which each came.
#[derive(Default)]
pub struct Film {
    init: Vec<u8>,
    fragments: Vec<(Instant, Vec<u8>)>,
}

impl Film {
    /// Takes in what came.
    pub fn take(&mut self, at: Instant, bytes: Vec<u8>) {
        if bytes.get(4..8) == Some(b"ftyp") {
            (self.init, self.fragments) = (bytes, Vec::new());
        } else if !self.init.is_empty() {
            self.fragments.push((at, bytes));
        }
    }

    /// When each frame came that shows another picture than the one before.
    pub fn cuts(&self, folder: &Path) -> Result<Vec<Instant>> {
        let came = self.came(b"vide");
        let scale = format!("scale={}:{},format=gray", SIZE.0, SIZE.1);
        let pixels = self.decode(folder, &["-an", "-vf", &scale, "-fps_mode", "passthrough"])?;
        let frames: Vec<&[u8]> = pixels.chunks_exact(SIZE.0 * SIZE.1).collect();
        if frames.len() != came.len() {
            return Err(format!("{} frames were decoded, {} came", frames.len(), came.len()).into());
        }
        let differ = |a: &[u8], b: &[u8]| {
            let all: u32 = a.iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
            f64::from(all) / a.len() as f64
        };
        let cut = |n: &usize| differ(frames[n - 1], frames[*n]) > CUT;
        Ok((1..frames.len()).filter(cut).map(|n| came[n]).collect())
    }

    /// When the last piece of sound came that is loud, of those that came before `end` and after `begin`.
    pub fn silent_from(&self, sound: &[f32], begin: Instant, end: Instant) -> Option<Instant> {
        let came = self.came(b"soun");
        // AAC's frames are 1024 samples long.
        let pieces = sound.chunks(1024).zip(&came).filter(|(_, at)| **at >= begin && **at < end);
        let loud = pieces.filter(|(piece, _)| piece.iter().any(|sample| sample.abs() > SILENT));
        loud.map(|(_, at)| *at).next_back()
    }

    /// All sound, in mono.
    pub fn sound(&self, folder: &Path) -> Result<Vec<f32>> {
        let rate = RATE.to_string();
        let bytes = self.decode_as(folder, &["-vn", "-ac", "1", "-ar", &rate], "f32le")?;
        Ok(bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
    }

    fn decode(&self, folder: &Path, words: &[&str]) -> Result<Vec<u8>> {
        self.decode_as(folder, words, "rawvideo")
    }

    fn decode_as(&self, folder: &Path, words: &[&str], format: &str) -> Result<Vec<u8>> {
        let file = folder.join("reach.mp4");
        let all: Vec<u8> =
            self.init.iter().chain(self.fragments.iter().flat_map(|(_, bytes)| bytes)).copied().collect();
        fs::write(&file, all)?;
        let mut ffmpeg = Command::new("ffmpeg");
        ffmpeg.args(["-v", "error", "-i"]).arg(&file).args(words).args(["-f", format, "-"]);
        let output = ffmpeg.stderr(Stdio::inherit()).output()?;
        fs::remove_file(&file)?;
        if output.status.success() { Ok(output.stdout) } else { Err("ffmpeg failed".into()) }
    }

    /// When each sample of the track with that handler came.
    fn came(&self, handler: &[u8; 4]) -> Vec<Instant> {
        let Some(track) = track(&self.init, handler) else { return Vec::new() };
        let each = |(at, bytes): &(Instant, Vec<u8>)| vec![*at; samples(bytes, track)];
        self.fragments.iter().flat_map(each).collect()
    }
}

/// Boxes of ISO/IEC 14496-12: their kind and what is in them.
fn boxes(mut bytes: &[u8]) -> Vec<(&[u8], &[u8])> {
    let mut found = Vec::new();
    while let Some(head) = bytes.get(..8) {
        let size = word(head, 0).unwrap_or(0) as usize;
        let Some(body) = bytes.get(8..size.max(8)) else { break };
        found.push((&head[4..8], body));
        bytes = &bytes[size.max(8)..];
    }
    found
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn inside<'a>(bytes: &'a [u8], kind: &[u8; 4]) -> Option<&'a [u8]> {
    boxes(bytes).into_iter().find(|(name, _)| name == kind).map(|(_, body)| body)
}

/// Number of the track with that handler.
fn track(init: &[u8], handler: &[u8; 4]) -> Option<u32> {
    let tracks = boxes(inside(init, b"moov")?).into_iter().filter(|(name, _)| *name == b"trak");
    tracks.map(|(_, body)| body).find_map(|body| {
        let found = inside(inside(body, b"mdia")?, b"hdlr")?.get(8..12)? == handler;
        let head = inside(body, b"tkhd")?;
        // Version 1 has longer times.
        let at = if head.first() == Some(&1) { 20 } else { 12 };
        if found { word(head, at) } else { None }
    })
}

/// Samples of a track in a fragment.
fn samples(fragment: &[u8], track: u32) -> usize {
    let moofs = boxes(fragment).into_iter().filter(|(name, _)| *name == b"moof");
    let trafs = moofs.flat_map(|(_, body)| boxes(body)).filter(|(name, _)| *name == b"traf");
    let ours = trafs.filter(|(_, body)| inside(body, b"tfhd").and_then(|head| word(head, 4)) == Some(track));
    let runs = ours.flat_map(|(_, body)| boxes(body)).filter(|(name, _)| *name == b"trun");
    runs.filter_map(|(_, body)| word(body, 4)).map(|count| count as usize).sum()
}
