//! What goes on air, and what is reported from there.

use super::{Refused, ShowControl, offer::Offer};
use crate::{Change, Entry, Item, Kind, Lane, Place, Reason, Standing, Turn, Upcoming, Who, rundown::Cursor};
use protocol::{cue::Cue, show_file::Block};

/// What to say now.
#[derive(Debug, Clone, PartialEq)]
pub struct OnAir {
    /// Its name in every hop.
    pub utterance_id: String,
    /// What kind it is.
    pub kind: Kind,
    /// What to do, to be planned ([`crate::plan`]).
    pub blocks: Vec<Block>,
    /// The first sentence that is to be said, from 0; those before it were ([`crate::rest_of`]).
    pub from: usize,
    /// Cues that the stage is to be told before: what holds there, when the program was started in the midst
    /// of a show.
    pub before: Vec<Cue>,
    /// Whether more of it is to come.
    pub more: bool,
    /// Whether it is a recording, whose sound lies elsewhere.
    pub recorded: bool,
}

/// What will be said next, as far as it is known.
#[derive(Debug, Clone, PartialEq)]
pub enum Preview<'a> {
    /// This, which waits.
    Item(&'a Item),
    /// This entry of the show.
    Entry(Place, &'a Entry),
    /// The show rests until this air time, in milliseconds.
    RestUntil(u64),
}

impl ShowControl {
    /// Preview: what goes on air after what is there now, or when an operator lets it.
    pub fn preview(&self, now_ms: u64) -> Option<Preview<'_>> {
        if let Some(item) = self.state.queue.first(|_, item| self.may_speak(item)) {
            return Some(Preview::Item(item));
        }
        if let Some(until) = self.state.window_until_ms.filter(|until| *until > now_ms) {
            return Some(Preview::RestUntil(until));
        }
        match self.script.next(&self.state.cursor, now_ms) {
            Upcoming::Entry(place, _) => self.script.entry(place).map(|entry| Preview::Entry(place, entry)),
            Upcoming::RestUntil(until) => Some(Preview::RestUntil(until)),
            Upcoming::Over => None,
        }
    }

    /// Puts the next thing on air if nothing is there: what waits by its order, else the show, else, after
    /// enough silence, a line of self-talk.
    ///
    /// # Errors
    /// None that is not a fault of the program.
    pub fn next(&mut self, now_ms: u64) -> Result<Option<OnAir>, Refused> {
        self.tick(now_ms)?;
        if self.state.queue.on_air().is_some() {
            return Ok(None);
        }
        let by_itself = self.state.auto || self.state.go;
        let may = |lane: Lane, item: &Item| self.may_speak(item) && (by_itself || lane == Lane::Now);
        let waits = self.state.queue.first(may).map(|item| item.utterance_id.clone());
        let id = match waits {
            Some(id) => Some(id),
            None if !by_itself || self.state.taken_over_by.is_some() => None,
            None => match self.next_of_show(now_ms)? {
                Some(id) => Some(id),
                None => self.next_idle(now_ms)?,
            },
        };
        let Some(id) = id else { return Ok(None) };
        self.turn(&id, Turn::Synthesize, &Who::Program, now_ms)?;
        let Some(item) = self.state.queue.on_air() else { return Ok(None) };
        let mut on_air = OnAir {
            utterance_id: id,
            kind: item.kind,
            blocks: item.blocks.clone(),
            from: item.sentence,
            before: Vec::new(),
            more: item.more,
            recorded: item.recorded,
        };
        if let Some(place) = item.place.filter(|_| self.new_stage) {
            on_air.before = self.script.standing_cues(place);
            self.new_stage = false;
        }
        Ok(Some(on_air))
    }

    fn may_speak(&self, item: &Item) -> bool {
        self.state.taken_over_by.is_none() || !item.kind.is_of_the_machine()
    }

    /// Begins the next paragraph of the show; a window for questions is opened on the way, and the show
    /// rests.
    fn next_of_show(&mut self, now_ms: u64) -> Result<Option<String>, Refused> {
        if self.state.window_until_ms.is_some() {
            return Ok(None);
        }
        let Upcoming::Entry(place, cursor) = self.script.next(&self.state.cursor, now_ms) else {
            return Ok(None);
        };
        let entry = self.script.entry(place).cloned();
        let cues = self.script.product_cues(place, self.state.cursor.product.as_deref());
        self.record(Change::Moved { cursor }, &Who::Program, now_ms)?;
        match entry {
            Some(Entry::Say { text, mut blocks }) => {
                if !cues.is_empty() {
                    blocks.insert(0, Block::Cues(cues));
                }
                let offer = Offer::new(Kind::Rundown, "rundown", &text);
                self.let_in(offer, blocks, Some(place), &Who::Program, now_ms).map(Some)
            }
            Some(Entry::Ask(seconds)) => {
                self.open_window(seconds, &Who::Program, now_ms)?;
                Ok(None)
            }
            None => Ok(None),
        }
    }

    /// A line of self-talk, while the show rests and nothing was said for long enough.
    fn next_idle(&mut self, now_ms: u64) -> Result<Option<String>, Refused> {
        let cursor = &self.state.cursor;
        let rests = self.state.window_until_ms.is_some()
            || matches!(self.script.next(cursor, now_ms), Upcoming::RestUntil(_));
        let Some((seconds, Entry::Say { text, blocks })) =
            self.script.idle.get(cursor.idle).filter(|_| rests)
        else {
            return Ok(None);
        };
        let quiet_ms = now_ms.saturating_sub(self.state.quiet_since_ms);
        if (quiet_ms as f64) < seconds * 1000.0 {
            return Ok(None);
        }
        let (offer, blocks) = (Offer::new(Kind::Idle, "rundown", text), blocks.clone());
        let idle = (cursor.idle + 1) % self.script.idle.len();
        let cursor = Cursor { idle, ..cursor.clone() };
        self.record(Change::Moved { cursor }, &Who::Program, now_ms)?;
        self.let_in(offer, blocks, None, &Who::Program, now_ms).map(Some)
    }

    /// The first sample of the utterance on air is heard; told again for later sentences, it changes nothing.
    ///
    /// # Errors
    /// [`Refused::Queue`], when it is not on air.
    pub fn speaking(&mut self, id: &str, now_ms: u64) -> Result<(), Refused> {
        let on_air = self.state.queue.on_air().filter(|item| item.utterance_id == id);
        if on_air.is_some_and(|item| item.life.state() == protocol::event::UtteranceState::Speaking) {
            return Ok(());
        }
        self.turn(id, Turn::Speak, &Who::Program, now_ms)
    }

    /// A sentence of the utterance on air was said to its end; it will not be said again.
    ///
    /// # Errors
    /// [`Refused::Queue`], when it is not on air or another sentence is due.
    pub fn sentence_said(&mut self, id: &str, sentence: usize, now_ms: u64) -> Result<(), Refused> {
        self.record(Change::SentenceSaid { utterance_id: id.into(), sentence }, &Who::Program, now_ms)
    }

    /// The utterance on air was said to its end.
    ///
    /// # Errors
    /// [`Refused::Queue`], when it is not on air, or more of its text is to come.
    pub fn done(&mut self, id: &str, now_ms: u64) -> Result<(), Refused> {
        if self.state.queue.find(id).is_some_and(|item| item.more) {
            return Err(crate::QueueError::Unfinished(id.into()).into());
        }
        self.turn(id, Turn::Finish, &Who::Program, now_ms)?;
        match self.state.questions.answered_by(id).map(|q| q.question_id.clone()) {
            Some(question_id) => {
                let change = Change::QuestionTurned { question_id, to: Standing::Answered };
                self.record(change, &Who::Program, now_ms)
            }
            None => Ok(()),
        }
    }

    /// The utterance on air cannot be said.
    ///
    /// # Errors
    /// [`Refused::Queue`], when it is not there.
    pub fn failed(&mut self, id: &str, why: &str, now_ms: u64) -> Result<(), Refused> {
        self.cancel_item(id, Reason::Failed(why.into()), &Who::Program, now_ms)
    }
}
