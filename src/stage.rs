//! Behind the stage: scenes are read and painted, pictures read and fitted, films opened, before a frame needs them.
//!
//! Threads: one thread, `backstage`, started with the first job, does one after the other. Back-pressure: a few jobs may
//! wait; a request beyond them is answered "busy", a cue is dropped with a notice. Off-line the frame waits for what it
//! needs, so that two renders of one show are the same.

mod films;
mod media;

pub use media::{MediaError, check, find};

use crate::{
    app::{Studio, Told},
    paths,
    program::{cues, read_scene},
};
use ::stage::{BackdropTurned, ReadyScene, SceneMade, Slides};
use broadcast::pipeline::{Film, FilmSettings};
use crossbeam_channel::{Receiver, Sender, TryRecvError, TrySendError, bounded};
use films::Films;
use protocol::{
    FrameRate,
    cue::{Backdrop, Cue},
    event::{Event, Notice},
    media::CueFired,
    request::{BackdropSet, SceneInfo, SceneSet},
    show_file::Show,
};
use std::{
    collections::BTreeSet,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

/// Jobs that may wait.
const WAITING: usize = 32;
/// Niceness of the thread while live, and of the decoders that it starts: the picture on air goes first.
const NICE: i32 = 5;
/// So long a list of the scenes is good.
const LISTED: Duration = Duration::from_secs(5);
/// What notices are about.
const BACKDROP: &str = "backdrop";

enum Job {
    Scene(String),
    Pictures { backdrop: Backdrop, paths: Vec<PathBuf>, film: FilmSettings },
}

enum Done {
    Scene(Arc<ReadyScene>),
    Pictures(Arc<Slides>, Vec<(usize, Film)>),
    NoScene(String),
    NoPictures(String),
}

/// Why a job was not taken.
#[derive(Debug, thiserror::Error)]
pub enum BackstageError {
    /// Too many wait.
    #[error("too much is being painted and read already; ask again in a moment")]
    Busy,
    /// The thread is gone.
    #[error("the thread that paints is gone; start the program again")]
    Gone,
}

/// What is made ready behind the stage, and what of it is on air.
pub struct Backstage {
    thread: Option<(Sender<Job>, Receiver<Done>)>,
    /// Scenes that were asked for, or are there.
    scenes: BTreeSet<String>,
    open: usize,
    waits: bool,
    film: FilmSettings,
    films: Films,
    folder: Option<PathBuf>,
    /// What clients were told last.
    shown: (String, String),
    backdrop: BackdropSet,
    /// What is shown, and what was asked for last; these are not the same while so many jobs are open.
    on_air: Backdrop,
    asked: Backdrop,
    asking: usize,
    listed: Option<(Instant, Vec<SceneInfo>)>,
    /// Slides that were turned to while pictures are read: they are meant for those.
    turns: Vec<CueFired>,
    events: Vec<Event>,
}

impl Backstage {
    /// For frames of `size` pixels, and pictures that lie beside a show in `folder`; one that `waits` is off-line. The
    /// `scenes` are there.
    pub fn new(
        size: (u32, u32),
        frame_rate: FrameRate,
        folder: Option<PathBuf>,
        waits: bool,
        scenes: BTreeSet<String>,
    ) -> Self {
        Self {
            thread: None,
            scenes,
            open: 0,
            waits,
            film: FilmSettings { frame: size, cover: true, frame_rate, live: !waits },
            films: Films::default(),
            folder,
            shown: <(String, String)>::default(),
            backdrop: BackdropSet::default(),
            on_air: Backdrop::default(),
            asked: Backdrop::default(),
            asking: 0,
            listed: None,
            turns: Vec::new(),
            events: Vec::new(),
        }
    }

    /// Has a scene painted that was not asked for before.
    ///
    /// # Errors
    /// When too many wait.
    pub fn prepare(&mut self, scene: &str) -> Result<(), BackstageError> {
        if !self.scenes.contains(scene) {
            self.submit(Job::Scene(scene.to_owned()))?;
            self.scenes.insert(scene.to_owned());
        }
        Ok(())
    }

    /// All scenes that there are, read again now and then: this stands between two frames.
    pub fn list(&mut self) -> Vec<SceneInfo> {
        if let Some((read, scenes)) = &self.listed
            && read.elapsed() < LISTED
        {
            return scenes.clone();
        }
        let info = |name: String| {
            let scene = read_scene(&name).inspect_err(|e| tracing::warn!("{e:#}")).ok()?;
            Some(SceneInfo { name, title: scene.title, cameras: scene.cameras.into_keys().collect() })
        };
        let scenes: Vec<_> = paths::list("scenes", ".scene.ron").into_iter().filter_map(info).collect();
        self.listed = Some((Instant::now(), scenes.clone()));
        scenes
    }

    /// Another show is played: its scenes are painted, and its pictures lie in `folder`.
    pub fn follow(&mut self, show: &Show, folder: Option<PathBuf>) {
        self.folder = folder;
        for scene in scenes(Some(show)) {
            if let Err(error) = self.prepare(&scene) {
                self.notice(format!("[scene {scene}] {error}"));
            }
        }
    }

    /// Has pictures and films shown behind the host; none takes away what is shown.
    ///
    /// # Errors
    /// Which file is not there or cannot be read, or that too many wait.
    pub fn show(&mut self, backdrop: Backdrop) -> anyhow::Result<()> {
        let mut paths = Vec::new();
        for name in &backdrop.assets {
            let path = find(name, self.folder.as_deref())?;
            check(&path)?;
            paths.push(path);
        }
        self.submit(Job::Pictures { backdrop: backdrop.clone(), paths, film: self.film })?;
        self.asked = backdrop;
        self.asking += 1;
        self.turns.clear();
        Ok(())
    }

    /// What is shown behind the host, or will be as soon as it is read.
    pub fn wanted(&self) -> &Backdrop {
        if self.asking > 0 { &self.asked } else { &self.on_air }
    }

    /// Reads what the frame that begins with sample `now` is told, makes ready what it names, and adds what became ready.
    pub fn look(&mut self, now: u64, told: &mut Vec<Told>) {
        let mut problems = Vec::new();
        for fired in told.iter().filter_map(|t| if let Told::Cue(fired) = t { Some(fired) } else { None }) {
            let done = match &fired.cue {
                Cue::Scene(change) => self.prepare(&change.name).map_err(Into::into),
                Cue::Backdrop(backdrop) if backdrop != self.wanted() => self.show(backdrop.clone()),
                _ => Ok(()),
            };
            problems.extend(done.err());
        }
        match self.films.roll(self.backdrop.slide, now) {
            Ok(moved) => told.extend(moved.map(Told::Film)),
            Err(error) => problems.push(error.into()),
        }
        for problem in problems {
            self.notice(format!("[{BACKDROP}] {problem:#}"));
        }
        if self.asking > 0 {
            let turns =
                told.extract_if(.., |told| matches!(told, Told::Cue(CueFired { cue: Cue::Slide(_), .. })));
            self.turns.extend(
                turns.filter_map(|told| if let Told::Cue(fired) = told { Some(fired) } else { None }),
            );
        }
        while let Some(done) = self.next() {
            match done {
                Done::Scene(ready) => told.push(Told::Scene(SceneMade(ready))),
                Done::Pictures(slides, films) => {
                    self.asking -= 1;
                    self.films.change(films);
                    self.backdrop = BackdropSet { assets: slides.names.clone(), slide: 0 };
                    self.on_air = Backdrop { assets: slides.names.clone(), fit: slides.fit };
                    self.events.push(Event::BackdropChanged(self.backdrop.clone()));
                    told.retain(|told| !matches!(told, Told::Film(_)));
                    told.push(Told::Backdrop(BackdropTurned(Some(slides))));
                }
                Done::NoScene(problem) => self.notice(problem),
                Done::NoPictures(problem) => {
                    self.asking -= 1;
                    self.notice(problem);
                }
            }
        }
        if self.asking == 0 {
            told.extend(self.turns.drain(..).map(Told::Cue));
        }
    }

    /// What changed on air with the frame that was just made.
    pub fn changes(&mut self, studio: &Studio) -> Vec<Event> {
        let mut events = std::mem::take(&mut self.events);
        let (scene, camera) = (studio.scene_name(), studio.camera());
        if self.shown.0 != scene {
            let first = self.shown.0.is_empty();
            self.shown = (scene.to_owned(), camera.to_owned());
            if !first {
                events.push(Event::SceneChanged(SceneSet { scene: scene.into(), camera: camera.into() }));
            }
        } else if self.shown.1 != camera {
            camera.clone_into(&mut self.shown.1);
            events.push(Event::CameraChanged { camera: camera.into() });
        }
        let slide = studio.slide();
        if self.backdrop.slide != slide {
            self.backdrop.slide = slide;
            events.push(Event::BackdropChanged(self.backdrop.clone()));
        }
        events
    }

    /// What is shown behind the host.
    pub fn backdrop(&self) -> &BackdropSet {
        &self.backdrop
    }

    fn notice(&mut self, message: String) {
        self.events.push(Event::Notice(Notice { severity: "warning".into(), message }));
    }

    fn next(&mut self) -> Option<Done> {
        let (_, done) = self.thread.as_ref()?;
        if self.open == 0 {
            return None;
        }
        let next = if self.waits {
            done.recv().ok()
        } else {
            match done.try_recv() {
                Ok(done) => Some(done),
                Err(TryRecvError::Empty) => return None,
                Err(TryRecvError::Disconnected) => None,
            }
        };
        self.open = if next.is_some() { self.open - 1 } else { 0 };
        next
    }

    fn submit(&mut self, job: Job) -> Result<(), BackstageError> {
        if self.thread.is_none() {
            let (jobs, todo) = bounded::<Job>(WAITING);
            // As many as jobs, and the one in hand: the thread never waits for the frame.
            let (finished, done) = bounded::<Done>(WAITING + 1);
            let waits = self.waits;
            std::thread::Builder::new()
                .name("backstage".into())
                .spawn(move || {
                    if !waits {
                        speech::priority::lower_this_thread(NICE);
                    }
                    for job in todo {
                        if finished.send(make(job)).is_err() {
                            return;
                        }
                    }
                })
                .map_err(|_| BackstageError::Gone)?;
            self.thread = Some((jobs, done));
        }
        let Some((jobs, _)) = &self.thread else { return Err(BackstageError::Gone) };
        match jobs.try_send(job) {
            Ok(()) => {
                self.open += 1;
                Ok(())
            }
            Err(TrySendError::Full(_)) => Err(BackstageError::Busy),
            Err(TrySendError::Disconnected(_)) => Err(BackstageError::Gone),
        }
    }
}

fn make(job: Job) -> Done {
    match job {
        Job::Scene(name) => match read_scene(&name) {
            Ok(scene) => Done::Scene(Arc::new(ReadyScene::paint(&name, scene))),
            Err(error) => Done::NoScene(format!("[scene] {error:#}")),
        },
        Job::Pictures { backdrop, paths, film } => match media::pages(&paths, backdrop.fit, &film) {
            Ok((pages, films)) => {
                let slides = Slides { names: backdrop.assets, pages, fit: backdrop.fit };
                Done::Pictures(Arc::new(slides), films)
            }
            Err(error) => Done::NoPictures(format!("[{BACKDROP}] {}", protocol::text::with_causes(&error))),
        },
    }
}

/// Names of all scenes that a show changes to.
pub fn scenes(show: Option<&Show>) -> BTreeSet<String> {
    let cues = show.into_iter().flat_map(|s| &s.blocks).flat_map(cues);
    cues.filter_map(|cue| if let Cue::Scene(to) = cue { Some(to.name.clone()) } else { None }).collect()
}

/// Paints all scenes of a show before air.
///
/// # Errors
/// Which scene is not there, or what is wrong with it.
pub fn paint_all(names: &BTreeSet<String>) -> anyhow::Result<Vec<Arc<ReadyScene>>> {
    let painted = names.iter().map(|name| Ok(Arc::new(ReadyScene::paint(name, read_scene(name)?))));
    painted.collect()
}
