//! An encoded access unit on its way from the encoder to the outputs.

use gstreamer as gst;

/// Picture or sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Video,
    Audio,
}

/// One access unit. A clone shares the bytes.
#[derive(Debug, Clone)]
pub(super) struct Packet {
    pub(super) kind: Kind,
    /// Media time in nanoseconds, the encoder's own shift removed. Nothing is reordered: it is the decoding time too.
    pub(super) pts: u64,
    /// Nanoseconds it lasts.
    pub(super) duration: u64,
    /// Decoding can begin here.
    pub(super) key: bool,
    pub(super) data: gst::Buffer,
    /// Codec, size, `codec_data`.
    pub(super) caps: gst::Caps,
}

impl Packet {
    pub(super) fn is_video(&self) -> bool {
        self.kind == Kind::Video
    }

    /// A copy with other time; the bytes stay shared.
    pub(super) fn at(&self, pts: u64) -> Self {
        Self { pts, ..self.clone() }
    }

    /// The buffer with this packet's time written into its header, for a muxer.
    pub(super) fn to_buffer(&self) -> gst::Buffer {
        let mut buffer = self.data.copy();
        if let Some(header) = buffer.get_mut() {
            let pts = gst::ClockTime::from_nseconds(self.pts);
            header.set_pts(pts);
            header.set_dts(pts);
            header.set_duration(gst::ClockTime::from_nseconds(self.duration));
        }
        buffer
    }

    /// `codec_data` of the caps: avcC for H.264, AudioSpecificConfig for AAC.
    pub(super) fn codec_data(&self) -> Option<Vec<u8>> {
        let buffer = self.caps.structure(0)?.get::<gst::Buffer>("codec_data").ok()?;
        Some(buffer.map_readable().ok()?.as_slice().to_vec())
    }
}
