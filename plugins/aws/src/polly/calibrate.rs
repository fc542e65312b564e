//! Moves the beginning of stops from the burst to the closure.
//!
//! Polly's marks of p, t and k sit at the closure or at the burst, by voice and place. The audio tells: before a
//! burst it is quiet. Only edges between two phones move, so phones still tile.

use protocol::{SAMPLE_RATE, timeline::Timeline};

const MS: u64 = SAMPLE_RATE as u64 / 1000;
/// How far a closure may begin before its mark.
const LONGEST_SHIFT: u64 = 120 * MS;
/// How much of the phone before is left, at least.
const SHORTEST_BEFORE: u64 = 20 * MS;
/// A closure is at least this long.
const SHORTEST_CLOSURE: u64 = 20 * MS;
/// A step of the level.
const HOP: u64 = 5 * MS;
/// A closure's level, as a share of the loudest in the window.
const QUIET: f32 = 0.25;

/// Moves each stop's start to where the audio falls quiet before it, by 120 ms at the most.
pub(super) fn stops(timeline: &mut Timeline, audio: &[f32]) {
    for index in 1..timeline.phones.len() {
        let (before, phone) = (&timeline.phones[index - 1], &timeline.phones[index]);
        let stop = matches!(phone.phone.as_str(), "p" | "b" | "t" | "d" | "k" | "g" | "tʃ" | "dʒ");
        if !stop || before.phone == protocol::timeline::PAUSE {
            continue;
        }
        let earliest = (before.start + SHORTEST_BEFORE).max(phone.start.saturating_sub(LONGEST_SHIFT));
        if let Some(closure) = closure(audio, earliest, phone.start, phone.end) {
            timeline.phones[index - 1].end = closure;
            timeline.phones[index].start = closure;
        }
    }
}

/// Where the quiet that ends at `mark` began, if it is quiet there and gets loud after it.
fn closure(audio: &[f32], earliest: u64, mark: u64, end: u64) -> Option<u64> {
    let level = |at: u64| {
        let part = audio.get(at as usize..(at + HOP) as usize).unwrap_or_default();
        if part.is_empty() {
            0.0
        } else {
            (part.iter().map(|s| s * s).sum::<f32>() / part.len() as f32).sqrt()
        }
    };
    let steps = |from: u64, to: u64| (from..to.saturating_sub(HOP - 1)).step_by(HOP as usize);
    let loudest = steps(earliest, end).map(level).fold(0.0, f32::max);
    let quiet = loudest * QUIET;
    // A burst at the mark: quiet just before it and loud within 15 ms.
    let before = mark.checked_sub(2 * HOP).filter(|at| *at >= earliest)?;
    if level(before) > quiet || steps(mark.saturating_sub(HOP), mark + 3 * HOP).all(|at| level(at) <= quiet) {
        return None;
    }
    let mut start = before;
    while start >= earliest + HOP && level(start - HOP) <= quiet {
        start -= HOP;
    }
    (mark - start >= SHORTEST_CLOSURE).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::timeline::PhoneSpan;

    /// Phones of 200 ms; sound everywhere but in `quiet` (ms).
    #[track_caller]
    fn check(phones: &str, quiet: std::ops::Range<u64>, expect: &[u64]) {
        let mut timeline = Timeline::default();
        for (index, phone) in phones.split(' ').enumerate() {
            let (start, end) = (index as u64 * 200 * MS, (index as u64 + 1) * 200 * MS);
            timeline.phones.push(PhoneSpan { phone: phone.into(), start, end, stress: 0 });
            timeline.samples = end;
        }
        let audio: Vec<f32> = (0..timeline.samples)
            .map(|at| if quiet.contains(&(at / MS)) { 0.001 } else { 0.5 * (at as f32 * 0.05).sin() })
            .collect();
        stops(&mut timeline, &audio);
        assert_eq!(timeline.check(), Ok(()));
        let starts: Vec<u64> = timeline.phones.iter().map(|phone| phone.start / MS).collect();
        assert_eq!(starts, expect, "{phones}");
    }

    #[test]
    fn closures_come_before_bursts() {
        check("a p a", 140..200, &[0, 140, 400]);
        // The mark is at the closure already.
        check("a p a", 200..260, &[0, 200, 400]);
        // No further than 120 ms.
        check("a t a", 20..200, &[0, 80, 400]);
        check("a s a", 140..200, &[0, 200, 400]);
        check("_ p a", 0..200, &[0, 200, 400]);
        check("a p a", 0..0, &[0, 200, 400]);
        check("a p a", 0..600, &[0, 200, 400]);
    }
}
