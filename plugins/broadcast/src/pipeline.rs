//! The pipeline: frames and samples in; one encode; any number of outputs, each free to fail alone.
//!
//! ```text
//! frames  -> appsrc -> H.264 -> appsink \          / queue -> output thread -> flvmux -> rtmp2sink
//!                                        hub -----+- queue -> output thread -> file, folder of the watch page
//! samples -> appsrc -> AAC   -> appsink /          \ queue -> preview thread -> fragments -> watchers
//! ```
//!
//! Owns everything that names GStreamer. It deliberately knows nothing of Bevy, of rendering, or of what time it
//! is: each frame and each block of samples comes with its own media time, counted in samples.
//!
//! Two kinds of pipelines: the encoder's, which never stops while the program is on air, and one for each output,
//! which its own thread may tear down and build again at any moment. Between them lie bounded queues of encoded
//! access units. While live, a queue that is full loses everything up to the next key frame and counts it; the
//! encoder never waits. Off-line, the encoder waits and nothing is lost.
//!
//! Films that are shown are pipelines of their own as well (`film`), one each; they know nothing of the rest.
//!
//! Lock order: a queue's lock is taken alone, after the hub's has been released; an output's status lock is
//! taken alone. No lock is held while GStreamer is called, but for the encoder's own last picture.

mod chain;
mod cutout_file;
mod elements;
mod encoder;
mod error;
mod file;
mod film;
mod fmp4;
mod fragmenter;
mod hls;
mod hub;
mod loudspeaker;
mod muxed;
mod output;
mod packet;
mod preview;
mod probe;
mod rebase;
mod recording;
mod rtmp;
mod sample_table;
mod settings;
mod sink;
mod status;
mod target;
mod teardown;
#[doc(hidden)]
pub mod testing;

pub use cutout_file::CutoutFile;
pub use encoder::{Encoder, EncoderStats, Finished, WritableFrame};
pub use error::{EncoderError, OutputError, PushError, TargetError};
pub use film::{Film, FilmError, FilmSettings, inspect as inspect_film, is_film};
pub use loudspeaker::{Loudspeaker, LoudspeakerError};
pub use preview::{BEHIND, Preview, PreviewChunk};
pub use probe::{Capabilities, Check, Found, VideoEncoder, probe};
pub use settings::{EncoderSettings, Preset};
pub use status::{OutputEvent, OutputId, OutputState, OutputStatus};
pub use target::{Container, RtmpTarget, Target};
