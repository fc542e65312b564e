//! Files: whole after the end, playable after a kill, the same bytes for the same input.

use crate::feed::{Feed, settings};
use broadcast::pipeline::{
    Encoder, OutputState, Target,
    testing::{decode, flashes_and_beeps, wait_for},
};
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

const PATIENCE: Duration = Duration::from_secs(20);

#[track_caller]
fn record(path: &Path, live: bool, frames: u64) {
    let encoder = Encoder::start(settings(live)).unwrap();
    encoder.add_output(Target::file(path).unwrap()).unwrap();
    Feed::new(&encoder).run(frames);
    let finished = encoder.finish(PATIENCE);
    assert_eq!(finished.error, None);
    assert_eq!(finished.outputs[0].state, OutputState::Ended, "{finished:?}");
    let size = fs::metadata(path).unwrap().len();
    assert!((size * 9 / 10..size * 6 / 5).contains(&finished.outputs[0].bytes_sent), "{size}: {finished:?}");
    assert_eq!(finished.stats.dropped, 0, "{finished:?}");
}

#[track_caller]
fn check(name: &str, live: bool) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    record(&path, live, 95);
    let media = decode(&path);
    assert_eq!((media.frames, media.width, media.height), (95, 320, 180), "{media:?}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    // 95 frames are 3.17 s, 148 blocks of 1024 samples; the lead-in is dropped, the tail may be.
    assert!((146..=150).contains(&media.blocks), "{media:?}");
}

#[test]
fn live_mp4_is_whole_after_the_end() {
    check("a.mp4", true);
}

#[test]
fn live_flv_is_whole_after_the_end() {
    check("a.flv", true);
}

#[test]
fn live_mkv_is_whole_after_the_end() {
    check("a.mkv", true);
}

#[test]
fn rendered_mp4_is_whole() {
    check("a.mp4", false);
}

#[track_caller]
fn in_time(path: &Path, expect: usize) {
    let (flashes, beeps) = flashes_and_beeps(path);
    assert_eq!(flashes.len(), expect, "{flashes:?}");
    // The end of the last silence, at the end of the file, counts as a beep.
    assert!((expect..=expect + 1).contains(&beeps.len()), "{beeps:?}");
    for (flash, beep) in flashes.iter().zip(&beeps) {
        // People bear 45 ms late and 15 ms early; time stamps are exact, so only the edge's own blur is left.
        assert!((beep - flash).abs() < 0.005, "{flashes:?} {beeps:?}");
    }
}

#[test]
fn sound_and_picture_stay_together() {
    let folder = tempfile::tempdir().unwrap();
    for (name, live) in [("a.mp4", false), ("b.mp4", true), ("c.mkv", true), ("d.flv", true)] {
        let path = folder.path().join(name);
        record(&path, live, 160);
        in_time(&path, 5);
    }
}

/// A recording that begins in the middle begins with a key frame, and its first sound some milliseconds later.
#[test]
fn a_recording_that_begins_late_is_in_time_and_ordinary() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mp4");
    let encoder = Encoder::start(settings(true)).unwrap();
    let mut feed = Feed::new(&encoder);
    feed.run(40);
    encoder.add_output(Target::file(&path).unwrap()).unwrap();
    feed.run(110);
    let finished = encoder.finish(PATIENCE);
    assert_eq!(finished.outputs[0].state, OutputState::Ended, "{finished:?}");
    in_time(&path, 3);
    let bytes = fs::read(&path).unwrap();
    let (mut at, mut boxes) = (0, Vec::new());
    while at < bytes.len() {
        let word = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        boxes.push(String::from_utf8_lossy(&bytes[at + 4..at + 8]).into_owned());
        at += if word(at) == 1 { word(at + 12) } else { word(at) };
    }
    assert_eq!((at, boxes.join(" ").as_str()), (bytes.len(), "ftyp mdat moov"));
}

#[test]
fn two_renders_are_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let hashes: Vec<_> = ["a.mkv", "b.mkv"]
        .iter()
        .map(|name| {
            let path = folder.path().join(name);
            record(&path, false, 70);
            // Of packets, as containers tell when they were written.
            let arguments = ["-v", "error", "-i", "-c", "copy", "-f", "streamhash", "-"];
            broadcast::pipeline::testing::run("ffmpeg", &arguments, &path).0
        })
        .collect();
    assert_eq!(hashes[0], hashes[1]);
    assert!(hashes[0].contains("SHA256"), "{}", hashes[0]);
}

/// Records until it is killed, when started by the next test.
#[test]
fn child_records_until_killed() {
    let Ok(path) = std::env::var("COMPERE_TEST_RECORD") else {
        return;
    };
    let encoder = Encoder::start(settings(true)).unwrap();
    encoder.add_output(Target::file(path).unwrap()).unwrap();
    Feed::new(&encoder).run(30_000);
}

#[test]
fn live_mp4_plays_after_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("killed.mp4");
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "files::child_records_until_killed"])
        .env("COMPERE_TEST_RECORD", &path)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    wait_for("the child records", PATIENCE, || fs::metadata(&path).is_ok_and(|m| m.len() > 300_000));
    child.kill().unwrap();
    child.wait().unwrap();
    let (text, _) = broadcast::pipeline::testing::run(
        "ffprobe",
        &[
            "-v",
            "error",
            "-select_streams",
            "v",
            "-count_frames",
            "-show_entries",
            "stream=nb_read_frames",
            "-of",
            "csv=p=0",
            "-i",
        ],
        &path,
    );
    let frames: u64 = text.trim().trim_end_matches(',').parse().unwrap();
    assert!(frames >= 60, "{frames} frames after a kill");
}

#[test]
fn a_full_disk_fails_one_output_alone() {
    if !Path::new("/dev/full").exists() {
        panic!("this test needs /dev/full");
    }
    let folder = tempfile::tempdir().unwrap();
    let (good, bad) = (folder.path().join("good.mp4"), folder.path().join("bad.flv"));
    #[cfg(unix)]
    std::os::unix::fs::symlink("/dev/full", &bad).unwrap();
    let encoder = Encoder::start(settings(true)).unwrap();
    encoder.add_output(Target::file(&good).unwrap()).unwrap();
    encoder.add_output(Target::file(&bad).unwrap()).unwrap();
    Feed::new(&encoder).run(60);
    let finished = encoder.finish(PATIENCE);
    assert_eq!(finished.outputs[0].state, OutputState::Ended, "{finished:?}");
    assert_eq!(finished.outputs[1].state.name(), "failed", "{finished:?}");
    assert_eq!(decode(&good).frames, 60);
}

#[test]
fn repeats_are_frames() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mp4");
    let encoder = Encoder::start(settings(false)).unwrap();
    encoder.add_output(Target::file(&path).unwrap()).unwrap();
    let frame_nanos = encoder.settings().frame_nanos();
    assert!(encoder.push_repeat(0, frame_nanos).is_err());
    let mut feed = Feed::new(&encoder);
    feed.run(1);
    for n in 1..31 {
        encoder.push_repeat(n * frame_nanos, frame_nanos).unwrap();
        encoder.push_audio(&[0.0; 3200], n * frame_nanos).unwrap();
    }
    let finished = encoder.finish(PATIENCE);
    assert_eq!((finished.stats.frames, finished.stats.repeated), (31, 30));
    assert_eq!(decode(&path).frames, 31);
}
