//! Films to play: grey pictures of known brightness, encoded by GStreamer.

use gst::prelude::*;
use gstreamer as gst;
use gstreamer_app as gst_app;
use std::path::Path;

/// Writes a film (`.mp4` with H.264 and B-frames, `.webm` with VP8) of one picture a level of grey, 0 to 255, `per_second` of
/// them; with a beep when `sound`.
#[track_caller]
pub fn film(path: &Path, (width, height): (u32, u32), per_second: u32, levels: &[u8], sound: bool) {
    gst::init().expect("GStreamer");
    let webm = path.extension().is_some_and(|e| e == "webm");
    let (encoder, tone, mux) = if webm {
        ("vp8enc deadline=1 keyframe-max-dist=5", "vorbisenc", "webmmux")
    } else {
        ("x264enc bframes=2 b-adapt=false key-int-max=6 quantizer=10 pass=quant", "avenc_aac", "mp4mux")
    };
    let beep = format!("audiotestsrc num-buffers={} ! {tone} ! mux.", levels.len());
    let beep = if sound { &beep } else { "" };
    let line = format!(
        "appsrc name=pictures format=time block=true ! {encoder} ! mux. {beep} {mux} name=mux ! filesink name=file"
    );
    let pipeline =
        gst::parse::launch(&line).expect("a pipeline").downcast::<gst::Pipeline>().expect("a pipeline");
    pipeline.by_name("file").expect("the sink").set_property("location", path);
    let source = pipeline.by_name("pictures").and_downcast::<gst_app::AppSrc>().expect("the source");
    let caps = gst::Caps::builder("video/x-raw")
        .field("format", "I420")
        .field("width", width as i32)
        .field("height", height as i32)
        .field("framerate", gst::Fraction::new(per_second as i32, 1))
        .field("colorimetry", "bt709")
        .build();
    source.set_caps(Some(&caps));
    pipeline.set_state(gst::State::Playing).expect("it plays");
    let time = |n: usize| gst::ClockTime::from_nseconds(n as u64 * 1_000_000_000 / u64::from(per_second));
    for (n, level) in levels.iter().enumerate() {
        let luma = 16 + (u32::from(*level) * 219 + 127) / 255;
        let pixels = (width * height) as usize;
        let mut data = vec![luma as u8; pixels];
        data.resize(pixels * 3 / 2, 128);
        let mut buffer = gst::Buffer::from_mut_slice(data);
        let made = buffer.get_mut().expect("a new buffer");
        made.set_pts(time(n));
        made.set_duration(time(n + 1) - time(n));
        source.push_buffer(buffer).expect("a picture is taken");
    }
    source.end_of_stream().expect("an end");
    let bus = pipeline.bus().expect("a bus");
    let last = bus.timed_pop_filtered(
        gst::ClockTime::from_seconds(30),
        &[gst::MessageType::Eos, gst::MessageType::Error],
    );
    let whole = last.as_ref().is_some_and(|m| matches!(m.view(), gst::MessageView::Eos(_)));
    pipeline.set_state(gst::State::Null).expect("it stops");
    assert!(whole, "the film was not written: {last:?}");
}
