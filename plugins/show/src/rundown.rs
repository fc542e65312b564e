//! The rundown: what the show's file says comes next.
//!
//! [`Script`] is the file, read; [`Cursor`] is how far it got, and can be saved; [`Script::next`] is the rule
//! between them. What is on air, and when anything is taken, is the queue's and `control`'s.

mod reload;
mod script;

pub use reload::Reloaded;
pub use script::{Entry, Script, ScriptSegment};
pub(crate) use script::{block_cues, stand};

use crate::Place;
use protocol::show_file::{At, Repeat};
use serde::{Deserialize, Serialize};

/// A place in the show, as people are told it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Segment and paragraph.
    pub place: Place,
    /// Sentence in the paragraph, from 0.
    pub sentence: usize,
}

/// How far the show got.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cursor {
    /// The entry that is begun next; behind the last one of its segment, when that is through.
    pub next: Place,
    /// How often the segment was played through.
    pub rounds: u32,
    /// Air time at which the show began, in milliseconds.
    pub began_ms: Option<u64>,
    /// Air time at which the segment was entered; none before its first entry began.
    pub entered_ms: Option<u64>,
    /// The product that stands on the stage because of a segment.
    pub product: Option<String>,
    /// The line of self-talk that comes next.
    pub idle: usize,
    /// The show is over.
    pub over: bool,
    /// An operator ended it: it stays so, also after a crash, until somebody goes to a place in it.
    #[serde(default)]
    pub stopped: bool,
}

/// What the rundown has next.
#[derive(Debug, Clone, PartialEq)]
pub enum Upcoming {
    /// This entry, and where the show stands once it has begun.
    Entry(Place, Cursor),
    /// Nothing before this air time, in milliseconds.
    RestUntil(u64),
    /// Nothing any more.
    Over,
}

impl Script {
    /// The entry that comes next at air time `now_ms`, in milliseconds.
    ///
    /// A segment with a time begins then: those before it are left after the paragraph that is being said, or
    /// the show rests until its time has come. Times that were past when the show began do not count. A
    /// segment with a length is left when it is over, also in the midst of a loop.
    pub fn next(&self, cursor: &Cursor, now_ms: u64) -> Upcoming {
        if cursor.over || self.segments.iter().all(|s| s.entries.is_empty()) {
            return Upcoming::Over;
        }
        if let Some(start) =
            self.front.start_at_ms().filter(|start| cursor.began_ms.is_none() && *start > now_ms)
        {
            return Upcoming::RestUntil(start);
        }
        let mut cursor = cursor.clone();
        let began = *cursor.began_ms.get_or_insert(now_ms);
        self.jump(&mut cursor, began, now_ms);
        // Each turn enters another segment or another round; all empty ones are passed in one round of the
        // show.
        for _ in 0..=2 * self.segments.len() {
            let at = cursor.next.segment;
            let Some(segment) = self.segments.get(at) else {
                if !self.front.repeat {
                    return Upcoming::Over;
                }
                cursor = Cursor { next: Place::default(), rounds: 0, entered_ms: None, ..cursor };
                continue;
            };
            if cursor.entered_ms.is_none()
                && let Some(when) = self.begins_ms(at, began).filter(|when| *when > now_ms)
            {
                return Upcoming::RestUntil(when);
            }
            let entered = cursor.entered_ms.unwrap_or(now_ms);
            let length_ms = segment.head.seconds.map(|s| (s * 1000.0) as u64);
            let is_over = length_ms.is_some_and(|length| now_ms.saturating_sub(entered) >= length);
            let place = cursor.next;
            if !is_over && place.paragraph < segment.entries.len() {
                cursor.entered_ms = Some(entered);
                cursor.next.paragraph += 1;
                cursor.product.clone_from(&segment.head.product);
                return Upcoming::Entry(place, cursor);
            }
            let again = match segment.head.repeat {
                Some(Repeat::Endless) => true,
                Some(Repeat::Times(times)) => cursor.rounds + 1 < times,
                None => false,
            };
            if again && !is_over && !segment.entries.is_empty() {
                cursor.rounds += 1;
                cursor.next.paragraph = 0;
            } else {
                cursor.enter(at + 1);
            }
        }
        Upcoming::Over
    }

    /// Goes to the last segment ahead whose time has come since the one of now was entered.
    fn jump(&self, cursor: &mut Cursor, began: u64, now_ms: u64) {
        let since = cursor.entered_ms.unwrap_or(began);
        let at = cursor.next.segment;
        let due = |segment: &usize| {
            self.begins_ms(*segment, began).is_some_and(|when| since < when && when <= now_ms)
        };
        if let Some(segment) = (at + 1..self.segments.len()).rev().find(due) {
            cursor.enter(segment);
        }
    }

    /// Air time at which a segment with a time begins, in milliseconds.
    pub fn begins_ms(&self, segment: usize, began_ms: u64) -> Option<u64> {
        match self.segments.get(segment)?.head.at? {
            At::Wall(ms) => Some(ms),
            At::IntoShow(seconds) => Some(began_ms + (seconds * 1000.0) as u64),
        }
    }
}

impl Cursor {
    /// Moves to the beginning of a segment.
    pub fn enter(&mut self, segment: usize) {
        self.next = Place { segment, paragraph: 0 };
        self.rounds = 0;
        self.entered_ms = None;
    }
}

#[cfg(test)]
mod tests;
