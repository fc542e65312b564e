//! Behind the stage: scenes are read and painted, pictures read and fitted, films opened, before a frame needs them.
//!
//! Threads: one thread, `backstage`, started with the first job, does one after the other. Back-pressure: a few jobs may
//! wait; a request beyond them is answered "busy", a cue is dropped with a notice. Off-line the frame waits for what it
//! needs, so that two renders of one show are the same. A backdrop is taken away without the thread, at once; whatever
//! was being read for an older request is dropped. A job that panics has failed, and the thread goes on.

mod films;
mod media;
mod worker;

pub use media::{MediaError, check, find};

use crate::{
    app::{Studio, Told},
    paths,
    program::{cues, read_scene},
};
use ::stage::{BackdropTurned, ReadyScene, SceneMade};
use broadcast::pipeline::{Film, FilmSettings};
use crossbeam_channel::{Receiver, Sender, TryRecvError, TrySendError};
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
    collections::{BTreeSet, VecDeque},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use worker::{Done, Job, Of, make};

/// So long a list of the scenes is good.
const LISTED: Duration = Duration::from_secs(5);
/// What notices are about.
const BACKDROP: &str = "backdrop";

/// Why a job was not taken.
#[derive(Debug, thiserror::Error)]
pub enum BackstageError {
    /// Too many wait.
    #[error("too much is being painted and read already; ask again in a moment")]
    Busy,
    /// The thread is gone; the next job starts another.
    #[error("the thread that paints had ended; ask again")]
    Gone,
    /// There is no thread.
    #[error("the thread that paints cannot be started: {0}; start the program again")]
    NoThread(#[source] std::io::Error),
}

/// What is made ready behind the stage, and what of it is on air.
pub struct Backstage {
    thread: Option<(Sender<Job>, Receiver<Done>)>,
    /// Scenes that were asked for, or are there.
    scenes: BTreeSet<String>,
    /// The jobs that are open, the oldest first.
    open: VecDeque<Of>,
    make: fn(Job) -> Done,
    waits: bool,
    film: FilmSettings,
    films: Films,
    folder: Option<PathBuf>,
    /// What clients were told last.
    shown: (String, String),
    backdrop: BackdropSet,
    /// What is shown, and what was asked for last; these are not the same while that one is awaited.
    on_air: Backdrop,
    asked: Backdrop,
    awaited: Option<u64>,
    /// The number of the last request for a backdrop; what was read for those before it is dropped.
    last: Arc<AtomicU64>,
    /// Whether the backdrop was taken away since the last frame.
    taken_away: bool,
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
            open: VecDeque::new(),
            make,
            waits,
            film: FilmSettings { frame: size, cover: true, frame_rate, live: !waits },
            films: Films::default(),
            folder,
            shown: <(String, String)>::default(),
            backdrop: BackdropSet::default(),
            on_air: Backdrop::default(),
            asked: Backdrop::default(),
            awaited: None,
            last: Arc::default(),
            taken_away: false,
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

    /// Has pictures and films shown behind the host; none takes away what is shown, with the next frame. What was asked
    /// for before and is still being read is not shown any more.
    ///
    /// # Errors
    /// Which file is not there or cannot be read, or that too many wait.
    pub fn show(&mut self, backdrop: Backdrop) -> anyhow::Result<()> {
        let turn = self.last.load(Ordering::Relaxed) + 1;
        if backdrop.assets.is_empty() {
            self.last.store(turn, Ordering::Relaxed);
            self.take_away(backdrop);
            return Ok(());
        }
        let mut paths = Vec::new();
        for name in &backdrop.assets {
            let path = find(name, self.folder.as_deref())?;
            check(&path)?;
            paths.push(path);
        }
        self.submit(Job::Pictures { turn, backdrop: backdrop.clone(), paths, film: self.film })?;
        self.last.store(turn, Ordering::Relaxed);
        self.asked = backdrop;
        self.awaited = Some(turn);
        self.turns.clear();
        Ok(())
    }

    fn take_away(&mut self, none: Backdrop) {
        self.awaited = None;
        self.turns.clear();
        self.taken_away = true;
        self.put_up(none, Vec::new());
    }

    fn put_up(&mut self, backdrop: Backdrop, films: Vec<(usize, Film)>) {
        self.films.change(films);
        self.backdrop = BackdropSet { assets: backdrop.assets.clone(), slide: 0 };
        self.on_air = backdrop;
        self.events.push(Event::BackdropChanged(self.backdrop.clone()));
    }

    /// What is shown behind the host, or will be as soon as it is read.
    pub fn wanted(&self) -> &Backdrop {
        if self.awaited.is_some() { &self.asked } else { &self.on_air }
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
        if self.awaited.is_some() {
            let turns =
                told.extract_if(.., |told| matches!(told, Told::Cue(CueFired { cue: Cue::Slide(_), .. })));
            self.turns.extend(
                turns.filter_map(|told| if let Told::Cue(fired) = told { Some(fired) } else { None }),
            );
        }
        if std::mem::take(&mut self.taken_away) {
            told.retain(|told| !matches!(told, Told::Film(_)));
            told.push(Told::Backdrop(BackdropTurned(None)));
        }
        while let Some(done) = self.next() {
            match done {
                Done::Scene(ready) => told.push(Told::Scene(SceneMade(ready))),
                Done::Pictures(turn, slides, films) if self.awaited == Some(turn) => {
                    self.awaited = None;
                    self.put_up(Backdrop { assets: slides.names.clone(), fit: slides.fit }, films);
                    told.retain(|told| !matches!(told, Told::Film(_)));
                    told.push(Told::Backdrop(BackdropTurned(Some(slides))));
                }
                Done::Failed(Of::Pictures(turn), problem) if self.awaited == Some(turn) => {
                    self.awaited = None;
                    self.notice(problem);
                }
                Done::Failed(Of::Scene(name), problem) => {
                    // It may be mended by the next time.
                    self.scenes.remove(&name);
                    self.notice(problem);
                }
                Done::Pictures(..) | Done::Failed(Of::Pictures(_), _) | Done::Stale => {}
            }
        }
        if self.awaited.is_none() {
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
        if self.open.is_empty() {
            return None;
        }
        let next =
            if self.waits { done.recv().map_err(|_| TryRecvError::Disconnected) } else { done.try_recv() };
        match next {
            Ok(done) => {
                self.open.pop_front();
                Some(done)
            }
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => {
                self.lose();
                None
            }
        }
    }

    /// The thread is gone, with all that it had in hand: nothing waits for that. The next job starts another.
    fn lose(&mut self) {
        self.thread = None;
        for of in std::mem::take(&mut self.open) {
            match of {
                Of::Scene(name) => drop(self.scenes.remove(&name)),
                Of::Pictures(turn) => drop(self.awaited.take_if(|awaited| *awaited == turn)),
            }
        }
        self.notice("the thread that paints had ended; what it had in hand is lost, ask for it again".into());
    }

    fn submit(&mut self, job: Job) -> Result<(), BackstageError> {
        if self.thread.is_none() {
            let started =
                worker::start(self.waits, self.make, self.last.clone()).map_err(BackstageError::NoThread);
            let told = started.inspect_err(|error| {
                let notice = Notice { severity: "critical".into(), message: error.to_string() };
                self.events.push(Event::Notice(notice));
            });
            self.thread = Some(told?);
        }
        let Some((jobs, _)) = &self.thread else { return Err(BackstageError::Gone) };
        let of = job.of();
        match jobs.try_send(job) {
            Ok(()) => {
                self.open.push_back(of);
                Ok(())
            }
            Err(TrySendError::Full(_)) => Err(BackstageError::Busy),
            Err(TrySendError::Disconnected(_)) => {
                self.lose();
                Err(BackstageError::Gone)
            }
        }
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

#[cfg(test)]
mod tests;
