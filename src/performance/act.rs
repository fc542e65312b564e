//! An utterance while it is said: sentences that are being made, heard, and still to come.

use super::SharedTimeline;
use protocol::{clock::samples_in, cue::Cue, timeline::Timeline};
use show::{SentencePlan, Spoken, Step, Take, WordCue};
use speech::{JobId, Piece, SentenceRequest};
use std::{collections::VecDeque, sync::Arc, time::Instant};

/// Silence after a sentence in seconds; a person breathes.
const SILENCE_AFTER: f32 = 0.28;

pub(super) struct Act {
    pub(super) utterance_id: String,
    /// Where the next sentence may begin.
    pub(super) cursor: u64,
    steps: VecDeque<Step>,
    lines: VecDeque<Line>,
    begun: usize,
    /// Cues that fire at a sample, in order.
    due: VecDeque<(Cue, u64)>,
}

/// A sentence at the voice.
pub(super) struct Line {
    pub(super) job: JobId,
    pub(super) plan: SentencePlan,
    pub(super) timeline: Option<SharedTimeline>,
    /// Sound that came before it was heard.
    pub(super) held: Vec<f32>,
    /// Samples that came in all.
    pub(super) buffered: u64,
    pub(super) complete: bool,
    pub(super) state: LineState,
    /// Samples that it had to wait for the voice while it was heard.
    pub(super) late: u64,
    /// When its times were known; sound is made from then on.
    timed_at: Option<Instant>,
    /// Cue lines that follow it.
    then: Vec<Cue>,
}

/// Sound of a sentence that must be there before it begins on air, when the voice is quick.
const CUSHION_SECONDS: f64 = 0.2;
/// Safety on what the voice was measured to do.
const MARGIN: f64 = 0.75;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineState {
    Waiting,
    Heard { start: u64 },
}

impl Line {
    pub(super) fn new(job: JobId, plan: SentencePlan) -> Self {
        Self {
            job,
            plan,
            timeline: None,
            held: Vec::new(),
            buffered: 0,
            complete: false,
            state: LineState::Waiting,
            late: 0,
            timed_at: None,
            then: Vec::new(),
        }
    }

    pub(super) fn timed(&mut self, timeline: Timeline) {
        self.timeline = Some(Arc::new(timeline));
        self.timed_at = Some(Instant::now());
    }

    /// Seconds of sound that the voice made in a second, once enough is there to tell. A stopwatch, for when to
    /// begin only: what is shown and heard then follows media time.
    pub(super) fn speed(&self) -> Option<f64> {
        let took = self.timed_at?.elapsed().as_secs_f64();
        let made = self.buffered as f64 / f64::from(protocol::SAMPLE_RATE);
        (made > 0.5 && took > 0.0).then(|| (made / took).min(20.0))
    }

    /// Samples that must be there so that a voice of `speed` is never caught up with.
    pub(super) fn cushion(&self, speed: f64) -> u64 {
        let Some(timeline) = &self.timeline else { return u64::MAX };
        let late = (1.0 - speed * MARGIN).max(0.0);
        ((timeline.samples as f64 * late) as u64).max(samples_in(CUSHION_SECONDS)).min(timeline.samples)
    }
}

impl Act {
    pub(super) fn new(take: Take, cursor: u64) -> Self {
        Self {
            utterance_id: take.utterance_id,
            cursor,
            steps: take.steps.into(),
            lines: VecDeque::new(),
            begun: 0,
            due: VecDeque::new(),
        }
    }

    /// Jobs that the voice may still work on.
    pub(super) fn jobs(&self) -> impl Iterator<Item = JobId> {
        self.lines.iter().map(|l| l.job)
    }

    pub(super) fn lines_open(&self) -> usize {
        self.lines.len()
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

    pub(super) fn first_line(&self) -> Option<&Line> {
        self.lines.front()
    }

    /// Sample after the sentence that is heard.
    pub(super) fn heard_end(&self) -> Option<u64> {
        let line = self.lines.front()?;
        match (line.state, &line.timeline) {
            (LineState::Heard { start }, Some(timeline)) => Some(start + timeline.samples),
            _ => None,
        }
    }

    /// A sentence that cannot be said: its cues fire all the same, what follows goes on.
    pub(super) fn drop_line(&mut self, job: JobId) {
        let Some(index) = self.lines.iter().position(|l| l.job == job) else { return };
        if let Some(line) = self.lines.remove(index) {
            let cursor = self.cursor;
            let cues = line.plan.cues.into_iter().map(|c| c.cue).chain(line.then);
            self.due.extend(cues.map(|cue| (cue, cursor)));
        }
    }

    pub(super) fn end_line(&mut self, end: u64) {
        self.cursor = end;
        if let Some(line) = self.lines.pop_front() {
            self.place(line.then);
        }
    }

    /// Ties cues to where the next sentence may begin; a pause among them puts that off.
    fn place(&mut self, cues: Vec<Cue>) {
        for cue in cues {
            match cue {
                Cue::Pause(seconds) => self.cursor += samples_in(f64::from(seconds)),
                cue => self.due.push_back((cue, self.cursor)),
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
        self.lines.is_empty() && self.steps.is_empty() && self.due.is_empty()
    }

    /// Marks the first line as heard from `start`, ties its cues to samples, and returns it with its number.
    pub(super) fn start_first(&mut self, start: u64) -> Option<(&mut Line, usize)> {
        let line = self.lines.front_mut()?;
        line.state = LineState::Heard { start };
        let timeline = line.timeline.clone()?;
        for WordCue { word, cue } in std::mem::take(&mut line.plan.cues) {
            self.due.push_back((cue, start + word_start(&timeline, &line.plan.text, word)));
        }
        self.begun += 1;
        Some((line, self.begun - 1))
    }

    /// Cues whose sample lies before `end`.
    pub(super) fn due_cues(&mut self, end: u64) -> Vec<(Cue, u64)> {
        let mut due = Vec::new();
        while self.due.front().is_some_and(|(_, at)| *at < end) {
            due.extend(self.due.pop_front());
        }
        due
    }
}

/// Sample at which word `word` of `text` begins. A voice may part words otherwise than spaces do; then the
/// place is taken in proportion.
fn word_start(timeline: &Timeline, text: &str, word: usize) -> u64 {
    let written = text.split_whitespace().count();
    if word == 0 {
        return timeline.words.first().map_or(0, |w| w.start);
    }
    if word >= written || timeline.words.is_empty() {
        return timeline
            .words
            .last()
            .map_or(timeline.samples, |w| w.end)
            .min(timeline.samples.saturating_sub(1));
    }
    let spoken = timeline.words.len();
    let index = if spoken == written { word } else { word * spoken / written };
    timeline.words[index.min(spoken - 1)].start
}

/// What the voice is asked.
pub(super) fn request(plan: &SentencePlan, seed: u64) -> SentenceRequest {
    SentenceRequest { silence_after: SILENCE_AFTER, ..sentence_request(plan, seed) }
}

/// A planned sentence in the voice's own words, with its usual silence after it.
pub fn sentence_request(plan: &SentencePlan, seed: u64) -> SentenceRequest {
    let piece = |p: &Spoken| match p {
        Spoken::Text(text) => Piece::Text(text.clone()),
        Spoken::Pause(seconds) => Piece::Pause(*seconds),
    };
    let pieces = plan.pieces.iter().map(piece).collect();
    SentenceRequest { pieces, speed: plan.speed, seed, ..SentenceRequest::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::timeline::WordSpan;

    #[track_caller]
    fn check(words: &[(u64, u64)], text: &str, word: usize, expect: u64) {
        let words = words.iter().map(|(start, end)| WordSpan { word: "w".into(), start: *start, end: *end });
        let timeline = Timeline { samples: 1000, words: words.collect(), ..Timeline::default() };
        assert_eq!(word_start(&timeline, text, word), expect);
    }

    #[test]
    fn cues_find_their_words() {
        check(&[(10, 20), (30, 40)], "one two", 1, 30);
        check(&[(10, 20), (30, 40)], "one two", 0, 10);
        check(&[(10, 20), (30, 40)], "one two", 2, 40);
        check(&[(10, 20), (30, 40), (50, 60), (70, 80)], "one 21", 1, 50);
        check(&[], "one", 1, 999);
    }
}
