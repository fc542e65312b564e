//! From a word's viseme symbols to phones.
//!
//! The table is that of Polly's developer guide (31 languages): a symbol stands for all sounds that look alike.
//! The letters of the word choose among them where they can: `p` is p, b or m, and in English an `a` written
//! with an `i` is the diphthong of "five". It is a guess of a reader, good for lips, no dictionary.

/// The phone that stands for all sounds of `symbol`; `None` for a symbol that Polly does not have.
pub(super) fn of_symbol(symbol: &str) -> Option<&'static str> {
    Some(match symbol.strip_suffix(':').unwrap_or(symbol) {
        "sil" => protocol::timeline::PAUSE,
        "p" => "p",
        "B" => "β",
        "t" => "t",
        "l" => "l",
        "T" => "θ",
        "f" => "f",
        "k" => "k",
        "s" => "s",
        "S" => "ʃ",
        "J" => "ɕ",
        "r" => "ɹ",
        "i" => "i",
        "u" => "u",
        "@" => "ə",
        "a" => "a",
        "e" => "e",
        "E" => "ɛ",
        "o" => "o",
        "O" => "ɔ",
        "0" => "ø",
        "x" => "w",
        _ => return None,
    })
}

/// What an unknown symbol is shown as: a breath, for which the lips are free.
pub(super) const NEUTRAL: &str = "h";

/// Letters and the sound they write, for each consonant symbol; longer ones first.
const CONSONANTS: &[(&str, &[(&str, &str)])] = &[
    ("p", &[("pp", "p"), ("bb", "b"), ("mm", "m"), ("p", "p"), ("b", "b"), ("m", "m")]),
    ("t", &[("tt", "t"), ("dd", "d"), ("nn", "n"), ("t", "t"), ("d", "d"), ("n", "n")]),
    ("f", &[("ff", "f"), ("ph", "f"), ("f", "f"), ("v", "v")]),
    (
        "k",
        &[
            ("ck", "k"),
            ("ch", "k"),
            ("ng", "ŋ"),
            ("nk", "ŋ"),
            ("gg", "g"),
            ("k", "k"),
            ("c", "k"),
            ("q", "k"),
            ("x", "k"),
            ("g", "g"),
            ("h", "h"),
        ],
    ),
    ("l", &[("ll", "l"), ("l", "l")]),
    ("r", &[("rr", "ɹ"), ("r", "ɹ")]),
    ("s", &[("ss", "s"), ("zz", "z"), ("s", "s"), ("z", "z"), ("c", "s"), ("x", "s")]),
    ("S", &[("tch", "tʃ"), ("sch", "ʃ"), ("ch", "tʃ"), ("sh", "ʃ"), ("j", "dʒ"), ("dg", "dʒ"), ("g", "dʒ")]),
];

/// Symbols of vowels.
const VOWELS: &str = "i u @ a e E o O 0";

/// The phone of each of a word's symbols. `english` allows what only English spelling says.
pub(super) fn of_word(symbols: &[&str], word: &str, english: bool) -> Vec<&'static str> {
    let letters = word.to_lowercase();
    let mut reader = Reader { letters: &letters, at: 0 };
    let mut phones = Vec::with_capacity(symbols.len());
    for (index, symbol) in symbols.iter().enumerate() {
        let plain = symbol.strip_suffix(':').unwrap_or(symbol);
        let next = symbols.get(index + 1).map(|next| next.strip_suffix(':').unwrap_or(next));
        let base = of_symbol(plain).unwrap_or(NEUTRAL);
        let phone = if VOWELS.split(' ').any(|vowel| vowel == plain) {
            if english { reader.english_vowel(plain, next) } else { None }
        } else {
            reader.consonant(plain)
        };
        phones.push(phone.unwrap_or(base));
    }
    phones
}

/// Walks through the letters of a word, never back.
struct Reader<'a> {
    letters: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.letters[self.at..]
    }

    fn consonant(&mut self, symbol: &str) -> Option<&'static str> {
        let (_, spellings) = CONSONANTS.iter().find(|(name, _)| *name == symbol)?;
        let found = spellings.iter().enumerate().filter_map(|(rank, (letters, phone))| {
            self.rest().find(letters).map(|at| (at, rank, letters.len(), *phone))
        });
        let (at, _, length, phone) = found.min_by_key(|(at, rank, ..)| (*at, *rank))?;
        // The k of "nk" is a sound of its own, and so is the s of an x.
        let kept = match &self.rest()[at..at + length] {
            "nk" => 1,
            "x" if symbol == "k" => 1,
            _ => 0,
        };
        self.at += at + length - kept;
        Some(phone)
    }

    /// The next run of vowel letters, with a `w` after an `o`.
    fn vowels(&mut self) -> Option<&str> {
        let start = self.at + self.rest().find(is_vowel_letter)?;
        let run = &self.letters[start..];
        let mut length = run.find(|c| !is_vowel_letter(c)).unwrap_or(run.len());
        if run[..length].ends_with('o') && run[length..].starts_with('w') {
            length += 1;
        }
        self.at = start + length;
        Some(&self.letters[start..start + length])
    }

    fn english_vowel(&mut self, symbol: &str, next: Option<&str>) -> Option<&'static str> {
        let before_vowel = next.is_some_and(|next| VOWELS.split(' ').any(|vowel| vowel == next));
        match symbol {
            // w and y are written before the vowel that follows them.
            "u" if before_vowel => return Some("w"),
            "i" if before_vowel && self.rest().contains(['y', 'u', 'e']) => return Some("j"),
            _ => {}
        }
        let run = self.vowels().unwrap_or_default().to_owned();
        let r_follows = self.rest().starts_with('r') && next != Some("r");
        Some(match symbol {
            "a" if run.starts_with("ou") || run.starts_with("ow") => "aʊ",
            "a" if run.contains(['i', 'y']) => "aɪ",
            "a" if run.starts_with('o') => "ɑ",
            "a" if run.starts_with('a') => "æ",
            "O" if run.starts_with("oi") || run.starts_with("oy") => "ɔɪ",
            "E" if r_follows && run.starts_with(['e', 'i', 'u', 'o']) => "ɝ",
            "E" if run.starts_with(['u', 'o']) => "ʌ",
            "e" => "eɪ",
            "o" => "oʊ",
            "i" if run == "i" && self.at < self.letters.len() => "ɪ",
            _ => return None,
        })
    }
}

fn is_vowel_letter(c: char) -> bool {
    "aeiouy".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(symbols: &str, word: &str, english: bool, expect: &str) {
        let symbols: Vec<&str> = symbols.split(' ').collect();
        assert_eq!(of_word(&symbols, word, english).join(" "), expect, "{word}");
    }

    #[test]
    fn letters_choose() {
        check("p E r i", "Mary", true, "m ɛ ɹ i");
        check("p a p @", "papa", true, "p æ p ə");
        check("p e p i", "baby", true, "b eɪ b i");
        check("k a t", "had", true, "h æ d");
        check("l i t @ l", "little", true, "l ɪ t ə l");
        check("f a f", "five", true, "f aɪ v");
        check("k a s", "house", true, "h aʊ s");
        check("t O", "toy", true, "t ɔɪ");
        check("u E t", "went", true, "w ɛ n");
        check("u E t t", "wonted", true, "w ʌ n t");
        check("s i k", "sing", true, "s ɪ ŋ");
        check("s i k k", "sink", true, "s ɪ ŋ k");
        check("k E l o", "Hello", true, "h ɛ l oʊ");
        check("u E l t", "world", true, "w ɝ l d");
        check("S E S", "church", true, "tʃ ɝ tʃ");
        check("s i k s", "six", true, "s ɪ k s");
        // Letters that say nothing, of another script, in another language.
        check("p", "123", true, "p");
        check("S a: t", "Stadt", false, "ʃ a t");
        check("p i n x", "你好", false, "p i h w");
        check("k o", "", true, "k oʊ");
    }

    /// Every symbol of the reference has a phone, and the face knows every phone that can come out.
    #[test]
    fn every_symbol_has_a_mouth() {
        let all = "sil p t l T f k s S J r i i: u u: @ a a: e e: E E: o o: O O: 0 B x";
        for symbol in all.split(' ') {
            let phone = of_symbol(symbol).unwrap_or_else(|| panic!("{symbol} has no phone"));
            assert_eq!(Some(phone), viseme::articulation::phones_of_viseme(symbol), "{symbol}");
            for word in ["mop", "boy", "out", "young", "fire", "judge", "sixth", ""] {
                let phones = of_word(&[symbol, "t"], word, true);
                for phone in phones.iter().chain([&NEUTRAL]) {
                    assert!(
                        viseme::articulation::parts(phone).is_ok_and(|parts| !parts.is_empty()),
                        "{symbol} {word} {phone}"
                    );
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_word_gives_a_phone_a_symbol(word in "\\PC{0,20}", picks in proptest::collection::vec(0usize..12, 0..20), english: bool) {
            let names = ["p", "t", "k", "S", "a", "E", "i:", "u", "o", "O", "??", "sil"];
            let symbols: Vec<&str> = picks.iter().map(|pick| names[*pick]).collect();
            prop_assert_eq!(of_word(&symbols, &word, english).len(), symbols.len());
        }
    }
}
