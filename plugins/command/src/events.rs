//! The events that are kept: a bounded ring that every session reads at its own pace.
//!
//! Publishing never waits for a reader. Does not decide what is an event, nor what becomes of a reader that
//! has fallen out of the ring: it is told ([`Behind`]) and the session decides.

use axum::extract::ws::Utf8Bytes;
use protocol::{
    Role,
    envelope::op,
    event::{Event, Numbered},
};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};
use tokio::sync::watch;

/// Events kept by [`Events::default`]: at ten a second, more than three minutes of absence.
const KEPT: usize = 2048;

/// The log of events. Clones are the same log; any thread may publish.
///
/// Numbers go up by one while the program runs. They start at the microseconds of the clock on the wall, so that
/// a client that comes back to a *restarted* program is told of the gap instead of being given other events under
/// the numbers that it knows. They stay below 2^53, which JavaScript can count to.
#[derive(Clone)]
pub struct Events(Arc<Log>);

struct Log {
    /// Held for the time of a push or a copy, never across an await.
    ring: Mutex<Ring>,
    newest: watch::Sender<u64>,
    capacity: usize,
}

struct Ring {
    kept: VecDeque<Kept>,
    /// Number of the next event.
    next: u64,
    /// How many hold readers back.
    holds: usize,
}

/// An event as it goes out, written once for all readers.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    /// `{eventType, eventData, seq}` as JSON.
    pub(crate) json: Arc<str>,
    /// The same as a message of a session.
    pub(crate) message: Utf8Bytes,
    /// Who may see it.
    role: Role,
}

/// The reader's next event is no longer kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Behind;

impl Default for Events {
    fn default() -> Self {
        Self::new(KEPT)
    }
}

impl Events {
    /// A log that keeps the last `capacity` events (at least one).
    pub fn new(capacity: usize) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_micros());
        Self::starting_after(u64::try_from(now).unwrap_or(0) & ((1 << 52) - 1), capacity)
    }

    fn starting_after(newest: u64, capacity: usize) -> Self {
        let capacity = capacity.max(1);
        let ring = Ring { kept: VecDeque::with_capacity(capacity.min(KEPT)), next: newest + 1, holds: 0 };
        Self(Arc::new(Log { ring: Mutex::new(ring), newest: watch::Sender::new(newest), capacity }))
    }

    /// Gives the event the next number, keeps it and wakes the readers. Returns the number.
    pub fn publish(&self, event: Event) -> u64 {
        let mut ring = self.lock();
        let (role, numbered) = (event.role(), Numbered { seq: ring.next, event });
        let json = match serde_json::to_string(&numbered) {
            Ok(json) => json,
            Err(error) => {
                tracing::error!(%error, "an event could not be written as json and is lost");
                return ring.next - 1;
            }
        };
        if ring.kept.len() == self.0.capacity {
            ring.kept.pop_front();
        }
        let message = format!(r#"{{"op":{},"d":{json}}}"#, op::EVENT).into();
        ring.kept.push_back(Kept { json: json.into(), message, role });
        ring.next += 1;
        if ring.holds == 0 {
            // Inside the lock, so that numbers reach the watch in order.
            self.0.newest.send_replace(numbered.seq);
        }
        numbered.seq
    }

    /// Readers are woken when what is returned is dropped, once for all that is published until then: five hundred that
    /// are woken for each of two events cost twice as much.
    pub fn hold(&self) -> Held {
        self.lock().holds += 1;
        Held(self.clone())
    }

    /// Number of the newest event.
    pub fn newest(&self) -> u64 {
        self.lock().next - 1
    }

    /// A reader that begins after event `since`, or with the next event; the flag says that events after `since`
    /// are missing, in which case the reader begins with the oldest that is kept. Events above the role are left out.
    pub(crate) fn reader(&self, since: Option<u64>, role: Role) -> (Reader, bool) {
        let ring = self.lock();
        let oldest = ring.next - ring.kept.len() as u64;
        let (next, gap) = match since.map(|s| s.saturating_add(1)) {
            None => (ring.next, false),
            Some(next) if (oldest..=ring.next).contains(&next) => (next, false),
            Some(_) => (oldest, true),
        };
        (Reader { log: self.clone(), wake: self.0.newest.subscribe(), next, role }, gap)
    }

    fn lock(&self) -> MutexGuard<'_, Ring> {
        self.0.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Readers wait: see [`Events::hold`].
#[must_use]
pub struct Held(Events);

impl Drop for Held {
    fn drop(&mut self) {
        let mut ring = self.0.lock();
        ring.holds -= 1;
        let newest = ring.next - 1;
        if ring.holds == 0 {
            self.0.0.newest.send_if_modified(|told| std::mem::replace(told, newest) != newest);
        }
    }
}

/// A place in the log.
pub(crate) struct Reader {
    log: Events,
    wake: watch::Receiver<u64>,
    next: u64,
    role: Role,
}

impl Reader {
    /// The next event, once there is one. May be dropped while it waits, without loss.
    pub(crate) async fn next(&mut self) -> Result<Kept, Behind> {
        loop {
            self.wake.borrow_and_update();
            if let Some(event) = self.take()? {
                return Ok(event);
            }
            if self.wake.changed().await.is_err() {
                // Cannot be: the reader holds the log and so its sender.
                std::future::pending::<()>().await;
            }
        }
    }

    /// The next event if there is one.
    pub(crate) fn take(&mut self) -> Result<Option<Kept>, Behind> {
        let ring = self.log.lock();
        let oldest = ring.next - ring.kept.len() as u64;
        let place = self.next.checked_sub(oldest).ok_or(Behind)?;
        let place = usize::try_from(place).unwrap_or(usize::MAX).min(ring.kept.len());
        let left_out = ring.kept.iter().skip(place).take_while(|kept| kept.role > self.role).count();
        let found = ring.kept.get(place + left_out).cloned();
        self.next += left_out as u64 + u64::from(found.is_some());
        Ok(found)
    }

    /// Number of the event before the next.
    pub(crate) fn seen(&self) -> u64 {
        self.next - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn event(camera: u64) -> Event {
        Event::CameraChanged { camera: camera.to_string() }
    }

    fn all(reader: &mut Reader) -> Vec<u64> {
        std::iter::from_fn(|| reader.take().unwrap().map(|_| reader.seen())).collect()
    }

    #[track_caller]
    fn check(since: Option<u64>, expect: &[u64], expect_gap: bool) {
        let log = Events::starting_after(100, 3);
        for n in 0..5 {
            log.publish(event(n)); // 101..=105, of which 103..=105 are kept
        }
        let (mut reader, gap) = log.reader(since, Role::Admin);
        assert_eq!((all(&mut reader).as_slice(), gap), (expect, expect_gap));
        assert_eq!(log.publish(event(9)), 106);
        assert_eq!(all(&mut reader), [106]);
    }

    #[test]
    fn readers_begin_where_they_ask() {
        check(None, &[], false);
        check(Some(105), &[], false);
        check(Some(103), &[104, 105], false);
        check(Some(102), &[103, 104, 105], false);
        check(Some(101), &[103, 104, 105], true);
        check(Some(0), &[103, 104, 105], true);
        check(Some(106), &[103, 104, 105], true); // another run of the program
        check(Some(u64::MAX), &[103, 104, 105], true);
    }

    #[test]
    fn who_did_what_is_for_those_who_run_the_show() {
        let log = Events::starting_after(0, 8);
        let (mut viewer, _) = log.reader(None, Role::Viewer);
        let (mut operator, _) = log.reader(None, Role::Operator);
        let done = |seq| {
            let entry = serde_json::json!({"number": seq, "atMs": 0, "role": "operator", "name": "ann", "what": "moved", "told": ""});
            Event::ActionDone(serde_json::from_value(entry).unwrap())
        };
        for event in [done(1), event(2), done(3), done(4)] {
            log.publish(event);
        }
        assert_eq!((all(&mut viewer), all(&mut operator)), (vec![2], vec![1, 2, 3, 4]));
        assert_eq!(viewer.seen(), 4, "what is left out is not looked at again");
        log.publish(event(5));
        assert_eq!(all(&mut viewer), [5]);
    }

    #[test]
    fn readers_that_are_held_back_are_woken_once() {
        let log = Events::starting_after(0, 8);
        let (mut reader, _) = log.reader(None, Role::Admin);
        let (outer, inner) = (log.hold(), log.hold());
        log.publish(event(1));
        drop(inner);
        assert_eq!(log.publish(event(2)), 2);
        assert!(!reader.wake.has_changed().unwrap());
        drop(outer);
        assert!(reader.wake.has_changed().unwrap());
        assert_eq!(all(&mut reader), [1, 2]);
        reader.wake.mark_unchanged();
        drop(log.hold());
        assert!(!reader.wake.has_changed().unwrap(), "nothing was published");
        log.publish(event(3));
        assert!(reader.wake.has_changed().unwrap());
    }

    #[test]
    fn numbers_fit_javascript() {
        assert!(Events::default().newest() < 1 << 53);
    }

    #[test]
    fn the_wire_form_is_flat() {
        let log = Events::starting_after(0, 3);
        let (mut reader, _) = log.reader(None, Role::Admin);
        log.publish(event(7));
        let json: serde_json::Value = serde_json::from_str(&reader.take().unwrap().unwrap().json).unwrap();
        assert_eq!(
            json,
            serde_json::json!({"seq": 1, "eventType": "CameraChanged", "eventData": {"camera": "7"}})
        );
    }

    proptest! {
        /// Whatever is published and read in whatever order: a reader sees every number once, in order, or is told.
        #[test]
        fn nothing_is_lost_in_silence(capacity in 1usize..6, steps in prop::collection::vec(any::<bool>(), 0..64)) {
            let log = Events::starting_after(0, capacity);
            let (mut reader, _) = log.reader(None, Role::Admin);
            let (mut published, mut seen) = (0u64, 0u64);
            for publish in steps {
                if publish {
                    published = log.publish(event(0));
                    continue;
                }
                match reader.take() {
                    Ok(Some(_)) => { seen += 1; prop_assert_eq!(reader.seen(), seen); }
                    Ok(None) => prop_assert_eq!(seen, published),
                    Err(Behind) => { prop_assert!(published - seen > capacity as u64); return Ok(()); }
                }
            }
        }
    }
}
