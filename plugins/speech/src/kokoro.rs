//! Kokoro-82M voices: a StyleTTS 2 network with an ISTFTNet decoder, 24 kHz, run by ONNX Runtime.
//!
//! The exported network is one piece; it is cut at inner values into three, so that the timeline is known
//! early and sound comes out before the sentence is decoded (`network.rs` has the names):
//!
//! 1. encoder, once a segment: frames (600 samples, 25 ms) of each token, and for each frame what is said,
//!    pitch and energy;
//! 2. front, once a segment: the first, cheap part of the decoder, and the sound source made from the pitch;
//! 3. generator, nine tenths of the work: in chunks of frames, with two frames of overlap to each side.
//!
//! The generator normalises each of its layers over the time that it is given, so that a chunk of the network
//! as it is sounds up to 4 dB louder or softer than the same frames in their sentence. Here the means and
//! variances are inputs, measured once for each style on a sentence of ours (`statistics.rs`): then chunks
//! fit together, and a voice is as loud in a short sentence as in a long one. There are no random nodes, so
//! the seed of a request changes nothing. Activations are quantised by the range that is met in a chunk, so
//! chunks differ from the whole by about 14 dB below the sound, which is what quantising to 8 bits costs in
//! any case.
//!
//! Measured on two cores: .61 s of work a second of speech with one thread, .43 with two; ten words: timeline after
//! 55 ms, first sound after 430 and 320 ms; 280 MB.
//!
//! `times.rs` says how durations become phones. This module owns no files but what it is pointed at, and
//! fetches nothing.

mod languages;
mod network;
mod phonemes;
mod segments;
mod speed;
mod statistics;
mod styles;
mod times;
mod vocabulary;
mod voice;

pub use languages::LANGUAGES;
pub use speed::{Keeping, keeps_up};
pub use styles::{DEFAULT_STYLE, styles};
pub use voice::{KokoroSettings, KokoroVoice};

use crate::{espeak::EspeakError, onnx::OnnxError};
use std::{io, path::PathBuf};

/// The engine, as a person would call it.
const ENGINE: &str = "Kokoro";
/// Samples a second of the network.
const RATE: u32 = 24_000;
/// Samples a frame: the unit of durations. Proven by the tests: the audio is `600·Σ durations` long.
const HOP: usize = 600;

/// Why a voice cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KokoroError {
    /// A file is not there or not readable.
    #[error("Kokoro's file {path} cannot be read; fetch it with `compere voices add kokoro`")]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A file is damaged or of another kind.
    #[error(
        "Kokoro's file {path} cannot be used: {message}; fetch it again with `compere voices add kokoro`"
    )]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// No such style.
    #[error("Kokoro has no voice `{wanted}`; there is: {}", known.join(", "))]
    Style {
        /// What was asked for.
        wanted: String,
        /// What there is.
        known: Vec<String>,
    },
    /// The network cannot be loaded.
    #[error("Kokoro's network cannot be used")]
    Network(#[from] OnnxError),
    /// No phonemes for it.
    #[error("Kokoro has no phonemes")]
    Phonemes(#[from] EspeakError),
}
