//! One part of the network that takes columns and gives columns: flow, and steps of the decoder.
//!
//! When it is loaded it measures by itself how much it grows and how far it sees, so that any voice can be cut into
//! tiles without a seam. It keeps nothing from one tile to the next: `latents.rs` does.

use super::{
    network::Rows,
    noise::{self, Stream},
};
use crate::onnx::{OnnxError, Runtime, Session, SessionSettings, TensorView};
use std::ops::Range;

/// A part of the network from one inner value to the next.
pub(super) struct Part {
    /// What it is, for messages.
    pub stage: &'static str,
    session: Session,
    input: String,
    output: String,
    /// Ones for each column are offered under this name.
    mask: String,
    speaker: i64,
    /// Columns a frame of what goes in.
    columns_in: usize,
    /// Columns a frame of what comes out.
    pub columns_out: usize,
    /// Frames that it sees to each side of the one that it works on.
    pub context: usize,
    /// Least and most frames at once, once the first are out: enough to make little of its context, few enough that a
    /// cancel is heard and the values stay near the processor.
    pub tile: (usize, usize),
}

/// What a part is made of.
pub(super) struct Plan<'a> {
    pub stage: &'static str,
    pub model: Vec<u8>,
    pub input: &'a str,
    pub output: &'a str,
    pub mask: &'a str,
    pub speaker: i64,
    pub columns_in: usize,
    pub channels_in: usize,
    pub tile: (usize, usize),
}

/// Contexts that are tried, in frames: no known voice sees further than 32.
const TRIED_CONTEXTS: [usize; 4] = [4, 16, 40, 96];

impl Part {
    /// Loads a part and measures it; gives also the channels that come out of it.
    pub(super) fn load(
        runtime: &Runtime,
        settings: &SessionSettings,
        plan: Plan,
    ) -> Result<(Self, usize), OnnxError> {
        let session = runtime.session(&plan.model, settings)?;
        let mut part = Self {
            stage: plan.stage,
            session,
            input: plan.input.to_owned(),
            output: plan.output.to_owned(),
            mask: plan.mask.to_owned(),
            speaker: plan.speaker,
            columns_in: plan.columns_in,
            columns_out: plan.columns_in,
            context: 0,
            tile: plan.tile,
        };
        for context in TRIED_CONTEXTS {
            if let Some(channels) = part.measure(plan.channels_in, context)? {
                return Ok((part, channels));
            }
        }
        Err(OnnxError::Load(format!("{} sees further than {} frames", plan.stage, TRIED_CONTEXTS[3])))
    }

    /// Changes the middle one of some frames and looks how far that is seen. `None` when it is to the edge.
    fn measure(&mut self, channels: usize, most: usize) -> Result<Option<usize>, OnnxError> {
        let frames = 2 * most + 1;
        let mut rows = Rows::zeros(channels, frames * self.columns_in);
        noise::normal(1, 0, Stream::Durations, &mut rows.values);
        let before = self.run_columns(&rows)?;
        for channel in 0..channels {
            for column in most * self.columns_in..(most + 1) * self.columns_in {
                rows.values[channel * rows.columns + column] += 3.0;
            }
        }
        let after = self.run_columns(&rows)?;
        if before.columns == 0 || before.columns % frames != 0 {
            let message = format!("{} gives {} columns for {frames} frames", self.stage, before.columns);
            return Err(OnnxError::Load(message));
        }
        self.columns_out = before.columns / frames;
        let changed = |frame: &usize| {
            (0..before.channels).any(|channel| {
                let columns = frame * self.columns_out..(frame + 1) * self.columns_out;
                before.row(channel)[columns.clone()] != after.row(channel)[columns]
            })
        };
        let changed: Vec<usize> = (0..frames).filter(changed).collect();
        let (Some(first), Some(last)) = (changed.first(), changed.last()) else { return Ok(None) };
        self.context = (most - first).max(last - most);
        Ok((self.context < most).then_some(before.channels))
    }

    /// Frames `keep` of what comes out for the frames of `rows`.
    pub(super) fn run(&mut self, rows: &Rows, keep: Range<usize>) -> Result<Rows, OnnxError> {
        let out = self.run_columns(rows)?;
        let expected = rows.columns / self.columns_in * self.columns_out;
        if out.columns != expected {
            return Err(OnnxError::Run(format!("{} columns where {expected} are due", out.columns)));
        }
        Ok(out.slice(keep.start * self.columns_out..keep.end * self.columns_out))
    }

    fn run_columns(&mut self, rows: &Rows) -> Result<Rows, OnnxError> {
        let ones = vec![1.0; rows.columns];
        let inputs = [
            (&*self.input, TensorView::F32(&[1, rows.channels, rows.columns], &rows.values)),
            (&*self.mask, TensorView::F32(&[1, 1, rows.columns], &ones)),
            ("sid", TensorView::I64(&[1], &[self.speaker])),
        ];
        let [out] = self.session.run(&inputs, [&*self.output])?;
        Rows::from_tensor(out)
    }
}
