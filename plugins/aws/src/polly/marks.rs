//! Speech marks as Polly sends them: one JSON object a line.
//!
//! It keeps their order and forgives what it can: a kind it does not know, a time that runs backwards.

use serde::Deserialize;
use std::ops::Range;

/// What a mark says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A sentence, with its bytes in the SSML that was sent.
    Sentence(Range<usize>),
    /// A word, likewise, and as Polly shows it.
    Word(Range<usize>, String),
    /// A mouth shape.
    Viseme(String),
    /// A `<mark>` of ours: a break begins.
    Mark,
}

/// A mark in time.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mark {
    /// Milliseconds from the beginning of the audio; never less than the mark before.
    pub ms: u64,
    pub kind: Kind,
}

impl Mark {
    /// Whether it is the shape of a sound, and no silence.
    pub fn is_sound(&self) -> bool {
        matches!(&self.kind, Kind::Viseme(symbol) if symbol != "sil")
    }
}

/// The wire's form. It has no other fields today; new ones do no harm.
#[derive(Deserialize)]
struct Line {
    time: f64,
    #[serde(rename = "type")]
    kind: String,
    start: Option<usize>,
    end: Option<usize>,
    #[serde(default)]
    value: String,
}

/// Longest time that is believed: a day.
const LONGEST_MS: f64 = 86_400_000.0;

/// Reads an answer.
///
/// # Errors
/// The number of the first line that is no mark, and what is wrong with it.
pub(super) fn parse(bytes: &[u8]) -> Result<Vec<Mark>, String> {
    let mut marks: Vec<Mark> = Vec::new();
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let line: Line =
            serde_json::from_slice(line).map_err(|error| format!("line {}: {error}", index + 1))?;
        let span = line.start.unwrap_or(0)..line.end.unwrap_or(0);
        let kind = match line.kind.as_str() {
            "sentence" => Kind::Sentence(span),
            "word" => Kind::Word(span, line.value),
            "viseme" => Kind::Viseme(line.value),
            "ssml" => Kind::Mark,
            _ => continue,
        };
        let before = marks.last().map_or(0, |mark| mark.ms);
        let ms = line.time.clamp(0.0, LONGEST_MS) as u64;
        marks.push(Mark { ms: ms.max(before), kind });
    }
    Ok(marks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expect: Result<&[(u64, Kind)], &str>) {
        match (parse(text.as_bytes()), expect) {
            (Ok(marks), Ok(expect)) => {
                let marks: Vec<_> = marks.into_iter().map(|mark| (mark.ms, mark.kind)).collect();
                assert_eq!(marks, expect);
            }
            (Err(error), Err(part)) => assert!(error.contains(part), "{error}"),
            (got, _) => panic!("{got:?}"),
        }
    }

    #[test]
    fn lines() {
        check(
            "{\"time\":0,\"type\":\"sentence\",\"start\":7,\"end\":12,\"value\":\"Mary.\"}\n\
             {\"time\":6,\"type\":\"word\",\"start\":7,\"end\":11,\"value\":\"Mary\"}\r\n\
             {\"time\":6,\"type\":\"viseme\",\"value\":\"p\"}\n\n\
             {\"time\":3,\"type\":\"viseme\",\"value\":\"sil\"}\n\
             {\"time\":9,\"type\":\"ssml\",\"start\":1,\"end\":2,\"value\":\"break\"}\n\
             {\"time\":9,\"type\":\"new\",\"value\":\"x\"}",
            Ok(&[
                (0, Kind::Sentence(7..12)),
                (6, Kind::Word(7..11, "Mary".into())),
                (6, Kind::Viseme("p".into())),
                (6, Kind::Viseme("sil".into())),
                (9, Kind::Mark),
            ]),
        );
        check("", Ok(&[]));
        check(
            "{\"time\":1e300,\"type\":\"viseme\",\"value\":\"p\"}",
            Ok(&[(86_400_000, Kind::Viseme("p".into()))]),
        );
        check("\n<html>", Err("line 2"));
        check("{\"type\":\"viseme\"}", Err("time"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&bytes);
        }
    }
}
