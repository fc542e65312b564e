//! The mixer through its public interface.

mod broadcast;
mod formats;
mod mixer;
mod music;
mod sound;
