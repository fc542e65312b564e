//! Mends the times of stops that an engine marks at the burst: the lips shut before it.

use super::features::{Features, HOP};
use protocol::timeline::{PAUSE, Timeline};

/// A mark lies so many frames of 5 ms (40 and 120 ms) after the closure, where it is at the burst.
const SHIFT: std::ops::RangeInclusive<usize> = 8..=24;
/// Frames around a mark in which its closure is sought.
const BEFORE: usize = 24;
const AFTER: usize = 8;
/// Decibels that a closure lies under what comes before it.
const CLOSURE_DB: f32 = 8.0;
/// Least length of the phone before, in samples: 20 ms.
const SHORTEST: u64 = 960;

/// Moves the start of each stop (p b t d k g) back to where its closure begins, when the quietest moment around
/// it in `audio` (48 kHz mono) lies before it: by 40 to 120 ms and never over the phone before. Stops whose
/// mark is at the closure already are left.
///
/// Silence before a stop that is longer stays a pause.
pub fn calibrate_stops(timeline: &mut Timeline, audio: &[f32]) {
    let level = Features::of(audio).level;
    for i in 1..timeline.phones.len() {
        if !crate::espeak::begins_with_stop(&timeline.phones[i].phone) {
            continue;
        }
        let (before, stop) = (&timeline.phones[i - 1], &timeline.phones[i]);
        if before.phone == PAUSE && before.end - before.start > (*SHIFT.end() * HOP) as u64 {
            continue;
        }
        let Some(closure) = closure(&level, (stop.start as usize) / HOP) else { continue };
        let closure = ((closure * HOP) as u64).max(before.start + SHORTEST);
        if closure < stop.start {
            let moved = timeline.phones[i].start;
            timeline.phones[i - 1].end = closure;
            timeline.phones[i].start = closure;
            // The words that part here part with their phones.
            for word in &mut timeline.words {
                word.end = if word.end == moved { closure.max(word.start) } else { word.end };
                word.start = if word.start == moved { closure } else { word.start };
            }
        }
    }
}

/// The frame where the closure before a burst at `mark` begins; `None` when the mark is no burst.
fn closure(level: &[f32], mark: usize) -> Option<usize> {
    let from = mark.saturating_sub(BEFORE);
    let to = (mark + AFTER).min(level.len());
    // Of moments alike the last: the closure of the stop before may be in reach as well.
    let quietest = (from..to).rev().min_by(|a, b| level[*a].total_cmp(&level[*b]))?;
    let loud = level[from..=quietest].iter().copied().fold(f32::MIN, f32::max);
    if quietest >= mark || loud < level[quietest] + CLOSURE_DB {
        return None;
    }
    // From the quietest moment back to where the sound before has half fallen.
    let half = level[quietest].midpoint(loud);
    let start = (from..=quietest).rev().find(|n| level[*n] > half).map_or(from, |n| n + 1);
    Some(start.clamp(mark.saturating_sub(*SHIFT.end()), mark.saturating_sub(*SHIFT.start())))
}
