//! Lays an [`Overlay`] over a picture: over RGBA for stills and transparent video, over I420 for the encoder.
//!
//! On air the I420 is laid over after colour conversion and after the smoothing of edges: the mapped picture of the
//! adapter is only read, text stays sharp, and a pixel costs one and a half bytes instead of four. The inner loops
//! are plain integer arithmetic over slices, which the compiler turns into vector instructions.

use crate::{Layer, Overlay};

/// The three planes of an I420 picture, BT.709 limited range; both sides even.
#[derive(Debug)]
pub struct Planes<'a> {
    /// Pixels.
    pub width: usize,
    /// Pixels.
    pub height: usize,
    /// Luma.
    pub y: &'a mut [u8],
    /// Bytes a row of `y`.
    pub y_stride: usize,
    /// Blue difference.
    pub u: &'a mut [u8],
    /// Bytes a row of `u`.
    pub u_stride: usize,
    /// Red difference.
    pub v: &'a mut [u8],
    /// Bytes a row of `v`.
    pub v_stride: usize,
}

/// Lays `overlay` over an I420 picture.
pub fn onto_i420(overlay: &Overlay, planes: &mut Planes<'_>) {
    for layer in &overlay.layers {
        lay_i420(layer, planes);
    }
}

fn lay_i420(layer: &Layer, planes: &mut Planes<'_>) {
    let Some(seen) = layer.seen(planes.width, planes.height) else { return };
    let (bitmap, opacity) = (&*layer.bitmap, u32::from(layer.opacity.min(256)));
    let columns = seen.left as usize..seen.right as usize;
    for row in seen.top..seen.bottom {
        let from = row as usize * bitmap.width;
        let to = (row + layer.y) as usize * planes.y_stride + (seen.left + layer.x) as usize;
        let (Some(y), Some(alpha), Some(out)) = (
            bitmap.yuv.y.get(from + columns.start..from + columns.end),
            bitmap.yuv.alpha.get(from + columns.start..from + columns.end),
            planes.y.get_mut(to..to + columns.len()),
        ) else {
            continue;
        };
        lay_row(out, y, alpha, opacity);
    }
    // Colour is at half resolution. A layer at an odd place has its colour half a sample aside, which nobody sees.
    let half_width = bitmap.width.div_ceil(2);
    let (left, right) = (seen.left as usize / 2, (seen.right as usize).div_ceil(2));
    let (x, y) = (layer.x.div_euclid(2), layer.y.div_euclid(2));
    for row in seen.top / 2..(seen.bottom + 1) / 2 {
        let from = row as usize * half_width;
        let (row, column) = (row + y, left as i32 + x);
        if row < 0 || row as usize >= planes.height.div_ceil(2) {
            continue;
        }
        let skip = (-column).max(0) as usize;
        let fit = (planes.width.div_ceil(2) as i32 - column).max(0) as usize;
        let part = from + left + skip..from + right.min(left + fit);
        let planes = [
            (&mut *planes.u, planes.u_stride, &bitmap.yuv.u),
            (&mut *planes.v, planes.v_stride, &bitmap.yuv.v),
        ];
        for (out, stride, color) in planes {
            let to = row as usize * stride + (column.max(0)) as usize;
            let length = part.end.saturating_sub(part.start);
            let (Some(color), Some(alpha), Some(out)) = (
                color.get(part.clone()),
                bitmap.yuv.half_alpha.get(part.clone()),
                out.get_mut(to..to + length),
            ) else {
                continue;
            };
            lay_row(out, color, alpha, opacity);
        }
    }
}

/// Lays `over`, premultiplied by `alpha`, over `out`.
fn lay_row(out: &mut [u8], over: &[u8], alpha: &[u8], opacity: u32) {
    if opacity >= 256 {
        for ((out, over), alpha) in out.iter_mut().zip(over).zip(alpha) {
            *out = over.saturating_add(scale(*out, 255 - *alpha));
        }
        return;
    }
    for ((out, over), alpha) in out.iter_mut().zip(over).zip(alpha) {
        let over = (u32::from(*over) * opacity) >> 8;
        let alpha = (u32::from(*alpha) * opacity) >> 8;
        *out = (over as u8).saturating_add(scale(*out, 255 - alpha as u8));
    }
}

/// `value`·`by`/255, rounded, in 16 bits.
fn scale(value: u8, by: u8) -> u8 {
    let product = u16::from(value) * u16::from(by) + 128;
    ((product + (product >> 8)) >> 8) as u8
}

/// Lays `overlay` over RGBA pixels of `width`×`height`, rows without gaps, gamma-encoded and premultiplied (a picture
/// without transparency is both).
pub fn onto_rgba(overlay: &Overlay, pixels: &mut [u8], width: usize, height: usize) {
    for layer in &overlay.layers {
        let Some(seen) = layer.seen(width, height) else { continue };
        let opacity = u32::from(layer.opacity.min(256));
        for row in seen.top..seen.bottom {
            let from = (row as usize * layer.bitmap.width + seen.left as usize) * 4;
            let to = ((row + layer.y) as usize * width + (seen.left + layer.x) as usize) * 4;
            let length = (seen.right - seen.left) as usize * 4;
            let over = &layer.bitmap.rgba[from..from + length];
            let Some(out) = pixels.get_mut(to..to + length) else { continue };
            for (out, over) in out.chunks_exact_mut(4).zip(over.chunks_exact(4)) {
                let alpha = (u32::from(over[3]) * opacity) >> 8;
                for (out, over) in out.iter_mut().zip(over) {
                    let over = (u32::from(*over) * opacity) >> 8;
                    *out = (over as u8).saturating_add(scale(*out, 255 - alpha as u8));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
