//! espeak-ng, which is GPL and therefore a process of its own, never linked: phonemes for other voices
//! ([`Espeak`], here), and a voice itself ([`EspeakVoice`], over the worker program).
//!
//! The command line program reads its standard input line by line and answers each line with phonemes;
//! `stdbuf` makes it flush each answer, so one process serves them all in about .1 ms a line. A line that
//! nobody would write follows each question: its well-known answer marks the end, since espeak-ng may
//! answer a line with none or several. Where `stdbuf` is missing each question starts a process (10 ms).

mod align;
mod client;
mod ipa;
mod language;
mod process;
mod program;
mod script;
mod spans;
mod stretch;
mod voice;
mod wire;

pub use align::align;
pub use client::EspeakVoiceEntry;
pub use language::{LanguageError, choose as choose_voice};
pub use program::find_worker;
pub use voice::{EspeakVoice, EspeakVoiceSettings};

pub(crate) use ipa::begins_with_stop;
#[cfg(test)]
pub(crate) use program::worker_for_tests;

use process::Worker;
use std::{collections::HashMap, io, time::Duration};

/// Longest wait for an answer before the process is taken for hung.
const DEADLINE: Duration = Duration::from_secs(2);
/// Words whose phonemes are remembered.
const REMEMBERED_WORDS: usize = 8192;
/// espeak-ng reads lines into a buffer of 1000 bytes.
const LONGEST_LINE: usize = 900;

/// Why there are no phonemes.
#[derive(Debug, thiserror::Error)]
pub enum EspeakError {
    /// The program is not there.
    #[error("`{program}` is not installed; on Debian: apt install espeak-ng")]
    Missing {
        /// What was to be started.
        program: String,
    },
    /// The program could not be started or spoken to.
    #[error("espeak-ng could not be used ({doing})")]
    Io {
        /// What failed.
        doing: &'static str,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The program died or hung, twice.
    #[error("espeak-ng {what} on `{line}`; try other words, or restart")]
    Failed {
        /// `died` or `hung`.
        what: &'static str,
        /// What it was asked.
        line: String,
    },
    /// It does not know the language.
    #[error("espeak-ng has no language `{language}`; see `espeak-ng --voices`")]
    Language {
        /// The language of the voice.
        language: String,
    },
}

/// How to start espeak-ng.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EspeakSettings {
    /// Name or path of the program.
    pub program: String,
    /// espeak-ng's name of the language, such as `en-us`.
    pub language: String,
    /// Longest wait for the answer to one line.
    pub deadline: Duration,
}

impl EspeakSettings {
    /// The installed `espeak-ng`, two seconds' patience.
    pub fn language(language: impl Into<String>) -> Self {
        Self { program: "espeak-ng".into(), language: language.into(), deadline: DEADLINE }
    }
}

/// A person who knows how words are pronounced: a worker process, restarted when it dies or hangs.
pub struct Espeak {
    settings: EspeakSettings,
    worker: Option<Worker>,
    restarts: u64,
    words: HashMap<String, String>,
}

impl Espeak {
    /// Starts the process, so that a missing program is known before anything is to be said.
    ///
    /// # Errors
    /// When the program is not installed, or does not know the language.
    pub fn start(settings: EspeakSettings) -> Result<Self, EspeakError> {
        let worker = Worker::start(&settings)?;
        Ok(Self { settings, worker: Some(worker), restarts: 0, words: HashMap::new() })
    }

    /// How often the process had to be started again.
    pub fn restarts(&self) -> u64 {
        self.restarts
    }

    /// IPA of a clause (no line breaks), words parted by spaces, stress marks before vowels.
    ///
    /// # Errors
    /// When espeak-ng fails twice in a row.
    pub fn clause(&mut self, text: &str) -> Result<String, EspeakError> {
        let mut phonemes = String::new();
        for line in lines(text) {
            let answer = self.ask(line)?;
            for word in answer.split_whitespace() {
                if !phonemes.is_empty() {
                    phonemes.push(' ');
                }
                phonemes.push_str(word);
            }
        }
        Ok(phonemes)
    }

    /// IPA of one word said alone; remembered.
    ///
    /// # Errors
    /// As [`clause`](Self::clause).
    pub fn word(&mut self, text: &str) -> Result<String, EspeakError> {
        if let Some(known) = self.words.get(text) {
            return Ok(known.clone());
        }
        let phonemes = self.clause(text)?;
        if self.words.len() >= REMEMBERED_WORDS {
            self.words.clear();
        }
        self.words.insert(text.to_owned(), phonemes.clone());
        Ok(phonemes)
    }

    fn ask(&mut self, line: &str) -> Result<String, EspeakError> {
        // Once more with a new process: the old one may have been killed, or have choked on a line before.
        for last in [false, true] {
            let worker = match &mut self.worker {
                Some(worker) => worker,
                none => {
                    self.restarts += 1;
                    none.insert(Worker::start(&self.settings)?)
                }
            };
            match worker.ask(line, self.settings.deadline) {
                Ok(answer) => return Ok(without_language_marks(&answer)),
                Err(error) => {
                    self.worker = None;
                    if last {
                        return Err(error);
                    }
                    tracing::warn!(%error, "espeak-ng is started again");
                }
            }
        }
        unreachable!("the second attempt returns")
    }
}

/// Cuts at spaces what is too long for espeak-ng's buffer.
fn lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text.trim();
    while rest.len() > LONGEST_LINE {
        let mut end = LONGEST_LINE;
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let end = rest[..end].rfind(' ').filter(|&at| at > 0).unwrap_or(end);
        lines.push(&rest[..end]);
        rest = rest[end..].trim_start();
    }
    lines.push(rest);
    lines
}

/// Drops `(fr)` and the like, which espeak-ng writes where it changes the language.
fn without_language_marks(phonemes: &str) -> String {
    let mut depth = 0_u32;
    let mut out = String::with_capacity(phonemes.len());
    for c in phonemes.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english() -> Espeak {
        Espeak::start(EspeakSettings::language("en-us"))
            .expect("these tests need espeak-ng: apt install espeak-ng")
    }

    #[test]
    fn words_clauses_and_odd_lines() {
        let mut espeak = english();
        assert_eq!(espeak.clause("hello").unwrap(), "həlˈoʊ");
        assert_eq!(espeak.clause("").unwrap(), "");
        assert_eq!(espeak.clause("!!!").unwrap(), "");
        // Several lines of answer are one clause.
        assert_eq!(espeak.clause("one. Two").unwrap(), "wˈʌn tˈuː");
        assert_eq!(espeak.clause("of the world").unwrap(), "ʌvðə wˈɜːld");
        assert_eq!(espeak.word("the").unwrap(), "ðˈə");
        assert_eq!(espeak.clause(&"many words ".repeat(300)).unwrap().split(' ').count(), 600);
        assert_eq!(espeak.restarts(), 0);
    }

    #[test]
    fn a_killed_process_is_replaced() {
        let mut espeak = english();
        espeak.worker.as_mut().unwrap().kill();
        assert_eq!(espeak.clause("hello").unwrap(), "həlˈoʊ");
        assert_eq!(espeak.restarts(), 1);
    }

    #[test]
    fn what_is_missing_is_named() {
        let missing =
            EspeakSettings { program: "espeak-ng-not-there".into(), ..EspeakSettings::language("en") };
        let error = Espeak::start(missing).err().unwrap();
        assert!(matches!(error, EspeakError::Missing { .. }), "{error}");
        assert!(error.to_string().contains("apt install espeak-ng"));
        let error = Espeak::start(EspeakSettings::language("xx-nowhere")).err().unwrap();
        assert!(matches!(error, EspeakError::Language { .. }), "{error}");
    }

    #[test]
    fn a_process_that_hangs_is_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("espeak-hangs");
        // Answers the greeting, then never again.
        std::fs::write(&program, "#!/bin/sh\nread line\necho x\nread line\nexec sleep 30\n").unwrap();
        let mut permissions = std::fs::metadata(&program).unwrap().permissions();
        std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o755);
        std::fs::set_permissions(&program, permissions).unwrap();
        let mut espeak = Espeak::start(EspeakSettings {
            program: program.to_str().unwrap().into(),
            language: "en".into(),
            deadline: Duration::from_millis(200),
        })
        .unwrap();
        let error = espeak.clause("hello").unwrap_err();
        assert!(matches!(error, EspeakError::Failed { what: "hung", .. }), "{error}");
    }
}
