//! The bus of the voice: sentences in order, whose audio arrives while they are said.
//!
//! Owns where each sentence stands in media time. When the engine is late the voice waits in silence and the
//! sentence's start moves by what it waited, so that `position - start` always tells what is being heard;
//! lips follow that. A break in the sound is faded; nothing is ever skipped. It does not change how loud anything is.

use crate::{leveller::VoiceLevel, strip::Start};
use std::{collections::VecDeque, ops::Range};

/// Samples of a fade at a break in the sound: 5 ms.
const FADE: usize = 240;
/// Samples that must be there before the voice goes on after a break, unless it is the rest: 100 ms. Many
/// small breaks are worse than one.
const RESUME: usize = 4_800;
/// Samples under which an end or a beginning is no edge, so that it needs no fade.
const EDGE: f32 = 1e-3;
/// Samples that are shown to the leveller of a voice it does not know: 2 s.
const SHOWN: usize = 96_000;
/// A sample from which something is audible to the ducker.
const AUDIBLE: f32 = 2e-3;
/// Every so many samples the ducker looks.
const STRIDE: usize = 8;

/// What was heard when the voice was cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// Media time from which the voice is silent.
    pub silent_from: u64,
    /// The sentence that was cut in its middle, and its samples that are heard, those of the fade included;
    /// `None` when nothing was being said. The sentence goes on later from there, or from the word before.
    pub heard: Option<(u64, u64)>,
}

/// The rising half of a raised cosine at step `i` of `length`, between 0 and 1.
fn raised_cosine(i: usize, length: usize) -> f32 {
    let x = (i + 1) as f32 / (length + 1) as f32;
    0.5 - 0.5 * (std::f32::consts::PI * x).cos()
}

/// What became of a sentence in a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoiceEvent {
    /// Its first sample is heard.
    Started {
        /// Which.
        sentence: u64,
        /// Media time of its first sample.
        start_sample: u64,
    },
    /// It had to wait: what is not heard yet comes later than planned.
    Shifted {
        /// Which.
        sentence: u64,
        /// Media time that its first sample now has, as if all of it had been later.
        start_sample: u64,
        /// By how much more than before.
        by: u64,
    },
    /// Its last sample was heard.
    Ended {
        /// Which.
        sentence: u64,
        /// Media time after its last sample.
        end_sample: u64,
    },
}

/// Where a sentence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VoicePosition {
    /// Media time of its first sample, waits included.
    pub start_sample: u64,
    /// Samples that it had to wait in all.
    pub stalled: u64,
}

#[derive(Debug)]
struct Sentence {
    id: u64,
    level: VoiceLevel,
    position: VoicePosition,
    /// Audio that is not heard yet.
    audio: VecDeque<f32>,
    heard: u64,
    finished: bool,
    /// Waiting for audio.
    waiting: bool,
    /// Samples of the fade-in that are left.
    fade_in: usize,
}

/// The bus.
#[derive(Debug, Default)]
pub(crate) struct Voice {
    sentences: VecDeque<Sentence>,
    /// What is left to be heard of a voice that was cut.
    tail: VecDeque<f32>,
    /// Media time of the next sample to be read.
    horizon: u64,
    /// Media time after the last sentence.
    last_end: u64,
}

impl Voice {
    /// Plans a sentence for `start`, or for as soon after as may be; gives the start it has for now.
    pub(crate) fn begin(&mut self, id: u64, start: u64, level: VoiceLevel) -> u64 {
        let start_sample = start.max(self.horizon + self.tail.len() as u64);
        self.sentences.push_back(Sentence {
            id,
            level,
            position: VoicePosition { start_sample, stalled: 0 },
            audio: VecDeque::new(),
            heard: 0,
            finished: false,
            waiting: false,
            fade_in: 0,
        });
        start_sample
    }

    /// Adds audio; false when there is no such sentence (any more).
    pub(crate) fn append(&mut self, id: u64, samples: &[f32]) -> bool {
        let open = self.sentences.iter_mut().find(|s| s.id == id && !s.finished);
        open.map(|sentence| sentence.audio.extend(samples)).is_some()
    }

    /// Says that no more comes.
    pub(crate) fn finish(&mut self, id: u64) -> bool {
        let Some(index) = self.sentences.iter().position(|s| s.id == id) else { return false };
        let next = self.sentences.get(index + 1).map(|s| s.position.start_sample);
        let sentence = &mut self.sentences[index];
        let was_open = !std::mem::replace(&mut sentence.finished, true);
        let end = sentence.position.start_sample + sentence.heard + sentence.audio.len() as u64;
        // An engine that failed ends anywhere; what is joined to the next sentence is no end.
        if was_open && next != Some(end) && sentence.audio.back().is_some_and(|s| s.abs() > EDGE) {
            let length = FADE.min(sentence.audio.len());
            for (i, sample) in sentence.audio.iter_mut().rev().take(length).enumerate() {
                *sample *= raised_cosine(i, length);
            }
        }
        true
    }

    /// Whether anything audible is planned for `window`, as far as its audio is there.
    pub(crate) fn speaks_in(&self, window: &Range<u64>) -> bool {
        self.sentences.iter().any(|sentence| {
            let next = sentence.position.start_sample + sentence.heard;
            let skip = window.start.saturating_sub(next) as usize;
            let end = window.end.saturating_sub(next) as usize;
            sentence.audio.iter().take(end).skip(skip).step_by(STRIDE).any(|s| s.abs() > AUDIBLE)
        })
    }

    /// Media time up to which something is heard, if a sentence is.
    pub(crate) fn spoken(&self) -> Option<u64> {
        (self.last_end > 0).then_some(self.last_end)
    }

    pub(crate) fn position(&self, id: u64) -> Option<VoicePosition> {
        self.sentences.iter().find(|s| s.id == id).map(|s| s.position)
    }

    /// The sentence whose audio is being heard.
    pub(crate) fn speaking(&self) -> Option<u64> {
        self.sentences.front().filter(|s| s.heard > 0).map(|s| s.id)
    }

    /// Forgets all sentences; what is being heard fades within `fade` samples.
    pub(crate) fn cut(&mut self, fade: usize) -> Cut {
        let heard = self.sentences.front().filter(|s| s.heard > 0).map(|sentence| {
            let length = if sentence.waiting { 0 } else { fade.min(sentence.audio.len()) };
            let faded = sentence.audio.iter().take(length).enumerate();
            self.tail = faded.map(|(i, s)| s * (1.0 - raised_cosine(i, length))).collect();
            (sentence.id, sentence.heard + length as u64)
        });
        self.sentences.clear();
        Cut { silent_from: self.horizon + self.tail.len() as u64, heard }
    }

    /// Writes the samples of `block` (mono) over `out`, and tells what happened and what starts.
    pub(crate) fn read(
        &mut self,
        block: &Range<u64>,
        out: &mut [f32],
        events: &mut Vec<VoiceEvent>,
        starts: &mut Vec<Start>,
    ) {
        out.fill(0.0);
        self.horizon = block.end;
        let mut at = block.start;
        while at < block.end && !self.tail.is_empty() {
            out[(at - block.start) as usize] = self.tail.pop_front().unwrap_or_default();
            at += 1;
        }
        while let Some(sentence) = self.sentences.front_mut() {
            let next = sentence.position.start_sample + sentence.heard;
            if next < at {
                // The sentence before it took longer than planned.
                sentence.wait(at - next, events);
            }
            at = at.max(next.min(block.end));
            if at == block.end {
                return;
            }
            if sentence.heard == 0 && sentence.can_go_on() {
                starts.push(sentence.start(at));
                let joined = self.last_end == at;
                if !joined && sentence.audio.front().is_some_and(|s| s.abs() > EDGE) {
                    sentence.fade_in = FADE;
                }
            }
            let before = at;
            at = sentence.read(at, block, out, events);
            if at > before {
                self.last_end = at;
            }
            if !(sentence.finished && sentence.audio.is_empty()) {
                if at < block.end {
                    sentence.wait(block.end - at, events);
                }
                return;
            }
            events.push(VoiceEvent::Ended { sentence: sentence.id, end_sample: at });
            self.sentences.pop_front();
        }
    }
}

impl Sentence {
    fn wait(&mut self, by: u64, events: &mut Vec<VoiceEvent>) {
        self.position.start_sample += by;
        self.position.stalled += by;
        events.push(VoiceEvent::Shifted { sentence: self.id, start_sample: self.position.start_sample, by });
    }

    fn can_go_on(&self) -> bool {
        !self.audio.is_empty() && (!self.waiting || self.audio.len() >= RESUME || self.finished)
    }

    fn start(&self, at: u64) -> Start {
        let shown = if self.level.lufs.is_none() { SHOWN } else { 0 };
        Start { at, level: self.level.clone(), ahead: self.audio.iter().take(shown).copied().collect() }
    }

    /// Reads from `at` as far as the audio goes; gives the media time after it.
    fn read(&mut self, at: u64, block: &Range<u64>, out: &mut [f32], events: &mut Vec<VoiceEvent>) -> u64 {
        if !self.can_go_on() {
            self.waiting |= !self.finished;
            return at;
        }
        if self.heard == 0 {
            events.push(VoiceEvent::Started { sentence: self.id, start_sample: at });
        } else if self.waiting {
            self.fade_in = FADE;
        }
        self.waiting = false;
        let out = &mut out[(at - block.start) as usize..];
        let length = out.len().min(self.audio.len());
        // While more is to come, enough for a fade is kept in hand: after the last sample it would be too late.
        let breaks_off = !self.finished && out.len() + FADE > self.audio.len();
        for (target, sample) in out.iter_mut().zip(self.audio.drain(..length)) {
            *target = sample;
            if self.fade_in > 0 {
                *target *= raised_cosine(FADE - self.fade_in, FADE);
                self.fade_in -= 1;
            }
        }
        self.heard += length as u64;
        if breaks_off {
            let fade = FADE.min(length);
            for (i, sample) in out[length - fade..length].iter_mut().enumerate() {
                *sample *= 1.0 - raised_cosine(i, fade);
            }
            self.waiting = true;
        }
        at + length as u64
    }
}
