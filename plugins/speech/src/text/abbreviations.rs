//! English abbreviations: how they are read, and that their full stop ends no sentence.

/// An abbreviation without its last full stop, in lower case; its reading; whether a sentence may end with it.
pub(super) const ABBREVIATIONS: &[(&str, &str, bool)] = &[
    ("dr", "Doctor", false),
    ("mr", "Mister", false),
    ("mrs", "Missis", false),
    ("ms", "Miz", false),
    ("prof", "Professor", false),
    ("st", "Saint", false),
    ("mt", "Mount", false),
    ("jr", "Junior", true),
    ("sr", "Senior", true),
    ("vs", "versus", false),
    ("approx", "approximately", false),
    ("fig", "figure", false),
    ("dept", "department", false),
    ("etc", "et cetera", true),
    ("inc", "incorporated", true),
    ("ltd", "limited", true),
    ("e.g", "for example", false),
    ("i.e", "that is", false),
    ("a.m", "A-M", true),
    ("p.m", "P-M", true),
    ("u.s", "U-S", true),
    ("u.k", "U-K", true),
];

/// Finds `word` (without its last full stop).
pub(super) fn find(word: &str) -> Option<&'static (&'static str, &'static str, bool)> {
    ABBREVIATIONS.iter().find(|(short, ..)| short.eq_ignore_ascii_case(word))
}

/// Words of two or three letters that people write in capitals for force, and that are no initials.
const SHOUTED: &[&str] = &[
    "ALL", "AM", "AN", "AND", "ANY", "ARE", "AS", "AT", "BE", "BIG", "BUT", "BUY", "BY", "CAN", "DAY", "DID",
    "DO", "END", "FOR", "FUN", "GET", "GO", "GOT", "HAD", "HAS", "HE", "HER", "HEY", "HIM", "HIS", "HOT",
    "HOW", "IF", "IN", "IS", "IT", "ITS", "LET", "LOT", "ME", "MY", "NEW", "NO", "NOT", "NOW", "OF", "OFF",
    "OH", "OLD", "ON", "ONE", "OR", "OUR", "OUT", "OWN", "RED", "SEE", "SHE", "SO", "THE", "TO", "TOO",
    "TOP", "TRY", "TWO", "UP", "USE", "WAS", "WAY", "WE", "WHO", "WHY", "WIN", "WOW", "YES", "YET", "YOU",
];

/// Whether `word` is read letter by letter: two or three capitals that are no word.
pub(super) fn is_initialism(word: &str) -> bool {
    (2..=3).contains(&word.len())
        && word.bytes().all(|byte| byte.is_ascii_uppercase())
        && SHOUTED.binary_search(&word).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_can_be_searched() {
        assert!(SHOUTED.is_sorted());
        assert!(is_initialism("AWS") && is_initialism("TV"));
        assert!(!is_initialism("NOW") && !is_initialism("Aws") && !is_initialism("A"));
    }
}
