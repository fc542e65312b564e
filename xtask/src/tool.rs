//! Running other programs: streamed, quiet or captured, with errors that name the command line.
//!
//! It knows no program in particular.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, bail};

/// How many lines of a quiet command's output are shown when it fails.
const SHOWN_LINES: usize = 60;

/// A command with its arguments, ready to be given a folder and an environment.
pub fn tool<'a>(program: &str, args: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = Command::new(program);
    command.args(args);
    command
}

/// The command as a person would type it.
pub fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let quoted = words.map(|word| {
        let word = word.to_string_lossy();
        if word.is_empty() || word.contains([' ', '$', '\'', '"', '*', '?']) {
            format!("'{}'", word.replace('\'', "'\\''"))
        } else {
            word.into_owned()
        }
    });
    quoted.collect::<Vec<_>>().join(" ")
}

/// Runs it with the terminal as its output; no input. Fails on a status other than 0.
pub fn stream(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).status().with_context(|| not_started(command))?;
    if !status.success() {
        bail!("`{}` failed ({status}); its own words are above", line(command));
    }
    Ok(())
}

/// Runs it and keeps its output, shown (the end of it) only when it fails.
pub fn quiet(command: &mut Command) -> Result<()> {
    captured(command).map(|_| ())
}

/// Runs it and hands each line that it writes, to whichever output, to `see`; the last lines are shown when it fails.
pub fn watch(command: &mut Command, mut see: impl FnMut(&str)) -> Result<()> {
    let (reader, writer) = std::io::pipe()?;
    command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
    let mut child = command.spawn().with_context(|| not_started(command))?;
    // The command holds the pipe's writing ends; while it does, reading would never end.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut last = VecDeque::new();
    for line in BufReader::new(reader).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        see(&line);
        if last.len() == SHOWN_LINES {
            last.pop_front();
        }
        last.push_back(line);
    }
    let status = child.wait()?;
    if !status.success() {
        let shown = last.make_contiguous().join("\n");
        bail!("`{}` failed ({status}):\n{shown}", line(command));
    }
    Ok(())
}

/// Runs it and returns what it wrote to standard output. Fails on a status other than 0.
pub fn captured(command: &mut Command) -> Result<String> {
    let output = answered(command)?;
    if !output.status.success() {
        let text = [&output.stdout[..], &output.stderr[..]].concat();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<_> = text.lines().collect();
        let shown = lines[lines.len().saturating_sub(SHOWN_LINES)..].join("\n");
        bail!("`{}` failed ({}):\n{shown}", line(command), output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs it and returns status and output, whatever the status is.
pub fn answered(command: &mut Command) -> Result<Output> {
    command.stdin(Stdio::null()).output().with_context(|| not_started(command))
}

/// Runs it with `text` as its input and its output thrown away.
pub fn fed(command: &mut Command, text: &str) -> Result<()> {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().with_context(|| not_started(command))?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(text.as_bytes()).with_context(|| format!("feeding `{}`", line(command)))?;
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

/// Whether a program of that name is in PATH.
pub fn exists(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn not_started(command: &Command) -> String {
    let program = command.get_program().to_string_lossy().into_owned();
    format!("`{}` could not be started; is {program} installed and in PATH?", line(command))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_command_and_shows_its_words() {
        let error = quiet(&mut tool("sh", ["-c", "echo it broke >&2; exit 3"])).unwrap_err().to_string();
        assert!(error.contains("sh -c 'echo it broke >&2; exit 3'"), "{error}");
        assert!(error.contains("it broke\n") || error.ends_with("it broke"), "{error}");
        assert!(error.contains('3'), "{error}");
    }

    #[test]
    fn a_watched_command_is_seen_line_by_line_and_shown_when_it_fails() {
        let mut seen = Vec::new();
        let script = "echo one; echo two >&2";
        watch(&mut tool("sh", ["-c", script]), |line| seen.push(line.to_owned())).unwrap();
        assert_eq!(seen, ["one", "two"]);
        let error = watch(&mut tool("sh", ["-c", "echo no room; exit 1"]), |_| ()).unwrap_err();
        assert!(error.to_string().ends_with("no room"), "{error}");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = captured(&mut tool("no-such-program-here", [])).unwrap_err().to_string();
        assert!(error.contains("is no-such-program-here installed"), "{error}");
    }
}
