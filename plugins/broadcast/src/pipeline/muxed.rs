//! An output pipeline: two `appsrc`, a muxer, a sink element. What RTMP and file outputs share.
//!
//! The sources are not live: the muxer waits for both and interleaves by time stamps alone, which is safe because
//! sound never stops. Nothing here waits for a clock.

use super::{
    OutputError,
    elements::{self, Missing},
    packet::Packet,
    rebase::Rebase,
    sink::Progress,
    teardown::teardown,
};
use gst::prelude::*;
use gstreamer as gst;
use gstreamer_app as gst_app;
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

impl From<Missing> for OutputError {
    fn from(missing: Missing) -> Self {
        Self::MissingElement { element: missing.element, package: missing.package }
    }
}

/// Packets of picture and of sound that may wait in front of the muxer; the rest waits in the queue. Only when both
/// wait is there no room: a muxer that has only one of them needs the other, however far behind it is.
const ROOM: u64 = 8;

pub(super) struct Muxed {
    pipeline: gst::Pipeline,
    bus: gst::Bus,
    video: gst_app::AppSrc,
    audio: gst_app::AppSrc,
    rebase: Rebase,
    taken: Arc<Taken>,
    name: String,
    /// Takes secrets out of GStreamer's texts.
    scrub: Box<dyn Fn(&str) -> String + Send>,
}

/// Counted on the sink's pad.
#[derive(Default)]
struct Taken {
    buffers: AtomicU64,
    bytes: AtomicU64,
}

impl Muxed {
    /// Builds `muxer ! sink` behind the two sources and starts it.
    pub(super) fn start(
        name: &str,
        muxer: gst::Element,
        sink: gst::Element,
        scrub: Box<dyn Fn(&str) -> String + Send>,
    ) -> Result<Self, OutputError> {
        let pipeline = gst::Pipeline::new();
        let video = source()?;
        let audio = source()?;
        let broken = |e: gst::glib::BoolError| OutputError::Stream(scrub(&e.to_string()));
        sink.set_property("sync", false);
        sink.set_property("async", false);
        pipeline.add_many([video.upcast_ref(), audio.upcast_ref(), &muxer, &sink]).map_err(broken)?;
        // Names of request pads: `video`/`audio` in flvmux, `video_%u`/`audio_%u` in the others.
        for (source, kind) in [(&video, "video"), (&audio, "audio")] {
            let pad =
                muxer.request_pad_simple(kind).or_else(|| muxer.request_pad_simple(&format!("{kind}_%u")));
            let from = source.static_pad("src");
            let (Some(pad), Some(from)) = (pad, from) else {
                return Err(OutputError::Stream(format!("the muxer has no pad for {kind}")));
            };
            from.link(&pad).map_err(|e| OutputError::Stream(format!("cannot link the muxer: {e}")))?;
        }
        muxer.link(&sink).map_err(broken)?;
        let taken = Arc::new(Taken::default());
        if let Some(pad) = sink.static_pad("sink") {
            let taken = taken.clone();
            pad.add_probe(gst::PadProbeType::BUFFER | gst::PadProbeType::BUFFER_LIST, move |_, info| {
                let (buffers, bytes) = match &info.data {
                    Some(gst::PadProbeData::Buffer(buffer)) => (1, buffer.size()),
                    Some(gst::PadProbeData::BufferList(list)) => (list.len() as u64, list.calculate_size()),
                    _ => (0, 0),
                };
                taken.buffers.fetch_add(buffers, Ordering::Relaxed);
                taken.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
                gst::PadProbeReturn::Ok
            });
        }
        let Some(bus) = pipeline.bus() else {
            return Err(OutputError::Stream("the output has no bus".into()));
        };
        let rebase = Rebase::default();
        let muxed = Self { pipeline, bus, video, audio, rebase, taken, name: name.to_owned(), scrub };
        if muxed.pipeline.set_state(gst::State::Playing).is_err() {
            let error =
                muxed.error().unwrap_or_else(|| OutputError::Stream("the output did not start".into()));
            muxed.stop();
            return Err(error);
        }
        Ok(muxed)
    }

    pub(super) fn has_room(&self) -> bool {
        self.video.current_level_buffers().min(self.audio.current_level_buffers()) < ROOM
    }

    pub(super) fn push(&mut self, packet: Packet) -> Result<(), OutputError> {
        let (video, audio) = (&self.video, &self.audio);
        let pushed = self.rebase.feed(packet, |packet| {
            let source = if packet.is_video() { video } else { audio };
            if source.caps().as_ref() != Some(&packet.caps) {
                source.set_caps(Some(&packet.caps));
            }
            source.push_buffer(packet.to_buffer()).map(drop)
        });
        pushed.map_err(|flow| {
            self.error()
                .unwrap_or_else(|| OutputError::Stream(format!("the output takes nothing more ({flow})")))
        })
    }

    pub(super) fn poll(&mut self) -> Result<Progress, OutputError> {
        if let Some(error) = self.error() {
            return Err(error);
        }
        let waiting = self.video.current_level_buffers() > 0 || self.audio.current_level_buffers() > 0;
        // A sink that connects first holds the first buffer: the third proves that two were taken.
        let connected = self.taken.buffers.load(Ordering::Relaxed) >= 3;
        Ok(Progress { connected, bytes: self.taken.bytes.load(Ordering::Relaxed), waiting })
    }

    /// Sends the end and waits until the sink has it.
    pub(super) fn finish(mut self, deadline: Instant) -> Result<Progress, OutputError> {
        let _ = self.video.end_of_stream();
        let _ = self.audio.end_of_stream();
        let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        let timeout = gst::ClockTime::from_nseconds(left.as_nanos() as u64);
        let types = [gst::MessageType::Eos, gst::MessageType::Error];
        let message = self.bus.timed_pop_filtered(timeout, &types);
        let result = match message.as_ref().map(|m| m.view()) {
            Some(gst::MessageView::Eos(_)) => self.poll(),
            Some(gst::MessageView::Error(error)) => Err(self.describe(error)),
            _ => Err(OutputError::Unfinished),
        };
        self.stop();
        result
    }

    pub(super) fn stop(&self) {
        teardown(&self.pipeline, &self.name);
    }

    /// The first error on the bus.
    fn error(&self) -> Option<OutputError> {
        let message = self.bus.pop_filtered(&[gst::MessageType::Error])?;
        match message.view() {
            gst::MessageView::Error(error) => Some(self.describe(error)),
            _ => None,
        }
    }

    fn describe(&self, error: &gst::message::Error) -> OutputError {
        // The debug text names source files and may hold the address; the last line of it says what happened.
        let debug = error.debug().map(|d| d.to_string()).unwrap_or_default();
        let detail = debug.lines().last().unwrap_or_default().trim();
        let text = match error.error().to_string() {
            text if detail.is_empty() || text.contains(detail) => text,
            text => format!("{text} ({detail})"),
        };
        OutputError::Stream((self.scrub)(&text))
    }
}

fn source() -> Result<gst_app::AppSrc, OutputError> {
    let element = elements::make("appsrc")?;
    let source = element
        .downcast::<gst_app::AppSrc>()
        .map_err(|_| OutputError::Stream("`appsrc` is not what it should be".into()))?;
    source.set_format(gst::Format::Time);
    source.set_is_live(false);
    source.set_do_timestamp(false);
    source.set_max_bytes(0);
    // The output's thread looks for room before it pushes, and so never waits here.
    source.set_block(false);
    source.set_max_buffers(0);
    Ok(source)
}
