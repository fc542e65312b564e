//! `compere say`: speech and its timeline alone.

use crate::{
    cli::SayArgs,
    performance::sentence_request,
    program,
    voices::{self, Choice},
    wave,
};
use anyhow::{Context, Result, bail};
use protocol::{SAMPLE_RATE, cue::Cue, show_file::parse_text, timeline::Timeline};
use show::{Step, Style};
use speech::{Cancel, SpeechPart, Synthesizer};
use std::{
    fs::{self, File},
    io::BufWriter,
};

/// A text as a voice says it.
pub struct Said {
    /// 48 kHz, mono.
    pub audio: Vec<f32>,
    /// When each phone, word and sentence is heard.
    pub timeline: Timeline,
    /// Names of the voices, in order.
    pub speakers: Vec<String>,
}

/// Says the text into the files.
///
/// # Errors
/// When there is no such voice, nothing to say, or a file cannot be written.
pub fn run(args: &SayArgs) -> Result<()> {
    let style =
        Style { speed: args.speed, pitch: args.pitch, language: args.language.clone(), ..Style::default() };
    let said = say(&args.text, &args.voice, &args.fallback_voice, &style, args.seed)?;
    write_wav(args, &said.audio)?;
    if let Some(path) = &args.timeline {
        let json = serde_json::to_string_pretty(&said.timeline)?;
        fs::write(path, json).with_context(|| format!("cannot write {}", path.display()))?;
    }
    let seconds = said.audio.len() as f64 / f64::from(SAMPLE_RATE);
    println!(
        "{}: {seconds:.2} s, {} words, voice {}",
        args.output.display(),
        said.timeline.words.len(),
        said.speakers.join(", ")
    );
    Ok(())
}

/// Says a text.
///
/// # Errors
/// When there is no such voice, or nothing to say.
pub fn say(text: &str, voice: &str, fallback: &[String], style: &Style, seed: u64) -> Result<Said> {
    let blocks = parse_text(text).map_err(|e| anyhow::anyhow!("{e}"))?;
    let catalog = voices::catalog(true);
    for cue in blocks.iter().flat_map(program::cues) {
        if let Cue::Voice(name) = cue {
            catalog.find(name)?;
        }
    }
    let steps = show::plan(&blocks, style, speech::split_sentences);
    let choice = Choice {
        voice: catalog.find(voice)?.facts().name.clone(),
        fallback: fallback.to_vec(),
        eager: false,
    };
    let mut cast = voices::cast(&choice, catalog);
    let mut said = Said { audio: Vec::new(), timeline: Timeline::silence(0), speakers: Vec::new() };
    let sentences: Vec<_> =
        steps.into_iter().filter_map(|s| if let Step::Sentence(s) = s { Some(s) } else { None }).collect();
    if sentences.is_empty() {
        bail!("nothing to say: the text holds no words");
    }
    for sentence in &sentences {
        let request = sentence_request(sentence, seed);
        let done = cast.synthesize(&request, &Cancel::default(), &mut |part| match part {
            SpeechPart::Timeline(part) => said.timeline.append(&part),
            SpeechPart::Audio(samples) => said.audio.extend(samples),
            SpeechPart::Notice(text) => eprintln!("note: {text}"),
            SpeechPart::Speaker(speaker) => {
                if said.speakers.last() != Some(&speaker.voice) {
                    said.speakers.push(speaker.voice);
                }
            }
        });
        done.with_context(|| format!("cannot say `{}`", sentence.text))?;
    }
    said.timeline.check().context("the voice gave a timeline that does not fit its sound")?;
    Ok(said)
}

fn write_wav(args: &SayArgs, audio: &[f32]) -> Result<()> {
    let context = || format!("cannot write {}", args.output.display());
    let file = BufWriter::new(File::create(&args.output).with_context(context)?);
    wave::write(audio, file).with_context(context)
}
