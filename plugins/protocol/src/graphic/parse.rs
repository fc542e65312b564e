//! From the arguments of `[show …]` and `[hide …]` to a graphic; errors are words that follow the cue's name.

use super::{GRAPHICS, Graphic, GraphicKind, Until};
use crate::{text::nearest, wall::parse_rfc3339};

/// Characters that a line on a graphic may have; more would not fit in any picture.
const MOST_LINE: usize = 120;
/// Characters of a ticker.
const MOST_TICKER: usize = 2000;
/// The longest countdown: a day.
const MOST_SECONDS: f64 = 86_400.0;

impl Graphic {
    /// Reads the arguments of `[show …]`.
    ///
    /// # Errors
    /// What is wrong, and what to write.
    pub fn parse(arguments: &[String]) -> Result<Self, String> {
        let Some((first, rest)) = arguments.split_first() else {
            return Err("wants what to show, as in [show product:x100]".into());
        };
        let (name, value) = match first.split_once(':') {
            Some((name, value)) => (name, Some(value)),
            None => (first.as_str(), None),
        };
        let kind = kind_named(name)?;
        let args: Vec<&str> =
            value.into_iter().chain(rest.iter().map(String::as_str)).map(str::trim).collect();
        let graphic = match (kind, args.as_slice()) {
            (GraphicKind::Product, [id]) if !id.is_empty() => Self::Product { id: (*id).into() },
            (GraphicKind::Image, [file]) if !file.is_empty() => Self::Image { file: (*file).into() },
            (GraphicKind::Logo, []) => Self::Logo { file: None },
            (GraphicKind::Logo, [file]) if !file.is_empty() => Self::Logo { file: Some((*file).into()) },
            (GraphicKind::Captions, []) => Self::Captions,
            (GraphicKind::Label, []) => Self::Label,
            (GraphicKind::Ticker, [text]) => Self::Ticker { text: line(text, MOST_TICKER)? },
            (GraphicKind::Countdown, [until]) => {
                Self::Countdown { until: read_until(until)?, title: String::new() }
            }
            (GraphicKind::Countdown, [until, title]) => {
                Self::Countdown { until: read_until(until)?, title: line(title, MOST_LINE)? }
            }
            (GraphicKind::LowerThird, [name]) => {
                Self::LowerThird { name: line(name, MOST_LINE)?, line: String::new() }
            }
            (GraphicKind::LowerThird, [name, below]) => {
                Self::LowerThird { name: line(name, MOST_LINE)?, line: line(below, MOST_LINE)? }
            }
            (GraphicKind::Title, [text]) => Self::Title { text: line(text, MOST_LINE)?, line: String::new() },
            (GraphicKind::Title, [text, below]) => {
                Self::Title { text: line(text, MOST_LINE)?, line: line(below, MOST_LINE)? }
            }
            (GraphicKind::Question, [text]) => {
                Self::Question { text: line(text, MOST_LINE * 3)?, from: String::new() }
            }
            (GraphicKind::Question, [text, from]) => {
                Self::Question { text: line(text, MOST_LINE * 3)?, from: line(from, MOST_LINE)? }
            }
            _ => return Err(format!("wants {}", example(kind))),
        };
        Ok(graphic)
    }
}

impl GraphicKind {
    /// Reads the argument of `[hide …]`; `product:x100` is as good as `product`.
    ///
    /// # Errors
    /// What is wrong, and what to write.
    pub fn parse(argument: &str) -> Result<Self, String> {
        kind_named(argument.split(':').next().unwrap_or_default())
    }
}

fn kind_named(name: &str) -> Result<GraphicKind, String> {
    if let Some((_, kind)) = GRAPHICS.iter().find(|(known, _)| *known == name) {
        return Ok(*kind);
    }
    let names = GRAPHICS.map(|(name, _)| name);
    let advice = match nearest(name, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", names.join(", ")),
    };
    Err(format!("knows no graphic `{name}`; {advice}"))
}

fn example(kind: GraphicKind) -> &'static str {
    match kind {
        GraphicKind::Product => "one product, as in [show product:x100]",
        GraphicKind::Image => "one file, as in [show image:map.png]",
        GraphicKind::Title => {
            "a text and, if you like, a line below, as in [show title \"Coffee\" \"Part two\"]"
        }
        GraphicKind::Question => {
            "the question and, if you like, who asked, as in [show question \"Is it loud?\" \"Mia\"]"
        }
        GraphicKind::Countdown => {
            "a duration or a time and, if you like, a title, as in [show countdown 5m \"Back soon\"]"
        }
        GraphicKind::LowerThird => {
            "a name and, if you like, a line below, as in [show lower-third \"Kai\" \"Your host\"]"
        }
        GraphicKind::Ticker => {
            "one text in quotes, as in [show ticker \"Free shipping today | New colours\"]"
        }
        GraphicKind::Captions => "nothing more, as in [show captions]",
        GraphicKind::Logo => "nothing more, or one file, as in [show logo]",
        GraphicKind::Label => "nothing more, as in [show label]",
    }
}

fn line(text: &str, most: usize) -> Result<String, String> {
    let words: Vec<_> = text.split_whitespace().collect();
    let text = words.join(" ");
    let length = text.chars().count();
    match length {
        0 => Err("has an empty text; write what is to be read".into()),
        _ if length > most => Err(format!("has a text of {length} characters; at most {most} fit")),
        _ => Ok(text),
    }
}

/// `90`, `90s`, `5m`, `1h`, `5:00`, or a time of the wall with its offset from UTC.
fn read_until(text: &str) -> Result<Until, String> {
    if let Some(millis) = parse_rfc3339(text) {
        return Ok(Until::WallMillis(millis));
    }
    let clock = text.split_once(':').and_then(|(minutes, seconds)| {
        let seconds: f64 = seconds.parse().ok().filter(|s| (0.0..60.0).contains(s))?;
        Some(f64::from(minutes.parse::<u32>().ok()?) * 60.0 + seconds)
    });
    let scaled = |unit: &str, scale: f64| Some(text.strip_suffix(unit)?.parse::<f64>().ok()? * scale);
    let seconds = clock
        .or_else(|| scaled("ms", 0.001))
        .or_else(|| scaled("s", 1.0))
        .or_else(|| scaled("m", 60.0))
        .or_else(|| scaled("h", 3600.0))
        .or_else(|| scaled("", 1.0));
    match seconds.filter(|s| (0.0..=MOST_SECONDS).contains(s)) {
        Some(seconds) => Ok(Until::AfterMillis((seconds * 1000.0).round() as u64)),
        None => Err(format!(
            "wants a duration up to a day (90s, 5m, 1:30) or a time with its offset from UTC \
             (2026-11-22T20:15:00+01:00); not `{text}`"
        )),
    }
}
