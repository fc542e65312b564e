//! What a rehearsal tells.

use super::*;
use crate::{Approval, Asked, Kind, Piece, Question};

const SHOW: &str = "---\ntitle: x\n---\n# One\nOne two three four five. One two three four five.\n\n[ask 30s]\n# Two [for 1s]\n[speed 2]One two three four five. [pause 1]\n[camera moon]";

fn chat() -> Vec<ChatLine> {
    let line = |at: f64, viewer: &str, text: &str| {
        format!("{{\"at\": {at}, \"viewer\": \"{viewer}\", \"text\": \"{text}\"}}\n")
    };
    let lines = [line(8.0, "viv", "How much?"), line(6.0, "ben", "Where?"), line(9.0, "cal", "how much")];
    read_chat(&lines.concat()).unwrap()
}

#[test]
fn times_follow_from_words() {
    let report = rehearse(SHOW, &chat(), &Rules::default()).unwrap();
    assert_eq!((report.title.as_str(), report.ended), ("x", true));
    let times: Vec<_> = report.said.iter().map(|s| (s.at, s.until, s.whole)).collect();
    // Five words at 150 a minute are two seconds.
    assert_eq!(times, [(0.0, 4.56, true), (34.56, 36.84, true)]);
    let segments: Vec<_> =
        report.segments.iter().map(|s| (s.heading.as_str(), s.at, s.seconds, s.planned)).collect();
    assert_eq!(segments, [("One", 0.0, 34.56, None), ("Two", 34.56, 2.28, Some(1.0))]);
    assert_eq!((report.asked, report.answered, report.refused["duplicate"]), (3, 0, 1));
    let open: Vec<_> = report.unanswered.iter().map(|u| (u.viewer.as_str(), u.why.as_str())).collect();
    assert_eq!(open, [("ben", "shutdown"), ("viv", "shutdown")]);
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    assert_eq!(rehearse(SHOW, &chat(), &Rules::default()).unwrap(), report);
}

/// Says that it does not know, in two sentences.
#[derive(Default)]
struct Modest(VecDeque<Piece>);

impl Answerer for Modest {
    fn ask(&mut self, question: &Question) -> Asked {
        let question_id = || question.question_id.clone();
        let sentence = |text: &str| Piece::Sentence { question_id: question_id(), text: text.into() };
        let text = format!("You ask {}.", question.text.trim_end_matches('?'));
        self.0.extend([
            sentence(&text),
            sentence("I do not know."),
            Piece::End { question_id: question_id() },
        ]);
        Asked::Begun
    }

    fn next_piece(&mut self) -> Option<Piece> {
        self.0.pop_front()
    }

    fn cancel(&mut self, _: &str) {}
}

#[test]
fn answers_come_in_the_window_and_wrong_cues_are_found() {
    let rules = Rules { approval: Approval { rules: Vec::new(), held: Vec::new() }, ..Rules::default() };
    let missing = |cue: &Cue| match cue {
        Cue::Camera(to) => Some(format!("no camera `{}`", to.name)),
        _ => None,
    };
    let (chat, pace) = (chat(), Pace::default());
    let rehearsal = Rehearsal {
        show: SHOW,
        chat: &chat,
        rules,
        pace,
        split: &at_stops,
        cue_fails: &missing,
        begins_ms: 1_000_000,
        most_seconds: 600.0,
    };
    let report = rehearsal.run(&mut Modest::default()).unwrap();
    assert_eq!((report.answered, report.unanswered.len()), (2, 0), "{report:?}");
    let kinds: Vec<_> = report.said.iter().map(|s| s.kind).collect();
    assert_eq!(kinds, [Kind::Rundown, Kind::Answer, Kind::Answer, Kind::Rundown]);
    assert_eq!(report.said[1].text, "You ask Where. I do not know.");
    assert_eq!(report.said[1].at, 6.0);
    assert_eq!(report.cues.iter().map(|c| c.problem.as_str()).collect::<Vec<_>>(), ["no camera `moon`"]);
    assert!(report.problems.is_empty(), "{:?}", report.problems);
}

#[test]
fn a_show_without_end_is_broken_off() {
    let report =
        rehearse("---\ntitle: x\nloop: true\n---\nHello you there.", &[], &Rules::default()).unwrap();
    assert_eq!((report.ended, report.seconds), (false, MOST_SECONDS));
    assert!(
        rehearse("---\ntitle: x\n---\n[smlie]", &[], &Rules::default())
            .unwrap_err()
            .to_string()
            .contains("4:1")
    );
}

#[test]
fn chat_has_lines_and_texts_have_lengths() {
    assert_eq!(read_chat("\u{feff}{\"at\": 1, \"viewer\": \"v\", \"text\": \"t\"}").unwrap().len(), 1);
    let error = read_chat("\n{\"at\": 1}").unwrap_err();
    assert!(error.to_string().starts_with("2: missing field"), "{error}");
    assert!(read_chat("{\"at\": -1, \"viewer\": \"v\", \"text\": \"t\"}").is_err());
    let pace = Pace::default();
    assert_eq!(pace.seconds("Hello, my 3 friends — here."), 2.0);
    assert_eq!(pace.seconds("你好 hello"), 0.88);
    assert_eq!(at_stops("A 1.5 b. C! 好。D").len(), 4);
}
