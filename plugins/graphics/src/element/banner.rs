//! Banners with two texts: the lower third, and a viewer's question.

use super::{Card, Easel, Entrance};
use crate::{
    paint::Panel,
    text::{Align, Type},
};

/// Who speaks: an accent bar, the name, and a line beneath it.
pub fn lower_third(easel: &mut Easel, name: &str, line: &str) -> Card {
    let unit = easel.frame.unit;
    let most = easel.frame.safe_width() * if easel.frame.is_narrow { 0.94 } else { 0.55 } - 6.0 * unit;
    let name_type = Type { size: 4.9 * unit, weight: 700, leading: 1.18, tabular: false };
    let line_type = Type { size: 3.15 * unit, weight: 500, leading: 1.3, tabular: false };
    let name = easel.typesetter.lay(name, name_type, Some(most), 1);
    let below = (!line.is_empty()).then(|| easel.typesetter.lay(line, line_type, Some(most), 1));
    let text_width = name.width.max(below.as_ref().map_or(0.0, |b| b.width));
    let text_height = name.height + below.as_ref().map_or(0.0, |b| b.height + 0.2 * unit);
    let (bar, pad_x, pad_y) = (0.85 * unit, 2.4 * unit, 1.5 * unit);
    let (mut canvas, margin, panel) =
        easel.panel(bar + 2.0 * pad_x + text_width.max(12.0 * unit), text_height + 2.0 * pad_y);
    let accent = easel.theme.accent;
    canvas.inset(panel, Panel { width: bar, radius: 0.0, ..panel }, accent);
    let (x, y) = (panel.x + bar + pad_x, panel.y + pad_y);
    let (text, soft) = (easel.theme.text, easel.theme.soft_text);
    let width = panel.width - bar - 2.0 * pad_x;
    easel.typesetter.draw(&name, &mut canvas, (x, y, width), Align::Start, |_| text);
    if let Some(below) = below {
        let y = y + name.height + 0.2 * unit;
        easel.typesetter.draw(&below, &mut canvas, (x, y, width), Align::Start, |_| soft);
    }
    Card::new(canvas, margin, Entrance::Wipe)
}

/// What a viewer asked, and who: who in the accent's colour above it.
pub fn question(easel: &mut Easel, text: &str, from: &str) -> Card {
    let unit = easel.frame.unit;
    let narrow = easel.frame.is_narrow;
    let width = if narrow { easel.frame.safe_width() } else { easel.frame.width * 0.29 };
    let (bar, pad) = (0.7 * unit, 2.2 * unit);
    let room = width - bar - 2.0 * pad;
    let from_type = Type { size: 2.7 * unit, weight: 600, leading: 1.35, tabular: false };
    let text_type = Type { size: 3.6 * unit, weight: 600, leading: 1.28, tabular: false };
    let who = (!from.is_empty()).then(|| easel.typesetter.lay(from, from_type, Some(room), 1));
    let text = easel.typesetter.lay(text, text_type, Some(room), if narrow { 4 } else { 8 });
    let above = who.as_ref().map_or(0.0, |w| w.height + 0.7 * unit);
    let (mut canvas, margin, panel) = easel.panel(width, above + text.height + 2.0 * pad);
    let theme = easel.theme;
    canvas.inset(panel, Panel { width: bar, radius: 0.0, ..panel }, theme.accent);
    let (x, y) = (panel.x + bar + pad, panel.y + pad);
    if let Some(who) = who {
        let align = if text.rtl { Align::Right } else { Align::Start };
        easel.typesetter.draw(&who, &mut canvas, (x, y, room), align, |_| theme.accent_text);
    }
    easel.typesetter.draw(&text, &mut canvas, (x, y + above, room), Align::Start, |_| theme.text);
    Card::new(canvas, margin, Entrance::Rise)
}
