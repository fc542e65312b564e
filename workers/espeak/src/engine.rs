// SPDX-License-Identifier: GPL-3.0-or-later
//! Serves a request with the library: sound and events go out as they are made. It knows no C.

use crate::{
    frames::{self, Answer},
    library::{self, Espeak, Event},
};
use std::{
    cell::{Cell, RefCell},
    ffi::CString,
    io,
    sync::{Mutex, PoisonError},
};

/// Where the library may be found, by its name first.
const LIBRARY_NAMES: &[&str] = &[
    "libespeak-ng.so.1",
    "libespeak-ng.so",
    "libespeak-ng.1.dylib",
    "libespeak-ng.dylib",
    "/opt/homebrew/lib/libespeak-ng.1.dylib",
    "/usr/local/lib/libespeak-ng.1.dylib",
    "libespeak-ng.dll",
];

/// A failure that is the request's: its code and why. The program goes on.
pub type Served = Result<u32, (u8, String)>;

pub struct Engine {
    espeak: Espeak,
    /// The voice that speaks.
    voice: RefCell<String>,
    /// Voices chosen since something was said.
    changes: Cell<u32>,
}

/// Each choice of a voice leaves an event that the library keeps for the next sound; its list has room for
/// sixty, and what comes after is lost.
const MOST_CHANGES: u32 = 16;

/// What the listener of the library needs; there is one synthesis at a time.
#[derive(Default)]
struct Listening {
    /// Byte where each character of the text begins, and its length at the end.
    bytes: Vec<u32>,
    samples: u32,
    failed: Option<io::Error>,
}

static LISTENING: Mutex<Option<Listening>> = Mutex::new(None);

impl Engine {
    /// # Errors
    /// In words: there is no library, or it has no data.
    pub fn start(library: Option<&str>) -> Result<Self, String> {
        let espeak = Espeak::load(library, LIBRARY_NAMES, listen)?;
        Ok(Self { espeak, voice: RefCell::default(), changes: Cell::new(0) })
    }

    pub fn rate(&self) -> u32 {
        self.espeak.rate()
    }

    pub fn version(&self) -> &str {
        self.espeak.version()
    }

    /// The lines of all voices.
    pub fn voices(&self) -> impl Iterator<Item = String> {
        self.espeak.voices().into_iter().map(|(identifier, name, languages)| {
            let mut line = format!("{identifier}\t{name}");
            for (priority, language) in languages {
                line.push_str(&format!("\t{priority} {language}"));
            }
            line
        })
    }

    /// Says `text`; the answer is the number of samples.
    ///
    /// # Errors
    /// The outer one when nobody reads the answers any more.
    pub fn say(&self, voice: &str, text: &str, wpm: u16, pitch: u8, range: u8) -> io::Result<Served> {
        let text_for_c = match self.begin(voice, text)? {
            Ok(text) => text,
            Err(failure) => return Ok(Err(failure)),
        };
        self.espeak.set(library::RATE, i32::from(wpm));
        self.espeak.set(library::PITCH, i32::from(pitch));
        self.espeak.set(library::RANGE, i32::from(range));
        let mut bytes: Vec<u32> = text.char_indices().map(|(at, _)| at as u32).collect();
        bytes.push(text.len() as u32);
        *listening() = Some(Listening { bytes, ..Listening::default() });
        let good = self.espeak.synthesize(&text_for_c);
        self.changes.set(0);
        let Listening { samples, failed, .. } = listening().take().unwrap_or_default();
        match failed {
            Some(error) => Err(error),
            None if good => Ok(Ok(samples)),
            None => Ok(Err((frames::ENGINE, "the synthesis failed".to_owned()))),
        }
    }

    /// Gives the IPA only.
    ///
    /// # Errors
    /// As [`say`](Self::say).
    pub fn phonemes(&self, voice: &str, text: &str) -> io::Result<Served> {
        Ok(self.begin(voice, text)?.map(|_| 0))
    }

    /// Chooses the voice and gives the IPA.
    fn begin(&self, voice: &str, text: &str) -> io::Result<Result<CString, (u8, String)>> {
        if *self.voice.borrow() != voice {
            self.changes.set(self.changes.get() + 1);
            if self.changes.get() > MOST_CHANGES {
                // Nobody listens now: the sound of nothing takes the events with it.
                self.espeak.synthesize(c" ");
                self.changes.set(0);
            }
            if !self.espeak.choose_voice(voice) {
                self.voice.take();
                return Ok(Err((frames::NO_VOICE, format!("espeak-ng has no voice {voice}"))));
            }
            self.voice.replace(voice.to_owned());
        }
        let Ok(text) = CString::new(text) else {
            return Ok(Err((frames::BROKEN, "the text has a NUL".to_owned())));
        };
        let ipa = self.espeak.phonemes(&text).join("\n");
        frames::write(&mut io::stdout(), &Answer::Ipa(&ipa))?;
        Ok(Ok(text))
    }
}

fn listening() -> std::sync::MutexGuard<'static, Option<Listening>> {
    LISTENING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Passes sound and events on; `false` when nobody reads them any more.
fn listen(samples: &[i16], events: Vec<Event>) -> bool {
    let mut state = listening();
    let Some(state) = state.as_mut() else { return true };
    match state.pass_on(samples, events) {
        Ok(()) => true,
        Err(error) => {
            state.failed = Some(error);
            false
        }
    }
}

impl Listening {
    fn pass_on(&mut self, samples: &[i16], events: Vec<Event>) -> io::Result<()> {
        let mut output = io::stdout().lock();
        for event in events {
            let answer = match &event {
                Event::Phone { sample, ipa } => Answer::Phone { sample: *sample, ipa },
                Event::Word { sample, start, length } => {
                    let (start, length) = self.span(*start, *length);
                    Answer::Word { sample: *sample, start, length }
                }
                Event::Sentence { sample, start, length } => {
                    let (start, length) = self.span(*start, *length);
                    Answer::Sentence { sample: *sample, start, length }
                }
            };
            frames::write(&mut output, &answer)?;
        }
        if !samples.is_empty() {
            self.samples = self.samples.saturating_add(samples.len() as u32);
            frames::write(&mut output, &Answer::Audio(samples))?;
        }
        Ok(())
    }

    /// First byte and length in bytes of some characters; what lies outside of the text is cut.
    fn span(&self, start: usize, length: usize) -> (u32, u32) {
        let last = self.bytes.len() - 1;
        let (from, to) = (start.min(last), start.saturating_add(length).min(last));
        (self.bytes[from], self.bytes[to] - self.bytes[from])
    }
}
