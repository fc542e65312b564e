//! One row of a panel: a label and what can be moved beside it.

use bevy_egui::egui::{self, Align, Layout, Response, Ui, vec2};
use std::ops::RangeInclusive;

/// Points that a label takes.
const LABEL: f32 = 104.0;
/// Points that a slider's number takes.
const NUMBER: f32 = 52.0;
const HEIGHT: f32 = 20.0;

/// A label, and beside it what `fill` puts there.
pub fn row<R>(ui: &mut Ui, label: &str, fill: impl FnOnce(&mut Ui) -> R) -> R {
    labelled(ui, label, LABEL, fill)
}

/// As [`row`], with little room for the label and more for what stands beside it.
pub fn narrow<R>(ui: &mut Ui, label: &str, fill: impl FnOnce(&mut Ui) -> R) -> R {
    labelled(ui, label, LABEL / 2.5, fill)
}

fn labelled<R>(ui: &mut Ui, label: &str, width: f32, fill: impl FnOnce(&mut Ui) -> R) -> R {
    ui.horizontal(|ui| {
        let size = vec2(width.min(ui.available_width() / 2.0), HEIGHT);
        ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(size.x);
            ui.add(egui::Label::new(label).truncate());
        });
        fill(ui)
    })
    .inner
}

/// A slider over the rest of the row.
pub fn slider(ui: &mut Ui, label: &str, value: &mut f32, range: RangeInclusive<f32>) -> Response {
    let wide = range.end() - range.start();
    let decimals = if wide <= 0.1 {
        3
    } else if wide <= 4.0 {
        2
    } else {
        1
    };
    row(ui, label, |ui| {
        ui.spacing_mut().slider_width = (ui.available_width() - NUMBER - 10.0).max(40.0);
        ui.add(egui::Slider::new(value, range).fixed_decimals(decimals))
    })
}

/// Any number, dragged.
pub fn number(ui: &mut Ui, value: &mut f32, speed: f32) -> bool {
    ui.add(egui::DragValue::new(value).speed(speed).max_decimals(2)).changed()
}

/// A colour, sRGB 0 to 255.
pub fn color(ui: &mut Ui, label: &str, value: &mut [u8; 3]) -> bool {
    row(ui, label, |ui| ui.color_edit_button_srgb(value).changed())
}

/// One of several.
pub fn choice<T: PartialEq + Copy + std::fmt::Debug>(
    ui: &mut Ui,
    label: &str,
    value: &mut T,
    of: &[T],
) -> bool {
    let before = *value;
    row(ui, label, |ui| {
        let width = ui.available_width() - 8.0;
        let shown = egui::ComboBox::from_id_salt(label).selected_text(format!("{value:?}")).width(width);
        shown.show_ui(ui, |ui| {
            for one in of {
                ui.selectable_value(value, *one, format!("{one:?}"));
            }
        });
    });
    *value != before
}

/// Rows that can be folded away.
pub fn section(ui: &mut Ui, title: &str, open: bool, fill: impl FnOnce(&mut Ui)) {
    let title = egui::RichText::new(title).strong();
    egui::CollapsingHeader::new(title).default_open(open).show_unindented(ui, |ui| {
        ui.add_space(1.0);
        fill(ui);
        ui.add_space(4.0);
    });
}
