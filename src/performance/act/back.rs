//! Sentences that go back into their text, to be handed to the voice another time.

use super::{Act, Step};
use speech::JobId;

impl Act {
    /// Puts a sentence of which no sound came back, and those after it; gives their jobs.
    pub(in crate::performance) fn put_back_from(&mut self, job: JobId) -> Vec<JobId> {
        let Some(index) = self.lines.iter().position(|line| line.job == job) else { return Vec::new() };
        let mut jobs = Vec::new();
        for line in self.lines.split_off(index).into_iter().rev() {
            jobs.push(line.job);
            if !line.then.is_empty() {
                self.steps.push_front(Step::Cues(line.then));
            }
            self.steps.push_front(Step::Sentence(line.plan));
        }
        jobs
    }
}
