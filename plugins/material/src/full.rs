//! The full version: Bevy's physically based material, tuned a kind; skin, hair and cloth have light added to it that
//! it does not know.
//!
//! Needs a GPU to be quick; a software renderer draws the same, slowly. Parameters are those of the lean version.

use crate::{
    MaterialSystems,
    kind::{Kind, Look},
};
use bevy::{
    asset::embedded_asset,
    gltf::GltfMaterialExtras,
    mesh::MeshVertexBufferLayoutRef,
    pbr::{
        ExtendedMaterial, MaterialExtension, MaterialExtensionKey, MaterialExtensionPipeline, MaterialPlugin,
    },
    prelude::*,
    render::render_resource::{
        AsBindGroup, RenderPipelineDescriptor, ShaderType, SpecializedMeshPipelineError,
    },
    shader::ShaderRef,
};

type FullMaterial = ExtendedMaterial<StandardMaterial, People>;

pub(super) fn plugin(app: &mut App) {
    embedded_asset!(app, "full.wgsl");
    app.add_plugins(MaterialPlugin::<FullMaterial>::default())
        .add_systems(Update, attach.in_set(MaterialSystems::Attach));
}

/// What a surface is like, as the shader takes it.
#[derive(ShaderType, Clone, Copy, Debug, Default)]
struct PeopleUniform {
    /// rgb: how far light wraps around; w: strength of the mirror.
    scatter: Vec4,
    /// rgb: colour of the highlight that has gone through a fibre.
    tint: Vec4,
}

/// Light that the standard material lacks: below skin, along hair, in the nap of cloth.
#[derive(Asset, TypePath, AsBindGroup, Clone, Debug)]
#[bind_group_data(Kind)]
struct People {
    #[uniform(100)]
    surface: PeopleUniform,
    kind: Kind,
}

impl From<&People> for Kind {
    fn from(people: &People) -> Self {
        people.kind
    }
}

impl MaterialExtension for People {
    fn fragment_shader() -> ShaderRef {
        "embedded://material/full.wgsl".into()
    }

    fn specialize(
        _: &MaterialExtensionPipeline,
        descriptor: &mut RenderPipelineDescriptor,
        _: &MeshVertexBufferLayoutRef,
        key: MaterialExtensionKey<Self>,
    ) -> Result<(), SpecializedMeshPipelineError> {
        if let Some(fragment) = &mut descriptor.fragment {
            fragment.shader_defs.push(key.bind_group_data.shader_def().into());
        }
        Ok(())
    }
}

/// Gives a new material what glTF cannot say.
fn attach(
    mut commands: Commands,
    meshes: Query<
        (Entity, &MeshMaterial3d<StandardMaterial>, &GltfMaterialExtras),
        Added<MeshMaterial3d<StandardMaterial>>,
    >,
    mut materials: ResMut<Assets<StandardMaterial>>,
    mut people: ResMut<Assets<FullMaterial>>,
) {
    for (entity, handle, extras) in &meshes {
        let look = Look::of(Some(extras));
        let Some(mut material) = materials.get_mut(&handle.0) else { continue };
        tune(&mut material, look);
        if !matches!(look.kind, Kind::Skin | Kind::Hair | Kind::Cloth) {
            continue;
        }
        let base = material.clone();
        let tint = if look.tint.x < 0.0 { base.base_color.to_linear().to_vec3() } else { look.tint };
        let surface = PeopleUniform { scatter: look.scatter.extend(look.specular), tint: tint.extend(0.0) };
        let handle = people.add(ExtendedMaterial { base, extension: People { surface, kind: look.kind } });
        commands.entity(entity).remove::<MeshMaterial3d<StandardMaterial>>().insert(MeshMaterial3d(handle));
    }
}

fn tune(material: &mut StandardMaterial, look: Look) {
    match look.kind {
        // A specular of 0.35 is 1.3 % at normal incidence, half of what the index of refraction 1.4 gives: pores
        // and hairs hold the rest back. With it the mirror at grazing angles stays below 0.6, since nothing shades
        // the light from behind.
        Kind::Skin => material.reflectance = 0.8 * look.specular,
        // The fibres' own highlights come from the shader; a mirror on their sheet would be grey, not hair.
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
