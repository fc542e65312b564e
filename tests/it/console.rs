//! The console in a real Chromium: somebody signs in, sees the picture, says a line and hears it, stops another; and
//! pauses, skips, changes the voice and moves a fader.

use crate::{
    program::{Stage, peers},
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
    for what in ["ok", "paused", "skipped"] {
        assert_eq!(seen[what], true, "{what}: {seen}");
    }
    assert!(seen["levelsPerSecond"].as_f64().is_some_and(|rate| rate <= 10.0), "{seen}");
    tv.switch_off();
}

/// A whole show, as an operator runs it: what each part is stands in `console/e2e/show.mjs`.
#[test]
fn an_operator_runs_a_whole_show() {
    let stage = Stage::take();
    let mut tv = Television::on_air(&stage, &["--no-watch"]);
    let seen = visit(&tv, "show", &["--viewport", "1600x900"]);
    for what in [
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
    ] {
        assert_eq!(seen[what], true, "{what}: {seen}");
    }
    assert_eq!((&seen["ok"], &seen["problems"]), (&true.into(), &Value::Array(vec![])));
    tv.switch_off();
}

/// Has Chromium do what `console/e2e/SCRIPT.mjs` tells; gives its report.
#[track_caller]
fn visit(tv: &Television, script: &str, options: &[&str]) -> Value {
    peers(&["node", "chromium"]);
    let console = Path::new(env!("CARGO_MANIFEST_DIR")).join("console");
    let playwright = console.join("node_modules/playwright-core");
    assert!(playwright.is_dir(), "console/node_modules is not there; `cargo xtask test` fetches it");
    let page = crate::http::get(tv.addr, "/");
    assert_eq!(
        page.status, 200,
        "the program has no console inside; `cargo xtask test` builds it\n{}",
        page.body
    );
    let output = Command::new("node")
        .args([format!("e2e/{script}.mjs"), format!("http://{}/", tv.addr)])
        .args(["--timeout", "60"])
        .args(options)
        .current_dir(&console)
        .env("COMPERE_TOKEN", &tv.token)
        .stdin(Stdio::null())
        .output()
        .expect("node starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    println!("{out}");
    assert!(output.status.success(), "the page was not as it should be: {out}\n{err}");
    out.lines().last().and_then(|l| serde_json::from_str(l).ok()).expect("a report")
}
