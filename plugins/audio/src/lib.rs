//! Buses, mixer, limiter, meters, and the media clock.
//!
//! A pure core: samples of a frame go out when they are asked for, and nothing here waits, reads a clock or
//! knows where the sound goes. Everything is 48 kHz; the program is stereo, interleaved, -1 to 1.
//!
//! The way of a sample: voice (mono, high pass, gain) and effects are added, then the limiter holds the sum
//! under the ceiling. The limiter looks [`LOOKAHEAD`] samples (1.3 ms) ahead, so the sources are read that far
//! before the frame that is being mixed; nothing is delayed.

mod clock;
mod effects;
mod filter;
mod limiter;
mod meter;
mod mixer;
mod pacer;
mod voice;

pub use clock::{FrameTick, MediaClock};
pub use effects::{Sound, beep};
pub use limiter::{CEILING, LOOKAHEAD, Limiter};
pub use meter::{Levels, SILENCE_DBFS};
pub use mixer::{MixError, MixReport, Mixer, VOICE_GAIN};
pub use pacer::{Pace, Pacer};
pub use voice::{VoiceEvent, VoicePosition};

/// Channels of the program.
pub const CHANNELS: usize = 2;
