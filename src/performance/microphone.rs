//! An operator's own voice on air: their sound through the voice's bus, the lips from what is heard in it.
//!
//! The sound is heard [`DELAY_SECONDS`] late: so long it takes until it is known which sounds of speech there are, and
//! the mouth prepares them before they are heard. The face is told what is known again and again, as a sentence that
//! grows; at a pause another one begins, so that none grows long.
//!
//! What the network held back is heard later, and so is all that follows: [`catch_up`] takes that back in pauses.

mod catch_up;

use super::Performance;
use crate::app::Told;
use audio::{Prosody, VoiceLevel};
use catch_up::CatchUp;
use protocol::{
    SAMPLE_RATE,
    clock::samples_in,
    media::{SpeechShifted, SpeechSounds, SpeechStarted, TONE_STEP, Tone},
    request::Refusal,
    timeline::{PAUSE, PhoneSpan, Timeline},
};
use show::Who;
use std::sync::Arc;
use viseme::listen::Listener;

/// Seconds from a sound at the microphone to the same on air: 97.5 ms until it is decided which phone it is, 120 ms
/// that the mouth needs before it, the rest for the network.
const DELAY_SECONDS: f64 = 0.35;
/// So much more than in time may come, as what a network held back comes at once: samples, 2 s.
const EARLY: u64 = 96_000;
/// How often the face is told more, in samples: 100 ms.
const TELL_EVERY: u64 = 4_800;
/// A pause from which on another sentence begins: samples, 350 ms.
const LONG_PAUSE: u64 = 16_800;
/// A sentence is at least so long, and at the longest the other: samples.
const SENTENCE: (u64, u64) = (48_000, 12 * 48_000);
/// What the leveller knows the voice by.
const MICROPHONE: &str = "microphone";

/// A microphone that is open, or whose last words are still to be heard.
pub(super) struct Spoken {
    /// Who speaks.
    operator: String,
    listener: Listener,
    prosody: Prosody,
    catch_up: CatchUp,
    /// Its name in the mixer.
    heard_as: u64,
    /// Its name for the face: another one for each sentence.
    sentence: u64,
    /// Media time of the microphone's first sample.
    start: u64,
    /// Samples that came, but for those that were left out.
    received: u64,
    /// Sample of the microphone with which the sentence begins; it lies between two tones.
    base: u64,
    /// Phones that are known since `base`.
    phones: Vec<PhoneSpan>,
    /// Tones since `base`, and how many of them the face was told.
    tones: Vec<Tone>,
    tones_told: usize,
    /// Samples of which the face was told.
    told: u64,
    open: bool,
}

impl Performance {
    /// An operator opens their microphone: the machine falls silent.
    ///
    /// # Errors
    /// When nobody with a name asks.
    pub fn open_microphone(&mut self, by: &Who, now: u64) -> Result<(), Refusal> {
        self.direction.change(|control, now| control.take_over_by_voice(by, now))?;
        self.end_pause();
        self.obey_cuts(now);
        self.last_number += 2;
        let heard_as = self.last_number;
        let level = VoiceLevel { voice: MICROPHONE.into(), ..VoiceLevel::default() };
        let start = self.mixer.begin_as(heard_as, now + samples_in(DELAY_SECONDS), level);
        self.spoken = Some(Spoken {
            operator: by.name().to_owned(),
            listener: Listener::new(SAMPLE_RATE),
            prosody: Prosody::default(),
            catch_up: CatchUp::default(),
            heard_as,
            sentence: heard_as,
            start,
            received: 0,
            base: 0,
            phones: Vec::new(),
            tones: Vec::new(),
            tones_told: 0,
            told: 0,
            open: true,
        });
        Ok(())
    }

    /// Takes samples of the open microphone: 48 kHz, mono. What comes faster than it is heard is left out.
    pub fn speak(&mut self, samples: &[i16], now: u64) {
        let Some(spoken) = self.spoken.as_mut().filter(|spoken| spoken.open) else { return };
        if spoken.end() > now + samples_in(DELAY_SECONDS) + EARLY {
            return;
        }
        let samples: Vec<f32> = samples.iter().map(|s| f32::from(*s) / 32_768.0).collect();
        // What is left out here is left out of sound and lips alike.
        let late = (spoken.end()).saturating_sub(now + samples_in(DELAY_SECONDS));
        let pausing = spoken.listener.going_on().filter(|phone| phone.phone == PAUSE);
        let pausing = pausing.map_or(0, |phone| phone.end - phone.start);
        let samples = spoken.catch_up.take(samples, pausing, late);
        self.mixer.append(spoken.heard_as, &samples);
        spoken.received += samples.len() as u64;
        spoken.tones.extend(spoken.prosody.push(&samples));
        let known = spoken.listener.push(&samples);
        spoken.know(known);
        if spoken.received - spoken.told >= TELL_EVERY {
            if let Some(next) = spoken.next_base() {
                let whole = spoken.upto(next);
                self.told.push(Told::Started(whole));
                self.last_number += 1;
                spoken.begin_sentence(next, self.last_number);
            }
            spoken.tell(&mut self.told);
        }
    }

    /// The microphone is shut: what was said is still heard to its end.
    pub fn shut_microphone(&mut self) {
        let Some(spoken) = self.spoken.as_mut().filter(|spoken| spoken.open) else { return };
        spoken.open = false;
        let rest = spoken.listener.finish();
        spoken.know(rest);
        spoken.tell(&mut self.told);
        self.mixer.finish(spoken.heard_as);
    }

    /// Ends the microphone in the middle of its word.
    pub fn cut_microphone(&mut self, now: u64) {
        if self.spoken.take().is_some() {
            self.silence_voice(now);
        }
    }

    /// Whether an operator's microphone is listened to.
    pub fn is_microphone_open(&self) -> bool {
        self.spoken.as_ref().is_some_and(|spoken| spoken.open)
    }

    /// Whether an operator's own voice is on air.
    pub(super) fn is_spoken(&self) -> bool {
        self.spoken.is_some()
    }

    /// Shuts the microphone of somebody who has not taken over any more, and forgets one whose last words were heard.
    pub(super) fn watch_microphone(&mut self, now: u64) {
        let operator = &self.direction.control().state().taken_over_by;
        if self.spoken.as_ref().is_some_and(|spoken| Some(&spoken.operator) != operator.as_ref()) {
            self.shut_microphone();
        }
        self.spoken.take_if(|spoken| !spoken.open && spoken.end() <= now);
    }

    /// The sound of a microphone came late, and is heard later: its lips too.
    pub(super) fn follow_microphone(&mut self, sentence: u64, start_sample: u64) {
        if let Some(spoken) = self.spoken.as_mut().filter(|spoken| spoken.heard_as == sentence) {
            spoken.start = start_sample;
            let (sentence, start_sample) = (spoken.sentence, spoken.start + spoken.base);
            self.told.push(Told::Shifted(SpeechShifted { sentence, start_sample }));
        }
    }
}

impl Spoken {
    /// Media time after what came so far.
    pub(super) fn end(&self) -> u64 {
        self.start + self.received
    }

    /// Phones that ended, from the microphone's first sample.
    fn know(&mut self, phones: Vec<PhoneSpan>) {
        let base = self.base;
        let since = |phone: PhoneSpan| PhoneSpan {
            start: phone.start.saturating_sub(base),
            end: phone.end.saturating_sub(base),
            ..phone
        };
        self.phones.extend(phones.into_iter().map(since));
    }

    /// Where another sentence may begin: in a long pause, or at any when the sentence is long.
    fn next_base(&self) -> Option<u64> {
        let long = |phone: &&PhoneSpan| phone.end - phone.start >= LONG_PAUSE || phone.end > SENTENCE.1;
        let pauses = self.phones.iter().filter(|phone| phone.phone == PAUSE && phone.end > SENTENCE.0);
        let middle = pauses.filter(long).map(|phone| phone.start.midpoint(phone.end)).next_back()?;
        Some(self.base + middle / TONE_STEP * TONE_STEP).filter(|next| *next > self.base)
    }

    /// The sentence up to sample `end` of the microphone, as the face is told it.
    fn upto(&self, end: u64) -> SpeechStarted {
        let samples = end - self.base;
        let mut phones: Vec<PhoneSpan> = self.phones.clone();
        let going_on = self.listener.going_on().map(|phone| PhoneSpan {
            start: phone.start.saturating_sub(self.base),
            end: phone.end.saturating_sub(self.base),
            ..phone
        });
        let after = phones.last().map_or(0, |phone| phone.end);
        phones.extend(going_on.filter(|phone| phone.start >= after && phone.end > phone.start));
        phones.retain(|phone| phone.start < samples);
        let end = phones.last_mut().map_or(0, |phone| {
            phone.end = phone.end.min(samples);
            phone.end
        });
        if end < samples {
            // What is not known yet is a mouth at rest; it is told again before it is heard.
            phones.push(PhoneSpan { phone: PAUSE.into(), start: end, end: samples, stress: 0 });
        }
        SpeechStarted {
            person: 0,
            sentence: self.sentence,
            timeline: Arc::new(Timeline { phones, ..Timeline::silence(samples) }),
            start_sample: self.start + self.base,
            more: true,
            next: None,
        }
    }

    fn begin_sentence(&mut self, base: u64, sentence: u64) {
        let by = base - self.base;
        self.phones.retain(|phone| phone.end > by);
        for phone in &mut self.phones {
            (phone.start, phone.end) = (phone.start.saturating_sub(by), phone.end - by);
        }
        let tones = (by / TONE_STEP) as usize;
        self.tones.drain(..tones.min(self.tones.len()));
        (self.base, self.sentence, self.tones_told) = (base, sentence, 0);
    }

    /// Tells the face all that is known of the sentence.
    fn tell(&mut self, told: &mut Vec<Told>) {
        told.push(Told::Started(self.upto(self.received)));
        let tones = &self.tones[self.tones_told.min(self.tones.len())..];
        told.push(Told::Sounds(SpeechSounds { sentence: self.sentence, tones: tones.into() }));
        (self.told, self.tones_told) = (self.received, self.tones.len());
    }
}
