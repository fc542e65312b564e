//! The trained part: from a stretch of normalised frames to how likely each class is. Inference only, by hand.
//!
//! Owns the file of the model and the way through its layers. It has no memory: the same frames give the same answer.

use super::{class::Class, decode::Weights, features::BANDS, normalise::SIZE};

/// Frames before the one that is judged, which are seen with it.
pub const PAST: usize = 9;
/// Frames after it: the burst that tells which closure it was.
pub const FUTURE: usize = 7;
/// Numbers that the network sees.
pub const INPUTS: usize = (PAST + 1 + FUTURE) * SIZE;
/// First bytes of a model; the number is the format's.
const MAGIC: &[u8; 8] = b"CMPEARS2";
/// More than a layer ever has.
const MOST_ROWS: usize = 4_096;
/// More layers than there ever are.
const MOST_LAYERS: usize = 8;

/// Why a file is no model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// It begins otherwise.
    #[error("the file is no listener's model; make one with `cargo xtask train-lips`")]
    NotAModel,
    /// It ends too early, or goes on.
    #[error(
        "the listener's model has {has} bytes where {wants} are due; make it again with `cargo xtask train-lips`"
    )]
    Length {
        /// Bytes there are.
        has: usize,
        /// Bytes there should be.
        wants: usize,
    },
    /// Its layers do not fit what the program hears.
    #[error(
        "the listener's model is of another version of the program; make it again with `cargo xtask train-lips`"
    )]
    Shape,
}

/// A layer: outputs = weights · inputs + bias.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layer {
    /// Numbers that go in.
    pub inputs: usize,
    /// A number for each output.
    pub bias: Vec<f32>,
    /// A row of `inputs` for each output.
    pub weights: Vec<f32>,
}

/// All that was learnt.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Mean of each band in speech, bels from the level of speech.
    pub mean: [f32; BANDS],
    /// Logarithm of how often a frame is of each class.
    pub prior: Vec<f32>,
    /// Logarithm of how often a class (column) follows another (row).
    pub follows: Vec<f32>,
    /// How the parts of a decision weigh.
    pub weights: Weights,
    /// Hidden ones, and the last.
    pub layers: Vec<Layer>,
}

impl Model {
    /// Reads a model: little endian, 32 bits a number, weights a byte each with a scale a row.
    ///
    /// # Errors
    /// When it is none, or not of this version.
    pub fn read(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut rest = bytes.strip_prefix(MAGIC).ok_or(ModelError::NotAModel)?;
        let mut missing = 0;
        let mut take = |count: usize| -> Vec<u8> {
            let has = rest.len().min(count);
            missing += count - has;
            let (taken, left) = rest.split_at(has);
            rest = left;
            taken.to_vec()
        };
        let numbers = |bytes: &[u8]| -> Vec<f32> {
            bytes.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect()
        };
        let count = Class::COUNT;
        let mean = numbers(&take(BANDS * 4));
        let prior = numbers(&take(count * 4));
        let follows = numbers(&take(count * count * 4));
        let weights = numbers(&take(3 * 4));
        let sizes = numbers_of_layers(&mut take);
        let ends = (sizes.first(), sizes.last()) == (Some(&INPUTS), Some(&count));
        if !ends || sizes.len() > MOST_LAYERS || sizes.iter().any(|size| *size > MOST_ROWS) {
            return Err(ModelError::Shape);
        }
        let mut layers = Vec::new();
        for pair in sizes.windows(2) {
            let (inputs, outputs) = (pair[0], pair[1]);
            let bias = numbers(&take(outputs * 4));
            let scales = numbers(&take(outputs * 4));
            let steps = take(outputs * inputs);
            let rows = steps.chunks_exact(inputs).zip(&scales);
            let weights = rows.flat_map(|(row, scale)| row.iter().map(move |w| f32::from(*w as i8) * scale));
            layers.push(Layer { inputs, bias, weights: weights.collect() });
        }
        if missing > 0 || !rest.is_empty() {
            return Err(ModelError::Length { has: bytes.len(), wants: bytes.len() + missing - rest.len() });
        }
        let mean = mean.try_into().map_err(|_| ModelError::Shape)?;
        let [prior_weighs, order, change] = weights[..] else { return Err(ModelError::Shape) };
        let weights = Weights { prior: prior_weighs, order, change };
        Ok(Self { mean, prior, follows, weights, layers })
    }

    /// The file that [`Self::read`] reads. Weights are rounded to 255 steps a row.
    pub fn write(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        let number = |out: &mut Vec<u8>, n: &f32| out.extend(n.to_le_bytes());
        let Weights { prior, order, change } = self.weights;
        let numbers = self.mean.iter().chain(&self.prior).chain(&self.follows);
        numbers.chain(&[prior, order, change]).for_each(|n| number(&mut out, n));
        let sizes = self.layers.iter().map(|layer| layer.inputs).chain([Class::COUNT]);
        out.extend((self.layers.len() as u32 + 1).to_le_bytes());
        sizes.for_each(|size| out.extend((size as u32).to_le_bytes()));
        for layer in &self.layers {
            layer.bias.iter().for_each(|n| number(&mut out, n));
            let rows = || layer.weights.chunks_exact(layer.inputs);
            let scale = |row: &[f32]| row.iter().fold(1e-9_f32, |most, w| most.max(w.abs())) / 127.0;
            rows().for_each(|row| number(&mut out, &scale(row)));
            for row in rows() {
                let scale = scale(row);
                out.extend(row.iter().map(|w| (w / scale).round().clamp(-127.0, 127.0) as i8 as u8));
            }
        }
        out
    }

    /// Logarithms of how likely each class is, given [`INPUTS`] numbers: frames in order, the judged one after
    /// [`PAST`] others.
    pub fn judge(&self, inputs: &[f32]) -> [f32; Class::COUNT] {
        let mut values = inputs.to_vec();
        for (index, layer) in self.layers.iter().enumerate() {
            let last = index + 1 == self.layers.len();
            let rows = layer.weights.chunks_exact(layer.inputs).zip(&layer.bias);
            let sums = rows.map(|(row, bias)| bias + dot(row, &values));
            values = sums.map(|sum| if last { sum } else { sum.max(0.0) }).collect();
        }
        let most = values.iter().copied().fold(f32::MIN, f32::max);
        let whole = values.iter().map(|v| (v - most).exp()).sum::<f32>().ln() + most;
        let mut out = [0.0; Class::COUNT];
        out.iter_mut().zip(&values).for_each(|(out, value)| *out = value - whole);
        out
    }
}

/// How many numbers go into each layer, and come out of the last: a count, and so many numbers.
fn numbers_of_layers(take: &mut impl FnMut(usize) -> Vec<u8>) -> Vec<usize> {
    let whole = |bytes: Vec<u8>| -> Vec<usize> {
        bytes.as_chunks::<4>().0.iter().map(|b| u32::from_le_bytes(*b) as usize).collect()
    };
    let count = whole(take(4)).first().copied().unwrap_or(0).min(MOST_LAYERS + 1);
    whole(take(count * 4))
}

/// Sum of products, in an order that processors can do side by side.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    const LANES: usize = 16;
    let (a, a_rest) = a.as_chunks::<LANES>();
    let (b, b_rest) = b.as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum::<f32>() + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f32>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Model {
        let layer = |inputs: usize, outputs: usize| Layer {
            inputs,
            bias: (0..outputs).map(|i| i as f32 * 0.01).collect(),
            weights: (0..inputs * outputs).map(|i| ((i * 37 % 101) as f32 - 50.0) * 1e-3).collect(),
        };
        Model {
            mean: [-1.0; BANDS],
            prior: vec![-3.0; Class::COUNT],
            follows: vec![-3.0; Class::COUNT * Class::COUNT],
            weights: Weights::default(),
            layers: vec![layer(INPUTS, 8), layer(8, 4), layer(4, Class::COUNT)],
        }
    }

    #[test]
    fn a_model_is_read_as_it_was_written() {
        let model = small();
        let read = Model::read(&model.write()).unwrap();
        assert_eq!(read, Model::read(&read.write()).unwrap());
        let inputs: Vec<f32> = (0..INPUTS).map(|i| (i as f32 * 0.1).sin()).collect();
        let (a, b) = (model.judge(&inputs), read.judge(&inputs));
        assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 0.02), "{a:?} {b:?}");
        assert!((a.iter().map(|p| p.exp()).sum::<f32>() - 1.0).abs() < 1e-4);
    }

    #[test]
    fn what_is_no_model_is_told() {
        let whole = small().write();
        assert_eq!(Model::read(b"RIFF"), Err(ModelError::NotAModel));
        assert!(matches!(Model::read(&whole[..whole.len() - 1]), Err(ModelError::Length { .. })));
        assert!(matches!(Model::read(&[&whole[..], &[0]].concat()), Err(ModelError::Length { .. })));
        assert_eq!(Model::read(&whole[..20]), Err(ModelError::Shape));
    }
}
