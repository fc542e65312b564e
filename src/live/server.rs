//! What stands around the loop: the server, the folder of the watch page, the signals that end the programme.

use super::Options;
use crate::paths;
use anyhow::{Context, Result};
use command::{Events, Incoming, Preview, Running, Settings, Spoken, token};
use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::{
    runtime::Runtime,
    signal::unix::{SignalKind, signal},
    sync::mpsc,
};

pub(super) fn watch_folder() -> Result<tempfile::TempDir> {
    tempfile::Builder::new()
        .prefix("compere-watch-")
        .tempdir()
        .context("cannot make a folder for the watch page")
}

pub(super) fn serve(
    runtime: &Runtime,
    options: &Options,
    watch_dir: Option<PathBuf>,
    (requests, spoken): (mpsc::Sender<Incoming>, mpsc::Sender<Spoken>),
    events: &Events,
    preview: &Preview,
) -> Result<Running> {
    let path = paths::config().join("token");
    let (token, is_new) = token::load_or_create(&path)?;
    let shown = is_new.then(|| token.reveal().to_owned());
    let settings = Settings {
        watch_dir,
        spoken: Some(spoken),
        access: Some(paths::access()),
        assets: Some(paths::media()),
        ..Settings::new(options.bind, token)
    };
    let server = runtime.block_on(command::serve(settings, requests, events.clone(), preview.clone()))?;
    println!("console:    http://{}/", server.addr());
    if options.watch {
        println!("watch page: http://{}/watch", server.addr());
    }
    match shown {
        Some(token) => println!("token:      {token}  (kept in {}; it is not shown again)", path.display()),
        None => println!("token:      in {}", path.display()),
    }
    Ok(server)
}

/// Ctrl-C and SIGTERM end the programme; the second one ends it at once.
pub(super) fn stop_on_signal(runtime: &Runtime, stop: Arc<AtomicBool>) -> Result<()> {
    // Heard from here on: a task would begin to listen some time later.
    let inside = runtime.enter();
    let listen = |kind| signal(kind).context("signals cannot be heard");
    let (mut interrupt, mut terminate) = (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?);
    drop(inside);
    runtime.spawn(async move {
        loop {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            if stop.swap(true, Ordering::AcqRel) {
                std::process::exit(130);
            }
            println!("ending; once more to end at once");
        }
    });
    Ok(())
}
