//! Decides when the next frame is due, from a reading of a monotonic clock that the caller makes.

use protocol::{FrameRate, clock::pts_nanos};
use std::time::Duration;

/// Most frames of one step as a share of a second: half. Picture and sound come in bites that a queue can hold.
const LONGEST_STEP: Duration = Duration::from_millis(500);
/// From so late on the time is lost (the machine slept), and making it up would only be heard as a rush.
const LOST: Duration = Duration::from_secs(10);

/// Lays media time against a monotonic clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pacer {
    rate: FrameRate,
    /// Monotonic time of sample 0.
    origin_nanos: i128,
    slack: Duration,
}

/// What the loop does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Nothing is due for so long.
    Wait(Duration),
    /// Make `frames` frames (at least 1): sound of all, a picture of the last; the others repeat the picture
    /// before. `late` is how long ago the first of them was due.
    Step {
        /// How many.
        frames: u64,
        /// How late the first is.
        late: Duration,
    },
    /// More than ten seconds late: call [`Pacer::rebase`], warn, and go on.
    Lost {
        /// How late.
        late: Duration,
    },
}

impl Pacer {
    /// Frame 0 is begun when the caller's clock reads `now` (any origin, but monotonic).
    pub fn new(rate: FrameRate, now: Duration) -> Self {
        Self { rate, origin_nanos: now.as_nanos() as i128, slack: Duration::ZERO }
    }

    /// Frames are due so long after they may be begun: what takes longer at times is made up for by what takes
    /// less, and no picture is left out. Costs nothing while the loop keeps up.
    pub fn with_slack(self, slack: Duration) -> Self {
        Self { slack, ..self }
    }

    /// From now on frame `next_frame` is due at `now`.
    pub fn rebase(&mut self, now: Duration, next_frame: u64) {
        self.origin_nanos = now.as_nanos() as i128 - i128::from(self.due_nanos(next_frame));
    }

    /// What to do at `now` when `next_frame` is the next to make. A step of several frames is taken when the
    /// first is late by more than a frame.
    pub fn decide(&self, now: Duration, next_frame: u64) -> Pace {
        let media_now = now.as_nanos() as i128 - self.origin_nanos;
        let due = i128::from(self.due_nanos(next_frame));
        if media_now < due {
            return Pace::Wait(nanos(due - media_now));
        }
        let late = nanos(media_now - due);
        if late >= LOST {
            return Pace::Lost { late };
        }
        let longest = (LONGEST_STEP.as_secs_f64() * self.rate.per_second()).max(1.0) as u64;
        let mut frames = 1;
        let must = media_now - self.slack.as_nanos() as i128;
        while frames < longest && i128::from(self.due_nanos(next_frame + frames)) < must {
            frames += 1;
        }
        Pace::Step { frames, late }
    }

    fn due_nanos(&self, frame: u64) -> u64 {
        pts_nanos(self.rate.first_sample(frame))
    }
}

fn nanos(nanos: i128) -> Duration {
    Duration::from_nanos(nanos.clamp(0, i128::from(u64::MAX)) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::from_millis(777);

    #[track_caller]
    fn check(now_micros: u64, next_frame: u64, expect: Pace) {
        let pacer = Pacer::new("25".parse().unwrap(), START);
        assert_eq!(pacer.decide(START + Duration::from_micros(now_micros), next_frame), expect);
    }

    #[test]
    fn decisions() {
        let micros = Duration::from_micros;
        let step = |frames, late| Pace::Step { frames, late: micros(late) };
        check(0, 0, step(1, 0));
        check(0, 1, Pace::Wait(micros(40_000)));
        check(39_999, 1, Pace::Wait(micros(1)));
        check(40_000, 1, step(1, 0));
        // Less than a frame late: made up by doing one at once.
        check(79_999, 1, step(1, 39_999));
        check(80_000, 1, step(1, 40_000));
        check(80_001, 1, step(2, 40_001));
        check(400_000, 0, step(10, 400_000));
        // Never more than half a second at once.
        check(5_000_000, 0, step(12, 5_000_000));
        check(10_000_000, 0, Pace::Lost { late: micros(10_000_000) });
    }

    #[test]
    fn slack_is_used_before_pictures_are_left_out() {
        let pacer = Pacer::new("25".parse().unwrap(), START).with_slack(Duration::from_millis(120));
        let frames = |late_millis: u64| match pacer.decide(START + Duration::from_millis(late_millis), 0) {
            Pace::Step { frames, .. } => frames,
            other => panic!("{other:?}"),
        };
        assert_eq!([0, 100, 160, 161, 201].map(frames), [1, 1, 1, 2, 3]);
    }

    #[test]
    fn before_the_start_it_waits_and_a_rebase_forgets_lost_time() {
        let rate = "30000/1001".parse().unwrap();
        let mut pacer = Pacer::new(rate, START);
        assert_eq!(pacer.decide(Duration::ZERO, 0), Pace::Wait(START));
        let now = START + Duration::from_secs(60);
        assert!(matches!(pacer.decide(now, 5), Pace::Lost { .. }));
        pacer.rebase(now, 5);
        assert_eq!(pacer.decide(now, 5), Pace::Step { frames: 1, late: Duration::ZERO });
        assert!(matches!(pacer.decide(now, 6), Pace::Wait(_)));
    }

    #[test]
    fn a_loop_that_is_slow_at_times_keeps_up() {
        let pacer = Pacer::new("30".parse().unwrap(), Duration::ZERO);
        let (mut now, mut frame, mut pictures) = (Duration::ZERO, 0, 0);
        while now < Duration::from_secs(60) {
            match pacer.decide(now, frame) {
                Pace::Wait(time) => now += time,
                Pace::Step { frames, late } => {
                    assert!(late < Duration::from_millis(200), "{late:?}");
                    frame += frames;
                    pictures += 1;
                    // Every hundredth picture takes 150 ms.
                    now += Duration::from_millis(if pictures % 100 == 0 { 150 } else { 20 });
                }
                Pace::Lost { late } => panic!("{late:?}"),
            }
        }
        assert!((1795..=1805).contains(&frame), "{frame}");
        assert!(pictures > 1600, "{pictures}");
    }
}
