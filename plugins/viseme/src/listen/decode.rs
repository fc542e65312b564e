//! From how likely each class is, frame by frame, to which one was said: a hidden Markov model in which each class
//! lasts its least time, read with Viterbi's algorithm.
//!
//! A stream is decided at a fixed lag: a frame's class is the one on the best path as it is known `lag` frames later,
//! and paths that disagree are then given up, so that what was decided stays a path. Without a lag everything is
//! decided at the end.

use super::class::Class;
use std::collections::VecDeque;

/// How the parts of the decision weigh.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// How much of the prior is taken off: rare sounds are heard more often than the network says.
    pub prior: f32,
    /// How much the order of classes counts.
    pub order: f32,
    /// What a change of class costs.
    pub change: f32,
}

impl Default for Weights {
    /// Where training begins to look for better ones.
    fn default() -> Self {
        Self { prior: 0.4, order: 0.5, change: 0.5 }
    }
}

/// One decision after the other.
pub struct Decoder {
    weights: Weights,
    lag: Option<usize>,
    prior: Vec<f32>,
    follows: Vec<f32>,
    /// First state of each class, and the number of all.
    first: Vec<usize>,
    class_of: Vec<u8>,
    score: Vec<f32>,
    /// For each frame that is not decided, the state before each state.
    back: VecDeque<Vec<u8>>,
    begun: bool,
}

/// A path that cannot be.
const NEVER: f32 = -1e30;

impl Decoder {
    /// A decoder with the prior and the order of a model. With a `lag`, frames are decided so many frames later.
    pub fn new(prior: &[f32], follows: &[f32], weights: Weights, lag: Option<usize>) -> Self {
        let (mut first, mut class_of) = (Vec::new(), Vec::new());
        for class in Class::all() {
            first.push(class_of.len());
            class_of.extend(std::iter::repeat_n(class.0, class.least_frames()));
        }
        first.push(class_of.len());
        Self {
            weights,
            lag,
            prior: prior.to_vec(),
            follows: follows.to_vec(),
            score: vec![NEVER; class_of.len()],
            first,
            class_of,
            back: VecDeque::new(),
            begun: false,
        }
    }

    /// Takes the judgement of the next frame; gives the class of the one that is decided by it.
    pub fn push(&mut self, judged: &[f32; Class::COUNT]) -> Option<Class> {
        let heard: Vec<f32> = judged
            .iter()
            .zip(&self.prior)
            .map(|(likely, prior)| likely - self.weights.prior * prior)
            .collect();
        let states = self.class_of.len();
        let (mut score, mut back) = (vec![NEVER; states], vec![0_u8; states]);
        for class in Class::all() {
            let (from, to) = (self.first[class.index()], self.first[class.index() + 1]);
            let sound = heard[class.index()];
            if self.begun {
                let (before, best) = self.entered(class);
                (score[from], back[from]) = (best + sound, before);
                for state in from + 1..to {
                    (score[state], back[state]) = (self.score[state - 1] + sound, (state - 1) as u8);
                }
                let stay = self.score[to - 1] + sound;
                if stay > score[to - 1] {
                    (score[to - 1], back[to - 1]) = (stay, (to - 1) as u8);
                }
            } else {
                // Any class, at its start or far into it.
                score[from] = sound;
                score[to - 1] = sound;
            }
        }
        self.begun = true;
        let best = score.iter().copied().fold(NEVER, f32::max);
        score.iter_mut().for_each(|score| *score = (*score - best).max(NEVER));
        self.score = score;
        self.back.push_back(back);
        let lag = self.lag?;
        if self.back.len() <= lag {
            return None;
        }
        let decided = self.ancestor(self.best());
        let survivors: Vec<bool> = (0..states)
            .map(|state| self.score[state] > NEVER / 2.0 && self.ancestor(state) == decided)
            .collect();
        for (score, survives) in self.score.iter_mut().zip(survivors) {
            if !survives {
                *score = NEVER;
            }
        }
        self.back.pop_front();
        Some(Class(self.class_of[decided]))
    }

    /// Decides what is left, and starts anew.
    pub fn finish(&mut self) -> Vec<Class> {
        let mut state = self.best();
        let mut classes = Vec::with_capacity(self.back.len());
        for back in self.back.iter().rev() {
            classes.push(Class(self.class_of[state]));
            state = usize::from(back[state]);
        }
        classes.reverse();
        self.back.clear();
        self.score.fill(NEVER);
        self.begun = false;
        classes
    }

    /// The best last state of another class before `class`, and its score with the way from there.
    fn entered(&self, class: Class) -> (u8, f32) {
        let of = |before: Class| {
            let last = self.first[before.index() + 1] - 1;
            let order = self.follows[before.index() * Class::COUNT + class.index()];
            (last as u8, self.score[last] + self.weights.order * order - self.weights.change)
        };
        let others = Class::all().filter(|before| *before != class).map(of);
        others.max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, NEVER))
    }

    fn best(&self) -> usize {
        let states = self.score.iter().enumerate();
        states.max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(state, _)| state)
    }

    /// The state at the oldest frame on the path that ends in `state`.
    fn ancestor(&self, state: usize) -> usize {
        self.back.iter().skip(1).rev().fold(state, |state, back| usize::from(back[state]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A decoder to which all classes are alike, and the judgement that a frame is of `class`.
    fn decoder(lag: Option<usize>) -> Decoder {
        let even = vec![0.0; Class::COUNT];
        Decoder::new(&even, &vec![0.0; Class::COUNT * Class::COUNT], Weights::default(), lag)
    }

    fn judged(class: u8) -> [f32; Class::COUNT] {
        let mut judged = [-4.0; Class::COUNT];
        judged[usize::from(class)] = -0.1;
        judged
    }

    fn decoded(frames: &[u8], lag: Option<usize>) -> Vec<u8> {
        let mut decoder = decoder(lag);
        let mut classes: Vec<Class> = frames.iter().filter_map(|f| decoder.push(&judged(*f))).collect();
        classes.extend(decoder.finish());
        classes.into_iter().map(|class| class.0).collect()
    }

    #[test]
    fn every_frame_is_decided_once_and_nothing_flickers() {
        let said: Vec<u8> = [[0; 10], [18; 10], [2; 10], [18; 10]].concat();
        let mut noisy = said.clone();
        noisy[15] = 5;
        noisy[33] = 9;
        for lag in [None, Some(0), Some(3), Some(8)] {
            let heard = decoded(&noisy, lag);
            assert_eq!(heard.len(), said.len());
            for run in heard.chunk_by(|a, b| a == b).skip(1) {
                let least = Class(run[0]).least_frames();
                assert!(run.len() >= least || lag.is_none(), "{lag:?}: {} frames of {}", run.len(), run[0]);
            }
        }
        assert_eq!(decoded(&noisy, None), said);
        assert_eq!(decoded(&noisy, Some(8)), said);
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(decoded(&[], None).is_empty() && decoded(&[], Some(3)).is_empty());
        assert_eq!(decoded(&[18], Some(3)), [18]);
    }
}
