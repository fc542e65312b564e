//! Between the director and the act: what goes on air becomes an act, and what became of it is reported.

use super::{LEAD_SECONDS, Performance, act::Act};
use protocol::{
    clock::samples_in,
    cue::Cue,
    graphic::{Graphic, GraphicKind},
    show_file::{Block, parse_text},
    timeline::{Timeline, WordSpan},
};
use show::{OnAir, Preview, Step, plan, rest_of};

/// Characters of a question on its card.
const CARD_CHARS: usize = 180;

impl Performance {
    pub(super) fn begin(&mut self, on_air: OnAir, now: u64) {
        let Some(on_air) = self.recordings.await_if_due(on_air) else { return };
        let OnAir { utterance_id, blocks, from, before, more, recorded, .. } = on_air;
        let steps = if recorded { self.recordings.steps(&utterance_id) } else { Ok(self.plan(&blocks)) };
        let mut steps = match steps {
            Ok(steps) => steps,
            Err(why) => {
                return self.direction.report(|control, now| control.failed(&utterance_id, &why, now));
            }
        };
        let question = self.question_of(&utterance_id);
        let sentences = show::number(&mut steps, 0);
        let mut steps = rest_of(steps, from);
        if !before.is_empty() {
            steps.insert(0, Step::Cues(before));
        }
        let mut act = Act::new(utterance_id, steps, from, now + samples_in(LEAD_SECONDS), self.last_person);
        (act.more, act.planned) = (more, (blocks.len(), sentences));
        act.has_card = question.is_some();
        self.act = Some(act);
        if let Some(question) = question {
            self.cue(Cue::Show(question), self.last_person, now);
        }
    }

    /// The card with the question that an utterance answers.
    fn question_of(&self, utterance_id: &str) -> Option<Graphic> {
        let state = self.direction.control().state();
        let question = state.questions.find(state.queue.find(utterance_id)?.question_id.as_deref()?)?;
        let mut chars = question.text.chars();
        let mut text: String = chars.by_ref().take(CARD_CHARS).collect();
        if chars.next().is_some() {
            text.push('…');
        }
        Some(Graphic::Question { text, from: question.viewer.clone() })
    }

    /// Takes the card of an answer away that is over, or was cut.
    pub(super) fn take_card(&mut self, act: &Act, sample: u64) {
        if act.has_card {
            self.cue(Cue::Hide(Some(GraphicKind::Question)), self.last_person, sample);
        }
    }

    pub(super) fn plan(&self, blocks: &[Block]) -> Vec<Step> {
        plan(blocks, &self.style, speech::split_sentences)
    }

    /// How many sentences at the beginning of an utterance another text of it leaves as they are.
    pub fn same_sentences(&self, utterance_id: &str, text: &str) -> usize {
        let Some(item) = self.direction.control().state().queue.find(utterance_id) else { return 0 };
        let Ok(blocks) = parse_text(text) else { return 0 };
        let sentences = |blocks: &[Block]| {
            let steps = self.plan(blocks).into_iter();
            let plan = |step: Step| if let Step::Sentence(plan) = step { Some(plan) } else { None };
            steps.filter_map(plan).collect::<Vec<_>>()
        };
        let (before, after) = (sentences(&item.blocks), sentences(&blocks));
        before.iter().zip(&after).take_while(|(before, after)| before.pieces == after.pieces).count()
    }

    /// Takes in what has come of a text of which more was to come.
    pub(super) fn grow(&mut self) {
        let Some(act) = self.act.as_mut().filter(|act| act.more) else { return };
        let Some(item) = self.direction.control().state().queue.find(&act.utterance_id) else { return };
        act.more = item.more;
        let (blocks, sentences) = act.planned;
        if item.blocks.len() > blocks {
            let mut steps = plan(&item.blocks[blocks..], &self.style, speech::split_sentences);
            act.planned = (item.blocks.len(), show::number(&mut steps, sentences));
            act.append(steps);
        }
    }

    /// Tells the director which sentences are over.
    pub(super) fn report_said(&mut self) {
        let Some(act) = &mut self.act else { return };
        let (said, id) = (act.take_over(), &act.utterance_id);
        for sentence in said {
            self.direction.report(|control, now| control.sentence_said(id, sentence, now));
        }
    }

    /// Who speaks first in what goes on air next, where that is known.
    pub(super) fn next_speaker(&self) -> Option<usize> {
        let control = self.direction.control();
        let blocks = match control.preview(self.direction.now_ms())? {
            Preview::Item(item) if item.recorded => return Some(0),
            Preview::Item(item) => &item.blocks,
            Preview::Entry(_, show::Entry::Say { blocks, .. }) => blocks,
            Preview::Entry(..) | Preview::RestUntil(_) => return None,
        };
        let person =
            |step: Step| if let Step::Sentence(plan) = step { Some(plan.style.person) } else { None };
        self.plan(blocks).into_iter().find_map(person)
    }

    /// The utterance on air is over.
    pub(super) fn end(&mut self, act: Act) {
        let id = &act.utterance_id;
        match &act.failure {
            Some(why) if !act.was_heard() => {
                self.direction.report(|control, now| control.failed(id, why, now))
            }
            _ => self.direction.report(|control, now| control.done(id, now)),
        }
    }
}

/// Words with their start in seconds: as written, with their punctuation, where the voice parts them as spaces do.
pub(super) fn words(text: &str, timeline: &Timeline) -> Vec<(String, f64)> {
    let written: Vec<&str> = text.split_whitespace().collect();
    let as_written = written.len() == timeline.words.len();
    let word = |(i, w): (usize, &WordSpan)| {
        let shown = if as_written { written[i] } else { w.word.as_str() };
        (shown.to_owned(), w.start as f64 / f64::from(protocol::SAMPLE_RATE))
    };
    timeline.words.iter().enumerate().map(word).collect()
}
