//! An utterance while it is said: sentences that are being made, heard, and still to come.

mod back;
mod line;
mod sentence;

use protocol::{clock::samples_in, cue::Cue, timeline::Timeline};
use sentence::{rest_of, word_start};
use show::{SentencePlan, Step, WordCue};
use speech::JobId;
use std::{
    collections::{BTreeSet, VecDeque},
    sync::Arc,
};

/// Silence after a sentence that was skipped.
const AFTER_SKIP_SECONDS: f64 = 0.1;

pub(super) use line::{Line, LineState};
pub use sentence::sentence_request;

pub(super) struct Act {
    pub(super) utterance_id: String,
    /// Where the next sentence may begin.
    pub(super) cursor: u64,
    steps: VecDeque<Step>,
    lines: VecDeque<Line>,
    begun: usize,
    /// Cues that fire at a sample, in order.
    due: VecDeque<Due>,
    /// Gestures that were told, and whose moment is still to come.
    set_out: Vec<Due>,
    /// Who spoke last, whom cues alone on a line concern.
    person: usize,
    /// The first sentence that is not over.
    next: usize,
    /// Sentences after it that are over.
    over: BTreeSet<usize>,
    /// Whether more of the text is to come.
    pub(super) more: bool,
    /// Blocks of the text that were planned, and the sentences in them.
    pub(super) planned: (usize, usize),
    /// Why a sentence could not be said, where that is so.
    pub(super) failure: Option<String>,
    /// Whether a card shows the question that it answers.
    pub(super) has_card: bool,
}

/// A cue and its moment.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Due {
    pub(super) cue: Cue,
    /// Media time.
    pub(super) at: u64,
    /// Whom it concerns.
    pub(super) person: usize,
}

impl Act {
    /// An utterance that goes on with sentence `next`.
    pub(super) fn new(
        utterance_id: String,
        steps: Vec<Step>,
        next: usize,
        cursor: u64,
        person: usize,
    ) -> Self {
        Self {
            utterance_id,
            cursor,
            steps: steps.into(),
            lines: VecDeque::new(),
            begun: 0,
            due: VecDeque::new(),
            set_out: Vec::new(),
            person,
            next,
            over: BTreeSet::new(),
            more: false,
            planned: (0, 0),
            failure: None,
            has_card: false,
        }
    }

    /// Adds what has come since.
    pub(super) fn append(&mut self, steps: Vec<Step>) {
        self.steps.extend(steps);
    }

    /// Sentences that are over since it was asked last, in order.
    pub(super) fn take_over(&mut self) -> std::ops::Range<usize> {
        let first = self.next;
        while self.over.remove(&self.next) {
            self.next += 1;
        }
        first..self.next
    }

    /// Whether a sentence of it was heard, as far as is known here.
    pub(super) fn was_heard(&self) -> bool {
        self.begun > 0
    }

    /// Puts the sentence that is heard back to the word that its sample `heard` lies in; false when it has no word
    /// left, and is over.
    pub(super) fn rewind(&mut self, heard: u64, heard_as: u64) -> bool {
        let Some(line) = self.lines.front_mut() else { return false };
        let (LineState::Heard { start }, Some(timeline)) = (line.state, &line.timeline) else { return true };
        let begun = line.from;
        let in_sentence = begun + heard;
        line.from = if line.plan.recording.is_some() && in_sentence < timeline.samples {
            // Nobody knows its words: it goes on where it was.
            in_sentence
        } else {
            let Some(word) = timeline.words.iter().find(|w| w.end > in_sentence) else { return false };
            if word.start > in_sentence { in_sentence } else { word.start.max(begun) }
        };
        line.heard_as = heard_as;
        line.state = LineState::Waiting;
        // What was due is tied to the sentence again; its word may be said a second time, its cue is not.
        let stopped = start + heard;
        let unseen = std::mem::take(&mut self.set_out).into_iter().filter(|due| due.at > stopped);
        let due = unseen.chain(std::mem::take(&mut self.due));
        line.pending = due.map(|d| (d.cue, d.at.saturating_sub(start) + begun)).collect();
        true
    }

    /// Leaves out the rest of the first sentence, which fell silent at `silent`. Its state cues fire all the same,
    /// its moments are gone.
    pub(super) fn skip(&mut self, silent: u64) -> Option<Line> {
        let mut line = self.lines.pop_front()?;
        self.over.insert(line.plan.number);
        self.cursor = self.cursor.max(silent + samples_in(AFTER_SKIP_SECONDS));
        let left = std::mem::take(&mut self.due).into_iter().map(|due| due.cue);
        let unbegun = std::mem::take(&mut line.plan.cues).into_iter().map(|c| c.cue);
        let pending = std::mem::take(&mut line.pending).into_iter().map(|(cue, _)| cue);
        let cues = left.chain(pending).chain(unbegun).filter(holds).collect();
        self.place(cues);
        let then = std::mem::take(&mut line.then);
        self.place(then);
        Some(line)
    }

    /// Ends the sentence that is heard with the sound that came, and puts what is left of its text back. Gives the
    /// media time at which the sound ends.
    pub(super) fn break_off(&mut self, job: JobId) -> Option<u64> {
        let line = self.lines.iter_mut().find(|l| l.job == job)?;
        let timeline = line.timeline.clone()?;
        let made = line.sound.len() as u64;
        let rest = rest_of(&line.plan, &timeline, made);
        let kept = Timeline { samples: made.min(timeline.samples), ..(*timeline).clone() };
        line.timeline = Some(Arc::new(kept));
        line.complete = true;
        line.goes_on_later = rest.is_some();
        let end = match line.state {
            LineState::Heard { start } => Some(start + made.saturating_sub(line.from)),
            LineState::Waiting => None,
        };
        // Before it come the sentences that the voice has already; they follow it in the text, and are made anew.
        let later = self.lines.iter().position(|l| l.job == job).map_or(0, |i| i + 1);
        let back: Vec<Line> = self.lines.drain(later..).collect();
        for line in back.into_iter().rev() {
            self.steps.push_front(Step::Cues(line.then));
            self.steps.push_front(Step::Sentence(line.plan));
        }
        if let Some(rest) = rest {
            self.steps.push_front(Step::Sentence(rest));
        }
        end
    }

    /// Jobs that the voice may still work on.
    pub(super) fn jobs(&self) -> impl Iterator<Item = JobId> {
        self.lines.iter().map(|l| l.job)
    }

    /// Whether the voice makes a sentence of it.
    pub(super) fn lines_in_the_making(&self) -> bool {
        self.lines.iter().any(|line| !line.complete)
    }

    pub(super) fn lines_open(&self) -> usize {
        self.lines.len()
    }

    /// Who says the sentence after the first one.
    pub(super) fn person_after(&self) -> Option<usize> {
        let unsaid =
            self.steps.iter().filter_map(|s| if let Step::Sentence(plan) = s { Some(plan) } else { None });
        let mut after = self.lines.iter().skip(1).map(|l| &l.plan).chain(unsaid);
        after.next().map(|plan| plan.style.person)
    }

    pub(super) fn has_unsaid(&self) -> bool {
        self.steps.iter().any(|s| matches!(s, Step::Sentence(_)))
    }

    /// The next sentence that no voice has yet. Cue lines before it wait with the line before them.
    pub(super) fn next_unsaid(&mut self) -> Option<SentencePlan> {
        while let Some(Step::Cues(_)) = self.steps.front() {
            let last = self.lines.back_mut()?;
            if let Some(Step::Cues(cues)) = self.steps.pop_front() {
                last.then.extend(cues);
            }
        }
        match self.steps.pop_front() {
            Some(Step::Sentence(plan)) => Some(plan),
            _ => None,
        }
    }

    pub(super) fn put_back(&mut self, plan: SentencePlan) {
        self.steps.push_front(Step::Sentence(plan));
    }

    pub(super) fn push_line(&mut self, line: Line) {
        self.lines.push_back(line);
    }

    pub(super) fn line(&mut self, job: JobId) -> Option<&mut Line> {
        self.lines.iter_mut().find(|l| l.job == job)
    }

    /// The line that is heard as `id`.
    pub(super) fn heard_as(&mut self, id: u64) -> Option<&mut Line> {
        self.lines.iter_mut().find(|l| l.heard_as == id)
    }

    pub(super) fn first_line(&self) -> Option<&Line> {
        self.lines.front()
    }

    /// Sample after the sentence that is heard.
    pub(super) fn heard_end(&self) -> Option<u64> {
        let line = self.lines.front()?;
        match (line.state, &line.timeline) {
            (LineState::Heard { start }, Some(timeline)) => {
                Some(start + timeline.samples.saturating_sub(line.from))
            }
            _ => None,
        }
    }

    /// A sentence that cannot be said: its cues fire all the same, what follows goes on.
    pub(super) fn drop_line(&mut self, job: JobId) {
        let Some(index) = self.lines.iter().position(|l| l.job == job) else { return };
        if let Some(line) = self.lines.remove(index) {
            self.over.insert(line.plan.number);
            let cues = line.plan.cues.into_iter().map(|c| c.cue);
            let cues = cues.chain(line.pending.into_iter().map(|(cue, _)| cue)).chain(line.then);
            // Their place is after what is heard before it.
            match index.checked_sub(1).and_then(|before| self.lines.get_mut(before)) {
                Some(before) => before.then.extend(cues),
                None => {
                    self.person = line.plan.style.person;
                    self.place(cues.collect());
                }
            }
        }
    }

    pub(super) fn end_line(&mut self, end: u64) {
        self.cursor = end;
        if let Some(line) = self.lines.pop_front() {
            if !line.goes_on_later {
                self.over.insert(line.plan.number);
            }
            self.place(line.then);
        }
    }

    /// Ties cues to where the next sentence may begin; a pause among them puts that off.
    fn place(&mut self, cues: Vec<Cue>) {
        for cue in cues {
            match cue {
                Cue::Pause(seconds) => self.cursor += samples_in(f64::from(seconds)),
                cue => self.due.push_back(Due { cue, at: self.cursor, person: self.person }),
            }
        }
    }

    /// Places the cues of a line that no sentence came before; says whether there was one.
    pub(super) fn place_next_cues(&mut self, now: u64) -> bool {
        if !self.lines.is_empty() || !matches!(self.steps.front(), Some(Step::Cues(_))) {
            return false;
        }
        self.cursor = self.cursor.max(now);
        if let Some(Step::Cues(cues)) = self.steps.pop_front() {
            self.place(cues);
        }
        true
    }

    pub(super) fn is_over(&self) -> bool {
        !self.more && self.lines.is_empty() && self.steps.is_empty() && self.due.is_empty()
    }

    /// Marks the first line as heard from `start`, ties its cues to samples, and returns it with its number.
    pub(super) fn start_first(&mut self, start: u64) -> Option<(&mut Line, usize)> {
        let line = self.lines.front_mut()?;
        line.state = LineState::Heard { start };
        self.person = line.plan.style.person;
        let timeline = line.timeline.clone()?;
        for WordCue { word, cue } in std::mem::take(&mut line.plan.cues) {
            line.pending.push((cue, word_start(&timeline, &line.plan.text, word)));
        }
        for (cue, at) in std::mem::take(&mut line.pending) {
            let at = start + at.saturating_sub(line.from);
            self.due.push_back(Due { cue, at, person: self.person });
        }
        self.begun += 1;
        let number = line.plan.number;
        Some((line, number))
    }

    /// Cues whose sample lies before `end`, and gestures of the next second: arms set out before the word.
    pub(super) fn due_cues(&mut self, end: u64) -> Vec<Due> {
        let mut due = Vec::new();
        while self.due.front().is_some_and(|due| due.at < end) {
            due.extend(self.due.pop_front());
        }
        let soon = end.saturating_add(samples_in(GESTURE_AHEAD_SECONDS));
        let sets_out = |due: &Due| matches!(due.cue, Cue::Gesture(_)) && due.at < soon;
        if self.due.iter().any(sets_out) {
            let (now, later): (VecDeque<_>, _) =
                std::mem::take(&mut self.due).into_iter().partition(sets_out);
            self.due = later;
            self.set_out.extend(now.iter().cloned());
            due.extend(now);
        }
        self.set_out.retain(|due| due.at >= end);
        due
    }

    /// What is still to come with the words of the sentence that is heard comes later, as the voice is late by so many
    /// samples.
    pub(super) fn put_off(&mut self, by: u64) {
        self.due.iter_mut().chain(&mut self.set_out).for_each(|due| due.at += by);
    }
}

/// Gestures are told so long before their stroke.
const GESTURE_AHEAD_SECONDS: f64 = 1.0;

/// Whether a cue says how things are from now on, rather than that something happens once.
fn holds(cue: &Cue) -> bool {
    match cue {
        Cue::Camera(_)
        | Cue::Scene(_)
        | Cue::Slide(_)
        | Cue::Backdrop(_)
        | Cue::Show(_)
        | Cue::Hide(_)
        | Cue::Music { .. } => true,
        Cue::Emotion(emotion) => !emotion.fades,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
