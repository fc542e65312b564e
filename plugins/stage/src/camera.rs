//! The program camera: one camera that stands where the scene's camera on air stands.

use crate::{InView, PROGRAM, StageSystems, view};
use bevy::{
    camera::{CompositingSpace, RenderTarget},
    core_pipeline::tonemapping::{DebandDither, Tonemapping},
    prelude::*,
    render::render_resource::{TextureFormat, TextureUsages},
};
use protocol::{
    cue::Cue,
    media::{CueFired, HostAnchor, MediaTime, PictureSize, SpeechStarted, Tier},
    scene::Scene,
};

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<InView>()
        .add_systems(Startup, spawn)
        .add_systems(Update, (cut, follow).in_set(StageSystems::Cue))
        .add_systems(Update, place.in_set(StageSystems::Place));
}

/// Marks the camera whose picture is broadcast.
#[derive(Component)]
pub struct ProgramCamera;

/// Name of the scene's camera that is on air.
#[derive(Resource, Debug, Clone, PartialEq, Eq)]
pub struct CameraOnAir(pub String);

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

/// A close shot goes to the next to speak so long before the end of a sentence, in samples: in the silence after it.
const CUT_AHEAD: u64 = 9_600;

/// Whoever speaks is whom a close shot shows; where it is known who speaks next, from the end of the sentence on.
fn follow(
    mut started: MessageReader<SpeechStarted>,
    time: Res<MediaTime>,
    mut next: Local<Option<(u64, usize)>>,
    mut in_view: ResMut<InView>,
) {
    for m in started.read() {
        in_view.set_if_neq(InView(m.person));
        let end = (m.start_sample + m.timeline.samples).saturating_sub(CUT_AHEAD);
        *next = m.next.map(|person| (end, person));
    }
    if let Some((_, person)) = next.take_if(|(end, _)| time.sample_index >= *end) {
        in_view.set_if_neq(InView(person));
    }
}

fn place(
    scene: Res<Scene>,
    on_air: Res<CameraOnAir>,
    anchor: Res<HostAnchor>,
    in_view: Res<InView>,
    size: Res<PictureSize>,
    mut camera: Single<(&mut Transform, &mut Projection), With<ProgramCamera>>,
) {
    if !(scene.is_changed() || on_air.is_changed() || anchor.is_changed() || in_view.is_changed()) {
        return;
    }
    let Some(shot) = scene.cameras.get(&on_air.0) else { return };
    let (transform, projection) = &mut *camera;
    **transform = view(shot, &anchor, *in_view, size.width as f32 / size.height as f32);
    **projection = Projection::Perspective(PerspectiveProjection {
        fov: shot.fov.to_radians(),
        near: 0.05,
        far: 50.0,
        ..default()
    });
}
