//! The shape of the picture and what lies behind people, as typed.

use super::values::{key_color, size};
use clap::{Args, ValueEnum};
use stage::Ground;

/// Size and ground of the picture.
#[derive(Args)]
pub struct FrameArgs {
    /// Size of the picture in pixels; both even. Without it, and without a format, 1280x720.
    #[arg(long, value_parser = size, value_name = "WxH")]
    size: Option<(u32, u32)>,
    /// Landscape 1280x720, portrait 720x1280 or square 720x720; cameras are framed for it.
    #[arg(long, conflicts_with = "size")]
    format: Option<Format>,
    /// One colour instead of the backdrop, for mixers that cut it out: 00ff00.
    #[arg(long, value_parser = key_color, value_name = "RRGGBB")]
    backdrop_key: Option<[u8; 3]>,
}

/// Shapes that players have.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// 16:9.
    Landscape,
    /// 9:16.
    Portrait,
    /// 1:1.
    Square,
}

impl FrameArgs {
    /// Pixels.
    pub fn size(&self) -> (u32, u32) {
        let of_format = match self.format {
            None | Some(Format::Landscape) => (1280, 720),
            Some(Format::Portrait) => (720, 1280),
            Some(Format::Square) => (720, 720),
        };
        self.size.unwrap_or(of_format)
    }

    /// What lies behind people.
    pub fn ground(&self) -> Ground {
        self.backdrop_key.map_or(Ground::Backdrop, Ground::Key)
    }
}
