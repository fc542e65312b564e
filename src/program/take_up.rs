//! Another show, or another version of it, that is taken up on air: who speaks it, and how. The people on stage stay.

use super::Facts;
use crate::{
    people::{self, People, stem},
    program::Plan,
};
use anyhow::Result;
use protocol::show_file::FrontMatter;
use show::{Speaker, Style};
use std::sync::Arc;

/// What a show that is taken up asks for.
pub struct TakenUp {
    /// How its texts are spoken that do not say it themselves.
    pub style: Style,
    /// The usual voice as show and command line have it.
    pub voice: String,
    /// Whether that voice is to speak now, whatever operators set before.
    pub speaks: bool,
    /// What cannot be changed on air.
    pub problem: Option<String>,
}

/// How texts are spoken that do not say it themselves.
pub(super) fn style(front: Option<&FrontMatter>, people: Arc<[Speaker]>) -> Style {
    Style {
        people,
        speed: front.and_then(|f| f.speed).unwrap_or(1.0),
        language: front.and_then(|f| f.language.clone()),
        ..Style::default()
    }
}

impl Facts {
    /// What a show with `front` asks for that follows one with `before`, from its beginning or as a new version.
    ///
    /// # Errors
    /// When a voice is not there.
    pub fn take_up(&self, front: &FrontMatter, before: &FrontMatter, loads: bool) -> Result<TakenUp> {
        let plan = Plan { character: self.characters.clone(), ..self.plan.clone() };
        let People { speakers, voice, .. } = people::read(&plan, Some(front), &self.known.catalog)?;
        // What an operator set stays, unless the show asks for something else than before, or anew.
        let names_one = self.plan.voice.is_empty() && !front.voice.is_empty();
        let speaks = voice != self.voice || (loads && names_one);
        let stems = |names: &[String]| names.iter().map(|name| stem(name)).collect::<Vec<_>>();
        let (written, there) = (stems(&front.character), stems(&self.characters));
        let others = self.plan.character.is_empty() && !written.is_empty() && written != there;
        let problem = (others && (loads || front.character != before.character)).then(|| {
            format!(
                "the show is written for {}; on air people cannot change, so that {} plays it; start compere with the \
                 show to see who it is written for",
                written.join(", "),
                there.join(", ")
            )
        });
        Ok(TakenUp { style: style(Some(front), speakers), voice, speaks, problem })
    }
}
