//! What the picture shows: scenes, cameras, backdrops, outputs.

use super::OutputInfo;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Cut or move to a camera.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetCamera {
    /// Name of a camera of the scene on air; `auto` hands over to the auto-director.
    pub camera: String,
    /// Seconds that the camera takes to move there, at most 10; without them it cuts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f32>,
}

/// Change the scene.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetScene {
    /// Stem of a scene file.
    pub scene: String,
    /// Seconds of a cross-fade, at most 5; without them it cuts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f32>,
}

/// The scene that is now on air.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SceneSet {
    /// Its name.
    pub scene: String,
    /// Its camera.
    pub camera: String,
}

/// Put something behind the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetBackdrop {
    /// Names of uploaded files: a picture, a film, or several pictures as slides; none: the scene's own backdrop.
    #[serde(default)]
    pub assets: Vec<String>,
    /// How a picture of another shape is fitted in.
    #[serde(default)]
    pub fit: Fit,
}

/// How a picture is fitted into a frame of another shape.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Fit {
    /// Fills the frame; what stands over is cut off.
    #[default]
    Cover,
    /// Is seen as a whole.
    Contain,
}

/// Go to another slide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetSlide {
    /// Which, from 0; beyond the last, the last.
    pub slide: usize,
}

/// What now stands behind the host.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BackdropSet {
    /// Names of uploaded files; none: the scene's own backdrop.
    pub assets: Vec<String>,
    /// The slide that is seen, from 0.
    pub slide: usize,
}

/// Send the programme to one more target.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartOutput {
    /// `rtmp://…`, `rtmps://…`, or the name of a file that ends with .mp4 in the folder of recordings. It may hold a key:
    /// nobody is told it again.
    pub target: String,
}

impl std::fmt::Debug for StartOutput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StartOutput(hidden)")
    }
}

/// Stop sending to a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StopOutput {
    /// As `GetStatus` names it.
    pub name: String,
}

/// Every output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Outputs {
    /// In the order in which they were started.
    pub outputs: Vec<OutputInfo>,
}

/// The camera that is now on air.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CameraSet {
    /// Its name.
    pub camera: String,
}

/// Scenes that can be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Scenes {
    /// All scenes.
    pub scenes: Vec<SceneInfo>,
    /// The one on air.
    pub current: String,
}

/// A scene and its cameras.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SceneInfo {
    /// File stem.
    pub name: String,
    /// For people.
    pub title: String,
    /// Names of its cameras.
    pub cameras: Vec<String>,
}
