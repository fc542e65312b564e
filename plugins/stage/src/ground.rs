//! Ground: what the picture shows where nobody stands: the scene's backdrop, nothing, or one colour to be keyed out.

use crate::{StageSystems, backdrop::Scenery};
use bevy::prelude::*;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Ground>().add_systems(Update, bare.in_set(StageSystems::Place));
}

/// What lies behind people.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ground {
    /// The scene's backdrop.
    #[default]
    Backdrop,
    /// Nothing: alpha is 0 there, for compositing.
    Nothing,
    /// One colour, sRGB, for mixers that cut a picture out by colour.
    Key([u8; 3]),
}

fn bare(
    ground: Res<Ground>,
    mut clear: ResMut<ClearColor>,
    mut walls: Query<&mut Visibility, With<Scenery>>,
) {
    let color = match *ground {
        Ground::Backdrop => return,
        Ground::Nothing => Color::NONE,
        Ground::Key([r, g, b]) => Color::srgb_u8(r, g, b),
    };
    if clear.0 != color {
        clear.0 = color;
    }
    for mut visibility in &mut walls {
        visibility.set_if_neq(Visibility::Hidden);
    }
}
