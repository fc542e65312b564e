//! Samples from bytes as they arrive: wave files and bare 16-bit samples, mixed down to one channel. It asks no
//! server and resamples nothing.
//!
//! Servers write wave files before they know their length, so a length of 0 or one near the largest number means
//! "until the end"; a real length that is not reached means that the answer was cut.

/// Lengths from here on are written by servers that do not know the length.
const UNKNOWN_LENGTH: u32 = 0x7fff_0000;
/// A header longer than this is none.
const LONGEST_HEADER: usize = 1 << 20;

/// What is wrong with the bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum WaveError {
    /// Not what it should be.
    #[error("it is no wave file")]
    NoWave,
    /// A kind of wave file that nobody should send for speech.
    #[error("a wave file of {0}, which is not supported")]
    Kind(String),
    /// It ends early.
    #[error("it ends after {got} of {expected} bytes")]
    Cut { got: u64, expected: u64 },
}

/// How samples are coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Coding {
    pub rate: u32,
    channels: usize,
    sample: Sample,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sample {
    U8,
    S16,
    S24,
    S32,
    F32,
}

impl Sample {
    fn bytes(self) -> usize {
        match self {
            Self::U8 => 1,
            Self::S16 => 2,
            Self::S24 => 3,
            Self::S32 | Self::F32 => 4,
        }
    }

    /// -1 to 1 from `bytes`, which has as many as a sample.
    fn read(self, bytes: &[u8]) -> f32 {
        match (self, bytes) {
            (Self::U8, [a]) => (f32::from(*a) - 128.0) / 128.0,
            (Self::S16, [a, b]) => f32::from(i16::from_le_bytes([*a, *b])) / 32_768.0,
            (Self::S24, [a, b, c]) => (i32::from_le_bytes([0, *a, *b, *c]) >> 8) as f32 / 8_388_608.0,
            (Self::S32, [a, b, c, d]) => i32::from_le_bytes([*a, *b, *c, *d]) as f32 / 2_147_483_648.0,
            (Self::F32, [a, b, c, d]) => {
                let value = f32::from_le_bytes([*a, *b, *c, *d]);
                if value.is_finite() { value.clamp(-1.0, 1.0) } else { 0.0 }
            }
            _ => 0.0,
        }
    }
}

/// Reads a stream of bytes.
pub(super) struct WaveReader {
    /// Bytes that wait for more: a header, or a part of a frame.
    waiting: Vec<u8>,
    coding: Option<Coding>,
    /// Bytes of sound that are still to come; `None` until the end.
    left: Option<u64>,
    expected: u64,
}

impl WaveReader {
    /// A wave file.
    pub(super) fn wav() -> Self {
        Self { waiting: Vec::new(), coding: None, left: None, expected: 0 }
    }

    /// Bare 16-bit samples, one channel.
    pub(super) fn pcm(rate: u32) -> Self {
        Self { coding: Some(Coding { rate, channels: 1, sample: Sample::S16 }), ..Self::wav() }
    }

    /// Rate in samples a second, once it is known.
    pub(super) fn rate(&self) -> Option<u32> {
        self.coding.map(|coding| coding.rate)
    }

    /// Takes bytes and appends what they say to `out`.
    ///
    /// # Errors
    /// When it is not a wave file of a common kind.
    pub(super) fn push(&mut self, bytes: &[u8], out: &mut Vec<f32>) -> Result<(), WaveError> {
        self.waiting.extend_from_slice(bytes);
        let coding = match self.coding {
            Some(coding) => coding,
            None => {
                let Some(header) = header(&self.waiting)? else { return Ok(()) };
                self.waiting.drain(..header.length);
                self.left = header.data;
                self.expected = header.data.unwrap_or(0);
                *self.coding.insert(header.coding)
            }
        };
        let here = self.left.map_or(self.waiting.len(), |left| self.waiting.len().min(left as usize));
        let frame = coding.channels * coding.sample.bytes();
        let whole = here - here % frame;
        for frame in self.waiting[..whole].chunks_exact(frame) {
            let sum: f32 = frame.chunks_exact(coding.sample.bytes()).map(|s| coding.sample.read(s)).sum();
            out.push(sum / coding.channels as f32);
        }
        self.waiting.drain(..whole);
        if let Some(left) = &mut self.left {
            *left -= whole as u64;
            if *left < frame as u64 {
                // What follows the sound (lists of names, half a frame) is not heard.
                *left = 0;
                self.waiting.clear();
            }
        }
        Ok(())
    }

    /// To be called after the last byte. Half a sample at the end is dropped.
    ///
    /// # Errors
    /// When the file is shorter than it says.
    pub(super) fn finish(&self) -> Result<(), WaveError> {
        match (self.coding, self.left) {
            (None, _) => Err(WaveError::NoWave),
            (Some(_), Some(left)) if left > 0 => {
                Err(WaveError::Cut { got: self.expected - left, expected: self.expected })
            }
            _ => Ok(()),
        }
    }
}

struct Header {
    coding: Coding,
    /// Bytes before the sound.
    length: usize,
    /// Bytes of sound, if known.
    data: Option<u64>,
}

/// The header at the start of `bytes`; `None` when it is not whole yet.
fn header(bytes: &[u8]) -> Result<Option<Header>, WaveError> {
    if bytes.len() < 12 {
        return Ok(None);
    }
    if !is_wave(bytes) {
        return Err(WaveError::NoWave);
    }
    let mut at = 12;
    let mut coding = None;
    while let Some(chunk) = bytes.get(at..at + 8) {
        let length = u32_at(chunk, 4);
        let body = at + 8;
        if &chunk[..4] == b"data" {
            let coding = coding.ok_or(WaveError::NoWave)?;
            let known = length != 0 && length < UNKNOWN_LENGTH;
            return Ok(Some(Header { coding, length: body, data: known.then_some(u64::from(length)) }));
        }
        // Chunks are padded to an even length.
        let end = body + length as usize + (length % 2) as usize;
        if end > LONGEST_HEADER {
            return Err(WaveError::NoWave);
        }
        let Some(chunk_body) = bytes.get(body..end) else { return Ok(None) };
        if &chunk[..4] == b"fmt " {
            coding = Some(format(chunk_body)?);
        }
        at = end;
    }
    Ok(None)
}

/// Whether bytes begin as a wave file does.
pub(super) fn is_wave(bytes: &[u8]) -> bool {
    bytes.len() >= 12 && &bytes[..4] == b"RIFF" && &bytes[8..12] == b"WAVE"
}

fn format(chunk: &[u8]) -> Result<Coding, WaveError> {
    if chunk.len() < 16 {
        return Err(WaveError::NoWave);
    }
    let (mut tag, channels, rate, bits) =
        (u16_at(chunk, 0), u16_at(chunk, 2), u32_at(chunk, 4), u16_at(chunk, 14));
    // The "extensible" kind has the tag that counts in its first bytes of a long id.
    if tag == 0xfffe && chunk.len() >= 26 {
        tag = u16_at(chunk, 24);
    }
    let sample = match (tag, bits) {
        (1, 8) => Sample::U8,
        (1, 16) => Sample::S16,
        (1, 24) => Sample::S24,
        (1, 32) => Sample::S32,
        (3, 32) => Sample::F32,
        _ => return Err(WaveError::Kind(format!("kind {tag} with {bits} bits"))),
    };
    if !(1..=8).contains(&channels) {
        return Err(WaveError::Kind(format!("{channels} channels")));
    }
    if !(8_000..=48_000).contains(&rate) {
        return Err(WaveError::Kind(format!("{rate} samples a second")));
    }
    Ok(Coding { rate, channels: usize::from(channels), sample })
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A wave file of 16-bit samples as `hound` writes it.
    fn file(channels: u16, samples: &[i16]) -> Vec<u8> {
        let spec = hound::WavSpec {
            channels,
            sample_rate: 24_000,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut bytes = std::io::Cursor::new(Vec::new());
        let mut writer = hound::WavWriter::new(&mut bytes, spec).unwrap();
        samples.iter().for_each(|sample| writer.write_sample(*sample).unwrap());
        writer.finalize().unwrap();
        bytes.into_inner()
    }

    fn read(bytes: &[u8], chunk: usize) -> Result<Vec<f32>, WaveError> {
        let mut reader = WaveReader::wav();
        let mut out = Vec::new();
        for part in bytes.chunks(chunk) {
            reader.push(part, &mut out)?;
        }
        reader.finish()?;
        Ok(out)
    }

    #[test]
    fn files_in_any_chunks() {
        let mono = file(1, &[0, 16_384, -32_768, 8]);
        for chunk in [1, 3, 7, 1_000] {
            assert_eq!(read(&mono, chunk).unwrap(), [0.0, 0.5, -1.0, 8.0 / 32_768.0], "{chunk}");
        }
        assert_eq!(read(&file(2, &[16_384, 0, 0, -16_384]), 5).unwrap(), [0.25, -0.25]);
        // A list of names after the sound is no sound.
        let mut listed = mono.clone();
        listed.extend(b"LIST\x04\0\0\0abcd");
        assert_eq!(read(&listed, 9).unwrap().len(), 4);
    }

    #[test]
    fn lengths_that_are_unknown_wrong_or_odd() {
        let whole = file(1, &[1; 100]);
        let with_length = |length: u32| {
            let mut bytes = whole.clone();
            bytes[40..44].copy_from_slice(&length.to_le_bytes());
            bytes
        };
        for unknown in [0, u32::MAX, u32::MAX - 36, 0x7fff_ffff] {
            assert_eq!(read(&with_length(unknown), 11).unwrap().len(), 100, "{unknown}");
        }
        assert_eq!(read(&with_length(300), 11), Err(WaveError::Cut { got: 200, expected: 300 }));
        assert_eq!(read(&whole[..143], 11), Err(WaveError::Cut { got: 98, expected: 200 }));
        assert_eq!(read(&with_length(199), 11).unwrap().len(), 99);
        let mut odd = with_length(0);
        odd.push(7);
        assert_eq!(read(&odd, 11).unwrap().len(), 100);
    }

    #[test]
    fn what_is_no_wave_file() {
        for bytes in [&b""[..], b"RIFF", b"ID3 and more of an mp3", b"RIFF....WAVEdata\x04\0\0\0abcd"] {
            assert_eq!(read(bytes, 4), Err(WaveError::NoWave));
        }
        let mut other = file(1, &[1]);
        other[20] = 85;
        assert!(matches!(read(&other, 4), Err(WaveError::Kind(kind)) if kind.contains("kind 85")));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), at in 12_usize..44) {
            let _ = read(&bytes, 16);
            let mut damaged = file(2, &[1; 20]);
            for (i, byte) in bytes.iter().enumerate().take(8) {
                damaged[at + i] = *byte;
            }
            let _ = read(&damaged, 16);
        }
    }
}
