//! The panel at the left: who is shown, and the recipe.

use super::{action::Action, easel::Easel, recipe, theme};
use bevy_egui::egui::{self, Ui};
use std::path::PathBuf;

/// Names in a row.
const COLUMNS: usize = 4;
/// Points between two.
const GAP: f32 = 4.0;

/// The panel.
pub fn show(ui: &mut Ui, easel: &mut Easel, filter: &mut String, actions: &mut Vec<Action>) {
    ui.add_space(6.0);
    theme::title(ui, "People");
    let width = (ui.available_width() - GAP * (COLUMNS as f32 - 1.0)) / COLUMNS as f32;
    for names in easel.people.chunks(COLUMNS) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            for name in names {
                let button = egui::Button::selectable(*name == easel.name, capital(name)).truncate();
                if ui.add_sized([width, 22.0], button).clicked() {
                    actions.push(Action::Open(name.clone()));
                }
            }
        });
    }
    ui.horizontal(|ui| {
        let hint = egui::TextEdit::singleline(&mut easel.file).hint_text("a .glb, .vrm, .gltf or recipe");
        let typed = ui.add(hint.desired_width(ui.available_width() - 56.0));
        let entered = typed.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
        if (ui.button("Open").clicked() || entered) && !easel.file.trim().is_empty() {
            actions.push(Action::Open(easel.file.trim().to_owned()));
        }
    });
    ui.separator();
    ui.horizontal(|ui| {
        theme::title(ui, "Recipe");
        if easel.is_busy() {
            ui.spinner();
        }
    });
    if easel.recipe.is_some() {
        keep(ui, easel, actions);
    }
    egui::ScrollArea::vertical().id_salt("recipe").auto_shrink(false).show(ui, |ui| {
        recipe::show(ui, easel, filter);
        ui.add_space(8.0);
    });
}

/// Save, save as, and back.
fn keep(ui: &mut Ui, easel: &mut Easel, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let unsaved = easel.recipe != easel.saved;
        let width = ui.available_width() - 112.0;
        ui.add(egui::TextEdit::singleline(&mut easel.save_to).desired_width(width))
            .on_hover_text("Where the recipe is saved; another name makes another person");
        if ui.add_enabled(!easel.save_to.is_empty(), egui::Button::new("Save")).clicked() {
            actions.push(Action::SaveRecipe(PathBuf::from(easel.save_to.trim())));
        }
        if ui.add_enabled(unsaved, egui::Button::new("Back")).on_hover_text("As it was read").clicked() {
            easel.recipe.clone_from(&easel.saved);
            easel.changed = true;
        }
    });
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
