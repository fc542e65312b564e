//! `compere bench`: measures this machine. Numbers that are to be compared come from one run.

mod voice;

use crate::{
    adapter,
    app::{Picture, Studio, Told},
    bake,
    cli::BenchArgs,
    graphics::{Graphics, Stock, over_planes},
    program,
    program::read_scene,
};
use anyhow::{Context, Result};
use broadcast::{
    color::rgba_to_i420,
    pipeline::{Encoder, EncoderSettings},
    smooth::Smoother,
};
use protocol::{
    FrameRate,
    clock::pts_nanos,
    media::{SpeechStarted, Tier},
    timeline::{SentenceSpan, WordSpan},
};
use serde::Serialize;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

const PATIENCE: Duration = Duration::from_secs(120);
/// Who is drawn, in order.
const PEOPLE: [&str; 3] = [program::CHARACTER, "emma", "ming"];
const SIZES: [(u32, u32); 4] = [(640, 360), (960, 540), (1280, 720), (1920, 1080)];
/// Frames before measuring: caches fill.
const WARM_UP: u64 = 15;
/// Frames that are drawn without bringing them back.
const BARE_FRAMES: u64 = 60;

#[derive(Serialize)]
struct Report {
    adapter: String,
    tier: String,
    cores: usize,
    speech: Option<voice::Figures>,
    picture: Vec<Row>,
}

/// One size; milliseconds a frame.
#[derive(Serialize)]
struct Row {
    size: String,
    /// As fast as it goes, everything in turn.
    fps: f64,
    /// Layers of behaviour of all people.
    layers_ms: f64,
    deform_ms: f64,
    /// The world's step without those two, and drawing.
    render_ms: f64,
    /// What bringing the picture back adds to that.
    read_back_ms: f64,
    convert_ms: f64,
    /// Laying lower third, captions, label and logo's like over the picture, drawing them among it.
    graphics_ms: f64,
    /// Processor time of the encoder's threads.
    encode_ms: f64,
    /// Processor time of the whole process, encoder and all.
    cpu_ms: f64,
}

/// Measures and prints.
///
/// # Errors
/// When something that is needed is missing.
pub fn run(args: &BenchArgs) -> Result<()> {
    if let Some(file) = &args.sentences {
        return voice::over_sentences(file);
    }
    let found = adapter::best()?;
    let tier = args.tier.map_or_else(|| found.tier(), Tier::from);
    let speech = voice::measure().inspect_err(|e| eprintln!("speech is not measured: {e:#}")).ok();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut report = Report {
        adapter: format!("{} ({})", found.name, found.driver.trim()),
        tier: format!("{tier:?}").to_lowercase(),
        cores,
        speech,
        picture: Vec::new(),
    };
    let sizes = if args.size.is_empty() { SIZES.to_vec() } else { args.size.clone() };
    for size in sizes {
        for people in [1, 3] {
            // What people cost is asked at one size: the largest that is not full HD.
            if people == 1 || size == (1280, 720) {
                report.picture.push(picture(size, tier, people, args.seconds)?);
                eprintln!("measured {}x{}, {people} in view", size.0, size.1);
            }
        }
    }
    if args.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print_table(&report);
    }
    Ok(())
}

fn picture((width, height): (u32, u32), tier: Tier, people: usize, seconds: u64) -> Result<Row> {
    let rate = FrameRate::default();
    let models = PEOPLE[..people].iter().map(|name| bake::model(name, tier)).collect::<Result<_>>()?;
    let camera = if people == 1 { "close" } else { "half" };
    let mut studio = Studio::open(
        &Picture {
            width,
            height,
            frame_rate: rate,
            tier,
            models,
            scene: read_scene(program::SCENE)?,
            scene_name: program::SCENE.into(),
            ready: Vec::new(),
            camera: Some(camera.into()),
            ground: stage::Ground::default(),
            seed: 1,
        },
        PATIENCE,
    )?;
    let encoder =
        Encoder::start(EncoderSettings { width, height, frame_rate: rate, ..EncoderSettings::default() })?;
    let timeline = talk()?;
    let without = without_read_back(&mut studio);
    let mut graphics = usual_graphics((width, height))?;
    let (mut spent, mut smoother) = (Spent::default(), Smoother::default());
    let mut begun = (Instant::now(), cpu_seconds(), encoder_seconds());
    let mut frame = BARE_FRAMES;
    loop {
        frame += 1;
        if frame == BARE_FRAMES + WARM_UP {
            spent = Spent::default();
            begun = (Instant::now(), cpu_seconds(), encoder_seconds());
        }
        let start = rate.first_sample(frame);
        // All speak at once: nothing costs more.
        let all = if frame % 90 == 1 { people } else { 0 };
        let told: Vec<Told> = (0..all).map(|person| say(&timeline, person, frame, start)).collect();
        let t = Instant::now();
        graphics.hear(&told);
        studio.step(frame, told);
        let captured = studio.wait(PATIENCE).context("no picture came back")?;
        spent.draw += t.elapsed();
        let cost = studio.cost();
        spent.layers += Duration::from_micros(cost.layers_micros);
        spent.deform += Duration::from_micros(cost.deform_micros);
        let t = Instant::now();
        let mut target = encoder.acquire()?;
        captured.read(|pixels| rgba_to_i420(pixels, captured.stride, &mut target.planes()))?;
        if tier == Tier::Lean {
            let planes = target.planes();
            smoother.smooth(planes.y, width as usize, height as usize, planes.y_stride as usize);
        }
        spent.convert += t.elapsed();
        let t = Instant::now();
        let overlay = graphics.overlay(start);
        over_planes(&overlay, &mut target.planes());
        spent.graphics += t.elapsed();
        drop(captured);
        encoder.push(target, pts_nanos(start), pts_nanos(rate.first_sample(1)))?;
        encoder.push_audio(&vec![0.0; (rate.samples(frame).end - start) as usize * 2], pts_nanos(start))?;
        spent.frames += 1;
        if frame > BARE_FRAMES + WARM_UP && begun.0.elapsed() >= Duration::from_secs(seconds) {
            break;
        }
    }
    let (wall, cpu) = (begun.0.elapsed().as_secs_f64(), cpu_seconds() - begun.1);
    let encode = encoder_seconds() - begun.2;
    encoder.finish(PATIENCE);
    let frames = f64::from(spent.frames);
    let each = |d: Duration| d.as_secs_f64() * 1e3 / frames;
    Ok(Row {
        size: match people {
            1 => format!("{width}x{height}"),
            _ => format!("{width}x{height}, {people} people"),
        },
        fps: frames / wall,
        layers_ms: each(spent.layers),
        deform_ms: each(spent.deform),
        render_ms: without * 1e3 - each(spent.deform) - each(spent.layers),
        read_back_ms: (each(spent.draw) - without * 1e3).max(0.0),
        convert_ms: each(spent.convert),
        graphics_ms: each(spent.graphics),
        encode_ms: encode * 1e3 / frames,
        cpu_ms: cpu * 1e3 / frames,
    })
}

/// What most shows have on: label, lower third, captions and a ticker.
fn usual_graphics(size: (u32, u32)) -> Result<Graphics> {
    let mut graphics = Graphics::new(size, "en", Stock::default(), 0);
    for shown in
        ["captions", "lower-third \"Kai Lindqvist\" \"Your host tonight\"", "ticker \"Free shipping today\""]
    {
        graphics.show(shown, 0).map_err(|refusal| anyhow::anyhow!("{refusal}"))?;
    }
    Ok(graphics)
}

#[derive(Default)]
struct Spent {
    layers: Duration,
    deform: Duration,
    draw: Duration,
    convert: Duration,
    graphics: Duration,
    frames: u32,
}

/// Seconds that a frame takes when nothing is brought back.
fn without_read_back(studio: &mut Studio) -> f64 {
    studio.capture().pause(true);
    let mut begun = Instant::now();
    for frame in 1..=BARE_FRAMES {
        if frame == WARM_UP {
            begun = Instant::now();
        }
        studio.step(frame, Vec::new());
        studio.capture().settle();
    }
    studio.capture().pause(false);
    begun.elapsed().as_secs_f64() / (BARE_FRAMES - WARM_UP + 1) as f64
}

/// Processor seconds of GStreamer's threads, which are named after the elements that feed them.
fn encoder_seconds() -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let stats = tasks.filter_map(|t| std::fs::read_to_string(t.path().join("stat")).ok());
    stats.filter(|s| s.contains("(appsrc")).map(|s| seconds_of(&s)).sum()
}

/// Three seconds of speech for the face, without a voice: open vowels and closures in turn.
fn talk() -> Result<Arc<protocol::timeline::Timeline>> {
    let mut timeline = protocol::timeline::Timeline::silence(0);
    for (n, phone) in ["m", "a", "p", "o", "f", "i", "s", "u", "b", "e"].iter().cycle().take(36).enumerate() {
        let mut part = protocol::timeline::Timeline::silence(4_000);
        part.phones[0].phone = (*phone).to_owned();
        part.phones[0].stress = if n % 4 == 1 { 2 } else { 0 };
        timeline.append(&part);
    }
    let text = "Today I brought a grinder that is so quiet that you will hear the kettle";
    let (count, length) = (text.split(' ').count() as u64, timeline.samples);
    let word = |(n, w): (usize, &str)| {
        let (start, end) = (n as u64 * length / count, (n as u64 + 1) * length / count);
        WordSpan { word: w.to_owned(), start, end }
    };
    timeline.words = text.split(' ').enumerate().map(word).collect();
    timeline.sentences = vec![SentenceSpan { text: text.to_owned(), start: 0, end: length }];
    timeline.check()?;
    Ok(Arc::new(timeline))
}

fn say(
    timeline: &Arc<protocol::timeline::Timeline>,
    person: usize,
    frame: u64,
    start_sample: u64,
) -> crate::app::Told {
    let (timeline, sentence) = (timeline.clone(), frame + person as u64);
    let (more, next) = (false, None);
    crate::app::Told::Started(SpeechStarted { person, sentence, timeline, start_sample, more, next })
}

/// Processor seconds of this process, of user and system.
fn cpu_seconds() -> f64 {
    seconds_of(&std::fs::read_to_string("/proc/self/stat").unwrap_or_default())
}

fn seconds_of(stat: &str) -> f64 {
    let after = stat.rsplit(") ").next().unwrap_or_default();
    let ticks = |n: usize| after.split(' ').nth(n).and_then(|t| t.parse::<f64>().ok()).unwrap_or(0.0);
    // Fields 14 and 15 of proc(5), a hundred ticks a second on every Linux there is.
    (ticks(11) + ticks(12)) / 100.0
}

fn print_table(report: &Report) {
    println!("{}, tier {}, {} cores", report.adapter, report.tier, report.cores);
    if let Some(s) = &report.speech {
        println!(
            "speech {}: real-time factor {:.3}; first sound of ten words after {:.0} ms, of forty after {:.0} ms (medians)",
            s.voice, s.real_time_factor, s.ten_words_first_sound_ms, s.forty_words_first_sound_ms
        );
    }
    println!(
        "{:>20} {:>7} {:>9} {:>9} {:>9} {:>10} {:>10} {:>10} {:>9} {:>8}",
        "size", "fps", "layers", "deform", "render", "read-back", "convert", "graphics", "encode", "cpu"
    );
    for r in &report.picture {
        println!(
            "{:>20} {:>7.1} {:>6.2} ms {:>6.2} ms {:>6.2} ms {:>7.2} ms {:>7.2} ms {:>7.2} ms {:>6.2} ms {:>5.1} ms",
            r.size,
            r.fps,
            r.layers_ms,
            r.deform_ms,
            r.render_ms,
            r.read_back_ms,
            r.convert_ms,
            r.graphics_ms,
            r.encode_ms,
            r.cpu_ms
        );
    }
}
