//! `compere journal`: who did what, and when, out of the journal of a show.

use crate::paths;
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use show::{Record, SqliteStore, Store, StoreError, export_csv, export_json_lines};
use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

/// What to do with the journal.
#[derive(Args)]
pub struct JournalArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Write the audit log as a table or as JSON lines.
    Export(ExportArgs),
}

#[derive(Args)]
struct ExportArgs {
    /// The journal; `~/.local/state/compere/journal.db` when it is not given.
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
    /// How it is written.
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// Changes after this number only.
    #[arg(long, default_value_t = 0, value_name = "NUMBER")]
    since: u64,
    /// Where it is written; to the terminal when it is not given.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// A table (RFC 4180): `seq,time,role,name,what,subject,change`.
    Csv,
    /// A JSON object a line.
    Jsonl,
}

/// Records read at a time.
const PAGE: usize = 1000;

/// Does what was asked.
///
/// # Errors
/// When there is no journal, a program is writing it, the output cannot be written, or something in it is damaged: what
/// comes before that is written all the same.
pub fn run(args: &JournalArgs) -> Result<()> {
    let Action::Export(args) = &args.action;
    let path = args.journal.clone().unwrap_or_else(paths::journal);
    if !path.is_file() {
        bail!("there is no journal {}; `compere live` begins one", path.display());
    }
    let mut store = match SqliteStore::open_log(&path) {
        Ok(store) => store,
        Err(error @ StoreError::InUse(_)) => {
            return Err(error)
                .context("a show is on air with it: ask that one (GetJournal), or wait for its end");
        }
        Err(error) => return Err(error.into()),
    };
    match &args.output {
        None => export(&mut store, args, &mut std::io::stdout().lock()),
        Some(file) if is_same(file, &path) => {
            bail!("{} is the journal itself; name another file", file.display())
        }
        Some(file) => {
            let context = || format!("cannot write {}", file.display());
            let mut out = BufWriter::new(File::create(file).with_context(context)?);
            export(&mut store, args, &mut out)?;
            out.flush().with_context(context)
        }
    }
}

fn is_same(a: &Path, b: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).ok();
    real(a).is_some_and(|a| real(b) == Some(a))
}

fn export(store: &mut SqliteStore, args: &ExportArgs, out: &mut impl Write) -> Result<()> {
    let mut records: Vec<Record> = Vec::new();
    let damage = loop {
        let since = records.last().map_or(args.since, |record| record.seq);
        // Where a page cannot be read, one at a time: up to the one that cannot.
        match store.read(since, PAGE).or_else(|_| store.read(since, 1)) {
            Ok(page) if page.is_empty() => break None,
            Ok(page) => records.extend(page),
            Err(error) => break Some(error),
        }
    };
    match args.format {
        Format::Csv => export_csv(&records, out)?,
        Format::Jsonl => export_json_lines(&records, out)?,
    }
    let Some(error) = damage else { return Ok(()) };
    let last = records.last().map_or(args.since, |record| record.seq);
    Err(error).with_context(|| {
        let count = records.len();
        format!("only {count} changes could be read; `--since {}` goes on behind the damage", last + 1)
    })
}
