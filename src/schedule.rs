//! The order between crates, in one place.

use avatar::AvatarSystems;
use bevy::prelude::*;
use material::MaterialSystems;
use stage::StageSystems;

/// Cues are heard before anything is posed or placed, the host is posed before the stage frames it, and what
/// came new this frame gets its material last.
pub fn plugin(app: &mut App) {
    app.configure_sets(
        Update,
        (
            AvatarSystems::Load,
            (AvatarSystems::Hear, StageSystems::Scene, StageSystems::Cue, StageSystems::Auto),
            AvatarSystems::Pose,
            StageSystems::Place,
            MaterialSystems::Attach,
        )
            .chain(),
    );
}
