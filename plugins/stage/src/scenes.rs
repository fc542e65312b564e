//! Scenes that can be shown, and going from one to another: host, light, cameras and wall change in the same frame.
//!
//! A scene is painted before it can be shown ([`ReadyScene::paint`], on whatever thread), never in a frame. It does not read
//! files.

use crate::{
    StageSystems,
    backdrop::Walls,
    paint::{Pixels, paint},
};
use bevy::prelude::*;
use protocol::{
    cue::{Change, Cue},
    media::{CueFired, MediaTime},
    scene::{Light, Lights, Rgb, Scene},
};
use std::{collections::BTreeMap, sync::Arc};

/// A scene, painted.
#[derive(Debug, Clone)]
pub struct ReadyScene {
    /// Stem of its file.
    pub name: String,
    /// What it is.
    pub scene: Scene,
    /// Its backdrop.
    pub pixels: Pixels,
}

impl ReadyScene {
    /// Paints a scene. It takes up to a second: not in a frame.
    pub fn paint(name: &str, scene: Scene) -> Self {
        let pixels = paint(&scene.backdrop);
        Self { name: name.to_owned(), scene, pixels }
    }
}

/// A scene can be shown from now on.
#[derive(Message, Debug, Clone)]
pub struct SceneMade(pub Arc<ReadyScene>);

/// Name of the scene that is on air.
#[derive(Resource, Debug, Clone, PartialEq, Eq)]
pub struct SceneOnAir(pub String);

/// Scenes that can be shown, and the one that was asked for before it could.
#[derive(Resource, Debug, Default)]
pub(crate) struct Scenes {
    ready: BTreeMap<String, Scene>,
    wanted: Option<Change>,
}

/// A scene goes into another.
#[derive(Resource, Debug, Clone, Copy, PartialEq)]
pub(crate) struct Fade {
    /// Media time at which it began.
    pub from_sample: u64,
    /// How long it takes, in samples.
    pub samples: u64,
    /// The light before.
    lights: Lights,
}

impl Fade {
    /// How far it is: 0 to 1, slowly at both ends.
    pub fn part(&self, now: u64) -> f32 {
        let t = now.saturating_sub(self.from_sample) as f32 / self.samples.max(1) as f32;
        let t = t.clamp(0.0, 1.0);
        t * t * (3.0 - 2.0 * t)
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Scenes>()
        .add_message::<SceneMade>()
        .add_systems(Update, (take, change, fade).chain().in_set(StageSystems::Scene));
}

/// Keeps what was painted; its texture goes to the adapter in this frame.
fn take(
    mut made: MessageReader<SceneMade>,
    mut scenes: ResMut<Scenes>,
    mut walls: ResMut<Walls>,
    mut images: ResMut<Assets<Image>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    for SceneMade(ready) in made.read() {
        walls.keep(&ready.scene.backdrop, &ready.pixels, &mut images, &mut materials);
        scenes.ready.insert(ready.name.clone(), ready.scene.clone());
    }
}

/// Obeys `[scene NAME]`, as soon as the scene is painted.
fn change(
    mut commands: Commands,
    mut cues: MessageReader<CueFired>,
    mut scenes: ResMut<Scenes>,
    time: Res<MediaTime>,
    mut scene: ResMut<Scene>,
    mut on_air: ResMut<SceneOnAir>,
    mut lights: ResMut<Lights>,
) {
    for fired in cues.read() {
        if let Cue::Scene(change) = &fired.cue {
            scenes.wanted = Some(change.clone());
        }
    }
    let ready = scenes.wanted.as_ref().and_then(|wanted| scenes.ready.get(&wanted.name)).cloned();
    let (Some(next), Some(wanted)) = (ready, scenes.wanted.clone()) else { return };
    scenes.wanted = None;
    if on_air.0 == wanted.name {
        return;
    }
    match wanted.seconds {
        Some(seconds) => commands.insert_resource(Fade {
            from_sample: time.sample_index,
            samples: protocol::clock::samples_in(f64::from(seconds)),
            lights: *lights,
        }),
        None => {
            commands.remove_resource::<Fade>();
            *lights = next.lights;
        }
    }
    on_air.0 = wanted.name;
    *scene = next;
}

/// Light goes from one scene's to the other's.
fn fade(
    mut commands: Commands,
    fade: Option<Res<Fade>>,
    time: Res<MediaTime>,
    scene: Res<Scene>,
    mut lights: ResMut<Lights>,
) {
    let Some(fade) = fade else { return };
    let part = fade.part(time.sample_index);
    *lights = between(&fade.lights, &scene.lights, part);
    if part >= 1.0 {
        commands.remove_resource::<Fade>();
    }
}

fn between(a: &Lights, b: &Lights, part: f32) -> Lights {
    let mix = |a: Rgb, b: Rgb| {
        let c = Vec3::from(a).lerp(Vec3::from(b), part);
        (c.x, c.y, c.z)
    };
    let light = |a: Light, b: Light| Light { from: mix(a.from, b.from), color: mix(a.color, b.color) };
    Lights {
        key: light(a.key, b.key),
        fill: light(a.fill, b.fill),
        rim: light(a.rim, b.rim),
        sky: mix(a.sky, b.sky),
        ground: mix(a.ground, b.ground),
    }
}
