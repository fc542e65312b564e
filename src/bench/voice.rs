//! The voice alone: seconds of work a second of sound, and how soon it is heard.

use crate::{paths, program};
use anyhow::{Context, Result, bail};
use serde::Serialize;
use speech::{
    VoiceStore,
    bench::{FORTY_WORDS, TEN_WORDS, measure as run},
    piper::{PiperSettings, PiperVoice},
};
use std::{fs, io::Read, path::Path};

/// Runs of each sentence; the middle one counts.
const RUNS: u64 = 11;

/// What was measured.
#[derive(Serialize)]
pub(super) struct Figures {
    pub voice: String,
    pub real_time_factor: f64,
    pub ten_words_first_sound_ms: f64,
    pub forty_words_first_sound_ms: f64,
}

fn voice() -> Result<PiperVoice> {
    let store = VoiceStore::open(paths::voices());
    let settings = PiperSettings { onnxruntime: Some(paths::onnxruntime()), ..PiperSettings::default() };
    Ok(PiperVoice::load(store.find(program::VOICE)?, &settings)?)
}

/// Measures the usual voice.
pub(super) fn measure() -> Result<Figures> {
    let mut voice = voice()?;
    // What is loaded late is not the sentence's.
    run(&mut voice, TEN_WORDS, 1)?;
    let ten = run(&mut voice, TEN_WORDS, RUNS)?;
    let forty = run(&mut voice, FORTY_WORDS, RUNS)?;
    let first = |report: &speech::bench::Report| {
        let times = &report.first_audio_after;
        times.get(times.len() / 2).map_or(f64::NAN, |time| time.as_secs_f64() * 1e3)
    };
    Ok(Figures {
        real_time_factor: (ten.busy_seconds + forty.busy_seconds) / (ten.audio_seconds + forty.audio_seconds),
        ten_words_first_sound_ms: first(&ten),
        forty_words_first_sound_ms: first(&forty),
        voice: ten.voice,
    })
}

/// Says the lines of a file (`-` is the input) three times each, and prints seconds of sound and of work as JSON.
pub(super) fn over_sentences(file: &Path) -> Result<()> {
    let mut text = String::new();
    if file == Path::new("-") {
        std::io::stdin().read_to_string(&mut text)?;
    } else {
        text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    }
    let mut voice = voice()?;
    let (mut audio, mut busy) = (0.0, 0.0);
    run(&mut voice, TEN_WORDS, 1)?;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let report = run(&mut voice, line, 3)?;
        audio += report.audio_seconds;
        busy += report.busy_seconds;
    }
    if audio == 0.0 {
        bail!("{} holds no sentence", file.display());
    }
    let answer =
        serde_json::json!({ "audio_seconds": audio, "busy_seconds": busy, "real_time_factor": busy / audio });
    println!("{answer}");
    Ok(())
}
