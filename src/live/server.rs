//! What stands around the loop: the server, the folder of the watch page, the signals that end the programme.

use super::Options;
use crate::paths;
use anyhow::{Context, Result};
use command::{Events, Incoming, Oidc, Preview, Running, Settings, Spoken, TlsFiles, token};
use std::{
    net::SocketAddr,
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

/// Files and connections that this program would like to be able to have open at once; the system may allow fewer.
const OPEN_FILES: u64 = 8192;

/// How the console and the API are reached.
#[derive(Debug, Clone)]
pub struct Door {
    /// Where the console listens.
    pub bind: SocketAddr,
    /// Certificate and key.
    pub tls: Option<TlsFiles>,
    /// Names by which the server is reached.
    pub hosts: Vec<String>,
    /// Origins whose pages may use the API.
    pub origins: Vec<String>,
    /// Whether a proxy says who asks.
    pub behind_proxy: bool,
    /// An identity provider whose tokens are taken.
    pub oidc: Option<Oidc>,
}

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
    // Debian's usual limit is 1024, which as many idle consoles would use up.
    if let Err(error) = rlimit::increase_nofile_limit(OPEN_FILES) {
        tracing::warn!(%error, "the number of open files stays as it is");
    }
    let Door { bind, tls, hosts, origins, behind_proxy, oidc } = options.door.clone();
    let scheme = if tls.is_some() { "https" } else { "http" };
    if tls.is_none() && !bind.ip().is_loopback() {
        tracing::warn!(%bind, "tokens can be read on the way to this address: give --tls-cert and --tls-key, or use a proxy");
    }
    let settings = Settings {
        tls,
        hosts,
        origins,
        behind_proxy,
        oidc,
        watch_dir,
        spoken: Some(spoken),
        access: Some(paths::access()),
        assets: Some(paths::media()),
        ..Settings::new(bind, token)
    };
    let server = runtime.block_on(command::serve(settings, requests, events.clone(), preview.clone()))?;
    println!("console:    {scheme}://{}/", server.addr());
    if options.watch {
        println!("watch page: {scheme}://{}/watch", server.addr());
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
