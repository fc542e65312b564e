//! A show's file that is saved anew while it is on air: the show goes on in it, unless it has errors.

use crate::{
    program::{FRONT, Stage, text},
    television::Television,
};
use serde_json::{Value, json};

#[test]
fn a_show_goes_on_in_its_new_version_and_not_in_a_broken_one() {
    let stage = Stage::take();
    let body = |last: &str| format!("{FRONT}First of all a sentence. And one more.\n\n[ask 6s]\n\n{last}\n");
    let show = stage.write("a.show.md", body("The old end."));
    let mut tv = Television::switch_on(&stage, &[text(&show), "--no-watch", "--no-journal"]);
    tv.wait_until_on_air();
    tv.hear_from_the_first_event();
    stage.write("a.show.md", body("Hello [smlie] there."));
    let refused = tv.events_until("the broken version is refused", |e| e["eventType"] == "ShowRefused");
    let problems = refused.iter().find(|e| e["eventType"] == "ShowRefused");
    let problems = problems.map(|e| e["eventData"]["problems"].clone()).expect("an event");
    let problem = problems[0].as_str().expect("a problem");
    assert!(problem.starts_with("8:7: ") && problem.contains("[smile]"), "{problems}");
    assert_eq!(tv.granted("GetShow", json!({}))["version"], 1, "the old version is played on");
    assert!(tv.logged().contains("[smile]"), "the log says nothing of it");

    stage.write("a.show.md", body("A new end, and a better one."));
    let reloaded = tv.events_until("the new version is played", |e| e["eventType"] == "ShowReloaded");
    let version =
        reloaded.iter().find(|e| e["eventType"] == "ShowReloaded").map(|e| &e["eventData"]["version"]);
    assert_eq!(version, Some(&json!(2)));
    let ends = |e: &Value| e["eventData"]["text"] == "A new end, and a better one.";
    let events = tv.events_until("the new end is said", |e| e["eventType"] == "SentenceStarted" && ends(e));
    let old = |e: &Value| e["eventData"]["text"] == "The old end.";
    assert!(!events.iter().any(old), "the old end is said");
    tv.switch_off();
}
