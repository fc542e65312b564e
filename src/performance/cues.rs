//! Cues: what they do to the sound, and what of them the world is told.

use super::Performance;
use crate::app::Told;
use protocol::{cue::Cue, media::CueFired};
use show::Who;
use std::ops::Range;

impl Performance {
    /// Fires a cue now, for one of the people on stage.
    pub fn cue(&mut self, cue: Cue, person: usize, sample: u64) {
        let played = match &cue {
            Cue::Music { file, level_db } => {
                self.sounds.music(file.as_deref(), *level_db, sample, &mut self.mixer)
            }
            Cue::Sound(name) => self.sounds.sting(name, sample, &mut self.mixer),
            _ => Ok(()),
        };
        if let Err(problem) = played {
            self.notice("warning", format!("[{}] {problem}", cue.name()));
        }
        if let Some(missing) = not_yet(&cue) {
            self.notice("warning", format!("[{}] is not performed yet: {missing}", cue.name()));
        }
        if let Cue::Ask(seconds) = cue {
            self.direction.report(|control, now| control.open_window(seconds, &Who::Program, now));
        }
        self.told.push(Told::Cue(CueFired { cue, person, sample }));
    }

    pub(super) fn fire_cues(&mut self, samples: &Range<u64>) {
        let due = self.act.as_mut().map(|a| a.due_cues(samples.end)).unwrap_or_default();
        for due in due {
            self.cue(due.cue, due.person, due.at.max(samples.start));
        }
    }
}

/// Why a cue has no effect yet, if it has none.
fn not_yet(cue: &Cue) -> Option<&'static str> {
    match cue {
        Cue::Camera(_)
        | Cue::Emotion(_)
        | Cue::Pause(_)
        | Cue::Look(_)
        | Cue::Gesture(_)
        | Cue::Music { .. }
        | Cue::Sound(_)
        | Cue::Show(_)
        | Cue::Hide(_)
        | Cue::Ask(_) => None,
        // In a paragraph they have been taken by the plan.
        Cue::Speaker(_) | Cue::Speed(_) | Cue::Voice(_) | Cue::Pitch(_) | Cue::Lang(_) => {
            Some("alone on a line it has no paragraph to hold for; write it before a word")
        }
        Cue::Scene(_) | Cue::Slide(_) | Cue::Backdrop(_) => None,
    }
}
