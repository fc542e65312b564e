//! Captions: what is being said, a page at a time, with the word that is being said set off.

use crate::{
    Bitmap,
    balance::{Page, pages},
    easing::presence,
    element::Easel,
    paint::{Canvas, Panel},
    text::{Align, Text, Type},
};
use protocol::{
    clock::{SAMPLE_RATE, samples_in},
    graphic::CaptionStyle,
    timeline::Timeline,
};
use std::{ops::Range, sync::Arc};

/// A caption stays so long after its last word, unless another one comes.
const LINGER_SECONDS: f64 = 0.7;
/// A page comes so long before its first word is heard.
const AHEAD_SECONDS: f64 = 0.08;
/// Characters of a line: what is read with ease (BBC and Netflix ask for 37 to 42).
const LINE_CHARS: f32 = 40.0;
/// The mean width of a character, in sizes.
const CHAR_WIDTH: f32 = 0.56;

/// The sentence that is being said.
#[derive(Debug, Clone)]
pub struct Spoken {
    /// Its name in the messages that follow.
    pub sentence: u64,
    /// Media time of its first sample.
    pub start: u64,
    /// Samples.
    pub length: u64,
    text: String,
    /// Bytes of each word, and its samples from the sentence's first.
    words: Vec<(Range<usize>, u64, u64)>,
    pages: Option<Vec<Page>>,
    drawn: Option<(usize, Option<usize>, Arc<Bitmap>)>,
    /// When it was cut off.
    pub cut: Option<u64>,
}

impl Spoken {
    /// A sentence that begins at `start`.
    pub fn new(sentence: u64, start: u64, timeline: &Timeline) -> Self {
        let text: Vec<&str> = timeline.sentences.iter().map(|s| s.text.trim()).collect();
        let text = text.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
        let words = place_words(&text, timeline);
        Self { sentence, start, length: timeline.samples, text, words, pages: None, drawn: None, cut: None }
    }

    /// Forgets what was drawn: the look has changed.
    pub fn redraw(&mut self) {
        (self.pages, self.drawn) = (None, None);
    }

    /// What is seen at media time `sample`, and how much of it.
    pub fn bitmap(
        &mut self,
        easel: &mut Easel,
        style: CaptionStyle,
        sample: u64,
    ) -> Option<(Arc<Bitmap>, f32)> {
        let ahead = samples_in(AHEAD_SECONDS);
        let begin = self.words.first().map(|w| w.1)? + self.start;
        if sample + ahead < begin || self.text.is_empty() {
            return None;
        }
        let end = self.cut.unwrap_or(self.start + self.length + samples_in(LINGER_SECONDS));
        let seconds = |from: u64| sample.saturating_sub(from) as f64 / f64::from(SAMPLE_RATE);
        let here =
            presence(3.0 * seconds(begin.saturating_sub(ahead)) + 0.1, (sample > end).then(|| seconds(end)));
        if here <= 0.0 {
            return None;
        }
        let within = (sample + ahead).saturating_sub(self.start);
        let set = caption_type(easel);
        let width = line_width(easel, set);
        if self.pages.is_none() {
            self.pages = Some(pages(&mut easel.typesetter, &self.text, set, width));
        }
        let pages = self.pages.as_ref()?;
        let first_word = |page: &Page| {
            let start = page.first().map_or(0, |l| l.start);
            self.words.iter().find(|w| w.0.end > start).map_or(u64::MAX, |w| w.1)
        };
        let page = pages.iter().rposition(|p| first_word(p) <= within).unwrap_or(0);
        let heard = sample.saturating_sub(self.start);
        let word = self.words.iter().position(|w| (w.1..w.2).contains(&heard));
        if let Some((p, w, bitmap)) = &self.drawn
            && (*p, *w) == (page, word)
        {
            return Some((bitmap.clone(), here));
        }
        let said = word.map(|w| self.words[w].0.clone());
        let bitmap = Arc::new(draw(easel, style, &self.text, pages.get(page)?, set, said));
        self.drawn = Some((page, word, bitmap.clone()));
        Some((bitmap, here))
    }
}

fn caption_type(easel: &Easel) -> Type {
    let size = easel.frame.unit * if easel.frame.is_narrow { 4.6 } else { 5.0 };
    Type { size, weight: 600, leading: 1.3, tabular: false }
}

fn line_width(easel: &Easel, set: Type) -> f32 {
    (LINE_CHARS * CHAR_WIDTH * set.size).min(easel.frame.safe_width() - 2.4 * set.size)
}

fn draw(
    easel: &mut Easel,
    style: CaptionStyle,
    text: &str,
    page: &Page,
    set: Type,
    said: Option<Range<usize>>,
) -> Bitmap {
    let lines: Vec<(usize, Text)> =
        page.iter().map(|l| (l.start, easel.typesetter.lay(&text[l.clone()], set, None, 1))).collect();
    let width = lines.iter().map(|(_, l)| l.width).fold(0.0, f32::max);
    let height: f32 = lines.iter().map(|(_, l)| l.height).sum();
    let theme = easel.theme;
    let (pad_x, pad_y) = (set.size * 0.62, set.size * 0.34);
    let margin = set.size * 0.3;
    let mut canvas = Canvas::new(width + 2.0 * (pad_x + margin), height + 2.0 * (pad_y + margin));
    let (x, mut y) = (margin + pad_x, margin + pad_y);
    let on_panel = style == CaptionStyle::Panel;
    if on_panel {
        let panel = Panel {
            x: margin,
            y: margin,
            width: width + 2.0 * pad_x,
            height: height + 2.0 * pad_y,
            radius: set.size * 0.36,
        };
        canvas.panel(panel, theme.panel[1], theme.panel[1]);
    }
    let (text_color, accent) = if on_panel {
        (theme.text, theme.accent_text)
    } else {
        ([255; 4], crate::theme::on_black(theme.accent))
    };
    for (start, line) in &lines {
        if !on_panel {
            // An outline: the line in black, around itself, then once more softer and lower.
            let around = (set.size * 0.055).max(1.0);
            for step in 0..16 {
                let (sin, cos) = (step as f32 * std::f32::consts::TAU / 16.0).sin_cos();
                for (radius, alpha) in [(around * 2.2, 26), (around, 215)] {
                    let at = (x + cos * radius, y + sin * radius + (radius - around) * 0.6, width);
                    easel.typesetter.draw(line, &mut canvas, at, Align::Middle, |_| [6, 8, 12, alpha]);
                }
            }
        }
        let is_said = |bytes: &Range<usize>| {
            let at = bytes.start + start;
            said.as_ref().is_some_and(|s| s.contains(&at))
        };
        let color = |bytes: &Range<usize>| if is_said(bytes) { accent } else { text_color };
        easel.typesetter.draw(line, &mut canvas, (x, y, width), Align::Middle, color);
        y += line.height;
    }
    canvas.finish()
}

/// Where each word of the timeline stands in the text. Words are looked for from the end, so that the rest of a
/// sentence that was paused is found; what is not found stands in proportion.
fn place_words(text: &str, timeline: &Timeline) -> Vec<(Range<usize>, u64, u64)> {
    let lower = text.to_lowercase();
    // Where case changes a text's length, as in Turkish, words are found as they are written.
    let hay = if lower.len() == text.len() { lower.as_str() } else { text };
    let mut end = text.len();
    let mut placed: Vec<(Range<usize>, u64, u64)> = Vec::with_capacity(timeline.words.len());
    for word in timeline.words.iter().rev() {
        let needle = word.word.to_lowercase();
        let needle = needle.trim();
        let found = (!needle.is_empty()).then(|| hay.get(..end).and_then(|h| h.rfind(needle))).flatten();
        let start = found.unwrap_or_else(|| {
            let part = word.start as f64 / timeline.samples.max(1) as f64;
            text.floor_char_boundary(((text.len() as f64 * part) as usize).min(end))
        });
        let stop = found.map_or(end, |at| at + needle.len());
        placed.push((start..stop.max(start), word.start, word.end));
        end = start;
    }
    placed.reverse();
    // A word is set off with the marks that cling to it, and stays so until the next one begins.
    for n in 0..placed.len() {
        let until = placed.get(n + 1).map_or(text.len(), |w| w.0.start);
        let tail = text.get(placed[n].0.end..until).unwrap_or_default();
        let clings = tail.find(char::is_whitespace).unwrap_or(tail.len());
        placed[n].0.end += clings;
        let next = placed.get(n + 1).map_or(timeline.samples, |w| w.1);
        // A pause between words sets nothing off.
        if next.saturating_sub(placed[n].2) < samples_in(0.25) {
            placed[n].2 = next.max(placed[n].2);
        }
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::timeline::{SentenceSpan, WordSpan};

    fn timeline(text: &str, words: &[&str]) -> Timeline {
        let mut timeline = Timeline::silence(48_000);
        let each = 48_000 / words.len().max(1) as u64;
        let span = |(n, w): (usize, &&str)| WordSpan {
            word: (*w).to_owned(),
            start: n as u64 * each,
            end: (n as u64 + 1) * each,
        };
        timeline.words = words.iter().enumerate().map(span).collect();
        timeline.sentences = vec![SentenceSpan { text: text.to_owned(), start: 0, end: 48_000 }];
        timeline
    }

    #[track_caller]
    fn check(text: &str, words: &[&str], expect: &[&str]) {
        let spoken = Spoken::new(1, 0, &timeline(text, words));
        let found: Vec<&str> = spoken.words.iter().map(|(r, ..)| &spoken.text[r.clone()]).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn words_are_found_in_their_text() {
        check("Hello, and welcome!", &["hello", "and", "welcome"], &["Hello,", "and", "welcome!"]);
        check("the end of the day", &["the", "day"], &["the", "day"]);
        check(
            "你好，欢迎来到直播间。",
            &["你好", "欢迎", "来到", "直播间"],
            &["你好，", "欢迎", "来到", "直播间。"],
        );
        check("A B", &["A", "B"], &["A", "B"]);
    }

    #[test]
    fn words_that_are_not_found_keep_the_order() {
        let spoken =
            Spoken::new(1, 0, &timeline("It costs $20 now", &["it", "costs", "twenty", "dollars", "now"]));
        assert!(spoken.words.windows(2).all(|w| w[0].0.start <= w[1].0.start), "{:?}", spoken.words);
        let last = spoken.words.last().unwrap();
        assert_eq!(&spoken.text[last.0.clone()], "now");
    }
}
