//! What a person sees while set-up works: one numbered line a step, with its outcome and its time.
//!
//! It owns the look of the terminal, not the order or the meaning of the steps.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use anyhow::Result;

/// A numbered row of steps. Each prints `[2/6] name ... outcome (0.4 s)`.
pub struct Steps {
    total: usize,
    done: Vec<Finished>,
}

/// A step that ended, for the table at the end.
struct Finished {
    name: String,
    outcome: Result<String, ()>,
    took: Duration,
}

impl Steps {
    /// `total` is only shown; a wrong one spoils the numbering and nothing else.
    pub fn new(total: usize) -> Self {
        Self { total, done: Vec::new() }
    }

    /// Runs one step. `work` returns its outcome in a few words ("ok, 3 installed").
    /// The error is returned as it came; the caller decides whether the rest goes on.
    pub fn run(&mut self, name: &str, work: impl FnOnce(&mut Progress) -> Result<String>) -> Result<()> {
        let label = format!("[{}/{}] {name}", self.done.len() + 1, self.total);
        print!("{label} ... ");
        let _ = io::stdout().flush();
        let mut progress = Progress { line_open: true, ticked: Instant::now(), tick_shown: false };
        let begun = Instant::now();
        let result = work(&mut progress);
        let took = begun.elapsed();
        let words = match &result {
            Ok(outcome) => outcome.as_str(),
            Err(_) => "FAILED",
        };
        progress.end_tick();
        if progress.line_open {
            println!("{words} ({})", seconds(took));
        } else {
            println!("{label}: {words} ({})", seconds(took));
        }
        let outcome = result.as_ref().map(Clone::clone).map_err(|_| ());
        self.done.push(Finished { name: name.to_owned(), outcome, took });
        result.map(|_| ())
    }

    /// The steps so far as a table, slow ones easy to find, failures marked.
    pub fn table(&self) -> String {
        let width = self.done.iter().map(|step| step.name.len()).max().unwrap_or(0);
        let mut table = String::new();
        for step in &self.done {
            let outcome = step.outcome.as_deref().unwrap_or("FAILED");
            table += &format!("  {:width$}  {:>8}  {outcome}\n", step.name, seconds(step.took));
        }
        let whole: Duration = self.done.iter().map(|step| step.took).sum();
        table + &format!("  {:width$}  {:>8}\n", "together", seconds(whole))
    }

    /// The names of the steps that failed, in order.
    pub fn failed(&self) -> Vec<&str> {
        let failed = self.done.iter().filter(|step| step.outcome.is_err());
        failed.map(|step| step.name.as_str()).collect()
    }
}

/// Handed to a running step, for what it wants to say meanwhile.
pub struct Progress {
    line_open: bool,
    /// When the last tick was written.
    ticked: Instant,
    /// A tick stands on the terminal's last line.
    tick_shown: bool,
}

/// How often a log that is no terminal is told that work goes on.
const LOG_EVERY: Duration = Duration::from_secs(10);
/// How often a terminal is.
const DRAW_EVERY: Duration = Duration::from_millis(100);

impl Progress {
    /// One line of its own beneath the step's.
    pub fn note(&mut self, text: &str) {
        self.break_line();
        for line in text.lines() {
            println!("      {line}");
        }
        let _ = io::stdout().flush();
    }

    /// How far a long piece of work is. On a terminal each replaces the one before; a log gets one now and then.
    pub fn tick(&mut self, text: &str) {
        let terminal = io::stdout().is_terminal();
        let pause = if terminal { DRAW_EVERY } else { LOG_EVERY };
        if self.ticked.elapsed() < pause {
            return;
        }
        self.ticked = Instant::now();
        match terminal {
            true => {
                if self.line_open {
                    self.break_line();
                }
                print!("\r\x1b[2K      {text}");
                self.tick_shown = true;
                let _ = io::stdout().flush();
            }
            false => self.note(text),
        }
    }

    fn end_tick(&mut self) {
        if self.tick_shown {
            print!("\r\x1b[2K");
            self.tick_shown = false;
        }
    }

    /// Ends the step's open line, so that the output of a command can stream below it.
    pub fn break_line(&mut self) {
        self.end_tick();
        if self.line_open {
            println!();
            self.line_open = false;
        }
    }
}

fn seconds(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{} min {:02.0} s", seconds as u64 / 60, (seconds % 60.0).floor())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_is_named_and_the_table_shows_it() {
        let mut steps = Steps::new(2);
        steps.run("first", |_| Ok("ok".into())).unwrap();
        let error = steps.run("second", |_| anyhow::bail!("no disk")).unwrap_err();
        assert_eq!(error.to_string(), "no disk");
        assert_eq!(steps.failed(), ["second"]);
        assert!(steps.table().contains("FAILED"));
    }

    #[test]
    fn times_are_readable() {
        assert_eq!(seconds(Duration::from_millis(420)), "0.4 s");
        assert_eq!(seconds(Duration::from_secs(125)), "2 min 05 s");
    }
}
