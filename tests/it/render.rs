//! `compere render`: the same frames and samples for the same show, in a file that plays.

use crate::{
    media::{fact, heard_seconds, loudest, seconds, sound},
    picture::Picture,
    program::{FRONT, Stage, peers, text},
};
use broadcast::pipeline::testing::{decode, run};
use std::fs;

const LINE: &str = "This is a line for a file.";

#[track_caller]
fn render(stage: &Stage, name: &str, words: &[&str]) -> (std::path::PathBuf, String) {
    let show = stage.write("a.show.md", format!("{FRONT}{LINE}\n"));
    let (mp4, digest) = (stage.path(&format!("{name}.mp4")), stage.path(&format!("{name}.txt")));
    stage.does(&[&["render", text(&show), "-o", text(&mp4), "--digest", text(&digest)], words].concat());
    (mp4, fs::read_to_string(digest).expect("a digest"))
}

#[test]
fn two_renders_are_the_same_to_the_bit() {
    let stage = Stage::take();
    let small = ["--size", "160x90"];
    let (_, first) = render(&stage, "first", &small);
    // Once more from what was kept, and once with a voice that speaks anew.
    let (_, kept) = render(&stage, "kept", &small);
    assert_eq!(first, kept);
    stage.forget_speech();
    let (_, again) = render(&stage, "again", &small);
    assert_eq!(first, again);
    let (_, other) = render(&stage, "other", &[&small[..], &["--seed", "2"]].concat());
    let differs = |name: &str| {
        let line = |text: &str| text.lines().find(|l| l.starts_with(name)).map(str::to_owned);
        line(&first).is_some() && line(&first) != line(&other)
    };
    assert!(differs("picture"), "another seed gives the same frames: {first}");
    assert!(differs("sound"), "another seed gives the same samples: {first}");
}

#[test]
fn what_is_rendered_plays() {
    peers(&["ffmpeg", "ffprobe"]);
    let stage = Stage::take();
    let folder = stage.path("frames");
    let words = ["--size", "320x180", "--fps", "25", "--frames", text(&folder), "--every", "5"];
    let (mp4, _) = render(&stage, "a", &words);
    let media = decode(&mp4);
    assert_eq!((media.width, media.height), (320, 180));
    let kept = fs::read_dir(&folder).expect("a folder").count() as u64;
    assert_eq!(kept, media.frames.div_ceil(5), "every fifth of {} frames is kept", media.frames);
    assert_eq!(fact(&mp4, "v:0", "codec_name"), "h264");
    assert_eq!(fact(&mp4, "v:0", "avg_frame_rate"), "25/1");
    assert_eq!(fact(&mp4, "a:0", "codec_name,sample_rate,channels"), "aac,48000,2");
    let lasts = media.frames as f64 / 25.0;
    // One packet of AAC has 21 ms; the encoder rounds up and primes.
    assert!((seconds(&mp4) - lasts).abs() < 0.1, "{} s for {lasts} s of picture", seconds(&mp4));
    let sound = sound(&mp4);
    assert!((sound.len() as f64 / 48_000.0 - lasts).abs() < 0.1, "{} samples for {lasts} s", sound.len());
    assert!((-30.0..-1.0).contains(&loudest(&sound)), "{} dBFS", loudest(&sound));
    assert!((0.8..lasts - 0.8).contains(&heard_seconds(&sound)), "{} s of {lasts}", heard_seconds(&sound));

    // A frame out of the file is the frame that was drawn, colours and all.
    let (drawn, played) = (Picture::read(&folder.join("000020.png")), stage.path("played.png"));
    let pick = [
        "-v",
        "error",
        "-i",
        "-vf",
        "select=eq(n\\,20)",
        "-frames:v",
        "1",
        "-pix_fmt",
        "rgb24",
        text(&played),
    ];
    run("ffmpeg", &pick, &mp4);
    let difference = drawn.difference(&Picture::read(&played));
    println!("drawn and played: {difference:?}");
    assert!(drawn.contrast() > 60.0 && difference.mean < 3.0, "{difference:?}");
}
