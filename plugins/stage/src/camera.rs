//! The program camera: one camera that stands where the scene's camera on air stands, or on its way there.

use crate::{
    InView, PROGRAM, StageSystems,
    framing::{angle, stand},
    motion::{self, View},
    scenes::{Fade, SceneOnAir},
};
use bevy::{
    camera::{CompositingSpace, RenderTarget},
    core_pipeline::tonemapping::{DebandDither, Tonemapping},
    prelude::*,
    render::render_resource::{TextureFormat, TextureUsages},
};
use protocol::{
    SAMPLE_RATE,
    clock::samples_in,
    cue::Cue,
    media::{CueFired, HostAnchor, MediaTime, PictureSize, SpeechStarted, Tier},
    scene::{AUTO, Scene},
};

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<InView>()
        .init_resource::<Moving>()
        .add_systems(Startup, spawn)
        .add_systems(Update, (keep_name, cut, follow).chain().in_set(StageSystems::Cue))
        .add_systems(Update, place.in_set(StageSystems::Place));
}

/// Marks the camera whose picture is broadcast.
#[derive(Component)]
pub struct ProgramCamera;

/// Name of the scene's camera that is on air.
#[derive(Resource, Debug, Clone, PartialEq, Eq)]
pub struct CameraOnAir(pub String);

/// How the camera goes to where it should stand.
#[derive(Resource, Debug, Default)]
struct Moving {
    /// What is seen now, without drift.
    view: Option<View>,
    /// From where, since when, for how many samples.
    way: Option<(View, u64, u64)>,
    /// Media time since which the shot is on air.
    since: u64,
}

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

/// In a new scene the camera of the same name is on air, else the one that the scene begins with; a fade takes it there.
fn keep_name(
    name: Res<SceneOnAir>,
    scene: Res<Scene>,
    fade: Option<Res<Fade>>,
    mut on_air: ResMut<CameraOnAir>,
    mut moving: ResMut<Moving>,
) {
    if !name.is_changed() {
        return;
    }
    if !scene.cameras.contains_key(&on_air.0) {
        on_air.0.clone_from(&scene.camera);
    }
    moving.way = fade.zip(moving.view).map(|(f, view)| (view, f.from_sample, f.samples));
}

/// Obeys `[camera NAME]`; an unknown name is refused where the cue comes in, so here it is only passed over.
fn cut(
    mut cues: MessageReader<CueFired>,
    scene: Res<Scene>,
    time: Res<MediaTime>,
    mut on_air: ResMut<CameraOnAir>,
    mut moving: ResMut<Moving>,
) {
    for fired in cues.read() {
        match &fired.cue {
            Cue::Camera(change) if scene.cameras.contains_key(&change.name) => {
                let way = |seconds: f32, view| (view, time.sample_index, samples_in(f64::from(seconds)));
                moving.way = change.seconds.zip(moving.view).map(|(seconds, view)| way(seconds, view));
                on_air.set_if_neq(CameraOnAir(change.name.clone()));
            }
            Cue::Camera(change) if change.name != AUTO => {
                warn!(camera = %change.name, "{}", scene.no_camera(&change.name));
            }
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
    (scene, on_air, anchor, in_view): (Res<Scene>, Res<CameraOnAir>, Res<HostAnchor>, Res<InView>),
    (size, time): (Res<PictureSize>, Res<MediaTime>),
    mut moving: ResMut<Moving>,
    mut camera: Single<(&mut Transform, &mut Projection), With<ProgramCamera>>,
) {
    let changed = scene.is_changed() || on_air.is_changed() || anchor.is_changed() || in_view.is_changed();
    let Some(shot) = scene.cameras.get(&on_air.0) else { return };
    if on_air.is_changed() {
        moving.since = time.sample_index;
    }
    if !changed && moving.way.is_none() && shot.drift == 0.0 {
        return;
    }
    let aspect = size.width as f32 / size.height as f32;
    let target = View { stand: stand(shot, &anchor, *in_view, aspect), fov: angle(shot, aspect) };
    let mut view = target;
    if let Some((from, begun, samples)) = moving.way {
        let part = time.sample_index.saturating_sub(begun) as f32 / samples.max(1) as f32;
        let pivot = Vec3::from(anchor.middle().unwrap_or([0.0, 1.65, 0.0]));
        view = motion::between(&from, &target, pivot, motion::eased(part));
        if part >= 1.0 {
            moving.way = None;
            moving.since = time.sample_index;
        }
    }
    moving.view = Some(view);
    if moving.way.is_none() {
        let seconds = time.sample_index.saturating_sub(moving.since) as f32 / SAMPLE_RATE as f32;
        view = motion::drifted(&view, shot.drift, seconds);
        moving.view = Some(view);
    }
    let (transform, projection) = &mut *camera;
    **transform = view.stand.transform();
    **projection =
        Projection::Perspective(PerspectiveProjection { fov: view.fov, near: 0.05, far: 80.0, ..default() });
}
