//! Amazon Polly as a [`Synthesizer`](speech::Synthesizer).
//!
//! # How a sentence is said
//! The text becomes one or a few SSML documents ([`plan`]), each is asked for twice at the same time: as Ogg
//! Vorbis and as speech marks. The audio is decoded and brought to 48 kHz, the marks become phones, words and
//! sentences that tile it; where an engine gives none (generative), phones are found in the sound itself.
//!
//! Polly says how long the audio is only by ending it, so a sentence is collected whole before its timeline is
//! given: a listener waits for its last byte, not for its first. Our own work for four seconds of sound was
//! measured at 24 to 36 ms on a busy two-core machine (decoding 3 to 13, resampling 18, calibrating 10 to 15);
//! the service itself was never measured: no account was at hand.
//!
//! # Decided with evidence
//! - *Ogg Vorbis, not MP3 or PCM.* PCM ends at 16 kHz. A Vorbis stream says its length by the sample
//!   (granule positions); an MP3 without a LAME tag does not say how much silence its encoder put in front.
//!   Measured with noise through ffmpeg and our decoder (the tests of `decode`): Vorbis 0 samples late and of
//!   exact length at 22.05, 24 and 48 kHz; MP3 that is piped, or has no tag, 1105 samples late (46 ms at 24 kHz).
//! - *48 kHz is asked for first*, then 24 and 22.05: what an engine refuses is remembered.
//! - *Phones come from symbols and letters.* A viseme symbol stands for a group of sounds; the letters of its
//!   word choose one of the group where they can ([`phones`]).
//!
//! What it deliberately does not: shift pitch where the engine cannot ([`PollyVoice::own_pitch`] says what it
//! does itself), keep answers, or fall back to another voice.

mod catalog;
mod client;
mod decode;
mod engine;
mod failure;
mod lips;
mod marks;
mod phones;
mod plan;
mod settings;
mod ssml;
mod times;
mod voice;

pub use catalog::{GUIDANCE_VOICES, GuidanceVoice, VoiceInfo};
pub use engine::PollyVoices;
pub use settings::{PollyEngine, PollySettings};
pub use voice::{PollyVoice, list_voices};

/// The engine's name in errors.
const ENGINE: &str = "Amazon Polly";
