//! `compere say`: speech and its timeline alone.

use crate::{
    cli::SayArgs,
    performance::sentence_request,
    program,
    voices::{self, Choice},
};
use anyhow::{Context, Result, bail};
use protocol::{SAMPLE_RATE, show_file::parse_text, timeline::Timeline};
use show::{Step, Style};
use speech::{Cancel, SpeechPart, Synthesizer};
use std::fs;

/// Says the text into the files.
///
/// # Errors
/// When there is no such voice, nothing to say, or a file cannot be written.
pub fn run(args: &SayArgs) -> Result<()> {
    let blocks = parse_text(&args.text).map_err(|e| anyhow::anyhow!("{e}"))?;
    let catalog = voices::catalog(true);
    for block in &blocks {
        if let Some((_, _, problem)) = program::wrong_names(block, &catalog, None).into_iter().next() {
            bail!("{problem}");
        }
    }
    let style =
        Style { speed: args.speed, pitch: args.pitch, language: args.language.clone(), ..Style::default() };
    let steps = show::plan(&blocks, &style, speech::split_sentences);
    let choice = Choice {
        voice: catalog.find(&args.voice)?.facts().name.clone(),
        fallback: args.fallback_voice.clone(),
        eager: false,
    };
    let mut cast = voices::cast(&choice, catalog);
    let (mut audio, mut timeline, mut speakers) = (Vec::new(), Timeline::silence(0), Vec::new());
    let sentences: Vec<_> =
        steps.into_iter().filter_map(|s| if let Step::Sentence(s) = s { Some(s) } else { None }).collect();
    if sentences.is_empty() {
        bail!("nothing to say: the text holds no words");
    }
    for sentence in &sentences {
        let request = sentence_request(sentence, args.seed);
        let said = cast.synthesize(&request, &Cancel::default(), &mut |part| match part {
            SpeechPart::Timeline(part) => timeline.append(&part),
            SpeechPart::Audio(samples) => audio.extend(samples),
            SpeechPart::Notice(text) => eprintln!("note: {text}"),
            SpeechPart::Speaker(speaker) => {
                if speakers.last() != Some(&speaker.voice) {
                    speakers.push(speaker.voice);
                }
            }
        });
        said.with_context(|| format!("cannot say `{}`", sentence.text))?;
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
        speakers.join(", ")
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
