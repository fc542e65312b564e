//! What a language says for figures and signs. One table a language, below; [`neutral`] for all others.
//!
//! It parses nothing: [`super::numbers`] and [`super::words`] do, and ask here for the words.
//!
//! espeak-ng reads plain whole numbers and decimals right in all of these languages (the tests compare), so
//! only English writes them out, for its years and pairs; the others give espeak-ng the digits, in the
//! language's own form. A crate that spells numbers would therefore do little here.

mod chinese;
mod english;
mod french;
mod german;
mod italian;
mod japanese;
mod neutral;
mod portuguese;
mod spanish;

use super::scripts::primary;

/// A unit or a scale: as written, said for one, said for several.
pub(super) type Unit = (&'static str, &'static str, &'static str);

/// A currency: its sign, the unit for one and several, the hundredth for one and several.
pub(super) struct Money {
    pub sign: &'static str,
    pub one: &'static str,
    pub many: &'static str,
    pub cent: &'static str,
    pub cents: &'static str,
}

/// An abbreviation without its last full stop; its reading; when it is one.
pub(super) struct Short {
    pub written: &'static str,
    pub spoken: &'static str,
    pub when: When,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// With a full stop that ends no sentence.
    Stop,
    /// With a full stop that may end a sentence.
    MayEnd,
    /// With a full stop or without.
    Always,
    /// With a full stop and a number after it.
    Number,
}

/// A language.
pub(super) struct Tongue {
    /// BCP 47, without a region.
    pub code: &'static str,
    /// Between the whole and its decimals.
    pub decimal: char,
    /// Between thousands.
    pub group: char,
    /// Whole digits as said.
    pub cardinal: fn(&str) -> String,
    /// Ordinal as said; none where it is not known.
    pub ordinal: fn(u64) -> Option<String>,
    /// What makes a number an ordinal when it touches it.
    pub ordinal_marks: &'static [&'static str],
    /// A year as said.
    pub year: fn(u32) -> String,
    /// Year, month (1 to 12) and day as said.
    pub date: fn(Option<u32>, usize, u32) -> String,
    /// Hour, minute and second as said.
    pub time: fn(u32, u32, Option<u32>) -> String,
    /// A fraction as said; none where it is read with "over".
    pub fraction: fn(u64, u64) -> Option<String>,
    /// 1/2/2024 is the first of February.
    pub day_first: bool,
    pub months: [&'static str; 12],
    /// Short names of months, without a full stop, in small letters.
    pub short_months: &'static [(&'static str, usize)],
    pub units: &'static [Unit],
    /// Scales that touch a number: 5k, $3bn.
    pub scales: &'static [Unit],
    /// Scales as words, after which a currency is said.
    pub scale_words: &'static [&'static str],
    pub money: &'static [Money],
    pub shorts: &'static [Short],
    /// A sign on its own or between words.
    pub signs: &'static [(char, &'static str)],
    pub percent: &'static str,
    pub minus: &'static str,
    pub plus: &'static str,
    pub point: &'static str,
    /// Between the ends of a range.
    pub to: &'static str,
    /// Between the halves of 1920x1080.
    pub by: &'static str,
    pub per: &'static str,
    pub power: &'static str,
    pub squared: &'static str,
    pub cubed: &'static str,
    pub over: &'static str,
    pub times: &'static str,
    pub divided: &'static str,
    pub equals: &'static str,
    pub and: &'static str,
    pub at: &'static str,
    pub dot: &'static str,
    pub slash: &'static str,
    pub dash: &'static str,
    pub underscore: &'static str,
    pub hashtag: &'static str,
    /// "No." and "#" before a number.
    pub number: &'static str,
    pub version: &'static str,
    /// "love" of a heart between words.
    pub love: &'static str,
}

impl Tongue {
    /// Whether the readings of English apply: initials, slang, years in pairs.
    pub fn is_english(&self) -> bool {
        self.code == "en"
    }

    /// Digits one by one.
    pub fn digits(&self, digits: &str) -> String {
        let each: Vec<String> =
            digits.chars().filter(char::is_ascii_digit).map(|c| (self.cardinal)(&c.to_string())).collect();
        each.join(" ")
    }

    /// "One" before a noun, where it bends to it: "ein Euro", "une heure".
    pub fn one_of(&self, noun: &str) -> Option<&'static str> {
        let ends = |ends: &[&str]| ends.iter().any(|end| noun.ends_with(end));
        Some(match self.code {
            "de" if ends(&["ion", "kunde", "inute", "tunde", "onne", "arde"]) => "eine",
            "de" => "ein",
            "fr" if ends(&["heure", "conde", "inute", "tonne", "livre"]) || noun.starts_with("image") => {
                "une"
            }
            "fr" => "un",
            "es" if ends(&["a"]) && !noun.contains(' ')
                || noun.starts_with("hora")
                || noun.starts_with("tonelada") =>
            {
                "una"
            }
            "es" | "it"
                if noun.starts_with("ora")
                    || noun.starts_with("tonnellata")
                    || noun.starts_with("sterlina") =>
            {
                "una"
            }
            "es" | "it" => "un",
            "pt" if ["hora", "tonelada", "libra"].contains(&noun) => "uma",
            "pt" => "um",
            _ => return None,
        })
    }

    /// An amount with its noun or sign of percent, in the order of the language.
    pub fn amount(&self, number: &str, one: bool, noun: &str) -> String {
        if self.code == "zh" && noun == self.percent {
            return format!("{noun}{number}");
        }
        format!("{} {noun}", self.one_of(noun).filter(|_| one).unwrap_or(number))
    }

    /// A noun after a scale: "millions d'euros".
    pub fn of(&self, noun: &str) -> String {
        match self.code {
            "fr" if noun.starts_with(['e', 'a', 'i', 'o', 'u', 'h']) => format!("d'{noun}"),
            "fr" | "es" | "pt" => format!("de {noun}"),
            "it" => format!("di {noun}"),
            _ => noun.to_owned(),
        }
    }

    /// A number of few digits.
    pub fn count(&self, number: u64) -> String {
        (self.cardinal)(&number.to_string())
    }
}

/// The table of a language (BCP 47 or espeak-ng's name).
pub(super) fn tongue(language: &str) -> &'static Tongue {
    match primary(language) {
        "en" if is_day_first(language) => &english::BRITISH,
        "en" => &english::AMERICAN,
        "de" => &german::GERMAN,
        "fr" => &french::FRENCH,
        "es" => &spanish::SPANISH,
        "it" => &italian::ITALIAN,
        "pt" => &portuguese::PORTUGUESE,
        "zh" => &chinese::CHINESE,
        "ja" => &japanese::JAPANESE,
        _ => &neutral::NEUTRAL,
    }
}

/// Englishes that write the day before the month.
fn is_day_first(language: &str) -> bool {
    let region = language.split(['-', '_']).nth(1).unwrap_or_default();
    ["gb", "au", "nz", "ie", "in", "za", "029"].iter().any(|known| region.eq_ignore_ascii_case(known))
}

/// Digits as they are, without zeros before them: for languages in which espeak-ng reads them right.
fn as_digits(digits: &str) -> String {
    let short = digits.trim_start_matches('0');
    if short.is_empty() { "0".to_owned() } else { short.to_owned() }
}

/// When a word with a full stop after it (in small letters, without the last stop) is an abbreviation, in any
/// of the languages: sentences are split before it is known which it is.
pub(super) fn short(word: &str) -> Option<When> {
    let all = [
        &english::AMERICAN,
        &german::GERMAN,
        &french::FRENCH,
        &spanish::SPANISH,
        &italian::ITALIAN,
        &portuguese::PORTUGUESE,
    ];
    let found = all
        .iter()
        .flat_map(|tongue| tongue.shorts)
        .filter(|short| short.written == word && (word.len() > 1 || short.when == When::Number));
    // What stands inside of sentences in one language is taken to do so in all.
    let order = |when: When| {
        [When::Stop, When::Always, When::Number, When::MayEnd].iter().position(|known| *known == when)
    };
    found.map(|short| short.when).min_by_key(|when| order(*when))
}

/// Whether `before` and `after`, parted by a full stop and a space, are the start of an abbreviation ("z. B.").
pub(super) fn is_spaced_short(before: &str, after: &str) -> bool {
    let key = format!("{}.{}", before.to_lowercase(), after.to_lowercase());
    let all =
        [&german::GERMAN, &french::FRENCH, &spanish::SPANISH, &italian::ITALIAN, &portuguese::PORTUGUESE];
    after.len() <= 3
        && all.iter().flat_map(|tongue| tongue.shorts).any(|short| short.written.starts_with(&key))
}

/// Whether a German ordinal may stand before `word`: months and other things that are counted.
pub(super) fn is_counted_in_german(word: &str) -> bool {
    const COUNTED: &[&str] = &[
        "Jahrhundert",
        "Platz",
        "Mal",
        "Kapitel",
        "Tag",
        "Runde",
        "Klasse",
        "Liga",
        "Weltkrieg",
        "Geburtstag",
        "Etage",
        "Stock",
        "Akt",
        "Teil",
        "Band",
        "Jahr",
        "Woche",
        "Folge",
        "Staffel",
        "Minute",
        "Stunde",
        "Spiel",
        "Level",
        "Version",
        "Auflage",
        "Advent",
        "Semester",
    ];
    german::GERMAN.months.contains(&word) || COUNTED.contains(&word)
}
