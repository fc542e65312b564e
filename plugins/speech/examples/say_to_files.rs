//! Says a text into a WAV and a timeline, to look at and listen to:
//! `cargo run -p speech --example say_to_files -- FOLDER VOICE TEXT OUT` writes `OUT.wav` and `OUT.json`.

use speech::{
    Cancel, SentenceRequest, SpeechPart, Synthesizer, VoiceStore,
    piper::{PiperSettings, PiperVoice},
};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, voice, text, out] = &arguments[..] else {
        return Err("usage: say_to_files FOLDER VOICE TEXT OUT".into());
    };
    let store = VoiceStore::open([folder]);
    let mut voice = PiperVoice::load(store.find(voice)?, &PiperSettings::default())?;
    let mut timeline = None;
    let mut audio = Vec::new();
    voice.synthesize(&SentenceRequest::text(text), &Cancel::default(), &mut |part| match part {
        SpeechPart::Speaker(_) | SpeechPart::Notice(_) => {}
        SpeechPart::Timeline(times) => timeline = Some(times),
        SpeechPart::Audio(samples) => audio.extend(samples),
    })?;
    let format = hound::WavSpec {
        channels: 1,
        sample_rate: 48_000,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    let mut wav = hound::WavWriter::create(format!("{out}.wav"), format)?;
    for sample in audio {
        wav.write_sample(sample)?;
    }
    wav.finalize()?;
    std::fs::write(format!("{out}.json"), serde_json::to_string_pretty(&timeline)?)?;
    Ok(())
}
