//! Frames in order: what was drawn, and repeats of it where drawing was late, each with its own time.

mod due;

use crate::graphics::over_planes;
use broadcast::{
    Captured,
    color::rgba_to_i420,
    pipeline::{Encoder, PushError},
    smooth::Smoother,
};
use due::{Due, Dues};
use graphics::Overlay;
use protocol::{FrameRate, clock::pts_nanos, media::Tier};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// How much the newest frame counts in the mean over the last seconds.
const NEWEST: f64 = 0.05;

/// Makes pictures of what was drawn, and sends them in order.
pub struct Video {
    rate: FrameRate,
    promised: Promised,
    /// Where the renderer does not smooth edges itself.
    smoother: Option<Smoother>,
}

/// Frames that are promised to the encoder, and what became of those before. Clones are the same.
#[derive(Clone)]
pub struct Promised(Arc<Mutex<Book>>);

struct Book {
    due: Dues,
    figures: Figures,
}

/// What pictures have taken until now.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures {
    /// Frames drawn and sent.
    pub drawn: u64,
    /// Frames sent as a repeat because drawing was late.
    pub skipped: u64,
    /// Time spent on colour conversion and on smoothing edges.
    pub convert: Duration,
    /// Time spent on laying graphics over.
    pub overlay: Duration,
    /// Milliseconds from a frame's promise until it is drawn, over the last seconds.
    pub render_ms: f64,
}

impl Promised {
    /// Promises frame `frame_index`, drawn and with `overlay` over it, or as a repeat.
    pub fn expect(&self, frame_index: u64, repeat: bool, overlay: Overlay) {
        self.book().due.expect(Due { frame_index, repeat, overlay, since: Instant::now() });
    }

    /// Frames that are promised and not sent.
    pub fn outstanding(&self) -> usize {
        self.book().due.len()
    }

    /// Whether pictures have ceased to come (true), or come again (false), where that changed since it was asked.
    pub fn take_change(&self) -> Option<bool> {
        self.book().due.take_change()
    }

    /// What pictures have taken until now.
    pub fn figures(&self) -> Figures {
        self.book().figures
    }

    /// Never held while a picture is made.
    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Video {
    /// Nothing is due. The lean tier draws without anti-aliasing, so its edges are smoothed here.
    pub fn new(rate: FrameRate, tier: Tier) -> Self {
        let smoother = (tier == Tier::Lean).then(Smoother::default);
        let book = Book { due: Dues::new(rate), figures: Figures::default() };
        Self { rate, promised: Promised(Arc::new(Mutex::new(book))), smoother }
    }

    /// Where frames are promised.
    pub fn promised(&self) -> &Promised {
        &self.promised
    }

    /// Sends `captured`, and before it what was due earlier and will not come.
    ///
    /// # Errors
    /// When the encoder does not take it.
    pub fn send(&mut self, captured: &Captured, encoder: &Encoder) -> Result<(), PushError> {
        let (repeats, place) = self.promised.book().due.before(captured.frame_index);
        self.repeat(repeats, encoder)?;
        let Some(Due { frame_index, overlay, since, .. }) = place else { return Ok(()) };
        let drawn = since.elapsed();
        let (pts, duration) = self.times(frame_index);
        let begun = Instant::now();
        let mut frame = encoder.acquire()?;
        captured
            .read(|pixels| rgba_to_i420(pixels, captured.stride, &mut frame.planes()))
            .map_err(|e| PushError::Pool(e.to_string()))?;
        if let Some(smoother) = &mut self.smoother {
            let planes = frame.planes();
            let (width, height) = (planes.width as usize, planes.height as usize);
            smoother.smooth(planes.y, width, height, planes.y_stride as usize);
        }
        let convert = begun.elapsed();
        // After the smoothing of edges, so that text stays sharp.
        let begun = Instant::now();
        over_planes(&overlay, &mut frame.planes());
        {
            let figures = &mut self.promised.book().figures;
            figures.drawn += 1;
            figures.convert += convert;
            figures.overlay += begun.elapsed();
            figures.render_ms += NEWEST * (drawn.as_secs_f64() * 1000.0 - figures.render_ms);
        }
        encoder.push(frame, pts, duration)
    }

    /// Sends the last picture once more for what is due too long.
    ///
    /// # Errors
    /// When the encoder does not take it.
    pub fn give_up(&self, encoder: &Encoder) -> Result<(), PushError> {
        let repeats = self.promised.book().due.give_up();
        self.repeat(repeats, encoder)
    }

    fn repeat(&self, repeats: Vec<Due>, encoder: &Encoder) -> Result<(), PushError> {
        for due in repeats {
            let (pts, duration) = self.times(due.frame_index);
            self.promised.book().figures.skipped += 1;
            match encoder.push_repeat(pts, duration) {
                // Before the first picture there is nothing to repeat, and nothing is missed.
                Ok(()) | Err(PushError::NothingToRepeat) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn times(&self, frame_index: u64) -> (u64, u64) {
        let samples = self.rate.samples(frame_index);
        let pts = pts_nanos(samples.start);
        (pts, pts_nanos(samples.end) - pts)
    }
}
