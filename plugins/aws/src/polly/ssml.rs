//! One SSML document, and where each of its characters stood in the text.
//!
//! Text is escaped here and nowhere else, so nothing that a viewer or a language model writes becomes a tag.
//! It does not decide how much fits into a document.

use std::ops::Range;

/// How a whole document is said.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Style {
    /// Per cent of the voice's own speed, 20 to 200.
    pub rate: Option<u32>,
    /// Per cent above (or below) the voice's own pitch, -33 to 50.
    pub pitch: Option<i32>,
    /// Language of the text where it is not the voice's own.
    pub language: Option<String>,
    /// Prosody may stand around whole sentences only (generative), so breaks stand inside of it.
    pub whole: bool,
}

impl Style {
    fn prosody(&self) -> Option<String> {
        let rate = self.rate.map(|rate| format!(" rate=\"{rate}%\""));
        let pitch = self.pitch.map(|pitch| format!(" pitch=\"{pitch:+}%\""));
        (rate.is_some() || pitch.is_some())
            .then(|| format!("<prosody{}{}>", rate.unwrap_or_default(), pitch.unwrap_or_default()))
    }
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    Text(String),
    /// Milliseconds, at most [`LONGEST_BREAK`].
    Break(u32),
}

/// The longest pause that `<break>` takes, in milliseconds.
pub(super) const LONGEST_BREAK: u32 = 10_000;
/// Name of the mark before every break.
pub(super) const BREAK_MARK: &str = "break";

/// A document as it is sent.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Document {
    pub ssml: String,
    /// The text alone, parts parted by a space.
    pub text: String,
    /// Whether there is a mark in it.
    pub has_breaks: bool,
    /// Where each char of `text` begins, in `ssml` and in `text`; in order.
    offsets: Vec<(usize, usize)>,
}

impl Document {
    pub fn new(parts: &[Part], style: &Style) -> Self {
        let mut document = Self {
            ssml: "<speak>".into(),
            text: String::new(),
            has_breaks: parts.iter().any(|part| matches!(part, Part::Break(_))),
            offsets: Vec::new(),
        };
        if let Some(language) = &style.language {
            document.ssml += "<lang xml:lang=\"";
            escape_into(language, &mut document.ssml);
            document.ssml += "\">";
        }
        let prosody = style.prosody();
        let mut open = false;
        for part in parts {
            match part {
                Part::Text(text) => {
                    if let Some(prosody) = prosody.as_deref().filter(|_| !open) {
                        document.ssml += prosody;
                        open = true;
                    }
                    document.push_text(text);
                }
                Part::Break(ms) => {
                    if open && !style.whole {
                        document.ssml += "</prosody>";
                        open = false;
                    }
                    let ms = (*ms).min(LONGEST_BREAK);
                    document.ssml += &format!("<mark name=\"{BREAK_MARK}\"/><break time=\"{ms}ms\"/>");
                }
            }
        }
        if open {
            document.ssml += "</prosody>";
        }
        if style.language.is_some() {
            document.ssml += "</lang>";
        }
        document.ssml += "</speak>";
        document
    }

    fn push_text(&mut self, text: &str) {
        if !self.text.is_empty() && !self.text.ends_with(char::is_whitespace) {
            self.text.push(' ');
        }
        for c in text.chars() {
            self.offsets.push((self.ssml.len(), self.text.len()));
            self.text.push(c);
            escape_char(c, &mut self.ssml);
        }
    }

    /// The part of `text` that `ssml[range]` shows; `None` where it shows none.
    pub fn text_range(&self, range: Range<usize>) -> Option<Range<usize>> {
        let first = self.offsets.partition_point(|(ssml, _)| *ssml < range.start);
        let after = self.offsets.partition_point(|(ssml, _)| *ssml < range.end);
        if first >= after {
            return None;
        }
        let start = self.offsets[first].1;
        let last = self.offsets[after - 1].1;
        let length = self.text[last..].chars().next().map_or(0, char::len_utf8);
        Some(start..last + length)
    }
}

/// UTF-16 units that `c` takes in a document.
pub(super) fn cost(c: char) -> usize {
    match c {
        '&' => 5,
        '<' | '>' => 4,
        '"' => 6,
        c => c.len_utf16(),
    }
}

fn escape_into(text: &str, out: &mut String) {
    text.chars().for_each(|c| escape_char(c, out));
}

fn escape_char(c: char, out: &mut String) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\t' | '\n' | '\r' => out.push(c),
        // XML 1.0 has no way to write these.
        c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
        c => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(text: &str) -> Part {
        Part::Text(text.into())
    }

    #[track_caller]
    fn check(parts: &[Part], style: &Style, expect: &str) {
        assert_eq!(Document::new(parts, style).ssml, expect);
    }

    #[test]
    fn documents() {
        let plain = Style::default();
        check(&[text("Hi.")], &plain, "<speak>Hi.</speak>");
        check(
            &[text("<break time=\"9s\"/> & ]]>")],
            &plain,
            "<speak>&lt;break time=&quot;9s&quot;/&gt; &amp; ]]&gt;</speak>",
        );
        check(&[text("a\0b\u{1b}c\td")], &plain, "<speak>a b c\td</speak>");
        let style = Style { rate: Some(150), pitch: Some(-12), language: Some("de-DE".into()), whole: false };
        check(
            &[text("a"), Part::Break(500), text("b")],
            &style,
            "<speak><lang xml:lang=\"de-DE\"><prosody rate=\"150%\" pitch=\"-12%\">a</prosody>\
             <mark name=\"break\"/><break time=\"500ms\"/><prosody rate=\"150%\" pitch=\"-12%\">b</prosody>\
             </lang></speak>",
        );
        let whole = Style { rate: Some(80), whole: true, ..Style::default() };
        check(
            &[text("a"), Part::Break(99_999), text("b")],
            &whole,
            "<speak><prosody rate=\"80%\">a<mark name=\"break\"/><break time=\"10000ms\"/>b</prosody></speak>",
        );
    }

    #[test]
    fn offsets_lead_back_to_the_text() {
        let document = Document::new(
            &[text("AT&T, möglich"), Part::Break(10), text("<3 ende")],
            &Style { rate: Some(90), ..Style::default() },
        );
        for word in ["AT&amp;T", "möglich", "&lt;3", "ende"] {
            let at = document.ssml.find(word).unwrap();
            let range = document.text_range(at..at + word.len()).unwrap();
            let plain = word.replace("&amp;", "&").replace("&lt;", "<");
            assert_eq!(&document.text[range], plain);
        }
        assert_eq!(document.text_range(0..7), None);
        assert_eq!(document.text_range(9_000..9_100), None);
    }

    proptest! {
        #[test]
        fn no_text_becomes_a_tag(words in "[<>&\"'a-c/ \u{0}-\u{1f}]{0,60}", start in 0usize..200, length in 0usize..60) {
            let document = Document::new(&[text(&words)], &Style::default());
            let inner = document.ssml.strip_prefix("<speak>").unwrap().strip_suffix("</speak>").unwrap();
            prop_assert!(!inner.contains(['<', '>']));
            prop_assert_eq!(inner.encode_utf16().count(), words.chars().map(cost).sum::<usize>());
            // Whatever offsets a service sends, the answer is a slice of the text.
            if let Some(range) = document.text_range(start..start + length) {
                prop_assert!(document.text.get(range).is_some());
            }
        }
    }
}
