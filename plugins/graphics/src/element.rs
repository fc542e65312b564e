//! Elements: each drawn once, then only moved, faded and cut. Where they stand is the board's.

mod banner;
mod card;
mod clock;
mod corner;
mod ticker;
mod title;

pub use banner::{lower_third, question};
pub use card::{image, product};
pub use clock::Clock;
pub use corner::{label, logo};
pub use ticker::Ticker;
pub use title::title;

use crate::{
    Bitmap,
    frame::{Clip, Layer},
    paint::{Canvas, Panel},
    pictures::Pictures,
    text::Typesetter,
    theme::{Frame, Theme},
};
use std::sync::Arc;

/// What elements are drawn with.
pub struct Easel {
    /// Sets text.
    pub typesetter: Typesetter,
    /// Colours.
    pub theme: Theme,
    /// The picture's shape.
    pub frame: Frame,
    /// Read and fitted.
    pub pictures: Pictures,
}

/// A picture with straight alpha, fitted to its place.
#[derive(Debug, Clone)]
pub struct Fitted {
    /// Pixels.
    pub width: usize,
    /// Pixels.
    pub height: usize,
    /// Red, green, blue, alpha.
    pub rgba: Vec<u8>,
}

/// How an element comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entrance {
    /// It rises a little.
    Rise,
    /// It is uncovered from its left.
    Wipe,
    /// It only appears.
    Fade,
}

/// A drawn element.
#[derive(Debug, Clone)]
pub struct Card {
    /// With its shadow.
    pub bitmap: Arc<Bitmap>,
    /// Pixels of shadow around what is measured.
    pub margin: f32,
    /// How it comes.
    pub entrance: Entrance,
}

impl Card {
    fn new(canvas: Canvas, margin: f32, entrance: Entrance) -> Self {
        Self { bitmap: Arc::new(canvas.finish()), margin, entrance }
    }

    /// Width and height in pixels, without its shadow.
    pub fn size(&self) -> (f32, f32) {
        let around = 2.0 * self.margin;
        (self.bitmap.width as f32 - around, self.bitmap.height as f32 - around)
    }

    /// Its layer, with its corner at `x`, `y`, when `here` of it is there; `unit` is the picture's.
    pub fn layer(&self, (x, y): (f32, f32), here: f32, unit: f32) -> Layer {
        let rise = if self.entrance == Entrance::Rise { (1.0 - here) * 2.4 * unit } else { 0.0 };
        let width = self.bitmap.width as i32;
        let clip = (self.entrance == Entrance::Wipe && here < 1.0).then(|| Clip {
            left: 0,
            top: 0,
            right: (here * width as f32).round() as i32,
            bottom: self.bitmap.height as i32,
        });
        Layer {
            bitmap: self.bitmap.clone(),
            x: (x - self.margin).round() as i32,
            y: (y - self.margin + rise).round() as i32,
            opacity: (here * 256.0).round() as u16,
            clip,
        }
    }
}

impl Easel {
    /// A canvas with a panel of `width`×`height`, its shadow around it: the canvas, the margin, the panel.
    fn panel(&self, width: f32, height: f32) -> (Canvas, f32, Panel) {
        let unit = self.frame.unit;
        let margin = (1.6 * unit).round();
        let (width, height) = (width.ceil(), height.ceil());
        let mut canvas = Canvas::new(width + 2.0 * margin, height + 2.0 * margin);
        let panel = Panel { x: margin, y: margin, width, height, radius: 1.25 * unit };
        canvas.shadow(Panel { y: panel.y + 0.35 * unit, ..panel }, 2.4 * unit, 120);
        let [top, bottom] = self.theme.panel;
        // Beneath the panel there is no shadow: it would be seen through it.
        canvas.clear(panel);
        canvas.panel(panel, top, bottom);
        canvas.border(panel, self.theme.border);
        (canvas, margin, panel)
    }
}
