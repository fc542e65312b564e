//! Scene files: cameras, lights and backdrop, as written in `NAME.scene.ron`.
//!
//! Places are metres from the point between the host's eyes: +X is the host's left, +Y up, +Z towards the
//! camera, so that one scene frames tall and short people alike.

mod painting;

pub use painting::{Layer, Spot, Srgb, Thing};

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where a camera's name is asked for, this hands over to the auto-director.
pub const AUTO: &str = "auto";

/// Metres.
pub type Place = (f32, f32, f32);
/// Linear red, green, blue, 0 to 1.
pub type Rgb = (f32, f32, f32);

/// A scene.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename = "Scene", deny_unknown_fields)]
#[cfg_attr(feature = "ecs", derive(bevy_ecs::prelude::Resource))]
pub struct Scene {
    /// For people.
    pub title: String,
    /// The camera to begin with.
    pub camera: String,
    /// Cameras by name.
    pub cameras: BTreeMap<String, Camera>,
    /// Light on the host.
    pub lights: Lights,
    /// What stands behind.
    pub backdrop: Backdrop,
    /// Where pictures are shown; without it they take the place of the whole backdrop.
    #[serde(default)]
    pub screen: Option<Screen>,
    /// A flash and a beep at every whole period, to measure picture against sound.
    #[serde(default)]
    pub sync_test: Option<SyncTest>,
}

/// Where a camera stands and looks.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename = "Camera", deny_unknown_fields)]
pub struct Camera {
    /// Its place.
    pub from: Place,
    /// The point in the middle of its picture.
    pub look: Place,
    /// Vertical angle of view in degrees, 5 to 90.
    pub fov: f32,
    /// Metres that the camera slowly goes nearer while it is on air, and back; 0 stands still.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub drift: f32,
}

fn is_zero(value: &f32) -> bool {
    *value == 0.0
}

/// Light on the host.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename = "Lights", deny_unknown_fields)]
#[cfg_attr(feature = "ecs", derive(bevy_ecs::prelude::Resource))]
pub struct Lights {
    /// The main light.
    pub key: Light,
    /// Brightens the side that the key leaves dark.
    pub fill: Light,
    /// From behind: parts the host from the backdrop.
    pub rim: Light,
    /// Light from above.
    pub sky: Rgb,
    /// Light from below.
    pub ground: Rgb,
}

/// A light far away.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename = "Light", deny_unknown_fields)]
pub struct Light {
    /// Where it comes from.
    pub from: Place,
    /// Its colour times its strength; 1 lights a white surface to white.
    pub color: Rgb,
}

/// What stands behind the host: a vertical gradient with soft shapes painted on it, once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename = "Backdrop", deny_unknown_fields)]
pub struct Backdrop {
    /// Colour at the top, sRGB 0 to 255.
    pub top: (u8, u8, u8),
    /// Colour at the bottom, sRGB 0 to 255.
    pub bottom: (u8, u8, u8),
    /// Things in perspective, from far to near; they cover the gradient.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub layers: Vec<Layer>,
    /// Painted in order, over the layers.
    #[serde(default)]
    pub shapes: Vec<Shape>,
    /// Metres behind the host, 1.5 to 40. It is as large in the picture at any distance; the further, the less it moves when
    /// the camera does.
    #[serde(default = "wall_distance")]
    pub distance: f32,
}

/// Metres from the host's eyes to a wall that says nothing else.
fn wall_distance() -> f32 {
    2.6
}

/// A screen behind the host, on which pictures, slides and films are shown.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename = "Screen", deny_unknown_fields)]
pub struct Screen {
    /// Its middle on the backdrop, in parts of the backdrop's height.
    pub at: (f32, f32),
    /// Its width and height there.
    pub size: (f32, f32),
}

/// A soft shape on the backdrop. Places are parts of its height from its middle: x right, y up.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Shape {
    /// A round glow that is added.
    Glow { at: (f32, f32), radius: f32, color: (u8, u8, u8), strength: f32 },
    /// A disc out of focus that is added.
    Bokeh { at: (f32, f32), radius: f32, color: (u8, u8, u8), strength: f32 },
    /// A rectangle with soft edges that is laid over.
    Panel { at: (f32, f32), size: (f32, f32), soft: f32, color: (u8, u8, u8), strength: f32 },
}

/// A picture and a sound at the same moment.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename = "SyncTest", deny_unknown_fields)]
pub struct SyncTest {
    /// Frames from flash to flash.
    pub period_frames: u32,
    /// Frames that a flash and its beep last.
    pub flash_frames: u32,
}

impl SyncTest {
    /// Whether frame `frame_index` is white and sounds; the first flash is at the end of the first period.
    pub fn flashes(self, frame_index: u64) -> bool {
        let period = u64::from(self.period_frames.max(1));
        frame_index >= period && frame_index % period < u64::from(self.flash_frames)
    }
}

/// Why a scene was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SceneError {
    /// Not RON of the expected shape.
    #[error("{line}:{column}: {message}")]
    Syntax { line: usize, column: usize, message: String },
    /// A value that cannot be used.
    #[error("{0}")]
    Value(String),
}

impl Scene {
    /// Reads and checks a scene.
    ///
    /// # Errors
    /// Where the text is not a scene, with line and column, or which value cannot be used.
    pub fn parse(source: &str) -> Result<Self, SceneError> {
        let options =
            ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
        let scene: Self = options.from_str(source).map_err(|e| SceneError::Syntax {
            line: e.span.start.line,
            column: e.span.start.col,
            message: e.code.to_string(),
        })?;
        scene.check()?;
        Ok(scene)
    }

    /// Writes the scene as a file that [`Scene::parse`] reads.
    ///
    /// # Errors
    /// A value that cannot be used; the text would be refused when it is read.
    pub fn to_ron(&self) -> Result<String, SceneError> {
        self.check()?;
        let pretty = ron::ser::PrettyConfig::new().struct_names(true).depth_limit(4);
        let options =
            ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
        let text =
            options.to_string_pretty(self, pretty).map_err(|error| SceneError::Value(error.to_string()))?;
        Ok(text + "\n")
    }

    fn check(&self) -> Result<(), SceneError> {
        let bad = |text: String| Err(SceneError::Value(text));
        if !self.cameras.contains_key(&self.camera) {
            return bad(self.no_camera(&self.camera));
        }
        for (name, camera) in &self.cameras {
            let places =
                [camera.from, camera.look].map(|(x, y, z)| x.is_finite() && y.is_finite() && z.is_finite());
            if !(5.0..=90.0).contains(&camera.fov) || places.contains(&false) || camera.from == camera.look {
                return bad(format!(
                    "camera `{name}`: it must look from one place to another, with a fov of 5 to 90 degrees"
                ));
            }
        }
        if !(1.5..=40.0).contains(&self.backdrop.distance) {
            return bad("backdrop: distance must lie between 1.5 and 40 metres".into());
        }
        if self.cameras.contains_key(AUTO) {
            return bad(format!("no camera may be called `{AUTO}`: that is the auto-director"));
        }
        if let Some(name) = self.cameras.iter().find(|(_, c)| !(0.0..=0.3).contains(&c.drift)).map(|c| c.0) {
            return bad(format!("camera `{name}`: drift must lie between 0 and 0.3 metres"));
        }
        match self.sync_test {
            Some(t) if t.period_frames == 0 || t.flash_frames == 0 || t.flash_frames >= t.period_frames => {
                bad("sync_test: a flash lasts at least a frame and less than a period".into())
            }
            _ => Ok(()),
        }
    }

    /// Whether a cue may ask for this camera.
    pub fn has_camera(&self, name: &str) -> bool {
        name == AUTO || self.cameras.contains_key(name)
    }

    /// What to say when a camera is asked for that is not there.
    pub fn no_camera(&self, name: &str) -> String {
        let known: Vec<_> = self.cameras.keys().map(String::as_str).collect();
        format!("the scene has no camera `{name}`; it has {}", known.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCENE: &str = r#"Scene(title: "T", camera: "a",
        cameras: {"a": Camera(from: (0, 0, 1), look: (0, 0, 0), fov: 20)},
        lights: Lights(key: Light(from: (1, 1, 1), color: (1, 1, 1)), fill: Light(from: (-1, 1, 1), color: (0, 0, 0)),
            rim: Light(from: (0, 1, -1), color: (0, 0, 0)), sky: (0, 0, 0), ground: (0, 0, 0)),
        backdrop: Backdrop(top: (1, 2, 3), bottom: (4, 5, 6)))"#;

    #[test]
    fn a_scene_is_read() {
        assert_eq!(Scene::parse(SCENE).unwrap().cameras["a"].fov, 20.0);
    }

    #[test]
    fn what_is_written_is_read() {
        let mut scene = Scene::parse(SCENE).unwrap();
        scene.sync_test = Some(SyncTest { period_frames: 60, flash_frames: 3 });
        scene.backdrop.shapes.push(Shape::Glow {
            at: (0.1, 0.2),
            radius: 0.3,
            color: (1, 2, 3),
            strength: 0.5,
        });
        assert_eq!(Scene::parse(&scene.to_ron().unwrap()).unwrap(), scene);
        scene.camera = "none".into();
        assert!(scene.to_ron().is_err());
    }

    #[track_caller]
    fn check_error(from: &str, to: &str, part: &str) {
        let error = Scene::parse(&SCENE.replacen(from, to, 1)).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }

    #[test]
    fn faults_are_told() {
        check_error("camera: \"a\"", "camera: \"b\"", "no camera `b`; it has a");
        check_error("fov: 20", "fov: 200", "fov");
        check_error("title", "tilte", "1:7");
        check_error("(0, 0, 1)", "(0, 0, inf)", "camera `a`");
    }

    #[test]
    fn flashes_come_after_a_period() {
        let test = SyncTest { period_frames: 60, flash_frames: 3 };
        let on: Vec<u64> = (0..130).filter(|n| test.flashes(*n)).collect();
        assert_eq!(on, [60, 61, 62, 120, 121, 122]);
    }
}
