//! A film behind the host: decoded beside the frames, over and over, a few pictures ahead, without its sound.
//!
//! Knows files and pictures; when one is shown is decided by whoever asks with [`Film::at`], in time of the film. It never
//! reads the clock: the same film asked at the same times gives the same pictures.
//!
//! Threads: GStreamer's own decode and scale; one, `film`, takes the pictures over and begins again at the end.
//! Back-pressure: [`AHEAD`] pictures wait, then the decoder does. Whoever asks off-line waits for the decoder; whoever asks
//! live never does, and sees a picture longer where it is late.

mod reel;
mod whole;

pub use whole::is_film;

use super::elements::Missing;
use crossbeam_channel::{Receiver, RecvTimeoutError, TryRecvError, bounded};
use protocol::FrameRate;
use reel::Reel;
use std::{
    fs::File,
    io,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use whole::{Whole, whole};

/// Pictures that are decoded before their time.
const AHEAD: usize = 4;
/// A picture whose time comes within this counts as come: times are rounded, in the file and in the programme.
const SOON_NANOS: u64 = 1_000_000;
/// A film is made at most so large: its longer and its shorter side, in pixels.
const MOST: (u32, u32) = (1920, 1080);
/// Nothing that a sound file takes lasts longer.
const PATIENCE: Duration = Duration::from_secs(20);

/// How a film is to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FilmSettings {
    /// The frame that it is seen in, in pixels.
    pub frame: (u32, u32),
    /// Whether it fills the frame; else it is seen as a whole.
    pub cover: bool,
    /// How often it is asked.
    pub frame_rate: FrameRate,
    /// Whoever asks never waits.
    pub live: bool,
}

/// Why a film is not shown. `name` is that of its file.
#[derive(Debug, thiserror::Error)]
pub enum FilmError {
    /// The file cannot be opened.
    #[error("the film {name} cannot be read: see that it is there, and may be read")]
    Read {
        /// Of the file.
        name: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// It ends too early.
    #[error("the film {name} is cut short: {there} of {promised} bytes are there; copy or send it again")]
    CutShort {
        /// Of the file.
        name: String,
        /// Bytes.
        there: u64,
        /// Bytes.
        promised: u64,
    },
    /// Its end was never written.
    #[error("the film {name} has no index, so its recording was never finished; record or export it again")]
    NoIndex {
        /// Of the file.
        name: String,
    },
    /// Only sound, or noise.
    #[error("the film {name} has no picture that can be decoded; convert it to an MP4 with H.264")]
    NoPicture {
        /// Of the file.
        name: String,
    },
    /// GStreamer gives up.
    #[error(
        "the film {name} cannot be decoded ({why}); convert it to an MP4 with H.264, or see `compere doctor`"
    )]
    Decode {
        /// Of the file.
        name: String,
        /// What GStreamer said.
        why: String,
    },
    /// An element is not installed.
    #[error("gstreamer has no element `{element}`: install the Debian package {package}")]
    MissingElement {
        /// Its name.
        element: String,
        /// Debian package that has it.
        package: &'static str,
    },
    /// It goes no further.
    #[error("the film {name} gave no picture in {} s; convert it to an MP4 with H.264", PATIENCE.as_secs())]
    Stalled {
        /// Of the file.
        name: String,
    },
}

impl From<Missing> for FilmError {
    fn from(missing: Missing) -> Self {
        Self::MissingElement { element: missing.element, package: missing.package }
    }
}

/// A picture, and when it comes.
struct Picture {
    at_nanos: u64,
    rgba: Vec<u8>,
}

/// A film that plays for ever.
pub struct Film {
    name: String,
    size: (u32, u32),
    live: bool,
    pictures: Receiver<Result<Picture, FilmError>>,
    /// The one that comes next.
    next: Option<Picture>,
    /// Up to when it was asked, for whoever decodes.
    asked: Arc<AtomicU64>,
}

impl Film {
    /// Opens a film and decodes its beginning. It takes a fraction of a second: not in a frame.
    ///
    /// # Errors
    /// Why it cannot be played, and what to do about it.
    pub fn open(path: &Path, settings: &FilmSettings) -> Result<Self, FilmError> {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        inspect(path)?;
        let asked = Arc::new(AtomicU64::new(0));
        let (mut reel, first) = Reel::open(path, &name, settings, asked.clone())?;
        let size = reel.size();
        let (send, pictures) = bounded(AHEAD);
        let spawned = std::thread::Builder::new().name("film".into()).spawn(move || {
            // Ends when nobody takes the pictures any more, or with the first error.
            loop {
                let picture = reel.next();
                let last = picture.is_err();
                if send.send(picture).is_err() || last {
                    return;
                }
            }
        });
        spawned.map_err(|e| FilmError::Decode { name: name.clone(), why: format!("no thread: {e}") })?;
        Ok(Self { name, size, live: settings.live, pictures, next: Some(first), asked })
    }

    /// Width and height of its pictures in pixels.
    pub fn size(&self) -> (u32, u32) {
        self.size
    }

    /// The picture of `nanos` in the film's time, where it is another one than was given before: red, green, blue and
    /// opacity, gamma-encoded, row by row. Beyond its end the film begins again.
    ///
    /// # Errors
    /// Why it goes no further; the picture that was given last is the last one.
    pub fn at(&mut self, nanos: u64) -> Result<Option<Vec<u8>>, FilmError> {
        self.asked.store(nanos, Ordering::Relaxed);
        let mut due = None;
        loop {
            if let Some(next) = self.next.take_if(|next| next.at_nanos <= nanos + SOON_NANOS) {
                due = Some(next.rgba);
            }
            if self.next.is_some() {
                return Ok(due);
            }
            match self.pull() {
                Some(Ok(picture)) => self.next = Some(picture),
                Some(Err(error)) => return Err(error),
                None => return Ok(due),
            }
        }
    }

    fn pull(&self) -> Option<Result<Picture, FilmError>> {
        let ended = || FilmError::Decode { name: self.name.clone(), why: "its thread ended".into() };
        if self.live {
            return match self.pictures.try_recv() {
                Ok(picture) => Some(picture),
                Err(TryRecvError::Empty) => None,
                Err(TryRecvError::Disconnected) => Some(Err(ended())),
            };
        }
        Some(match self.pictures.recv_timeout(PATIENCE) {
            Ok(picture) => picture,
            Err(RecvTimeoutError::Timeout) => Err(FilmError::Stalled { name: self.name.clone() }),
            Err(RecvTimeoutError::Disconnected) => Err(ended()),
        })
    }
}

impl std::fmt::Debug for Film {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Film").field("name", &self.name).field("size", &self.size).finish_non_exhaustive()
    }
}

/// Looks whether a film's file is there and whole, without decoding it: quick enough for a frame.
///
/// # Errors
/// Why not, and what to do about it.
pub fn inspect(path: &Path) -> Result<(), FilmError> {
    let name = || path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let read = |source| FilmError::Read { name: name(), source };
    let mut file = File::open(path).map_err(read)?;
    match whole(&mut file).map_err(read)? {
        Whole::Yes => Ok(()),
        Whole::NoIndex => Err(FilmError::NoIndex { name: name() }),
        Whole::Cut { promised } => {
            let there = file.metadata().map_err(read)?.len();
            Err(FilmError::CutShort { name: name(), there, promised })
        }
    }
}
