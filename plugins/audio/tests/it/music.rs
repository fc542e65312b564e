//! Music: files, loops, fades, ducking, and files that are none.

use audio::{DUCK_DB, MUSIC_FADE, MixReport, Mixer, MusicEvent, Sound, Track, VoiceLevel};
use ebur128::{EbuR128, Mode};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Writes a stereo file of `hertz` and gives its path.
fn wav(folder: &Path, name: &str, rate: u32, seconds: f32, hertz: f32, level: f32) -> PathBuf {
    let path = folder.join(name);
    let spec = hound::WavSpec {
        channels: 2,
        sample_rate: rate,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(&path, spec).unwrap();
    for i in 0..(seconds * rate as f32) as u32 {
        let sample = level * (i as f32 * std::f32::consts::TAU * hertz / rate as f32).sin();
        for _ in 0..2 {
            writer.write_sample((sample * 32_767.0) as i16).unwrap();
        }
    }
    writer.finalize().unwrap();
    path
}

fn offline() -> Mixer {
    let mut mixer = Mixer::default();
    mixer.wait_for_music(true);
    mixer
}

fn mix(mixer: &mut Mixer, seconds: f32) -> (Vec<f32>, Vec<MixReport>) {
    let (mut left, mut reports) = (Vec::new(), Vec::new());
    for _ in 0..(seconds * 30.0).round() as u64 {
        let start = mixer.next_sample();
        let mut out = vec![0.0; 3_200];
        reports.push(mixer.mix(start..start + 1_600, &mut out).unwrap());
        left.extend(out.iter().step_by(2));
    }
    (left, reports)
}

fn events(reports: &[MixReport]) -> Vec<&MusicEvent> {
    reports.iter().flat_map(|r| &r.music_events).collect()
}

fn loudness(left: &[f32]) -> f64 {
    let mut meter = EbuR128::new(2, 48_000, Mode::I).unwrap();
    meter.add_frames_f32(&left.iter().flat_map(|s| [*s; 2]).collect::<Vec<_>>()).unwrap();
    meter.loudness_global().unwrap()
}

#[test]
fn a_bed_lies_as_far_under_the_voice_as_was_asked_and_goes_round_without_a_seam() {
    let folder = tempfile::tempdir().unwrap();
    // A whole number of periods: a loop without a gap is a tone without end. Very loud and very quiet.
    for (rate, level) in [(44_100, 0.9), (48_000, 0.02), (22_050, 0.5)] {
        let path = wav(folder.path(), "bed.wav", rate, 2.0, 441.0, level);
        let mut mixer = offline();
        mixer.play_music(4_800, Track::open(&path, None).unwrap(), -24.0);
        let (left, reports) = mix(&mut mixer, 12.0);
        let [MusicEvent::Started { file, start_sample: 4_800, lufs }] = events(&reports)[..] else {
            panic!("{:?}", events(&reports))
        };
        assert_eq!(file, "bed.wav");
        assert!(left[..4_800].iter().all(|s| *s == 0.0));
        let steady = &left[4_800 + MUSIC_FADE as usize..];
        assert!((loudness(steady) + 40.0).abs() < 0.3, "{} of {lufs}", loudness(steady));
        let steepest = steady.windows(2).map(|w| (w[1] - w[0]).abs()).fold(0.0, f32::max);
        let peak = steady.iter().fold(0.0_f32, |p, s| p.max(s.abs()));
        assert!(
            steepest < peak * 441.0 * std::f32::consts::TAU / 48_000.0 * 1.1,
            "{rate}: {steepest} of {peak}"
        );
    }
}

#[test]
fn the_same_show_gives_the_same_samples() {
    let folder = tempfile::tempdir().unwrap();
    let path = wav(folder.path(), "bed.wav", 44_100, 3.0, 441.0, 0.5);
    let render = || {
        let mut mixer = offline();
        mixer.play_music(10_000, Track::open(&path, None).unwrap(), -20.0);
        mixer.begin_as(1, 100_000, VoiceLevel::unknown("v"));
        mixer.append(1, &crate::sound::speech_like(2.0, 1.0, 1));
        mixer.finish(1);
        mix(&mut mixer, 6.0).0
    };
    assert!(render() == render());
}

#[test]
fn music_is_down_when_speech_begins_and_does_not_pump() {
    let folder = tempfile::tempdir().unwrap();
    let path = wav(folder.path(), "bed.wav", 48_000, 2.0, 480.0, 0.5);
    let mut mixer = offline();
    mixer.play_music(0, Track::open(&path, None).unwrap(), -20.0);
    for (id, start) in [(1, 144_000), (2, 144_000 + 105_600)] {
        mixer.begin_as(id, start, VoiceLevel::known("v", -16.0));
        // Words with silence of 300 ms between them, and 500 ms between the sentences.
        let word = |i: usize| if i % 24_000 < 9_600 { 0.2 * (i as f32 * 0.2).sin() } else { 0.0 };
        mixer.append(id, &(0..96_000).map(word).collect::<Vec<_>>());
        mixer.finish(id);
    }
    let (_, reports) = mix(&mut mixer, 10.0);
    let ducked = |second: f32| reports[(second * 30.0) as usize].ducked_db;
    assert_eq!(ducked(2.8), 0.0);
    for i in 0..44 {
        assert_eq!(ducked(3.0 + i as f32 * 0.1), DUCK_DB, "at {i}");
    }
    assert_eq!(ducked(9.5), 0.0);
    let fastest = reports.windows(2).map(|w| (w[1].ducked_db - w[0].ducked_db).abs()).fold(0.0, f32::max);
    assert!(fastest < 3.4, "{fastest}");
    // The bus itself is 9 dB quieter.
    let (before, during) = (reports[84].music.rms_dbfs, reports[100].music.rms_dbfs);
    assert!((before - during + DUCK_DB).abs() < 0.3, "{before} {during}");
}

#[test]
fn one_bed_fades_into_the_next_and_out() {
    let folder = tempfile::tempdir().unwrap();
    let a = wav(folder.path(), "a.wav", 48_000, 2.0, 480.0, 0.5);
    let b = wav(folder.path(), "b.wav", 44_100, 2.0, 700.0, 0.1);
    let mut mixer = offline();
    mixer.play_music(0, Track::open(&a, None).unwrap(), -10.0);
    mix(&mut mixer, 3.0);
    mixer.play_music(150_000, Track::open(&b, None).unwrap(), -10.0);
    assert_eq!(mixer.music(), Some("b.wav"));
    let (left, reports) = mix(&mut mixer, 4.0);
    assert!(matches!(events(&reports)[..], [MusicEvent::Started { start_sample: 150_000, .. }]));
    for part in left.chunks(9_600) {
        let level = 20.0 * (part.iter().map(|s| s * s).sum::<f32>() / part.len() as f32).sqrt().log10();
        assert!((level + 29.0).abs() < 1.5, "{level} dB");
    }
    mixer.set_music_level(-30.0);
    let (left, _) = mix(&mut mixer, 2.0);
    assert!((loudness(&left[48_000..]) + 46.0).abs() < 0.3);
    let stop = mixer.next_sample();
    mixer.stop_music(stop);
    assert_eq!(mixer.music(), None);
    let (left, _) = mix(&mut mixer, 3.0);
    assert!(left[(MUSIC_FADE / 2) as usize].abs() + left[(MUSIC_FADE / 2) as usize + 20].abs() > 0.0);
    assert!(left[MUSIC_FADE as usize + 1_700..].iter().all(|s| *s == 0.0));
}

#[test]
fn what_is_no_music_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("notes.mp3");
    fs::write(&text, "this is no music at all\n".repeat(500)).unwrap();
    let short = wav(folder.path(), "short.wav", 48_000, 0.1, 440.0, 0.5);
    let long = wav(folder.path(), "long.wav", 8_000, 61.0, 440.0, 0.5);
    let check = |path: &Path, words: &str| {
        let error = Track::open(path, None).map(|_| ()).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
        let error = Sound::load(path).map(|_| ()).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    };
    check(&folder.path().join("none.ogg"), "cannot open the sound");
    check(folder.path(), "is no file");
    check(&text, "no sound that can be played");
    assert!(Sound::load(&long).unwrap_err().to_string().contains("longer than 60 s"));
    assert_eq!(Sound::load(&short).unwrap().samples(), 4_800);

    // Too short for music shows when it was decoded; the program goes on.
    let mut mixer = offline();
    mixer.play_music(0, Track::open(&short, None).unwrap(), -20.0);
    let (left, reports) = mix(&mut mixer, 1.0);
    assert!(left.iter().all(|s| s.abs() < 0.1));
    assert!(
        events(&reports)
            .iter()
            .any(|e| matches!(e, MusicEvent::Failed { reason, .. } if reason.contains("too short")))
    );
}

#[test]
fn damaged_music_never_stops_the_voice() {
    let folder = tempfile::tempdir().unwrap();
    let path = wav(folder.path(), "bed.wav", 44_100, 2.0, 441.0, 0.5);
    let whole = fs::read(&path).unwrap();
    let (header, cut) = (&whole[..44], &whole[..whole.len() / 2]);
    for (name, bytes) in [("header.wav", header), ("half.wav", cut)] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let mut mixer = offline();
        mixer.begin_as(1, 10_000, VoiceLevel::known("v", -16.0));
        mixer.append(1, &crate::sound::speech_like(2.0, 1.0, 1));
        mixer.finish(1);
        if let Ok(track) = Track::open(&path, None) {
            mixer.play_music(0, track, -20.0);
        }
        let (left, reports) = mix(&mut mixer, 2.0);
        assert!(left[10_000..].iter().any(|s| s.abs() > 0.05), "{name}: the voice is heard");
        assert!(!events(&reports).is_empty() || name == "header.wav", "{name}");
    }
    // A file that goes away while it is played.
    let mut mixer = offline();
    mixer.play_music(0, Track::open(&path, Some(-10.0)).unwrap(), -20.0);
    mix(&mut mixer, 1.0);
    fs::remove_file(&path).unwrap();
    let (left, reports) = mix(&mut mixer, 10.0);
    assert!(events(&reports).iter().any(|e| matches!(e, MusicEvent::Failed { .. })));
    let steepest = left.windows(2).map(|w| (w[1] - w[0]).abs()).fold(0.0, f32::max);
    assert!(steepest < 0.02, "it fades out: {steepest}");
}

#[test]
fn on_air_the_voice_never_waits_for_music() {
    let folder = tempfile::tempdir().unwrap();
    let path = wav(folder.path(), "bed.wav", 44_100, 2.0, 441.0, 0.5);
    let mut mixer = Mixer::default();
    mixer.begin_as(1, 0, VoiceLevel::known("v", -16.0));
    mixer.append(1, &crate::sound::speech_like(1.0, 1.0, 1));
    mixer.finish(1);
    mixer.play_music(0, Track::open(&path, None).unwrap(), -20.0);
    // The first second is mixed at once, whatever the decoder does.
    let (left, mut reports) = mix(&mut mixer, 1.0);
    assert!(left.iter().any(|s| s.abs() > 0.05));
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !events(&reports).iter().any(|e| matches!(e, MusicEvent::Started { .. })) {
        assert!(std::time::Instant::now() < deadline, "the music never began");
        std::thread::yield_now();
        reports.extend(mix(&mut mixer, 0.1).1);
    }
    let told = events(&reports);
    let Some(MusicEvent::Started { start_sample, .. }) = told.first() else { panic!("{told:?}") };
    assert!(*start_sample < mixer.next_sample() + 64);
}
