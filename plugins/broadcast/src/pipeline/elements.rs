//! Making elements by name, with the Debian package to install when one is missing.
//!
//! Knows which package has which element, and how our encoders are set; nothing about pipelines' shapes.

use super::{EncoderSettings, Preset, VideoEncoder};
use gst::prelude::*;
use gstreamer as gst;

/// An element that is not installed, or refuses its settings.
#[derive(Debug, Clone)]
pub(super) struct Missing {
    pub(super) element: String,
    pub(super) package: &'static str,
}

/// The Debian 12 package of an element.
pub(super) fn package(element: &str) -> &'static str {
    match element {
        "x264enc" => "gstreamer1.0-plugins-ugly",
        "avenc_aac" | "avenc_prores_ks" | "avdec_h264" => "gstreamer1.0-libav",
        "flvmux" | "qtmux" | "mp4mux" | "matroskamux" | "aacparse" | "qtdemux" | "matroskademux"
        | "vp9dec" | "videoflip" => "gstreamer1.0-plugins-good",
        "appsrc" | "appsink" | "audioconvert" | "videoconvert" | "videotestsrc" | "audiotestsrc"
        | "decodebin" | "videoconvertscale" => "gstreamer1.0-plugins-base",
        "capsfilter" | "filesrc" | "filesink" | "fakesink" | "queue" => "libgstreamer1.0-0",
        _ => "gstreamer1.0-plugins-bad",
    }
}

/// Makes an element.
pub(super) fn make(element: &str) -> Result<gst::Element, Missing> {
    gst::ElementFactory::make(element)
        .build()
        .map_err(|_| Missing { element: element.to_owned(), package: package(element) })
}

/// Makes a caps filter.
pub(super) fn filter(caps: &gst::Caps) -> Result<gst::Element, Missing> {
    let element = make("capsfilter")?;
    element.set_property("caps", caps);
    Ok(element)
}

/// Raw pictures as the encoder takes them: I420, BT.709 limited, progressive.
pub(super) fn raw_video_caps(settings: &EncoderSettings) -> gst::Caps {
    let rate = settings.frame_rate;
    gst::Caps::builder("video/x-raw")
        .field("format", "I420")
        .field("width", settings.width as i32)
        .field("height", settings.height as i32)
        .field("framerate", gst::Fraction::new(rate.num() as i32, rate.den() as i32))
        .field("pixel-aspect-ratio", gst::Fraction::new(1, 1))
        .field("interlace-mode", "progressive")
        .field("colorimetry", "bt709")
        .field("chroma-site", "mpeg2")
        .build()
}

/// Raw sound as it is pushed: interleaved stereo floats at 48 kHz.
pub(super) fn raw_audio_caps() -> gst::Caps {
    gst::Caps::builder("audio/x-raw")
        .field("format", "F32LE")
        .field("layout", "interleaved")
        .field("rate", protocol::SAMPLE_RATE as i32)
        .field("channels", 2i32)
        .build()
}

/// The encoder element with our settings, and what must come out of it.
pub(super) fn video_encoder(
    kind: VideoEncoder,
    settings: &EncoderSettings,
) -> Result<(gst::Element, gst::Caps), Missing> {
    let element = make(kind.element())?;
    let key_frames = settings.key_interval_frames();
    let kbps = settings.video_bitrate_kbps;
    let mut profile = "main";
    match kind {
        VideoEncoder::Nvidia => {
            element.set_property("bitrate", kbps);
            element.set_property("gop-size", key_frames as i32);
            element.set_property("bframes", 0u32);
            element.set_property("zerolatency", settings.live);
            element.set_property_from_str("rc-mode", if settings.live { "cbr" } else { "vbr" });
        }
        VideoEncoder::X264 => {
            set_x264(&element, settings);
            if settings.preset == Preset::Ultrafast {
                profile = "baseline"; // the preset has neither CABAC nor 8x8 transforms
            }
        }
        VideoEncoder::OpenH264 => {
            element.set_property("bitrate", kbps.saturating_mul(1000));
            element.set_property("gop-size", key_frames);
            element.set_property_from_str("rate-control", "bitrate");
            element.set_property_from_str("complexity", "low");
            element.set_property("scene-change-detection", false);
            profile = "constrained-baseline";
        }
    }
    let mut caps = gst::Caps::builder("video/x-h264").field("alignment", "au").field("profile", profile);
    if kind == VideoEncoder::X264 {
        caps = caps.field("stream-format", "avc");
    }
    Ok((element, caps.build()))
}

fn set_x264(element: &gst::Element, settings: &EncoderSettings) {
    element.set_property_from_str("speed-preset", settings.preset.name());
    element.set_property("key-int-max", settings.key_interval_frames());
    element.set_property("bframes", 0u32);
    element.set_property("byte-stream", false);
    if settings.live {
        element.set_property_from_str("tune", "zerolatency");
        element.set_property_from_str("pass", "cbr");
        element.set_property("bitrate", settings.video_bitrate_kbps);
        element.set_property("vbv-buf-capacity", 1000u32);
        // `zerolatency` cuts pictures into slices, one a thread: it costs no more work than one thread does and
        // halves the delay, but many slices cost quality.
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        element.set_property("threads", cores.min(4) as u32);
        // Key frames come every two seconds sharp, and the rate is constant as Amazon IVS asks.
        element.set_property_from_str("option-string", "scenecut=0:nal-hrd=cbr:force-cfr=1");
    } else {
        // Constant quality; x264 gives the same bytes for the same number of threads, so it is ours to fix.
        element.set_property_from_str("pass", "qual");
        element.set_property("quantizer", 20u32);
        element.set_property("bitrate", settings.video_bitrate_kbps.saturating_mul(4));
        element.set_property("threads", 4u32);
        element.set_property("rc-lookahead", 20i32);
        element.set_property_from_str("option-string", "scenecut=0");
    }
}

/// The AAC-LC encoder. Its first packet is [`AAC_DELAY_SAMPLES`] of lead-in.
pub(super) fn audio_encoder(settings: &EncoderSettings) -> Result<gst::Element, Missing> {
    let element = make("avenc_aac")?;
    element.set_property_from_str("bitrate", &settings.audio_bitrate_kbps.saturating_mul(1000).to_string());
    Ok(element)
}

/// What a decoder gives before the first sample that was put into FFmpeg's AAC encoder (its `initial_padding`).
pub(super) const AAC_DELAY_SAMPLES: u64 = 1024;
