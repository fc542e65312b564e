//! From blocks of text to steps: sentences with their cues tied to words, and cues that stand alone.

use protocol::timeline::Timeline;
use protocol::{
    cue::Cue,
    show_file::{Block, Paragraph},
};
use std::{ops::Range, sync::Arc};

/// One thing to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Say a sentence.
    Sentence(SentencePlan),
    /// Fire cues when what stands before has been said.
    Cues(Vec<Cue>),
}

/// Somebody on stage, for whom a text may have words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speaker {
    /// As cues name them; the first is their own name.
    pub names: Vec<String>,
    /// Their voice; none: the usual one.
    pub voice: Option<String>,
}

/// How a text is to be spoken.
#[derive(Debug, Clone, PartialEq)]
pub struct Style {
    /// Who is on stage; nobody stands for one person without a name.
    pub people: Arc<[Speaker]>,
    /// Who speaks: place among them.
    pub person: usize,
    /// A voice by name, instead of the usual one.
    pub voice: Option<String>,
    /// Speaking rate, .25 to 4; 1 is the voice's own.
    pub speed: f32,
    /// Semitones up or down.
    pub pitch: f32,
    /// Language of the text (BCP 47), instead of the voice's.
    pub language: Option<String>,
}

impl Default for Style {
    fn default() -> Self {
        Self { people: Arc::default(), person: 0, voice: None, speed: 1.0, pitch: 0.0, language: None }
    }
}

impl Style {
    /// The person of that name: place among the people.
    pub fn person_named(&self, name: &str) -> Option<usize> {
        self.people.iter().position(|p| p.names.iter().any(|n| n == name))
    }

    /// Takes over what a cue says of who speaks and how; false where it says nothing of it.
    fn take(&mut self, cue: &Cue) -> bool {
        match cue {
            Cue::Speaker(name) => {
                // Names that nobody has are refused before anything is planned.
                self.person = self.person_named(name).unwrap_or(self.person);
                self.voice = self.people.get(self.person).and_then(|p| p.voice.clone());
            }
            Cue::Voice(name) => self.voice = Some(name.clone()),
            Cue::Speed(factor) => self.speed = *factor,
            Cue::Pitch(semitones) => self.pitch = *semitones,
            Cue::Lang(language) => self.language = Some(language.clone()),
            _ => return false,
        }
        true
    }
}

/// A sentence, ready for a voice; or a part of one, where the style changes in its midst.
#[derive(Debug, Clone, PartialEq)]
pub struct SentencePlan {
    /// Its place among the sentences of what was planned, from 0.
    pub number: usize,
    /// As written.
    pub text: String,
    /// What is said, with pauses in between.
    pub pieces: Vec<Spoken>,
    /// Cues that fire while it is heard.
    pub cues: Vec<WordCue>,
    /// Indices of its words that are emphasised.
    pub emphasis: Vec<usize>,
    /// How it is spoken.
    pub style: Style,
    /// The sound of it, where it was recorded; no voice is asked then.
    pub recording: Option<Arc<Recording>>,
    /// Whether the sentence goes on in the next plan, so that no pause belongs between them.
    pub goes_on: bool,
}

/// Speech that somebody else made.
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    /// 48 kHz mono.
    pub samples: Vec<f32>,
    /// What is heard in it when; as long as `samples`.
    pub timeline: Arc<Timeline>,
    /// Its loudness in LUFS, where it is not silent.
    pub loudness: Option<f32>,
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

/// Plans blocks; `split` parts a text in sentences, each paragraph begins in `style`.
pub fn plan(blocks: &[Block], style: &Style, split: impl Fn(&str) -> Vec<Range<usize>>) -> Vec<Step> {
    let mut steps = Vec::new();
    for block in blocks {
        match block {
            Block::Segment(_) => {}
            Block::Cues(cues) => steps.push(Step::Cues(cues.clone())),
            Block::Paragraph(paragraph) => {
                let mut style = style.clone();
                let ranges = split(&paragraph.text);
                if ranges.is_empty() && !paragraph.cues.is_empty() {
                    // Nothing of it can be said; what it does, is done.
                    steps.push(Step::Cues(paragraph.cues.iter().map(|c| c.cue.clone()).collect()));
                }
                for (index, range) in ranges.iter().enumerate() {
                    let is_last = index + 1 == ranges.len();
                    let plans = plan_sentence(paragraph, range, is_last, &mut style);
                    steps.extend(plans.into_iter().map(Step::Sentence));
                }
            }
        }
    }
    number(&mut steps, 0);
    steps
}

/// Numbers sentences from `first` on; gives the number after the last.
pub fn number(steps: &mut [Step], first: usize) -> usize {
    let sentences =
        steps.iter_mut().filter_map(|s| if let Step::Sentence(plan) = s { Some(plan) } else { None });
    let mut next = first;
    for plan in sentences {
        plan.number = next;
        next += 1;
    }
    next
}

/// Plans a sentence: one plan for each stretch of it that is spoken in one style.
fn plan_sentence(
    paragraph: &Paragraph,
    range: &Range<usize>,
    is_last: bool,
    style: &mut Style,
) -> Vec<SentencePlan> {
    let mut plans = Vec::new();
    let mut part = Part::new(range.start, style);
    for placed in &paragraph.cues {
        // A cue at the very end of a sentence stands before the first word of the next.
        let here = range.contains(&placed.at) || (is_last && placed.at >= range.end);
        if !here {
            continue;
        }
        let at = placed.at.clamp(part.taken, range.end);
        if let Cue::Pause(seconds) = placed.cue {
            part.take_text(&paragraph.text, at);
            part.pieces.push(Spoken::Pause(seconds));
        } else if style.take(&placed.cue) {
            part.take_text(&paragraph.text, at);
            if part.says_words() && at < range.end {
                plans.push(part.finish(paragraph, at, true));
                part = Part::new(at, style);
            } else if !part.says_words() {
                part.style = style.clone();
            }
        } else {
            let word = paragraph.text[part.begun..at].split_whitespace().count();
            part.cues.push(WordCue { word, cue: placed.cue.clone() });
        }
    }
    part.take_text(&paragraph.text, range.end);
    let rest = part.finish(paragraph, range.end, false);
    match plans.last_mut() {
        // Only a stop was left after the last change of style.
        Some(before) if !says_words(&rest.pieces) => {
            let word = before.text.split_whitespace().count();
            before.cues.extend(rest.cues.into_iter().map(|c| WordCue { word, ..c }));
            before.pieces.extend(rest.pieces.into_iter().filter(|p| matches!(p, Spoken::Pause(_))));
            before.goes_on = false;
        }
        _ => plans.push(rest),
    }
    plans
}

/// A stretch of a sentence while it is read.
struct Part {
    /// Byte at which it begins.
    begun: usize,
    /// Byte up to which its text is in `pieces`.
    taken: usize,
    pieces: Vec<Spoken>,
    cues: Vec<WordCue>,
    style: Style,
}

impl Part {
    fn new(begun: usize, style: &Style) -> Self {
        Self { begun, taken: begun, pieces: Vec::new(), cues: Vec::new(), style: style.clone() }
    }

    fn take_text(&mut self, text: &str, until: usize) {
        let piece = text[self.taken..until].trim();
        if !piece.is_empty() {
            self.pieces.push(Spoken::Text(piece.to_owned()));
        }
        self.taken = until;
    }

    fn says_words(&self) -> bool {
        says_words(&self.pieces)
    }

    fn finish(self, paragraph: &Paragraph, end: usize, goes_on: bool) -> SentencePlan {
        let Self { begun, pieces, cues, style, .. } = self;
        let text = &paragraph.text[begun..end];
        let words = text.split_whitespace().map(|word| {
            let at = begun + (word.as_ptr() as usize - text.as_ptr() as usize);
            at..at + word.len()
        });
        let stressed = |word: &Range<usize>| {
            paragraph.emphasis.iter().any(|range| range.start < word.end && word.start < range.end)
        };
        let emphasis = words.enumerate().filter(|(_, word)| stressed(word)).map(|(n, _)| n).collect();
        SentencePlan {
            number: 0,
            text: text.trim().to_owned(),
            pieces,
            cues,
            emphasis,
            style,
            recording: None,
            goes_on,
        }
    }
}

fn says_words(pieces: &[Spoken]) -> bool {
    pieces.iter().any(|p| matches!(p, Spoken::Text(text) if text.chars().any(char::is_alphanumeric)))
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
        let steps = plan(&parse_text(text).unwrap(), &Style::default(), at_stops);
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
    fn emphasised_words_are_known() {
        let s = sentences("One *very* two. It is *not so*, three.");
        assert_eq!((s[0].emphasis.as_slice(), s[1].emphasis.as_slice()), (&[1][..], &[2, 3][..]));
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
        assert_eq!(s.iter().map(|s| s.style.speed).collect::<Vec<_>>(), [1.0, 1.5, 1.5, 1.0]);
    }

    #[test]
    fn a_style_holds_from_its_word_on() {
        let s = sentences("Say [lang de][voice eva][pitch +2st]guten Tag[lang en], friend [smile]now. Bye.");
        let seen: Vec<_> =
            s.iter().map(|s| (s.text.as_str(), s.style.language.as_deref(), s.goes_on)).collect();
        let expect = [
            ("Say", None, true),
            ("guten Tag,", Some("de"), true),
            ("friend now.", Some("en"), false),
            ("Bye.", Some("en"), false),
        ];
        assert_eq!(seen, expect);
        assert_eq!((s[1].style.pitch, s[1].style.voice.as_deref()), (2.0, Some("eva")));
    }

    #[test]
    fn a_speaker_holds_to_the_end_of_the_paragraph_and_brings_a_voice() {
        let speaker = |name: &str, voice: &str| Speaker {
            names: vec![name.into()],
            voice: (!voice.is_empty()).then(|| voice.into()),
        };
        let people = [speaker("kai", ""), speaker("emma", "eva")].into();
        let style = Style { people, ..Style::default() };
        let text = "A. [speaker emma][smile]B. [voice joe]C. D [speaker kai]e.\n\nF.";
        let steps = plan(&parse_text(text).unwrap(), &style, at_stops);
        let said = |s: Step| {
            if let Step::Sentence(s) = s { Some((s.text, s.style.person, s.style.voice)) } else { None }
        };
        let said: Vec<_> = steps.into_iter().filter_map(said).collect();
        let expect = [
            ("A.", 0, None),
            ("B.", 1, Some("eva")),
            ("C.", 1, Some("joe")),
            ("D", 1, Some("joe")),
            ("e.", 0, None),
            ("F.", 0, None),
        ];
        let expect = expect.map(|(text, person, voice)| (text.to_owned(), person, voice.map(str::to_owned)));
        assert_eq!(said, expect);
    }

    #[test]
    fn a_stop_alone_is_no_part() {
        let s = sentences("Welcome [lang de]Tag[lang en][camera close].");
        assert_eq!(s.iter().map(|s| s.text.as_str()).collect::<Vec<_>>(), ["Welcome", "Tag."]);
        assert_eq!(s[1].cues, [WordCue { word: 1, cue: Cue::Camera("close".into()) }]);
        assert!(s[0].goes_on && !s[1].goes_on);
    }

    #[test]
    fn cue_lines_are_steps() {
        let steps = plan(&parse_text("A.\n[camera close]\nB.").unwrap(), &Style::default(), at_stops);
        assert_eq!(steps[1], Step::Cues(vec![Cue::Camera("close".into())]));
    }
}
