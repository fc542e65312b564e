//! A character in the world: rig map, layers of behaviour, deformation on the CPU.
//!
//! Hears of speech and cues through messages of `protocol`; knows neither the stage nor materials.

mod deform;
mod face;
mod host;
pub mod layers;
mod limbs;
mod person;
mod pose;
pub mod preflight;
mod rig;
mod speaking;

use bevy::prelude::*;
use protocol::media::{FrameCost, Tier};
use std::path::PathBuf;

pub use face::EXPRESSIONS;
pub use host::{HostState, ModelChosen};
pub use pose::{Held, Still, StraightAhead};

/// Puts people on the stage and keeps them alive.
pub struct AvatarPlugin {
    /// A glb file for each person, one to three; none: the stage is empty until [`ModelChosen`].
    pub models: Vec<PathBuf>,
    /// How much the adapter can bear; the lean tier deforms on the CPU.
    pub tier: Tier,
    /// Seed of everything that happens by chance: blinks, glances, sway.
    pub seed: u64,
}

impl Plugin for AvatarPlugin {
    fn build(&self, app: &mut App) {
        app.insert_resource(self.tier)
            .insert_resource(host::People { models: self.models.clone(), seed: self.seed })
            .init_resource::<FrameCost>()
            .configure_sets(Update, (AvatarSystems::Load, AvatarSystems::Hear, AvatarSystems::Pose).chain());
        host::plugin(app);
        speaking::plugin(app);
        pose::plugin(app);
        if self.tier == Tier::Lean {
            let after = TransformSystems::Propagate;
            app.add_systems(PostUpdate, deform::deform.in_set(AvatarSystems::Deform).after(after));
        }
    }
}

/// The systems of this crate.
#[derive(SystemSet, Debug, Clone, PartialEq, Eq, Hash)]
pub enum AvatarSystems {
    /// Loads the model. Runs in [`Update`].
    Load,
    /// Takes in speech and cues. Runs in [`Update`].
    Hear,
    /// Evaluates the layers and turns joints. Runs in [`Update`].
    Pose,
    /// Deforms meshes. Runs in [`PostUpdate`].
    Deform,
}
