//! The media clock: counts frames and samples. Who waits for real time is the root's loop, with [`Pacer`](crate::Pacer).

use protocol::{FrameRate, clock::pts_nanos};
use std::ops::Range;

/// Counts the frames of a program and the samples that leave with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MediaClock {
    rate: FrameRate,
    next_frame: u64,
}

/// One frame in media time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameTick {
    /// The frame.
    pub frame_index: u64,
    /// The samples that leave with it.
    pub samples: Range<u64>,
    /// Presentation time of both, in nanoseconds.
    pub pts_nanos: u64,
    /// From its presentation time to the next frame's.
    pub duration_nanos: u64,
}

impl MediaClock {
    /// A clock before frame 0.
    pub fn new(rate: FrameRate) -> Self {
        Self { rate, next_frame: 0 }
    }

    /// Frames a second.
    pub fn rate(&self) -> FrameRate {
        self.rate
    }

    /// The frame that [`step`](Self::step) will give next.
    pub fn next_frame(&self) -> u64 {
        self.next_frame
    }

    /// First sample of that frame.
    pub fn next_sample(&self) -> u64 {
        self.rate.first_sample(self.next_frame)
    }

    /// The next frame; the clock moves on.
    pub fn step(&mut self) -> FrameTick {
        let samples = self.rate.samples(self.next_frame);
        let (start, end) = (pts_nanos(samples.start), pts_nanos(samples.end));
        let frame_index = self.next_frame;
        self.next_frame += 1;
        FrameTick { frame_index, samples, pts_nanos: start, duration_nanos: end - start }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_follow_each_other_without_a_gap() {
        for rate in ["30", "25", "60", "30000/1001"] {
            let mut clock = MediaClock::new(rate.parse().unwrap());
            let mut before = clock.step();
            assert_eq!((before.frame_index, before.samples.start, before.pts_nanos), (0, 0, 0));
            for _ in 0..10_000 {
                let tick = clock.step();
                assert_eq!(tick.samples.start, before.samples.end);
                assert_eq!(tick.pts_nanos, before.pts_nanos + before.duration_nanos);
                before = tick;
            }
            assert_eq!(clock.next_sample(), before.samples.end);
        }
    }
}
