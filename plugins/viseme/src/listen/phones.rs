//! Decided frames as phones of a timeline: runs become spans, loud vowels carry stress and open further.
//!
//! Owns prominence, which looks back only: a vowel is accented when it is louder and longer than those before it.

use super::class::Class;
use protocol::{
    SAMPLE_RATE,
    timeline::{PAUSE, PhoneSpan},
};

/// Samples at 48 kHz of a frame.
pub(super) const FRAME: u64 = SAMPLE_RATE as u64 / super::features::FRAMES_PER_SECOND;
/// Bels that a vowel of twice the usual length is worth.
const LENGTH_IS_WORTH: f32 = 0.35;
/// Frames of a usual vowel.
const USUAL: f32 = 8.0;
/// Vowels that the running mean and spread of prominence remember.
const MEMORY: f32 = 12.0;
/// Prominence of the first vowels: bels from the level of loud speech, and their spread.
const FIRST: (f32, f32) = (-0.45, 0.35);
/// Spreads above the mean from which on a vowel is accented, or has secondary stress.
const PRIMARY: f32 = 0.45;
const SECONDARY: f32 = -0.3;
/// Frames between two accents: faster ones are not made.
const BETWEEN: u64 = 25;
/// Spreads from the mean at which a vowel is more open, or less.
const MORE_OPEN: f32 = 0.9;
const LESS_OPEN: f32 = -0.9;

/// Makes phones of decided frames.
pub(super) struct Phones {
    class: Class,
    start: u64,
    frames: u64,
    loudest: f32,
    mean: f32,
    spread: f32,
    accent: Option<u64>,
}

impl Phones {
    pub(super) fn new() -> Self {
        let (mean, spread) = FIRST;
        Self { class: Class::SILENCE, start: 0, frames: 0, loudest: f32::MIN, mean, spread, accent: None }
    }

    /// Takes the next frame, `above` bels from the level of speech; gives the phone that it ends.
    pub(super) fn push(&mut self, class: Class, above: f32) -> Option<PhoneSpan> {
        let ended = if self.frames > self.start && class != self.class { self.end() } else { None };
        self.class = class;
        self.frames += 1;
        self.loudest = self.loudest.max(above);
        ended
    }

    /// The phone that is heard now, as far as it was heard; its stress is not decided.
    pub(super) fn going_on(&self) -> Option<PhoneSpan> {
        let phone = |phone: &str| PhoneSpan {
            phone: phone.into(),
            start: self.start * FRAME,
            end: self.frames * FRAME,
            stress: 0,
        };
        (self.frames > self.start).then(|| phone(self.class.phone()))
    }

    /// Ends the phone that is heard.
    pub(super) fn end(&mut self) -> Option<PhoneSpan> {
        let mut phone = self.going_on()?;
        if self.class.is_vowel() {
            let length = (self.frames - self.start) as f32;
            let prominence = self.loudest + LENGTH_IS_WORTH * (length / USUAL).log2().clamp(-1.0, 1.5);
            let above = (prominence - self.mean) / self.spread;
            let off = prominence - self.mean;
            self.mean += off / MEMORY;
            self.spread = (self.spread + (off.abs() * 1.25 - self.spread) / MEMORY).max(0.12);
            let rested = self.accent.is_none_or(|accent| self.start >= accent + BETWEEN);
            phone.stress = match above {
                above if above > PRIMARY && rested => 2,
                above if above > SECONDARY => 1,
                _ => 0,
            };
            if phone.stress == 2 {
                self.accent = Some(self.start);
            }
            phone.phone = opened(phone.phone, above);
        }
        self.start = self.frames;
        self.loudest = f32::MIN;
        Some(phone)
    }
}

/// The vowel as wide as it is loud.
fn opened(phone: String, above: f32) -> String {
    let other = match phone.as_str() {
        "a" if above < LESS_OPEN => "ʌ",
        "ʌ" if above > MORE_OPEN => "a",
        "ʌ" if above < LESS_OPEN => "ɐ",
        "ɛ" if above > MORE_OPEN => "æ",
        "ə" if above > MORE_OPEN => "ʌ",
        "ɪ" if above > MORE_OPEN => "e",
        "o" if above > MORE_OPEN => "ɔ",
        _ => return phone,
    };
    other.into()
}

/// Where the sound between two long pauses lies: what the listener takes for a sentence.
pub(super) fn sentences(phones: &[PhoneSpan]) -> Vec<(u64, u64)> {
    /// Samples of a pause that ends a sentence, 350 ms.
    const LONG: u64 = 35 * FRAME;
    let mut found: Vec<(u64, u64)> = Vec::new();
    for phone in phones.iter().filter(|phone| phone.phone != PAUSE) {
        match found.last_mut() {
            Some((_, end)) if phone.start - *end < LONG => *end = phone.end,
            _ => found.push((phone.start, phone.end)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(phone: &str) -> Class {
        Class::all().find(|class| class.phone() == phone).expect("a class")
    }

    #[test]
    fn loud_vowels_are_accented_and_wide() {
        let mut phones = Phones::new();
        let mut found = Vec::new();
        let said = [
            ("a", 8, -0.2),
            ("n", 5, -0.6),
            ("a", 8, -1.4),
            ("s", 9, -0.5),
            ("ɛ", 12, 0.2),
            ("_", 60, -4.0),
            ("ə", 5, -0.9),
        ];
        for (phone, frames, above) in said {
            (0..frames).for_each(|_| found.extend(phones.push(class(phone), above)));
        }
        found.extend(phones.end());
        assert_eq!(phones.end(), None);
        let heard: Vec<_> = found.iter().map(|p| (p.phone.as_str(), p.stress)).collect();
        assert_eq!(heard, [("a", 2), ("n", 0), ("ʌ", 0), ("s", 0), ("æ", 2), ("_", 0), ("ə", 0)]);
        assert!(found.windows(2).all(|pair| pair[0].end == pair[1].start));
        assert_eq!(sentences(&found), [(0, 42 * FRAME), (102 * FRAME, 107 * FRAME)]);
    }
}
