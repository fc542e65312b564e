//! The program as a person meets it: what is typed, what comes out, real peers at the other end.
//!
//! `cargo xtask test` brings the machine what these tests need: voice, character, console, nginx, ffmpeg, Chromium.
//! What one crate can show alone is tested in that crate.

mod avatars;
mod check;
mod company;
mod console;
mod crash;
mod doctor;
mod endure;
mod films;
mod golden;
mod http;
mod integrate;
mod lips;
mod live;
mod media;
mod outputs;
mod picture;
mod preview;
mod program;
mod recordings;
mod rehearse;
mod reload;
mod render;
mod say;
mod shows;
mod sync;
mod television;
mod voices;
