//! Says a text with an HTTP voice and prints how long each step took: for trying a server of one's own.
//!
//! `cargo run -p speech --example say_over_http -- my.voice.toml "Hello, world." [out.wav]`

use speech::{
    Cancel, SentenceRequest, SpeechPart, Synthesizer,
    http::{HttpSettings, HttpVoice},
};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(file), Some(text)) = (arguments.next(), arguments.next()) else {
        return Err("write: say_over_http FILE.voice.toml TEXT [OUT.wav]".into());
    };
    let mut table: toml::Table = toml::from_str(&std::fs::read_to_string(&file)?)?;
    table.remove("fallback");
    table.remove("loudness");
    let settings: HttpSettings = table.try_into()?;
    for warning in settings.validate()? {
        eprintln!("warning: {warning}");
    }
    let mut voice = HttpVoice::open("tried", settings)?;
    voice.prepare()?;
    // Twice: the second time a connection is there.
    for round in 1..=2 {
        let (mut audio, mut line, mut first) = (Vec::new(), None, None);
        let begun = Instant::now();
        voice.synthesize(&SentenceRequest::text(&*text), &Cancel::default(), &mut |part| match part {
            SpeechPart::Timeline(timeline) => line = Some(timeline),
            SpeechPart::Audio(samples) => {
                first.get_or_insert(begun.elapsed());
                audio.extend(samples);
            }
            _ => {}
        })?;
        let seconds = audio.len() as f64 / 48_000.0;
        let millis = first.unwrap_or_default().as_millis();
        println!("round {round}: {seconds:.2} s of sound, the first after {millis} ms");
        let Some(line) = line else { continue };
        line.check()?;
        if round == 2 {
            for word in &line.words {
                let at = |sample: u64| sample as f64 / 48_000.0;
                let own =
                    |phone: &&protocol::timeline::PhoneSpan| (word.start..word.end).contains(&phone.start);
                let phones: Vec<&str> = line.phones.iter().filter(own).map(|p| p.phone.as_str()).collect();
                println!("{:6.2}-{:5.2} {:16} {}", at(word.start), at(word.end), word.word, phones.join(" "));
            }
            if let Some(out) = arguments.next() {
                let spec = hound::WavSpec {
                    channels: 1,
                    sample_rate: 48_000,
                    bits_per_sample: 32,
                    sample_format: hound::SampleFormat::Float,
                };
                let mut writer = hound::WavWriter::create(out, spec)?;
                audio.iter().try_for_each(|sample| writer.write_sample(*sample))?;
                writer.finalize()?;
            }
        }
    }
    Ok(())
}
