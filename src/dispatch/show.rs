//! Requests about the show: its rundown, its queue, its questions, and who decides.

use super::{Desk, long};
use crate::{paths, performance::Performance};
use protocol::{
    Caller, Code, Request, Response, Role,
    cue::{Backdrop, Cue},
    event::Utterance,
    request::{
        AnswerQuestion, AskQuestion, Automatic, CueGiven, FireCue, GetJournal, GetPreview, Place, Preview,
        QuestionAsked, QuestionDone, Refusal, Said, ShowMoved, ShowSource, Shows, Stopped, TakenOver,
        UtteranceDone,
    },
};
use show::{Edit, Kind, Who};
use tokio::sync::oneshot;

/// Who a caller is in the journal.
pub(super) fn who(caller: &Caller) -> Who {
    match caller.role {
        Role::Viewer => Who::Viewer(caller.name.clone()),
        Role::Moderator | Role::Operator | Role::Admin => Who::Operator(caller.name.clone()),
    }
}

impl Desk<'_> {
    /// Answers what is about the show; gives back what is not.
    pub(super) fn show(&mut self, request: Request, by: &Who) -> Result<Response, Request> {
        Ok(match request {
            Request::GetShow(_) => Ok(self.performance.direction.info().into()),
            Request::GetShowSource(_) => {
                let state = self.performance.direction.control().state();
                Ok(ShowSource { source: state.source.clone(), version: state.version }.into())
            }
            Request::CheckShow(check) => self.check_show(&check.source),
            Request::LoadShow(load) => self.load_show(load, by),
            Request::ReloadShow(reload) => {
                let folder = self.facts.known.folder.clone();
                self.play(&reload.source, folder, false, by)
            }
            Request::ListShows(_) => Ok(Shows { shows: paths::list("scenes", ".show.md") }.into()),
            Request::GoTo(place) => self.go_to(place, by),
            Request::ApproveUtterance(of) => {
                let done =
                    self.with_utterance(&of.utterance_id, |control, id, now| control.approve(id, by, now));
                self.end_pause_for_urgent(&of.utterance_id, &done);
                done
            }
            Request::HoldUtterance(of) => {
                self.with_utterance(&of.utterance_id, |control, id, now| control.hold(id, by, now))
            }
            Request::RemoveUtterance(of) => {
                self.with_utterance(&of.utterance_id, |control, id, now| control.reject(id, by, now))
            }
            Request::TakeUtterance(of) => {
                let done =
                    self.with_utterance(&of.utterance_id, |control, id, now| control.take(id, by, now));
                self.end_pause_for_urgent(&of.utterance_id, &done);
                done
            }
            Request::MoveUtterance(of) => self.with_utterance(&of.utterance_id, |control, id, now| {
                control.reorder(id, of.before.as_deref(), by, now)
            }),
            Request::EditUtterance(of) => match self.readable(&of.text) {
                Ok(()) => {
                    let same = self.performance.same_sentences(&of.utterance_id, &of.text);
                    self.with_utterance(&of.utterance_id, |control, id, now| {
                        control.edit(id, Edit { text: &of.text, was: of.was.as_deref(), same }, by, now)
                    })
                }
                Err(refusal) => Err(refusal),
            },
            Request::Go(_) => self.automatic(|control, now| control.go(by, now)),
            Request::SetAuto(set) => self.automatic(|control, now| control.set_auto(set.auto, by, now)),
            Request::TakeOver(_) => {
                let done = self.taken_over(|control, now| control.take_over(by, now));
                if done.is_ok() {
                    self.performance.end_pause();
                }
                done
            }
            Request::HandBack(_) => self.taken_over(|control, now| control.hand_back(by, now)),
            Request::AskQuestion(ask) => self.ask(&ask),
            Request::ApproveQuestion(of) => {
                self.with_question(&of.question_id, |control, id, now| control.approve_question(id, by, now))
            }
            Request::HoldQuestion(of) => {
                self.with_question(&of.question_id, |control, id, now| control.hold_question(id, by, now))
            }
            Request::RejectQuestion(of) => {
                self.with_question(&of.question_id, |control, id, now| control.reject_question(id, by, now))
            }
            Request::MarkAnswered(of) => {
                self.with_question(&of.question_id, |control, id, now| control.mark_answered(id, by, now))
            }
            Request::EditQuestion(of) => match of.text.trim() {
                "" => {
                    Err(Refusal::new(Code::InvalidField, "a question has words; reject it to take it away"))
                }
                text => self.with_question(&of.question_id, |control, id, now| {
                    control.edit_question(id, text, of.was.as_deref(), by, now)
                }),
            },
            Request::AnswerQuestion(answer) => self.answer_question(&answer, by),
            Request::MuteViewer(mute) => self.mute(&mute),
            Request::GetRules(_) => Ok(self.rules().into()),
            Request::SetRules(rules) => self.set_rules(rules),
            Request::ListQuickLines(_) => Ok(self.kept.quick_lines().clone().into()),
            Request::SetQuickLines(lines) => self.set_quick_lines(lines),
            Request::GetJournal(get) => self.journal(get),
            Request::FireCue(fire) => self.fire(&fire),
            Request::GoSafe(_) => self.go_safe(by),
            other => return Err(other),
        })
    }

    /// Whether a text can be said: not too long, and all its cues can be done.
    pub(super) fn readable(&self, text: &str) -> Result<(), Refusal> {
        match long(text) {
            Some(refusal) => Err(refusal),
            None => self.facts.known.read(text).map(drop),
        }
    }

    fn go_to(&mut self, place: Place, by: &Who) -> Response {
        self.performance.direction.change(|control, now| control.go_to(place.into(), by, now))?;
        let cursor = &self.performance.direction.control().state().cursor;
        Ok(ShowMoved { next: cursor.next.into() }.into())
    }

    fn with_utterance(
        &mut self,
        id: &str,
        change: impl FnOnce(&mut show::ShowControl, &str, u64) -> Result<(), show::Refused>,
    ) -> Response {
        self.performance.direction.change(|control, now| change(control, id, now))?;
        let found = utterance(self.performance, id);
        let utterance = found.ok_or_else(|| Refusal::new(Code::NotFound, format!("`{id}` is over")))?;
        Ok(UtteranceDone { utterance }.into())
    }

    fn with_question(
        &mut self,
        id: &str,
        change: impl FnOnce(&mut show::ShowControl, &str, u64) -> Result<(), show::Refused>,
    ) -> Response {
        self.performance.direction.change(|control, now| change(control, id, now))?;
        let questions = &self.performance.direction.control().state().questions;
        let found = questions.find(id).or_else(|| questions.recent().find(|q| q.question_id == id));
        let question = found.ok_or_else(|| Refusal::new(Code::NotFound, format!("`{id}` is over")))?;
        Ok(QuestionDone { question: question.into() }.into())
    }

    fn automatic(
        &mut self,
        change: impl FnOnce(&mut show::ShowControl, u64) -> Result<(), show::Refused>,
    ) -> Response {
        self.performance.direction.change(change)?;
        Ok(Automatic { auto: self.performance.direction.control().state().auto }.into())
    }

    fn taken_over(
        &mut self,
        change: impl FnOnce(&mut show::ShowControl, u64) -> Result<(), show::Refused>,
    ) -> Response {
        self.performance.direction.change(change)?;
        let taken_over_by = self.performance.direction.control().state().taken_over_by.clone();
        Ok(TakenOver { taken_over_by }.into())
    }

    fn ask(&mut self, ask: &AskQuestion) -> Response {
        let (name, text) = (ask.viewer.trim(), ask.text.trim());
        if name.is_empty() || name.chars().count() > AskQuestion::MAX_NAME {
            let text = format!("a viewer has a name of 1 to {} characters", AskQuestion::MAX_NAME);
            return Err(Refusal::new(Code::InvalidField, text));
        }
        if text.chars().count() > AskQuestion::MAX_CHARS {
            let text = format!("a question has at most {} characters", AskQuestion::MAX_CHARS);
            return Err(Refusal::new(Code::TooLarge, text));
        }
        let question_id = self.performance.direction.change(|control, now| control.ask(name, text, now))?;
        Ok(QuestionAsked { question_id }.into())
    }

    fn answer_question(&mut self, answer: &AnswerQuestion, by: &Who) -> Response {
        self.readable(&answer.text)?;
        let ahead = self.ahead();
        let utterance_id = self
            .performance
            .direction
            .change(|control, now| control.answer(&answer.question_id, &answer.text, false, by, now))?;
        Ok(Said { utterance_id, ahead }.into())
    }

    /// Utterances that wait for their turn.
    pub(super) fn ahead(&self) -> usize {
        self.performance.direction.control().order().queue.len()
    }

    fn journal(&mut self, get: GetJournal) -> Response {
        if !(1..=500).contains(&get.most) {
            return Err(Refusal::new(Code::InvalidField, "`most` lies between 1 and 500"));
        }
        let page = self.performance.direction.journal(get.since, get.most);
        Ok(page.map_err(|e| Refusal::new(Code::Internal, e.to_string()))?.into())
    }

    fn fire(&mut self, fire: &FireCue) -> Response {
        let cue = Cue::parse(&fire.cue).map_err(|e| Refusal::new(Code::InvalidCue, e.to_string()))?;
        if let Cue::Speaker(_)
        | Cue::Voice(_)
        | Cue::Speed(_)
        | Cue::Pitch(_)
        | Cue::Lang(_)
        | Cue::Pause(_) = cue
        {
            let text = format!("[{}] says how a text is spoken; write it in a text", cue.name());
            return Err(Refusal::new(Code::InvalidCue, text));
        }
        if let Some(problem) = self.facts.known.wrong_cue(&cue) {
            return Err(Refusal::new(Code::InvalidCue, problem));
        }
        let person = self.person(fire.person.as_deref())?;
        let name = cue.name().to_owned();
        self.performance.cue(cue, person, self.now);
        Ok(CueGiven { cue: name }.into())
    }

    /// Stops all, and shows what the programme began with.
    fn go_safe(&mut self, by: &Who) -> Response {
        let cancelled = self.stop(false, by)?;
        let begin = [
            Cue::Music { file: None, level_db: 0.0 },
            Cue::Hide(None),
            Cue::Backdrop(Backdrop::default()),
            Cue::Scene(self.facts.scene.as_str().into()),
            Cue::Camera(self.facts.camera.as_str().into()),
        ];
        for cue in begin {
            self.performance.cue(cue, 0, self.now);
        }
        self.performance.direction.change(|control, _| {
            control.stage_was_cleared();
            Ok(())
        })?;
        Ok(Stopped { cancelled, skipped: None }.into())
    }

    /// What is next; with its sound, answered when that was made.
    pub(super) fn preview(&mut self, get: &GetPreview, reply: oneshot::Sender<Response>) {
        let found = self.performance.preview(get.utterance_id.as_deref());
        let found = found.map(|(preview, plans)| {
            let camera = super::stage::first_camera(&plans).unwrap_or(self.camera).to_owned();
            (Preview { scene: self.scene_name.to_owned(), camera, ..preview }, plans)
        });
        match found {
            Ok((preview, plans)) if get.sound => self.performance.prelisten(preview, plans, reply),
            other => {
                // Who asked may be gone by now.
                let _ = reply.send(other.map(|(preview, _)| preview.into()));
            }
        }
    }

    /// An urgent line that may be said is heard at once, as one that an operator says at once.
    fn end_pause_for_urgent(&mut self, id: &str, done: &Response) {
        let queue = &self.performance.direction.control().state().queue;
        if done.is_ok() && queue.find(id).is_some_and(|item| item.kind == Kind::Urgent) {
            self.performance.end_pause();
        }
    }

    pub(super) fn stop(&mut self, keep_queue: bool, by: &Who) -> Result<Vec<String>, Refusal> {
        self.performance.end_pause();
        self.performance.silence_effects();
        self.performance.cut_microphone(self.now);
        self.performance.direction.change(|control, now| control.stop(keep_queue, by, now))
    }
}

/// Something that waits, is on air, or was lately.
fn utterance(performance: &Performance, id: &str) -> Option<Utterance> {
    let queue = &performance.direction.control().state().queue;
    let found = queue.find(id).or_else(|| queue.recent().find(|item| item.utterance_id == id));
    found.map(|item| item.utterance(None))
}
