//! Polly's voice against a stand-in service on this machine: real HTTP, real Ogg Vorbis (by ffmpeg), no AWS.

mod errors;
mod http;
mod model;
mod said;
mod standin;
