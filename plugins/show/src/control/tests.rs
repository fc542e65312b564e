//! Stories: what operators, viewers and the show do to one another.

use super::*;
use crate::Approval;
use crate::{Kind, Lane, Offer, Place, Rule, Standing, Verdict};
use protocol::{
    cue::Cue,
    event::UtteranceState::{self, Held},
    request::{self, Limit, Limits},
};

mod people;

const SHOW: &str = "---\ntitle: x\n---\n# One\nA one. A two.\n\n[ask 60s]\nB.\n# Talk [idle 20s]\nHm.\n# Two [product x]\nC.";

fn edit<'a>(text: &'a str, was: &'a str) -> Edit<'a> {
    Edit { text, was: Some(was), same: 0 }
}

fn ann() -> Who {
    Who::operator("ann")
}

/// A show, and what goes on air of it, at seconds.
struct Stage {
    control: ShowControl,
    now: u64,
}

impl Stage {
    fn new(source: &str) -> Self {
        let mut control = ShowControl::new(Rules::default());
        if !source.is_empty() {
            control.load(source, |_| Vec::new(), &Who::Program, 0).unwrap();
        }
        Self { control, now: 0 }
    }

    fn say(&mut self, kind: Kind, text: &str) -> String {
        self.control.offer(Offer::new(kind, "ann", text), &ann(), self.now).unwrap()
    }

    /// Puts the next thing on air: its text.
    fn next(&mut self) -> Option<String> {
        let on_air = self.control.next(self.now).unwrap()?;
        self.control.speaking(&on_air.utterance_id, self.now).unwrap();
        Some(self.control.state().queue.on_air()?.text.clone())
    }

    /// Says it to its end, in a second.
    fn done(&mut self) {
        let id = self.on_air();
        self.now += 1000;
        self.control.done(&id, self.now).unwrap();
    }

    fn on_air(&self) -> String {
        self.control.state().queue.on_air().unwrap().utterance_id.clone()
    }

    fn state(&self, id: &str) -> UtteranceState {
        let queue = &self.control.state().queue;
        let recent = queue.recent().find(|item| item.utterance_id == id);
        queue.find(id).or(recent).unwrap().life.state()
    }

    #[track_caller]
    fn check_next(&mut self, expect: &[&str]) {
        for text in expect {
            assert_eq!(self.next().as_deref(), Some(*text));
            self.done();
        }
    }
}

#[test]
fn it_is_told_when_a_segment_was_entered() {
    let show = "---\ntitle: x\n---\n# One\nA.\n\nB.\n# Two\nC.";
    let mut stage = Stage::new(show);
    stage.now = 1000;
    let mut told = Vec::new();
    for _ in 0..3 {
        told.push(stage.control.progress(stage.now).entered_ms);
        stage.next();
        told.push(stage.control.progress(stage.now).entered_ms);
        stage.done();
    }
    assert_eq!(told, [None, Some(1000), Some(1000), Some(1000), Some(1000), Some(3000)]);
    stage.control.load(&show.replace("title: x", "title: y"), |_| Vec::new(), &ann(), stage.now).unwrap();
    assert_eq!(stage.control.progress(stage.now).entered_ms, None);
}

#[test]
fn a_show_rests_for_questions_and_talks_to_itself() {
    let mut stage = Stage::new(SHOW);
    stage.check_next(&["A one. A two."]);
    assert_eq!(stage.next(), None);
    assert_eq!(stage.control.state().window_until_ms, Some(61_000));
    stage.now = 20_999;
    assert_eq!(stage.next(), None);
    stage.now = 21_000;
    stage.check_next(&["Hm."]);
    assert_eq!(stage.next(), None);
    stage.now = 61_000;
    stage.check_next(&["B."]);
    let on_air = stage.control.next(stage.now).unwrap().unwrap();
    assert_eq!(crate::Entry::Say { text: String::new(), blocks: on_air.blocks }.cues()[0].name(), "show");
    stage.done();
    assert_eq!(stage.next(), None);
}

#[test]
fn a_question_is_looked_at_answered_and_over() {
    let mut stage = Stage::new("");
    let q = stage.control.ask("viv", "How much?", 0).unwrap();
    assert!(stage.control.answer(&q, "Ten.", false, &Who::Program, 0).is_err());
    stage.control.edit_question(&q, "How much is it?", Some("How much?"), &ann(), 0).unwrap();
    let late = stage.control.edit_question(&q, "How?", Some("How much?"), &Who::operator("bob"), 0);
    assert_eq!(late, Err(Refused::Changed("How much is it?".into())));
    stage.control.approve_question(&q, &ann(), 0).unwrap();
    let u = stage.control.answer(&q, "Ten.", false, &Who::Program, 0).unwrap();
    assert_eq!(stage.state(&u), Held);
    assert_eq!(stage.next(), None);
    assert_eq!(
        stage.control.approve(&u, &Who::Viewer("viv".into()), 0).unwrap_err(),
        Refused::NotAnOperator(Who::Viewer("viv".into()))
    );
    assert!(stage.control.approve(&u, &Who::operator(" "), 0).is_err());
    stage.control.edit(&u, edit("Ten [smile] euros.", "Ten."), &ann(), 0).unwrap();
    let late = stage.control.edit(&u, edit("Nine.", "Ten."), &Who::operator("bob"), 0);
    assert_eq!(late, Err(Refused::Changed("Ten [smile] euros.".into())));
    stage.control.approve(&u, &ann(), 0).unwrap();
    stage.check_next(&["Ten [smile] euros."]);
    assert_eq!(stage.control.state().questions.recent().next().unwrap().standing, Standing::Answered);
}

#[test]
fn a_rejected_answer_leaves_its_question_open() {
    let mut stage = Stage::new("");
    let q = stage.control.ask("viv", "How much?", 0).unwrap();
    let u = stage.control.answer(&q, "Ten.", false, &ann(), 0).unwrap();
    assert_eq!(stage.state(&u), UtteranceState::Approved);
    stage.control.reject(&u, &ann(), 0).unwrap();
    assert_eq!(stage.control.state().questions.find(&q).unwrap().standing, Standing::Open);
    let u = stage.control.answer(&q, "Nine.", false, &ann(), 0).unwrap();
    stage.control.reject_question(&q, &ann(), 0).unwrap();
    assert_eq!(stage.state(&u), UtteranceState::Cancelled);
    assert!(stage.control.reject_question(&q, &ann(), 0).is_err());
}

#[test]
fn an_urgent_line_cuts_and_what_was_cut_goes_on_at_its_sentence() {
    let mut stage = Stage::new(SHOW);
    stage.next();
    let show = stage.on_air();
    stage.control.sentence_said(&show, 0, 0).unwrap();
    let u = stage.say(Kind::Urgent, "Fire!");
    assert_eq!(stage.control.take_cuts(), std::slice::from_ref(&show));
    stage.check_next(&["Fire!"]);
    assert_eq!(stage.state(&u), UtteranceState::Done);
    let on_air = stage.control.next(stage.now).unwrap().unwrap();
    assert_eq!((on_air.utterance_id, on_air.from), (show.clone(), 1));
    let place = Place { segment: 0, paragraph: 0 };
    assert_eq!(stage.control.position(), Position { place, sentence: 1 });
    assert!(stage.control.sentence_said(&show, 0, stage.now).is_err());
}

#[test]
fn a_takeover_replaces_the_machine_and_hands_back() {
    let mut stage = Stage::new(SHOW);
    stage.next();
    let show = stage.on_air();
    stage.control.take_over(&ann(), 0).unwrap();
    assert_eq!(stage.control.take_cuts(), std::slice::from_ref(&show));
    assert_eq!(stage.next(), None);
    stage.say(Kind::Operator, "It is me.");
    stage.check_next(&["It is me."]);
    assert_eq!(stage.next(), None);
    stage.control.hand_back(&Who::operator("ben"), stage.now).unwrap();
    stage.next();
    assert_eq!(stage.on_air(), show);
}

#[test]
fn by_hand_nothing_goes_on_air_by_itself() {
    let mut stage = Stage::new(SHOW);
    stage.control.set_auto(false, &ann(), 0).unwrap();
    let first = stage.say(Kind::Operator, "First.");
    let second = stage.say(Kind::Operator, "Second.");
    assert_eq!(stage.next(), None);
    stage.control.take(&second, &ann(), 0).unwrap();
    stage.check_next(&["Second."]);
    assert_eq!(stage.next(), None);
    assert!(matches!(stage.control.preview(0), Some(Preview::Item(item)) if item.utterance_id == first));
    stage.control.go(&ann(), 0).unwrap();
    stage.check_next(&["First."]);
    assert_eq!(stage.next(), None);
    stage.control.go(&ann(), 0).unwrap();
    stage.check_next(&["A one. A two."]);
    assert_eq!(stage.next(), None);
}

#[test]
fn what_waits_too_long_expires() {
    let mut stage = Stage::new("");
    let q = stage.control.ask("viv", "How much?", 0).unwrap();
    let u = stage.control.answer(&q, "Ten.", false, &ann(), 0).unwrap();
    stage.control.tick(10 * 60_000).unwrap();
    assert_eq!(stage.state(&u), UtteranceState::Cancelled);
    assert_eq!(stage.control.state().questions.find(&q).unwrap().standing, Standing::Open);
    stage.control.tick(30 * 60_000).unwrap();
    let last = stage.control.state().questions.recent().next().unwrap();
    assert_eq!(last.standing, Standing::Closed(Reason::Expired));
}

#[test]
fn what_is_not_let_in_has_an_end_too() {
    let mut stage = Stage::new("");
    let rule = Rule { words: vec!["damn".into()], ..Rule::all(Verdict::Reject) };
    stage
        .control
        .set_rules(Rules { approval: Approval { rules: vec![rule], held: vec![] }, ..Rules::default() });
    stage.control.ask("viv", "How much?", 0).unwrap();
    let refused = |r: Result<String, Refused>| match r.unwrap_err() {
        Refused::NotLetIn { id, reason } => (id, reason),
        other => panic!("{other}"),
    };
    assert_eq!(refused(stage.control.ask("ben", "how much", 0)), ("q2".into(), Reason::Duplicate));
    assert_eq!(refused(stage.control.ask("ben", "Damn!", 0)).1, Reason::Rule);
    stage.control.ask("viv", "a", 0).unwrap();
    stage.control.ask("viv", "b", 0).unwrap();
    assert_eq!(refused(stage.control.ask("viv", "c", 0)).1, Reason::Rate);
    for n in 0..8 {
        stage.say(Kind::Urgent, &n.to_string());
    }
    let offer = Offer::new(Kind::Urgent, "ann", "9");
    assert_eq!(refused(stage.control.offer(offer, &ann(), 0)).1, Reason::OverCap);
    assert_eq!(stage.say(Kind::Operator, "x"), "u10");
}

#[test]
fn limits_are_set_by_the_wire_and_hold_from_then_on() {
    let shown = request::ApprovalRules::from(&Rules::default());
    assert_eq!(Rules::default().with(shown.clone()), Rules::default());
    // What is left out stays.
    let limits = Limits {
        question: Some(Limit { waiting: 2, ..shown.limits.question.unwrap() }),
        ..Limits::default()
    };
    let rules = Rules::default().with(request::ApprovalRules {
        limits: Box::new(limits),
        held: vec![],
        rules: vec![],
    });
    assert_eq!((rules.answer, rules.question.waiting), (Rules::default().answer, 2));
    let mut stage = Stage::new("");
    for viewer in ["a", "b", "c", "d"] {
        stage.control.ask(viewer, viewer, 0).unwrap();
    }
    // Of those that wait already the oldest go, once another comes.
    stage.control.set_rules(rules);
    stage.control.ask("e", "e", 0).unwrap();
    let waiting: Vec<_> = stage.control.state().questions.waiting().iter().map(|q| q.text.clone()).collect();
    assert_eq!(waiting, ["d", "e"]);
}

#[test]
fn a_faulty_version_changes_nothing() {
    let mut stage = Stage::new(SHOW);
    stage.check_next(&["A one. A two."]);
    let before = stage.control.state().cursor.clone();
    let error =
        stage.control.reload("---\ntitle: x\n---\nHi [smlie]", |_| Vec::new(), &ann(), 0).unwrap_err();
    assert!(error.to_string().contains("4:4: no cue is called `smlie`; did you mean [smile]?"), "{error}");
    assert_eq!(stage.control.state().cursor, before);
    let records = stage.control.take_records();
    assert!(matches!(&records.last().unwrap().change, Change::LoadRefused { errors } if errors.len() == 1));
    stage.control.reload(&SHOW.replace("[ask 60s]", "Now.\n"), |_| Vec::new(), &ann(), 0).unwrap();
    stage.check_next(&["Now.", "B."]);
    stage.control.go_to(Place::default(), &ann(), 0).unwrap();
    stage.check_next(&["A one. A two."]);
    let nowhere = Place { segment: 7, paragraph: 0 };
    assert_eq!(stage.control.go_to(nowhere, &ann(), 0), Err(Refused::NoSegment(7)));
}

#[test]
fn what_is_on_air_keeps_its_words_and_finds_its_new_place() {
    let mut stage = Stage::new(SHOW);
    stage.next();
    let new = SHOW.replace("# One\n", "# Zero\nZ.\n# One\nBefore.\n\n");
    stage.control.reload(&new, |_| Vec::new(), &ann(), 0).unwrap();
    assert_eq!(stage.control.position().place, Place { segment: 1, paragraph: 1 });
    stage.control.reload(&SHOW.replace("A two.", "A too."), |_| Vec::new(), &ann(), 0).unwrap();
    assert_eq!(stage.control.state().queue.on_air().unwrap().text, "A one. A two.");
    stage.done();
}

#[test]
fn another_show_takes_the_place_of_the_one_before() {
    let mut stage = Stage::new(SHOW);
    stage.next();
    let before = stage.on_air();
    stage.control.take_over(&ann(), 0).unwrap();
    stage.control.load("---\ntitle: y\n---\nOther.", |_| Vec::new(), &ann(), 0).unwrap();
    stage.control.hand_back(&ann(), 0).unwrap();
    assert_eq!(stage.state(&before), UtteranceState::Cancelled);
    stage.check_next(&["Other."]);
    assert_eq!(stage.next(), None);
}

#[test]
fn an_answer_may_grow_while_it_is_said() {
    let mut stage = Stage::new("");
    let q = stage.control.ask("viv", "How?", 0).unwrap();
    let u = stage.control.answer(&q, "So.", true, &ann(), 0).unwrap();
    assert_eq!(stage.next().as_deref(), Some("So."));
    assert!(stage.control.done(&u, 0).is_err());
    stage.control.extend(&u, "And so.", true, &ann(), 0).unwrap();
    stage.control.extend(&u, "", false, &ann(), 0).unwrap();
    assert!(stage.control.extend(&u, "More.", false, &ann(), 0).is_err());
    assert_eq!(stage.control.state().queue.on_air().unwrap().text, "So. And so.");
    stage.done();
}

#[test]
fn stop_ends_the_show_and_shutdown_ends_all() {
    let mut stage = Stage::new(SHOW);
    stage.next();
    stage.say(Kind::Operator, "x");
    assert_eq!(stage.control.stop(false, &ann(), 0).unwrap().len(), 2);
    assert_eq!((stage.next(), stage.control.take_cuts().len()), (None, 1));
    stage.say(Kind::Operator, "y");
    stage.control.ask("viv", "How?", 0).unwrap();
    stage.control.shut_down(0).unwrap();
    assert_eq!(stage.control.state().queue.waiting().count(), 0);
    assert_eq!(stage.control.state().questions.waiting(), []);
    assert!(stage.control.state().queue.lane(Lane::Now).is_empty());
}

#[test]
fn a_show_goes_on_where_it_was_killed() {
    let mut stage = Stage::new(SHOW);
    stage.control.take_records();
    let mut stage = Stage::new(SHOW);
    stage.next();
    let id = stage.on_air();
    stage.control.sentence_said(&id, 0, 0).unwrap();
    stage.say(Kind::Operator, "x");
    let journal = Journal { records: stage.control.take_records(), ..Journal::default() };
    let state = stage.control.state().clone();
    let Recovered { mut control, resumes } =
        ShowControl::recover(Rules::default(), journal.clone(), 0).unwrap();
    assert_eq!(resumes, Some((id.clone(), 1)));
    assert_eq!(control.script(), stage.control.script());
    let on_air = control.next(0).unwrap().unwrap();
    assert_eq!((on_air.utterance_id, on_air.from), (id, 1));
    let snapshot = Journal { since: state.seq, snapshot: Some(state), records: Vec::new() };
    let again = ShowControl::recover(Rules::default(), snapshot, 0).unwrap().control;
    let first = ShowControl::recover(Rules::default(), journal.clone(), 0).unwrap().control;
    assert_eq!(again.state(), first.state());
    let gap = Journal { records: journal.records[1..].to_vec(), ..Journal::default() };
    assert!(matches!(ShowControl::recover(Rules::default(), gap, 0), Err(Inconsistent::Gap { .. })));
}
