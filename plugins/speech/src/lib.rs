//! Text to audio and its timeline.
