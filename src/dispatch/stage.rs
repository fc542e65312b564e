//! Requests about what the picture shows: scene, camera, backdrop.

use super::Desk;
use crate::{
    paths,
    program::read_scene,
    stage::{BackstageError, MediaError},
};
use ::show::SentencePlan;
use protocol::{
    Code,
    cue::{Backdrop, Change, Cue, Slide},
    request::{
        BackdropSet, CameraSet, Refusal, Response, SceneSet, Scenes, SetBackdrop, SetCamera, SetScene,
        SetSlide,
    },
    show_file::Show,
};
use std::path::PathBuf;

/// Pictures in one backdrop; each is kept in memory.
const MOST_SLIDES: usize = 60;

impl Desk<'_> {
    pub(super) fn set_camera(&mut self, set: SetCamera) -> Response {
        let SetCamera { camera, seconds } = set;
        if !self.scene.has_camera(&camera) {
            return Err(Refusal::new(Code::NotFound, self.scene.no_camera(&camera)));
        }
        let change = Change { name: camera.clone(), seconds: within(seconds, Change::MOVE_SECONDS)? };
        self.facts.next_camera = None;
        self.performance.cue(Cue::Camera(change), 0, self.now);
        Ok(CameraSet { camera }.into())
    }

    pub(super) fn set_scene(&mut self, set: SetScene) -> Response {
        let SetScene { scene: name, seconds } = set;
        let seconds = within(seconds, Change::FADE_SECONDS)?;
        // Scenes that anybody may name lie in the scenes folder.
        if !paths::list("scenes", ".scene.ron").contains(&name) {
            let error = paths::find("scene", "scenes", ".scene.ron", &name).map(drop).err();
            let text = error.map_or_else(|| format!("no scene `{name}` in scenes/"), |e| e.to_string());
            return Err(Refusal::new(Code::NotFound, text));
        }
        let scene = read_scene(&name).map_err(|e| Refusal::new(Code::NotReady, format!("{e:#}")))?;
        self.stage.prepare(&name).map_err(|e| Refusal::new(Code::Busy, e.to_string()))?;
        self.facts.next_camera = None;
        self.performance.cue(Cue::Scene(Change { name: name.clone(), seconds }), 0, self.now);
        let kept = scene.cameras.contains_key(self.camera);
        let camera = if kept { self.camera.to_owned() } else { scene.camera };
        Ok(SceneSet { scene: name, camera }.into())
    }

    pub(super) fn set_backdrop(&mut self, set: SetBackdrop) -> Response {
        let SetBackdrop { assets, fit } = set;
        if assets.len() > MOST_SLIDES {
            let text = format!("{} pictures are too many; at most {MOST_SLIDES} fit", assets.len());
            return Err(Refusal::new(Code::TooLarge, text));
        }
        self.stage.show(Backdrop { assets: assets.clone(), fit }).map_err(|error| {
            let code = if error.is::<BackstageError>() {
                Code::Busy
            } else if error.is::<MediaError>() {
                Code::InvalidField
            } else {
                Code::NotFound
            };
            Refusal::new(code, format!("{error:#}"))
        })?;
        Ok(BackdropSet { assets, slide: 0 }.into())
    }

    pub(super) fn set_slide(&mut self, set: SetSlide) -> Response {
        // Pictures that are still being read have the slide as soon as they are seen.
        let assets = self.stage.wanted().assets.clone();
        let Some(last) = assets.len().checked_sub(1) else {
            return Err(Refusal::new(Code::NotFound, "no slides are shown; send SetBackdrop first"));
        };
        let slide = set.slide.min(last);
        self.performance.cue(Cue::Slide(Slide::To(slide)), 0, self.now);
        Ok(BackdropSet { assets, slide }.into())
    }

    /// Another show is played: its scenes are painted, and from its beginning its first one is shown, by its
    /// camera.
    pub(super) fn follow_show(&mut self, source: &str, folder: Option<PathBuf>, from_its_beginning: bool) {
        let Ok(show) = Show::parse(source) else { return };
        self.graphics.follow(&show);
        self.stage.follow(&show, folder);
        if !from_its_beginning {
            return;
        }
        // Its camera may be there in its own scene only, which takes a moment to paint.
        let scene = show.front.scene.clone().unwrap_or_else(|| self.scene_name.to_owned());
        self.facts.next_camera = show.front.camera.map(|camera| (scene, camera));
        if let Some(scene) = show.front.scene {
            self.performance.cue(Cue::Scene(scene.into()), 0, self.now);
        }
    }

    pub(super) fn scenes(&mut self) -> Scenes {
        Scenes { scenes: self.stage.list(), current: self.scene_name.to_owned() }
    }
}

/// Seconds of a move or a fade; 0 is a cut.
fn within(seconds: Option<f32>, most: f32) -> Result<Option<f32>, Refusal> {
    match seconds {
        Some(s) if !(0.0..=most).contains(&s) => {
            Err(Refusal::new(Code::InvalidField, format!("seconds must lie between 0 and {most}")))
        }
        other => Ok(other.filter(|s| *s > 0.0)),
    }
}

/// The camera that the first sentence asks for.
pub(super) fn first_camera(plans: &[SentencePlan]) -> Option<&str> {
    let cues = &plans.first()?.cues;
    cues.iter().find_map(|cue| if let Cue::Camera(to) = &cue.cue { Some(to.name.as_str()) } else { None })
}
