//! Behind the stage: scenes are read and painted, pictures read and fitted, before a frame needs them.
//!
//! Threads: one thread, `backstage`, started with the first job, does one after the other. Back-pressure: a few jobs may
//! wait; a request beyond them is answered "busy", a cue is dropped with a notice. Off-line the frame waits for what it
//! needs, so that two renders of one show are the same.

mod media;

pub use media::{find, size_of};

use crate::{
    app::{Studio, Told},
    program::read_scene,
};
use ::stage::{BackdropTurned, ReadyScene, SceneMade, Slides};
use crossbeam_channel::{Receiver, Sender, TryRecvError, TrySendError, bounded};
use protocol::{
    cue::Cue,
    event::{Event, Notice},
    request::{BackdropSet, Fit, SceneSet},
};
use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

/// Jobs that may wait.
const WAITING: usize = 32;
/// What notices are about.
const BACKDROP: &str = "backdrop";

enum Job {
    Scene(String),
    Pictures { names: Vec<String>, paths: Vec<PathBuf>, fit: Fit, size: (u32, u32) },
}

enum Done {
    Scene(Arc<ReadyScene>),
    Pictures(Arc<Slides>),
    Failed(String),
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
    size: (u32, u32),
    folder: Option<PathBuf>,
    /// What clients were told last.
    shown: (String, String),
    backdrop: BackdropSet,
    events: Vec<Event>,
}

impl Backstage {
    /// For pictures of `size` pixels that lie beside a show in `folder`; one that `waits` is off-line. The `scenes` are there.
    pub fn new(size: (u32, u32), folder: Option<PathBuf>, waits: bool, scenes: BTreeSet<String>) -> Self {
        let shown = <(String, String)>::default();
        let backdrop = BackdropSet::default();
        Self { thread: None, scenes, open: 0, waits, size, folder, shown, backdrop, events: Vec::new() }
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

    /// Has pictures shown behind the host; none takes away what is shown.
    ///
    /// # Errors
    /// Which file is not there or cannot be read, or that too many wait.
    pub fn show(&mut self, names: Vec<String>, fit: Fit) -> anyhow::Result<()> {
        let mut paths = Vec::new();
        for name in &names {
            let path = find(name, self.folder.as_deref())?;
            size_of(&path)?;
            paths.push(path);
        }
        Ok(self.submit(Job::Pictures { names, paths, fit, size: self.size })?)
    }

    /// Reads what this frame is told, makes ready what it names, and adds what became ready.
    pub fn look(&mut self, told: &mut Vec<Told>) {
        let mut problems = Vec::new();
        for fired in told.iter().filter_map(|t| if let Told::Cue(fired) = t { Some(fired) } else { None }) {
            let done = match &fired.cue {
                Cue::Scene(change) => self.prepare(&change.name).map_err(Into::into),
                Cue::Backdrop(names) if *names != self.backdrop.assets => {
                    self.show(names.clone(), Fit::Cover)
                }
                _ => Ok(()),
            };
            problems.extend(done.err());
        }
        for problem in problems {
            self.notice(format!("[{BACKDROP}] {problem:#}"));
        }
        while let Some(done) = self.next() {
            match done {
                Done::Scene(ready) => told.push(Told::Scene(SceneMade(ready))),
                Done::Pictures(slides) => {
                    self.backdrop = BackdropSet { assets: slides.names.clone(), slide: 0 };
                    self.events.push(Event::BackdropChanged(self.backdrop.clone()));
                    told.push(Told::Backdrop(BackdropTurned(Some(slides))));
                }
                Done::Failed(problem) => self.notice(problem),
            }
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
            std::thread::Builder::new()
                .name("backstage".into())
                .spawn(move || {
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
            Err(error) => Done::Failed(format!("[scene] {error:#}")),
        },
        Job::Pictures { names, paths, fit, size } => {
            let pages = paths.iter().map(|path| media::page(path, fit, size)).collect::<Result<_, _>>();
            match pages {
                Ok(pages) => Done::Pictures(Arc::new(Slides { names, pages })),
                Err(error) => Done::Failed(format!("[{BACKDROP}] {}", protocol::text::with_causes(&error))),
            }
        }
    }
}

/// Paints all scenes of a show before air.
///
/// # Errors
/// Which scene is not there, or what is wrong with it.
pub fn paint_all(names: &BTreeSet<String>) -> anyhow::Result<Vec<Arc<ReadyScene>>> {
    let painted = names.iter().map(|name| Ok(Arc::new(ReadyScene::paint(name, read_scene(name)?))));
    painted.collect()
}
