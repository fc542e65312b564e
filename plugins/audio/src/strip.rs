//! What is done to the voice on its way to the program: high pass, de-esser, leveller. Breaths and pauses stay:
//! there is no gate.

use crate::{
    deesser::DeEsser,
    filter::Biquad,
    leveller::{CELL, Leveller, VoiceLevel},
    loudness::HIGH_PASS,
};
use std::ops::Range;

/// Samples after a sentence for which the leveller still listens, as the program's meter does.
const LISTENS_ON: u64 = 24_000;

/// A sentence that starts in a block.
#[derive(Debug)]
pub(crate) struct Start {
    /// Media time of its first sample.
    pub(crate) at: u64,
    pub(crate) level: VoiceLevel,
    /// The beginning of its audio, where the voice is not known.
    pub(crate) ahead: Vec<f32>,
}

/// The strip of the voice bus.
pub(crate) struct Strip {
    high_pass: Biquad,
    deesser: DeEsser,
    leveller: Leveller,
    /// Gain at the start of the cell that is being worked on and at its end.
    from: f32,
    to: f32,
    listens_until: u64,
}

impl Default for Strip {
    fn default() -> Self {
        Self {
            high_pass: Biquad::high_pass(HIGH_PASS),
            deesser: DeEsser::default(),
            leveller: Leveller::default(),
            from: 1.0,
            to: 1.0,
            listens_until: 0,
        }
    }
}

impl Strip {
    /// Works on the samples of `block`, in which `starts` start; `speaking` until `spoken`. Gives the most that
    /// the de-esser took off, in dB, 0 or less.
    pub(crate) fn run(
        &mut self,
        block: &Range<u64>,
        spoken: Option<u64>,
        starts: &[Start],
        samples: &mut [f32],
    ) -> f32 {
        if let Some(end) = spoken {
            self.listens_until = end + LISTENS_ON;
        }
        let mut starts = starts.iter().peekable();
        let (mut at, mut rest, mut deessed) = (block.start, samples, 0.0_f32);
        while at < block.end {
            if let Some(start) = starts.next_if(|s| s.at <= at) {
                self.leveller.start(&start.level, || start.as_heard());
                self.from = decibels(self.leveller.gain_db());
                self.to = self.from;
            }
            let cell = CELL as u64;
            if at % cell == 0 {
                self.from = self.to;
                if at < self.listens_until {
                    self.to = decibels(self.leveller.creep());
                }
            }
            let end = (at / cell + 1) * cell;
            let end = starts.peek().map_or(end, |s| s.at.min(end)).min(block.end);
            let (now, later) = rest.split_at_mut((end - at) as usize);
            self.high_pass.run(now);
            deessed = deessed.min(self.deesser.run(now, self.from));
            if at < self.listens_until {
                self.leveller.listen(now);
            }
            let slope = (self.to - self.from) / CELL as f32;
            let first = (at % cell) as f32;
            for (i, sample) in now.iter_mut().enumerate() {
                *sample *= self.from + slope * (first + i as f32);
            }
            if at < self.listens_until {
                self.leveller.listen_behind(now);
            }
            (at, rest) = (end, later);
        }
        deessed
    }

    /// What the limiter left of the program's power since the last time.
    pub(crate) fn limited(&mut self, power_in: f64, power_out: f64) {
        self.leveller.limited(power_in, power_out);
    }

    /// Gain of the voice that spoke last, in dB.
    pub(crate) fn gain_db(&self) -> f32 {
        self.leveller.gain_db()
    }
}

impl Start {
    fn as_heard(&self) -> Vec<f32> {
        let mut samples = self.ahead.clone();
        Biquad::high_pass(HIGH_PASS).run(&mut samples);
        samples
    }
}

/// A factor from dB.
pub(crate) fn decibels(db: f32) -> f32 {
    10.0_f32.powf(db / 20.0)
}
