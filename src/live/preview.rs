//! The console's picture: fragments from the encoder to the server, while somebody watches.

use anyhow::{Context, Result};
use broadcast::pipeline::{Encoder, PreviewChunk};
use command::Preview;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// How soon a new viewer, or the end, is noticed.
const TICK: Duration = Duration::from_millis(100);

/// Starts the thread that carries fragments until `stop`.
///
/// # Errors
/// When no thread can be started.
pub fn feed(encoder: Arc<Encoder>, preview: Preview, stop: Arc<AtomicBool>) -> Result<()> {
    let carry = move || {
        while !stop.load(Ordering::Acquire) {
            if preview.viewers() == 0 {
                std::thread::sleep(TICK);
                continue;
            }
            match encoder.preview() {
                Ok(source) => while_watched(&source, &preview, &stop),
                Err(error) => {
                    tracing::warn!(%error, "the console has no picture");
                    std::thread::sleep(TICK * 10);
                }
            }
        }
    };
    std::thread::Builder::new().name("preview".into()).spawn(carry).context("cannot start a thread")?;
    Ok(())
}

fn while_watched(source: &broadcast::pipeline::Preview, preview: &Preview, stop: &AtomicBool) {
    while preview.viewers() > 0 && !stop.load(Ordering::Acquire) {
        match source.chunks().recv_timeout(TICK) {
            Ok(PreviewChunk::Init { bytes, .. }) => preview.begin(bytes),
            Ok(PreviewChunk::Fragment { starts_with_key, bytes, .. }) => preview.push(bytes, starts_with_key),
            Err(error) if error.is_timeout() => {}
            Err(_) => return,
        }
    }
}
