//! The backdrop: painted once into a texture on a wall behind the host, so that a frame costs one look-up.

use crate::{PROGRAM, StageSystems};
use bevy::{
    asset::RenderAssetUsages,
    image::ImageSampler,
    mesh::VertexAttributeValues,
    prelude::*,
    render::render_resource::{Extent3d, TextureDimension, TextureFormat},
};
use protocol::{
    media::{HostAnchor, MediaTime, Tier},
    scene::{Backdrop, Scene, Shape},
};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, (build, flash).in_set(StageSystems::Place));
}

/// Metres from the host's eyes to the wall, and its height; every camera of a scene sees only wall.
const DISTANCE: f32 = 2.6;
const HEIGHT: f32 = 4.2;
const ASPECT: f32 = 16.0 / 9.0;
/// How much wider the wall is than what is painted on it.
const WIDER: f32 = 2.5;
/// Pixels; what is painted is soft, so that this shows no steps at 1080p.
const TEXTURE: (u32, u32) = (1280, 720);

#[derive(Component)]
pub(super) struct Wall;

fn build(
    mut commands: Commands,
    scene: Res<Scene>,
    anchor: Res<HostAnchor>,
    tier: Res<Tier>,
    old: Query<Entity, With<Wall>>,
    mut images: ResMut<Assets<Image>>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    if !(scene.is_changed() || anchor.is_changed()) {
        return;
    }
    for entity in &old {
        commands.entity(entity).despawn();
    }
    let (width, height) = TEXTURE;
    let mut image = Image::new(
        Extent3d { width, height, depth_or_array_layers: 1 },
        TextureDimension::D2,
        paint(&scene.backdrop, width, height),
        TextureFormat::Rgba8UnormSrgb,
        RenderAssetUsages::default(),
    );
    image.sampler = if *tier == Tier::Lean { ImageSampler::nearest() } else { ImageSampler::linear() };
    let material = materials.add(StandardMaterial {
        base_color_texture: Some(images.add(image)),
        unlit: true,
        // Masked things are drawn after the opaque: what the host hides of the wall costs nothing.
        alpha_mode: AlphaMode::Mask(0.0),
        ..default()
    });
    let eyes = Vec3::from(anchor.middle().unwrap_or([0.0, 1.65, 0.0]));
    commands.spawn((
        Wall,
        Mesh3d(meshes.add(wall())),
        MeshMaterial3d(material),
        Transform::from_translation(eyes - Vec3::Z * DISTANCE),
        PROGRAM,
    ));
}

/// The wall: what is painted, and its borders drawn out to both sides, for cameras that look along it.
fn wall() -> Mesh {
    let mut wall = Mesh::from(Rectangle::new(HEIGHT * ASPECT * WIDER, HEIGHT));
    if let Some(VertexAttributeValues::Float32x2(uvs)) = wall.attribute_mut(Mesh::ATTRIBUTE_UV_0) {
        // Beyond 0 and 1 the sampler repeats the texture's border.
        uvs.iter_mut().for_each(|[u, _]| *u = (*u - 0.5) * WIDER + 0.5);
    }
    wall
}

/// In a synchronisation test the picture is white while the beep sounds, and black otherwise.
fn flash(
    scene: Res<Scene>,
    time: Res<MediaTime>,
    mut visible: Query<&mut Visibility, With<Mesh3d>>,
    mut clear: ResMut<ClearColor>,
) {
    let Some(test) = scene.sync_test else { return };
    let color = if test.flashes(time.frame_index) { Color::WHITE } else { Color::BLACK };
    clear.0 = color;
    for mut visibility in &mut visible {
        visibility.set_if_neq(Visibility::Hidden);
    }
}

/// Paints a backdrop as sRGB RGBA, `width`×`height` pixels, dithered so that no gradient shows bands.
pub fn paint(backdrop: &Backdrop, width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::with_capacity((width * height * 4) as usize);
    let rgb = |c: (u8, u8, u8)| Vec3::new(f32::from(c.0), f32::from(c.1), f32::from(c.2));
    let (top, bottom) = (rgb(backdrop.top), rgb(backdrop.bottom));
    let tall = height as f32;
    for y in 0..height {
        for x in 0..width {
            let at = Vec2::new((x as f32 - width as f32 / 2.0) / tall, 0.5 - y as f32 / tall);
            let mut color = bottom.lerp(top, smooth(0.0, 1.0, at.y + 0.5));
            for shape in &backdrop.shapes {
                color = lay(shape, at, color);
            }
            let noise = dither(x, y);
            let channel = |v: f32| (v + noise).clamp(0.0, 255.0) as u8;
            out.extend([channel(color.x), channel(color.y), channel(color.z), 255]);
        }
    }
    out
}

fn lay(shape: &Shape, at: Vec2, under: Vec3) -> Vec3 {
    let rgb = |c: &(u8, u8, u8)| Vec3::new(f32::from(c.0), f32::from(c.1), f32::from(c.2));
    // Light adds up without ever passing white.
    let screen =
        |light: Vec3| Vec3::splat(255.0) - (Vec3::splat(255.0) - under) * (Vec3::ONE - light / 255.0);
    match shape {
        Shape::Glow { at: middle, radius, color, strength } => {
            let d = at.distance(Vec2::from(*middle)) / radius.max(1e-3);
            screen(rgb(color) * (strength * (-d * d).exp()).clamp(0.0, 1.0))
        }
        Shape::Bokeh { at: middle, radius, color, strength } => {
            let d = at.distance(Vec2::from(*middle)) / radius.max(1e-3);
            let disc = (1.0 - smooth(0.86, 1.04, d)) * (0.75 + 0.25 * d);
            screen(rgb(color) * (strength * disc).clamp(0.0, 1.0))
        }
        Shape::Panel { at: middle, size, soft, color, strength } => {
            let off = (at - Vec2::from(*middle)).abs() - Vec2::from(*size) / 2.0;
            let soft = soft.max(1e-3);
            let cover = (1.0 - smooth(-soft, soft, off.x)) * (1.0 - smooth(-soft, soft, off.y));
            under.lerp(rgb(color), (cover * strength).clamp(0.0, 1.0))
        }
    }
}

fn smooth(low: f32, high: f32, value: f32) -> f32 {
    let t = ((value - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// Interleaved gradient noise (Jimenez 2014), 0 to 1.
fn dither(x: u32, y: u32) -> f32 {
    (52.982_918 * (0.067_110_56 * x as f32 + 0.005_837_15 * y as f32).fract()).fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gradient_goes_from_top_to_bottom() {
        let backdrop = Backdrop { top: (200, 0, 0), bottom: (0, 0, 200), shapes: vec![] };
        let pixels = paint(&backdrop, 8, 64);
        assert!(pixels[0] > 190 && pixels[2] < 10, "{:?}", &pixels[..4]);
        let last = &pixels[pixels.len() - 4..];
        assert!(last[0] < 10 && last[2] > 190, "{last:?}");
    }

    #[test]
    fn a_glow_brightens_its_middle_most() {
        let glow = Shape::Glow { at: (0.0, 0.0), radius: 0.2, color: (255, 255, 255), strength: 0.5 };
        let backdrop = Backdrop { top: (20, 20, 20), bottom: (20, 20, 20), shapes: vec![glow] };
        let pixels = paint(&backdrop, 64, 64);
        let at = |x: usize, y: usize| pixels[(y * 64 + x) * 4];
        assert!(at(32, 32) > 120 && at(0, 0) < 30 && at(32, 32) > at(36, 32));
    }
}
