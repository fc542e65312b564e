//! The encoder's pipeline: built once, started, and described when it breaks.
//!
//! Owns its shape and the way back from GStreamer's buffers to packets of media time. What is pushed and where packets
//! go from the hub is not its business.

use super::{
    EncoderError, EncoderSettings, VideoEncoder,
    elements::{self, Missing},
    hub::Hub,
    packet::{Kind, Packet},
};
use gst::prelude::*;
use gstreamer as gst;
use gstreamer_app as gst_app;
use gstreamer_video as gst_video;
use protocol::clock;
use std::sync::{
    Arc,
    atomic::{AtomicU32, AtomicU64, Ordering},
};

/// Raw frames that may wait for the encoder: live, the oldest is dropped beyond; off-line, pushing waits.
const RAW_FRAMES: u64 = 3;
impl From<Missing> for EncoderError {
    fn from(missing: Missing) -> Self {
        Self::MissingElement { element: missing.element, package: missing.package }
    }
}

/// A running pipeline: two sources, two encoders, two sinks that publish.
pub(super) struct Chain {
    pub(super) kind: VideoEncoder,
    pub(super) pipeline: gst::Pipeline,
    pub(super) bus: gst::Bus,
    pub(super) video: gst_app::AppSrc,
    pub(super) audio: gst_app::AppSrc,
    pub(super) pool: gst_video::VideoBufferPool,
    pub(super) info: gst_video::VideoInfo,
    pub(super) counts: Arc<Counts>,
    /// Asks for a key frame.
    pub(super) force_key: Arc<dyn Fn() + Send + Sync>,
}

/// Counted on the way.
#[derive(Default)]
pub(super) struct Counts {
    pub(super) pushed: AtomicU64,
    pub(super) repeated: AtomicU64,
    /// Left the queue of raw frames.
    pub(super) taken: AtomicU64,
    pub(super) encoded: AtomicU64,
    pub(super) video_bytes: AtomicU64,
    pub(super) audio_bytes: AtomicU64,
}

impl Chain {
    /// Builds and starts.
    pub(super) fn start(settings: &EncoderSettings, hub: &Arc<Hub>) -> Result<Self, EncoderError> {
        gst::init().map_err(|e| EncoderError::Init(e.to_string()))?;
        let (width, height) = (settings.width, settings.height);
        let fits = |n: u32| (64..=4096).contains(&n) && n.is_multiple_of(2);
        if !fits(width) || !fits(height) {
            return Err(EncoderError::Size { width, height });
        }
        let kind = settings.video_encoder.map_or_else(VideoEncoder::choose, Ok)?;
        let pipeline = gst::Pipeline::new();
        let counts = Arc::new(Counts::default());
        let ends = Ends::new();
        let video_caps = elements::raw_video_caps(settings);
        let (video, video_sink) = {
            let sink = sink(Kind::Video, hub, &counts, &ends)?;
            (add_video(&pipeline, kind, settings, &video_caps, &sink)?, sink)
        };
        let audio = add_audio(&pipeline, settings, &sink(Kind::Audio, hub, &counts, &ends)?)?;
        if let Some(pad) = video.static_pad("src") {
            let counts = counts.clone();
            pad.add_probe(gst::PadProbeType::BUFFER, move |_, _| {
                counts.taken.fetch_add(1, Ordering::Relaxed);
                gst::PadProbeReturn::Ok
            });
        }
        let (pool, info) = pool(&video_caps)?;
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
        Ok(Self { kind, pipeline, bus, video, audio, pool, info, counts, force_key })
    }
}

fn add_video(
    pipeline: &gst::Pipeline,
    kind: VideoEncoder,
    settings: &EncoderSettings,
    caps: &gst::Caps,
    sink: &gst_app::AppSink,
) -> Result<gst_app::AppSrc, EncoderError> {
    let source = source(caps, settings.live)?;
    source.set_max_buffers(RAW_FRAMES);
    if settings.live {
        source.set_leaky_type(gst_app::AppLeakyType::Downstream);
    }
    let (encoder, encoded) = elements::video_encoder(kind, settings)?;
    let parser = elements::make("h264parse")?;
    parser.set_property("config-interval", -1i32);
    let units =
        gst::Caps::builder("video/x-h264").field("stream-format", "avc").field("alignment", "au").build();
    add(
        pipeline,
        &[
            source.upcast_ref(),
            &encoder,
            &elements::filter(&encoded)?,
            &parser,
            &elements::filter(&units)?,
            sink.upcast_ref(),
        ],
    )?;
    Ok(source)
}

fn add_audio(
    pipeline: &gst::Pipeline,
    settings: &EncoderSettings,
    sink: &gst_app::AppSink,
) -> Result<gst_app::AppSrc, EncoderError> {
    let source = source(&elements::raw_audio_caps(), settings.live)?;
    if !settings.live {
        source.set_max_time(gst::ClockTime::from_seconds(2));
    }
    let raw =
        gst::Caps::builder("audio/mpeg").field("mpegversion", 4i32).field("stream-format", "raw").build();
    add(
        pipeline,
        &[
            source.upcast_ref(),
            &elements::make("audioconvert")?,
            &elements::audio_encoder(settings)?,
            &elements::make("aacparse")?,
            &elements::filter(&raw)?,
            sink.upcast_ref(),
        ],
    )?;
    Ok(source)
}

fn add(pipeline: &gst::Pipeline, chain: &[&gst::Element]) -> Result<(), EncoderError> {
    pipeline.add_many(chain).and_then(|()| gst::Element::link_many(chain)).map_err(tell)
}

fn pool(caps: &gst::Caps) -> Result<(gst_video::VideoBufferPool, gst_video::VideoInfo), EncoderError> {
    let info = gst_video::VideoInfo::from_caps(caps).map_err(tell)?;
    let pool = gst_video::VideoBufferPool::new();
    let mut config = pool.config();
    // No upper bound: the queue of raw frames is the bound, and a pool that runs dry would stop the loop.
    config.set_params(Some(caps), info.size() as u32, RAW_FRAMES as u32 + 2, 0);
    pool.set_config(config).and_then(|()| pool.set_active(true)).map_err(tell)?;
    Ok((pool, info))
}

fn tell(error: gst::glib::BoolError) -> EncoderError {
    EncoderError::Start(error.to_string())
}

/// What an error message says, and which element said it.
pub(super) fn describe(message: &gst::Message) -> String {
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
    // Off-line, pushing waits for room; live, pictures leak and sound has no bound.
    source.set_block(!live);
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
