//! The network itself: loading it, the names of its inner values, and running its four parts.
//!
//! Names are those of Piper's own export script; a network without them is refused at load, by name.
//! Tensors here are `[1, channels, columns]`, kept as [`Rows`].

use crate::{SynthesisError, espeak::EspeakError};
use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::{NdTensor, Tensor, prelude::*};
use std::{
    io,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Samples a frame ("hop") of the network's output.
pub(super) const HOP: usize = 256;
/// Columns a frame between the two parts of the decoder.
const COLUMNS_PER_FRAME: usize = 8;

/// Why a voice cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum VoiceError {
    /// A file is not there or not readable.
    #[error("voice file {path} cannot be read; fetch voices with `cargo xtask assets`")]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The json is not a Piper voice's.
    #[error("voice settings {path} cannot be used: {message}")]
    Config {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// The network is damaged.
    #[error("voice network {path} cannot be loaded: {message}; it may be damaged, fetch it again")]
    Model {
        /// Which file.
        path: PathBuf,
        /// What the runtime said.
        message: String,
    },
    /// The network is another kind.
    #[error("voice network {path} is no Piper network that can be used here: it has no `{node}`")]
    Unfit {
        /// Which file.
        path: PathBuf,
        /// The inner value that it lacks.
        node: &'static str,
    },
    /// No thread for it.
    #[error("voice could not be given a thread of its own")]
    Thread(#[from] io::Error),
    /// No phonemes for it.
    #[error("voice has no phonemes")]
    Phonemes(#[from] EspeakError),
}

/// A tensor of one batch: `channels` rows of `columns` values each.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    pub channels: usize,
    pub columns: usize,
    pub values: Vec<f32>,
}

impl Rows {
    pub(super) fn zeros(channels: usize, columns: usize) -> Self {
        Self { channels, columns, values: vec![0.0; channels * columns] }
    }

    /// Row `channel`.
    pub(super) fn row(&self, channel: usize) -> &[f32] {
        &self.values[channel * self.columns..(channel + 1) * self.columns]
    }

    /// Columns `range` of every row.
    pub(super) fn slice(&self, range: Range<usize>) -> Self {
        let mut values = Vec::with_capacity(self.channels * range.len());
        for channel in 0..self.channels {
            values.extend_from_slice(&self.row(channel)[range.clone()]);
        }
        Self { channels: self.channels, columns: range.len(), values }
    }

    fn into_tensor(self) -> NdTensor<f32, 3> {
        NdTensor::from_data([1, self.channels, self.columns], self.values)
    }

    fn from_value(value: Value, stage: &'static str) -> Result<Self, SynthesisError> {
        let tensor: Tensor<f32> =
            value.try_into().map_err(|_| failed(stage, "an answer is not of floats"))?;
        let &[.., channels, columns] = tensor.shape() else {
            return Err(failed(stage, "an answer has too few dimensions"));
        };
        Ok(Self { channels, columns, values: tensor.to_vec() })
    }
}

/// What the text encoder says of each id.
pub(super) struct Encoded {
    /// Frames that each id lasts, at least 0.
    pub hops: Vec<u32>,
    /// Mean of the latents, a column an id.
    pub mean: Rows,
    /// Logarithm of their deviation, a column an id.
    pub log_deviation: Rows,
}

/// A loaded network.
pub(super) struct Network {
    model: Model,
    pool: Arc<ThreadPool>,
    nodes: Nodes,
    speakers: u32,
}

struct Nodes {
    ids: NodeId,
    length: NodeId,
    scales: NodeId,
    speaker: Option<NodeId>,
    duration_noise: NodeId,
    hops: NodeId,
    mean: NodeId,
    log_deviation: NodeId,
    prior: NodeId,
    mask: NodeId,
    latents: NodeId,
    half_decoded: NodeId,
    audio: NodeId,
}

impl Network {
    /// Loads the file and starts `threads` (1 to 16) threads for inference. They inherit the caller's
    /// priority.
    pub(super) fn load(path: &Path, threads: usize, speakers: u32) -> Result<Self, VoiceError> {
        // Opened first, since the runtime does not tell a missing file from a damaged one.
        let size = std::fs::metadata(path)
            .and_then(|meta| std::fs::File::open(path).map(|_| meta.len()))
            .map_err(|source| VoiceError::Read { path: path.to_owned(), source })?;
        let model = ModelOptions::with_all_ops().load_file(path).map_err(|error| VoiceError::Model {
            path: path.to_owned(),
            message: format!("{error} ({size} bytes)"),
        })?;
        let find = |node: &'static str| {
            model.find_node(node).ok_or_else(|| VoiceError::Unfit { path: path.to_owned(), node })
        };
        let nodes = Nodes {
            ids: find("input")?,
            length: find("input_lengths")?,
            scales: find("scales")?,
            speaker: (speakers > 1).then(|| find("sid")).transpose()?,
            duration_noise: find("/dp/RandomNormalLike_output_0")?,
            hops: find("/Ceil_output_0")?,
            mean: find("/enc_p/Split_output_0")?,
            log_deviation: find("/enc_p/Split_output_1")?,
            prior: find("/Add_output_0")?,
            mask: find("/Cast_2_output_0")?,
            latents: find("/Mul_7_output_0")?,
            half_decoded: find("/dec/Div_output_0")?,
            audio: find("output")?,
        };
        let pool = Arc::new(ThreadPool::with_num_threads(threads.clamp(1, 16)));
        Ok(Self { model, pool, nodes, speakers })
    }

    /// Durations and latents' statistics of `ids`. `noise` has two values an id, already scaled to
    /// deviation 1; `noise_w` scales it.
    pub(super) fn encode(
        &self,
        ids: &[i32],
        length_scale: f32,
        noise_w: f32,
        noise: Vec<f32>,
    ) -> Result<Encoded, SynthesisError> {
        const STAGE: &str = "the text encoder";
        let n = ids.len();
        let ids = NdTensor::from_data([1, n], ids.to_vec());
        let length = NdTensor::from_data([1], vec![n as i32]);
        let scales = NdTensor::from_data([3], vec![0.0, length_scale, noise_w]);
        let noise = NdTensor::from_data([1, 2, n], noise);
        let nodes = &self.nodes;
        let inputs = vec![
            (nodes.ids, ids.view().into()),
            (nodes.length, length.view().into()),
            (nodes.scales, scales.view().into()),
            (nodes.duration_noise, noise.view().into()),
        ];
        let [hops, mean, log_deviation] =
            self.run(STAGE, inputs, [nodes.hops, nodes.mean, nodes.log_deviation])?;
        let hops: Tensor<f32> = hops.try_into().map_err(|_| failed(STAGE, "durations are not floats"))?;
        Ok(Encoded {
            hops: hops.iter().map(|hops| hops.clamp(0.0, 10_000.0) as u32).collect(),
            mean: Rows::from_value(mean, STAGE)?,
            log_deviation: Rows::from_value(log_deviation, STAGE)?,
        })
    }

    /// The flow: latents of frames, from their prior.
    pub(super) fn flow(&self, prior: Rows) -> Result<Rows, SynthesisError> {
        const STAGE: &str = "the flow";
        let mask = NdTensor::from_data([1, 1, prior.columns], vec![1.0_f32; prior.columns]);
        let prior = prior.into_tensor();
        let inputs = vec![(self.nodes.prior, prior.view().into()), (self.nodes.mask, mask.view().into())];
        let [latents] = self.run(STAGE, inputs, [self.nodes.latents])?;
        Rows::from_value(latents, STAGE)
    }

    /// The first part of the decoder: frames `keep` of `latents`, at eight columns a frame.
    pub(super) fn half_decode(&self, latents: Rows, keep: Range<usize>) -> Result<Rows, SynthesisError> {
        const STAGE: &str = "the first half of the decoder";
        let expected = latents.columns * COLUMNS_PER_FRAME;
        let latents = latents.into_tensor();
        let inputs = vec![(self.nodes.latents, latents.view().into())];
        let [half] = self.run(STAGE, inputs, [self.nodes.half_decoded])?;
        let half = Rows::from_value(half, STAGE)?;
        if half.columns != expected {
            return Err(failed(STAGE, &format!("{} columns where {expected} are due", half.columns)));
        }
        Ok(half.slice(keep.start * COLUMNS_PER_FRAME..keep.end * COLUMNS_PER_FRAME))
    }

    /// The rest of the decoder: frames `keep` of what [`half_decode`](Self::half_decode) gave, as samples.
    pub(super) fn decode(&self, half: Rows, keep: Range<usize>) -> Result<Vec<f32>, SynthesisError> {
        const STAGE: &str = "the second half of the decoder";
        let expected = half.columns / COLUMNS_PER_FRAME * HOP;
        let half = half.into_tensor();
        let [audio] =
            self.run(STAGE, vec![(self.nodes.half_decoded, half.view().into())], [self.nodes.audio])?;
        let audio = Rows::from_value(audio, STAGE)?;
        if audio.values.len() != expected {
            return Err(failed(STAGE, &format!("{} samples where {expected} are due", audio.values.len())));
        }
        Ok(audio.values[keep.start * HOP..keep.end * HOP].to_vec())
    }

    fn run<'a, const N: usize>(
        &'a self,
        stage: &'static str,
        mut inputs: Vec<(NodeId, ValueOrView<'a>)>,
        outputs: [NodeId; N],
    ) -> Result<[Value; N], SynthesisError> {
        if let Some(speaker) = self.nodes.speaker {
            debug_assert!(self.speakers > 1);
            inputs.push((speaker, NdTensor::from_data([1], vec![0_i32]).into()));
        }
        let options = RunOptions::default().with_thread_pool(Some(self.pool.clone()));
        self.model.run_n(inputs, outputs, Some(options)).map_err(|error| failed(stage, &error.to_string()))
    }
}

#[cfg(test)]
impl Network {
    /// From ids to samples in one run, with the noise given, as a reference.
    pub(super) fn run_whole(
        &self,
        ids: &[i32],
        scales: [f32; 3],
        durations: Vec<f32>,
        latents: Rows,
    ) -> Vec<f32> {
        let n = ids.len();
        let ids = NdTensor::from_data([1, n], ids.to_vec());
        let length = NdTensor::from_data([1], vec![n as i32]);
        let scales = NdTensor::from_data([3], scales.to_vec());
        let durations = NdTensor::from_data([1, 2, n], durations);
        let latent_noise = self.model.node_id("/RandomNormalLike_output_0").unwrap();
        let inputs = vec![
            (self.nodes.ids, ids.into()),
            (self.nodes.length, length.into()),
            (self.nodes.scales, scales.into()),
            (self.nodes.duration_noise, durations.into()),
            (latent_noise, latents.into_tensor().into()),
        ];
        let [audio] = self.run("the whole", inputs, [self.nodes.audio]).unwrap();
        Rows::from_value(audio, "the whole").unwrap().values
    }
}

fn failed(stage: &'static str, message: &str) -> SynthesisError {
    SynthesisError::Inference { stage, message: message.to_owned() }
}
