//! A program: everything it takes to make frames and their sound, from files to the first frame.

mod known;
mod take_up;

pub use known::{Known, cues};
pub use take_up::TakenUp;

use crate::{
    adapter,
    app::{Picture, Studio, Told},
    bake,
    direction::Direction,
    graphics::{Graphics, Stock},
    paths,
    people::{self, People},
    performance::{Performance, Sounds},
    stage::{self, Backstage},
    voices::{self, Choice},
};
use ::stage::{Ground, ReadyScene};
use anyhow::{Context, Result};
use protocol::{
    Event, FrameRate,
    cue::Cue,
    media::Tier,
    scene::Scene,
    show_file::{Show, ShowError},
};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// Time for the character to load and all shaders to be built; the first run on an old machine is slow.
const OPEN_PATIENCE: Duration = Duration::from_secs(120);
/// What a program takes when neither the show nor the command line says otherwise.
pub const SCENE: &str = "studio";
/// As [`SCENE`].
pub const CHARACTER: &str = "kai";
/// As [`SCENE`].
pub const VOICE: &str = "en_US-joe-medium";

/// What to make.
#[derive(Debug, Clone)]
pub struct Plan {
    /// A show file, or its stem.
    pub show: Option<String>,
    /// Instead of the show's.
    pub scene: Option<String>,
    /// Instead of the show's: stems, or glb files.
    pub character: Vec<String>,
    /// Instead of the show's, in the order of the characters.
    pub voice: Vec<String>,
    /// Voices to take when that one fails, first choice first.
    pub fallback: Vec<String>,
    /// Pixels.
    pub size: (u32, u32),
    /// What lies behind people.
    pub ground: Ground,
    /// Frames a second.
    pub frame_rate: FrameRate,
    /// Instead of the adapter's own.
    pub tier: Option<Tier>,
    /// Of all that happens by chance.
    pub seed: u64,
    /// Off-line: wait for the voice.
    pub waits: bool,
}

/// A program that is ready.
pub struct Program {
    /// What is drawn.
    pub studio: Studio,
    /// What is said.
    pub performance: Performance,
    /// What it was made from.
    pub facts: Facts,
    /// The scene on air.
    pub scene: Scene,
    /// Makes scenes and pictures ready.
    pub stage: Backstage,
    /// What lies over the picture.
    pub graphics: Graphics,
}

impl Program {
    /// What the world is told with this frame; what lies over it has heeded it already.
    pub fn take_told(&mut self) -> Vec<Told> {
        let told = self.performance.take_told();
        self.graphics.hear(&told);
        told
    }

    /// Has air time be `wall_ms` (milliseconds since 1970 began, UTC) at media time `sample`. It never goes back.
    pub fn set_air_time(&mut self, sample: u64, wall_ms: u64) {
        let began_ms = self.performance.direction.set_air_time(sample, wall_ms);
        self.graphics.set_began(began_ms);
    }

    /// What clients are told.
    pub fn take_events(&mut self) -> Vec<Event> {
        let mut events = self.performance.take_events();
        events.append(&mut self.graphics.take_events());
        events
    }
}

/// For the operator.
#[derive(Debug, Clone)]
pub struct Facts {
    /// Stem of the scene.
    pub scene: String,
    /// The camera with which the programme begins.
    pub camera: String,
    /// The adapter.
    pub adapter: String,
    /// How much it bears.
    pub tier: Tier,
    /// What texts may name, and how they are spoken.
    pub known: Known,
    /// What was typed.
    pub plan: Plan,
    /// Who is on stage: stems of recipes, or glb files.
    pub characters: Vec<String>,
    /// The usual voice as show and command line have it; operators may have set another one.
    pub voice: String,
    /// A camera that is taken as soon as its scene is on air.
    pub next_camera: Option<(String, String)>,
}

impl Facts {
    /// The language of what is shown: the show's, else that of who speaks first.
    pub fn language(&self) -> String {
        let voice = || self.known.catalog.find(&self.voice).ok()?.facts().language.clone();
        self.known.style.language.clone().or_else(voice).unwrap_or_else(|| "en".into())
    }
}

/// A show, as it lies in a file.
pub struct Written {
    /// The show.
    pub show: Show,
    /// The text of the file.
    pub source: String,
    /// The file.
    pub path: PathBuf,
}

/// What was written, read and checked.
pub struct Script {
    /// The show, if one is played.
    pub show: Option<Written>,
    /// Who speaks.
    pub choice: Choice,
    /// What its texts may name, and how they are spoken.
    pub known: Known,
    scene_name: String,
    characters: Vec<String>,
    camera: Option<String>,
}

/// Reads show and scene.
///
/// # Errors
/// When a file is not there, or every fault in it.
pub fn read(plan: &Plan) -> Result<Script> {
    let show = plan.show.as_deref().map(read_show).transpose()?;
    let front = show.as_ref().map(|s| &s.0.front);
    let pick = |own: &Option<String>, of: Option<&String>, default: &str| {
        own.clone().or_else(|| of.cloned()).unwrap_or_else(|| default.into())
    };
    let scene_name = pick(&plan.scene, front.and_then(|f| f.scene.as_ref()), SCENE);
    let catalog = voices::catalog(plan.waits);
    let People { characters, speakers, voice } = people::read(plan, front, &catalog)?;
    let style = take_up::style(front, speakers);
    let scene = read_scene(&scene_name)?;
    let camera = front.and_then(|f| f.camera.clone());
    for name in &plan.fallback {
        catalog.find(name).context("a voice to fall back to")?;
    }
    let folder = show.as_ref().and_then(|(_, _, path)| path.parent().map(Path::to_owned));
    let stock = Stock::read(front, folder.as_deref())?;
    let known = Known {
        scene: scene.clone(),
        catalog: catalog.clone(),
        folder,
        style: style.clone(),
        stock,
        // Whoever puts a show into another scene, or plays it with other people, knows that names may differ.
        other_scene: plan.scene.is_some(),
        other_people: !plan.character.is_empty(),
    };
    if let Some((show, source, path)) = &show {
        refuse(path, &known.problems(show, source))?;
    }
    let choice = Choice { voice, fallback: plan.fallback.clone(), eager: !plan.waits };
    let show = show.map(|(show, source, path)| Written { show, source, path });
    Ok(Script { show, choice, known, scene_name, characters, camera })
}

/// Loads the voice and opens the studio.
///
/// # Errors
/// Whatever is missing or wrong, and what to do about it.
pub fn open(plan: &Plan, script: Script, mut direction: Direction) -> Result<Program> {
    let Script { show, choice, known, scene_name, characters, camera } = script;
    let Known { scene, catalog, style, folder, .. } = known.clone();
    let found = adapter::best()?;
    let tier = plan.tier.unwrap_or_else(|| found.tier());
    // The voice is opened on its own thread while the world is built.
    let voice = voices::start(&choice, catalog.clone())?;
    let mut names: BTreeSet<String> = stage::scenes(show.as_ref().map(|s| &s.show));
    let mut ready = stage::paint_all(&names)?;
    // The first may be a file of its own.
    ready.push(Arc::new(ReadyScene::paint(&stem(&scene_name), scene.clone())));
    names.insert(stem(&scene_name));
    let picture = Picture {
        width: plan.size.0,
        height: plan.size.1,
        frame_rate: plan.frame_rate,
        tier,
        models: characters.iter().map(|c| bake::model(c, tier)).collect::<Result<_>>()?,
        scene: scene.clone(),
        scene_name: stem(&scene_name),
        ready,
        camera: camera.clone(),
        ground: plan.ground,
        seed: plan.seed,
    };
    let studio = Studio::open(&picture, OPEN_PATIENCE)?;
    if let Some(Written { source, path, .. }) = &show {
        direction.begin(source).map_err(|refusal| anyhow::anyhow!("{}: {refusal}", path.display()))?;
    }
    let first_camera = camera.filter(|c| scene.has_camera(c)).unwrap_or_else(|| scene.camera.clone());
    let facts = Facts {
        scene: stem(&scene_name),
        camera: first_camera,
        adapter: format!("{} ({})", found.name, found.driver.trim()),
        tier,
        known,
        plan: plan.clone(),
        characters,
        voice: choice.voice,
        next_camera: None,
    };
    let stage = Backstage::new(plan.size, plan.frame_rate, folder.clone(), plan.waits, names);
    let mut sounds = Sounds::new(folder, plan.waits);
    for cue in show.iter().flat_map(|s| &s.show.blocks).flat_map(cues) {
        if let Cue::Sound(name) = cue
            && let Err(problem) = sounds.prepare(name)
        {
            tracing::warn!("{problem}");
        }
    }
    // Air time at media time 0: off-line every render is the same, whenever it is made.
    let epoch_ms = direction.now_ms();
    let performance = Performance::new(direction, voice, sounds, plan.seed, plan.waits);
    let performance = performance.with_style(style);
    let mut graphics = Graphics::new(plan.size, &facts.language(), facts.known.stock.clone(), epoch_ms);
    if !plan.waits {
        graphics.read_beside();
    }
    if let Some(Written { show, .. }) = &show {
        graphics.follow(show);
    }
    Ok(Program { studio, performance, facts, scene, stage, graphics })
}

/// Reads a show by path or stem, with its source.
///
/// # Errors
/// When there is none, or with every fault in it.
fn read_show(name: &str) -> Result<(Show, String, PathBuf)> {
    let path = paths::find("show", "scenes", ".show.md", name)?;
    let text = paths::read_text(&path)?;
    match Show::parse(&text) {
        Ok(show) => Ok((show, text, path)),
        Err(errors) => Err(told(&path, &errors.0)),
    }
}

fn told(path: &Path, errors: &[ShowError]) -> anyhow::Error {
    let lines: Vec<_> = errors.iter().map(|e| format!("{}:{e}", path.display())).collect();
    anyhow::anyhow!("the show cannot be played:\n{}", lines.join("\n"))
}

fn refuse(path: &Path, errors: &[ShowError]) -> Result<()> {
    if errors.is_empty() { Ok(()) } else { Err(told(path, errors)) }
}

/// Reads a scene by path or stem.
///
/// # Errors
/// When there is none, or what is wrong with it.
pub fn read_scene(name: &str) -> Result<Scene> {
    let path = paths::find("scene", "scenes", ".scene.ron", name)?;
    let text = paths::read_text(&path)?;
    Scene::parse(&text).with_context(|| format!("the scene {} cannot be shown", path.display()))
}

fn stem(scene: &str) -> String {
    let file = PathBuf::from(scene);
    let file = file.file_name().and_then(|f| f.to_str()).unwrap_or(scene);
    file.strip_suffix(".scene.ron").unwrap_or(file).to_owned()
}
