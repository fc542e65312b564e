//! The network itself: loading it in parts, and what the text encoder says.
//!
//! Where it is cut is found by `anatomy.rs`; a network of another kind is refused at load, in words. Tensors here are
//! `[1, channels, columns]`, kept as [`Rows`].

use super::{
    anatomy::Anatomy,
    config::PiperConfig,
    parts::{Part, Plan},
};
use crate::{
    SynthesisError, VoiceFiles,
    espeak::EspeakError,
    onnx::{
        OnnxError, Runtime, Session, SessionSettings, Tensor, TensorView,
        graph::{Graph, Inlet},
    },
};
use std::{io, ops::Range, path::PathBuf};

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
    #[error("voice network {path} is no Piper network that can be used here: it has no {node}")]
    Unfit {
        /// Which file.
        path: PathBuf,
        /// What it lacks.
        node: &'static str,
    },
    /// There is no such speaker.
    #[error("voice {path} has no speaker `{wanted}`; choose one of: {there}")]
    Speaker {
        /// Which file.
        path: PathBuf,
        /// What was asked for.
        wanted: String,
        /// Who is there.
        there: String,
    },
    /// No runtime for it.
    #[error(transparent)]
    Runtime(#[from] OnnxError),
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

    /// Appends the columns of `after`.
    pub(super) fn append(&mut self, after: Self) {
        if self.columns == 0 {
            *self = after;
        } else if self.channels == 1 {
            self.values.extend(after.values);
            self.columns += after.columns;
        } else {
            let mut values = Vec::with_capacity(self.values.len() + after.values.len());
            for channel in 0..self.channels {
                values.extend_from_slice(self.row(channel));
                values.extend_from_slice(after.row(channel));
            }
            *self = Self { channels: self.channels, columns: self.columns + after.columns, values };
        }
    }

    pub(super) fn from_tensor(tensor: Tensor) -> Result<Self, OnnxError> {
        let (shape, values) = tensor.into_floats()?;
        match shape[..] {
            [.., channels, columns] if channels * columns == values.len() => {
                Ok(Self { channels, columns, values })
            }
            _ => Err(OnnxError::Run(format!("an answer is of shape {shape:?}"))),
        }
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
    /// From ids to means, deviations, and what the durations are made of.
    encoder: Session,
    /// From that to durations. One of its own, since ONNX Runtime takes twice as long to load both as one.
    durations: Session,
    anatomy: Anatomy,
    speaker: i64,
    /// From the prior to samples.
    pub parts: Vec<Part>,
    /// Samples a frame.
    pub hop: usize,
    /// Embeddings, a row an id; `None` where they are kept otherwise.
    pub embeddings: Option<Rows>,
}

/// Most frames that an id may last: no sound of speech is longer than this, 46 s at 22 050 Hz.
const LONGEST_ID: f32 = 4_000.0;

impl Network {
    /// Loads the file. Threads inherit the caller's priority.
    pub(super) fn load(
        files: &VoiceFiles,
        config: &PiperConfig,
        runtime: &Runtime,
        threads: usize,
        speaker: i64,
    ) -> Result<Self, VoiceError> {
        let path = &files.model;
        let bytes = std::fs::read(path).map_err(|source| VoiceError::Read { path: path.clone(), source })?;
        let broken = |message: String| VoiceError::Model { path: path.clone(), message };
        let graph = Graph::parse(&bytes).map_err(|error| broken(error.to_string()))?;
        let anatomy = Anatomy::of(&graph).map_err(|node| VoiceError::Unfit { path: path.clone(), node })?;
        let settings = SessionSettings { threads };
        let noise = Inlet { name: &anatomy.duration_noise, shape: &[Some(1), Some(2), None] };
        let hidden = Inlet { name: &anatomy.hidden, shape: &[Some(1), None, None] };
        let load = |inlets: &[Inlet], outputs: &[&str]| {
            let model = graph.cut(inlets, outputs).map_err(|error| broken(error.to_string()))?;
            runtime.session(&model, &settings).map_err(|error| broken(error.to_string()))
        };
        let encoder = load(&[], &[&anatomy.hidden, &anatomy.mean, &anatomy.log_deviation])?;
        let durations = load(&[hidden, noise], &[&anatomy.hops])?;
        let embeddings = graph.floats(&anatomy.embeddings).and_then(|(shape, values)| {
            let &[ids, size] = &shape[..] else { return None };
            Some(Rows { channels: usize::try_from(ids).ok()?, columns: usize::try_from(size).ok()?, values })
        });
        let ids_most = config.phoneme_id_map.values().flatten().max().copied().unwrap_or(0);
        if let Some(table) = embeddings.as_ref().filter(|table| ids_most >= table.channels as i64) {
            let message =
                format!("phoneme_id_map has the id {ids_most}, and the network {} ids", table.channels);
            return Err(VoiceError::Config { path: files.config.clone(), message });
        }
        let mut network =
            Self { encoder, durations, anatomy, speaker, parts: Vec::new(), hop: 0, embeddings };
        let ids: Vec<i64> = ['^', '_', '$'].iter().filter_map(|c| config.ids(*c)?.first().copied()).collect();
        let tried = network.encode(&ids, 1.0, 0.0, &vec![0.0; ids.len() * 2]);
        let channels = tried.map_err(|error| broken(error.to_string()))?.mean.channels;
        network
            .load_parts(&graph, runtime, &settings, channels)
            .map_err(|error| broken(error.to_string()))?;
        Ok(network)
    }

    fn load_parts(
        &mut self,
        graph: &Graph,
        runtime: &Runtime,
        settings: &SessionSettings,
        mut channels: usize,
    ) -> Result<(), OnnxError> {
        let anatomy = &self.anatomy;
        let steps = [&anatomy.prior, &anatomy.latents].into_iter().chain(&anatomy.decoder_steps);
        let steps: Vec<&String> = steps.chain([&anatomy.audio]).collect();
        let mut columns_in = 1;
        for (index, step) in steps.windows(2).enumerate() {
            let &[input, output] = step else { continue };
            // The flow sees far and is cheap; the later a step of the decoder is, the less it sees and the more it has
            // to keep near the processor.
            let (stage, tile) = match index {
                0 => ("the flow", (64, 384)),
                1 => ("the first step of the decoder", (64, 192)),
                2 => ("the second step of the decoder", (1, 48)),
                _ => ("the last steps of the decoder", (1, 32)),
            };
            let rows = [Some(1), None, None];
            let (inlet, mask) = (
                Inlet { name: input, shape: &rows },
                Inlet { name: &anatomy.mask, shape: &[Some(1), Some(1), None] },
            );
            // Only the flow has a mask.
            let inlets: &[Inlet] = if index == 0 { &[inlet, mask] } else { &[inlet] };
            let model = graph.cut(inlets, &[output])?;
            let (mask, speaker) = (&*anatomy.mask, self.speaker);
            let channels_in = channels;
            let plan = Plan { stage, model, input, output, mask, speaker, columns_in, channels_in, tile };
            let (part, channels_out) = Part::load(runtime, settings, plan)?;
            (columns_in, channels) = (part.columns_out, channels_out);
            self.parts.push(part);
        }
        self.hop = columns_in;
        Ok(())
    }

    /// Durations and latents' statistics of `ids`. `noise` has two values an id, of deviation 1; `noise_w` scales it.
    pub(super) fn encode(
        &mut self,
        ids: &[i64],
        length_scale: f32,
        noise_w: f32,
        noise: &[f32],
    ) -> Result<Encoded, SynthesisError> {
        let answer = self.run_encoder(ids, length_scale, noise_w, noise);
        answer.map_err(|error| failed("the text encoder", &error))
    }

    fn run_encoder(
        &mut self,
        ids: &[i64],
        length_scale: f32,
        noise_w: f32,
        noise: &[f32],
    ) -> Result<Encoded, OnnxError> {
        let n = ids.len();
        let anatomy = &self.anatomy;
        let inputs = [
            ("input", TensorView::I64(&[1, n], ids)),
            ("input_lengths", TensorView::I64(&[1], &[n as i64])),
            ("scales", TensorView::F32(&[3], &[0.0, length_scale, noise_w])),
            ("sid", TensorView::I64(&[1], &[self.speaker])),
            (&*anatomy.duration_noise, TensorView::F32(&[1, 2, n], noise)),
        ];
        let names = [&*anatomy.hidden, &*anatomy.mean, &*anatomy.log_deviation];
        let [hidden, mean, log_deviation] = self.encoder.run(&inputs, names)?;
        let hidden = Rows::from_tensor(hidden)?;
        let shape = [1, hidden.channels, hidden.columns];
        let hidden = (&*anatomy.hidden, TensorView::F32(&shape, &hidden.values));
        let inputs: Vec<(&str, TensorView)> = inputs.into_iter().chain([hidden]).collect();
        let [hops] = self.durations.run(&inputs, [&*anatomy.hops])?;
        let (_, hops) = hops.into_floats()?;
        let (mean, log_deviation) = (Rows::from_tensor(mean)?, Rows::from_tensor(log_deviation)?);
        let fits = |rows: &Rows| rows.columns == n && rows.channels == mean.channels;
        if hops.len() != n || !fits(&mean) || !fits(&log_deviation) {
            return Err(OnnxError::Run(format!("{} durations for {n} ids", hops.len())));
        }
        // A number that is none becomes 0.
        let hops = hops.iter().map(|hops| hops.clamp(0.0, LONGEST_ID) as u32).collect();
        Ok(Encoded { hops, mean, log_deviation })
    }
}

/// What a part of the network said, as the answer to a request.
pub(super) fn failed(stage: &'static str, error: &OnnxError) -> SynthesisError {
    SynthesisError::Inference { stage, message: error.to_string() }
}

/// The network as it was exported, run in one go with the noise given, as a reference.
#[cfg(test)]
pub(super) fn run_whole(
    runtime: &Runtime,
    path: &std::path::Path,
    ids: &[i64],
    scales: [f32; 3],
    durations: &[f32],
    latents: &Rows,
) -> Vec<f32> {
    let bytes = std::fs::read(path).unwrap();
    let graph = Graph::parse(&bytes).unwrap();
    let mut noise = graph.nodes().iter().filter(|node| node.operator == "RandomNormalLike");
    let (first, second) = (noise.next().unwrap().outputs[0], noise.next().unwrap().outputs[0]);
    let inlets = [first, second].map(|name| Inlet { name, shape: &[Some(1), None, None] });
    let model = graph.cut(&inlets, &["output"]).unwrap();
    let mut session = runtime.session(&model, &SessionSettings::default()).unwrap();
    let inputs = [
        ("input", TensorView::I64(&[1, ids.len()], ids)),
        ("input_lengths", TensorView::I64(&[1], &[ids.len() as i64])),
        ("scales", TensorView::F32(&[3], &scales)),
        (first, TensorView::F32(&[1, 2, ids.len()], durations)),
        (second, TensorView::F32(&[1, latents.channels, latents.columns], &latents.values)),
    ];
    let [audio] = session.run(&inputs, ["output"]).unwrap();
    audio.into_floats().unwrap().1
}
