//! Turns the music down under speech. It is told what is said, a little ahead, and does not listen: so it comes
//! down in time, and does not swing between words.

/// How far music goes down under speech, in dB.
pub const DUCK_DB: f32 = -9.0;
/// Samples in which it goes down, and by which it must be told ahead: 120 ms.
pub(crate) const ATTACK: u64 = 5_760;
/// Samples in which it comes back: 900 ms.
const RELEASE: u64 = 43_200;
/// Samples after the last audible sound for which it stays down: 600 ms, longer than a breath between sentences.
const HOLD: u64 = 28_800;
/// Samples of a step: 10 ms.
pub(crate) const CELL: u64 = 480;

/// Gain of the music under speech.
#[derive(Debug, Clone)]
pub(crate) struct Ducker {
    /// In dB, at the start of the cell and at its end.
    from_db: f32,
    to_db: f32,
    hold_until: u64,
}

impl Default for Ducker {
    fn default() -> Self {
        Self { from_db: 0.0, to_db: 0.0, hold_until: 0 }
    }
}

impl Ducker {
    /// Enters the cell that begins at `at`; `speech`: whether something is said from there to [`ATTACK`] after it.
    pub(crate) fn enter(&mut self, at: u64, speech: bool) {
        if speech {
            self.hold_until = at + HOLD;
        }
        self.from_db = self.to_db;
        let step = |samples: u64| DUCK_DB.abs() * CELL as f32 / samples as f32;
        self.to_db = if speech || (at < self.hold_until && self.from_db < 0.0) {
            (self.from_db - step(ATTACK)).max(DUCK_DB)
        } else {
            (self.from_db + step(RELEASE)).min(0.0)
        };
    }

    /// Factors at the start and at the end of the cell.
    pub(crate) fn gains(&self) -> (f32, f32) {
        (crate::strip::decibels(self.from_db), crate::strip::decibels(self.to_db))
    }

    /// What it takes off at the moment, in dB, 0 or less.
    pub(crate) fn db(&self) -> f32 {
        self.to_db
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_down_when_speech_begins_and_stays_between_sentences() {
        let mut ducker = Ducker::default();
        let spoken = [48_000..96_000, 110_000..150_000_u64];
        for at in (0..300_000).step_by(CELL as usize) {
            let speech = spoken.iter().any(|s| s.start < at + CELL + ATTACK && at < s.end);
            ducker.enter(at, speech);
            let expect = match at {
                0..=41_000 => 0.0,
                48_000..=178_000 => DUCK_DB,
                235_000.. => 0.0,
                _ => continue,
            };
            assert!((ducker.db() - expect).abs() < 0.01, "{at}: {}", ducker.db());
        }
    }
}
