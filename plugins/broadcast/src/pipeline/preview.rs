//! The program for the console: fragments of MP4 for Media Source Extensions, with little delay.
//!
//! No second encode and no muxer element: the thread exists while somebody watches, and each watcher has a bounded
//! queue of its own. One who does not keep up loses everything up to the next key frame.

use super::{
    fmp4,
    fragmenter::{Cut, Fragment, Fragmenter},
    hub::{Hub, Popped, Subscription, WhenFull},
};
use bytes::Bytes;
use crossbeam_channel::{Receiver, Sender, TrySendError};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// Packets that may wait for the preview's thread.
const QUEUE: Duration = Duration::from_secs(2);
/// Chunks a watcher may be behind: under two seconds of 30 pictures and 47 blocks of sound each.
pub const BEHIND: usize = 128;

/// What a watcher gets: first `Init`, then fragments that follow each other, the first of them with a key frame.
/// After a loss, `Init` comes again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PreviewChunk {
    /// `ftyp` and `moov`.
    Init {
        /// For `MediaSource.addSourceBuffer`.
        mime: Arc<str>,
        /// The segment.
        bytes: Bytes,
    },
    /// `moof` and `mdat`.
    Fragment {
        /// Playing can begin here.
        starts_with_key: bool,
        /// Media time of its first picture in nanoseconds.
        pts_nanos: u64,
        /// The fragment.
        bytes: Bytes,
    },
}

/// A watcher's end. Dropping it stops the watching.
pub struct Preview {
    chunks: Receiver<PreviewChunk>,
}

impl Preview {
    /// The chunks; the channel closes with the program.
    pub fn chunks(&self) -> &Receiver<PreviewChunk> {
        &self.chunks
    }
}

/// Those who watch, and the thread that serves them.
#[derive(Default)]
pub(super) struct Previews {
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    watchers: Vec<Watcher>,
    /// A thread serves them.
    served: bool,
}

struct Watcher {
    chunks: Sender<PreviewChunk>,
    /// Has the initialization segment and all fragments since a key frame.
    in_step: bool,
}

impl Previews {
    /// A new watcher. `force_key` asks the encoder for a key frame, so that it need not wait for one.
    pub(super) fn watch(
        &self,
        hub: &Arc<Hub>,
        force_key: &(dyn Fn() + Send + Sync),
    ) -> std::io::Result<Preview> {
        let (sender, chunks) = crossbeam_channel::bounded(BEHIND);
        {
            let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
            shared.watchers.push(Watcher { chunks: sender, in_step: false });
            if !shared.served {
                let subscription = hub.subscribe(WhenFull::Lose, QUEUE);
                let all = self.shared.clone();
                std::thread::Builder::new()
                    .name("preview".into())
                    .spawn(move || serve(&subscription, &all))?;
                shared.served = true;
            }
        }
        force_key();
        Ok(Preview { chunks })
    }
}

/// Runs until nobody watches or the program ends.
fn serve(subscription: &Subscription, shared: &Mutex<Shared>) {
    let mut fragmenter = Fragmenter::new(Cut { at_frame: 0, at_key: 0, at_once: true });
    let mut init = None;
    loop {
        let (fragment, ended) = match subscription.pop(Duration::from_millis(500)) {
            Popped::Packet(packet) => (fragmenter.push(packet), false),
            Popped::Nothing => (None, false),
            Popped::Ended => (fragmenter.finish(), true),
        };
        if init.is_none() {
            init = fragmenter.streams().map(|streams| PreviewChunk::Init {
                mime: streams.mime().into(),
                bytes: fmp4::init_segment(&streams).into(),
            });
        }
        let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some(fragment), Some(init)) = (fragment, &init) {
            send(&mut shared.watchers, init, fragment);
        }
        // A watcher that left is found by sending; one who leaves in silence holds the thread until the next chunk.
        if shared.watchers.is_empty() || ended {
            shared.watchers.clear();
            shared.served = false;
            return;
        }
    }
}

fn send(watchers: &mut Vec<Watcher>, init: &PreviewChunk, fragment: Fragment) {
    let Fragment { bytes, starts_with_key, pts, .. } = fragment;
    let chunk = PreviewChunk::Fragment { starts_with_key, pts_nanos: pts, bytes: bytes.into() };
    watchers.retain_mut(|watcher| {
        if !watcher.in_step && !starts_with_key {
            // It needs room for two; nothing can be sent, so who left is found at the next key frame.
            return true;
        }
        let first = if watcher.in_step { Ok(()) } else { watcher.chunks.try_send(init.clone()) };
        match first.and_then(|()| watcher.chunks.try_send(chunk.clone())) {
            Ok(()) => watcher.in_step = true,
            Err(TrySendError::Full(_)) => watcher.in_step = false,
            Err(TrySendError::Disconnected(_)) => return false,
        }
        true
    });
}
