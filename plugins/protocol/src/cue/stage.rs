//! Cues of the stage: to which camera or scene and how fast, which pictures, which slide.

use super::{Arguments, CueError};
use serde::{Deserialize, Serialize};

/// To which camera or scene, and how fast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Its name.
    pub name: String,
    /// Seconds that the camera or the fade takes; without them it is a cut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f32>,
}

impl From<String> for Change {
    fn from(name: String) -> Self {
        Self { name, seconds: None }
    }
}

impl From<&str> for Change {
    fn from(name: &str) -> Self {
        name.to_owned().into()
    }
}

impl Change {
    /// Most seconds that a camera moves.
    pub const MOVE_SECONDS: f32 = 10.0;
    /// Most seconds that scenes fade.
    pub const FADE_SECONDS: f32 = 5.0;
}

/// Which slide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Slide {
    /// The one after.
    Next,
    /// The one before.
    Back,
    /// By its number, from 0; beyond the last, the last.
    To(usize),
}

pub(super) fn change(args: &Arguments, wants: &str, most: f32) -> Result<Change, CueError> {
    let [name, rest @ ..] = args.args else { return Err(args.error(&format!("wants {wants}"))) };
    let seconds = match rest {
        [] => None,
        rest => Some(Arguments { args: rest, ..*args }.duration("as in [camera close 1.5s]", most)?),
    };
    Ok(Change { name: name.clone(), seconds: seconds.filter(|s| *s > 0.0) })
}

/// How `[show ...]` names pictures behind the host.
pub(super) const BACKDROP: &str = "backdrop:";

pub(super) fn pictures(args: &Arguments) -> Result<Vec<String>, CueError> {
    let text = args.one("pictures, as in [show backdrop:a.jpg,b.jpg]")?;
    let names = text.trim_start_matches(BACKDROP).split(',').map(str::trim);
    let names: Vec<String> = names.filter(|name| !name.is_empty()).map(str::to_owned).collect();
    if names.is_empty() {
        return Err(args.error("wants pictures, as in [show backdrop:a.jpg,b.jpg]"));
    }
    Ok(names)
}

pub(super) fn slide(args: &Arguments) -> Result<Slide, CueError> {
    let wants = "`next`, `back` or a number from 1, as in [slide 3]";
    let text = args.one(wants)?;
    match text.as_str() {
        "next" => Ok(Slide::Next),
        "back" => Ok(Slide::Back),
        number => match number.parse::<usize>() {
            Ok(n @ 1..=1000) => Ok(Slide::To(n - 1)),
            _ => Err(args.error(&format!("wants {wants}; not `{number}`"))),
        },
    }
}
