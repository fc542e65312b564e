//! Sound to this machine's own loudspeaker, for `compere preview`.
//!
//! Owns a pipeline of its own that no output shares. It keeps a fraction of a second and drops what comes too late;
//! nothing waits for it. Where the machine has no sound device it says so and stays silent.

use super::elements::{self, Missing};
use gst::prelude::*;
use gstreamer as gst;
use gstreamer_app as gst_app;

/// Sound that may wait for the device: 0.4 s of stereo floats at 48 kHz. More would be late.
const WAITING_BYTES: u64 = 48_000 * 2 * 4 * 2 / 5;
/// What the device may hold, microseconds: lips and voice part where it is more.
const DEVICE_MICROS: i64 = 80_000;

/// Why there is no sound.
#[derive(Debug, thiserror::Error)]
pub enum LoudspeakerError {
    /// GStreamer did not start.
    #[error("gstreamer did not start: {0}")]
    Init(String),
    /// An element is not installed.
    #[error("the GStreamer element `{element}` is missing; on Debian: apt install {package}")]
    MissingElement {
        /// Its name.
        element: String,
        /// Debian's package of it.
        package: &'static str,
    },
    /// The device refused.
    #[error("no sound device plays: {0}")]
    Start(String),
}

impl From<Missing> for LoudspeakerError {
    fn from(missing: Missing) -> Self {
        Self::MissingElement { element: missing.element, package: missing.package }
    }
}

/// Plays what is pushed.
pub struct Loudspeaker {
    pipeline: gst::Pipeline,
    source: gst_app::AppSrc,
}

impl Loudspeaker {
    /// Opens the usual sound device.
    ///
    /// # Errors
    /// When GStreamer lacks something, or the device refuses.
    pub fn open() -> Result<Self, LoudspeakerError> {
        gst::init().map_err(|e| LoudspeakerError::Init(e.to_string()))?;
        let source = gst_app::AppSrc::builder()
            .caps(&elements::raw_audio_caps())
            .format(gst::Format::Time)
            .max_bytes(WAITING_BYTES)
            .leaky_type(gst_app::AppLeakyType::Downstream)
            .build();
        let pipeline = gst::Pipeline::new();
        let sink = elements::make("autoaudiosink")?;
        // The clock is ours already: play at once what comes.
        sink.set_property("sync", false);
        pipeline.connect_deep_element_added(|_, _, element| {
            if element.has_property("buffer-time") && element.has_property("latency-time") {
                element.set_property("buffer-time", DEVICE_MICROS);
            }
        });
        let parts = [
            source.clone().upcast(),
            elements::make("audioconvert")?,
            elements::make("audioresample")?,
            elements::make("queue")?,
            sink,
        ];
        let refused = |e: gst::glib::BoolError| LoudspeakerError::Start(e.to_string());
        pipeline.add_many(&parts).map_err(refused)?;
        gst::Element::link_many(&parts).map_err(refused)?;
        let speaker = Self { pipeline, source };
        if speaker.pipeline.set_state(gst::State::Playing).is_err() {
            let why = speaker.problem().unwrap_or_else(|| "no reason was given".into());
            return Err(LoudspeakerError::Start(why));
        }
        Ok(speaker)
    }

    /// Plays `samples`: stereo, interleaved, 48 kHz.
    pub fn push(&self, samples: &[f32]) {
        let bytes: Vec<u8> = samples.iter().flat_map(|s| s.to_le_bytes()).collect();
        // A pipeline that has failed takes nothing more; `problem` says why.
        let _ = self.source.push_buffer(gst::Buffer::from_mut_slice(bytes));
    }

    /// What went wrong since it was asked last: a machine without a device, a device that was unplugged.
    pub fn problem(&self) -> Option<String> {
        let bus = self.pipeline.bus()?;
        let message = bus.pop_filtered(&[gst::MessageType::Error, gst::MessageType::Warning])?;
        match message.view() {
            gst::MessageView::Error(error) => Some(error.error().to_string()),
            gst::MessageView::Warning(warning) => Some(warning.error().to_string()),
            _ => None,
        }
    }
}

impl Drop for Loudspeaker {
    fn drop(&mut self) {
        super::teardown::teardown(&self.pipeline, "loudspeaker");
    }
}
