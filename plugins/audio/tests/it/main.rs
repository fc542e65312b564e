//! The mixer through its public interface.

mod broadcast;
mod mixer;
mod music;
mod sound;
