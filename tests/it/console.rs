//! The console in a real Chromium: somebody signs in, sees the picture, says a line and hears it, stops another; and
//! pauses, skips, changes the voice and moves a fader; previews a line, writes the rules, sends pictures; several people
//! work at once; and a show is changed while it is on air.

use crate::{
    program::{FRONT, Stage, peers, text},
    television::Television,
};
use serde_json::Value;
use std::{
    path::Path,
    process::{Command, Stdio},
};

/// Without a comma: the page shows words, as the voice parts them.
const LINE: &str = "Hello from a real browser can you hear me well";

#[test]
fn a_person_says_a_line_at_the_console_and_hears_it() {
    let stage = Stage::take();
    let mut tv = Television::on_air(&stage, &["--no-watch"]);
    let seen = visit(&tv, "say", &["--line", LINE, "--stop"]);
    assert_eq!(
        (&seen["ok"], &seen["stopped"], &seen["problems"]),
        (&true.into(), &true.into(), &Value::Array(vec![]))
    );
    let number = |name: &str| seen[name].as_f64().unwrap_or_else(|| panic!("no {name}: {seen}"));
    assert!(number("loudestDbfs") > -50.0, "{seen}");
    assert!(number("loudestDbfs") > number("quietDbfs") + 20.0, "no louder than silence: {seen}");
    assert!(number("frames") > 60.0, "{seen}");

    // What the page saw is what the program did.
    let recent = tv.status()["recent"].clone();
    let state = |text: &str| {
        let found = recent
            .as_array()
            .into_iter()
            .flatten()
            .find(|u| u["text"].as_str().is_some_and(|t| t.contains(text)));
        found.map(|u| u["state"].clone()).unwrap_or_default()
    };
    assert_eq!((state(LINE), state("far too long")), ("done".into(), "cancelled".into()), "{recent}");
    tv.switch_off();
}

#[test]
fn a_person_pauses_skips_mixes_and_changes_the_voice() {
    let stage = Stage::take();
    let mut tv = Television::on_air(&stage, &["--no-watch"]);
    // What the page shows it holds itself against what the program says.
    let seen = visit(&tv, "steer", &["--voice", "espeak-de"]);
    holds(&seen, &["ok", "paused", "skipped"]);
    assert!(seen["levelsPerSecond"].as_f64().is_some_and(|rate| rate <= 10.0), "{seen}");
    tv.switch_off();
}

/// A whole show, as an operator runs it: what each part is stands in `console/e2e/show.mjs`.
#[test]
fn an_operator_runs_a_whole_show() {
    let stage = Stage::take();
    let mut tv = Television::on_air(&stage, &["--no-watch"]);
    let seen = visit(&tv, "show", &["--viewport", "1600x900"]);
    let parts = [
        "loaded",
        "passed",
        "heldEditedApproved",
        "dragged",
        "go",
        "answered",
        "chat",
        "takenOver",
        "quickLine",
        "pads",
        "reconnected",
        "phone",
        "stopped",
    ];
    holds(&seen, &parts);
    assert_eq!((&seen["ok"], &seen["problems"]), (&true.into(), &Value::Array(vec![])));
    tv.switch_off();
}

#[test]
fn a_typed_line_is_previewed_and_taken() {
    let stage = Stage::take();
    let mut tv = Television::on_air(&stage, &["--no-watch"]);
    let seen = visit(&tv, "preview", &[]);
    holds(&seen, &["held", "heard", "passed", "taken", "refused"]);
    tv.switch_off();
}

#[test]
fn an_operator_writes_the_rules_and_a_moderator_reads_them() {
    let stage = Stage::take();
    let mia = token(&stage, "mia", "moderator");
    let mut tv = Television::on_air(&stage, &["--no-watch"]);
    let seen = visit_with(&tv, "rules", &[], &[("COMPERE_TOKEN_MODERATOR", &mia)]);
    holds(&seen, &["kept", "decide", "changedElsewhere", "readOnly"]);
    tv.switch_off();
}

#[test]
fn an_operator_sends_pictures_and_shows_them() {
    let stage = Stage::take();
    let mut tv = Television::on_air(&stage, &["--no-watch"]);
    let seen = visit(&tv, "backdrop", &[]);
    holds(&seen, &["sent", "dropped", "refused", "chosen", "deleted"]);
    tv.switch_off();
}

/// What a role may do, and who did what: `console/e2e/crew.mjs`.
#[test]
fn several_people_with_roles_work_at_once() {
    let stage = Stage::take();
    let (mia, vic) = (token(&stage, "mia", "moderator"), token(&stage, "vic", "viewer"));
    let mut tv = Television::on_air(&stage, &["--no-watch"]);
    let tokens = [("COMPERE_TOKEN_MODERATOR", mia.as_str()), ("COMPERE_TOKEN_VIEWER", vic.as_str())];
    let seen = visit_with(&tv, "crew", &[], &tokens);
    holds(&seen, &["seenByAll", "viewerOnlyWatches", "approvedByName", "doneOnce"]);
    tv.switch_off();
}

#[test]
fn an_operator_goes_to_a_segment_and_sees_the_file_reloaded_or_refused() {
    let stage = Stage::take();
    let show = stage.write("a.show.md", format!("{FRONT}# Welcome [loop]\n\nThis is the welcome.\n"));
    let mut tv = Television::switch_on(&stage, &[text(&show), "--no-watch", "--no-journal"]);
    tv.wait_until_on_air();
    let seen = visit(&tv, "reload", &["--file", text(&show)]);
    holds(&seen, &["wentTo", "wentByKeys", "refused", "reloaded"]);
    tv.switch_off();
}

/// What the page does when things happen at an awkward moment; a program that is pretended has them happen.
#[test]
fn what_is_typed_stays_and_a_microphone_ends_with_its_takeover() {
    let stage = Stage::take();
    let mut tv = Television::on_air(&stage, &["--no-watch"]);
    for script in ["typing", "hands", "microphone"] {
        run(script, &[format!("http://{}/", tv.addr)], &[]);
    }
    tv.switch_off();
}

/// A token of somebody's own.
#[track_caller]
fn token(stage: &Stage, name: &str, role: &str) -> String {
    stage.does(&["token", "add", name, "--role", role]).out.trim().to_owned()
}

#[track_caller]
fn holds(seen: &Value, all: &[&str]) {
    for what in all {
        assert_eq!(seen[what], true, "{what}: {seen}");
    }
}

/// Has Chromium do what `console/e2e/SCRIPT.mjs` tells; gives its report.
#[track_caller]
fn visit(tv: &Television, script: &str, options: &[&str]) -> Value {
    visit_with(tv, script, options, &[])
}

/// As [`visit`], with the tokens of others.
#[track_caller]
fn visit_with(tv: &Television, script: &str, options: &[&str], tokens: &[(&str, &str)]) -> Value {
    let page = crate::http::get(tv.addr, "/");
    assert_eq!(
        page.status, 200,
        "the program has no console inside; `cargo xtask test` builds it\n{}",
        page.body
    );
    let mut words = vec![format!("http://{}/", tv.addr), "--timeout".into(), "60".into()];
    words.extend(options.iter().map(|word| (*word).to_owned()));
    let tokens = [&[("COMPERE_TOKEN", tv.token.as_str())], tokens].concat();
    let out = run(script, &words, &tokens);
    out.lines().last().and_then(|l| serde_json::from_str(l).ok()).expect("a report")
}

/// Runs a script to its good end; gives what it printed.
#[track_caller]
fn run(script: &str, words: &[String], tokens: &[(&str, &str)]) -> String {
    peers(&["node", "chromium"]);
    let console = Path::new(env!("CARGO_MANIFEST_DIR")).join("console");
    let playwright = console.join("node_modules/playwright-core");
    assert!(playwright.is_dir(), "console/node_modules is not there; `cargo xtask test` fetches it");
    let output = Command::new("node")
        .arg(format!("e2e/{script}.mjs"))
        .args(words)
        .current_dir(&console)
        .envs(tokens.iter().copied())
        .stdin(Stdio::null())
        .output()
        .expect("node starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    println!("{out}");
    assert!(output.status.success(), "the page was not as it should be: {out}\n{err}");
    out
}
