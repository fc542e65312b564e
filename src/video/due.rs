//! Frames that are promised and not yet there: which picture is for which, and which are not waited for any longer.

use graphics::Overlay;
use protocol::FrameRate;
use std::{collections::VecDeque, time::Instant};

/// So long a frame is waited for: seconds.
const PATIENCE_SECONDS: f64 = 0.5;

/// A frame that is promised.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Due {
    pub(super) frame_index: u64,
    /// Whether no picture of its own is drawn.
    pub(super) repeat: bool,
    pub(super) overlay: Overlay,
    /// When it was promised.
    pub(super) since: Instant,
}

/// Frames that are promised, in order.
pub(super) struct Dues {
    due: VecDeque<Due>,
    /// Frames that are waited for.
    patience: u64,
    /// Frames before this one are not waited for any longer.
    given_up: u64,
    /// Pictures in time since the last that was not.
    in_time: u64,
    /// Pictures in time after which all is well: a second of them.
    enough: u64,
    lost: bool,
    lost_told: bool,
}

impl Dues {
    pub(super) fn new(rate: FrameRate) -> Self {
        Self {
            due: VecDeque::new(),
            patience: (PATIENCE_SECONDS * rate.per_second()).ceil() as u64,
            given_up: 0,
            in_time: 0,
            enough: rate.per_second() as u64,
            lost: false,
            lost_told: false,
        }
    }

    pub(super) fn expect(&mut self, due: Due) {
        self.due.push_back(due);
    }

    pub(super) fn len(&self) -> usize {
        self.due.len()
    }

    /// What is repeated before the picture of frame `frame_index`, and the frame that it is shown as. One that comes
    /// when its own was given up takes the next place: a picture that is late is better than one that stands still.
    pub(super) fn before(&mut self, frame_index: u64) -> (Vec<Due>, Option<Due>) {
        let late = frame_index < self.given_up;
        let mut repeats = Vec::new();
        while let Some(due) = self.due.pop_front() {
            if due.repeat || (!late && due.frame_index < frame_index) {
                repeats.push(due);
            } else if !late && due.frame_index > frame_index {
                self.due.push_front(due);
                break;
            } else {
                self.in_time = if late { 0 } else { self.in_time + 1 };
                self.lost &= self.in_time < self.enough;
                return (repeats, Some(due));
            }
        }
        (repeats, None)
    }

    /// What is due longer than it is waited for.
    pub(super) fn give_up(&mut self) -> Vec<Due> {
        let Some(newest) = self.due.back().map(|due| due.frame_index) else { return Vec::new() };
        let old = |due: &mut Due| due.frame_index + self.patience <= newest;
        let given_up: Vec<Due> = std::iter::from_fn(|| self.due.pop_front_if(old)).collect();
        if let Some(drawn) = given_up.iter().rfind(|due| !due.repeat) {
            self.given_up = drawn.frame_index + 1;
            (self.in_time, self.lost) = (0, true);
        }
        given_up
    }

    /// Whether pictures have ceased to come, where that changed since it was asked last.
    pub(super) fn take_change(&mut self) -> Option<bool> {
        let changed = std::mem::replace(&mut self.lost_told, self.lost) != self.lost;
        changed.then_some(self.lost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dues(frames: std::ops::Range<u64>) -> Dues {
        let mut dues = Dues::new(FrameRate::default());
        frames.for_each(|n| dues.expect(due(n, false)));
        dues
    }

    fn due(frame_index: u64, repeat: bool) -> Due {
        Due { frame_index, repeat, overlay: Overlay::default(), since: Instant::now() }
    }

    /// Frames that are repeated before a picture, and the one that it is shown as.
    #[track_caller]
    fn check(dues: &mut Dues, picture: u64, repeats: &[u64], place: Option<u64>) {
        let (got, at) = dues.before(picture);
        assert_eq!(got.iter().map(|due| due.frame_index).collect::<Vec<_>>(), repeats);
        assert_eq!(at.map(|due| due.frame_index), place);
    }

    #[test]
    fn a_picture_is_for_its_frame() {
        let mut dues = dues(0..2);
        dues.expect(due(2, true));
        dues.expect(due(3, false));
        check(&mut dues, 1, &[0], Some(1));
        check(&mut dues, 0, &[2], None);
        check(&mut dues, 3, &[], Some(3));
        assert!(dues.give_up().is_empty() && dues.take_change().is_none());
    }

    #[test]
    fn an_adapter_that_gives_nothing_is_told_once_and_nothing_piles_up() {
        let mut dues = dues(0..1);
        check(&mut dues, 0, &[], Some(0));
        let mut repeated = Vec::new();
        for frame in 1..600 {
            dues.expect(due(frame, false));
            repeated.extend(dues.give_up().into_iter().map(|due| due.frame_index));
            assert!(dues.len() <= 15);
            assert_eq!(dues.take_change(), (frame == 16).then_some(true), "frame {frame}");
        }
        assert_eq!(repeated, (1..=584).collect::<Vec<_>>());
        // It comes back: what is late is shown now, then each picture is for its frame again.
        check(&mut dues, 3, &[], Some(585));
        check(&mut dues, 585, &[], None);
        for frame in 586..640 {
            dues.expect(due(frame + 14, false));
            check(&mut dues, frame, &[], Some(frame));
        }
        assert_eq!(dues.take_change(), Some(false));
    }

    #[test]
    fn repeats_of_a_machine_that_is_late_are_no_lost_pictures() {
        let mut dues = Dues::new(FrameRate::default());
        (0..40).for_each(|n| dues.expect(due(n, n < 39)));
        assert_eq!(dues.give_up().len(), 25);
        assert_eq!(dues.take_change(), None);
        check(&mut dues, 39, &(25..39).collect::<Vec<_>>(), Some(39));
    }
}
