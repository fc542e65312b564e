//! `compere portrait`: a picture of a character, or a sheet of several characters, gestures, emotions or moments of speech, to
//! look at and to compare.

mod sheet;
mod shots;

use crate::{
    adapter,
    app::{Picture, Studio},
    bake,
    cli::PortraitArgs,
    program::read_scene,
    render,
};
use anyhow::{Result, bail, ensure};
use protocol::{FrameRate, media::Tier, text::nearest};
use stage::ReadyScene;
use std::{sync::Arc, time::Duration};

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
    let shots = shots::of(args)?;
    let mut scene = read_scene(&args.scene)?;
    let camera = args.camera.clone().unwrap_or_else(|| scene.camera.clone());
    let Some(shot) = scene.cameras.get_mut(&camera) else { bail!("{}", scene.no_camera(&camera)) };
    let (sin, cos) = args.turn.to_radians().sin_cos();
    let (x, y, z) = shot.from;
    shot.from = (x * cos + z * sin, y, z * cos - x * sin);
    let found = adapter::best()?;
    let tier = args.tier.map_or_else(|| found.tier(), Tier::from);
    let mut pictures = Vec::new();
    let ready = Arc::new(ReadyScene::paint(&args.scene, scene.clone()));
    for character in &args.characters {
        let picture = Picture {
            width: args.size.0,
            height: args.size.1,
            frame_rate: FrameRate::default(),
            tier,
            models: vec![bake::model(character, tier)?],
            scene: scene.clone(),
            scene_name: args.scene.clone(),
            ready: vec![ready.clone()],
            camera: Some(camera.clone()),
            ground: stage::Ground::default(),
            seed: 1,
        };
        let mut studio = Studio::open(&picture, PATIENCE)?;
        shots.draw(&mut studio, picture.frame_rate, &mut pictures)?;
        if args.characters.len() > 1 {
            eprintln!("{character}");
        }
    }
    let (size, rgb) = sheet::of(args.size, &pictures, args.columns);
    render::write_png(&args.output, size, &rgb)?;
    println!("{}", args.output.display());
    Ok(())
}
