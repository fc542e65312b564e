//! Below the picture: cameras, gestures, what is said, pictures to keep, and what happened.

use super::{action::Action, deck::Deck, notes::Notes, orbit::Orbit, theme};
use bevy_egui::egui::{self, Key, RichText, Ui};
use protocol::{
    cue::{Cue, GESTURES, LOOKS},
    scene::Scene,
};

/// The buttons.
pub fn show(
    ui: &mut Ui,
    deck: &mut Deck,
    scene: &Scene,
    on_air: &str,
    orbit: &mut Orbit,
    png: &mut String,
    actions: &mut Vec<Action>,
) {
    ui.horizontal(|ui| {
        ui.label("Camera");
        for name in scene.cameras.keys() {
            if ui.selectable_label(name == on_air, name).clicked() {
                actions.push(Action::Cue(Cue::Camera(name.as_str().into())));
            }
        }
        ui.separator();
        ui.toggle_value(&mut orbit.spins, "Turntable").on_hover_text("T; or drag the picture");
        if ui.add_enabled(!orbit.is_home(), egui::Button::new("Home")).clicked() {
            *orbit = Orbit::default();
        }
        ui.separator();
        ui.add(egui::TextEdit::singleline(png).desired_width(96.0));
        if ui.button("Picture").on_hover_text("F12: the picture on air as PNG").clicked() {
            actions.push(Action::Picture(png.trim().into()));
        }
        if ui.button("Window").on_hover_text("The whole window as PNG").clicked() {
            actions.push(Action::Window(png.trim().into()));
        }
    });
    speak(ui, deck, actions);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 3.0;
        ui.weak("Gesture");
        for name in GESTURES {
            if ui.small_button(name).clicked() {
                actions.push(Action::Cue(Cue::Gesture(name.to_owned())));
            }
        }
    });
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 3.0;
        ui.weak("Look");
        for name in LOOKS {
            if ui.small_button(name).clicked() {
                actions.push(Action::Cue(Cue::Look(name.to_owned())));
            }
        }
    });
}

/// The line that is typed and spoken.
fn speak(ui: &mut Ui, deck: &mut Deck, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let current = deck.voice().to_owned();
        egui::ComboBox::from_id_salt("voice").selected_text(&current).width(150.0).show_ui(ui, |ui| {
            for name in &deck.voices {
                if ui.selectable_label(*name == current, name).clicked() {
                    actions.push(Action::Voice(name.clone()));
                }
            }
        });
        let hint = "What to say; cues as in a show: [smile] [camera close]";
        let line = egui::TextEdit::singleline(&mut deck.text).hint_text(hint);
        let typed = ui.add(line.desired_width(ui.available_width() - 108.0));
        if std::mem::take(&mut deck.focus) {
            typed.request_focus();
        }
        let entered = typed.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let can = !deck.text.trim().is_empty();
        if (ui.add_enabled(can, egui::Button::new("Say")).clicked() || entered) && can {
            actions.push(Action::Say(deck.text.clone()));
        }
        if ui.add_enabled(!deck.is_idle(), egui::Button::new("Stop")).on_hover_text("Esc").clicked() {
            actions.push(Action::Silence);
        }
    });
}

/// The last notes.
pub fn notes(ui: &mut Ui, notes: &Notes) {
    ui.separator();
    ui.horizontal(|ui| {
        let last = notes.lines().next();
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(RichText::new(&notes.adapter).small().weak());
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                let Some(last) = last else { return };
                let text = RichText::new(&last.text);
                let text = if last.is_problem { text.color(theme::PROBLEM) } else { text };
                let earlier = notes.lines().map(|note| note.text.as_str()).collect::<Vec<_>>().join("\n");
                ui.add(egui::Label::new(text).truncate()).on_hover_text(earlier);
            });
        });
    });
}
