//! `compere portrait`: one picture of a character, to look at and to compare.

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
use std::{path::Path, time::Duration};

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
    let picture_rate = FrameRate::default();
    let picture = Picture {
        width: args.size.0,
        height: args.size.1,
        frame_rate: picture_rate,
        tier,
        model: Some(bake::model(&args.character, tier)?),
        scene,
        camera: Some(camera),
        seed: 1,
    };
    let mut studio = Studio::open(&picture, PATIENCE)?;
    if args.gesture.is_empty() {
        studio.hold_still(&args.morph);
        studio.step(1, Vec::new());
        return draw(&studio, 1, &args.output);
    }
    let mut frame = 1;
    for name in &args.gesture {
        let cue = CueFired { cue: Cue::Gesture(name.clone()), sample: picture_rate.first_sample(frame) };
        studio.step(frame, vec![Told::Cue(cue)]);
        studio.wait(PATIENCE).context("no picture came back from the adapter")?;
        studio.step(frame + STROKE_FRAMES, Vec::new());
        let output = match args.gesture.as_slice() {
            [_] => args.output.clone(),
            _ => args.output.with_file_name(format!(
                "{}-{name}.png",
                args.output.file_stem().unwrap_or_default().to_string_lossy()
            )),
        };
        draw(&studio, frame + STROKE_FRAMES, &output)?;
        frame += PART_FRAMES;
    }
    Ok(())
}

/// Saves the picture of `frame`.
fn draw(studio: &Studio, frame: u64, output: &Path) -> Result<()> {
    let captured = loop {
        let captured = studio.wait(PATIENCE).context("no picture came back from the adapter")?;
        if captured.frame_index == frame {
            break captured;
        }
    };
    render::save(&captured, output)?;
    println!("{}", output.display());
    Ok(())
}
