//! Chance that is the same on every machine: hashed numbers and smooth noise.

use bevy::math::Vec2;

/// A number from 0 to 1 for three integers (PCG3D's mixing, Jarzynski and Olano 2020).
pub fn hash(x: i32, y: i32, seed: u32) -> f32 {
    let step = |v: u32| v.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    let (mut a, mut b, mut c) = (step(x as u32), step(y as u32), step(seed));
    for _ in 0..2 {
        a = a.wrapping_add(b.wrapping_mul(c));
        b = b.wrapping_add(c.wrapping_mul(a));
        c = c.wrapping_add(a.wrapping_mul(b));
        a ^= a >> 16;
        b ^= b >> 16;
        c ^= c >> 16;
    }
    (a >> 8) as f32 / (1u32 << 24) as f32
}

/// Smooth noise with one hill or valley a unit, 0 to 1.
pub fn smooth_noise(at: Vec2, seed: u32) -> f32 {
    let cell = at.floor();
    let f = at - cell;
    let f = f * f * f * (f * (f * 6.0 - 15.0) + 10.0);
    let (x, y) = (cell.x as i32, cell.y as i32);
    let row = |y: i32| {
        let (a, b) = (hash(x, y, seed), hash(x + 1, y, seed));
        a + (b - a) * f.x
    };
    let (low, high) = (row(y), row(y + 1));
    low + (high - low) * f.y
}

/// Five octaves of smooth noise, 0 to 1, 0.5 in the mean.
pub fn fractal(at: Vec2, seed: u32) -> f32 {
    let (mut sum, mut weight, mut at, mut total) = (0.0, 0.5, at, 0.0);
    for octave in 0..5 {
        sum += weight * smooth_noise(at, seed.wrapping_add(octave * 7919));
        total += weight;
        weight *= 0.5;
        // Turned a little, so that no axis shows.
        at = Vec2::new(1.6 * at.x - 1.2 * at.y, 1.2 * at.x + 1.6 * at.y);
    }
    sum / total
}

/// A row of numbers by chance.
pub struct Chance {
    seed: u32,
    drawn: i32,
}

impl Chance {
    /// The row of a seed.
    pub fn new(seed: u32) -> Self {
        Self { seed, drawn: 0 }
    }

    /// The next, from 0 to 1.
    pub fn next(&mut self) -> f32 {
        self.drawn += 1;
        hash(self.drawn, 71, self.seed)
    }

    /// The next, from `low` to `high`.
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.next()
    }

    /// One of several.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let at = (self.next() * from.len() as f32) as usize;
        from.get(at).or(from.last()).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_is_even_and_always_the_same() {
        let mut chance = Chance::new(3);
        let drawn: Vec<f32> = (0..4000).map(|_| chance.next()).collect();
        let mean = drawn.iter().sum::<f32>() / 4000.0;
        assert!((mean - 0.5).abs() < 0.02, "{mean}");
        assert!(drawn.iter().any(|v| *v < 0.01) && drawn.iter().any(|v| *v > 0.99));
        assert_eq!(Chance::new(3).next(), drawn[0]);
        assert_ne!(Chance::new(4).next(), drawn[0]);
    }
}
