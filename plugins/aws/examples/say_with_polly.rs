//! Says a text with Amazon Polly and prints its timeline: `say_with_polly VOICE TEXT [ENDPOINT_URL]`, with the
//! credentials and the region of the environment; or lists the voices: `say_with_polly`.

use aws::polly::{PollySettings, PollyVoice, list_voices};
use speech::{Cancel, SentenceRequest, SpeechPart, SynthesisError, Synthesizer};
use std::time::Instant;

fn main() -> Result<(), SynthesisError> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let endpoint_url = arguments.get(2).cloned();
    let [voice, text, ..] = &arguments[..] else {
        for voice in list_voices(PollySettings { endpoint_url, ..PollySettings::default() })? {
            println!("{:10} {:10} {:7} {:?}", voice.id, voice.language, voice.gender, voice.engines);
        }
        return Ok(());
    };
    let settings = PollySettings { voice: voice.clone(), endpoint_url, ..PollySettings::default() };
    let mut voice = PollyVoice::new(settings)?;
    for _ in 0..2 {
        let begun = Instant::now();
        let mut samples = 0;
        voice.synthesize(&SentenceRequest::text(text), &Cancel::default(), &mut |part| match part {
            SpeechPart::Timeline(timeline) => {
                println!("timeline after {:?}", begun.elapsed());
                for phone in &timeline.phones {
                    println!("{:4} {:7} {:7}", phone.phone, phone.start, phone.end);
                }
                println!("{:?} {:?}", timeline.words, timeline.sentences);
            }
            SpeechPart::Audio(audio) => samples += audio.len(),
            SpeechPart::Speaker(_) | SpeechPart::Notice(_) => {}
        })?;
        println!("{samples} samples, all after {:?}", begun.elapsed());
    }
    Ok(())
}
