//! One espeak-ng process and the thread that reads its answers.
//!
//! Ownership: the process and its input belong to [`Worker`]; its output to a named reader thread, which
//! ends when the process does. Back-pressure: the channel of lines is bounded, so a process that never stops
//! talking blocks on its pipe instead of filling memory.

use super::{EspeakError, EspeakSettings};
use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};
use std::{
    io::{self, BufRead, BufReader, Write},
    process::{Child, ChildStdin, Command, Stdio},
    time::{Duration, Instant},
};

/// A word that nobody writes; its pronunciation ends an answer.
const END_WORD: &str = "zzyzxqvjyx";
/// Lines of answer that may wait.
const WAITING_LINES: usize = 256;

/// A running espeak-ng.
pub(super) struct Worker {
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    end_line: String,
    /// Without `stdbuf`: one process a question.
    single_use: Option<EspeakSettings>,
}

impl Worker {
    pub(super) fn start(settings: &EspeakSettings) -> Result<Self, EspeakError> {
        let buffered = match Self::spawn("stdbuf", &["-oL", &settings.program], settings) {
            Err(EspeakError::Missing { .. }) => true,
            // `stdbuf` itself starts even when the program it is to start is not there.
            Ok(mut worker) => match worker.greet(settings) {
                Ok(()) => return Ok(worker),
                Err(error) => {
                    // Only the program itself can tell why it did not answer.
                    worker.kill();
                    let mut direct = Self::spawn(&settings.program, &[], settings)?;
                    direct.input = None;
                    let ended =
                        direct.child.wait().map_err(|source| failed("waiting for its end", source))?;
                    return Err(if ended.success() {
                        error
                    } else {
                        EspeakError::Language { language: settings.language.clone() }
                    });
                }
            },
            Err(error) => return Err(error),
        };
        debug_assert!(buffered);
        let mut worker = Self::spawn(&settings.program, &[], settings)?;
        worker.single_use = Some(settings.clone());
        let answer = worker.ask(END_WORD, settings.deadline)?;
        if answer.trim().is_empty() {
            return Err(EspeakError::Language { language: settings.language.clone() });
        }
        Ok(worker)
    }

    fn spawn(program: &str, before: &[&str], settings: &EspeakSettings) -> Result<Self, EspeakError> {
        let mut command = Command::new(program);
        // Of its own group, so that a Ctrl-C at the terminal does not end it in the midst of the last sentence.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command
            .args(before)
            .args(["-q", "--ipa", "-v", &settings.language])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|source| match source.kind() {
                io::ErrorKind::NotFound => EspeakError::Missing { program: program.to_owned() },
                _ => failed("starting it", source),
            })?;
        let input = child.stdin.take();
        let Some(output) = child.stdout.take() else {
            return Err(failed("reading from it", io::ErrorKind::BrokenPipe.into()));
        };
        let (sender, lines) = bounded(WAITING_LINES);
        std::thread::Builder::new()
            .name("espeak-reader".into())
            .spawn(move || {
                for line in BufReader::new(output).lines() {
                    let Ok(line) = line else { break };
                    if sender.send(line).is_err() {
                        break;
                    }
                }
            })
            .map_err(|source| failed("starting its reader thread", source))?;
        Ok(Self { child, input, lines, end_line: String::new(), single_use: None })
    }

    /// Learns how the end word is pronounced, and so that the process answers at all.
    fn greet(&mut self, settings: &EspeakSettings) -> Result<(), EspeakError> {
        self.write(END_WORD)?;
        self.end_line = self.line(END_WORD, Instant::now() + settings.deadline)?;
        Ok(())
    }

    /// Asks for the phonemes of one line and waits for them.
    pub(super) fn ask(&mut self, line: &str, deadline: Duration) -> Result<String, EspeakError> {
        let until = Instant::now() + deadline;
        let mut answer = String::new();
        let mut take = |part: &str| {
            answer.push_str(part.trim());
            answer.push(' ');
        };
        if let Some(settings) = &self.single_use {
            let mut worker = Self::spawn(&settings.program, &[], settings)?;
            worker.write(line)?;
            worker.input = None;
            loop {
                match worker.lines.recv_deadline(until) {
                    Ok(part) => take(&part),
                    Err(RecvTimeoutError::Disconnected) => return Ok(answer),
                    Err(RecvTimeoutError::Timeout) => return Err(gave_up("hung", line)),
                }
            }
        }
        self.write(line)?;
        self.write(END_WORD)?;
        loop {
            let part = self.line(line, until)?;
            if part == self.end_line {
                return Ok(answer);
            }
            take(&part);
        }
    }

    fn write(&mut self, line: &str) -> Result<(), EspeakError> {
        let input = self.input.as_mut().ok_or_else(|| gave_up("died", line))?;
        // A line break inside of the text would be a second question.
        let question = format!("{}\n", line.replace(['\n', '\r', '\0'], " "));
        input.write_all(question.as_bytes()).and_then(|()| input.flush()).map_err(|_| gave_up("died", line))
    }

    fn line(&self, asked: &str, until: Instant) -> Result<String, EspeakError> {
        self.lines.recv_deadline(until).map_err(|error| match error {
            RecvTimeoutError::Timeout => gave_up("hung", asked),
            RecvTimeoutError::Disconnected => gave_up("died", asked),
        })
    }

    /// Ends the process.
    pub(super) fn kill(&mut self) {
        self.input = None;
        // It may have ended already; either way it is gone after this.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.kill();
    }
}

fn failed(doing: &'static str, source: io::Error) -> EspeakError {
    EspeakError::Io { doing, source }
}

fn gave_up(what: &'static str, line: &str) -> EspeakError {
    EspeakError::Failed { what, line: line.chars().take(80).collect() }
}
