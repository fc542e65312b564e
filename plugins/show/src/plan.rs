//! From blocks of text to steps: sentences with their cues tied to words, and cues that stand alone.

use protocol::{
    cue::Cue,
    show_file::{Block, Paragraph},
};
use std::ops::Range;

/// One thing to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Say a sentence.
    Sentence(SentencePlan),
    /// Fire cues when what stands before has been said.
    Cues(Vec<Cue>),
}

/// A sentence, ready for a voice.
#[derive(Debug, Clone, PartialEq)]
pub struct SentencePlan {
    /// As written.
    pub text: String,
    /// What is said, with pauses in between.
    pub pieces: Vec<Spoken>,
    /// Cues that fire while it is heard.
    pub cues: Vec<WordCue>,
    /// Speaking rate, 1 is the voice's own.
    pub speed: f32,
}

/// A part of a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Spoken {
    /// Words.
    Text(String),
    /// Silence in seconds.
    Pause(f32),
}

/// A cue and the word it stands before.
#[derive(Debug, Clone, PartialEq)]
pub struct WordCue {
    /// Index of the word among the sentence's words; their number where no word follows.
    pub word: usize,
    /// What to do.
    pub cue: Cue,
}

/// Plans blocks; `split` parts a text in sentences, `speed` is the rate to begin each paragraph with.
pub fn plan(blocks: &[Block], speed: f32, split: impl Fn(&str) -> Vec<Range<usize>>) -> Vec<Step> {
    let mut steps = Vec::new();
    for block in blocks {
        match block {
            Block::Segment(_) => {}
            Block::Cues(cues) => steps.push(Step::Cues(cues.clone())),
            Block::Paragraph(paragraph) => plan_paragraph(paragraph, speed, &split, &mut steps),
        }
    }
    steps
}

fn plan_paragraph(
    paragraph: &Paragraph,
    mut speed: f32,
    split: &impl Fn(&str) -> Vec<Range<usize>>,
    steps: &mut Vec<Step>,
) {
    let ranges = split(&paragraph.text);
    let last = ranges.len().saturating_sub(1);
    for (index, range) in ranges.iter().enumerate() {
        let text = &paragraph.text[range.clone()];
        let mut sentence =
            SentencePlan { text: text.trim().to_owned(), pieces: Vec::new(), cues: Vec::new(), speed };
        let mut from = range.start;
        for placed in &paragraph.cues {
            // A cue at the very end of a sentence stands before the first word of the next.
            let here = range.contains(&placed.at) || (index == last && placed.at >= range.end);
            if !here {
                continue;
            }
            let at = placed.at.clamp(from, range.end);
            match placed.cue {
                Cue::Pause(seconds) => {
                    push_text(&mut sentence.pieces, &paragraph.text[from..at]);
                    sentence.pieces.push(Spoken::Pause(seconds));
                    from = at;
                }
                // A rate holds from its sentence on: the model takes one rate a sentence.
                Cue::Speed(factor) => (speed, sentence.speed) = (factor, factor),
                _ => {
                    let word = paragraph.text[range.start..at].split_whitespace().count();
                    sentence.cues.push(WordCue { word, cue: placed.cue.clone() });
                }
            }
        }
        push_text(&mut sentence.pieces, &paragraph.text[from..range.end]);
        steps.push(Step::Sentence(sentence));
    }
}

fn push_text(pieces: &mut Vec<Spoken>, text: &str) {
    let text = text.trim();
    if !text.is_empty() {
        pieces.push(Spoken::Text(text.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::show_file::parse_text;

    fn at_stops(text: &str) -> Vec<Range<usize>> {
        let mut out = Vec::new();
        let mut start = 0;
        for (i, _) in text.match_indices('.') {
            out.push(start..i + 1);
            start = i + 1;
        }
        if start < text.len() {
            out.push(start..text.len());
        }
        out
    }

    #[track_caller]
    fn sentences(text: &str) -> Vec<SentencePlan> {
        let steps = plan(&parse_text(text).unwrap(), 1.0, at_stops);
        steps.into_iter().filter_map(|s| if let Step::Sentence(s) = s { Some(s) } else { None }).collect()
    }

    #[test]
    fn cues_are_tied_to_words_of_their_sentence() {
        let s = sentences("One two. Three [camera close]four. Five [smile]");
        assert_eq!(s.len(), 3);
        assert_eq!(s[1].text, "Three four.");
        assert_eq!(s[1].cues, [WordCue { word: 1, cue: Cue::Camera("close".into()) }]);
        assert_eq!((s[2].cues[0].word, s[2].text.as_str()), (1, "Five"));
    }

    #[test]
    fn a_pause_parts_the_words() {
        let s = sentences("Wait [pause 0.5]for it.");
        let expect = [Spoken::Text("Wait".into()), Spoken::Pause(0.5), Spoken::Text("for it.".into())];
        assert_eq!(s[0].pieces, expect);
        let end = sentences("Done. [pause 1]");
        assert_eq!(end.last().unwrap().pieces.last(), Some(&Spoken::Pause(1.0)));
    }

    #[test]
    fn a_rate_holds_to_the_end_of_the_paragraph() {
        let s = sentences("A. [speed 1.5]B. C.\n\nD.");
        assert_eq!(s.iter().map(|s| s.speed).collect::<Vec<_>>(), [1.0, 1.5, 1.5, 1.0]);
    }

    #[test]
    fn cue_lines_are_steps() {
        let steps = plan(&parse_text("A.\n[camera close]\nB.").unwrap(), 1.0, at_stops);
        assert_eq!(steps[1], Step::Cues(vec![Cue::Camera("close".into())]));
    }
}
