//! How loud a block is.

/// What a silent block reads, in dBFS.
pub const SILENCE_DBFS: f32 = -100.0;

/// Samples that are summed side by side.
const LANES: usize = 8;

/// Peak and mean level of a block, both in dB relative to full scale, from [`SILENCE_DBFS`] up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Levels {
    /// Of the largest sample.
    pub peak_dbfs: f32,
    /// Root of the mean square; a full-scale sine reads -3.
    pub rms_dbfs: f32,
}

impl Default for Levels {
    fn default() -> Self {
        Self { peak_dbfs: SILENCE_DBFS, rms_dbfs: SILENCE_DBFS }
    }
}

impl Levels {
    /// Measures samples of any number of channels.
    pub fn of(samples: &[f32]) -> Self {
        if samples.is_empty() {
            return Self::default();
        }
        // Summed side by side: four meters a frame are to cost little.
        let (mut peaks, mut powers) = ([0.0_f32; LANES], [0.0_f32; LANES]);
        let mut peak_and_power = |lane: usize, sample: f32| {
            peaks[lane] = peaks[lane].max(sample.abs());
            powers[lane] += sample * sample;
        };
        let mut chunks = samples.chunks_exact(LANES);
        for chunk in &mut chunks {
            for (lane, sample) in chunk.iter().enumerate() {
                peak_and_power(lane, *sample);
            }
        }
        for sample in chunks.remainder() {
            peak_and_power(0, *sample);
        }
        let peak = peaks.into_iter().fold(0.0, f32::max);
        let power = powers.iter().sum::<f32>() / samples.len() as f32;
        Self { peak_dbfs: dbfs(peak), rms_dbfs: dbfs(power.sqrt()) }
    }

    /// Joins what was measured in a part of a block: `share`, 0 to 1, of its length.
    pub(crate) fn add(&mut self, part: Self, share: f32) {
        let power = |db: f32| if db <= SILENCE_DBFS { 0.0 } else { 10.0_f32.powf(db / 10.0) };
        self.peak_dbfs = self.peak_dbfs.max(part.peak_dbfs);
        self.rms_dbfs = dbfs((power(self.rms_dbfs) + share * power(part.rms_dbfs)).sqrt());
    }
}

/// Level of a sample in dBFS.
pub(crate) fn dbfs(level: f32) -> f32 {
    (20.0 * level.max(1e-9).log10()).max(SILENCE_DBFS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(samples: &[f32], peak: f32, rms: f32) {
        let levels = Levels::of(samples);
        assert!((levels.peak_dbfs - peak).abs() < 0.02, "{levels:?}");
        assert!((levels.rms_dbfs - rms).abs() < 0.02, "{levels:?}");
    }

    #[test]
    fn known_levels() {
        check(&[], -100.0, -100.0);
        check(&[0.0; 10], -100.0, -100.0);
        check(&[1.0, -1.0], 0.0, 0.0);
        check(&[0.5, 0.0], -6.02, -9.03);
        let sine: Vec<f32> = (0..480).map(|i| (i as f32 * std::f32::consts::TAU / 48.0).sin()).collect();
        check(&sine, 0.0, -3.01);
    }

    #[test]
    fn parts_join() {
        let mut levels = Levels::default();
        levels.add(Levels::of(&[0.0; 10]), 0.5);
        levels.add(Levels::of(&[1.0; 10]), 0.5);
        assert!(levels.peak_dbfs == 0.0 && (levels.rms_dbfs + 3.01).abs() < 0.01, "{levels:?}");
    }
}
