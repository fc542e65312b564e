//! `compere render`: the same frames and samples for the same show, in a file that plays.

use crate::{
    golden::NEAR,
    media::{fact, heard_seconds, levels, loudest, seconds, sound},
    picture::Picture,
    program::{FRONT, Stage, peers, text},
};
use broadcast::pipeline::testing::decode;
use std::{fs, path::Path};

/// Long vowels between closed lips.
const LINE: &str = "My mama may bow, wow!";

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
fn what_is_rendered_plays_and_the_mouth_moves_with_the_voice() {
    peers(&["ffmpeg", "ffprobe"]);
    let stage = Stage::take();
    let folder = stage.path("frames");
    let words = ["--size", "320x180", "--fps", "25", "--frames", text(&folder), "--scene", NEAR];
    let (mp4, _) = render(&stage, "a", &words);
    let media = decode(&mp4);
    let frames: Vec<_> =
        (0..).map(|n| folder.join(format!("{n:06}.png"))).take_while(|p| p.is_file()).collect();
    assert_eq!((media.width, media.height, media.frames), (320, 180, frames.len() as u64));
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
    mouth_moves_with(&sound, &frames);
}

/// Lips open while something is heard, and stand still while nothing is.
#[track_caller]
fn mouth_moves_with(sound: &[f32], frames: &[impl AsRef<Path>]) {
    let pictures: Vec<_> = frames.iter().map(|p| Picture::read(p.as_ref())).collect();
    assert!(pictures[0].contrast() > 60.0, "nobody is in the picture");
    let mouths: Vec<_> = pictures.iter().map(mouth).collect();
    let noses: Vec<_> = pictures.iter().map(nose).collect();
    // A frame has 40 ms, a window of levels 50.
    let levels = levels(sound);
    let heard = |frame: usize| levels.get(frame * 4 / 5).is_some_and(|l| *l > -35.0);
    let change = |parts: &[Picture], speaking: bool| {
        let pairs = (1..frames.len()).filter(|n| heard(*n) == speaking && heard(*n - 1) == speaking);
        let apart: Vec<_> = pairs.map(|n| parts[n].difference(&parts[n - 1]).mean).collect();
        assert!(apart.len() > 10, "only {} frames, speaking: {speaking}", apart.len());
        apart.iter().sum::<f64>() / apart.len() as f64
    };
    let (speaking, silent) = (change(&mouths, true), change(&mouths, false));
    let head = change(&noses, true);
    println!(
        "the mouth changes by {speaking:.2} while speaking, {silent:.2} while silent, the nose by {head:.2}"
    );
    assert!(speaking > 2.0 * silent && speaking > 1.0, "{speaking} while speaking, {silent} while silent");
    assert!(speaking > 2.0 * head, "the mouth changes by {speaking}, the nose by {head}");

    // The mouth's inside is dark: some frame of a vowel shows it, and none after the end does.
    let last = mouths.last().expect("a frame");
    let open = mouths.iter().map(|m| m.difference(last).clear).fold(0.0, f64::max);
    let tail = mouths[mouths.len() - 15..].iter().map(|m| m.difference(last).clear).fold(0.0, f64::max);
    println!("open by {open:.3} at most, by {tail:.3} in the silence at the end");
    assert!(open > 0.10 && tail < 0.5 * open, "open by {open}, by {tail} in the silence at the end");
}

/// Around the lips.
fn mouth(picture: &Picture) -> Picture {
    picture.part(0.42..0.58, 0.53..0.74)
}

/// As large, and moved by the head alone.
fn nose(picture: &Picture) -> Picture {
    picture.part(0.42..0.58, 0.31..0.52)
}
