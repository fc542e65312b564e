//! How the panels look: dark and quiet, so that the picture is judged and not they.

use bevy::color::Color;
use bevy_egui::egui::{
    self, Color32, CornerRadius, FontFamily, FontId, Margin, RichText, Stroke, TextStyle, Ui, vec2,
};

/// Behind everything.
pub const BACKGROUND: Color = Color::srgb(0.055, 0.06, 0.07);
/// Of panels.
const PANEL: Color32 = Color32::from_rgb(24, 26, 31);
const FIELD: Color32 = Color32::from_rgb(14, 15, 18);
const RAISED: Color32 = Color32::from_rgb(42, 46, 54);
const HOVERED: Color32 = Color32::from_rgb(56, 62, 73);
const EDGE: Color32 = Color32::from_rgb(46, 50, 58);
const TEXT: Color32 = Color32::from_rgb(214, 218, 226);
/// Of what is chosen.
pub const ACCENT: Color32 = Color32::from_rgb(61, 122, 214);
/// Of what is wrong.
pub const PROBLEM: Color32 = Color32::from_rgb(240, 128, 108);
/// Of what is in order.
pub const GOOD: Color32 = Color32::from_rgb(120, 196, 136);
/// Of what is missing.
pub const LACK: Color32 = Color32::from_rgb(232, 190, 96);

/// Dresses the panels.
pub fn apply(context: &egui::Context) {
    context.set_theme(egui::Theme::Dark);
    context.all_styles_mut(|style| {
        let visuals = &mut style.visuals;
        visuals.panel_fill = PANEL;
        visuals.window_fill = PANEL;
        visuals.extreme_bg_color = FIELD;
        visuals.override_text_color = Some(TEXT);
        visuals.selection.bg_fill = ACCENT;
        visuals.selection.stroke = Stroke::new(1.0, Color32::WHITE);
        visuals.widgets.noninteractive.bg_stroke = Stroke::new(1.0, EDGE);
        for (widget, fill) in [
            (&mut visuals.widgets.inactive, RAISED),
            (&mut visuals.widgets.hovered, HOVERED),
            (&mut visuals.widgets.active, ACCENT),
            (&mut visuals.widgets.open, HOVERED),
        ] {
            widget.bg_fill = fill;
            widget.weak_bg_fill = fill;
            widget.bg_stroke = Stroke::NONE;
            widget.corner_radius = CornerRadius::same(4);
            widget.expansion = 0.0;
        }
        visuals.slider_trailing_fill = true;
        let spacing = &mut style.spacing;
        spacing.item_spacing = vec2(6.0, 4.0);
        spacing.button_padding = vec2(7.0, 3.0);
        spacing.interact_size.y = 20.0;
        spacing.slider_rail_height = 5.0;
        let font = |size| FontId::new(size, FontFamily::Proportional);
        style.text_styles.insert(TextStyle::Body, font(13.0));
        style.text_styles.insert(TextStyle::Button, font(13.0));
        style.text_styles.insert(TextStyle::Small, font(11.0));
    });
}

/// Around a panel's contents.
pub fn frame() -> egui::Frame {
    egui::Frame::new().fill(PANEL).inner_margin(Margin::symmetric(10, 6))
}

/// A panel's heading.
pub fn title(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).size(15.0).strong().color(Color32::WHITE));
}
