//! Whether a film's file is whole: its head tells how long it should be, before anything is decoded.
//!
//! Knows the frame of MP4 (and MOV) and of Matroska (and WebM), and nothing of what lies in it.

use std::io::{self, Read, Seek, SeekFrom};

/// The size of a box that is told by the eight bytes after its name.
const LARGE: u64 = 1;
/// Identifiers of Matroska: the head, and what holds everything else.
const EBML: [u8; 4] = [0x1a, 0x45, 0xdf, 0xa3];
const SEGMENT: [u8; 4] = [0x18, 0x53, 0x80, 0x67];

/// What a file is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Container {
    Boxes,
    Matroska,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whole {
    /// All that was promised is there, or nothing was.
    Yes,
    /// It ends before it should, after so many bytes.
    Cut { promised: u64 },
    /// It has pictures, and nothing that tells where they lie.
    NoIndex,
}

/// Whether the first bytes of a file are those of a film that may be played: MP4, MOV, WebM, MKV.
pub fn is_film(head: &[u8]) -> bool {
    container(head).is_some()
}

fn container(head: &[u8]) -> Option<Container> {
    if head.starts_with(&EBML) {
        return Some(Container::Matroska);
    }
    let name = head.get(4..8)?;
    // A picture or a piece of sound may lie in the same boxes as a film.
    let still = head.get(8..12).is_some_and(|brand| {
        [b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1", b"M4A ", b"M4B "].iter().any(|b| *b == brand)
    });
    match name {
        b"ftyp" if still => None,
        b"ftyp" | b"moov" | b"mdat" | b"wide" | b"free" | b"skip" => Some(Container::Boxes),
        _ => None,
    }
}

/// Walks over the file's outer parts, without reading what is in them.
///
/// # Errors
/// When it cannot be read.
pub(super) fn whole(file: &mut (impl Read + Seek)) -> io::Result<Whole> {
    let there = file.seek(SeekFrom::End(0))?;
    file.rewind()?;
    let mut head = Vec::new();
    file.by_ref().take(12).read_to_end(&mut head)?;
    match container(&head) {
        Some(Container::Boxes) => boxes(file, there),
        Some(Container::Matroska) => matroska(file, there),
        None => Ok(Whole::Yes),
    }
}

fn boxes(file: &mut (impl Read + Seek), there: u64) -> io::Result<Whole> {
    let (mut at, mut index) = (0_u64, false);
    while there - at >= 8 {
        file.seek(SeekFrom::Start(at))?;
        let mut head = [0; 16];
        let long = (there - at).min(16) as usize;
        file.read_exact(&mut head[..long])?;
        let size = u64::from(u32::from_be_bytes([head[0], head[1], head[2], head[3]]));
        index |= &head[4..8] == b"moov";
        let size = match size {
            // It reaches to the end.
            0 => there - at,
            LARGE => u64::from_be_bytes([
                head[8], head[9], head[10], head[11], head[12], head[13], head[14], head[15],
            ]),
            size => size,
        };
        match at.checked_add(size.max(8)) {
            Some(end) if end <= there => at = end,
            end => return Ok(Whole::Cut { promised: end.unwrap_or(u64::MAX) }),
        }
    }
    Ok(if index { Whole::Yes } else { Whole::NoIndex })
}

fn matroska(file: &mut (impl Read + Seek), there: u64) -> io::Result<Whole> {
    let mut at = 0;
    // The head, perhaps something void, and the segment.
    for _ in 0..4 {
        if there - at < 12 {
            return Ok(Whole::Cut { promised: at + 12 });
        }
        file.seek(SeekFrom::Start(at))?;
        let mut head = [0; 12];
        file.read_exact(&mut head)?;
        let name = (head[0].leading_zeros() as usize + 1).min(4);
        let width = head[name].leading_zeros() as usize + 1;
        let mask = (1_u64 << (7 * width)) - 1;
        let size = (0..8).take(width).fold(0, |n, i| n << 8 | u64::from(head[name + i])) & mask;
        // All ones: whoever wrote it did not know yet how long it would become.
        if size == mask {
            return Ok(Whole::Yes);
        }
        let end = at.saturating_add((name + width) as u64).saturating_add(size);
        if end > there {
            return Ok(Whole::Cut { promised: end });
        }
        if head[..4] == SEGMENT {
            break;
        }
        at = end;
    }
    Ok(Whole::Yes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[track_caller]
    fn check(bytes: &[u8], expect: Whole) {
        assert_eq!(whole(&mut Cursor::new(bytes)).expect("bytes in memory"), expect);
    }

    fn boxed(name: &[u8; 4], payload: usize) -> Vec<u8> {
        let mut out = (8 + payload as u32).to_be_bytes().to_vec();
        out.extend(name);
        out.extend(vec![0; payload]);
        out
    }

    #[test]
    fn boxes_are_counted() {
        let film = [boxed(b"ftyp", 8), boxed(b"moov", 20), boxed(b"mdat", 100)].concat();
        check(&film, Whole::Yes);
        check(&film[..film.len() - 1], Whole::Cut { promised: film.len() as u64 });
        check(&film[..16 + 28 + 9], Whole::Cut { promised: film.len() as u64 });
        // The index was to come last.
        check(&[boxed(b"ftyp", 8), boxed(b"mdat", 100)].concat(), Whole::NoIndex);
        let large = [&1_u32.to_be_bytes()[..], b"mdat", &u64::MAX.to_be_bytes()[..]].concat();
        check(&[boxed(b"ftyp", 8), large].concat(), Whole::Cut { promised: u64::MAX });
    }

    #[test]
    fn a_segment_is_counted() {
        let head = [&EBML[..], &[0x84], b"webm"].concat();
        let segment =
            |size: u8, payload: usize| [&head[..], &SEGMENT, &[0x80 | size], &vec![0; payload]].concat();
        check(&segment(20, 20), Whole::Yes);
        check(&segment(20, 19), Whole::Cut { promised: 9 + 5 + 20 });
        // Written while it was sent: nobody knew.
        check(&segment(0x7f, 20), Whole::Yes);
        check(&EBML, Whole::Cut { promised: 12 });
    }

    #[test]
    fn what_it_is_is_seen_at_its_beginning() {
        assert!(is_film(b"\0\0\0\x18ftypisom"));
        assert!(is_film(b"\0\0\0\x14ftypqt  "));
        assert!(is_film(&EBML));
        for no in [&b"\x89PNG\r\n\x1a\n"[..], b"\0\0\0\x18ftypavif", b"\xff\xd8\xff\xe0", b"<html>", b""] {
            assert!(!is_film(no), "{no:?}");
        }
    }
}
