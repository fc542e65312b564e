//! Styles: who speaks. A table a voice, with a row for each number of tokens.
//!
//! The file is NumPy's `.npz`, a zip archive of `.npy` arrays; only what these tables need of it is read.

use super::KokoroError;
use std::{
    fs::File,
    io::{BufReader, Read},
    path::Path,
};
use zip::ZipArchive;

/// The style of a voice that nobody chose, the clearest of the four women's in English: of 126 words Whisper tiny
/// misheard none of hers (1, 3 and 5 of the others'), and PocketSphinx 15 (24, 66 and 84).
pub const DEFAULT_STYLE: &str = "jf_gongitsune";

/// Values of a row.
pub(super) const WIDTH: usize = 256;
/// Name of the file in a voice's folder.
pub(super) const FILE: &str = "voices.npz";

/// The table of one voice.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Style {
    /// Rows of [`WIDTH`] values, at least one.
    values: Vec<f32>,
}

impl Style {
    /// The row for a segment of `tokens` symbols.
    pub(super) fn row(&self, tokens: usize) -> &[f32] {
        let rows = self.values.len() / WIDTH;
        let row = tokens.clamp(1, rows) - 1;
        &self.values[row * WIDTH..(row + 1) * WIDTH]
    }

    /// All values, to tell one style from another.
    pub(super) fn values(&self) -> &[f32] {
        &self.values
    }
}

/// Names of the voices in `folder`, in order: `jf_alpha` is a Japanese woman (`f`), `jm_kumo` a man (`m`).
///
/// # Errors
/// When the file is missing or damaged.
pub fn styles(folder: &Path) -> Result<Vec<String>, KokoroError> {
    let path = folder.join(FILE);
    let archive = open(&path)?;
    let mut names: Vec<String> =
        archive.file_names().filter_map(|name| name.strip_suffix(".npy")).map(str::to_owned).collect();
    names.sort();
    Ok(names)
}

/// Reads the table of `name`, or of the one voice whose name begins or ends so.
pub(super) fn load(folder: &Path, name: &str) -> Result<(String, Style), KokoroError> {
    let known = styles(folder)?;
    let likely: Vec<&String> = known
        .iter()
        .filter(|style| style.starts_with(name) || style.ends_with(&format!("_{name}")))
        .collect();
    let found = match (known.iter().find(|style| *style == name), &likely[..]) {
        (Some(exact), _) => exact.clone(),
        (None, [one]) if !name.is_empty() => (*one).clone(),
        _ => return Err(KokoroError::Style { wanted: name.to_owned(), known }),
    };
    let path = folder.join(FILE);
    let damaged = |message: String| KokoroError::Damaged { path: path.clone(), message };
    let mut archive = open(&path)?;
    let mut bytes = Vec::new();
    let entry = archive.by_name(&format!("{found}.npy")).map_err(|error| damaged(error.to_string()))?;
    // A table has half a megabyte; what claims more is none.
    entry.take(1 << 24).read_to_end(&mut bytes).map_err(|error| damaged(error.to_string()))?;
    let style = parse(&bytes).map_err(|message| damaged(format!("{found}: {message}")))?;
    Ok((found, style))
}

fn open(path: &Path) -> Result<ZipArchive<BufReader<File>>, KokoroError> {
    let file = File::open(path).map_err(|source| KokoroError::Read { path: path.to_owned(), source })?;
    ZipArchive::new(BufReader::new(file))
        .map_err(|error| KokoroError::Damaged { path: path.to_owned(), message: error.to_string() })
}

/// Reads an array of little-endian floats whose last dimension is [`WIDTH`], format version 1 to 3.
fn parse(bytes: &[u8]) -> Result<Style, String> {
    let short = || "the array is cut short".to_owned();
    let rest = bytes.strip_prefix(b"\x93NUMPY").ok_or("it is no NumPy array")?;
    let (version, rest) = rest.split_first_chunk::<2>().ok_or_else(short)?;
    let (length, rest) = if version[0] == 1 {
        let (length, rest) = rest.split_first_chunk::<2>().ok_or_else(short)?;
        (usize::from(u16::from_le_bytes(*length)), rest)
    } else {
        let (length, rest) = rest.split_first_chunk::<4>().ok_or_else(short)?;
        (u32::from_le_bytes(*length) as usize, rest)
    };
    let (header, data) = rest.split_at_checked(length).ok_or_else(short)?;
    let header = String::from_utf8_lossy(header).replace(' ', "");
    if !header.contains("'descr':'<f4'") || !header.contains("'fortran_order':False") {
        return Err(format!("its values are not plain floats: {header}"));
    }
    if !header.contains(&format!(",{WIDTH})")) || data.is_empty() || data.len() % (WIDTH * 4) != 0 {
        return Err(format!("it has no rows of {WIDTH} values: {header}, {} bytes", data.len()));
    }
    let values: Vec<f32> = data.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    if values.iter().any(|value| !value.is_finite()) {
        return Err("it has values that are no numbers".into());
    }
    Ok(Style { values })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::{ZipWriter, write::SimpleFileOptions};

    fn array(descr: &str, shape: &str, values: &[f32]) -> Vec<u8> {
        let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend((header.len() as u16).to_le_bytes());
        bytes.extend(header.as_bytes());
        bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
        bytes
    }

    fn folder(entries: &[(&str, Vec<u8>)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let mut zip = ZipWriter::new(File::create(folder.path().join(FILE)).unwrap());
        for (name, bytes) in entries {
            zip.start_file(format!("{name}.npy"), SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap();
        folder
    }

    fn two_rows() -> Vec<u8> {
        let values: Vec<f32> = (0..2 * WIDTH).map(|i| i as f32).collect();
        array("<f4", "(2, 1, 256)", &values)
    }

    #[test]
    fn a_row_for_each_number_of_tokens() {
        let folder = folder(&[("jf_one", two_rows()), ("jf_two", two_rows()), ("jm_three", two_rows())]);
        assert_eq!(styles(folder.path()).unwrap(), ["jf_one", "jf_two", "jm_three"]);
        let (name, style) = load(folder.path(), "jf_two").unwrap();
        assert_eq!(name, "jf_two");
        for (tokens, first) in [(0, 0.0), (1, 0.0), (2, 256.0), (500, 256.0)] {
            assert_eq!((style.row(tokens)[0], style.row(tokens).len()), (first, WIDTH), "{tokens}");
        }
        assert_eq!(load(folder.path(), "three").unwrap().0, "jm_three");
        assert_eq!(load(folder.path(), "jm").unwrap().0, "jm_three");
        for wanted in ["jf", "", "four"] {
            let error = load(folder.path(), wanted).unwrap_err().to_string();
            assert!(error.contains("there is: jf_one, jf_two, jm_three"), "{wanted}: {error}");
        }
    }

    #[track_caller]
    fn refused(bytes: Vec<u8>, expect: &str) {
        let folder = folder(&[("x", bytes)]);
        let error = load(folder.path(), "x").unwrap_err();
        assert!(
            matches!(error, KokoroError::Damaged { .. }) && error.to_string().contains(expect),
            "{error}"
        );
    }

    #[test]
    fn damaged_tables_are_named() {
        refused(array("<f8", "(1, 1, 256)", &[0.0; WIDTH]), "not plain floats");
        refused(array("<f4", "(1, 1, 255)", &[0.0; 255]), "no rows of 256");
        refused(array("<f4", "(1, 1, 256)", &[0.0; 255]), "no rows of 256");
        refused(array("<f4", "(1, 1, 256)", &[f32::NAN; WIDTH]), "are no numbers");
        refused(b"\x93NUMPY\x01\x00\xff\xff".to_vec(), "cut short");
        refused(b"hello".to_vec(), "no NumPy array");
        let empty = tempfile::tempdir().unwrap();
        assert!(matches!(styles(empty.path()), Err(KokoroError::Read { .. })));
        std::fs::write(empty.path().join(FILE), "no zip").unwrap();
        assert!(matches!(styles(empty.path()), Err(KokoroError::Damaged { .. })));
    }
}
