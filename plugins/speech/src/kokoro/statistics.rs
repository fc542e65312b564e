//! Means and variances of the generator's layers: measured once for a style, on a sentence of ours, and kept in a
//! small file beside the network, so that a later start need not measure (two seconds of work).
//!
//! That file is only a shortcut: without it, or when it is of another network or style, they are measured anew.

use super::network::Loader;
use crate::onnx::{OnnxError, TensorView, Values};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Where the generator's values begin.
const GENERATOR: &str = "/decoder/decoder/generator/";
/// How many means and variances it has: two for each of two normalisations of each of three layers of eight
/// blocks, less those that blocks share.
const COUNT: usize = 88;

/// A mean or a variance for each channel of a layer, for all layers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Statistics {
    /// What they were measured with.
    key: String,
    layers: Vec<Layer>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Layer {
    name: String,
    /// Of three dimensions.
    shape: Vec<usize>,
    values: Vec<f32>,
}

impl Statistics {
    /// Runs the generator whole, as it was exported, and keeps what it normalises by.
    pub(super) fn measure(
        loader: &Loader,
        inlets: &[(&str, usize)],
        inputs: &[(&str, TensorView)],
    ) -> Result<Self, OnnxError> {
        let means = loader.graph.nodes().iter().filter(|node| node.operator == "ReduceMean");
        let names = means.filter_map(|node| node.outputs.first().copied());
        let names: Vec<&str> = names.filter(|name| name.starts_with(GENERATOR)).collect();
        let found = names.len();
        let names: [&str; COUNT] = names.try_into().map_err(|_| {
            OnnxError::Load(format!("it has {found} means and variances in its generator instead of {COUNT}"))
        })?;
        let mut session = loader.part(inlets, &names)?;
        let layers =
            names.iter().zip(session.run(inputs, names)?).map(|(name, tensor)| match tensor.values {
                Values::F32(values) if tensor.shape.len() == 3 => {
                    Ok(Layer { name: (*name).to_owned(), shape: tensor.shape, values })
                }
                _ => Err(OnnxError::Run(format!("`{name}` is no mean or variance of channels"))),
            });
        Ok(Self { key: String::new(), layers: layers.collect::<Result<_, _>>()? })
    }

    /// Names of what they stand for.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.layers.iter().map(|layer| layer.name.as_str())
    }

    /// As inputs.
    pub(super) fn views(&self) -> impl Iterator<Item = (&str, TensorView<'_>)> {
        self.layers.iter().map(|layer| (layer.name.as_str(), TensorView::F32(&layer.shape, &layer.values)))
    }

    /// What was kept, if it is of the same network, style and sentence.
    pub(super) fn remembered(path: &Path, key: &str) -> Option<Self> {
        let kept: Self = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
        let whole = kept.key == key
            && kept.layers.len() == COUNT
            && kept.layers.iter().all(|layer| {
                layer.shape.len() == 3
                    && layer.shape.iter().product::<usize>() == layer.values.len()
                    && layer.values.iter().all(|value| value.is_finite())
            });
        whole.then_some(kept)
    }

    /// Keeps them, whole or not at all. A folder that cannot be written is no error: it costs the next start.
    pub(super) fn remember(&self, path: &Path, key: &str) {
        let kept = Self { key: key.to_owned(), layers: self.layers.clone() };
        let beside = path.with_extension(format!("{}.part", std::process::id()));
        let written = serde_json::to_vec(&kept)
            .map_err(std::io::Error::from)
            .and_then(|bytes| fs::write(&beside, bytes))
            .and_then(|()| fs::rename(&beside, path));
        if let Err(error) = written {
            let _ = fs::remove_file(&beside);
            tracing::debug!(%error, path = %path.display(), "what was measured of a voice is not kept");
        }
    }
}

/// Where the statistics of a style are kept.
pub(super) fn file(folder: &Path, style: &str) -> PathBuf {
    folder.join(format!("statistics-{style}.json"))
}

/// Tells network, style and sentence apart. Of the network's file its size and both ends are read: all of it would take
/// as long as a sentence.
pub(super) fn key(network: &[u8], style: &[f32], tokens: &[i64]) -> String {
    const END: usize = 1 << 20;
    let mut hash = Sha256::new();
    hash.update((network.len() as u64).to_le_bytes());
    hash.update(&network[..network.len().min(END)]);
    hash.update(&network[network.len().saturating_sub(END)..]);
    style.iter().for_each(|value| hash.update(value.to_le_bytes()));
    tokens.iter().for_each(|token| hash.update(token.to_le_bytes()));
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Statistics {
        let layer = |index| Layer {
            name: format!("{GENERATOR}{index}"),
            shape: vec![1, 2, 1],
            values: vec![0.1 + index as f32, f32::MIN_POSITIVE],
        };
        Statistics { key: "k".into(), layers: (0..COUNT).map(layer).collect() }
    }

    #[test]
    fn what_is_kept_comes_back_to_the_bit() {
        let folder = tempfile::tempdir().unwrap();
        let path = file(folder.path(), "jf_x");
        assert_eq!(Statistics::remembered(&path, "k"), None);
        some().remember(&path, "k");
        assert_eq!(Statistics::remembered(&path, "k"), Some(some()));
        assert_eq!(Statistics::remembered(&path, "of another style"), None);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replacen("[1,2,1]", "[1,3,1]", 1)).unwrap();
        assert_eq!(Statistics::remembered(&path, "k"), None, "a shape that does not fit");
        fs::write(&path, &text[..text.len() / 2]).unwrap();
        assert_eq!(Statistics::remembered(&path, "k"), None, "cut short");
        // Nowhere to write: nothing happens.
        some().remember(&folder.path().join("not/there"), "k");
    }

    #[test]
    fn keys_tell_apart() {
        let key_of = |network: &[u8], style: f32, token| key(network, &[style], &[token]);
        let one = key_of(b"abc", 1.0, 1);
        assert_eq!(one, key_of(b"abc", 1.0, 1));
        for other in [key_of(b"abd", 1.0, 1), key_of(b"abc", 2.0, 1), key_of(b"abc", 1.0, 2)] {
            assert_ne!(one, other);
        }
    }
}
