//! Settings of the encoder. No defaults hide elsewhere.

use super::probe::VideoEncoder;
use protocol::FrameRate;

/// How the program is encoded.
#[derive(Debug, Clone)]
pub struct EncoderSettings {
    /// Width in pixels, even, 64 to 4096.
    pub width: u32,
    /// Height in pixels, even, 64 to 4096.
    pub height: u32,
    /// Frames a second.
    pub frame_rate: FrameRate,
    /// Bits a second of the picture, in thousands. Amazon IVS ends a stream above 8500 (1500 for BASIC at 480p).
    pub video_bitrate_kbps: u32,
    /// Bits a second of the sound, in thousands; at most 160 for Amazon IVS.
    pub audio_bitrate_kbps: u32,
    /// How much work x264 does.
    pub preset: Preset,
    /// Seconds between key frames; Amazon IVS wants 2, or 1 for less delay.
    pub key_interval_seconds: u32,
    /// On air: raw frames are dropped when the encoder is late, outputs lose rather than wait, the bit rate is
    /// constant. Off-line: pushing waits, nothing is lost, quality is constant, and the same input gives the same
    /// encoded bytes.
    pub live: bool,
    /// `None` takes the best encoder that really works here.
    pub video_encoder: Option<VideoEncoder>,
}

impl Default for EncoderSettings {
    fn default() -> Self {
        Self {
            width: 1280,
            height: 720,
            frame_rate: FrameRate::default(),
            video_bitrate_kbps: 3000,
            audio_bitrate_kbps: 128,
            preset: Preset::Superfast,
            key_interval_seconds: 2,
            live: true,
            video_encoder: None,
        }
    }
}

impl EncoderSettings {
    /// Frames between two key frames at most.
    pub fn key_interval_frames(&self) -> u32 {
        (f64::from(self.key_interval_seconds) * self.frame_rate.per_second()).round().max(1.0) as u32
    }

    /// Duration of a frame in nanoseconds, rounded down.
    pub fn frame_nanos(&self) -> u64 {
        1_000_000_000 * u64::from(self.frame_rate.den()) / u64::from(self.frame_rate.num())
    }
}

/// Speed presets of x264, cheapest first. Percent of one core at 720p30 and 3 Mbit/s: 32, 44, 48, 75, 89.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Preset {
    /// Baseline profile: for machines that have nothing to spare.
    Ultrafast,
    /// What live programs use.
    #[default]
    Superfast,
    /// A little better.
    Veryfast,
    /// For off-line renders.
    Faster,
    /// For off-line renders that have time.
    Medium,
}

impl Preset {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Ultrafast => "ultrafast",
            Self::Superfast => "superfast",
            Self::Veryfast => "veryfast",
            Self::Faster => "faster",
            Self::Medium => "medium",
        }
    }
}
