//! Scenes: cameras, lights, backdrops, and what is shown on them.
//!
//! Reads [`Scene`] and [`HostAnchor`], and moves one camera; it knows neither characters nor materials, and reads no file.

mod auto;
mod auto_director;
mod backdrop;
mod camera;
mod framing;
mod ground;
mod light;
mod motion;
mod paint;
mod picture;
mod scenes;

use bevy::{camera::visibility::RenderLayers, prelude::*};
use protocol::{
    media::{HostAnchor, Tier},
    scene::Scene,
};
use std::sync::Arc;

pub use auto::Auto;
pub use camera::{CameraOnAir, ProgramCamera};
pub use framing::{InView, view};
pub use ground::Ground;
pub use paint::Pixels;
pub use picture::{BackdropTurned, FilmMoved, Page, PictureOnAir, Slides};
pub use scenes::{ReadyScene, SceneMade, SceneOnAir};

/// Puts a scene around the host.
pub struct StagePlugin {
    /// The scene to begin with.
    pub scene: Scene,
    /// Its name.
    pub name: String,
    /// Scenes that can be shown at once, painted; the first one may be among them.
    pub ready: Vec<Arc<ReadyScene>>,
    /// How much the adapter can bear.
    pub tier: Tier,
    /// The camera to begin with, instead of the scene's own.
    pub camera: Option<String>,
}

impl Plugin for StagePlugin {
    fn build(&self, app: &mut App) {
        let first = self.camera.clone().filter(|c| self.scene.cameras.contains_key(c));
        app.insert_resource(self.scene.clone())
            .insert_resource(self.scene.lights)
            .insert_resource(self.tier)
            .insert_resource(backdrop::Walls::new(self.tier))
            .insert_resource(SceneOnAir(self.name.clone()))
            .insert_resource(CameraOnAir(first.unwrap_or_else(|| self.scene.camera.clone())))
            .init_resource::<HostAnchor>()
            .configure_sets(
                Update,
                (StageSystems::Scene, StageSystems::Cue, StageSystems::Auto, StageSystems::Place).chain(),
            );
        scenes::plugin(app);
        camera::plugin(app);
        auto::plugin(app);
        light::plugin(app);
        backdrop::plugin(app);
        ground::plugin(app);
        picture::plugin(app);
        for ready in &self.ready {
            app.world_mut().write_message(SceneMade(ready.clone()));
        }
        if self.camera.as_deref() == Some(protocol::scene::AUTO) {
            app.world_mut().insert_resource(Auto::on());
        }
    }
}

/// The systems of this crate.
#[derive(SystemSet, Debug, Clone, PartialEq, Eq, Hash)]
pub enum StageSystems {
    /// Changes the scene. Runs in [`Update`].
    Scene,
    /// Obeys camera cues. Runs in [`Update`].
    Cue,
    /// Lets the auto-director cut. Runs in [`Update`].
    Auto,
    /// Places camera, lights and backdrop around the host. Runs in [`Update`].
    Place,
}

/// What only the program camera sees.
const PROGRAM: RenderLayers = RenderLayers::layer(0);
