//! Keeps a show's changes, as well as it can: a store that fails does not stop the show.

use super::{Store, StoreError};
use crate::{Record, ShowControl, State};

/// Records between two states that are kept: what a start has to read at most, but for a store that failed
/// meanwhile.
const STATE_EVERY: u64 = 500;
/// Records that wait for a store that fails; when there are more they are not kept, but the state is.
const MOST_WAITING: usize = 10_000;
/// Air time between two attempts on a store that fails, in milliseconds.
const RETRY_MS: u64 = 1000;

/// What operators must know about the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeeperNotice {
    /// From now on changes are in memory only; why. A crash would lose them.
    InMemory(String),
    /// All is kept again, but for so many records of the audit log.
    KeptAgain {
        /// Records that were not kept.
        lost: u64,
    },
}

/// Writes a show's changes into a store.
pub struct Keeper {
    store: Option<Box<dyn Store>>,
    waiting: Vec<Record>,
    lost: u64,
    fails: bool,
    retry_ms: u64,
    state_seq: u64,
}

impl Keeper {
    /// Keeps in `store`, which holds a state at `state_seq`; without a store, in memory.
    pub fn new(store: Option<Box<dyn Store>>, state_seq: u64) -> Self {
        Self { store, waiting: Vec::new(), lost: 0, fails: false, retry_ms: 0, state_seq }
    }

    /// Whether all that was given to it is in a store.
    pub fn is_kept(&self) -> bool {
        self.store.is_some() && self.waiting.is_empty() && !self.fails
    }

    /// Takes the changes of a show, keeps them, and hands them on to be told. Call it after each request and
    /// each frame *before* acting on what changed: then nothing is said of which the journal does not know.
    pub fn keep(&mut self, control: &mut ShowControl) -> (Vec<Record>, Option<KeeperNotice>) {
        let records = control.take_records();
        let notice = self.write(&records, control.state());
        (records, notice)
    }

    /// Does what takes long; see [`Store::tidy`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn tidy(&mut self) -> Result<(), StoreError> {
        self.store.as_mut().map_or(Ok(()), |store| store.tidy())
    }

    /// At most `most` records after number `since`; none where there is no store.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn read(&mut self, since: u64, most: usize) -> Result<Vec<Record>, StoreError> {
        self.store.as_mut().map_or(Ok(Vec::new()), |store| store.read(since, most))
    }

    fn write(&mut self, records: &[Record], state: &State) -> Option<KeeperNotice> {
        let store = self.store.as_mut()?;
        self.waiting.extend_from_slice(records);
        if self.waiting.len() > MOST_WAITING {
            self.lost += self.waiting.len() as u64;
            self.waiting.clear();
        }
        if (self.waiting.is_empty() && !self.fails) || (self.fails && state.now_ms < self.retry_ms) {
            return None;
        }
        // Where records are missing, the state stands for them.
        let state_is_due = self.lost > 0 || state.seq - self.state_seq >= STATE_EVERY;
        let written = store.append(&self.waiting, state_is_due.then_some(state));
        match written {
            Ok(()) => {
                self.waiting.clear();
                self.state_seq = if state_is_due { state.seq } else { self.state_seq };
                let lost = std::mem::take(&mut self.lost);
                std::mem::take(&mut self.fails).then_some(KeeperNotice::KeptAgain { lost })
            }
            Err(error) => {
                self.retry_ms = state.now_ms + RETRY_MS;
                let first = !std::mem::replace(&mut self.fails, true);
                first.then(|| KeeperNotice::InMemory(error.to_string()))
            }
        }
    }
}
