//! Tables of show files and what is read from them.

use super::*;
use proptest::prelude::*;

#[track_caller]
fn paragraph(text: &str) -> Paragraph {
    match parse_text(text).unwrap().as_slice() {
        [Block::Paragraph(p)] => p.clone(),
        other => panic!("not one paragraph: {other:?}"),
    }
}

#[track_caller]
fn check_error(source: &str, line: usize, column: usize, part: &str) {
    let errors = Show::parse(source).unwrap_err();
    let found = errors.0.iter().any(|e| (e.line, e.column) == (line, column) && e.message.contains(part));
    assert!(found, "no `{part}` at {line}:{column} in:\n{errors}");
}

#[test]
fn a_show_is_read() {
    let show = Show::parse(
        "---\ntitle: Hi\nscene: studio\n---\n# One\nHello, [smile] I am *very* glad.\nStill here.\n\n[camera close]\nBye. [pause 0.5]\n",
    )
    .unwrap();
    assert_eq!(show.front.scene.as_deref(), Some("studio"));
    assert_eq!(show.blocks.len(), 4);
    let Block::Paragraph(p) = &show.blocks[1] else { panic!("{:?}", show.blocks) };
    assert_eq!(p.text, "Hello, I am very glad. Still here.");
    assert_eq!(p.cues[0].at, 7);
    assert_eq!(&p.text[p.emphasis[0].clone()], "very");
    assert_eq!(show.blocks[2], Block::Cues(vec![Cue::Camera("close".into())]));
    let Block::Paragraph(p) = &show.blocks[3] else { panic!("{:?}", show.blocks) };
    assert_eq!((p.text.as_str(), p.cues[0].at), ("Bye.", 4));
}

#[test]
fn cues_stand_before_words() {
    let p = paragraph("One [smile]two, [pause 1], three [camera close]");
    assert_eq!(p.text, "One two,, three");
    let at: Vec<_> = p.cues.iter().map(|c| &p.text[c.at..]).collect();
    assert_eq!(at, ["two,, three", "three", ""]);
}

#[test]
fn brackets_and_stars_can_be_said() {
    assert_eq!(paragraph("a \\[b\\] 3 * 4 \\*").text, "a [b] 3 4 *");
}

#[test]
fn faults_have_a_place() {
    check_error("Hello", 1, 1, "front matter");
    check_error("---\ntitle: x\n", 1, 1, "not closed");
    check_error("---\ntitle: x\ncolour: red\n---\n", 3, 1, "colour");
    check_error("---\nscene: x\n---\n", 2, 1, "title");
    check_error("---\ntitle: x\n---\nHi [smlie] there", 4, 4, "[smile]");
    check_error("---\ntitle: x\n---\nHi\nyou [smile there", 5, 5, "not closed");
    check_error("---\ntitle: x\n---\n\nGrüß [pause x]", 5, 6, "duration");
    check_error("---\ntitle: x\n---\nso *much", 4, 4, "emphasis");
    check_error("---\ntitle: x\nspeed: 9\n---\n", 2, 1, "speed");
}

#[test]
fn all_faults_are_told_at_once() {
    let errors = Show::parse("---\ntitle: x\n---\n[a]\nfoo [b] [c]\n").unwrap_err();
    assert_eq!(errors.0.len(), 3, "{errors}");
}

#[test]
fn a_show_may_name_several_people() {
    let front = |people: &str| Show::parse(&format!("---\ntitle: x\n{people}\n---\n")).map(|s| s.front);
    let one = front("character: kai").unwrap();
    assert_eq!((one.character, one.voice), (vec!["kai".to_owned()], vec![]));
    let two = front("character: [kai, emma]\nvoice: [joe]").unwrap();
    assert_eq!(
        (two.character, two.voice),
        (vec!["kai".to_owned(), "emma".to_owned()], vec!["joe".to_owned()])
    );
    let below = front("character:\n  - kai\n  - emma").unwrap();
    assert_eq!(below.character.len(), 2);
    assert!(front("character:").unwrap().character.is_empty());
    check_error("---\ntitle: x\ncharacter: [a, b, c, d]\n---\n", 3, 1, "room for 3");
    check_error("---\ntitle: x\nloop: true\ncharacter: [a, b, a]\n---\n", 4, 1, "`a` twice");
    check_error("---\ntitle: x\nvoice: [a, b]\n---\n", 3, 1, "2 voices for 1");
    check_error("---\ntitle: x\ncharacter: {a: b}\n---\n", 3, 12, "a list of names");
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,80}", noise in "[\\[\\]*\\\\a-z \n:.\"-]{0,80}") {
        let _ = Show::parse(&text);
        let _ = parse_text(&text);
        let _ = Show::parse(&format!("---\ntitle: x\n---\n{noise}"));
    }

    #[test]
    fn cues_lie_on_boundaries(noise in "(\\[smile\\]|[aé,.* ]|\n){0,40}") {
        for block in parse_text(&noise).unwrap_or_default() {
            if let Block::Paragraph(p) = block {
                prop_assert!(p.cues.iter().all(|c| p.text.is_char_boundary(c.at)));
                prop_assert!(p.emphasis.iter().all(|r| p.text.get(r.clone()).is_some()));
            }
        }
    }
}
