//! Where a recording is cut, so that a stretch of it can be skipped, and which of the caption belongs to each.

use protocol::timeline::{PAUSE, PhoneSpan, Timeline};
use std::ops::Range;

/// A pause from which on a recording is cut there: samples, 350 ms.
const LONG_PAUSE: u64 = 350 * 48;
/// Longest piece of a recording in samples, 20 s; it is cut at a breath where there is one.
const LONGEST: u64 = 20 * 48_000;
/// What is shown where nobody wrote what is said.
pub(super) const UNWRITTEN: &str = "(recording)";

/// Where to cut: in the middle of every long pause, and where a piece grows too long.
pub(super) fn cuts(timeline: &Timeline) -> Vec<Range<u64>> {
    let middle = |pause: &PhoneSpan| pause.start.midpoint(pause.end);
    let inner = |pause: &&PhoneSpan| pause.phone == PAUSE && pause.start > 0 && pause.end < timeline.samples;
    let pauses: Vec<&PhoneSpan> = timeline.phones.iter().filter(inner).collect();
    let (mut cuts, mut start) = (Vec::new(), 0);
    while start < timeline.samples {
        let latest = start.saturating_add(LONGEST);
        let ahead = || pauses.iter().filter(|p| middle(p) > start && middle(p) <= latest);
        let long = ahead().find(|pause| pause.end - pause.start >= LONG_PAUSE);
        let end = match long {
            Some(pause) => middle(pause),
            None if timeline.samples <= latest => timeline.samples,
            None => ahead().max_by_key(|pause| pause.end - pause.start).map_or(latest, |pause| middle(pause)),
        };
        cuts.push(start..end);
        start = end;
    }
    cuts
}

/// The part of a timeline that lies in `cut`, which begins at 0.
pub(super) fn part(timeline: &Timeline, cut: &Range<u64>) -> Timeline {
    let mut part = timeline.since(cut.start);
    let samples = cut.end - cut.start;
    part.phones.retain(|phone| phone.start < samples);
    part.phones.iter_mut().for_each(|phone| phone.end = phone.end.min(samples));
    part.sentences.retain(|sentence| sentence.start < samples);
    part.sentences.iter_mut().for_each(|sentence| sentence.end = sentence.end.min(samples));
    part.samples = samples;
    part
}

/// A caption for each piece: the sentences of the text that begin in its share of the time.
pub(super) fn captions(text: &str, cuts: &[Range<u64>], samples: u64) -> Vec<String> {
    let text = text.trim();
    let sentences = speech::split_sentences(text);
    let place = |byte: usize| (byte as f64 / text.len().max(1) as f64 * samples as f64) as u64;
    let caption = |cut: &Range<u64>| {
        let inside = sentences.iter().filter(|sentence| cut.contains(&place(sentence.start)));
        let said: Vec<&str> = inside.map(|sentence| text[sentence.clone()].trim()).collect();
        if said.is_empty() { UNWRITTEN.to_owned() } else { said.join(" ") }
    };
    cuts.iter().map(caption).collect()
}
