//! The encoder: raw frames and samples in, access units to the hub.
//!
//! One pipeline that never stops while the program is on air. Time stamps are the caller's; nothing here reads a
//! clock. Frames are written straight into buffers of a pool: no allocation a frame.

use super::{
    EncoderError, EncoderSettings, OutputEvent, OutputId, OutputStatus, Preview, PushError, Target,
    VideoEncoder,
    elements::{self, Missing},
    hub::Hub,
    output::Output,
    packet::{Kind, Packet},
    preview::Previews,
    status::StatusCell,
};
use crate::color::I420Planes;
use gst::prelude::*;
use gst_video::VideoFrameExt;
use gstreamer as gst;
use gstreamer_app as gst_app;
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

/// Raw frames that may wait for the encoder: live, the oldest is dropped beyond; off-line, pushing waits.
const RAW_FRAMES: u64 = 3;
/// Events about outputs that may wait for a listener.
const EVENTS: usize = 256;

impl From<Missing> for EncoderError {
    fn from(missing: Missing) -> Self {
        Self::MissingElement { element: missing.element, package: missing.package }
    }
}

/// A running encoder and its outputs. All methods may be called from any thread.
pub struct Encoder {
    settings: EncoderSettings,
    kind: VideoEncoder,
    pipeline: gst::Pipeline,
    bus: gst::Bus,
    video: gst_app::AppSrc,
    audio: gst_app::AppSrc,
    pool: gst_video::VideoBufferPool,
    info: gst_video::VideoInfo,
    /// The last picture, for repeats.
    last: Mutex<Option<gst::Buffer>>,
    counts: Arc<Counts>,
    hub: Arc<Hub>,
    force_key: Arc<dyn Fn() + Send + Sync>,
    outputs: Mutex<BTreeMap<OutputId, Output>>,
    next_output: AtomicU32,
    previews: Previews,
    events: (crossbeam_channel::Sender<OutputEvent>, crossbeam_channel::Receiver<OutputEvent>),
    /// Why it stopped.
    failed: Mutex<Option<String>>,
}

#[derive(Default)]
struct Counts {
    pushed: AtomicU64,
    repeated: AtomicU64,
    /// Left the queue of raw frames.
    taken: AtomicU64,
    encoded: AtomicU64,
    video_bytes: AtomicU64,
    audio_bytes: AtomicU64,
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
        gst::init().map_err(|e| EncoderError::Init(e.to_string()))?;
        let (width, height) = (settings.width, settings.height);
        let fits = |n: u32| (64..=4096).contains(&n) && n.is_multiple_of(2);
        if !fits(width) || !fits(height) {
            return Err(EncoderError::Size { width, height });
        }
        let kind = settings.video_encoder.map_or_else(VideoEncoder::choose, Ok)?;
        let pipeline = gst::Pipeline::new();
        let (hub, counts) = (Arc::new(Hub::default()), Arc::new(Counts::default()));
        let tell = |e: gst::glib::BoolError| EncoderError::Start(e.to_string());

        let video_caps = elements::raw_video_caps(&settings);
        let video = source(&video_caps, settings.live)?;
        video.set_max_buffers(RAW_FRAMES);
        if settings.live {
            video.set_leaky_type(gst_app::AppLeakyType::Downstream);
        } else {
            video.set_block(true);
        }
        let (encoder, encoded) = elements::video_encoder(kind, &settings)?;
        let parser = elements::make("h264parse")?;
        parser.set_property("config-interval", -1i32);
        let units =
            gst::Caps::builder("video/x-h264").field("stream-format", "avc").field("alignment", "au").build();
        let ends = Ends::new();
        let video_sink = sink(Kind::Video, &hub, &counts, &ends)?;
        let chain = [
            video.upcast_ref::<gst::Element>(),
            &encoder,
            &elements::filter(&encoded)?,
            &parser,
            &elements::filter(&units)?,
            video_sink.upcast_ref(),
        ];
        pipeline.add_many(chain).and_then(|()| gst::Element::link_many(chain)).map_err(tell)?;

        let audio = source(&elements::raw_audio_caps(), settings.live)?;
        if !settings.live {
            audio.set_block(true);
            audio.set_max_time(gst::ClockTime::from_seconds(2));
        }
        let raw =
            gst::Caps::builder("audio/mpeg").field("mpegversion", 4i32).field("stream-format", "raw").build();
        let audio_sink = sink(Kind::Audio, &hub, &counts, &ends)?;
        let chain = [
            audio.upcast_ref::<gst::Element>(),
            &elements::make("audioconvert")?,
            &elements::audio_encoder(&settings)?,
            &elements::make("aacparse")?,
            &elements::filter(&raw)?,
            audio_sink.upcast_ref(),
        ];
        pipeline.add_many(chain).and_then(|()| gst::Element::link_many(chain)).map_err(tell)?;

        if let Some(pad) = video.static_pad("src") {
            let counts = counts.clone();
            pad.add_probe(gst::PadProbeType::BUFFER, move |_, _| {
                counts.taken.fetch_add(1, Ordering::Relaxed);
                gst::PadProbeReturn::Ok
            });
        }
        let info = gst_video::VideoInfo::from_caps(&video_caps).map_err(tell)?;
        let pool = gst_video::VideoBufferPool::new();
        let mut config = pool.config();
        // No upper bound: the queue of raw frames is the bound, and a pool that runs dry would stop the loop.
        config.set_params(Some(&video_caps), info.size() as u32, RAW_FRAMES as u32 + 2, 0);
        pool.set_config(config).and_then(|()| pool.set_active(true)).map_err(tell)?;

        let Some(bus) = pipeline.bus() else {
            return Err(EncoderError::Start("the pipeline has no bus".into()));
        };
        if pipeline.set_state(gst::State::Playing).is_err() {
            let message = bus.pop_filtered(&[gst::MessageType::Error]);
            let why = message.as_ref().map(describe).unwrap_or_else(|| "no reason was given".into());
            super::teardown::teardown(&pipeline, "encoder");
            return Err(EncoderError::Start(why));
        }
        tracing::info!(
            encoder = kind.element(),
            width,
            height,
            frame_rate = %settings.frame_rate,
            kbps = settings.video_bitrate_kbps,
            live = settings.live,
            "encoder started"
        );
        let asked = video_sink.downgrade();
        let force_key = Arc::new(move || {
            if let Some(sink) = asked.upgrade() {
                sink.send_event(gst_video::UpstreamForceKeyUnitEvent::builder().all_headers(true).build());
            }
        });
        Ok(Self {
            settings,
            kind,
            pipeline,
            bus,
            video,
            audio,
            pool,
            info,
            last: Mutex::new(None),
            counts,
            hub,
            force_key,
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
        self.kind
    }

    /// A frame to write to.
    ///
    /// # Errors
    /// When the pool gives none: the encoder was ended.
    pub fn acquire(&self) -> Result<WritableFrame, PushError> {
        let buffer = self.pool.acquire_buffer(None).map_err(|e| PushError::Pool(e.to_string()))?;
        gst_video::VideoFrame::from_buffer_writable(buffer, &self.info)
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
        self.counts.repeated.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn last(&self) -> MutexGuard<'_, Option<gst::Buffer>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn send(&self, mut buffer: gst::Buffer, pts_nanos: u64, duration_nanos: u64) -> Result<(), PushError> {
        stamp(&mut buffer, pts_nanos, duration_nanos);
        *self.last() = Some(buffer.clone());
        self.counts.pushed.fetch_add(1, Ordering::Relaxed);
        self.video.push_buffer(buffer).map(drop).map_err(|flow| self.stopped(flow))
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
        self.audio.push_buffer(buffer).map(drop).map_err(|flow| self.stopped(flow))
    }

    fn stopped(&self, flow: gst::FlowError) -> PushError {
        PushError::Stopped(self.error().unwrap_or_else(|| flow.to_string()))
    }

    /// Why the encoder stopped by itself; `None` while it works. Cheap: ask once a frame.
    pub fn error(&self) -> Option<String> {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(message) = self.bus.pop() {
            if let gst::MessageView::Error(_) = message.view() {
                failed.get_or_insert_with(|| describe(&message));
            }
        }
        failed.clone()
    }

    /// Asks for a key frame as soon as possible.
    pub fn force_key_frame(&self) {
        (self.force_key)();
    }

    /// Numbers since the start.
    pub fn stats(&self) -> EncoderStats {
        let get = |n: &AtomicU64| n.load(Ordering::Relaxed);
        let (taken, waiting) = (get(&self.counts.taken), self.video.current_level_buffers());
        let frames = get(&self.counts.pushed);
        EncoderStats {
            frames,
            repeated: get(&self.counts.repeated),
            dropped: frames.saturating_sub(taken + waiting),
            encoded: get(&self.counts.encoded),
            video_bytes: get(&self.counts.video_bytes),
            audio_bytes: get(&self.counts.audio_bytes),
        }
    }

    /// Adds an output. It may be down at first: its state tells. Off-line, add all before the first frame.
    ///
    /// # Errors
    /// When its thread cannot be started.
    pub fn add_output(&self, target: Target) -> Result<OutputId, EncoderError> {
        let id = OutputId(self.next_output.fetch_add(1, Ordering::Relaxed));
        let status = Arc::new(StatusCell::new(id, target.label(), self.events.0.clone()));
        let output =
            Output::start(id, target, self.settings.live, self.hub.clone(), self.force_key.clone(), status)?;
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
        self.previews.watch(&self.hub, &*self.force_key).map_err(EncoderError::Thread)
    }

    /// Ends the program: the encoder is drained, files are finished, connections closed. Returns at the latest some
    /// seconds after `patience`.
    pub fn finish(&self, patience: Duration) -> Finished {
        let deadline = Instant::now() + patience;
        let _ = self.video.end_of_stream();
        let _ = self.audio.end_of_stream();
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
        self.pool.set_flushing(true);
        super::teardown::teardown(&self.pipeline, "encoder");
        let _ = self.pool.set_active(false);
    }
}

fn stamp(buffer: &mut gst::Buffer, pts_nanos: u64, duration_nanos: u64) {
    let header = buffer.make_mut();
    header.set_pts(gst::ClockTime::from_nseconds(pts_nanos));
    header.set_dts(gst::ClockTime::NONE);
    header.set_duration(gst::ClockTime::from_nseconds(duration_nanos));
}

fn describe(message: &gst::Message) -> String {
    match message.view() {
        gst::MessageView::Error(error) => {
            let from = message.src().map(|s| s.name().to_string()).unwrap_or_default();
            format!("{} ({from})", error.error())
        }
        _ => "no reason was given".into(),
    }
}

fn source(caps: &gst::Caps, live: bool) -> Result<gst_app::AppSrc, EncoderError> {
    let source = elements::make("appsrc")?
        .downcast::<gst_app::AppSrc>()
        .map_err(|_| EncoderError::Start("`appsrc` is not what it should be".into()))?;
    source.set_caps(Some(caps));
    source.set_format(gst::Format::Time);
    source.set_is_live(live);
    source.set_do_timestamp(false);
    source.set_max_bytes(0);
    source.set_max_buffers(0);
    Ok(source)
}

/// Counts the streams that still run; the last one ends the hub.
struct Ends(AtomicU32);

impl Ends {
    fn new() -> Arc<Self> {
        Arc::new(Self(AtomicU32::new(2)))
    }
}

fn sink(
    kind: Kind,
    hub: &Arc<Hub>,
    counts: &Arc<Counts>,
    ends: &Arc<Ends>,
) -> Result<gst_app::AppSink, EncoderError> {
    let sink = elements::make("appsink")?
        .downcast::<gst_app::AppSink>()
        .map_err(|_| EncoderError::Start("`appsink` is not what it should be".into()))?;
    sink.set_sync(false);
    sink.set_async(false);
    sink.set_qos(false);
    sink.set_enable_last_sample(false);
    let (end_hub, ends) = (hub.clone(), ends.clone());
    let (hub, counts) = (hub.clone(), counts.clone());
    let callbacks = gst_app::AppSinkCallbacks::builder()
        .new_sample(move |sink| {
            let sample = sink.pull_sample().map_err(|_| gst::FlowError::Eos)?;
            if let Some(packet) = packet(kind, &sample) {
                let bytes = packet.data.size() as u64;
                match kind {
                    Kind::Video => {
                        counts.encoded.fetch_add(1, Ordering::Relaxed);
                        counts.video_bytes.fetch_add(bytes, Ordering::Relaxed);
                    }
                    Kind::Audio => drop(counts.audio_bytes.fetch_add(bytes, Ordering::Relaxed)),
                }
                hub.publish(&packet);
            }
            Ok(gst::FlowSuccess::Ok)
        })
        .eos(move |_| {
            if ends.0.fetch_sub(1, Ordering::AcqRel) == 1 {
                end_hub.end();
            }
        })
        .build();
    sink.set_callbacks(callbacks);
    Ok(sink)
}

/// Media time again: x264enc shifts its stamps by a thousand hours and tells so in the segment, and AAC begins with
/// lead-in. Sound from before the beginning is dropped.
fn packet(kind: Kind, sample: &gst::Sample) -> Option<Packet> {
    let buffer = sample.buffer_owned()?;
    let segment = sample.segment()?.downcast_ref::<gst::ClockTime>()?;
    let mut pts = segment.to_running_time(buffer.pts()?)?.nseconds();
    if kind == Kind::Audio {
        pts = pts.checked_sub(clock::pts_nanos(elements::AAC_DELAY_SAMPLES))?;
    }
    Some(Packet {
        kind,
        pts,
        duration: buffer.duration().map_or(0, gst::ClockTime::nseconds),
        key: kind == Kind::Audio || !buffer.flags().contains(gst::BufferFlags::DELTA_UNIT),
        data: buffer,
        caps: sample.caps_owned()?,
    })
}
