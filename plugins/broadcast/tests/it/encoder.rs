//! What comes out of the encoder is what the platforms ask for.

use crate::feed::{Feed, settings};
use broadcast::pipeline::{
    Encoder, EncoderError, EncoderSettings, Found, Preset, PushError, Target, VideoEncoder, probe,
    testing::{decode, run, wait_for},
};
use std::{collections::BTreeSet, path::Path, time::Duration};

const PATIENCE: Duration = Duration::from_secs(20);

#[track_caller]
fn record(settings: EncoderSettings, frames: u64, path: &Path) {
    let encoder = Encoder::start(settings).unwrap();
    encoder.add_output(Target::file(path).unwrap()).unwrap();
    Feed::new(&encoder).run(frames);
    let finished = encoder.finish(PATIENCE);
    assert_eq!(finished.error, None);
    assert_eq!(finished.outputs[0].state.error(), None);
}

#[track_caller]
fn stream(path: &Path, kind: &str, entries: &str) -> String {
    let entries = format!("stream={entries}");
    let arguments =
        ["-v", "error", "-select_streams", kind, "-show_entries", &entries, "-of", "csv=p=0", "-i"];
    run("ffprobe", &arguments, path).0.trim().to_owned()
}

/// Times of key frames in seconds.
fn keys(path: &Path) -> Vec<f64> {
    let entries = ["-skip_frame", "nokey", "-show_entries", "frame=pts_time", "-of", "csv=p=0", "-i"];
    let arguments: Vec<_> = ["-v", "error", "-select_streams", "v"].into_iter().chain(entries).collect();
    let text = run("ffprobe", &arguments, path).0;
    text.lines().filter_map(|l| l.trim_end_matches(',').parse().ok()).collect()
}

#[test]
fn the_live_stream_is_what_ivs_asks_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.flv");
    record(EncoderSettings { key_interval_seconds: 2, ..settings(true) }, 300, &path);
    let picture = stream(&path, "v", "profile,has_b_frames,pix_fmt,color_range,color_space,r_frame_rate");
    assert_eq!(picture, "Main,0,yuv420p,tv,bt709,30/1");
    assert_eq!(stream(&path, "a", "codec_name,profile,sample_rate,channels"), "aac,LC,48000,2");
    let keys = keys(&path);
    // One more than the grid has: an output that begins asks for a key frame.
    let on_grid = keys.windows(2).filter(|k| (k[1] - k[0] - 2.0).abs() < 0.002).count();
    assert!(on_grid >= 3 && keys.windows(2).all(|k| k[1] - k[0] < 2.002), "{keys:?}");
    let bits = std::fs::metadata(&path).unwrap().len() as f64 * 8.0 / 10.0;
    // 600 of picture, 128 of sound: constant, though the picture hardly moves.
    assert!((600e3..850e3).contains(&bits), "{bits} bits a second");
}

#[track_caller]
fn check_settings(settings: EncoderSettings) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mp4");
    let rate = settings.frame_rate;
    record(settings, 50, &path);
    assert_eq!(decode(&path).frames, 50);
    let expect = format!("{}/{}", rate.num(), rate.den());
    assert_eq!(stream(&path, "v", "r_frame_rate"), expect);
}

#[test]
fn other_rates_presets_and_encoders_work() {
    let rate = |text: &str| text.parse().unwrap();
    check_settings(EncoderSettings { frame_rate: rate("30000/1001"), ..settings(false) });
    check_settings(EncoderSettings { frame_rate: rate("25"), preset: Preset::Ultrafast, ..settings(true) });
    check_settings(EncoderSettings { frame_rate: rate("60"), preset: Preset::Medium, ..settings(false) });
    // Off-line at a low rate the look-ahead keeps pictures back for seconds, while sound is done.
    check_settings(EncoderSettings { frame_rate: rate("10"), ..settings(false) });
    check_settings(EncoderSettings { video_encoder: Some(VideoEncoder::OpenH264), ..settings(true) });
}

#[test]
fn the_probe_finds_what_the_tests_use() {
    let found = probe();
    assert!(found.is_ready(), "{found:?}");
    assert!(found.missing_packages().is_empty(), "{found:?}");
    assert!(found.gstreamer.as_ref().unwrap().starts_with("1."), "{found:?}");
    for check in &found.checks {
        let nvidia = check.element == "nvh264enc";
        assert!(check.found == Found::Works || nvidia, "{check:?}");
        assert!(!check.package.is_empty());
    }
}

#[test]
fn what_cannot_be_encoded_is_refused() {
    for (width, height) in [(0, 720), (1281, 720), (1280, 5000)] {
        let error = Encoder::start(EncoderSettings { width, height, ..settings(true) }).err().unwrap();
        assert!(matches!(error, EncoderError::Size { .. }), "{error}");
    }
    let encoder = Encoder::start(settings(true)).unwrap();
    assert_eq!(encoder.push_audio(&[0.0; 3], 0), Err(PushError::OddSamples(3)));
    assert_eq!(encoder.push_audio(&[], 0), Ok(()));
    encoder.finish(Duration::from_secs(5));
    assert!(matches!(encoder.push_audio(&[0.0; 2], 0), Err(PushError::Stopped(_))));
}

/// Memory comes back: hundreds of frames and repeats live in few pictures. How many are under way at once depends on how
/// busy the machine is; without a pool there would be one a frame.
#[test]
fn frames_come_from_a_pool() {
    let encoder = Encoder::start(settings(true)).unwrap();
    let frame_nanos = encoder.settings().frame_nanos();
    let mut feed = Feed::new(&encoder);
    let mut places = BTreeSet::new();
    for n in 0..300 {
        feed.run(1);
        if n % 10 == 0 {
            encoder.push_repeat((feed.frames() * frame_nanos).saturating_sub(1), frame_nanos).unwrap();
        }
        places.insert(encoder.acquire().unwrap().planes().y.as_ptr() as usize);
    }
    assert!(places.len() <= 40, "{} places", places.len());
}

/// Pushed without waiting, the encoder is late: the oldest go, and what remains is whole and in time.
#[test]
fn raw_frames_are_dropped_and_counted_sound_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mkv");
    let big = EncoderSettings { width: 1920, height: 1080, preset: Preset::Medium, ..settings(true) };
    let encoder = Encoder::start(big).unwrap();
    encoder.add_output(Target::file(&path).unwrap()).unwrap();
    let mut feed = Feed::new(&encoder);
    feed.step();
    // An output begins with a key frame: the first is in, so all of the sound belongs to it.
    wait_for("the first frame is encoded", PATIENCE, || encoder.stats().encoded == 1);
    for _ in 1..90 {
        feed.step();
    }
    let finished = encoder.finish(PATIENCE);
    let stats = finished.stats;
    assert!(stats.dropped > 0, "{stats:?}");
    assert_eq!(stats.frames, 90);
    assert_eq!(stats.encoded + stats.dropped, 90, "{stats:?}");
    let media = decode(&path);
    assert_eq!(media.frames, stats.encoded);
    assert!(media.blocks >= 138, "{media:?}");
}
