//! Recordings as files, kept from when they were heard through until they were said.

use protocol::request::{Base64, Say};
use std::{
    collections::VecDeque,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// A file that the queue has no name for. Where it gets none, because the queue refuses it or nobody waits any more, the
/// file goes.
pub struct Unnamed(Option<PathBuf>);

impl Unnamed {
    /// Writes what was asked for, with its sound, so that it is there after a loss of power.
    ///
    /// # Errors
    /// When it cannot be written; nothing is left of it then.
    pub(super) fn keep(folder: &Path, number: u64, say: &Say) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let path = file(folder, &format!("new-{number}"));
        let kept = Self(Some(path.clone()));
        let mut written = File::create(&path)?;
        written.write_all(&serde_json::to_vec(say)?)?;
        written.sync_all()?;
        Ok(kept)
    }

    /// The queue has a name for it.
    pub(super) fn name(mut self, folder: &Path, id: &str) -> io::Result<()> {
        self.0.take().map_or(Ok(()), |path| fs::rename(path, file(folder, id)))
    }
}

impl Drop for Unnamed {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            // What cannot be deleted goes with the next start.
            let _ = fs::remove_file(path);
        }
    }
}

/// The file of one that the queue has a name for.
pub(super) fn file(folder: &Path, id: &str) -> PathBuf {
    folder.join(format!("{id}.json"))
}

/// Caption and sound of one from before the program ended.
pub(super) fn read(path: &Path) -> io::Result<(String, Base64)> {
    let say: Say = serde_json::from_slice(&fs::read(path)?)?;
    let no_sound = || io::Error::new(io::ErrorKind::InvalidData, "the file has no sound");
    Ok((say.text, say.audio.ok_or_else(no_sound)?))
}

/// Deletes the files of all but those of `waiting`.
pub(super) fn tidy(folder: &Path, waiting: &VecDeque<String>) {
    // A folder that is not there holds nothing.
    for file in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = file.path();
        let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if !waiting.iter().any(|id| id == name) {
            // What cannot be deleted is tried again at the next start.
            let _ = fs::remove_file(path);
        }
    }
}
