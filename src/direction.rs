//! The director at work: [`ShowControl`] with its journal, its clock and what clients are told of it.
//!
//! Between [`ShowControl`], which is pure, and [`crate::performance::Performance`], which makes sound. Nothing is acted
//! upon of which the journal does not know: every call that changes something keeps it before it returns.

use protocol::{
    Event, SAMPLE_RATE,
    event::{Notice, Order},
    request::{ApprovalRules, JournalEntry, JournalPage, Progress, Refusal, ShowInfo},
};
use show::{
    Answers, Keeper, KeeperNotice, OnAir, OperatorOnly, Refused, Restored, Rules, Script, ShowControl,
    SqliteSettings, Who,
};
use std::{
    path::Path,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// Milliseconds since 1970 began, UTC. Only for when the programme begins; from then on media time counts.
pub fn wall_ms() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}

fn media_ms(sample: u64) -> u64 {
    // A second of samples more than fits is a year of them away.
    sample.saturating_mul(1000) / u64::from(SAMPLE_RATE)
}

/// Air time from one tidying of the journal to the next.
const TIDY_EVERY_MS: u64 = 600_000;

/// The director at work.
pub struct Direction {
    control: ShowControl,
    keeper: Keeper,
    answers: Answers,
    answerer: OperatorOnly,
    /// Air time at media time 0, in milliseconds since 1970 began, UTC; it moves when time is lost.
    epoch_ms: u64,
    now_ms: u64,
    events: Vec<Event>,
    told: (Progress, Order),
    /// Air time at which the journal was tidied last.
    tidied_ms: u64,
    /// A fault of the program is told once until all goes well again.
    faulty: bool,
    spent: Duration,
}

impl Direction {
    /// A show that nobody keeps, for what is made off-line; media time 0 is at `epoch_ms`.
    pub fn in_memory(rules: Rules, epoch_ms: u64) -> Self {
        Self::new(ShowControl::new(rules), Keeper::new(None, 0), epoch_ms)
    }

    /// The show of a journal, as it was left.
    pub fn restored(path: &Path, rules: Rules) -> Self {
        Self::restored_at(path, rules, wall_ms())
    }

    /// The show of a journal, as it was left, where media time 0 is at `now_ms`.
    pub fn restored_at(path: &Path, rules: Rules, now_ms: u64) -> Self {
        let Restored { control, keeper, resumes, moved_aside, problem } =
            show::restore(path, SqliteSettings::default(), rules, now_ms);
        let mut direction = Self::new(control, keeper, now_ms);
        if let Some(problem) = problem {
            let moved =
                moved_aside.map(|to| format!(" It was moved to {}.", to.display())).unwrap_or_default();
            direction.notice(
                "warning",
                format!("{problem}.{moved} The show runs; ask for what is kept in GetShow."),
            );
        }
        if let Some((id, sentence)) = resumes {
            let text =
                format!("the program ended in the midst of {id}; it goes on with sentence {}", sentence + 1);
            direction.notice("info", text);
        }
        direction.keep();
        direction
    }

    fn new(control: ShowControl, keeper: Keeper, epoch_ms: u64) -> Self {
        let told = (control.progress(epoch_ms), control.order());
        Self {
            control,
            keeper,
            answers: Answers::default(),
            answerer: OperatorOnly,
            epoch_ms,
            now_ms: epoch_ms,
            events: Vec::new(),
            told,
            tidied_ms: epoch_ms,
            faulty: false,
            spent: Duration::ZERO,
        }
    }

    /// Plays the show of a file. Where the journal tells that the program ended in the midst of it, it goes on there.
    ///
    /// # Errors
    /// When the file has errors.
    pub fn begin(&mut self, source: &str) -> Result<(), Refusal> {
        let state = self.control.state();
        let same = self.control.script().front.title
            == Script::parse(source).map_or_else(|_| String::new(), |s| s.front.title);
        if state.version > 0 && (!state.cursor.over || state.cursor.stopped) && same {
            if state.cursor.stopped {
                let text = "an operator had stopped the show before the program ended; it waits for somebody to go to a place in it";
                self.notice("warning", text.to_owned());
            }
            if self.control.state().source != source {
                self.change(|control, now| control.reload(source, |_| Vec::new(), &Who::Program, now))?;
            }
            return Ok(());
        }
        self.change(|control, now| control.load(source, |_| Vec::new(), &Who::Program, now)).map(drop)
    }

    /// The show.
    pub fn control(&self) -> &ShowControl {
        &self.control
    }

    /// Air time of the frame that is made, in milliseconds.
    pub fn now_ms(&self) -> u64 {
        self.now_ms
    }

    /// How far the show got.
    pub fn progress(&self) -> Progress {
        self.control.progress(self.now_ms)
    }

    /// The whole show.
    pub fn info(&self) -> ShowInfo {
        let kept_in = if self.keeper.is_kept() { "journal" } else { "memory" };
        self.control.info(self.now_ms, kept_in)
    }

    /// Other rules from now on; limits that are left out stay.
    pub fn set_rules(&mut self, set: ApprovalRules) {
        let rules = self.control.rules().clone().with(set);
        self.control.set_rules(rules);
    }

    /// Changes the show, and keeps it.
    ///
    /// # Errors
    /// Those of `change`.
    pub fn change<T>(
        &mut self,
        change: impl FnOnce(&mut ShowControl, u64) -> Result<T, Refused>,
    ) -> Result<T, Refusal> {
        let begun = Instant::now();
        let done = change(&mut self.control, self.now_ms);
        self.keep();
        self.spent += begun.elapsed();
        Ok(done?)
    }

    /// Has air time be `wall_ms` at media time `sample`: when the programme begins, and when time was lost. It never
    /// goes back. Gives the air time at media time 0.
    pub fn set_air_time(&mut self, sample: u64, wall_ms: u64) -> u64 {
        self.epoch_ms = self.epoch_ms.max(wall_ms.saturating_sub(media_ms(sample)));
        self.now_ms = self.now_ms.max(self.epoch_ms + media_ms(sample));
        self.epoch_ms
    }

    /// Advances to a frame that begins at media time `sample`.
    pub fn advance(&mut self, sample: u64) {
        let begun = Instant::now();
        self.now_ms = self.epoch_ms + media_ms(sample);
        let problems = self.answers.go_on(&mut self.answerer, &mut self.control, self.now_ms);
        match problems {
            Ok(problems) => problems.into_iter().for_each(|problem| self.notice("warning", problem)),
            Err(error) => self.fault(&error),
        }
        if let Err(error) = self.control.tick(self.now_ms) {
            self.fault(&error);
        }
        self.keep();
        self.spent += begun.elapsed();
    }

    /// Puts the next thing on air if nothing is there.
    pub fn next(&mut self) -> Option<OnAir> {
        let begun = Instant::now();
        // Between two utterances a moment for the disk is not heard.
        if self.control.state().queue.on_air().is_none() && self.now_ms - self.tidied_ms > TIDY_EVERY_MS {
            self.tidied_ms = self.now_ms;
            self.tidy();
        }
        let next = self.control.next(self.now_ms);
        self.keep();
        self.spent += begun.elapsed();
        match next {
            Ok(next) => next,
            Err(error) => {
                self.fault(&error);
                None
            }
        }
    }

    /// A report from the air. One that does not fit is a fault of the program, and is told.
    pub fn report(&mut self, report: impl FnOnce(&mut ShowControl, u64) -> Result<(), Refused>) {
        let begun = Instant::now();
        if let Err(error) = report(&mut self.control, self.now_ms) {
            self.fault(&error);
        } else {
            self.faulty = false;
        }
        self.keep();
        self.spent += begun.elapsed();
    }

    /// What director and journal have cost since this was last asked: processor and disk.
    pub fn take_spent(&mut self) -> Duration {
        std::mem::take(&mut self.spent)
    }

    /// Utterances that must fall silent at once.
    pub fn take_cuts(&mut self) -> Vec<String> {
        self.control.take_cuts()
    }

    /// Whether nothing is on air, nothing may go there, and the show is over.
    pub fn is_idle(&self) -> bool {
        let state = self.control.state();
        state.queue.on_air().is_none()
            && state.window_until_ms.is_none()
            && self.control.preview(self.now_ms).is_none()
    }

    /// Does what takes long, while nothing is on air.
    pub fn tidy(&mut self) {
        if let Err(error) = self.keeper.tidy() {
            tracing::warn!(%error, "the journal was not tidied");
        }
    }

    /// The orderly end of the programme: nothing is left to go on with.
    pub fn shut_down(&mut self) {
        self.report(|control, now| {
            control.shut_down(now)?;
            control.end_show(&Who::Program, now)
        });
        self.tidy();
    }

    /// A page of the journal.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn journal(&mut self, since: u64, most: usize) -> Result<JournalPage, show::StoreError> {
        let records = self.keeper.read(since, most)?;
        let entries: Vec<JournalEntry> = records.iter().map(Into::into).collect();
        Ok(JournalPage { entries, newest: self.control.state().seq })
    }

    /// What clients are told.
    pub fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// Keeps what changed, and notes what clients are told of it.
    fn keep(&mut self) {
        let (records, notice) = self.keeper.keep(&mut self.control);
        match notice {
            Some(KeeperNotice::InMemory(why)) => {
                let text = format!("{why}. The show goes on, but what happens now would be lost in a crash.");
                self.notice("critical", text);
            }
            Some(KeeperNotice::KeptAgain { lost }) => {
                let text = if lost == 0 {
                    String::new()
                } else {
                    format!("; {lost} lines of the audit log are lost")
                };
                self.notice("info", format!("the journal is kept again{text}"));
            }
            None => {}
        }
        if records.is_empty() {
            return;
        }
        self.events.append(&mut self.control.take_events());
        let (progress, order) = (self.progress(), self.control.order());
        let place = |progress: &Progress| Progress { change: 0, now_ms: 0, ..progress.clone() };
        if order != self.told.1 {
            self.events.push(Event::QueueReordered(order.clone()));
        }
        if place(&progress) != place(&self.told.0) {
            self.events.push(Event::ShowChanged(progress.clone()));
        }
        self.told = (progress, order);
    }

    fn notice(&mut self, severity: &str, message: String) {
        if severity != "info" {
            tracing::warn!("{message}");
        }
        self.events.push(Event::Notice(Notice { severity: severity.into(), message }));
    }

    fn fault(&mut self, error: &Refused) {
        if !std::mem::replace(&mut self.faulty, true) {
            tracing::error!(%error, "the director was told what cannot be");
            self.notice("warning", format!("the director was told what cannot be: {error}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn air_time_is_the_walls_when_the_programme_begins_and_never_goes_back() {
        let second = u64::from(SAMPLE_RATE);
        let mut direction = Direction::in_memory(Rules::default(), 1_000_000);
        // It took 90 s to open everything.
        assert_eq!(direction.set_air_time(0, 1_090_000), 1_090_000);
        assert_eq!(direction.now_ms(), 1_090_000);
        direction.advance(10 * second);
        assert_eq!(direction.now_ms(), 1_100_000);
        // The machine slept for a minute.
        direction.set_air_time(10 * second, 1_160_000);
        direction.advance(11 * second);
        assert_eq!(direction.now_ms(), 1_161_000);
        // Somebody set the wall's clock back.
        direction.set_air_time(11 * second, 1_000);
        assert_eq!(direction.now_ms(), 1_161_000);
        direction.advance(12 * second);
        assert_eq!(direction.now_ms(), 1_162_000);
    }
}
