//! Stamps: "this was made from exactly these inputs". A step whose stamp holds is skipped.
//!
//! A stamp is written last, so that an interrupted step is done again.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// The inputs of a step, hashed in order. Names count as well as contents.
#[derive(Default)]
pub struct Inputs(Sha256);

impl Inputs {
    /// A value that matters, with the name of what it is.
    pub fn value(mut self, name: &str, value: &str) -> Self {
        for part in [name, value] {
            self.0.update((part.len() as u64).to_le_bytes());
            self.0.update(part);
        }
        self
    }

    /// A file, or a folder with all beneath it in the order of their names, less the entries called one of `except`.
    /// What is not there counts as such.
    pub fn path(mut self, path: &Path, except: &[&str]) -> Result<Self> {
        let mut files = Vec::new();
        collect(path, except, &mut files).with_context(|| format!("listing {}", path.display()))?;
        files.sort();
        for file in files {
            let name = file.strip_prefix(path).unwrap_or(&file).to_string_lossy().into_owned();
            let content = sha256_of(&file)?;
            self = self.value(&name, &content);
        }
        Ok(self)
    }

    /// The stamp's text.
    pub fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// Whether the stamp file holds exactly `inputs`.
pub fn holds(stamp: &Path, inputs: &str) -> bool {
    fs::read_to_string(stamp).is_ok_and(|text| text.trim_end() == inputs)
}

/// Writes the stamp, whole or not at all.
pub fn set(stamp: &Path, inputs: &str) -> Result<()> {
    write_whole(stamp, format!("{inputs}\n").as_bytes())
}

/// Takes the stamp away before its step begins to change things.
pub fn clear(stamp: &Path) -> Result<()> {
    match fs::remove_file(stamp) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove the stamp {}", stamp.display()))
        }
        _ => Ok(()),
    }
}

/// Writes beside the file and renames, creating the folder: a reader sees the old file or the new one.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let beside = path.with_extension(format!("{}.part", std::process::id()));
    let written = fs::create_dir_all(folder)
        .and_then(|()| fs::write(&beside, bytes))
        .and_then(|()| fs::rename(&beside, path));
    written.with_context(|| format!("cannot write {}", path.display()))
}

/// The sha256 of a file in lower-case hex.
pub fn sha256_of(path: &Path) -> Result<String> {
    let hashed = || -> std::io::Result<String> {
        let mut file = fs::File::open(path)?;
        let mut hash = Sha256::new();
        let mut block = vec![0; 1 << 18];
        loop {
            match file.read(&mut block)? {
                0 => return Ok(hex(&hash.finalize())),
                read => hash.update(&block[..read]),
            }
        }
    };
    hashed().with_context(|| format!("cannot read {}", path.display()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn collect(path: &Path, except: &[&str], files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if path.is_file() {
        files.push(path.to_path_buf());
    } else if path.is_dir() {
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            if !except.iter().any(|name| entry.file_name() == *name) {
                collect(&entry.path(), except, files)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn a_stamp_holds_until_an_input_changes() {
        let scratch = Scratch::new("stamp").unwrap();
        let source = scratch.path().join("source");
        fs::create_dir_all(source.join("node_modules")).unwrap();
        fs::write(source.join("a.ts"), "one").unwrap();
        let inputs = || Inputs::default().path(&source, &["node_modules"]).unwrap().finish();
        let stamp = scratch.path().join("stamps/console");

        assert!(!holds(&stamp, &inputs()));
        set(&stamp, &inputs()).unwrap();
        assert!(holds(&stamp, &inputs()));
        fs::write(source.join("node_modules/x"), "ignored").unwrap();
        assert!(holds(&stamp, &inputs()));
        fs::write(source.join("a.ts"), "two").unwrap();
        assert!(!holds(&stamp, &inputs()));
        set(&stamp, &inputs()).unwrap();
        fs::rename(source.join("a.ts"), source.join("b.ts")).unwrap();
        assert!(!holds(&stamp, &inputs()));
        clear(&stamp).unwrap();
        clear(&stamp).unwrap();
        assert!(!stamp.exists());
    }

    #[test]
    fn values_cannot_run_into_each_other() {
        let one = Inputs::default().value("ab", "c").finish();
        let two = Inputs::default().value("a", "bc").finish();
        assert_ne!(one, two);
    }

    #[test]
    fn sha256_is_the_known_one() {
        let scratch = Scratch::new("sha").unwrap();
        let file = scratch.path().join("abc");
        fs::write(&file, "abc").unwrap();
        let expect = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256_of(&file).unwrap(), expect);
    }
}
