//! What is there and what really works: for the choice of an encoder and for `compere doctor`.
//!
//! An element that is registered need not work (nvh264enc on a card without NVENC), so encoders are asked to encode.

use super::{EncoderError, EncoderSettings, elements};
use gst::prelude::*;
use gstreamer as gst;
use std::{fmt, sync::OnceLock};

/// Encoders of H.264, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VideoEncoder {
    /// nvh264enc: NVENC of an NVIDIA card.
    Nvidia,
    /// x264enc: on the CPU.
    X264,
    /// openh264enc: on the CPU, when there is no x264.
    OpenH264,
}

impl VideoEncoder {
    /// All, best first.
    pub const ALL: [Self; 3] = [Self::Nvidia, Self::X264, Self::OpenH264];

    /// Name of the GStreamer element.
    pub const fn element(self) -> &'static str {
        match self {
            Self::Nvidia => "nvh264enc",
            Self::X264 => "x264enc",
            Self::OpenH264 => "openh264enc",
        }
    }

    /// Encodes a few frames, once a process: `Err` tells why not.
    pub(super) fn works(self) -> Result<(), String> {
        static RESULTS: [OnceLock<Result<(), String>>; 3] =
            [OnceLock::new(), OnceLock::new(), OnceLock::new()];
        let index = Self::ALL.iter().position(|e| *e == self).unwrap_or_default();
        RESULTS[index].get_or_init(|| try_encoder(self)).clone()
    }

    /// The best one that works.
    pub(super) fn choose() -> Result<Self, EncoderError> {
        let mut tried = Vec::new();
        for encoder in Self::ALL {
            match encoder.works() {
                Ok(()) => return Ok(encoder),
                Err(why) => tried.push(format!("{}: {why}", encoder.element())),
            }
        }
        Err(EncoderError::NoVideoEncoder { tried: tried.join("; ") })
    }
}

impl fmt::Display for VideoEncoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.element())
    }
}

/// What was found of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// It is there and does its work.
    Works,
    /// It is not installed.
    Missing,
    /// It is there and fails.
    Broken(String),
}

/// An element and what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Its name.
    pub element: &'static str,
    /// What it is for.
    pub purpose: &'static str,
    /// Whether nothing goes on air without it.
    pub needed: bool,
    /// Debian 12 package that has it.
    pub package: &'static str,
    /// What was found.
    pub found: Found,
}

/// What this machine can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    /// Version of GStreamer, or why it does not start.
    pub gstreamer: Result<String, String>,
    /// What encodes the picture when no setting says otherwise.
    pub video_encoder: Option<VideoEncoder>,
    /// Every element that is used.
    pub checks: Vec<Check>,
}

impl Capabilities {
    /// Whether a program can go on air and to files.
    pub fn is_ready(&self) -> bool {
        let lacks = |c: &Check| c.needed && c.found != Found::Works;
        self.gstreamer.is_ok() && self.video_encoder.is_some() && !self.checks.iter().any(lacks)
    }

    /// Debian packages to install for what is missing, each once.
    pub fn missing_packages(&self) -> Vec<&'static str> {
        let mut packages: Vec<_> =
            self.checks.iter().filter(|c| c.found == Found::Missing && c.needed).map(|c| c.package).collect();
        packages.sort_unstable();
        packages.dedup();
        packages
    }
}

/// Elements beside the encoders, and what they are for.
const PARTS: [(&str, &str, bool); 14] = [
    ("appsrc", "takes frames and samples", true),
    ("appsink", "gives encoded packets", true),
    ("audioconvert", "sound to the encoder's layout", true),
    ("avenc_aac", "sound: AAC", true),
    ("aacparse", "sound: AAC", true),
    ("h264parse", "picture: H.264", true),
    ("flvmux", "RTMP outputs", true),
    ("rtmp2sink", "RTMP outputs", true),
    ("mp4mux", "MP4 files", true),
    ("filesink", "files", true),
    ("matroskamux", "Matroska files", false),
    ("qtdemux", "films behind the host: MP4", false),
    ("avdec_h264", "films behind the host: H.264", false),
    ("vp9dec", "films behind the host: WebM", false),
];

/// Starts GStreamer when it has not been, and tries everything. Takes about a second the first time.
pub fn probe() -> Capabilities {
    if let Err(error) = gst::init() {
        return Capabilities { gstreamer: Err(error.to_string()), video_encoder: None, checks: Vec::new() };
    }
    let (major, minor, micro, _) = gst::version();
    let encoders = VideoEncoder::ALL.map(|encoder| {
        let purpose = match encoder {
            VideoEncoder::Nvidia => "picture: H.264 on an NVIDIA card",
            VideoEncoder::X264 => "picture: H.264 on the CPU",
            VideoEncoder::OpenH264 => "picture: H.264 on the CPU, second choice",
        };
        // The second choice is tried only when it is needed: it complains on the terminal.
        let spare = || encoder == VideoEncoder::OpenH264 && VideoEncoder::X264.works().is_ok();
        let works = || if spare() { Ok(()) } else { encoder.works() };
        check(encoder.element(), purpose, encoder == VideoEncoder::X264, works)
    });
    let parts = PARTS.map(|(element, purpose, needed)| {
        check(element, purpose, needed, || if element == "avenc_aac" { try_audio() } else { Ok(()) })
    });
    let video_encoder = VideoEncoder::ALL.into_iter().find(|e| e.works().is_ok());
    let mut checks: Vec<_> = encoders.into_iter().chain(parts).collect();
    if video_encoder.is_some() {
        // Another one does its work.
        checks.iter_mut().take(VideoEncoder::ALL.len()).for_each(|c| c.needed = false);
    }
    Capabilities { gstreamer: Ok(format!("{major}.{minor}.{micro}")), video_encoder, checks }
}

fn check(
    element: &'static str,
    purpose: &'static str,
    needed: bool,
    works: impl FnOnce() -> Result<(), String>,
) -> Check {
    let found = match elements::make(element) {
        Err(_) => Found::Missing,
        Ok(_) => works().map_or_else(Found::Broken, |()| Found::Works),
    };
    Check { element, purpose, needed, package: elements::package(element), found }
}

fn try_encoder(encoder: VideoEncoder) -> Result<(), String> {
    let settings = EncoderSettings { width: 320, height: 240, ..EncoderSettings::default() };
    let (element, _) = elements::video_encoder(encoder, &settings).map_err(|_| "not installed".to_owned())?;
    run("videotestsrc", &elements::raw_video_caps(&settings), element)
}

fn try_audio() -> Result<(), String> {
    let settings = EncoderSettings::default();
    let element = elements::audio_encoder(&settings).map_err(|_| "not installed".to_owned())?;
    let convert = elements::make("audioconvert").map_err(|_| "audioconvert is not installed".to_owned())?;
    let bin = gst::Bin::new();
    let built = bin.add_many([&convert, &element]).and_then(|()| convert.link(&element));
    let ghost = |pad: Option<gst::Pad>| pad.and_then(|p| gst::GhostPad::with_target(&p).ok());
    let ends = (ghost(convert.static_pad("sink")), ghost(element.static_pad("src")));
    let (Ok(()), (Some(sink), Some(src))) = (built, ends) else {
        return Err("cannot be linked".into());
    };
    bin.add_pad(&sink).and_then(|()| bin.add_pad(&src)).map_err(|e| e.to_string())?;
    run("audiotestsrc", &elements::raw_audio_caps(), bin.upcast())
}

/// Runs five buffers of `source` through `element`.
fn run(source: &str, caps: &gst::Caps, element: gst::Element) -> Result<(), String> {
    let lacks = |m: elements::Missing| format!("{} is not installed", m.element);
    let source = elements::make(source).map_err(lacks)?;
    source.set_property("num-buffers", 5i32);
    let filter = elements::filter(caps).map_err(lacks)?;
    let sink = elements::make("fakesink").map_err(lacks)?;
    let pipeline = gst::Pipeline::new();
    let parts = [&source, &filter, &element, &sink];
    pipeline.add_many(parts).and_then(|()| gst::Element::link_many(parts)).map_err(|e| e.to_string())?;
    let started = pipeline.set_state(gst::State::Playing);
    let message = pipeline.bus().and_then(|bus| {
        let types = [gst::MessageType::Eos, gst::MessageType::Error];
        bus.timed_pop_filtered(gst::ClockTime::from_seconds(5), &types)
    });
    let result = match message.as_ref().map(|m| m.view()) {
        Some(gst::MessageView::Eos(_)) if started.is_ok() => Ok(()),
        Some(gst::MessageView::Error(error)) => Err(error.error().to_string()),
        _ => Err("it does not encode within five seconds".into()),
    };
    super::teardown::teardown(&pipeline, "probe");
    result
}
