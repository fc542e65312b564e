//! Which symbols a voice really has, and what it says for those that it has not.
//!
//! Every Piper voice lists all of IPA, but was trained with the sounds of its own language only; what the network says
//! for the others is noise. The embeddings tell: those never trained are as they were drawn, like those of ids that no
//! symbol has. It asks espeak-ng nothing and runs no network.

use super::{config::PiperConfig, network::Rows};
use std::collections::HashSet;

/// The symbols that a voice can say.
pub(super) struct Inventory {
    known: HashSet<char>,
}

/// Fewer ids without a symbol than this say nothing about the untrained ones.
const LEAST_UNUSED: usize = 8;
/// How many deviations the length of a trained embedding is above that of those never trained.
const DEVIATIONS: f32 = 5.0;

impl Inventory {
    /// From the voice's json and its embeddings (a row an id). `typical` is IPA of its own language: where the
    /// embeddings deny that, or cannot tell, all that the json lists is taken for known.
    pub(super) fn new(config: &PiperConfig, embeddings: Option<&Rows>, typical: &str) -> Self {
        let all = || config.phoneme_id_map.keys().filter_map(|symbol| only_char(symbol));
        let listed = Self { known: all().collect() };
        let Some(table) = embeddings else { return listed };
        let length = |id: usize| table.row(id).iter().map(|x| x * x).sum::<f32>().sqrt();
        let used: HashSet<i64> = config.phoneme_id_map.values().flatten().copied().collect();
        let unused: Vec<f32> =
            (0..table.channels).filter(|id| !used.contains(&(*id as i64))).map(length).collect();
        if unused.len() < LEAST_UNUSED {
            return listed;
        }
        // The length of a vector of n normal numbers deviates by 1/sqrt(2n) of itself.
        let mean = unused.iter().sum::<f32>() / unused.len() as f32;
        let bound = mean * (1.0 + DEVIATIONS / (2.0 * table.columns as f32).sqrt());
        let trained = |symbol: &char| {
            let ids = config.ids(*symbol).unwrap_or_default();
            ids.iter()
                .all(|id| usize::try_from(*id).is_ok_and(|id| id < table.channels && length(id) > bound))
        };
        let found = Self { known: all().filter(trained).collect() };
        let own = typical.chars().filter(|c| listed.known.contains(c) && !decomposes(*c));
        if own.clone().count() > 0 && own.clone().all(|c| found.known.contains(&c)) { found } else { listed }
    }

    /// What the voice says for a symbol: itself, or the nearest that it has. Empty when it has nothing alike, as for
    /// marks of tone.
    pub(super) fn nearest(&self, symbol: char) -> &'static str {
        self.try_nearest(symbol, 0).unwrap_or_default()
    }

    /// Whether the symbol needs no other.
    pub(super) fn has(&self, symbol: char) -> bool {
        self.known.contains(&symbol) && !(decomposes(symbol) && self.spelled(parts(symbol)))
    }

    fn try_nearest(&self, symbol: char, depth: u8) -> Option<&'static str> {
        let (_, candidates) = NEAREST.iter().find(|(symbols, _)| symbols.contains(symbol))?;
        let mut candidates = candidates.split(' ');
        if let Some(found) = candidates.clone().find(|candidate| self.spelled(candidate)) {
            return Some(found);
        }
        // What is nearest to the nearest, for a voice of few sounds.
        let further = |candidate: &str| only_char(candidate).and_then(|c| self.try_nearest(c, depth + 1));
        if depth < 4 { candidates.find_map(further) } else { None }
    }

    fn spelled(&self, symbols: &str) -> bool {
        symbols.chars().all(|c| self.known.contains(&c))
    }
}

/// Piper's voices are trained with letters and their marks apart.
fn decomposes(symbol: char) -> bool {
    !parts(symbol).is_empty()
}

fn parts(symbol: char) -> &'static str {
    match symbol {
        'ç' => "c\u{327}",
        'ã' => "a\u{303}",
        'ẽ' => "e\u{303}",
        'ĩ' => "i\u{303}",
        'õ' => "o\u{303}",
        'ũ' => "u\u{303}",
        _ => "",
    }
}

fn only_char(symbol: &str) -> Option<char> {
    let mut chars = symbol.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// Symbols, and what is nearest to them for the ear, the best first.
const NEAREST: &[(&str, &str)] = &[
    ("ç", "c\u{327} ʃ ɕ x h s"),
    ("ã", "a\u{303} a ɑ"),
    ("ẽ", "e\u{303} e ɛ"),
    ("ĩ", "i\u{303} i"),
    ("õ", "o\u{303} o ɔ"),
    ("ũ", "u\u{303} u"),
    // vowels
    ("i", "ɪ e"),
    ("y", "ʏ ʉ u i"),
    ("ɨ", "ᵻ ɪ i ə"),
    ("ʉ", "y u ʊ"),
    ("ɯ", "ʊ u ɨ"),
    ("u", "ʊ o"),
    ("ɪ", "i ᵻ e"),
    ("ʏ", "y ʊ ɪ u"),
    ("ʊ", "u o"),
    ("ᵻ", "ɪ ɨ ə i"),
    ("e", "ɛ ɪ i"),
    ("ø", "œ ɜ ʊ ə e o"),
    ("ɘ", "ə ɜ e"),
    ("ɵ", "ʊ ə ø o"),
    ("ɤ", "ʌ ə o"),
    ("o", "ɔ ʊ u"),
    ("ə", "ɐ ʌ ɜ a e"),
    ("ɚ", "əɹ ɜɹ ər ə ɐ"),
    ("ɝ", "ɜɹ əɹ ər ɜ ə"),
    ("ɛε", "ɛ e æ a"),
    ("œɶ", "œ ɜ ɛ ø ə e"),
    ("ɜ", "ɛ ə œ e"),
    ("ɞ", "ɜ ʌ ɔ ə"),
    ("ʌ", "ɐ ə a ɔ"),
    ("ɔ", "o ɒ ɑ"),
    ("æ", "a ɛ"),
    ("ɐ", "ʌ ə a"),
    ("a", "æ ɑ ɐ ʌ"),
    ("ɑ", "a ɔ ɒ"),
    ("ɒ", "ɔ ɑ o a"),
    // stops
    ("p", "b f t"),
    ("b", "p v d"),
    ("t", "d k"),
    ("d", "t ɡ"),
    ("k", "ɡ g t"),
    ("ɡg", "ɡ g k"),
    ("ʈ", "t"),
    ("ɖ", "d"),
    ("c", "tʃ k tj"),
    ("ɟ", "dʒ ɡ dj"),
    ("q", "k"),
    ("ɢʛɠ", "ɡ g k"),
    ("ʔ", "ʕ t"),
    ("ʡʢ", "ʔ h"),
    ("ɓ", "b"),
    ("ɗ", "d"),
    ("ʄ", "ɟ dʒ d"),
    // clicks
    ("ʘ", "p"),
    ("ǀǃ", "t"),
    ("ǁ", "l t"),
    ("ǂ", "tʃ t"),
    // nasals
    ("m", "n"),
    ("ɱ", "m"),
    ("n", "m"),
    ("ɳ", "n"),
    ("ɲ", "nj n"),
    ("ŋ", "n ɡ"),
    ("ɴ", "ŋ n"),
    // fricatives
    ("ɸ", "f p"),
    ("β", "v b w"),
    ("f", "ɸ v p"),
    ("v", "ʋ β f b w"),
    ("θ", "s f t"),
    ("ð", "d z v"),
    ("s", "z ʃ θ t"),
    ("z", "s ʒ"),
    ("ʃ", "ɕ ʂ s"),
    ("ʒ", "ʑ ʐ ʃ z"),
    ("ʂ", "ʃ s"),
    ("ʐ", "ʒ ɻ ɹ z"),
    ("ɕ", "ʃ s"),
    ("ʑ", "ʒ z"),
    ("ɧ", "ʃ x h"),
    ("ʝ", "j ʒ"),
    ("xX", "x χ h k"),
    ("ɣ", "ɡ ɰ g x h"),
    ("χ", "x h k"),
    ("ʁʀ", "ʁ ʀ ɹ r ɾ ɣ h"),
    ("ħʜ", "ħ h x"),
    ("ʕ", "ʔ ɑ a"),
    ("h", "ɦ x ħ k"),
    ("ɦ", "h"),
    ("ɬ", "ʃ l s"),
    ("ɮ", "l ʒ"),
    ("ʦ", "ts s"),
    // approximants, taps, trills
    ("w", "ʋ v u"),
    ("ʍ", "w"),
    ("ʋ", "v w"),
    ("ɹ", "ɻ r ɾ ʁ"),
    ("r", "ɾ ɹ ʁ"),
    ("ɾ", "r ɹ d"),
    ("ɻ", "ɹ r ʐ"),
    ("ɽɺ", "ɾ r ɹ"),
    ("ʙⱱ", "b v"),
    ("j", "ʝ i"),
    ("ɥ", "j w y"),
    ("ɰ", "w ɡ"),
    ("l", "ɫ ɾ r n"),
    ("ɫʟ", "ɫ l"),
    ("ɭ", "l"),
    ("ʎ", "lj l j"),
    // marks of punctuation
    (".", ","),
    ("?!", "."),
    (";:", ", ."),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn inventory(known: &str) -> Inventory {
        Inventory { known: known.chars().collect() }
    }

    /// American English, as the Joe voice has it.
    const ENGLISH: &str = "aæɐɑbdðeəɚɛfɡhɪijkʌlmnŋoɔɜpɹɾsʃtθuʊvwxzʒʔᵻˈˌː ,.?!;:\u{303}";

    #[track_caller]
    fn check(known: &str, foreign: &str, expect: &str) {
        let inventory = inventory(known);
        let said: Vec<&str> = foreign.chars().map(|c| inventory.nearest(c)).collect();
        assert_eq!(said.join(" "), expect, "{foreign}");
    }

    #[test]
    fn the_nearest_sound_is_taken() {
        check(ENGLISH, "yøœçʁʏ", "u ɜ ɜ ʃ ɹ ʊ");
        check(ENGLISH, "ɲʎrβɣʝ", "nj lj ɾ v ɡ j");
        check(ENGLISH, "ɕʑʂʐɨɯqχħʕ", "ʃ ʒ ʃ ʒ ᵻ ʊ k x h ʔ");
        check(ENGLISH, "ãẽʦɟc", "a\u{303} e\u{303} ts dʒ tʃ");
        check("aeiouptkbdɡmnszlrjw.,", "ɪʊɔæəθʃʒxhŋɹɚ", "i u o a a s s z k k n r a");
        check("c\u{327}x", "ç", "c\u{327}");
    }

    #[test]
    fn no_sound_is_dropped() {
        // Every sound of IPA that the table knows has something even in a voice of few sounds.
        let few = inventory("aeioutkdmnslr.,");
        for c in NEAREST.iter().flat_map(|(symbols, _)| symbols.chars()) {
            assert!(few.has(c) || !few.nearest(c).is_empty(), "{c}");
        }
    }

    #[test]
    fn embeddings_tell_what_was_trained() {
        let ids: std::collections::BTreeMap<String, Vec<i64>> =
            "_^$ abyø".chars().enumerate().map(|(id, c)| (c.to_string(), vec![id as i64])).collect();
        let json = serde_json::json!({
            "audio": {"sample_rate": 24_000}, "espeak": {"voice": "en"}, "phoneme_id_map": ids,
        });
        let config: PiperConfig = serde_json::from_value(json).unwrap();
        let mut table = Rows::zeros(24, 64);
        for id in 0..24 {
            let size = if id < 6 { 1.0 } else { 0.4 };
            (0..64).for_each(|column| table.values[id * 64 + column] = size);
        }
        let inventory = Inventory::new(&config, Some(&table), "ab");
        assert!(inventory.has('a') && !inventory.has('y') && !inventory.has('ø'));
        // Its own language says `y`, so the embeddings are not to be trusted.
        assert!(Inventory::new(&config, Some(&table), "aby").has('ø'));
        assert!(Inventory::new(&config, None, "ab").has('ø'));
    }
}
