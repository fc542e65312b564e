//! The seam to whoever answers questions: a question in, sentences out as they are made.
//!
//! The program's answerer (knowledge base, language models) lives in a crate of its own, which does not know
//! this one; the root lays it behind [`Answerer`]. [`Answers`] carries what comes out of it to
//! [`ShowControl`], where rules and people decide.

use crate::{Question, QuestionError, Refused, ShowControl, Standing, Who};
use std::collections::BTreeMap;

/// Answers questions. Nothing here waits: it is called between two frames.
pub trait Answerer: Send {
    /// Begins to answer; what it makes comes out of [`Self::next_piece`].
    fn ask(&mut self, question: &Question) -> Asked;

    /// The next piece of any answer that is there by now.
    fn next_piece(&mut self) -> Option<Piece>;

    /// Forgets a question: nobody wants its answer any more.
    fn cancel(&mut self, question_id: &str);
}

/// What became of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Pieces will come, and an end.
    Begun,
    /// It waits for a person: [`ShowControl::answer`].
    LeftToPeople,
    /// Not now; ask again later.
    Busy,
}

/// A piece of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// The next sentence, with cues.
    Sentence {
        /// Which question it answers.
        question_id: String,
        /// What to say.
        text: String,
    },
    /// That was all.
    End {
        /// Which question was answered.
        question_id: String,
    },
    /// No more will come; what was said, was said.
    Failed {
        /// Which question was not answered.
        question_id: String,
        /// Why, for people.
        why: String,
    },
}

/// Leaves every question to people.
#[derive(Debug, Clone, Copy, Default)]
pub struct OperatorOnly;

impl Answerer for OperatorOnly {
    fn ask(&mut self, _: &Question) -> Asked {
        Asked::LeftToPeople
    }

    fn next_piece(&mut self) -> Option<Piece> {
        None
    }

    fn cancel(&mut self, _: &str) {}
}

/// Answers that are being made: each question, and its utterance once there is one.
#[derive(Debug, Default)]
pub struct Answers {
    making: BTreeMap<String, Option<String>>,
    left_to_people: Vec<String>,
}

impl Answers {
    /// Asks for what is open and brings what came. Gives what could not be answered and why, for operators.
    ///
    /// # Errors
    /// None that is not a fault of the program.
    pub fn go_on(
        &mut self,
        answerer: &mut dyn Answerer,
        control: &mut ShowControl,
        now_ms: u64,
    ) -> Result<Vec<String>, Refused> {
        let mut problems = Vec::new();
        self.forget(answerer, control);
        self.ask(answerer, control);
        while let Some(piece) = answerer.next_piece() {
            match piece {
                Piece::Sentence { question_id, text } => {
                    if let Err(problem) = self.sentence(&question_id, &text, control, now_ms) {
                        answerer.cancel(&question_id);
                        self.end(&question_id, control, now_ms)?;
                        problems.push(format!("an answer to `{question_id}` was left out: {problem}"));
                        // Nobody asks twice for what was refused; people can.
                        self.left_to_people.push(question_id);
                    }
                }
                Piece::End { question_id } => self.end(&question_id, control, now_ms)?,
                Piece::Failed { question_id, why } => {
                    self.end(&question_id, control, now_ms)?;
                    problems.push(format!("`{question_id}` was not answered: {why}"));
                    self.left_to_people.push(question_id);
                }
            }
        }
        Ok(problems)
    }

    /// Drops what nobody wants any more: the question is over, or its answer was cancelled.
    fn forget(&mut self, answerer: &mut dyn Answerer, control: &ShowControl) {
        let questions = &control.state().questions;
        self.left_to_people.retain(|id| questions.find(id).is_some());
        let wanted = |id: &String, utterance: &Option<String>| match questions.find(id).map(|q| &q.standing) {
            Some(Standing::Open) => utterance.is_none(),
            Some(Standing::Answering(by)) => utterance.as_ref() == Some(by),
            _ => false,
        };
        let mut cancelled = Vec::new();
        self.making.retain(|id, utterance| {
            let keep = wanted(id, utterance);
            if !keep {
                answerer.cancel(id);
                // An answer that a person took out is not made again by itself.
                cancelled.push(id.clone());
            }
            keep
        });
        self.left_to_people.extend(cancelled);
    }

    fn ask(&mut self, answerer: &mut dyn Answerer, control: &ShowControl) {
        for question in control.state().questions.waiting() {
            let id = &question.question_id;
            if question.standing != Standing::Open
                || self.making.contains_key(id)
                || self.left_to_people.contains(id)
            {
                continue;
            }
            match answerer.ask(question) {
                Asked::Begun => drop(self.making.insert(id.clone(), None)),
                Asked::LeftToPeople => self.left_to_people.push(id.clone()),
                Asked::Busy => return,
            }
        }
    }

    fn sentence(
        &mut self,
        id: &str,
        text: &str,
        control: &mut ShowControl,
        now_ms: u64,
    ) -> Result<(), Refused> {
        let utterance = self.making.get_mut(id).ok_or_else(|| QuestionError::NotFound(id.into()))?;
        match utterance {
            Some(utterance) => control.extend(utterance, text, true, &Who::Program, now_ms),
            None => {
                *utterance = Some(control.answer(id, text, true, &Who::Program, now_ms)?);
                Ok(())
            }
        }
    }

    fn end(&mut self, id: &str, control: &mut ShowControl, now_ms: u64) -> Result<(), Refused> {
        let utterance = self.making.remove(id).flatten();
        let growing = utterance.filter(|u| control.state().queue.find(u).is_some_and(|item| item.more));
        growing.map_or(Ok(()), |utterance| control.extend(&utterance, "", false, &Who::Program, now_ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Approval, Rules};
    use protocol::event::UtteranceState;
    use std::collections::VecDeque;

    /// Answers with what it was given.
    #[derive(Default)]
    struct Parrot {
        pieces: VecDeque<Piece>,
        cancelled: Vec<String>,
    }

    impl Answerer for Parrot {
        fn ask(&mut self, question: &Question) -> Asked {
            let question_id = question.question_id.clone();
            self.pieces.push_back(Piece::Sentence { question_id, text: question.text.clone() });
            Asked::Begun
        }

        fn next_piece(&mut self) -> Option<Piece> {
            self.pieces.pop_front()
        }

        fn cancel(&mut self, question_id: &str) {
            self.cancelled.push(question_id.into());
        }
    }

    fn control() -> ShowControl {
        let approval = Approval { rules: Vec::new(), held: Vec::new() };
        ShowControl::new(Rules { approval, ..Rules::default() })
    }

    #[test]
    fn sentences_are_said_as_they_come() {
        let (mut control, mut answers, mut parrot) = (control(), Answers::default(), Parrot::default());
        let question_id = control.ask("viv", "One.", 0).unwrap();
        assert_eq!(answers.go_on(&mut parrot, &mut control, 0).unwrap(), [""; 0]);
        let on_air = control.next(0).unwrap().unwrap();
        assert!(on_air.more);
        let (two, end) = (
            Piece::Sentence { question_id: question_id.clone(), text: "Two.".into() },
            Piece::End { question_id },
        );
        parrot.pieces.extend([two, end]);
        answers.go_on(&mut parrot, &mut control, 0).unwrap();
        let item = control.state().queue.on_air().unwrap();
        assert_eq!(
            (item.text.as_str(), item.more, item.life.state()),
            ("One. Two.", false, UtteranceState::Synthesizing)
        );
        control.done(&on_air.utterance_id, 0).unwrap();
        answers.go_on(&mut parrot, &mut control, 0).unwrap();
        assert_eq!(parrot.cancelled, [""; 0]);
    }

    #[test]
    fn what_is_taken_out_is_not_made_again() {
        let (mut control, mut answers, mut parrot) = (control(), Answers::default(), Parrot::default());
        control.ask("viv", "One.", 0).unwrap();
        answers.go_on(&mut parrot, &mut control, 0).unwrap();
        control.reject("u1", &Who::operator("ann"), 0).unwrap();
        answers.go_on(&mut parrot, &mut control, 0).unwrap();
        assert_eq!((parrot.cancelled.as_slice(), parrot.pieces.len()), (&["q1".to_owned()][..], 0));
        assert_eq!(control.state().queue.waiting().count(), 0);
    }

    #[test]
    fn a_failure_is_told_and_left_to_people() {
        let (mut control, mut answers, mut parrot) = (control(), Answers::default(), Parrot::default());
        control.ask("viv", "Say [this", 0).unwrap();
        control.ask("viv", "Two.", 0).unwrap();
        let problems = answers.go_on(&mut parrot, &mut control, 0).unwrap();
        assert!(problems.len() == 1 && problems[0].contains("not closed"), "{problems:?}");
        parrot.pieces.push_back(Piece::Failed { question_id: "q2".into(), why: "no model".into() });
        assert_eq!(answers.go_on(&mut parrot, &mut control, 0).unwrap(), ["`q2` was not answered: no model"]);
        assert!(!control.state().queue.find("u1").unwrap().more);
        assert!(control.answer("q1", "Hi.", false, &Who::operator("ann"), 0).is_ok());
        let mut people = OperatorOnly;
        control.ask("viv", "Three.", 0).unwrap();
        assert!(answers.go_on(&mut people, &mut control, 0).unwrap().is_empty());
    }
}
