//! The countdown: drawn anew once a second.

use super::{Card, Easel, Entrance};
use crate::text::{Align, Type};

/// A countdown, and what it showed last.
#[derive(Debug, Clone)]
pub struct Clock {
    /// Media time at which it is over, in samples.
    pub end: u64,
    /// What it counts down to.
    pub title: String,
    shown: Option<(u64, Card)>,
}

impl Clock {
    /// A countdown to media time `end`, in samples.
    pub fn new(end: u64, title: String) -> Self {
        Self { end, title, shown: None }
    }

    /// What it looks like at media time `sample`.
    pub fn card(&mut self, easel: &mut Easel, sample: u64) -> Card {
        // The second that has begun is shown whole, as clocks on air do: 5:00 first, 0:00 at the end.
        let left = self.end.saturating_sub(sample).div_ceil(u64::from(protocol::SAMPLE_RATE));
        match &self.shown {
            Some((shown, card)) if *shown == left => card.clone(),
            _ => {
                let card = draw(easel, &self.title, left);
                self.shown = Some((left, card.clone()));
                card
            }
        }
    }
}

fn draw(easel: &mut Easel, title: &str, left: u64) -> Card {
    let unit = easel.frame.unit;
    let (hours, minutes, seconds) = (left / 3600, left / 60 % 60, left % 60);
    let figures = match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    };
    let title_type = Type { size: 2.7 * unit, weight: 600, leading: 1.3, tabular: false };
    let clock_type = Type { size: 6.4 * unit, weight: 700, leading: 1.12, tabular: true };
    let room = easel.frame.safe_width() * 0.45;
    let title = (!title.is_empty()).then(|| easel.typesetter.lay(title, title_type, Some(room), 1));
    let clock = easel.typesetter.lay(&figures, clock_type, None, 1);
    let width = clock.width.max(title.as_ref().map_or(0.0, |t| t.width)).max(13.0 * unit);
    let above = title.as_ref().map_or(0.0, |t| t.height);
    let (pad_x, pad_y) = (2.0 * unit, 1.1 * unit);
    // As wide as it was with wider figures: it must not tremble.
    let (mut canvas, margin, panel) = easel.panel(width + 2.0 * pad_x, above + clock.height + 2.0 * pad_y);
    let theme = easel.theme;
    let (x, y) = (panel.x + pad_x, panel.y + pad_y);
    if let Some(title) = title {
        easel.typesetter.draw(&title, &mut canvas, (x, y, width), Align::Middle, |_| theme.soft_text);
    }
    let color = if left == 0 { theme.accent_text } else { theme.text };
    easel.typesetter.draw(&clock, &mut canvas, (x, y + above, width), Align::Middle, |_| color);
    Card::new(canvas, margin, Entrance::Rise)
}
