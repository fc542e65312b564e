//! Cards with a picture: products, and pictures alone.

use super::{Card, Easel, Entrance, Fitted};
use crate::{
    PictureError,
    paint::{Canvas, Panel},
    picture::Fit,
    products::Product,
    text::{Align, Text, Type},
};
use qrcode::{Color, EcLevel, QrCode};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// Modules of white around a code (ISO/IEC 18004 asks for four).
const QUIET: usize = 4;

struct Texts {
    name: Text,
    price: Option<Text>,
    about: Option<Text>,
}

impl Texts {
    fn lay(easel: &mut Easel, product: &Product, room: f32, lines: (usize, usize)) -> Self {
        let unit = easel.frame.unit;
        let set = |size: f32, weight: u16, leading: f32| Type {
            size: size * unit,
            weight,
            leading,
            tabular: false,
        };
        let mut some = |text: &str, set, lines| {
            (!text.is_empty()).then(|| easel.typesetter.lay(text, set, Some(room), lines))
        };
        let price = some(&product.price, set(4.4, 700, 1.25), 1);
        let about = some(&product.text, set(2.55, 400, 1.36), lines.1);
        let name = easel.typesetter.lay(&product.name, set(3.4, 600, 1.22), Some(room), lines.0);
        Self { name, price, about }
    }

    /// Pixels, with the gaps between.
    fn height(&self, gap: f32) -> f32 {
        let more = [&self.price, &self.about].into_iter().flatten();
        more.fold(self.name.height, |sum, text| sum + gap + text.height)
    }

    fn draw(&self, easel: &mut Easel, canvas: &mut Canvas, (x, mut y, width): (f32, f32, f32), gap: f32) {
        let theme = easel.theme;
        // A price has figures only: it stands where the name does.
        let align = if self.name.rtl { Align::Right } else { Align::Start };
        let parts = [
            (Some(&self.name), theme.text),
            (self.price.as_ref(), theme.accent_text),
            (self.about.as_ref(), theme.soft_text),
        ];
        for (text, color) in parts {
            let Some(text) = text else { continue };
            easel.typesetter.draw(text, canvas, (x, y, width), align, |_| color);
            y += text.height + gap;
        }
    }
}

/// A product: upright at the side of a wide picture, lying in a narrow one. `folder` is where its image lies. None while
/// that is read.
///
/// # Errors
/// When its image cannot be read.
pub fn product(easel: &mut Easel, product: &Product, folder: &Path) -> Result<Option<Card>, PictureError> {
    let unit = easel.frame.unit;
    let code =
        (!product.url.is_empty()).then(|| QrCode::with_error_correction_level(&product.url, EcLevel::M).ok());
    let code = code.flatten();
    let file = (!product.image.is_empty()).then(|| folder.join(&product.image));
    let (pad, gap) = (1.5 * unit, 0.7 * unit);
    if easel.frame.is_narrow {
        let width = easel.frame.safe_width();
        let side = (24.0 * unit).min(width * 0.32);
        let Some(image) = covering(easel, file, (side, side))? else { return Ok(None) };
        let code = code.map(|c| draw_code(&c, (side * 0.72) as usize));
        let taken = [image.as_ref().map(|i| i.width), code.as_ref().map(|c| c.width)];
        let taken: f32 = taken.into_iter().flatten().map(|w| w as f32 + 1.6 * unit).sum();
        let room = width - 2.0 * pad - taken - unit;
        let texts = Texts::lay(easel, product, room, (2, 2));
        let least = if image.is_some() { side } else { 0.0 };
        let inner = texts.height(gap).max(least).max(code.as_ref().map_or(0.0, |c| c.height as f32));
        let (mut canvas, margin, panel) = easel.panel(width, inner + 2.0 * pad);
        let mut x = panel.x + pad;
        let middle = |height: f32| panel.y + (panel.height - height) / 2.0;
        if let Some(image) = image {
            frame(&mut canvas, &image, (x, middle(image.height as f32)), 0.8 * unit);
            x += image.width as f32 + 1.6 * unit;
        }
        texts.draw(easel, &mut canvas, (x, middle(texts.height(gap)), room), gap);
        if let Some(code) = code {
            let at = (panel.x + panel.width - pad - code.width as f32, middle(code.height as f32));
            frame(&mut canvas, &code, at, 0.6 * unit);
        }
        return Ok(Some(Card::new(canvas, margin, Entrance::Rise)));
    }
    let width = (easel.frame.width * 0.235).max(26.0 * unit);
    let room = width - 2.0 * pad;
    let tall = if code.is_some() { room * 0.62 } else { room * 0.78 };
    let Some(image) = covering(easel, file, (room, tall))? else { return Ok(None) };
    let code = code.map(|c| draw_code(&c, (13.0 * unit) as usize));
    let text_room = room - 0.8 * unit - code.as_ref().map_or(0.0, |c| c.width as f32 + 1.2 * unit);
    let texts = Texts::lay(easel, product, text_room, (2, if code.is_some() { 3 } else { 4 }));
    let lower = texts.height(gap).max(code.as_ref().map_or(0.0, |c| c.height as f32));
    let above = image.as_ref().map_or(0.0, |i| i.height as f32 + 1.4 * unit);
    let (mut canvas, margin, panel) = easel.panel(width, above + lower + 2.0 * pad);
    if let Some(image) = image {
        frame(&mut canvas, &image, (panel.x + pad, panel.y + pad), 0.7 * unit);
    }
    let y = panel.y + pad + above;
    texts.draw(easel, &mut canvas, (panel.x + pad + 0.4 * unit, y, text_room), gap);
    if let Some(code) = code {
        let at = (panel.x + panel.width - pad - code.width as f32, y + (lower - code.height as f32).max(0.0));
        frame(&mut canvas, &code, at, 0.6 * unit);
    }
    Ok(Some(Card::new(canvas, margin, Entrance::Rise)))
}

/// The image of a product that has one, as large as its place; the outer is none while it is read.
fn covering(
    easel: &mut Easel,
    file: Option<PathBuf>,
    (width, height): (f32, f32),
) -> Result<Option<Option<Arc<Fitted>>>, PictureError> {
    let Some(file) = file else { return Ok(Some(None)) };
    Ok(easel.pictures.get(&file, Fit::Cover, (width as usize, height as usize))?.map(Some))
}

/// A picture alone, with a thin frame. None while it is read.
///
/// # Errors
/// When it cannot be read.
pub fn image(easel: &mut Easel, file: &Path) -> Result<Option<Card>, PictureError> {
    let unit = easel.frame.unit;
    let room = if easel.frame.is_narrow {
        (easel.frame.safe_width(), easel.frame.height * 0.3)
    } else {
        (easel.frame.width * 0.32, easel.frame.height * 0.52)
    };
    let rim = 0.6 * unit;
    let size = ((room.0 - 2.0 * rim) as usize, (room.1 - 2.0 * rim) as usize);
    let Some(fitted) = easel.pictures.get(file, Fit::Contain, size)? else { return Ok(None) };
    let (width, height) = (fitted.width as f32 + 2.0 * rim, fitted.height as f32 + 2.0 * rim);
    let (mut canvas, margin, panel) = easel.panel(width, height);
    frame(&mut canvas, &fitted, (panel.x + rim, panel.y + rim), 0.8 * unit);
    Ok(Some(Card::new(canvas, margin, Entrance::Rise)))
}

fn frame(canvas: &mut Canvas, picture: &Fitted, (x, y): (f32, f32), radius: f32) {
    let (width, height) = (picture.width as f32, picture.height as f32);
    canvas.framed(&picture.rgba, picture.width, Panel { x: x.round(), y: y.round(), width, height, radius });
}

/// A code, black on white in whole pixels, at most `side` of them, unless it takes more to be read at all.
fn draw_code(code: &QrCode, side: usize) -> Fitted {
    let modules = code.width() + 2 * QUIET;
    // Two pixels a module are the least that a camera tells apart.
    let scale = (side / modules).max(2);
    let side = modules * scale;
    let colors = code.to_colors();
    let dark = |x: usize, y: usize| {
        let (mx, my) = ((x / scale).wrapping_sub(QUIET), (y / scale).wrapping_sub(QUIET));
        mx < code.width() && my < code.width() && colors[my * code.width() + mx] == Color::Dark
    };
    let pixel = |n: usize| if dark(n % side, n / side) { [12, 14, 18, 255] } else { [255; 4] };
    Fitted { width: side, height: side, rgba: (0..side * side).flat_map(pixel).collect() }
}
