//! Stopping a pipeline that may refuse to stop.
//!
//! In GStreamer 1.22 an `rtmp2sink` whose socket hangs can block its own state change for ever. So the change runs
//! in a thread of its own with a deadline; past it the pipeline is left behind, which costs memory, not the show.

use gst::prelude::*;
use gstreamer as gst;
use std::time::Duration;

/// How long a stop may take: a healthy one takes some milliseconds.
const PATIENCE: Duration = Duration::from_secs(2);

/// Brings `pipeline` to NULL; false when it was left behind.
pub(super) fn teardown(pipeline: &gst::Pipeline, output: &str) -> bool {
    let (done, stopped) = crossbeam_channel::bounded(1);
    let stuck = pipeline.clone();
    let spawned = std::thread::Builder::new().name("output-teardown".into()).spawn(move || {
        let _ = stuck.set_state(gst::State::Null);
        let _ = done.send(());
    });
    if let Err(error) = spawned {
        tracing::warn!(%output, %error, "no thread to stop the output in: stopping it here");
        return pipeline.set_state(gst::State::Null).is_ok();
    }
    let done = stopped.recv_timeout(PATIENCE).is_ok();
    if !done {
        tracing::warn!(%output, "the output did not stop within two seconds and was left behind");
    }
    done
}
