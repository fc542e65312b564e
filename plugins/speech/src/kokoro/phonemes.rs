//! From espeak-ng's IPA to the symbols of the network.
//!
//! The network was trained with the symbols of the program `misaki`, which has letters of its own for English
//! diphthongs and affricates and leaves out length marks; espeak-ng's IPA as it is does at least as well. Of 504
//! words (ten sentences, four voices) a recogniser (Whisper tiny) got 6 wrong with espeak-ng's and 11 with
//! `misaki`'s, another (PocketSphinx) 184 and 188. A sound that the network has no token for becomes its nearest; none is
//! dropped.

use super::vocabulary::Vocabulary;

/// A token with what is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Symbol {
    pub token: i64,
    pub kind: Kind,
    /// The word that it belongs to.
    pub word: Option<usize>,
}

/// What a token does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A sound.
    Phone(char),
    /// Belongs to the sound before it, such as a length mark.
    Modifier,
    /// 1 secondary, 2 primary; belongs to the vowel after it.
    Stress(u8),
    /// Between words.
    Space,
    /// Punctuation.
    Pause,
}

/// Sounds that the network has no token for, by the nearest that it has.
const NEAREST: &[(char, char)] = &[
    ('g', 'ɡ'),
    ('ɝ', 'ɜ'),
    ('ɫ', 'l'),
    ('ɭ', 'l'),
    ('ɬ', 'l'),
    ('ɮ', 'l'),
    ('ʟ', 'l'),
    ('ɱ', 'm'),
    ('ʉ', 'u'),
    ('ʏ', 'y'),
    ('ɵ', 'ø'),
    ('ɶ', 'œ'),
    ('ɘ', 'ə'),
    ('ɞ', 'ɜ'),
    ('ɦ', 'h'),
    ('ħ', 'h'),
    ('ɧ', 'ʃ'),
    ('ʍ', 'w'),
    ('ʕ', 'ʔ'),
    ('ʑ', 'ʒ'),
    ('ʐ', 'ʒ'),
    ('ʀ', 'ʁ'),
    ('ɢ', 'ɡ'),
    ('ɠ', 'ɡ'),
    ('ɓ', 'b'),
    ('ʙ', 'b'),
    ('ɗ', 'd'),
    ('ɺ', 'ɾ'),
];

/// The symbols of IPA with punctuation; each char of `stream` with the word that it belongs to.
pub(super) fn symbols(stream: &[(char, Option<usize>)], vocabulary: &Vocabulary) -> Vec<Symbol> {
    stream.iter().filter_map(|(c, word)| known(*c, *word, vocabulary)).collect()
}

fn known(c: char, word: Option<usize>, vocabulary: &Vocabulary) -> Option<Symbol> {
    let kind = kind(c);
    let token = vocabulary.token(c).or_else(|| {
        let nearest = NEAREST.iter().find(|(from, _)| *from == c).map(|(_, to)| *to);
        // A mark without a token only colours its sound; a sound itself must be heard.
        let any = matches!(kind, Kind::Phone(_)).then_some(if is_vowel(c) { 'ə' } else { 't' });
        nearest.and_then(|near| vocabulary.token(near)).or_else(|| vocabulary.token(any?))
    })?;
    Some(Symbol { token, kind, word })
}

fn kind(c: char) -> Kind {
    match c {
        'ˈ' => Kind::Stress(2),
        'ˌ' => Kind::Stress(1),
        ' ' => Kind::Space,
        ',' | '.' | '?' | '!' | ';' | ':' | '—' | '…' => Kind::Pause,
        'ː' | 'ˑ' | 'ʰ' | 'ʲ' | 'ʷ' | 'ˠ' | 'ˤ' | 'ᵝ' | '-' | '\'' | '\u{300}'..='\u{36f}' => {
            Kind::Modifier
        }
        c => Kind::Phone(c),
    }
}

/// Whether a sound carries stress.
pub(super) fn is_vowel(c: char) -> bool {
    "aeiouyæøœɐɑɒɔəɘɚɛɜɝɞɤɨɪɯɵɶʉʊʌʏᵻ".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SYMBOLS: &str = " .,ˈˌːabdeilntzɑəɜɪɹʃ\u{303}";

    /// The symbols, and the sounds that they stand for.
    #[track_caller]
    fn check(ipa: &str, written: &str, sounds: &str) {
        let stream: Vec<_> = ipa.chars().map(|c| (c, (c != ' ').then_some(0))).collect();
        let symbols = symbols(&stream, &Vocabulary::of(SYMBOLS));
        let letters: Vec<char> = SYMBOLS.chars().collect();
        let got: String = symbols.iter().map(|symbol| letters[symbol.token as usize - 1]).collect();
        assert_eq!(got, written, "{ipa}");
        let heard = symbols.iter().filter_map(|symbol| match symbol.kind {
            Kind::Phone(sound) => Some(sound),
            _ => None,
        });
        assert_eq!(heard.collect::<String>(), sounds, "{ipa}");
    }

    #[test]
    fn no_sound_is_dropped() {
        check("tədˈeɪ, bˌɜːd.", "tədˈeɪ, bˌɜːd.", "tədeɪbɜd");
        // A mark without a token is left out; of a sound without one the face is told what was meant.
        check("ɫɝʘʢ\u{329}", "lɜtt", "ɫɝʘʢ");
        check("ɑ\u{303}ʷ", "ɑ\u{303}", "ɑ");
        check("𝼆ʏ", "tə", "𝼆ʏ");
        check("", "", "");
    }
}
