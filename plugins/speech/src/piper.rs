//! Piper voices: VITS networks, run by ONNX Runtime.
//!
//! The network is run in parts, cut at inner values (`anatomy.rs` finds them), so that sound comes out long before the
//! sentence is decoded:
//!
//! 1. text encoder and duration predictor, once: hops of each id, and mean and deviation of its latents;
//! 2. the flow, which sees 32 frames to each side;
//! 3. the steps of the decoder, one for each of its upsamplings, which see 10, 1 and 1 frames.
//!
//! Each part is run in tiles with as many frames around them as it sees, so chunked output equals the whole but for
//! rounding (tested); how far it sees is measured at load (`parts.rs`). Small tiles of the last steps stay in the
//! processor's cache, which is why the whole is faster than the network in one go. The two places where VITS draws
//! random numbers are fed with our own, which are a function of seed and position: chunks do not change them. Durations:
//! see the crate's documentation and `times.rs`, where it is measured which of them belongs to which sound.

mod anatomy;
mod config;
mod inventory;
mod latents;
mod network;
mod noise;
mod parts;
pub(crate) mod plan;
mod pronounce;
#[cfg(test)]
mod speakers;
mod symbols;
mod times;
mod tongues;
mod voice;

pub use config::PiperConfig;
pub use network::VoiceError;
pub use voice::{ChunkSettings, PiperSettings, PiperVoice};
