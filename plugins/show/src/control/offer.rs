//! What comes into the queue.

use super::{Refused, ShowControl, operator};
use crate::{Change, Item, Kind, Life, Overflow, Place, Reason, State, Turn, Who, rules::Verdict};
use protocol::show_file::{Block, parse_text};

/// Something that somebody wants said.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// How important it is.
    pub kind: Kind,
    /// Who asks for it, by name.
    pub source: String,
    /// The text with its cues.
    pub text: String,
    /// The question that it answers.
    pub question_id: Option<String>,
    /// Whether more of the text is to come, by [`ShowControl::extend`].
    pub more: bool,
    /// Whether it waits for consent, whatever the rules say.
    pub hold: bool,
    /// Whether it is a recording, whose sound lies elsewhere; its text is the caption.
    pub recorded: bool,
}

impl Offer {
    /// A text of an operator.
    pub fn of_operator(name: &str, text: &str) -> Self {
        Self::new(Kind::Operator, name, text)
    }

    /// A text that answers nothing and is complete.
    pub fn new(kind: Kind, source: &str, text: &str) -> Self {
        Self {
            kind,
            source: source.into(),
            text: text.into(),
            question_id: None,
            more: false,
            hold: false,
            recorded: false,
        }
    }
}

impl ShowControl {
    /// Queues something to be said, and gives its `utterance_id`. Rules decide whether it waits for consent;
    /// an urgent line that needs none cuts off what is on air.
    ///
    /// # Errors
    /// [`Refused`]: errors in the text, or it was not let in (over a cap, a repetition, too often, forbidden by a rule).
    pub fn offer(&mut self, offer: Offer, by: &Who, now_ms: u64) -> Result<String, Refused> {
        let blocks = read(&offer.text)?;
        self.let_in(offer, blocks, None, by, now_ms)
    }

    /// Adds to a text of which more was to come. A word that the rules forbid cancels the whole; consent is
    /// asked for at the beginning only.
    ///
    /// # Errors
    /// [`Refused`]: errors in the text, or it is over or complete.
    pub fn extend(&mut self, id: &str, text: &str, more: bool, by: &Who, now_ms: u64) -> Result<(), Refused> {
        let blocks = if text.trim().is_empty() { Vec::new() } else { read(text)? };
        let change = Change::Extended { utterance_id: id.into(), text: text.trim().into(), blocks, more };
        self.record(change, by, now_ms)?;
        let Some(item) = self.state.queue.find(id) else { return Ok(()) };
        let verdict = self.rules.approval.verdict(item.kind.into(), &item.source, &item.text);
        if verdict == Verdict::Reject {
            self.cancel_item(id, Reason::Rule, &Who::Program, now_ms)?;
        }
        Ok(())
    }

    pub(super) fn let_in(
        &mut self,
        offer: Offer,
        blocks: Vec<Block>,
        place: Option<Place>,
        by: &Who,
        now_ms: u64,
    ) -> Result<String, Refused> {
        let Offer { kind, source, text, question_id, more, hold, recorded } = offer;
        let id = format!("u{}", self.state.utterances + 1);
        let mut intake = self.rules.intake(kind.into());
        if kind == Kind::Answer && by.operator_name().is_some() {
            // Two viewers may well be told "Yes." by a person.
            intake.same_text_ms = 0;
        }
        let verdict = match kind {
            Kind::Idle | Kind::Rundown => Verdict::Approve,
            _ => self.rules.approval.verdict(kind.into(), &source, &text),
        };
        let mut reason = self.state.lately.refuses(kind.into(), &source, &text, now_ms, &intake);
        if verdict == Verdict::Reject {
            reason = Some(Reason::Rule);
        }
        let waiting = |state: &State| state.queue.waiting().filter(|item| item.kind == kind).count();
        // Of more than may wait, where fewer may than before.
        while reason.is_none() && waiting(&self.state) >= intake.waiting {
            match (intake.overflow, self.oldest_of(kind)) {
                (Overflow::DropOldest, Some(oldest)) => {
                    self.cancel_item(&oldest, Reason::OverCap, &Who::Program, now_ms)?;
                }
                _ => reason = Some(Reason::OverCap),
            }
        }
        if let Some(reason) = reason {
            let (utterance_id, reason_told) = (id.clone(), reason.clone());
            self.record(
                Change::Refused { utterance_id, kind, source, text, reason: reason_told },
                by,
                now_ms,
            )?;
            return Err(Refused::NotLetIn { id, reason });
        }
        let item = Item {
            utterance_id: id.clone(),
            kind,
            source,
            text,
            blocks,
            life: Life::default(),
            accepted_ms: now_ms,
            expires_ms: intake.live_ms.map(|live| now_ms.saturating_add(live)),
            question_id,
            place,
            sentence: 0,
            more,
            recorded,
        };
        self.record(Change::Accepted { item, remember_ms: intake.remember_ms() }, by, now_ms)?;
        let turn = if verdict == Verdict::Approve && !hold { Turn::Approve } else { Turn::Hold };
        self.turn(&id, turn, &Who::Program, now_ms)?;
        self.yield_to_urgent(now_ms)?;
        Ok(id)
    }

    /// The first that came of those that wait and were not begun.
    fn oldest_of(&self, kind: Kind) -> Option<String> {
        let waiting = self.state.queue.waiting().filter(|item| item.kind == kind && item.sentence == 0);
        waiting.min_by_key(|item| item.accepted_ms).map(|item| item.utterance_id.clone())
    }
}

/// Other words for something that waits.
#[derive(Debug, Clone, Copy, Default)]
pub struct Edit<'a> {
    /// What is said instead, with cues.
    pub text: &'a str,
    /// The text as it was read, where that is to be asked.
    pub was: Option<&'a str>,
    /// Sentences at its beginning that are as they were.
    pub same: usize,
}

/// Reads a text with cues.
pub(super) fn read(text: &str) -> Result<Vec<Block>, Refused> {
    let blocks = parse_text(text).map_err(Refused::Text)?;
    if blocks.iter().all(|block| matches!(block, Block::Segment(_))) {
        Err(Refused::NothingToSay)
    } else {
        Ok(blocks)
    }
}

/// Refuses what is done to a text that `is` not any more what it `was` when it was read.
pub(super) fn unchanged(was: Option<&str>, is: Option<&str>) -> Result<(), Refused> {
    match (was, is) {
        (Some(was), Some(is)) if was != is => Err(Refused::Changed(is.to_owned())),
        _ => Ok(()),
    }
}

impl ShowControl {
    /// Changes what will be said; it stays where it stands. What was said of it already is not said again.
    ///
    /// # Errors
    /// [`Refused`]: errors in the text, it is on air, over or a recording, it is not what it was, or nobody with a
    /// name asks.
    pub fn edit(&mut self, id: &str, edit: Edit<'_>, by: &Who, now_ms: u64) -> Result<(), Refused> {
        operator(by)?;
        let item = self.state.queue.find(id);
        unchanged(edit.was, item.map(|item| item.text.as_str()))?;
        if item.is_some_and(|item| item.recorded) {
            return Err(crate::QueueError::Recorded(id.into()).into());
        }
        let blocks = read(edit.text)?;
        let said = item.map(|item| item.sentence.min(edit.same));
        let (utterance_id, text) = (id.into(), edit.text.into());
        self.record(Change::Edited { utterance_id, text, blocks, said }, by, now_ms)
    }
}
