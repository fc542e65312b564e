//! Scenes: cameras, lights and backdrops.
//!
//! Reads [`Scene`] and [`HostAnchor`], and moves one camera; it knows neither characters nor materials.

mod backdrop;
mod camera;
mod framing;
mod ground;
mod light;

use bevy::{camera::visibility::RenderLayers, prelude::*};
use protocol::{
    media::{HostAnchor, Tier},
    scene::Scene,
};

pub use backdrop::paint;
pub use camera::{CameraOnAir, ProgramCamera};
pub use framing::{InView, view};
pub use ground::Ground;

/// Puts a scene around the host.
pub struct StagePlugin {
    /// The scene to begin with.
    pub scene: Scene,
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
            .insert_resource(CameraOnAir(first.unwrap_or_else(|| self.scene.camera.clone())))
            .init_resource::<HostAnchor>()
            .configure_sets(Update, (StageSystems::Cue, StageSystems::Place).chain());
        camera::plugin(app);
        light::plugin(app);
        backdrop::plugin(app);
        ground::plugin(app);
    }
}

/// The systems of this crate.
#[derive(SystemSet, Debug, Clone, PartialEq, Eq, Hash)]
pub enum StageSystems {
    /// Obeys cues. Runs in [`Update`].
    Cue,
    /// Places camera, lights and backdrop around the host. Runs in [`Update`].
    Place,
}

/// What only the program camera sees.
const PROGRAM: RenderLayers = RenderLayers::layer(0);
