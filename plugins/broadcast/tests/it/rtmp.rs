//! RTMP into a real server.

use crate::feed::{Feed, settings};
use broadcast::pipeline::{
    Encoder, EncoderSettings, OutputState, OutputStatus, Target,
    testing::{NginxRtmp, decode, flashes_and_beeps, lease_port, wait_for},
};
use std::{
    process::{Command, Stdio},
    time::{Duration, Instant},
};

const PATIENCE: Duration = Duration::from_secs(20);
const KEY: &str = "sk_very-secret-key";

fn state(encoder: &Encoder, output: usize) -> OutputState {
    encoder.output_status()[output].state.clone()
}

#[track_caller]
fn no_secret(outputs: &[OutputStatus]) {
    let text = format!("{outputs:?}");
    assert!(!text.contains("very-secret"), "{text}");
}

/// Streams `seconds` of media and looks at flashes and beeps in what the server recorded.
#[track_caller]
fn check_sync(seconds: u64) {
    let folder = tempfile::tempdir().unwrap();
    let server = NginxRtmp::start(folder.path());
    let encoder = Encoder::start(settings(true)).unwrap();
    encoder.add_output(Target::parse(&server.url(KEY)).unwrap()).unwrap();
    let mut feed = Feed::new(&encoder);
    feed.run_until("the server takes the stream", PATIENCE, |e| state(e, 0) == OutputState::Live);
    let before = feed.frames();
    feed.run(seconds * 30);
    let finished = encoder.finish(PATIENCE);
    assert_eq!(finished.outputs[0].state, OutputState::Ended, "{finished:?}\n{}", server.log());
    assert!(finished.outputs[0].bytes_sent > 100_000, "{finished:?}");
    no_secret(&finished.outputs);
    let recordings = server.recordings(KEY);
    assert_eq!(recordings.len(), 1, "{recordings:?}");
    let media = decode(&recordings[0]);
    assert!((seconds * 30..=seconds * 30 + before).contains(&media.frames), "{media:?} after {before}");
    let (flashes, beeps) = flashes_and_beeps(&recordings[0]);
    assert!(flashes.len() as u64 >= seconds - 1, "{flashes:?}");
    let mut worst = 0.0_f64;
    // The first may have begun before the connection did.
    for flash in flashes.iter().skip(1) {
        let off = beeps.iter().map(|beep| beep - flash).min_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap();
        // People bear 45 ms late and 15 ms early; ours is exact but for RTMP's milliseconds.
        assert!(off.abs() < 0.005, "flash at {flash}, beep {off} s later");
        worst = if off.abs() > worst.abs() { off } else { worst };
    }
    println!("{} flashes over {seconds} s: sound is at most {:.2} ms off", flashes.len(), worst * 1e3);
}

#[test]
fn the_server_records_what_was_made_with_sound_in_time() {
    check_sync(10);
}

#[test]
#[ignore = "ten minutes of media take a minute"]
fn sound_is_in_time_after_ten_minutes() {
    check_sync(600);
}

#[test]
fn a_dead_server_stops_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mp4");
    let encoder = Encoder::start(settings(true)).unwrap();
    let dead = format!("rtmp://127.0.0.1:{}/live/{KEY}", lease_port());
    encoder.add_output(Target::parse(&dead).unwrap()).unwrap();
    encoder.add_output(Target::file(&path).unwrap()).unwrap();
    let mut feed = Feed::new(&encoder);
    feed.run_until("it retries", PATIENCE, |e| {
        matches!(state(e, 0), OutputState::Retrying { attempt: 2, .. })
    });
    let error = state(&encoder, 0).error().unwrap_or_default().to_owned();
    assert!(error.contains("refused") && error.contains("check that the server runs"), "{error}");
    feed.run(30);
    let frames = feed.frames();
    let finished = encoder.finish(PATIENCE);
    no_secret(&finished.outputs);
    assert_eq!(finished.outputs[0].state.name(), "failed");
    assert_eq!(finished.outputs[1].state, OutputState::Ended);
    assert_eq!(decode(&path).frames, frames - finished.stats.dropped);
}

#[test]
fn it_comes_back_when_the_server_does() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = NginxRtmp::start(folder.path());
    let encoder = Encoder::start(settings(true)).unwrap();
    let events = encoder.events();
    encoder.add_output(Target::parse(&server.url(KEY)).unwrap()).unwrap();
    let mut feed = Feed::new(&encoder);
    feed.run_until("the server takes the stream", PATIENCE, |e| state(e, 0) == OutputState::Live);
    server.kill();
    feed.run_until("the loss is seen", PATIENCE, |e| state(e, 0).name() == "retrying");
    server.restart();
    feed.run_until("it is live again", PATIENCE, |e| state(e, 0) == OutputState::Live);
    feed.run(60);
    let finished = encoder.finish(PATIENCE);
    assert_eq!(finished.outputs[0].state, OutputState::Ended, "{finished:?}");
    no_secret(&finished.outputs);
    assert!(finished.outputs[0].dropped > 0, "{finished:?}");
    let states: Vec<_> = events.try_iter().map(|e| e.status.state.name()).collect();
    assert_eq!((states[0], states[1], states.last()), ("live", "retrying", Some(&"ended")), "{states:?}");
    let recordings = server.recordings(KEY);
    let media = decode(recordings.last().unwrap());
    assert!(media.frames >= 60, "{media:?}");
    let start = broadcast::pipeline::testing::run(
        "ffprobe",
        &["-v", "error", "-show_entries", "format=start_time", "-of", "csv=p=0", "-i"],
        recordings.last().unwrap(),
    );
    assert!(start.0.trim().parse::<f64>().unwrap() < 0.2, "the new connection begins at zero: {}", start.0);
}

#[test]
fn a_refused_stream_says_so_without_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let server = NginxRtmp::start(folder.path());
    let encoder = Encoder::start(settings(true)).unwrap();
    let url = server.url(KEY).replace("/live/", "/refuse/");
    encoder.add_output(Target::parse(&url).unwrap()).unwrap();
    let mut feed = Feed::new(&encoder);
    feed.run_until("it is refused", PATIENCE, |e| state(e, 0).error().is_some());
    let status = encoder.output_status();
    no_secret(&status);
    assert!(status[0].state.error().unwrap().contains("key"), "{status:?}");
    assert!(status[0].name.ends_with("/refuse"), "{status:?}");
}

/// A server that accepts and then reads nothing: the watchdog must see it, and the end must not hang.
#[test]
fn a_server_that_hangs_is_left() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("rtmp://{}/live/{KEY}", listener.local_addr().unwrap());
    let encoder = Encoder::start(settings(true)).unwrap();
    encoder.add_output(Target::parse(&url).unwrap()).unwrap();
    let mut feed = Feed::new(&encoder);
    feed.run_until("the watchdog barks", PATIENCE, |e| state(e, 0).error().is_some());
    let status = encoder.output_status();
    // Ours or the element's own time-out, whichever comes first.
    let error = status[0].state.error().unwrap();
    assert!(error.contains("nothing was taken") || error.contains("timed out"), "{error}");
    let finished = encoder.finish(Duration::from_secs(2));
    assert_eq!(finished.outputs[0].state.name(), "failed");
}

#[test]
fn one_output_can_be_removed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mp4");
    let encoder = Encoder::start(settings(true)).unwrap();
    let id = encoder.add_output(Target::file(&path).unwrap()).unwrap();
    let mut feed = Feed::new(&encoder);
    feed.run(60);
    assert_eq!(encoder.remove_output(id, PATIENCE).unwrap().state, OutputState::Ended);
    assert!(encoder.remove_output(id, PATIENCE).is_none());
    feed.run(30);
    assert!(decode(&path).frames >= 55);
    assert!(encoder.output_status().is_empty());
}

#[test]
fn a_server_that_freezes_is_left_and_the_end_does_not_hang() {
    let folder = tempfile::tempdir().unwrap();
    let server = NginxRtmp::start(folder.path());
    // Much data, so that the buffers of the kernel fill soon.
    let encoder = Encoder::start(EncoderSettings { video_bitrate_kbps: 40_000, ..settings(true) }).unwrap();
    let path = folder.path().join("a.mkv");
    encoder.add_output(Target::parse(&server.url(KEY)).unwrap()).unwrap();
    encoder.add_output(Target::file(&path).unwrap()).unwrap();
    let mut feed = Feed::new(&encoder);
    feed.run_until("the server takes the stream", PATIENCE, |e| state(e, 0) == OutputState::Live);
    server.freeze();
    feed.run_until("the watchdog barks", 2 * PATIENCE, |e| state(e, 0).error().is_some());
    let frames = feed.frames();
    let began = Instant::now();
    let finished = encoder.finish(Duration::from_secs(2));
    assert!(began.elapsed() < Duration::from_secs(10), "the end took {:?}", began.elapsed());
    assert_eq!(finished.outputs[0].state.name(), "failed");
    assert_eq!(finished.outputs[1].state, OutputState::Ended, "{finished:?}");
    assert_eq!(decode(&path).frames, frames - finished.stats.dropped);
}

#[test]
fn a_certificate_nobody_signed_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let port = lease_port().to_string();
    let openssl = |arguments: &[&str]| {
        let mut command = Command::new("openssl");
        command.args(arguments).current_dir(folder.path());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let made =
        ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "k", "-out", "c", "-subj", "/CN=x"];
    assert!(openssl(&made).status().expect("openssl: install the Debian package openssl").success());
    let serve = ["s_server", "-accept", &port, "-key", "k", "-cert", "c", "-quiet"];
    let mut server = openssl(&serve).spawn().unwrap();
    wait_for("openssl listens", PATIENCE, || {
        std::net::TcpStream::connect(format!("127.0.0.1:{port}")).is_ok()
    });
    let encoder = Encoder::start(settings(true)).unwrap();
    let url = format!("rtmps://127.0.0.1:{port}/live/{KEY}");
    encoder.add_output(Target::parse(&url).unwrap()).unwrap();
    let mut feed = Feed::new(&encoder);
    feed.run_until("it is refused", PATIENCE, |e| state(e, 0).error().is_some());
    let status = encoder.output_status();
    server.kill().unwrap();
    server.wait().unwrap();
    no_secret(&status);
    assert!(status[0].state.error().unwrap().contains("certificate"), "{status:?}");
}
