//! Headings of segments, and the options in brackets at their end: `# Coffee [product x100] [loop 3] [for
//! 5m]`.
//!
//! What they mean when a show is played is the director's.

use super::Faults;
use crate::{text::nearest, wall};
use serde::{Deserialize, Serialize};

/// A heading: a segment begins.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// What operators call it; it is not said.
    pub heading: String,
    /// How often to play it.
    pub repeat: Option<Repeat>,
    /// Seconds it is given: then the show goes on after the paragraph that is being said.
    pub seconds: Option<f64>,
    /// When it begins.
    pub at: Option<At>,
    /// Its paragraphs are self-talk, said one at a time after so many seconds in which nothing was said.
    pub idle_seconds: Option<f64>,
    /// The product that it is about, on show from its beginning to its end.
    pub product: Option<String>,
}

/// How often a segment is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Repeat {
    /// So often, at least once.
    Times(u32),
    /// Until its time is over, another segment's time has come, or an operator goes on.
    Endless,
}

/// When a segment begins.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum At {
    /// Seconds after the show began.
    IntoShow(f64),
    /// Milliseconds since 1970 began, UTC.
    Wall(u64),
}

/// Names of all options.
pub const OPTIONS: [&str; 5] = ["loop", "for", "at", "idle", "product"];

/// The longest span, and the latest start: a day.
const MOST_SECONDS: f64 = 86_400.0;

/// Reads a heading without its `# `; `offset` is its first byte in the file.
pub(super) fn read(faults: &mut Faults, offset: usize, line: &str) -> Segment {
    let begin = options_begin(line);
    let mut segment = Segment { heading: unescaped(line[..begin].trim()), ..Segment::default() };
    let mut rest = &line[begin..];
    let mut at = offset + begin;
    while let Some((inside, after)) = rest.strip_prefix('[').and_then(|r| r.split_once(']')) {
        if let Err(problem) = option(&mut segment, inside) {
            faults.add(at, problem);
        }
        let next = after.trim_start();
        at += rest.len() - next.len();
        rest = next;
    }
    if segment.idle_seconds.is_some()
        && (segment.repeat.is_some() || segment.seconds.is_some() || segment.at.is_some())
    {
        faults.add(offset, "a segment with [idle ...] is said in between; it takes no [loop], [for] or [at]");
    }
    segment
}

/// Byte at which the brackets at the end of the line begin; its length where there are none.
fn options_begin(line: &str) -> usize {
    let mut begin = line.trim_end().len();
    while let Some(open) = line[..begin].rfind('[') {
        let inside = &line[open..begin];
        let escaped = line[..open].ends_with('\\');
        if escaped || !inside.ends_with(']') || inside.matches(']').count() != 1 {
            break;
        }
        begin = line[..open].trim_end().len();
    }
    let spaces = line[begin..].len() - line[begin..].trim_start().len();
    begin + spaces
}

fn unescaped(text: &str) -> String {
    text.replace("\\[", "[").replace("\\]", "]")
}

fn option(segment: &mut Segment, inside: &str) -> Result<(), String> {
    let words: Vec<&str> = inside.split_whitespace().collect();
    match words.as_slice() {
        ["loop"] => segment.repeat = Some(Repeat::Endless),
        ["loop", times] => {
            let times = times.parse().ok().filter(|n| (1..=1000).contains(n));
            let times = times.ok_or("[loop] wants how often, 1 to 1000, or nothing for without end")?;
            segment.repeat = Some(Repeat::Times(times));
        }
        ["for", span] => segment.seconds = Some(seconds("for", span)?),
        ["idle", span] => segment.idle_seconds = Some(seconds("idle", span)?),
        ["at", when] => {
            let wall = wall::parse_rfc3339(when).map(At::Wall);
            let into = || seconds("at", when).map(At::IntoShow);
            let problem = "[at] wants a time after the beginning, as in [at 15m], or one with its offset from UTC, as in \
                           [at 2026-11-22T20:15:00+01:00]";
            segment.at = Some(wall.or_else(|| into().ok()).ok_or(problem)?);
        }
        ["product", name] => segment.product = Some((*name).to_owned()),
        [] => return Err("the brackets hold nothing; write an option of the segment, or `\\[`".into()),
        [name, ..] if OPTIONS.contains(name) => {
            return Err(format!("[{name}] wants one argument, as in [loop 3], [for 5m] or [product x100]"));
        }
        [name, ..] => {
            let advice = match nearest(name, OPTIONS) {
                Some(near) => format!("did you mean [{near}]?"),
                None => format!("there are {}; write `\\[` for a bracket", OPTIONS.join(", ")),
            };
            return Err(format!("no option of a segment is called `{name}`; {advice}"));
        }
    }
    Ok(())
}

/// A span with its unit: `90s`, `5m`, `1.5h`; a number alone is seconds.
fn seconds(option: &str, span: &str) -> Result<f64, String> {
    let units = [("s", 1.0), ("m", 60.0), ("h", 3600.0)];
    let (number, scale) = units
        .into_iter()
        .find_map(|(unit, scale)| span.strip_suffix(unit).map(|n| (n, scale)))
        .unwrap_or((span, 1.0));
    let seconds = number.parse::<f64>().ok().map(|n| n * scale);
    let seconds = seconds.filter(|s| (1.0..=MOST_SECONDS).contains(s));
    seconds
        .ok_or_else(|| format!("[{option}] wants a time from 1s to 24h, as in [{option} 5m]; not `{span}`"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show_file::{Block, Show};

    #[track_caller]
    fn segment(heading: &str) -> Segment {
        let show = Show::parse(&format!("---\ntitle: x\n---\n# {heading}\n"));
        match show.as_ref().map(|show| show.blocks.as_slice()) {
            Ok([Block::Segment(segment)]) => segment.clone(),
            other => panic!("not one segment: {other:?}"),
        }
    }

    #[track_caller]
    fn check_error(heading: &str, column: usize, part: &str) {
        let errors = Show::parse(&format!("---\ntitle: x\n---\n# {heading}\n")).unwrap_err();
        let found = errors.0.iter().any(|e| (e.line, e.column) == (4, column) && e.message.contains(part));
        assert!(found, "no `{part}` at 4:{column} in:\n{errors}");
    }

    #[test]
    fn options_stand_at_the_end() {
        let plain = segment("Just \\[a\\] heading");
        assert_eq!(plain, Segment { heading: "Just [a] heading".into(), ..Segment::default() });
        let full = segment("Coffee [product x100] [loop 3][for 5m] [at 15m] ");
        assert_eq!((full.heading.as_str(), full.product.as_deref()), ("Coffee", Some("x100")));
        assert_eq!((full.repeat, full.seconds), (Some(Repeat::Times(3)), Some(300.0)));
        assert_eq!(full.at, Some(At::IntoShow(900.0)));
        assert_eq!(segment("News [at 1970-01-01T01:00:01+01:00]").at, Some(At::Wall(1000)));
        assert_eq!(segment("Ähm [idle 30s]").idle_seconds, Some(30.0));
        assert_eq!(segment("[loop]").repeat, Some(Repeat::Endless));
    }

    #[test]
    fn wrong_options_have_a_place_and_advice() {
        check_error("Coffee [lop 3]", 10, "[loop]");
        check_error("Coffee [loop] [for x]", 17, "1s to 24h");
        check_error("Coffee [at 20:15]", 10, "offset from UTC");
        check_error("Coffee [product]", 10, "one argument");
        check_error("Talk [idle 30s] [loop]", 3, "in between");
        check_error("Coffee []", 10, "hold nothing");
    }
}
