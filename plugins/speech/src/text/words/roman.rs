//! Roman numerals, where the words around show that they are no letters.

use super::Around;
use crate::text::{numbers::Kind, tongue::Tongue};

/// The value of a Roman numeral in capitals, 1 to 3999, written as it should be.
fn value(word: &str) -> Option<u32> {
    const FIGURES: [(&str, u32); 13] = [
        ("M", 1000),
        ("CM", 900),
        ("D", 500),
        ("CD", 400),
        ("C", 100),
        ("XC", 90),
        ("L", 50),
        ("XL", 40),
        ("X", 10),
        ("IX", 9),
        ("V", 5),
        ("IV", 4),
        ("I", 1),
    ];
    let mut rest = word;
    let mut sum = 0;
    for (figure, worth) in FIGURES {
        let most = if figure.len() == 1 && !matches!(figure, "D" | "L" | "V") { 3 } else { 1 };
        for _ in 0..most {
            if let Some(tail) = rest.strip_prefix(figure) {
                (rest, sum) = (tail, sum + worth);
            }
        }
    }
    (rest.is_empty() && sum > 0).then_some(sum)
}

/// Names of rulers and popes: "the fourteenth" follows.
const RULERS: &[&str] = &[
    "louis",
    "henry",
    "edward",
    "george",
    "richard",
    "charles",
    "james",
    "william",
    "elizabeth",
    "mary",
    "pius",
    "paul",
    "john",
    "benedict",
    "leo",
    "gregory",
    "napoleon",
    "nicholas",
    "alexander",
    "catherine",
    "frederick",
    "philip",
    "ferdinand",
    "francis",
    "felipe",
    "ramses",
    "ramesses",
    "ptolemy",
    "innocent",
    "clement",
    "xerxes",
    "darius",
    "wilhelm",
    "ludwig",
    "friedrich",
    "heinrich",
    "karl",
    "otto",
    "henri",
    "françois",
    "philippe",
    "alfonso",
    "carlos",
    "fernando",
    "isabel",
    "luis",
    "luigi",
    "carlo",
    "vittorio",
    "umberto",
    "filippo",
    "joão",
    "pedro",
    "manuel",
    "afonso",
    "papst",
    "kaiser",
    "könig",
    "pape",
    "papa",
    "pope",
    "king",
    "queen",
    "emperor",
    "tsar",
    "margrethe",
    "johannes",
    "pablo",
    "juan",
    "giovanni",
    "paolo",
    "pio",
    "leone",
    "benedikt",
    "leão",
    "bento",
    "joseph",
    "carl",
    "gustaf",
    "harald",
];

/// Words after which a number comes, in the languages of the tables.
const COUNTED: &[&str] = &[
    "chapter",
    "part",
    "act",
    "book",
    "volume",
    "vol",
    "section",
    "war",
    "phase",
    "type",
    "level",
    "season",
    "episode",
    "stage",
    "bowl",
    "article",
    "appendix",
    "class",
    "grade",
    "tier",
    "mark",
    "figure",
    "table",
    "scene",
    "division",
    "title",
    "rocky",
    "fantasy",
    "step",
    "round",
    "version",
    "no",
    "kapitel",
    "teil",
    "akt",
    "band",
    "weltkrieg",
    "chapitre",
    "partie",
    "acte",
    "livre",
    "tome",
    "capítulo",
    "parte",
    "acto",
    "libro",
    "tomo",
    "capitolo",
    "atto",
    "ato",
    "livro",
    "volumen",
    "apollo",
];

/// Reads `word` where it is a Roman numeral.
pub(super) fn read(word: &str, tail: &str, around: &Around, tongue: &Tongue) -> Option<(String, Kind)> {
    let before = around.before.word;
    let lower = before.to_lowercase();
    // "XIVe siècle"
    if tongue.code == "fr" {
        let mark =
            ["ème", "er", "re", "e"].into_iter().find_map(|mark| word.strip_suffix(mark)).and_then(value);
        if let Some(number) = mark {
            return Some(((tongue.ordinal)(number.into())?, Kind::Word));
        }
    }
    let number = value(word)?;
    let capital = before.starts_with(char::is_uppercase);
    let ruler = capital && RULERS.contains(&lower.as_str());
    let counted = COUNTED.contains(&lower.as_str());
    let century = ["siglo", "secolo", "século", "sec", "s"].contains(&lower.as_str())
        || tail.trim_start_matches(['.', ' ']).starts_with("Jahrhundert")
        || tail.trim_start().starts_with("secolo");
    // Letters that also begin other abbreviations count only where the word before asks for a number.
    let plain =
        word.len() >= 2 && word.bytes().all(|byte| b"IVX".contains(&byte)) && capital && !around.shouting;
    if !(ruler && (word.len() > 1 || matches!(word, "V" | "X") || word == "I" && ends_phrase(tail))
        || counted
        || century
        || plain)
    {
        return None;
    }
    // "Part I think" is a pronoun.
    if word == "I" && tongue.is_english() && !ends_phrase(tail) {
        return None;
    }
    let said = match tongue.code {
        "en" if ruler => format!("the {}", (tongue.ordinal)(number.into())?),
        "fr" if number == 1 && ruler => (tongue.ordinal)(1)?,
        "de" if ruler => format!("der {}", capitalised(&(tongue.ordinal)(number.into())?)),
        "de" if century || tail.starts_with('.') => (tongue.ordinal)(number.into())?,
        "it" if ruler || century => (tongue.ordinal)(number.into())?,
        "es" | "pt" if (ruler || century && tongue.code == "pt") && number <= 10 => {
            (tongue.ordinal)(number.into())?
        }
        _ => tongue.count(number.into()),
    };
    Some((said, Kind::Word))
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Whether nothing goes on after a lone "I".
fn ends_phrase(tail: &str) -> bool {
    let tail = tail.trim_start();
    let verb = tail.split(' ').next().unwrap_or_default();
    tail.is_empty()
        || tail.starts_with(|c: char| !c.is_alphanumeric() && c != '\'')
        || ["of", "was", "is", "and", "in", "has", "to", "ended", "began", "the"].contains(&verb)
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn values() {
        for (word, expect) in
            [("I", 1), ("IV", 4), ("XIV", 14), ("LVIII", 58), ("MCMXCV", 1995), ("MMXXIV", 2024)]
        {
            assert_eq!(value(word), Some(expect), "{word}");
        }
        for word in ["", "IIII", "VX", "IC", "A", "iv", "XIVe"] {
            assert_eq!(value(word), None, "{word}");
        }
    }
}
