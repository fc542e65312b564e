//! Films behind the host: how far each of them has been seen, and its picture for a frame.
//!
//! A film's time is the programme's, counted while it is seen: it begins with its first frame on air, and stands still while
//! another slide is shown. Off-line the frame waits for the decoder; live it never does.

use ::stage::FilmMoved;
use broadcast::pipeline::{Film, FilmError};
use protocol::clock::pts_nanos;
use std::collections::BTreeMap;

/// The films among the slides of a backdrop, by slide.
#[derive(Default)]
pub(super) struct Films {
    rolling: BTreeMap<usize, Rolling>,
    /// The frame before, by its first sample.
    before: u64,
}

struct Rolling {
    film: Film,
    seen_samples: u64,
}

impl Films {
    /// Others take their place; they have not begun.
    pub(super) fn change(&mut self, films: Vec<(usize, Film)>) {
        self.rolling =
            films.into_iter().map(|(slide, film)| (slide, Rolling { film, seen_samples: 0 })).collect();
    }

    /// The next picture of the film that is seen at `slide`, for the frame that begins with sample `now`.
    ///
    /// # Errors
    /// Why it goes no further; it is told once, and its last picture stays.
    pub(super) fn roll(&mut self, slide: usize, now: u64) -> Result<Option<FilmMoved>, FilmError> {
        let step = now.saturating_sub(self.before);
        self.before = now;
        let Some(rolling) = self.rolling.get_mut(&slide) else { return Ok(None) };
        rolling.seen_samples += step;
        match rolling.film.at(pts_nanos(rolling.seen_samples)) {
            Ok(picture) => Ok(picture.map(|rgba| FilmMoved { slide, rgba })),
            Err(error) => {
                self.rolling.remove(&slide);
                Err(error)
            }
        }
    }
}
