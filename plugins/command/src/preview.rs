//! The live picture for consoles: fragmented MP4 of the program, kept from the last key frames on.
//!
//! Does not encode and does not look into the bytes; whoever pushes says what is a key frame.

use bytes::Bytes;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::watch;

/// Bytes that are kept at most: 40 s of 6 Mbit/s, far more than two groups of pictures.
const KEPT_BYTES: usize = 32 * 1024 * 1024;

/// The live picture. Clones are the same picture; any thread may push, and pushing never waits.
///
/// The group of pictures that is being sent and the one before are kept. A viewer begins at the newest key frame;
/// one that is more than those two groups late goes on at the newest key frame too.
#[derive(Clone)]
pub struct Preview(Arc<Shared>);

struct Shared {
    /// Held for a push or the copy of a reference, never across an await.
    ring: Mutex<Ring>,
    changed: watch::Sender<()>,
}

#[derive(Default)]
struct Ring {
    init: Option<Bytes>,
    /// Counts init segments.
    stream: u64,
    kept: VecDeque<Fragment>,
    kept_bytes: usize,
    /// Number of the next fragment.
    next: u64,
}

struct Fragment {
    key: bool,
    bytes: Bytes,
}

impl Default for Preview {
    fn default() -> Self {
        Self::new()
    }
}

impl Preview {
    /// A picture that has not begun.
    pub fn new() -> Self {
        Self(Arc::new(Shared { ring: Mutex::default(), changed: watch::Sender::new(()) }))
    }

    /// Begins a stream with its init segment (`ftyp` and `moov`); viewers of an earlier one get it too, and go on.
    /// The same segment once more changes nothing: whoever pushes may have lost some fragments.
    pub fn begin(&self, init: Bytes) {
        let mut ring = self.lock();
        if ring.init.as_ref() == Some(&init) {
            return;
        }
        ring.init = Some(init);
        ring.stream += 1;
        ring.kept.clear();
        ring.kept_bytes = 0;
        drop(ring);
        self.0.changed.send_replace(());
    }

    /// Adds a fragment (`moof` and `mdat`, whole); `key` says that it begins with a key frame. What comes before
    /// [`Self::begin`] or before the first key frame is of no use to anybody and is dropped.
    pub fn push(&self, bytes: Bytes, key: bool) {
        let mut ring = self.lock();
        if ring.init.is_none() || (ring.kept.is_empty() && !key) {
            return;
        }
        if key && let Some(before) = ring.kept.iter().rposition(|f| f.key) {
            ring.drop_first(before);
        }
        ring.kept_bytes += bytes.len();
        ring.kept.push_back(Fragment { key, bytes });
        ring.next += 1;
        while ring.kept_bytes > KEPT_BYTES && ring.kept.len() > 1 {
            ring.drop_first(1);
        }
        drop(ring);
        self.0.changed.send_replace(());
    }

    /// Viewers that are connected. While there is none, whoever pushes may save itself the work.
    pub fn viewers(&self) -> usize {
        self.0.changed.receiver_count()
    }

    pub(crate) fn viewer(&self) -> Viewer {
        Viewer { changed: self.0.changed.subscribe(), preview: self.clone(), stream: 0, next: None }
    }

    fn lock(&self) -> MutexGuard<'_, Ring> {
        self.0.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ring {
    fn drop_first(&mut self, count: usize) {
        let freed: usize = self.kept.drain(..count).map(|f| f.bytes.len()).sum();
        self.kept_bytes -= freed;
    }

    fn oldest(&self) -> u64 {
        self.next - self.kept.len() as u64
    }
}

/// One viewer's place in the picture.
pub(crate) struct Viewer {
    preview: Preview,
    changed: watch::Receiver<()>,
    /// The stream whose init segment was given.
    stream: u64,
    /// Number of the next fragment; `None`: the newest key frame, when there is one.
    next: Option<u64>,
}

impl Viewer {
    /// The next segment, once there is one. May be dropped while it waits, without loss.
    pub(crate) async fn next(&mut self) -> Bytes {
        loop {
            self.changed.borrow_and_update();
            if let Some(bytes) = self.take() {
                return bytes;
            }
            if self.changed.changed().await.is_err() {
                // Cannot be: the viewer holds the picture and so its sender.
                std::future::pending::<()>().await;
            }
        }
    }

    /// The next segment if there is one.
    fn take(&mut self) -> Option<Bytes> {
        let ring = self.preview.lock();
        let init = ring.init.as_ref()?;
        if self.stream != ring.stream {
            self.stream = ring.stream;
            self.next = None;
            return Some(init.clone());
        }
        let oldest = ring.oldest();
        let newest_key = || ring.kept.iter().rposition(|f| f.key);
        let place = match self.next {
            Some(next) if next >= oldest => usize::try_from(next - oldest).ok()?,
            _ => newest_key()?,
        };
        let fragment = ring.kept.get(place)?;
        self.next = Some(oldest + place as u64 + 1);
        Some(fragment.bytes.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(preview: &Preview, names: &str) {
        // An upper-case letter is a fragment with a key frame.
        for c in names.chars() {
            preview.push(Bytes::from(c.to_string()), c.is_ascii_uppercase());
        }
    }

    fn read(viewer: &mut Viewer) -> String {
        let all = std::iter::from_fn(|| viewer.take());
        all.map(|b| String::from_utf8(b.to_vec()).unwrap()).collect()
    }

    #[test]
    fn begins_at_the_newest_key_frame() {
        let preview = Preview::new();
        let mut early = preview.viewer();
        push(&preview, "zZ");
        assert_eq!(read(&mut early), "", "nothing before the init segment");
        preview.begin(Bytes::from_static(b"<init>"));
        push(&preview, "zzAabBc");
        assert_eq!(read(&mut early), "<init>Bc");
        assert_eq!(read(&mut preview.viewer()), "<init>Bc");
        push(&preview, "d");
        assert_eq!(read(&mut early), "d");
    }

    #[test]
    fn a_late_viewer_goes_on_at_a_key_frame() {
        let preview = Preview::new();
        preview.begin(Bytes::from_static(b"<init>"));
        push(&preview, "Aa");
        let mut viewer = preview.viewer();
        assert_eq!(read(&mut viewer), "<init>Aa");
        push(&preview, "bBc");
        assert_eq!(read(&mut viewer), "bBc", "within two groups nothing is left out");
        push(&preview, "dCeDfEg");
        assert_eq!(read(&mut viewer), "Eg", "further behind, it goes on at the newest key frame");
    }

    #[test]
    fn a_new_stream_begins_anew() {
        let preview = Preview::new();
        preview.begin(Bytes::from_static(b"<1>"));
        push(&preview, "Aa");
        let mut viewer = preview.viewer();
        assert_eq!(read(&mut viewer), "<1>Aa");
        preview.begin(Bytes::from_static(b"<1>"));
        push(&preview, "b");
        assert_eq!(read(&mut viewer), "b");
        preview.begin(Bytes::from_static(b"<2>"));
        push(&preview, "bBc");
        assert_eq!(read(&mut viewer), "<2>Bc");
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let preview = Preview::new();
        preview.begin(Bytes::new());
        preview.push(Bytes::from(vec![0; 1024]), true);
        for _ in 0..40 {
            preview.push(Bytes::from(vec![0; KEPT_BYTES / 8]), false);
        }
        assert!(preview.lock().kept_bytes <= KEPT_BYTES);
        let mut viewer = preview.viewer();
        assert_eq!(viewer.take().unwrap().len(), 0, "the init segment");
        assert!(viewer.take().is_none(), "no key frame is kept: wait for the next");
        preview.push(Bytes::from_static(b"K"), true);
        assert_eq!(read(&mut viewer), "K");
        assert_eq!(preview.viewers(), 1);
    }
}
