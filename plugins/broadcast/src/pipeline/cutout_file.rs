//! A QuickTime file with transparency for compositing: ProRes 4444 with alpha, and uncompressed sound.
//!
//! Off-line only, and apart from the encoder: what goes on air has no alpha. Pushing waits for the encoder.

use super::{EncoderError, PushError, chain::describe, elements};
use gst::prelude::*;
use gstreamer as gst;
use gstreamer_app as gst_app;
use protocol::{FrameRate, clock};
use std::{path::Path, time::Duration};

/// Bytes that may wait before the encoder; pushing waits then.
const QUEUE_BYTES: u64 = 64 << 20;

/// A file that is being written.
pub struct CutoutFile {
    pipeline: gst::Pipeline,
    video: gst_app::AppSrc,
    audio: gst_app::AppSrc,
    bytes: usize,
}

impl CutoutFile {
    /// Begins a file for pictures of `size` pixels; its name ends in `.mov`.
    ///
    /// # Errors
    /// When the name ends otherwise, an element is missing, or the file cannot be written.
    pub fn create(path: &Path, size: (u32, u32), rate: FrameRate) -> Result<Self, EncoderError> {
        gst::init().map_err(|e| EncoderError::Init(e.to_string()))?;
        if !path.extension().is_some_and(|e| e.eq_ignore_ascii_case("mov")) {
            return Err(EncoderError::NoAlpha(path.to_owned()));
        }
        let (width, height) = size;
        let raw = gst::Caps::builder("video/x-raw")
            .field("format", "RGBA")
            .field("width", width as i32)
            .field("height", height as i32)
            .field("framerate", gst::Fraction::new(rate.num() as i32, rate.den() as i32))
            .field("pixel-aspect-ratio", gst::Fraction::new(1, 1))
            .build();
        let planar =
            gst::Caps::builder("video/x-raw").field("format", "A444_10LE").field("colorimetry", "bt709");
        let pcm = gst::Caps::builder("audio/x-raw").field("format", "S16LE").build();
        let prores = elements::make("avenc_prores_ks")?;
        prores.set_property_from_str("profile", "4444");
        let sink = elements::make("filesink")?;
        sink.set_property("location", path);
        let muxer = elements::make("qtmux")?;
        let (video, audio) = (source(&raw), source(&elements::raw_audio_caps()));
        let pipeline = gst::Pipeline::new();
        let pictures = [
            video.clone().upcast::<gst::Element>(),
            elements::make("videoconvert")?,
            elements::filter(&planar.build())?,
            prores,
            elements::make("queue")?,
        ];
        let sounds = [
            audio.clone().upcast::<gst::Element>(),
            elements::make("audioconvert")?,
            elements::filter(&pcm)?,
            elements::make("queue")?,
        ];
        let built = pipeline
            .add_many(pictures.iter().chain(&sounds).chain([&muxer, &sink]))
            .and_then(|()| gst::Element::link_many(pictures.iter().chain([&muxer])))
            .and_then(|()| gst::Element::link_many(sounds.iter().chain([&muxer, &sink])));
        built.map_err(|e| EncoderError::Start(e.to_string()))?;
        let file = Self { pipeline, video, audio, bytes: width as usize * height as usize * 4 };
        file.pipeline.set_state(gst::State::Playing).map_err(|_| EncoderError::Start(file.problem()))?;
        Ok(file)
    }

    /// Pushes a picture, straight RGBA without gaps between rows.
    ///
    /// # Errors
    /// When it has another size, or the file can no longer be written.
    pub fn push(&self, rgba: Vec<u8>, pts_nanos: u64, duration_nanos: u64) -> Result<(), PushError> {
        if rgba.len() != self.bytes {
            return Err(PushError::Pool(format!("a picture has {} bytes, not {}", rgba.len(), self.bytes)));
        }
        self.send(&self.video, rgba, pts_nanos, duration_nanos)
    }

    /// Pushes interleaved stereo samples at 48 kHz.
    ///
    /// # Errors
    /// When the file can no longer be written.
    pub fn push_audio(&self, samples: &[f32], pts_nanos: u64) -> Result<(), PushError> {
        let bytes = samples.iter().flat_map(|s| s.to_le_bytes()).collect();
        self.send(&self.audio, bytes, pts_nanos, clock::pts_nanos(samples.len() as u64 / 2))
    }

    fn send(&self, to: &gst_app::AppSrc, bytes: Vec<u8>, pts: u64, duration: u64) -> Result<(), PushError> {
        let mut buffer = gst::Buffer::from_slice(bytes);
        if let Some(header) = buffer.get_mut() {
            header.set_pts(gst::ClockTime::from_nseconds(pts));
            header.set_duration(gst::ClockTime::from_nseconds(duration));
        }
        to.push_buffer(buffer).map(drop).map_err(|_| PushError::Stopped(self.problem()))
    }

    /// Finishes the file within `patience`.
    ///
    /// # Errors
    /// Why it was not finished.
    pub fn finish(self, patience: Duration) -> Result<(), PushError> {
        let _ = self.video.end_of_stream();
        let _ = self.audio.end_of_stream();
        let wait = gst::ClockTime::from_nseconds(patience.as_nanos() as u64);
        let kinds = [gst::MessageType::Eos, gst::MessageType::Error];
        let last = self.pipeline.bus().and_then(|bus| bus.timed_pop_filtered(Some(wait), &kinds));
        match last {
            Some(message) if message.type_() == gst::MessageType::Eos => Ok(()),
            Some(message) => Err(PushError::Stopped(describe(&message))),
            None => Err(PushError::Stopped("the file was not finished in time".into())),
        }
    }

    /// What the pipeline says went wrong.
    fn problem(&self) -> String {
        let error = self.pipeline.bus().and_then(|bus| bus.pop_filtered(&[gst::MessageType::Error]));
        error.map_or_else(|| "the file cannot be written".into(), |message| describe(&message))
    }
}

impl Drop for CutoutFile {
    fn drop(&mut self) {
        super::teardown::teardown(&self.pipeline, "cutout");
    }
}

fn source(caps: &gst::Caps) -> gst_app::AppSrc {
    let source =
        gst_app::AppSrc::builder().caps(caps).format(gst::Format::Time).max_bytes(QUEUE_BYTES).build();
    source.set_block(true);
    source
}
