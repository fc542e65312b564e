//! From a file (WAV, FLAC, MP3, Ogg Vorbis, AAC in M4A) to 48 kHz stereo, piece by piece.
//!
//! Files are not trusted: what is damaged is skipped and told, and a decoder that panics is an error like any
//! other. It starts no thread and knows nothing of levels.

use crate::{CHANNELS, resample::Resampler};
use protocol::SAMPLE_RATE;
use std::{
    fs::File,
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};
use symphonia::core::{
    codecs::audio::{AudioDecoder, AudioDecoderOptions},
    errors::Error,
    formats::{FormatOptions, FormatReader, TrackType, probe::Hint},
    io::{MediaSource, MediaSourceStream, MediaSourceStreamOptions, ReadOnlySource},
    meta::MetadataOptions,
};

/// Channels of the most that a file may have.
const MOST_CHANNELS: usize = 32;
/// Damaged places one after the other after which a file is given up.
const MOST_LOST: u32 = 100;
/// What a channel that is neither left nor right adds to both: -3 dB.
const SIDE: f32 = std::f32::consts::FRAC_1_SQRT_2;

/// Why a file is not played.
#[derive(Debug, thiserror::Error)]
pub enum SoundError {
    /// No such file, or no right to read it.
    #[error("cannot open the sound `{path}`; check the name and that the file may be read")]
    Open {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A folder, a pipe or a device.
    #[error("`{path}` is no file; name a sound file (wav, flac, mp3, ogg or m4a)")]
    NotAFile {
        /// Which.
        path: PathBuf,
    },
    /// Nothing that a decoder knows.
    #[error(
        "`{path}` is no sound that can be played ({reason}); use wav, flac, mp3, ogg (vorbis) or m4a (aac)"
    )]
    NotAudio {
        /// Which.
        path: PathBuf,
        /// What the decoder says.
        reason: String,
    },
    /// Nothing in it could be decoded.
    #[error("`{path}` holds no sound, or is damaged from its start; export it again")]
    Empty {
        /// Which.
        path: PathBuf,
    },
    /// Longer than what is kept in memory.
    #[error("`{path}` is longer than {seconds} s; shorten it, or play it as music")]
    TooLong {
        /// Which.
        path: PathBuf,
        /// The most.
        seconds: u32,
    },
    /// Music that is too short to go round.
    #[error("`{path}` is shorter than {millis} ms, too short for music; play it as a sound")]
    TooShort {
        /// Which.
        path: PathBuf,
        /// The least.
        millis: u32,
    },
    /// No thread could be had.
    #[error("cannot start the thread that decodes `{path}`; free some memory or processes")]
    Thread {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

/// How far a file was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// More may come.
    More,
    /// That was all.
    End,
}

/// Decodes one file, or what would be in one.
pub(crate) struct Decoder {
    path: PathBuf,
    source: Source,
    resampler: Option<Resampler>,
    interleaved: Vec<f32>,
    stereo: Vec<f32>,
    damage: Option<String>,
}

struct Source {
    format: Box<dyn FormatReader>,
    decoder: Box<dyn AudioDecoder>,
    track: u32,
    /// Whether the last error concerns one packet only.
    skipped: bool,
    /// Damaged places that came one after the other.
    lost: u32,
}

impl Decoder {
    /// # Errors
    /// When there is no such file or it is no sound.
    pub(crate) fn open(path: &Path) -> Result<Self, SoundError> {
        Ok(Self {
            path: path.to_owned(),
            source: Source::open(path)?,
            resampler: None,
            interleaved: Vec::new(),
            stereo: Vec::new(),
            damage: None,
        })
    }

    /// Decodes the bytes of a file, which is called `name` where something is wrong with it.
    ///
    /// # Errors
    /// When it is no sound.
    pub(crate) fn of_bytes(name: &str, bytes: Vec<u8>) -> Result<Self, SoundError> {
        let path = PathBuf::from(name);
        let probed = catch_unwind(AssertUnwindSafe(|| Source::probe(&path, Box::new(Cursor::new(bytes)))));
        let source = Source::probed(&path, probed)?;
        let (resampler, interleaved, stereo) = (None, Vec::new(), Vec::new());
        Ok(Self { path, source, resampler, interleaved, stereo, damage: None })
    }

    /// Decodes a piece and appends it to `out`, interleaved.
    pub(crate) fn step(&mut self, out: &mut Vec<f32>) -> Progress {
        // A decoder that panicked is not used again: the file ends there.
        let step = catch_unwind(AssertUnwindSafe(|| self.source.step(&mut self.interleaved)));
        match step.unwrap_or_else(|_| Err("the decoder failed".into())) {
            Ok(Some((rate, channels))) => {
                self.take(rate, channels, out);
                Progress::More
            }
            Ok(None) => Progress::End,
            Err(reason) => {
                self.interleaved.clear();
                let more = self.source.skipped;
                self.damage.get_or_insert(reason);
                if more { Progress::More } else { Progress::End }
            }
        }
    }

    /// What was found damaged since the last call.
    pub(crate) fn take_damage(&mut self) -> Option<String> {
        self.damage.take()
    }

    /// Begins again at the first sample; the resampler goes on, so that there is no seam.
    ///
    /// # Errors
    /// When the file is gone.
    pub(crate) fn rewind(&mut self) -> Result<(), SoundError> {
        self.source = Source::open(&self.path)?;
        Ok(())
    }

    /// Appends what the resampler still holds.
    pub(crate) fn finish(&mut self, out: &mut Vec<f32>) {
        if let Some(resampler) = &mut self.resampler {
            resampler.finish(out);
        }
    }

    fn take(&mut self, rate: u32, channels: usize, out: &mut Vec<f32>) {
        self.stereo.clear();
        self.stereo.reserve(self.interleaved.len() / channels * CHANNELS);
        for frame in self.interleaved.chunks_exact(channels) {
            let sound = |s: f32| if s.is_finite() { s.clamp(-8.0, 8.0) } else { 0.0 };
            let side: f32 = frame.iter().skip(2).map(|s| sound(*s) * SIDE).sum();
            let (left, right) = (sound(frame[0]), sound(frame[1.min(channels - 1)]));
            self.stereo.extend([left + side, right + side]);
        }
        if self.resampler.as_ref().is_some_and(|r| r.rate() != rate) {
            self.finish(out);
            self.resampler = None;
        }
        let resampler = self.resampler.get_or_insert_with(|| Resampler::new(rate, CHANNELS));
        resampler.push(&self.stereo, out);
    }
}

impl Source {
    fn open(path: &Path) -> Result<Self, SoundError> {
        let open = |source| SoundError::Open { path: path.to_owned(), source };
        // A pipe would block as soon as it is opened.
        if !std::fs::metadata(path).map_err(open)?.is_file() {
            return Err(SoundError::NotAFile { path: path.to_owned() });
        }
        let file = || File::open(path).map_err(open);
        let probe = |source| catch_unwind(AssertUnwindSafe(|| Self::probe(path, source)));
        let mut probed = probe(Box::new(file()?));
        if !matches!(probed, Ok(Ok(_))) {
            // A damaged end or index is no matter to what is read from its start only.
            probed = probe(Box::new(ReadOnlySource::new(file()?)));
        }
        Self::probed(path, probed)
    }

    fn probed(path: &Path, probed: std::thread::Result<Result<Self, Error>>) -> Result<Self, SoundError> {
        let not_audio = |reason: String| SoundError::NotAudio { path: path.to_owned(), reason };
        probed.map_err(|_| not_audio("the decoder failed".into()))?.map_err(|e| not_audio(e.to_string()))
    }

    fn probe(path: &Path, source: Box<dyn MediaSource>) -> Result<Self, Error> {
        let stream = MediaSourceStream::new(source, MediaSourceStreamOptions::default());
        let mut hint = Hint::new();
        if let Some(extension) = path.extension().and_then(|e| e.to_str()) {
            hint.with_extension(extension);
        }
        let format = symphonia::default::get_probe().probe(
            &hint,
            stream,
            FormatOptions::default(),
            MetadataOptions::default(),
        )?;
        let track = format.default_track(TrackType::Audio).ok_or(Error::Unsupported("it has no sound"))?;
        let parameters = track.codec_params.as_ref().and_then(|p| p.audio());
        let parameters = parameters.ok_or(Error::Unsupported("its sound is not described"))?;
        let decoder = symphonia::default::get_codecs()
            .make_audio_decoder(parameters, &AudioDecoderOptions::default())?;
        let track = track.id;
        Ok(Self { format, decoder, track, skipped: false, lost: 0 })
    }

    /// Decodes a packet; gives its rate and channels, or nothing at the end.
    fn step(&mut self, out: &mut Vec<f32>) -> Result<Option<(u32, usize)>, String> {
        self.skipped = false;
        out.clear();
        let packet = loop {
            match self.format.next_packet() {
                Ok(Some(packet)) if packet.track_id == self.track => break packet,
                Ok(Some(_)) => {}
                Ok(None) => return Ok(None),
                // What follows is another stream; music has one.
                Err(Error::ResetRequired) => return Ok(None),
                Err(error) => {
                    // Some readers find their way again after a damaged page.
                    self.lost += 1;
                    self.skipped = matches!(error, Error::DecodeError(_)) && self.lost < MOST_LOST;
                    return Err(error.to_string());
                }
            }
        };
        self.lost = 0;
        match self.decoder.decode(&packet) {
            Ok(buffer) => {
                let (rate, channels) = (buffer.spec().rate(), buffer.spec().channels().count());
                if rate < SAMPLE_RATE / 12 || !(1..=MOST_CHANNELS).contains(&channels) {
                    return Err(format!("{channels} channels of {rate} samples a second"));
                }
                buffer.copy_to_vec_interleaved(out);
                Ok(Some((rate, channels)))
            }
            Err(error) => {
                // The next packet may be whole.
                self.skipped = matches!(error, Error::DecodeError(_) | Error::IoError(_));
                Err(error.to_string())
            }
        }
    }
}
