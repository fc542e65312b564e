//! A recording of speech, from the bytes of its file to 48 kHz mono: what an operator or another engine has said.
//!
//! It is held in memory whole, so its length is bounded. It knows nothing of base64, lips or queues.

use crate::decode::{Decoder, Progress, SoundError};
use protocol::SAMPLE_RATE;

/// What the recording is called in errors of the decoder.
const NAME: &str = "recording";

/// Why a recording is not said.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// Nothing that a decoder knows.
    #[error(
        "the recording cannot be read as sound ({reason}); send WAV, FLAC, MP3, Ogg (Vorbis) or M4A (AAC)"
    )]
    NotASound {
        /// What the decoder says.
        reason: String,
    },
    /// It has no sample.
    #[error("the recording holds no sound; record it again")]
    Empty,
    /// Longer than what is kept in memory.
    #[error("the recording is longer than {seconds} s; send it in parts")]
    TooLong {
        /// The most.
        seconds: u32,
    },
}

/// The sound of a file: WAV (8 to 32 bits, integer or float), FLAC, MP3, Ogg Vorbis or M4A, 4 to 768 kHz, any number of
/// channels, `most_seconds` at most; as 48 kHz mono, the mean of left and right. What is damaged in it is left out. Takes
/// a moment: not for the thread that makes frames.
///
/// # Errors
/// When it is no sound, has none, or is too long.
pub fn read_recording(bytes: Vec<u8>, most_seconds: u32) -> Result<Vec<f32>, RecordingError> {
    let mut decoder = Decoder::of_bytes(NAME, bytes).map_err(|error| RecordingError::NotASound {
        reason: match error {
            SoundError::NotAudio { reason, .. } => reason,
            other => other.to_string(),
        },
    })?;
    let most = most_seconds as usize * SAMPLE_RATE as usize;
    let (mut mono, mut stereo) = (Vec::new(), Vec::new());
    let mut take = |stereo: &mut Vec<f32>| {
        let (pairs, _) = stereo.as_chunks::<2>();
        mono.extend(pairs.iter().map(|[left, right]| 0.5 * (left + right)));
        stereo.clear();
        mono.len() > most
    };
    loop {
        let progress = decoder.step(&mut stereo);
        if take(&mut stereo) {
            return Err(RecordingError::TooLong { seconds: most_seconds });
        }
        if progress == Progress::End {
            break;
        }
    }
    decoder.finish(&mut stereo);
    take(&mut stereo);
    mono.truncate(most);
    match (mono.is_empty(), decoder.take_damage()) {
        (true, Some(reason)) => Err(RecordingError::NotASound { reason }),
        (true, None) => Err(RecordingError::Empty),
        _ => Ok(mono),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    /// A WAV file of a tone that is `samples` long.
    fn wav(rate: u32, channels: u16, bits: u16, samples: u32) -> Vec<u8> {
        let sample_format = if bits == 32 { hound::SampleFormat::Float } else { hound::SampleFormat::Int };
        let spec = hound::WavSpec { channels, sample_rate: rate, bits_per_sample: bits, sample_format };
        let mut bytes = Cursor::new(Vec::new());
        let mut writer = hound::WavWriter::new(&mut bytes, spec).unwrap();
        for i in 0..samples {
            let tone = 0.5 * (std::f32::consts::TAU * 220.0 * i as f32 / rate as f32).sin();
            for _ in 0..channels {
                match bits {
                    32 => writer.write_sample(tone).unwrap(),
                    _ => writer.write_sample((tone * (1_i64 << (bits - 1)) as f32) as i32).unwrap(),
                }
            }
        }
        writer.finalize().unwrap();
        bytes.into_inner()
    }

    #[test]
    fn wav_files_are_read_at_every_rate_and_depth() {
        for rate in [8_000, 16_000, 22_050, 44_100, 48_000] {
            for (channels, bits) in [(1, 16), (2, 16), (1, 24), (2, 32)] {
                let samples = read_recording(wav(rate, channels, bits, rate), 10).unwrap();
                assert!(samples.len().abs_diff(48_000) <= 1, "{rate} {bits}: {}", samples.len());
                let level = samples[4_800..43_200].iter().fold(0.0_f32, |most, s| most.max(s.abs()));
                assert!((level - 0.5).abs() < 0.02, "{rate} {channels} {bits}: {level}");
            }
        }
    }

    #[test]
    fn what_cannot_be_said_is_told() {
        let told = |bytes: Vec<u8>, most| read_recording(bytes, most).unwrap_err().to_string();
        assert!(told(Vec::new(), 1).contains("cannot be read as sound"));
        assert!(told(b"not a sound at all".repeat(100), 1).contains("cannot be read as sound"));
        assert!(told(wav(8_000, 1, 16, 0), 1).contains("holds no sound"));
        assert!(told(wav(8_000, 1, 16, 8_200), 1).contains("longer than 1 s"));
        let whole = wav(16_000, 1, 16, 16_000);
        // Cut off anywhere, it is read as far as it goes, or refused; it never panics.
        for length in (0..whole.len()).step_by(997) {
            let _ = read_recording(whole[..length].to_vec(), 1);
        }
    }
}
