//! The thread that bakes recipes while the window stays alive. A newer recipe waits in the channel until the one
//! before is done; there is room for one, and whoever finds it full tries again.

use anyhow::{Context, Result};
use avatar::preflight;
use character::{HumanData, Recipe};
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};
use tempfile::TempDir;

/// What to do.
pub enum Job {
    /// Bake a recipe: the light level, in a hurry, or both with all that belongs to them.
    Bake {
        /// The recipe.
        recipe: Box<Recipe>,
        /// The level for a GPU.
        full: bool,
    },
    /// Examine a file.
    Check(PathBuf),
}

/// What came of it.
pub enum Done {
    /// A file to show, and seconds that it took.
    Baked(PathBuf, f32),
    /// It could not be baked.
    Failed(String),
    /// What was found of a file.
    Checked(PathBuf, Box<preflight::Report>),
    /// Names of the shape targets that the data has.
    Targets(Vec<String>),
}

/// The window's end.
pub struct Baker {
    jobs: Sender<Job>,
    done: Receiver<Done>,
    /// Files live as long as the window.
    _folder: TempDir,
}

impl Baker {
    /// Starts the thread.
    ///
    /// # Errors
    /// When there is no room for files, or no thread.
    pub fn start(data: PathBuf) -> Result<Self> {
        let folder = tempfile::tempdir().context("cannot make a folder for what is baked")?;
        let (jobs, jobs_out) = bounded(1);
        let (done_in, done) = bounded(4);
        let into = folder.path().to_owned();
        let work = move || work(&data, &into, &jobs_out, &done_in);
        std::thread::Builder::new().name("baker".into()).spawn(work).context("cannot start a thread")?;
        Ok(Self { jobs, done, _folder: folder })
    }

    /// Hands a job over; gives it back when the one before still waits.
    pub fn submit(&self, job: Job) -> Option<Job> {
        match self.jobs.try_send(job) {
            Ok(()) => None,
            Err(TrySendError::Full(job) | TrySendError::Disconnected(job)) => Some(job),
        }
    }

    /// What is done since it was asked last.
    pub fn take(&self) -> Option<Done> {
        self.done.try_recv().ok()
    }
}

fn work(data: &Path, into: &Path, jobs: &Receiver<Job>, done: &Sender<Done>) {
    let mut human = None;
    let mut number = 0u32;
    for job in jobs {
        let answer = match job {
            Job::Check(path) => {
                let report = preflight::check(&path);
                Done::Checked(path, Box::new(report))
            }
            Job::Bake { recipe, full } => {
                number += 1;
                let begun = Instant::now();
                if human.is_none() {
                    match open(data) {
                        Ok(opened) => {
                            let targets = Done::Targets(opened.target_names());
                            human = Some(opened);
                            if done.send(targets).is_err() {
                                return;
                            }
                        }
                        Err(error) => {
                            if done.send(Done::Failed(format!("{error:#}"))).is_err() {
                                return;
                            }
                            continue;
                        }
                    }
                }
                let Some(human) = &human else { continue };
                let path = into.join(format!("{number}.glb"));
                // Whoever was shown before the one that is shown has been read long since.
                let _ = fs::remove_file(into.join(format!("{}.glb", number.saturating_sub(3))));
                match bake(human, &recipe, full, &path) {
                    Ok(()) => Done::Baked(path, begun.elapsed().as_secs_f32()),
                    Err(error) => Done::Failed(format!("{} cannot be baked: {error:#}", recipe.name)),
                }
            }
        };
        if done.send(answer).is_err() {
            return;
        }
    }
}

fn open(data: &Path) -> Result<HumanData> {
    HumanData::open(data)
        .with_context(|| format!("no human data in {}; run `cargo xtask assets` to fetch it", data.display()))
}

fn bake(human: &HumanData, recipe: &Recipe, full: bool, path: &Path) -> Result<()> {
    let bytes = if full { character::bake(human, recipe)?.full } else { character::preview(human, recipe)? };
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}
