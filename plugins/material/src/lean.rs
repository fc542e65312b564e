//! The lean version: one short shader with a variant a kind, made for software rendering.
//!
//! It encodes gamma itself, so that no pass over the whole picture follows (see `rendering.md`: the final
//! blit alone costs 15 ms at 720p), and it takes the scene's lights as they are written, without shadows.

use crate::{
    MaterialSystems,
    kind::{Kind, Look},
    mips,
};
use bevy::{
    asset::embedded_asset,
    gltf::GltfMaterialExtras,
    mesh::MeshVertexBufferLayoutRef,
    pbr::{Material, MaterialPipeline, MaterialPipelineKey, MaterialPlugin},
    prelude::*,
    render::render_resource::{
        AsBindGroup, RenderPipelineDescriptor, ShaderType, SpecializedMeshPipelineError,
    },
    shader::ShaderRef,
};
use protocol::scene::{Light, Lights};

pub(super) fn plugin(app: &mut App) {
    embedded_asset!(app, "lean.wgsl");
    app.add_plugins(MaterialPlugin::<LeanMaterial>::default())
        .add_systems(Update, (attach, relight).chain().in_set(MaterialSystems::Attach));
}

/// The lights of the scene, as the shader takes them: a direction towards each, and its colour.
#[derive(ShaderType, Clone, Copy, Debug, Default)]
struct LightUniform {
    key_direction: Vec4,
    key: Vec4,
    fill_direction: Vec4,
    fill: Vec4,
    rim_direction: Vec4,
    rim: Vec4,
    sky: Vec4,
    ground: Vec4,
}

/// What a surface is like.
#[derive(ShaderType, Clone, Copy, Debug)]
struct SurfaceUniform {
    /// Linear colour that is multiplied with the texture.
    color: Vec4,
    /// x: alpha below which a pixel is left out, y: roughness.
    params: Vec4,
    /// How light wraps around: what `n·l` is multiplied by and what is added.
    wrap_scale: Vec4,
    wrap_shift: Vec4,
    /// rgb: colour of the highlight that has gone through a fibre; w: strength of the mirror.
    tint: Vec4,
    lights: LightUniform,
}

/// What selects a variant of the shader.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct LeanKey {
    kind: Kind,
    double_sided: bool,
    mask: bool,
}

impl From<&LeanMaterial> for LeanKey {
    fn from(m: &LeanMaterial) -> Self {
        let mask = matches!(m.alpha, AlphaMode::Mask(_));
        Self { kind: m.kind, double_sided: m.double_sided, mask }
    }
}

/// A surface drawn by the lean shader.
#[derive(Asset, TypePath, AsBindGroup, Clone, Debug)]
#[bind_group_data(LeanKey)]
pub struct LeanMaterial {
    #[uniform(0)]
    surface: SurfaceUniform,
    #[texture(1)]
    #[sampler(2)]
    texture: Option<Handle<Image>>,
    alpha: AlphaMode,
    kind: Kind,
    double_sided: bool,
}

impl Material for LeanMaterial {
    fn fragment_shader() -> ShaderRef {
        "embedded://material/lean.wgsl".into()
    }

    fn alpha_mode(&self) -> AlphaMode {
        self.alpha
    }

    fn enable_prepass() -> bool {
        false
    }

    fn enable_shadows() -> bool {
        false
    }

    fn specialize(
        _: &MaterialPipeline,
        descriptor: &mut RenderPipelineDescriptor,
        _: &MeshVertexBufferLayoutRef,
        key: MaterialPipelineKey<Self>,
    ) -> Result<(), SpecializedMeshPipelineError> {
        let key = key.bind_group_data;
        if key.double_sided {
            descriptor.primitive.cull_mode = None;
        }
        if let Some(fragment) = &mut descriptor.fragment {
            fragment.shader_defs.push(key.kind.shader_def().into());
            if key.mask {
                fragment.shader_defs.push("ALPHA_MASK".into());
            }
            if key.double_sided {
                fragment.shader_defs.push("DOUBLE_SIDED".into());
            }
        }
        Ok(())
    }
}

fn light_uniform(lights: &Lights) -> LightUniform {
    let direction = |l: &Light| Vec3::from(l.from).normalize_or(Vec3::Z).extend(0.0);
    let color = |(r, g, b): (f32, f32, f32)| Vec4::new(r, g, b, 0.0);
    LightUniform {
        key_direction: direction(&lights.key),
        key: color(lights.key.color),
        fill_direction: direction(&lights.fill),
        fill: color(lights.fill.color),
        rim_direction: direction(&lights.rim),
        rim: color(lights.rim.color),
        sky: color(lights.sky),
        ground: color(lights.ground),
    }
}

/// Replaces every standard material by a lean one.
fn attach(
    mut commands: Commands,
    meshes: Query<(Entity, &MeshMaterial3d<StandardMaterial>, Option<&GltfMaterialExtras>)>,
    standard: Res<Assets<StandardMaterial>>,
    mut lean: ResMut<Assets<LeanMaterial>>,
    mut images: ResMut<Assets<Image>>,
    lights: Option<Res<Lights>>,
) {
    let lights = lights.as_deref().map(light_uniform).unwrap_or_default();
    for (entity, material, extras) in &meshes {
        let Some(from) = standard.get(&material.0) else { continue };
        let look = Look::of(extras);
        let kind = if from.unlit { Kind::Unlit } else { look.kind };
        let tint = if look.tint.x < 0.0 { from.base_color.to_linear().to_vec3() } else { look.tint };
        let cutoff = if let AlphaMode::Mask(cutoff) = from.alpha_mode { cutoff } else { 0.0 };
        if let Some(texture) = &from.base_color_texture {
            mips::make(&mut images, texture, !from.unlit);
        }
        let handle = lean.add(LeanMaterial {
            surface: SurfaceUniform {
                color: from.base_color.to_linear().to_vec4(),
                params: Vec4::new(cutoff, from.perceptual_roughness, 0.0, 0.0),
                wrap_scale: (1.0 / (1.0 + look.scatter)).extend(0.0),
                wrap_shift: (look.scatter / (1.0 + look.scatter)).extend(0.0),
                tint: tint.extend(look.specular),
                lights,
            },
            texture: from.base_color_texture.clone(),
            alpha: from.alpha_mode,
            kind,
            double_sided: from.double_sided || from.cull_mode.is_none(),
        });
        commands.entity(entity).remove::<MeshMaterial3d<StandardMaterial>>().insert(MeshMaterial3d(handle));
    }
}

/// Writes the scene's lights into every material when they change.
fn relight(lights: Option<Res<Lights>>, mut lean: ResMut<Assets<LeanMaterial>>) {
    let Some(lights) = lights.filter(|l| l.is_changed()) else { return };
    let uniform = light_uniform(&lights);
    for (_, material) in lean.iter_mut() {
        material.surface.lights = uniform;
    }
}
