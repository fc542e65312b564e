//! Carries edges along a path and cleans up: phones tile, none is too short, pauses are where it is silent.

use super::{
    features::{Features, HOP},
    warp::Path,
};
use protocol::{
    SAMPLE_RATE,
    timeline::{PAUSE, PhoneSpan, SentenceSpan, Timeline, WordSpan},
};

/// Shortest phone in samples at 48 kHz, 20 ms.
const SHORTEST_PHONE: u64 = 960;
/// Shortest pause in frames of 5 ms.
const SHORTEST_PAUSE: usize = 14;
/// Longest closure of a stop in samples, 100 ms; silence before it is a pause.
const LONGEST_CLOSURE: u64 = 4_800;

/// `phones`, whose times are the model's, at their times in the sound of `samples` samples.
pub(super) fn carry(phones: &Timeline, path: &Path, spoken: &Features, samples: u64) -> Timeline {
    let at = |edge: u64| carried(path, edge, samples);
    let mut carried: Vec<PhoneSpan> = phones
        .phones
        .iter()
        .filter(|phone| phone.phone != PAUSE)
        .map(|phone| PhoneSpan { start: at(phone.start), end: at(phone.end), ..phone.clone() })
        .collect();
    let active = spoken.active();
    if let Some(first) = carried.first_mut() {
        first.start = first.start.min((active.start * HOP) as u64);
    }
    if let Some(last) = carried.last_mut() {
        last.end = (active.end * HOP) as u64;
    }
    lengthen(&mut carried, samples);
    let edges: Vec<(u64, u64)> = carried.iter().map(|phone| (phone.start, phone.end)).collect();
    let tiled = with_pauses(carried, spoken, samples);
    let mut timeline = Timeline { sample_rate: SAMPLE_RATE, samples, phones: tiled, ..Timeline::default() };
    let old: Vec<(u64, u64)> =
        phones.phones.iter().filter(|p| p.phone != PAUSE).map(|p| (p.start, p.end)).collect();
    let span = |start: u64, end: u64| span(&old, &edges, start, end);
    let mut before = 0;
    for word in &phones.words {
        let (start, end) = span(word.start, word.end);
        let start = start.max(before).min(samples);
        before = end.clamp(start, samples);
        timeline.words.push(WordSpan { word: word.word.clone(), start, end: before });
    }
    let mut before = 0;
    for sentence in &phones.sentences {
        let (start, end) = span(sentence.start, sentence.end);
        let start = start.max(before).min(samples);
        before = end.clamp(start, samples);
        timeline.sentences.push(SentenceSpan { text: sentence.text.clone(), start, end: before });
    }
    timeline
}

/// From the first phone that begins in `start..end` to the last.
fn span(old: &[(u64, u64)], new: &[(u64, u64)], start: u64, end: u64) -> (u64, u64) {
    let inside = |(from, _): &(u64, u64)| *from >= start && *from < end;
    match (old.iter().position(inside), old.iter().rposition(inside)) {
        (Some(first), Some(last)) => (new[first].0, new[last].1),
        _ => {
            let at = old.iter().rposition(|(_, to)| *to <= start).map_or(0, |before| new[before].1);
            (at, at)
        }
    }
}

/// Where a sample of the model lies in the sound.
fn carried(path: &Path, sample: u64, samples: u64) -> u64 {
    // A frame is about its middle, so edges are carried between middles.
    let place = sample as f64 / HOP as f64 - 0.5 - path.model.start as f64;
    let middle = |i: usize| {
        let (from, to) = path.spoken[i];
        (from + to) as f64 / 2.0
    };
    let last = path.spoken.len() - 1;
    let i = (place.max(0.0) as usize).min(last.saturating_sub(1));
    let share = (place - i as f64).clamp(0.0, 1.0);
    let frame = middle(i) * (1.0 - share) + middle((i + 1).min(last)) * share;
    ((frame * HOP as f64).round().max(0.0) as u64).min(samples)
}

/// Gives every phone its shortest length, taken from its longer neighbours; never going back.
fn lengthen(phones: &mut [PhoneSpan], samples: u64) {
    let count = phones.len() as u64;
    if count == 0 {
        return;
    }
    let shortest = SHORTEST_PHONE.min(samples / count);
    let mut edge = 0;
    for phone in phones.iter_mut() {
        phone.start = phone.start.max(edge);
        phone.end = phone.end.max(phone.start + shortest);
        edge = phone.end;
    }
    let mut edge = samples;
    for phone in phones.iter_mut().rev() {
        phone.end = phone.end.min(edge);
        phone.start = phone.start.min(phone.end.saturating_sub(shortest));
        edge = phone.start;
    }
}

/// Phones that tile, with `_` where the sound is silent for long and at both ends.
fn with_pauses(phones: Vec<PhoneSpan>, spoken: &Features, samples: u64) -> Vec<PhoneSpan> {
    let silences = silences(spoken);
    let mut tiled: Vec<PhoneSpan> = Vec::with_capacity(phones.len() + 4);
    let mut edge = 0;
    for (index, mut phone) in phones.into_iter().enumerate() {
        // The silence between this phone and the one before, or where they meet.
        let meets = |(from, to): &&(u64, u64)| {
            *from < phone.end && *to > edge && *to > phone.start.saturating_sub(HOP as u64 * 8)
        };
        let silence = silences.iter().find(meets).copied().filter(|(from, _)| {
            // In its own second half it is not before the phone.
            *from < phone.start + (phone.end - phone.start) / 2
        });
        if index > 0 {
            if let Some((from, to)) = silence {
                let closure = if crate::espeak::begins_with_stop(&phone.phone) {
                    LONGEST_CLOSURE.min(to - from)
                } else {
                    0
                };
                let from = from.max(tiled.last().map_or(0, |last| last.start + SHORTEST_PHONE));
                let to = (to - closure).min(phone.end.saturating_sub(SHORTEST_PHONE));
                if to > from + SHORTEST_PHONE {
                    if let Some(last) = tiled.last_mut() {
                        last.end = from;
                    }
                    tiled.push(PhoneSpan { phone: PAUSE.into(), start: from, end: to, stress: 0 });
                    phone.start = to;
                    edge = phone.end;
                    tiled.push(phone);
                    continue;
                }
            }
            // No pause is heard: two phones meet in the middle of what lies between.
            if let Some(last) = tiled.last_mut() {
                let middle = last.end.midpoint(phone.start);
                let middle = if crate::espeak::begins_with_stop(&phone.phone) {
                    last.end.min(phone.start)
                } else {
                    middle
                };
                last.end = middle;
                phone.start = middle;
            }
        } else if phone.start > 0 {
            tiled.push(PhoneSpan { phone: PAUSE.into(), start: 0, end: phone.start, stress: 0 });
        }
        edge = phone.end;
        tiled.push(phone);
    }
    let end = tiled.last().map_or(0, |last| last.end);
    if end < samples {
        tiled.push(PhoneSpan { phone: PAUSE.into(), start: end, end: samples, stress: 0 });
    }
    tiled.retain(|phone| phone.end > phone.start);
    tiled
}

/// Silences between sounds that are long enough for a pause, in samples.
fn silences(spoken: &Features) -> Vec<(u64, u64)> {
    let active = spoken.active();
    let mut found = Vec::new();
    let mut from = None;
    for n in active {
        match (spoken.silent[n], from) {
            (true, None) => from = Some(n),
            (false, Some(start)) => {
                if n - start >= SHORTEST_PAUSE {
                    found.push(((start * HOP) as u64, (n * HOP) as u64));
                }
                from = None;
            }
            _ => {}
        }
    }
    found
}
