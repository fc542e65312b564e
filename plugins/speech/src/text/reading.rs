//! How a single word is read: addresses, abbreviations, money, units, initials. Numbers are espeak-ng's work.

use super::abbreviations;

/// A reading, and whether the full stop after the word belongs to it.
pub(super) struct Reading {
    pub spoken: String,
    pub took_full_stop: bool,
}

/// Reads `core`, a token without the punctuation around it. `full_stop` says that one follows.
pub(super) fn read(core: &str, full_stop: bool, english: bool) -> Reading {
    if english && let Some((_, spoken, _)) = abbreviations::find(core).filter(|_| full_stop) {
        return Reading { spoken: (*spoken).to_owned(), took_full_stop: true };
    }
    let initial = full_stop && core.chars().count() == 1;
    let spoken = if is_address(core) {
        address(core)
    } else if english && abbreviations::is_initialism(core) {
        // Hyphens, since espeak-ng would take a lone "A" for the article.
        core.chars().map(String::from).collect::<Vec<_>>().join("-")
    } else if english && core.starts_with(|c: char| c.is_ascii_digit()) {
        number(core)
    } else {
        core.to_owned()
    };
    Reading { spoken: clean(&spoken, english), took_full_stop: initial }
}

/// Reads `core` with the sign before it.
pub(super) fn with_sign(sign: char, core: &str, english: bool) -> Option<String> {
    if !english {
        return None;
    }
    let one_unit = match sign {
        '#' if !core.starts_with(|c: char| c.is_ascii_digit()) => {
            return Some(format!("hashtag {}", clean(core, english)));
        }
        '#' => return Some(format!("number {}", clean(core, english))),
        '@' => return Some(format!("at {}", clean(core, english))),
        '-' | '−' if core.starts_with(|c: char| c.is_ascii_digit()) => {
            return Some(format!("minus {}", number(core)));
        }
        '°' if core == "C" || core == "F" => return Some("degrees".to_owned()),
        '$' => "dollar",
        '£' => "pound",
        '€' => "euro",
        _ => return None,
    };
    let (whole, cents) = core.split_once('.').unwrap_or((core, ""));
    if !whole.bytes().all(|byte| byte.is_ascii_digit() || byte == b',') {
        return None;
    }
    let plural = if whole == "1" { "" } else { "s" };
    Some(match cents {
        "" | "00" => format!("{whole} {one_unit}{plural}"),
        cents if cents.len() == 2 && cents.bytes().all(|b| b.is_ascii_digit()) => {
            format!("{whole} {one_unit}{plural} {}", cents.trim_start_matches('0'))
        }
        _ => format!("{} {one_unit}s", clean(core, english)),
    })
}

/// Reads a token that has neither letter nor digit.
pub(super) fn lone_sign(token: &str, english: bool) -> Option<&'static str> {
    if !english {
        return None;
    }
    Some(match token {
        "&" => "and",
        "+" => "plus",
        "=" => "equals",
        "@" => "at",
        "%" => "percent",
        "€" => "euros",
        "$" => "dollars",
        "£" => "pounds",
        _ => return None,
    })
}

/// E-mail or web address: what has to be spelled out by its signs.
fn is_address(core: &str) -> bool {
    if core.contains("://") || core.starts_with("www.") {
        return true;
    }
    let host = core.split_once('@').map_or(core, |(_, host)| host);
    let host = host.split('/').next().unwrap_or(host);
    let mut labels = host.rsplit('.');
    let top_level = labels.next().unwrap_or_default();
    let rest: Vec<&str> = labels.collect();
    !rest.is_empty()
        && (2..=6).contains(&top_level.len())
        && top_level.bytes().all(|byte| byte.is_ascii_lowercase())
        && rest.iter().all(|label| label.len() > 1 && label.bytes().any(|b| b.is_ascii_alphabetic()))
}

fn address(core: &str) -> String {
    let core = core.split_once("://").map_or(core, |(_, rest)| rest);
    let core = core.strip_prefix("www.").unwrap_or(core).trim_end_matches('/');
    let mut spoken = String::new();
    for c in core.chars() {
        match c {
            '.' => spoken.push_str(" dot "),
            '/' => spoken.push_str(" slash "),
            '@' => spoken.push_str(" at "),
            '-' => spoken.push_str(" dash "),
            '_' => spoken.push_str(" underscore "),
            ':' => spoken.push_str(" colon "),
            c => spoken.push(c),
        }
    }
    spoken
}

/// Units as written and as read.
const UNITS: &[(&str, &str)] = &[
    ("kg", "kilograms"),
    ("g", "grams"),
    ("km", "kilometers"),
    ("cm", "centimeters"),
    ("mm", "millimeters"),
    ("m", "meters"),
    ("ms", "milliseconds"),
    ("s", "seconds"),
    ("Hz", "hertz"),
    ("kHz", "kilohertz"),
    ("fps", "frames per second"),
    ("MB", "megabytes"),
    ("GB", "gigabytes"),
    ("°C", "degrees"),
    ("°", "degrees"),
];

/// Fractions as written and as read.
const FRACTIONS: &[(&str, &str)] = &[
    ("1/2", "one half"),
    ("1/3", "one third"),
    ("2/3", "two thirds"),
    ("1/4", "one quarter"),
    ("3/4", "three quarters"),
];

/// Reads a unit that stands alone after a number.
pub(super) fn unit(core: &str, english: bool) -> Option<&'static str> {
    UNITS.iter().find(|(short, _)| english && *short == core).map(|(_, unit)| *unit)
}

/// Numbers with a unit after them, ranges and dates.
fn number(core: &str) -> String {
    if let Some((_, spoken)) = FRACTIONS.iter().find(|(written, _)| *written == core) {
        return (*spoken).to_owned();
    }
    let end_of_digits = core.find(|c: char| !c.is_ascii_digit() && !".,".contains(c));
    if let Some((digits, rest)) = end_of_digits.map(|at| core.split_at(at)) {
        if let Some((_, unit)) = UNITS.iter().find(|(short, _)| *short == rest) {
            let unit = if digits == "1" { unit.trim_end_matches('s') } else { unit };
            return format!("{digits} {unit}");
        }
        let parts: Vec<&str> = core.split(['-', '–']).collect();
        if parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())) {
            return parts.join(if parts.len() == 2 { " to " } else { " " });
        }
    }
    core.to_owned()
}

/// Keeps letters, digits and the few signs that espeak-ng reads well; the rest becomes a space.
fn clean(text: &str, english: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let kept: Vec<char> = text.chars().map(|c| if c == '’' || c == 'ʼ' { '\'' } else { c }).collect();
    for (i, &c) in kept.iter().enumerate() {
        let next_is_digit = kept.get(i + 1).is_some_and(char::is_ascii_digit);
        let fits = match c {
            '\'' | '-' | '%' => true,
            '.' | ',' | ':' => next_is_digit && i > 0 && kept[i - 1].is_ascii_digit(),
            '\u{300}'..='\u{36f}' => true,
            // An English voice names foreign letters one by one ("Chinese letter"), which nobody wants.
            c if english => c.is_alphanumeric() && matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}'),
            c => c.is_alphanumeric(),
        };
        let read = match c {
            '&' if english => " and ",
            '+' if english => " plus ",
            _ => "",
        };
        if fits {
            out.push(c);
        } else if !read.is_empty() {
            out.push_str(read);
        } else {
            out.push(' ');
        }
    }
    let words: Vec<&str> =
        out.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).collect();
    words.join(" ")
}
