//! `compere journal`: who did what, and when, out of the journal of a show.

use crate::paths;
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use show::{SqliteSettings, SqliteStore, Store, StoreError, export_csv, export_json_lines};
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::PathBuf,
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
/// When there is no journal, a program is writing it, or the output cannot be written.
pub fn run(args: &JournalArgs) -> Result<()> {
    let Action::Export(args) = &args.action;
    let path = args.journal.clone().unwrap_or_else(paths::journal);
    if !path.is_file() {
        bail!("there is no journal {}; `compere live` begins one", path.display());
    }
    let mut store = match SqliteStore::open(&path, SqliteSettings::default()) {
        Ok(opened) => opened.store,
        Err(error @ StoreError::InUse(_)) => {
            return Err(error)
                .context("a show is on air with it: ask that one (GetJournal), or wait for its end");
        }
        Err(error) => return Err(error.into()),
    };
    match &args.output {
        None => export(&mut store, args, &mut std::io::stdout().lock()),
        Some(file) => {
            let context = || format!("cannot write {}", file.display());
            let mut out = BufWriter::new(File::create(file).with_context(context)?);
            export(&mut store, args, &mut out)?;
            out.flush().with_context(context)
        }
    }
}

fn export(store: &mut SqliteStore, args: &ExportArgs, out: &mut impl Write) -> Result<()> {
    let mut records = Vec::new();
    let mut since = args.since;
    loop {
        let page = store.read(since, PAGE)?;
        let Some(last) = page.last() else { break };
        since = last.seq;
        records.extend(page);
    }
    match args.format {
        Format::Csv => export_csv(&records, out)?,
        Format::Jsonl => export_json_lines(&records, out)?,
    }
    Ok(())
}
