//! One attempt to say a sentence: what a voice gives is passed on, and gathered for the cache.

use super::{CachedSpeech, quantised, restored};
use crate::{Cancel, Speaker, SpeechPart, SynthesisError};
use protocol::timeline::Timeline;

/// Samples of a kept sentence that are given at a time: half a second.
const CHUNK: usize = 24_000;

/// Passes a voice's parts on.
pub(super) struct Take<'a> {
    sink: &'a mut dyn FnMut(SpeechPart),
    /// Told with the first part.
    speaker: Option<Speaker>,
    timeline: Option<Timeline>,
    samples: Vec<i16>,
}

impl<'a> Take<'a> {
    pub(super) fn new(sink: &'a mut dyn FnMut(SpeechPart)) -> Self {
        Self { sink, speaker: None, timeline: None, samples: Vec::new() }
    }

    /// Tells who is about to speak.
    pub(super) fn begin(&mut self, speaker: Speaker) {
        self.speaker = Some(speaker);
    }

    /// Whether anything was passed on.
    pub(super) fn has_begun(&self) -> bool {
        self.timeline.is_some()
    }

    pub(super) fn part(&mut self, part: SpeechPart) {
        match part {
            SpeechPart::Timeline(timeline) => {
                if let Some(speaker) = self.speaker.take() {
                    (self.sink)(SpeechPart::Speaker(speaker));
                }
                self.timeline = Some(timeline.clone());
                (self.sink)(SpeechPart::Timeline(timeline));
            }
            SpeechPart::Audio(audio) => {
                let from = self.samples.len();
                self.samples.extend(audio.into_iter().map(quantised));
                (self.sink)(SpeechPart::Audio(self.samples[from..].iter().copied().map(restored).collect()));
            }
            other => (self.sink)(other),
        }
    }

    /// Gives what was kept.
    pub(super) fn replay(&mut self, kept: CachedSpeech, cancel: &Cancel) -> Result<(), SynthesisError> {
        self.part(SpeechPart::Timeline(kept.timeline));
        for chunk in kept.samples.chunks(CHUNK) {
            cancel.check()?;
            (self.sink)(SpeechPart::Audio(chunk.iter().copied().map(restored).collect()));
        }
        Ok(())
    }

    /// The whole sentence, if it is one.
    pub(super) fn made(&mut self) -> Option<CachedSpeech> {
        let timeline = self.timeline.clone()?;
        let samples = std::mem::take(&mut self.samples);
        (samples.len() as u64 == timeline.samples).then_some(CachedSpeech { timeline, samples })
    }
}
