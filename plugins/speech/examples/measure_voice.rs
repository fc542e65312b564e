//! Prints how fast a voice is: `cargo run -p speech --example measure_voice -- FOLDER [VOICE] [THREADS]`.

use speech::{
    VoiceStore, bench,
    piper::{PiperSettings, PiperVoice},
};
use std::{error::Error, time::Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = arguments.first().ok_or("usage: measure_voice FOLDER [VOICE] [THREADS]")?;
    let store = VoiceStore::open([folder]);
    let files = store.find(arguments.get(1).map_or("", String::as_str))?;
    let threads = arguments.get(2).map_or(Ok(1), |threads| threads.parse())?;
    let begun = Instant::now();
    let mut voice = PiperVoice::load(files, &PiperSettings { threads, ..PiperSettings::default() })?;
    println!("loaded in {} ms, {threads} thread(s)", begun.elapsed().as_millis());
    let long = "The quick brown fox jumps over the lazy dog, and then it goes on to tell a rather long story \
                about the many things that happened to it on the way through the forest.";
    for text in [bench::TEN_WORDS, long] {
        println!("{}", bench::measure(&mut voice, text, 9)?);
    }
    Ok(())
}
