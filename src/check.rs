//! `compere check`: a character's file before it goes on air.
//!
//! What is looked at, and how, is `avatar::preflight`'s; this prints it.

use anyhow::{Result, bail};
use avatar::preflight;
use clap::Args;
use std::{
    io::{self, Write},
    path::PathBuf,
};

/// What was typed.
#[derive(Args)]
pub struct CheckArgs {
    /// The file: .glb, .gltf or .vrm.
    pub file: PathBuf,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Prints the report.
///
/// # Errors
/// When the file cannot go on air as it is.
pub fn run(args: &CheckArgs) -> Result<()> {
    let report = preflight::check(&args.file);
    let text = if args.json { serde_json::to_string_pretty(&report)? } else { report.to_string() };
    // Whoever reads only the first lines closes the pipe, and that is no fault.
    let _ = writeln!(io::stdout(), "{text}");
    if !report.usable {
        bail!("{} cannot go on air as it is; the report says what to do", args.file.display());
    }
    Ok(())
}
