//! `cargo xtask bench-reach`: how fast a live programme does what it is told, and what it bears, seen through its sockets;
//! printed beside what is asked, and kept as JSON.
//!
//! Owns the bars. Asking, watching and measuring are the example `reach` of `command`.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::keep;
use crate::folders::{Folders, cargo};
use crate::progress::Steps;
use crate::setup::{self, Consent};
use crate::system::packages::Purpose;
use crate::tool;

/// What is asked of a figure: a place in the answer, least, most. Milliseconds, frames a second, numbers.
struct Bar(&'static str, f64, f64);

const BARS: [Bar; 12] = [
    Bar("commandToPicture.toEvent.p50", 0.0, 80.0),
    Bar("commandToPicture.toPicture.p50", 0.0, 80.0),
    Bar("commandToPicture.toPicture.p99", 0.0, 200.0),
    Bar("cancelToSilence.toSilence.most", 0.0, 100.0),
    Bar("quiet.framesASecond", 29.7, 30.3),
    Bar("commands.framesASecond", 29.7, 30.3),
    Bar("commands.framesSkipped", 0.0, 0.0),
    Bar("commands.toAnswer.p99", 0.0, 200.0),
    Bar("commands.refused", 0.0, 0.0),
    Bar("consoles.framesASecond", 29.7, 30.3),
    Bar("consoles.framesSkipped", 0.0, 0.0),
    Bar("consoles.consolesLost", 0.0, 0.0),
];

/// Figures without a bar that say where the time goes.
const SHOWN: [&str; 7] = [
    "commandToPicture.toAnswer.p50",
    "cancelToSilence.toSilence.p50",
    "quiet.programCpu",
    "commands.programCpu",
    "commands.generatorCpu",
    "consoles.programCpu",
    "consoles.generatorCpu",
];

/// Measures; the newest kept run is `out/bench/reach-latest.json`.
///
/// # Errors
/// Something is missing, or a figure misses its bar.
pub fn bench(folders: &Folders, args: &[String], consent: Consent) -> Result<()> {
    let mut steps = Steps::new(7);
    let lock = setup::Lock::take(folders)?;
    setup::machine(folders, &mut steps, Purpose::Test, consent)?;
    setup::console(folders, &mut steps)?;
    setup::build(folders, &mut steps)?;
    setup::characters(folders, &mut steps)?;
    drop(lock);
    let mut answer = String::new();
    steps.run("reach", |progress| {
        progress.note("this takes three minutes, and wants an idle machine");
        let mut build = tool::tool(&cargo(), ["build", "-q", "-p", "command", "--example", "reach"]);
        tool::quiet(build.current_dir(&folders.repo))?;
        let mut live = Live::start(folders)?;
        let (addr, token) = (live.listens()?, live.config.join("compere/token"));
        let mut reach = Command::new(folders.target()?.join("debug/examples/reach"));
        reach.arg(addr).arg(token).arg(live.child.id().to_string()).args(args);
        answer = tool::captured(&mut reach)?;
        Ok("ok".into())
    })?;
    let found: Value = serde_json::from_str(&answer).context("`reach` did not answer with JSON")?;
    keep(&folders.repo.join("out/bench"), "reach-latest", &(serde_json::to_string_pretty(&found)? + "\n"))?;
    let (text, missed) = verdict(&found);
    print!("{text}");
    if !missed.is_empty() {
        bail!("{} bars are missed: {}", missed.len(), missed.join(", "));
    }
    Ok(())
}

/// The programme, with settings of its own; ended when dropped.
struct Live {
    child: Child,
    config: std::path::PathBuf,
}

impl Live {
    fn start(folders: &Folders) -> Result<Self> {
        let own = folders.cache.join("reach");
        fs::create_dir_all(&own).with_context(|| format!("cannot make {}", own.display()))?;
        let words =
            ["live", "--idle", "--size", "1280x720", "--no-watch", "--no-journal", "--bind", "127.0.0.1:0"];
        let mut command = tool::tool(&folders.compere()?.to_string_lossy(), words);
        folders.tell(&mut command)?;
        let log = File::create(own.join("live.log")).context("the log")?;
        command.env("XDG_CONFIG_HOME", &own).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        let child = command.spawn().context("`compere live` could not be started")?;
        Ok(Self { child, config: own })
    }

    /// Where its console listens. It goes on air some seconds later, which `reach` waits for.
    fn listens(&mut self) -> Result<String> {
        let printed = self.child.stdout.take().context("its output")?;
        let mut addr = None;
        for line in BufReader::new(printed).lines() {
            let line = line?;
            if let Some(found) = line.strip_prefix("console:") {
                addr = Some(found.trim().trim_start_matches("http://").trim_end_matches('/').to_owned());
            }
            if line.starts_with("token:") {
                break;
            }
        }
        addr.with_context(|| {
            format!("`compere live` does not listen; see {}", self.config.join("live.log").display())
        })
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        // It is of no use any more, however it ends.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The table, and the figures that miss their bars.
fn verdict(found: &Value) -> (String, Vec<String>) {
    let at = |path: &str| found.pointer(&format!("/{}", path.replace('.', "/"))).and_then(Value::as_f64);
    let shown = |v: Option<f64>| v.map_or_else(|| "-".into(), |v| format!("{v:.1}"));
    let (mut text, mut missed) = (String::new(), Vec::new());
    for Bar(path, least, most) in BARS {
        let value = at(path);
        let good = value.is_some_and(|v| (least..=most).contains(&v));
        if !good {
            missed.push(path.to_owned());
        }
        let mark = if good { "" } else { "  !" };
        text += &format!("  {path:34} {:>8}  asked {least} to {most}{mark}\n", shown(value));
    }
    for path in SHOWN {
        text += &format!("  {path:34} {:>8}\n", at(path).map_or_else(|| "-".into(), |v| format!("{v:.2}")));
    }
    (text, missed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_missed_and_what_was_not_measured_are_named() {
        let found = json!({"commandToPicture": {"toPicture": {"p50": 70.0, "p99": 300.0}}});
        let (text, missed) = verdict(&found);
        assert!(missed.contains(&"commandToPicture.toPicture.p99".to_owned()), "{missed:?}");
        assert!(missed.contains(&"consoles.consolesLost".to_owned()), "{missed:?}");
        assert!(!missed.contains(&"commandToPicture.toPicture.p50".to_owned()), "{missed:?}");
        assert!(text.contains("300.0  asked 0 to 200  !"), "{text}");
    }
}
