//! The outermost layer: a file that is a glb or a glTF, its JSON and where its binary chunk lies.
//!
//! Reads the JSON whole, within a limit, and nothing else.

use super::report::{Report, Topic};
use std::{
    fs::File,
    io::{Cursor, Read, Seek, SeekFrom},
    ops::Range,
    path::{Path, PathBuf},
};

/// Files above this are refused: an avatar of half a gigabyte does not load in the time of a show's start.
pub(super) const FILE_LIMIT: u64 = 512 << 20;
/// JSON above this is refused; that of a rich avatar is 1-5 MB.
pub(super) const JSON_LIMIT: u64 = 64 << 20;
/// Objects and arrays in the JSON; rich avatars have some ten thousands. Bounds what parsing allocates.
const ITEM_LIMIT: usize = 600_000;
/// Commas in the JSON: the same for numbers.
const COMMA_LIMIT: usize = 3_000_000;

const MAGIC: u32 = 0x4654_6c67;
const JSON_CHUNK: u32 = 0x4e4f_534a;
const BIN_CHUNK: u32 = 0x004e_4942;

/// Why a file cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub(super) enum ContainerError {
    #[error("cannot read it: {0}")]
    Io(#[from] std::io::Error),
    #[error("it is not a file")]
    NotAFile,
    #[error("it is empty")]
    Empty,
    #[error("it has {} MB; the limit is 512 MB", .0 >> 20)]
    FileTooLarge(u64),
    #[error("its first bytes are those of {0}, not of glTF")]
    Foreign(&'static str),
    #[error("its glb version is {0}; only 2 is known")]
    Version(u32),
    #[error("it is cut off: the header tells of {told} bytes, the file has {actual}")]
    Truncated { told: u64, actual: u64 },
    #[error("its first chunk is not JSON")]
    NoJson,
    #[error("its JSON chunk claims {told} bytes where {left} are left")]
    JsonCutOff { told: u64, left: u64 },
    #[error("its JSON has {} MB; the limit is 64 MB", .0 >> 20)]
    JsonTooLarge(u64),
    #[error("its JSON holds more than {ITEM_LIMIT} objects or {COMMA_LIMIT} values")]
    JsonTooRich,
    #[error("its JSON cannot be read as glTF: {0}")]
    Json(#[from] serde_json::Error),
}

impl ContainerError {
    /// What to do about it.
    pub(super) fn remedy(&self) -> &'static str {
        match self {
            Self::Io(_) | Self::NotAFile => "name a .glb, .gltf or .vrm file that you may read",
            Self::Empty | Self::Truncated { .. } | Self::JsonCutOff { .. } => "copy or download it again",
            Self::FileTooLarge(_) | Self::JsonTooRich => {
                "reduce it: smaller textures, fewer vertices and nodes"
            }
            Self::JsonTooLarge(_) => "save it as .glb, with its data in the binary chunk",
            Self::Foreign(_) | Self::Version(_) => "export it as glTF 2.0 (.glb)",
            Self::NoJson | Self::Json(_) => "export it again; another tool's exporter may do better",
        }
    }
}

/// What can be read at random.
trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

/// The bytes of the file, and where its neighbours are.
pub(super) struct Source {
    reader: Box<dyn ReadSeek>,
    /// Bytes.
    pub(super) len: u64,
    /// Where files that it names are looked for; none for a file in memory.
    pub(super) folder: Option<PathBuf>,
}

impl Source {
    /// Opens a regular file; a pipe or a device would never end.
    pub(super) fn open(path: &Path) -> Result<Self, ContainerError> {
        let about = std::fs::metadata(path)?;
        if !about.is_file() {
            return Err(ContainerError::NotAFile);
        }
        let folder = path.parent().map(Path::to_path_buf);
        Self::new(Box::new(File::open(path)?), about.len(), folder)
    }

    pub(super) fn memory(bytes: Vec<u8>) -> Result<Self, ContainerError> {
        let len = bytes.len() as u64;
        Self::new(Box::new(Cursor::new(bytes)), len, None)
    }

    fn new(reader: Box<dyn ReadSeek>, len: u64, folder: Option<PathBuf>) -> Result<Self, ContainerError> {
        match len {
            0 => Err(ContainerError::Empty),
            _ if len > FILE_LIMIT => Err(ContainerError::FileTooLarge(len)),
            _ => Ok(Self { reader, len, folder }),
        }
    }

    /// Reads a range, which must lie in the file.
    pub(super) fn bytes(&mut self, range: Range<u64>) -> std::io::Result<Vec<u8>> {
        if range.start > range.end || range.end > self.len {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        self.reader.seek(SeekFrom::Start(range.start))?;
        // At most FILE_LIMIT, which fits every address space that we run in.
        let mut bytes = vec![0; (range.end - range.start) as usize];
        self.reader.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

/// The layers of a file.
pub(super) struct Container {
    pub(super) json: Vec<u8>,
    /// Where the binary chunk lies in the file.
    pub(super) bin: Option<Range<u64>>,
    /// Whether it is a glb.
    pub(super) binary: bool,
    /// Bytes after the end that the header tells.
    trailing: u64,
}

impl Container {
    pub(super) fn note(&self, report: &mut Report) {
        if self.trailing > 0 {
            report.note(Topic::File, format!("{} bytes follow its end; they are not read", self.trailing));
        }
    }
}

pub(super) fn read(source: &mut Source) -> Result<Container, ContainerError> {
    let head = source.bytes(0..source.len.min(20))?;
    let word = |at: usize| head.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    if word(0) != Some(MAGIC) {
        return text(source, &head);
    }
    let (Some(version), Some(told)) = (word(4), word(8)) else {
        return Err(ContainerError::Truncated { told: 20, actual: source.len });
    };
    if version != 2 {
        return Err(ContainerError::Version(version));
    }
    let told = u64::from(told);
    if told > source.len || source.len < 20 {
        return Err(ContainerError::Truncated { told: told.max(20), actual: source.len });
    }
    let (Some(length), Some(JSON_CHUNK)) = (word(12).map(u64::from), word(16)) else {
        return Err(ContainerError::NoJson);
    };
    let left = told.saturating_sub(20);
    if length > left {
        return Err(ContainerError::JsonCutOff { told: length, left });
    }
    if length > JSON_LIMIT {
        return Err(ContainerError::JsonTooLarge(length));
    }
    let json = source.bytes(20..20 + length)?;
    bounded(&json)?;
    let bin = chunk(source, 20 + length, told)?;
    Ok(Container { json, bin, binary: true, trailing: source.len - told })
}

/// The binary chunk after the JSON: at most the bytes that are there, whatever it claims.
fn chunk(source: &mut Source, at: u64, end: u64) -> Result<Option<Range<u64>>, ContainerError> {
    if at + 8 > end {
        return Ok(None);
    }
    let head = source.bytes(at..at + 8)?;
    let word = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let claimed = u64::from(word(0));
    Ok((word(4) == BIN_CHUNK).then(|| at + 8..(at + 8 + claimed).min(end)))
}

fn text(source: &mut Source, head: &[u8]) -> Result<Container, ContainerError> {
    let first = head.iter().find(|b| !b.is_ascii_whitespace() && !matches!(b, 0xef | 0xbb | 0xbf));
    if first != Some(&b'{') {
        return Err(ContainerError::Foreign(foreign(head)));
    }
    if source.len > JSON_LIMIT {
        return Err(ContainerError::JsonTooLarge(source.len));
    }
    let mut json = source.bytes(0..source.len)?;
    if json.starts_with(&[0xef, 0xbb, 0xbf]) {
        json.drain(..3);
    }
    bounded(&json)?;
    Ok(Container { json, bin: None, binary: false, trailing: 0 })
}

/// Whether parsing stays within memory. Counts braces and commas in strings too, which only makes it stricter.
fn bounded(json: &[u8]) -> Result<(), ContainerError> {
    let (mut items, mut commas) = (0_usize, 0_usize);
    for byte in json {
        items += usize::from(matches!(byte, b'{' | b'['));
        commas += usize::from(*byte == b',');
    }
    if items > ITEM_LIMIT || commas > COMMA_LIMIT { Err(ContainerError::JsonTooRich) } else { Ok(()) }
}

/// What a file that is no glTF seems to be.
fn foreign(head: &[u8]) -> &'static str {
    let known: [(&[u8], &str); 9] = [
        (b"Kaydara FBX", "FBX"),
        (b"PK", "a zip archive"),
        (b"BLENDER", "a Blender file"),
        (b"\x89PNG", "a PNG picture"),
        (b"\xff\xd8", "a JPEG picture"),
        (b"<", "XML or a web page"),
        (b"version https://git", "a Git LFS pointer, not the file itself"),
        (b"# ", "a text (OBJ?)"),
        (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    ];
    known.iter().find(|(magic, _)| head.starts_with(magic)).map_or("something else", |(_, name)| name)
}
