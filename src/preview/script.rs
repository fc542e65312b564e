//! A script instead of a hand: the same actions as the buttons, one after the other, for tests and for pictures.
//!
//! Before each line everything before it has come to the screen. A line that cannot be read ends the window.

use super::{action::Action, deck::Deck, easel::Easel, notes::Notes};
use anyhow::{Context, Result};
use avatar::HostState;
use bevy::{app::AppExit, prelude::*, render::view::screenshot::Screenshot};
use std::{collections::VecDeque, fs, path::Path};

/// Updates after an action until it is on the screen.
const SETTLE: u32 = 6;

/// Lines that are still to be done.
#[derive(Resource)]
pub struct Script {
    lines: VecDeque<Line>,
    wait: u32,
}

#[derive(Debug, Clone, PartialEq)]
enum Line {
    Do(Action),
    /// Until nothing is said.
    WaitForSpeech,
    /// So many updates.
    Wait(u32),
}

impl Script {
    /// Reads a script; `#` begins a comment.
    ///
    /// # Errors
    /// When the file cannot be read, or a line of it.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let lines = text.lines().enumerate().filter(|(_, line)| {
            let line = line.trim();
            !line.is_empty() && !line.starts_with('#')
        });
        let lines = lines
            .map(|(index, line)| {
                parse(line.trim()).with_context(|| format!("{}:{}", path.display(), index + 1))
            })
            .collect::<Result<_>>()?;
        Ok(Self { lines, wait: SETTLE })
    }
}

fn parse(line: &str) -> Result<Line> {
    match line.strip_prefix("wait ").map(str::trim) {
        Some("speech") => Ok(Line::WaitForSpeech),
        Some(updates) => Ok(Line::Wait(updates.parse().context("`wait` wants `speech` or a number")?)),
        None => Action::parse(line).map(Line::Do),
    }
}

/// Adds the script.
pub fn plugin(app: &mut App, script: Script) {
    app.insert_resource(script).add_systems(PreUpdate, play);
}

fn play(
    mut script: ResMut<Script>,
    mut actions: MessageWriter<Action>,
    mut exit: MessageWriter<AppExit>,
    (easel, state, deck, notes): (Res<Easel>, Res<HostState>, NonSend<Deck>, Res<Notes>),
    shots: Query<(), With<Screenshot>>,
) {
    let loading = *state == HostState::Loading && easel.failure.is_none();
    if easel.is_busy() || loading || !shots.is_empty() {
        script.wait = script.wait.max(SETTLE);
        return;
    }
    if script.wait > 0 {
        script.wait -= 1;
        return;
    }
    if script.lines.front() == Some(&Line::WaitForSpeech) && !deck.is_idle() {
        return;
    }
    match script.lines.pop_front() {
        Some(Line::Wait(updates)) => script.wait = updates,
        Some(Line::Do(action)) => {
            script.wait = SETTLE;
            actions.write(action);
        }
        Some(Line::WaitForSpeech) => {}
        None => {
            // Whoever started the script reads what went wrong.
            for note in notes.lines().filter(|note| note.is_problem) {
                println!("problem: {}", note.text);
            }
            exit.write(AppExit::Success);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_read() {
        assert_eq!(parse("wait speech").unwrap(), Line::WaitForSpeech);
        assert_eq!(parse("wait 30").unwrap(), Line::Wait(30));
        assert_eq!(parse("quit").unwrap(), Line::Do(Action::Quit));
        assert!(parse("wait long").is_err());
    }
}
