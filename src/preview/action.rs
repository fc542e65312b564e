//! Everything that can be done in the preview, by a button or by a line of a script: one message.

use anyhow::{Context, Result, bail};
use bevy::prelude::Message;
use protocol::{
    cue::{Cue, EmotionKind},
    text::nearest,
};
use std::path::PathBuf;

/// Something to do. Each module of the preview obeys what is its own.
#[derive(Message, Debug, Clone, PartialEq)]
pub enum Action {
    /// Work on a character: stem of a recipe, or a file.
    Open(String),
    /// Set a field of the recipe: `phenotype.age`, and its value as JSON.
    Edit(String, String),
    /// Write the recipe to a file.
    SaveRecipe(PathBuf),
    /// Hold a morph target at a weight.
    Morph(String, f32),
    /// Hold a viseme at a weight.
    Viseme(String, f32),
    /// Feel, until told otherwise.
    Feel(EmotionKind, f32),
    /// Let go of all morphs, visemes and emotions.
    ResetFace,
    /// Stop all behaviour, or let it live again.
    Still(bool),
    /// Obey a cue: camera, gesture, look.
    Cue(Cue),
    /// Say a text.
    Say(String),
    /// Fall silent.
    Silence,
    /// Speak with another voice.
    Voice(String),
    /// Turn the view around the host, degrees.
    Turn(f32),
    /// Let the view turn by itself.
    Spin(bool),
    /// Go nearer (above 1).
    Zoom(f32),
    /// Let go of all turning, raising and nearing.
    Level,
    /// Put another scene around the host.
    Scene(String),
    /// Write the scene to a file.
    SaveScene(PathBuf),
    /// Write the picture on air as PNG.
    Picture(PathBuf),
    /// Write the whole window as PNG.
    Window(PathBuf),
    /// Show a page of the panel at the right.
    Page(Page),
    /// Put the cursor into the line that is spoken.
    Focus,
    /// Press keys, as a keyboard would.
    Type(String),
    /// Close the window.
    Quit,
}

/// Pages of the panel at the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Page {
    /// Morphs, visemes, emotions.
    #[default]
    Face,
    /// Cameras, lights, backdrop.
    Scene,
    /// The preflight report.
    Check,
}

/// First words of a script's lines.
const VERBS: [&str; 24] = [
    "select",
    "recipe",
    "save-recipe",
    "morph",
    "viseme",
    "emotion",
    "reset",
    "still",
    "camera",
    "gesture",
    "look",
    "say",
    "stop",
    "voice",
    "turn",
    "turntable",
    "zoom",
    "home",
    "scene",
    "save-scene",
    "screenshot",
    "window",
    "page",
    "focus",
];

impl Action {
    /// Reads a line of a script, as `morph jawOpen 0.5`.
    ///
    /// # Errors
    /// An unknown verb, or an argument that cannot be used.
    pub fn parse(line: &str) -> Result<Self> {
        let (verb, rest) = line.trim().split_once(char::is_whitespace).unwrap_or((line.trim(), ""));
        let rest = rest.trim();
        let rest = rest.strip_prefix('"').and_then(|r| r.strip_suffix('"')).unwrap_or(rest);
        let pair =
            || rest.split_once(char::is_whitespace).with_context(|| format!("`{verb}` wants two words"));
        let number =
            |text: &str| text.trim().parse::<f32>().with_context(|| format!("`{text}` is no number"));
        let some =
            || Some(rest.to_owned()).filter(|r| !r.is_empty()).with_context(|| format!("`{verb}` what?"));
        let on = || match rest {
            "" | "on" => Ok(true),
            "off" => Ok(false),
            other => bail!("`{other}` is neither `on` nor `off`"),
        };
        Ok(match verb {
            "select" => Self::Open(some()?),
            "recipe" => pair().map(|(field, value)| Self::Edit(field.into(), value.trim().into()))?,
            "save-recipe" => Self::SaveRecipe(some()?.into()),
            "morph" => pair().and_then(|(name, weight)| Ok(Self::Morph(name.into(), number(weight)?)))?,
            "viseme" => pair().and_then(|(name, weight)| Ok(Self::Viseme(name.into(), number(weight)?)))?,
            "emotion" => match Cue::parse(&format!("emotion {rest}"))? {
                Cue::Emotion(felt) => Self::Feel(felt.kind, felt.strength),
                _ => bail!("`{rest}` is no emotion"),
            },
            "reset" => Self::ResetFace,
            "still" => Self::Still(on()?),
            "camera" | "gesture" | "look" => Self::Cue(Cue::parse(&format!("{verb} {rest}"))?),
            "say" => Self::Say(some()?),
            "stop" => Self::Silence,
            "voice" => Self::Voice(some()?),
            "turn" => Self::Turn(number(rest)?),
            "turntable" => Self::Spin(on()?),
            "zoom" => Self::Zoom(number(rest)?),
            "home" => Self::Level,
            "scene" => Self::Scene(some()?),
            "save-scene" => Self::SaveScene(some()?.into()),
            "screenshot" => Self::Picture(some()?.into()),
            "window" => Self::Window(some()?.into()),
            "page" => Self::Page(match rest {
                "face" => Page::Face,
                "scene" => Page::Scene,
                "check" => Page::Check,
                other => bail!("no page is called `{other}`; there are face, scene, check"),
            }),
            "focus" => Self::Focus,
            "type" => Self::Type(some()?),
            "quit" => Self::Quit,
            other => {
                let near =
                    nearest(other, VERBS).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
                bail!("a script cannot `{other}`{near}")
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expect: Action) {
        assert_eq!(Action::parse(line).expect(line), expect);
    }

    #[test]
    fn lines_are_read() {
        check("select rin", Action::Open("rin".into()));
        check("morph jawOpen 0.5", Action::Morph("jawOpen".into(), 0.5));
        check("say \"Good evening.\"", Action::Say("Good evening.".into()));
        check("emotion smile 0.5", Action::Feel(EmotionKind::Smile, 0.5));
        check("camera half", Action::Cue(Cue::Camera("half".into())));
        check("turntable off", Action::Spin(false));
        check("recipe skin.tone [1, 2, 3]", Action::Edit("skin.tone".into(), "[1, 2, 3]".into()));
    }

    #[track_caller]
    fn check_error(line: &str, part: &str) {
        let error = format!("{:#}", Action::parse(line).expect_err(line));
        assert!(error.contains(part), "{error}");
    }

    #[test]
    fn faults_are_told() {
        check_error("mroph jawOpen 1", "did you mean `morph`?");
        check_error("morph jawOpen wide", "`wide` is no number");
        check_error("morph jawOpen", "two words");
        check_error("gesture wvae", "wave");
        check_error("select", "`select` what?");
    }
}
