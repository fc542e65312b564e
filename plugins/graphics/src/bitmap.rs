//! Pixels that are laid over a picture: RGBA, gamma-encoded, premultiplied, and the same as I420 with alpha.

/// A drawn element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bitmap {
    /// Pixels.
    pub width: usize,
    /// Pixels.
    pub height: usize,
    /// Red, green, blue and alpha, premultiplied, without gaps between rows.
    pub rgba: Vec<u8>,
    pub(crate) yuv: Yuva,
}

/// A bitmap in the encoder's colours: BT.709, limited range, premultiplied.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Yuva {
    /// Full size.
    pub(crate) y: Vec<u8>,
    /// Full size.
    pub(crate) alpha: Vec<u8>,
    /// Half width and height, rounded up.
    pub(crate) u: Vec<u8>,
    /// Half width and height, rounded up.
    pub(crate) v: Vec<u8>,
    /// Half width and height, rounded up: the mean of the four.
    pub(crate) half_alpha: Vec<u8>,
}

impl Bitmap {
    /// Takes `width`×`height` premultiplied pixels.
    pub fn new(width: usize, height: usize, rgba: Vec<u8>) -> Self {
        let mut rgba = rgba;
        rgba.resize(width * height * 4, 0);
        let yuv = to_yuva(width, height, &rgba);
        Self { width, height, rgba, yuv }
    }
}

fn to_yuva(width: usize, height: usize, rgba: &[u8]) -> Yuva {
    let (half_width, half_height) = (width.div_ceil(2), height.div_ceil(2));
    let mut out = Yuva {
        y: Vec::with_capacity(width * height),
        alpha: rgba.chunks_exact(4).map(|p| p[3]).collect(),
        ..Yuva::default()
    };
    // Premultiplied colours carry the range's offset premultiplied as well.
    let luma = |p: &[u8]| 0.2126 * f32::from(p[0]) + 0.7152 * f32::from(p[1]) + 0.0722 * f32::from(p[2]);
    out.y.extend(
        rgba.chunks_exact(4)
            .map(|p| (f32::from(p[3]) * 16.0 / 255.0 + luma(p) * 219.0 / 255.0).round() as u8),
    );
    for by in 0..half_height {
        for bx in 0..half_width {
            let mut sum = [0.0_f32; 4];
            for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                // Beyond the border there is nothing, which is what alpha says as well.
                let (x, y) = (bx * 2 + dx, by * 2 + dy);
                if x < width && y < height {
                    let at = (y * width + x) * 4;
                    for (sum, c) in sum.iter_mut().zip(&rgba[at..at + 4]) {
                        *sum += f32::from(*c) / 4.0;
                    }
                }
            }
            let [r, g, b, a] = sum;
            let y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
            let chroma = |c: f32, scale: f32| (128.0 * a + 224.0 * (c - y) / scale) / 255.0;
            out.u.push(chroma(b, 1.8556).round() as u8);
            out.v.push(chroma(r, 1.5748).round() as u8);
            out.half_alpha.push(a.round() as u8);
        }
    }
    out
}
