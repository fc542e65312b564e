//! The vocabulary of Compere: clock, timelines, cues, show and scene files, requests, events and codes.
//!
//! Plain data that every crate may speak. No Bevy (but for optional derives of `bevy_ecs`), no tokio, no
//! GStreamer, no AWS, no I/O: texts come in, values go out.

pub mod access;
pub mod clock;
pub mod code;
pub mod cue;
pub mod envelope;
pub mod event;
pub mod graphic;
pub mod media;
pub mod request;
pub mod scene;
pub mod show_file;
pub mod text;
pub mod timeline;
pub mod wall;

pub use access::{Caller, Role};
pub use clock::{FrameRate, SAMPLE_RATE};
pub use code::Code;
pub use event::Event;
pub use request::{Request, Response};

/// Version of the wire protocol, raised when an existing client would break.
pub const PROTOCOL_VERSION: u32 = 1;
