//! `compere rehearse`: a show and its chat, played off-line in no time, and what is found in it.

use crate::{
    paths,
    program::{self, Plan},
};
use anyhow::{Context, Result, bail};
use clap::Args;
use protocol::{
    FrameRate,
    cue::Cue,
    show_file::{At, Block, Show},
    wall::parse_rfc3339,
};
use show::{OperatorOnly, Pace, Rehearsal, Report, Rules, read_chat};
use std::{cell::RefCell, path::PathBuf};

/// What to rehearse.
#[derive(Args)]
pub struct RehearseArgs {
    /// The show to rehearse (stem or path).
    pub show: String,
    /// What viewers typed: a JSON object a line, `{"at": 12.5, "viewer": "viv", "text": "How much is it?"}`; `at` is
    /// seconds after the show began.
    #[arg(long, value_name = "LOG")]
    pub chat: Option<PathBuf>,
    /// Break off after so many seconds: a show may loop for ever.
    #[arg(long, default_value_t = 10_800.0, value_name = "SECONDS")]
    pub most: f64,
    /// When the show begins, RFC 3339 as in `2026-11-22T20:00:00+01:00`; when its `start_at` says, if this is not
    /// given. Needed where a segment has a time of day.
    #[arg(long, value_name = "TIME", value_parser = begins)]
    pub begins: Option<u64>,
    /// Words a minute of the host.
    #[arg(long, default_value_t = Pace::default().words_per_minute, value_parser = pace)]
    pub words_per_minute: f64,
    /// Print JSON instead of a table.
    #[arg(long)]
    pub json: bool,
}

fn pace(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|n| (40.0..=400.0).contains(n));
    number.ok_or_else(|| "a person says 40 to 400 words a minute".into())
}

fn begins(text: &str) -> Result<u64, String> {
    parse_rfc3339(text)
        .ok_or_else(|| "a time with its offset from UTC, as in 2026-11-22T20:00:00+01:00".into())
}

/// When the show begins, in milliseconds since 1970 began, UTC. One without times of day begins whenever.
fn begins_ms(args: &RehearseArgs, show: &Show) -> Result<u64> {
    if let Some(begins) = args.begins.or(show.front.start_at_ms()) {
        return Ok(begins);
    }
    let timed = show.blocks.iter().find_map(|block| match block {
        Block::Segment(segment) => matches!(segment.at, Some(At::Wall(_))).then_some(segment),
        _ => None,
    });
    match timed {
        Some(segment) => bail!(
            "`{}` begins at a time of day: say when the show begins, with `--begins 2026-11-22T20:00:00+01:00` or \
             `start_at` in its front matter",
            segment.heading
        ),
        None => Ok(0),
    }
}

/// Plays it and prints what was found.
///
/// # Errors
/// When a file is not there or has faults, when a cue will fail, or when the director itself does wrong.
pub fn run(args: &RehearseArgs) -> Result<()> {
    let plan = Plan {
        show: Some(args.show.clone()),
        scene: None,
        character: Vec::new(),
        voice: Vec::new(),
        fallback: Vec::new(),
        size: (1280, 720),
        ground: stage::Ground::default(),
        frame_rate: FrameRate::default(),
        tier: None,
        seed: 1,
        waits: true,
    };
    let script = program::read(&plan)?;
    let Some(written) = &script.show else { bail!("there is no show to rehearse") };
    let chat = args.chat.as_ref().map(|path| {
        let lines = read_chat(&paths::read_text(path)?);
        lines.map_err(|e| anyhow::anyhow!("{}:{e}", path.display()))
    });
    let chat = chat.transpose()?.unwrap_or_default();
    let known = &script.known;
    // Cameras are those of the scene of that moment.
    let scene = RefCell::new(known.scene.clone());
    let rehearsal = Rehearsal {
        show: &written.source,
        chat: &chat,
        rules: Rules::default(),
        pace: Pace { words_per_minute: args.words_per_minute, ..Pace::default() },
        split: &speech::split_sentences,
        cue_fails: &|cue: &Cue| known.wrong_in(cue, &mut scene.borrow_mut()),
        begins_ms: begins_ms(args, &written.show)?,
        most_seconds: args.most,
    };
    let report = rehearsal.run(&mut OperatorOnly).map_err(|e| anyhow::anyhow!("{e}"))?;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&report).context("the report")?);
    } else {
        print(&report);
    }
    if !report.cues.is_empty() || !report.problems.is_empty() {
        bail!("{} cues fail, {} other problems", report.cues.len(), report.problems.len());
    }
    Ok(())
}

/// Seconds as people read them: `1:02:03`.
fn clock(seconds: f64) -> String {
    let whole = seconds.max(0.0).round() as u64;
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// Why a question was left: at the end of a show, because nobody answered it.
fn why(why: &str) -> &str {
    if why == "shutdown" { "nobody answered it" } else { why }
}

fn print(report: &Report) {
    let end = if report.ended { "" } else { ", broken off there" };
    println!("{}: {}{end}\n", report.title, clock(report.seconds));
    println!("{:>8}  {:>8}  {:>8}  segment", "begins", "takes", "planned");
    for segment in &report.segments {
        let planned = segment.planned.map(clock).unwrap_or_default();
        let over = segment.planned.is_some_and(|planned| segment.seconds > planned + 1.0);
        let heading =
            if segment.heading.is_empty() { "(before the first heading)" } else { &segment.heading };
        println!(
            "{:>8}  {:>8}  {planned:>8}  {heading}{}",
            clock(segment.at),
            clock(segment.seconds),
            if over { "  runs over" } else { "" }
        );
    }
    println!("\nsaid: {} utterances; longest:", report.said.len());
    let mut longest: Vec<_> = report.said.iter().collect();
    longest.sort_by(|a, b| (b.until - b.at).total_cmp(&(a.until - a.at)));
    for line in longest.iter().take(3) {
        println!("{:>8}  {:>8}  {}", clock(line.at), clock(line.until - line.at), line.text);
    }
    let refused: usize = report.refused.values().sum();
    println!(
        "\nquestions: {} came, {} answered, {} left, {refused} refused",
        report.asked,
        report.answered,
        report.unanswered.len()
    );
    for (reason, count) in &report.refused {
        println!("{count:>8}  refused: {reason}");
    }
    for question in &report.unanswered {
        println!(
            "{:>8}  {}: {} ({})",
            clock(question.at),
            question.viewer,
            question.text,
            why(&question.why)
        );
    }
    for fault in &report.cues {
        println!(
            "\n{:>8}  [{}] in {} will fail: {}",
            clock(fault.at),
            fault.cue,
            fault.utterance_id,
            fault.problem
        );
    }
    for problem in &report.problems {
        println!("\nproblem: {problem}");
    }
}
