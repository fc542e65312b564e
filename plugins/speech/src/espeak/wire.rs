//! The bytes of the worker's pipes, as `workers/espeak/src/frames.rs` describes them. Our own reading of
//! that page; no code is shared with the worker, which is under another licence.

use super::client::EspeakVoiceEntry;
use std::io::{self, Read};

/// Longest frame of an answer in bytes; more is no answer but noise.
const LONGEST_FRAME: u32 = 16 << 20;

/// One frame of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    Hello { rate: u32 },
    Voice(EspeakVoiceEntry),
    Ipa(String),
    Audio(Vec<i16>),
    Phone { sample: u32, ipa: String },
    Word { start: u32, length: u32 },
    Sentence,
    Done,
    Failed { code: u8, message: String },
}

/// A request: `head`, then voice and text.
pub(super) fn request(head: &[u8], voice: &str, text: &str) -> Vec<u8> {
    let voice = &voice.as_bytes()[..voice.len().min(usize::from(u16::MAX))];
    let length = head.len() + 2 + voice.len() + text.len();
    let mut frame = (length as u32).to_le_bytes().to_vec();
    frame.extend(head);
    frame.extend((voice.len() as u16).to_le_bytes());
    frame.extend(voice);
    // The engine would end at a NUL.
    frame.extend(text.bytes().map(|byte| if byte == 0 { b' ' } else { byte }));
    frame
}

/// The payload of the next frame, or nothing at the end.
pub(super) fn read_frame(input: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    match input.read(&mut length)? {
        0 => return Ok(None),
        n => input.read_exact(&mut length[n..])?,
    }
    let length = u32::from_le_bytes(length);
    if length > LONGEST_FRAME {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut frame = vec![0; length as usize];
    input.read_exact(&mut frame)?;
    Ok(Some(frame))
}

impl Answer {
    /// The answer in a payload; `None` when it is not one.
    pub fn parse(payload: &[u8]) -> Option<Self> {
        let (kind, body) = payload.split_first()?;
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
        Some(match kind {
            b'h' => Self::Hello { rate: number(body, 0)? },
            b'v' => Self::Voice(voice(&text(body)?)?),
            b'i' => Self::Ipa(text(body)?),
            b'a' => {
                Self::Audio(body.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect())
            }
            b'e' => Self::Phone { sample: number(body, 0)?, ipa: text(body.get(4..)?)? },
            b'w' => Self::Word { start: number(body, 4)?, length: number(body, 8)? },
            b'n' => Self::Sentence,
            b'z' => Self::Done,
            b'x' => Self::Failed { code: *body.first()?, message: text(&body[1..])? },
            _ => return None,
        })
    }
}

fn number(body: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(body.get(at..at + 4)?.try_into().ok()?))
}

fn voice(line: &str) -> Option<EspeakVoiceEntry> {
    let mut fields = line.split('\t');
    let (identifier, name) = (fields.next()?.to_owned(), fields.next()?.to_owned());
    let languages = fields.filter_map(|field| {
        let (priority, language) = field.split_once(' ')?;
        Some((priority.parse().ok()?, language.to_owned()))
    });
    let languages = languages.collect();
    Some(EspeakVoiceEntry { identifier, name, languages })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(payload: &[u8], expect: Option<Answer>) {
        assert_eq!(Answer::parse(payload), expect);
    }

    #[test]
    fn answers_are_read_or_refused() {
        check(b"e\x01\0\0\0\xc9\x99", Some(Answer::Phone { sample: 1, ipa: "ə".into() }));
        check(b"a\x01\0\xff\xff", Some(Answer::Audio(vec![1, -1])));
        check(b"w\0\0\0\0\x02\0\0\0\x03\0\0\0", Some(Answer::Word { start: 2, length: 3 }));
        check(b"xmgone", Some(Answer::Failed { code: b'm', message: "gone".into() }));
        let languages = vec![(5, "cmn".to_owned()), (5, "zh".to_owned())];
        let entry = EspeakVoiceEntry { identifier: "sit/cmn".into(), name: "Chinese".into(), languages };
        check(b"vsit/cmn\tChinese\t5 cmn\t5 zh", Some(Answer::Voice(entry)));
        for broken in [&b""[..], b"e\x01\0", b"w\0\0\0\0", b"x", b"vonly", b"e\0\0\0\0\xff", b"?"] {
            check(broken, None);
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = Answer::parse(&bytes);
            let _ = read_frame(&mut &bytes[..]);
        }
    }
}
