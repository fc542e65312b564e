//! The learning: a network of a few hidden layers, cross-entropy, Adam. One thread, the same numbers each time.

use ndarray::{Array1, Array2, ArrayView2, Axis};
use viseme::listen::{
    class::Class,
    network::{INPUTS, Layer},
};

use crate::{chance::Chance, examples::Example};

/// Numbers of the hidden layers.
const HIDDEN: [usize; 2] = [256, 112];
/// Frames that a step is made of.
const BATCH: usize = 256;
/// How far a step goes at first; it falls to a hundredth along a cosine.
const STEP: f32 = 1.5e-3;
/// Share of the weights that a step forgets.
const FORGET: f32 = 1e-5;
/// Share of hidden numbers that are left out at chance, so that none relies on another.
const LEFT_OUT: f32 = 0.05;

/// A layer while it learns.
struct Learning {
    weights: Array2<f32>,
    bias: Array1<f32>,
    /// Running means of gradients and of their squares.
    first: (Array2<f32>, Array1<f32>),
    second: (Array2<f32>, Array1<f32>),
}

impl Learning {
    fn new(inputs: usize, outputs: usize, chance: &mut Chance) -> Self {
        let spread = (2.0 / inputs as f32).sqrt();
        let zeros = || (Array2::zeros((outputs, inputs)), Array1::zeros(outputs));
        Self {
            weights: Array2::from_shape_simple_fn((outputs, inputs), || spread * chance.normal()),
            bias: Array1::zeros(outputs),
            first: zeros(),
            second: zeros(),
        }
    }

    fn forward(&self, inputs: ArrayView2<'_, f32>) -> Array2<f32> {
        inputs.dot(&self.weights.t()) + &self.bias
    }

    /// A step of Adam against the gradients.
    fn step(&mut self, weights: &Array2<f32>, bias: &Array1<f32>, count: i32, size: f32) {
        let (one, two) = (0.9_f32, 0.999_f32);
        let size = size * (1.0 - two.powi(count)).sqrt() / (1.0 - one.powi(count));
        let go = |value: &mut f32, first: &mut f32, second: &mut f32, gradient: f32, forget: f32| {
            *first += (1.0 - one) * (gradient - *first);
            *second += (1.0 - two) * (gradient * gradient - *second);
            *value -= size * *first / (second.sqrt() + 1e-8) + forget * *value;
        };
        ndarray::Zip::from(&mut self.weights)
            .and(&mut self.first.0)
            .and(&mut self.second.0)
            .and(weights)
            .for_each(|value, first, second, gradient| go(value, first, second, *gradient, FORGET));
        ndarray::Zip::from(&mut self.bias)
            .and(&mut self.first.1)
            .and(&mut self.second.1)
            .and(bias)
            .for_each(|value, first, second, gradient| go(value, first, second, *gradient, 0.0));
    }
}

/// A network that learns.
pub struct Student {
    layers: Vec<Learning>,
    steps: i32,
    chance: Chance,
}

impl Student {
    /// One that knows nothing.
    pub fn new(seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let sizes = [&[INPUTS][..], &HIDDEN, &[Class::COUNT]].concat();
        let layers = sizes.windows(2).map(|pair| Learning::new(pair[0], pair[1], &mut chance)).collect();
        Self { layers, steps: 0, chance }
    }

    /// Learns every frame of the examples once, in an order of chance; `progress` (0..1) is how far all of training
    /// is. Gives the mean loss.
    pub fn epoch(&mut self, examples: &[Example], progress: std::ops::Range<f32>) -> f32 {
        let mut frames: Vec<(u32, u32)> = Vec::new();
        for (index, example) in examples.iter().enumerate() {
            frames.extend((0..example.classes.len()).map(|n| (index as u32, n as u32)));
        }
        self.chance.shuffle(&mut frames);
        let (mut loss, mut weight) = (0.0, 0.0);
        let total = frames.len().max(1) as f32;
        for (index, batch) in frames.chunks(BATCH).enumerate() {
            let done = (index * BATCH) as f32 / total;
            let progress = progress.start + (progress.end - progress.start) * done;
            let size = STEP * (0.01 + 0.99 * (0.5 + 0.5 * (std::f32::consts::PI * progress).cos()));
            let (lost, weighed) = self.batch(examples, batch, size);
            loss += lost;
            weight += weighed;
        }
        loss / weight.max(1.0)
    }

    fn batch(&mut self, examples: &[Example], batch: &[(u32, u32)], size: f32) -> (f32, f32) {
        let mut inputs = Array2::zeros((batch.len(), INPUTS));
        for ((example, n), mut row) in batch.iter().zip(inputs.rows_mut()) {
            let seen = examples[*example as usize].inputs(*n as usize);
            row.iter_mut().zip(seen).for_each(|(to, from)| *to = *from);
        }
        // What goes into each layer; a number that is 0 there passes nothing back.
        let mut values = vec![inputs];
        for (index, layer) in self.layers.iter().enumerate() {
            let mut out = layer.forward(values[index].view());
            if index + 1 < self.layers.len() {
                let chance = &mut self.chance;
                out.mapv_inplace(
                    |v| if v > 0.0 && !chance.is(LEFT_OUT) { v / (1.0 - LEFT_OUT) } else { 0.0 },
                );
            }
            values.push(out);
        }
        let mut gradient = values.pop().unwrap_or_default();
        let (mut loss, mut weight) = (0.0, 0.0);
        for ((example, n), mut row) in batch.iter().zip(gradient.rows_mut()) {
            let example = &examples[*example as usize];
            let class = example.classes[*n as usize].index();
            let most = row.iter().copied().fold(f32::MIN, f32::max);
            row.mapv_inplace(|v| (v - most).exp());
            let sum = row.sum();
            row.mapv_inplace(|v| v / sum);
            loss -= example.weight * row[class].max(1e-9).ln();
            weight += example.weight;
            row[class] -= 1.0;
            row.mapv_inplace(|v| v * example.weight / batch.len() as f32);
        }
        self.steps += 1;
        for (index, layer) in self.layers.iter_mut().enumerate().rev() {
            let inputs = &values[index];
            let weights = gradient.t().dot(inputs);
            let bias = gradient.sum_axis(Axis(0));
            if index > 0 {
                let mut back = gradient.dot(&layer.weights);
                ndarray::Zip::from(&mut back).and(inputs).for_each(|back, value| {
                    *back = if *value > 0.0 { *back / (1.0 - LEFT_OUT) } else { 0.0 };
                });
                gradient = back;
            }
            layer.step(&weights, &bias, self.steps, size);
        }
        (loss, weight)
    }

    /// What was learnt.
    pub fn layers(&self) -> Vec<Layer> {
        let layer = |layer: &Learning| Layer {
            inputs: layer.weights.ncols(),
            bias: layer.bias.to_vec(),
            weights: layer.weights.iter().copied().collect(),
        };
        self.layers.iter().map(layer).collect()
    }
}
