//! Buses, mixer, limiter, meters, and the media clock.
//!
//! A pure core: samples of a frame go out when they are asked for, and nothing here waits, reads a clock or
//! knows where the sound goes. Everything is 48 kHz; the program is stereo, interleaved, -1 to 1.
//!
//! The way of a sample: the voice (mono) goes through a high pass, a de-esser and a leveller that brings it to
//! -16 LUFS; music is normalised, put under the voice and turned down while it speaks; effects are taken as they
//! are. Each bus has a fader. The sum goes through a limiter that holds true peaks under -1 dBTP. It looks
//! [`LOOKAHEAD`] samples (1.3 ms) ahead, so the sources are read that far before the frame that is being mixed;
//! nothing is delayed. Music is decoded by a thread of its own; whatever becomes of it, the voice goes on.

mod bus;
mod clock;
mod decode;
mod deesser;
mod duck;
mod effects;
mod filter;
mod leveller;
mod limiter;
mod loudness;
mod meter;
mod mixer;
mod music;
mod pacer;
mod prosody;
mod recording;
mod resample;
mod strip;
mod voice;

pub use bus::Bus;
pub use clock::{FrameTick, MediaClock};
pub use decode::SoundError;
pub use duck::DUCK_DB;
pub use effects::{LONGEST_SOUND, Sound, beep};
pub use leveller::VoiceLevel;
pub use limiter::{CEILING, LOOKAHEAD, Limiter};
pub use loudness::{Loudness, ProgramLoudness, SILENCE_LUFS, TARGET_LUFS, measure};
pub use meter::{Levels, SILENCE_DBFS};
pub use mixer::{MixError, MixReport, Mixer};
pub use music::{MEASURED_SECONDS, MUSIC_FADE, MusicEvent, Track};
pub use pacer::{Pace, Pacer};
pub use prosody::Prosody;
pub use recording::{RecordingError, read_recording};
pub use resample::{Resampler, output_sample};
pub use voice::{Cut, VoiceEvent, VoicePosition};

/// Channels of the program.
pub const CHANNELS: usize = 2;
