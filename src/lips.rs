//! `compere lips`: what the lips do in a recording, heard from its sound alone.

use anyhow::{Context, Result};
use clap::Args;
use protocol::{SAMPLE_RATE, request::Say, timeline::PAUSE};
use std::{
    fs,
    io::{self, Write},
    path::PathBuf,
};

/// What was typed.
#[derive(Args)]
pub struct LipsArgs {
    /// The recording: WAV, FLAC, MP3, Ogg (Vorbis) or M4A, ten minutes at most.
    pub file: PathBuf,
    /// Where to write the timeline as JSON; times are samples at 48 kHz. Without it, it is printed.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Writes the timeline that is heard in the recording.
///
/// # Errors
/// When the file cannot be read as sound, or the timeline cannot be written.
pub fn run(args: &LipsArgs) -> Result<()> {
    let name = args.file.display();
    let bytes = fs::read(&args.file).with_context(|| format!("cannot read {name}"))?;
    let samples = audio::read_recording(bytes, Say::MAX_AUDIO_SECONDS).with_context(|| name.to_string())?;
    let timeline = viseme::listen::timeline(&samples, SAMPLE_RATE);
    let json = serde_json::to_string_pretty(&timeline)?;
    match &args.output {
        Some(path) => {
            fs::write(path, json).with_context(|| format!("cannot write {}", path.display()))?;
            let spoken = timeline.phones.iter().filter(|phone| phone.phone != PAUSE).count();
            let seconds = timeline.samples as f64 / f64::from(SAMPLE_RATE);
            println!("{}: {seconds:.2} s, {spoken} phones heard", path.display());
        }
        // Whoever reads only the first lines closes the pipe, and that is no fault.
        None => drop(writeln!(io::stdout(), "{json}")),
    }
    Ok(())
}
