//! The encoder: raw frames and samples in, access units to the hub.
//!
//! One pipeline that never stops while the program is on air. Time stamps are the caller's; nothing here reads a
//! clock. Frames are written straight into buffers of a pool: no allocation a frame.

use super::{
    EncoderError, EncoderSettings, OutputEvent, OutputId, OutputStatus, Preview, PushError, Target,
    VideoEncoder,
    chain::{Chain, describe},
    hub::Hub,
    output::Output,
    preview::Previews,
    status::StatusCell,
};
use crate::color::I420Planes;
use gst::prelude::*;
use gst_video::VideoFrameExt;
use gstreamer as gst;
use gstreamer_video as gst_video;
use protocol::clock;
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// Events about outputs that may wait for a listener.
const EVENTS: usize = 256;

/// A running encoder and its outputs. All methods may be called from any thread.
pub struct Encoder {
    settings: EncoderSettings,
    chain: Chain,
    /// The last picture, for repeats.
    last: Mutex<Option<gst::Buffer>>,
    hub: Arc<Hub>,
    outputs: Mutex<BTreeMap<OutputId, Output>>,
    next_output: AtomicU32,
    previews: Previews,
    events: (crossbeam_channel::Sender<OutputEvent>, crossbeam_channel::Receiver<OutputEvent>),
    /// Why it stopped.
    failed: Mutex<Option<String>>,
}

/// Numbers of the encoder since its start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EncoderStats {
    /// Pictures pushed, repeats among them.
    pub frames: u64,
    /// Repeats of the last picture.
    pub repeated: u64,
    /// Pictures dropped because the encoder was late.
    pub dropped: u64,
    /// Pictures encoded.
    pub encoded: u64,
    /// Encoded bytes of the picture.
    pub video_bytes: u64,
    /// Encoded bytes of the sound.
    pub audio_bytes: u64,
}

/// What came of the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// Each output's last word: `Ended`, or `Failed` with the reason.
    pub outputs: Vec<OutputStatus>,
    /// Why the encoder itself did not come to its end.
    pub error: Option<String>,
    /// Numbers at the end.
    pub stats: EncoderStats,
}

/// A frame of the pool, to be filled and pushed.
pub struct WritableFrame {
    frame: gst_video::VideoFrame<gst_video::video_frame::Writable>,
}

impl WritableFrame {
    /// The planes to write to; what they hold before is of no meaning.
    pub fn planes(&mut self) -> I420Planes<'_> {
        let (width, height) = (self.frame.width(), self.frame.height());
        let strides = self.frame.plane_stride();
        let stride = |i: usize| strides.get(i).map_or(0, |s| *s as u32);
        let (y_stride, u_stride, v_stride) = (stride(0), stride(1), stride(2));
        let [y, u, v, _] = self.frame.planes_data_mut();
        I420Planes { width, height, y, y_stride, u, u_stride, v, v_stride }
    }
}

impl Encoder {
    /// Builds the pipeline and starts it.
    ///
    /// # Errors
    /// When the size is not usable, no encoder works, or GStreamer lacks a part.
    pub fn start(settings: EncoderSettings) -> Result<Self, EncoderError> {
        let hub = Arc::new(Hub::default());
        let chain = Chain::start(&settings, &hub)?;
        Ok(Self {
            settings,
            chain,
            hub,
            last: Mutex::new(None),
            outputs: Mutex::default(),
            next_output: AtomicU32::new(1),
            previews: Previews::default(),
            events: crossbeam_channel::bounded(EVENTS),
            failed: Mutex::new(None),
        })
    }

    /// What it was started with.
    pub fn settings(&self) -> &EncoderSettings {
        &self.settings
    }

    /// What encodes the picture.
    pub fn video_encoder(&self) -> VideoEncoder {
        self.chain.kind
    }

    /// A frame to write to.
    ///
    /// # Errors
    /// When the pool gives none: the encoder was ended.
    pub fn acquire(&self) -> Result<WritableFrame, PushError> {
        let buffer = self.chain.pool.acquire_buffer(None).map_err(|e| PushError::Pool(e.to_string()))?;
        gst_video::VideoFrame::from_buffer_writable(buffer, &self.chain.info)
            .map(|frame| WritableFrame { frame })
            .map_err(|_| PushError::Pool("its memory cannot be written".into()))
    }

    /// Pushes a frame. Live, it returns at once, and the oldest frame that waits may be dropped for it; off-line, it
    /// waits for room.
    ///
    /// # Errors
    /// When the encoder has stopped.
    pub fn push(&self, frame: WritableFrame, pts_nanos: u64, duration_nanos: u64) -> Result<(), PushError> {
        self.send(frame.frame.into_buffer(), pts_nanos, duration_nanos)
    }

    /// Pushes the last picture again; its memory is shared.
    ///
    /// # Errors
    /// When there is none, or the encoder has stopped.
    pub fn push_repeat(&self, pts_nanos: u64, duration_nanos: u64) -> Result<(), PushError> {
        let last = self.last().as_ref().map(|buffer| buffer.copy());
        self.send(last.ok_or(PushError::NothingToRepeat)?, pts_nanos, duration_nanos)?;
        self.chain.counts.repeated.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn last(&self) -> MutexGuard<'_, Option<gst::Buffer>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn send(&self, mut buffer: gst::Buffer, pts_nanos: u64, duration_nanos: u64) -> Result<(), PushError> {
        stamp(&mut buffer, pts_nanos, duration_nanos);
        *self.last() = Some(buffer.clone());
        self.chain.counts.pushed.fetch_add(1, Ordering::Relaxed);
        self.chain.video.push_buffer(buffer).map(drop).map_err(|flow| self.stopped(flow))
    }

    /// Pushes interleaved stereo samples at 48 kHz, nominally within ±1. Never dropped; off-line it may wait.
    ///
    /// # Errors
    /// When the samples are no pairs, or the encoder has stopped.
    pub fn push_audio(&self, samples: &[f32], pts_nanos: u64) -> Result<(), PushError> {
        if !samples.len().is_multiple_of(2) {
            return Err(PushError::OddSamples(samples.len()));
        }
        if samples.is_empty() {
            return Ok(());
        }
        let bytes = samples.iter().flat_map(|s| s.to_le_bytes()).collect::<Vec<u8>>();
        let mut buffer = gst::Buffer::from_slice(bytes);
        stamp(&mut buffer, pts_nanos, clock::pts_nanos(samples.len() as u64 / 2));
        self.chain.audio.push_buffer(buffer).map(drop).map_err(|flow| self.stopped(flow))
    }

    fn stopped(&self, flow: gst::FlowError) -> PushError {
        PushError::Stopped(self.error().unwrap_or_else(|| flow.to_string()))
    }

    /// Why the encoder stopped by itself; `None` while it works. Cheap: ask once a frame.
    pub fn error(&self) -> Option<String> {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(message) = self.chain.bus.pop() {
            if let gst::MessageView::Error(_) = message.view() {
                failed.get_or_insert_with(|| describe(&message));
            }
        }
        failed.clone()
    }

    /// Asks for a key frame as soon as possible.
    pub fn force_key_frame(&self) {
        (self.chain.force_key)();
    }

    /// Numbers since the start.
    pub fn stats(&self) -> EncoderStats {
        let get = |n: &AtomicU64| n.load(Ordering::Relaxed);
        let (taken, waiting) = (get(&self.chain.counts.taken), self.chain.video.current_level_buffers());
        let frames = get(&self.chain.counts.pushed);
        EncoderStats {
            frames,
            repeated: get(&self.chain.counts.repeated),
            dropped: frames.saturating_sub(taken + waiting),
            encoded: get(&self.chain.counts.encoded),
            video_bytes: get(&self.chain.counts.video_bytes),
            audio_bytes: get(&self.chain.counts.audio_bytes),
        }
    }

    /// Adds an output. It may be down at first: its state tells. Off-line, add all before the first frame.
    ///
    /// # Errors
    /// When its thread cannot be started.
    pub fn add_output(&self, target: Target) -> Result<OutputId, EncoderError> {
        let id = OutputId(self.next_output.fetch_add(1, Ordering::Relaxed));
        let status = Arc::new(StatusCell::new(id, target.label(), self.events.0.clone()));
        let output = Output::start(
            id,
            target,
            self.settings.live,
            self.hub.clone(),
            self.chain.force_key.clone(),
            status,
        )?;
        self.outputs().insert(id, output);
        Ok(id)
    }

    /// Ends one output within `patience`; the others go on. `None` when there is no such output.
    pub fn remove_output(&self, id: OutputId, patience: Duration) -> Option<OutputStatus> {
        let output = self.outputs().remove(&id)?;
        let deadline = Instant::now() + patience;
        output.end(deadline);
        Some(output.join(deadline))
    }

    fn outputs(&self) -> MutexGuard<'_, BTreeMap<OutputId, Output>> {
        self.outputs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every output and how it is.
    pub fn output_status(&self) -> Vec<OutputStatus> {
        self.outputs().values().map(|o| o.status.snapshot()).collect()
    }

    /// Changes of outputs' states. Each event goes to one reader; those nobody reads are lost beyond 256.
    pub fn events(&self) -> crossbeam_channel::Receiver<OutputEvent> {
        self.events.1.clone()
    }

    /// Watches the program; see [`PreviewChunk`].
    ///
    /// # Errors
    /// When the thread cannot be started.
    pub fn preview(&self) -> Result<Preview, EncoderError> {
        self.previews.watch(&self.hub, &*self.chain.force_key).map_err(EncoderError::Thread)
    }

    /// Ends the program: the encoder is drained, files are finished, connections closed. Returns at the latest some
    /// seconds after `patience`: five seconds suit a live program, minutes a long off-line render, whose file is
    /// written twice to have its index in front.
    pub fn finish(&self, patience: Duration) -> Finished {
        let deadline = Instant::now() + patience;
        let _ = self.chain.video.end_of_stream();
        let _ = self.chain.audio.end_of_stream();
        // Outputs get their end from the hub, but know the deadline before.
        let outputs = std::mem::take(&mut *self.outputs());
        while !self.hub.wait_end((Instant::now() + Duration::from_millis(100)).min(deadline)) {
            if self.error().is_some() || Instant::now() >= deadline {
                break;
            }
        }
        let drained = self.hub.is_ended();
        self.hub.end();
        outputs.values().for_each(|o| o.end(deadline));
        let outputs = outputs.into_values().map(|o| o.join(deadline)).collect();
        let error =
            self.error().or_else(|| (!drained).then(|| "the encoder was not drained in time".to_owned()));
        Finished { outputs, error, stats: self.stats() }
    }
}

impl Drop for Encoder {
    /// Ends without grace; [`finish`](Self::finish) is the way to keep what was made.
    fn drop(&mut self) {
        self.hub.end();
        let outputs = std::mem::take(&mut *self.outputs());
        outputs.values().for_each(|o| o.end(Instant::now()));
        self.chain.pool.set_flushing(true);
        super::teardown::teardown(&self.chain.pipeline, "encoder");
        let _ = self.chain.pool.set_active(false);
    }
}

fn stamp(buffer: &mut gst::Buffer, pts_nanos: u64, duration_nanos: u64) {
    let header = buffer.make_mut();
    header.set_pts(gst::ClockTime::from_nseconds(pts_nanos));
    header.set_dts(gst::ClockTime::NONE);
    header.set_duration(gst::ClockTime::from_nseconds(duration_nanos));
}
