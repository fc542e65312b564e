//! Mouth movements from loudness alone, for where no espeak-ng is there: syllables open, the dips between
//! them half shut, silence rests. It knows no sounds, so no lips meet by it.

use super::features::{Features, HOP, SHORTEST_PAUSE};
use protocol::{
    SAMPLE_RATE,
    timeline::{PAUSE, PhoneSpan, Timeline},
};

/// Frames over which loudness is smoothed, 50 ms: a syllable lasts 120 to 250.
const SMOOTHING: usize = 10;
/// Decibels that a dip lies under the peaks around it.
const DIP_DB: f32 = 2.5;

/// A valid timeline of `audio` (48 kHz mono): `a` or `ə` for a syllable, loud or soft, `t` for what parts two,
/// `_` for silence. No words.
pub fn by_energy(audio: &[f32]) -> Timeline {
    let samples = audio.len() as u64;
    let features = Features::of(audio);
    let active = features.active();
    if active.len() < 4 {
        return Timeline::silence(samples);
    }
    let level = smoothed(&features.level);
    let loud = level[active.clone()].iter().copied().fold(f32::MIN, f32::max);
    let mut phones: Vec<PhoneSpan> = Vec::new();
    let mut push = |phone: &str, stress: u8, start: usize, end: usize| {
        let (start, end) = ((start * HOP) as u64, (end * HOP) as u64);
        if end > start {
            phones.push(PhoneSpan { phone: phone.into(), start, end, stress });
        }
    };
    push(PAUSE, 0, 0, active.start);
    for run in runs(&features, active.clone()) {
        if run.silent {
            push(PAUSE, 0, run.start, run.end);
            continue;
        }
        let dips = dips(&level, run.start, run.end);
        let mut start = run.start;
        for end in dips.iter().copied().chain([run.end]) {
            let peak = level[start..end].iter().copied().fold(f32::MIN, f32::max);
            // A fifth of a syllable is what begins it.
            let onset = start + ((end - start) / 5).min(16);
            push("t", 0, start, onset);
            let stressed = peak > loud - 6.0;
            push(if stressed { "a" } else { "ə" }, if stressed { 2 } else { 0 }, onset, end);
            start = end;
        }
    }
    let end = (active.end * HOP) as u64;
    if samples > end {
        phones.push(PhoneSpan { phone: PAUSE.into(), start: end, end: samples, stress: 0 });
    }
    Timeline { sample_rate: SAMPLE_RATE, samples, phones, ..Timeline::default() }
}

struct Run {
    silent: bool,
    start: usize,
    end: usize,
}

/// Sound and pauses by turns; silence too short for a pause counts as sound.
fn runs(features: &Features, active: std::ops::Range<usize>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut at = active.start;
    while at < active.end {
        let silent = features.silent[at];
        let end = (at..active.end).find(|n| features.silent[*n] != silent).unwrap_or(active.end);
        let pause = silent && end - at >= SHORTEST_PAUSE;
        match runs.last_mut().filter(|last| last.silent == pause) {
            Some(last) => last.end = end,
            None => runs.push(Run { silent: pause, start: at, end }),
        }
        at = end;
    }
    runs
}

/// Frames where the level has a minimum that stands out on both sides.
fn dips(level: &[f32], start: usize, end: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let (mut peak, mut lowest, mut lowest_at) = (f32::MIN, f32::MAX, start);
    for (n, &now) in level.iter().enumerate().take(end).skip(start) {
        if now < lowest {
            (lowest, lowest_at) = (now, n);
        }
        if lowest < peak - DIP_DB && now > lowest + DIP_DB && lowest_at > start + 8 {
            found.push(lowest_at);
            (peak, lowest, lowest_at) = (now, now, n);
        }
        if now > peak {
            (peak, lowest, lowest_at) = (now, now, n);
        }
    }
    // Too close to the one before, a dip is a ripple.
    let mut last = start;
    found.retain(|at| {
        let far = *at >= last + 16;
        last = if far { *at } else { last };
        far
    });
    found
}

fn smoothed(level: &[f32]) -> Vec<f32> {
    (0..level.len())
        .map(|n| {
            let around = &level[n.saturating_sub(SMOOTHING / 2)..(n + SMOOTHING / 2 + 1).min(level.len())];
            around.iter().map(|level| level.max(-70.0)).sum::<f32>() / around.len() as f32
        })
        .collect()
}
