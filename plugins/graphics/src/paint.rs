//! A canvas: shapes with soft edges, glyphs and pictures, premultiplied.

use crate::Bitmap;

/// Something that is being drawn.
#[derive(Debug, Clone)]
pub struct Canvas {
    width: usize,
    height: usize,
    /// Premultiplied.
    pixels: Vec<u8>,
}

/// A rectangle with round corners, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Panel {
    /// Left.
    pub x: f32,
    /// Top.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
    /// Of its corners.
    pub radius: f32,
}

impl Panel {
    /// Pixels outside of the rectangle, negative inside (Quilez, "2D distance functions").
    fn distance(&self, x: f32, y: f32) -> f32 {
        let (half_width, half_height) = (self.width / 2.0, self.height / 2.0);
        let radius = self.radius.min(half_width).min(half_height);
        let dx = (x - self.x - half_width).abs() - half_width + radius;
        let dy = (y - self.y - half_height).abs() - half_height + radius;
        dx.max(0.0).hypot(dy.max(0.0)) + dx.max(dy).min(0.0) - radius
    }
}

impl Canvas {
    /// Nothing, `width`×`height` pixels of it.
    pub fn new(width: f32, height: f32) -> Self {
        let (width, height) = (width.ceil().max(1.0) as usize, height.ceil().max(1.0) as usize);
        Self { width, height, pixels: vec![0; width * height * 4] }
    }

    /// What was drawn.
    pub fn finish(self) -> Bitmap {
        Bitmap::new(self.width, self.height, self.pixels)
    }

    /// Lays a colour with alpha over one pixel, covered to `cover` of 255.
    fn lay(&mut self, x: i32, y: i32, [r, g, b, a]: [u8; 4], cover: u8) {
        if x < 0 || y < 0 || x as usize >= self.width || y as usize >= self.height || cover == 0 {
            return;
        }
        let at = (y as usize * self.width + x as usize) * 4;
        let alpha = times(a, cover);
        let over = [times(r, alpha), times(g, alpha), times(b, alpha), alpha];
        for (out, over) in self.pixels[at..at + 4].iter_mut().zip(over) {
            *out = over.saturating_add(times(*out, 255 - alpha));
        }
    }

    /// Fills a panel; the colour may change from top to bottom.
    pub fn panel(&mut self, panel: Panel, top: [u8; 4], bottom: [u8; 4]) {
        self.shape(panel, 1.0, |t, cover| (mix(top, bottom, t), cover));
    }

    /// A soft shadow of a panel, `soft` pixels wide.
    pub fn shadow(&mut self, panel: Panel, soft: f32, strength: u8) {
        self.shape(panel, soft, |_, cover| ([0, 0, 0, strength], cover * cover));
    }

    /// Takes away what was drawn beneath a panel.
    pub fn clear(&mut self, panel: Panel) {
        let (width, height) = (self.width, self.height);
        for (n, p) in self.pixels.chunks_exact_mut(4).enumerate().take(width * height) {
            let (x, y) = ((n % width) as f32 + 0.5, (n / width) as f32 + 0.5);
            let keep = (0.5 + panel.distance(x, y)).clamp(0.0, 1.0);
            if keep < 1.0 {
                p.iter_mut().for_each(|c| *c = times(*c, (keep * 255.0) as u8));
            }
        }
    }

    /// Fills the part of `panel` that lies in `part` with a colour.
    pub fn inset(&mut self, panel: Panel, part: Panel, color: [u8; 4]) {
        self.each(part, 0.0, |x, y| {
            let within = panel.distance(x, y).max(part.distance(x, y));
            (color, (0.5 - within).clamp(0.0, 1.0))
        });
    }

    /// The border of a panel, one pixel wide.
    pub fn border(&mut self, panel: Panel, color: [u8; 4]) {
        self.each(panel, 1.0, |x, y| {
            let distance = panel.distance(x, y);
            (color, (1.0 - (distance + 0.5).abs()).clamp(0.0, 1.0))
        });
    }

    /// Fills with coverage that falls off over `soft` pixels around the edge; `paint` gets the part of the height.
    fn shape(&mut self, panel: Panel, soft: f32, paint: impl Fn(f32, f32) -> ([u8; 4], f32)) {
        self.each(panel, soft, |x, y| {
            let cover = (0.5 - panel.distance(x, y) / soft).clamp(0.0, 1.0);
            paint(((y - panel.y) / panel.height).clamp(0.0, 1.0), cover)
        });
    }

    fn each(&mut self, panel: Panel, around: f32, paint: impl Fn(f32, f32) -> ([u8; 4], f32)) {
        let (left, top) =
            ((panel.x - around).floor().max(0.0) as i32, (panel.y - around).floor().max(0.0) as i32);
        let right = ((panel.x + panel.width + around).ceil() as i32).min(self.width as i32);
        let bottom = ((panel.y + panel.height + around).ceil() as i32).min(self.height as i32);
        for y in top..bottom {
            for x in left..right {
                let (color, cover) = paint(x as f32 + 0.5, y as f32 + 0.5);
                self.lay(x, y, color, (cover * 255.0).round() as u8);
            }
        }
    }

    /// Lays a colour over where `mask` says so.
    pub fn mask(&mut self, mask: &[u8], (width, height): (usize, usize), (x, y): (i32, i32), color: [u8; 4]) {
        for (row, line) in mask.chunks(width.max(1)).take(height).enumerate() {
            for (column, cover) in line.iter().enumerate() {
                self.lay(x + column as i32, y + row as i32, color, *cover);
            }
        }
    }

    /// Lays a picture with straight alpha over, `opacity` of 255.
    pub fn picture(&mut self, rgba: &[u8], (width, height): (usize, usize), (x, y): (i32, i32), opacity: u8) {
        for (row, line) in rgba.chunks(width.max(1) * 4).take(height).enumerate() {
            for (column, p) in line.chunks_exact(4).enumerate() {
                self.lay(x + column as i32, y + row as i32, [p[0], p[1], p[2], p[3]], opacity);
            }
        }
    }

    /// A picture inside of a panel's round corners.
    pub fn framed(&mut self, rgba: &[u8], width: usize, panel: Panel) {
        let (left, top) = (panel.x.round() as i32, panel.y.round() as i32);
        for (row, line) in rgba.chunks(width.max(1) * 4).enumerate() {
            for (column, p) in line.chunks_exact(4).enumerate() {
                let (x, y) = (left + column as i32, top + row as i32);
                let cover = (0.5 - panel.distance(x as f32 + 0.5, y as f32 + 0.5)).clamp(0.0, 1.0);
                self.lay(x, y, [p[0], p[1], p[2], p[3]], (cover * 255.0).round() as u8);
            }
        }
    }
}

/// `value`·`by`/255, rounded.
fn times(value: u8, by: u8) -> u8 {
    let product = u16::from(value) * u16::from(by) + 128;
    ((product + (product >> 8)) >> 8) as u8
}

/// From `a` to `b`, `t` of the way.
pub fn mix(a: [u8; 4], b: [u8; 4], t: f32) -> [u8; 4] {
    let mut out = [0; 4];
    for (out, (a, b)) in out.iter_mut().zip(a.iter().zip(b)) {
        *out = (f32::from(*a) + (f32::from(b) - f32::from(*a)) * t).round() as u8;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panel_fills_its_rectangle_and_rounds_its_corners() {
        let mut canvas = Canvas::new(20.0, 20.0);
        let panel = Panel { x: 4.0, y: 4.0, width: 12.0, height: 12.0, radius: 4.0 };
        canvas.panel(panel, [255, 0, 0, 255], [255, 0, 0, 255]);
        let bitmap = canvas.finish();
        let alpha = |x: usize, y: usize| bitmap.rgba[(y * 20 + x) * 4 + 3];
        assert_eq!((alpha(10, 10), alpha(4, 10), alpha(3, 10), alpha(4, 4)), (255, 255, 0, 0));
    }

    #[test]
    fn colours_are_premultiplied() {
        let mut canvas = Canvas::new(4.0, 4.0);
        let panel = Panel { x: -9.0, y: -9.0, width: 40.0, height: 40.0, radius: 0.0 };
        canvas.panel(panel, [200, 100, 50, 128], [200, 100, 50, 128]);
        let bitmap = canvas.finish();
        assert!(bitmap.rgba.chunks_exact(4).all(|p| p == [100, 50, 25, 128]), "{:?}", &bitmap.rgba[..4]);
    }
}
