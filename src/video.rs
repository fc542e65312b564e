//! Frames in order: what was drawn, and repeats of it where drawing was late, each with its own time.

use crate::graphics::over_planes;
use broadcast::{
    Captured,
    color::rgba_to_i420,
    pipeline::{Encoder, PushError},
    smooth::Smoother,
};
use graphics::Overlay;
use protocol::{FrameRate, clock::pts_nanos, media::Tier};
use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

/// Frames that are promised to the encoder and not yet there.
pub struct Video {
    rate: FrameRate,
    due: VecDeque<Due>,
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

#[derive(Debug, Clone, PartialEq)]
struct Due {
    frame_index: u64,
    repeat: bool,
    overlay: Overlay,
}

impl Video {
    /// Nothing is due. The lean tier draws without anti-aliasing, so its edges are smoothed here.
    pub fn new(rate: FrameRate, tier: Tier) -> Self {
        let smoother = (tier == Tier::Lean).then(Smoother::default);
        Self {
            rate,
            due: VecDeque::new(),
            drawn: 0,
            skipped: 0,
            convert: Duration::ZERO,
            overlay: Duration::ZERO,
            smoother,
        }
    }

    /// Promises frame `frame_index`, drawn and with `overlay` over it, or as a repeat.
    pub fn expect(&mut self, frame_index: u64, repeat: bool, overlay: Overlay) {
        self.due.push_back(Due { frame_index, repeat, overlay });
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
        while let Some(due) = self.due.pop_front() {
            let (pts, duration) = self.times(due.frame_index);
            if due.frame_index < captured.frame_index || due.repeat {
                self.skipped += 1;
                match encoder.push_repeat(pts, duration) {
                    // Before the first picture there is nothing to repeat, and nothing is missed.
                    Ok(()) | Err(PushError::NothingToRepeat) => {}
                    Err(error) => return Err(error),
                }
                continue;
            }
            if due.frame_index > captured.frame_index {
                self.due.push_front(due);
                return Ok(());
            }
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
            over_planes(&due.overlay, &mut frame.planes());
            self.overlay += begun.elapsed();
            self.drawn += 1;
            return encoder.push(frame, pts, duration);
        }
        Ok(())
    }

    fn times(&self, frame_index: u64) -> (u64, u64) {
        let samples = self.rate.samples(frame_index);
        let pts = pts_nanos(samples.start);
        (pts, pts_nanos(samples.end) - pts)
    }
}
