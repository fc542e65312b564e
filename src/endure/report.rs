//! What is counted in an endurance run, and what of its journal and its events must hold.

use super::SLOW;
use anyhow::{Context, Result};
use protocol::{Event, request::Standing};
use serde::Serialize;
use show::{Change, Checker, Rules, SqliteSettings, SqliteStore, Store};
use std::{
    collections::BTreeMap,
    fmt, fs,
    path::Path,
    time::{Duration, Instant},
};

/// Records read at a time.
const PAGE: usize = 1000;
/// Problems that are told; all are counted.
const MOST_PROBLEMS: usize = 50;
/// Frames between two looks at the memory that the program holds.
const MEMORY_EVERY: u64 = 9000;

/// What was counted so far.
pub struct Tally {
    begun: Instant,
    /// Media time of all lives together.
    pub media_seconds: u64,
    /// Questions that were asked.
    pub asked: usize,
    /// Requests that were granted.
    pub granted: usize,
    /// Requests that were refused for a reason that people can read.
    pub refused: usize,
    /// How often the program died.
    pub kills: u64,
    requests: BTreeMap<&'static str, (u64, Duration)>,
    spent: Vec<u32>,
    memory: Vec<u64>,
    ends: BTreeMap<String, u32>,
    problems: Vec<String>,
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            begun: Instant::now(),
            media_seconds: 0,
            asked: 0,
            granted: 0,
            refused: 0,
            kills: 0,
            requests: BTreeMap::new(),
            spent: Vec::new(),
            memory: Vec::new(),
            ends: BTreeMap::new(),
            problems: Vec::new(),
        }
    }
}

/// What was found.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    media_seconds: u64,
    took_seconds: f64,
    frames: usize,
    asked: usize,
    questions: BTreeMap<&'static str, u64>,
    utterances: BTreeMap<&'static str, u64>,
    sentences_said: u64,
    requests: u64,
    granted: usize,
    refused: usize,
    /// The request that cost most, and its milliseconds on average.
    dearest: (String, f64),
    kills: u64,
    changes: u64,
    journal_bytes: u64,
    log_bytes: u64,
    /// Megabytes that the program held, every five minutes of media time.
    memory_mb: Vec<u64>,
    /// What director and journal cost a frame, in milliseconds.
    frame_ms_mean: f64,
    frame_ms_p999: f64,
    frame_ms_most: f64,
    slow_frames: usize,
    /// What does not hold; empty when all is well.
    pub problems: Vec<String>,
}

impl Tally {
    /// Something does not hold.
    pub fn problem(&mut self, what: String) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(what);
        }
    }

    /// A frame was made, for which director and journal took `spent`.
    pub fn frame(&mut self, spent: Duration) {
        if (self.spent.len() as u64).is_multiple_of(MEMORY_EVERY) {
            self.memory.push(resident_bytes().unwrap_or_default() >> 20);
        }
        self.spent.push(spent.as_micros() as u32);
    }

    /// A request was served.
    pub fn request(&mut self, name: &'static str, took: Duration) {
        let (count, all) = self.requests.entry(name).or_default();
        *count += 1;
        *all += took;
    }

    /// Clients are told of something: of each end once.
    pub fn event(&mut self, event: &Event) {
        let ended = match event {
            Event::UtteranceChanged(utterance) if utterance.state.is_final() => &utterance.utterance_id,
            Event::QuestionChanged(question)
                if matches!(question.standing, Standing::Answered | Standing::Closed) =>
            {
                &question.question_id
            }
            Event::Notice(notice) if notice.severity != "info" => {
                return self.problem(format!("a notice: {}", notice.message));
            }
            _ => return,
        };
        let ends = self.ends.entry(ended.clone()).or_default();
        *ends += 1;
        if *ends > 1 {
            let text = format!("clients are told {ends} times of the end of `{ended}`");
            self.problem(text);
        }
    }

    /// Follows every change in the journal, and compares what clients were told with it.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn finish(mut self, journal: &Path, rules: &Rules) -> Result<Report> {
        let took_seconds = self.begun.elapsed().as_secs_f64();
        let size =
            |end: &str| fs::metadata(format!("{}{end}", journal.display())).map_or(0, |facts| facts.len());
        let (journal_bytes, log_bytes) = (size(""), size("-wal"));
        let mut store = SqliteStore::open(journal, SqliteSettings::default()).context("the journal")?.store;
        let mut checker = Checker::default();
        let (mut questions, mut utterances) = (BTreeMap::new(), BTreeMap::new());
        let (mut since, mut sentences_said) = (0, 0);
        'all: loop {
            let page = store.read(since, PAGE)?;
            let Some(last) = page.last() else { break };
            if last.seq != since + page.len() as u64 {
                self.problem(format!("changes are missing before {}", last.seq));
            }
            since = last.seq;
            for record in &page {
                if let Err(broken) = checker.follow(record, rules) {
                    self.problem(broken.to_string());
                    break 'all;
                }
                match &record.change {
                    Change::SentenceSaid { .. } => sentences_said += 1,
                    Change::Asked { .. } => *questions.entry("accepted").or_insert(0) += 1,
                    Change::QuestionRefused { .. } => *questions.entry("refused").or_insert(0) += 1,
                    Change::QuestionTurned { to: show::Standing::Answered, .. } => {
                        *questions.entry("answered").or_insert(0) += 1;
                    }
                    Change::QuestionTurned { to: show::Standing::Closed(_), .. } => {
                        *questions.entry("closed").or_insert(0) += 1;
                    }
                    Change::Accepted { .. } => *utterances.entry("accepted").or_insert(0) += 1,
                    Change::Refused { .. } => *utterances.entry("refused").or_insert(0) += 1,
                    Change::Turned { turn: show::Turn::Finish, .. } => {
                        *utterances.entry("done").or_insert(0) += 1;
                    }
                    Change::Turned { turn: show::Turn::Cancel(_), .. } => {
                        *utterances.entry("cancelled").or_insert(0) += 1;
                    }
                    _ => {}
                }
            }
        }
        if let Err(broken) = checker.finish() {
            self.problem(broken.to_string());
        }
        let ended = |counts: &BTreeMap<&str, u64>, names: [&str; 3]| -> u64 {
            names.iter().filter_map(|name| counts.get(name)).sum()
        };
        let all = ended(&questions, ["answered", "closed", "refused"])
            + ended(&utterances, ["done", "cancelled", "refused"]);
        if all != self.ends.len() as u64 {
            let text = format!("{all} things ended, and clients were told of {}", self.ends.len());
            self.problem(text);
        }
        let mut spent = std::mem::take(&mut self.spent);
        spent.sort_unstable();
        let millis = |micros: Option<&u32>| micros.map_or(0.0, |micros| f64::from(*micros) / 1000.0);
        let average = |(count, all): (u64, Duration)| all.as_secs_f64() * 1000.0 / count.max(1) as f64;
        let dearest = self.requests.iter().map(|(name, cost)| ((*name).to_owned(), average(*cost)));
        Ok(Report {
            media_seconds: self.media_seconds,
            took_seconds,
            frames: spent.len(),
            asked: self.asked,
            questions,
            utterances,
            sentences_said,
            requests: self.requests.values().map(|(count, _)| count).sum(),
            granted: self.granted,
            refused: self.refused,
            dearest: dearest.max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or_default(),
            kills: self.kills,
            changes: since,
            journal_bytes,
            log_bytes,
            memory_mb: self.memory,
            frame_ms_mean: spent.iter().map(|n| f64::from(*n)).sum::<f64>()
                / 1000.0
                / spent.len().max(1) as f64,
            frame_ms_p999: millis(spent.get(spent.len() * 999 / 1000)),
            frame_ms_most: millis(spent.last()),
            slow_frames: spent.iter().filter(|micros| u128::from(**micros) > SLOW.as_micros()).count(),
            problems: self.problems,
        })
    }
}

/// Bytes of memory that the program holds.
fn resident_bytes() -> Option<u64> {
    let facts = fs::read_to_string("/proc/self/status").ok()?;
    let line = facts.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} s of the show in {:.0} s, {} frames",
            self.media_seconds, self.took_seconds, self.frames
        )?;
        writeln!(f, "questions   {} asked: {:?}", self.asked, self.questions)?;
        writeln!(f, "utterances  {:?}, {} sentences said", self.utterances, self.sentences_said)?;
        writeln!(
            f,
            "requests    {}: {} granted, {} refused; {} is the dearest, {:.2} ms",
            self.requests, self.granted, self.refused, self.dearest.0, self.dearest.1
        )?;
        writeln!(f, "crashes     {}", self.kills)?;
        let (file, log) = (self.journal_bytes / 1024, self.log_bytes / 1024);
        writeln!(f, "journal     {} changes, {file} kB, its log {log} kB", self.changes)?;
        writeln!(f, "memory      {:?} MB", self.memory_mb)?;
        writeln!(
            f,
            "a frame     director and journal {:.3} ms, p99.9 {:.2} ms, at most {:.1} ms; {} frames over {} ms",
            self.frame_ms_mean,
            self.frame_ms_p999,
            self.frame_ms_most,
            self.slow_frames,
            SLOW.as_millis()
        )?;
        self.problems.iter().try_for_each(|problem| writeln!(f, "does not hold: {problem}"))
    }
}
