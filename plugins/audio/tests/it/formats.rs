//! Every format that is promised, and what damage does to each. The files are made by ffmpeg; where there is none
//! the tests say so and check nothing.

use audio::{Mixer, MusicEvent, Sound, Track};
use std::{fs, path::Path, process::Command};

/// So many seconds of 500 Hz at 44.1 kHz in every format, or none without ffmpeg.
fn files(folder: &Path, seconds: u32) -> Vec<std::path::PathBuf> {
    let names = ["a.wav", "a.flac", "a.mp3", "a.ogg", "a.m4a"];
    let made = names.map(|name| {
        let path = folder.join(name);
        let vorbis: &[&str] = if name == "a.ogg" { &["-c:a", "libvorbis"] } else { &[] };
        let status = Command::new("ffmpeg")
            .args([
                "-v",
                "error",
                "-f",
                "lavfi",
                "-i",
                &format!("sine=frequency=500:duration={seconds}:sample_rate=44100"),
            ])
            .args(["-af", "volume=12dB", "-ac", "2"])
            .args(vorbis)
            .arg(&path)
            .status();
        status.is_ok_and(|s| s.success()).then_some(path)
    });
    let made: Vec<_> = made.into_iter().flatten().collect();
    if made.len() < names.len() {
        eprintln!("NOT TESTED: ffmpeg made {} of {} sound formats here", made.len(), names.len());
    }
    made
}

fn mix(mixer: &mut Mixer, seconds: u64) -> (Vec<f32>, Vec<MusicEvent>) {
    let (mut left, mut events) = (Vec::new(), Vec::new());
    for _ in 0..seconds * 30 {
        let start = mixer.next_sample();
        let mut out = vec![0.0; 3_200];
        events.extend(mixer.mix(start..start + 1_600, &mut out).unwrap().music_events);
        left.extend(out.iter().step_by(2));
    }
    (left, events)
}

fn bed(path: &Path) -> (Vec<f32>, Vec<MusicEvent>) {
    let mut mixer = Mixer::default();
    mixer.wait_for_music(true);
    match Track::open(path, None) {
        Ok(track) => mixer.play_music(0, track, -20.0),
        Err(error) => {
            return (Vec::new(), vec![MusicEvent::Failed { file: String::new(), reason: error.to_string() }]);
        }
    }
    mix(&mut mixer, 5)
}

#[test]
fn every_format_plays_goes_round_and_has_its_length() {
    let folder = tempfile::tempdir().unwrap();
    for path in files(folder.path(), 2) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let sound = Sound::load(&path).unwrap();
        // MP3 and AAC come with the silence of their encoders.
        assert!((96_000..=101_000).contains(&sound.samples()), "{name}: {} samples", sound.samples());
        let (left, events) = bed(&path);
        assert!(matches!(events[..], [MusicEvent::Started { .. }]), "{name}: {events:?}");
        // No hole is longer than the encoder's own: 60 ms in M4A, none in the others.
        let loud = |part: &[f32]| part.iter().any(|s| s.abs() > 0.01);
        let holes = left[96_000..].chunks(480).filter(|part| !loud(part)).count();
        let most = if name == "a.m4a" { 24 } else { 0 };
        assert!(holes <= most, "{name}: {holes} silent pieces of 10 ms");
    }
}

#[test]
fn damage_is_told_and_survived() {
    let folder = tempfile::tempdir().unwrap();
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed >> 16) as usize % below.max(1)
    };
    for path in files(folder.path(), 10) {
        let whole = fs::read(&path).unwrap();
        let damaged = folder.path().join(format!("damaged.{}", path.extension().unwrap().to_string_lossy()));
        for round in 0..4 {
            let mut bytes = whole.clone();
            for _ in 0..=round * 8 {
                let at = random(bytes.len());
                bytes[at] = random(256) as u8;
            }
            if round % 2 == 1 {
                bytes.truncate(random(bytes.len()));
            }
            fs::write(&damaged, &bytes).unwrap();
            let (left, _) = bed(&damaged);
            assert!(left.iter().all(|s| s.abs() <= audio::CEILING));
            // Words or a sound; never a panic.
            let _ = Sound::load(&damaged);
        }
        // A hole of zeros in the middle of what is coded: something is still heard, before and after.
        let mut bytes = whole.clone();
        let (from, to) = (whole.len() * 45 / 100, whole.len() * 55 / 100);
        bytes[from..to].fill(0);
        fs::write(&damaged, &bytes).unwrap();
        let (left, events) = bed(&damaged);
        assert!(left.iter().any(|s| s.abs() > 0.01), "{}: {events:?}", damaged.display());
        let seconds = Sound::load(&damaged).unwrap().samples() as f64 / 48_000.0;
        eprintln!("{}: {seconds:.2} s of 10 are left", damaged.display());
        assert!(seconds > 3.9, "{}: {seconds} s of 10 are left", damaged.display());
    }
}
