//! The ticker: a strip that is drawn once and then only moved.

use super::{Card, Easel, Entrance};
use crate::{
    Bitmap,
    frame::{Clip, Layer},
    paint::Canvas,
    text::{Align, Type},
};
use protocol::SAMPLE_RATE;
use std::sync::Arc;

/// Units a second that it runs: about thirteen characters.
const SPEED: f64 = 22.0;

/// A running text.
#[derive(Debug, Clone)]
pub struct Ticker {
    panel: Card,
    strip: Arc<Bitmap>,
    /// Pixels of text beside the panel's edges.
    pad: f32,
    /// Pixels a second; to the left, or to the right for scripts that are read from there.
    speed: f64,
    rtl: bool,
    /// Media time at which it began, in samples.
    since: u64,
}

impl Ticker {
    /// `text` from media time `since` on; ` | ` parts its items.
    pub fn new(easel: &mut Easel, text: &str, since: u64) -> Self {
        let unit = easel.frame.unit;
        let set = Type { size: 3.1 * unit, weight: 500, leading: 1.3, tabular: false };
        let mut items: Vec<_> = text
            .split('|')
            .map(str::trim)
            .filter(|t| !t.is_empty())
            .map(|t| easel.typesetter.lay(t, set, None, 1))
            .collect();
        let rtl = items.first().is_some_and(|i| i.rtl);
        if rtl {
            items.reverse();
        }
        let pad = 1.8 * unit;
        let (canvas, margin, panel) =
            easel.panel(easel.frame.safe_width(), set.size * set.leading + 1.9 * unit);
        let gap = 5.0 * unit;
        // A short text leaves the strip before it comes again.
        let length: f32 = items.iter().map(|i| i.width + gap).sum();
        let length = length.max(panel.width + gap);
        let mut strip = Canvas::new(length, panel.height);
        let theme = easel.theme;
        let mut x = 0.0;
        for item in &items {
            let y = (panel.height - item.height) / 2.0;
            easel.typesetter.draw(item, &mut strip, (x, y, item.width), Align::Start, |_| theme.text);
            x += item.width + gap;
            let dot = 0.9 * unit;
            let at = crate::paint::Panel {
                x: x - gap / 2.0 - dot / 2.0,
                y: (panel.height - dot) / 2.0,
                width: dot,
                height: dot,
                radius: dot / 2.0,
            };
            strip.panel(at, theme.accent_text, theme.accent_text);
        }
        Self {
            panel: Card::new(canvas, margin, Entrance::Fade),
            strip: Arc::new(strip.finish()),
            pad,
            speed: SPEED * f64::from(unit),
            rtl,
            since,
        }
    }

    /// Pixels of its height.
    pub fn height(&self) -> f32 {
        self.panel.size().1
    }

    /// Its layers at media time `sample`, with its corner at `x`, `y`.
    pub fn layers(&self, (x, y): (f32, f32), here: f32, unit: f32, sample: u64, out: &mut Vec<Layer>) {
        out.push(self.panel.layer((x, y), here, unit));
        let left = (x + self.pad).round() as i32;
        let right = (x + self.panel.size().0 - self.pad).round() as i32;
        let run = sample.saturating_sub(self.since) as f64 / f64::from(SAMPLE_RATE) * self.speed;
        let length = self.strip.width as i32;
        // It begins at the right edge, and follows itself for ever.
        let ahead = f64::from(right - left);
        let mut at =
            if run < ahead { right - run as i32 } else { left - ((run - ahead) % f64::from(length)) as i32 };
        while at < right {
            let x = if self.rtl { left + right - at - length } else { at };
            let clip = Clip { left: left - x, top: 0, right: right - x, bottom: self.strip.height as i32 };
            if at + length > left {
                out.push(Layer {
                    bitmap: self.strip.clone(),
                    x,
                    y: y.round() as i32,
                    opacity: (here * 256.0) as u16,
                    clip: Some(clip),
                });
            }
            at += length;
        }
    }
}
