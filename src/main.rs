//! The program: what a person types, and where it goes.

mod adapter;
mod app;
mod bake;
mod bench;
mod check;
mod cli;
mod direction;
mod dispatch;
mod doctor;
mod endure;
mod graphics;
mod journal;
mod kept;
mod lips;
mod live;
mod paths;
mod people;
mod perform;
mod performance;
mod portrait;
#[cfg(feature = "window")]
mod preview;
mod program;
mod recording;
mod rehearse;
mod render;
mod say;
mod schedule;
mod stage;
mod token;
mod video;
mod voices;
mod warm;
mod wave;

use anyhow::Result;
use clap::Parser;
use cli::{Cli, Command};
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// What is logged without `RUST_LOG`: our own doings, and of the engine what needs a person.
const LOG: &str = "info,wgpu=error,wgpu_hal=error,wgpu_core=error,naga=warn,bevy=warn,offset_allocator=warn,bevy_render=warn,bevy_render::renderer=error,bevy_ecs=warn,bevy_asset=warn";

/// Has the allocator keep what it has freed: a frame allocates and frees megabytes, and giving them back to the
/// kernel each time costs page faults and a halt of all cores.
#[allow(unsafe_code, reason = "mallopt only sets two numbers, before any other thread runs")]
fn keep_memory() {
    const KEEP: libc::c_int = 256 << 20;
    // SAFETY: no other thread runs yet, and the values are in range; a refusal changes nothing.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, 64 << 20);
        libc::mallopt(libc::M_TRIM_THRESHOLD, KEEP);
    }
}

/// What failed, and why; many errors name their cause in their own words already.
fn in_words(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).fold(String::new(), |mut words, cause| {
        if !words.contains(&cause) {
            words += if words.is_empty() { "" } else { ": " };
            words += &cause;
        }
        words
    })
}

fn main() -> ExitCode {
    keep_memory();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(LOG));
    tracing_subscriber::fmt().with_env_filter(filter).with_target(false).with_writer(std::io::stderr).init();
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", in_words(&error));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<()> {
    match cli.command {
        Command::Live(args) => live::run(&args.options()),
        Command::Render(args) => render::run(&args.options()),
        Command::Token(args) => token::run(&args),
        Command::Rehearse(args) => rehearse::run(&args),
        Command::Journal(args) => journal::run(&args),
        Command::Say(args) => say::run(&args),
        Command::Lips(args) => lips::run(&args),
        Command::Warm(args) => warm::run(&args),
        Command::Voices(args) => voices::list::run(&args),
        Command::Bake(args) => bake::bake(&args.recipe, &args.output),
        Command::Check(args) => check::run(&args),
        Command::Portrait(args) => portrait::run(&args),
        #[cfg(feature = "window")]
        Command::Preview(args) => preview::run(&args),
        #[cfg(not(feature = "window"))]
        Command::Preview(_) => anyhow::bail!(
            "this build has no window; build it with the feature `window`, which is on unless \
             `--no-default-features` is given"
        ),
        Command::Doctor(args) => doctor::run(&args),
        Command::Bench(args) => bench::run(&args),
        Command::Perform(args) => perform::run(&args),
        Command::Endure(args) => endure::run(&args),
    }
}
