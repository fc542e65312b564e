//! The sound of an answer, collected at 48 kHz while it arrives. It keeps what a service may send within bounds; it asks
//! for nothing.

use super::{
    answer::Failure,
    coded,
    wave::{WaveError, WaveReader, is_wave},
};
use crate::Resampler;
use protocol::SAMPLE_RATE;

/// Longest answer in samples: ten minutes.
const LONGEST: usize = SAMPLE_RATE as usize * 600;
/// Longest sound in a codec, in bytes: ten minutes at 200 kbit/s.
const LONGEST_CODED: usize = 16 << 20;
/// Bytes that tell a wave file.
const MAGIC: usize = 12;

/// Collects sound.
pub(super) struct Sound {
    reader: Reader,
    resampler: Option<Resampler>,
    audio: Vec<f32>,
}

enum Reader {
    /// The first bytes decide: a wave file, or what is expected.
    Unknown {
        start: Vec<u8>,
        expected: Expected,
    },
    Known(WaveReader),
    Coded(Vec<u8>),
}

/// What is taken for granted where it is no wave file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    /// Nothing: it must be a wave file, or begin as sound in a codec does.
    Wave,
    /// Bare samples, so many a second.
    Pcm(u32),
    /// Sound in a codec.
    Coded,
}

impl Sound {
    /// A wave file, whatever was asked for; else what is `expected`.
    pub(super) fn new(expected: Expected) -> Self {
        let reader = Reader::Unknown { start: Vec::new(), expected };
        Self { reader, resampler: None, audio: Vec::new() }
    }

    /// Takes bytes.
    ///
    /// # Errors
    /// When they are no sound, or too much of it.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        if let Reader::Unknown { start, expected } = &mut self.reader {
            start.extend_from_slice(bytes);
            if start.len() < MAGIC {
                return Ok(());
            }
            let (start, expected) = (std::mem::take(start), *expected);
            return self.begin(&start, expected);
        }
        self.read(bytes)
    }

    fn begin(&mut self, start: &[u8], expected: Expected) -> Result<(), Failure> {
        let coded = [&b"ID3"[..], b"fLaC", b"OggS", b"\xff\xfb", b"\xff\xf3"]
            .iter()
            .any(|magic| start.starts_with(magic));
        self.reader = match expected {
            _ if is_wave(start) => Reader::Known(WaveReader::wav()),
            // Bare samples may begin like anything.
            Expected::Pcm(rate) => Reader::Known(WaveReader::pcm(rate)),
            Expected::Coded => Reader::Coded(Vec::new()),
            Expected::Wave if coded => Reader::Coded(Vec::new()),
            Expected::Wave => return Err(unfit(&WaveError::NoWave)),
        };
        self.read(start)
    }

    fn read(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let reader = match &mut self.reader {
            Reader::Known(reader) => reader,
            Reader::Coded(whole) => {
                whole.extend_from_slice(bytes);
                return if whole.len() > LONGEST_CODED { Err(Failure::TooLong) } else { Ok(()) };
            }
            Reader::Unknown { .. } => return Ok(()),
        };
        let mut samples = Vec::new();
        reader.push(bytes, &mut samples).map_err(|error| unfit(&error))?;
        if let Some(rate) = reader.rate() {
            let resampler = self.resampler.get_or_insert_with(|| Resampler::new(rate));
            resampler.push(&samples, &mut self.audio);
        }
        if self.audio.len() > LONGEST { Err(Failure::TooLong) } else { Ok(()) }
    }

    /// All of it at 48 kHz, one channel; at least one sample.
    ///
    /// # Errors
    /// When it ended early, or there is none.
    pub(super) fn finish(mut self) -> Result<Vec<f32>, Failure> {
        if let Reader::Unknown { start, expected } = &mut self.reader {
            let (start, expected) = (std::mem::take(start), *expected);
            if !start.is_empty() {
                self.begin(&start, expected)?;
            }
        }
        match &mut self.reader {
            Reader::Coded(whole) => {
                let (rate, samples) =
                    coded::decode(std::mem::take(whole), LONGEST).map_err(|what| unfit(&what))?;
                let mut resampler = Resampler::new(rate);
                resampler.push(&samples, &mut self.audio);
                self.resampler = Some(resampler);
                if self.audio.len() > LONGEST {
                    return Err(Failure::TooLong);
                }
            }
            Reader::Known(reader) => reader.finish().map_err(|error| match error {
                WaveError::Cut { .. } => Failure::Cut,
                error => unfit(&error),
            })?,
            Reader::Unknown { .. } => return Err(Failure::Unfit(NOTHING.into())),
        }
        if let Some(mut resampler) = self.resampler {
            resampler.finish(&mut self.audio);
        }
        if self.audio.is_empty() { Err(Failure::Unfit(NOTHING.into())) } else { Ok(self.audio) }
    }
}

const NOTHING: &str = "answers without any sound; try another `voice` or `model`";

fn unfit(error: &dyn std::fmt::Display) -> Failure {
    Failure::Unfit(format!("answers with something else than asked: {error}; write another `format`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expected: Expected, parts: &[&[u8]], expect: Result<usize, &str>) {
        let mut sound = Sound::new(expected);
        let got = parts.iter().try_for_each(|part| sound.push(part)).and_then(|()| sound.finish());
        match (got, expect) {
            (Ok(audio), Ok(samples)) => assert_eq!(audio.len(), samples),
            (Err(failure), Err(words)) => assert!(format!("{failure:?}").contains(words), "{failure:?}"),
            (got, expect) => panic!("{:?} instead of {expect:?}", got.map(|a| a.len())),
        }
    }

    #[test]
    fn bare_samples_and_bounds() {
        check(Expected::Pcm(24_000), &[&[1; 3], &[1; 98]], Ok(100));
        check(Expected::Pcm(24_000), &[&[1; 5]], Ok(4));
        check(Expected::Pcm(24_000), &[], Err("without any sound"));
        check(Expected::Pcm(24_000), &[&[1]], Err("without any sound"));
        check(Expected::Wave, &[&[1; 100]], Err("no wave file"));
        check(Expected::Wave, &[b"ID3 that is cut here"], Err("something else"));
        check(Expected::Coded, &[&[1; 100]], Err("something else"));
        check(Expected::Wave, &[b"RIFF1234WAVE"], Err("no wave file"));
        let minute = vec![0; 48_000 * 2 * 60];
        check(Expected::Pcm(48_000), &[&minute[..]; 11], Err("TooLong"));
    }
}
