//! Smooths stair-stepped edges in the luma plane, for renderers that cannot afford multisampling.
//!
//! After FXAA (Lottes 2009): where neighbours differ much, a pixel becomes a mean along the edge, so that the step
//! across it is softened and the edge stays where it is. Colour is at half resolution anyway and is left alone. Most
//! of a picture holds no edge and is passed over in blocks.

/// Luma difference of neighbours, 0 to 255, below which there is no edge: skin texture stays sharp.
const EDGE: u8 = 22;
/// Pixels that are judged together.
const BLOCK: usize = 32;

/// Buffers that are kept between frames.
#[derive(Debug, Default)]
pub struct Smoother {
    /// The row above as it was before it was smoothed, and this one.
    above: Vec<u8>,
    here: Vec<u8>,
}

impl Smoother {
    /// Smooths `width`×`height` pixels of `luma` in place; rows are `stride` bytes apart.
    pub fn smooth(&mut self, luma: &mut [u8], width: usize, height: usize, stride: usize) {
        if width < 8 || height < 3 || stride < width || luma.len() < stride * (height - 1) + width {
            return;
        }
        self.above.clear();
        self.above.extend_from_slice(&luma[..width]);
        for y in 1..height - 1 {
            let row = y * stride;
            self.here.clear();
            self.here.extend_from_slice(&luma[row..row + width]);
            let (now, below) = luma[row..].split_at_mut(stride);
            row_of(&mut now[..width], &self.above, &self.here, &below[..width]);
            std::mem::swap(&mut self.above, &mut self.here);
        }
    }
}

fn row_of(out: &mut [u8], above: &[u8], here: &[u8], below: &[u8]) {
    let width = out.len();
    let mut x = 1;
    while x < width - 1 {
        let end = (x + BLOCK).min(width - 1);
        if has_edge(&above[x - 1..=end], &here[x - 1..=end], &below[x - 1..=end]) {
            for (i, out) in (x..end).zip(&mut out[x..end]) {
                *out = pixel(above, here, below, i);
            }
        }
        x = end;
    }
}

/// Whether any pixel of the block differs much from the one to its right or the ones above and below.
fn has_edge(above: &[u8], here: &[u8], below: &[u8]) -> bool {
    let mut most = 0;
    for ((h, right), (a, b)) in here.iter().zip(&here[1..]).zip(above.iter().zip(below)) {
        most = most.max(h.abs_diff(*right)).max(h.abs_diff(*a)).max(h.abs_diff(*b));
    }
    most > EDGE
}

fn pixel(above: &[u8], here: &[u8], below: &[u8], x: usize) -> u8 {
    let at = |row: &[u8], x: usize| i32::from(row[x]);
    let (n, s, w, e, m) = (at(above, x), at(below, x), at(here, x - 1), at(here, x + 1), at(here, x));
    let high = n.max(s).max(w).max(e).max(m);
    let low = n.min(s).min(w).min(e).min(m);
    if high - low <= i32::from(EDGE) {
        return here[x];
    }
    let (nw, ne, sw, se) = (at(above, x - 1), at(above, x + 1), at(below, x - 1), at(below, x + 1));
    // How much the picture changes downwards and to the right, over three rows and columns.
    let down = (sw + 2 * s + se) - (nw + 2 * n + ne);
    let right = (ne + 2 * e + se) - (nw + 2 * w + sw);
    // A mean along the edge: with the neighbours that lie on it.
    let along = if down.abs() >= 2 * right.abs() {
        (w + e) / 2
    } else if right.abs() >= 2 * down.abs() {
        (n + s) / 2
    } else if (down > 0) == (right > 0) {
        (ne + sw) / 2
    } else {
        (nw + se) / 2
    };
    // And a little of all around it, by how far the pixel stands out from that.
    let around = (n + s + w + e) / 4;
    let value = (2 * m + 3 * along + around + 3) / 6;
    value.clamp(low, high) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_staircase_is_softened_and_stays_in_range() {
        let (width, height) = (64, 32);
        let mut luma: Vec<u8> =
            (0..width * height).map(|i| if (i % width) / 4 > i / width { 200 } else { 20 }).collect();
        let before = luma.clone();
        Smoother::default().smooth(&mut luma, width, height, width);
        let steps = |l: &[u8]| l.windows(2).filter(|w| w[0].abs_diff(w[1]) > 150).count();
        assert!(steps(&luma) < steps(&before), "{} {}", steps(&luma), steps(&before));
        assert!(luma.iter().all(|v| (20..=200).contains(v)));
    }

    #[test]
    fn a_smooth_picture_is_left_alone() {
        let mut luma: Vec<u8> = (0..64 * 16).map(|i| (i % 64 * 3) as u8).collect();
        let before = luma.clone();
        Smoother::default().smooth(&mut luma, 64, 16, 64);
        assert_eq!(luma, before);
    }

    #[test]
    fn odd_sizes_do_no_harm() {
        for (w, h, stride) in [(0, 0, 0), (8, 2, 8), (9, 5, 16), (33, 3, 33), (8, 3, 4)] {
            let mut luma = vec![7; 600];
            Smoother::default().smooth(&mut luma, w, h, stride);
        }
    }
}
