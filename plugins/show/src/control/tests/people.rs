//! What people change, mark, answer and stop.

use super::*;

#[test]
fn other_words_are_said_from_where_they_differ() {
    let mut stage = Stage::new("");
    let offer = |text| Offer::of_operator("ann", text);
    for (text, same, from) in [("One. Two. Four.", 2, 1), ("Zero.", 0, 0)] {
        let id = stage.control.offer(offer("One. Two. Three."), &ann(), 0).unwrap();
        assert_eq!(stage.control.next(0).unwrap().unwrap().utterance_id, id);
        stage.control.speaking(&id, 0).unwrap();
        stage.control.sentence_said(&id, 0, 0).unwrap();
        stage.control.take_over_by_voice(&ann(), 0).unwrap();
        let change = Edit { text, was: None, same };
        stage.control.edit(&id, change, &ann(), 0).unwrap();
        stage.control.hand_back(&ann(), 0).unwrap();
        let goes_on = stage.control.next(0).unwrap().unwrap();
        assert_eq!((goes_on.utterance_id, goes_on.from), (id.clone(), from), "{text}");
        for sentence in from..same.max(1) {
            stage.control.sentence_said(&id, sentence, 0).unwrap();
        }
        stage.control.done(&id, 0).unwrap();
    }
}

#[test]
fn what_a_recording_says_is_not_changed() {
    let mut stage = Stage::new("");
    let offer = Offer { recorded: true, ..Offer::of_operator("ann", "Hello.") };
    let id = stage.control.offer(offer, &ann(), 0).unwrap();
    let refused = stage.control.edit(&id, edit("Bye.", "Hello."), &ann(), 0).unwrap_err();
    assert_eq!(refused, Refused::Queue(QueueError::Recorded(id)));
}

#[test]
fn an_answer_that_waits_goes_with_its_question_and_a_held_one_can_be_marked() {
    let mut stage = Stage::new("");
    let [one, two] = ["One?", "Two?"].map(|text| stage.control.ask(text, text, 0).unwrap());
    stage.control.mark_answered(&one, &ann(), 0).unwrap();
    let answer = stage.control.answer(&two, "Yes.", false, &ann(), 0).unwrap();
    stage.control.mark_answered(&two, &ann(), 0).unwrap();
    assert_eq!(stage.control.state().questions.waiting(), []);
    assert!(stage.control.state().queue.find(&answer).is_none());
}

#[test]
fn a_person_may_say_yes_twice_and_a_refused_answer_lets_nothing_in() {
    let mut stage = Stage::new("");
    let [one, two, three] = ["One?", "Two?", "Three?"].map(|text| stage.control.ask(text, text, 0).unwrap());
    stage.control.answer(&one, "Yes.", false, &ann(), 0).unwrap();
    stage.control.answer(&two, "Yes.", false, &ann(), 0).unwrap();
    let mut rules = stage.control.rules().clone();
    rules.answer.waiting = 2;
    stage.control.set_rules(rules);
    assert!(stage.control.answer(&three, "No.", false, &ann(), 0).is_err());
    assert_eq!(stage.control.state().questions.find(&three).unwrap().standing, Standing::Held);
}

#[test]
fn what_was_let_go_is_not_once_all_is_stopped() {
    let mut stage = Stage::new("");
    stage.control.set_auto(false, &ann(), 0).unwrap();
    stage.control.go(&ann(), 0).unwrap();
    stage.control.stop(false, &ann(), 0).unwrap();
    stage.control.offer(Offer::of_operator("ann", "Hello."), &ann(), 0).unwrap();
    assert_eq!(stage.next(), None);
}

#[test]
fn a_show_that_was_stopped_stays_so_and_an_orderly_end_is_another() {
    let mut stage = Stage::new("---\ntitle: x\n---\nOne.");
    stage.control.stop(false, &ann(), 0).unwrap();
    assert!(stage.control.state().cursor.stopped);
    stage.control.shut_down(0).unwrap();
    stage.control.end_show(&Who::Program, 0).unwrap();
    let cursor = &stage.control.state().cursor;
    assert!(cursor.over && !cursor.stopped);
}

#[test]
fn a_stage_that_was_cleared_is_told_what_holds_where_the_show_goes_on() {
    let mut stage = Stage::new("---\ntitle: x\n---\n[camera close] One.\n\nTwo.");
    stage.control.next(0).unwrap().unwrap();
    stage.control.stop(false, &ann(), 0).unwrap();
    stage.control.stage_was_cleared();
    stage.control.go_to(Place { segment: 0, paragraph: 1 }, &ann(), 0).unwrap();
    assert_eq!(stage.control.next(0).unwrap().unwrap().before, [Cue::Camera("close".into())]);
}

#[test]
fn everybody_is_told_of_every_end_however_many_come_together() {
    let mut stage = Stage::new("");
    let lines: Vec<String> = (0..60).map(|n| stage.say(Kind::Operator, &format!("Line {n}."))).collect();
    for n in 0..60 {
        stage.control.ask(&format!("viewer {n}"), &format!("Question {n}?"), n).unwrap();
    }
    stage.control.take_events();
    stage.control.stop(false, &ann(), 60).unwrap();
    stage.control.shut_down(60).unwrap();
    let ended = |event: &Event| match event {
        Event::UtteranceChanged(u) if u.state.is_final() => Some(u.utterance_id.clone()),
        Event::QuestionChanged(q) if q.standing == request::Standing::Closed => Some(q.question_id.clone()),
        _ => None,
    };
    let ended: Vec<String> = stage.control.take_events().iter().filter_map(ended).collect();
    assert_eq!(ended.len(), 120);
    assert!(lines.iter().all(|id| ended.contains(id)));
}
