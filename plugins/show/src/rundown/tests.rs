//! Order, loops, times and reloads.

use super::*;
use protocol::{
    cue::Cue,
    graphic::{Graphic, GraphicKind},
};

fn script(body: &str) -> Script {
    Script::parse(&format!("---\ntitle: x\n{body}")).unwrap()
}

fn said(entry: Option<&Entry>) -> String {
    match entry {
        Some(Entry::Say { text, .. }) => text.clone(),
        Some(Entry::Ask(seconds)) => format!("ask {seconds}"),
        None => "nothing".into(),
    }
}

/// Plays entries that take ten seconds each, for at most `most` of them.
#[track_caller]
fn play(script: &Script, cursor: &mut Cursor, now: &mut u64, most: usize) -> Vec<String> {
    let mut out = Vec::new();
    for _ in 0..most {
        match script.next(cursor, *now) {
            Upcoming::Entry(place, after) => {
                out.push(said(script.entry(place)));
                *cursor = after;
                *now += 10_000;
            }
            Upcoming::RestUntil(until) => {
                assert!(until > *now);
                out.push(format!("rest {}", (until - *now) / 1000));
                *now = until;
            }
            Upcoming::Over => break,
        }
    }
    out
}

#[track_caller]
fn check(body: &str, expect: &[&str]) {
    assert_eq!(play(&script(body), &mut Cursor::default(), &mut 0, expect.len().max(5)), expect);
}

#[test]
fn a_show_is_played_in_order() {
    check("---\nA.\n\n[ask 60s]\n# S\n\nB.\n[camera close]\n\nC.", &["A.", "ask 60", "B.", "C."]);
    check("---\n", &[]);
}

#[test]
fn cues_go_with_their_segment() {
    let script =
        script("---\nA.\n[camera far]\n# S\n[camera close]\n[smile]\n\nB. [look left]\n[ask 5s][sound x]");
    let names = |place| script.entry(place).unwrap().cues().iter().map(|c| c.name()).collect::<Vec<_>>();
    let place = |segment, paragraph| Place { segment, paragraph };
    assert_eq!(names(place(0, 0)), ["camera"]);
    assert_eq!(names(place(1, 0)), ["camera", "emotion", "look"]);
    assert_eq!(script.entry(place(1, 1)), Some(&Entry::Ask(5.0)));
    assert_eq!(names(place(1, 2)), ["sound"]);
    assert_eq!(script.standing_cues(place(1, 0)), [Cue::Camera("far".into())]);
}

#[test]
fn loops_end_and_shows_begin_again() {
    check("---\n# S [loop 2]\nA.\n\nB.\n# T\nC.", &["A.", "B.", "A.", "B.", "C."]);
    check("loop: true\n---\nA.\n# Empty [loop]\n# T\nB.", &["A.", "B.", "A.", "B.", "A."]);
}

#[test]
fn a_length_ends_an_endless_loop() {
    check("---\n# S [loop] [for 25s]\nA.\n# T\nB.", &["A.", "A.", "A.", "B."]);
}

#[test]
fn a_time_is_waited_for_or_cuts_short() {
    check("---\nA.\n# S [at 30s]\nB.", &["A.", "rest 20", "B."]);
    check("---\nA.\n\nA.\n\nA.\n\nA.\n# S [at 15s]\nB.", &["A.", "A.", "B."]);
    check("loop: true\n---\nA.\n# S [at 15s]\nB.\n# T\nC.", &["A.", "rest 5", "B.", "C.", "A.", "B.", "C."]);
    // A time that was past when the show began is none.
    check("---\nA.\n# S [at 1970-01-01T00:00:00Z]\nB.", &["A.", "B."]);
    check("start_at: 1970-01-01T00:01:00Z\n---\nA.", &["rest 60", "A."]);
}

#[test]
fn self_talk_is_apart() {
    let script = script("---\nA.\n# Chat [idle 20s]\nHm.\n\nWell.\n# T\nB.");
    assert_eq!(
        script.idle.iter().map(|(s, e)| (*s, said(Some(e)))).collect::<Vec<_>>(),
        [(20.0, "Hm.".to_owned()), (20.0, "Well.".to_owned())]
    );
    assert_eq!(play(&script, &mut Cursor::default(), &mut 0, 5), ["A.", "B."]);
}

#[test]
fn a_product_stands_as_long_as_its_segment() {
    let script = script("---\nA.\n# S [product x]\nB.\n\nB.\n# T\nC.");
    let show_x = || Cue::Show(Graphic::Product { id: "x".into() });
    let cues = |segment, shown| script.product_cues(Place { segment, paragraph: 0 }, shown);
    assert_eq!(cues(1, None), [show_x()]);
    assert_eq!(cues(1, Some("x")), []);
    assert_eq!(script.standing_cues(Place { segment: 1, paragraph: 1 }), [show_x()]);
    assert_eq!(cues(2, Some("x")), [Cue::Hide(Some(GraphicKind::Product))]);
}

/// Plays `first` entries of the old version, and all of the new one.
#[track_caller]
fn check_reload(old: &str, first: usize, new: &str, expect: &[&str]) {
    let (old, new) = (script(old), script(new));
    let (mut cursor, mut now) = (Cursor::default(), 0);
    assert_eq!(play(&old, &mut cursor, &mut now, first).len(), first);
    let mut cursor = new.continued(&old, &cursor);
    assert_eq!(play(&new, &mut cursor, &mut now, 9), expect);
}

#[test]
fn a_new_version_replaces_what_was_not_said() {
    let old = "---\nA.\n\nB.\n\nC.\n# S\nD.";
    check_reload(old, 0, "---\nX.", &["X."]);
    check_reload(old, 2, old, &["C.", "D."]);
    check_reload(old, 2, "---\nA.\n\nB.\n\nC two.\n# S\nD.", &["C two.", "D."]);
    check_reload(old, 2, "---\nNew.\n\nA.\n\nB.\n\nC.", &["C."]);
    check_reload(old, 2, "---\nA.\n\nB changed.\n\nC.", &["B changed.", "C."]);
    // A reworded beginning of a segment does not have the one before begin again.
    check_reload("---\nA.\n# S\nB.\n\nC.", 2, "---\nA.\n# S\nB changed.\n\nC.", &["C."]);
    check_reload(old, 3, "---\nA.\n\nB.\n\nC.\n# New\nN.\n# S\nD.", &["N.", "D."]);
    check_reload(old, 4, "---\nA.\n# S\nD.\n\nE.", &["E."]);
    check_reload(old, 2, "---\nX.\n\nY.\n\nZ.", &["Z."]);
}
