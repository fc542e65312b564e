// SPDX-License-Identifier: GPL-3.0-or-later
//! libespeak-ng, loaded at run time: the few functions and types of its `speak_lib.h` (API revision 12, the
//! one of 1.50 and later) that this program uses. Nothing else here knows C.
#![expect(unsafe_code, reason = "a C library has no safe door")]

use libloading::Library;
use std::{
    ffi::{CStr, CString, c_char, c_int, c_short, c_uint, c_void},
    ptr,
};

/// `espeak_ERROR`: 0 is good.
type Status = c_int;
type SynthCallback = extern "C" fn(*mut c_short, c_int, *mut RawEvent) -> c_int;

const AUDIO_OUTPUT_SYNCHRONOUS: c_int = 2;
/// `espeakINITIALIZE_PHONEME_EVENTS | PHONEME_IPA | DONT_EXIT`.
const OPTIONS: c_int = 0x0001 | 0x0002 | 0x8000;
/// Milliseconds of sound that a callback gets at most.
const BUFFER_MS: c_int = 200;
const CHARS_UTF8: c_uint = 1;
const POSITION_CHARACTER: c_int = 1;
/// IPA (bit 1) with `_` between phones (bits 8 to 23).
const PHONEME_MODE: c_int = 0x02 | (('_' as c_int) << 8);

pub const RATE: c_int = 1;
pub const PITCH: c_int = 3;
pub const RANGE: c_int = 4;

const EVENT_END_OF_LIST: c_int = 0;
const EVENT_WORD: c_int = 1;
const EVENT_SENTENCE: c_int = 2;
const EVENT_PHONEME: c_int = 7;

/// `espeak_EVENT`.
#[repr(C)]
pub struct RawEvent {
    kind: c_int,
    unique_identifier: c_uint,
    text_position: c_int,
    length: c_int,
    audio_position: c_int,
    sample: c_int,
    user_data: *mut c_void,
    id: EventId,
}

#[repr(C)]
union EventId {
    number: c_int,
    name: *const c_char,
    string: [u8; 8],
}

/// `espeak_VOICE`.
#[repr(C)]
struct RawVoice {
    name: *const c_char,
    languages: *const c_char,
    identifier: *const c_char,
    gender: u8,
    age: u8,
    variant: u8,
    reserved: u8,
    score: c_int,
    spare: *mut c_void,
}

/// An event in words. Positions and lengths count characters of the text, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Phone { sample: u32, ipa: String },
    Word { sample: u32, start: usize, length: usize },
    Sentence { sample: u32, start: usize, length: usize },
}

/// What gets the sound; `false` ends the synthesis.
pub type Listener = fn(samples: &[i16], events: Vec<Event>) -> bool;

/// The library's functions. They are not to be called from two threads; this program has one.
pub struct Espeak {
    set_voice_by_name: extern "C" fn(*const c_char) -> Status,
    set_parameter: extern "C" fn(c_int, c_int, c_int) -> Status,
    synth: unsafe extern "C" fn(
        *const c_void,
        usize,
        c_uint,
        c_int,
        c_uint,
        c_uint,
        *mut c_uint,
        *mut c_void,
    ) -> Status,
    synchronize: extern "C" fn() -> Status,
    text_to_phonemes: unsafe extern "C" fn(*mut *const c_void, c_int, c_int) -> *const c_char,
    list_voices: unsafe extern "C" fn(*mut RawVoice) -> *const *const RawVoice,
    rate: u32,
    version: String,
    /// The functions live as long as this; it is never closed.
    _library: Library,
}

impl Espeak {
    /// Loads the library, from `path` only or from where the system keeps it, and starts it.
    ///
    /// # Errors
    /// In words, with what to do.
    pub fn load(path: Option<&str>, names: &[&str], listener: Listener) -> Result<Self, String> {
        let candidates: Vec<&str> = path.map_or_else(|| names.to_vec(), |path| vec![path]);
        let mut library = None;
        for candidate in &candidates {
            // SAFETY: the library's constructors are those of libespeak-ng, which has none of note.
            if let Ok(found) = unsafe { Library::new(*candidate) } {
                library = Some(found);
                break;
            }
        }
        let Some(library) = library else {
            let looked = candidates.join(", ");
            return Err(format!("no espeak-ng library ({looked}); on Debian: apt install espeak-ng"));
        };
        macro_rules! function {
            ($name:literal) => {
                // SAFETY: the type written at each use is the one of `speak_lib.h`.
                *unsafe { library.get($name.as_bytes()) }
                    .map_err(|_| format!("the espeak-ng library is too old: it has no {}", $name))?
            };
        }
        let initialize: unsafe extern "C" fn(c_int, c_int, *const c_char, c_int) -> c_int =
            function!("espeak_Initialize");
        let set_callback: extern "C" fn(SynthCallback) = function!("espeak_SetSynthCallback");
        let info: unsafe extern "C" fn(*mut *const c_char) -> *const c_char = function!("espeak_Info");
        // SAFETY: a null path means the library's own folder of data.
        let rate = unsafe { initialize(AUDIO_OUTPUT_SYNCHRONOUS, BUFFER_MS, ptr::null(), OPTIONS) };
        let rate = u32::try_from(rate)
            .ok()
            .filter(|rate| *rate > 0)
            .ok_or("espeak-ng has no data; on Debian: apt install --reinstall espeak-ng-data")?;
        LISTENER.set(listener).map_err(|_| "the espeak-ng library is loaded already")?;
        set_callback(on_sound);
        // SAFETY: the answer is a static string; the path of the data is not asked for.
        let version = unsafe { text(info(ptr::null_mut())) };
        Ok(Self {
            set_voice_by_name: function!("espeak_SetVoiceByName"),
            set_parameter: function!("espeak_SetParameter"),
            synth: function!("espeak_Synth"),
            synchronize: function!("espeak_Synchronize"),
            text_to_phonemes: function!("espeak_TextToPhonemes"),
            list_voices: function!("espeak_ListVoices"),
            rate,
            version,
            _library: library,
        })
    }

    /// Samples a second.
    pub fn rate(&self) -> u32 {
        self.rate
    }

    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether there is such a voice; it is then the one that speaks.
    pub fn choose_voice(&self, identifier: &str) -> bool {
        CString::new(identifier).is_ok_and(|name| (self.set_voice_by_name)(name.as_ptr()) == 0)
    }

    pub fn set(&self, parameter: c_int, value: c_int) {
        (self.set_parameter)(parameter, value, 0);
    }

    /// Gives the sound of `text` to the listener, and returns when all of it was given.
    pub fn synthesize(&self, text: &CStr) -> bool {
        let size = text.to_bytes_with_nul().len();
        // SAFETY: the text has `size` bytes with its NUL; identifier and user data may be null.
        let status = unsafe {
            let (text, flags) = (text.as_ptr().cast(), CHARS_UTF8);
            (self.synth)(text, size, 0, POSITION_CHARACTER, 0, flags, ptr::null_mut(), ptr::null_mut())
        };
        status == 0 && (self.synchronize)() == 0
    }

    /// IPA of each clause of `text`.
    pub fn phonemes(&self, text: &CStr) -> Vec<String> {
        let mut at: *const c_void = text.as_ptr().cast();
        let mut clauses = Vec::new();
        // Each call reads at least a character, so that it ends; the bound is for a library gone wrong.
        for _ in 0..=text.to_bytes().len() {
            if at.is_null() {
                break;
            }
            // SAFETY: `at` points into the text, which outlives the call; the answer lasts until the next one.
            let clause = unsafe {
                self::text((self.text_to_phonemes)(&raw mut at, CHARS_UTF8 as c_int, PHONEME_MODE))
            };
            clauses.push(clause);
        }
        clauses
    }

    /// Identifier, name, and languages with their priorities, of each voice.
    pub fn voices(&self) -> Vec<(String, String, Vec<(u8, String)>)> {
        let mut voices = Vec::new();
        // SAFETY: null asks for all; the answer is an array of pointers that a null ends.
        let mut list = unsafe { (self.list_voices)(ptr::null_mut()) };
        if list.is_null() {
            return voices;
        }
        // SAFETY: as above; each voice has three strings, and `languages` is a list that a zero priority ends.
        unsafe {
            while let Some(voice) = (*list).as_ref() {
                let mut languages = Vec::new();
                let mut at = voice.languages;
                while !at.is_null() && *at != 0 {
                    let language = CStr::from_ptr(at.add(1));
                    languages.push((*at.cast::<u8>(), language.to_string_lossy().into_owned()));
                    at = at.add(language.to_bytes_with_nul().len() + 1);
                }
                voices.push((text(voice.identifier), text(voice.name), languages));
                list = list.add(1);
            }
        }
        voices
    }
}

static LISTENER: std::sync::OnceLock<Listener> = std::sync::OnceLock::new();

/// The library's callback: sound, and a list of events that one of kind 0 ends. No sound is the end.
extern "C" fn on_sound(samples: *mut c_short, count: c_int, events: *mut RawEvent) -> c_int {
    let samples = match usize::try_from(count) {
        // SAFETY: the library lends `count` samples for the time of the call.
        Ok(count) if count > 0 && !samples.is_null() => unsafe { std::slice::from_raw_parts(samples, count) },
        _ => &[],
    };
    let mut found = Vec::new();
    let mut at = events;
    // SAFETY: the list is the library's and ends with kind 0.
    unsafe {
        while let Some(event) = at.as_ref().filter(|event| event.kind != EVENT_END_OF_LIST) {
            found.extend(read_event(event));
            at = at.add(1);
        }
    }
    let go_on = LISTENER.get().is_some_and(|listener| listener(samples, found));
    c_int::from(!go_on)
}

fn read_event(event: &RawEvent) -> Option<Event> {
    let sample = u32::try_from(event.sample).unwrap_or(0);
    // The library counts characters from 1.
    let start = usize::try_from(event.text_position - 1).unwrap_or(0);
    let length = usize::try_from(event.length).unwrap_or(0);
    match event.kind {
        EVENT_WORD => Some(Event::Word { sample, start, length }),
        EVENT_SENTENCE => Some(Event::Sentence { sample, start, length }),
        EVENT_PHONEME => {
            // SAFETY: an event of this kind has the string; all of its bytes are always written.
            let bytes = unsafe { event.id.string };
            let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
            // A long name is cut after eight bytes, maybe in the midst of a character.
            let whole = match std::str::from_utf8(&bytes[..end]) {
                Ok(ipa) => ipa,
                Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
            };
            Some(Event::Phone { sample, ipa: whole.to_owned() })
        }
        _ => None,
    }
}

/// # Safety
/// `string` is null, or a C string.
unsafe fn text(string: *const c_char) -> String {
    if string.is_null() {
        return String::new();
    }
    // SAFETY: the caller's promise.
    unsafe { CStr::from_ptr(string) }.to_string_lossy().into_owned()
}
