//! The picture on air in the middle of the window: dragged around, brought nearer with the wheel.

use super::{easel::Easel, orbit::Orbit, theme};
use avatar::HostState;
use bevy_egui::egui::{self, Align2, Color32, FontId, Rect, Sense, Ui, vec2};

/// Shape of the picture where its texture has none yet.
const ASPECT: f32 = 16.0 / 9.0;
/// Degrees that a drag over a point turns the view.
const DEGREES: f32 = 0.4;

/// The picture.
pub fn show(ui: &mut Ui, texture: egui::TextureId, orbit: &mut Orbit, state: &HostState, easel: &Easel) {
    let room = ui.available_rect_before_wrap();
    let width = room.width().min(room.height() * ASPECT);
    let frame = Rect::from_center_size(room.center(), vec2(width, width / ASPECT));
    let touched = ui.allocate_rect(frame, Sense::click_and_drag());
    let whole = Rect::from_min_max(egui::pos2(0.0, 0.0), egui::pos2(1.0, 1.0));
    ui.painter().image(texture, frame, whole, Color32::WHITE);
    if touched.dragged() {
        let by = touched.drag_delta() * DEGREES;
        orbit.drag(-by.x, by.y);
    }
    if touched.double_clicked() {
        *orbit = Orbit::default();
    }
    if touched.hovered() {
        let scrolled = ui.input(|input| input.smooth_scroll_delta.y);
        if scrolled != 0.0 {
            orbit.near((scrolled / 400.0).exp());
        }
    }
    let told = match (state, &easel.failure) {
        (_, Some(why)) => Some((why.clone(), theme::PROBLEM)),
        (HostState::Loading, None) => Some(("One moment …".to_owned(), Color32::from_gray(220))),
        _ => None,
    };
    if let Some((text, color)) = told {
        over(ui, frame, text, color);
    }
}

/// Words over the picture.
fn over(ui: &Ui, frame: Rect, text: String, color: Color32) {
    let font = FontId::proportional(15.0);
    let words = ui.painter().layout(text, font, color, frame.width() - 60.0);
    let place = Align2::CENTER_BOTTOM.anchor_size(frame.center_bottom() - vec2(0.0, 16.0), words.size());
    ui.painter().rect_filled(place.expand(8.0), 4.0, Color32::from_black_alpha(190));
    ui.painter().galley(place.min, words, color);
}
