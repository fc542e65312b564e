//! A time in which no voice can speak: the sentence that is due waits in its text, and is tried again when the shortest
//! rest is over.
//!
//! Only on air: off-line a sentence that cannot be said is the end.

use super::{Performance, act::Line};
use speech::{SpeechEvent, SynthesisError};
use std::time::Duration;

/// At the least so long it takes until it is tried again.
const SOON: Duration = Duration::from_millis(100);

/// No voice can speak.
pub(super) struct Rest {
    /// Whose sentence waits; another utterance is tried at once.
    utterance_id: String,
    /// Air time until when it waits.
    until_ms: u64,
}

impl Performance {
    /// Takes what tells that no voice can speak, or that one can again; gives back what is not about that.
    pub(super) fn rested(&mut self, event: SpeechEvent) -> Option<SpeechEvent> {
        match event {
            SpeechEvent::Failed(job, SynthesisError::Resting { message, again }) if !self.waits => {
                self.begin_rest(job, &message, again);
                None
            }
            // Each try would tell again what is known.
            SpeechEvent::Notice(_, text) if self.rest.is_some() => {
                tracing::info!("{text}");
                None
            }
            SpeechEvent::Done(job) if self.act.as_mut().is_some_and(|act| act.line(job).is_some()) => {
                if self.rest.take().is_some() {
                    self.notice("info", "a voice speaks again; the programme goes on".into());
                }
                Some(event)
            }
            event => Some(event),
        }
    }

    fn begin_rest(&mut self, job: u64, message: &str, again: Duration) {
        let Some(act) = &mut self.act else { return };
        let back = act.put_back_from(job);
        if back.is_empty() {
            return;
        }
        let utterance_id = act.utterance_id.clone();
        back.into_iter().for_each(|job| self.voice.worker.cancel(job));
        let until_ms = self.direction.now_ms() + again.max(SOON).as_millis() as u64;
        if self.rest.replace(Rest { utterance_id, until_ms }).is_none() {
            let text = format!(
                "no voice can speak: {message}; the programme waits and tries again by itself, or choose another voice"
            );
            self.notice("critical", text);
        }
    }

    /// Whether what is on air waits for a voice that can speak.
    pub(super) fn waits_for_voice(&self) -> bool {
        let now = self.direction.now_ms();
        let waiting = self.rest.as_ref().filter(|rest| now < rest.until_ms);
        waiting.is_some_and(|rest| self.act.as_ref().is_some_and(|act| act.utterance_id == rest.utterance_id))
    }

    /// Has what waits for a voice try at once.
    pub(super) fn end_wait(&mut self) {
        self.rest.iter_mut().for_each(|rest| rest.until_ms = 0);
    }

    /// Takes up the sentence that waits for a voice, so that it can be skipped.
    pub(super) fn take_up_waiting(&mut self) {
        if !self.waits_for_voice() {
            return;
        }
        let Some(act) = self.act.as_mut().filter(|act| act.lines_open() == 0) else { return };
        if let Some(plan) = act.next_unsaid() {
            self.last_number += 1;
            act.push_line(Line::new(self.last_number, plan));
        }
    }
}
