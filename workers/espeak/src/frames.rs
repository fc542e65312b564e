// SPDX-License-Identifier: GPL-3.0-or-later
//! What goes over the pipes. It owns the form of the bytes and knows no engine.
//!
//! A frame is the length of its payload (`u32`), then the payload: one byte that says its kind, and a body.
//! All numbers are little-endian; all text is UTF-8 and lasts to the end of the frame.
//!
//! | request | body |
//! |---|---|
//! | `s` say | words a minute `u16`, pitch 0-99 `u8`, range 0-99 `u8`, length of the voice `u16`, voice, text |
//! | `p` phonemes | length of the voice `u16`, voice, text |
//!
//! A voice is an identifier as a `v` frame gives it (`gmw/de`), with `+f2` or the like for a variant.
//!
//! | answer | body |
//! |---|---|
//! | `h` hello, once | samples a second `u32`, version |
//! | `v` voice, after the hello | identifier, a tab, name, then for each language a tab, priority and language |
//! | `i` IPA of all the text | phones parted by `_`, words by spaces, clauses by line breaks, stress marks before vowels |
//! | `a` audio | samples, mono `i16` |
//! | `e` phone begins | sample `u32`, IPA (nothing: a pause) |
//! | `w` word begins | sample `u32`, its first byte in the text `u32`, its length in bytes `u32` |
//! | `n` sentence begins | as `w` |
//! | `z` done | samples in all `u32` |
//! | `x` failed | a code `u8`: `m` no library, `v` no such voice, `b` a broken request, `e` the engine; then why |
//!
//! After the start come `h`, all `v` and a `z`, or an `x` with `m` and the end. A request is answered with an
//! `i`, then (for `s`) any number of `a e w n` frames in the order of their samples within each kind, and a
//! `z`; or with an `x` at any place.

use std::io::{self, Read, Write};

/// Longest payload of a request in bytes; more is no request but noise.
const LONGEST_REQUEST: u32 = 1 << 20;

pub const MISSING: u8 = b'm';
pub const NO_VOICE: u8 = b'v';
pub const BROKEN: u8 = b'b';
pub const ENGINE: u8 = b'e';

#[derive(Debug, PartialEq, Eq)]
pub enum Request<'a> {
    Say { wpm: u16, pitch: u8, range: u8, voice: &'a str, text: &'a str },
    Phonemes { voice: &'a str, text: &'a str },
}

#[derive(Debug)]
pub enum Answer<'a> {
    Hello { rate: u32, version: &'a str },
    Voice(&'a str),
    Ipa(&'a str),
    Audio(&'a [i16]),
    Phone { sample: u32, ipa: &'a str },
    Word { sample: u32, start: u32, length: u32 },
    Sentence { sample: u32, start: u32, length: u32 },
    Done { samples: u32 },
    Failed { code: u8, message: &'a str },
}

/// The next payload, or nothing at the end of the input.
///
/// # Errors
/// When the input ends in the midst of a frame, or a frame is too long.
pub fn read(input: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    match input.read(&mut length)? {
        0 => return Ok(None),
        n => input.read_exact(&mut length[n..])?,
    }
    let length = u32::from_le_bytes(length);
    if length > LONGEST_REQUEST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a request is too long"));
    }
    let mut payload = vec![0; length as usize];
    input.read_exact(&mut payload)?;
    Ok(Some(payload))
}

/// The request in a payload; `None` when it is not one.
pub fn parse(payload: &[u8]) -> Option<Request<'_>> {
    let (kind, body) = payload.split_first()?;
    match kind {
        b's' => {
            let (head, rest) = body.split_at_checked(4)?;
            let (voice, text) = voice_and_text(rest)?;
            let wpm = u16::from_le_bytes([head[0], head[1]]);
            Some(Request::Say { wpm, pitch: head[2], range: head[3], voice, text })
        }
        b'p' => {
            let (voice, text) = voice_and_text(body)?;
            Some(Request::Phonemes { voice, text })
        }
        _ => None,
    }
}

fn voice_and_text(body: &[u8]) -> Option<(&str, &str)> {
    let (length, rest) = body.split_at_checked(2)?;
    let (voice, text) = rest.split_at_checked(usize::from(u16::from_le_bytes([length[0], length[1]])))?;
    let (voice, text) = (std::str::from_utf8(voice).ok()?, std::str::from_utf8(text).ok()?);
    // The library reads both to their first NUL.
    (!voice.contains('\0') && !text.contains('\0')).then_some((voice, text))
}

/// Writes one answer; the caller flushes.
///
/// # Errors
/// When nobody reads any more.
pub fn write(output: &mut impl Write, answer: &Answer<'_>) -> io::Result<()> {
    let (kind, numbers, text, samples): (u8, &[u32], &str, &[i16]) = match answer {
        Answer::Hello { rate, version } => (b'h', &[*rate], version, &[]),
        Answer::Voice(line) => (b'v', &[], line, &[]),
        Answer::Ipa(ipa) => (b'i', &[], ipa, &[]),
        Answer::Audio(samples) => (b'a', &[], "", samples),
        Answer::Phone { sample, ipa } => (b'e', &[*sample], ipa, &[]),
        Answer::Word { sample, start, length } => (b'w', &[*sample, *start, *length], "", &[]),
        Answer::Sentence { sample, start, length } => (b'n', &[*sample, *start, *length], "", &[]),
        Answer::Done { samples } => (b'z', &[*samples], "", &[]),
        Answer::Failed { code, message } => {
            let mut frame = vec![b'x', *code];
            frame.extend(message.as_bytes());
            return frame_out(output, &frame);
        }
    };
    let mut frame = vec![kind];
    frame.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    frame.extend(text.as_bytes());
    frame.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    frame_out(output, &frame)
}

fn frame_out(output: &mut impl Write, frame: &[u8]) -> io::Result<()> {
    let length = u32::try_from(frame.len()).map_err(|_| io::Error::other("an answer is too long"))?;
    output.write_all(&length.to_le_bytes())?;
    output.write_all(frame)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(payload: &[u8], expect: Option<Request<'_>>) {
        assert_eq!(parse(payload), expect);
    }

    #[test]
    fn requests_are_read_or_refused() {
        let say = Request::Say { wpm: 175, pitch: 50, range: 40, voice: "de", text: "Tür" };
        check("s\u{af}\0".as_bytes(), None);
        check(b"s\xaf\0\x32\x28\x02\0deT\xc3\xbcr", Some(say));
        check(b"p\x02\0deT", Some(Request::Phonemes { voice: "de", text: "T" }));
        check(b"p\x02\0de", Some(Request::Phonemes { voice: "de", text: "" }));
        for broken in [&b""[..], b"p", b"p\x09\0de", b"p\x02\0d\xff", b"p\x02\0dea\0b", b"s\xaf\0\x32", b"q"]
        {
            check(broken, None);
        }
    }

    #[test]
    fn frames_have_their_length() {
        let mut bytes = Vec::new();
        write(&mut bytes, &Answer::Word { sample: 1, start: 2, length: 3 }).unwrap();
        assert_eq!(bytes, b"\x0d\0\0\0w\x01\0\0\0\x02\0\0\0\x03\0\0\0");
        let mut input = &bytes[..];
        assert_eq!(read(&mut input).unwrap().unwrap(), &bytes[4..]);
        assert_eq!(read(&mut input).unwrap(), None);
        assert!(read(&mut &b"\x0d\0\0\0w"[..]).is_err());
        assert!(read(&mut &b"\xff\xff\xff\xffw"[..]).is_err());
    }
}
