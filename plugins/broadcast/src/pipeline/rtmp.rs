//! RTMP and RTMPS: `flvmux ! rtmp2sink`, and errors a person can act on.

use super::{
    OutputError, RtmpTarget, elements,
    muxed::Muxed,
    packet::Packet,
    sink::{Progress, Sink},
};
use gst::prelude::*;
use gstreamer as gst;
use std::time::Instant;

pub(super) struct Rtmp {
    muxed: Muxed,
    sink: gst::Element,
}

impl Rtmp {
    pub(super) fn connect(target: &RtmpTarget) -> Result<Self, OutputError> {
        let muxer = elements::make("flvmux")?;
        muxer.set_property("streamable", true);
        let sink = elements::make("rtmp2sink")?;
        let scrubber = target.clone();
        let scrub = Box::new(move |text: &str| explain(&scrubber.scrub(text)));
        sink.set_property("location", target.secret_url());
        sink.set_property("async-connect", true);
        let muxed = Muxed::start(&target.to_string(), muxer, sink.clone(), scrub)?;
        Ok(Self { muxed, sink })
    }

    /// Bytes that left through the socket, after the handshake.
    fn sent(&self) -> u64 {
        let stats = self.sink.property::<Option<gst::Structure>>("stats");
        stats.and_then(|s| s.get::<u64>("out-bytes-total").ok()).unwrap_or(0)
    }
}

impl Sink for Rtmp {
    fn has_room(&self) -> bool {
        self.muxed.has_room()
    }

    fn push(&mut self, packet: Packet) -> Result<(), OutputError> {
        self.muxed.push(packet)
    }

    fn poll(&mut self) -> Result<Progress, OutputError> {
        let progress = self.muxed.poll()?;
        Ok(Progress { bytes: self.sent(), ..progress })
    }

    fn finish(self: Box<Self>, deadline: Instant) -> Result<Progress, OutputError> {
        let bytes = self.sent();
        let progress = self.muxed.finish(deadline)?;
        Ok(Progress { bytes, ..progress })
    }

    fn abort(self: Box<Self>) {
        self.muxed.stop();
    }
}

/// Adds what to do to what GStreamer says.
fn explain(text: &str) -> String {
    let lower = text.to_lowercase();
    let hint = if lower.contains("certificate") {
        "check the host name, the server's certificate and this machine's clock"
    } else if lower.contains("refused") {
        "check that the server runs and that host and port are right"
    } else if lower.contains("resolv") || lower.contains("name or service") {
        "check the host name and the network"
    } else if lower.contains("denied") || lower.contains("badname") || lower.contains("unauthorized") {
        "check the application and the stream key"
    } else if lower.contains("closed") || lower.contains("reset") || lower.contains("broken pipe") {
        "the server ended the connection: check the stream key, or that nobody else uses it"
    } else {
        return text.to_owned();
    };
    format!("{text}: {hint}")
}
