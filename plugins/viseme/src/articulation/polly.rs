//! Amazon Polly's viseme symbols (all 31 language tables of its developer guide) as phones.
//!
//! Polly merges what looks alike; the phone here is the one that looks like the whole group.

/// The IPA token that stands for a Polly viseme; `None` for a symbol that Polly does not have.
///
/// Length marks (`i:`) are accepted on every vowel.
pub fn phones_of_viseme(symbol: &str) -> Option<&'static str> {
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
