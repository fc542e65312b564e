//! The show's file while it is on air: when somebody saves another version, the show goes on in that.

use super::Live;
use crate::program::{Program, Written};
use protocol::cue::Cue;
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

impl Live {
    /// Takes the camera with which a show begins that was loaded, as soon as its scene is on air.
    pub(super) fn take_camera(&mut self, now: u64) {
        let Program { studio, performance, facts, .. } = &mut self.program;
        let is_there = |(scene, _): &mut (String, String)| scene == studio.scene_name();
        if let Some((_, camera)) = facts.next_camera.take_if(is_there) {
            performance.cue(Cue::Camera(camera.as_str().into()), 0, now);
        }
    }

    /// Goes on in a new version of the show's file, where somebody saved one.
    pub(super) fn reload(&mut self, now: u64) {
        let Some(file) = &mut self.show_file else { return };
        let title = |program: &Program| program.performance.direction.control().script().front.title.clone();
        if let Some(text) = file.changed()
            && file.is_played(&title(&self.program))
        {
            self.at_desk(now, |desk| desk.replay(&text));
            let title = title(&self.program);
            self.show_file.iter_mut().for_each(|file| file.played(&title));
        }
    }
}
