//! What a voice is asked and what it answers. The vocabulary of this crate, without any engine.

use crate::espeak::EspeakError;
use protocol::timeline::Timeline;
use serde::Serialize;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// Turns sentences into audio and its timeline.
pub trait Synthesizer: Send {
    /// Name of the voice, as a person would write it in a show file.
    fn name(&self) -> &str;

    /// Makes ready what the first sentence would have to wait for; called once, before it.
    ///
    /// # Errors
    /// Why that failed; sentences may be asked for all the same.
    fn prepare(&mut self) -> Result<(), SynthesisError> {
        Ok(())
    }

    /// Does what is no part of any sentence, while none is to be said. `cancel` is raised when one is: it is left
    /// soon after, and called again later.
    fn idle(&mut self, _cancel: &Cancel) {}

    /// Says one sentence. `sink` gets one [`SpeechPart::Timeline`] for the whole sentence, then its audio in
    /// order; the audio's length is exactly the timeline's `samples`.
    ///
    /// # Errors
    /// [`SynthesisError::Cancelled`] soon after `cancel` was raised (parts given before stay given), or what
    /// went wrong.
    fn synthesize(
        &mut self,
        sentence: &SentenceRequest,
        cancel: &Cancel,
        sink: &mut dyn FnMut(SpeechPart),
    ) -> Result<(), SynthesisError>;
}

/// One sentence (or a few) to say.
#[derive(Debug, Clone, PartialEq)]
pub struct SentenceRequest {
    /// Text and pauses, in order.
    pub pieces: Vec<Piece>,
    /// Who says it, where it is not the usual voice; a single voice does not read this.
    pub voice: Option<String>,
    /// Speed factor, .25 to 4; 1 is the voice's own. Values outside are clamped.
    pub speed: f32,
    /// Semitones up (above 0) or down, -12 to 12. Values outside are clamped.
    pub pitch: f32,
    /// Language of the text (BCP 47) where it is not the voice's own.
    pub language: Option<String>,
    /// Seconds of silence after the last word, 0 to 10.
    pub silence_after: f32,
    /// The same text, speed and seed give the same samples.
    pub seed: u64,
}

/// A part of a sentence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Piece {
    /// Text as written.
    Text(String),
    /// Silence in seconds, 0 to 60.
    Pause(f32),
}

impl SentenceRequest {
    /// All that is said, without its pauses.
    pub fn said(&self) -> String {
        let texts = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Text(text) => Some(text.as_str()),
            Piece::Pause(_) => None,
        });
        texts.collect::<Vec<_>>().join(" ")
    }

    /// `text` at the voice's own speed, a fifth of a second of silence after it, seed 0.
    pub fn text(text: impl Into<String>) -> Self {
        Self { pieces: vec![Piece::Text(text.into())], ..Self::default() }
    }
}

impl Default for SentenceRequest {
    fn default() -> Self {
        Self {
            pieces: Vec::new(),
            voice: None,
            speed: 1.0,
            pitch: 0.0,
            language: None,
            silence_after: 0.2,
            seed: 0,
        }
    }
}

/// A part of the answer.
#[derive(Debug, Clone, PartialEq)]
pub enum SpeechPart {
    /// Who speaks; before the timeline, from a cast of voices only. Once more where that voice fails before its first
    /// sound and another one speaks.
    Speaker(Speaker),
    /// For the operator: a voice failed or is back; from a cast of voices only.
    Notice(String),
    /// The times of the whole sentence; always first, once.
    Timeline(Timeline),
    /// The next samples, 48 kHz mono, -1 to 1.
    Audio(Vec<f32>),
}

/// Who speaks a sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Speaker {
    /// Name of the voice.
    pub voice: String,
    /// Loudness of its sound in LUFS, where it is known.
    pub loudness: Option<f32>,
}

/// A flag that stops a synthesis from another thread. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Raises the flag; it stays up.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether the flag is up.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    /// # Errors
    /// [`SynthesisError::Cancelled`] when the flag is up.
    pub fn check(&self) -> Result<(), SynthesisError> {
        if self.is_cancelled() { Err(SynthesisError::Cancelled) } else { Ok(()) }
    }
}

/// Why a sentence was not said to its end.
#[derive(Debug, thiserror::Error)]
pub enum SynthesisError {
    /// No word of the text can be spoken by this voice.
    #[error("nothing to say: the text has no word that this voice can speak")]
    NothingToSay,
    /// The caller stopped it.
    #[error("synthesis was cancelled")]
    Cancelled,
    /// The phonemes could not be had.
    #[error("text could not be turned into phonemes")]
    Phonemes(#[from] EspeakError),
    /// The network failed.
    #[error("voice network failed at {stage}: {message}; the voice file may be damaged, fetch it again")]
    Inference {
        /// Which part of the network.
        stage: &'static str,
        /// What the runtime said.
        message: String,
    },
    /// The engine cannot serve now: no network, no key, over its quota, a fault on its side. Another may.
    #[error("{engine} is not available: {message}")]
    Unavailable {
        /// The engine, as a person would call it.
        engine: &'static str,
        /// What happened and what to do. Never with a key or a token in it.
        message: String,
    },
    /// No voice that could say it can now, for reasons that pass; from a cast of voices only.
    #[error("{message}")]
    Resting {
        /// What happened.
        message: String,
        /// When the first of them is asked again.
        again: Duration,
    },
    /// The engine does not take this text, voice or setting; asking again does not help.
    #[error("{engine} refuses: {message}")]
    Refused {
        /// The engine, as a person would call it.
        engine: &'static str,
        /// What is wrong and what to do.
        message: String,
    },
}
