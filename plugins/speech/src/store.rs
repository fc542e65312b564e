//! Finds voices in folders by name. It reads no file: a voice is opened by its engine.

use std::path::{Path, PathBuf};

/// Voices found in some folders: pairs of `NAME.onnx` and `NAME.onnx.json`.
#[derive(Debug, Clone, Default)]
pub struct VoiceStore {
    folders: Vec<PathBuf>,
    voices: Vec<VoiceFiles>,
}

/// The two files of a Piper voice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceFiles {
    /// The file stem, such as `en_US-joe-medium`.
    pub name: String,
    /// The network.
    pub model: PathBuf,
    /// Its settings.
    pub config: PathBuf,
}

/// Why no voice could be chosen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// There is none at all.
    #[error("no voice found in {folders}; fetch one with `cargo xtask assets`")]
    Empty {
        /// Where was looked.
        folders: String,
    },
    /// The name fits none.
    #[error("voice `{wanted}` is not there; choose one of: {there}")]
    Unknown {
        /// What was asked for.
        wanted: String,
        /// What is there.
        there: String,
    },
    /// The name fits several.
    #[error("voice `{wanted}` could be any of: {fitting}; write more of the name")]
    Ambiguous {
        /// What was asked for.
        wanted: String,
        /// What fits.
        fitting: String,
    },
}

impl VoiceStore {
    /// Looks for voices in `folders` (not in folders inside of them). A folder that cannot be read has none;
    /// the first folder wins where two have a voice of one name.
    pub fn open<P: AsRef<Path>>(folders: impl IntoIterator<Item = P>) -> Self {
        let mut store = Self::default();
        for folder in folders {
            let folder = folder.as_ref();
            store.folders.push(folder.to_owned());
            let Ok(entries) = std::fs::read_dir(folder) else { continue };
            for model in entries.flatten().map(|entry| entry.path()) {
                let Some(name) = model.file_name().and_then(|n| n.to_str()?.strip_suffix(".onnx")) else {
                    continue;
                };
                let config = folder.join(format!("{name}.onnx.json"));
                if config.is_file() && store.voices.iter().all(|voice| voice.name != name) {
                    store.voices.push(VoiceFiles { name: name.to_owned(), config, model });
                }
            }
        }
        store.voices.sort_by(|a, b| a.name.cmp(&b.name));
        store
    }

    /// All voices, by name.
    pub fn voices(&self) -> &[VoiceFiles] {
        &self.voices
    }

    /// The voice called `wanted`, or the only one whose name begins with it.
    ///
    /// # Errors
    /// When none or several fit; the text lists what is there.
    pub fn find(&self, wanted: &str) -> Result<&VoiceFiles, StoreError> {
        if let Some(exact) = self.voices.iter().find(|voice| voice.name == wanted) {
            return Ok(exact);
        }
        let fitting: Vec<&VoiceFiles> =
            self.voices.iter().filter(|voice| voice.name.starts_with(wanted)).collect();
        match fitting[..] {
            [only] => Ok(only),
            [] if self.voices.is_empty() => {
                let folders: Vec<String> = self.folders.iter().map(|f| f.display().to_string()).collect();
                Err(StoreError::Empty { folders: folders.join(", ") })
            }
            [] => Err(StoreError::Unknown { wanted: wanted.to_owned(), there: names(self.voices.iter()) }),
            _ => {
                Err(StoreError::Ambiguous { wanted: wanted.to_owned(), fitting: names(fitting.into_iter()) })
            }
        }
    }
}

fn names<'a>(voices: impl Iterator<Item = &'a VoiceFiles>) -> String {
    voices.map(|voice| voice.name.as_str()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_prefixes_and_errors() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["en_US-joe-medium", "en_US-amy-low", "de_DE-eva-low"] {
            std::fs::write(folder.path().join(format!("{name}.onnx")), "").unwrap();
            std::fs::write(folder.path().join(format!("{name}.onnx.json")), "{}").unwrap();
        }
        std::fs::write(folder.path().join("half.onnx"), "").unwrap();
        let store = VoiceStore::open([folder.path(), Path::new("does-not-exist")]);
        assert_eq!(store.voices().len(), 3);
        let find = |name| store.find(name).map(|voice| voice.name.as_str());
        assert_eq!(find("en_US-joe-medium"), Ok("en_US-joe-medium"));
        assert_eq!(find("de"), Ok("de_DE-eva-low"));
        assert!(find("en_US").unwrap_err().to_string().contains("en_US-amy-low, en_US-joe-medium"));
        assert!(find("half").unwrap_err().to_string().contains("de_DE-eva-low"));
        let empty = VoiceStore::open(["does-not-exist"]);
        assert!(empty.find("x").unwrap_err().to_string().contains("cargo xtask assets"));
    }
}
