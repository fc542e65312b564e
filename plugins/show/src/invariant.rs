//! What must hold of every show, checked record by record.
//!
//! For tests, rehearsals, and a journal that somebody doubts. A checker builds the state anew, and asks at
//! each step: is there one final state for each utterance, is nothing said twice, do caps hold, does the more
//! important go first.

use crate::{Change, Item, Kind, Lane, Record, Rules, State, Turn};
use protocol::event::UtteranceState;
use std::collections::{BTreeMap, BTreeSet};

/// Follows the records of a show.
#[derive(Debug, Clone, Default)]
pub struct Checker {
    state: State,
    /// Every utterance and question, and how often it came to an end.
    ends: BTreeMap<String, u32>,
    said: BTreeSet<(String, usize)>,
    done: Vec<String>,
}

/// Something that must not be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at change {seq}: {what}")]
pub struct Broken {
    /// Number of the change.
    pub seq: u64,
    /// What does not hold.
    pub what: String,
}

impl Checker {
    /// Takes the next record in.
    ///
    /// # Errors
    /// The first thing that does not hold.
    pub fn follow(&mut self, record: &Record, rules: &Rules) -> Result<(), Broken> {
        let broken = |what: String| Broken { seq: record.seq, what };
        self.before(record).map_err(broken)?;
        self.state.apply(record).map_err(|error| broken(error.to_string()))?;
        self.note(record).map_err(broken)?;
        lanes_in_order(&self.state).map_err(broken)?;
        match &record.change {
            Change::Accepted { item, .. } => self.caps(item.kind, rules).map_err(broken),
            Change::Asked { .. } if self.state.questions.waiting().len() > rules.question.waiting => {
                Err(broken("more questions wait than may".into()))
            }
            _ => Ok(()),
        }
    }

    /// What the records so far come to.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Utterances that were said to their end, in order.
    pub fn done(&self) -> &[String] {
        &self.done
    }

    /// Names and ends, at the end of a show: all must have come to one.
    ///
    /// # Errors
    /// Something that has none.
    pub fn finish(&self) -> Result<(), Broken> {
        let open = self.ends.iter().find(|(_, ends)| **ends != 1);
        let what = |id: &String| Broken { seq: self.state.seq, what: format!("`{id}` has no end") };
        open.map_or(Ok(()), |(id, _)| Err(what(id)))
    }

    /// What must hold of a change before it is taken in.
    fn before(&self, record: &Record) -> Result<(), String> {
        if record.at_ms < self.state.now_ms {
            return Err("time went back".into());
        }
        let Change::Turned { utterance_id, turn: Turn::Synthesize } = &record.change else { return Ok(()) };
        let item = self.state.queue.find(utterance_id).ok_or("nothing like that waits")?;
        let taken_over = self.state.taken_over_by.is_some();
        if taken_over && item.kind.is_of_the_machine() {
            return Err(format!("`{utterance_id}` goes on air while an operator has taken over"));
        }
        let approved = |other: &&Item| other.life.state() == UtteranceState::Approved;
        let may = |other: &&Item| !(taken_over && other.kind.is_of_the_machine());
        let in_now = self.state.queue.lane(Lane::Now).iter().filter(approved).find(may);
        let first_of_now = in_now.is_none_or(|first| first.utterance_id == *utterance_id);
        let mut in_next = self.state.queue.lane(Lane::Next).iter().filter(approved).filter(may);
        if !first_of_now || (in_now.is_none() && in_next.any(|other| other.kind > item.kind)) {
            return Err(format!("`{utterance_id}` goes on air before what is more important"));
        }
        Ok(())
    }

    fn note(&mut self, record: &Record) -> Result<(), String> {
        let mut begins = |id: &str| match self.ends.insert(id.to_owned(), 0) {
            None => Ok(()),
            Some(_) => Err(format!("`{id}` begins twice")),
        };
        match &record.change {
            Change::Accepted { item, .. } => begins(&item.utterance_id),
            Change::Asked { question, .. } => begins(&question.question_id),
            Change::Refused { utterance_id: id, .. } | Change::QuestionRefused { question_id: id, .. } => {
                begins(id)?;
                self.end(id)
            }
            Change::Turned { utterance_id, turn } => match turn {
                Turn::Finish => {
                    self.done.push(utterance_id.clone());
                    self.end(utterance_id)
                }
                Turn::Cancel(_) => self.end(utterance_id),
                _ => Ok(()),
            },
            Change::QuestionTurned { question_id, to } if to.is_final() => self.end(question_id),
            Change::Edited { utterance_id, .. } => {
                let from = self.state.queue.find(utterance_id).map_or(0, |item| item.sentence);
                self.said.retain(|(id, sentence)| id != utterance_id || *sentence < from);
                Ok(())
            }
            Change::SentenceSaid { utterance_id, sentence } => {
                let new = self.said.insert((utterance_id.clone(), *sentence));
                if new {
                    Ok(())
                } else {
                    Err(format!("sentence {sentence} of `{utterance_id}` is said twice"))
                }
            }
            _ => Ok(()),
        }
    }

    fn end(&mut self, id: &str) -> Result<(), String> {
        let ends = self.ends.get_mut(id).ok_or_else(|| format!("`{id}` ends and never began"))?;
        *ends += 1;
        if *ends == 1 { Ok(()) } else { Err(format!("`{id}` ends twice")) }
    }

    fn caps(&self, kind: Kind, rules: &Rules) -> Result<(), String> {
        let waiting = self.state.queue.waiting().filter(|item| item.kind == kind).count();
        // One that was on air may have come back.
        let most = rules.intake(kind.into()).waiting.saturating_add(1);
        if waiting <= most { Ok(()) } else { Err(format!("{waiting} of {kind:?} wait; {most} may")) }
    }
}

/// Every lane holds what belongs there, in its order.
fn lanes_in_order(state: &State) -> Result<(), String> {
    let queue = &state.queue;
    let wrong = |what: &str| Err(format!("the lane {what}"));
    let now = queue.lane(Lane::Now);
    if now.windows(2).any(|pair| pair[0].kind != Kind::Urgent && pair[1].kind == Kind::Urgent) {
        return wrong("`now` has an urgent line behind another");
    }
    if queue.lane(Lane::Next).windows(2).any(|pair| pair[0].kind < pair[1].kind) {
        return wrong("`next` has a more important one behind a less important one");
    }
    let held = |item: &Item| item.life.state() == UtteranceState::Held;
    if queue.lane(Lane::Held).iter().any(|item| !held(item)) {
        return wrong("`held` has something that is not held");
    }
    if now
        .iter()
        .chain(queue.lane(Lane::Next))
        .any(|item| held(item) || item.life.is_on_air() || item.life.is_final())
    {
        return wrong("`now` or `next` has something that does not wait");
    }
    if queue.on_air().is_some_and(|item| !item.life.is_on_air()) {
        return wrong("on air has something that is not");
    }
    Ok(())
}

#[cfg(test)]
mod tests;
