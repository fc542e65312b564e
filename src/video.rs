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
use std::time::{Duration, Instant};

/// Frames that are promised to the encoder and not yet there.
pub struct Video {
    rate: FrameRate,
    due: Dues,
    /// Frames drawn and sent.
    pub drawn: u64,
    /// Frames sent as a repeat because drawing was late.
    pub skipped: u64,
    /// Time spent on colour conversion and on smoothing edges.
    pub convert: Duration,
    /// Time spent on laying graphics over.
    pub overlay: Duration,
    /// Where the renderer does not smooth edges itself.
    smoother: Option<Smoother>,
}

impl Video {
    /// Nothing is due. The lean tier draws without anti-aliasing, so its edges are smoothed here.
    pub fn new(rate: FrameRate, tier: Tier) -> Self {
        let smoother = (tier == Tier::Lean).then(Smoother::default);
        Self {
            rate,
            due: Dues::new(rate),
            drawn: 0,
            skipped: 0,
            convert: Duration::ZERO,
            overlay: Duration::ZERO,
            smoother,
        }
    }

    /// Promises frame `frame_index`, drawn and with `overlay` over it, or as a repeat.
    pub fn expect(&mut self, frame_index: u64, repeat: bool, overlay: Overlay) {
        self.due.expect(Due { frame_index, repeat, overlay });
    }

    /// Frames that are promised and not sent.
    pub fn outstanding(&self) -> usize {
        self.due.len()
    }

    /// Sends `captured`, and before it what was due earlier and will not come.
    ///
    /// # Errors
    /// When the encoder does not take it.
    pub fn send(&mut self, captured: &Captured, encoder: &Encoder) -> Result<(), PushError> {
        let (repeats, place) = self.due.before(captured.frame_index);
        self.repeat(repeats, encoder)?;
        let Some(Due { frame_index, overlay, .. }) = place else { return Ok(()) };
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
        self.convert += begun.elapsed();
        // After the smoothing of edges, so that text stays sharp.
        let begun = Instant::now();
        over_planes(&overlay, &mut frame.planes());
        self.overlay += begun.elapsed();
        self.drawn += 1;
        encoder.push(frame, pts, duration)
    }

    /// Sends the last picture once more for what is due too long.
    ///
    /// # Errors
    /// When the encoder does not take it.
    pub fn give_up(&mut self, encoder: &Encoder) -> Result<(), PushError> {
        let repeats = self.due.give_up();
        self.repeat(repeats, encoder)
    }

    /// Whether pictures have ceased to come (true), or come again (false), where that changed since it was asked.
    pub fn take_change(&mut self) -> Option<bool> {
        self.due.take_change()
    }

    fn repeat(&mut self, repeats: Vec<Due>, encoder: &Encoder) -> Result<(), PushError> {
        for due in repeats {
            let (pts, duration) = self.times(due.frame_index);
            self.skipped += 1;
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
