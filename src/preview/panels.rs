//! The window's layout: people at the left, pages at the right, the picture in the middle, and what it is told below.

use super::{
    action::{Action, Page},
    controls,
    deck::Deck,
    easel::Easel,
    face::{self, Face},
    notes::Notes,
    orbit::Orbit,
    people, picture, report,
    scene::{self, SceneDesk},
    theme,
};
use avatar::HostState;
use bevy::{
    app::AppExit,
    camera::RenderTarget,
    diagnostic::FrameCount,
    input::keyboard::{Key, KeyboardInput},
    prelude::*,
    window::PrimaryWindow,
};
use bevy_egui::{
    EguiContexts, EguiPrimaryContextPass, EguiTextureHandle,
    egui::{self, UiBuilder},
};
use protocol::{cue::Cue, scene::Scene};
use stage::{CameraOnAir, ProgramCamera};

/// Points that the panels at the sides take.
const SIDE: f32 = 300.0;

/// What the panels themselves remember.
#[derive(Resource, Default)]
pub struct Panels {
    /// At the right.
    pub page: Page,
    /// Searches for shapes.
    shapes: String,
    /// Where pictures are written.
    pub png: String,
}

/// Adds the panels.
pub fn plugin(app: &mut App) {
    app.insert_resource(Panels { png: "picture.png".into(), ..default() })
        .add_systems(Update, (obey, relabel))
        .add_systems(EguiPrimaryContextPass, show);
}

fn obey(
    mut actions: MessageReader<Action>,
    mut panels: ResMut<Panels>,
    mut exit: MessageWriter<AppExit>,
    mut keys: MessageWriter<KeyboardInput>,
    window: Single<Entity, With<PrimaryWindow>>,
) {
    for action in actions.read() {
        match action {
            Action::Page(page) => panels.page = *page,
            Action::Quit => drop(exit.write(AppExit::Success)),
            Action::Type(text) => {
                for letter in text.chars() {
                    keys.write(key(letter, *window));
                }
            }
            _ => {}
        }
    }
}

/// A key as the window's own messages tell it.
fn key(letter: char, window: Entity) -> KeyboardInput {
    let key_code = match letter {
        '1' => KeyCode::Digit1,
        '2' => KeyCode::Digit2,
        '3' => KeyCode::Digit3,
        't' => KeyCode::KeyT,
        ' ' => KeyCode::Space,
        _ => KeyCode::KeyA,
    };
    KeyboardInput {
        key_code,
        logical_key: Key::Character(letter.to_string().into()),
        state: bevy::input::ButtonState::Pressed,
        text: Some(letter.to_string().into()),
        repeat: false,
        window,
    }
}

fn relabel(easel: Res<Easel>, mut window: Single<&mut Window, With<PrimaryWindow>>) {
    let title = format!("{} – Compere preview", easel.name);
    if window.title != title {
        window.title = title;
    }
}

fn show(
    mut contexts: EguiContexts,
    mut easel: ResMut<Easel>,
    mut face: ResMut<Face>,
    mut scene: ResMut<Scene>,
    mut desk: ResMut<SceneDesk>,
    mut panels: ResMut<Panels>,
    mut orbit: ResMut<Orbit>,
    mut deck: NonSendMut<Deck>,
    (notes, state, on_air, count): (Res<Notes>, Res<HostState>, Res<CameraOnAir>, Res<FrameCount>),
    camera: Single<&RenderTarget, With<ProgramCamera>>,
    mut actions: MessageWriter<Action>,
    mut is_dressed: Local<bool>,
) -> Result {
    let Some(image) = camera.as_image() else { return Ok(()) };
    let texture = match contexts.image_id(image) {
        Some(texture) => texture,
        None => contexts.add_image(EguiTextureHandle::Strong(image.clone())),
    };
    let context = contexts.ctx_mut()?.clone();
    if !*is_dressed || count.0 < 3 {
        theme::apply(&context);
        *is_dressed = true;
    }
    let mut wanted = Vec::new();
    // Sliders work on copies, so that a panel that is only drawn is no change.
    let (mut new_face, mut new_scene, mut new_orbit) = (face.clone(), scene.clone(), *orbit);
    let builder = UiBuilder::new().layer_id(egui::LayerId::background()).max_rect(context.viewport_rect());
    let mut root = egui::Ui::new(context.clone(), "preview".into(), builder);
    egui::Panel::left("people").exact_size(SIDE).frame(theme::frame()).show(&mut root, |ui| {
        people::show(ui, easel.bypass_change_detection(), &mut panels.shapes, &mut wanted);
    });
    egui::Panel::right("pages").exact_size(SIDE).frame(theme::frame()).show(&mut root, |ui| {
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            for (page, name) in [(Page::Face, "Face"), (Page::Scene, "Scene"), (Page::Check, "Check")] {
                ui.selectable_value(&mut panels.page, page, name);
            }
        });
        ui.separator();
        if panels.page == Page::Scene {
            scene::keep(ui, &mut desk, &mut wanted);
        }
        egui::ScrollArea::vertical().id_salt("page").auto_shrink(false).show(ui, |ui| match panels.page {
            Page::Face => face::show(ui, &mut new_face, &mut wanted),
            Page::Scene => scene::show(ui, &mut new_scene, &on_air.0, &new_orbit, &mut wanted),
            Page::Check => report::show(ui, &easel),
        });
    });
    egui::Panel::bottom("told").frame(theme::frame()).show(&mut root, |ui| {
        controls::show(ui, &mut deck, &scene, &on_air.0, &mut new_orbit, &mut panels.png, &mut wanted);
        controls::notes(ui, &notes);
    });
    egui::CentralPanel::default().frame(egui::Frame::NONE).show(&mut root, |ui| {
        picture::show(ui, texture, &mut new_orbit, &state, &easel);
    });
    if !context.egui_wants_keyboard_input() {
        hot_keys(&context, &scene, &new_orbit, &panels.png, &mut wanted);
    }
    orbit.set_if_neq(new_orbit);
    if *scene != new_scene {
        *scene = new_scene;
    }
    face.set_if_neq(new_face);
    actions.write_batch(wanted);
    Ok(())
}

/// Keys that work while no text is typed.
fn hot_keys(context: &egui::Context, scene: &Scene, orbit: &Orbit, png: &str, wanted: &mut Vec<Action>) {
    let pressed = |key| context.input(|input| input.key_pressed(key));
    let numbers = [egui::Key::Num1, egui::Key::Num2, egui::Key::Num3, egui::Key::Num4, egui::Key::Num5];
    for (key, name) in numbers.into_iter().zip(scene.cameras.keys()) {
        if pressed(key) {
            wanted.push(Action::Cue(Cue::Camera(name.as_str().into())));
        }
    }
    if pressed(egui::Key::T) {
        wanted.push(Action::Spin(!orbit.spins));
    }
    if pressed(egui::Key::F12) {
        wanted.push(Action::Picture(png.into()));
    }
    if pressed(egui::Key::Escape) {
        wanted.push(Action::Silence);
    }
}
