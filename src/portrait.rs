//! `compere portrait`: one picture of a character, to look at and to compare.

use crate::{
    adapter,
    app::{Picture, Studio},
    bake,
    cli::PortraitArgs,
    program::read_scene,
    render,
};
use anyhow::{Context, Result, bail, ensure};
use protocol::{FrameRate, media::Tier, text::nearest};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(120);

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
    let mut scene = read_scene(&args.scene)?;
    let camera = args.camera.clone().unwrap_or_else(|| scene.camera.clone());
    let Some(shot) = scene.cameras.get_mut(&camera) else { bail!("{}", scene.no_camera(&camera)) };
    let (sin, cos) = args.turn.to_radians().sin_cos();
    let (x, y, z) = shot.from;
    shot.from = (x * cos + z * sin, y, z * cos - x * sin);
    let found = adapter::best()?;
    let tier = args.tier.map_or_else(|| found.tier(), Tier::from);
    let picture = Picture {
        width: args.size.0,
        height: args.size.1,
        frame_rate: FrameRate::default(),
        tier,
        model: Some(bake::model(&args.character, tier)?),
        scene,
        camera: Some(camera),
        seed: 1,
    };
    let mut studio = Studio::open(&picture, PATIENCE)?;
    studio.hold_still(&args.morph);
    studio.step(1, Vec::new());
    let captured = loop {
        let captured = studio.wait(PATIENCE).context("no picture came back from the adapter")?;
        if captured.frame_index == 1 {
            break captured;
        }
    };
    render::save(&captured, &args.output)?;
    println!("{}", args.output.display());
    Ok(())
}
