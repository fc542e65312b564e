//! Text to audio and its timeline: voices, the espeak-ng worker process, and the thread they run on.
//!
//! A sentence becomes its exact [`Timeline`](protocol::timeline::Timeline) first and then its audio, chunk
//! after chunk, at 48 kHz. This crate does not know shows, queues, faces or outputs, does no mixing, and
//! reads no clock: times are samples.
//!
//! # Where the times come from
//! A Piper voice is a VITS network: a text encoder, a duration predictor, a flow and a HiFi-GAN decoder.
//! The predictor's answer, rounded up (`/Ceil_output_0`), is the number of 256-sample hops that each input
//! id lasts, so the audio of *n* ids has exactly `256·Σ hops` samples before the decoder has even run.
//! An edge at input sample *k* becomes `round(k·48000/rate)`, computed from the start and never summed up,
//! so phones tile the output. [`piper`] holds the details.
//!
//! # Measured
//! See [`bench::measure`], and decision 10 beside the code.

pub mod align;
pub mod bench;
pub mod cache;
mod cast;
pub mod catalog;
pub mod espeak;
mod fingerprint;
pub mod guard;
pub mod http;
pub mod kokoro;
pub mod onnx;
pub mod piper;
pub mod pitch;
pub mod priority;
mod request;
mod resample;
mod store;
pub mod text;
mod worker;

pub use cast::{Cast, CastSettings};
pub use fingerprint::Fingerprint;
pub use request::{Cancel, Piece, SentenceRequest, Speaker, SpeechPart, SynthesisError, Synthesizer};
pub use resample::{Resampler, output_sample};
pub use store::{StoreError, VoiceFiles, VoiceStore};
pub use text::split_sentences;
pub use worker::{JobId, NO_JOB, SpeechEvent, SpeechWorker, SubmitError, WorkerSettings};
