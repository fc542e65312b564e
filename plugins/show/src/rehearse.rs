//! Rehearsal: a show and its chat, played without voice and picture, in no time.
//!
//! The same director as on air, with sentences whose length is estimated or given. The same input gives the
//! same report.

mod chat;
mod pace;
mod report;

pub use chat::{ChatError, ChatLine, read_chat};
pub use pace::{Pace, at_stops};
pub use report::{CueFault, Report, SaidLine, SegmentTiming, Unanswered};

use crate::{
    Answerer, Answers, Checker, OnAir, OperatorOnly, Preview, Refused, Rules, ShowControl, Spoken, Step,
    Style, Who, plan, rest_of, rundown::block_cues,
};
use protocol::{cue::Cue, show_file::Block};
use report::Notes;
use std::{collections::VecDeque, ops::Range};

/// A rehearsal that can be run.
pub struct Rehearsal<'a> {
    /// The show's file.
    pub show: &'a str,
    /// What viewers type, in order of time.
    pub chat: &'a [ChatLine],
    /// Rules of the show.
    pub rules: Rules,
    /// How long sentences take.
    pub pace: Pace,
    /// How a text is parted in sentences.
    pub split: &'a dyn Fn(&str) -> Vec<Range<usize>>,
    /// Why a cue will fail, if it will: a camera that the scene has not, a sound that is not there.
    pub cue_fails: &'a dyn Fn(&Cue) -> Option<String>,
    /// Air time at which it begins, in milliseconds since 1970 began, UTC: of weight for scheduled segments.
    pub begins_ms: u64,
    /// Seconds after which it is broken off: a show may loop for ever.
    pub most_seconds: f64,
}

/// Three hours.
const MOST_SECONDS: f64 = 10_800.0;
/// The longest step, so that what expires does so near its time, in milliseconds.
const STEP_MS: u64 = 1000;

/// Rehearses a show with nobody but people to answer, at the usual pace.
///
/// # Errors
/// [`Refused::Show`], when the show has errors.
pub fn rehearse(show: &str, chat: &[ChatLine], rules: &Rules) -> Result<Report, Refused> {
    let rehearsal = Rehearsal {
        show,
        chat,
        rules: rules.clone(),
        pace: Pace::default(),
        split: &at_stops,
        cue_fails: &|_| None,
        begins_ms: 0,
        most_seconds: MOST_SECONDS,
    };
    rehearsal.run(&mut OperatorOnly)
}

impl Rehearsal<'_> {
    /// Plays it.
    ///
    /// # Errors
    /// [`Refused::Show`], when the show has errors.
    pub fn run(&self, answerer: &mut dyn Answerer) -> Result<Report, Refused> {
        let mut control = ShowControl::new(self.rules.clone());
        let mut now = self.begins_ms;
        control.load(self.show, |_| Vec::new(), &Who::Program, now)?;
        let (mut answers, mut checker, mut notes) = (Answers::default(), Checker::default(), Notes::new(now));
        let end = now + (self.most_seconds * 1000.0) as u64;
        let mut chat: VecDeque<&ChatLine> = self.chat.iter().collect();
        let mut act: Option<Act> = None;
        while now < end {
            let at = |line: &ChatLine| self.begins_ms + (line.at * 1000.0) as u64;
            while let Some(line) = chat.front().filter(|line| at(line) <= now) {
                match control.ask(&line.viewer, &line.text, now) {
                    // What is refused is in the report.
                    Ok(_) | Err(Refused::NotLetIn { .. } | Refused::NothingToSay) => {}
                    Err(error) => return Err(error),
                }
                chat.pop_front();
            }
            notes.problems.extend(answers.go_on(answerer, &mut control, now)?);
            if let Some(act) = &mut act {
                self.grow(act, &control, now);
            }
            let goes_on = act.as_mut().map(|act| act.goes_on(&mut control, now)).transpose()?;
            if goes_on != Some(true) {
                act = control.next(now)?.map(|on_air| self.begin(&on_air, &mut notes, now));
                if let Some(act) = &act {
                    control.speaking(&act.utterance_id, now)?;
                }
            }
            self.note(&mut control, &mut checker, &mut notes);
            if act.is_none() && chat.is_empty() && control.preview(now).is_none() {
                notes.ended = true;
                break;
            }
            let next =
                [chat.front().map(|line| at(line)), act.as_ref().map(Act::until), rests_until(&control, now)];
            let next = next.into_iter().flatten().filter(|at| *at > now).min().unwrap_or(u64::MAX);
            now = next.min(now + STEP_MS).min(end);
        }
        control.shut_down(now)?;
        self.note(&mut control, &mut checker, &mut notes);
        let end = checker.finish();
        notes.problems.extend(end.err().map(|broken| broken.to_string()));
        Ok(notes.report(control.script(), now))
    }

    fn note(&self, control: &mut ShowControl, checker: &mut Checker, notes: &mut Notes) {
        drop(control.take_events());
        for record in control.take_records() {
            let broken = checker.follow(&record, &self.rules).err();
            notes.problems.extend(broken.map(|broken| broken.to_string()));
            notes.record(&record);
        }
    }

    /// Its sentences and the times at which they end.
    fn begin(&self, on_air: &OnAir, notes: &mut Notes, now: u64) -> Act {
        for cue in on_air.blocks.iter().flat_map(block_cues) {
            if let Some(problem) = (self.cue_fails)(cue) {
                notes.cue(&on_air.utterance_id, cue, problem, now);
            }
        }
        let mut act = Act {
            utterance_id: on_air.utterance_id.clone(),
            sentence: on_air.from,
            ends: VecDeque::new(),
            over: now as f64,
            blocks: on_air.blocks.len(),
        };
        self.schedule(&mut act, &on_air.blocks, on_air.from);
        act
    }

    /// Takes in what was added to the text since it was begun.
    fn grow(&self, act: &mut Act, control: &ShowControl, now: u64) {
        let Some(item) = control.state().queue.on_air().filter(|item| item.utterance_id == act.utterance_id)
        else {
            return;
        };
        if let Some(added) = item.blocks.get(act.blocks..).filter(|added| !added.is_empty()) {
            act.over = act.over.max(now as f64);
            act.blocks = item.blocks.len();
            self.schedule(act, added, 0);
        }
    }

    fn schedule(&self, act: &mut Act, blocks: &[Block], from: usize) {
        for step in rest_of(plan(blocks, &Style::default(), self.split), from) {
            match step {
                Step::Cues(cues) => act.over += cues.iter().map(pause_ms).sum::<f64>(),
                Step::Sentence(sentence) => {
                    let piece = |piece: &Spoken| match piece {
                        Spoken::Text(text) => self.pace.seconds(text) / f64::from(sentence.style.speed),
                        Spoken::Pause(seconds) => f64::from(*seconds),
                    };
                    let seconds = sentence.pieces.iter().map(piece).sum::<f64>() + self.pace.after_sentence;
                    act.over += seconds * 1000.0;
                    act.ends.push_back(act.over.round() as u64);
                }
            }
        }
    }
}

/// An utterance while it is said.
struct Act {
    utterance_id: String,
    sentence: usize,
    ends: VecDeque<u64>,
    /// Air time at which it is over, in milliseconds.
    over: f64,
    /// Blocks of its text that are taken in.
    blocks: usize,
}

impl Act {
    fn until(&self) -> u64 {
        self.ends.front().copied().unwrap_or(self.over.round() as u64)
    }

    /// Tells what was said by now; false when it is over, or was cut.
    fn goes_on(&mut self, control: &mut ShowControl, now: u64) -> Result<bool, Refused> {
        let Some(item) = control.state().queue.on_air().filter(|item| item.utterance_id == self.utterance_id)
        else {
            return Ok(false);
        };
        let more = item.more;
        while self.ends.front().is_some_and(|end| *end <= now) {
            control.sentence_said(&self.utterance_id, self.sentence, now)?;
            self.sentence += 1;
            self.ends.pop_front();
        }
        if !self.ends.is_empty() || self.over.round() as u64 > now || more {
            return Ok(true);
        }
        control.done(&self.utterance_id, now)?;
        Ok(false)
    }
}

fn pause_ms(cue: &Cue) -> f64 {
    if let Cue::Pause(seconds) = cue { f64::from(*seconds) * 1000.0 } else { 0.0 }
}

fn rests_until(control: &ShowControl, now: u64) -> Option<u64> {
    if let Some(Preview::RestUntil(until)) = control.preview(now) { Some(until) } else { None }
}

#[cfg(test)]
mod tests;
