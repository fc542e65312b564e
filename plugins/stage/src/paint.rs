//! Painting a backdrop: a gradient with soft shapes, and layers of things that are out of focus the more the further they are.
//!
//! Pure and deterministic; what becomes of the pixels is [`crate::backdrop`]'s.

mod canvas;
mod nature;
mod noise;
mod room;

use bevy::math::{Vec2, Vec3, Vec4};
use canvas::{Canvas, encoded, linear};
use protocol::scene::{Backdrop, Layer, Shape, Srgb, Thing};

/// Pixels of a backdrop that is only soft shapes: they show no steps at 1080p.
const SOFT: (u32, u32) = (1280, 720);
/// Layers are painted so large, and drawn out to twice that: they are out of focus, and the renderer takes the nearest pixel.
const LAYERS: (usize, usize) = (1280, 720);

/// A painted backdrop.
#[derive(Clone)]
pub struct Pixels {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// sRGB, red, green, blue, cover.
    pub rgba: Vec<u8>,
    /// Whether it goes on beyond its sides as in a mirror, or as its border is.
    pub goes_on: bool,
}

impl std::fmt::Debug for Pixels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pixels({}x{})", self.width, self.height)
    }
}

/// Paints a backdrop as large as it needs. It takes up to a second: not in a frame.
pub fn paint(backdrop: &Backdrop) -> Pixels {
    let (width, height) = if backdrop.layers.is_empty() { SOFT } else { (SOFT.0 * 2, SOFT.1 * 2) };
    let rgba = paint_sized(backdrop, width, height);
    Pixels { width, height, rgba, goes_on: !backdrop.layers.is_empty() }
}

/// Paints a backdrop as sRGB RGBA, `width`×`height` pixels, dithered so that no gradient shows bands.
fn paint_sized(backdrop: &Backdrop, width: u32, height: u32) -> Vec<u8> {
    let layers = layers(backdrop);
    let (top, bottom) = (color(backdrop.top), color(backdrop.bottom));
    let (wide, tall) = (width as f32, height as f32);
    let mut out = Vec::with_capacity((width * height * 4) as usize);
    for y in 0..height {
        for x in 0..width {
            let at = Vec2::new((x as f32 - wide / 2.0) / tall, 0.5 - y as f32 / tall);
            let mut color = match &layers {
                None => bottom.lerp(top, smooth(0.0, 1.0, at.y + 0.5)),
                Some(canvas) => {
                    let (sx, sy) = (canvas.width as f32 / wide, canvas.height as f32 / tall);
                    encoded(canvas.sample((x as f32 + 0.5) * sx, (y as f32 + 0.5) * sy))
                }
            };
            for shape in &backdrop.shapes {
                color = lay(shape, at, color);
            }
            let noise = dither(x, y);
            let channel = |v: f32| (v + noise).clamp(0.0, 255.0) as u8;
            out.extend([channel(color.x), channel(color.y), channel(color.z), 255]);
        }
    }
    out
}

/// All layers over the gradient, in linear light; none where there are none.
fn layers(backdrop: &Backdrop) -> Option<Canvas> {
    if backdrop.layers.is_empty() {
        return None;
    }
    let mut under = Canvas::new(LAYERS.0, LAYERS.1);
    let (top, bottom) = (linear(backdrop.top), linear(backdrop.bottom));
    under.lay(Vec2::ZERO, Vec2::new(4.0, 2.0), |p| (bottom.lerp(top, smooth(0.0, 1.0, p.y + 0.5)), 1.0));
    for (n, layer) in backdrop.layers.iter().enumerate() {
        // The first lies on the gradient and takes it along: nothing behind it would show at blurred edges.
        if n == 0 {
            paint_layer(&mut under, layer);
        } else {
            let mut above = Canvas::new(LAYERS.0, LAYERS.1);
            if layer.things.iter().any(lights) {
                // Light needs something to fall on.
                paint_layer(&mut under, layer);
                continue;
            }
            paint_layer(&mut above, layer);
            under.lay_canvas(&above);
        }
    }
    Some(under)
}

/// Whether a thing is light that falls on what is there already.
fn lights(thing: &Thing) -> bool {
    matches!(thing, Thing::Light { .. })
}

fn paint_layer(canvas: &mut Canvas, layer: &Layer) {
    for thing in &layer.things {
        paint_thing(canvas, thing);
    }
    canvas.defocus(layer.blur);
}

fn paint_thing(canvas: &mut Canvas, thing: &Thing) {
    let v = |(x, y): (f32, f32)| Vec2::new(x, y);
    match thing {
        Thing::Sky { horizon, zenith, low, clouds, seed } => {
            nature::sky(canvas, *horizon, *zenith, *low, *clouds, *seed)
        }
        Thing::Sea { top, bottom, far, near, sun, glitter, seed } => {
            nature::sea(canvas, (*top, *bottom), (*far, *near), *sun, *glitter, *seed)
        }
        Thing::Ground { top, bottom, far, near, rough, seed } => {
            nature::ground(canvas, (*top, *bottom), (*far, *near), *rough, *seed)
        }
        Thing::Hills { base, height, rough, color, seed } => {
            nature::hills(canvas, *base, *height, *rough, *color, *seed)
        }
        Thing::Foliage { at, size, leaf, density, dark, light, seed } => {
            let (at, size, leaf) = (v(*at), v(*size), leaf.max(0.002));
            let of =
                nature::Leaves { at, size, leaf, density: *density, dark: *dark, light: *light, seed: *seed };
            nature::foliage(canvas, &of)
        }
        Thing::Block { at, size, round, color, shade } => {
            room::block(canvas, v(*at), v(*size), *round, *color, *shade)
        }
        Thing::Ball { at, size, color, shade } => room::ball(canvas, v(*at), v(*size), *color, *shade),
        Thing::Shelf { at, size, rows, color, back, goods, fill, seed } => {
            let (at, size) = (v(*at), v(*size));
            let of = room::Shelf {
                at,
                size,
                rows: *rows,
                color: *color,
                back: *back,
                goods,
                fill: *fill,
                seed: *seed,
            };
            room::shelf(canvas, &of)
        }
        Thing::Rail { at, size, goods, seed } => room::rail(canvas, v(*at), v(*size), goods, *seed),
        Thing::Lamps { at, size, count, radius, color, gain, seed } => {
            let mut chance = noise::Chance::new(*seed);
            for _ in 0..(*count).min(500) {
                let (x, y) = (chance.between(-0.5, 0.5), chance.between(-0.5, 0.5));
                let place = v(*at) + v(*size) * Vec2::new(x, y);
                let own = chance.between(0.5, 1.2);
                lamp(canvas, place, radius * own.sqrt(), *color, gain * own);
            }
        }
        Thing::Lamp { at, radius, color, gain } => lamp(canvas, v(*at), *radius, *color, *gain),
        Thing::Light { at, radius, color, gain } => {
            fall(canvas, v(*at), v(*radius), |under, part| {
                let light = Vec3::ONE + linear(*color) * (*gain * part);
                under * light.max(Vec3::ZERO).extend(1.0)
            });
        }
        Thing::Haze { at, radius, color, gain } => {
            fall(canvas, v(*at), v(*radius), |under, part| {
                under
                    + (linear(*color) * *gain * part)
                        .extend((*gain * part).clamp(0.0, 1.0 - under.w.min(1.0)))
            });
        }
        Thing::Plaster { at, size, color, grain, scale, seed } => {
            room::plaster(canvas, v(*at), v(*size), *color, *grain, *scale, *seed)
        }
        Thing::Wood { at, size, boards, color, grain, gap, upright, seed } => {
            let (at, size, boards) = (v(*at), v(*size), *boards);
            let of = room::Boards {
                at,
                size,
                boards,
                color: *color,
                grain: *grain,
                gap: *gap,
                upright: *upright,
                seed: *seed,
            };
            room::wood(canvas, &of)
        }
        Thing::Brick { at, size, courses, color, mortar, seed } => {
            room::brick(canvas, v(*at), v(*size), *courses, *color, *mortar, *seed)
        }
        Thing::Window { at, size, panes, bar, color } => {
            room::window(canvas, v(*at), v(*size), *panes, *bar, *color)
        }
    }
}

fn lamp(canvas: &mut Canvas, at: Vec2, radius: f32, shown: Srgb, gain: f32) {
    let (light, radius) = (linear(shown) * gain, radius.max(canvas.pixel()));
    let soft = canvas.pixel();
    canvas.lay(at, Vec2::splat(radius * 2.0), |p| {
        (light, smooth(radius + soft, radius - soft, p.distance(at)))
    });
}

/// Something that falls off smoothly from the middle to twice its radius.
fn fall(canvas: &mut Canvas, at: Vec2, radius: Vec2, change: impl Fn(Vec4, f32) -> Vec4) {
    let radius = radius.max(Vec2::splat(1e-3));
    canvas.each(at, radius * 6.0, 0.0, |p, under| {
        let d = (p - at) / radius;
        change(under, (-d.length_squared()).exp())
    });
}

fn color(c: Srgb) -> Vec3 {
    Vec3::new(f32::from(c.0), f32::from(c.1), f32::from(c.2))
}

fn lay(shape: &Shape, at: Vec2, under: Vec3) -> Vec3 {
    let rgb = |c: &(u8, u8, u8)| color(*c);
    // Light adds up without ever passing white.
    let screen =
        |light: Vec3| Vec3::splat(255.0) - (Vec3::splat(255.0) - under) * (Vec3::ONE - light / 255.0);
    match shape {
        Shape::Glow { at: middle, radius, color, strength } => {
            let d = at.distance(Vec2::from(*middle)) / radius.max(1e-3);
            screen(rgb(color) * (strength * (-d * d).exp()).clamp(0.0, 1.0))
        }
        Shape::Bokeh { at: middle, radius, color, strength } => {
            let d = at.distance(Vec2::from(*middle)) / radius.max(1e-3);
            let disc = (1.0 - smooth(0.86, 1.04, d)) * (0.75 + 0.25 * d);
            screen(rgb(color) * (strength * disc).clamp(0.0, 1.0))
        }
        Shape::Panel { at: middle, size, soft, color, strength } => {
            let off = (at - Vec2::from(*middle)).abs() - Vec2::from(*size) / 2.0;
            let soft = soft.max(1e-3);
            let cover = (1.0 - smooth(-soft, soft, off.x)) * (1.0 - smooth(-soft, soft, off.y));
            under.lerp(rgb(color), (cover * strength).clamp(0.0, 1.0))
        }
    }
}

/// 0 at `low`, 1 at `high`, which may lie below it, with an even slope at both.
fn smooth(low: f32, high: f32, value: f32) -> f32 {
    let t = ((value - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// Interleaved gradient noise (Jimenez 2014), 0 to 1.
fn dither(x: u32, y: u32) -> f32 {
    (52.982_918 * (0.067_110_56 * x as f32 + 0.005_837_15 * y as f32).fract()).fract()
}

#[cfg(test)]
mod tests;
