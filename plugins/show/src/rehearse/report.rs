//! What a rehearsal found.

use crate::{Change, Kind, Record, Script, Standing, Turn};
use protocol::cue::Cue;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a rehearsal found. All times are seconds after the beginning.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Title of the show.
    pub title: String,
    /// How long it took.
    pub seconds: f64,
    /// Whether it came to its end; else it was broken off.
    pub ended: bool,
    /// Segments in the order in which they were played; one that is played again stands here again.
    pub segments: Vec<SegmentTiming>,
    /// What was said, in order.
    pub said: Vec<SaidLine>,
    /// Questions that came.
    pub asked: usize,
    /// Questions that were answered.
    pub answered: usize,
    /// Questions that were not let in, by reason.
    pub refused: BTreeMap<String, usize>,
    /// Questions that were let in and not answered.
    pub unanswered: Vec<Unanswered>,
    /// Cues that fail.
    pub cues: Vec<CueFault>,
    /// What else went wrong.
    pub problems: Vec<String>,
}

/// When a segment was played.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SegmentTiming {
    /// Its heading.
    pub heading: String,
    /// When its first paragraph began.
    pub at: f64,
    /// How long it took, to the beginning of the next one.
    pub seconds: f64,
    /// How long it may take, where its heading says so.
    pub planned: Option<f64>,
}

/// Something that was said.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SaidLine {
    /// Its name.
    pub utterance_id: String,
    /// Its kind.
    pub kind: Kind,
    /// What.
    pub text: String,
    /// When it went on air first.
    pub at: f64,
    /// When it was over.
    pub until: f64,
    /// Whether it was said to its end.
    pub whole: bool,
}

/// A question without an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Unanswered {
    /// Who asked.
    pub viewer: String,
    /// What.
    pub text: String,
    /// When.
    pub at: f64,
    /// Why not.
    pub why: String,
}

/// A cue that fails.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CueFault {
    /// The utterance in which it stands.
    pub utterance_id: String,
    /// Its name.
    pub cue: &'static str,
    /// Why it fails.
    pub problem: String,
    /// When its utterance began.
    pub at: f64,
}

/// What is noted while it is played.
pub(super) struct Notes {
    begins_ms: u64,
    pub(super) ended: bool,
    pub(super) problems: Vec<String>,
    report: Report,
    places: Vec<(usize, u64)>,
    open: BTreeMap<String, Unanswered>,
    waiting: BTreeMap<String, (Kind, String, Option<usize>)>,
}

impl Notes {
    pub(super) fn new(begins_ms: u64) -> Self {
        Self {
            begins_ms,
            ended: false,
            problems: Vec::new(),
            report: Report::default(),
            places: Vec::new(),
            open: BTreeMap::new(),
            waiting: BTreeMap::new(),
        }
    }

    pub(super) fn cue(&mut self, utterance_id: &str, cue: &Cue, problem: String, now: u64) {
        let at = self.seconds(now);
        self.report.cues.push(CueFault { utterance_id: utterance_id.into(), cue: cue.name(), problem, at });
    }

    pub(super) fn record(&mut self, record: &Record) {
        let at = self.seconds(record.at_ms);
        match &record.change {
            Change::Asked { question, .. } => {
                self.report.asked += 1;
                let (viewer, text) = (question.viewer.clone(), question.text.clone());
                let question_id = question.question_id.clone();
                self.open.insert(question_id, Unanswered { viewer, text, at, why: "not answered".into() });
            }
            Change::QuestionRefused { reason, .. } => {
                self.report.asked += 1;
                *self.report.refused.entry(reason.to_string()).or_default() += 1;
            }
            Change::QuestionTurned { question_id, to: Standing::Answered } => {
                self.report.answered += 1;
                self.open.remove(question_id);
            }
            Change::QuestionTurned { question_id, to: Standing::Closed(reason) } => {
                if let Some(question) = self.open.remove(question_id) {
                    self.report.unanswered.push(Unanswered { why: reason.to_string(), ..question });
                }
            }
            Change::Moved { cursor } => {
                let segment = cursor.next.segment;
                let begins = cursor.next.paragraph == 1 && cursor.entered_ms.is_some();
                let another = self.places.last().is_none_or(|(last, _)| *last != segment);
                if begins && another {
                    self.places.push((segment, record.at_ms));
                }
            }
            Change::Accepted { item, .. } => {
                self.waiting.insert(item.utterance_id.clone(), (item.kind, item.text.clone(), None));
            }
            Change::Extended { utterance_id, text, .. } if !text.is_empty() => {
                let Some((_, whole, line)) = self.waiting.get_mut(utterance_id) else { return };
                whole.push(' ');
                whole.push_str(text);
                if let Some(line) = line.and_then(|line| self.report.said.get_mut(line)) {
                    line.text.clone_from(whole);
                }
            }
            Change::Turned { utterance_id, turn } => self.turned(utterance_id, turn, at),
            _ => {}
        }
    }

    fn turned(&mut self, utterance_id: &str, turn: &Turn, at: f64) {
        let Some((kind, text, line)) = self.waiting.get_mut(utterance_id) else { return };
        match (turn, *line) {
            (Turn::Synthesize, None) => {
                *line = Some(self.report.said.len());
                let (utterance_id, text) = (utterance_id.to_owned(), text.clone());
                self.report.said.push(SaidLine {
                    utterance_id,
                    kind: *kind,
                    text,
                    at,
                    until: at,
                    whole: false,
                });
            }
            (Turn::Finish | Turn::Cancel(_), Some(line)) => {
                self.report.said[line].until = at;
                self.report.said[line].whole = *turn == Turn::Finish;
                self.waiting.remove(utterance_id);
            }
            _ => {}
        }
    }

    pub(super) fn report(mut self, script: &Script, now: u64) -> Report {
        let ends = self.places.iter().skip(1).map(|(_, at)| *at).chain([now]);
        let timings = self.places.iter().zip(ends).filter_map(|((segment, at), end)| {
            let head = &script.segments.get(*segment)?.head;
            let seconds = end.saturating_sub(*at) as f64 / 1000.0;
            let at = self.seconds(*at);
            Some(SegmentTiming { heading: head.heading.clone(), at, seconds, planned: head.seconds })
        });
        self.report.segments = timings.collect();
        self.report.unanswered.sort_by(|a, b| a.at.total_cmp(&b.at));
        let seconds = self.seconds(now);
        let title = script.front.title.clone();
        Report { title, seconds, ended: self.ended, problems: self.problems, ..self.report }
    }

    fn seconds(&self, at_ms: u64) -> f64 {
        at_ms.saturating_sub(self.begins_ms) as f64 / 1000.0
    }
}
