//! The scene's lights for the full tier. The lean shader takes them straight from [`Lights`].

use crate::StageSystems;
use bevy::{light::CascadeShadowConfigBuilder, prelude::*};
use protocol::{
    media::{HostAnchor, Tier},
    scene::{Light, Lights, Rgb},
};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, place.in_set(StageSystems::Place).run_if(resource_equals(Tier::Full)));
}

/// Which light of [`Lights`] an entity is.
#[derive(Component, Clone, Copy, PartialEq, Eq)]
enum Role {
    Key,
    Fill,
    Rim,
}

/// Luminance in cd/m² that is white at Bevy's default exposure: 1.2 · 2^9.7 (EV 100).
const WHITE: f32 = 998.0;
/// Illuminance in lux at which a light of strength 1 turns a white surface white.
const LUX: f32 = WHITE * std::f32::consts::PI;
/// Brightness in cd/m² of an ambient light of strength 1.
const AMBIENT: f32 = WHITE;

fn place(
    mut commands: Commands,
    lights: Res<Lights>,
    anchor: Res<HostAnchor>,
    old: Query<Entity, With<Role>>,
    mut ambient: ResMut<GlobalAmbientLight>,
) {
    if !(lights.is_changed() || anchor.is_changed()) {
        return;
    }
    for entity in &old {
        commands.entity(entity).despawn();
    }
    let eyes = Vec3::from(anchor.middle().unwrap_or([0.0, 1.65, 0.0]));
    for (role, light) in [(Role::Key, lights.key), (Role::Fill, lights.fill), (Role::Rim, lights.rim)] {
        commands.spawn((
            role,
            DirectionalLight {
                color: color(light.color),
                illuminance: strength(light.color) * LUX,
                shadow_maps_enabled: role == Role::Key,
                ..default()
            },
            CascadeShadowConfigBuilder { num_cascades: 1, maximum_distance: 6.0, ..default() }.build(),
            towards(&light, eyes),
        ));
    }
    let middle = |a: Rgb, b: Rgb| ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0, (a.2 + b.2) / 2.0);
    let both = middle(lights.sky, lights.ground);
    ambient.color = color(both);
    ambient.brightness = strength(both) * AMBIENT;
}

fn strength((r, g, b): Rgb) -> f32 {
    r.max(g).max(b)
}

fn color((r, g, b): Rgb) -> Color {
    let s = strength((r, g, b)).max(1e-6);
    Color::linear_rgb(r / s, g / s, b / s)
}

fn towards(light: &Light, eyes: Vec3) -> Transform {
    Transform::from_translation(eyes + Vec3::from(light.from)).looking_at(eyes, Vec3::Y)
}
