//! Pictures in memory: gray and colour fields, drawing of triangles in texture space, blur, encoding.
//!
//! Knows nothing of what is painted. Row 0 is the top; texture coordinates have v up, as the data does.

use std::io::Cursor;

use glam::{Vec2, Vec3, vec2};
use image::{ExtendedColorType, ImageEncoder, codecs};
use rayon::prelude::*;

/// A field of numbers.
#[derive(Clone, Debug)]
pub struct Gray {
    /// Pixels a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Row by row from the top.
    pub values: Vec<f32>,
}

impl Gray {
    /// A field of one value.
    pub fn new(width: usize, height: usize, value: f32) -> Self {
        Self { width, height, values: vec![value; width * height] }
    }

    /// Value at a pixel position (pixel centres at whole numbers), bilinear, clamped at the border.
    pub fn at(&self, x: f32, y: f32) -> f32 {
        let x = x.clamp(0.0, (self.width - 1) as f32);
        let y = y.clamp(0.0, (self.height - 1) as f32);
        let (x0, y0) = (x as usize, y as usize);
        let (x1, y1) = ((x0 + 1).min(self.width - 1), (y0 + 1).min(self.height - 1));
        let (fx, fy) = (x - x0 as f32, y - y0 as f32);
        let row = |y: usize| {
            let near = self.values[y * self.width + x0];
            near + (self.values[y * self.width + x1] - near) * fx
        };
        row(y0) + (row(y1) - row(y0)) * fy
    }

    /// Value at a texture coordinate (v up).
    pub fn sample(&self, uv: Vec2) -> f32 {
        self.at(uv.x * self.width as f32 - 0.5, (1.0 - uv.y) * self.height as f32 - 0.5)
    }

    /// Gaussian blur, `sigma` in pixels.
    pub fn blur(&self, sigma: f32) -> Self {
        let radius = (sigma * 3.0).ceil() as isize;
        let kernel: Vec<f32> =
            (-radius..=radius).map(|i| (-0.5 * (i as f32 / sigma).powi(2)).exp()).collect();
        let sum: f32 = kernel.iter().sum();
        let pass = |from: &[f32], dx: isize, dy: isize| -> Vec<f32> {
            let (w, h) = (self.width as isize, self.height as isize);
            let mut out = vec![0.0; from.len()];
            out.par_chunks_mut(self.width).enumerate().for_each(|(y, row)| {
                for (x, value) in row.iter_mut().enumerate() {
                    let mut total = 0.0;
                    for (k, weight) in (-radius..=radius).zip(&kernel) {
                        let sx = (x as isize + k * dx).clamp(0, w - 1);
                        let sy = (y as isize + k * dy).clamp(0, h - 1);
                        total += weight * from[(sy * w + sx) as usize];
                    }
                    *value = total / sum;
                }
            });
            out
        };
        let values = pass(&pass(&self.values, 1, 0), 0, 1);
        Self { width: self.width, height: self.height, values }
    }

    /// Draws a soft line of constant opacity, keeping the larger value. Positions and width in pixels.
    pub fn stroke(&mut self, a: Vec2, b: Vec2, width: f32, value: f32) {
        let reach = width * 0.5 + 1.0;
        let (lo, hi) = (a.min(b) - reach, a.max(b) + reach);
        let x0 = lo.x.floor().max(0.0) as usize;
        let y0 = lo.y.floor().max(0.0) as usize;
        let x1 = (hi.x.ceil().max(0.0) as usize).min(self.width);
        let y1 = (hi.y.ceil().max(0.0) as usize).min(self.height);
        let along = b - a;
        let len2 = along.length_squared().max(1e-9);
        for y in y0..y1 {
            for x in x0..x1 {
                let p = vec2(x as f32, y as f32);
                let t = ((p - a).dot(along) / len2).clamp(0.0, 1.0);
                let distance = (p - a - along * t).length();
                let cover = (width * 0.5 + 0.5 - distance).clamp(0.0, 1.0) * width.min(1.0);
                let cell = &mut self.values[y * self.width + x];
                *cell = cell.max(cover * value);
            }
        }
    }
}

/// A field of linear colours, with alpha.
#[derive(Clone, Debug)]
pub struct Paint {
    /// Pixels a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Linear colour, row by row from the top.
    pub color: Vec<Vec3>,
    /// Opacity 0..=1.
    pub alpha: Vec<f32>,
}

impl Paint {
    /// Computes each pixel from its column and row.
    pub fn from_fn(width: usize, height: usize, pixel: impl Fn(usize, usize) -> (Vec3, f32) + Sync) -> Self {
        let both: Vec<(Vec3, f32)> =
            (0..width * height).into_par_iter().map(|n| pixel(n % width, n / width)).collect();
        let (color, alpha) = both.into_iter().unzip();
        Self { width, height, color, alpha }
    }

    /// Colour at a texture coordinate (v up): the nearest pixel.
    pub fn sample(&self, uv: Vec2) -> Vec3 {
        let x = ((uv.x * self.width as f32) as usize).min(self.width - 1);
        let y = (((1.0 - uv.y) * self.height as f32) as usize).min(self.height - 1);
        self.color[y * self.width + x]
    }

    /// Half the size, by averaging in linear light.
    pub fn halve(&self) -> Self {
        let source = |x: usize, y: usize| {
            let n = y * self.width + x;
            (self.color[n], self.alpha[n])
        };
        Self::from_fn(self.width / 2, self.height / 2, |x, y| {
            let cells = [
                source(2 * x, 2 * y),
                source(2 * x + 1, 2 * y),
                source(2 * x, 2 * y + 1),
                source(2 * x + 1, 2 * y + 1),
            ];
            let color = cells.iter().map(|(c, _)| *c).sum::<Vec3>() * 0.25;
            (color, cells.iter().map(|(_, a)| a).sum::<f32>() * 0.25)
        })
    }

    /// As a JPEG, alpha dropped. `quality` 1-100.
    pub fn jpeg(&self, quality: u8) -> Result<Vec<u8>, image::ImageError> {
        let bytes: Vec<u8> = self.color.par_iter().flat_map_iter(|c| srgb8(*c)).collect();
        encode_jpeg(&bytes, self.width, self.height, quality)
    }

    /// As a PNG with alpha.
    pub fn png(&self) -> Result<Vec<u8>, image::ImageError> {
        let bytes: Vec<u8> = self
            .color
            .par_iter()
            .zip(&self.alpha)
            .flat_map_iter(|(c, a)| {
                let [r, g, b] = srgb8(*c);
                [r, g, b, byte(*a)]
            })
            .collect();
        let mut out = Vec::new();
        codecs::png::PngEncoder::new(Cursor::new(&mut out)).write_image(
            &bytes,
            self.width as u32,
            self.height as u32,
            ExtendedColorType::Rgba8,
        )?;
        Ok(out)
    }
}

/// Encodes 8-bit RGB as JPEG.
pub fn encode_jpeg(
    rgb: &[u8],
    width: usize,
    height: usize,
    quality: u8,
) -> Result<Vec<u8>, image::ImageError> {
    let mut out = Vec::new();
    codecs::jpeg::JpegEncoder::new_with_quality(Cursor::new(&mut out), quality).write_image(
        rgb,
        width as u32,
        height as u32,
        ExtendedColorType::Rgb8,
    )?;
    Ok(out)
}

/// Encodes vectors in -1..=1 (a tangent space normal map) as JPEG.
pub fn normal_map(
    vectors: &[Vec3],
    width: usize,
    height: usize,
    quality: u8,
) -> Result<Vec<u8>, image::ImageError> {
    let bytes: Vec<u8> = vectors
        .iter()
        .flat_map(|n| [byte(n.x * 0.5 + 0.5), byte(n.y * 0.5 + 0.5), byte(n.z * 0.5 + 0.5)])
        .collect();
    encode_jpeg(&bytes, width, height, quality)
}

fn byte(x: f32) -> u8 {
    (x.clamp(0.0, 1.0) * 255.0 + 0.5) as u8
}

/// Linear light from sRGB bytes.
pub fn linear(c: [u8; 3]) -> Vec3 {
    let one = |b: u8| {
        let x = f32::from(b) / 255.0;
        if x <= 0.04045 { x / 12.92 } else { ((x + 0.055) / 1.055).powf(2.4) }
    };
    Vec3::new(one(c[0]), one(c[1]), one(c[2]))
}

fn srgb8(c: Vec3) -> [u8; 3] {
    c.to_array().map(|x| {
        let x = x.clamp(0.0, 1.0);
        byte(if x <= 0.003_130_8 { x * 12.92 } else { 1.055 * x.powf(1.0 / 2.4) - 0.055 })
    })
}

/// Where each pixel of a texture lies on a mesh: the triangle and its barycentric weights.
#[derive(Clone, Debug)]
pub struct Atlas {
    /// Pixels a side.
    pub size: usize,
    /// Triangle and weights of its first two corners; `None` between islands.
    pub cells: Vec<Option<(u32, f32, f32)>>,
}

impl Atlas {
    /// Draws triangles in texture space (v up). Later triangles win where two meet.
    pub fn new(size: usize, triangles: &[[u32; 3]], coords: &[Vec2]) -> Self {
        let mut cells = vec![None; size * size];
        let place = |uv: Vec2| vec2(uv.x * size as f32 - 0.5, (1.0 - uv.y) * size as f32 - 0.5);
        for (n, t) in triangles.iter().enumerate() {
            let [a, b, c] = t.map(|v| place(coords[v as usize]));
            let det = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
            if det.abs() < 1e-12 {
                continue;
            }
            let lo = a.min(b).min(c).floor().max(Vec2::ZERO);
            let hi = a.max(b).max(c).ceil().min(Vec2::splat((size - 1) as f32));
            for y in lo.y as usize..=hi.y as usize {
                for x in lo.x as usize..=hi.x as usize {
                    let (dx, dy) = (x as f32 - a.x, y as f32 - a.y);
                    let w1 = (dx * (c.y - a.y) - dy * (c.x - a.x)) / det;
                    let w2 = ((b.x - a.x) * dy - (b.y - a.y) * dx) / det;
                    let w0 = 1.0 - w1 - w2;
                    // Half a texel's grace keeps neighbours from leaving a crack.
                    if w0 >= -1e-3 && w1 >= -1e-3 && w2 >= -1e-3 {
                        cells[y * size + x] = Some((n as u32, w0, w1));
                    }
                }
            }
        }
        Self { size, cells }
    }

    /// Fills what no triangle covers from its surroundings, so that filtering never sees the gap.
    pub fn bleed(&self, color: &mut [Vec3]) {
        let covered: Vec<bool> = self.cells.iter().map(Option::is_some).collect();
        fill(self.size, color, &covered);
    }
}

/// Fills uncovered pixels from coarser means of the covered ones.
fn fill(size: usize, color: &mut [Vec3], covered: &[bool]) {
    if size <= 1 || covered.iter().all(|c| *c) {
        return;
    }
    let half = size / 2;
    let mut coarse = vec![Vec3::ZERO; half * half];
    let mut known = vec![false; half * half];
    for y in 0..half {
        for x in 0..half {
            let ids = [
                (2 * y) * size + 2 * x,
                (2 * y) * size + 2 * x + 1,
                (2 * y + 1) * size + 2 * x,
                (2 * y + 1) * size + 2 * x + 1,
            ];
            let mut n = 0.0;
            for id in ids {
                if covered[id] {
                    coarse[y * half + x] += color[id];
                    n += 1.0;
                }
            }
            if n > 0.0 {
                coarse[y * half + x] /= n;
                known[y * half + x] = true;
            }
        }
    }
    fill(half, &mut coarse, &known);
    for y in 0..size {
        for x in 0..size {
            if !covered[y * size + x] {
                color[y * size + x] = coarse[(y / 2).min(half - 1) * half + (x / 2).min(half - 1)];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_survive_the_round_trip() {
        for c in [[0, 0, 0], [255, 255, 255], [222, 172, 146], [3, 9, 200]] {
            assert_eq!(srgb8(linear(c)), c);
        }
    }

    #[test]
    fn atlas_covers_its_triangle_and_bleeds() {
        let coords = [vec2(0.0, 0.0), vec2(1.0, 0.0), vec2(0.0, 1.0)];
        let atlas = Atlas::new(16, &[[0, 1, 2]], &coords);
        assert!(atlas.cells[15 * 16].is_some());
        assert!(atlas.cells[15].is_none());
        let mut color: Vec<Vec3> =
            atlas.cells.iter().map(|c| if c.is_some() { Vec3::ONE } else { Vec3::ZERO }).collect();
        atlas.bleed(&mut color);
        assert!(color.iter().all(|c| c.x > 0.99));
    }
}
