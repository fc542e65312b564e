//! What viewers ask, and who answers.

use super::{
    Refused, ShowControl,
    offer::{Offer, unchanged},
    operator,
};
use crate::{About, Change, Kind, Overflow, Question, Reason, Standing, Who, rules::Verdict};

impl ShowControl {
    /// A viewer asks. Gives the question's id.
    ///
    /// # Errors
    /// [`Refused`]: it is empty, or it was not let in.
    pub fn ask(&mut self, viewer: &str, text: &str, now_ms: u64) -> Result<String, Refused> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Refused::NothingToSay);
        }
        let by = Who::Viewer(viewer.into());
        let question_id = format!("q{}", self.state.asked + 1);
        let intake = self.rules.intake(About::Question);
        let mut reason = self.state.lately.refuses(About::Question, viewer, text, now_ms, &intake);
        let verdict = self.rules.approval.verdict(About::Question, viewer, text);
        if verdict == Verdict::Reject {
            reason = Some(Reason::Rule);
        }
        // Of more than may wait, where fewer may than before.
        while reason.is_none() && self.state.questions.waiting().len() >= intake.waiting {
            let mut unanswered = self.state.questions.waiting().iter();
            let oldest = unanswered.find(|q| !matches!(q.standing, Standing::Answering(_)));
            match (intake.overflow, oldest.map(|q| q.question_id.clone())) {
                (Overflow::DropOldest, Some(oldest)) => {
                    self.turn_question(&oldest, Standing::Closed(Reason::OverCap), &Who::Program, now_ms)?;
                }
                _ => reason = Some(Reason::OverCap),
            }
        }
        if let Some(reason) = reason {
            let (id, reason_told) = (question_id.clone(), reason.clone());
            let (viewer, text) = (viewer.to_owned(), text.to_owned());
            self.record(
                Change::QuestionRefused { question_id, viewer, text, reason: reason_told },
                &by,
                now_ms,
            )?;
            return Err(Refused::NotLetIn { id, reason });
        }
        let question = Question {
            question_id: question_id.clone(),
            viewer: viewer.into(),
            text: text.into(),
            asked_ms: now_ms,
            expires_ms: intake.live_ms.map(|live| now_ms.saturating_add(live)),
            standing: if verdict == Verdict::Approve { Standing::Open } else { Standing::Held },
        };
        self.record(Change::Asked { question, remember_ms: intake.remember_ms() }, &by, now_ms)?;
        Ok(question_id)
    }

    /// Opens a window for questions, in seconds: until it is over the show rests. One that is open is set anew.
    ///
    /// # Errors
    /// None that is not a fault of the program.
    pub fn open_window(&mut self, seconds: f32, by: &Who, now_ms: u64) -> Result<(), Refused> {
        let until_ms = now_ms + (f64::from(seconds) * 1000.0) as u64;
        self.record(Change::WindowOpened { until_ms }, by, now_ms)
    }

    /// Lets a held question be answered.
    ///
    /// # Errors
    /// [`Refused`]: it is not held, or nobody with a name asks.
    pub fn approve_question(&mut self, id: &str, by: &Who, now_ms: u64) -> Result<(), Refused> {
        operator(by)?;
        self.turn_question(id, Standing::Open, by, now_ms)
    }

    /// Has an open question wait for consent.
    ///
    /// # Errors
    /// As [`Self::approve_question`].
    pub fn hold_question(&mut self, id: &str, by: &Who, now_ms: u64) -> Result<(), Refused> {
        operator(by)?;
        self.turn_question(id, Standing::Held, by, now_ms)
    }

    /// Leaves a question without an answer; one that waits or is on air is cancelled.
    ///
    /// # Errors
    /// As [`Self::approve_question`].
    pub fn reject_question(&mut self, id: &str, by: &Who, now_ms: u64) -> Result<(), Refused> {
        operator(by)?;
        let answer = self.answer_of(id);
        self.turn_question(id, Standing::Closed(Reason::Operator), by, now_ms)?;
        answer.map_or(Ok(()), |utterance_id| self.cancel_item(&utterance_id, Reason::Operator, by, now_ms))
    }

    /// Changes a question's words, which `was` that when it was read.
    ///
    /// # Errors
    /// As [`Self::approve_question`], and [`Refused::Changed`].
    pub fn edit_question(
        &mut self,
        id: &str,
        text: &str,
        was: Option<&str>,
        by: &Who,
        now_ms: u64,
    ) -> Result<(), Refused> {
        operator(by)?;
        unchanged(was, self.state.questions.find(id).map(|question| question.text.as_str()))?;
        self.record(Change::QuestionEdited { question_id: id.into(), text: text.trim().into() }, by, now_ms)
    }

    /// Notes that a question was answered by other means: by the show, or by an operator's own words. An answer that
    /// waits is cancelled, one on air goes on.
    ///
    /// # Errors
    /// As [`Self::approve_question`].
    pub fn mark_answered(&mut self, id: &str, by: &Who, now_ms: u64) -> Result<(), Refused> {
        operator(by)?;
        let answer = self
            .answer_of(id)
            .filter(|answer| self.state.queue.on_air().is_none_or(|item| item.utterance_id != *answer));
        self.turn_question(id, Standing::Answered, by, now_ms)?;
        answer.map_or(Ok(()), |answer| self.cancel_item(&answer, Reason::Superseded, by, now_ms))
    }

    /// The utterance that answers a question, while it waits or is on air.
    fn answer_of(&self, id: &str) -> Option<String> {
        match &self.state.questions.find(id)?.standing {
            Standing::Answering(utterance_id) => Some(utterance_id.clone()),
            _ => None,
        }
    }

    /// Queues an answer to an open question, of an operator or of the machine; `more` when it comes sentence
    /// by sentence. An operator who answers a held question lets it in, and their own words need no consent.
    ///
    /// # Errors
    /// [`Refused`]: the question is not open, errors in the text, or it was not let in.
    pub fn answer(
        &mut self,
        question_id: &str,
        text: &str,
        more: bool,
        by: &Who,
        now_ms: u64,
    ) -> Result<String, Refused> {
        super::offer::read(text)?;
        let question = self.state.questions.find(question_id);
        let standing = question.map(|q| q.standing.clone());
        let was_held = standing == Some(Standing::Held);
        match (standing, by.operator_name()) {
            (Some(Standing::Open), _) | (Some(Standing::Held), Some(_)) => {}
            (Some(other), _) => return Err(crate::QuestionError::Standing(question_id.into(), other).into()),
            (None, _) => return Err(crate::QuestionError::NotFound(question_id.into()).into()),
        }
        let source = by.operator_name().unwrap_or("machine");
        let offer =
            Offer { question_id: Some(question_id.into()), more, ..Offer::new(Kind::Answer, source, text) };
        let id = self.offer(offer, by, now_ms)?;
        if was_held {
            self.turn_question(question_id, Standing::Open, by, now_ms)?;
        }
        self.turn_question(question_id, Standing::Answering(id.clone()), &Who::Program, now_ms)?;
        let held = self.state.queue.lane(crate::Lane::Held).iter().any(|item| item.utterance_id == id);
        if held && by.operator_name().is_some() {
            self.turn(&id, crate::Turn::Approve, by, now_ms)?;
        }
        Ok(id)
    }

    pub(super) fn expire_questions(&mut self, now_ms: u64) -> Result<(), Refused> {
        let late = |q: &&Question| q.expires_ms.is_some_and(|at| at <= now_ms);
        let idle = |q: &&Question| !matches!(q.standing, Standing::Answering(_));
        let waiting = self.state.questions.waiting().iter();
        let ids: Vec<_> = waiting.filter(late).filter(idle).map(|q| q.question_id.clone()).collect();
        for id in ids {
            self.turn_question(&id, Standing::Closed(Reason::Expired), &Who::Program, now_ms)?;
        }
        Ok(())
    }

    pub(super) fn close_questions(&mut self, reason: &Reason, now_ms: u64) -> Result<(), Refused> {
        let ids: Vec<_> = self.state.questions.waiting().iter().map(|q| q.question_id.clone()).collect();
        for id in ids {
            self.turn_question(&id, Standing::Closed(reason.clone()), &Who::Program, now_ms)?;
        }
        Ok(())
    }

    /// A question whose answer is gone may be answered otherwise, unless viewers have heard some of it.
    pub(super) fn reopen_question(
        &mut self,
        utterance_id: &str,
        reason: &Reason,
        by: &Who,
        now_ms: u64,
    ) -> Result<(), Refused> {
        let Some(question) = self.state.questions.answered_by(utterance_id) else { return Ok(()) };
        let id = question.question_id.clone();
        let heard =
            self.state.queue.recent().any(|item| item.utterance_id == utterance_id && item.sentence > 0);
        let to = if heard { Standing::Closed(reason.clone()) } else { Standing::Open };
        self.turn_question(&id, to, by, now_ms)
    }

    fn turn_question(&mut self, id: &str, to: Standing, by: &Who, now_ms: u64) -> Result<(), Refused> {
        self.record(Change::QuestionTurned { question_id: id.into(), to }, by, now_ms)
    }
}
