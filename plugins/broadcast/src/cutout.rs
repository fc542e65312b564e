//! People cut out of the picture: from what the renderer left in its alpha to pixels that lie well on anything.
//!
//! A software renderer draws without anti-aliasing, so that edges are softened here, colour and coverage
//! together: no edge keeps the colour of the nothing behind it. A GPU's picture is softened already, but blended in
//! linear light and encoded afterwards, which is taken back here.

use protocol::media::Tier;

/// A rendered picture of `width`×`height`, rows `stride` bytes apart, as RGBA without gaps between rows: gamma-encoded,
/// colours premultiplied by alpha.
pub fn premultiplied(tier: Tier, pixels: &[u8], (width, height): (usize, usize), stride: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(width * height * 4);
    for row in pixels.chunks(stride.max(1)).take(height) {
        out.extend_from_slice(&row[..width * 4]);
    }
    match tier {
        // Blended as it is encoded: premultiplied already.
        Tier::Lean => {
            out.chunks_exact_mut(4).filter(|p| p[3] == 0).for_each(|p| p.fill(0));
            soften(&mut out, width, height);
        }
        Tier::Full => {
            for p in out.chunks_exact_mut(4) {
                from_linear(p);
            }
        }
    }
    out
}

/// Premultiplied in linear light and then encoded, to encoded and then premultiplied.
fn from_linear(p: &mut [u8]) {
    match p[3] {
        255 => {}
        0 => p.fill(0),
        alpha => {
            let alpha = f32::from(alpha) / 255.0;
            for c in &mut p[..3] {
                let straight = encode((decode(f32::from(*c) / 255.0) / alpha).min(1.0));
                *c = (straight * alpha * 255.0).round() as u8;
            }
        }
    }
}

/// sRGB to light (IEC 61966-2-1).
fn decode(c: f32) -> f32 {
    if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
}

/// Light to sRGB.
fn encode(c: f32) -> f32 {
    if c <= 0.003_130_8 { c * 12.92 } else { 1.055 * c.powf(1.0 / 2.4) - 0.055 }
}

/// A mean of the neighbours wherever some of them are covered and some are not.
fn soften(pixels: &mut [u8], width: usize, height: usize) {
    if width < 3 || height < 3 {
        return;
    }
    let before = pixels.to_vec();
    let alpha = |x: usize, y: usize| before[(y * width + x) * 4 + 3];
    for y in 1..height - 1 {
        for x in 1..width - 1 {
            let here = alpha(x, y);
            let near = [alpha(x - 1, y), alpha(x + 1, y), alpha(x, y - 1), alpha(x, y + 1)];
            if near.iter().all(|a| *a == here) {
                continue;
            }
            let mut sum = [0_u32; 4];
            for (dy, row) in [[1, 2, 1], [2, 4, 2], [1, 2, 1]].iter().enumerate() {
                for (dx, weight) in row.iter().enumerate() {
                    let at = ((y + dy - 1) * width + x + dx - 1) * 4;
                    for (sum, c) in sum.iter_mut().zip(&before[at..at + 4]) {
                        *sum += u32::from(*c) * weight;
                    }
                }
            }
            let at = (y * width + x) * 4;
            for (out, sum) in pixels[at..at + 4].iter_mut().zip(sum) {
                *out = ((sum + 8) / 16) as u8;
            }
        }
    }
}

/// Pixels beside people that get their colour: lossy codecs mix neighbours, whatever covers them.
const BLEED: usize = 12;

/// Premultiplied RGBA to straight, with colours drawn out a little over what nothing covers.
pub fn straight(pixels: &mut [u8], width: usize) {
    for p in pixels.chunks_exact_mut(4) {
        let alpha = u32::from(p[3]);
        if alpha > 0 && alpha < 255 {
            p[..3].iter_mut().for_each(|c| *c = ((u32::from(*c) * 255 + alpha / 2) / alpha).min(255) as u8);
        }
    }
    for row in pixels.chunks_mut(width.max(1) * 4) {
        bleed(row, |n| n);
        let last = row.len() / 4;
        bleed(row, |n| last - 1 - n);
    }
}

fn bleed(row: &mut [u8], at: impl Fn(usize) -> usize) {
    let (mut color, mut left) = ([0; 3], 0);
    for n in 0..row.len() / 4 {
        let p = at(n) * 4;
        if row[p + 3] > 0 {
            (color, left) = ([row[p], row[p + 1], row[p + 2]], BLEED);
        } else if left > 0 {
            left -= 1;
            if row[p..p + 3] == [0; 3] {
                row[p..p + 3].copy_from_slice(&color);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disc of one colour on nothing, as a software renderer leaves it.
    fn disc(color: [u8; 3]) -> Vec<u8> {
        let pixel = |n: usize| {
            let (x, y) = ((n % 32) as f32 - 15.5, (n / 32) as f32 - 15.5);
            let [r, g, b] = color;
            if x.hypot(y) < 10.3 { [r, g, b, 255] } else { [0, 0, 0, 0] }
        };
        (0..32 * 32).flat_map(pixel).collect()
    }

    #[test]
    fn soft_edges_keep_the_colour_of_people() {
        for color in [[200, 160, 120], [250, 250, 250], [20, 16, 14]] {
            let mut cut = premultiplied(Tier::Lean, &disc(color), (32, 32), 128);
            let partial = cut.chunks_exact(4).filter(|p| p[3] > 0 && p[3] < 255).count();
            assert!(partial > 40, "{partial}");
            straight(&mut cut, 32);
            for p in cut.chunks_exact(4).filter(|p| p[3] > 24) {
                for (c, expect) in p.iter().zip(color) {
                    assert!(c.abs_diff(expect) <= 6, "{p:?} for {color:?}");
                }
            }
        }
    }

    #[test]
    fn what_a_gpu_blended_lies_on_any_ground_as_it_should() {
        // Half of light gray over nothing, blended in linear light, then encoded.
        let straight_linear = decode(200.0 / 255.0);
        let encoded = (encode(straight_linear * 0.5) * 255.0).round() as u8;
        let cut = premultiplied(Tier::Full, &[encoded, encoded, encoded, 128], (1, 1), 4);
        assert!(cut[0].abs_diff(100) <= 1, "{cut:?}");
    }

    #[test]
    fn nothing_stays_nothing() {
        for tier in [Tier::Lean, Tier::Full] {
            let cut = premultiplied(tier, &[9, 9, 9, 0].repeat(64), (8, 8), 32);
            assert!(cut.iter().all(|c| *c == 0));
        }
    }
}
