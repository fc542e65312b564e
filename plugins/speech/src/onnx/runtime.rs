//! The shared library of ONNX Runtime: found, loaded once a process, quiet.
//!
//! Ownership: the library and its environment live as long as the process. Locks: one, held while loading, so that two
//! voices that load at once load one library. Nothing is sent anywhere: telemetry is off.

use super::{OnnxError, Session, SessionSettings};
use ort::{
    environment::Environment,
    logging::LogLevel,
    session::builder::{GraphOptimizationLevel, SessionBuilder},
};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

/// The environment variable that names the library, above all else.
pub const LIBRARY_VARIABLE: &str = "COMPERE_ONNXRUNTIME";

/// The library's place: what `COMPERE_ONNXRUNTIME` says, else `onnxruntime/libonnxruntime.so` in `packs`.
pub fn library(packs: &Path) -> PathBuf {
    std::env::var_os(LIBRARY_VARIABLE)
        .filter(|value| !value.is_empty())
        .map_or_else(|| packs.join("onnxruntime/libonnxruntime.so"), PathBuf::from)
}

/// A loaded ONNX Runtime. Clones are the same one.
#[derive(Clone)]
pub struct Runtime {
    environment: Environment,
}

impl Runtime {
    /// Loads the library at `path`; the first that was loaded in a process stays, whatever is asked for later.
    ///
    /// # Errors
    /// When the file is missing, is no ONNX Runtime, is too old, or is for another machine.
    pub fn open(path: &Path) -> Result<Self, OnnxError> {
        static LOADED: Mutex<Option<Runtime>> = Mutex::new(None);
        // Made absolute, since a relative one would be looked for beside the program.
        let path = path.canonicalize().map_err(|_| OnnxError::Missing { path: path.to_owned() })?;
        let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(runtime) = &*loaded {
            return Ok(runtime.clone());
        }
        let runtime = Self::load(&path).map_err(|message| OnnxError::Library { path, message })?;
        *loaded = Some(runtime.clone());
        Ok(runtime)
    }

    fn load(path: &Path) -> Result<Self, String> {
        let builder = ort::init_from(path).map_err(|error| error.to_string())?;
        // What goes wrong comes back as an error as well; this is for those who look closer.
        let log = |level: LogLevel, _: &str, _: &str, _: &str, message: &str| {
            if level >= LogLevel::Error {
                tracing::debug!(message, "onnx runtime");
            }
        };
        let environment = builder
            .with_name("compere")
            .with_telemetry(false)
            .with_logger(Arc::new(log))
            .build()
            .map_err(|error| error.to_string())?;
        environment.set_log_level(LogLevel::Error);
        Ok(Self { environment })
    }

    /// Makes a network (the bytes of its file) ready to run. Threads that it starts inherit the caller's priority.
    ///
    /// # Errors
    /// When the bytes are no network that this runtime can run.
    pub fn session(&self, model: &[u8], settings: &SessionSettings) -> Result<Session, OnnxError> {
        let session = self.builder(settings).and_then(|mut builder| builder.commit_from_memory(model));
        session.map(Session::new).map_err(|error| OnnxError::Load(error.to_string()))
    }

    fn builder(&self, settings: &SessionSettings) -> ort::Result<SessionBuilder> {
        let builder = SessionBuilder::new(&self.environment)?
            .with_optimization_level(GraphOptimizationLevel::All)?
            .with_intra_threads(settings.threads.clamp(1, 16))?
            .with_inter_threads(1)?
            // A thread that waits by spinning takes its core from the picture.
            .with_intra_op_spinning(false)?
            .with_inter_op_spinning(false)?
            // A pattern is kept for each shape that was ever seen, and ours are all different.
            .with_memory_pattern(false)?
            .with_log_level(LogLevel::Error)?;
        Ok(builder)
    }
}
