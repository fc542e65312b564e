// SPDX-License-Identifier: GPL-3.0-or-later
//! espeak-ng behind two pipes: requests on the standard input, sound and phonemes on the standard output.
//!
//! This program is the one place of the project that touches libespeak-ng, which is GPL; Compere starts it as
//! a process of its own and speaks to it in the frames that [`frames`] describes. It serves one request after
//! another, in any language, until its input ends. It keeps no voice settings between requests, resamples
//! nothing, cleans no text, and knows neither timelines nor mouths.

mod engine;
mod frames;
mod library;

use engine::Engine;
use frames::{Answer, Request};
use std::{
    io::{self, Write},
    process::ExitCode,
};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let library = match (arguments.next().as_deref(), arguments.next()) {
        (None, _) => None,
        (Some("--library"), Some(path)) => Some(path),
        _ => {
            eprintln!(
                "usage: compere-espeak [--library PATH]; it is started by compere and speaks in frames"
            );
            return ExitCode::from(2);
        }
    };
    match serve(library.as_deref()) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever started this program is gone: nobody is left to be told.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("compere-espeak: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(library: Option<&str>) -> io::Result<()> {
    let mut output = io::stdout();
    let engine = match Engine::start(library) {
        Ok(engine) => engine,
        Err(message) => {
            frames::write(&mut output, &Answer::Failed { code: frames::MISSING, message: &message })?;
            output.flush()?;
            return Err(io::Error::other(message));
        }
    };
    frames::write(&mut output, &Answer::Hello { rate: engine.rate(), version: engine.version() })?;
    for voice in engine.voices() {
        frames::write(&mut output, &Answer::Voice(&voice))?;
    }
    frames::write(&mut output, &Answer::Done { samples: 0 })?;
    output.flush()?;
    let mut input = io::stdin().lock();
    while let Some(payload) = frames::read(&mut input)? {
        let outcome = match frames::parse(&payload) {
            Some(Request::Say { wpm, pitch, range, voice, text }) => {
                engine.say(voice, text, wpm, pitch, range)?
            }
            Some(Request::Phonemes { voice, text }) => engine.phonemes(voice, text)?,
            None => Err((frames::BROKEN, "a request could not be read".to_owned())),
        };
        match outcome {
            Ok(samples) => frames::write(&mut output, &Answer::Done { samples })?,
            Err((code, message)) => {
                frames::write(&mut output, &Answer::Failed { code, message: &message })?;
            }
        }
        output.flush()?;
    }
    Ok(())
}
