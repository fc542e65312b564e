//! Cues at their words, pauses, skipped and broken sentences; no voice and no mixer.

use super::*;
use protocol::timeline::{EMPHASIS, PhoneSpan, WordSpan};
use show::Spoken;

#[track_caller]
fn check(words: &[(u64, u64)], text: &str, word: usize, expect: u64) {
    let words = words.iter().map(|(start, end)| WordSpan { word: "w".into(), start: *start, end: *end });
    let timeline = Timeline { samples: 1000, words: words.collect(), ..Timeline::default() };
    assert_eq!(word_start(&timeline, text, word), expect);
}

#[test]
fn cues_find_their_words() {
    check(&[(10, 20), (30, 40)], "one two", 1, 30);
    check(&[(10, 20), (30, 40)], "one two", 0, 10);
    check(&[(10, 20), (30, 40)], "one two", 2, 40);
    check(&[(10, 20), (30, 40), (50, 60), (70, 80)], "one 21", 1, 50);
    check(&[], "one", 1, 999);
}

fn line_of(text: &str, words: &[(u64, u64)], samples: u64) -> Line {
    let plan = SentencePlan {
        number: 0,
        text: text.into(),
        pieces: vec![Spoken::Text(text.into())],
        cues: vec![
            WordCue { word: 2, cue: Cue::Sound("pling".into()) },
            WordCue { word: 2, cue: Cue::Camera("close".into()) },
        ],
        emphasis: vec![1],
        style: show::Style::default(),
        recording: None,
        goes_on: false,
    };
    let words = words.iter().map(|(start, end)| WordSpan { word: "w".into(), start: *start, end: *end });
    let mut line = Line::new(7, plan);
    line.timed(Timeline { words: words.collect(), ..Timeline::silence(samples) });
    line.sound = vec![0.0; samples as usize];
    line
}

#[test]
fn an_emphasised_word_is_stressed_where_it_is_said() {
    let phone = |phone: &str, start, end, stress| PhoneSpan { phone: phone.into(), start, end, stress };
    let phones =
        vec![phone("a", 0, 30, 2), phone("b", 30, 33, 0), phone("i", 33, 36, 1), phone("n", 36, 99, 0)];
    let words = WORDS.map(|(start, end)| WordSpan { word: "w".into(), start, end }).to_vec();
    let plan = line_of("a b c", &WORDS, 100).plan;
    let line = super::sentence::emphasised(Timeline { phones, words, ..Timeline::silence(99) }, &plan);
    assert_eq!(line.phones.iter().map(|p| p.stress).collect::<Vec<_>>(), [2, 0, EMPHASIS, 0]);
}

fn act_with(line: Line) -> Act {
    let mut act = Act::new("u1".into(), Vec::new(), 0, 0, 0);
    act.push_line(line);
    act
}

const WORDS: [(u64, u64); 3] = [(10, 20), (30, 40), (50, 60)];

#[test]
fn a_pause_goes_back_to_the_word_it_cut() {
    // Samples heard, and from where it goes on; none where nothing is left.
    for (heard, expect) in [(5, Some(5)), (15, Some(10)), (25, Some(25)), (59, Some(50)), (60, None)] {
        let mut act = act_with(line_of("a b c", &WORDS, 100));
        act.start_first(1000);
        assert_eq!(act.rewind(heard, 8), expect.is_some());
        if let Some(from) = expect {
            let line = act.first_line().unwrap();
            assert_eq!((line.from, line.state, line.heard_as), (from, LineState::Waiting, 8));
            // Its cues come with their word, later.
            act.start_first(5000);
            assert_eq!(act.due_cues(5000 + 50 - from), []);
            assert_eq!(act.due_cues(5001 + 50 - from).len(), 2);
            assert_eq!(act.heard_end(), Some(5000 + 100 - from));
        }
    }
}

#[test]
fn what_is_skipped_keeps_its_state_cues_only() {
    let mut act = act_with(line_of("a b c", &WORDS, 100));
    act.start_first(1000);
    assert_eq!(act.skip(1020).unwrap().job, 7);
    let cues: Vec<Cue> = act.due_cues(u64::MAX).into_iter().map(|due| due.cue).collect();
    assert_eq!(cues, [Cue::Camera("close".into())]);
    assert!(act.is_over());
}

#[test]
fn what_a_voice_could_not_finish_is_said_anew() {
    let mut act = act_with(line_of("a b c", &WORDS, 100));
    act.push_line(Line::new(9, line_of("d e f", &WORDS, 100).plan));
    act.start_first(1000);
    act.line(7).unwrap().sound.truncate(35);
    assert_eq!(act.break_off(7), Some(1035));
    assert_eq!(act.next_unsaid().map(|p| p.text), Some("c".to_owned()));
    assert_eq!(act.next_unsaid().map(|p| p.text), Some("d e f".to_owned()));
    assert_eq!(act.heard_end(), Some(1035));
}

#[test]
fn gestures_are_told_before_their_word() {
    let mut act = Act::new("u1".into(), Vec::new(), 0, 0, 0);
    let wave = || Cue::Gesture("wave".into());
    let due = |cue, at| Due { cue, at, person: 1 };
    act.due.extend([due(Cue::Look("left".into()), 60_000), due(wave(), 70_000), due(wave(), 90_000)]);
    assert_eq!(act.due_cues(30_000), vec![due(wave(), 70_000)]);
    assert_eq!(act.due.len(), 2);
    assert_eq!(act.due_cues(60_001).len(), 2);
}

#[test]
fn a_gesture_that_was_told_and_not_seen_comes_again_after_a_pause() {
    let mut line = line_of("a b c", &[(10, 20), (30, 40), (40_000, 60_000)], 60_000);
    line.plan.cues = vec![WordCue { word: 2, cue: Cue::Gesture("wave".into()) }];
    let mut act = act_with(line);
    act.start_first(1000);
    assert_eq!(act.due_cues(1100).len(), 1, "the arms set out");
    assert!(act.rewind(35, 8));
    act.start_first(50_000);
    assert_eq!(act.due_cues(50_100).first().map(|due| due.at), Some(50_000 + 40_000 - 30));
    // Once seen, it is not seen again.
    assert_eq!(act.due_cues(150_000), []);
    assert!(act.rewind(45_000, 9));
    act.start_first(200_000);
    assert_eq!(act.due_cues(u64::MAX - 100_000), []);
}

#[test]
fn cues_come_later_with_the_words_of_a_voice_that_is_late() {
    let mut act = act_with(line_of("a b c", &WORDS, 100));
    act.start_first(1000);
    act.put_off(500);
    assert_eq!(act.due_cues(1000 + 50 + 500), []);
    assert_eq!(act.due_cues(1001 + 50 + 500).len(), 2);
}

#[test]
fn cues_of_a_sentence_that_cannot_be_said_come_after_the_one_before_it() {
    let mut act = act_with(line_of("a b c", &WORDS, 100));
    let mut next = Line::new(9, line_of("d e f", &WORDS, 100).plan);
    next.plan.cues = vec![WordCue { word: 1, cue: Cue::Camera("wide".into()) }];
    act.push_line(next);
    act.start_first(1000);
    act.drop_line(9);
    let wide = |due: &Due| due.cue == Cue::Camera("wide".into());
    assert!(!act.due_cues(1100).iter().any(wide));
    act.end_line(1100);
    assert!(act.due_cues(1101).iter().any(wide));
}

#[test]
fn a_voice_that_fails_at_the_very_end_leaves_nothing_waiting() {
    let mut act = act_with(line_of("a b c", &WORDS, 100));
    act.push_line(Line::new(9, line_of("d e f", &WORDS, 100).plan));
    act.start_first(1000);
    assert_eq!(act.break_off(7), Some(1100));
    assert_eq!((act.lines_open(), act.next_unsaid().map(|p| p.text)), (1, Some("d e f".to_owned())));
}
