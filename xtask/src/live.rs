//! `cargo xtask live`: from a bare machine to on air.

use std::os::unix::process::CommandExt;

use anyhow::{Result, bail};

use crate::folders::Folders;
use crate::progress::Steps;
use crate::setup::{self, Consent};
use crate::system::packages::Purpose;
use crate::tool;

/// Sets up, then becomes `compere live ARGS`: signals, terminal and exit status are the program's own.
pub fn live(folders: &Folders, args: &[String], consent: Consent) -> Result<()> {
    let mut steps = Steps::new(6);
    let lock = setup::Lock::take(folders)?;
    setup::machine(folders, &mut steps, Purpose::Live, consent)?;
    setup::console(folders, &mut steps)?;
    setup::build(folders, &mut steps)?;
    setup::characters(folders, &mut steps)?;
    drop(lock);
    let mut command = tool::tool(&folders.compere()?.to_string_lossy(), ["live"]);
    command.args(args);
    folders.tell(&mut command)?;
    // Not the whole line: an address holds the stream's key.
    println!("going live");
    let error = command.exec();
    bail!("`compere live` could not be started: {error}")
}
