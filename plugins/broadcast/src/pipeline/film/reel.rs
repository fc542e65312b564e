//! The decoder of one film: a pipeline from the file to pictures as large as they are seen, wound back at its end.
//!
//! Owns GStreamer's part. Times are the film's: 0 at its first picture, and going on from there each time it begins again.

use super::{FilmError, FilmSettings, MOST, PATIENCE, Picture};
use crate::pipeline::{chain::describe, elements, teardown::teardown};
use gst::prelude::*;
use gstreamer as gst;
use gstreamer_app as gst_app;
use gstreamer_video as gst_video;
use std::{
    path::Path,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Instant,
};

/// How often a silent decoder is looked after.
const LOOK: gst::ClockTime = gst::ClockTime::from_mseconds(200);
/// How long a picture lasts of which nobody knows, in ns.
const UNKNOWN_NANOS: u64 = 33_333_333;
/// Live, a picture that is late by more than this is not scaled any more, in ns.
const LATE_NANOS: u64 = 100_000_000;
/// But of so many that are late, one is.
const LATE_ONES: u32 = 8;
/// Pictures that wait in the pipeline.
const WAITING: u32 = 2;
/// Cores that decode, at most.
const THREADS: usize = 4;

/// Where in the film the decoder is.
#[derive(Debug, Default)]
struct Place {
    /// When this turn began, in the film's time.
    begun: u64,
    /// Time stamp of this turn's first picture.
    first: Option<u64>,
    /// When what was decoded so far ends, in the film's time.
    end: u64,
    /// Pictures that were left out one after the other, because they were late.
    late: u32,
}

impl Place {
    /// When a picture with time stamp `pts` comes, in the film's time.
    fn time(&mut self, pts: u64) -> u64 {
        self.begun + pts.saturating_sub(*self.first.get_or_insert(pts))
    }
}

pub(super) struct Reel {
    name: String,
    pipeline: gst::Pipeline,
    bus: gst::Bus,
    sink: gst_app::AppSink,
    place: Arc<Mutex<Place>>,
    size: (u32, u32),
    /// Decoders that it needs, and that are not installed.
    lacks: Vec<String>,
}

impl Reel {
    /// Opens a file, and gives its first picture.
    pub(super) fn open(
        path: &Path,
        name: &str,
        settings: &FilmSettings,
        asked: Arc<AtomicU64>,
    ) -> Result<(Self, Picture), FilmError> {
        let decode = |why: String| FilmError::Decode { name: name.into(), why };
        gst::init().map_err(|e| decode(e.to_string()))?;
        let pipeline = gst::Pipeline::new();
        let bus = pipeline.bus().ok_or_else(|| decode("the pipeline has no bus".into()))?;
        let place = Arc::new(Mutex::new(Place::default()));
        let linked = Arc::new(AtomicBool::new(false));
        let watched = Watched { settings: *settings, place: place.clone(), linked: linked.clone(), asked };
        let sink = build(&pipeline, path, watched, &decode)?;
        let mut reel =
            Self { name: name.into(), pipeline, bus, sink, place, size: (0, 0), lacks: Vec::new() };
        let refused = reel.pipeline.set_state(gst::State::Playing).is_err();
        let first = if refused { Err(reel.problem("it does not start")) } else { reel.next() };
        match first {
            Ok(first) => Ok((reel, first)),
            Err(_) if !reel.lacks.is_empty() => {
                Err(decode(format!("no {} is installed", reel.lacks.join(", "))))
            }
            Err(_) if !linked.load(Ordering::Acquire) && reel.has_sound() => {
                Err(FilmError::NoPicture { name: name.into() })
            }
            Err(error) => Err(error),
        }
    }

    pub(super) fn size(&self) -> (u32, u32) {
        self.size
    }

    /// The next picture, waiting for it; after the last one comes the first.
    pub(super) fn next(&mut self) -> Result<Picture, FilmError> {
        let begun = Instant::now();
        let mut wound = false;
        loop {
            if let Some(sample) = self.sink.try_pull_sample(LOOK) {
                return self.picture(&sample);
            }
            if let Some(why) = self.complaint() {
                return Err(FilmError::Decode { name: self.name.clone(), why });
            }
            if self.sink.is_eos() {
                // A film that holds no picture would be wound back for ever.
                if wound || self.locked().first.is_none() {
                    return Err(FilmError::NoPicture { name: self.name.clone() });
                }
                wound = true;
                self.rewind()?;
            } else if begun.elapsed() > PATIENCE {
                return Err(FilmError::Stalled { name: self.name.clone() });
            }
        }
    }

    fn rewind(&mut self) -> Result<(), FilmError> {
        {
            let mut place = self.locked();
            let begun = place.end.max(place.begun + 1);
            *place = Place { begun, end: begun, ..Place::default() };
        }
        let flags = gst::SeekFlags::FLUSH | gst::SeekFlags::ACCURATE;
        let sought = self.pipeline.seek_simple(flags, gst::ClockTime::ZERO);
        sought.map_err(|_| self.problem("it cannot be wound back to its beginning"))
    }

    fn picture(&mut self, sample: &gst::Sample) -> Result<Picture, FilmError> {
        let decode = |why: &str| FilmError::Decode { name: self.name.clone(), why: why.into() };
        let buffer = sample.buffer().ok_or_else(|| decode("a picture is empty"))?;
        let info = sample.caps().and_then(|caps| gst_video::VideoInfo::from_caps(caps).ok());
        let info = info.ok_or_else(|| decode("a picture has no size"))?;
        let size = (info.width(), info.height());
        if self.size != (0, 0) && self.size != size {
            return Err(decode("its pictures change their size"));
        }
        let pts = stamp(buffer, sample.segment());
        let mut place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        let at_nanos = pts.map_or(place.end, |pts| place.time(pts));
        drop(place);
        let map = buffer.map_readable().map_err(|_| decode("a picture cannot be read"))?;
        let (row, stride) = (size.0 as usize * 4, info.stride()[0] as usize);
        let mut rgba = Vec::with_capacity(row * size.1 as usize);
        map.chunks(stride).take(size.1 as usize).for_each(|line| rgba.extend_from_slice(&line[..row]));
        self.size = size;
        Ok(Picture { at_nanos, rgba })
    }

    /// What the pipeline says, or `otherwise`.
    fn problem(&mut self, otherwise: &str) -> FilmError {
        let why = self.complaint().unwrap_or_else(|| otherwise.to_owned());
        FilmError::Decode { name: self.name.clone(), why }
    }

    /// Why the pipeline stopped, if it did.
    fn complaint(&mut self) -> Option<String> {
        while let Some(message) = self.bus.pop() {
            match message.view() {
                gst::MessageView::Error(_) => return Some(describe(&message)),
                gst::MessageView::Element(element) => {
                    let missing = element.structure().filter(|s| s.name() == "missing-plugin");
                    self.lacks.extend(missing.and_then(|s| s.get::<String>("name").ok()));
                }
                _ => {}
            }
        }
        None
    }

    /// Whether it was understood, at least: something was found in it.
    fn has_sound(&self) -> bool {
        let decoder = self.pipeline.by_name(DECODER);
        decoder.is_some_and(|d| !d.src_pads().is_empty())
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, Place> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Reel {
    fn drop(&mut self) {
        teardown(&self.pipeline, &self.name);
    }
}

/// Time stamp of a picture in its file, in ns.
fn stamp(buffer: &gst::BufferRef, segment: Option<&gst::Segment>) -> Option<u64> {
    let segment = segment?.downcast_ref::<gst::ClockTime>()?;
    segment.to_stream_time(buffer.pts()?).map(gst::ClockTime::nseconds)
}

/// What is looked at while it decodes.
struct Watched {
    settings: FilmSettings,
    place: Arc<Mutex<Place>>,
    linked: Arc<AtomicBool>,
    asked: Arc<AtomicU64>,
}

const DECODER: &str = "decoder";

fn build(
    pipeline: &gst::Pipeline,
    path: &Path,
    watched: Watched,
    decode: &impl Fn(String) -> FilmError,
) -> Result<gst_app::AppSink, FilmError> {
    let source = elements::make("filesrc")?;
    source.set_property("location", path);
    let decoder = gst::ElementFactory::make("decodebin").name(DECODER).build();
    let decoder = decoder.map_err(|_| elements::Missing {
        element: "decodebin".into(),
        package: elements::package("decodebin"),
    })?;
    // The same on every machine, and into memory that can be read.
    decoder.set_property("force-sw-decoders", true);
    // Sound and subtitles are not looked at.
    decoder.connect("autoplug-continue", false, |values| {
        let caps = values.get(2).and_then(|v| v.get::<gst::Caps>().ok());
        let name = caps.as_ref().and_then(|c| c.structure(0)).map(|s| s.name().to_string());
        let other = |name: &str| ["audio/", "text/", "subpicture/"].iter().any(|k| name.starts_with(k));
        Some((!name.is_some_and(|name| other(&name))).to_value())
    });
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    pipeline.connect_deep_element_added(move |_, _, element| {
        if element.has_property("max-threads") {
            element.set_property("max-threads", cores.min(THREADS) as i32);
        }
    });
    let turn = elements::make("videoflip")?;
    turn.set_property_from_str("video-direction", "auto");
    let scale = elements::make("videoconvertscale")?;
    let filter = elements::filter(&raw(None))?;
    let sink = gst_app::AppSink::builder().sync(false).max_buffers(WAITING).drop(false).build();
    sink.set_property("enable-last-sample", false);
    let parts = [&source, &decoder, &turn, &scale, &filter, sink.upcast_ref()];
    let built = pipeline
        .add_many(parts)
        .and_then(|()| source.link(&decoder))
        .and_then(|()| gst::Element::link_many([&turn, &scale, &filter, sink.upcast_ref()]));
    built.map_err(|e| decode(e.to_string()))?;
    let (Some(inlet), Some(turned)) = (turn.static_pad("sink"), turn.static_pad("src")) else {
        return Err(decode("`videoflip` is not what it should be".into()));
    };
    fit(&turned, &filter, watched.settings);
    leave_out(&inlet, watched.settings, watched.place, watched.asked);
    let linked = watched.linked;
    decoder.connect_pad_added(move |_, pad| {
        let caps = pad.current_caps();
        let moves = caps.and_then(|c| Some(c.structure(0)?.name().as_str() == "video/x-raw"));
        if moves == Some(true) && !inlet.is_linked() && pad.link(&inlet).is_ok() {
            linked.store(true, Ordering::Release);
        }
    });
    Ok(sink)
}

fn raw(size: Option<(u32, u32)>) -> gst::Caps {
    let caps = gst::Caps::builder("video/x-raw")
        .field("format", "RGBA")
        .field("pixel-aspect-ratio", gst::Fraction::new(1, 1));
    match size {
        Some((width, height)) => caps.field("width", width as i32).field("height", height as i32).build(),
        None => caps.build(),
    }
}

/// As soon as a film's size is known, and how it lies, says how large it is seen.
fn fit(turned: &gst::Pad, filter: &gst::Element, settings: FilmSettings) {
    let filter = filter.downgrade();
    let fitted = OnceLock::new();
    turned.add_probe(gst::PadProbeType::EVENT_DOWNSTREAM, move |_, info| {
        if let Some(gst::PadProbeData::Event(event)) = &info.data
            && let gst::EventView::Caps(caps) = event.view()
            && let Ok(video) = gst_video::VideoInfo::from_caps(caps.caps())
            && let Some(filter) = filter.upgrade()
        {
            let par = video.par();
            let wide = f64::from(video.width()) * f64::from(par.numer()) / f64::from(par.denom().max(1));
            let size = fitted.get_or_init(|| seen((wide, f64::from(video.height())), &settings));
            filter.set_property("caps", raw(Some(*size)));
        }
        gst::PadProbeReturn::Ok
    });
}

/// How large a film of `size` is seen, in pixels.
fn seen((width, height): (f64, f64), settings: &FilmSettings) -> (u32, u32) {
    let (width, height) = (width.max(1.0), height.max(1.0));
    let ratios = (f64::from(settings.frame.0) / width, f64::from(settings.frame.1) / height);
    let scale = if settings.cover { ratios.0.max(ratios.1) } else { ratios.0.min(ratios.1) };
    let scale = scale.min(f64::from(MOST.0) / width.max(height)).min(f64::from(MOST.1) / width.min(height));
    let pixels = |side: f64| (side * scale).round().clamp(2.0, f64::from(MOST.0)) as u32;
    (pixels(width), pixels(height))
}

/// Leaves out, before they are scaled, pictures that no frame shows; live, also those that come too late.
fn leave_out(inlet: &gst::Pad, settings: FilmSettings, place: Arc<Mutex<Place>>, asked: Arc<AtomicU64>) {
    inlet.add_probe(gst::PadProbeType::BUFFER, move |pad, info| {
        let Some(gst::PadProbeData::Buffer(buffer)) = &info.data else { return gst::PadProbeReturn::Ok };
        let segment = pad.sticky_event::<gst::event::Segment>(0);
        let Some(pts) = stamp(buffer, segment.as_ref().map(|s| s.segment())) else {
            return gst::PadProbeReturn::Ok;
        };
        let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
        let (first, at) = (place.first.is_none(), place.time(pts));
        let lasts = buffer.duration().map(gst::ClockTime::nseconds);
        let end = at + lasts.unwrap_or(UNKNOWN_NANOS);
        place.end = place.end.max(end);
        let late =
            settings.live && end + LATE_NANOS < asked.load(Ordering::Relaxed) && place.late < LATE_ONES;
        place.late = if late { place.late + 1 } else { 0 };
        // The first one tells how large the film is.
        let never = lasts.is_some() && !is_seen(at, end, settings.frame_rate);
        if first || !(late || never) {
            return gst::PadProbeReturn::Ok;
        }
        info.flow_res = Ok(gst::FlowSuccess::Ok);
        gst::PadProbeReturn::Handled
    });
}

/// Whether a frame of the programme falls into a picture's time; borders are taken wide, since times are rounded.
fn is_seen(at: u64, end: u64, rate: protocol::FrameRate) -> bool {
    const EARLY: u64 = 1_500_000;
    const LATE: u64 = 500_000;
    let (num, den) = (u128::from(rate.num()), u128::from(rate.den()) * 1_000_000_000);
    // The first frame that is not before the picture.
    let frame = (u128::from(at.saturating_sub(EARLY)) * num).div_ceil(den);
    frame * den / num + u128::from(LATE) < u128::from(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::FrameRate;

    fn settings(frame: (u32, u32), cover: bool) -> FilmSettings {
        FilmSettings { frame, cover, frame_rate: FrameRate::default(), live: false }
    }

    #[test]
    fn a_film_is_as_large_as_it_is_seen() {
        let seen = |size, frame, cover| seen(size, &settings(frame, cover));
        assert_eq!(seen((3840.0, 2160.0), (1280, 720), true), (1280, 720));
        assert_eq!(seen((1920.0, 1080.0), (720, 1280), true), (1920, 1080));
        assert_eq!(seen((1920.0, 1080.0), (720, 1280), false), (720, 405));
        assert_eq!(seen((1080.0, 1920.0), (720, 1280), true), (720, 1280));
        assert_eq!(seen((640.0, 480.0), (1280, 720), true), (1280, 960));
        assert_eq!(seen((3840.0, 2160.0), (3840, 2160), true), (1920, 1080));
    }

    #[test]
    fn only_pictures_that_a_frame_shows_are_scaled() {
        let sixty = |n: u64| n * 1_000_000_000 / 60;
        let rate = FrameRate::default();
        let kept = (0..60).filter(|n| is_seen(sixty(*n), sixty(n + 1), rate)).count();
        assert_eq!(kept, 30);
        let slow = |n: u64| n * 1_000_000_000 / 24;
        assert!((0..240).all(|n| is_seen(slow(n), slow(n + 1), rate)));
    }
}
