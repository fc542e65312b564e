//! The show's file: loaded, loaded again while on air, and moved in.

use super::{Refused, ShowControl, operator};
use crate::{Change, Cursor, Kind, Place, Reason, Reloaded, Script, Who};
use protocol::show_file::{Show, ShowError, ShowErrors};

impl ShowControl {
    /// Plays a show from its beginning, once what is on air is over. What waits of the show before is
    /// cancelled. `check` finds what the file alone cannot tell, such as cameras that the scene has not.
    ///
    /// # Errors
    /// [`Refused::Show`] with every fault, its line, its column and advice; the show before goes on.
    pub fn load(
        &mut self,
        source: &str,
        check: impl Fn(&Show) -> Vec<ShowError>,
        by: &Who,
        now_ms: u64,
    ) -> Result<Reloaded, Refused> {
        let script = self.read_show(source, check, by, now_ms)?;
        let of_before = self.state.queue.waiting().filter(|item| item.kind == Kind::Rundown);
        let of_before: Vec<String> = of_before.map(|item| item.utterance_id.clone()).collect();
        for id in of_before {
            self.cancel_item(&id, Reason::Superseded, by, now_ms)?;
        }
        let product = self.state.cursor.product.clone();
        self.change_script(source, script, Cursor { product, ..Cursor::default() }, |_, _| None, by, now_ms)
    }

    /// Goes on in a new version of the show that is played: what was said stays said, what was not comes as
    /// the new version has it.
    ///
    /// # Errors
    /// As [`Self::load`]; the version before goes on.
    pub fn reload(
        &mut self,
        source: &str,
        check: impl Fn(&Show) -> Vec<ShowError>,
        by: &Who,
        now_ms: u64,
    ) -> Result<Reloaded, Refused> {
        let script = self.read_show(source, check, by, now_ms)?;
        let cursor = script.continued(&self.script, &self.state.cursor);
        let old = self.script.clone();
        let place = |new: &Script, place| new.place_of(&old, place);
        self.change_script(source, script, cursor, place, by, now_ms)
    }

    fn read_show(
        &mut self,
        source: &str,
        check: impl Fn(&Show) -> Vec<ShowError>,
        by: &Who,
        now_ms: u64,
    ) -> Result<Script, Refused> {
        let read = Show::parse(source).and_then(|show| {
            let errors = check(&show);
            if errors.is_empty() { Ok(show) } else { Err(ShowErrors(errors)) }
        });
        match read {
            Ok(show) => Ok(Script::from(show)),
            Err(errors) => {
                let lines = errors.0.iter().map(ToString::to_string).collect();
                self.record(Change::LoadRefused { errors: lines }, by, now_ms)?;
                Err(Refused::Show(errors))
            }
        }
    }

    fn change_script(
        &mut self,
        source: &str,
        script: Script,
        cursor: Cursor,
        place_in: impl Fn(&Script, Place) -> Option<Place>,
        by: &Who,
        now_ms: u64,
    ) -> Result<Reloaded, Refused> {
        let version = self.state.version + 1;
        let next = cursor.next;
        let items = self.state.queue.on_air().into_iter().chain(self.state.queue.waiting());
        let begun =
            items.filter_map(|item| Some((item.utterance_id.clone(), place_in(&script, item.place?))));
        let change = Change::Loaded { source: source.into(), version, cursor, places: begun.collect() };
        self.record(change, by, now_ms)?;
        self.script = script;
        Ok(Reloaded { version, next })
    }

    /// Goes to the beginning of a segment, or to a paragraph of it, once what is on air is over; a show that
    /// was stopped goes on there.
    ///
    /// # Errors
    /// [`Refused`]: there is no such segment, or nobody with a name asks.
    pub fn go_to(&mut self, place: Place, by: &Who, now_ms: u64) -> Result<(), Refused> {
        operator(by)?;
        let segment = self.script.segments.get(place.segment).ok_or(Refused::NoSegment(place.segment))?;
        let mut cursor = Cursor { over: false, stopped: false, ..self.state.cursor.clone() };
        cursor.began_ms.get_or_insert(now_ms);
        cursor.enter(place.segment);
        cursor.next.paragraph = place.paragraph.min(segment.entries.len());
        // Whoever goes to a segment does not wait for its time.
        cursor.entered_ms = Some(now_ms);
        self.record(Change::Moved { cursor }, by, now_ms)
    }
}
