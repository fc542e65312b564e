//! Measures a Piper voice over sentences and prints JSON: `cargo run -p speech --example piper_rtf -- FOLDER VOICE RUNS <
//! SENTENCES`, a sentence a line. Run it and the official package on the same core to compare them.

use speech::{
    VoiceStore, bench,
    piper::{PiperSettings, PiperVoice},
};
use std::{error::Error, time::Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, voice, runs] = &arguments[..] else {
        return Err("usage: piper_rtf FOLDER VOICE RUNS".into());
    };
    let runs = runs.parse()?;
    let store = VoiceStore::open([folder]);
    let begun = Instant::now();
    let mut voice = PiperVoice::load(store.find(voice)?, &PiperSettings::default())?;
    let loaded = begun.elapsed();
    bench::measure(&mut voice, bench::TEN_WORDS, 1)?;
    let (mut audio, mut busy, mut sentences) = (0.0, 0.0, Vec::new());
    for line in std::io::stdin().lines() {
        let line = line?;
        let report = bench::measure(&mut voice, &line, runs)?;
        audio += report.audio_seconds;
        busy += report.busy_seconds;
        let milliseconds = |times: &[std::time::Duration]| times[times.len() / 2].as_secs_f64() * 1e3;
        sentences.push(serde_json::json!({
            "words": line.split_whitespace().count(),
            "real_time_factor": report.real_time_factor(),
            "timeline_ms": milliseconds(&report.timeline_after),
            "first_audio_ms": milliseconds(&report.first_audio_after),
            "longest_gap_ms": report.longest_gap.as_secs_f64() * 1e3,
        }));
    }
    let report = serde_json::json!({
        "load_ms": loaded.as_secs_f64() * 1e3,
        "audio_seconds": audio,
        "busy_seconds": busy,
        "real_time_factor": busy / audio,
        "sentences": sentences,
    });
    println!("{report:#}");
    Ok(())
}
