//! The bus of the voice: sentences in order, whose audio arrives while they are said.
//!
//! Owns where each sentence stands in media time. When the engine is late the voice waits in silence and the
//! sentence's start moves by what it waited, so that `position - start` always tells what is being heard;
//! lips follow that. A break in the sound is faded; nothing is ever skipped.

use std::{collections::VecDeque, ops::Range};

/// Samples of a fade at a break in the sound: 2 ms.
const FADE: usize = 96;
/// Samples that must be there before the voice goes on after a break, unless it is the rest: 100 ms. Many
/// small breaks are worse than one.
const RESUME: usize = 4_800;

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
}

impl Voice {
    /// Plans a sentence for `start`, or for as soon after as may be; gives the start it has for now.
    pub(crate) fn begin(&mut self, id: u64, start: u64) -> u64 {
        let start_sample = start.max(self.horizon + self.tail.len() as u64);
        self.sentences.push_back(Sentence {
            id,
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
        let found = self.sentences.iter_mut().find(|s| s.id == id);
        found.map(|sentence| sentence.finished = true).is_some()
    }

    pub(crate) fn position(&self, id: u64) -> Option<VoicePosition> {
        self.sentences.iter().find(|s| s.id == id).map(|s| s.position)
    }

    /// The sentence whose audio is being heard.
    pub(crate) fn speaking(&self) -> Option<u64> {
        self.sentences.front().filter(|s| s.heard > 0).map(|s| s.id)
    }

    /// Forgets all sentences; what is being heard fades within `fade` samples. Gives the media time after
    /// the fade.
    pub(crate) fn cut(&mut self, fade: usize) -> u64 {
        if let Some(sentence) = self.sentences.front().filter(|s| s.heard > 0 && !s.waiting) {
            let length = fade.min(sentence.audio.len());
            let ramp = |i: usize| (length - i) as f32 / (length + 1) as f32;
            let tail = sentence.audio.iter().take(length).enumerate().map(|(i, s)| s * ramp(i));
            self.tail = tail.collect();
        }
        self.sentences.clear();
        self.horizon + self.tail.len() as u64
    }

    /// Writes the samples of `block` (mono) over `out`, and tells what happened.
    pub(crate) fn read(&mut self, block: &Range<u64>, out: &mut [f32], events: &mut Vec<VoiceEvent>) {
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
            at = sentence.read(at, block, out, events);
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

    /// Reads from `at` as far as the audio goes; gives the media time after it.
    fn read(&mut self, at: u64, block: &Range<u64>, out: &mut [f32], events: &mut Vec<VoiceEvent>) -> u64 {
        if self.audio.is_empty() || (self.waiting && self.audio.len() < RESUME && !self.finished) {
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
            let gain = 1.0 - self.fade_in as f32 / (FADE + 1) as f32;
            self.fade_in = self.fade_in.saturating_sub(1);
            *target = sample * gain;
        }
        self.heard += length as u64;
        if breaks_off {
            let fade = FADE.min(length);
            for (i, sample) in out[length - fade..length].iter_mut().enumerate() {
                *sample *= (fade - i) as f32 / (fade + 1) as f32;
            }
            self.waiting = true;
        }
        at + length as u64
    }
}
