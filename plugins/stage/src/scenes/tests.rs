//! Tests of going from one scene to another, without a picture.

use super::*;
use protocol::{FrameRate, media::Tier};

const SCENE: &str = include_str!("../../../../scenes/studio.scene.ron");

fn scene(title: &str, key: f32) -> Scene {
    let mut scene = Scene::parse(SCENE).expect("the studio");
    scene.title = title.into();
    scene.lights.key.color = (key, key, key);
    scene
}

fn made(name: &str, key: f32) -> SceneMade {
    let pixels = Pixels { width: 1, height: 1, rgba: vec![0; 4], goes_on: false };
    SceneMade(Arc::new(ReadyScene { name: name.into(), scene: scene(name, key), pixels }))
}

fn app() -> App {
    let first = scene("studio", 1.0);
    let mut app = App::new();
    app.insert_resource(first.lights)
        .insert_resource(first)
        .insert_resource(SceneOnAir("studio".into()))
        .insert_resource(Walls::new(Tier::Lean))
        .insert_resource(MediaTime::default())
        .init_resource::<Assets<Image>>()
        .init_resource::<Assets<StandardMaterial>>()
        .add_message::<CueFired>();
    plugin(&mut app);
    app
}

/// Makes frame `frame`, with a cue to change the scene.
fn frame(app: &mut App, frame: u64, cue: Option<Change>) -> (String, String, f32) {
    let frame_rate = FrameRate::default();
    let sample_index = frame_rate.first_sample(frame);
    app.insert_resource(MediaTime { frame_index: frame, sample_index, frame_rate });
    if let Some(change) = cue {
        app.world_mut().write_message(CueFired { person: 0, cue: Cue::Scene(change), sample: sample_index });
    }
    app.update();
    let world = app.world();
    let name = world.resource::<SceneOnAir>().0.clone();
    (name, world.resource::<Scene>().title.clone(), world.resource::<Lights>().key.color.0)
}

fn shown(name: &str, key: f32) -> (String, String, f32) {
    (name.into(), name.into(), key)
}

#[test]
fn a_cut_changes_all_in_one_frame() {
    let mut app = app();
    app.world_mut().write_message(made("shop", 0.5));
    assert_eq!(frame(&mut app, 1, None), shown("studio", 1.0));
    assert_eq!(frame(&mut app, 2, Some("shop".into())), shown("shop", 0.5));
}

#[test]
fn a_scene_comes_when_it_is_painted() {
    let mut app = app();
    assert_eq!(frame(&mut app, 1, Some("shop".into())), shown("studio", 1.0));
    assert_eq!(frame(&mut app, 2, None), shown("studio", 1.0));
    app.world_mut().write_message(made("shop", 0.5));
    assert_eq!(frame(&mut app, 3, None), shown("shop", 0.5));
}

#[test]
fn light_goes_with_a_fade() {
    let mut app = app();
    app.world_mut().write_message(made("shop", 0.5));
    let change = Change { name: "shop".into(), seconds: Some(1.0) };
    assert_eq!(frame(&mut app, 30, Some(change)), shown("shop", 1.0));
    let half = frame(&mut app, 45, None).2;
    assert!((half - 0.75).abs() < 0.01, "{half}");
    assert_eq!(frame(&mut app, 60, None), shown("shop", 0.5));
    frame(&mut app, 61, None);
    assert!(app.world().get_resource::<Fade>().is_none());
}
