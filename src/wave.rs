//! Sound as a WAV file: 48 kHz, mono, 16 bits.

use protocol::SAMPLE_RATE;
use std::io::{Seek, Write};

/// Writes samples; what is louder than full scale is cut off there.
///
/// # Errors
/// Those of `out`.
pub fn write(samples: &[f32], out: impl Write + Seek) -> Result<(), hound::Error> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: SAMPLE_RATE,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut wav = hound::WavWriter::new(out, spec)?;
    for sample in samples {
        wav.write_sample((sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)).round() as i16)?;
    }
    wav.finalize()
}
