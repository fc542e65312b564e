//! From one encoder to many outputs: bounded queues of access units.
//!
//! A queue is either *lossy* (live: when it is full everything in it goes, and it begins anew at the next key
//! frame; the encoder never waits) or *waiting* (off-line: the encoder waits for room, nothing is lost).

use super::packet::Packet;
use std::{
    collections::VecDeque,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// What a queue does when it is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WhenFull {
    Lose,
    Wait,
}

/// Hands each packet to every queue.
#[derive(Default)]
pub(super) struct Hub {
    queues: Mutex<Vec<Arc<Queue>>>,
    /// Pictures published, whoever listened.
    pictures: AtomicU64,
    ended: AtomicBool,
    changed: Condvar,
}

/// What came out of a queue.
pub(super) enum Popped {
    Packet(Packet),
    Nothing,
    Ended,
}

struct Queue {
    state: Mutex<State>,
    /// A packet came, or the end.
    filled: Condvar,
    /// Room came, or the reader left.
    drained: Condvar,
    when_full: WhenFull,
    /// Nanoseconds of media it holds at most.
    limit: u64,
    dropped: AtomicU64,
}

#[derive(Default)]
struct State {
    packets: VecDeque<Packet>,
    /// Pictures are refused until one can be decoded alone.
    wants_key: bool,
    /// A first one came; what was before it is not counted as lost.
    begun: bool,
    ended: bool,
    closed: bool,
}

impl Hub {
    fn queues(&self) -> MutexGuard<'_, Vec<Arc<Queue>>> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits only where a queue waits.
    pub(super) fn publish(&self, packet: &Packet) {
        // Queues are few; the list is copied so that one that waits holds nobody up but the encoder.
        let queues = self.queues().clone();
        self.pictures.fetch_add(u64::from(packet.is_video()), Ordering::Relaxed);
        for queue in queues {
            queue.push(packet.clone());
        }
    }

    /// No packet will follow.
    pub(super) fn end(&self) {
        let queues = self.queues();
        self.ended.store(true, Ordering::Release);
        for queue in queues.iter() {
            queue.lock().ended = true;
            queue.filled.notify_all();
        }
        self.changed.notify_all();
    }

    /// Waits for [`end`](Self::end); false at the deadline.
    pub(super) fn wait_end(&self, deadline: Instant) -> bool {
        let left = deadline.saturating_duration_since(Instant::now());
        let waited = self.changed.wait_timeout_while(self.queues(), left, |_| !self.is_ended());
        drop(waited);
        self.is_ended()
    }

    /// Pictures published since the start.
    pub(super) fn pictures(&self) -> u64 {
        self.pictures.load(Ordering::Relaxed)
    }

    pub(super) fn is_ended(&self) -> bool {
        self.ended.load(Ordering::Acquire)
    }

    /// A new queue that holds `limit` of media at most and begins with a key frame.
    pub(super) fn subscribe(self: &Arc<Self>, when_full: WhenFull, limit: Duration) -> Subscription {
        let queue = Arc::new(Queue {
            state: Mutex::new(State { wants_key: true, ..State::default() }),
            filled: Condvar::new(),
            drained: Condvar::new(),
            when_full,
            limit: limit.as_nanos() as u64,
            dropped: AtomicU64::new(0),
        });
        let mut queues = self.queues();
        queue.lock().ended = self.is_ended();
        queues.push(queue.clone());
        Subscription { hub: self.clone(), queue }
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, packet: Packet) {
        let mut state = self.lock();
        if self.when_full == WhenFull::Wait {
            let full = |s: &mut State| !s.closed && s.is_full(&packet, self.limit);
            state = self.drained.wait_while(state, full).unwrap_or_else(PoisonError::into_inner);
        }
        if state.closed {
            return;
        }
        if state.is_full(&packet, self.limit) {
            let lost = state.packets.iter().filter(|p| p.is_video()).count();
            self.dropped.fetch_add(lost as u64, Ordering::Relaxed);
            state.packets.clear();
            state.wants_key = true;
        }
        if packet.is_video() {
            if state.wants_key && !packet.key {
                self.dropped.fetch_add(u64::from(state.begun), Ordering::Relaxed);
                return;
            }
            (state.wants_key, state.begun) = (false, true);
        }
        state.packets.push_back(packet);
        drop(state);
        self.filled.notify_one();
    }
}

impl State {
    /// Whether the media in the queue, of the kind of `next`, spans the limit.
    fn is_full(&self, next: &Packet, limit: u64) -> bool {
        let oldest = self.packets.iter().find(|p| p.kind == next.kind);
        oldest.is_some_and(|oldest| next.pts.saturating_sub(oldest.pts) >= limit)
    }
}

/// The reading end of a queue; dropping it leaves the hub.
pub(super) struct Subscription {
    hub: Arc<Hub>,
    queue: Arc<Queue>,
}

impl Subscription {
    /// The next packet, waiting for it.
    pub(super) fn pop(&self, timeout: Duration) -> Popped {
        let state = self.queue.lock();
        let empty = |s: &mut State| s.packets.is_empty() && !s.ended;
        let (mut state, _) = self
            .queue
            .filled
            .wait_timeout_while(state, timeout, empty)
            .unwrap_or_else(PoisonError::into_inner);
        match state.packets.pop_front() {
            Some(packet) => {
                drop(state);
                self.queue.drained.notify_all();
                Popped::Packet(packet)
            }
            None if state.ended => Popped::Ended,
            None => Popped::Nothing,
        }
    }

    /// Pictures lost since the last call.
    pub(super) fn take_dropped(&self) -> u64 {
        self.queue.dropped.swap(0, Ordering::Relaxed)
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.hub.queues().retain(|q| !Arc::ptr_eq(q, &self.queue));
        let mut state = self.queue.lock();
        state.closed = true;
        state.packets.clear();
        drop(state);
        self.queue.drained.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::packet::Kind;
    use gstreamer as gst;

    const FRAME: u64 = 100;

    fn frame(n: u64, key: bool) -> Packet {
        gst::init().unwrap();
        let (data, caps) = (gst::Buffer::new(), gst::Caps::new_empty());
        Packet { kind: Kind::Video, pts: n * FRAME, duration: FRAME, key, data, caps }
    }

    fn drain(subscription: &Subscription) -> Vec<u64> {
        let mut out = Vec::new();
        while let Popped::Packet(p) = subscription.pop(Duration::ZERO) {
            out.push(p.pts / FRAME);
        }
        out
    }

    #[test]
    fn begins_with_a_key_frame() {
        let hub = Arc::new(Hub::default());
        let reader = hub.subscribe(WhenFull::Lose, Duration::from_secs(1));
        for (n, key) in [(0, false), (1, true), (2, false)] {
            hub.publish(&frame(n, key));
        }
        assert_eq!(drain(&reader), [1, 2]);
        assert_eq!((reader.take_dropped(), hub.pictures()), (0, 3));
    }

    #[test]
    fn a_full_lossy_queue_begins_anew_at_a_key_frame() {
        let hub = Arc::new(Hub::default());
        let reader = hub.subscribe(WhenFull::Lose, Duration::from_nanos(5 * FRAME));
        for n in 0..10 {
            hub.publish(&frame(n, n % 4 == 0));
        }
        // Frame 5 finds 0..=4 waiting: all go, 6 and 7 cannot be decoded, 8 can.
        assert_eq!(drain(&reader), [8, 9]);
        assert_eq!(reader.take_dropped(), 8);
        assert_eq!(reader.take_dropped(), 0);
    }

    #[test]
    fn a_waiting_queue_loses_nothing() {
        let hub = Arc::new(Hub::default());
        let reader = hub.subscribe(WhenFull::Wait, Duration::from_nanos(3 * FRAME));
        let writer = {
            let hub = hub.clone();
            let write = move || {
                (0..200).for_each(|n| hub.publish(&frame(n, n == 0)));
                hub.end();
            };
            std::thread::Builder::new().name("writer".into()).spawn(write).unwrap()
        };
        let mut seen = Vec::new();
        loop {
            match reader.pop(Duration::from_secs(5)) {
                Popped::Packet(p) => seen.push(p.pts / FRAME),
                Popped::Nothing => panic!("no packet within the deadline"),
                Popped::Ended => break,
            }
        }
        writer.join().unwrap();
        assert_eq!(seen, (0..200).collect::<Vec<_>>());
    }

    #[test]
    fn a_reader_that_leaves_frees_the_writer() {
        let hub = Arc::new(Hub::default());
        let reader = hub.subscribe(WhenFull::Wait, Duration::from_nanos(FRAME));
        let writer = {
            let hub = hub.clone();
            let write = move || (0..50).for_each(|n| hub.publish(&frame(n, true)));
            std::thread::Builder::new().name("writer".into()).spawn(write).unwrap()
        };
        drop(reader);
        writer.join().unwrap();
        assert!(hub.queues().is_empty());
    }

    #[test]
    fn the_end_is_seen_by_those_who_come_late() {
        let hub = Arc::new(Hub::default());
        hub.end();
        assert!(hub.wait_end(Instant::now()));
        assert!(matches!(hub.subscribe(WhenFull::Lose, Duration::ZERO).pop(Duration::ZERO), Popped::Ended));
    }
}
