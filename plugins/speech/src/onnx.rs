//! ONNX Runtime: loading its shared library, running networks with it, and cutting networks apart.
//!
//! One runtime a process, whatever the number of voices. It knows tensors and names, and nothing of voices,
//! caches or downloads: where the library and the networks lie is the caller's to say.

pub mod graph;
mod runtime;
mod session;
#[cfg(test)]
mod tests;
pub(crate) mod wire;

pub use graph::with_outputs;
pub use runtime::{LIBRARY_VARIABLE, Runtime, library};
pub use session::{Session, SessionSettings, Tensor, TensorView, Values};

use std::path::PathBuf;

/// Why ONNX Runtime cannot be used, or did not do what it was to do.
#[derive(Debug, thiserror::Error)]
pub enum OnnxError {
    /// The shared library is not there.
    #[error(
        "ONNX Runtime is not at {path}; fetch it with `cargo xtask assets`, or set {LIBRARY_VARIABLE} to its libonnxruntime.so"
    )]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The shared library is there and cannot be used.
    #[error("ONNX Runtime at {path} cannot be used: {message}; fetch it again with `cargo xtask assets`")]
    Library {
        /// Which file.
        path: PathBuf,
        /// What the loader said.
        message: String,
    },
    /// A network was not taken.
    #[error("network cannot be loaded: {0}")]
    Load(String),
    /// A network could not be run.
    #[error("network failed: {0}")]
    Run(String),
    /// A network is damaged or of another kind.
    #[error(transparent)]
    Graph(#[from] graph::GraphError),
}
