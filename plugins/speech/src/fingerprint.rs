//! What is in a file, as a short text. A file that has not changed since is not read again.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::UNIX_EPOCH,
};

/// Remembers the sha256 of files by their path, size and time of change, in a file of its own.
///
/// Locks: one, around what is remembered, held while a file is read: two threads do not read it twice.
#[derive(Debug)]
pub struct Fingerprint {
    memory: Option<PathBuf>,
    known: Mutex<BTreeMap<PathBuf, Known>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Known {
    bytes: u64,
    changed_nanos: u128,
    sha256: String,
}

impl Fingerprint {
    /// Remembers in `memory`, or for this run only.
    pub fn new(memory: Option<PathBuf>) -> Self {
        let read = memory.as_ref().and_then(|path| fs::read(path).ok());
        let known = read.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        Self { memory, known: Mutex::new(known) }
    }

    /// The sha256 of a file, in hexadecimal.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(&self, path: &Path) -> io::Result<String> {
        let meta = fs::metadata(path)?;
        let changed = meta.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = known.get(path)
            && (entry.bytes, entry.changed_nanos) == (meta.len(), changed)
        {
            return Ok(entry.sha256.clone());
        }
        let mut sum = Sha256::new();
        io::copy(&mut fs::File::open(path)?, &mut sum)?;
        let sha256: String = sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let entry = Known { bytes: meta.len(), changed_nanos: changed, sha256: sha256.clone() };
        known.insert(path.to_owned(), entry);
        if let Some(memory) = &self.memory
            && let Ok(text) = serde_json::to_vec_pretty(&*known)
        {
            // Only time is lost when it cannot be kept.
            let _ = memory.parent().map(fs::create_dir_all);
            let _ = fs::write(memory, text);
        }
        Ok(sha256)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_file_has_another_fingerprint() {
        let folder = tempfile::tempdir().unwrap();
        let (file, memory) = (folder.path().join("voice"), folder.path().join("known/files.json"));
        fs::write(&file, "one").unwrap();
        let first = Fingerprint::new(Some(memory.clone())).of(&file).unwrap();
        // Remembered by another run, and not believed once the file has changed.
        let again = Fingerprint::new(Some(memory));
        assert_eq!(again.known.lock().unwrap().len(), 1);
        assert_eq!(again.of(&file).unwrap(), first);
        fs::write(&file, "other").unwrap();
        assert_ne!(again.of(&file).unwrap(), first);
        assert!(again.of(&folder.path().join("gone")).is_err());
    }
}
