//! The sounds that the listener tells apart: what a face needs, and what sound alone can give.
//!
//! Owns the classes, the phone that stands for each in a timeline, and how long each lasts at least. A class is as
//! fine as the ear can be, since what sounds alike is learnt well together: p, b and m look alike, and have one each.

use crate::articulation::normalise;
use protocol::timeline::PAUSE;

/// A kind of sound that is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Class(pub u8);

/// What a viewer can tell apart; figures are given by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Look {
    /// The mouth at rest.
    Silence,
    /// p b m.
    Bilabial,
    /// f v.
    Labiodental,
    /// θ ð.
    Dental,
    /// s z ʃ ʒ.
    Sibilant,
    /// a ɑ æ ʌ.
    Open,
    /// ɔ o u w.
    Round,
    /// ɛ e ɪ i.
    Spread,
    /// All that leaves the lips alone: t d n k g h l r, and the vowels ə and ɚ.
    Free,
}

impl Look {
    /// Every look, in the order of the figures.
    pub const ALL: [Self; 9] = [
        Self::Silence,
        Self::Bilabial,
        Self::Labiodental,
        Self::Dental,
        Self::Sibilant,
        Self::Open,
        Self::Round,
        Self::Spread,
        Self::Free,
    ];

    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Silence => "silence",
            Self::Bilabial => "bilabial (p b m)",
            Self::Labiodental => "labiodental (f v)",
            Self::Dental => "dental (θ ð)",
            Self::Sibilant => "sibilant (s z ʃ ʒ)",
            Self::Open => "open vowel (a ɑ æ ʌ)",
            Self::Round => "round (ɔ o u w)",
            Self::Spread => "spread vowel (ɛ e ɪ i)",
            Self::Free => "lips free (t k n l ə …)",
        }
    }
}

struct Row {
    /// What stands in the timeline.
    phone: &'static str,
    /// Symbols that are heard as this class, each a char.
    symbols: &'static str,
    look: Look,
    /// Frames of 10 ms that it lasts at least.
    least: usize,
    vowel: bool,
}

const fn row(phone: &'static str, symbols: &'static str, look: Look, least: usize) -> Row {
    Row { phone, symbols, look, least, vowel: false }
}

const fn vowel(phone: &'static str, symbols: &'static str, look: Look, least: usize) -> Row {
    Row { phone, symbols, look, least, vowel: true }
}

/// Classes. Vowels are held 80 ms (the reference page: 80-120), weak ones and the ends of diphthongs less, or they
/// would swallow their neighbours; a closure may be as short as 40 ms.
const ROWS: [Row; 34] = [
    row(PAUSE, "_#", Look::Silence, 6),
    row("p", "pʙ", Look::Bilabial, 4),
    row("b", "bɓ", Look::Bilabial, 4),
    row("m", "m", Look::Bilabial, 4),
    row("f", "fɱɸ", Look::Labiodental, 4),
    row("v", "vʋⱱβ", Look::Labiodental, 4),
    row("θ", "θ", Look::Dental, 4),
    row("ð", "ð", Look::Dental, 3),
    row("s", "sʦ", Look::Sibilant, 4),
    row("z", "zʣ", Look::Sibilant, 4),
    row("ʃ", "ʃʧʂɕʨɧç", Look::Sibilant, 4),
    row("ʒ", "ʒʤʐʑʥ", Look::Sibilant, 4),
    row("t", "tʈc", Look::Free, 3),
    row("d", "dɾɖɗɽɟ", Look::Free, 3),
    row("n", "nɲɳ", Look::Free, 3),
    row("ŋ", "ŋɴ", Look::Free, 4),
    row("k", "kxqχ", Look::Free, 3),
    row("g", "gɡɣɢʁɰ", Look::Free, 3),
    row("h", "hɦʔħʕ", Look::Free, 3),
    row("l", "lɫɭɬʎ", Look::Free, 3),
    row("ɹ", "ɹɻrʀ", Look::Free, 3),
    row("w", "wʍɥ", Look::Round, 4),
    vowel("i", "ijʝ", Look::Spread, 5),
    vowel("ɪ", "ɪɨᵻɯ", Look::Spread, 4),
    vowel("e", "e", Look::Spread, 8),
    vowel("ɛ", "ɛ", Look::Spread, 8),
    vowel("æ", "æ", Look::Open, 8),
    vowel("a", "aɑɶ", Look::Open, 8),
    vowel("ʌ", "ʌɐ", Look::Open, 5),
    vowel("ɔ", "ɔɒœ", Look::Round, 8),
    vowel("o", "oø", Look::Round, 8),
    vowel("u", "uʊʉyʏᵿ", Look::Round, 4),
    vowel("ə", "əɘɤɵ", Look::Free, 4),
    vowel("ɚ", "ɚɝɜɞ", Look::Free, 5),
];

/// The share of a diphthong that its first vowel takes.
const FIRST_OF_TWO: f32 = 0.57;

impl Class {
    /// Classes that there are.
    pub const COUNT: usize = ROWS.len();
    /// Silence.
    pub const SILENCE: Self = Self(0);

    /// Every class.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..Self::COUNT as u8).map(Self)
    }

    /// Its place among all.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    fn row(self) -> &'static Row {
        &ROWS[self.index().min(Self::COUNT - 1)]
    }

    /// The IPA symbol that stands for it in a timeline.
    pub fn phone(self) -> &'static str {
        self.row().phone
    }

    /// What a viewer sees of it.
    pub fn look(self) -> Look {
        self.row().look
    }

    /// Frames that it lasts at least.
    pub fn least_frames(self) -> usize {
        self.row().least
    }

    /// Whether it can carry stress.
    pub fn is_vowel(self) -> bool {
        self.row().vowel
    }

    /// The class of one IPA symbol; `None` for marks and for what is not known.
    fn of_symbol(symbol: char) -> Option<Self> {
        Self::all().find(|class| class.row().symbols.contains(symbol))
    }

    /// The classes of an IPA token of a timeline, each with the share of its time. A mark that stands for a pause is
    /// silence; a token of which nothing is known is empty.
    pub fn of_token(token: &str) -> Vec<(Self, f32)> {
        if matches!(token.trim(), "," | "." | "!" | "?" | ";" | ":" | "—" | "…" | "pau" | "sil") {
            return vec![(Self::SILENCE, 1.0)];
        }
        let mut found: Vec<Self> = normalise(token).chars().filter_map(Self::of_symbol).collect();
        found.dedup();
        #[expect(clippy::cast_precision_loss, reason = "a token has a handful of symbols")]
        let even = 1.0 / found.len().max(1) as f32;
        match found[..] {
            [first, second] if first.is_vowel() => {
                vec![(first, FIRST_OF_TWO), (second, 1.0 - FIRST_OF_TWO)]
            }
            _ => found.into_iter().map(|class| (class, even)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::articulation::parts;

    #[test]
    fn every_phone_that_is_heard_has_a_mouth_and_is_its_own_class() {
        for class in Class::all() {
            assert!(parts(class.phone()).is_ok_and(|parts| parts.len() == 1), "{}", class.phone());
            assert_eq!(Class::of_token(class.phone()), [(class, 1.0)]);
        }
    }

    #[test]
    fn tokens_are_taken_apart() {
        let phones = |token: &str| -> String {
            Class::of_token(token).into_iter().map(|(class, _)| class.phone()).collect()
        };
        for (token, expect) in [
            ("aɪ", "aɪ"),
            ("ˈoʊ", "ou"),
            ("tʃ", "tʃ"),
            ("dʒ", "dʒ"),
            ("ɲ", "n"),
            (",", "_"),
            ("ˈ", ""),
            ("ɡ", "g"),
        ] {
            assert_eq!(phones(token), expect, "{token}");
        }
    }
}
