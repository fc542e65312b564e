//! Cues of the stage: to which camera or scene and how fast, which pictures, which slide.

use super::{Arguments, CueError};
use crate::request::Fit;
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

/// What stands behind the host.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written")]
pub struct Backdrop {
    /// Names of pictures and films, the first of them first; none: the scene's own backdrop.
    pub assets: Vec<String>,
    /// How one of another shape is fitted.
    pub fit: Fit,
}

/// As it stands in journals; older ones have the names alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Names(Vec<String>),
    Whole {
        assets: Vec<String>,
        #[serde(default)]
        fit: Fit,
    },
}

impl From<Written> for Backdrop {
    fn from(written: Written) -> Self {
        match written {
            Written::Names(assets) => Self { assets, fit: Fit::default() },
            Written::Whole { assets, fit } => Self { assets, fit },
        }
    }
}

/// How `[show ...]` names pictures behind the host.
pub(super) const BACKDROP: &str = "backdrop:";
const FIT: &str = "fit:";

pub(super) fn pictures(args: &Arguments) -> Result<Backdrop, CueError> {
    let (fits, rest): (Vec<&String>, Vec<&String>) = args.args.iter().partition(|a| a.starts_with(FIT));
    let fit = match fits.iter().map(|fit| fit.trim_start_matches(FIT)).collect::<Vec<_>>()[..] {
        [] | ["cover"] => Fit::Cover,
        ["contain"] => Fit::Contain,
        _ => return Err(args.error("wants `fit:cover` or `fit:contain`")),
    };
    let rest: Vec<String> = rest.into_iter().cloned().collect();
    let text = Arguments { args: &rest, ..*args }.one("pictures, as in [show backdrop:a.jpg,b.jpg]")?;
    let names = text.trim_start_matches(BACKDROP).split(',').map(str::trim);
    let names: Vec<String> = names.filter(|name| !name.is_empty()).map(str::to_owned).collect();
    if names.is_empty() {
        return Err(args.error("wants pictures, as in [show backdrop:a.jpg,b.jpg]"));
    }
    Ok(Backdrop { assets: names, fit })
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
