//! `cargo xtask bench`: asks the program to measure itself, prints the answer as a table and keeps it as JSON.
//!
//! What is measured is the program's business; any JSON object of numbers, nested as it likes, is shown. Each figure stands
//! beside the one of the kept run before, as a ratio.

pub mod face;
mod piper;
pub mod reach;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use packs::stamp;
use serde_json::Value;

use crate::folders::Folders;
use crate::progress::Steps;
use crate::setup::{self, Consent};
use crate::system::packages::Purpose;
use crate::tool;

/// Runs `compere bench --json ARGS`; the newest kept run is `out/bench/latest.json`.
pub fn bench(folders: &Folders, args: &[String], consent: Consent) -> Result<()> {
    let mut steps = Steps::new(8);
    let lock = setup::Lock::take(folders)?;
    setup::machine(folders, &mut steps, Purpose::Live, consent)?;
    setup::console(folders, &mut steps)?;
    setup::build(folders, &mut steps)?;
    setup::characters(folders, &mut steps)?;
    drop(lock);
    let mut answer = String::new();
    steps.run("measure", |progress| {
        progress.note("this takes minutes, and wants an idle machine");
        let mut command = tool::tool(&folders.compere()?.to_string_lossy(), ["bench", "--json"]);
        command.args(args).stderr(std::process::Stdio::inherit());
        folders.tell(&mut command)?;
        answer = tool::captured(&mut command)?;
        Ok("ok".into())
    })?;
    let mut now: Value =
        serde_json::from_str(&answer).context("`compere bench --json` did not answer with JSON")?;
    steps.run("piper-tts", |progress| {
        progress.note("our voice beside the official piper-tts, on one core");
        // Not every machine reaches a package index; the rest of the figures stands without.
        match piper::side_by_side(folders) {
            Ok(figures) => now["piper_side_by_side"] = figures,
            Err(error) => progress.note(&format!("not measured: {error:#}")),
        }
        Ok("ok".into())
    })?;
    let kept = folders.repo.join("out/bench");
    let before =
        fs::read_to_string(kept.join("latest.json")).ok().and_then(|text| serde_json::from_str(&text).ok());
    print!("{}", table(&now, before.as_ref()));
    let text = serde_json::to_string_pretty(&now)? + "\n";
    let date = tool::captured(&mut tool::tool("date", ["-u", "+%Y-%m-%dT%H%M%SZ"]))?;
    for name in [date.trim(), "latest"] {
        keep(&kept, name, &text)?;
    }
    println!("kept as {}", kept.join(format!("{}.json", date.trim())).display());
    Ok(())
}

fn keep(folder: &Path, name: &str, text: &str) -> Result<()> {
    stamp::write_whole(&folder.join(format!("{name}.json")), text.as_bytes())
}

fn table(now: &Value, before: Option<&Value>) -> String {
    let mut rows = Vec::new();
    flatten("", now, &mut rows);
    let mut old = Vec::new();
    if let Some(before) = before {
        flatten("", before, &mut old);
    }
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (name, value) in rows {
        let old = old.iter().find(|(old_name, _)| *old_name == name).map(|(_, old)| old);
        let ratio = match (value.as_f64(), old.and_then(Value::as_f64)) {
            (Some(new), Some(old)) if old != 0.0 => format!("  {:.2} x the run before", new / old),
            _ => String::new(),
        };
        let shown = match &value {
            Value::Number(number) if number.is_f64() => format!("{:.3}", number.as_f64().unwrap_or_default()),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        text += &format!("  {name:width$}  {shown:>12}{ratio}\n");
    }
    text
}

fn flatten(name: &str, value: &Value, rows: &mut Vec<(String, Value)>) {
    let below = |key: &str| if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| flatten(&below(key), value, rows)),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                // A row of a table is named by its text, a size or a name.
                let text = item.as_object().and_then(|row| row.values().find_map(Value::as_str));
                flatten(&below(text.unwrap_or(&index.to_string())), item, rows);
            }
        }
        leaf => rows.push((name.to_owned(), leaf.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_beside_the_ones_before() {
        let now = serde_json::json!({"fps": [{"size": "720p", "value": 40.0}], "adapter": "llvmpipe"});
        let before = serde_json::json!({"fps": [{"size": "720p", "value": 20.0}]});
        let table = table(&now, Some(&before));
        assert!(
            table.contains("fps.720p.value") && table.contains("40.000  2.00 x the run before"),
            "{table}"
        );
        assert!(table.contains("llvmpipe\n"), "{table}");
    }
}
