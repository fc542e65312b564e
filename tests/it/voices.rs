//! Voices: languages, fallbacks, speech that is kept, music, and what is told when one is missing.

use crate::{
    media::{dbfs, sound},
    program::{FRONT, Stage, peers, text},
};
use std::{fs, path::Path, process::Command};

/// A folder without voices, for a machine that has lost them.
fn without_voices(stage: &Stage, command: &mut Command) {
    command.env("COMPERE_CACHE", stage.path("empty-cache")).env("COMPERE_VOICES", stage.path("no-voices"));
}

#[track_caller]
fn run(mut command: Command) -> (bool, String) {
    let output = command.output().expect("the program starts");
    let all = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&all).into_owned())
}

#[test]
fn each_language_is_said_by_who_speaks_it() {
    let stage = Stage::take();
    let wav = stage.path("a.wav");
    let line =
        "Hello. [lang de]Guten Tag, ihr Lieben.[lang en] \u{4f60}\u{597d}\u{ff0c}\u{4e16}\u{754c}\u{3002}";
    let ended = stage.does(&["say", line, "-o", text(&wav)]);
    let voices = ended.out.rsplit("voice").next().unwrap_or_default().trim().to_owned();
    assert_eq!(voices, "en_US-joe-medium, espeak-de, espeak-cmn", "{ended}");
    // Higher by a fifth, twice as fast, in another voice: each changes what is heard.
    let long = |words: &[&str]| {
        stage.does(&[&["say", "One moment please.", "-o", text(&wav)], words].concat());
        fs::metadata(&wav).expect("a file").len() as f64
    };
    let plain = long(&[]);
    // The silence at the end stays as it is.
    assert!((0.4..0.75).contains(&(long(&["--speed", "2"]) / plain)), "twice as fast");
    assert!((0.9..1.1).contains(&(long(&["--pitch", "5"]) / plain)), "pitch changes the length");
}

#[test]
fn a_warm_show_needs_no_engine() {
    let stage = Stage::take();
    let show = stage.write("a.show.md", format!("{FRONT}First line. [speed 1.2]Second *one*.\n\nThird.\n"));
    let cold = stage.does(&["warm", text(&show)]);
    assert!(cold.out.contains("3 made now") && cold.out.contains("0 were there"), "{cold}");
    let kept = stage.path("kept.wav");
    stage.does(&["say", "First line.", "-o", text(&kept)]);

    // No voice, no espeak-ng, no cache but the speech: the show is whole all the same.
    let mut warm = stage.command(&["warm", text(&show)]);
    without_voices(&stage, &mut warm);
    warm.env("PATH", stage.path("nothing"));
    let (good, told) = run(warm);
    assert!(good && told.contains("0 made now") && told.contains("3 were there"), "{told}");
    let again = stage.path("again.wav");
    let mut say = stage.command(&["say", "First line.", "-o", text(&again)]);
    without_voices(&stage, &mut say);
    assert!(run(say).0);
    assert!(fs::read(&kept).unwrap() == fs::read(&again).unwrap(), "kept speech sounds otherwise");

    // What was not made before cannot be said then, and that is told.
    let mut new = stage.command(&["say", "Other words.", "-o", text(&again)]);
    without_voices(&stage, &mut new);
    new.env("PATH", stage.path("nothing")).env("COMPERE_ESPEAK_WORKER", "/nowhere");
    let (good, told) = run(new);
    assert!(good || told.contains("is not there any more"), "{told}");
}

#[test]
fn a_character_has_a_voice_of_its_own() {
    let stage = Stage::take();
    fs::create_dir_all(stage.path("assets/characters")).unwrap();
    stage.write("assets/characters/solo.ron", "(name: \"solo\", voice: Some(\"espeak-en-gb\"))");
    let front = "---\ntitle: A test\ncharacter: solo\n";
    let own = stage.write("own.show.md", format!("{front}---\nHello.\n"));
    assert!(stage.does(&["warm", text(&own)]).out.contains("by espeak-en-gb"));
    let named = stage.write("named.show.md", format!("{front}voice: en_US-joe-medium\n---\nHello.\n"));
    assert!(stage.does(&["warm", text(&named)]).out.contains("by en_US-joe-medium"));
    let odd = stage.write("odd.show.md", format!("{FRONT}Hello [voice nobody]there.\n"));
    stage.refuses(&["warm", text(&odd)], &["odd.show.md:4:7", "nobody", "en_US-joe-medium"]);
}

#[test]
fn a_damaged_entry_is_made_anew() {
    let stage = Stage::take();
    let (first, again) = (stage.path("a.wav"), stage.path("b.wav"));
    stage.does(&["say", "Good evening.", "-o", text(&first)]);
    let entry = speech_files(&stage.path("speech")).pop().expect("speech is kept");
    let mut bytes = fs::read(&entry).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    fs::write(&entry, bytes).unwrap();
    let ended = stage.does(&["say", "Good evening.", "-o", text(&again)]);
    assert!(ended.err.contains("damaged"), "{ended}");
    assert!(fs::read(&first).unwrap() == fs::read(&again).unwrap());
    let cache = stage.does(&["voices", "cache", "--clear"]);
    assert!(cache.out.contains("thrown away"), "{cache}");
    assert!(speech_files(&stage.path("speech")).is_empty());
}

fn speech_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let inside = |path: &Path| fs::read_dir(path).into_iter().flatten().flatten().map(|e| e.path());
    let files = inside(folder).flat_map(|sub| inside(&sub).collect::<Vec<_>>());
    files.filter(|path| path.extension().is_some_and(|e| e == "speech")).collect()
}

#[test]
fn an_engine_that_fails_is_replaced_and_told() {
    let stage = Stage::take();
    fs::create_dir(stage.path("voices")).unwrap();
    // Nobody listens there.
    let file = "engine = \"openai\"\nurl = \"http://127.0.0.1:9/v1\"\nmodel = \"m\"\nvoice = \"v\"\nlanguage = \"en\"\nfallback = [\"en_US-joe-medium\"]\n";
    stage.write("voices/cloud.voice.toml", file);
    stage.write("voices/typo.voice.toml", "engine = \"opnai\"\n");
    let wav = stage.path("a.wav");
    let ended = stage.does(&["say", "Still on air.", "-o", text(&wav), "--voice", "cloud"]);
    assert!(ended.out.contains("voice en_US-joe-medium"), "{ended}");
    assert!(ended.err.contains("cloud failed"), "{ended}");
    let list = stage.does(&["voices"]);
    assert!(list.out.contains("cloud") && list.out.contains("did you mean `openai`"), "{list}");
    stage.refuses(&["say", "Hello.", "-o", text(&wav), "--voice", "typo"], &["typo", "cannot be used"]);
}

#[test]
fn music_lies_under_the_voice_and_a_sting_is_heard() {
    peers(&["ffmpeg", "ffprobe"]);
    let stage = Stage::take();
    // A bed of noise and a short tone, as files that other programs make.
    for (name, source) in [("bed.ogg", "anoisesrc=d=4:c=pink:a=0.3"), ("ping.wav", "sine=f=3000:d=0.4")] {
        let made = Command::new("ffmpeg")
            .args(["-v", "error", "-f", "lavfi", "-i", source, text(&stage.path(name))])
            .status()
            .expect("ffmpeg starts");
        assert!(made.success());
    }
    let body = "[music bed.ogg -20dB]\n[pause 4]\nHello to all of you, how are you today?\n[music off]\n[pause 3]\n[sound ping.wav]\n[pause 1]\n";
    let show = stage.write("a.show.md", format!("{FRONT}{body}"));
    let mp4 = stage.path("a.mp4");
    stage.does(&["render", text(&show), "-o", text(&mp4), "--size", "160x90"]);
    let heard = sound(&mp4);
    let level = |from: f64, to: f64| dbfs(&heard[(from * 48e3) as usize..(to * 48e3) as usize]);
    let end = heard.len() as f64 / 48e3;
    let (bed, speech) = (level(2.5, 3.8), level(4.6, 6.0));
    assert!((12.0..30.0).contains(&(speech - bed)), "speech {speech} dBFS over music {bed} dBFS");
    assert!(level(0.0, 0.05) < bed - 6.0, "music fades in");
    let quiet = (0..(end * 10.0) as usize - 4).map(|i| level(i as f64 / 10.0, i as f64 / 10.0 + 0.3));
    let quietest = quiet.skip(60).fold(0.0, f64::min);
    assert!(quietest < -60.0, "music does not end: {quietest} dBFS");

    let wrong = stage.write("b.show.md", format!("{FRONT}Hello [sound pong.wav] there.\n"));
    stage.refuses(&["render", text(&wrong), "-o", text(&mp4)], &["4:7", "pong.wav"]);
    let noise = stage.write("bed.mp3", "this is no music");
    let _ = noise;
    let odd = stage.write("c.show.md", format!("{FRONT}[music bed.mp3]\nHello there.\n"));
    let ended = stage.does(&["render", text(&odd), "-o", text(&mp4), "--size", "160x90"]);
    assert!(ended.err.contains("bed.mp3"), "a file that is no music is not told: {ended}");
}

#[test]
fn a_whole_show_has_the_loudness_of_a_broadcast() {
    peers(&["ffmpeg"]);
    let stage = Stage::take();
    let line =
        "A broadcast is as loud as every other one, so that nobody has to reach for the remote control. ";
    let show = stage
        .write("a.show.md", format!("{FRONT}{}\n\nAnd [voice espeak-en-gb]this is {line}\n", line.repeat(4)));
    let mp4 = stage.path("a.mp4");
    stage.does(&["render", text(&show), "-o", text(&mp4), "--size", "160x90"]);
    let measured = Command::new("ffmpeg")
        .args(["-hide_banner", "-nostats", "-i", text(&mp4), "-af", "ebur128=peak=true", "-f", "null", "-"])
        .output()
        .expect("ffmpeg starts");
    let report = String::from_utf8_lossy(&measured.stderr).into_owned();
    let summary = report.rsplit("Summary:").next().unwrap_or_default();
    let number = |after: &str| {
        let rest = summary.split(after).nth(1).unwrap_or_default();
        rest.split_whitespace().next().and_then(|n| n.parse::<f64>().ok()).expect("a number")
    };
    let (loudness, peak) = (number("I:"), number("Peak:"));
    assert!((loudness + 16.0).abs() <= 1.0, "{loudness} LUFS");
    // AAC adds a little to what was limited to -1.
    assert!(peak <= -0.3, "{peak} dBTP");
}
