//! The other end of the worker's pipes: asks, waits, and starts the worker anew when it dies or hangs.
//!
//! Ownership: the process and its input belong to [`Worker`]; its output to a named reader thread, which ends
//! when the process does. Back-pressure: the channel of frames is bounded, so a worker that never stops
//! talking blocks on its pipe. What the sounds mean for a mouth is not decided here.

use super::wire::{Answer, read_frame, request};
use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};
use std::{
    io::{self, Write},
    ops::Range,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    time::Duration,
};

/// Frames of answer that may wait: some ten seconds of sound.
const WAITING_FRAMES: usize = 256;
/// Most samples that one request may give, ten minutes; more is a worker gone wrong.
const MOST_SAMPLES: usize = 22_050 * 600;
/// Longest text of one request in bytes: it must fit into a pipe that nobody empties.
pub const LONGEST_TEXT: usize = 16_384;

/// Why the worker did not answer.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// The program is not there.
    #[error("the program {program} is missing; build it with `cargo build`, or put it beside compere")]
    Missing {
        /// What was to be started.
        program: String,
    },
    /// It runs, and cannot work.
    #[error("{0}")]
    Engine(String),
    /// It could not be started.
    #[error("its worker could not be started ({source}); look at the limits of the system")]
    Start {
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It died or hung or spoke nonsense, twice.
    #[error("its worker {what} on `{text}`; try other words")]
    Failed {
        /// `died`, `hung` or `spoke nonsense`.
        what: &'static str,
        /// What it was asked.
        text: String,
    },
}

/// A voice of espeak-ng.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EspeakVoiceEntry {
    /// What the worker is asked for, such as `gmw/en-US`.
    pub identifier: String,
    /// Name for people, such as `English_(America)`.
    pub name: String,
    /// Its languages, each with its priority: lower is preferred.
    pub languages: Vec<(u8, String)>,
}

/// How a text is to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Manner {
    /// Identifier of the voice.
    pub voice: String,
    /// Words a minute, 80 to 449.
    pub wpm: u16,
    /// 0 to 99; 50 is the voice's own.
    pub pitch: u8,
}

/// What was said.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Said {
    pub samples: Vec<i16>,
    /// Sample where each begins, its IPA (nothing is a pause), and index into `words` of the one it belongs to.
    pub phones: Vec<(u32, String, Option<usize>)>,
    /// Bytes of the text.
    pub words: Vec<Range<usize>>,
    /// IPA of all the text with its stress marks; see the worker's frames.
    pub ipa: String,
}

/// A worker that is always there: replaced when it fails.
pub(super) struct Client {
    program: PathBuf,
    silence: Duration,
    worker: Option<Worker>,
    restarts: u64,
    rate: u32,
    voices: Vec<EspeakVoiceEntry>,
}

impl Client {
    /// Starts the worker; it is given up when nothing comes from it for `silence`.
    pub fn start(program: &Path, silence: Duration) -> Result<Self, WorkerError> {
        let mut client = Self {
            program: program.to_owned(),
            silence,
            worker: None,
            restarts: 0,
            rate: 0,
            voices: Vec::new(),
        };
        client.start_worker()?;
        Ok(client)
    }

    pub fn rate(&self) -> u32 {
        self.rate
    }

    pub fn voices(&self) -> &[EspeakVoiceEntry] {
        &self.voices
    }

    pub fn restarts(&self) -> u64 {
        self.restarts
    }

    /// Says at most [`LONGEST_TEXT`] bytes; more is cut.
    pub fn say(&mut self, manner: &Manner, text: &str) -> Result<Said, WorkerError> {
        let text = &text[..text.floor_char_boundary(LONGEST_TEXT)];
        let mut head = vec![b's'];
        head.extend(manner.wpm.to_le_bytes());
        head.extend([manner.pitch.min(99), 50]);
        self.ask(&request(&head, &manner.voice, text), text)
    }

    /// IPA of `text` in the form of the worker's `i` frame.
    pub fn phonemes(&mut self, voice: &str, text: &str) -> Result<String, WorkerError> {
        let text = &text[..text.floor_char_boundary(LONGEST_TEXT)];
        Ok(self.ask(&request(b"p", voice, text), text)?.ipa)
    }

    fn start_worker(&mut self) -> Result<(), WorkerError> {
        let worker = Worker::spawn(&self.program)?;
        let mut voices = Vec::new();
        loop {
            match worker.answer(self.silence, "its start")? {
                Answer::Hello { rate } if (8_000..=48_000).contains(&rate) => self.rate = rate,
                Answer::Voice(voice) => voices.push(voice),
                Answer::Done => break,
                Answer::Failed { message, .. } => return Err(WorkerError::Engine(message)),
                _ => return Err(failed("spoke nonsense", "its start")),
            }
        }
        if self.rate == 0 {
            return Err(failed("spoke nonsense", "its start"));
        }
        self.voices = voices;
        self.worker = Some(worker);
        Ok(())
    }

    fn ask(&mut self, request: &[u8], text: &str) -> Result<Said, WorkerError> {
        // Once more with a new worker: the old one may have been killed, or have choked on a text before.
        for last in [false, true] {
            if self.worker.is_none() {
                self.restarts += 1;
                self.start_worker()?;
            }
            let Some(worker) = &mut self.worker else { break };
            match worker.ask(request, text, self.silence) {
                Err(error @ WorkerError::Failed { .. }) => {
                    self.worker = None;
                    if last {
                        return Err(error);
                    }
                    tracing::warn!(%error, "the espeak-ng worker is started again");
                }
                outcome => return outcome,
            }
        }
        Err(failed("died", text))
    }

    #[cfg(test)]
    pub fn kill(&mut self) {
        if let Some(worker) = &mut self.worker {
            worker.end();
        }
    }
}

/// A running process.
struct Worker {
    child: Child,
    input: Option<ChildStdin>,
    frames: Receiver<Vec<u8>>,
}

impl Worker {
    fn spawn(program: &Path) -> Result<Self, WorkerError> {
        let mut command = Command::new(program);
        // Of its own group, so that a Ctrl-C at the terminal does not end it in the midst of the last sentence.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut child = child.map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => WorkerError::Missing { program: program.display().to_string() },
            _ => WorkerError::Start { source },
        })?;
        let (sender, frames) = bounded(WAITING_FRAMES);
        let input = child.stdin.take();
        let output = child.stdout.take();
        // From here on a drop ends the process.
        let worker = Self { child, input, frames };
        std::thread::Builder::new()
            .name("espeak-sound".into())
            .spawn(move || {
                let Some(output) = output else { return };
                let mut output = io::BufReader::with_capacity(1 << 16, output);
                while let Ok(Some(frame)) = read_frame(&mut output) {
                    if sender.send(frame).is_err() {
                        break;
                    }
                }
            })
            .map_err(|source| WorkerError::Start { source })?;
        Ok(worker)
    }

    fn ask(&mut self, request: &[u8], text: &str, silence: Duration) -> Result<Said, WorkerError> {
        let input = self.input.as_mut().ok_or_else(|| failed("died", text))?;
        input.write_all(request).and_then(|()| input.flush()).map_err(|_| failed("died", text))?;
        let mut said = Said::default();
        loop {
            match self.answer(silence, text)? {
                Answer::Ipa(ipa) => said.ipa = ipa,
                Answer::Audio(samples) => {
                    if said.samples.len() + samples.len() > MOST_SAMPLES {
                        return Err(failed("never came to an end", text));
                    }
                    said.samples.extend(samples);
                }
                Answer::Phone { sample, ipa } => {
                    said.phones.push((sample, ipa, said.words.len().checked_sub(1)));
                }
                Answer::Word { start, length } => {
                    let start = (start as usize).min(text.len());
                    said.words.push(start..start.saturating_add(length as usize).min(text.len()));
                }
                Answer::Sentence => {}
                Answer::Done => return Ok(said),
                Answer::Failed { message, .. } => return Err(WorkerError::Engine(message)),
                Answer::Hello { .. } | Answer::Voice(_) => return Err(failed("spoke nonsense", text)),
            }
        }
    }

    fn answer(&self, silence: Duration, asked: &str) -> Result<Answer, WorkerError> {
        let frame = self.frames.recv_timeout(silence).map_err(|error| match error {
            RecvTimeoutError::Timeout => failed("hung", asked),
            RecvTimeoutError::Disconnected => failed("died", asked),
        })?;
        Answer::parse(&frame).ok_or_else(|| failed("spoke nonsense", asked))
    }

    fn end(&mut self) {
        self.input = None;
        // It may have ended already; either way it is gone after this.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.end();
    }
}

fn failed(what: &'static str, text: &str) -> WorkerError {
    WorkerError::Failed { what, text: text.chars().take(60).collect() }
}
