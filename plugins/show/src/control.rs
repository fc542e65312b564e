//! Show control: what people and the program ask for, checked against rules and turned into changes.
//!
//! [`ShowControl`] is pure and deterministic. It makes no sound, reads no clock and opens no file: every call
//! brings its *air time*, milliseconds since 1970 began, UTC: the wall time at which the programme began plus
//! its media time. It asks for nothing but to be told what happened on air. Every change is a [`Record`];
//! [`ShowControl::take_records`] hands them to whoever journals and tells them, and a state that is rebuilt
//! from them is the same.

mod air;
mod ask;
mod desk;
mod load;
mod offer;

pub use air::{OnAir, Preview};
pub use offer::{Edit, Offer};

use crate::{
    Change, Inconsistent, Position, QueueError, Reason, Record, Rules, Script, State, Turn, Who,
    question::QuestionError, store::Journal,
};
use protocol::{Code, Event, request::Refusal, show_file::ShowErrors};

/// Directs a show.
#[derive(Debug)]
pub struct ShowControl {
    state: State,
    script: Script,
    rules: Rules,
    records: Vec<Record>,
    /// What clients are told of them.
    events: Vec<Event>,
    cuts: Vec<String>,
    /// Nobody has told the stage what holds where the show goes on.
    new_stage: bool,
}

/// Why something was not done. Nothing has changed then, but that a refused text was noted.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refused {
    /// It was not let in.
    #[error("`{id}` was not let in ({reason}): {}", advice(reason))]
    NotLetIn {
        /// The id under which its refusal is told.
        id: String,
        /// Why.
        reason: Reason,
    },
    /// Only a named operator may do this.
    #[error("{0} may not do this; an operator with a name can")]
    NotAnOperator(Who),
    /// The text holds nothing that can be said or done.
    #[error("the text holds nothing that can be said")]
    NothingToSay,
    /// The text has errors.
    #[error("{0}")]
    Text(ShowErrors),
    /// Somebody else changed it since it was read.
    #[error("it was changed meanwhile; it reads now: {0}")]
    Changed(String),
    /// The show's file has errors; the version before goes on.
    #[error("the show's file has errors; the version before goes on:\n{0}")]
    Show(ShowErrors),
    /// The show has no such place.
    #[error("the show has no segment {}", .0 + 1)]
    NoSegment(usize),
    /// It cannot be done to what is waiting or on air.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// It cannot be done to the question.
    #[error(transparent)]
    Question(#[from] QuestionError),
    /// A change did not fit the state: a fault of the program.
    #[error("the change does not fit what the show is in: {0}")]
    Inconsistent(Inconsistent),
}

/// What stands behind a refusal, and what to do.
fn advice(reason: &Reason) -> &'static str {
    match reason {
        Reason::Rate => "too many came in a short time; try again in a minute",
        Reason::OverCap => "as many wait as may; answer or remove some, or try again later",
        Reason::Duplicate => "the same was taken a short time before; it need not be sent again",
        Reason::Rule => "a rule of approval forbids it",
        _ => "it cannot be taken now",
    }
}

impl From<Inconsistent> for Refused {
    fn from(error: Inconsistent) -> Self {
        match error {
            Inconsistent::Queue(error) => Self::Queue(error),
            Inconsistent::Question(error) => Self::Question(error),
            gap @ Inconsistent::Gap { .. } => Self::Inconsistent(gap),
        }
    }
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        let code = match &refused {
            Refused::NotLetIn { reason: Reason::Rate, .. } => Code::TooMany,
            Refused::NotLetIn { reason: Reason::OverCap, .. } => Code::Busy,
            Refused::NotLetIn { .. } => Code::NotLetIn,
            Refused::NotAnOperator(_) => Code::Forbidden,
            Refused::NothingToSay => Code::NothingToSay,
            Refused::Text(_) => Code::InvalidCue,
            Refused::Changed(_) => Code::Changed,
            Refused::Queue(QueueError::NotFound(_)) | Refused::Question(QuestionError::NotFound(_)) => {
                Code::NotFound
            }
            Refused::NoSegment(_) => Code::NotFound,
            Refused::Show(_) | Refused::Queue(_) | Refused::Question(_) => Code::InvalidField,
            Refused::Inconsistent(_) => Code::Internal,
        };
        Self::new(code, refused.to_string())
    }
}

/// A show as it was left.
#[derive(Debug)]
pub struct Recovered {
    /// Directs on.
    pub control: ShowControl,
    /// What was on air, which goes on first, and the sentence with which it does.
    pub resumes: Option<(String, usize)>,
}

impl ShowControl {
    /// A show of which nothing is known yet.
    pub fn new(rules: Rules) -> Self {
        Self {
            state: State::default(),
            script: Script::empty(),
            rules,
            records: Vec::new(),
            events: Vec::new(),
            cuts: Vec::new(),
            new_stage: true,
        }
    }

    /// The show that a journal tells of. What was on air when it ended is put back, and is the first to go
    /// on, from the sentence that was cut; sentences that were said to their end are not said again.
    ///
    /// # Errors
    /// [`Inconsistent`], when the journal is damaged.
    pub fn recover(rules: Rules, journal: Journal, now_ms: u64) -> Result<Recovered, Inconsistent> {
        let mut control = Self::new(rules);
        control.state = journal.snapshot.unwrap_or_default();
        for record in journal.records.iter().filter(|r| r.seq > journal.since) {
            control.state.apply(record)?;
        }
        if control.state.version > 0 {
            // It was read when it was loaded; should a newer grammar refuse it, nothing of it is said.
            control.script = Script::parse(&control.state.source).unwrap_or_else(|_| Script::empty());
        }
        // Whoever was making the rest of an answer is gone.
        let items = control.state.queue.waiting().chain(control.state.queue.on_air());
        let growing: Vec<String> = items.filter(|i| i.more).map(|i| i.utterance_id.clone()).collect();
        for utterance_id in growing {
            let change =
                Change::Extended { utterance_id, text: String::new(), blocks: Vec::new(), more: false };
            control.note(change, &Who::Program, now_ms)?;
        }
        let on_air = control.state.queue.on_air().map(|item| (item.utterance_id.clone(), item.sentence));
        if let Some((id, _)) = &on_air {
            let change = Change::Turned { utterance_id: id.clone(), turn: Turn::PutBack };
            control.note(change, &Who::Program, now_ms)?;
        }
        Ok(Recovered { control, resumes: on_air })
    }

    /// What all changes so far come to.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The show's file.
    pub fn script(&self) -> &Script {
        &self.script
    }

    /// Rules of today.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Other rules from now on; what was let in stays.
    pub fn set_rules(&mut self, rules: Rules) {
        self.rules = rules;
    }

    /// What changed since it was asked last, in order.
    pub fn take_records(&mut self) -> Vec<Record> {
        std::mem::take(&mut self.records)
    }

    /// What clients are told of what changed since it was asked last, in order, but for the show's place and its order:
    /// those are told once for all changes of a frame.
    pub fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// Utterances that must fall silent at once, since it was asked last: the one cancel for voice, lips and
    /// captions.
    pub fn take_cuts(&mut self) -> Vec<String> {
        std::mem::take(&mut self.cuts)
    }

    /// Where the show is: in the paragraph that is on air or was put back, else before the next one.
    pub fn position(&self) -> Position {
        let items = self.state.queue.on_air().into_iter().chain(self.state.queue.waiting());
        let begun =
            items.into_iter().find_map(|item| Some(Position { place: item.place?, sentence: item.sentence }));
        begun.unwrap_or(Position { place: self.state.cursor.next, sentence: 0 })
    }

    /// Lets time pass: what waited too long expires, a window shuts.
    ///
    /// # Errors
    /// None that is not a fault of the program.
    pub fn tick(&mut self, now_ms: u64) -> Result<(), Refused> {
        if self.state.window_until_ms.is_some_and(|until| until <= now_ms) {
            self.record(Change::WindowShut, &Who::Program, now_ms)?;
        }
        let late = |expires: Option<u64>| expires.is_some_and(|at| at <= now_ms);
        let items = self.state.queue.waiting().filter(|item| late(item.expires_ms));
        let items: Vec<String> = items.map(|item| item.utterance_id.clone()).collect();
        for id in items {
            self.cancel_item(&id, Reason::Expired, &Who::Program, now_ms)?;
        }
        self.expire_questions(now_ms)
    }

    /// Notes a change and takes it in. Air time never goes back.
    fn note(&mut self, change: Change, by: &Who, now_ms: u64) -> Result<(), Inconsistent> {
        let at_ms = now_ms.max(self.state.now_ms);
        let record = Record { seq: self.state.seq + 1, at_ms, who: by.clone(), change };
        self.state.apply(&record)?;
        // At once: of much that ends together only the last is remembered.
        let events = self.told(&record);
        self.events.extend(events);
        self.records.push(record);
        Ok(())
    }

    fn record(&mut self, change: Change, by: &Who, now_ms: u64) -> Result<(), Refused> {
        Ok(self.note(change, by, now_ms)?)
    }

    fn turn(&mut self, id: &str, turn: Turn, by: &Who, now_ms: u64) -> Result<(), Refused> {
        self.record(Change::Turned { utterance_id: id.to_owned(), turn }, by, now_ms)
    }

    /// Ends an utterance before its end; its question may be answered otherwise.
    fn cancel_item(&mut self, id: &str, reason: Reason, by: &Who, now_ms: u64) -> Result<(), Refused> {
        let on_air = self.state.queue.on_air().is_some_and(|item| item.utterance_id == id);
        self.turn(id, Turn::Cancel(reason.clone()), by, now_ms)?;
        if on_air {
            self.cuts.push(id.to_owned());
        }
        self.reopen_question(id, &reason, by, now_ms)
    }
}

fn operator(by: &Who) -> Result<&str, Refused> {
    by.operator_name().ok_or_else(|| Refused::NotAnOperator(by.clone()))
}

#[cfg(test)]
mod tests;
