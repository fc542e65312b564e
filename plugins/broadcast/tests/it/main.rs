//! The pipeline with real peers: nginx-rtmp records what it is sent, ffprobe and ffmpeg read it back.

mod encoder;
mod feed;
mod files;
mod films;
mod preview;
mod rtmp;
mod watch_page;
