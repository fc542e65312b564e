//! The card that names the show or a part of it: over the whole picture, dimmed.

use super::{Card, Easel, Entrance};
use crate::{
    paint::{Canvas, Panel},
    text::{Align, Type},
};

/// A large text and a small one in the middle of the dimmed picture.
pub fn title(easel: &mut Easel, text: &str, line: &str) -> Card {
    let frame = easel.frame;
    let unit = frame.unit;
    let room = frame.safe_width() * if frame.is_narrow { 0.96 } else { 0.8 };
    let large = Type {
        size: if frame.is_narrow { 8.6 } else { 10.0 } * unit,
        weight: 700,
        leading: 1.12,
        tabular: false,
    };
    let small = Type { size: 4.0 * unit, weight: 500, leading: 1.3, tabular: false };
    let text = easel.typesetter.lay(text, large, Some(room), 3);
    let below = (!line.is_empty()).then(|| easel.typesetter.lay(line, small, Some(room), 2));
    let theme = easel.theme;
    let mut canvas = Canvas::new(frame.width, frame.height);
    let [r, g, b, _] = theme.panel[1];
    let whole = Panel { x: -2.0, y: -2.0, width: frame.width + 4.0, height: frame.height + 4.0, radius: 0.0 };
    canvas.panel(whole, [r, g, b, 178], [r, g, b, 218]);
    let bar = (9.0 * unit, 0.8 * unit);
    let gap = 2.2 * unit;
    let height = text.height + gap + bar.1 + below.as_ref().map_or(0.0, |b| gap + b.height);
    let mut y = (frame.height - height) / 2.0;
    let x = (frame.width - room) / 2.0;
    easel.typesetter.draw(&text, &mut canvas, (x, y, room), Align::Middle, |_| theme.text);
    y += text.height + gap;
    let at = Panel { x: (frame.width - bar.0) / 2.0, y, width: bar.0, height: bar.1, radius: bar.1 / 2.0 };
    canvas.panel(at, theme.accent, theme.accent);
    y += bar.1 + gap;
    if let Some(below) = below {
        easel.typesetter.draw(&below, &mut canvas, (x, y, room), Align::Middle, |_| theme.soft_text);
    }
    Card::new(canvas, 0.0, Entrance::Fade)
}
