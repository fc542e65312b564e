//! Frames of one segment on their way from statistics to samples, in chunks of any size.
//!
//! Owns what has been computed so far and how much of the neighbourhood each part of the network must see.

use super::{
    network::{Encoded, Network, Rows},
    noise::{self, Stream},
};
use crate::SynthesisError;
use std::ops::Range;

/// Frames on each side that the flow sees: four layers of kernel 5 in each of four couplings.
const FLOW_CONTEXT: usize = 32;
/// Frames on each side that the first part of the decoder sees: 3 (first convolution) + 2 (upsampling) + 45
/// columns of 8 a frame (medium voices), or 60 (high).
const HALF_CONTEXT: usize = 13;
/// The same for the rest: 10 columns of 8 a frame (medium), 16 (high).
const REST_CONTEXT: usize = 2;
/// Least and most frames that the flow computes at once after the first block: enough to make little of its
/// overlap, few enough that a cancel is heard. In between it takes as many as there are already, so that no
/// block is late because of its size.
const FLOW_BLOCK: (usize, usize) = (64, 192);

/// The frames of one segment.
pub(super) struct Latents {
    encoded: Encoded,
    /// Which id each frame belongs to.
    id_of_frame: Vec<usize>,
    seed: u64,
    segment: usize,
    noise_scale: f32,
    /// Output of the flow for frames `0..ready`, as a list of blocks.
    blocks: Vec<(Range<usize>, Rows)>,
    ready: usize,
}

impl Latents {
    pub(super) fn new(encoded: Encoded, seed: u64, segment: usize, noise_scale: f32) -> Self {
        let id_of_frame = (encoded.hops.iter().enumerate())
            .flat_map(|(id, hops)| std::iter::repeat_n(id, *hops as usize))
            .collect();
        Self { encoded, id_of_frame, seed, segment, noise_scale, blocks: Vec::new(), ready: 0 }
    }

    /// Frames in all.
    pub(super) fn frames(&self) -> usize {
        self.id_of_frame.len()
    }

    /// Samples of frames `range`, at the voice's own rate.
    pub(super) fn decode(
        &mut self,
        network: &Network,
        range: Range<usize>,
    ) -> Result<Vec<f32>, SynthesisError> {
        let rest = self.around(&range, REST_CONTEXT);
        let half = self.around(&rest, HALF_CONTEXT);
        while self.ready < half.end {
            self.flow_block(network, half.end)?;
        }
        let latents = self.gather(half.clone());
        let half_decoded = network.half_decode(latents, within(&rest, half.start))?;
        network.decode(half_decoded, within(&range, rest.start))
    }

    fn flow_block(&mut self, network: &Network, wanted: usize) -> Result<(), SynthesisError> {
        let (least, most) = FLOW_BLOCK;
        let size = if self.ready == 0 { wanted.min(most) } else { self.ready.clamp(least, most) };
        let end = (self.ready + size).min(self.frames());
        // A short rest is not worth a run of its own.
        let end = if self.frames() - end < FLOW_CONTEXT { self.frames() } else { end };
        let block = self.ready..end;
        let seen = self.around(&block, FLOW_CONTEXT);
        let latents = network.flow(self.prior(seen.clone()))?;
        self.blocks.push((block.clone(), latents.slice(within(&block, seen.start))));
        self.ready = end;
        Ok(())
    }

    /// Mean plus noise of frames `range`.
    fn prior(&self, range: Range<usize>) -> Rows {
        let (mean, log_deviation) = (&self.encoded.mean, &self.encoded.log_deviation);
        let mut prior = Rows::zeros(mean.channels, range.len());
        let mut noise = vec![0.0; mean.channels];
        for (column, frame) in range.enumerate() {
            let id = self.id_of_frame[frame];
            noise::normal(self.seed, self.segment, Stream::Frame(frame as u64), &mut noise);
            for (channel, noise) in noise.iter().enumerate() {
                let deviation = log_deviation.row(channel)[id].exp() * self.noise_scale;
                prior.values[channel * prior.columns + column] = mean.row(channel)[id] + noise * deviation;
            }
        }
        prior
    }

    fn gather(&self, range: Range<usize>) -> Rows {
        let channels = self.encoded.mean.channels;
        let mut out = Rows::zeros(channels, range.len());
        for (block, latents) in &self.blocks {
            let (from, to) = (range.start.max(block.start), range.end.min(block.end));
            if from >= to {
                continue;
            }
            for channel in 0..channels {
                let source = &latents.row(channel)[from - block.start..to - block.start];
                let at = channel * out.columns + from - range.start;
                out.values[at..at + source.len()].copy_from_slice(source);
            }
        }
        out
    }

    fn around(&self, range: &Range<usize>, context: usize) -> Range<usize> {
        range.start.saturating_sub(context)..(range.end + context).min(self.frames())
    }
}

fn within(range: &Range<usize>, start: usize) -> Range<usize> {
    range.start - start..range.end - start
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The network as it was exported, run in one go with the same noise.
    #[test]
    fn four_parts_in_chunks_are_the_network() {
        let folder = std::env::var_os("COMPERE_VOICES").map_or_else(
            || std::path::Path::new(&std::env::var_os("HOME").unwrap()).join(".cache/compere/packs/voices"),
            std::path::PathBuf::from,
        );
        let model = folder.join("en_US-joe-medium.onnx");
        let network =
            Network::load(&model, 2, 1).expect("this test needs the Joe voice: run `cargo xtask assets`");
        let ids: Vec<i32> =
            [1, 0, 20, 0, 59, 0, 24, 0, 120, 0, 27, 0, 100, 0, 3, 0, 35, 0, 120, 0, 62, 0, 122]
                .into_iter()
                .chain([0, 24, 0, 17, 0, 10, 0, 2])
                .collect();
        let (seed, segment, noise_scale) = (5, 0, 0.667);
        let mut duration_noise = vec![0.0; ids.len() * 2];
        noise::normal(seed, segment, Stream::Durations, &mut duration_noise);
        let encoded = network.encode(&ids, 1.5, 0.8, duration_noise.clone()).unwrap();
        let channels = encoded.mean.channels;
        let mut latents = Latents::new(encoded, seed, segment, noise_scale);
        let frames = latents.frames();
        assert!(frames > 100, "long enough for several chunks: {frames}");

        let mut latent_noise = Rows::zeros(channels, frames);
        let mut row = vec![0.0; channels];
        for frame in 0..frames {
            noise::normal(seed, segment, Stream::Frame(frame as u64), &mut row);
            for (channel, noise) in row.iter().enumerate() {
                latent_noise.values[channel * frames + frame] = *noise;
            }
        }
        let whole = network.run_whole(&ids, [noise_scale, 1.5, 0.8], duration_noise, latent_noise);
        assert_eq!(whole.len(), frames * super::super::network::HOP);

        let mut parts = Vec::new();
        for start in (0..frames).step_by(17) {
            parts.extend(latents.decode(&network, start..(start + 17).min(frames)).unwrap());
        }
        let worst = whole.iter().zip(&parts).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(worst < 2e-5 && parts.len() == whole.len(), "{worst}");
        assert!(whole.iter().any(|sample| sample.abs() > 0.05), "there is sound");
    }
}
