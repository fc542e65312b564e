//! A folder for work in progress, gone when the work is done or has failed.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result};

static COUNT: AtomicU32 = AtomicU32::new(0);

/// Deletes itself when dropped. One left behind by a killed run is swept up by [`Scratch::sweep`].
pub struct Scratch(PathBuf);

impl Scratch {
    /// In the system's folder for temporary files.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn new(name: &str) -> Result<Self> {
        Self::inside(&std::env::temp_dir(), name)
    }

    /// Inside `folder`, so that a rename from here to elsewhere in it is atomic.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn inside(folder: &Path, name: &str) -> Result<Self> {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!(".{name}-{}-{number}.tmp", std::process::id()));
        fs::create_dir_all(&path).with_context(|| format!("cannot create {}", path.display()))?;
        Ok(Self(path))
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Removes what killed runs left in `folder`. Only for who knows that none is at work there.
    pub fn sweep(folder: &Path) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with('.') && name.ends_with(".tmp") {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
