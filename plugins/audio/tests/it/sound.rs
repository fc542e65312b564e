//! Sounds that tests are made of. Seeded: the same every time.

use std::f32::consts::TAU;

/// Noise with the pace of speech: syllables of 120 to 250 ms, 3 to 8 Hz up and down, breaks between words and
/// sentences, a low-passed voice with noise on top, `level` times as loud as plain.
pub fn speech_like(seconds: f32, level: f32, seed: u64) -> Vec<f32> {
    let mut random = Random(seed | 1);
    let mut out = Vec::new();
    while out.len() < (seconds * 48_000.0) as usize {
        let syllables = 4 + (random.next() * 12.0) as usize;
        for _ in 0..syllables {
            let length = (48_000.0 * (0.12 + 0.13 * random.next())) as usize;
            let (pitch, loud, voiced) =
                (95.0 + 40.0 * random.next(), 0.4 + 0.6 * random.next(), random.next() > 0.25);
            let mut low = 0.0;
            for i in 0..length {
                let envelope = (std::f32::consts::PI * i as f32 / length as f32).sin();
                let noise = random.next() * 2.0 - 1.0;
                low += (noise - low) * 0.3;
                let tone: f32 = (1..20)
                    .map(|h| (i as f32 * TAU * pitch * h as f32 / 48_000.0).sin() / (1.0 + h as f32 * 0.5))
                    .sum();
                let sound = if voiced { 0.12 * tone + 0.02 * low } else { 0.12 * (noise - low) };
                out.push(level * loud * envelope * sound);
            }
            if random.next() > 0.7 {
                out.extend(std::iter::repeat_n(0.0, (4_800.0 * random.next()) as usize));
            }
        }
        out.extend(std::iter::repeat_n(0.0, 14_400));
    }
    out
}

struct Random(u64);

impl Random {
    /// 0 to 1 (xorshift).
    fn next(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 40) as f32 / (1u64 << 24) as f32
    }
}
