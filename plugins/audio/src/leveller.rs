//! Brings any voice to the program's loudness, slowly: the start from what is known of the voice, the rest from
//! what it was heard to do.
//!
//! It knows nothing of sentences but where they start. Limiter and music are not its concern.

use crate::loudness::{READING, SILENCE_LUFS, TARGET_LUFS, lufs, voice_meter};
use ebur128::EbuR128;
use std::sync::Arc;

/// Samples between two steps of the gain: 10 ms.
pub(crate) const CELL: usize = 480;
/// The fastest that the gain moves while a sentence is said, in dB a cell: 1 dB a second.
const CREEP_DB: f32 = 0.01;
/// The furthest that the gain jumps between sentences, in dB.
const JUMP_DB: f32 = 3.0;
/// The furthest that a voice of known loudness is corrected either way, in dB.
const CORRECTION_DB: f32 = 6.0;
/// Gains that a voice of unknown loudness may come to, in dB.
const UNKNOWN_DB: (f32, f32) = (-12.0, 26.0);
/// What a voice of unknown loudness is thought to have when there is nothing to measure: most engines give this.
const GUESS_LUFS: f32 = -22.0;
/// A first measurement quieter than this is of a breath, or silence, and not taken. In LUFS.
const NOT_SPEECH_LUFS: f32 = -45.0;
/// Seconds of speech that what was known beforehand counts for.
const KNOWN_SECONDS: f32 = 2.0;
/// And what was measured at the start of the first sentence.
const GUESSED_SECONDS: f32 = 0.5;
/// The furthest that what was said too loud or too softly so far is made up for, in dB.
const MADE_UP_DB: f32 = 1.0;
/// Seconds of speech after which it is made up for in full.
const MADE_UP_SECONDS: f32 = 10.0;
/// The most that is given back of what the limiter takes, in dB.
const GIVEN_BACK_DB: f32 = 2.0;
/// Voices that are remembered; the one unused for longest is forgotten.
const VOICES: usize = 32;

/// Which voice says a sentence, and how loud it is by itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct VoiceLevel {
    /// Anything that tells voices apart; sentences of one voice are levelled together.
    pub voice: Arc<str>,
    /// What [`measure`](crate::measure) said of it, if that is known: -60 to 0 LUFS. Otherwise the first
    /// sentence is measured as far as it has come when it begins, and up to 1 dB a second corrects that.
    pub lufs: Option<f32>,
}

impl VoiceLevel {
    /// A voice of known loudness.
    pub fn known(voice: &str, lufs: f32) -> Self {
        Self { voice: voice.into(), lufs: Some(lufs) }
    }

    /// A voice that nobody measured.
    pub fn unknown(voice: &str) -> Self {
        Self { voice: voice.into(), lufs: None }
    }
}

struct Voice {
    name: Arc<str>,
    start_db: f32,
    range_db: (f32, f32),
    start_seconds: f32,
    meter: Option<EbuR128>,
    gain_db: f32,
    target_db: f32,
    /// Of the program while it spoke, before and after the limiter.
    power_in: f64,
    power_out: f64,
}

/// The leveller of the voice bus.
pub(crate) struct Leveller {
    /// The one that speaks is last.
    voices: Vec<Voice>,
    /// Samples since the last reading of the meter.
    since: usize,
    /// Of the bus, behind the leveller.
    said: Option<EbuR128>,
}

impl Default for Leveller {
    fn default() -> Self {
        Self { voices: Vec::new(), since: 0, said: voice_meter() }
    }
}

impl Leveller {
    /// A sentence starts; `ahead` is audio of it as the bus hears it, for a voice that is met for the first time.
    pub(crate) fn start(&mut self, level: &VoiceLevel, ahead: impl FnOnce() -> Vec<f32>) {
        if let Some(index) = self.voices.iter().position(|v| v.name == level.voice) {
            let mut voice = self.voices.remove(index);
            voice.gain_db += (voice.target_db - voice.gain_db).clamp(-JUMP_DB, JUMP_DB);
            self.voices.push(voice);
            return;
        }
        let known = level.lufs.filter(|lufs| (-60.0..=0.0).contains(lufs));
        let start_db = TARGET_LUFS - known.or_else(|| first_reading(&ahead())).unwrap_or(GUESS_LUFS);
        let (range_db, start_seconds) = match known {
            Some(_) => ((start_db - CORRECTION_DB, start_db + CORRECTION_DB), KNOWN_SECONDS),
            None => (UNKNOWN_DB, GUESSED_SECONDS),
        };
        if self.voices.len() == VOICES {
            self.voices.remove(0);
        }
        self.voices.push(Voice {
            name: level.voice.clone(),
            start_db,
            range_db,
            start_seconds,
            meter: voice_meter(),
            gain_db: start_db.clamp(range_db.0, range_db.1),
            target_db: start_db.clamp(range_db.0, range_db.1),
            power_in: 0.0,
            power_out: 0.0,
        });
    }

    /// Gain of the voice that speaks, in dB.
    pub(crate) fn gain_db(&self) -> f32 {
        self.voices.last().map_or(0.0, |v| v.gain_db)
    }

    /// Listens to the voice, before its gain.
    pub(crate) fn listen(&mut self, mut samples: &[f32]) {
        let Some(voice) = self.voices.last_mut() else { return };
        let given_back = voice.taken_by_limiter();
        let Some(meter) = &mut voice.meter else { return };
        while !samples.is_empty() {
            let (now, later) = samples.split_at(samples.len().min(READING - self.since));
            samples = later;
            self.since += now.len();
            // Only a meter of no channels fails to take samples.
            let _ = meter.add_frames_f32(now);
            if self.since == READING {
                self.since = 0;
                let measured = lufs(meter.loudness_global());
                if measured > SILENCE_LUFS {
                    let blocks = meter.gating_block_count_and_energy().map_or(0, |(count, _)| count);
                    let seconds = blocks as f32 * 0.1;
                    let weight = seconds / (seconds + voice.start_seconds);
                    let needed = TARGET_LUFS - measured + given_back;
                    let wanted = voice.start_db + weight * (needed - voice.start_db);
                    let said = self.said.as_ref().map_or(TARGET_LUFS, |meter| lufs(meter.loudness_global()));
                    let owed = TARGET_LUFS - said + given_back;
                    let owed = owed.clamp(-MADE_UP_DB, MADE_UP_DB) * (seconds / MADE_UP_SECONDS).min(1.0);
                    voice.target_db = wanted.clamp(voice.range_db.0, voice.range_db.1) + owed;
                }
            }
        }
    }

    /// Listens to the voice behind its gain.
    pub(crate) fn listen_behind(&mut self, samples: &[f32]) {
        if let Some(meter) = &mut self.said {
            // Only a meter of no channels fails to take samples.
            let _ = meter.add_frames_f32(samples);
        }
    }

    /// Hears what the limiter left of the program's power while the voice spoke. A voice of high peaks loses
    /// loudness there, and gets it back.
    pub(crate) fn limited(&mut self, power_in: f64, power_out: f64) {
        if let Some(voice) = self.voices.last_mut() {
            voice.power_in += power_in;
            voice.power_out += power_out;
        }
    }

    /// Moves the gain by one cell, and gives it in dB.
    pub(crate) fn creep(&mut self) -> f32 {
        let Some(voice) = self.voices.last_mut() else { return 0.0 };
        voice.gain_db += (voice.target_db - voice.gain_db).clamp(-CREEP_DB, CREEP_DB);
        voice.gain_db
    }
}

impl Voice {
    /// In dB, 0 or more.
    fn taken_by_limiter(&self) -> f32 {
        let ratio = self.power_in.max(1e-9) / self.power_out.max(1e-9);
        (10.0 * ratio.log10() as f32).clamp(0.0, GIVEN_BACK_DB)
    }
}

/// Loudness of what little there is, if it is speech.
fn first_reading(samples: &[f32]) -> Option<f32> {
    let first = samples.iter().position(|s| s.abs() > 1e-3)?;
    let mut meter = voice_meter()?;
    // Less than a block is measured as if it went on like that.
    let heard = &samples[first..];
    for _ in 0..(READING * 5).div_ceil(heard.len()) {
        meter.add_frames_f32(heard).ok()?;
    }
    Some(lufs(meter.loudness_global())).filter(|lufs| *lufs > NOT_SPEECH_LUFS)
}
