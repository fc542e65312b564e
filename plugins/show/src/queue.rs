//! The queue: what waits in which lane, what is on air, and in which order.
//!
//! Lanes: `now` (urgent lines, what was put back, what an operator took), `next` (by kind, then as it came or
//! was dragged) and `held` (waits for a person). It holds and orders; whether something may come in is
//! `intake`'s, who may do what is `control`'s. Changes come in through [`crate::State::apply`] alone.

mod item;

pub use item::{Item, Place};

use crate::{Impossible, Kind, life::Turn};
use protocol::event::UtteranceState;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Where something waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lane {
    /// Goes on air before all else.
    Now,
    /// Waits for its turn.
    Next,
    /// Waits for a person.
    Held,
}

/// Why the queue was left as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueueError {
    /// Nothing of that id waits or is on air.
    #[error("nothing called `{0}` waits or is on air; it may be over")]
    NotFound(String),
    /// It is on air, where it can be cancelled only.
    #[error("`{0}` is on air; it can be stopped, not changed")]
    OnAir(String),
    /// The air is taken.
    #[error("`{0}` cannot go on air while `{1}` is")]
    Taken(String, String),
    /// It would come before what is more important, or after what is less.
    #[error(
        "`{0}` and `{1}` are of different kinds or in different lanes; only their like can change places"
    )]
    Order(String, String),
    /// The id was given before.
    #[error("`{0}` is in the queue already")]
    Twice(String),
    /// Its life has no such step.
    #[error("`{0}`: {1}")]
    Life(String, #[source] Impossible),
    /// Its sound is there already.
    #[error("`{0}` is a recording; what it says cannot be changed")]
    Recorded(String),
    /// It has all of its text.
    #[error("`{0}` is complete; nothing can be added to it")]
    Complete(String),
    /// More of its text is to come.
    #[error("`{0}` is not complete; more of its text is to come")]
    Unfinished(String),
    /// A sentence was told that is not the one that comes.
    #[error("`{0}` cannot end sentence {1} now")]
    Sentence(String, usize),
}

/// Utterances that are remembered after their life.
const RECENT: usize = 50;

/// Everything that waits, is on air, or was lately.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Queue {
    now: Vec<Item>,
    next: Vec<Item>,
    held: Vec<Item>,
    on_air: Option<Item>,
    recent: VecDeque<Item>,
}

impl Queue {
    /// What waits in a lane, first to be said first; in `held`, first come first.
    pub fn lane(&self, lane: Lane) -> &[Item] {
        match lane {
            Lane::Now => &self.now,
            Lane::Next => &self.next,
            Lane::Held => &self.held,
        }
    }

    /// Program: what is on air.
    pub fn on_air(&self) -> Option<&Item> {
        self.on_air.as_ref()
    }

    /// What was over last, newest first.
    pub fn recent(&self) -> impl Iterator<Item = &Item> {
        self.recent.iter()
    }

    /// All that waits: `now`, `next`, `held`.
    pub fn waiting(&self) -> impl Iterator<Item = &Item> {
        self.now.iter().chain(&self.next).chain(&self.held)
    }

    /// What waits or is on air under that id.
    pub fn find(&self, id: &str) -> Option<&Item> {
        self.waiting().chain(&self.on_air).find(|item| item.utterance_id == id)
    }

    /// What can go on air first, in the order of lanes: what is approved and `may`.
    pub fn first(&self, may: impl Fn(Lane, &Item) -> bool) -> Option<&Item> {
        let approved = |item: &Item| item.life.state() == UtteranceState::Approved;
        let now = self.now.iter().find(|item| approved(item) && may(Lane::Now, item));
        now.or_else(|| self.next.iter().find(|item| approved(item) && may(Lane::Next, item)))
    }

    pub(crate) fn accept(&mut self, item: Item) -> Result<(), QueueError> {
        if self.find(&item.utterance_id).is_some() {
            return Err(QueueError::Twice(item.utterance_id));
        }
        self.line_up(item);
        Ok(())
    }

    pub(crate) fn turn(&mut self, id: &str, turn: &Turn) -> Result<(), QueueError> {
        if *turn == Turn::Synthesize
            && let Some(other) = &self.on_air
        {
            return Err(QueueError::Taken(id.into(), other.utterance_id.clone()));
        }
        let item = self.find_mut(id)?;
        item.life.turn(turn).map_err(|e| QueueError::Life(id.into(), e))?;
        if *turn == Turn::Speak {
            return Ok(());
        }
        let item = self.pull(id)?;
        match turn {
            Turn::Hold => self.held.push(item),
            Turn::Approve => self.line_up(item),
            Turn::Synthesize | Turn::Speak => self.on_air = Some(item),
            Turn::PutBack => {
                let place = if item.kind == Kind::Urgent { 0 } else { self.urgent() };
                self.now.insert(place, item);
            }
            Turn::Finish | Turn::Cancel(_) => {
                self.recent.push_front(item);
                self.recent.truncate(RECENT);
            }
        }
        Ok(())
    }

    /// Moves it to the lane `now`, behind what is there already.
    pub(crate) fn take(&mut self, id: &str) -> Result<(), QueueError> {
        let state = self.waiting_mut(id)?.life.state();
        if state != UtteranceState::Approved {
            return Err(QueueError::Life(id.into(), Impossible { state, turn: Turn::Synthesize }));
        }
        let item = self.pull(id)?;
        let place = if item.kind == Kind::Urgent { self.urgent() } else { self.now.len() };
        self.now.insert(place, item);
        Ok(())
    }

    /// Moves it before another of its kind in its lane, or behind all of them.
    pub(crate) fn reorder(&mut self, id: &str, before: Option<&str>) -> Result<(), QueueError> {
        self.waiting_mut(id)?;
        let lanes = [&mut self.now, &mut self.next, &mut self.held];
        let lane = lanes.into_iter().find(|lane| lane.iter().any(|item| item.utterance_id == id));
        let lane = lane.ok_or_else(|| QueueError::NotFound(id.into()))?;
        let place = |lane: &[Item], id: &str| lane.iter().position(|item| item.utterance_id == id);
        let from = place(lane, id).ok_or_else(|| QueueError::NotFound(id.into()))?;
        let kind = lane[from].kind;
        let to = match before {
            Some(before) => {
                let other = || QueueError::Order(id.into(), before.into());
                place(lane, before).filter(|to| lane[*to].kind == kind).ok_or_else(other)?
            }
            // Behind the last of its kind that follows it without another in between.
            None => lane[from..].iter().position(|item| item.kind != kind).map_or(lane.len(), |n| from + n),
        };
        let between = if from < to { &lane[from..to] } else { &lane[to..from] };
        if let Some(other) = between.iter().find(|item| item.kind != kind) {
            return Err(QueueError::Order(id.into(), other.utterance_id.clone()));
        }
        let item = lane.remove(from);
        lane.insert(if from < to { to - 1 } else { to }, item);
        Ok(())
    }

    pub(crate) fn waiting_mut(&mut self, id: &str) -> Result<&mut Item, QueueError> {
        if self.on_air.as_ref().is_some_and(|item| item.utterance_id == id) {
            return Err(QueueError::OnAir(id.into()));
        }
        self.find_mut(id)
    }

    pub(crate) fn find_mut(&mut self, id: &str) -> Result<&mut Item, QueueError> {
        let all = self.now.iter_mut().chain(&mut self.next).chain(&mut self.held).chain(&mut self.on_air);
        let mut found = all.filter(|item| item.utterance_id == id);
        found.next().ok_or_else(|| QueueError::NotFound(id.into()))
    }

    fn pull(&mut self, id: &str) -> Result<Item, QueueError> {
        if self.on_air.as_ref().is_some_and(|item| item.utterance_id == id) {
            return self.on_air.take().ok_or_else(|| QueueError::NotFound(id.into()));
        }
        for lane in [&mut self.now, &mut self.next, &mut self.held] {
            if let Some(place) = lane.iter().position(|item| item.utterance_id == id) {
                return Ok(lane.remove(place));
            }
        }
        Err(QueueError::NotFound(id.into()))
    }

    /// Puts it behind all that is as important, or more.
    fn line_up(&mut self, item: Item) {
        if item.kind == Kind::Urgent {
            let place = self.urgent();
            self.now.insert(place, item);
        } else {
            let place = self.next.partition_point(|other| other.kind >= item.kind);
            self.next.insert(place, item);
        }
    }

    /// How many urgent ones wait; they stand first in `now`.
    fn urgent(&self) -> usize {
        self.now.iter().take_while(|item| item.kind == Kind::Urgent).count()
    }
}

#[cfg(test)]
mod tests;
