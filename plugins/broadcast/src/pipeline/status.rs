//! What is told about outputs: a snapshot that is always true, and events for those who wait.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// Names an output while the encoder lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OutputId(pub u32);

impl fmt::Display for OutputId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Where an output stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutputState {
    /// Begins, or waits for the other side.
    Connecting,
    /// Takes packets.
    Live,
    /// Lost; tries again.
    Retrying {
        /// Tries since it was last live, from 1.
        attempt: u32,
        /// Until the next try.
        next_in: Duration,
        /// Why.
        error: String,
    },
    /// Down. A file stays so; a network output still tries every eight seconds and goes live when it can.
    Failed {
        /// Why, and what to do.
        error: String,
    },
    /// Ended as it should.
    Ended,
}

impl OutputState {
    /// `connecting`, `live`, `retrying`, `failed` or `ended`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Connecting => "connecting",
            Self::Live => "live",
            Self::Retrying { .. } => "retrying",
            Self::Failed { .. } => "failed",
            Self::Ended => "ended",
        }
    }

    /// Why it is not live.
    pub fn error(&self) -> Option<&str> {
        match self {
            Self::Retrying { error, .. } | Self::Failed { error } => Some(error),
            _ => None,
        }
    }
}

/// An output and how it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputStatus {
    /// Which.
    pub id: OutputId,
    /// Where it goes, without its key.
    pub name: String,
    /// Where it stands.
    pub state: OutputState,
    /// Bytes taken by the network or the disk since it began.
    pub bytes_sent: u64,
    /// Pictures handed to it since it began.
    pub frames: u64,
    /// Pictures it lost since it began: its queue was full, or it was down.
    pub dropped: u64,
    /// When its state began.
    pub since: Instant,
}

/// An output changed its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputEvent {
    /// How it is now.
    pub status: OutputStatus,
}

/// The status shared by an output's thread and whoever asks.
pub(super) struct StatusCell {
    status: Mutex<OutputStatus>,
    events: crossbeam_channel::Sender<OutputEvent>,
}

impl StatusCell {
    pub(super) fn new(id: OutputId, name: String, events: crossbeam_channel::Sender<OutputEvent>) -> Self {
        let state = OutputState::Connecting;
        let since = Instant::now();
        let status = OutputStatus { id, name, state, bytes_sent: 0, frames: 0, dropped: 0, since };
        Self { status: Mutex::new(status), events }
    }

    fn lock(&self) -> MutexGuard<'_, OutputStatus> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn snapshot(&self) -> OutputStatus {
        self.lock().clone()
    }

    /// Changes numbers; no event.
    pub(super) fn count(&self, change: impl FnOnce(&mut OutputStatus)) {
        change(&mut self.lock());
    }

    /// Changes the state and tells, when it is another. A listener that does not listen loses events, never the
    /// snapshot.
    pub(super) fn set(&self, state: OutputState) {
        let status = {
            let mut status = self.lock();
            if status.state == state {
                return;
            }
            status.state = state;
            status.since = Instant::now();
            status.clone()
        };
        let (output, error) = (&status.name, status.state.error().unwrap_or_default());
        match status.state {
            OutputState::Failed { .. } => tracing::error!(%output, error, "output failed"),
            OutputState::Retrying { attempt, .. } => {
                tracing::warn!(%output, attempt, error, "output retries")
            }
            _ => tracing::info!(%output, state = status.state.name(), "output"),
        }
        let _ = self.events.try_send(OutputEvent { status });
    }
}
