//! Hot reload: where a show goes on in a new version of its file.

use super::{Cursor, Entry, Script};
use crate::Place;

/// What a reload came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reloaded {
    /// Number of the version that is played now; 1 is the first.
    pub version: u64,
    /// What comes next in it.
    pub next: Place,
}

impl Script {
    /// The cursor of `old` in this version: behind the last entry begun that is still there.
    ///
    /// What was said last is looked for by its words, nearest to where it stood; when it is gone, what was
    /// said before it in the same segment. When nothing of it is left, the show goes on at the same paragraph of the
    /// segment of that name, else at the same place.
    pub fn continued(&self, old: &Self, cursor: &Cursor) -> Cursor {
        let mut new = cursor.clone();
        let mut begun = old.entries().rev().filter(|(place, _)| *place < cursor.next);
        let heading = |script: &Self, at: usize| script.segments.get(at).map(|s| s.head.heading.clone());
        let old_heading = heading(old, cursor.next.segment);
        let same_name = (0..self.segments.len()).find(|at| heading(self, *at) == old_heading);
        // Where its segment is still there, no other is gone back to: a paragraph that was reworded while it was said
        // would have the segment before begin again.
        let found = begun.find_map(|(place, entry)| {
            let at = self.same_as(old, place, entry)?;
            let inside =
                same_name.is_none_or(|segment| place.segment == cursor.next.segment && at.segment == segment);
            inside.then_some(at)
        });
        match (found, same_name) {
            // Between two segments: the beginning of the one that comes, wherever it stands now.
            (_, Some(segment)) if cursor.next.paragraph == 0 => new.next = Place { segment, paragraph: 0 },
            (Some(after), _) => new.next = Place { paragraph: after.paragraph + 1, ..after },
            (None, Some(segment)) => {
                let entries = self.segments[segment].entries.len();
                new.next = Place { segment, paragraph: cursor.next.paragraph.min(entries) };
            }
            (None, None) => new.next.segment = cursor.next.segment.min(self.segments.len()),
        }
        if heading(self, new.next.segment) != old_heading {
            new.rounds = 0;
            new.entered_ms = None;
        }
        if self.idle.get(new.idle).is_none() {
            new.idle = 0;
        }
        new
    }

    /// Where an entry of `old` stands in this version, if it is still there.
    pub fn place_of(&self, old: &Self, place: Place) -> Option<Place> {
        self.same_as(old, place, old.entry(place)?)
    }

    /// The place of the same entry: in the segment of the same name if it is there, nearest to where it
    /// stood.
    fn same_as(&self, old: &Self, place: Place, entry: &Entry) -> Option<Place> {
        let heading = old.segments.get(place.segment).map(|s| &s.head.heading);
        let candidates = self.entries().filter(|(_, other)| same(entry, other)).map(|(at, _)| at);
        candidates.min_by_key(|at| {
            let elsewhere = self.segments.get(at.segment).map(|s| &s.head.heading) != heading;
            (elsewhere, at.segment.abs_diff(place.segment), at.paragraph.abs_diff(place.paragraph))
        })
    }
}

fn same(one: &Entry, other: &Entry) -> bool {
    match (one, other) {
        // Cues may change; what was said, was said.
        (Entry::Say { text: a, blocks: x }, Entry::Say { text: b, blocks: y }) => {
            a == b && (!a.is_empty() || x == y)
        }
        (Entry::Ask(a), Entry::Ask(b)) => a == b,
        _ => false,
    }
}
