//! Files: `mp4mux`, `flvmux` or `matroskamux`, then `filesink`.
//!
//! An MP4 has its index in front; a live one is a `Recording` instead. The others play even when the process is
//! killed.

use super::{
    Container, OutputError, elements,
    muxed::Muxed,
    packet::Packet,
    sink::{Progress, Sink},
};
use gst::prelude::*;
use gstreamer as gst;
use std::{path::Path, time::Instant};

pub(super) struct File {
    muxed: Muxed,
}

impl File {
    pub(super) fn create(path: &Path, container: Container, live: bool) -> Result<Self, OutputError> {
        let muxer = match container {
            Container::Mp4 => elements::make("mp4mux")?,
            Container::Flv => elements::make("flvmux")?,
            Container::Mkv => elements::make("matroskamux")?,
        };
        match container {
            Container::Mp4 => {
                // The media is written beside the file first: the system's folder for such may be small.
                let mut name = path.file_name().unwrap_or_default().to_owned();
                name.push(".part");
                muxer.set_property("faststart", true);
                muxer.set_property("faststart-file", path.with_file_name(name));
            }
            Container::Flv => {}
            Container::Mkv => muxer.set_property("offset-to-zero", true),
        }
        let sink = elements::make("filesink")?;
        sink.set_property("location", path);
        if live {
            // What was muxed is in the file when the process dies.
            sink.set_property_from_str("buffer-mode", "unbuffered");
        }
        let muxed = Muxed::start(&path.display().to_string(), muxer, sink, Box::new(str::to_owned))?;
        Ok(Self { muxed })
    }
}

impl Sink for File {
    fn has_room(&self) -> bool {
        self.muxed.has_room()
    }

    fn push(&mut self, packet: Packet) -> Result<(), OutputError> {
        self.muxed.push(packet)
    }

    fn poll(&mut self) -> Result<Progress, OutputError> {
        self.muxed.poll()
    }

    fn finish(self: Box<Self>, deadline: Instant) -> Result<Progress, OutputError> {
        self.muxed.finish(deadline)
    }

    fn abort(self: Box<Self>) {
        self.muxed.stop();
    }
}
