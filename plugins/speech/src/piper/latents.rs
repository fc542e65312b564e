//! Frames of one segment on their way from statistics to samples, in chunks of any size.
//!
//! Each part of the network gives frames in tiles, from left to right, and asks the part before it for those that it
//! needs and has not yet; what nobody needs any more is forgotten. So nothing is computed twice but the context of a
//! tile, and a long sentence takes no more memory than a short one.

use super::{
    network::{Encoded, Network, Rows, failed},
    noise::{self, Stream},
};
use crate::{Cancel, SynthesisError};
use std::ops::Range;

/// The frames of one segment.
pub(super) struct Latents {
    /// Mean and deviation of each id, a column an id.
    mean: Rows,
    deviation: Rows,
    /// Which id each frame belongs to.
    id_of_frame: Vec<u32>,
    seed: u64,
    segment: usize,
    /// What each part has given.
    given: Vec<Given>,
}

/// Frames that a part has given: `rows` begins with frame `from` and ends before frame `ready`.
#[derive(Default)]
struct Given {
    rows: Rows,
    from: usize,
    ready: usize,
}

impl Latents {
    pub(super) fn new(encoded: Encoded, seed: u64, segment: usize, noise_scale: f32) -> Self {
        let id_of_frame =
            (0..).zip(&encoded.hops).flat_map(|(id, hops)| std::iter::repeat_n(id, *hops as usize));
        let mut deviation = encoded.log_deviation;
        deviation.values.iter_mut().for_each(|value| *value = value.exp() * noise_scale);
        let id_of_frame = id_of_frame.collect();
        Self { mean: encoded.mean, deviation, id_of_frame, seed, segment, given: Vec::new() }
    }

    /// Frames in all.
    pub(super) fn frames(&self) -> usize {
        self.id_of_frame.len()
    }

    /// Samples of the frames up to `end` that were not yet given, at the voice's own rate.
    pub(super) fn decode(
        &mut self,
        network: &mut Network,
        end: usize,
        cancel: &Cancel,
    ) -> Result<Vec<f32>, SynthesisError> {
        self.given.resize_with(network.parts.len(), Given::default);
        let Some(last) = network.parts.len().checked_sub(1) else { return Ok(Vec::new()) };
        self.extend(network, last, end.min(self.frames()), cancel)?;
        let given = &mut self.given[last];
        given.from = given.ready;
        Ok(std::mem::take(&mut given.rows).values)
    }

    /// Has part `level` give at least the frames before `wanted`.
    fn extend(
        &mut self,
        network: &mut Network,
        level: usize,
        wanted: usize,
        cancel: &Cancel,
    ) -> Result<(), SynthesisError> {
        while self.given[level].ready < wanted {
            cancel.check()?;
            let (ready, part) = (self.given[level].ready, &network.parts[level]);
            let (context, (least, most)) = (part.context, part.tile);
            // The first are waited for; then as many as there are already, so that none is late because of its size.
            let size = if ready == 0 { wanted } else { (wanted - ready).max(ready.max(least)) };
            let mut end = (ready + size.min(most)).min(self.frames());
            // A last tile of a few frames would cost more in context than it has; the last part is to end where it is
            // told to.
            if self.frames() - end < context.min(least) {
                end = self.frames();
            }
            if least == 1 {
                end = end.min(wanted);
            }
            let seen = ready.saturating_sub(context)..(end + context).min(self.frames());
            let input = match level.checked_sub(1) {
                None => self.prior(seen.clone()),
                Some(before) => {
                    self.extend(network, before, seen.end, cancel)?;
                    self.given[before].frames(seen.clone(), network.parts[before].columns_out)
                }
            };
            let part = &mut network.parts[level];
            let rows = part
                .run(&input, ready - seen.start..end - seen.start)
                .map_err(|error| failed(part.stage, &error))?;
            let given = &mut self.given[level];
            given.rows.append(rows);
            given.ready = end;
            if let Some(before) = level.checked_sub(1) {
                let columns = network.parts[before].columns_out;
                self.given[before].forget(end.saturating_sub(context), columns);
            }
        }
        Ok(())
    }

    /// Mean plus noise of frames `range`.
    fn prior(&self, range: Range<usize>) -> Rows {
        let mut prior = Rows::zeros(self.mean.channels, range.len());
        let mut noise = vec![0.0; self.mean.channels];
        for (column, frame) in range.enumerate() {
            let id = self.id_of_frame[frame] as usize;
            noise::normal(self.seed, self.segment, Stream::Frame(frame as u64), &mut noise);
            for (channel, noise) in noise.iter().enumerate() {
                prior.values[channel * prior.columns + column] =
                    self.mean.row(channel)[id] + noise * self.deviation.row(channel)[id];
            }
        }
        prior
    }
}

impl Given {
    /// Frames `range`, of `columns` columns each.
    fn frames(&self, range: Range<usize>, columns: usize) -> Rows {
        self.rows.slice((range.start - self.from) * columns..(range.end - self.from) * columns)
    }

    /// Drops the frames before `frame`.
    fn forget(&mut self, frame: usize, columns: usize) {
        let frame = frame.clamp(self.from, self.ready);
        self.rows = self.frames(frame..self.ready, columns);
        self.from = frame;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        onnx::{Runtime, library},
        piper::{config::PiperConfig, network::run_whole},
    };

    /// The network as it was exported, run in one go with the same noise.
    #[test]
    fn four_parts_in_chunks_are_the_network() {
        let folder = std::env::var_os("COMPERE_VOICES").map_or_else(
            || std::path::Path::new(&std::env::var_os("HOME").unwrap()).join(".cache/compere/packs/voices"),
            std::path::PathBuf::from,
        );
        let model = folder.join("en_US-joe-medium.onnx");
        let files = crate::VoiceFiles {
            name: "joe".into(),
            config: folder.join("en_US-joe-medium.onnx.json"),
            model: model.clone(),
        };
        let config = PiperConfig::load(&files.config)
            .expect("this test needs the Joe voice: run `cargo xtask assets`");
        let runtime = Runtime::open(&library(folder.parent().unwrap())).unwrap();
        let mut network = Network::load(&files, &config, &runtime, 1, 0).unwrap();
        let ids: Vec<i64> =
            [1, 0, 20, 0, 59, 0, 24, 0, 120, 0, 27, 0, 100, 0, 3, 0, 35, 0, 120, 0, 62, 0, 122]
                .into_iter()
                .chain([0, 24, 0, 17, 0, 10, 0, 2])
                .collect();
        let (seed, segment, noise_scale) = (5, 0, 0.667);
        let mut duration_noise = vec![0.0; ids.len() * 2];
        noise::normal(seed, segment, Stream::Durations, &mut duration_noise);
        let encoded = network.encode(&ids, 1.5, 0.8, &duration_noise).unwrap();
        let channels = encoded.mean.channels;
        let contexts: Vec<usize> = network.parts.iter().map(|part| part.context).collect();
        assert_eq!(contexts, [32, 10, 1, 1], "as the kernels of a medium voice add up");
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
        let whole =
            run_whole(&runtime, &model, &ids, [noise_scale, 1.5, 0.8], &duration_noise, &latent_noise);
        assert_eq!(whole.len(), frames * 256);

        let mut parts = Vec::new();
        for start in (0..frames).step_by(17) {
            parts.extend(latents.decode(&mut network, start + 17, &Cancel::default()).unwrap());
        }
        let worst = whole.iter().zip(&parts).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(worst < 2e-5 && parts.len() == whole.len(), "{worst}");
        assert!(whole.iter().any(|sample| sample.abs() > 0.05), "there is sound");
    }
}
