//! From the worker's sound and events to phones that tile the sound.
//!
//! espeak-ng says where a phone *begins to sound*: the silence of a stop's closure, and the short gaps that it
//! makes before some sounds, count to the phone before. Its silence is exactly zero, so both are found in the
//! samples: a closure is given to its stop, a short gap to the sound after it, a long one is a pause. It
//! knows no other rate than the worker's.

use super::{
    client::Said,
    ipa::{self, Token},
};
use std::ops::Range;

/// A phone, or a pause, in samples of the worker's rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phone {
    /// `None` is a pause.
    pub phone: Option<String>,
    pub stress: u8,
    /// Index into [`Said::words`].
    pub word: Option<usize>,
    pub span: Range<u64>,
}

/// Samples no louder than this are silence; espeak-ng's is zero, a voice with an echo leaves a bit.
const SILENT: u16 = 3;
/// A gap under this many seconds is no pause.
const SHORTEST_PAUSE: f32 = 0.06;
/// Longest closure of a stop in seconds; silence before it is a pause.
const LONGEST_CLOSURE: f32 = 0.09;
/// An event may lie so many seconds away from the end of the silence before its sound.
const SLACK: f32 = 0.004;

/// Phones that tile `0..samples`.
pub(super) fn phones(said: &Said, voice: &str, rate: u32) -> Vec<Phone> {
    let total = said.samples.len() as u64;
    let in_samples = |seconds: f32| (seconds * rate as f32) as usize;
    let (pause, closure, slack) =
        (in_samples(SHORTEST_PAUSE), in_samples(LONGEST_CLOSURE), in_samples(SLACK));
    let tokens = ipa::tokens(&said.ipa);
    let mut phones: Vec<Phone> = Vec::new();
    for (start, name, stress, word) in named(said, &tokens, voice) {
        let sounds_at = (start as usize).min(said.samples.len());
        let Some(name) = name else {
            push(&mut phones, None, 0, None, sounds_at as u64);
            continue;
        };
        let silence = silence_before(&said.samples, sounds_at, slack);
        let mut begins = sounds_at;
        if !silence.is_empty() {
            let gap = silence.len();
            let own = match (ipa::begins_with_stop(&name), gap) {
                (true, gap) if gap < closure + pause => gap,
                (true, _) => closure,
                (false, gap) if gap < pause => gap,
                (false, _) => 0,
            };
            begins = silence.end - own;
            if gap - own > 0 {
                push(&mut phones, None, 0, None, silence.start as u64);
            }
        }
        push(&mut phones, Some(name), stress, word, begins as u64);
    }
    close(&mut phones, total);
    phones
}

/// Events with the names and stress of the text's IPA; language marks are left out.
fn named(said: &Said, tokens: &[Token], voice: &str) -> Vec<(u32, Option<String>, u8, Option<usize>)> {
    let is_phone = |name: &str| !name.is_empty() && !name.starts_with('(');
    let names: Vec<&str> =
        said.phones.iter().map(|(_, name, _)| name.as_str()).filter(|n| is_phone(n)).collect();
    let mut matches = ipa::matching(&names, tokens).into_iter();
    let mut events = Vec::with_capacity(said.phones.len());
    for (start, name, word) in &said.phones {
        if name.starts_with('(') {
            continue;
        }
        if !is_phone(name) {
            events.push((*start, None, 0, None));
            continue;
        }
        let token = matches.next().flatten().map(|token| &tokens[token]);
        // The token has the whole of a name that the event had no room for.
        let whole =
            token.filter(|token| token.ipa.starts_with(name.as_str())).map(|token| token.ipa.as_str());
        let name = ipa::phone(whole.unwrap_or(name), voice);
        let stress = token.map_or(0, |token| token.stress);
        if !name.is_empty() {
            events.push((*start, Some(name), stress, *word));
        }
    }
    events
}

/// The silent samples that end at `at`, or a little beside it.
fn silence_before(samples: &[i16], at: usize, slack: usize) -> Range<usize> {
    let silent = |i: usize| samples[i].unsigned_abs() <= SILENT;
    let mut end = at;
    while end > 0 && at - end < slack && !silent(end - 1) {
        end -= 1;
    }
    if end == 0 || !silent(end - 1) {
        return at..at;
    }
    if end == at {
        while end < samples.len() && end - at < slack && silent(end) {
            end += 1;
        }
    }
    let mut start = end;
    while start > 0 && silent(start - 1) {
        start -= 1;
    }
    // A wave that goes through zero is no silence.
    if end - start < slack { at..at } else { start..end }
}

/// Begins a phone at `start`, never before the one before has begun.
fn push(phones: &mut Vec<Phone>, phone: Option<String>, stress: u8, word: Option<usize>, start: u64) {
    let start = start.max(phones.last().map_or(0, |last| last.span.start));
    if phone.is_none() && phones.last().is_some_and(|last| last.phone.is_none()) {
        return;
    }
    phones.push(Phone { phone, stress, word, span: start..start });
}

/// Ends each phone where the next begins, the last with the sound; what lies before the first is a pause.
fn close(phones: &mut Vec<Phone>, total: u64) {
    if phones.first().is_none_or(|first| first.span.start > 0) {
        phones.insert(0, Phone { phone: None, stress: 0, word: None, span: 0..0 });
    }
    for i in 0..phones.len() {
        let end = phones.get(i + 1).map_or(total, |next| next.span.start);
        phones[i].span.end = end.max(phones[i].span.start);
    }
    phones.retain(|phone| !phone.span.is_empty());
    // Two pauses in a row are one.
    phones.dedup_by(|next, last| {
        let both = next.phone.is_none() && last.phone.is_none();
        if both {
            last.span.end = next.span.end;
        }
        both
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `sound` has a letter for each 10 ms at 1000 samples a second: `.` is silence. Events are name@ms.
    #[track_caller]
    fn check(sound: &str, events: &str, expect: &str) {
        let samples = sound.chars().flat_map(|c| [if c == '.' { 0 } else { 900 }; 10]).collect();
        let phones = events
            .split(' ')
            .map(|event| {
                let (name, at) = event.split_once('@').unwrap();
                (at.parse().unwrap(), name.to_owned(), Some(0))
            })
            .collect();
        let said = Said { samples, phones, ipa: String::new(), ..Said::default() };
        let shown: Vec<String> = super::phones(&said, "gmw/de", 1_000)
            .iter()
            .map(|p| format!("{}:{}-{}", p.phone.as_deref().unwrap_or("_"), p.span.start, p.span.end))
            .collect();
        assert_eq!(shown.join(" "), expect);
    }

    #[test]
    fn closures_belong_to_stops_and_long_gaps_are_pauses() {
        check("aaaa....ppaaa", "a@0 p@80 a@100", "a:0-40 p:40-100 a:100-130");
        check("aaaa....bbaaa", "a@0 m@80 a@100", "a:0-40 m:40-100 a:100-130");
        check("aaaa..........bbaaa", "a@0 m@140 a@160", "a:0-40 _:40-140 m:140-160 a:160-190");
        check("aaaa....................ppaaa", "a@0 p@240 a@260", "a:0-40 _:40-150 p:150-260 a:260-290");
        check("..ppaaa", "p@20 a@40", "p:0-40 a:40-70");
        check("aaa...", "a@0 @30", "a:0-30 _:30-60");
        check("aaa...", "(en)@0 a@0 @30 @40", "a:0-30 _:30-60");
        check("aaa", "a@0 t@0 ʊ@0", "ʊ:0-30");
        check("aaa", "a@900", "_:0-30");
    }
}
