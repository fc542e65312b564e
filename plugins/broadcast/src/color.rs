//! Colour: the renderer's RGBA to the encoder's I420, BT.709 limited range.
//!
//! Owns only the arithmetic on planes that somebody else lends. It never allocates and knows neither Bevy nor
//! the encoder. The inner loops are the `yuv` crate's (AVX2, SSE, NEON, chosen at run time).

use yuv::{BufferStoreMut, YuvConversionMode, YuvPlanarImageMut, YuvRange, YuvStandardMatrix};

/// The three planes of an I420 picture, lent by the encoder's pool.
///
/// `y` holds `height` rows of `y_stride` bytes; `u` and `v` hold `height/2` rows, rounded up.
#[derive(Debug)]
pub struct I420Planes<'a> {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Luma, 16..=235.
    pub y: &'a mut [u8],
    /// Bytes a row of `y`.
    pub y_stride: u32,
    /// Blue difference, 16..=240.
    pub u: &'a mut [u8],
    /// Bytes a row of `u`.
    pub u_stride: u32,
    /// Red difference, 16..=240.
    pub v: &'a mut [u8],
    /// Bytes a row of `v`.
    pub v_stride: u32,
}

/// The source picture does not fit the planes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot convert the picture to {width}x{height} I420 ({detail}): render at the size of the encoder")]
pub struct ColorError {
    width: u32,
    height: u32,
    detail: String,
}

/// Order of the four bytes of a source pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PixelOrder {
    /// Red first: `Rgba8Unorm`, `Rgba8UnormSrgb`.
    Rgba,
    /// Blue first: `Bgra8Unorm`, `Bgra8UnormSrgb`.
    Bgra,
}

/// Converts gamma-encoded pixels of four bytes, `stride` bytes a row, into `planes`; alpha is not looked at.
///
/// # Errors
/// When `src` is shorter than `stride` times the height, or `stride` shorter than a row.
pub fn to_i420(
    order: PixelOrder,
    src: &[u8],
    stride: u32,
    planes: &mut I420Planes<'_>,
) -> Result<(), ColorError> {
    let (width, height) = (planes.width, planes.height);
    let mut image = YuvPlanarImageMut {
        y_plane: BufferStoreMut::Borrowed(&mut *planes.y),
        y_stride: planes.y_stride,
        u_plane: BufferStoreMut::Borrowed(&mut *planes.u),
        u_stride: planes.u_stride,
        v_plane: BufferStoreMut::Borrowed(&mut *planes.v),
        v_stride: planes.v_stride,
        width,
        height,
    };
    let convert = match order {
        PixelOrder::Rgba => yuv::rgba_to_yuv420,
        PixelOrder::Bgra => yuv::bgra_to_yuv420,
    };
    let (range, matrix) = (YuvRange::Limited, YuvStandardMatrix::Bt709);
    convert(&mut image, src, stride, range, matrix, YuvConversionMode::Balanced).map_err(|e| ColorError {
        width,
        height,
        detail: e.to_string().to_lowercase(),
    })
}

/// [`to_i420`] for red-first pixels.
///
/// # Errors
/// As [`to_i420`].
pub fn rgba_to_i420(src: &[u8], stride: u32, planes: &mut I420Planes<'_>) -> Result<(), ColorError> {
    to_i420(PixelOrder::Rgba, src, stride, planes)
}

/// [`to_i420`] for blue-first pixels.
///
/// # Errors
/// As [`to_i420`].
pub fn bgra_to_i420(src: &[u8], stride: u32, planes: &mut I420Planes<'_>) -> Result<(), ColorError> {
    to_i420(PixelOrder::Bgra, src, stride, planes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// BT.709 limited of one colour, by the definition.
    fn reference(rgb: [u8; 3]) -> [f64; 3] {
        let [r, g, b] = rgb.map(|c| f64::from(c) / 255.0);
        let y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
        [16.0 + 219.0 * y, 128.0 + 224.0 * (b - y) / 1.8556, 128.0 + 224.0 * (r - y) / 1.5748]
    }

    #[track_caller]
    fn check(order: PixelOrder, rgb: [u8; 3]) {
        let (width, height) = (38, 6);
        let [r, g, b] = rgb;
        let pixel = if order == PixelOrder::Rgba { [r, g, b, 7] } else { [b, g, r, 7] };
        let stride = width * 4 + 64;
        let mut src = vec![99; (stride * height) as usize];
        for row in src.chunks_exact_mut(stride as usize) {
            row[..(width * 4) as usize].copy_from_slice(&pixel.repeat(width as usize));
        }
        let (mut y, mut u, mut v) = (vec![0; 40 * 6], vec![0; 20 * 3], vec![0; 20 * 3]);
        let mut planes = I420Planes {
            width,
            height,
            y: &mut y,
            y_stride: 40,
            u: &mut u,
            u_stride: 20,
            v: &mut v,
            v_stride: 20,
        };
        to_i420(order, &src, stride, &mut planes).unwrap();
        for (plane, stride, width, expect) in [
            (&y, 40, 38, reference(rgb)[0]),
            (&u, 20, 19, reference(rgb)[1]),
            (&v, 20, 19, reference(rgb)[2]),
        ] {
            for value in plane.chunks(stride).flat_map(|row| &row[..width]) {
                assert!((f64::from(*value) - expect).abs() <= 1.5, "{rgb:?}: {value} for {expect:.1}");
            }
        }
    }

    #[test]
    fn colours_follow_bt709_limited() {
        for order in [PixelOrder::Rgba, PixelOrder::Bgra] {
            for rgb in [
                [0, 0, 0],
                [255, 255, 255],
                [255, 0, 0],
                [0, 255, 0],
                [0, 0, 255],
                [128, 128, 128],
                [200, 150, 120],
                [13, 77, 240],
            ] {
                check(order, rgb);
            }
        }
    }

    #[test]
    fn a_short_source_is_refused() {
        let (mut y, mut u, mut v) = ([0; 16], [0; 4], [0; 4]);
        let mut planes = I420Planes {
            width: 4,
            height: 4,
            y: &mut y,
            y_stride: 4,
            u: &mut u,
            u_stride: 2,
            v: &mut v,
            v_stride: 2,
        };
        let error = rgba_to_i420(&[0; 60], 16, &mut planes).unwrap_err().to_string();
        assert!(error.contains("4x4"), "{error}");
    }
}
