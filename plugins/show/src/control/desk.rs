//! What operators do to what waits and what is on air: every one of them by name.

use super::{Refused, ShowControl, operator};
use crate::{Change, Kind, Lane, Reason, Turn, Who};
use protocol::event::UtteranceState;

impl ShowControl {
    /// Gives consent to what is held.
    ///
    /// # Errors
    /// [`Refused`]: nothing of that id is held, or nobody with a name asks.
    pub fn approve(&mut self, id: &str, by: &Who, now_ms: u64) -> Result<(), Refused> {
        operator(by)?;
        self.turn(id, Turn::Approve, by, now_ms)?;
        self.yield_to_urgent(now_ms)
    }

    /// Takes an utterance out: one that waits, or the one on air, which falls silent at once.
    ///
    /// # Errors
    /// [`Refused`]: nothing of that id waits or is on air, or nobody with a name asks.
    pub fn reject(&mut self, id: &str, by: &Who, now_ms: u64) -> Result<(), Refused> {
        operator(by)?;
        self.cancel_item(id, Reason::Operator, by, now_ms)
    }

    /// Has something that waits wait for consent.
    ///
    /// # Errors
    /// [`Refused`]: nothing of that id waits in `now` or `next`, or nobody with a name asks.
    pub fn hold(&mut self, id: &str, by: &Who, now_ms: u64) -> Result<(), Refused> {
        operator(by)?;
        self.turn(id, Turn::Hold, by, now_ms)
    }

    /// Drags something before another of its kind in its lane, or behind all of them.
    ///
    /// # Errors
    /// [`Refused`]: priorities do not allow it, or nobody with a name asks.
    pub fn reorder(&mut self, id: &str, before: Option<&str>, by: &Who, now_ms: u64) -> Result<(), Refused> {
        operator(by)?;
        let change = Change::Reordered { utterance_id: id.into(), before: before.map(Into::into) };
        self.record(change, by, now_ms)
    }

    /// Has something be the next to go on air, whatever waits; what is held is approved by it.
    ///
    /// # Errors
    /// [`Refused`]: nothing of that id waits, or nobody with a name asks.
    pub fn take(&mut self, id: &str, by: &Who, now_ms: u64) -> Result<(), Refused> {
        operator(by)?;
        let item = self.state.queue.find(id);
        if item.is_some_and(|item| item.life.state() == UtteranceState::Held) {
            self.turn(id, Turn::Approve, by, now_ms)?;
        }
        self.record(Change::Taken { utterance_id: id.into() }, by, now_ms)
    }

    /// Where all is taken by hand: lets the preview go on air when the air is free.
    ///
    /// # Errors
    /// [`Refused::NotAnOperator`].
    pub fn go(&mut self, by: &Who, now_ms: u64) -> Result<(), Refused> {
        operator(by)?;
        if !self.state.auto && !self.state.go { self.record(Change::Go, by, now_ms) } else { Ok(()) }
    }

    /// Whether what is next goes on air by itself, or waits for [`Self::go`] and [`Self::take`].
    ///
    /// # Errors
    /// [`Refused::NotAnOperator`].
    pub fn set_auto(&mut self, auto: bool, by: &Who, now_ms: u64) -> Result<(), Refused> {
        operator(by)?;
        if auto == self.state.auto { Ok(()) } else { self.record(Change::AutoSet { auto }, by, now_ms) }
    }

    /// An operator speaks in place of the machine, with typed words (offered as [`Kind::Operator`]) or by
    /// microphone: what the machine says is cut at once, and waits.
    ///
    /// # Errors
    /// [`Refused::NotAnOperator`].
    pub fn take_over(&mut self, by: &Who, now_ms: u64) -> Result<(), Refused> {
        let operator = operator(by)?.to_owned();
        if self.state.taken_over_by.as_ref() != Some(&operator) {
            self.record(Change::TakenOver { operator }, by, now_ms)?;
        }
        if self.state.queue.on_air().is_some_and(|item| item.kind.is_of_the_machine()) {
            self.cut(by, now_ms)?;
        }
        Ok(())
    }

    /// An operator takes over with their own voice: whatever is on air is cut, and goes on later.
    ///
    /// # Errors
    /// [`Refused::NotAnOperator`].
    pub fn take_over_by_voice(&mut self, by: &Who, now_ms: u64) -> Result<(), Refused> {
        self.take_over(by, now_ms)?;
        self.cut(by, now_ms)
    }

    /// The machine goes on: first with the sentence that the takeover cut.
    ///
    /// # Errors
    /// [`Refused::NotAnOperator`].
    pub fn hand_back(&mut self, by: &Who, now_ms: u64) -> Result<(), Refused> {
        operator(by)?;
        if self.state.taken_over_by.is_some() { self.record(Change::HandedBack, by, now_ms) } else { Ok(()) }
    }

    /// Notes that somebody did something to the programme beside the show.
    ///
    /// # Errors
    /// [`Refused::Inconsistent`], a fault of the program.
    pub fn did(&mut self, request: &str, told: &str, by: &Who, now_ms: u64) -> Result<(), Refused> {
        self.record(Change::Did { request: request.into(), told: told.into() }, by, now_ms)
    }

    /// Stops what is on air, and unless `keep_queue` is set all that waits, and the show. Gives who was
    /// cancelled.
    ///
    /// # Errors
    /// [`Refused::NotAnOperator`].
    pub fn stop(&mut self, keep_queue: bool, by: &Who, now_ms: u64) -> Result<Vec<String>, Refused> {
        operator(by)?;
        let ids = self.end_all(keep_queue, &Reason::Operator, by, now_ms)?;
        if !keep_queue {
            self.end_show(by, now_ms)?;
        }
        Ok(ids)
    }

    /// Nothing more of the show is said, until somebody goes to a place in it.
    ///
    /// # Errors
    /// None that is not a fault of the program.
    pub fn end_show(&mut self, by: &Who, now_ms: u64) -> Result<(), Refused> {
        let now = &self.state.cursor;
        let stopped = by.operator_name().is_some();
        if self.state.version == 0 || now.over && (stopped || !now.stopped) {
            return Ok(());
        }
        let cursor = crate::Cursor { over: true, stopped, ..now.clone() };
        self.record(Change::Moved { cursor }, by, now_ms)
    }

    /// The stage is not what the show made of it any more: where the show goes on, it is told what holds there.
    pub fn stage_was_cleared(&mut self) {
        self.new_stage = true;
    }

    /// The end of the programme: all that is not over is cancelled, and told. After it, nothing is left to
    /// recover.
    ///
    /// # Errors
    /// None that is not a fault of the program.
    pub fn shut_down(&mut self, now_ms: u64) -> Result<(), Refused> {
        self.end_all(false, &Reason::Shutdown, &Who::Program, now_ms)?;
        self.close_questions(&Reason::Shutdown, now_ms)
    }

    fn end_all(
        &mut self,
        keep_queue: bool,
        reason: &Reason,
        by: &Who,
        now_ms: u64,
    ) -> Result<Vec<String>, Refused> {
        let queue = &self.state.queue;
        let waiting = queue.waiting().filter(|_| !keep_queue);
        let ids: Vec<_> = queue.on_air().into_iter().chain(waiting).map(|i| i.utterance_id.clone()).collect();
        for id in &ids {
            self.cancel_item(id, reason.clone(), by, now_ms)?;
        }
        if self.state.window_until_ms.is_some() {
            self.record(Change::WindowShut, by, now_ms)?;
        }
        if self.state.go {
            self.record(Change::GoWithdrawn, by, now_ms)?;
        }
        Ok(ids)
    }

    /// Cuts off what is on air: self-talk is gone, all else is put back.
    pub(super) fn cut(&mut self, by: &Who, now_ms: u64) -> Result<(), Refused> {
        let Some(item) = self.state.queue.on_air() else { return Ok(()) };
        let (id, kind) = (item.utterance_id.clone(), item.kind);
        if kind == Kind::Idle {
            return self.cancel_item(&id, Reason::Superseded, by, now_ms);
        }
        self.turn(&id, Turn::PutBack, by, now_ms)?;
        self.cuts.push(id);
        Ok(())
    }

    /// Cuts off what is on air for an urgent line that may be said.
    pub(super) fn yield_to_urgent(&mut self, now_ms: u64) -> Result<(), Refused> {
        let urgent = self.state.queue.first(|lane, item| lane == Lane::Now && item.kind == Kind::Urgent);
        let on_air = self.state.queue.on_air();
        if urgent.is_some() && on_air.is_some_and(|item| item.kind < Kind::Urgent) {
            self.cut(&Who::Program, now_ms)?;
        }
        Ok(())
    }
}
