//! Sentences as frames with their classes: what the network learns from.

use protocol::timeline::Timeline;
use viseme::listen::{
    class::Class,
    features::{BANDS, Ear, FRAMES_PER_SECOND, Frame},
    network::{FUTURE, INPUTS, PAST},
    normalise::{Normaliser, SIZE},
};

use crate::{
    chance::Chance,
    corpus::{Spoken, Use},
    disguise::{Disguised, RATE, disguise, thinned},
};

/// Samples at 48 kHz for one of the sound that is learnt from.
const THINNED: u64 = 3;

/// A sentence to learn from.
pub struct Lesson {
    /// 16 kHz.
    pub samples: Vec<f32>,
    /// Class of each stretch of it: first sample at 48 kHz, class.
    pub said: Vec<(u64, Class)>,
    /// How much it counts.
    pub weight: f32,
}

/// One sentence as the network sees it.
pub struct Example {
    /// Normalised frames, with silence before and after for those that look there.
    frames: Vec<[f32; SIZE]>,
    /// Class of each frame.
    pub classes: Vec<Class>,
    /// How much it counts.
    pub weight: f32,
}

impl Lesson {
    /// Of a spoken sentence.
    pub fn of(spoken: &Spoken) -> Self {
        let weight = if let Use::Train(weight) = spoken.usage { weight } else { 1.0 };
        Self { samples: thinned(&spoken.samples), said: said(&spoken.timeline), weight }
    }

    /// One in which nothing is said, for so many seconds.
    pub fn empty(seconds: f32) -> Self {
        Self { samples: vec![0.0; (seconds * RATE as f32) as usize], said: Vec::new(), weight: 1.0 }
    }

    /// The class at a sample at 48 kHz.
    fn class_at(&self, sample: u64) -> Class {
        let after = self.said.partition_point(|(start, _)| *start <= sample);
        after.checked_sub(1).map_or(Class::SILENCE, |at| self.said[at].1)
    }

    /// Frames of the sentence in disguise, and the class of each.
    pub fn heard(&self, disguised: &Disguised) -> (Vec<Frame>, Vec<Class>) {
        let mut ear = Ear::new(disguised.rate);
        let mut frames = Vec::new();
        ear.push(&disguised.samples, &mut frames);
        ear.finish(&mut frames);
        let class = |n: usize| {
            let sample = (2 * n as u64 + 1) * u64::from(disguised.rate) / (2 * FRAMES_PER_SECOND);
            let own = sample.checked_sub(disguised.before as u64);
            own.map_or(Class::SILENCE, |own| self.class_at(own * THINNED))
        };
        let classes = (0..frames.len()).map(class).collect();
        (frames, classes)
    }

    /// The sentence as it is.
    pub fn plain(&self) -> Disguised {
        Disguised { samples: self.samples.clone(), rate: RATE, before: 0 }
    }
}

/// The class from each sample of a timeline on.
pub fn said(timeline: &Timeline) -> Vec<(u64, Class)> {
    let mut said = Vec::new();
    for phone in &timeline.phones {
        let length = (phone.end - phone.start) as f32;
        let mut share = 0.0;
        for (class, part) in Class::of_token(&phone.phone) {
            said.push((phone.start + (length * share) as u64, class));
            share += part;
        }
    }
    said.push((timeline.samples, Class::SILENCE));
    said
}

impl Example {
    /// Frames, normalised from `mean` on; `primed` as a recording is that was heard through once.
    pub fn new(
        frames: &[Frame],
        classes: Vec<Class>,
        weight: f32,
        mean: &[f32; BANDS],
        primed: bool,
    ) -> Self {
        let mut normaliser = Normaliser::new(mean);
        if primed {
            normaliser.prime(frames);
        }
        let frames = frames.iter().map(|frame| frame.audible());
        let before = normaliser.clone().apply(&Frame::SILENT);
        let mut normal = vec![before; PAST];
        normal.extend(frames.map(|frame| normaliser.apply(&frame)));
        let after = normaliser.apply(&Frame::SILENT);
        normal.extend([after; FUTURE]);
        Self { frames: normal, classes, weight }
    }

    /// What the network sees of frame `n`.
    pub fn inputs(&self, n: usize) -> &[f32] {
        let inputs = self.frames[n..n + PAST + 1 + FUTURE].as_flattened();
        debug_assert_eq!(inputs.len(), INPUTS);
        inputs
    }
}

/// Every lesson once, each in a disguise of this epoch.
pub fn disguised(lessons: &[Lesson], mean: &[f32; BANDS], chance: &mut Chance) -> Vec<Example> {
    let one = |lesson: &Lesson| {
        let babble = &lessons[chance.below(lessons.len())].samples;
        let (frames, classes) = lesson.heard(&disguise(&lesson.samples, babble, chance));
        Example::new(&frames, classes, lesson.weight, mean, chance.is(0.5))
    };
    lessons.iter().map(one).collect()
}

/// Mean of each band in speech over all lessons, bels from the level of speech.
pub fn mean(lessons: &[Lesson]) -> [f32; BANDS] {
    let mut sums = [0.0_f64; BANDS];
    for lesson in lessons {
        let (frames, _) = lesson.heard(&lesson.plain());
        let mut normaliser = Normaliser::new(&[-1.5; BANDS]);
        normaliser.prime(&frames);
        for frame in &frames {
            normaliser.apply(frame);
        }
        sums.iter_mut().zip(normaliser.mean()).for_each(|(sum, mean)| *sum += f64::from(*mean));
    }
    sums.map(|sum| (sum / lessons.len().max(1) as f64) as f32)
}

/// Logarithms of how often a class is heard, and of how often one follows another.
pub fn statistics(lessons: &[Lesson]) -> (Vec<f32>, Vec<f32>) {
    let count = Class::COUNT;
    let (mut frames, mut follows) = (vec![20.0_f32; count], vec![0.5_f32; count * count]);
    for lesson in lessons {
        for pair in lesson.said.windows(2) {
            frames[pair[0].1.index()] += lesson.weight * (pair[1].0 - pair[0].0) as f32 / 480.0;
            if pair[0].1 != pair[1].1 {
                follows[pair[0].1.index() * count + pair[1].1.index()] += lesson.weight;
            }
        }
    }
    let logs = |row: &[f32]| {
        let sum: f32 = row.iter().sum();
        row.iter().map(|n| (n / sum).ln()).collect::<Vec<f32>>()
    };
    (logs(&frames), follows.chunks(count).flat_map(logs).collect())
}
