//! Reproducible randomness: a hash, value noise, fractal noise and a small generator.
//!
//! Everything here is a pure function of its inputs, so that one recipe gives one file, byte for byte.

use glam::{Vec3, vec3};

/// A small generator (splitmix64). Good enough for hairs and pores, never for secrets.
#[derive(Clone, Debug)]
pub struct Rng(u64);

impl Rng {
    /// Starts a stream; streams of different seeds are independent enough for painting.
    pub fn new(seed: u64) -> Self {
        Self(seed ^ 0x9e37_79b9_7f4a_7c15)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in `0..1`.
    pub fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u32 << 24) as f32
    }

    /// Uniform in `lo..hi`.
    pub fn range(&mut self, lo: f32, hi: f32) -> f32 {
        lo + (hi - lo) * self.unit()
    }

    /// Uniform in `0..n` (`n` > 0).
    pub fn index(&mut self, n: usize) -> usize {
        ((self.unit() as f64 * n as f64) as usize).min(n.saturating_sub(1))
    }

    /// Normal with mean 0 and the given standard deviation (sum of twelve uniforms).
    pub fn normal(&mut self, deviation: f32) -> f32 {
        ((0..12).map(|_| self.unit()).sum::<f32>() - 6.0) * deviation
    }
}

/// Hash of a lattice point, `0..=1`.
#[inline]
pub fn hash3(i: i32, j: i32, k: i32, seed: u32) -> f32 {
    let mut h = (i as u32)
        .wrapping_mul(374_761_393)
        .wrapping_add((j as u32).wrapping_mul(668_265_263))
        .wrapping_add((k as u32).wrapping_mul(2_147_483_647))
        .wrapping_add(seed.wrapping_mul(1_274_126_177));
    h = (h ^ (h >> 13)).wrapping_mul(1_274_126_177);
    h = (h ^ (h >> 16)).wrapping_mul(2_246_822_519);
    h ^= h >> 13;
    (h & 0xff_ffff) as f32 / 16_777_215.0
}

/// Smooth value noise of one lattice unit, `0..=1`.
#[inline]
pub fn value_noise(p: Vec3, seed: u32) -> f32 {
    // Rounding down by hand: this is the innermost loop of a bake, and `floor` is a call on a plain x86-64.
    let down = |x: f32| {
        let n = x as i32;
        if n as f32 > x { n - 1 } else { n }
    };
    let (i, j, k) = (down(p.x), down(p.y), down(p.z));
    let t = p - vec3(i as f32, j as f32, k as f32);
    let t = t * t * (Vec3::splat(3.0) - 2.0 * t);
    let corner = |a: i32, b: i32, c: i32| hash3(i + a, j + b, k + c, seed);
    let along_x = |b: i32, c: i32| {
        let near = corner(0, b, c);
        near + (corner(1, b, c) - near) * t.x
    };
    let along_y = |c: i32| {
        let near = along_x(0, c);
        near + (along_x(1, c) - near) * t.y
    };
    let near = along_y(0);
    near + (along_y(1) - near) * t.z
}

/// Fractal noise: `octaves` of value noise, each half the size and strength of the one before. `0..=1`.
pub fn fbm(p: Vec3, octaves: u32, seed: u32) -> f32 {
    let (mut sum, mut norm, mut amp, mut q) = (0.0, 0.0, 0.5, p);
    for o in 0..octaves {
        // The shift keeps the lattices of the octaves from meeting at the origin.
        sum += amp * value_noise(q + vec3(o as f32 * 7.13, o as f32 * 3.71, o as f32 * 5.37), seed + o);
        norm += amp;
        amp *= 0.5;
        q *= 2.0;
    }
    sum / norm
}

/// Hermite step from 0 at `a` to 1 at `b`; `a` > `b` gives a falling step.
pub fn smooth(a: f32, b: f32, x: f32) -> f32 {
    let t = ((x - a) / (b - a)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// Bell of radius `r` (per axis) about `c`: 1 in the middle, 1/e at the radius.
pub fn bell(p: Vec3, c: Vec3, r: Vec3) -> f32 {
    let d = (p - c) / r;
    (-d.length_squared()).exp()
}

/// Piecewise linear curve through `(x, y)` points with rising x; constant beyond the ends.
pub fn curve(x: f32, points: &[(f32, f32)]) -> f32 {
    let Some(first) = points.first() else { return 0.0 };
    if x <= first.0 {
        return first.1;
    }
    for pair in points.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        if x <= x1 {
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0).max(1e-9);
        }
    }
    points[points.len() - 1].1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_bounded_and_repeats() {
        for n in 0..500 {
            let p = vec3(n as f32 * 0.37 - 80.0, n as f32 * 0.11, -(n as f32) * 0.73);
            let v = fbm(p, 3, 9);
            assert!((0.0..=1.0).contains(&v), "{v} at {p}");
            assert_eq!(v, fbm(p, 3, 9));
        }
    }

    #[test]
    fn curve_interpolates_and_clamps() {
        let points = [(0.0, 1.0), (2.0, 5.0)];
        for (x, y) in [(-1.0, 1.0), (0.0, 1.0), (1.0, 3.0), (9.0, 5.0)] {
            assert_eq!(curve(x, &points), y);
        }
    }
}
