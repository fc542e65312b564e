//! Idempotency keys that were used, and the answers that they had.

use protocol::Response;
use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    time::Duration,
};
use tokio::{sync::watch, time::Instant};

/// Keys that were used. Whoever uses many drives out their own, so that nobody's keys are in another's way.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) by_key: HashMap<Digested, Remembered>,
    /// In the order in which they came, by number.
    by_age: BTreeMap<u64, Aged>,
    /// The numbers of each caller's.
    pub(super) by_caller: HashMap<String, VecDeque<u64>>,
    newest: u64,
}

struct Aged {
    since: Instant,
    place: Digested,
    caller: String,
}

pub(super) type Digested = [u8; 32];

/// What was asked for with a key, and what came of it.
pub(super) struct Remembered {
    pub(super) request: Digested,
    pub(super) number: u64,
    pub(super) answer: watch::Receiver<Option<Response>>,
}

impl Seen {
    /// Forgets keys older than `remember`.
    pub(super) fn forget(&mut self, remember: Duration) {
        while let Some((&number, aged)) = self.by_age.first_key_value()
            && aged.since.elapsed() >= remember
        {
            self.drop_number(number);
        }
    }

    /// Makes room for a key and gives its number.
    pub(super) fn remember(&mut self, caller: &str, place: Digested, most: usize) -> u64 {
        let own = self.by_caller.get(caller);
        let oldest_own =
            own.filter(|own| own.len() >= (most / 4).max(1)).and_then(|own| own.front().copied());
        let full = self.by_age.len() >= most;
        let oldest = oldest_own.or_else(|| self.by_age.keys().next().copied().filter(|_| full));
        oldest.into_iter().for_each(|number| self.drop_number(number));
        self.newest += 1;
        let caller = caller.to_owned();
        self.by_caller.entry(caller.clone()).or_default().push_back(self.newest);
        self.by_age.insert(self.newest, Aged { since: Instant::now(), place, caller });
        self.newest
    }

    /// Forgets one key.
    pub(super) fn drop_number(&mut self, number: u64) {
        let Some(aged) = self.by_age.remove(&number) else { return };
        if self.by_key.get(&aged.place).is_some_and(|kept| kept.number == number) {
            self.by_key.remove(&aged.place);
        }
        if let Some(own) = self.by_caller.get_mut(&aged.caller) {
            if own.front() == Some(&number) {
                own.pop_front();
            } else {
                // Nothing was done for it.
                own.retain(|other| *other != number);
            }
            if own.is_empty() {
                self.by_caller.remove(&aged.caller);
            }
        }
    }
}
