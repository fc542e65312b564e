//! Says texts into WAV files and tells how fast: `cargo run -p speech --example say_kokoro -- PACKS STYLE OUT TEXT...`.

use speech::{
    Cancel, SentenceRequest, SpeechPart, Synthesizer, bench,
    kokoro::{KokoroSettings, KokoroVoice, keeps_up},
    onnx::{Runtime, library},
};
use std::{error::Error, path::Path, time::Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [packs, style, out, texts @ ..] = &words[..] else { return Err("PACKS STYLE OUT TEXT...".into()) };
    let packs = Path::new(packs);
    let threads = std::env::var("THREADS").ok().and_then(|threads| threads.parse().ok()).unwrap_or(1);
    let settings =
        KokoroSettings { style: style.clone(), threads, ..KokoroSettings::folder(packs.join("kokoro")) };
    let begun = Instant::now();
    let mut voice = KokoroVoice::load(&Runtime::open(&library(packs))?, &settings)?;
    println!("loaded in {:.2} s", begun.elapsed().as_secs_f64());
    if texts.is_empty() {
        println!("{:?}", keeps_up(&mut voice)?);
        println!("{}", bench::measure(&mut voice, bench::TEN_WORDS, 5)?);
    }
    for (index, text) in texts.iter().enumerate() {
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: 48_000,
            bits_per_sample: 32,
            sample_format: hound::SampleFormat::Float,
        };
        let mut file = hound::WavWriter::create(Path::new(out).join(format!("{style}-{index}.wav")), spec)?;
        let mut timeline = None;
        voice.synthesize(&SentenceRequest::text(text), &Cancel::default(), &mut |part| match part {
            SpeechPart::Timeline(times) => timeline = Some(times),
            SpeechPart::Audio(audio) => audio.iter().for_each(|sample| drop(file.write_sample(*sample))),
            _ => {}
        })?;
        file.finalize()?;
        let phones = timeline.unwrap_or_default().phones;
        let shown = phones.iter().map(|p| format!("{}:{}", p.phone, (p.end - p.start) / 48));
        println!("{}", shown.collect::<Vec<_>>().join(" "));
    }
    Ok(())
}
