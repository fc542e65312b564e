//! `compere perform`: draws a face that does what standard input asks for, one JSON object a line, and writes the
//! frames raw on standard output. Whoever judges faces looks at them; nothing is judged here.
//!
//! For each line it answers `NAME FRAMES WIDTH HEIGHT\n` and then so many frames of RGB, 8 bits a channel.

use crate::{
    adapter,
    app::{Picture, Studio, Told},
    bake, cli,
    program::{self, read_scene},
    render,
};
use anyhow::{Context, Result, bail};
use clap::Args;
use protocol::{
    FrameRate,
    cue::Cue,
    media::{CueFired, SpeechSounds, SpeechStarted},
    request::Say,
    timeline::Timeline,
};
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    fs,
    io::{self, BufRead, BufWriter, Write},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

const PATIENCE: Duration = Duration::from_secs(120);
/// Frames between two jobs, not shown: the face comes to rest.
const APART: u64 = 45;

#[derive(Args)]
pub struct PerformArgs {
    /// A character: stem of a recipe, or a glb file.
    #[arg(default_value = program::CHARACTER)]
    character: String,
    /// Size of the picture in pixels.
    #[arg(long, default_value = "608x608", value_parser = cli::size, value_name = "WxH")]
    size: (u32, u32),
    /// A scene.
    #[arg(long, default_value = program::SCENE)]
    scene: String,
    /// A camera of the scene.
    #[arg(long, default_value = "close")]
    camera: String,
    /// Seed of all that happens by chance.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Job {
    name: String,
    /// Frames to draw.
    frames: u64,
    /// Speech, whose sample 0 is heard at frame `begins`.
    #[serde(default)]
    timeline: Option<Timeline>,
    #[serde(default)]
    begins: u64,
    /// Its sound, a file: heads follow it.
    #[serde(default)]
    sound: Option<PathBuf>,
    /// Instead of behaviour: weights of ARKit's shapes, by name, for each frame. What another animation would do.
    #[serde(default)]
    weights: Vec<BTreeMap<String, f32>>,
    /// Cues as in a show, without their brackets, with their frames.
    #[serde(default)]
    cues: Vec<(u64, String)>,
}

/// Draws until the input ends.
///
/// # Errors
/// When something that is needed is missing, a line is no job, or nobody reads the frames.
pub fn run(args: &PerformArgs) -> Result<()> {
    let tier = adapter::best()?.tier();
    let rate = FrameRate::default();
    let scene = read_scene(&args.scene)?;
    if !scene.cameras.contains_key(&args.camera) {
        bail!("{}", scene.no_camera(&args.camera));
    }
    let picture = Picture {
        width: args.size.0,
        height: args.size.1,
        frame_rate: rate,
        tier,
        models: vec![bake::model(&args.character, tier)?],
        scene,
        scene_name: args.scene.clone(),
        ready: Vec::new(),
        camera: Some(args.camera.clone()),
        ground: stage::Ground::default(),
        seed: args.seed,
    };
    let mut studio = Studio::open(&picture, PATIENCE)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let mut first = 1;
    for (number, line) in io::stdin().lock().lines().enumerate() {
        let line = line.context("cannot read the jobs")?;
        let job: Job =
            serde_json::from_str(&line).with_context(|| format!("line {} is no job", number + 1))?;
        writeln!(out, "{} {} {} {}", job.name, job.frames, args.size.0, args.size.1)?;
        perform(&mut studio, rate, first, number as u64, &job, &mut out)?;
        studio.let_go();
        out.flush()?;
        first += job.frames + APART;
    }
    Ok(())
}

/// Draws one job from frame `first` on.
fn perform(
    studio: &mut Studio,
    rate: FrameRate,
    first: u64,
    number: u64,
    job: &Job,
    out: &mut impl Write,
) -> Result<()> {
    let cues: Vec<(u64, Cue)> =
        job.cues.iter().map(|(at, text)| Ok((*at, Cue::parse(text)?))).collect::<Result<_>>()?;
    for n in 0..job.frames {
        let frame = first + n;
        let sample = rate.first_sample(frame);
        let due = cues.iter().filter(|(at, _)| *at == n);
        let mut told: Vec<Told> =
            due.map(|(_, cue)| Told::Cue(CueFired { cue: cue.clone(), person: 0, sample })).collect();
        if let Some(timeline) = job.timeline.as_ref().filter(|_| n == 0) {
            told.push(Told::Started(SpeechStarted {
                person: 0,
                sentence: number,
                timeline: Arc::new(timeline.clone()),
                start_sample: rate.first_sample(first + job.begins),
                more: false,
                next: None,
            }));
            if let Some(path) = &job.sound {
                let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
                let sound = audio::read_recording(bytes, Say::MAX_AUDIO_SECONDS)?;
                let tones = audio::Prosody::default().push(&sound).into();
                told.push(Told::Sounds(SpeechSounds { sentence: number, tones }));
            }
        }
        if let Some(weights) = job.weights.get(n as usize) {
            let weights: Vec<_> = weights.iter().map(|(name, weight)| (name.clone(), *weight)).collect();
            studio.hold_still(&weights);
        }
        studio.step(frame, told);
        let captured = studio.wait(PATIENCE).context("no picture came back from the adapter")?;
        out.write_all(&render::rgb(&captured)).context("nobody reads the frames")?;
    }
    Ok(())
}
