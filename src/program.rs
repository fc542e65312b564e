//! A program: everything it takes to make frames and their sound, from files to the first frame.

use crate::{
    adapter,
    app::{Picture, Studio},
    bake,
    graphics::{Graphics, Stock},
    paths,
    people::{self, People},
    performance::{Performance, Sounds},
    voices::{self, Choice},
};
use anyhow::{Context, Result, bail};
use protocol::{
    FrameRate,
    cue::Cue,
    media::Tier,
    scene::Scene,
    show_file::{Block, Show},
    text::line_column,
};
use show::{Director, Limits, Step, Style};
use speech::catalog::Catalog;
use std::{
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
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
    /// What lies over the picture.
    pub graphics: Graphics,
}

/// For the operator.
#[derive(Debug, Clone)]
pub struct Facts {
    /// Title of the show.
    pub title: String,
    /// Stem of the scene.
    pub scene: String,
    /// The adapter.
    pub adapter: String,
    /// How much it bears.
    pub tier: Tier,
    /// Who is on stage, and how texts are spoken that do not say it themselves.
    pub style: Style,
    /// Voices that can be chosen.
    pub catalog: Catalog,
}

/// What was written, read and checked.
pub struct Script {
    /// The show, if one is played.
    pub show: Option<Show>,
    /// Who speaks.
    pub choice: Choice,
    /// How its texts are spoken.
    pub style: Style,
    /// Folder of the show file: where its sounds may lie.
    folder: Option<PathBuf>,
    catalog: Catalog,
    scene_name: String,
    scene: Scene,
    characters: Vec<String>,
    camera: Option<String>,
    /// What lies beside the show for its graphics.
    stock: Stock,
}

impl Script {
    /// Voices that can be chosen.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }
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
    let style = Style {
        people: speakers,
        speed: front.and_then(|f| f.speed).unwrap_or(1.0),
        language: front.and_then(|f| f.language.clone()),
        ..Style::default()
    };
    let scene = read_scene(&scene_name)?;
    let camera = front.and_then(|f| f.camera.clone());
    for name in &plan.fallback {
        catalog.find(name).context("a voice to fall back to")?;
    }
    let folder = show.as_ref().and_then(|(_, _, path)| path.parent().map(Path::to_owned));
    let stock = Stock::read(front, folder.as_deref())?;
    if let Some((show, source, path)) = &show {
        stock.check(show, source, path)?;
        match check_cameras(show, source, path, &scene) {
            // Whoever puts a show into another scene knows that its cameras may differ.
            Err(error) if plan.scene.is_some() => tracing::warn!("{error:#}"),
            other => other?,
        }
        check_named(show, source, path, &catalog, folder.as_deref())?;
        match check_speakers(show, source, path, &style) {
            // So does whoever plays it with fewer people.
            Err(error) if !plan.character.is_empty() => tracing::warn!("{error:#}"),
            other => other?,
        }
    }
    let choice = Choice { voice, fallback: plan.fallback.clone(), eager: !plan.waits };
    let show = show.map(|(show, _, _)| show);
    Ok(Script { show, choice, style, folder, catalog, scene_name, scene, characters, camera, stock })
}

/// Loads the voice and opens the studio.
///
/// # Errors
/// Whatever is missing or wrong, and what to do about it.
pub fn open(plan: &Plan, script: Script) -> Result<Program> {
    let Script { show, choice, style, folder, catalog, scene_name, scene, characters, camera, stock } =
        script;
    let front = show.as_ref().map(|s| &s.front);
    let found = adapter::best()?;
    let tier = plan.tier.unwrap_or_else(|| found.tier());
    // The voice is opened on its own thread while the world is built.
    let voice = voices::start(&choice, catalog.clone())?;
    let picture = Picture {
        width: plan.size.0,
        height: plan.size.1,
        frame_rate: plan.frame_rate,
        tier,
        models: characters.iter().map(|c| bake::model(c, tier)).collect::<Result<_>>()?,
        scene: scene.clone(),
        camera,
        seed: plan.seed,
    };
    let studio = Studio::open(&picture, OPEN_PATIENCE)?;
    let mut director = Director::new(Limits::default());
    if let Some(show) = &show {
        director.play(plan_show(show, &style), show.front.repeat);
    }
    let facts = Facts {
        title: front.map_or_else(|| "No show".into(), |f| f.title.clone()),
        scene: stem(&scene_name),
        adapter: format!("{} ({})", found.name, found.driver.trim()),
        tier,
        style,
        catalog,
    };
    let mut sounds = Sounds::new(folder, plan.waits);
    for cue in show.iter().flat_map(|s| &s.blocks).flat_map(cues) {
        if let Cue::Sound(name) = cue
            && let Err(problem) = sounds.prepare(name)
        {
            tracing::warn!("{problem}");
        }
    }
    let performance = Performance::new(director, voice, sounds, plan.seed, plan.waits);
    let performance = performance.with_people(facts.style.people.clone());
    let graphics = Graphics::new(plan.size, &language(&facts, &choice), stock, began_ms(plan));
    Ok(Program { studio, performance, facts, scene, graphics })
}

/// The language of what is shown: the show's, else that of who speaks first.
fn language(facts: &Facts, choice: &Choice) -> String {
    let voice = || facts.catalog.find(&choice.voice).ok()?.facts().language.clone();
    facts.style.language.clone().or_else(voice).unwrap_or_else(|| "en".into())
}

/// Time of the wall at media time 0; off-line every render is the same, whenever it is made.
fn began_ms(plan: &Plan) -> u64 {
    let now = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |d| d.as_millis() as u64);
    if plan.waits { 0 } else { now() }
}

/// Reads a show by path or stem, with its source.
///
/// # Errors
/// When there is none, or with every fault in it.
fn read_show(name: &str) -> Result<(Show, String, PathBuf)> {
    let path = paths::find("show", "scenes", ".show.md", name)?;
    let text = paths::read_text(&path)?;
    let show = Show::parse(&text).map_err(|errors| {
        let lines: Vec<_> = errors.0.iter().map(|e| format!("{}:{e}", path.display())).collect();
        anyhow::anyhow!("the show cannot be played:\n{}", lines.join("\n"))
    })?;
    Ok((show, text, path))
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

/// Steps of a show, a paragraph an utterance; cue lines go with the paragraph before them, or with the first.
pub fn plan_show(show: &Show, style: &Style) -> Vec<(String, Vec<Step>)> {
    let mut planned: Vec<(String, Vec<Step>)> = Vec::new();
    let mut first = Vec::new();
    for block in &show.blocks {
        let mut steps = show::plan(std::slice::from_ref(block), style, speech::split_sentences);
        match (block, planned.last_mut()) {
            (Block::Segment(_), _) => {}
            (Block::Cues(_), Some((_, before))) => before.append(&mut steps),
            (Block::Cues(_), None) => first.append(&mut steps),
            (Block::Paragraph(paragraph), _) => {
                first.append(&mut steps);
                planned.push((paragraph.text.clone(), std::mem::take(&mut first)));
            }
        }
    }
    if !first.is_empty() {
        planned.push((show.front.title.clone(), first));
    }
    planned
}

/// Cues may name only cameras that the scene has; told with their place, before anything is said.
fn check_cameras(show: &Show, source: &str, path: &Path, scene: &Scene) -> Result<()> {
    let front = show.front.camera.as_ref().filter(|c| !scene.cameras.contains_key(*c)).cloned();
    let unknown = front.or_else(|| show.blocks.iter().find_map(|b| unknown_camera(b, scene)));
    let Some(camera) = unknown else { return Ok(()) };
    let written = [format!("[camera {camera}"), format!("camera: {camera}")];
    let at = written.iter().filter_map(|w| source.find(w.as_str())).min().unwrap_or(0);
    let (line, column) = line_column(source, at);
    bail!("the show cannot be played:\n{}:{line}:{column}: {}", path.display(), scene.no_camera(&camera))
}

/// A camera that a block names and the scene does not have.
pub fn unknown_camera(block: &Block, scene: &Scene) -> Option<String> {
    cues(block).into_iter().find_map(|cue| match cue {
        Cue::Camera(name) if !scene.cameras.contains_key(name) => Some(name.clone()),
        _ => None,
    })
}

fn stem(scene: &str) -> String {
    let file = PathBuf::from(scene);
    let file = file.file_name().and_then(|f| f.to_str()).unwrap_or(scene);
    file.strip_suffix(".scene.ron").unwrap_or(file).to_owned()
}

/// Cues may name only people who are on stage.
fn check_speakers(show: &Show, source: &str, path: &Path, style: &Style) -> Result<()> {
    let Some((name, problem)) = show.blocks.iter().find_map(|b| people::wrong_speaker(b, style)) else {
        return Ok(());
    };
    let written = [format!("[speaker {name}"), format!("[speaker \"{name}")];
    let at = written.iter().filter_map(|w| source.find(w.as_str())).min().unwrap_or(0);
    let (line, column) = line_column(source, at);
    bail!("the show cannot be played:\n{}:{line}:{column}: [speaker] {problem}", path.display())
}

/// Cues may name only voices and sound files that are there; told with their place, before anything is said.
fn check_named(
    show: &Show,
    source: &str,
    path: &Path,
    catalog: &Catalog,
    folder: Option<&Path>,
) -> Result<()> {
    let wrong = show.blocks.iter().flat_map(|b| wrong_names(b, catalog, folder)).next();
    if let Some((name, argument, problem)) = wrong {
        let written = source.find(&format!("[{name} {argument}"));
        let written = written.or_else(|| source.find(&format!("[{name} \"{argument}"))).unwrap_or(0);
        let (line, column) = line_column(source, written);
        bail!("the show cannot be played:\n{}:{line}:{column}: {problem}", path.display())
    }
    Ok(())
}

/// Cues of a block that name a voice or a file that is not there: cue, argument, what is wrong.
pub fn wrong_names(
    block: &Block,
    catalog: &Catalog,
    folder: Option<&Path>,
) -> Vec<(&'static str, String, String)> {
    let wrong = |cue: &Cue| {
        let (argument, problem) = match cue {
            Cue::Voice(name) => (name, catalog.find(name).err()?.to_string()),
            Cue::Music { file: Some(file), .. } => (file, paths::sound(file, folder).err()?.to_string()),
            Cue::Sound(file) => (file, paths::sound(file, folder).err()?.to_string()),
            _ => return None,
        };
        Some((cue.name(), argument.clone(), problem))
    };
    cues(block).into_iter().filter_map(wrong).collect()
}

/// All cues of a block, in order.
fn cues(block: &Block) -> Vec<&Cue> {
    match block {
        Block::Segment(_) => Vec::new(),
        Block::Cues(cues) => cues.iter().collect(),
        Block::Paragraph(paragraph) => paragraph.cues.iter().map(|c| &c.cue).collect(),
    }
}
