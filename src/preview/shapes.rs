//! Two lists of the recipe that may hold anything: local shape targets, and units of the face at rest.

use super::field;
use bevy_egui::egui::{self, Ui};
use character::FACE_UNITS;
use std::collections::BTreeMap;

/// Targets that are offered at once.
const OFFERED: usize = 12;

/// Local shape targets, and a search for more.
pub fn targets(ui: &mut Ui, of: &mut BTreeMap<String, f32>, known: &[String], filter: &mut String) {
    sliders(ui, of, 0.0);
    let hint = egui::TextEdit::singleline(filter).hint_text("Add a shape, as nose or chin-width");
    ui.add(hint.desired_width(f32::INFINITY));
    if filter.is_empty() {
        return;
    }
    let wanted = filter.to_lowercase();
    let fits = |name: &&String| name.contains(&wanted) && !of.contains_key(*name);
    let found: Vec<String> = known.iter().filter(fits).take(OFFERED).cloned().collect();
    if found.is_empty() {
        ui.weak("no shape is called so");
    }
    for name in found {
        if ui.add(egui::Button::new(&name).frame(false)).clicked() {
            of.insert(name, 0.3);
        }
    }
}

/// Units of the face that are baked into its rest.
pub fn rest(ui: &mut Ui, of: &mut BTreeMap<String, f32>) {
    sliders(ui, of, -1.0);
    egui::ComboBox::from_id_salt("add a unit").selected_text("Add a unit").show_ui(ui, |ui| {
        for name in FACE_UNITS.iter().filter(|name| !of.contains_key(**name)).collect::<Vec<_>>() {
            if ui.selectable_label(false, *name).clicked() {
                of.insert((*name).to_owned(), 0.1);
            }
        }
    });
}

fn sliders(ui: &mut Ui, of: &mut BTreeMap<String, f32>, least: f32) {
    let mut gone = None;
    for (name, weight) in of.iter_mut() {
        let short = name.rsplit('/').next().unwrap_or(name).trim_start_matches("*-");
        ui.horizontal(|ui| {
            if ui.small_button("✖").on_hover_text(format!("Take {name} out")).clicked() {
                gone = Some(name.clone());
            }
            field::slider(ui, short, weight, least..=1.0).on_hover_text(name);
        });
    }
    if let Some(name) = gone {
        of.remove(&name);
    }
}
