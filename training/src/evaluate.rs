//! The figures: how often each look is heard where it is, and where it is not; how many closures are found.

use std::sync::Arc;

use protocol::timeline::Timeline;
use viseme::listen::{
    self, Listener,
    class::{Class, Look},
    network::Model,
};

/// Samples at 48 kHz of a frame that is compared.
const FRAME: u64 = 480;
/// A closure is found when its middle is heard within this of where it is (60 ms).
const CLOSE: u64 = 48 * 60;
/// Samples of a piece of a stream, 21 ms.
const PIECE: usize = 1_024;

/// How a sound is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// All at once.
    Whole,
    /// Piece by piece, by a listener that knows nothing of the voice.
    Stream,
}

/// Frames of one look.
#[derive(Debug, Clone, Copy, Default)]
pub struct Count {
    /// There, and heard.
    pub right: f64,
    /// Heard, and not there.
    pub wrong: f64,
    /// There, and not heard.
    pub missed: f64,
}

impl Count {
    /// Share of what was heard that is there.
    pub fn precision(&self) -> f64 {
        self.right / (self.right + self.wrong).max(1.0)
    }

    /// Share of what is there that was heard.
    pub fn recall(&self) -> f64 {
        self.right / (self.right + self.missed).max(1.0)
    }

    /// Harmonic mean of both.
    pub fn f1(&self) -> f64 {
        2.0 * self.right / (2.0 * self.right + self.wrong + self.missed).max(1.0)
    }
}

/// What was counted.
#[derive(Debug, Clone, Default)]
pub struct Score {
    /// By the place in [`Look::ALL`].
    pub looks: [Count; Look::ALL.len()],
    /// Closures of p, b and m, each counted once.
    pub closures: Count,
    /// Seconds of sound.
    pub seconds: f64,
}

fn place(look: Look) -> usize {
    Look::ALL.iter().position(|other| *other == look).unwrap_or(0)
}

impl Score {
    /// Compares what is heard with what is said.
    pub fn add(&mut self, said: &[(u64, Class)], heard: &[(u64, Class)], samples: u64) {
        let at = |line: &[(u64, Class)], sample: u64| {
            let after = line.partition_point(|(start, _)| *start <= sample);
            after.checked_sub(1).map_or(Look::Silence, |at| line[at].1.look())
        };
        for frame in 0..samples / FRAME {
            let sample = frame * FRAME + FRAME / 2;
            let (is, heard) = (place(at(said, sample)), place(at(heard, sample)));
            if is == heard {
                self.looks[is].right += 1.0;
            } else {
                self.looks[is].missed += 1.0;
                self.looks[heard].wrong += 1.0;
            }
        }
        self.seconds += samples as f64 / 48_000.0;
        let (is, mut heard) = (closures(said), closures(heard));
        for middle in is {
            let nearest = (0..heard.len()).min_by_key(|n| heard[*n].abs_diff(middle));
            match nearest.filter(|n| heard[*n].abs_diff(middle) <= CLOSE) {
                Some(found) => {
                    heard.remove(found);
                    self.closures.right += 1.0;
                }
                None => self.closures.missed += 1.0,
            }
        }
        self.closures.wrong += heard.len() as f64;
    }

    /// Mean F1 of all looks.
    pub fn mean(&self) -> f64 {
        self.looks.iter().map(Count::f1).sum::<f64>() / self.looks.len() as f64
    }

    /// Share of frames whose look is right.
    pub fn accuracy(&self) -> f64 {
        let right: f64 = self.looks.iter().map(|count| count.right).sum();
        right / self.looks.iter().map(|count| count.right + count.missed).sum::<f64>().max(1.0)
    }
}

/// Middles of the stretches in which the lips are shut.
fn closures(line: &[(u64, Class)]) -> Vec<u64> {
    let mut found = Vec::new();
    let mut since = None;
    for (start, class) in line {
        match (class.look() == Look::Bilabial, since) {
            (true, None) => since = Some(*start),
            (false, Some(from)) => {
                found.push((from + start) / 2);
                since = None;
            }
            _ => {}
        }
    }
    found
}

/// The classes that are heard in a sound of `rate` samples a second, from each sample at 48 kHz on.
pub fn heard(model: &Arc<Model>, samples: &[f32], rate: u32, way: Way) -> Vec<(u64, Class)> {
    let timeline = match way {
        Way::Whole => listen::timeline_with(model.clone(), samples, rate),
        Way::Stream => {
            let mut listener = Listener::with(model.clone(), rate, Some(listen::LIVE_LAG));
            let mut phones: Vec<_> = samples.chunks(PIECE).flat_map(|piece| listener.push(piece)).collect();
            phones.extend(listener.finish());
            let end = phones.last().map_or(0, |phone| phone.end);
            Timeline { phones, ..Timeline::silence(end) }
        }
    };
    crate::examples::said(&timeline)
}
