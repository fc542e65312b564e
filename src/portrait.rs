//! `compere portrait`: a picture of a character, or a sheet of several characters or gestures, to look at and to compare.

mod sheet;

use crate::{
    adapter,
    app::{Picture, Studio, Told},
    bake,
    cli::PortraitArgs,
    program::read_scene,
    render,
};
use anyhow::{Context, Result, bail, ensure};
use protocol::{
    FrameRate,
    cue::{Cue, GESTURES},
    media::{CueFired, Tier},
    text::nearest,
};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(120);
/// From a gesture's cue to its stroke: 0.8 s, so that even the longest preparation is done.
const STROKE_FRAMES: u64 = 24;
/// From one gesture to the next: the one before has passed.
const PART_FRAMES: u64 = 150;

/// Draws the picture.
///
/// # Errors
/// When something that is needed is missing, or the file cannot be written.
pub fn run(args: &PortraitArgs) -> Result<()> {
    for (name, _) in &args.morph {
        let names = || viseme::ARKIT.into_iter().chain(avatar::EXPRESSIONS);
        let known = names().any(|known| known.eq_ignore_ascii_case(name));
        let near = nearest(name, names()).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
        ensure!(known, "no ARKit shape and no expression of VRM is called `{name}`{near}");
    }
    for name in &args.gesture {
        let near = nearest(name, GESTURES).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
        ensure!(GESTURES.contains(&name.as_str()), "no gesture is called `{name}`{near}");
    }
    let mut scene = read_scene(&args.scene)?;
    let camera = args.camera.clone().unwrap_or_else(|| scene.camera.clone());
    let Some(shot) = scene.cameras.get_mut(&camera) else { bail!("{}", scene.no_camera(&camera)) };
    let (sin, cos) = args.turn.to_radians().sin_cos();
    let (x, y, z) = shot.from;
    shot.from = (x * cos + z * sin, y, z * cos - x * sin);
    let found = adapter::best()?;
    let tier = args.tier.map_or_else(|| found.tier(), Tier::from);
    let mut pictures = Vec::new();
    for character in &args.characters {
        let picture = Picture {
            width: args.size.0,
            height: args.size.1,
            frame_rate: FrameRate::default(),
            tier,
            models: vec![bake::model(character, tier)?],
            scene: scene.clone(),
            camera: Some(camera.clone()),
            seed: 1,
        };
        let mut studio = Studio::open(&picture, PATIENCE)?;
        if args.gesture.is_empty() {
            studio.hold_still(&args.morph);
            studio.step(1, Vec::new());
            pictures.push(frame(&studio, 1)?);
        } else {
            strokes(&mut studio, picture.frame_rate, &args.gesture, &mut pictures)?;
        }
        if args.characters.len() > 1 {
            eprintln!("{character}");
        }
    }
    let (size, rgb) = sheet::of(args.size, &pictures, args.columns);
    render::write_png(&args.output, size, &rgb)?;
    println!("{}", args.output.display());
    Ok(())
}

/// Draws gestures at their strokes, one after the other.
fn strokes(
    studio: &mut Studio,
    rate: FrameRate,
    names: &[String],
    pictures: &mut Vec<Vec<u8>>,
) -> Result<()> {
    let mut at = 1;
    for name in names {
        let cue = CueFired { cue: Cue::Gesture(name.clone()), person: 0, sample: rate.first_sample(at) };
        studio.step(at, vec![Told::Cue(cue)]);
        frame(studio, at)?;
        studio.step(at + STROKE_FRAMES, Vec::new());
        pictures.push(frame(studio, at + STROKE_FRAMES)?);
        at += PART_FRAMES;
    }
    Ok(())
}

/// Red, green and blue of frame `index`.
fn frame(studio: &Studio, index: u64) -> Result<Vec<u8>> {
    loop {
        let captured = studio.wait(PATIENCE).context("no picture came back from the adapter")?;
        if captured.frame_index == index {
            return Ok(render::rgb(&captured));
        }
    }
}
