//! Carries edges along a path and cleans up: phones tile, none is too short, pauses are where it is silent.

use super::{
    features::{Features, HOP, SHORTEST_PAUSE},
    warp::Path,
};
use protocol::{
    SAMPLE_RATE,
    timeline::{PAUSE, PhoneSpan, SentenceSpan, Timeline, WordSpan},
};

/// Shortest phone in samples at 48 kHz, 20 ms.
const SHORTEST_PHONE: u64 = 960;
/// Longest closure of a stop in samples, 100 ms; silence before it is a pause.
const LONGEST_CLOSURE: u64 = 4_800;
/// A silence farther than this from every edge (150 ms) is no pause between phones.
const FARTHEST: u64 = 7_200;

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
    let pauses = place_pauses(&mut carried, spoken);
    let edges: Vec<(u64, u64)> = carried.iter().map(|phone| (phone.start, phone.end)).collect();
    let mut timeline = Timeline { sample_rate: SAMPLE_RATE, samples, ..Timeline::default() };
    timeline.phones = tiled(carried, &pauses, samples);
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

/// A pause before the phone of this index, in samples.
struct Pause {
    before: usize,
    start: u64,
    end: u64,
}

/// Joins phones that no silence parts, and moves those that a silence parts to its two sides. The answer is in
/// order.
fn place_pauses(phones: &mut [PhoneSpan], spoken: &Features) -> Vec<Pause> {
    for k in 1..phones.len() {
        let (before, next) = (phones[k - 1].end, phones[k].start);
        // What the model has as a pause and the sound has not belongs to both; a stop closes all of it.
        let stop = crate::espeak::begins_with_stop(&phones[k].phone);
        let edge = if stop { before.min(next) } else { before.midpoint(next) };
        (phones[k - 1].end, phones[k].start) = (edge, edge);
    }
    let mut pauses: Vec<Pause> = Vec::new();
    for (start, end) in silences(spoken) {
        let first = pauses.last().map_or(1, |last| last.before + 1);
        let away = |k: &usize| {
            let edge = phones[*k].start;
            let outside = start.saturating_sub(edge).max(edge.saturating_sub(end));
            (outside, edge.abs_diff(start.midpoint(end)))
        };
        let Some(before) = (first..phones.len()).min_by_key(away) else { continue };
        if away(&before).0 > FARTHEST {
            continue;
        }
        let stop = crate::espeak::begins_with_stop(&phones[before].phone);
        let end = if stop { end.saturating_sub(LONGEST_CLOSURE) } else { end };
        if end > start + SHORTEST_PHONE {
            pauses.push(Pause { before, start, end });
        }
    }
    let whole = phones.first().map_or(0, |first| first.start)..phones.last().map_or(0, |last| last.end);
    let starts = pauses.iter().map(|pause| (pause.before, pause.end));
    let ends = pauses.iter().map(|pause| (pause.before, pause.start));
    let runs: Vec<_> = std::iter::once((0, whole.start))
        .chain(starts)
        .zip(ends.chain(std::iter::once((phones.len(), whole.end))))
        .collect();
    for ((first, from), (end, to)) in runs {
        lengthen(&mut phones[first..end], from, to);
    }
    pauses
}

/// Lays phones that tile over `from..to`, none shorter than its shortest; never going back.
fn lengthen(phones: &mut [PhoneSpan], from: u64, to: u64) {
    let count = phones.len() as u64;
    if count == 0 {
        return;
    }
    let shortest = SHORTEST_PHONE.min(to.saturating_sub(from) / count);
    let mut edge = from;
    for phone in phones.iter_mut() {
        phone.start = edge;
        edge = phone.end.max(edge + shortest);
        phone.end = edge;
    }
    let mut edge = to;
    for phone in phones.iter_mut().rev() {
        phone.end = edge;
        edge = phone.start.min(edge.saturating_sub(shortest));
        phone.start = edge;
    }
    phones[0].start = from;
}

/// Phones and pauses in order, with silence at both ends.
fn tiled(phones: Vec<PhoneSpan>, pauses: &[Pause], samples: u64) -> Vec<PhoneSpan> {
    let silence = |start: u64, end: u64| PhoneSpan { phone: PAUSE.into(), start, end, stress: 0 };
    let mut tiled = vec![silence(0, phones.first().map_or(samples, |first| first.start))];
    let mut pauses = pauses.iter().peekable();
    for (k, phone) in phones.into_iter().enumerate() {
        if let Some(pause) = pauses.next_if(|pause| pause.before == k) {
            tiled.push(silence(pause.start, pause.end));
        }
        tiled.push(phone);
    }
    let end = tiled.last().map_or(0, |last| last.end);
    tiled.push(silence(end, samples));
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
