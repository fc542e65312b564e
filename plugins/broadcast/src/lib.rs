//! Frames and samples to outputs.
