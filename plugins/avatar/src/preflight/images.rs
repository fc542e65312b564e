//! Pictures by their first bytes: format and size, without decoding them.

/// What a picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) format: Format,
    /// Pixels; none where the first bytes do not tell.
    pub(super) size: Option<(u32, u32)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Format {
    Png,
    Jpeg,
    Ktx2,
    WebP,
    Avif,
    Other,
}

impl Format {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Ktx2 => "KTX2",
            Self::WebP => "WebP",
            Self::Avif => "AVIF",
            Self::Other => "of an unknown format",
        }
    }

    /// Whether the program reads it.
    pub(super) fn is_read(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Ktx2)
    }
}

/// Looks at the first bytes of a picture.
pub(super) fn picture(bytes: &[u8]) -> Picture {
    let big = |at: usize| bytes.get(at..at + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]));
    let little = |at: usize| big(at).map(u32::swap_bytes);
    let (format, size) = match bytes {
        [0x89, b'P', b'N', b'G', ..] => (Format::Png, big(16).zip(big(20))),
        [0xff, 0xd8, ..] => (Format::Jpeg, jpeg(bytes)),
        [0xab, b'K', b'T', b'X', b' ', b'2', b'0', ..] => (Format::Ktx2, little(20).zip(little(24))),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => (Format::WebP, webp(bytes)),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => (Format::Avif, None),
        _ => (Format::Other, None),
    };
    Picture { format, size }
}

/// Goes from segment to segment to the frame's header.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let short = |at: usize| bytes.get(at..at + 2).map(|b| usize::from(b[0]) << 8 | usize::from(b[1]));
    let mut at = 2;
    loop {
        let (0xff, marker) = (*bytes.get(at)?, *bytes.get(at + 1)?) else { return None };
        match marker {
            0xff => at += 1,
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                return Some((short(at + 7)? as u32, short(at + 5)? as u32));
            }
            0x01 | 0xd0..=0xd8 => at += 2,
            _ => at += 2 + short(at + 2)?.max(2),
        }
    }
}

fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    let at = |i: usize| bytes.get(i).map(|b| u32::from(*b));
    match bytes.get(12..16)? {
        b"VP8X" => {
            let three = |i: usize| Some((at(i)? | at(i + 1)? << 8 | at(i + 2)? << 16) + 1);
            three(24).zip(three(27))
        }
        b"VP8 " => {
            let two = |i: usize| Some((at(i)? | at(i + 1)? << 8) & 0x3fff);
            two(26).zip(two(28))
        }
        b"VP8L" => {
            let bits = at(21)? | at(22)? << 8 | at(23)? << 16 | at(24)? << 24;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        _ => None,
    }
}
