//! `compere say`: speech and its timeline alone.

use crate::{cli::SayArgs, performance::sentence_request, program};
use anyhow::{Context, Result, bail};
use protocol::{SAMPLE_RATE, show_file::parse_text, timeline::Timeline};
use show::Step;
use speech::SpeechEvent;
use std::{fs, time::Duration};

/// A voice that gives nothing for so long has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// Says the text into the files.
///
/// # Errors
/// When there is no such voice, nothing to say, or a file cannot be written.
pub fn run(args: &SayArgs) -> Result<()> {
    let blocks = parse_text(&args.text).map_err(|e| anyhow::anyhow!("{e}"))?;
    let steps = show::plan(&blocks, args.speed, speech::split_sentences);
    let mut audio = Vec::new();
    let mut timeline = Timeline::silence(0);
    let voice = program::load_voice(&args.voice, true)?;
    let sentences: Vec<_> =
        steps.into_iter().filter_map(|s| if let Step::Sentence(s) = s { Some(s) } else { None }).collect();
    if sentences.is_empty() {
        bail!("nothing to say: the text holds no words");
    }
    for (index, sentence) in sentences.iter().enumerate() {
        let request = sentence_request(sentence, args.seed.wrapping_add(index as u64));
        voice.worker.submit(index as u64, request)?;
        loop {
            match voice.events.recv_timeout(PATIENCE).context("the voice gave nothing for a minute")? {
                SpeechEvent::Started(_) => {}
                SpeechEvent::Timeline(_, part) => timeline.append(&part),
                SpeechEvent::Audio(_, samples) => audio.extend(samples),
                SpeechEvent::Done(_) => break,
                SpeechEvent::Failed(_, error) => {
                    return Err(error).with_context(|| format!("cannot say `{}`", sentence.text));
                }
                SpeechEvent::Cancelled(_) => bail!("the voice was stopped"),
            }
        }
    }
    timeline.check().context("the voice gave a timeline that does not fit its sound")?;
    write_wav(args, &audio)?;
    if let Some(path) = &args.timeline {
        let json = serde_json::to_string_pretty(&timeline)?;
        fs::write(path, json).with_context(|| format!("cannot write {}", path.display()))?;
    }
    let seconds = audio.len() as f64 / f64::from(SAMPLE_RATE);
    println!(
        "{}: {seconds:.2} s, {} words, voice {}",
        args.output.display(),
        timeline.words.len(),
        voice.name
    );
    Ok(())
}

fn write_wav(args: &SayArgs, audio: &[f32]) -> Result<()> {
    let context = || format!("cannot write {}", args.output.display());
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: SAMPLE_RATE,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut wav = hound::WavWriter::create(&args.output, spec).with_context(context)?;
    for sample in audio {
        wav.write_sample((sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)).round() as i16)
            .with_context(context)?;
    }
    wav.finalize().with_context(context)
}
