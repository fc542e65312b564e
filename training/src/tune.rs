//! The weights of the decision: tried on sentences that the network did not learn from, of the training's voices.

use viseme::listen::{
    class::Class,
    decode::{Decoder, Weights},
    features::FRAMES_PER_SECOND,
    network::Model,
};

use crate::{
    evaluate::Score,
    examples::{Example, Lesson},
};

/// Weights that are tried.
const PRIOR: [f32; 6] = [0.0, 0.2, 0.35, 0.5, 0.65, 0.8];
const ORDER: [f32; 5] = [0.2, 0.4, 0.6, 0.8, 1.0];
const CHANGE: [f32; 6] = [-1.0, -0.5, 0.0, 0.5, 1.0, 2.0];

/// The weights with the highest mean of all F1, that of closures counted like a look.
pub fn tune(model: &Model, lessons: &[&Lesson]) -> (Weights, f64) {
    let judged: Vec<(Vec<[f32; Class::COUNT]>, &Lesson)> = lessons
        .iter()
        .map(|lesson| {
            let (frames, classes) = lesson.heard(&lesson.plain());
            let count = classes.len();
            let example = Example::new(&frames, classes, 1.0, &model.mean, true);
            ((0..count).map(|n| model.judge(example.inputs(n))).collect(), *lesson)
        })
        .collect();
    let mut best = (Weights::default(), 0.0);
    for prior in PRIOR {
        for order in ORDER {
            for change in CHANGE {
                let weights = Weights { prior, order, change };
                let mut score = Score::default();
                for (judged, lesson) in &judged {
                    let mut decoder = Decoder::new(&model.prior, &model.follows, weights, None);
                    for judged in judged {
                        decoder.push(judged);
                    }
                    let frame = 48_000 / FRAMES_PER_SECOND;
                    let classes = decoder.finish().into_iter().enumerate();
                    let heard: Vec<(u64, Class)> =
                        classes.map(|(n, class)| (n as u64 * frame, class)).collect();
                    score.add(&lesson.said, &heard, judged.len() as u64 * frame);
                }
                let looks = score.looks.len() as f64;
                let mean = (score.mean() * looks + 2.0 * score.closures.f1()) / (looks + 2.0);
                if mean > best.1 {
                    best = (weights, mean);
                }
            }
        }
    }
    best
}
