//! The page of the scene: cameras, lights, backdrop; kept in a scene file.

use super::{action::Action, field, notes::Notes, orbit::Orbit};
use crate::{paths, program::read_scene};
use anyhow::{Context, Result};
use bevy::prelude::*;
use bevy_egui::egui::{self, Ui};
use protocol::scene::{Backdrop, Light, Lights, Rgb, Scene, Shape};
use stage::CameraOnAir;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Which scene is worked on.
#[derive(Resource, Debug)]
pub struct SceneDesk {
    /// Scenes that ship.
    known: Vec<String>,
    /// Its name.
    name: String,
    /// Where it is saved.
    save_to: String,
}

/// Adds the page.
pub fn plugin(app: &mut App, name: &str) {
    let known = paths::list("scenes", ".scene.ron");
    let path = paths::find("scene", "scenes", ".scene.ron", name);
    let save_to = path.map(|path| path.display().to_string()).unwrap_or_default();
    app.insert_resource(SceneDesk { known, name: name.to_owned(), save_to })
        .add_systems(Update, (obey, light).chain());
}

fn obey(
    mut actions: MessageReader<Action>,
    mut desk: ResMut<SceneDesk>,
    mut scene: ResMut<Scene>,
    mut on_air: ResMut<CameraOnAir>,
    mut notes: ResMut<Notes>,
) {
    for action in actions.read() {
        let done = match action {
            Action::Scene(name) => desk.open(name).map(|read| {
                if !read.cameras.contains_key(&on_air.0) {
                    on_air.0.clone_from(&read.camera);
                }
                *scene = read;
            }),
            Action::SaveScene(path) => {
                save(&scene, path).map(|()| notes.done(format!("{} is written", path.display())))
            }
            _ => continue,
        };
        if let Err(error) = done {
            notes.problem(&format!("{error:#}"));
        }
    }
}

impl SceneDesk {
    fn open(&mut self, name: &str) -> Result<Scene> {
        let scene = read_scene(name)?;
        name.clone_into(&mut self.name);
        self.save_to = paths::find("scene", "scenes", ".scene.ron", name)?.display().to_string();
        Ok(scene)
    }
}

fn save(scene: &Scene, path: &Path) -> Result<()> {
    let text = scene.to_ron().context("the scene cannot be saved")?;
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// Lights are a resource of their own to those who draw.
fn light(scene: Res<Scene>, mut lights: ResMut<Lights>) {
    if scene.is_changed() {
        lights.set_if_neq(scene.lights);
    }
}

/// Which scene, and saving it.
pub fn keep(ui: &mut Ui, desk: &mut SceneDesk, actions: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        for name in &desk.known {
            if ui.selectable_label(*name == desk.name, name).clicked() {
                actions.push(Action::Scene(name.clone()));
            }
        }
    });
    ui.horizontal(|ui| {
        let width = ui.available_width() - 56.0;
        ui.add(egui::TextEdit::singleline(&mut desk.save_to).desired_width(width));
        if ui.button("Save").clicked() && !desk.save_to.trim().is_empty() {
            actions.push(Action::SaveScene(PathBuf::from(desk.save_to.trim())));
        }
    });
}

/// The page.
pub fn show(ui: &mut Ui, scene: &mut Scene, on_air: &str, orbit: &Orbit, actions: &mut Vec<Action>) {
    field::row(ui, "Title", |ui| {
        ui.add(egui::TextEdit::singleline(&mut scene.title).desired_width(f32::INFINITY));
    });
    field::section(ui, "Camera on air", true, |ui| camera(ui, scene, on_air, orbit, actions));
    let lights = &mut scene.lights;
    for (name, one) in [("Key", &mut lights.key), ("Fill", &mut lights.fill), ("Rim", &mut lights.rim)] {
        field::section(ui, &format!("{name} light"), true, |ui| light_rows(ui, one));
    }
    field::section(ui, "Sky and ground", true, |ui| {
        strength(ui, "Sky", &mut lights.sky);
        strength(ui, "Ground", &mut lights.ground);
    });
    field::section(ui, "Backdrop", true, |ui| backdrop(ui, &mut scene.backdrop));
}

fn camera(ui: &mut Ui, scene: &mut Scene, on_air: &str, orbit: &Orbit, actions: &mut Vec<Action>) {
    let Some(shot) = scene.cameras.get_mut(on_air) else { return };
    let place = |ui: &mut Ui, label: &str, (x, y, z): &mut (f32, f32, f32)| {
        field::row(ui, label, |ui| [x, y, z].map(|axis| field::number(ui, axis, 0.01)));
    };
    let before = *shot;
    place(ui, &format!("{on_air}: from"), &mut shot.from);
    place(ui, "looks at", &mut shot.look);
    field::slider(ui, "Angle (°)", &mut shot.fov, 5.0..=90.0);
    if shot.from == shot.look {
        *shot = before;
    }
    ui.horizontal(|ui| {
        let away = !orbit.is_home();
        let take = egui::Button::new("Take the view");
        if ui.add_enabled(away, take).on_hover_text("The camera goes where the picture was dragged").clicked()
        {
            *shot = orbit.shot(shot);
            actions.push(Action::Level);
        }
        if ui.add_enabled(scene.camera != on_air, egui::Button::new("First on air")).clicked() {
            on_air.clone_into(&mut scene.camera);
        }
    });
}

/// Where a light comes from, in degrees, and its colour.
fn light_rows(ui: &mut Ui, light: &mut Light) {
    let from = Vec3::from(light.from);
    let far = from.length().max(0.1);
    let mut side = from.x.atan2(from.z).to_degrees();
    let mut height = (from.y / far).clamp(-1.0, 1.0).asin().to_degrees();
    let aside = field::slider(ui, "Side (°)", &mut side, -180.0..=180.0).changed();
    let raised = field::slider(ui, "Height (°)", &mut height, -89.0..=89.0).changed();
    if aside || raised {
        let (side, height) = (side.to_radians(), height.to_radians());
        let level = far * height.cos();
        light.from = (level * side.sin(), far * height.sin(), level * side.cos());
    }
    strength(ui, "Strength", &mut light.color);
}

/// A linear colour as its strength and its hue.
fn strength(ui: &mut Ui, label: &str, (r, g, b): &mut Rgb) {
    let before = r.max(*g).max(*b);
    let mut strong = before;
    let moved = field::slider(ui, label, &mut strong, 0.0..=2.0).changed();
    let hue = if before > 1e-4 { [*r / before, *g / before, *b / before] } else { [1.0; 3] };
    let mut picked = hue;
    let colored = field::row(ui, "", |ui| ui.color_edit_button_rgb(&mut picked).changed());
    if moved || colored {
        // Black would forget its colour.
        let strong = strong.max(1e-3);
        (*r, *g, *b) = (picked[0] * strong, picked[1] * strong, picked[2] * strong);
    }
}

fn backdrop(ui: &mut Ui, backdrop: &mut Backdrop) {
    srgb(ui, "Top", &mut backdrop.top);
    srgb(ui, "Bottom", &mut backdrop.bottom);
    let mut gone = None;
    for (index, shape) in backdrop.shapes.iter_mut().enumerate() {
        let (name, at, color, strong, radius) = match shape {
            Shape::Glow { at, color, strength, radius } => ("Glow", at, color, strength, Some(radius)),
            Shape::Bokeh { at, color, strength, radius } => ("Bokeh", at, color, strength, Some(radius)),
            Shape::Panel { at, color, strength, .. } => ("Panel", at, color, strength, None),
        };
        ui.push_id(index, |ui| {
            ui.horizontal(|ui| {
                if ui.small_button("✖").clicked() {
                    gone = Some(index);
                }
                field::narrow(ui, name, |ui| {
                    field::number(ui, &mut at.0, 0.005);
                    field::number(ui, &mut at.1, 0.005);
                    let mut bytes = [color.0, color.1, color.2];
                    if ui.color_edit_button_srgb(&mut bytes).changed() {
                        *color = bytes.into();
                    }
                    ui.add(egui::DragValue::new(strong).speed(0.01).range(0.0..=2.0).max_decimals(2));
                });
            });
            if let Some(radius) = radius {
                field::slider(ui, "    radius", radius, 0.005..=2.0);
            }
        });
    }
    if let Some(index) = gone {
        backdrop.shapes.remove(index);
    }
    ui.horizontal(|ui| {
        let (at, color) = ((0.0, 0.0), (160, 170, 200));
        if ui.button("+ Glow").clicked() {
            backdrop.shapes.push(Shape::Glow { at, radius: 0.3, color, strength: 0.4 });
        }
        if ui.button("+ Bokeh").clicked() {
            backdrop.shapes.push(Shape::Bokeh { at, radius: 0.05, color, strength: 0.4 });
        }
        if ui.button("+ Panel").clicked() {
            backdrop.shapes.push(Shape::Panel { at, size: (0.4, 0.4), soft: 0.02, color, strength: 0.5 });
        }
    });
}

fn srgb(ui: &mut Ui, label: &str, color: &mut (u8, u8, u8)) {
    let mut bytes = [color.0, color.1, color.2];
    if field::color(ui, label, &mut bytes) {
        *color = bytes.into();
    }
}
