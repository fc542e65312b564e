//! What stands in the upper corners: the label that names the machine, and the logo.

use super::{Card, Easel, Entrance};
use crate::{
    PictureError,
    paint::{Canvas, Panel},
    picture::Fit,
    text::{Align, Type},
};
use std::path::Path;

/// The label: a dot in the accent's colour and a text, large enough to be read on a phone.
pub fn label(easel: &mut Easel, text: &str) -> Card {
    let unit = easel.frame.unit;
    let set = Type { size: 2.75 * unit, weight: 600, leading: 1.2, tabular: false };
    let text = easel.typesetter.lay(text, set, Some(easel.frame.safe_width() * 0.5), 1);
    let (dot, pad_x, pad_y) = (1.25 * unit, 1.5 * unit, 0.85 * unit);
    let (width, height) = (dot + unit + text.width + 2.0 * pad_x, text.height + 2.0 * pad_y);
    let margin = unit.round();
    let mut canvas = Canvas::new(width + 2.0 * margin, height + 2.0 * margin);
    let panel = Panel { x: margin, y: margin, width, height, radius: height / 2.0 };
    canvas.shadow(panel, 1.6 * unit, 90);
    canvas.clear(panel);
    let theme = easel.theme;
    canvas.panel(panel, theme.panel[0], theme.panel[1]);
    canvas.border(panel, theme.border);
    let middle = panel.y + (height - dot) / 2.0;
    let spot = Panel { x: panel.x + pad_x, y: middle, width: dot, height: dot, radius: dot / 2.0 };
    canvas.panel(spot, theme.accent_text, theme.accent_text);
    let at = (panel.x + pad_x + dot + unit, panel.y + pad_y, text.width);
    easel.typesetter.draw(&text, &mut canvas, at, Align::Start, |_| theme.text);
    Card::new(canvas, margin, Entrance::Fade)
}

/// The logo, as it is; its own shape is kept. None while it is read.
///
/// # Errors
/// When the file cannot be read.
pub fn logo(easel: &mut Easel, file: &Path) -> Result<Option<Card>, PictureError> {
    let unit = easel.frame.unit;
    let size = ((24.0 * unit) as usize, (8.4 * unit) as usize);
    let Some(fitted) = easel.pictures.get(file, Fit::Contain, size)? else { return Ok(None) };
    let margin = (0.5 * unit).round();
    let (width, height) = (fitted.width as f32, fitted.height as f32);
    let mut canvas = Canvas::new(width + 2.0 * margin, height + 2.0 * margin);
    canvas.picture(&fitted.rgba, (fitted.width, fitted.height), (margin as i32, margin as i32), 255);
    Ok(Some(Card::new(canvas, margin, Entrance::Fade)))
}
