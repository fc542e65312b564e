//! `compere live --to ...`: a server and a file at once, what arrives there, and a server that is dead.

use crate::{
    media::{heard_seconds, loudest, sound},
    picture::Picture,
    program::{PATIENCE, Stage, peers, text},
    television::Television,
};
use broadcast::pipeline::testing::{NginxRtmp, decode, lease_port, run, wait_for};
use serde_json::Value;
use std::{fs, path::Path};

const KEY: &str = "sk_very-secret-key";

/// Fails unless a face is seen and a voice is heard for about `seconds`.
#[track_caller]
fn assert_seen_and_heard(stage: &Stage, path: &Path, seconds: f64) {
    let media = decode(path);
    assert_eq!((media.width, media.height), (426, 240));
    let lasts = media.frames as f64 / 30.0;
    assert!(lasts > seconds, "{} frames for {seconds} s of speech", media.frames);
    let sound = sound(path);
    let heard = heard_seconds(&sound);
    println!(
        "{}: {lasts:.1} s, heard for {heard:.1} s of {seconds:.1}, {:.1} dBFS",
        path.display(),
        loudest(&sound)
    );
    assert!((sound.len() as f64 / 48_000.0 - lasts).abs() < 0.3, "{} samples for {lasts} s", sound.len());
    assert!((-30.0..-1.0).contains(&loudest(&sound)), "{} dBFS", loudest(&sound));
    // Between the words there are gaps.
    assert!((0.5 * seconds..1.05 * seconds).contains(&heard), "{heard} s are heard of {seconds}");
    let still = |at: &str, name: &str| {
        let png = stage.path(name);
        run(
            "ffmpeg",
            &["-v", "error", "-y", "-ss", at, "-i", "-frames:v", "1", "-pix_fmt", "rgb24", text(&png)],
            path,
        );
        Picture::read(&png)
    };
    let (early, late) = (still("0.5", "early.png"), still("2.5", "late.png"));
    assert!(
        early.contrast() > 60.0 && (10.0..200.0).contains(&early.brightness()),
        "nobody is in the picture"
    );
    assert!(early.difference(&late).mean > 0.05, "the picture stands still");
}

/// Seconds of all sentences that began.
fn spoken_seconds(events: &[Value]) -> f64 {
    events.iter().filter_map(|e| e["eventData"]["durationSeconds"].as_f64()).sum()
}

#[test]
fn a_server_and_a_file_receive_what_is_said() {
    peers(&["nginx", "ffmpeg", "ffprobe"]);
    let stage = Stage::take();
    let server = NginxRtmp::start(&stage.path("nginx"));
    let mp4 = stage.path("a.mp4");
    // The address in a file keeps its key out of the list of processes.
    let address = format!("@{}", text(&stage.write("address", format!("{}\n", server.url(KEY)))));
    let mut tv = Television::on_air(&stage, &["--to", &address, "--to", text(&mp4), "--no-watch"]);
    tv.wait_for_outputs(&["live", "live"]);
    let said =
        tv.say("Hello, everybody. This line goes to a real server, and into a file, at the same time.");
    let seconds = spoken_seconds(&tv.life_of(&said));
    assert!(seconds > 2.0, "{seconds} s of speech");
    // The file is one that plays, even were the power to fail now.
    let now = stage.path("now.mp4");
    fs::copy(&mp4, &now).expect("a copied file");
    assert!(decode(&now).frames > 30, "what is written so far does not play");
    let outputs = tv.status()["outputs"].to_string();
    assert!(!outputs.contains("very-secret"), "the key is told: {outputs}");
    let ended = tv.switch_off();
    for output in [format!("rtmp://127.0.0.1:{}/live: ended", server.port()), "a.mp4: ended".into()] {
        assert!(ended.out.contains(&output), "`{output}` is not told\n{ended}");
    }
    assert!(
        !ended.out.contains("very-secret") && !ended.err.contains("very-secret"),
        "the key is told\n{ended}"
    );
    assert_seen_and_heard(&stage, &mp4, seconds);
    let recordings = server.recordings(KEY);
    assert_eq!(recordings.len(), 1, "{recordings:?}\n{}", server.log());
    assert_seen_and_heard(&stage, &recordings[0], seconds);
}

#[test]
fn a_dead_server_does_not_stop_the_file() {
    peers(&["ffmpeg", "ffprobe"]);
    let stage = Stage::take();
    let mp4 = stage.path("a.mp4");
    let dead = format!("rtmp://127.0.0.1:{}/live/{KEY}", lease_port());
    let mut tv = Television::on_air(&stage, &["--to", &dead, "--to", text(&mp4), "--no-watch"]);
    let mut outputs = Value::Null;
    wait_for("the dead server is told, and the file lives", PATIENCE, || {
        outputs = tv.status()["outputs"].clone();
        matches!(outputs[0]["state"].as_str(), Some("retrying" | "failed")) && outputs[1]["state"] == "live"
    });
    let error = outputs[0]["error"].as_str().unwrap_or_default();
    assert!(error.contains("refused"), "{outputs}");
    assert!(!outputs.to_string().contains("very-secret"), "the key is told: {outputs}");
    let said = tv.say("The server is dead, and I go on all the same, into the file.");
    let events = tv.life_of(&said);
    let states: Vec<_> = events.iter().filter_map(|e| e["eventData"]["state"].as_str()).collect();
    assert!(states.contains(&"done"), "{states:?}");
    let ended = tv.switch_off();
    assert!(
        !ended.out.contains("very-secret") && !ended.err.contains("very-secret"),
        "the key is told\n{ended}"
    );
    assert_seen_and_heard(&stage, &mp4, spoken_seconds(&events));
}
