//! The table: IPA symbol to targets. Values are ours, after the classes of JALI and the Oculus table of the
//! reference page; jaw heights follow the vowel chart.

use super::{Articulation, Class, Target};

/// The longest symbol that `text` begins with, and its length in bytes.
pub(super) fn longest(text: &str) -> Option<(Articulation, usize)> {
    (1..=2).rev().find_map(|symbols| {
        let length: usize = text.chars().take(symbols).map(char::len_utf8).sum();
        (text.chars().count() >= symbols).then(|| find(&text[..length]).map(|a| (a, length)))?
    })
}

fn find(symbol: &str) -> Option<Articulation> {
    GROUPS
        .iter()
        .find(|(symbols, _)| symbols.split(' ').any(|s| s == symbol))
        .map(|(_, articulation)| *articulation)
}

const FREE: Target = Target { value: 0.0, strength: 0.0 };

const fn to(value: f32, strength: f32) -> Target {
    Target { value, strength }
}

const fn vowel(jaw: f32, round: f32, spread: f32) -> Articulation {
    Articulation {
        class: Class::Vowel,
        jaw: to(jaw, 1.0),
        round: to(round, if round > 0.3 { 1.0 } else { 0.7 }),
        spread: to(spread, if round > 0.3 { 0.6 } else { 0.9 }),
        tongue: to(0.0, 0.6),
        closure: 0.0,
        labiodental: 0.0,
        reduced: false,
    }
}

const fn weak(jaw: f32, round: f32, spread: f32) -> Articulation {
    Articulation { reduced: true, ..vowel(jaw, round, spread) }
}

/// A consonant: the lips are free unless a row says otherwise.
const fn consonant(class: Class, jaw: Target, tongue: Target) -> Articulation {
    Articulation {
        class,
        jaw,
        round: FREE,
        spread: FREE,
        tongue,
        closure: 0.0,
        labiodental: 0.0,
        reduced: false,
    }
}

const fn lips(of: Articulation, round: Target, spread: Target) -> Articulation {
    Articulation { round, spread, ..of }
}

const fn bilabial(closure: f32) -> Articulation {
    Articulation { closure, ..consonant(Class::Bilabial, to(0.12, 1.0), FREE) }
}

const fn labiodental(amount: f32) -> Articulation {
    Articulation { labiodental: amount, ..consonant(Class::Labiodental, to(0.10, 1.0), FREE) }
}

const ALVEOLAR: Articulation = consonant(Class::Alveolar, to(0.20, 0.8), to(0.5, 1.0));
const VELAR: Articulation = consonant(Class::Velar, to(0.32, 0.5), to(0.0, 0.4));
const SIBILANT: Articulation =
    lips(consonant(Class::Sibilant, to(0.10, 2.0), to(0.35, 1.0)), FREE, to(0.35, 0.3));
const HUSH: Articulation =
    lips(consonant(Class::Postalveolar, to(0.12, 2.0), to(0.35, 0.8)), to(0.62, 1.5), to(0.0, 0.3));
const SOFT_HUSH: Articulation =
    lips(consonant(Class::Postalveolar, to(0.12, 2.0), to(0.35, 0.8)), to(0.25, 0.6), to(0.35, 0.4));
const LATERAL: Articulation = consonant(Class::Lateral, to(0.30, 0.6), to(0.5, 1.0));
const RHOTIC: Articulation =
    lips(consonant(Class::Rhotic, to(0.24, 1.0), to(0.2, 0.6)), to(0.45, 1.0), to(0.0, 0.2));
const TRILL: Articulation = consonant(Class::Rhotic, to(0.25, 0.4), to(0.45, 0.8));
const PALATAL: Articulation =
    lips(consonant(Class::Alveolar, to(0.20, 0.5), to(0.2, 0.5)), FREE, to(0.4, 0.4));
/// h and the glottal stop wear the mouth of their vowel.
const OPEN_THROAT: Articulation = consonant(Class::Velar, FREE, FREE);

const PAUSE: Articulation = Articulation {
    class: Class::Pause,
    jaw: FREE,
    round: FREE,
    spread: FREE,
    tongue: FREE,
    closure: 0.0,
    labiodental: 0.0,
    reduced: false,
};

const GROUPS: &[(&str, Articulation)] = &[
    ("_ # pau sil", PAUSE),
    // Open vowels.
    ("ɑ a", vowel(0.92, 0.0, 0.05)),
    ("æ", vowel(0.85, 0.0, 0.45)),
    ("ɒ", vowel(0.75, 0.35, 0.0)),
    ("ɐ", weak(0.58, 0.0, 0.1)),
    ("ʌ", vowel(0.62, 0.0, 0.1)),
    ("ɶ", vowel(0.80, 0.4, 0.0)),
    // Mid vowels.
    ("ɛ", vowel(0.60, 0.0, 0.45)),
    ("e", vowel(0.46, 0.0, 0.65)),
    ("ɔ", vowel(0.66, 0.58, 0.0)),
    ("o", vowel(0.50, 0.72, 0.0)),
    ("ø", vowel(0.40, 0.72, 0.0)),
    ("œ", vowel(0.55, 0.58, 0.0)),
    ("ə", weak(0.42, 0.0, 0.1)),
    ("ɘ ɤ", vowel(0.42, 0.0, 0.25)),
    ("ɵ ɞ", vowel(0.45, 0.5, 0.0)),
    ("ɜ ɝ", vowel(0.42, 0.25, 0.1)),
    ("ɚ", weak(0.38, 0.25, 0.05)),
    // Close vowels.
    ("i", vowel(0.20, 0.0, 0.90)),
    ("ɪ", vowel(0.32, 0.0, 0.60)),
    ("ᵻ ɨ", weak(0.30, 0.0, 0.40)),
    ("ɯ", vowel(0.24, 0.0, 0.35)),
    ("u", vowel(0.20, 0.95, 0.0)),
    ("ʊ ᵿ", vowel(0.30, 0.70, 0.0)),
    ("ʉ", vowel(0.22, 0.85, 0.0)),
    ("y", vowel(0.20, 0.88, 0.0)),
    ("ʏ", vowel(0.28, 0.72, 0.0)),
    // Lips.
    ("p b m ɓ", bilabial(1.0)),
    ("ʙ", bilabial(0.9)),
    ("β ɸ", bilabial(0.5)),
    ("f v ɱ ȹ ȸ", labiodental(1.0)),
    ("pf bv", labiodental(1.0)),
    ("ʋ ⱱ", labiodental(0.6)),
    // Tongue at or between the teeth.
    ("θ ð", lips(consonant(Class::Dental, to(0.22, 1.0), to(1.0, 2.0)), FREE, to(0.15, 0.2))),
    ("s z ts dz ʦ ʣ", SIBILANT),
    ("ʃ ʒ tʃ dʒ ʧ ʤ ʂ ʐ tʂ dʐ ɧ", HUSH),
    ("ɕ ʑ tɕ dʑ ʨ ʥ", SOFT_HUSH),
    ("t d n ɾ ʈ ɖ ɳ ɗ ʇ ǀ ǃ ɽ", ALVEOLAR),
    ("l ɫ ɭ ɬ ɮ ɺ tɬ ǁ", LATERAL),
    ("r ʀ", TRILL),
    ("ɹ ɻ", RHOTIC),
    ("ç ʝ c ɟ ɲ ʎ cç ɟʝ ʄ ǂ", PALATAL),
    // Behind.
    ("k g ŋ x ɣ ɰ ʟ q ɢ ɴ χ ʁ ɠ ʛ kx", VELAR),
    ("h ɦ ʔ ħ ʕ ʡ ʢ ʜ", OPEN_THROAT),
    // Glides.
    ("w ʍ", lips(consonant(Class::Glide, to(0.18, 2.0), FREE), to(0.95, 1.6), to(0.0, 0.5))),
    ("ɥ", lips(consonant(Class::Glide, to(0.18, 2.0), FREE), to(0.85, 1.6), to(0.0, 0.5))),
    ("j", lips(consonant(Class::Glide, to(0.20, 1.2), FREE), to(0.0, 0.4), to(0.75, 0.8))),
];
