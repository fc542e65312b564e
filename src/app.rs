//! `app(Picture) -> App`: everything that draws, and nothing that paces, speaks or sends.

use crate::schedule;
use avatar::{AvatarPlugin, HostState, Still};
use bevy::{
    app::{
        PluginGroupBuilder, PluginsState, TaskPoolOptions, TaskPoolPlugin, TaskPoolThreadAssignmentPolicy,
    },
    asset::UnapprovedPathMode,
    ecs::{
        error::{BevyError, ErrorContext, FallbackErrorHandler},
        schedule::SingleThreadedExecutor,
    },
    log::LogPlugin,
    pbr::PbrPlugin,
    prelude::*,
    render::{
        RenderApp, RenderPlugin, RenderStartup,
        batching::gpu_preprocessing::{GpuPreprocessingMode, GpuPreprocessingSupport},
        init_gpu_resource,
        pipelined_rendering::PipelinedRenderingPlugin,
        settings::{Backends, RenderCreation, WgpuSettings},
    },
    time::TimeUpdateStrategy,
    window::ExitCondition,
};
use broadcast::{Capture, CapturePlugin, Captured};
use material::MaterialPlugin;
use protocol::{
    FrameRate,
    clock::pts_nanos,
    media::{
        AttentionTurned, CueFired, FrameCost, MediaTime, PictureSize, SpeechCut, SpeechShifted, SpeechSounds,
        SpeechStarted, Tier,
    },
    scene::Scene,
};
use stage::{
    BackdropTurned, FilmMoved, Ground, PictureOnAir, ReadyScene, SceneMade, SceneOnAir, StagePlugin,
};
use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

/// What is drawn.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Frames a second.
    pub frame_rate: FrameRate,
    /// How much the adapter can bear.
    pub tier: Tier,
    /// A glb file for each person on stage; none: whoever is to stand there is told later.
    pub models: Vec<PathBuf>,
    /// What stands around the host.
    pub scene: Scene,
    /// Its name.
    pub scene_name: String,
    /// Scenes that are painted.
    pub ready: Vec<Arc<ReadyScene>>,
    /// The camera to begin with, instead of the scene's.
    pub camera: Option<String>,
    /// What lies behind people.
    pub ground: Ground,
    /// Seed of what happens by chance.
    pub seed: u64,
}

/// What a frame is told.
#[derive(Debug, Clone)]
pub enum Told {
    /// A sentence begins.
    Started(SpeechStarted),
    /// How more of a sentence sounds.
    Sounds(SpeechSounds),
    /// The rest of a sentence comes later.
    Shifted(SpeechShifted),
    /// Speech is cut off.
    Cut(SpeechCut),
    /// A cue's moment has come.
    Cue(CueFired),
    /// Somebody attends to something else.
    Attention(AttentionTurned),
    /// A scene can be shown from now on.
    Scene(SceneMade),
    /// Something else is shown behind the host.
    Backdrop(BackdropTurned),
    /// A film behind the host goes on.
    Film(FilmMoved),
}

/// The world that is drawn, stepped frame by frame.
pub struct Studio {
    app: App,
    capture: Capture,
    frame_rate: FrameRate,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum StudioError {
    /// The renderer did not start.
    #[error("the renderer did not start; run `compere doctor`")]
    NoRenderer,
    /// The character cannot be shown.
    #[error("{0}")]
    Host(String),
    /// Nothing came back from the adapter.
    #[error("no picture came back from the adapter in {0:?}; run `compere doctor`")]
    NoFrame(Duration),
}

impl Studio {
    /// Builds the world and waits until everybody stands in it and every shader is ready.
    ///
    /// # Errors
    /// When the renderer, a character or the first frame fails.
    pub fn open(picture: &Picture, patience: Duration) -> Result<Self, StudioError> {
        let mut app = build(picture);
        let begun = Instant::now();
        while app.plugins_state() == PluginsState::Adding {
            bevy::tasks::tick_global_task_pools_on_main_thread();
            if begun.elapsed() > patience {
                return Err(StudioError::NoRenderer);
            }
        }
        app.finish();
        app.cleanup();
        one_thread(app.main_mut());
        if let Some(render) = app.get_sub_app_mut(RenderApp) {
            one_thread(render);
        }
        let capture = app.world().get_resource::<Capture>().cloned().ok_or(StudioError::NoRenderer)?;
        let mut studio = Self { app, capture, frame_rate: picture.frame_rate };
        studio.warm(begun + patience, patience)?;
        Ok(studio)
    }

    /// Draws until two frames in a row show the host: shaders are compiled and textures are on the adapter.
    fn warm(&mut self, end: Instant, patience: Duration) -> Result<(), StudioError> {
        let mut shown = 0;
        while shown < 3 {
            self.step(0, Vec::new());
            match self.app.world().resource::<HostState>() {
                HostState::Failed(error) => return Err(StudioError::Host(error.clone())),
                HostState::Ready => shown += 1,
                HostState::Loading => {}
            }
            if self.capture.wait(end.saturating_duration_since(Instant::now())).is_none() {
                return Err(StudioError::NoFrame(patience));
            }
        }
        Ok(())
    }

    /// Makes frame `frame_index`: tells what happened, moves the clock, draws.
    pub fn step(&mut self, frame_index: u64, told: Vec<Told>) {
        tell(self.app.world_mut(), self.frame_rate, frame_index, told);
        self.app.update();
    }

    /// Stops all behaviour and holds the face at `weights` of morph targets, for portraits.
    pub fn hold_still(&mut self, weights: &[(String, f32)]) {
        self.app.world_mut().insert_resource(Still(weights.to_vec()));
    }

    /// Has behaviour go on.
    pub fn let_go(&mut self) {
        self.app.world_mut().remove_resource::<Still>();
    }

    /// The next frame, waiting for it.
    pub fn wait(&self, patience: Duration) -> Option<Captured> {
        self.capture.wait(patience)
    }

    /// The way back from the adapter.
    pub fn capture(&self) -> &Capture {
        &self.capture
    }

    /// Name of the camera on air.
    pub fn camera(&self) -> &str {
        &self.app.world().resource::<stage::CameraOnAir>().0
    }

    /// Name of the scene on air.
    pub fn scene_name(&self) -> &str {
        &self.app.world().resource::<SceneOnAir>().0
    }

    /// The scene on air.
    pub fn scene(&self) -> &Scene {
        self.app.world().resource::<Scene>()
    }

    /// The page that is seen behind the host, from 0.
    pub fn slide(&self) -> usize {
        self.app.world().resource::<PictureOnAir>().slide
    }

    /// What the last frame cost.
    pub fn cost(&self) -> FrameCost {
        *self.app.world().resource::<FrameCost>()
    }
}

fn build(picture: &Picture) -> App {
    let mut app = App::new();
    let window = WindowPlugin { primary_window: None, exit_condition: ExitCondition::DontExit, ..default() };
    let plugins = engine(window);
    // No window, though the program can open one: `compere preview`.
    #[cfg(feature = "window")]
    let plugins = plugins.disable::<bevy::winit::WinitPlugin>();
    app.add_plugins(plugins);
    compose(&mut app, picture);
    app.add_plugins(CapturePlugin { tier: picture.tier });
    app
}

/// A dozen meshes are prepared on the processor: compute passes and indirect draws for so few cost more than they
/// save, in software by far.
fn prepared_by_processor(app: &mut App) {
    let Some(render) = app.get_sub_app_mut(RenderApp) else { return };
    let none = |mut support: ResMut<GpuPreprocessingSupport>| {
        support.max_supported_mode = GpuPreprocessingMode::None;
    };
    render.add_systems(RenderStartup, none.after(init_gpu_resource::<GpuPreprocessingSupport>));
}

/// The engine, with or without a window.
pub(crate) fn engine(window: WindowPlugin) -> PluginGroupBuilder {
    let asset = AssetPlugin { unapproved_path_mode: UnapprovedPathMode::Allow, ..default() };
    let render = RenderPlugin {
        synchronous_pipeline_compilation: true,
        render_creation: RenderCreation::Automatic(Box::new(WgpuSettings {
            backends: Some(Backends::VULKAN),
            ..default()
        })),
        ..default()
    };
    // The other half of `prepared_by_processor`.
    let pbr = PbrPlugin { use_gpu_instance_buffer_builder: false, ..default() };
    let plugins = DefaultPlugins.set(window).set(asset).set(render).set(pbr).set(task_pools());
    // The log is the program's, and began before the world did.
    plugins.disable::<PipelinedRenderingPlugin>().disable::<LogPlugin>()
}

/// What is drawn, the same on air and in the preview.
pub(crate) fn compose(app: &mut App, picture: &Picture) {
    // A system that fails must not end a broadcast.
    app.insert_resource(FallbackErrorHandler(report))
        .insert_resource(MediaTime { frame_rate: picture.frame_rate, ..default() })
        .insert_resource(PictureSize { width: picture.width, height: picture.height })
        .insert_resource(ClearColor(Color::BLACK))
        .insert_resource(picture.ground)
        .add_message::<SpeechStarted>()
        .add_message::<SpeechSounds>()
        .add_message::<SpeechShifted>()
        .add_message::<SpeechCut>()
        .add_message::<CueFired>()
        .add_message::<AttentionTurned>()
        .add_plugins((
            schedule::plugin,
            prepared_by_processor,
            MaterialPlugin { tier: picture.tier },
            AvatarPlugin { models: picture.models.clone(), tier: picture.tier, seed: picture.seed },
            StagePlugin {
                scene: picture.scene.clone(),
                name: picture.scene_name.clone(),
                ready: picture.ready.clone(),
                tier: picture.tier,
                camera: picture.camera.clone(),
            },
        ));
}

/// Moves the world's clock to frame `frame_index` and tells it what happened, before it is updated.
pub(crate) fn tell(world: &mut World, frame_rate: FrameRate, frame_index: u64, told: Vec<Told>) {
    let sample_index = frame_rate.first_sample(frame_index);
    let before = world.resource::<MediaTime>().sample_index;
    let step = Duration::from_nanos(pts_nanos(sample_index) - pts_nanos(before.min(sample_index)));
    world.insert_resource(TimeUpdateStrategy::ManualDuration(step));
    world.insert_resource(MediaTime { frame_index, sample_index, frame_rate });
    world.insert_resource(FrameCost::default());
    for told in told {
        match told {
            Told::Started(m) => drop(world.write_message(m)),
            Told::Sounds(m) => drop(world.write_message(m)),
            Told::Shifted(m) => drop(world.write_message(m)),
            Told::Cut(m) => drop(world.write_message(m)),
            Told::Cue(m) => drop(world.write_message(m)),
            Told::Attention(m) => drop(world.write_message(m)),
            Told::Scene(m) => drop(world.write_message(m)),
            Told::Backdrop(m) => drop(world.write_message(m)),
            Told::Film(m) => drop(world.write_message(m)),
        }
    }
}

/// Systems run one after the other: with a dozen short ones, waking threads costs more than they do, and the
/// cores belong to the rasteriser, the encoder and the voice. On a GPU the same holds for the world's thread.
pub(crate) fn one_thread(app: &mut SubApp) {
    if let Some(mut schedules) = app.world_mut().get_resource_mut::<Schedules>() {
        for (_, schedule) in schedules.iter_mut() {
            schedule.set_executor(SingleThreadedExecutor::new());
        }
    }
}

/// On few cores the engine's pools only take turns; one thread each leaves the rest to rasteriser and encoder.
fn task_pools() -> TaskPoolPlugin {
    let one = || TaskPoolThreadAssignmentPolicy {
        min_threads: 1,
        max_threads: 2,
        percent: 0.25,
        on_thread_spawn: None,
        on_thread_destroy: None,
    };
    TaskPoolPlugin {
        task_pool_options: TaskPoolOptions { io: one(), async_compute: one(), compute: one(), ..default() },
    }
}

fn report(error: BevyError, context: ErrorContext) {
    error!(%error, %context, "a system failed; the broadcast goes on");
}
