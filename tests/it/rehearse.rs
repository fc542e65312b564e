//! `compere rehearse`: a show and its chat, off-line; what is found, and what is refused.

use crate::program::{FRONT, Stage, text};
use serde_json::Value;

const CHAT: &str = "{\"at\": 1, \"viewer\": \"viv\", \"text\": \"How much is it?\"}\n\n\
    {\"at\": 2.5, \"viewer\": \"val\", \"text\": \"Where is it made?\"}\n\
    {\"at\": 2.6, \"viewer\": \"val\", \"text\": \"Where is it made?\"}\n";

#[test]
fn a_show_is_rehearsed_with_its_chat() {
    let stage = Stage::take();
    let body =
        "# Hello\nHello, all of you. [camera close] How are you?\n\n[ask 20s]\n# End [for 5s]\nGoodbye.\n";
    let show = stage.write("a.show.md", format!("{FRONT}{body}"));
    let chat = stage.write("chat.jsonl", CHAT);
    let words = ["rehearse", text(&show), "--chat", text(&chat)];
    let first = stage.does(&[&words[..], &["--json"]].concat()).out;
    let report: Value = serde_json::from_str(&first).expect("JSON");
    assert_eq!((&report["title"], &report["ended"]), (&"A test".into(), &true.into()), "{report}");
    assert_eq!(report["asked"], 3, "{report}");
    assert_eq!(report["unanswered"].as_array().map(Vec::len), Some(2), "nobody answers here: {report}");
    let headings: Vec<_> =
        report["segments"].as_array().into_iter().flatten().filter_map(|s| s["heading"].as_str()).collect();
    assert_eq!(headings, ["Hello", "End"]);
    assert!(report["seconds"].as_f64().is_some_and(|s| (20.0..60.0).contains(&s)), "{report}");
    assert_eq!(stage.does(&[&words[..], &["--json"]].concat()).out, first, "two rehearsals are the same");
    let table = stage.does(&words).out;
    for part in
        ["A test", "Hello", "questions: 3 came, 0 answered, 2 left, 1 refused", "viv: How much is it?"]
    {
        assert!(table.contains(part), "`{part}` is not told:\n{table}");
    }
    let slower = [&words[..], &["--json", "--words-per-minute", "60"]].concat();
    let slower: Value = serde_json::from_str(&stage.does(&slower).out).expect("JSON");
    assert!(slower["seconds"].as_f64() > report["seconds"].as_f64(), "{slower}");
}

#[test]
fn times_of_day_need_a_beginning() {
    let stage = Stage::take();
    let body = "# Hello\nHello, all of you.\n\n# News [at 2026-11-22T20:15:00+01:00]\nThe news.\n";
    let show = stage.write("a.show.md", format!("{FRONT}{body}"));
    stage.refuses(&["rehearse", text(&show)], &["`News` begins at a time of day", "--begins"]);
    let report = stage.does(&["rehearse", text(&show), "--json", "--begins", "2026-11-22T19:14:30Z"]).out;
    let report: Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!((&report["ended"], &report["segments"][1]["at"]), (&true.into(), &30.0.into()), "{report}");
}

#[test]
fn what_cannot_be_rehearsed_is_told() {
    let stage = Stage::take();
    stage.refuses(&["rehearse", "no-such-show"], &["no-such-show"]);
    let show = stage.write("a.show.md", format!("{FRONT}Hello."));
    let check = |chat: &str, parts: &[&str]| {
        let chat = stage.write("chat.jsonl", chat);
        stage.refuses(&["rehearse", text(&show), "--chat", text(&chat)], parts);
    };
    check("{\"at\": 1, \"viewer\": \"viv\", \"text\": \"x\"}\nhow much?\n", &["chat.jsonl:2: ", "a line is"]);
    check(
        "{\"at\": -1, \"viewer\": \"viv\", \"text\": \"x\"}",
        &["chat.jsonl:1: ", "seconds after the show began"],
    );
    check("{\"at\": 1, \"viewer\": \"viv\"}", &["chat.jsonl:1: ", "text"]);
    check("{\"at\": 1, \"viewer\": \"viv\", \"text\": \"x\", \"colour\": 1}", &["chat.jsonl:1: ", "colour"]);
    stage.refuses(&["rehearse", text(&show), "--chat", "none.jsonl"], &["none.jsonl"]);
    let broken = stage.write("b.show.md", format!("{FRONT}Hi [camera clsoe] there."));
    stage.refuses(&["rehearse", text(&broken)], &["b.show.md:4:4: ", "close"]);
}

#[test]
fn a_journal_that_is_not_there_is_not_exported() {
    let stage = Stage::take();
    let none = stage.path("none.db");
    stage.refuses(&["journal", "export", "--journal", text(&none)], &["there is no journal", "compere live"]);
    let other = stage.write("other.db", "something else ".repeat(500));
    stage.refuses(&["journal", "export", "--journal", text(&other)], &["damaged"]);
    assert!(!none.exists() && other.exists(), "an export begins no journal and moves none");
    let empty = stage.write("empty.db", "");
    let onto = ["journal", "export", "--journal", text(&empty), "-o", text(&empty)];
    stage.refuses(&onto, &["empty.db is the journal itself"]);
}
