//! Prints what the way from pixels to packets costs on this machine: conversion against GStreamer's own, the whole
//! encoder in real time, and the preview's delay.
//!
//! `cargo run -p broadcast --example throughput [SECONDS]`

use broadcast::{
    color::{self, I420Planes},
    pipeline::{Encoder, EncoderSettings, PreviewChunk, Target},
};
use gstreamer as gst;
use gstreamer::prelude::*;
use protocol::clock::pts_nanos;
use std::time::{Duration, Instant};

const SIZES: [(u32, u32); 4] = [(640, 360), (960, 540), (1280, 720), (1920, 1080)];

fn main() {
    gst::init().expect("gstreamer starts");
    let seconds = std::env::args().nth(1).and_then(|s| s.parse().ok()).unwrap_or(10);
    for (width, height) in SIZES {
        let picture = picture(width, height, 0);
        println!(
            "{width}x{height}: conversion {:.2} ms, videoconvert {:.2} ms of cpu a frame",
            convert(&picture, width, height),
            videoconvert(&picture, width, height),
        );
    }
    for (width, height) in SIZES {
        encode(width, height, seconds);
    }
}

/// Something with edges, gradients and motion.
fn picture(width: u32, height: u32, n: u32) -> Vec<u8> {
    let mut out = Vec::with_capacity((width * height * 4) as usize);
    for y in 0..height {
        for x in 0..width {
            let (dx, dy) = ((x + n).abs_diff(width / 2), y.abs_diff(height / 2));
            let face = dx * dx + dy * dy < height * height / 9;
            let grain = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 29;
            let shade = if face { 150 + dx * 60 / height + grain } else { 40 + y * 60 / height };
            out.extend([shade as u8, (shade * 4 / 5) as u8, (shade * 3 / 5) as u8, 255]);
        }
    }
    out
}

fn cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<f64> = text
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .map(|f| f.parse().unwrap_or(0.0))
        .collect();
    // utime and stime in ticks of 10 ms.
    fields.get(11..13).map_or(0.0, |t| (t[0] + t[1]) * 10.0)
}

fn convert(picture: &[u8], width: u32, height: u32) -> f64 {
    let half = (width / 2) as usize * (height / 2) as usize;
    let (mut y, mut u, mut v) = (vec![0; picture.len() / 4], vec![0; half], vec![0; half]);
    let (before, rounds) = (cpu(), 400);
    for _ in 0..rounds {
        let mut planes = I420Planes {
            width,
            height,
            y: &mut y,
            y_stride: width,
            u: &mut u,
            u_stride: width / 2,
            v: &mut v,
            v_stride: width / 2,
        };
        color::rgba_to_i420(picture, width * 4, &mut planes).expect("it fits");
    }
    (cpu() - before) / f64::from(rounds)
}

fn videoconvert(picture: &[u8], width: u32, height: u32) -> f64 {
    let run = |target: &str| {
        let rounds = 200;
        let text = format!(
            "appsrc name=a ! video/x-raw,format=RGBA,width={width},height={height},framerate=30/1,colorimetry=sRGB \
             {target} ! fakesink sync=false"
        );
        let pipeline =
            gst::parse::launch(&text).expect("it is valid").downcast::<gst::Pipeline>().expect("one");
        let source = pipeline.by_name("a").and_downcast::<gstreamer_app::AppSrc>().expect("a source");
        source.set_format(gst::Format::Time);
        source.set_max_buffers(2);
        source.set_block(true);
        let buffer = gst::Buffer::from_slice(picture.to_vec());
        pipeline.set_state(gst::State::Playing).expect("it starts");
        let before = cpu();
        for _ in 0..rounds {
            source.push_buffer(buffer.copy()).expect("it takes frames");
        }
        source.end_of_stream().expect("it ends");
        let bus = pipeline.bus().expect("a bus");
        bus.timed_pop_filtered(gst::ClockTime::from_seconds(60), &[gst::MessageType::Eos]).expect("an end");
        let spent = (cpu() - before) / f64::from(rounds);
        pipeline.set_state(gst::State::Null).expect("it stops");
        spent
    };
    run("! videoconvert ! video/x-raw,format=I420,colorimetry=bt709") - run("")
}

/// A live encoder with a file output and a watcher, fed in real time.
fn encode(width: u32, height: u32, seconds: u64) {
    let encoder =
        Encoder::start(EncoderSettings { width, height, ..EncoderSettings::default() }).expect("an encoder");
    let folder = std::env::temp_dir().join(format!("compere-throughput-{}.mp4", std::process::id()));
    encoder.add_output(Target::file(&folder).expect("a file")).expect("an output");
    let preview = encoder.preview().expect("a preview");
    let pictures: Vec<_> = (0..8).map(|n| picture(width, height, n * 3)).collect();
    let rate = encoder.settings().frame_rate;
    let (start, before) = (Instant::now(), cpu());
    let mut delays = Vec::new();
    let mut pushed = Vec::new();
    for n in 0..seconds * 30 {
        let samples = rate.samples(n);
        let (from, to) = (pts_nanos(samples.start), pts_nanos(samples.end));
        let mut frame = encoder.acquire().expect("a frame");
        let picture = &pictures[(n % 14).min(14 - n % 14) as usize % 8];
        color::rgba_to_i420(picture, width * 4, &mut frame.planes()).expect("it fits");
        pushed.push(Instant::now());
        encoder.push(frame, from, to - from).expect("it takes frames");
        let sound: Vec<f32> = samples.flat_map(|s| [(s as f32 * 0.05).sin() * 0.3; 2]).collect();
        encoder.push_audio(&sound, from).expect("it takes sound");
        let due = start + Duration::from_nanos(to);
        while let Ok(chunk) = preview.chunks().recv_deadline(due) {
            if let PreviewChunk::Fragment { pts_nanos, .. } = chunk {
                let frame = rate.frame_at((pts_nanos as f64 * 48e-6).round() as u64) as usize;
                delays.push(pushed[frame].elapsed().as_secs_f64() * 1e3);
            }
        }
    }
    let percent = (cpu() - before) / 10.0 / start.elapsed().as_secs_f64();
    let finished = encoder.finish(Duration::from_secs(5));
    let size = std::fs::metadata(&folder).map_or(0, |m| m.len());
    let _ = std::fs::remove_file(&folder);
    delays.sort_by(f64::total_cmp);
    println!(
        "{width}x{height} live: {percent:.0} % of a core for conversion, H.264, AAC, file and preview; dropped {} of {}; \
         {} kbit/s; preview delay p50 {:.0} ms, p95 {:.0} ms",
        finished.stats.dropped,
        finished.stats.frames,
        size * 8 / 1000 / seconds,
        delays[delays.len() / 2],
        delays[delays.len() * 95 / 100],
    );
}
