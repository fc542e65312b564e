//! The state of a show: what all changes so far come to.
//!
//! A function of the journal: the same records give the same state, in the program that made them and in the
//! one that is started after it. Nothing changes it but [`State::apply`].

use crate::{
    Change, Cursor, Item, Questions, Queue, QueueError, Record, Turn, intake::Lately, question::QuestionError,
};
use serde::{Deserialize, Serialize};

/// What all changes so far come to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct State {
    /// Number of the last change; 0 before the first.
    pub seq: u64,
    /// Air time of the last change, in milliseconds.
    pub now_ms: u64,
    /// Utterances that were given an id.
    pub utterances: u64,
    /// Questions that were given an id.
    pub asked: u64,
    /// The show's file, as it is played.
    pub source: String,
    /// Versions of it that were loaded.
    pub version: u64,
    /// How far it got.
    pub cursor: Cursor,
    /// What waits and what is on air.
    pub queue: Queue,
    /// What viewers ask.
    pub questions: Questions,
    /// Air time at which the window for questions shuts, while one is open.
    pub window_until_ms: Option<u64>,
    /// Whether what is next goes on air by itself.
    pub auto: bool,
    /// One may go on air where `auto` is off.
    pub go: bool,
    /// Who speaks in place of the machine.
    pub taken_over_by: Option<String>,
    /// Air time since which nothing is on air.
    pub quiet_since_ms: u64,
    pub(crate) lately: Lately,
}

impl Default for State {
    fn default() -> Self {
        Self {
            seq: 0,
            now_ms: 0,
            utterances: 0,
            asked: 0,
            source: String::new(),
            version: 0,
            cursor: Cursor::default(),
            queue: Queue::default(),
            questions: Questions::default(),
            window_until_ms: None,
            auto: true,
            go: false,
            taken_over_by: None,
            quiet_since_ms: 0,
            lately: Lately::default(),
        }
    }
}

/// A change that does not fit the state. Of a journal: it is damaged, or not whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Inconsistent {
    /// Records are missing.
    #[error("change {found} follows change {last}; those between are missing")]
    Gap {
        /// The last one.
        last: u64,
        /// The one that came.
        found: u64,
    },
    /// It concerns the queue.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// It concerns a question.
    #[error(transparent)]
    Question(#[from] QuestionError),
}

impl State {
    /// Takes a change in.
    ///
    /// # Errors
    /// [`Inconsistent`], when it cannot have happened; nothing has changed then.
    pub fn apply(&mut self, record: &Record) -> Result<(), Inconsistent> {
        if record.seq != self.seq + 1 {
            return Err(Inconsistent::Gap { last: self.seq, found: record.seq });
        }
        self.take_in(record)?;
        self.seq = record.seq;
        self.now_ms = record.at_ms;
        Ok(())
    }

    fn take_in(&mut self, record: &Record) -> Result<(), Inconsistent> {
        let now_ms = record.at_ms;
        match &record.change {
            Change::Loaded { source, version, cursor, places } => {
                for (id, place) in places {
                    self.queue.find_mut(id)?.place = *place;
                }
                self.source.clone_from(source);
                self.version = *version;
                self.cursor = cursor.clone();
            }
            Change::LoadRefused { .. } => {}
            Change::Moved { cursor } => self.cursor = cursor.clone(),
            Change::WindowOpened { until_ms } => self.window_until_ms = Some(*until_ms),
            Change::WindowShut => self.window_until_ms = None,
            Change::Accepted { item, remember_ms } => {
                self.queue.accept(item.clone())?;
                self.utterances += 1;
                let about = item.kind.into();
                self.lately.remember(about, &item.source, &item.text, now_ms, *remember_ms);
            }
            Change::Refused { .. } => self.utterances += 1,
            Change::Turned { utterance_id, turn } => self.turn(utterance_id, turn, now_ms)?,
            Change::Edited { utterance_id, text, blocks, said } => {
                let item = self.queue.waiting_mut(utterance_id)?;
                item.sentence = said.unwrap_or(item.sentence);
                item.text.clone_from(text);
                item.blocks.clone_from(blocks);
            }
            Change::Extended { utterance_id, text, blocks, more } => {
                extend(self.queue.find_mut(utterance_id)?, text, blocks, *more)?;
            }
            Change::Reordered { utterance_id, before } => {
                self.queue.reorder(utterance_id, before.as_deref())?
            }
            Change::Taken { utterance_id } => self.queue.take(utterance_id)?,
            Change::SentenceSaid { utterance_id, sentence } => {
                let item = self.queue.find_mut(utterance_id)?;
                if !item.life.is_on_air() || item.sentence != *sentence {
                    return Err(QueueError::Sentence(utterance_id.clone(), *sentence).into());
                }
                item.sentence += 1;
            }
            Change::Go => self.go = true,
            Change::GoWithdrawn => self.go = false,
            Change::AutoSet { auto } => self.auto = *auto,
            Change::Asked { question, remember_ms } => {
                self.questions.accept(question.clone())?;
                self.asked += 1;
                let about = crate::About::Question;
                self.lately.remember(about, &question.viewer, &question.text, now_ms, *remember_ms);
            }
            Change::QuestionRefused { .. } => self.asked += 1,
            Change::QuestionTurned { question_id, to } => self.questions.turn(question_id, to)?,
            Change::QuestionEdited { question_id, text } => self.questions.edit(question_id, text)?,
            Change::TakenOver { operator } => self.taken_over_by = Some(operator.clone()),
            Change::HandedBack => self.taken_over_by = None,
            // It is not the show's; the journal tells it.
            Change::Did { .. } => {}
        }
        Ok(())
    }

    fn turn(&mut self, id: &str, turn: &Turn, now_ms: u64) -> Result<(), QueueError> {
        let was_on_air = self.queue.on_air().is_some();
        self.queue.turn(id, turn)?;
        if *turn == Turn::Synthesize {
            self.go = false;
        }
        if was_on_air && self.queue.on_air().is_none() {
            self.quiet_since_ms = now_ms;
        }
        Ok(())
    }
}

fn extend(
    item: &mut Item,
    text: &str,
    blocks: &[protocol::show_file::Block],
    more: bool,
) -> Result<(), QueueError> {
    if !item.more {
        return Err(QueueError::Complete(item.utterance_id.clone()));
    }
    if !text.is_empty() {
        if !item.text.is_empty() {
            item.text.push(' ');
        }
        item.text.push_str(text);
    }
    item.blocks.extend_from_slice(blocks);
    item.more = more;
    Ok(())
}
