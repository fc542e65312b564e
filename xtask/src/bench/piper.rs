//! Our Piper beside the official `piper-tts`: the same voice and sentences, in turn, on one core, in one run.

use std::io::Write;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::folders::Folders;
use crate::{python, tool};

/// The official package, from PyPI.
const PACKAGE: &str = "piper-tts==1.8.0";
const SCRIPT: &str = include_str!("piper_tts.py");
/// What both say: 6 to 42 words, of plain English.
const SENTENCES: &str = include_str!("sentences.txt");
/// Each says everything so many times, in turn, so that a busy moment hits both.
const ROUNDS: usize = 3;
const VOICE: &str = "en_US-joe-medium";

/// Measures both; `ratio` is our time over theirs for a second of sound.
pub fn side_by_side(folders: &Folders) -> Result<Value> {
    let python = python::environment(folders, "piper-tts", &[PACKAGE], "piper")?;
    let model = folders.packs().join(format!("voices/{VOICE}.onnx"));
    let compere = folders.compere()?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let mut command = tool::tool("taskset", ["-c", "0"]);
        command.arg(&python).args(["-c", SCRIPT]).arg(&model);
        theirs.push(factor(&answer(&mut command)?)?);
        let mut command = tool::tool("taskset", ["-c", "0"]);
        command.arg(&compere).args(["bench", "--sentences", "-"]).stderr(Stdio::inherit());
        folders.tell(&mut command)?;
        ours.push(factor(&answer(&mut command)?)?);
    }
    let (ours, theirs) = (median(ours), median(theirs));
    Ok(json!({ "package": PACKAGE, "compere_rtf": ours, "piper_tts_rtf": theirs, "ratio": ours / theirs }))
}

/// What it prints, given the sentences.
fn answer(command: &mut Command) -> Result<String> {
    let started = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = started.with_context(|| format!("cannot start `{}`", tool::line(command)))?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(SENTENCES.as_bytes())?;
    }
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("`{}` failed ({})", tool::line(command), output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn factor(answer: &str) -> Result<f64> {
    let answer: Value = serde_json::from_str(answer).context("a measurement did not answer with JSON")?;
    answer["real_time_factor"].as_f64().context("a measurement names no real_time_factor")
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read() {
        assert_eq!(factor("{\"real_time_factor\": 0.25}").unwrap(), 0.25);
        assert!(factor("{}").is_err() && factor("error").is_err());
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
    }
}
