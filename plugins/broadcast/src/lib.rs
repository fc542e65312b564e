//! Frames and samples to outputs: capture from the adapter, colour conversion, encoding, targets.
//!
//! `capture` knows Bevy and not GStreamer; `pipeline` knows GStreamer and not Bevy; `color` knows neither.

pub mod capture;
pub mod color;
pub mod cutout;
pub mod pipeline;
pub mod smooth;

pub use capture::{Capture, CapturePlugin, Captured};
