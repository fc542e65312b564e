//! `compere preview`: a window in which people and scenes are made.
//!
//! Owns the window, its panels and their state. What it shows is the program's own picture, by the program's own
//! plugins ([`crate::app::compose`]); nothing is drawn twice. Nothing here is part of `compere live`.

mod action;
mod baker;
mod controls;
mod deck;
mod display;
mod easel;
mod face;
mod field;
mod notes;
mod orbit;
mod panels;
mod people;
mod picture;
mod recipe;
mod report;
mod scene;
mod script;
mod shapes;
mod shot;
mod theme;
mod visemes;

use crate::{
    adapter,
    app::{self, Picture},
    cli::PreviewArgs,
    program::read_scene,
};
use action::Action;
use anyhow::{Result, bail};
use bevy::{
    app::AppExit,
    prelude::*,
    window::{PresentMode, WindowResizeConstraints},
    winit::{UpdateMode, WinitSettings},
};
use bevy_egui::{EguiGlobalSettings, EguiPlugin, PrimaryEguiContext};
use protocol::{FrameRate, media::Tier};
use std::{
    panic::{self, AssertUnwindSafe},
    time::Duration,
};

/// Smaller, the panels would leave no room for the picture.
const LEAST: (f32, f32) = (1120.0, 640.0);
/// The window is drawn so often; the picture in it, at the program's own rate.
const REFRESH: Duration = Duration::from_millis(33);

/// Opens the window and stays until it is closed.
///
/// # Errors
/// When there is no display, nothing that draws, or the scene or the script cannot be read. What a person does
/// wrong in the window is told in the window.
pub fn run(args: &PreviewArgs) -> Result<()> {
    let script = args.script.as_deref().map(script::Script::read).transpose()?;
    let scene = read_scene(&args.scene)?;
    display::find(&display::Environment::of_process())?;
    let found = adapter::best()?;
    let tier = args.tier.map_or_else(|| found.tier(), Tier::from);
    let picture = Picture {
        width: args.size.0,
        height: args.size.1,
        frame_rate: FrameRate::default(),
        tier,
        models: Vec::new(),
        scene,
        scene_name: args.scene.clone(),
        ready: Vec::new(),
        camera: None,
        ground: stage::Ground::default(),
        seed: 1,
    };
    let adapter = format!("{} ({})", found.name, if tier == Tier::Lean { "lean" } else { "full" });
    let mut app = quietly(|| open(&picture, args.window))?;
    deck::plugin(&mut app, args.voice.as_deref(), picture.frame_rate)?;
    easel::plugin(&mut app, tier, args.file.as_deref())?;
    notes::plugin(&mut app, adapter);
    face::plugin(&mut app);
    orbit::plugin(&mut app);
    shot::plugin(&mut app);
    scene::plugin(&mut app, &args.scene);
    panels::plugin(&mut app);
    if let Some(script) = script {
        script::plugin(&mut app, script);
    }
    match app.run() {
        AppExit::Success => Ok(()),
        AppExit::Error(_) => bail!("the preview ended with an error; its words are above"),
    }
}

/// The world with a window around it.
fn open(picture: &Picture, (width, height): (u32, u32)) -> App {
    let mut app = App::new();
    let window = Window {
        title: "Compere preview".into(),
        name: Some("compere".into()),
        resolution: (width, height).into(),
        resize_constraints: WindowResizeConstraints { min_width: LEAST.0, min_height: LEAST.1, ..default() },
        present_mode: PresentMode::AutoVsync,
        ..default()
    };
    let window = WindowPlugin { primary_window: Some(window), ..default() };
    let every = UpdateMode::reactive_low_power(REFRESH);
    app.add_plugins(app::engine(window))
        .insert_resource(WinitSettings { focused_mode: every, unfocused_mode: every })
        .add_plugins(EguiPlugin::default())
        .insert_resource(EguiGlobalSettings { auto_create_primary_context: false, ..default() })
        .add_message::<Action>();
    app::compose(&mut app, picture);
    // The picture is drawn into a texture, as on air; this camera only carries the panels.
    let panels = Camera { clear_color: ClearColorConfig::Custom(theme::BACKGROUND), order: 1, ..default() };
    app.world_mut().spawn((PrimaryEguiContext, Camera2d, panels, Msaa::Off));
    app
}

/// The engine's window code panics where a display refuses; a person gets words instead.
fn quietly(build: impl FnOnce() -> App) -> Result<App> {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let built = panic::catch_unwind(AssertUnwindSafe(build));
    panic::set_hook(usual);
    built.or_else(|why| {
        let text = why.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| why.downcast_ref::<&str>().copied()).unwrap_or("no reason was given");
        bail!("no window can be opened ({text}); {}", display::ADVICE)
    })
}
