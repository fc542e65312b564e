//! The sound of an answer, collected at 48 kHz while it arrives. It keeps what a service may send within bounds; it asks
//! for nothing.

use super::{
    answer::Failure,
    wave::{WaveError, WaveReader, is_wave},
};
use crate::Resampler;
use protocol::SAMPLE_RATE;

/// Longest answer in samples: ten minutes.
const LONGEST: usize = SAMPLE_RATE as usize * 600;
/// Bytes that tell a wave file.
const MAGIC: usize = 12;

/// Collects sound.
pub(super) struct Sound {
    reader: Reader,
    resampler: Option<Resampler>,
    audio: Vec<f32>,
}

enum Reader {
    /// The first bytes decide: a wave file, or what was asked for.
    Unknown {
        start: Vec<u8>,
        pcm: Option<u32>,
    },
    Known(WaveReader),
}

impl Sound {
    /// A wave file, whatever was asked for; else bare samples at `pcm` a second, if such were expected.
    pub(super) fn new(pcm: Option<u32>) -> Self {
        let reader = Reader::Unknown { start: Vec::new(), pcm };
        Self { reader, resampler: None, audio: Vec::new() }
    }

    /// Takes bytes.
    ///
    /// # Errors
    /// When they are no sound, or too much of it.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        if let Reader::Unknown { start, pcm } = &mut self.reader {
            start.extend_from_slice(bytes);
            if start.len() < MAGIC {
                return Ok(());
            }
            let (start, pcm) = (std::mem::take(start), *pcm);
            return self.begin(&start, pcm);
        }
        self.read(bytes)
    }

    fn begin(&mut self, start: &[u8], pcm: Option<u32>) -> Result<(), Failure> {
        let reader = match pcm {
            _ if is_wave(start) => WaveReader::wav(),
            Some(rate) => WaveReader::pcm(rate),
            None => return Err(unfit(&WaveError::NoWave)),
        };
        self.reader = Reader::Known(reader);
        self.read(start)
    }

    fn read(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let Reader::Known(reader) = &mut self.reader else { return Ok(()) };
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
        if let Reader::Unknown { start, pcm } = &mut self.reader {
            let (start, pcm) = (std::mem::take(start), *pcm);
            if !start.is_empty() {
                self.begin(&start, pcm)?;
            }
        }
        match &self.reader {
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

fn unfit(error: &WaveError) -> Failure {
    Failure::Unfit(format!("answers with something else than asked: {error}; write another `format`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pcm: Option<u32>, parts: &[&[u8]], expect: Result<usize, &str>) {
        let mut sound = Sound::new(pcm);
        let got = parts.iter().try_for_each(|part| sound.push(part)).and_then(|()| sound.finish());
        match (got, expect) {
            (Ok(audio), Ok(samples)) => assert_eq!(audio.len(), samples),
            (Err(failure), Err(words)) => assert!(format!("{failure:?}").contains(words), "{failure:?}"),
            (got, expect) => panic!("{:?} instead of {expect:?}", got.map(|a| a.len())),
        }
    }

    #[test]
    fn bare_samples_and_bounds() {
        check(Some(24_000), &[&[1; 3], &[1; 98]], Ok(100));
        check(Some(24_000), &[&[1; 5]], Ok(4));
        check(Some(24_000), &[], Err("without any sound"));
        check(Some(24_000), &[&[1]], Err("without any sound"));
        check(None, &[&[1; 100]], Err("no wave file"));
        check(None, &[b"RIFF1234WAVE"], Err("no wave file"));
        let minute = vec![0; 48_000 * 2 * 60];
        check(Some(48_000), &[&minute[..]; 11], Err("TooLong"));
    }
}
