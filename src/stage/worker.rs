//! The thread behind the stage: one job after the other.

use super::{BACKDROP, media};
use crate::program::read_scene;
use ::stage::{ReadyScene, Slides};
use broadcast::pipeline::{Film, FilmSettings};
use crossbeam_channel::{Receiver, Sender, bounded};
use protocol::cue::Backdrop;
use speech::guard::caught;
use std::{
    io,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// Jobs that may wait.
pub(super) const WAITING: usize = 32;
/// Niceness of the thread while live, and of the decoders that it starts: the picture on air goes first.
const NICE: i32 = 5;

pub(super) enum Job {
    Scene(String),
    Pictures { turn: u64, backdrop: Backdrop, paths: Vec<PathBuf>, film: FilmSettings },
}

/// What a job is about: a scene's name, or the number of a backdrop.
pub(super) enum Of {
    Scene(String),
    Pictures(u64),
}

pub(super) enum Done {
    Scene(Arc<ReadyScene>),
    Pictures(u64, Arc<Slides>, Vec<(usize, Film)>),
    /// With what is told.
    Failed(Of, String),
    /// Nobody wants it any more.
    Stale,
}

impl Job {
    pub(super) fn of(&self) -> Of {
        match self {
            Self::Scene(name) => Of::Scene(name.clone()),
            Self::Pictures { turn, .. } => Of::Pictures(*turn),
        }
    }
}

/// Starts the thread, which does jobs by `make`; one that `waits` is off-line. Pictures for a backdrop before the `last`
/// that was asked for are not read.
pub(super) fn start(
    waits: bool,
    make: fn(Job) -> Done,
    last: Arc<AtomicU64>,
) -> io::Result<(Sender<Job>, Receiver<Done>)> {
    let (jobs, todo) = bounded::<Job>(WAITING);
    // As many as jobs, and the one in hand: the thread never waits for the frame.
    let (finished, done) = bounded::<Done>(WAITING + 1);
    std::thread::Builder::new().name("backstage".into()).spawn(move || {
        if !waits {
            speech::priority::lower_this_thread(NICE);
        }
        for job in todo {
            let of = job.of();
            let is_stale = matches!(of, Of::Pictures(turn) if turn < last.load(Ordering::Relaxed));
            let done = if is_stale { Ok(Done::Stale) } else { caught(|| make(job)) };
            let done = done.unwrap_or_else(|panic| {
                let what = if let Of::Scene(name) = &of { format!("scene {name}") } else { BACKDROP.into() };
                Done::Failed(of, format!("[{what}] making it ready broke off ({panic}); nothing changes"))
            });
            if finished.send(done).is_err() {
                return;
            }
        }
    })?;
    Ok((jobs, done))
}

/// Makes ready what a frame will need.
pub(super) fn make(job: Job) -> Done {
    match job {
        Job::Scene(name) => match read_scene(&name) {
            Ok(scene) => Done::Scene(Arc::new(ReadyScene::paint(&name, scene))),
            Err(error) => Done::Failed(Of::Scene(name), format!("[scene] {error:#}")),
        },
        Job::Pictures { turn, backdrop, paths, film } => match media::pages(&paths, backdrop.fit, &film) {
            Ok((pages, films)) => {
                let slides = Slides { names: backdrop.assets, pages, fit: backdrop.fit };
                Done::Pictures(turn, Arc::new(slides), films)
            }
            Err(error) => {
                let problem = format!("[{BACKDROP}] {}", protocol::text::with_causes(&error));
                Done::Failed(Of::Pictures(turn), problem)
            }
        },
    }
}
