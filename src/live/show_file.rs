//! The show's file while it is on air: when somebody saves another version, the show goes on in that.

use crate::program::Written;
use std::{
    fs,
    path::PathBuf,
    time::{Duration, Instant, SystemTime},
};

/// How often the file is looked at.
const EVERY: Duration = Duration::from_secs(1);

/// A file that is watched.
pub(super) struct ShowFile {
    path: PathBuf,
    looked: Instant,
    stamp: Option<(SystemTime, u64)>,
    /// What was read last, so that a file that was only touched is no new version.
    text: String,
    /// What the show that came of it is called.
    title: String,
}

impl ShowFile {
    /// Watches the file of a show.
    pub(super) fn new(written: &Written) -> Self {
        let Written { show, source, path } = written;
        let mut file = Self {
            path: path.clone(),
            looked: Instant::now(),
            stamp: None,
            text: source.clone(),
            title: show.front.title.clone(),
        };
        file.stamp = file.stamp();
        file
    }

    /// What the file holds, when that is something else than before. A file that is gone or cannot be read just now is
    /// looked at again: editors write in two steps.
    pub(super) fn changed(&mut self) -> Option<String> {
        if self.looked.elapsed() < EVERY {
            return None;
        }
        self.looked = Instant::now();
        let stamp = self.stamp();
        if stamp.is_none() || stamp == self.stamp {
            return None;
        }
        let text = fs::read_to_string(&self.path).ok()?;
        self.stamp = stamp;
        if text == self.text {
            return None;
        }
        self.text.clone_from(&text);
        Some(text)
    }

    /// Whether what is played came of the file: another show may have been loaded since.
    pub(super) fn is_played(&self, title: &str) -> bool {
        self.title == title
    }

    /// Notes what the show that came of the file is called now.
    pub(super) fn played(&mut self, title: &str) {
        title.clone_into(&mut self.title);
    }

    fn stamp(&self) -> Option<(SystemTime, u64)> {
        let facts = fs::metadata(&self.path).ok()?;
        Some((facts.modified().ok()?, facts.len()))
    }
}
