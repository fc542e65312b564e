//! `cargo xtask`: one command sets a bare machine up and goes live, one runs every check.
//!
//! Built first of all on a new machine, so it depends on very little, and on nothing of the engine.

mod args;
mod bake;
mod bench;
mod checks;
mod codegen;
mod console;
mod data;
mod doctor;
mod folders;
mod live;
mod node;
mod progress;
mod python;
mod setup;
mod system;
mod tidy;
mod tool;
mod train_lips;

use std::process::ExitCode;

use anyhow::Result;

use args::Task;
use folders::Folders;
use progress::Steps;
use system::packages::Purpose;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let args = args::parse(std::env::args().skip(1))?;
    let folders = Folders::find()?;
    match args.task {
        Task::Live(passed) => live::live(&folders, &passed, args.consent),
        Task::Test => checks::test(&folders, args.consent),
        Task::Setup => set_up(&folders, args.consent),
        Task::Assets => assets(&folders, args.consent),
        Task::Tidy => tidy::run(&folders).map(|outcome| println!("tidy: {outcome}")),
        Task::Codegen { check } => {
            codegen::run(&folders, check).map(|outcome| println!("codegen: {outcome}"))
        }
        Task::Bench(passed) => bench::bench(&folders, &passed, args.consent),
        Task::BenchFace(passed) => bench::face::bench(&folders, &passed, args.consent),
        Task::BenchReach(passed) => bench::reach::bench(&folders, &passed, args.consent),
        Task::TrainLips { quick } => train_lips::train(&folders, quick, args.consent),
        Task::Doctor => doctor::doctor(&folders),
        Task::Help => {
            println!("{}", args::USAGE);
            Ok(())
        }
    }
}

/// All that comes before the build.
fn set_up(folders: &Folders, consent: setup::Consent) -> Result<()> {
    let mut steps = Steps::new(4);
    let _lock = setup::Lock::take(folders)?;
    setup::machine(folders, &mut steps, Purpose::Test, consent)?;
    setup::console(folders, &mut steps)
}

/// The data and what is baked from it, without the console.
fn assets(folders: &Folders, consent: setup::Consent) -> Result<()> {
    let mut steps = Steps::new(5);
    let _lock = setup::Lock::take(folders)?;
    setup::machine(folders, &mut steps, Purpose::Live, consent)?;
    setup::build(folders, &mut steps)?;
    setup::characters(folders, &mut steps)
}
