//! The program camera: one camera that stands where the scene's camera on air stands.

use crate::{PROGRAM, StageSystems};
use bevy::{
    camera::{CompositingSpace, RenderTarget},
    core_pipeline::tonemapping::{DebandDither, Tonemapping},
    prelude::*,
    render::render_resource::{TextureFormat, TextureUsages},
};
use protocol::{
    cue::Cue,
    media::{CueFired, HostAnchor, PictureSize, Tier},
    scene::{self, Scene},
};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Startup, spawn)
        .add_systems(Update, cut.in_set(StageSystems::Cue))
        .add_systems(Update, place.in_set(StageSystems::Place));
}

/// Marks the camera whose picture is broadcast.
#[derive(Component)]
pub struct ProgramCamera;

/// Name of the scene's camera that is on air.
#[derive(Resource, Debug, Clone, PartialEq, Eq)]
pub struct CameraOnAir(pub String);

/// Height of the eyes of an average person in metres, until a character tells its own.
pub const EYES_WITHOUT_HOST: Vec3 = Vec3::new(0.0, 1.65, 0.08);

fn spawn(mut commands: Commands, size: Res<PictureSize>, tier: Res<Tier>, mut images: ResMut<Assets<Image>>) {
    let mut image = Image::new_target_texture(size.width, size.height, TextureFormat::Rgba8UnormSrgb, None);
    image.texture_descriptor.usage |= TextureUsages::COPY_SRC;
    let mut camera = commands.spawn((
        ProgramCamera,
        Camera3d::default(),
        RenderTarget::Image(images.add(image).into()),
        PROGRAM,
        Transform::default(),
    ));
    match *tier {
        // The lean shader encodes gamma itself: nothing may follow it.
        Tier::Lean => {
            camera.insert((CompositingSpace::Srgb, Msaa::Off, Tonemapping::None, DebandDither::Disabled))
        }
        // Lights are set so that nothing passes white; a film curve would only wash out skin and wall.
        Tier::Full => camera.insert((Msaa::Sample4, Tonemapping::None, DebandDither::Enabled)),
    };
}

/// Obeys `[camera NAME]`; an unknown name is refused where the cue comes in, so here it is only passed over.
fn cut(mut cues: MessageReader<CueFired>, scene: Res<Scene>, mut on_air: ResMut<CameraOnAir>) {
    for fired in cues.read() {
        match &fired.cue {
            Cue::Camera(name) if scene.cameras.contains_key(name) => {
                on_air.set_if_neq(CameraOnAir(name.clone()));
            }
            Cue::Camera(name) => warn!(camera = %name, "{}", scene.no_camera(name)),
            _ => {}
        }
    }
}

fn place(
    scene: Res<Scene>,
    on_air: Res<CameraOnAir>,
    anchor: Res<HostAnchor>,
    mut camera: Single<(&mut Transform, &mut Projection), With<ProgramCamera>>,
) {
    if !(scene.is_changed() || on_air.is_changed() || anchor.is_changed()) {
        return;
    }
    let Some(shot) = scene.cameras.get(&on_air.0) else { return };
    let (transform, projection) = &mut *camera;
    **transform = view(shot, anchor.eyes.map_or(EYES_WITHOUT_HOST, Vec3::from));
    **projection = Projection::Perspective(PerspectiveProjection {
        fov: shot.fov.to_radians(),
        near: 0.05,
        far: 50.0,
        ..default()
    });
}

/// Where a shot's camera stands when the host's eyes are at `eyes`.
pub fn view(shot: &scene::Camera, eyes: Vec3) -> Transform {
    let from = eyes + Vec3::from(shot.from);
    Transform::from_translation(from).looking_at(eyes + Vec3::from(shot.look), Vec3::Y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shot_looks_at_its_point() {
        let shot = scene::Camera { from: (0.5, 0.1, 1.0), look: (0.0, -0.1, 0.0), fov: 20.0 };
        let eyes = Vec3::new(0.0, 1.6, 0.1);
        let view = view(&shot, eyes);
        let to = (eyes + Vec3::new(0.0, -0.1, 0.0) - view.translation).normalize();
        assert!((view.forward().as_vec3() - to).length() < 1e-5);
    }
}
