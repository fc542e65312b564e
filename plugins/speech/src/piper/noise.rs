//! Normal random numbers that are a function of seed and position, so that it does not matter in which order
//! or in what chunks they are asked for.

use std::f64::consts::TAU;

/// Which numbers of one seed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stream {
    /// For the durations of a segment.
    Durations,
    /// For the latents of one frame of a segment.
    Frame(u64),
}

/// Fills `out` with numbers of mean 0 and deviation 1.
pub(super) fn normal(seed: u64, segment: usize, stream: Stream, out: &mut [f32]) {
    let position = match stream {
        Stream::Durations => u64::MAX,
        Stream::Frame(frame) => frame,
    };
    let mut state = mix(mix(mix(seed) ^ segment as u64) ^ position);
    for pair in out.chunks_mut(2) {
        // Box-Muller; the first number is kept off zero, where the logarithm has none.
        let radius = (-2.0 * (1.0 - next(&mut state)).ln()).sqrt();
        let (sin, cos) = (TAU * next(&mut state)).sin_cos();
        pair[0] = (radius * cos) as f32;
        if let Some(second) = pair.get_mut(1) {
            *second = (radius * sin) as f32;
        }
    }
}

/// Uniform in [0, 1).
fn next(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    (mix(*state) >> 11) as f64 / (1_u64 << 53) as f64
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014; public domain).
fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_normal_and_repeats() {
        let mut all = Vec::new();
        for frame in 0..500 {
            let mut row = [0.0; 193];
            normal(7, 0, Stream::Frame(frame), &mut row);
            let mut again = [0.0; 193];
            normal(7, 0, Stream::Frame(frame), &mut again);
            assert_eq!(row, again);
            all.extend_from_slice(&row);
        }
        let n = all.len() as f32;
        let mean = all.iter().sum::<f32>() / n;
        let variance = all.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / n;
        let within_one = all.iter().filter(|x| x.abs() < 1.0).count() as f32 / n;
        assert!(mean.abs() < 0.01 && (variance - 1.0).abs() < 0.02, "{mean} {variance}");
        assert!((within_one - 0.6827).abs() < 0.01, "{within_one}");
        let (mut a, mut b) = ([0.0; 4], [0.0; 4]);
        normal(7, 0, Stream::Durations, &mut a);
        normal(8, 0, Stream::Durations, &mut b);
        assert_ne!(a, b);
    }
}
