//! Music and stings that cues name: found, loaded beside the frame loop, and handed to the mixer.
//!
//! A file that cannot be played is told to the operator; the voice goes on. A sting that is asked for the first
//! time is decoded on a thread of its own and played when it is there, a moment late; off-line it is waited for.

use crate::paths;
use audio::{Mixer, Sound, SoundError, Track};
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use speech::guard::caught;
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

/// Stings that may wait to be decoded.
const WAITING: usize = 16;

type Loaded = (PathBuf, Result<Sound, SoundError>);

/// Plays files.
pub struct Sounds {
    folder: Option<PathBuf>,
    waits: bool,
    stings: HashMap<PathBuf, Sound>,
    /// Loudness of music in LUFS by its file's name, once it was heard.
    loudness: HashMap<String, f32>,
    /// Stings that are played when they are loaded, and when they were asked for.
    due: Vec<(PathBuf, u64)>,
    loader: Option<(Sender<PathBuf>, Receiver<Loaded>)>,
}

impl Sounds {
    /// Sounds beside a show in `folder`; one that `waits` is off-line.
    pub fn new(folder: Option<PathBuf>, waits: bool) -> Self {
        let (loudness, stings) = (HashMap::new(), HashMap::new());
        Self { folder, waits, stings, loudness, due: Vec::new(), loader: None }
    }

    /// Where sounds may lie, besides those that ship.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Begins a piece of music, or ends it.
    ///
    /// # Errors
    /// In words, why there is none.
    pub fn music(
        &mut self,
        file: Option<&str>,
        level_db: f32,
        sample: u64,
        mixer: &mut Mixer,
    ) -> Result<(), String> {
        let Some(name) = file else {
            mixer.stop_music(sample);
            return Ok(());
        };
        let path = self.find(name)?;
        let same = path.file_name().is_some_and(|name| mixer.music() == name.to_str());
        if same {
            mixer.set_music_level(level_db);
            return Ok(());
        }
        let known = path.file_name().and_then(|name| self.loudness.get(name.to_str()?)).copied();
        let track = Track::open(&path, known).map_err(|e| protocol::text::with_causes(&e))?;
        mixer.play_music(sample, track, level_db);
        Ok(())
    }

    /// Keeps what was measured of a piece of music.
    pub fn learn(&mut self, file: &str, lufs: f32) {
        self.loudness.insert(file.to_owned(), lufs);
    }

    /// Plays a sting.
    ///
    /// # Errors
    /// In words, why not.
    pub fn sting(&mut self, name: &str, sample: u64, mixer: &mut Mixer) -> Result<(), String> {
        let path = self.find(name)?;
        if self.waits && !self.stings.contains_key(&path) {
            let sound = Sound::load(&path).map_err(|e| protocol::text::with_causes(&e))?;
            self.stings.insert(path.clone(), sound);
        }
        match self.stings.get(&path) {
            Some(sound) => mixer.play(sample, sound.clone(), 1.0),
            None => {
                self.load(path.clone())?;
                self.due.push((path, sample));
            }
        }
        Ok(())
    }

    /// Decodes a sting that will be needed.
    ///
    /// # Errors
    /// In words, why not.
    pub fn prepare(&mut self, name: &str) -> Result<(), String> {
        let path = self.find(name)?;
        if self.waits || self.stings.contains_key(&path) { Ok(()) } else { self.load(path) }
    }

    /// Plays stings that have been loaded since; gives what went wrong.
    pub fn arrived(&mut self, mixer: &mut Mixer) -> Vec<String> {
        let Some((_, loaded)) = &self.loader else { return Vec::new() };
        let mut problems = Vec::new();
        for (path, outcome) in loaded.try_iter() {
            match outcome {
                Ok(sound) => {
                    for (_, sample) in self.due.extract_if(.., |(due, _)| *due == path) {
                        mixer.play(sample.max(mixer.next_sample()), sound.clone(), 1.0);
                    }
                    self.stings.insert(path, sound);
                }
                Err(error) => {
                    self.due.retain(|(due, _)| *due != path);
                    problems.push(protocol::text::with_causes(&error));
                }
            }
        }
        problems
    }

    /// What is asked for and not there yet is not played when it comes.
    pub fn forget_due(&mut self) {
        self.due.clear();
    }

    fn find(&self, name: &str) -> Result<PathBuf, String> {
        paths::sound(name, self.folder()).map_err(|e| format!("{e:#}"))
    }

    fn load(&mut self, path: PathBuf) -> Result<(), String> {
        if self.loader.is_none() {
            self.loader = Some(start_loader().map_err(|e| format!("cannot start a thread for sounds: {e}"))?);
        }
        let Some((asked, _)) = &self.loader else { return Ok(()) };
        asked.try_send(path).map_err(|error| match error {
            TrySendError::Full(path) => {
                format!("too many sounds wait to be loaded; {} is not", path.display())
            }
            TrySendError::Disconnected(_) => "the thread that loads sounds has ended".into(),
        })
    }
}

fn start_loader() -> std::io::Result<(Sender<PathBuf>, Receiver<Loaded>)> {
    let (asked, paths) = bounded::<PathBuf>(WAITING);
    let (done, loaded) = bounded(WAITING);
    std::thread::Builder::new().name("sounds".into()).spawn(move || {
        for path in paths {
            let outcome = caught(|| Sound::load(&path)).unwrap_or_else(|panic| {
                Err(SoundError::NotAudio {
                    path: path.clone(),
                    reason: format!("reading it broke off: {panic}"),
                })
            });
            if done.send((path, outcome)).is_err() {
                return;
            }
        }
    })?;
    Ok((asked, loaded))
}
