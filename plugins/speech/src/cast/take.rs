//! One attempt to say a sentence: what a voice gives is passed on, and gathered for the cache.
//!
//! The times wait for the first sound: a voice that fails before it has given nothing, and another one may speak.

use super::{CachedSpeech, quantised, restored};
use crate::{Cancel, Speaker, SpeechPart, SynthesisError};
use protocol::timeline::Timeline;

/// Samples of a kept sentence that are given at a time: half a second.
const CHUNK: usize = 24_000;

/// Passes a voice's parts on.
pub(super) struct Take<'a> {
    sink: &'a mut dyn FnMut(SpeechPart),
    /// Told when the times are known.
    speaker: Option<Speaker>,
    timeline: Option<Timeline>,
    /// Whether the times were passed on.
    timed: bool,
    has_sound: bool,
    samples: Vec<i16>,
}

impl<'a> Take<'a> {
    pub(super) fn new(sink: &'a mut dyn FnMut(SpeechPart)) -> Self {
        Self { sink, speaker: None, timeline: None, timed: false, has_sound: false, samples: Vec::new() }
    }

    /// Tells who is about to speak.
    pub(super) fn begin(&mut self, speaker: Speaker) {
        self.speaker = Some(speaker);
    }

    /// Whether any sound was passed on.
    pub(super) fn has_begun(&self) -> bool {
        self.has_sound
    }

    pub(super) fn part(&mut self, part: SpeechPart) {
        match part {
            SpeechPart::Timeline(timeline) => {
                if let Some(speaker) = self.speaker.take() {
                    (self.sink)(SpeechPart::Speaker(speaker));
                }
                self.timeline = Some(timeline);
            }
            SpeechPart::Audio(audio) if audio.is_empty() => {}
            SpeechPart::Audio(audio) => {
                let from = self.samples.len();
                self.samples.extend(audio.into_iter().map(quantised));
                let samples = self.samples[from..].iter().copied().map(restored).collect();
                self.sound(samples);
            }
            other => (self.sink)(other),
        }
    }

    fn sound(&mut self, samples: Vec<f32>) {
        self.tell_times();
        self.has_sound = true;
        (self.sink)(SpeechPart::Audio(samples));
    }

    /// Passes the times on, once: with the first sound, or where all was said without any.
    pub(super) fn tell_times(&mut self) {
        if let Some(timeline) = self.timeline.as_ref().filter(|_| !self.timed) {
            (self.sink)(SpeechPart::Timeline(timeline.clone()));
            self.timed = true;
        }
    }

    /// Gives what was kept.
    pub(super) fn replay(&mut self, kept: CachedSpeech, cancel: &Cancel) -> Result<(), SynthesisError> {
        self.part(SpeechPart::Timeline(kept.timeline));
        for chunk in kept.samples.chunks(CHUNK) {
            cancel.check()?;
            self.sound(chunk.iter().copied().map(restored).collect());
        }
        self.tell_times();
        Ok(())
    }

    /// The whole sentence, if it is one.
    pub(super) fn made(&mut self) -> Option<CachedSpeech> {
        let timeline = self.timeline.clone()?;
        let samples = std::mem::take(&mut self.samples);
        (samples.len() as u64 == timeline.samples).then_some(CachedSpeech { timeline, samples })
    }
}
