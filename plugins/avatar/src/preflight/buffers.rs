//! Numbers behind accessors: read one accessor at a time, after its bounds were checked, within a budget of work.
//!
//! Also owns the search for buffers: the binary chunk, data in the JSON, files beside it.

use super::container::{FILE_LIMIT, Source};
use super::document::{Accessor, Document};
use super::report::{Report, Topic, few};
use std::{collections::BTreeSet, ops::Range, path::Path};

/// Bytes read in all: views may overlap, so that a small file can name terabytes.
const WORK_LIMIT: u64 = 256 << 20;
/// Numbers of one accessor; three million vertices are far beyond what is drawn live.
const VALUE_LIMIT: u64 = 12_000_000;
/// Buffers that are opened; a file has one, or a few.
const BUFFER_LIMIT: usize = 64;

/// Why an accessor was not read.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Unread {
    /// It, its view or its buffer is malformed; `structure` tells.
    Unfit(String),
    /// Its buffer is not there, told once for each buffer.
    Missing,
    /// Compressed by an extension.
    Compressed,
    /// Too much work.
    Budget,
}

/// Where a buffer's bytes are.
enum Place {
    Chunk(Range<u64>),
    Inline(Vec<u8>),
    Neighbour(Source),
    Missing,
}

/// The elements of an accessor, one after the other.
pub(super) struct Elements {
    /// Numbers an element.
    pub(super) width: usize,
    pub(super) values: Vec<f64>,
}

impl Elements {
    pub(super) fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.values.chunks_exact(self.width.max(1))
    }

    pub(super) fn row(&self, index: usize) -> Option<&[f64]> {
        self.values.get(index * self.width..(index + 1) * self.width)
    }
}

/// The file's numbers.
pub(super) struct Data<'d> {
    document: &'d Document,
    source: Source,
    places: Vec<Place>,
    left: u64,
    /// Whether the budget was spent.
    pub(super) spent: bool,
}

impl<'d> Data<'d> {
    /// Finds the buffers, and reports those that are not there.
    pub(super) fn new(
        document: &'d Document,
        source: Source,
        bin: Option<Range<u64>>,
        report: &mut Report,
    ) -> Self {
        let mut missing = Vec::new();
        let mut places = Vec::new();
        for (index, buffer) in document.buffers.iter().enumerate() {
            let (place, len) = match (&buffer.uri, &bin) {
                _ if index >= BUFFER_LIMIT => (Place::Missing, 0),
                (None, Some(bin)) if index == 0 => (Place::Chunk(bin.clone()), bin.end - bin.start),
                (None, _) => (Place::Missing, 0),
                (Some(uri), _) => locate(uri, source.folder.as_deref()),
            };
            let name =
                buffer.uri.as_deref().map_or("its binary chunk", |uri| uri.split(',').next().unwrap_or(uri));
            match place {
                Place::Missing => missing.push(format!("buffer {index} ({name})")),
                _ if len < buffer.byte_length => {
                    missing.push(format!("buffer {index} ({name}: {len} of {} bytes)", buffer.byte_length));
                }
                _ => {}
            }
            places.push(place);
        }
        if !missing.is_empty() {
            report.broken(
                Topic::File,
                format!("data is missing: {}", few(&missing, 3)),
                "it cannot be loaded",
                "keep the files beside it that it names, or save it as one .glb; if it is a .glb, download it again",
            );
        }
        Self { document, source, places, left: WORK_LIMIT, spent: false }
    }

    /// Whether a file that an image names is there, and its first bytes.
    pub(super) fn neighbour(&self, uri: &str, most: u64) -> Option<Vec<u8>> {
        match locate(uri, self.source.folder.as_deref()).0 {
            Place::Neighbour(mut file) => file.bytes(0..file.len.min(most)).ok(),
            Place::Inline(bytes) => Some(bytes),
            Place::Chunk(_) | Place::Missing => None,
        }
    }

    /// The first bytes of a view.
    pub(super) fn view(&mut self, view: usize, most: u64) -> Result<Vec<u8>, Unread> {
        let len = self.document.buffer_views.get(view).map_or(0, |v| v.byte_length);
        self.bytes(view, 0, len.min(most))
    }

    /// All elements of an accessor, sparse ones in place, normalised ones as fractions.
    pub(super) fn read(&mut self, index: usize) -> Result<Elements, Unread> {
        let fit = fits(self.document, index)?;
        let accessor = &self.document.accessors[index];
        // A strided view is read with what lies between its elements.
        let (Some(values), true) = (accessor.count.checked_mul(fit.width), fit.span <= FILE_LIMIT) else {
            return Err(self.over());
        };
        // Zeros that no view holds are work as well.
        if values > VALUE_LIMIT || values > self.left {
            return Err(self.over());
        }
        self.left -= values;
        let mut found = vec![0.0; values as usize];
        if let Some(view) = accessor.buffer_view {
            let bytes = self.bytes(view, accessor.byte_offset, fit.span)?;
            let width = fit.width as usize;
            for (row, element) in found.chunks_exact_mut(width.max(1)).enumerate() {
                let at = row * fit.stride as usize;
                decode(&bytes[at..], accessor, element);
            }
        }
        self.sparse(accessor, &fit, &mut found)?;
        Ok(Elements { width: fit.width as usize, values: found })
    }

    fn sparse(&mut self, accessor: &Accessor, fit: &Fit, found: &mut [f64]) -> Result<(), Unread> {
        let Some(sparse) = &accessor.sparse else { return Ok(()) };
        let size = component_size(sparse.indices.component_type).unwrap_or(1);
        let indices =
            self.bytes(sparse.indices.buffer_view, sparse.indices.byte_offset, sparse.count * size)?;
        let values =
            self.bytes(sparse.values.buffer_view, sparse.values.byte_offset, sparse.count * fit.packed)?;
        let (width, packed) = (fit.width as usize, fit.packed as usize);
        for (row, bytes) in values.chunks_exact(packed.max(1)).enumerate() {
            let at = number(&indices[row * size as usize..], sparse.indices.component_type) as usize;
            let Some(element) = at.checked_mul(width).and_then(|at| found.get_mut(at..at + width)) else {
                return Err(Unread::Unfit(format!(
                    "names element {at} of {} in its sparse part",
                    accessor.count
                )));
            };
            decode(bytes, accessor, element);
        }
        Ok(())
    }

    /// Bytes of a view; the caller has checked that they lie in it.
    fn bytes(&mut self, view: usize, offset: u64, len: u64) -> Result<Vec<u8>, Unread> {
        let unfit = || Unread::Unfit("lies outside of its buffer".into());
        let view = self.document.buffer_views.get(view).ok_or_else(unfit)?;
        if view.extensions.keys().any(|e| e.contains("meshopt")) {
            return Err(Unread::Compressed);
        }
        if len > self.left {
            return Err(self.over());
        }
        self.left -= len;
        let start = view.byte_offset.checked_add(offset).ok_or_else(unfit)?;
        let end = start.checked_add(len).ok_or_else(unfit)?;
        let read = match self.places.get_mut(view.buffer).ok_or_else(unfit)? {
            Place::Missing => return Err(Unread::Missing),
            Place::Inline(bytes) => usize::try_from(start)
                .ok()
                .zip(usize::try_from(end).ok())
                .and_then(|(s, e)| Some(bytes.get(s..e)?.to_vec())),
            Place::Neighbour(file) => file.bytes(start..end).ok(),
            Place::Chunk(chunk) => {
                let within = end <= chunk.end - chunk.start;
                let at = chunk.start;
                within.then(|| self.source.bytes(at + start..at + end).ok()).flatten()
            }
        };
        // A buffer shorter than it says was told already.
        read.ok_or(Unread::Missing)
    }

    fn over(&mut self) -> Unread {
        self.spent = true;
        Unread::Budget
    }
}

/// The layout of an accessor that lies in its view.
pub(super) struct Fit {
    /// Numbers an element.
    pub(super) width: u64,
    /// Bytes of an element.
    packed: u64,
    /// Bytes from one element to the next.
    stride: u64,
    /// Bytes from the first to the end of the last.
    span: u64,
}

/// Checks that an accessor lies in its view, and the view in its buffer, in words.
pub(super) fn fits(document: &Document, index: usize) -> Result<Fit, Unread> {
    let unfit = |words: String| Unread::Unfit(words);
    let accessor = document.accessors.get(index).ok_or_else(|| unfit("does not exist".into()))?;
    let size = component_size(accessor.component_type)
        .ok_or_else(|| unfit(format!("has the unknown component type {}", accessor.component_type)))?;
    let (width, packed) = element(&accessor.r#type, size)
        .ok_or_else(|| unfit(format!("has the unknown type {:?}", short(&accessor.r#type))))?;
    let stride =
        match accessor.buffer_view.and_then(|v| document.buffer_views.get(v)).and_then(|v| v.byte_stride) {
            Some(stride) if stride < packed => {
                return Err(unfit(format!("has a stride of {stride} bytes, less than an element")));
            }
            Some(stride) => stride,
            None => packed,
        };
    let span = match accessor.count {
        0 => Some(0),
        count => (count - 1).checked_mul(stride).and_then(|s| s.checked_add(packed)),
    };
    let claims = || unfit(format!("claims {} elements, more than its buffer holds", accessor.count));
    let span = span.ok_or_else(claims)?;
    match accessor.buffer_view {
        Some(view) => {
            within(document, view, accessor.byte_offset, span).map_err(|e| e.map_or_else(claims, unfit))?
        }
        // All zeros by definition, however many: nothing bounds them but what an avatar can need.
        None if accessor.count.saturating_mul(width) > VALUE_LIMIT => {
            return Err(unfit(format!("claims {} elements and has no data", accessor.count)));
        }
        None => {}
    }
    if let Some(sparse) = &accessor.sparse {
        let size = component_size(sparse.indices.component_type)
            .ok_or_else(|| unfit("has a malformed sparse part".into()))?;
        let parts = [(&sparse.indices, size), (&sparse.values, packed)];
        for (part, size) in parts {
            let len = sparse.count.checked_mul(size).filter(|_| sparse.count <= accessor.count);
            let len = len.ok_or_else(|| unfit(format!("claims {} sparse elements", sparse.count)))?;
            let fit = within(document, part.buffer_view, part.byte_offset, len);
            fit.map_err(|_| unfit("has a sparse part outside of its buffer".into()))?;
        }
    }
    Ok(Fit { width, packed, stride, span })
}

/// Whether so many bytes lie in the view; an error without words when there are too many.
fn within(document: &Document, view: usize, offset: u64, len: u64) -> Result<(), Option<String>> {
    let found = document.buffer_views.get(view);
    let view = found.ok_or_else(|| Some(format!("names buffer view {view}, which does not exist")))?;
    let end = offset.checked_add(len).filter(|end| *end <= view.byte_length);
    end.map(drop).ok_or(None)
}

/// Bytes of a component.
fn component_size(kind: u64) -> Option<u64> {
    Some(match kind {
        5120 | 5121 => 1,
        5122 | 5123 => 2,
        5125 | 5126 => 4,
        _ => return None,
    })
}

/// Numbers and bytes of an element; columns of small matrices are padded to four bytes.
fn element(kind: &str, size: u64) -> Option<(u64, u64)> {
    Some(match kind {
        "SCALAR" => (1, size),
        "VEC2" => (2, 2 * size),
        "VEC3" => (3, 3 * size),
        "VEC4" => (4, 4 * size),
        "MAT2" => (4, 2 * (2 * size).next_multiple_of(4)),
        "MAT3" => (9, 3 * (3 * size).next_multiple_of(4)),
        "MAT4" => (16, 16 * size),
        _ => return None,
    })
}

/// The number at the beginning of `bytes`, which hold it.
fn number(bytes: &[u8], kind: u64) -> f64 {
    match (kind, bytes) {
        (5120, [a, ..]) => f64::from(a.cast_signed()),
        (5121, [a, ..]) => f64::from(*a),
        (5122, [a, b, ..]) => f64::from(i16::from_le_bytes([*a, *b])),
        (5123, [a, b, ..]) => f64::from(u16::from_le_bytes([*a, *b])),
        (5125, [a, b, c, d, ..]) => f64::from(u32::from_le_bytes([*a, *b, *c, *d])),
        (5126, [a, b, c, d, ..]) => f64::from(f32::from_le_bytes([*a, *b, *c, *d])),
        _ => 0.0,
    }
}

fn decode(bytes: &[u8], accessor: &Accessor, into: &mut [f64]) {
    let size = component_size(accessor.component_type).unwrap_or(1) as usize;
    let scale = match accessor.component_type {
        _ if !accessor.normalized => 1.0,
        5120 => 127.0,
        5121 => 255.0,
        5122 => 32767.0,
        5123 => 65535.0,
        _ => 1.0,
    };
    for (at, value) in into.iter_mut().enumerate() {
        *value = bytes.get(at * size..).map_or(0.0, |b| number(b, accessor.component_type)) / scale;
    }
}

fn short(text: &str) -> String {
    text.chars().take(20).collect()
}

fn locate(uri: &str, folder: Option<&Path>) -> (Place, u64) {
    let missing = (Place::Missing, 0);
    if let Some(data) = uri.strip_prefix("data:") {
        let decoded = data.split_once(";base64,").and_then(|(_, text)| base64(text.as_bytes()));
        return decoded.map_or(missing, |bytes| {
            let len = bytes.len() as u64;
            (Place::Inline(bytes), len)
        });
    }
    let (Some(folder), Some(name)) = (folder, percent(uri)) else { return missing };
    let name = Path::new(&name);
    // A file by a stranger does not get to read whatever it likes.
    if name.components().any(|c| !matches!(c, std::path::Component::Normal(_) | std::path::Component::CurDir))
    {
        return missing;
    }
    match Source::open(&folder.join(name)) {
        Ok(source) => {
            let len = source.len;
            (Place::Neighbour(source), len)
        }
        Err(_) => missing,
    }
}

/// `%20` and the like.
fn percent(uri: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(uri.len());
    let mut rest = uri.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        match (first, tail.get(..2)) {
            (b'%', Some(hex)) => {
                bytes.push(u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()?);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// RFC 4648, with or without padding.
fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut held, mut bits) = (0_u32, 0);
    for c in text.iter().filter(|c| **c != b'=') {
        let six = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        held = (held << 6 | u32::from(six)) & 0xfff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 0xff) as u8);
        }
    }
    Some(bytes)
}

/// Accessors that were looked into, so that each is read once.
#[derive(Default)]
pub(super) struct Seen(BTreeSet<usize>);

impl Seen {
    /// Whether it is the first time.
    pub(super) fn first(&mut self, accessor: usize) -> bool {
        self.0.insert(accessor)
    }
}
