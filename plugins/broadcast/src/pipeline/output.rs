//! One thread an output: connects, feeds, watches, tears down, comes back.
//!
//! Owns the policy of retries and the watchdog. It takes packets from its own queue only, so whatever it waits for,
//! the encoder and the other outputs do not.

use super::{
    Container, EncoderError, OutputError, OutputId, OutputState, OutputStatus, Target,
    file::File,
    hls::Hls,
    hub::{Hub, Popped, Subscription, WhenFull},
    recording::Recording,
    rtmp::Rtmp,
    sink::{Progress, Sink},
    status::StatusCell,
};
use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread::JoinHandle,
    time::{Duration, Instant},
};

/// Without progress for so long, a connection is given up (half of the ten seconds after which players stall).
const STALLED: Duration = Duration::from_secs(5);
/// Without success for so long, an output counts as failed; a network output goes on trying.
const FAILED: Duration = Duration::from_secs(30);
/// First and longest pause between tries.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(8));
/// How often errors and progress are looked at.
const POLL: Duration = Duration::from_millis(100);
/// Media that may wait in front of an output while live.
const QUEUE_LIVE: Duration = Duration::from_secs(4);
/// Media that may wait in front of an output off-line: more than muxers need to interleave.
const QUEUE_OFFLINE: Duration = Duration::from_secs(2);

/// A running output.
pub(super) struct Output {
    pub(super) status: Arc<StatusCell>,
    control: Arc<Control>,
    thread: Option<JoinHandle<()>>,
    done: crossbeam_channel::Receiver<()>,
}

/// How an output is told to end.
#[derive(Default)]
struct Control {
    /// Deadline of the end, once it is asked for.
    end: Mutex<Option<Instant>>,
    asked: Condvar,
}

impl Control {
    fn end(&self) -> Option<Instant> {
        *self.end.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ask(&self, deadline: Instant) {
        self.end.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(deadline);
        self.asked.notify_all();
    }

    /// Waits, but not when the end is asked for.
    fn pause(&self, time: Duration) {
        let end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.asked.wait_timeout_while(end, time, |end| end.is_none()));
    }
}

impl Output {
    /// Starts the thread. `force_key` asks the encoder for a key frame.
    pub(super) fn start(
        id: OutputId,
        target: Target,
        live: bool,
        hub: Arc<Hub>,
        force_key: Arc<dyn Fn() + Send + Sync>,
        status: Arc<StatusCell>,
    ) -> Result<Self, EncoderError> {
        let control = Arc::new(Control::default());
        let (tell_done, done) = crossbeam_channel::bounded(1);
        let worker =
            Worker { target, live, hub, force_key, status: status.clone(), control: control.clone() };
        // The queue exists before the first frame is pushed, so an off-line output misses nothing.
        let first = worker.subscribe();
        let thread = std::thread::Builder::new()
            .name(format!("output-{id}"))
            .spawn(move || {
                worker.run(first);
                let _ = tell_done.send(());
            })
            .map_err(EncoderError::Thread)?;
        Ok(Self { status, control, thread: Some(thread), done })
    }

    /// Asks for the end; [`join`](Self::join) waits for it.
    pub(super) fn end(&self, deadline: Instant) {
        self.control.ask(deadline);
    }

    /// Waits until the thread is through, a little past the deadline it was given.
    pub(super) fn join(mut self, deadline: Instant) -> OutputStatus {
        // The thread itself keeps the deadline; what comes on top is tearing down.
        let patience = Duration::from_secs(4);
        if self.done.recv_deadline(deadline + patience).is_ok() {
            if let Some(thread) = self.thread.take() {
                let _ = thread.join();
            }
        } else {
            self.status.set(OutputState::Failed { error: OutputError::Unfinished.to_string() });
        }
        self.status.snapshot()
    }
}

/// How one life of an output ended.
enum Outcome {
    /// The encoder ended, or the end was asked for.
    Ended(Result<Progress, OutputError>),
    /// It broke.
    Broke(OutputError),
}

struct Worker {
    target: Target,
    live: bool,
    hub: Arc<Hub>,
    force_key: Arc<dyn Fn() + Send + Sync>,
    status: Arc<StatusCell>,
    control: Arc<Control>,
}

impl Worker {
    fn subscribe(&self) -> Subscription {
        if self.live {
            self.hub.subscribe(WhenFull::Lose, QUEUE_LIVE)
        } else {
            self.hub.subscribe(WhenFull::Wait, QUEUE_OFFLINE)
        }
    }

    fn open(&self) -> Result<Box<dyn Sink>, OutputError> {
        Ok(match &self.target {
            Target::Rtmp(target) => Box::new(Rtmp::connect(target)?),
            Target::File { path, container: Container::Mp4 } if self.live => {
                Box::new(Recording::create(path)?)
            }
            Target::File { path, container } => Box::new(File::create(path, *container, self.live)?),
            Target::Hls(folder) => Box::new(Hls::create(folder)?),
        })
    }

    fn run(&self, first: Subscription) {
        let mut subscription = Some(first);
        let mut attempt = 0;
        let mut backoff = BACKOFF.0;
        let mut last_success = Instant::now();
        let mut bytes_before = 0;
        let mut left_at = 0;
        loop {
            let mut connected_at = None;
            let outcome = match self.open() {
                Ok(sink) => {
                    let subscription = subscription.take().unwrap_or_else(|| {
                        let missed = self.hub.pictures().saturating_sub(left_at);
                        self.status.count(|s| s.dropped += missed);
                        self.subscribe()
                    });
                    if self.live {
                        (self.force_key)();
                    }
                    self.feed(sink, &subscription, bytes_before, &mut connected_at)
                }
                Err(error) => Outcome::Broke(error),
            };
            // A queue that nobody reads would fill: it is left while the output is down.
            subscription = None;
            left_at = self.hub.pictures();
            let error = match outcome {
                Outcome::Ended(Ok(progress)) => {
                    self.count_bytes(bytes_before, progress.bytes);
                    self.status.set(OutputState::Ended);
                    return;
                }
                Outcome::Ended(Err(error)) => {
                    self.status.set(OutputState::Failed { error: error.to_string() });
                    return;
                }
                Outcome::Broke(error) => error,
            };
            bytes_before = self.status.snapshot().bytes_sent;
            if connected_at.is_some() {
                last_success = Instant::now();
                (attempt, backoff) = (0, BACKOFF.0);
            }
            let retries = matches!(self.target, Target::Rtmp(_)) && self.live;
            let ended = self.hub.is_ended() || self.control.end().is_some();
            if !retries || ended || matches!(error, OutputError::MissingElement { .. }) {
                self.status.set(OutputState::Failed { error: error.to_string() });
                return;
            }
            attempt += 1;
            let error = error.to_string();
            self.status.set(if last_success.elapsed() >= FAILED {
                OutputState::Failed { error }
            } else {
                OutputState::Retrying { attempt, next_in: backoff, error }
            });
            self.control.pause(backoff);
            backoff = (backoff * 2).min(BACKOFF.1);
            if self.control.end().is_some() {
                // It was down when the end came: that is how it ended.
                let error = self.status.snapshot().state.error().unwrap_or_default().to_owned();
                self.status.set(OutputState::Failed { error });
                return;
            }
        }
    }

    fn count_bytes(&self, before: u64, now: u64) {
        self.status.count(|s| s.bytes_sent = s.bytes_sent.max(before + now));
    }

    /// One life: packets from the queue to the sink until the end or an error.
    fn feed(
        &self,
        mut sink: Box<dyn Sink>,
        subscription: &Subscription,
        bytes_before: u64,
        connected_at: &mut Option<Instant>,
    ) -> Outcome {
        let mut watchdog = Watchdog::new(Instant::now());
        let mut next_poll = Instant::now();
        loop {
            if let Some(deadline) = self.control.end().filter(|_| !self.hub.is_ended()) {
                // This output alone is ended; when the encoder ends, its queue is emptied first.
                return Outcome::Ended(sink.finish(deadline));
            }
            let popped = if sink.has_room() {
                subscription.pop(POLL)
            } else {
                self.pause_for_room();
                Popped::Nothing
            };
            let pushed = match popped {
                Popped::Packet(packet) => {
                    self.status.count(|s| s.frames += u64::from(packet.is_video()));
                    watchdog.gave();
                    sink.push(packet)
                }
                Popped::Nothing => Ok(()),
                Popped::Ended => {
                    let fallback = Instant::now() + STALLED;
                    return Outcome::Ended(sink.finish(self.control.end().unwrap_or(fallback)));
                }
            };
            if let Err(error) = pushed {
                sink.abort();
                return Outcome::Broke(error);
            }
            if Instant::now() < next_poll {
                continue;
            }
            next_poll = Instant::now() + POLL;
            let dropped = subscription.take_dropped();
            self.status.count(|s| s.dropped += dropped);
            let looked = sink.poll().and_then(|progress| {
                self.count_bytes(bytes_before, progress.bytes);
                if progress.connected && connected_at.is_none() {
                    *connected_at = Some(Instant::now());
                    self.status.set(OutputState::Live);
                }
                if self.live { watchdog.look(progress, Instant::now()) } else { Ok(()) }
            });
            if let Err(error) = looked {
                sink.abort();
                return Outcome::Broke(error);
            }
            if self.control.end().is_some_and(|deadline| Instant::now() >= deadline) {
                sink.abort();
                return Outcome::Ended(Err(OutputError::Unfinished));
            }
        }
    }

    /// The sink is full: looks again soon.
    fn pause_for_room(&self) {
        let deadline = Duration::from_millis(10);
        // Once the end is asked for `pause` returns at once; the sink still needs its time.
        if self.control.end().is_some() { std::thread::sleep(deadline) } else { self.control.pause(deadline) }
    }
}

/// Finds out that packets were given but no byte leaves. While nothing is given, as before the program begins, there
/// is nothing to wait for.
struct Watchdog {
    bytes: u64,
    moved: Instant,
    /// Packets were given since it moved.
    owed: bool,
}

impl Watchdog {
    fn new(now: Instant) -> Self {
        Self { bytes: 0, moved: now, owed: false }
    }

    fn gave(&mut self) {
        self.owed = true;
    }

    fn look(&mut self, progress: Progress, now: Instant) -> Result<(), OutputError> {
        if progress.bytes != self.bytes || (progress.connected && !progress.waiting) {
            (self.bytes, self.owed) = (progress.bytes, false);
            self.moved = now;
        } else if !self.owed {
            self.moved = now;
        }
        if now.saturating_duration_since(self.moved) < STALLED {
            Ok(())
        } else {
            Err(OutputError::Stalled { seconds: STALLED.as_secs() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each step: seconds, whether a packet is given, bytes, connected, waiting. Tells at which second it barks.
    #[track_caller]
    fn check(steps: &[(u64, bool, u64, bool, bool)], expect: Option<u64>) {
        let start = Instant::now();
        let mut watchdog = Watchdog::new(start);
        let barks = steps.iter().find_map(|(second, gives, bytes, connected, waiting)| {
            if *gives {
                watchdog.gave();
            }
            let progress = Progress { bytes: *bytes, connected: *connected, waiting: *waiting };
            watchdog.look(progress, start + Duration::from_secs(*second)).is_err().then_some(*second)
        });
        assert_eq!(barks, expect);
    }

    #[test]
    fn the_watchdog_barks_only_when_something_is_owed() {
        // Nothing is given for a minute: the program has not begun.
        check(&[(1, false, 0, false, false), (60, false, 0, false, false)], None);
        // A server that never answers.
        check(
            &[(60, true, 0, false, true), (61, true, 0, false, true), (65, true, 0, false, true)],
            Some(60),
        );
        check(&[(1, false, 0, false, false), (2, true, 0, false, true), (7, true, 0, false, true)], Some(7));
        // A connection that stops in the middle, and one that goes on.
        check(&[(1, true, 9, true, true), (5, true, 9, true, true), (6, true, 9, true, true)], Some(6));
        check(&[(1, true, 9, true, true), (5, true, 10, true, true), (9, true, 11, true, true)], None);
        // All was taken.
        check(&[(1, true, 9, true, false), (30, true, 9, true, false)], None);
    }
}
