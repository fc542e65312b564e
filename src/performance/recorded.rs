//! Recordings that are to be said, by the utterances that they are; those of before the program ended are awaited.

use super::Performance;
use crate::recording;
use show::{OnAir, Step};
use std::collections::{HashMap, HashSet};

/// Recordings that are to be said.
#[derive(Default)]
pub(super) struct Recorded {
    /// What has to be done to say them.
    steps: HashMap<String, Vec<Step>>,
    /// Those that are heard again.
    due: HashSet<String>,
    /// What is on air as soon as its recording was heard.
    awaited: Option<OnAir>,
    /// Why one is lost.
    lost: HashMap<String, String>,
}

impl Recorded {
    /// What has to be done to say one, or why nothing can be.
    pub(super) fn steps(&self, utterance_id: &str) -> Result<Vec<Step>, String> {
        let why = || self.lost.get(utterance_id).cloned();
        let steps = self.steps.get(utterance_id).cloned();
        steps.ok_or_else(|| why().unwrap_or_else(|| "its recording is not here; send it again".into()))
    }

    /// Gives back what can go on air now, and keeps what waits for its recording.
    pub(super) fn await_if_due(&mut self, on_air: OnAir) -> Option<OnAir> {
        if on_air.recorded && self.due.contains(&on_air.utterance_id) {
            self.awaited = Some(on_air);
            return None;
        }
        Some(on_air)
    }

    /// Whether something is on air that waits for its recording.
    pub(super) fn is_awaited(&self) -> bool {
        self.awaited.is_some()
    }

    /// What waited, when its recording has come.
    pub(super) fn come(&mut self) -> Option<OnAir> {
        self.awaited.take_if(|awaited| !self.due.contains(&awaited.utterance_id))
    }

    /// Gives up what waits, if it was cut.
    pub(super) fn cut(&mut self, cuts: &[String]) {
        self.awaited.take_if(|awaited| cuts.contains(&awaited.utterance_id));
    }

    /// An utterance is over.
    pub(super) fn forget(&mut self, utterance_id: &str) {
        self.steps.remove(utterance_id);
        self.lost.remove(utterance_id);
        self.due.remove(utterance_id);
    }

    /// What can be said without waiting.
    pub(super) fn get(&self, utterance_id: &str) -> Option<&Vec<Step>> {
        self.steps.get(utterance_id)
    }
}

impl Performance {
    /// What has to be done to say the recording that is queued as `utterance_id`.
    pub fn keep_recording(&mut self, utterance_id: String, mut steps: Vec<Step>) {
        show::number(&mut steps, 0);
        self.recordings.steps.insert(utterance_id, steps);
    }

    /// How much sound is held for recordings that were not said to their end, in samples.
    pub fn recorded_samples(&self) -> u64 {
        self.recordings.steps.values().map(|steps| recording::samples(steps)).sum()
    }

    /// The recordings that wait in the queue, and are not here: the program ended since they came. They are awaited.
    pub fn missing_recordings(&mut self) -> Vec<String> {
        let queue = &self.direction.control().state().queue;
        let items = queue.on_air().into_iter().chain(queue.waiting());
        let missing: Vec<String> = items.filter(|i| i.recorded).map(|i| i.utterance_id.clone()).collect();
        self.recordings.due.extend(missing.iter().cloned());
        missing
    }

    /// A recording that was awaited is here, or why it is lost.
    pub fn hear_again(&mut self, utterance_id: String, steps: Result<Vec<Step>, String>) {
        self.recordings.due.remove(&utterance_id);
        match steps {
            Ok(steps) => self.keep_recording(utterance_id, steps),
            Err(why) => drop(self.recordings.lost.insert(utterance_id, why)),
        }
    }
}
