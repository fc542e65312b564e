//! The full version: Bevy's physically based material, tuned a kind.
//!
//! Needs a GPU to be quick; a software renderer draws the same, slowly.

use crate::{MaterialSystems, kind::Kind};
use bevy::{gltf::GltfMaterialExtras, prelude::*};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, tune.in_set(MaterialSystems::Attach));
}

/// Gives a new material what glTF cannot say.
fn tune(
    meshes: Query<
        (&MeshMaterial3d<StandardMaterial>, &GltfMaterialExtras),
        Added<MeshMaterial3d<StandardMaterial>>,
    >,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    for (handle, extras) in &meshes {
        let Some(mut material) = materials.get_mut(&handle.0) else { continue };
        match Kind::of(Some(extras)) {
            // Skin reflects 2.8 % at normal incidence (index of refraction 1.4), less than the usual 4 %;
            // its transmitted light stands in for scattering below the surface.
            Kind::Skin => {
                material.reflectance = 0.35;
                material.diffuse_transmission = 0.12;
            }
            // Strands are painted; a strong mirror on their sheet would be grey, not hair.
            Kind::Hair => {
                material.reflectance = 0.1;
                material.perceptual_roughness = material.perceptual_roughness.max(0.6);
            }
            // The tear film: a clear coat over the ball.
            Kind::Eye => {
                material.clearcoat = 1.0;
                material.clearcoat_perceptual_roughness = 0.03;
            }
            Kind::Teeth | Kind::Tongue => {
                material.clearcoat = 0.6;
                material.clearcoat_perceptual_roughness = 0.15;
            }
            Kind::Cloth => material.reflectance = 0.2,
            Kind::Lash | Kind::Plain | Kind::Unlit => {}
        }
    }
}
