//! What is left of a show when the program dies, and of the programme when the journal does.

use crate::{
    program::{FRONT, PATIENCE, Stage, text},
    television::Television,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use broadcast::pipeline::testing::wait_for;
use serde_json::{Value, json};
use show::{SqliteSettings, SqliteStore};
use std::{fs, io::Cursor};

const SHOW: &str = "One is said first. Two takes its time, so that somebody can pull the plug in the very midst of \
    it, and it goes on for a while. Three comes after it.\n\nFour is a paragraph of its own.";

/// Texts of the sentences that began to be heard, without their ends.
fn sentences(events: &[Value]) -> Vec<String> {
    let begun = events.iter().filter(|e| e["eventType"] == "SentenceStarted");
    let first =
        |e: &Value| e["eventData"]["text"].as_str().and_then(|t| t.split(' ').next()).map(str::to_owned);
    begun.filter_map(first).collect()
}

fn begins(event: &Value, word: &str) -> bool {
    event["eventType"] == "SentenceStarted"
        && event["eventData"]["text"].as_str().is_some_and(|text| text.starts_with(word))
}

fn ids(list: &Value, name: &str) -> Vec<String> {
    let list = list.as_array().expect("a list");
    list.iter().filter_map(|one| one[name].as_str().map(str::to_owned)).collect()
}

#[test]
fn a_killed_show_goes_on_at_its_sentence_and_loses_nothing() {
    let stage = Stage::take();
    let show = stage.write("a.show.md", format!("{FRONT}{SHOW}"));
    let journal = stage.path("journal.db");
    let words = [text(&show), "--journal", text(&journal), "--no-watch"];
    let mut tv = Television::switch_on(&stage, &words);
    tv.wait_until_on_air();
    tv.hear_from_the_first_event();
    let limited = |waiting: u32| json!({"held": ["question"], "limits": {"answer": {"waiting": waiting}}});
    let refused = tv.request("SetRules", limited(0));
    assert!(refused.body.contains("`limits.answer.waiting` lies between 1 and 1000"), "{refused:?}");
    tv.granted("SetRules", limited(7));
    let line = tv.say("Line of an operator.");
    let held = tv.say("Held for now.");
    tv.granted("HoldUtterance", json!({"utteranceId": held}));
    let ask = |tv: &Television, viewer: &str, asked: &str| {
        let asked = tv.granted("AskQuestion", json!({"viewer": viewer, "text": asked}));
        asked["questionId"].as_str().expect("a name").to_owned()
    };
    let waits = ask(&tv, "viv", "How much is it?");
    let answered = ask(&tv, "val", "Where is it made?");
    let answer = tv.granted("AnswerQuestion", json!({"questionId": answered, "text": "Answer to val."}));
    let answer = answer["utteranceId"].as_str().expect("a name").to_owned();
    tv.granted("HoldUtterance", json!({"utteranceId": answer}));
    let before = sentences(&tv.events_until("the second sentence begins", |e| begins(e, "Two")));
    assert_eq!(before, ["One", "Two"]);
    tv.kill();

    let mut tv = Television::switch_on(&stage, &words);
    tv.wait_until_on_air();
    tv.hear_from_the_first_event();
    let info = tv.granted("GetShow", json!({}));
    assert_eq!(ids(&info["held"], "utteranceId"), [held.clone(), answer.clone()], "{info}");
    assert_eq!(ids(&info["questions"], "questionId"), [waits.clone(), answered], "{info}");
    assert_eq!(info["keptIn"], "journal");
    let events = tv.events_until("the fourth sentence begins", |e| begins(e, "Four"));
    assert_eq!(sentences(&events), ["Two", "Three", "Line", "Four"]);
    let resumed = |e: &Value| {
        e["eventType"] == "Notice"
            && e["eventData"]["message"].to_string().contains("goes on with sentence 2")
    };
    assert!(events.iter().any(resumed), "nobody is told where it goes on: {events:?}");
    // What was held can still be said.
    tv.granted("ApproveUtterance", json!({"utteranceId": answer}));
    tv.life_of(&answer);
    tv.granted("RejectQuestion", json!({"questionId": waits}));
    tv.granted("SetCamera", json!({"camera": "close"}));
    tv.granted("StartOutput", json!({"target": "rtmp://127.0.0.1:9/app/a-secret-key"}));
    let state = |id: &str| {
        let info = tv.granted("GetShow", json!({}));
        let recent = info["recent"].as_array().expect("a list").clone();
        recent.iter().find(|u| u["utteranceId"] == id).map(|u| u["state"].clone())
    };
    assert_eq!((state(&line), state(&answer)), (Some(json!("done")), Some(json!("done"))));

    // While it is on air the journal is its own; afterwards it can be exported.
    let export = ["journal", "export", "--journal", text(&journal), "--format", "jsonl"];
    stage.refuses(&export, &["in use", "GetJournal"]);
    tv.terminate();
    let lines = stage.does(&export).out;
    let records: Vec<Value> = lines.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    let said: Vec<String> = lines.lines().filter(|l| l.contains("entenceSaid")).map(said_what).collect();
    let mut once = said.clone();
    once.sort();
    once.dedup();
    assert_eq!((said.len(), once.len()), (6, 6), "one to four, a line and an answer, each once: {said:?}");
    let numbers: Vec<_> = records.iter().filter_map(|r| r["seq"].as_u64()).collect();
    assert_eq!(numbers, (1..=records.len() as u64).collect::<Vec<_>>(), "no change is missing");
    let table = stage.does(&["journal", "export", "--journal", text(&journal)]).out;
    assert!(table.starts_with("seq,time,role,name,what,subject,change\r\n"), "{table}");
    // What was done beside the show is told as well, without keys.
    assert!(
        table.contains("SetCamera") && table.contains("close") && table.contains("StartOutput"),
        "{table}"
    );
    assert!(!table.contains("a-secret-key"), "a key is in the journal: {table}");
    assert_eq!(table.lines().count(), records.len() + 1);

    // It ended in good order, so that it begins anew.
    let mut tv = Television::switch_on(&stage, &words);
    tv.wait_until_on_air();
    tv.hear_from_the_first_event();
    let events = tv.events_until("a sentence begins", |e| e["eventType"] == "SentenceStarted");
    assert_eq!(sentences(&events)[0], "One");
    assert_eq!(tv.granted("GetShow", json!({}))["questions"], json!([]));
    tv.switch_off();

    // What operators set is for all shows, kept in a journal or not; what they did not set is as it was.
    let mut tv = Television::on_air(&stage, &["--no-watch", "--no-journal"]);
    let rules = tv.granted("GetRules", json!({}));
    let waiting = |kind: &str| rules["limits"][kind]["waiting"].clone();
    assert_eq!(
        (&rules["held"], waiting("answer"), waiting("question")),
        (&json!(["question"]), json!(7), json!(200))
    );
    tv.switch_off();
}

/// What tells one `SentenceSaid` from another: all of it but its number and its time.
fn said_what(line: &str) -> String {
    let record: Value = serde_json::from_str(line).expect("JSON");
    record["change"].to_string()
}

/// A journal with `words` for its place: the programme goes on air, somebody is told, and it stays there.
#[track_caller]
fn is_told(stage: &Stage, journal: &str, part: &str) {
    let mut tv = Television::switch_on(stage, &["--idle", "--no-watch", "--journal", journal]);
    tv.wait_until_on_air();
    tv.hear_from_the_first_event();
    let told = |e: &Value| {
        e["eventType"] == "Notice" && e["eventData"]["message"].as_str().is_some_and(|m| m.contains(part))
    };
    tv.events_until("a notice of the journal", told);
    assert!(tv.logged().contains(part), "the log says nothing of it: {}", tv.logged());
    let frames = |tv: &Television| tv.status()["health"]["frames"].as_u64().expect("a number");
    let before = frames(&tv);
    wait_for("frames go on", PATIENCE, || frames(&tv) > before + 30);
    let said = tv.say("I am on air all the same.");
    let events = tv.life_of(&said);
    assert!(events.iter().any(|e| e["eventData"]["state"] == "done"), "{events:?}");
    tv.switch_off();
}

/// A second and a half of sound, as WAV in base64.
fn recording() -> String {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 16_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut bytes = Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut bytes, spec).expect("a header");
    for i in 0..24_000 {
        writer.write_sample(((i as f32 * 0.1).sin() * 9_000.0) as i16).expect("a sample");
    }
    writer.finalize().expect("an end");
    STANDARD.encode(bytes.into_inner())
}

#[test]
fn a_recording_that_waits_is_said_after_a_crash() {
    let stage = Stage::take();
    let show = stage.write("a.show.md", format!("{FRONT}{SHOW}"));
    let journal = stage.path("journal.db");
    let words = [text(&show), "--journal", text(&journal), "--no-watch"];
    let files = || fs::read_dir(stage.path("journal.recordings")).map_or(0, Iterator::count);
    let mut tv = Television::switch_on(&stage, &words);
    tv.wait_until_on_air();
    tv.hear_from_the_first_event();
    let said = |text: &str| {
        let said = tv.granted("Say", json!({"text": text, "audio": recording()}));
        said["utteranceId"].as_str().expect("a name").to_owned()
    };
    let (kept, lost) = (said("Kept over the crash."), said("Lost in the crash."));
    assert_eq!(files(), 2);
    tv.events_until("the first sentence begins", |e| begins(e, "One"));
    tv.kill();
    fs::write(stage.path("journal.recordings").join(format!("{lost}.json")), "{").expect("damaged");
    fs::write(stage.path("journal.recordings").join("new-7.json"), "{").expect("left over");

    let mut tv = Television::switch_on(&stage, &words);
    tv.wait_until_on_air();
    tv.hear_from_the_first_event();
    let over = |e: &Value, id: &str| {
        e["eventType"] == "UtteranceChanged"
            && e["eventData"]["utteranceId"] == id
            && matches!(e["eventData"]["state"].as_str(), Some("done" | "cancelled"))
    };
    let events = tv.events_until("the damaged one is over", |e| over(e, &lost));
    let end =
        |id: &str| events.iter().find(|e| over(e, id)).map(|e| e["eventData"].clone()).expect("its end");
    assert_eq!(end(&kept)["state"], "done", "{}", end(&kept));
    assert!(events.iter().any(|e| begins(e, "Kept")));
    let failed = end(&lost);
    assert!(
        failed["state"] == "cancelled" && failed["reason"].to_string().contains("send it again"),
        "{failed}"
    );
    wait_for("nothing of them lies about", PATIENCE, || files() == 0);
    tv.switch_off();
}

#[test]
fn a_journal_that_is_damaged_is_moved_aside() {
    let stage = Stage::take();
    let journal = stage.write("journal.db", "no journal at all ".repeat(1000));
    is_told(&stage, text(&journal), "is damaged");
    let aside = fs::read_dir(stage.path("")).expect("a folder").flatten();
    let aside: Vec<_> = aside.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    let moved = aside.iter().find(|name| name.starts_with("journal.db.damaged-")).expect("it is kept");
    assert!(fs::read_to_string(stage.path(moved)).expect("a file").starts_with("no journal at all"));
}

#[test]
fn a_journal_that_cannot_be_written_is_told() {
    let stage = Stage::take();
    let file = stage.write("a-file", "not a folder");
    is_told(&stage, text(&file.join("journal.db")), "cannot be written");
}

#[test]
fn a_show_that_was_stopped_stays_so_after_a_crash() {
    let stage = Stage::take();
    let show = stage.write("a.show.md", format!("{FRONT}{SHOW}"));
    let journal = stage.path("journal.db");
    let words = [text(&show), "--journal", text(&journal), "--no-watch"];
    let mut tv = Television::switch_on(&stage, &words);
    tv.wait_until_on_air();
    tv.hear_from_the_first_event();
    tv.events_until("the first sentence begins", |e| begins(e, "One"));
    tv.granted("Stop", json!({}));
    tv.kill();

    let mut tv = Television::switch_on(&stage, &words);
    tv.wait_until_on_air();
    tv.hear_from_the_first_event();
    tv.say("Line of an operator.");
    let events = tv.events_until("the line begins", |e| begins(e, "Line"));
    assert_eq!(sentences(&events), ["Line"]);
    let told = |e: &Value| e["eventData"]["message"].to_string().contains("had stopped the show");
    assert!(events.iter().any(told), "nobody is told why nothing is said: {events:?}");
    tv.granted("GoTo", json!({"segment": 0, "paragraph": 1}));
    tv.events_until("the show goes on there", |e| begins(e, "Four"));
    tv.switch_off();
}

#[test]
fn a_journal_of_another_program_is_left_alone() {
    let stage = Stage::take();
    let journal = stage.path("journal.db");
    let held = SqliteStore::open(&journal, SqliteSettings::default()).expect("a journal");
    is_told(&stage, text(&journal), "in use by another program");
    drop(held);
}
