//! What is let in: caps, rates, repetitions and time to live, for each kind.
//!
//! Times are air time in milliseconds (see [`crate::ShowControl`]). Counting how many wait is the queue's;
//! this file knows what was let in lately.

use crate::{About, Reason};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use unicode_normalization::UnicodeNormalization;

/// At most so many within a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// How many.
    pub most: u32,
    /// Length of the window.
    pub within_ms: u64,
}

/// Whom a full queue disappoints.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Overflow {
    /// Who comes last.
    #[default]
    RefuseNew,
    /// Who came first and still waits.
    DropOldest,
}

/// Limits of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Intake {
    /// How many may wait.
    pub waiting: usize,
    /// What happens to one more.
    pub overflow: Overflow,
    /// How long one may wait.
    pub live_ms: Option<u64>,
    /// The same normalised text is refused for so long; 0: never.
    pub same_text_ms: u64,
    /// Of each source.
    pub per_source: Option<Rate>,
    /// Of all sources together.
    pub in_all: Option<Rate>,
}

impl Intake {
    /// So many may wait, nothing else is limited.
    pub fn of(waiting: usize) -> Self {
        Self {
            waiting,
            overflow: Overflow::RefuseNew,
            live_ms: None,
            same_text_ms: 0,
            per_source: None,
            in_all: None,
        }
    }

    /// How long something that was let in must be remembered.
    pub fn remember_ms(&self) -> u64 {
        let rates = [self.per_source, self.in_all].map(|r| r.map_or(0, |r| r.within_ms));
        rates.into_iter().fold(self.same_text_ms, u64::max)
    }
}

/// Entries that are remembered; under a flood the oldest are forgotten, and with them what they would refuse.
const MOST_REMEMBERED: usize = 4096;

/// What was let in lately.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lately(VecDeque<Seen>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    at: u64,
    until: u64,
    about: About,
    source: u64,
    text: u64,
}

impl Lately {
    /// Why something may not come in now, if it may not.
    pub fn refuses(
        &self,
        about: About,
        source: &str,
        text: &str,
        now_ms: u64,
        limits: &Intake,
    ) -> Option<Reason> {
        let of_kind = || self.0.iter().filter(|seen| seen.about == about);
        let after = |seen: &&Seen, window: u64| seen.at.saturating_add(window) > now_ms;
        let text = fingerprint(&normalised(text));
        if of_kind().any(|seen| seen.text == text && after(&seen, limits.same_text_ms)) {
            return Some(Reason::Duplicate);
        }
        let source = fingerprint(source);
        let reached = |rate: Rate, count: usize| count >= rate.most as usize;
        let of_source = |rate: Rate| {
            of_kind().filter(|seen| seen.source == source && after(seen, rate.within_ms)).count()
        };
        let in_all = |rate: Rate| of_kind().filter(|seen| after(seen, rate.within_ms)).count();
        let too_often = limits.per_source.is_some_and(|rate| reached(rate, of_source(rate)))
            || limits.in_all.is_some_and(|rate| reached(rate, in_all(rate)));
        too_often.then_some(Reason::Rate)
    }

    /// Remembers what was let in, for `remember_ms`.
    pub fn remember(&mut self, about: About, source: &str, text: &str, now_ms: u64, remember_ms: u64) {
        self.0.retain(|seen| seen.until > now_ms);
        if remember_ms == 0 {
            return;
        }
        if self.0.len() >= MOST_REMEMBERED {
            self.0.pop_front();
        }
        let text = fingerprint(&normalised(text));
        let source = fingerprint(source);
        self.0.push_back(Seen { at: now_ms, until: now_ms.saturating_add(remember_ms), about, source, text });
    }
}

/// A text as far as two people who type the same thing agree: compatibility forms folded, lower case, letters
/// and figures only, single spaces.
pub fn normalised(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfkc().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    // Signs alone say something as well.
    if out.is_empty() { text.trim().to_owned() } else { out }
}

/// FNV-1a, 64 bits: the same in every run and on every machine, unlike the standard library's hashes.
fn fingerprint(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKS: About = About::Question;

    #[test]
    fn the_same_in_other_clothes_is_the_same() {
        assert_eq!(normalised("  How MUCH is it?!"), "how much is it");
        assert_eq!(normalised("Ｈｅｌｌｏ"), "hello");
        assert_eq!(normalised("多少钱？"), "多少钱");
        assert_ne!(normalised("🔥🔥"), normalised("❤️"));
    }

    #[test]
    fn a_repetition_is_refused_until_its_window_ends() {
        let limits = Intake { same_text_ms: 1000, ..Intake::of(9) };
        let mut lately = Lately::default();
        lately.remember(ASKS, "ann", "How much?", 0, limits.remember_ms());
        let again = |at, about| lately.refuses(about, "ben", "how MUCH", at, &limits);
        assert_eq!(again(999, ASKS), Some(Reason::Duplicate));
        assert_eq!(again(1000, ASKS), None);
        assert_eq!(again(0, About::Answer), None);
    }

    #[test]
    fn rates_hold_for_each_source_and_for_all() {
        let per_source = Some(Rate { most: 1, within_ms: 100 });
        let limits = Intake { per_source, in_all: Some(Rate { most: 2, within_ms: 1000 }), ..Intake::of(9) };
        let mut lately = Lately::default();
        lately.remember(ASKS, "ann", "a", 0, limits.remember_ms());
        assert_eq!(lately.refuses(ASKS, "ann", "b", 99, &limits), Some(Reason::Rate));
        assert_eq!(lately.refuses(ASKS, "ben", "b", 99, &limits), None);
        lately.remember(ASKS, "ben", "b", 99, limits.remember_ms());
        assert_eq!(lately.refuses(ASKS, "cal", "c", 999, &limits), Some(Reason::Rate));
        assert_eq!(lately.refuses(ASKS, "cal", "c", 1000, &limits), None);
    }

    #[test]
    fn memory_is_bounded() {
        let limits = Intake { same_text_ms: u64::MAX, ..Intake::of(9) };
        let mut lately = Lately::default();
        for n in 0..2 * MOST_REMEMBERED {
            lately.remember(ASKS, "ann", &n.to_string(), 0, limits.remember_ms());
        }
        assert_eq!(lately.0.len(), MOST_REMEMBERED);
    }
}
