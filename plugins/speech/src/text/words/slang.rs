//! The talk of a chat: gg, thx, w/o; and words stretched for force.

use super::Around;
use crate::text::{numbers::Kind, tongue::Tongue};

/// English talk as written in small letters and as read.
const ENGLISH: &[(&str, &str)] = &[
    ("brb", "be right back"),
    ("thx", "thanks"),
    ("tnx", "thanks"),
    ("pls", "please"),
    ("plz", "please"),
    ("ppl", "people"),
    ("idk", "I don't know"),
    ("imo", "in my opinion"),
    ("imho", "in my humble opinion"),
    ("btw", "by the way"),
    ("afk", "A-F-K"),
    ("gg", "G-G"),
    ("ggs", "G-G's"),
    ("ggwp", "good game well played"),
    ("wp", "well played"),
    ("glhf", "good luck have fun"),
    ("gl", "good luck"),
    ("hf", "have fun"),
    ("gj", "good job"),
    ("gz", "congrats"),
    ("omg", "oh my god"),
    ("wtf", "W-T-F"),
    ("lmao", "L-M-A-O"),
    ("tbh", "to be honest"),
    ("smh", "shaking my head"),
    ("ty", "thank you"),
    ("tysm", "thank you so much"),
    ("np", "no problem"),
    ("yw", "you're welcome"),
    ("nvm", "never mind"),
    ("dm", "D-M"),
    ("dms", "D-M's"),
    ("asap", "A-S-A-P"),
    ("fyi", "F-Y-I"),
    ("jk", "just kidding"),
    ("irl", "in real life"),
    ("aka", "A-K-A"),
    ("faq", "F-A-Q"),
    ("diy", "D-I-Y"),
    ("tldr", "T-L-D-R"),
    ("ily", "I love you"),
    ("rn", "right now"),
    ("ngl", "not gonna lie"),
    ("fr", "for real"),
    ("tmr", "tomorrow"),
    ("tmrw", "tomorrow"),
    ("bc", "because"),
    ("cuz", "because"),
    ("ur", "your"),
    ("msg", "message"),
    ("msgs", "messages"),
    ("vid", "vid"),
    ("sub", "sub"),
    ("ez", "easy"),
    ("rofl", "rofl"),
    ("wb", "welcome back"),
    ("gn", "good night"),
    ("gm", "good morning"),
    ("lvl", "level"),
    ("hp", "H-P"),
    ("xp", "X-P"),
    ("npc", "N-P-C"),
    ("pvp", "P-V-P"),
    ("fps", "F-P-S"),
    ("rpg", "R-P-G"),
    ("obs", "O-B-S"),
    ("mod", "mod"),
    ("tts", "T-T-S"),
    ("api", "A-P-I"),
    ("ai", "A-I"),
    ("usb", "U-S-B"),
    ("url", "U-R-L"),
    ("html", "H-T-M-L"),
    ("css", "C-S-S"),
    ("sql", "S-Q-L"),
    ("tv", "T-V"),
    ("pc", "P-C"),
    ("vs", "versus"),
    ("wifi", "Wi-Fi"),
    ("ios", "I-O-S"),
    ("ok", "okay"),
    ("hmm", "hmm"),
    ("asmr", "A-S-M-R"),
    ("rtmp", "R-T-M-P"),
    ("https", "H-T-T-P-S"),
    ("http", "H-T-T-P"),
    ("mph", "miles per hour"),
    ("etc", "et cetera"),
    ("xd", ""),
];

/// Words with a stroke: w/, w/o, b/c, n/a.
pub(super) fn with_sign(rest: &str, tongue: &Tongue) -> Option<(usize, String, Kind)> {
    if !tongue.is_english() {
        return None;
    }
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '/')).unwrap_or(rest.len());
    let said = match rest[..end].to_ascii_lowercase().as_str() {
        "w/o" => "without",
        "b/c" => "because",
        "n/a" => "not applicable",
        "w/" => "with",
        "c/o" => "care of",
        "a/c" => "A-C",
        "i/o" => "I-O",
        "r/w" => "read write",
        "km/h" => "kilometers per hour",
        _ => return None,
    };
    Some((end, said.to_owned(), Kind::Word))
}

/// Reads a word of chat.
pub(super) fn word(word: &str, tail: &str, around: &Around, tongue: &Tongue) -> Option<String> {
    if !tongue.is_english() || !word.is_ascii() {
        return None;
    }
    // A lone "u" or "r" among small words.
    let lone = !tail.starts_with(['.', '-', '/', '=', '^', '+'])
        && !tail.starts_with(|c: char| c.is_ascii_digit())
        && !around.maths_near();
    match word {
        "u" if lone => return Some("you".to_owned()),
        "r" if lone
            && ["u", "you", "we", "they", "how", "where", "what"]
                .contains(&around.before.word.to_lowercase().as_str()) =>
        {
            return Some("are".to_owned());
        }
        _ => {}
    }
    let lower = word.to_ascii_lowercase();
    // Capitals are initials, unless people write these so.
    let loud = word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let mixed = !loud && word.bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
    if mixed && word != "iOS"
        || loud
            && [
                "GM", "HP", "DM", "FR", "GL", "HF", "WP", "RN", "WB", "GN", "SUB", "MOD", "NP", "BC", "MSG",
                "IOS", "FPS",
            ]
            .contains(&word)
    {
        return None;
    }
    ENGLISH.iter().find(|(written, _)| *written == lower).map(|(_, said)| (*said).to_owned())
}

impl Around<'_> {
    /// Whether a sign of mathematics stands before the word.
    fn maths_near(&self) -> bool {
        self.text[..self.at].trim_end().ends_with(['=', '+', '×', '*', '^', '<', '>'])
    }
}

/// Words that have a double letter, for stretched ones.
#[rustfmt::skip] // One word a line would be two pages.
const DOUBLES: &[&str] = &[
    "aww", "all", "ball", "been", "bee", "bless", "boo", "book", "boom", "boss", "brooo", "call", "cheers", "chill", "class", "cool", "cooll",
    "deep", "door", "eww", "fall", "feel", "feels", "food", "fool", "free", "full", "good", "goodbye", "green", "hall", "happy", "hello",
    "hell", "hmm", "hoo", "hurray", "hurry", "kill", "keep", "kiss", "less", "look", "loool", "loss", "mood", "moon", "need", "noob", "noon", "off",
    "okay", "oops", "pool", "poor", "pretty", "really", "room", "root", "school", "see", "seems", "sheesh", "shoot", "sleep", "sleepy", "small", "smooth", "soon",
    "speed", "still", "sweet", "swell", "tall", "teen", "tell", "three", "too", "tree", "wall", "week", "weed", "well", "will", "wheel", "whee", "wheee",
    "woo", "wood", "yell", "yippee", "zoo", "zoom", "woohoo", "bruhh", "ooh", "omgg", "letter", "summer", "winner", "funny", "sorry", "tomorrow", "yummy",
];

/// Takes a stretched word ("sooo", "coool") back to its own length.
pub(super) fn shorten(word: &str) -> String {
    let chars: Vec<char> = word.chars().collect();
    let same = |a: char, b: char| a.to_lowercase().eq(b.to_lowercase());
    if !chars.windows(3).any(|three| same(three[0], three[1]) && same(three[1], three[2])) {
        return word.to_owned();
    }
    let squeezed = |most: usize| {
        let mut out: Vec<char> = Vec::with_capacity(chars.len());
        let mut run = 0;
        let mut long = false;
        for (at, &c) in chars.iter().enumerate() {
            run = if at > 0 && same(chars[at - 1], c) { run + 1 } else { 1 };
            if run == 1 {
                long = at + 2 < chars.len() && same(chars[at + 1], c) && same(chars[at + 2], c);
            }
            if run <= if long { most } else { 2 } {
                out.push(c);
            }
        }
        out.into_iter().collect::<String>()
    };
    // "www" and "zzz" are no words that were stretched.
    if chars.iter().all(|c| same(*c, chars[0])) {
        return if "aeiou".contains(chars[0].to_ascii_lowercase()) { squeezed(1) } else { squeezed(2) };
    }
    let double = squeezed(2);
    if DOUBLES.contains(&double.to_lowercase().as_str()) { double } else { squeezed(1) }
}

#[cfg(test)]
mod tests {
    use super::shorten;

    #[test]
    fn stretched_words() {
        for (written, expect) in [
            ("sooo", "so"),
            ("nooooo", "no"),
            ("coool", "cool"),
            ("goood", "good"),
            ("yesss", "yes"),
            ("hellooo", "hello"),
            ("SOOO", "SO"),
            ("heyyyy", "hey"),
            ("pleaseee", "please"),
            ("loooove", "love"),
            ("hmmmm", "hmm"),
            ("good", "good"),
            ("aaa", "a"),
            ("reallyyyy", "really"),
        ] {
            assert_eq!(shorten(written), expect, "{written}");
        }
    }
}
