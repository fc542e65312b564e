//! How words are read: abbreviations, initials, Roman numerals, the talk of a chat, stretched words.
//!
//! A plain word is left as it is. Figures are [`super::numbers`]' business.

mod initials;
mod roman;
mod slang;

use super::{
    numbers::{Before, Kind},
    tongue::{Short, Tongue, When},
};
use unicode_normalization::char::is_combining_mark;

pub(super) use initials::{is_shouting, spell};

/// What stands around a word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around<'t> {
    pub text: &'t str,
    /// Where the word begins.
    pub at: usize,
    pub before: Before<'t>,
    /// Whether all is written in capitals.
    pub shouting: bool,
    /// Where the last letter or digit of the sentence stands.
    pub last_letter: usize,
}

/// A word as read.
pub(super) struct Reading {
    pub end: usize,
    pub spoken: String,
    pub kind: Kind,
}

/// Whether `c` belongs to a word.
pub(super) fn is_letter(c: char) -> bool {
    c.is_alphabetic() || is_combining_mark(c)
}

/// Reads the word at `around.at`.
pub(super) fn read(around: &Around, tongue: &Tongue) -> Reading {
    let rest = &around.text[around.at..];
    let (length, spoken, kind) = slang::with_sign(rest, tongue)
        .or_else(|| dotted(rest, around, tongue))
        .or_else(|| shortened(rest, around, tongue))
        .unwrap_or_else(|| plain(rest, around, tongue));
    Reading { end: around.at + length, spoken, kind }
}

/// The letters at the start, with apostrophes between them.
pub(super) fn letters<'t>(rest: &'t str, tongue: &Tongue) -> &'t str {
    let mut end = 0;
    let mut previous = None;
    for (at, c) in rest.char_indices() {
        let next = || rest[at + c.len_utf8()..].chars().next();
        let inside = matches!(c, '\'' | '\u{200c}' | '\u{200d}' | '·')
            && previous.is_some()
            && next().is_some_and(is_letter);
        if !(is_letter(c) || inside) {
            break;
        }
        // A Chinese letter is a word of its own.
        if previous.is_some_and(|p| parts(p, c, tongue.code == "ja")) {
            break;
        }
        previous = Some(c);
        end = at + c.len_utf8();
    }
    &rest[..end]
}

/// Whether a word ends between two letters although nothing stands between them.
fn parts(before: char, c: char, japanese: bool) -> bool {
    use unicode_script::{Script, UnicodeScript};
    match (before.script(), c.script()) {
        // A Japanese word may have several, and ends where kana do: 今日の | 配信.
        (Script::Han, Script::Han) => !japanese,
        (_, Script::Han) => true,
        (Script::Han, Script::Latin) => true,
        // 私は | アニメ
        (Script::Hiragana, Script::Katakana) => before != 'ー' && c != 'ー',
        _ => false,
    }
}

/// e.g., U.S.A., a.m., Ph.D.: letters each with a full stop.
fn dotted(rest: &str, around: &Around, tongue: &Tongue) -> Option<(usize, String, Kind)> {
    let mut length = 0;
    let mut letters = 0;
    let mut single = true;
    loop {
        let run: usize =
            rest[length..].chars().take_while(|c| is_letter(*c)).take(4).map(char::len_utf8).sum();
        if run == 0 || run > 3 {
            break;
        }
        let stop = length + run;
        single &= rest[length..stop].chars().count() == 1;
        letters += 1;
        if rest[stop..].starts_with('.') && rest[stop + 1..].starts_with(is_letter) {
            length = stop + 1;
        } else if rest[stop..].starts_with(". ")
            && tongue.decimal == ','
            && is_spaced_short(&rest[..stop], &rest[stop + 2..], tongue)
        {
            // "z. B." is written with a space.
            length = stop + 2;
        } else {
            length = stop;
            break;
        }
    }
    if letters < 2 || rest[length..].starts_with(is_letter) {
        return None;
    }
    let written = &rest[..length];
    let stopped = rest[length..].starts_with('.');
    let key: String = written.chars().filter(|c| *c != ' ').flat_map(char::to_lowercase).collect();
    let end = length + usize::from(stopped && around.at + length <= around.last_letter);
    if let Some(short) = tongue.shorts.iter().find(|short| short.written == key) {
        return Some((end, short.spoken.to_owned(), Kind::Word));
    }
    let initials: String = written.chars().filter(|c| is_letter(*c)).collect();
    (single && initials.chars().all(char::is_uppercase) && (stopped || letters > 2))
        .then(|| (end, spell(&initials), Kind::Word))
}

fn is_spaced_short(before: &str, after: &str, tongue: &Tongue) -> bool {
    let next = letters(after, tongue);
    if next.is_empty() || next.len() > 3 || !after[next.len()..].starts_with('.') {
        return false;
    }
    let key: String = before
        .chars()
        .chain(['.'])
        .chain(next.chars())
        .filter(|c| *c != ' ')
        .flat_map(char::to_lowercase)
        .collect();
    tongue.shorts.iter().any(|short| short.written.starts_with(&key))
}

/// Dr., No. 5, vs: one word, mostly with a full stop.
fn shortened(rest: &str, around: &Around, tongue: &Tongue) -> Option<(usize, String, Kind)> {
    let word = letters(rest, tongue);
    let tail = &rest[word.len()..];
    let stopped = tail.starts_with(['.', '°', 'º']);
    let opened = tail.strip_prefix('.').unwrap_or(tail);
    let stops = tail.len() - opened.strip_prefix(['°', 'º']).unwrap_or(opened).len();
    let after = tail[stops..].trim_start_matches([' ', '\u{a0}', '#']);
    let number = after.starts_with(|c: char| c.is_ascii_digit());
    let key = word.to_lowercase();
    let fits = |short: &&Short| {
        short.written == key
            && match short.when {
                When::Always => true,
                When::Stop | When::MayEnd => {
                    tail.strip_prefix('.').is_some_and(|tail| !tail.starts_with(is_letter))
                }
                When::Number => {
                    number && (stopped || tail.starts_with([' ', '\u{a0}']) && short.written == "nr")
                }
            }
    };
    let short = tongue.shorts.iter().find(fits)?;
    let length = word.len() + if around.at + word.len() <= around.last_letter { stops } else { 0 };
    let capital = after.starts_with(char::is_uppercase);
    // Titles and streets are written alike: "St. Mary", "Main St."
    let spoken = match (tongue.code, short.written) {
        ("en", "st") if !capital || after_street_name(around) => "Street",
        ("en", "dr") if !capital || after_street_name(around) => "Drive",
        ("en", "ft") if !capital => "feet",
        ("en", "no" | "co" | "gen" | "rep" | "sen" | "min" | "max" | "temp" | "est" | "col" | "resp")
            if !capital
                && !number
                && short.when == When::Stop
                && stopped
                && around.last_letter <= around.at + word.len() =>
        {
            return None;
        }
        (_, "ms" | "mr") if around.before.kind != Kind::Word => return None,
        _ => short.spoken,
    };
    let kind = if super::numbers_month(spoken, tongue) { Kind::Month } else { Kind::Word };
    Some((length, spoken.to_owned(), kind))
}

/// Whether the word before is the name of a street: "221 Baker St. London".
fn after_street_name(around: &Around) -> bool {
    let before = around.text[..around.at].trim_end();
    let mut words = before.rsplit(' ');
    let name = words.next().unwrap_or_default();
    let number = words.next().unwrap_or_default();
    name.starts_with(char::is_uppercase) && number.starts_with(|c: char| c.is_ascii_digit())
}

fn plain(rest: &str, around: &Around, tongue: &Tongue) -> (usize, String, Kind) {
    let word = letters(rest, tongue);
    if word.is_empty() {
        return (rest.chars().next().map_or(1, char::len_utf8), String::new(), Kind::Word);
    }
    let tail = &rest[word.len()..];
    let length = word.len();
    if let Some(name) = greek_letter(word).filter(|_| !matches!(tongue.code, "und")) {
        return (length, name.to_owned(), Kind::Word);
    }
    // "Hauptstr." is a street.
    if tongue.code == "de"
        && tail.starts_with('.')
        && let Some(name) = word.strip_suffix("str")
    {
        return (length + 1, format!("{name}straße"), Kind::Word);
    }
    // A month, as a name: "May 5", "Jan 5".
    if let Some(month) = super::month(word, tongue) {
        let counted = tail.trim_start_matches([' ', '.', '\u{a0}']).starts_with(|c: char| c.is_ascii_digit());
        let dated = matches!(around.before.kind, Kind::Number { .. } | Kind::Day)
            || around.before.word.ends_with(|c: char| c.is_ascii_digit());
        let name = tongue.months[month - 1];
        if name.eq_ignore_ascii_case(word) || counted || dated {
            return (length, if counted || dated { name } else { word }.to_owned(), Kind::Month);
        }
    }
    if let Some(day) = day_of_range(word, tail, around, tongue) {
        return (length, day.to_owned(), Kind::Word);
    }
    if let Some((spoken, kind)) = roman::read(word, tail, around, tongue) {
        return (length, spoken, kind);
    }
    if let Some((more, spoken)) = version(word, tail, tongue) {
        return (length + more, spoken, Kind::Word);
    }
    if let Some(spoken) = slang::word(word, tail, around, tongue) {
        return (length, spoken, Kind::Word);
    }
    if let Some(spoken) = initials::read(word, tail, around, tongue) {
        return (length, spoken, Kind::Name);
    }
    let named = initials::is_model(word);
    let word = slang::shorten(word);
    (length, word, if named { Kind::Name } else { Kind::Word })
}

/// The name of a lone Greek letter, nearly the same in all languages that have a table.
fn greek_letter(word: &str) -> Option<&'static str> {
    const NAMES: [&str; 25] = [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda",
        "mu", "nu", "xi", "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi", "psi",
        "omega",
    ];
    let mut chars = word.chars();
    let letter = chars.next().filter(|_| chars.next().is_none())?;
    let small = letter.to_lowercase().next().filter(|c| ('α'..='ω').contains(c))?;
    NAMES.get((small as u32 - 'α' as u32) as usize).copied()
}

/// "Mon" in "Mon-Fri", as a day.
fn day_of_range(word: &str, tail: &str, around: &Around, tongue: &Tongue) -> Option<&'static str> {
    const DAYS: [(&str, &str); 10] = [
        ("Mon", "Monday"),
        ("Tue", "Tuesday"),
        ("Tues", "Tuesday"),
        ("Wed", "Wednesday"),
        ("Thu", "Thursday"),
        ("Thur", "Thursday"),
        ("Thurs", "Thursday"),
        ("Fri", "Friday"),
        ("Sat", "Saturday"),
        ("Sun", "Sunday"),
    ];
    let day = |word: &str| DAYS.iter().find(|(short, _)| *short == word).map(|(_, day)| *day);
    let other = |c: &[char]| tail.strip_prefix(c).is_some_and(|tail| day(letters(tail, tongue)).is_some());
    let before = around.text[..around.at].strip_suffix(['-', '–']).is_some_and(|text| {
        day(text.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default()).is_some()
    });
    day(word).filter(|_| tongue.is_english() && (before || other(&['-', '–'])))
}

/// "v2" is "version two"; the number itself is read by [`super::numbers`].
fn version(word: &str, tail: &str, tongue: &Tongue) -> Option<(usize, String)> {
    let is_version = matches!(word, "v" | "V")
        && tail.starts_with(|c: char| c.is_ascii_digit())
        && !tongue.version.is_empty();
    is_version.then(|| (0, tongue.version.to_owned()))
}

/// Whether a unit may stand here: letters that end, and no word that looks like one.
pub(super) fn is_unit_here(unit: &str, rest: &str) -> bool {
    let ends = !rest.starts_with(|c: char| c.is_alphanumeric() || c == '\'');
    // "5 in the house", "3 A students", "2 m" are told apart by what is likelier.
    ends && !matches!(unit, "in" | "A" | "p" | "B" | "P" | "a")
}

/// Whether two readings that stand `between` apart are one written word.
pub(super) fn joins(between: &str, before: &str, after: &str) -> bool {
    let latin = |text: &str, c: Option<char>| c.is_some_and(|c| (c as u32) < 0x2e80) && !text.is_empty();
    latin(before, before.chars().next_back())
        && latin(after, after.chars().next())
        && (between.is_empty()
            || between.len() <= 3
                && between
                    .chars()
                    .all(|c| matches!(c, '-' | '/' | '\'' | '_' | '*' | '`' | '^' | '.' | '·' | '(' | ')')))
}

/// Keeps what espeak-ng reads well: words, and the signs inside of them and of figures, parted by single spaces.
pub(super) fn plain_signs(spoken: &str) -> String {
    let mut out = String::with_capacity(spoken.len());
    let mut chars = spoken.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        let fits = match c {
            '.' | ',' | ':' => before.is_ascii_digit() && next.is_ascii_digit(),
            '-' => next.is_alphanumeric(),
            '\'' => before.is_alphanumeric() && next.is_alphanumeric(),
            '%' => before.is_ascii_digit(),
            '\u{200c}' | '\u{200d}' => true,
            c => c.is_alphanumeric() || is_combining_mark(c),
        };
        let c = if fits { c } else { ' ' };
        if c != ' ' || !out.is_empty() && !out.ends_with(' ') {
            out.push(c);
        }
        before = c;
    }
    let length = out.trim_end().len();
    out.truncate(length);
    if out.contains(char::is_alphanumeric) { out } else { String::new() }
}
