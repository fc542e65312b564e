//! The network itself: loading it, the names of its inner values, and running its three parts.
//!
//! Names are those of kokoro-onnx's export (version 1.0); a network without them is refused at load, by name.

use super::{HOP, KokoroError, statistics::Statistics, styles::WIDTH, vocabulary::BOUNDARY};
use crate::{
    SynthesisError,
    onnx::{
        OnnxError, Runtime, Session, SessionSettings, TensorView,
        graph::{Graph, Inlet},
    },
};
use std::{fs, ops::Range, path::Path};

/// Name of the file in a voice's folder.
pub(super) const FILE: &str = "model.onnx";
/// Frames of each token.
const FRAMES: &str = "/encoder/Clip_output_0";
/// What is said in each frame.
const CONTENT: &str = "/encoder/MatMul_1_output_0";
/// Fundamental frequency, two values a frame.
const PITCH: &str = "/encoder/Reshape_output_0";
/// Energy, two values a frame.
const ENERGY: &str = "/encoder/Reshape_1_output_0";
/// What the generator makes sound of.
const FEATURES: &str = "/decoder/decoder/decode.3/Div_4_output_0";
/// The spectrum of the sound source.
const SOURCE: &str = "/decoder/decoder/generator/Concat_3_output_0";
const AUDIO: &str = "audio";

/// Rows of each of them, and columns a frame.
const CONTENT_ROWS: usize = 512;
const FEATURE_ROWS: usize = 512;
const FEATURE_COLUMNS: usize = 2;
const SOURCE_ROWS: usize = 22;
const SOURCE_COLUMNS: usize = 120;
/// Frames on each side that the generator sees, and does not answer for. Its convolutions see three at most, of
/// which the outer ones have almost no weight: four instead of two change nothing that can be measured.
const CONTEXT: usize = 2;

/// What the encoder says of a segment.
pub(super) struct Encoded {
    /// Frames of each token, the boundaries included.
    pub frames: Vec<u32>,
    content: Vec<f32>,
    pitch: Vec<f32>,
    /// Two values a frame.
    pub energy: Vec<f32>,
}

impl Encoded {
    /// Frames in all.
    pub(super) fn len(&self) -> usize {
        self.frames.iter().map(|frames| *frames as usize).sum()
    }
}

/// A segment ready for the generator.
pub(super) struct Front {
    frames: usize,
    features: Vec<f32>,
    source: Vec<f32>,
}

/// A loaded network.
pub(super) struct Network {
    encoder: Session,
    front: Session,
    generator: Session,
    statistics: Statistics,
}

/// The file, and how to run its parts; only while loading.
pub(super) struct Loader<'a> {
    pub runtime: &'a Runtime,
    pub settings: SessionSettings,
    pub graph: Graph<'a>,
}

impl Loader<'_> {
    /// The part that computes `outputs` from `inlets` (name and rank) and what goes into the network.
    pub(super) fn part(&self, inlets: &[(&str, usize)], outputs: &[&str]) -> Result<Session, OnnxError> {
        const FREE: [Option<u64>; 3] = [None; 3];
        let inlets: Vec<Inlet> =
            inlets.iter().map(|(name, rank)| Inlet { name, shape: &FREE[..*rank] }).collect();
        self.runtime.session(&self.graph.cut(&inlets, outputs)?, &self.settings)
    }
}

/// Reads the network's file.
pub(super) fn read(folder: &Path) -> Result<Vec<u8>, KokoroError> {
    let path = folder.join(FILE);
    fs::read(&path).map_err(|source| KokoroError::Read { path, source })
}

impl Network {
    /// Cuts the network (the bytes of its file) and makes its parts ready. `remembered` gives the statistics where
    /// they are known already, else they are measured with the tokens and the style given.
    pub(super) fn load(
        loader: &Loader,
        tokens: &[i64],
        style: &[f32],
        remembered: Option<Statistics>,
    ) -> Result<Self, OnnxError> {
        let mut encoder = loader.part(&[], &[FRAMES, CONTENT, PITCH, ENERGY])?;
        let mut front = loader.part(&[(CONTENT, 3), (PITCH, 2), (ENERGY, 2)], &[FEATURES, SOURCE])?;
        let statistics = match remembered {
            Some(statistics) => statistics,
            None => {
                let encoded = run_encoder(&mut encoder, tokens, style, 1.0)?;
                let ready = run_front(&mut front, &encoded, style)?;
                let features = [1, FEATURE_ROWS, ready.frames * FEATURE_COLUMNS];
                let source = [1, SOURCE_ROWS, ready.frames * SOURCE_COLUMNS + 1];
                let style_shape = [1, WIDTH];
                let inputs = [
                    ("style", TensorView::F32(&style_shape, style)),
                    (FEATURES, TensorView::F32(&features, &ready.features)),
                    (SOURCE, TensorView::F32(&source, &ready.source)),
                ];
                Statistics::measure(loader, &[(FEATURES, 3), (SOURCE, 3)], &inputs)?
            }
        };
        let mut inlets = vec![(FEATURES, 3), (SOURCE, 3)];
        inlets.extend(statistics.names().map(|name| (name, 3)));
        let generator = loader.part(&inlets, &[AUDIO])?;
        Ok(Self { encoder, front, generator, statistics })
    }

    /// What was measured, or remembered.
    pub(super) fn statistics(&self) -> &Statistics {
        &self.statistics
    }

    /// Frames, content, pitch and energy of `tokens` (without boundaries).
    pub(super) fn encode(
        &mut self,
        tokens: &[i64],
        style: &[f32],
        speed: f32,
    ) -> Result<Encoded, SynthesisError> {
        run_encoder(&mut self.encoder, tokens, style, speed)
            .map_err(|error| failed("the text encoder", &error))
    }

    /// The first part of the decoder.
    pub(super) fn front(&mut self, encoded: &Encoded, style: &[f32]) -> Result<Front, SynthesisError> {
        run_front(&mut self.front, encoded, style).map_err(|error| failed("the decoder", &error))
    }

    /// Samples of frames `range`, at 24 kHz.
    pub(super) fn generate(
        &mut self,
        front: &Front,
        style: &[f32],
        range: Range<usize>,
    ) -> Result<Vec<f32>, SynthesisError> {
        let seen = range.start.saturating_sub(CONTEXT)..(range.end + CONTEXT).min(front.frames);
        let features =
            columns(&front.features, FEATURE_ROWS, seen.start * FEATURE_COLUMNS..seen.end * FEATURE_COLUMNS);
        let source =
            columns(&front.source, SOURCE_ROWS, seen.start * SOURCE_COLUMNS..seen.end * SOURCE_COLUMNS + 1);
        let style_shape = [1, WIDTH];
        let feature_shape = [1, FEATURE_ROWS, features.len() / FEATURE_ROWS];
        let source_shape = [1, SOURCE_ROWS, source.len() / SOURCE_ROWS];
        let mut inputs = vec![
            ("style", TensorView::F32(&style_shape, style)),
            (FEATURES, TensorView::F32(&feature_shape, &features)),
            (SOURCE, TensorView::F32(&source_shape, &source)),
        ];
        inputs.extend(self.statistics.views());
        let answer = self.generator.run(&inputs, [AUDIO]).and_then(|[audio]| audio.into_floats());
        let (_, mut audio) = answer.map_err(|error| failed("the generator", &error))?;
        let expected = seen.len() * HOP;
        if audio.len() != expected {
            let message = format!("{} samples came of {} frames", audio.len(), seen.len());
            return Err(SynthesisError::Inference { stage: "the generator", message });
        }
        audio.truncate((range.end - seen.start) * HOP);
        audio.drain(..(range.start - seen.start) * HOP);
        Ok(audio)
    }
}

fn run_encoder(
    session: &mut Session,
    tokens: &[i64],
    style: &[f32],
    speed: f32,
) -> Result<Encoded, OnnxError> {
    let mut ids = vec![BOUNDARY];
    ids.extend_from_slice(tokens);
    ids.push(BOUNDARY);
    let (id_shape, style_shape, speed) = ([1, ids.len()], [1, WIDTH], [speed]);
    let inputs = [
        ("tokens", TensorView::I64(&id_shape, &ids)),
        ("style", TensorView::F32(&style_shape, style)),
        ("speed", TensorView::F32(&[1], &speed)),
    ];
    let [frames, content, pitch, energy] = session.run(&inputs, [FRAMES, CONTENT, PITCH, ENERGY])?;
    let frames: Vec<u32> =
        frames.into_floats()?.1.iter().map(|frames| frames.clamp(0.0, 10_000.0) as u32).collect();
    let encoded = Encoded {
        frames,
        content: content.into_floats()?.1,
        pitch: pitch.into_floats()?.1,
        energy: energy.into_floats()?.1,
    };
    let count = encoded.len();
    let fits = encoded.frames.len() == ids.len()
        && encoded.content.len() == count * CONTENT_ROWS
        && encoded.pitch.len() == 2 * count
        && encoded.energy.len() == 2 * count;
    if fits { Ok(encoded) } else { Err(OnnxError::Run("the parts of an answer do not fit together".into())) }
}

fn run_front(session: &mut Session, encoded: &Encoded, style: &[f32]) -> Result<Front, OnnxError> {
    let frames = encoded.len();
    let (content, halves, style_shape) = ([1, CONTENT_ROWS, frames], [1, 2 * frames], [1, WIDTH]);
    let inputs = [
        ("style", TensorView::F32(&style_shape, style)),
        (CONTENT, TensorView::F32(&content, &encoded.content)),
        (PITCH, TensorView::F32(&halves, &encoded.pitch)),
        (ENERGY, TensorView::F32(&halves, &encoded.energy)),
    ];
    let [features, source] = session.run(&inputs, [FEATURES, SOURCE])?;
    let front = Front { frames, features: features.into_floats()?.1, source: source.into_floats()?.1 };
    let fits = front.features.len() == FEATURE_ROWS * FEATURE_COLUMNS * frames
        && front.source.len() == SOURCE_ROWS * (SOURCE_COLUMNS * frames + 1);
    if fits { Ok(front) } else { Err(OnnxError::Run("the decoder's parts do not fit together".into())) }
}

/// Columns `range` of every row.
fn columns(values: &[f32], rows: usize, range: Range<usize>) -> Vec<f32> {
    let width = values.len() / rows;
    (0..rows).flat_map(|row| &values[row * width + range.start..row * width + range.end]).copied().collect()
}

fn failed(stage: &'static str, error: &OnnxError) -> SynthesisError {
    SynthesisError::Inference { stage, message: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_rows() {
        let values: Vec<f32> = (0..12_u8).map(f32::from).collect();
        assert_eq!(columns(&values, 3, 1..3), [1.0, 2.0, 5.0, 6.0, 9.0, 10.0]);
        assert_eq!(columns(&values, 2, 0..6).len(), 12);
    }
}
