//! What the window says: notes and problems, newest first, and what draws. Problems are logged too, once.

use bevy::prelude::*;
use std::collections::VecDeque;

/// Notes that are kept.
const KEPT: usize = 20;

/// A line for the person at the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// In words.
    pub text: String,
    /// Something did not work.
    pub is_problem: bool,
}

/// Lines for the person at the window, newest first.
#[derive(Resource, Debug, Default)]
pub struct Notes {
    lines: VecDeque<Note>,
    /// What draws.
    pub adapter: String,
    /// The sentence that is heard.
    pub heard: String,
}

impl Notes {
    /// Something was done.
    pub fn done(&mut self, text: impl Into<String>) {
        self.add(text.into(), false);
    }

    /// Something did not work.
    pub fn problem(&mut self, text: &str) {
        if self.lines.front().is_none_or(|last| last.text != text) {
            tracing::warn!("{text}");
            self.add(text.to_owned(), true);
        }
    }

    /// A sentence begins.
    pub fn said(&mut self, text: &str) {
        text.clone_into(&mut self.heard);
    }

    /// All that are kept.
    pub fn lines(&self) -> impl Iterator<Item = &Note> {
        self.lines.iter()
    }

    fn add(&mut self, text: String, is_problem: bool) {
        self.lines.push_front(Note { text, is_problem });
        self.lines.truncate(KEPT);
    }
}

/// Adds the notes.
pub fn plugin(app: &mut App, adapter: String) {
    app.insert_resource(Notes { adapter, ..default() });
}
