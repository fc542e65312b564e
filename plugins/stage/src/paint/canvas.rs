//! A canvas in linear light: premultiplied red, green, blue and cover, brighter than white where a lamp is.

use bevy::math::{Vec2, Vec3, Vec4, Vec4Swizzles};
use protocol::scene::Srgb;

/// Pixels in linear light.
pub struct Canvas {
    /// Pixels.
    pub width: usize,
    /// Pixels.
    pub height: usize,
    pixels: Vec<Vec4>,
}

impl Canvas {
    /// A canvas with nothing on it.
    pub fn new(width: usize, height: usize) -> Self {
        Self { width, height, pixels: vec![Vec4::ZERO; width * height] }
    }

    /// Where the middle of a pixel lies, in parts of the height from the middle.
    pub fn place(&self, x: usize, y: usize) -> Vec2 {
        let tall = self.height as f32;
        Vec2::new((x as f32 + 0.5 - self.width as f32 / 2.0) / tall, 0.5 - (y as f32 + 0.5) / tall)
    }

    /// Size of a pixel, in parts of the height.
    pub fn pixel(&self) -> f32 {
        1.0 / self.height as f32
    }

    /// Changes every pixel of a box, `margin` wider than `size` to each side; `change` is given its place and what it holds.
    pub fn each(&mut self, at: Vec2, size: Vec2, margin: f32, mut change: impl FnMut(Vec2, Vec4) -> Vec4) {
        let half = size / 2.0 + margin;
        let (wide, tall) = (self.width as f32, self.height as f32);
        let bound = |v: f32, most: usize| v.clamp(0.0, most as f32) as usize;
        let left = bound(((at.x - half.x) * tall + wide / 2.0).floor(), self.width);
        let right = bound(((at.x + half.x) * tall + wide / 2.0).ceil(), self.width);
        let top = bound(((0.5 - at.y - half.y) * tall).floor(), self.height);
        let bottom = bound(((0.5 - at.y + half.y) * tall).ceil(), self.height);
        for y in top..bottom {
            for x in left..right {
                let place = self.place(x, y);
                let pixel = &mut self.pixels[y * self.width + x];
                *pixel = change(place, *pixel);
            }
        }
    }

    /// Lays `color` over a box where `cover` of a place is above 0.
    pub fn lay(&mut self, at: Vec2, size: Vec2, mut paint: impl FnMut(Vec2) -> (Vec3, f32)) {
        let margin = 2.0 * self.pixel();
        self.each(at, size, margin, |place, under| {
            let (color, cover) = paint(place);
            if cover <= 0.0 { under } else { over((color * cover).extend(cover), under) }
        });
    }

    /// Lays another canvas of the same size over this one.
    pub fn lay_canvas(&mut self, above: &Self) {
        for (under, over_it) in self.pixels.iter_mut().zip(&above.pixels) {
            *under = over(*over_it, *under);
        }
    }

    /// Spreads every point over a disc of `radius` parts of the height, as a lens does with what is out of focus.
    pub fn defocus(&mut self, radius: f32) {
        let r = (radius * self.height as f32).min(64.0);
        if r < 0.6 {
            return;
        }
        let reach = r.ceil() as isize;
        // The half width of the disc in each row; fractions are what is left of a pixel at its edge.
        let halves: Vec<f32> =
            (-reach..=reach).map(|dy| (r * r - (dy * dy) as f32).max(0.0).sqrt()).collect();
        let area: f32 = halves.iter().map(|h| 2.0 * h + 1.0).sum();
        let mut sums = vec![Vec4::ZERO; (self.width + 1) * self.height];
        for y in 0..self.height {
            let row = y * (self.width + 1);
            for x in 0..self.width {
                sums[row + x + 1] = sums[row + x] + self.pixels[y * self.width + x];
            }
        }
        let border =
            |y: usize, right: bool| self.pixels[y * self.width + if right { self.width - 1 } else { 0 }];
        // A sum from the row's beginning to `at`, in pixels; beyond the border the row goes on as it ends.
        let sum_to = |y: usize, at: f32| -> Vec4 {
            let row = y * (self.width + 1);
            let last = self.width as f32;
            if at <= 0.0 {
                return border(y, false) * at;
            }
            if at >= last {
                return sums[row + self.width] + border(y, true) * (at - last);
            }
            let whole = at as usize;
            sums[row + whole].lerp(sums[row + whole + 1], at - whole as f32)
        };
        let mut out = Vec::with_capacity(self.pixels.len());
        for y in 0..self.height as isize {
            for x in 0..self.width {
                let middle = x as f32 + 0.5;
                let mut total = Vec4::ZERO;
                for (dy, half) in (-reach..=reach).zip(&halves) {
                    let row = (y + dy).clamp(0, self.height as isize - 1) as usize;
                    total += sum_to(row, middle + half + 0.5) - sum_to(row, middle - half - 0.5);
                }
                out.push(total / area);
            }
        }
        self.pixels = out;
    }

    /// A pixel, read smoothly between four; `x` and `y` in pixels from the upper left corner.
    pub fn sample(&self, x: f32, y: f32) -> Vec4 {
        let (x, y) = (x - 0.5, y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let at = |dx: f32, dy: f32| {
            let x = (left + dx).clamp(0.0, self.width as f32 - 1.0) as usize;
            let y = (top + dy).clamp(0.0, self.height as f32 - 1.0) as usize;
            self.pixels[y * self.width + x]
        };
        let upper = at(0.0, 0.0).lerp(at(1.0, 0.0), x - left);
        let lower = at(0.0, 1.0).lerp(at(1.0, 1.0), x - left);
        upper.lerp(lower, y - top)
    }
}

fn over(above: Vec4, under: Vec4) -> Vec4 {
    above + under * (1.0 - above.w.min(1.0))
}

/// Linear light of an sRGB colour.
pub fn linear(color: Srgb) -> Vec3 {
    let channel = |v: u8| {
        let v = f32::from(v) / 255.0;
        if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    };
    Vec3::new(channel(color.0), channel(color.1), channel(color.2))
}

/// sRGB of linear light, 0 to 255; above 0.7 a shoulder keeps lamps from clipping flat.
pub fn encoded(light: Vec4) -> Vec3 {
    let shoulder = |v: f32| {
        let over = (v - 0.7).max(0.0);
        (v.min(0.7) + over / (1.0 + over / 0.3)).clamp(0.0, 1.0)
    };
    let channel = |v: f32| {
        let v = shoulder(v);
        255.0 * if v <= 0.003_130_8 { v * 12.92 } else { 1.055 * v.powf(1.0 / 2.4) - 0.055 }
    };
    let color = light.xyz();
    Vec3::new(channel(color.x), channel(color.y), channel(color.z))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_come_back() {
        for color in [(0, 0, 0), (10, 90, 200), (128, 128, 128)] {
            let back = encoded(linear(color).extend(1.0));
            let given = Vec3::new(f32::from(color.0), f32::from(color.1), f32::from(color.2));
            assert!((back - given).abs().max_element() < 0.6, "{color:?} {back}");
        }
        assert!(encoded(Vec4::splat(50.0)).max_element() <= 255.0);
    }

    #[test]
    fn a_point_out_of_focus_is_a_disc_of_the_same_light() {
        let mut canvas = Canvas::new(80, 60);
        let middle = canvas.place(40, 30);
        let one = canvas.pixel() * 0.9;
        canvas.lay(middle, Vec2::splat(one), |p| {
            (Vec3::ONE * 100.0, if p.distance(middle) < one / 2.0 { 1.0 } else { 0.0 })
        });
        let before: f32 = canvas.pixels.iter().map(|p| p.x).sum();
        canvas.defocus(0.1);
        let after: f32 = canvas.pixels.iter().map(|p| p.x).sum();
        assert!((before - after).abs() < before * 0.02, "{before} {after}");
        let at = |x: usize| canvas.pixels[30 * 80 + x].x;
        assert!(
            (at(40) - at(44)).abs() < 0.01 && at(44) > 0.1 && at(50) < 0.01,
            "{} {} {}",
            at(40),
            at(44),
            at(50)
        );
    }

    #[test]
    fn a_flat_canvas_stays_flat_out_of_focus() {
        let mut canvas = Canvas::new(32, 18);
        canvas.lay(Vec2::ZERO, Vec2::new(2.0, 1.0), |_| (Vec3::splat(0.5), 1.0));
        canvas.defocus(0.2);
        assert!(
            canvas.pixels.iter().all(|p| (*p - Vec4::new(0.5, 0.5, 0.5, 1.0)).abs().max_element() < 1e-3)
        );
    }
}
