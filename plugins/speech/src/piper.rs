//! Piper voices: VITS networks, run in pure Rust.
//!
//! The network is run in four parts, cut at inner values, so that sound comes out long before the sentence
//! is decoded (`network.rs` has their names):
//!
//! 1. text encoder and duration predictor, once: hops of each id, and mean and deviation of its latents;
//! 2. flow, in blocks with 32 frames of overlap, which is all that its 16 convolutions see to each side;
//! 3. decoder up to 8 columns a frame, 13 frames of overlap;
//! 4. the rest of the decoder, to 256 samples a frame, 2 frames of overlap.
//!
//! The overlaps are the receptive fields, so chunked output equals the whole but for rounding (tested). The
//! two places where VITS draws random numbers are fed with our own, which are a function of seed and
//! position: chunks do not change them. Durations: see the crate's documentation and
//! `times.rs`, where it is measured which of them belongs to which sound.

mod config;
mod latents;
mod network;
mod noise;
mod plan;
mod symbols;
mod times;
mod voice;

pub use config::PiperConfig;
pub use network::VoiceError;
pub use voice::{ChunkSettings, PiperSettings, PiperVoice};
