//! The backdrop: painted once into a texture on a wall behind the host, so that a frame costs one look-up.
//!
//! While a scene fades into another there are two walls; at all other times there is one.

use crate::{
    PROGRAM, StageSystems,
    paint::{Pixels, paint},
    scenes::Fade,
};
use bevy::{
    asset::RenderAssetUsages,
    camera::visibility::NoFrustumCulling,
    image::{ImageAddressMode, ImageFilterMode, ImageSampler, ImageSamplerDescriptor},
    mesh::VertexAttributeValues,
    prelude::*,
    render::render_resource::{Extent3d, TextureDimension, TextureFormat},
};
use protocol::{
    media::{HostAnchor, MediaTime, Tier},
    scene::{Backdrop, Scene},
};

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Walls>()
        .add_systems(Startup, rehearse)
        .add_systems(Update, (build, fade, flash, dismiss).chain().in_set(StageSystems::Place));
}

/// The wall's height in metres where it stands 2.6 m behind the eyes; every camera of a scene sees only wall.
const HEIGHT: f32 = 4.2;
const DISTANCE: f32 = 2.6;
/// A camera in the middle of those that a scene has stands so far before the host: from there a wall is as large at any
/// distance.
const EYE: f32 = 1.75;
const ASPECT: f32 = 16.0 / 9.0;
/// How much wider the wall is than what is painted on it.
const WIDER: f32 = 2.5;
/// The wall that goes away stands this much nearer, in metres.
const BEFORE: f32 = 0.02;

/// What stands behind people.
#[derive(Component)]
pub(crate) struct Scenery;

#[derive(Component)]
struct Wall;

/// The wall of the scene before, while it fades.
#[derive(Component)]
struct FadingWall(Handle<Image>);

/// A wall that fades, drawn before air though nobody sees through it that it is there: a software renderer builds a shader
/// when it first draws with it, and that must not be in the first fade of a programme.
#[derive(Component)]
struct Rehearsed;

/// What was painted, by what it shows.
#[derive(Resource, Default)]
pub(crate) struct Walls {
    painted: Vec<(Backdrop, Handle<Image>, Handle<StandardMaterial>)>,
    /// The texture that is seen.
    shown: Option<Handle<Image>>,
    tier: Tier,
}

impl Walls {
    /// Walls whose textures are read as the tier reads them.
    pub fn new(tier: Tier) -> Self {
        Self { tier, ..Self::default() }
    }

    /// Keeps a painted backdrop on the adapter.
    pub fn keep(
        &mut self,
        backdrop: &Backdrop,
        pixels: &Pixels,
        images: &mut Assets<Image>,
        materials: &mut Assets<StandardMaterial>,
    ) {
        if self.painted.iter().any(|(painted, ..)| painted == backdrop) {
            return;
        }
        let image = images.add(texture(pixels, self.tier, false));
        // Masked things are drawn after the opaque: what the host hides of the wall costs nothing.
        let material = materials.add(unlit(&image, AlphaMode::Mask(0.0), 1.0));
        self.painted.push((backdrop.clone(), image, material));
    }

    fn find(&self, backdrop: &Backdrop) -> Option<(Handle<Image>, Handle<StandardMaterial>)> {
        let found = self.painted.iter().find(|(painted, ..)| painted == backdrop)?;
        Some((found.1.clone(), found.2.clone()))
    }
}

/// A texture of what was painted; the lean tier takes the nearest pixel, unless it is to be `smooth`: seen smaller than it is.
pub(crate) fn texture(pixels: &Pixels, tier: Tier, smooth: bool) -> Image {
    // The lean shader reads textures as they are stored.
    let format = if tier == Tier::Lean { TextureFormat::Rgba8Unorm } else { TextureFormat::Rgba8UnormSrgb };
    let mut image = Image::new(
        Extent3d { width: pixels.width, height: pixels.height, depth_or_array_layers: 1 },
        TextureDimension::D2,
        pixels.rgba.clone(),
        format,
        // Nobody reads it here again.
        RenderAssetUsages::RENDER_WORLD,
    );
    let nearest = tier == Tier::Lean && !smooth;
    let filter = if nearest { ImageFilterMode::Nearest } else { ImageFilterMode::Linear };
    image.sampler = ImageSampler::Descriptor(ImageSamplerDescriptor {
        // A camera that looks along the wall sees the place go on beyond what is painted.
        address_mode_u: if pixels.goes_on {
            ImageAddressMode::MirrorRepeat
        } else {
            ImageAddressMode::ClampToEdge
        },
        mag_filter: filter,
        min_filter: filter,
        mipmap_filter: filter,
        ..default()
    });
    image
}

/// A surface that shows a texture as it is.
pub(crate) fn unlit(image: &Handle<Image>, alpha_mode: AlphaMode, alpha: f32) -> StandardMaterial {
    StandardMaterial {
        base_color: Color::WHITE.with_alpha(alpha),
        base_color_texture: Some(image.clone()),
        unlit: true,
        alpha_mode,
        ..default()
    }
}

/// Where what stands on the backdrop lies in the world: the middle of the wall, and metres a part of its height.
pub(crate) fn on_wall(anchor: &HostAnchor, backdrop: &Backdrop) -> (Vec3, f32) {
    let eyes = Vec3::from(anchor.middle().unwrap_or([0.0, 1.65, 0.0]));
    let height = HEIGHT * (backdrop.distance + EYE) / (DISTANCE + EYE);
    (eyes - Vec3::Z * backdrop.distance, height)
}

fn build(
    mut commands: Commands,
    (scene, anchor, fading): (Res<Scene>, Res<HostAnchor>, Option<Res<Fade>>),
    old: Query<(Entity, &Transform), (With<Wall>, Without<FadingWall>)>,
    faded: Query<Entity, With<FadingWall>>,
    mut walls: ResMut<Walls>,
    mut images: ResMut<Assets<Image>>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    if !(scene.is_changed() || anchor.is_changed()) {
        return;
    }
    if walls.find(&scene.backdrop).is_none() {
        // Nobody painted it before: a scene that is being edited.
        walls.keep(&scene.backdrop, &paint(&scene.backdrop), &mut images, &mut materials);
    }
    let Some((image, material)) = walls.find(&scene.backdrop) else { return };
    let begins = fading.is_some_and(|f| f.is_added() || f.is_changed());
    let before = walls.shown.replace(image).filter(|_| begins);
    for entity in &faded {
        commands.entity(entity).despawn();
    }
    let (middle, height) = on_wall(&anchor, &scene.backdrop);
    for (entity, place) in &old {
        commands.entity(entity).despawn();
        if let Some(image) = &before {
            let fading = materials.add(unlit(image, AlphaMode::Blend, 1.0));
            // It stays where it stands before the other; else it is put there, about as large in the picture as it was.
            let nearer = middle + Vec3::Z * BEFORE;
            let place = if place.translation.z >= nearer.z {
                *place
            } else {
                Transform { translation: nearer, scale: Vec3::splat(height), ..*place }
            };
            commands.spawn((
                FadingWall(image.clone()),
                Scenery,
                Mesh3d(meshes.add(wall())),
                MeshMaterial3d(fading),
                place,
                PROGRAM,
            ));
        }
    }
    commands.spawn((
        Wall,
        Scenery,
        Mesh3d(meshes.add(wall())),
        MeshMaterial3d(material),
        Transform::from_translation(middle).with_scale(Vec3::splat(height)),
        PROGRAM,
    ));
}

/// Stands a wall that lets everything through into the frames that are drawn before air.
fn rehearse(
    mut commands: Commands,
    tier: Res<Tier>,
    mut images: ResMut<Assets<Image>>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    let pixels = Pixels { width: 1, height: 1, rgba: vec![255; 4], goes_on: true };
    let image = images.add(texture(&pixels, *tier, false));
    commands.spawn((
        Rehearsed,
        Scenery,
        NoFrustumCulling,
        Mesh3d(meshes.add(wall())),
        MeshMaterial3d(materials.add(unlit(&image, AlphaMode::Blend, 0.0))),
        Transform::from_xyz(0.0, 1.65, -DISTANCE),
        PROGRAM,
    ));
}

fn dismiss(mut commands: Commands, time: Res<MediaTime>, rehearsed: Query<Entity, With<Rehearsed>>) {
    // Frame 0 is drawn until everything is there.
    for entity in rehearsed.iter().filter(|_| time.frame_index > 0) {
        commands.entity(entity).despawn();
    }
}

/// The wall of the scene before grows thinner; its material is given anew, so that every tier takes notice.
fn fade(
    mut commands: Commands,
    fade: Option<Res<Fade>>,
    time: Res<MediaTime>,
    fading: Query<(Entity, &FadingWall)>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    for (entity, wall) in &fading {
        match fade.as_ref().map(|f| f.part(time.sample_index)).filter(|part| *part < 1.0) {
            Some(part) => {
                let material = materials.add(unlit(&wall.0, AlphaMode::Blend, 1.0 - part));
                commands.entity(entity).insert(MeshMaterial3d(material));
            }
            None => commands.entity(entity).despawn(),
        }
    }
}

/// The wall: what is painted, and its borders drawn out to both sides, for cameras that look along it.
fn wall() -> Mesh {
    let mut wall = Mesh::from(Rectangle::new(ASPECT * WIDER, 1.0));
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
