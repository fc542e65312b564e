//! Outputs as operators know them: started and stopped on air, with their bit rates and how often they came back.

use crate::paths;
use broadcast::pipeline::{Encoder, OutputId, OutputState, OutputStatus, Target};
use protocol::{
    Code,
    request::{OutputInfo, Refusal},
};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
    time::{Duration, Instant},
};

/// Time over which a bit rate is measured.
const WINDOW: Duration = Duration::from_secs(4);
/// How often bytes are looked at.
const EVERY: Duration = Duration::from_millis(500);
/// Time that an output has to finish when it is stopped.
const END_PATIENCE: Duration = Duration::from_secs(10);
/// Outputs at a time, beside the watch page.
const MOST: usize = 16;

/// Every output of the encoder.
pub struct Outputs {
    encoder: Arc<Encoder>,
    measured: BTreeMap<OutputId, Measured>,
    looked: Instant,
}

/// Numbers of an output at a moment.
struct Seen {
    at: Instant,
    bytes: u64,
    frames: u64,
    dropped: u64,
}

#[derive(Default)]
struct Measured {
    seen: VecDeque<Seen>,
    reconnects: u64,
}

impl Outputs {
    /// The outputs of an encoder.
    pub fn new(encoder: Arc<Encoder>) -> Self {
        Self { encoder, measured: BTreeMap::new(), looked: Instant::now() }
    }

    /// How every output is.
    pub fn infos(&self) -> Vec<OutputInfo> {
        self.encoder.output_status().iter().map(|status| self.info(status)).collect()
    }

    /// Looks at bytes, now and then.
    pub fn look(&mut self, now: Instant) {
        if now.duration_since(self.looked) < EVERY {
            return;
        }
        self.looked = now;
        for status in self.encoder.output_status() {
            let seen = &mut self.measured.entry(status.id).or_default().seen;
            let OutputStatus { bytes_sent: bytes, frames, dropped, .. } = status;
            seen.push_back(Seen { at: now, bytes, frames, dropped });
            while seen.front().is_some_and(|seen| now.duration_since(seen.at) > WINDOW) {
                seen.pop_front();
            }
        }
    }

    /// What changed since it was asked last.
    pub fn changes(&mut self) -> Vec<OutputInfo> {
        let mut infos = Vec::new();
        for event in self.encoder.events().try_iter() {
            if let OutputState::Retrying { attempt: 1, .. } = event.status.state {
                self.measured.entry(event.status.id).or_default().reconnects += 1;
            }
            infos.push(self.info(&event.status));
        }
        infos
    }

    /// Sends the programme to one more target.
    ///
    /// # Errors
    /// When it is no target, names a file elsewhere, or too many are there.
    pub fn start(&mut self, target: &str) -> Result<(), Refusal> {
        let invalid = |text: String| Refusal::new(Code::InvalidField, text);
        let running = self.encoder.output_status();
        if running.len() >= MOST {
            return Err(Refusal::new(Code::Busy, format!("{MOST} outputs are there; stop one first")));
        }
        let target = if target.trim().contains("://") {
            match Target::parse(target).map_err(|e| invalid(e.to_string()))? {
                Target::Rtmp(rtmp) => Target::Rtmp(rtmp),
                Target::File { .. } | Target::Hls(_) => {
                    return Err(invalid("a file has a name without folders, such as show.mp4".into()));
                }
            }
        } else {
            // A client does not say where on this machine files lie.
            let name = target.trim();
            let plain = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0', ':']);
            if !plain {
                let text = "a target is rtmp://…, rtmps://…, or the name of a file without folders, such as show.mp4";
                return Err(invalid(text.into()));
            }
            let folder = paths::recordings();
            std::fs::create_dir_all(&folder).map_err(|e| {
                Refusal::new(Code::Internal, format!("cannot make the folder of recordings: {e}"))
            })?;
            let path = folder.join(name);
            if path.exists() {
                return Err(invalid(format!("a recording `{name}` is there already; take another name")));
            }
            Target::file(&path).map_err(|e| invalid(e.to_string()))?
        };
        let label = target.label();
        let same =
            |status: &OutputStatus| status.name == label && !matches!(status.state, OutputState::Ended);
        if running.iter().any(same) {
            return Err(invalid(format!("the programme is sent to {label} already")));
        }
        self.encoder.add_output(target).map(drop).map_err(|e| Refusal::new(Code::Internal, e.to_string()))
    }

    /// Stops an output; it finishes beside the programme.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn stop(&mut self, name: &str) -> Result<(), Refusal> {
        let found = self.encoder.output_status().into_iter().find(|status| shown(status) == name);
        let Some(OutputStatus { id, .. }) = found else {
            return Err(Refusal::new(
                Code::NotFound,
                format!("no output is called `{name}`; GetStatus names them"),
            ));
        };
        let encoder = self.encoder.clone();
        let end = move || drop(encoder.remove_output(id, END_PATIENCE));
        let started = std::thread::Builder::new().name("output-end".into()).spawn(end);
        started.map(drop).map_err(|e| Refusal::new(Code::Internal, format!("cannot end the output: {e}")))
    }

    fn info(&self, status: &OutputStatus) -> OutputInfo {
        let measured = self.measured.get(&status.id);
        let span = measured.and_then(|m| Some((m.seen.front()?, m.seen.back()?)));
        let rate = span.and_then(|(from, to)| {
            let seconds = to.at.duration_since(from.at).as_secs_f64();
            (seconds > 0.0).then(|| to.bytes.saturating_sub(from.bytes) as f64 * 8.0 / 1000.0 / seconds)
        });
        let congestion = span.map(|(from, to)| {
            let lost = to.dropped.saturating_sub(from.dropped) as f32;
            lost / (lost + to.frames.saturating_sub(from.frames) as f32).max(1.0)
        });
        OutputInfo {
            name: shown(status).to_owned(),
            state: status.state.name().to_owned(),
            error: status.state.error().map(str::to_owned),
            bytes_sent: status.bytes_sent,
            bitrate_kbps: rate.unwrap_or_default().round() as u32,
            frames: status.frames,
            dropped_frames: status.dropped,
            congestion: congestion.unwrap_or_default(),
            reconnects: measured.map_or(0, |m| m.reconnects),
        }
    }
}

/// Where the watch page's files lie is of no use to an operator.
fn shown(status: &OutputStatus) -> &str {
    if status.name.starts_with("hls:") { "watch page" } else { &status.name }
}
