//! Show files and texts with cues: what is written, with the place of every cue.
//!
//! Reads text into values. When cues fire is decided where the timeline is known.

mod segment;

pub use segment::{At, OPTIONS, Repeat, Segment};

use crate::{cue::Cue, graphic::GraphicsSettings, text::line_column, wall::parse_rfc3339};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, SeqAccess, Visitor},
};
use std::{fmt, ops::Range};

/// A show, as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Show {
    /// What stands between the `---` lines.
    pub front: FrontMatter,
    /// Segments, paragraphs and cue lines in order.
    pub blocks: Vec<Block>,
}

/// The front matter of a show file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrontMatter {
    /// What the show is called.
    pub title: String,
    /// Stem of a scene file.
    pub scene: Option<String>,
    /// Who is on stage: stems of character files, a name or a list of at most [`MOST_PEOPLE`].
    #[serde(default, deserialize_with = "one_or_several")]
    pub character: Vec<String>,
    /// Their voices in the same order, a name or a list: stems, or unique prefixes, of voice files.
    #[serde(default, deserialize_with = "one_or_several")]
    pub voice: Vec<String>,
    /// BCP 47.
    pub language: Option<String>,
    /// The camera to begin with.
    pub camera: Option<String>,
    /// Speaking rate, .25 to 4.
    pub speed: Option<f32>,
    /// Begin again at the end.
    #[serde(default, rename = "loop")]
    pub repeat: bool,
    /// When to begin, RFC 3339.
    pub start_at: Option<String>,
    /// Captions, label, logo and theme.
    pub graphics: Option<GraphicsSettings>,
}

impl FrontMatter {
    /// When to begin, in milliseconds since 1970 began, UTC.
    pub fn start_at_ms(&self) -> Option<u64> {
        self.start_at.as_deref().and_then(parse_rfc3339)
    }
}

/// People that a stage has room for.
pub const MOST_PEOPLE: usize = 3;

/// A name alone, or a list of names.
fn one_or_several<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    struct Names;
    impl<'de> Visitor<'de> for Names {
        type Value = Vec<String>;
        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            f.write_str("a name, or a list of names as in [kai, emma]")
        }
        fn visit_str<E: de::Error>(self, name: &str) -> Result<Self::Value, E> {
            Ok(vec![name.to_owned()])
        }
        fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(Vec::new())
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut names: A) -> Result<Self::Value, A::Error> {
            let mut all = Vec::new();
            while let Some(name) = names.next_element()? {
                all.push(name);
            }
            Ok(all)
        }
    }
    from.deserialize_any(Names)
}

/// What is wrong with the people of a stage, if anything, in words that follow a name of a setting.
pub fn wrong_people(characters: &[String], voices: &[String]) -> Option<(&'static str, String)> {
    let twice = characters.iter().enumerate().find(|(n, name)| characters[..*n].contains(name));
    if characters.len() > MOST_PEOPLE {
        let text = format!("names {} people; a stage has room for {MOST_PEOPLE}", characters.len());
        return Some(("character", text));
    }
    if let Some((_, name)) = twice {
        return Some(("character", format!("names `{name}` twice; everybody on stage is somebody else")));
    }
    let people = characters.len().max(1);
    let text = format!("names {} voices for {people}; leave out what belongs to nobody", voices.len());
    (voices.len() > people).then_some(("voice", text))
}

/// A piece of a show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Block {
    /// A heading.
    Segment(Segment),
    /// Something to say.
    Paragraph(Paragraph),
    /// Cues alone on a line: they fire when what stands before has been said.
    Cues(Vec<Cue>),
}

/// A text to say, without its cues, and where they stood.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Paragraph {
    /// The text to say; white space is single spaces.
    pub text: String,
    /// Cues in order of their place.
    pub cues: Vec<PlacedCue>,
    /// Byte ranges of `text` that are emphasised.
    pub emphasis: Vec<Range<usize>>,
}

/// A cue and the word it stands before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlacedCue {
    /// Byte of [`Paragraph::text`] at which the next word begins; its length where none follows.
    pub at: usize,
    /// What to do.
    pub cue: Cue,
}

/// Everything that is wrong with a show file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ShowErrors(pub Vec<ShowError>);

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShowError {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What is wrong, and what to do.
    pub message: String,
}

impl fmt::Display for ShowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

impl fmt::Display for ShowErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl Show {
    /// Reads a show file.
    ///
    /// # Errors
    /// Every fault with its line and column; nothing of a faulty file is said.
    pub fn parse(source: &str) -> Result<Self, ShowErrors> {
        let source = source.strip_prefix('\u{feff}').unwrap_or(source);
        let mut faults = Faults { source, errors: Vec::new() };
        let (front, body) = front_matter(&mut faults);
        let blocks = blocks(&mut faults, body);
        match front {
            Some(front) if faults.errors.is_empty() => Ok(Self { front, blocks }),
            _ => Err(ShowErrors(faults.errors)),
        }
    }
}

/// Reads a text with cues, as the API and the console give it: paragraphs parted by blank lines.
///
/// # Errors
/// Every fault with its line and column.
pub fn parse_text(source: &str) -> Result<Vec<Block>, ShowErrors> {
    let mut faults = Faults { source, errors: Vec::new() };
    let blocks = blocks(&mut faults, 0);
    if faults.errors.is_empty() { Ok(blocks) } else { Err(ShowErrors(faults.errors)) }
}

struct Faults<'a> {
    source: &'a str,
    errors: Vec<ShowError>,
}

impl Faults<'_> {
    fn add(&mut self, offset: usize, message: impl Into<String>) {
        let (line, column) = line_column(self.source, offset);
        self.errors.push(ShowError { line, column, message: message.into() });
    }
}

/// The front matter, and the byte at which the text begins.
fn front_matter(faults: &mut Faults) -> (Option<FrontMatter>, usize) {
    let source = faults.source;
    let mut lines = source.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    if first.trim_end() != "---" {
        faults.add(0, "a show begins with front matter: a line `---`, then `title: …`, then `---`");
        return (None, source.len());
    }
    let begin = first.len();
    let mut end = begin;
    for line in lines {
        if line.trim_end() == "---" {
            let front = read_front(faults, begin, &source[begin..end]);
            return (front, end + line.len());
        }
        end += line.len();
    }
    faults.add(0, "the front matter is not closed: write a second line `---` after it");
    (None, source.len())
}

fn read_front(faults: &mut Faults, begin: usize, yaml: &str) -> Option<FrontMatter> {
    let front: FrontMatter = match serde_saphyr::from_str(yaml) {
        Ok(front) => front,
        Err(error) => {
            let place = error.location().map(|l| (l.line() as usize, l.column() as usize));
            let (line, column) = place.unwrap_or((1, 1));
            // The yaml begins on the second line of the file.
            let text = error.without_snippet().to_string();
            let message = format!("front matter: {}", text.lines().next().unwrap_or_default());
            faults.errors.push(ShowError { line: line + 1, column, message });
            return None;
        }
    };
    if front.title.trim().is_empty() {
        faults.add(begin, "front matter: `title` is empty; give the show a name");
    }
    if let Some(speed) = front.speed.filter(|s| !(0.25..=4.0).contains(s)) {
        faults.add(begin, format!("front matter: `speed` is {speed}; it lies between 0.25 and 4"));
    }
    if let Some((key, problem)) = wrong_people(&front.character, &front.voice) {
        let lines = yaml
            .split_inclusive('\n')
            .scan(0, |at, line| Some((std::mem::replace(at, *at + line.len()), line)));
        let at = lines.into_iter().find(|(_, line)| line.starts_with(key)).map_or(0, |(at, _)| at);
        faults.add(begin + at, format!("front matter: `{key}` {problem}"));
    }
    if let Some(when) = front.start_at.as_ref().filter(|when| parse_rfc3339(when).is_none()) {
        let problem = "write it with its offset from UTC, as in 2026-11-22T20:15:00+01:00";
        faults.add(begin, format!("front matter: `start_at` is `{when}`; {problem}"));
    }
    Some(front)
}

fn blocks(faults: &mut Faults, begin: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut paragraph: Option<Range<usize>> = None;
    let mut at = begin;
    let source = faults.source;
    for line in source[begin..].split_inclusive('\n') {
        let span = at..at + line.len();
        at = span.end;
        let text = line.trim();
        if text.is_empty() {
            flush(faults, &mut paragraph, &mut blocks);
        } else if let Some(heading) = text.strip_prefix("# ") {
            flush(faults, &mut paragraph, &mut blocks);
            let offset = span.start + line.find("# ").unwrap_or(0) + 2;
            blocks.push(Block::Segment(segment::read(faults, offset, heading)));
        } else {
            let start = paragraph.take().map_or(span.start, |p| p.start);
            paragraph = Some(start..span.end);
        }
    }
    flush(faults, &mut paragraph, &mut blocks);
    blocks
}

fn flush(faults: &mut Faults, range: &mut Option<Range<usize>>, blocks: &mut Vec<Block>) {
    let Some(range) = range.take() else { return };
    // A line of cues alone inside a paragraph parts it: what stands before is said first.
    let mut begin = range.start;
    let mut at = range.start;
    let source = faults.source;
    for line in source[range.clone()].split_inclusive('\n') {
        let span = at..at + line.len();
        at = span.end;
        if only_cues(line) {
            push_paragraph(faults, begin..span.start, blocks);
            push_paragraph(faults, span.clone(), blocks);
            begin = span.end;
        }
    }
    push_paragraph(faults, begin..range.end, blocks);
}

fn only_cues(line: &str) -> bool {
    let mut rest = line.trim();
    let mut any = false;
    while let Some(inside) = rest.strip_prefix('[') {
        let Some((_, after)) = inside.split_once(']') else {
            return false;
        };
        rest = after.trim_start();
        any = true;
    }
    any && rest.is_empty()
}

fn push_paragraph(faults: &mut Faults, range: Range<usize>, blocks: &mut Vec<Block>) {
    let paragraph = read_paragraph(faults, range);
    if !paragraph.text.is_empty() {
        blocks.push(Block::Paragraph(paragraph));
    } else if !paragraph.cues.is_empty() {
        blocks.push(Block::Cues(paragraph.cues.into_iter().map(|c| c.cue).collect()));
    }
}

fn read_paragraph(faults: &mut Faults, range: Range<usize>) -> Paragraph {
    let source = faults.source;
    let mut out = Paragraph::default();
    let mut waiting: Vec<Cue> = Vec::new();
    let mut emphasis: Option<(usize, Option<usize>)> = None;
    let mut chars = source[range.clone()].char_indices().map(|(i, c)| (i + range.start, c)).peekable();
    let mut space = false;
    while let Some((at, c)) = chars.next() {
        let mut literal = c;
        match c {
            '\\' if chars.peek().is_some_and(|(_, n)| matches!(n, '[' | ']' | '*' | '\\')) => {
                literal = chars.next().map_or(c, |(_, n)| n);
            }
            '[' => {
                let inside = &source[at + 1..range.end];
                let Some(length) = inside.find(']').filter(|l| !inside[..*l].contains('[')) else {
                    faults.add(
                        at,
                        "this bracket is not closed; write `]`, or `\\[` for one that is to be said",
                    );
                    return out;
                };
                match Cue::parse(&inside[..length]) {
                    Ok(cue) => waiting.push(cue),
                    Err(error) => faults.add(at, error.to_string()),
                }
                let after = at + 1 + length;
                while chars.peek().is_some_and(|(i, _)| *i <= after) {
                    chars.next();
                }
                continue;
            }
            '*' => {
                match emphasis.take() {
                    // A star that touches no word is a star.
                    None if chars.peek().is_some_and(|(_, n)| !n.is_whitespace()) => {
                        emphasis = Some((at, None))
                    }
                    None => {}
                    Some((_, Some(start))) => out.emphasis.push(start..out.text.len()),
                    Some((_, None)) => {}
                }
                continue;
            }
            c if c.is_whitespace() => {
                space = true;
                continue;
            }
            _ => {}
        }
        // A mark that follows a cue belongs to the word before it.
        let joins = !waiting.is_empty() && matches!(literal, ',' | '.' | ';' | ':' | '!' | '?');
        if space && !joins && !out.text.is_empty() {
            out.text.push(' ');
        }
        // A cue belongs to a word, not to the comma that follows it.
        if literal.is_alphanumeric() || (space && !joins) || !literal.is_ascii() {
            let at = out.text.len();
            out.cues.extend(waiting.drain(..).map(|cue| PlacedCue { at, cue }));
        }
        space = false;
        if let Some((_, start @ None)) = &mut emphasis {
            *start = Some(out.text.len());
        }
        out.text.push(literal);
    }
    if let Some((at, _)) = emphasis {
        faults.add(at, "this emphasis is not closed; write a second `*`, or `\\*` for a star");
    }
    let at = out.text.len();
    out.cues.extend(waiting.into_iter().map(|cue| PlacedCue { at, cue }));
    out
}

#[cfg(test)]
mod tests;
