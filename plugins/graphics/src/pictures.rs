//! Pictures that are made to fit once and kept: by their file, its time and length, and their size on screen.
//!
//! Decoding a photo takes many frames' time. Off-line it is done when a picture is asked for; live it is done elsewhere
//! (whose thread is the program's): what is wanted is taken with [`Pictures::take_wanted`] and handed in with
//! [`Pictures::came`], and until then there is nothing.

use crate::{
    PictureError,
    element::Fitted,
    picture::{self, Fit},
};
use std::{
    collections::{HashMap, HashSet, VecDeque},
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

/// Bytes of pixels that are kept; what was not used for the longest time goes.
const MOST_BYTES: usize = 64 << 20;
/// Pictures that may be asked for ahead, and faults that are kept until somebody asks.
const MOST_ASKED: usize = 64;

/// A picture that is wanted: of this version of a file, in this size.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Wanted {
    path: PathBuf,
    size: (usize, usize),
    fit: Fit,
    modified: Option<SystemTime>,
    length: u64,
}

impl Wanted {
    fn of(path: &Path, fit: Fit, size: (usize, usize)) -> Result<Self, PictureError> {
        let open = |source| PictureError::Open { path: path.to_owned(), source };
        let facts = fs::metadata(path).map_err(open)?;
        // Where a file system keeps no times, the length has to do.
        Ok(Self { path: path.to_owned(), size, fit, modified: facts.modified().ok(), length: facts.len() })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads and fits it: many frames' time for a photo.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn make(&self) -> Result<Fitted, PictureError> {
        picture::fitted(&self.path, self.fit, self.size)
    }
}

struct Kept {
    fitted: Arc<Fitted>,
    used: u64,
}

/// Pictures by what was wanted.
#[derive(Default)]
pub struct Pictures {
    elsewhere: bool,
    kept: HashMap<Wanted, Kept>,
    bytes: usize,
    uses: u64,
    failed: HashMap<Wanted, PictureError>,
    /// What is made next stands first.
    wanted: VecDeque<Wanted>,
    in_hand: HashSet<Wanted>,
    /// Whether they are only asked for, to be there later.
    ahead: bool,
    news: bool,
}

impl Pictures {
    /// From now on they are made elsewhere.
    pub fn make_elsewhere(&mut self) {
        self.elsewhere = true;
    }

    /// Whether they are.
    pub fn is_elsewhere(&self) -> bool {
        self.elsewhere
    }

    /// Whether what is asked for is only to be there later; nothing is given then.
    pub fn ask_ahead(&mut self, ahead: bool) {
        self.ahead = ahead;
    }

    /// A picture that fits; none while it is made.
    ///
    /// # Errors
    /// When it cannot be shown.
    pub fn get(
        &mut self,
        path: &Path,
        fit: Fit,
        size: (usize, usize),
    ) -> Result<Option<Arc<Fitted>>, PictureError> {
        let wanted = Wanted::of(path, fit, size)?;
        if let Some(kept) = self.kept.get_mut(&wanted) {
            self.uses += 1;
            kept.used = self.uses;
            return Ok((!self.ahead).then(|| kept.fitted.clone()));
        }
        if self.ahead {
            let is_new = !self.in_hand.contains(&wanted) && !self.wanted.contains(&wanted);
            if is_new && self.wanted.len() < MOST_ASKED {
                self.wanted.push_back(wanted);
            }
            return Ok(None);
        }
        if let Some(error) = self.failed.remove(&wanted) {
            return Err(error);
        }
        if !self.elsewhere {
            let fitted = Arc::new(wanted.make()?);
            self.keep(wanted, fitted.clone());
            return Ok(Some(fitted));
        }
        if !self.in_hand.contains(&wanted) {
            // What can be told at once is.
            picture::check(path)?;
            self.wanted.retain(|other| *other != wanted);
            self.wanted.push_front(wanted);
        }
        Ok(None)
    }

    /// What is to be made next. It is made once, and comes back with [`Self::came`].
    pub fn take_wanted(&mut self) -> Option<Wanted> {
        let wanted = self.wanted.pop_front()?;
        self.in_hand.insert(wanted.clone());
        Some(wanted)
    }

    /// What was made, or why it cannot be.
    pub fn came(&mut self, wanted: Wanted, made: Result<Fitted, PictureError>) {
        self.in_hand.remove(&wanted);
        self.news = true;
        match made {
            Ok(fitted) => self.keep(wanted, Arc::new(fitted)),
            Err(error) => {
                if self.failed.len() >= MOST_ASKED {
                    self.failed.clear();
                }
                self.failed.insert(wanted, error);
            }
        }
    }

    /// Whether anything came since this was last asked.
    pub fn take_news(&mut self) -> bool {
        std::mem::take(&mut self.news)
    }

    fn keep(&mut self, wanted: Wanted, fitted: Arc<Fitted>) {
        self.uses += 1;
        self.bytes += fitted.rgba.len();
        let before = self.kept.insert(wanted, Kept { fitted, used: self.uses });
        self.bytes -= before.map_or(0, |kept| kept.fitted.rgba.len());
        // One stays, however large it is.
        while self.bytes > MOST_BYTES && self.kept.len() > 1 {
            let oldest = self.kept.iter().min_by_key(|(_, kept)| kept.used).map(|(wanted, _)| wanted.clone());
            let gone = oldest.and_then(|oldest| self.kept.remove(&oldest));
            self.bytes -= gone.map_or(0, |kept| kept.fitted.rgba.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: (usize, usize) = (8, 8);

    fn painted(path: &Path, level: u8, width: u32) {
        image::RgbImage::from_pixel(width, 16, image::Rgb([level; 3])).save(path).unwrap();
    }

    #[test]
    fn a_picture_is_read_once_until_its_file_changes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        painted(&path, 10, 16);
        let mut pictures = Pictures::default();
        let first = pictures.get(&path, Fit::Cover, SIZE).unwrap().unwrap();
        let same = pictures.get(&path, Fit::Cover, SIZE).unwrap().unwrap();
        assert!(Arc::ptr_eq(&first, &same));
        let other = pictures.get(&path, Fit::Cover, (4, 4)).unwrap().unwrap();
        assert_eq!((other.width, pictures.kept.len()), (4, 2));
        painted(&path, 200, 64);
        let changed = pictures.get(&path, Fit::Cover, SIZE).unwrap().unwrap();
        assert_eq!((first.rgba[0], changed.rgba[0]), (10, 200));
    }

    #[test]
    fn elsewhere_what_is_wanted_now_is_made_before_what_is_wanted_later() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["a.png", "b.png", "c.png"] {
            painted(&path(name), 10, 16);
        }
        let mut pictures = Pictures::default();
        pictures.make_elsewhere();
        pictures.ask_ahead(true);
        for name in ["a.png", "b.png", "c.png", "a.png"] {
            assert!(pictures.get(&path(name), Fit::Cover, SIZE).unwrap().is_none());
        }
        pictures.ask_ahead(false);
        assert!(pictures.get(&path("c.png"), Fit::Cover, SIZE).unwrap().is_none());
        let order: Vec<Wanted> = std::iter::from_fn(|| pictures.take_wanted()).collect();
        let names: Vec<_> = order.iter().map(|w| w.path().file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["c.png", "a.png", "b.png"]);
        assert!(pictures.get(&path("c.png"), Fit::Cover, SIZE).unwrap().is_none());
        assert!(pictures.take_wanted().is_none(), "it is in hand");
        for wanted in order {
            let made = wanted.make();
            pictures.came(wanted, made);
        }
        assert!(pictures.take_news() && !pictures.take_news());
        assert!(pictures.get(&path("c.png"), Fit::Cover, SIZE).unwrap().is_some());
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let mut pictures = Pictures::default();
        let side = 2048;
        let wanted = |n: u64| Wanted {
            path: "a.png".into(),
            size: (side, side),
            fit: Fit::Cover,
            modified: None,
            length: n,
        };
        for n in 0..9 {
            let fitted = Fitted { width: side, height: side, rgba: vec![0; side * side * 4] };
            pictures.came(wanted(n), Ok(fitted));
        }
        assert!(pictures.bytes <= MOST_BYTES, "{}", pictures.bytes);
        assert_eq!(pictures.kept.len(), 4);
        assert!(pictures.kept.contains_key(&wanted(8)) && !pictures.kept.contains_key(&wanted(0)));
    }
}
