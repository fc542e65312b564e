//! Dates, years and times of day.

use super::{Around, Kind, digits, ends, figure, word_ends};
use crate::text::tongue::Tongue;

type Found = Option<(usize, String, Kind)>;

/// 2024-03-14, also 2024/03/14.
pub(super) fn iso_date(rest: &str, _: &Around, tongue: &Tongue) -> Found {
    let (y, year) = figure(rest, 4..=4)?;
    let mark = rest[y..].chars().next().filter(|c| matches!(c, '-' | '/'))?;
    let (m, month) = figure(&rest[y + 1..], 1..=2)?;
    let tail = rest[y + 1 + m..].strip_prefix(mark)?;
    let (d, day) = figure(tail, 1..=2)?;
    let length = y + 1 + m + 1 + d;
    // "2024-03-14T10:30" goes on with a time.
    let done = ends(&rest[length..]) || rest[length..].starts_with('T');
    (done && is_day(month, day)).then(|| (length, (tongue.date)(Some(year), month as usize, day), Kind::Word))
}

/// 3/14/2024, 14.3.2024, 14.3., 14/03/24.
pub(super) fn figures_date(rest: &str, around: &Around, tongue: &Tongue) -> Found {
    let (a, first) = figure(rest, 1..=2)?;
    let mark = rest[a..].chars().next().filter(|c| matches!(c, '/' | '.' | '-'))?;
    let (b, second) = figure(&rest[a + 1..], 1..=2)?;
    let at = a + 1 + b;
    let (length, year) = match rest[at..].strip_prefix(mark) {
        Some(tail) => match figure(tail, 4..=4).or_else(|| figure(tail, 2..=2).filter(|_| mark != '-')) {
            Some((4, year)) => (at + 5, Some(year)),
            Some((_, year)) => (at + 3, Some(if year < 70 { 2000 + year } else { 1900 + year })),
            // "Am 14.3." has no year.
            None if mark == '.' && tongue.code == "de" && a + b < 5 => (at + 1, None),
            None => return None,
        },
        None => return None,
    };
    let day_first = mark == '.' || tongue.day_first;
    let (month, day) = match (first, second) {
        (first, second) if day_first && is_day(second, first) => (second, first),
        (first, second) if is_day(first, second) => (first, second),
        (first, second) if is_day(second, first) => (second, first),
        _ => return None,
    };
    let whole = !around.char_before().is_some_and(|c| c == '.' || c == '/');
    let mut said = (tongue.date)(year, month as usize, day);
    if tongue.code == "de"
        && let (Some(ordinal), Some((_, rest))) = ((tongue.ordinal)(day.into()), said.split_once(' '))
    {
        said = format!("{} {rest}", bend(ordinal, around.before.word));
    }
    (whole && ends(&rest[length..])).then_some((length, said, Kind::Word))
}

fn is_day(month: u32, day: u32) -> bool {
    (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// 10:30, 10:30:15, 10:30pm, 5pm, 10h30, 10.30 Uhr.
pub(super) fn clock(rest: &str, _: &Around, tongue: &Tongue) -> Found {
    time_of_day(rest, tongue)
}

fn time_of_day(rest: &str, tongue: &Tongue) -> Found {
    let (h, hour) = figure(rest, 1..=2)?;
    let tail = &rest[h..];
    let half = |length: usize| {
        day_half(rest.get(length..)?).filter(|_| tongue.is_english() && (1..=12).contains(&hour))
    };
    let mark = tail.chars().next().unwrap_or_default();
    let minutes =
        figure(tail.get(mark.len_utf8()..).unwrap_or_default(), 2..=2).filter(|(_, minute)| *minute < 60);
    let uhr = |length: usize| {
        rest.get(length..).unwrap_or_default().trim_start_matches([' ', '\u{a0}']).starts_with("Uhr")
    };
    let has_minutes = match mark {
        ':' => true,
        'h' | 'H' => tongue.decimal == ',' && tongue.code != "de",
        '.' => minutes.is_some() && tongue.code == "de" && uhr(h + 3) || half(h + 3).is_some(),
        _ => false,
    };
    if let Some((_, minute)) = minutes.filter(|_| has_minutes) {
        let mut length = h + 3;
        let mut second = None;
        if mark == ':' {
            if let Some((2, seconds)) = rest[length..].strip_prefix(':').and_then(|tail| figure(tail, 2..=2))
            {
                (second, length) = (Some(seconds).filter(|s| *s < 60), length + 3);
            }
            // 16:9 and 3:10 are ratios, 10:305 is none of it.
            if hour > 24 && second.is_none() {
                return None;
            }
        }
        if let Some((half_length, said)) = half(length) {
            let time =
                if minute == 0 { tongue.count(hour.into()) } else { (tongue.time)(hour, minute, second) };
            return Some((length + half_length, format!("{time} {said}"), Kind::Word));
        }
        let dashed = rest[length..].starts_with(['-', '–']);
        if !word_ends(&rest[length..]) || !(dashed || ends(&rest[length..])) {
            return None;
        }
        let mut said = (tongue.time)(hour, minute, second);
        if uhr(length) && tongue.code == "de" {
            // The word "Uhr" follows as written; it is said once.
            said = said.replacen(" Uhr", "", 1);
            if minute > 0 {
                length = rest.len() - rest[length..].trim_start_matches([' ', '\u{a0}']).len() + 3;
                said = (tongue.time)(hour, minute, second);
            }
        }
        if dashed
            && let Some((more, end)) =
                time_of_day(&rest[length..][dash(&rest[length..])..], tongue).map(|f| (f.0, f.1))
        {
            let mark = dash(&rest[length..]);
            return Some((length + mark + more, format!("{said} {} {end}", tongue.to), Kind::Word));
        }
        return Some((length, said, Kind::Word));
    }
    if mark == ':' {
        return None;
    }
    // 5pm, 5 p.m., and 5-6pm through its second half.
    if let Some((length, said)) = half(h) {
        return Some((h + length, format!("{} {said}", tongue.count(hour.into())), Kind::Word));
    }
    if tail.starts_with(['-', '–']) && tongue.is_english() && (1..=12).contains(&hour) {
        let skip = h + dash(tail);
        let (end, later) = figure(&rest[skip..], 1..=2)?;
        let (length, said) = day_half(&rest[skip + end..])?;
        return Some((
            skip + end + length,
            format!("{} to {} {said}", tongue.count(hour.into()), tongue.count(later.into())),
            Kind::Word,
        ));
    }
    None
}

fn dash(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// "am" and "pm" in their forms; a full stop at the end of the sentence is left.
fn day_half(rest: &str) -> Option<(usize, &'static str)> {
    let text = rest.trim_start_matches([' ', '\u{a0}']);
    let space = rest.len() - text.len();
    if space > 1 {
        return None;
    }
    let forms = [
        ("a.m.", "A-M"),
        ("p.m.", "P-M"),
        ("A.M.", "A-M"),
        ("P.M.", "P-M"),
        ("a.m", "A-M"),
        ("p.m", "P-M"),
        ("AM", "A-M"),
        ("PM", "P-M"),
        ("am", "A-M"),
        ("pm", "P-M"),
    ];
    let (form, said) = forms.iter().find(|(form, _)| text.starts_with(form))?;
    let after = &text[form.len()..];
    // "at 5 am I" is fine, "5 amps" is not.
    if !word_ends(after) {
        return None;
    }
    // The stop of "p.m." ends the sentence too where nothing follows.
    let last = form.ends_with('.') && !after.contains(char::is_alphanumeric);
    Some((space + form.len() - usize::from(last), said))
}

/// The day after or before the name of a month: March 3, 3 March, 3rd of March, 1. Mai.
pub(super) fn day_of_month(rest: &str, around: &Around, tongue: &Tongue) -> Found {
    let (d, day) = figure(rest, 1..=2).filter(|(_, day)| (1..=31).contains(day))?;
    let ordinal = (tongue.ordinal)(day.into());
    let mark =
        tongue.ordinal_marks.iter().find(|mark| rest[d..].starts_with(**mark)).map_or(0, |mark| mark.len());
    if around.before.kind == Kind::Month && tongue.is_english() && ends(&rest[d + mark..]) {
        return Some((d + mark, ordinal?, Kind::Day));
    }
    let after = rest[d + mark..].strip_prefix([' ', '\u{a0}'])?;
    let word = &after[..after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len())];
    let is_month = month(word, tongue).is_some();
    let range_goes_on = around.char_before().is_some_and(|c| matches!(c, '-' | '–'));
    if !is_month || range_goes_on {
        return None;
    }
    let said = match tongue.code {
        "en" if mark == 0 => format!("the {} of", ordinal?),
        "en" => format!("{} of", ordinal?),
        // "am 1. Mai" is "am ersten Mai".
        "de" if mark > 0 => bend(ordinal?, around.before.word),
        "fr" | "pt" | "it" if day == 1 => (tongue.ordinal)(1)?,
        _ if mark == 0 => tongue.count(day.into()),
        _ => ordinal?,
    };
    Some((d + mark, said, Kind::Word))
}

/// A German ordinal with the ending that the word before it asks for.
pub(super) fn bend(ordinal: String, before: &str) -> String {
    const WEAK: &[&str] = &[
        "am", "vom", "zum", "beim", "im", "den", "dem", "des", "ab", "seit", "bis", "einem", "einer", "zur",
        "ins", "jeden", "ihren", "seinen", "ihrem", "seinem", "meinen", "meinem", "unseren",
    ];
    const PLAIN: &[&str] =
        &["der", "die", "das", "eine", "jede", "jedes", "ihre", "seine", "meine", "unsere"];
    let before = before.to_lowercase();
    if WEAK.contains(&before.as_str()) {
        format!("{ordinal}n")
    } else if PLAIN.contains(&before.as_str()) {
        ordinal
    } else {
        format!("{ordinal}r")
    }
}

/// The month that `word` names.
pub(in crate::text) fn month(word: &str, tongue: &Tongue) -> Option<usize> {
    let lower = word.to_lowercase();
    let capital = word.starts_with(char::is_uppercase) || !matches!(tongue.code, "en" | "de");
    let full = tongue.months.iter().position(|month| !month.is_empty() && month.to_lowercase() == lower);
    let short = || tongue.short_months.iter().find(|(short, _)| *short == lower).map(|(_, month)| month - 1);
    full.or_else(short).filter(|_| capital).map(|at| at + 1)
}

/// Years and decades: 1995, 1990s, '90s, 2010-2015.
pub(super) fn years(rest: &str, around: &Around, tongue: &Tongue) -> Found {
    let text = digits(rest);
    let number: u32 = text.parse().ok()?;
    let tail = &rest[text.len()..];
    let alone =
        text.len() == 4 && ends(tail) && !around.char_before().is_some_and(|c| "$€£+−-#.,/".contains(c));
    match tongue.code {
        "en" => {}
        "de" => {
            return (alone && (1100..2000).contains(&number)).then(|| (4, (tongue.year)(number), Kind::Word));
        }
        // 2024年 is said digit by digit.
        "zh" => {
            let year = matches!(text.len(), 2 | 4) && tail.starts_with('年');
            return year.then(|| (text.len(), (tongue.year)(number), Kind::Word));
        }
        _ => return None,
    }
    let decade = (number.is_multiple_of(10)
        && (text.len() == 4 && (1000..2100).contains(&number) || text.len() == 2 && number >= 20))
        .then(|| ["s", "'s"].into_iter().find(|s| tail.strip_prefix(*s).is_some_and(word_ends)))
        .flatten();
    if let Some(mark) = decade {
        let year = if text.len() == 4 { (tongue.year)(number) } else { tongue.count(number.into()) };
        let said = match year.strip_suffix('y') {
            Some(stem) => format!("{stem}ies"),
            None => format!("{year}s"),
        };
        return Some((text.len() + mark.len(), said, Kind::Word));
    }
    if text.len() != 4 || !is_year(number, text.len(), around, tongue) {
        return None;
    }
    // 2010-2015 and 2010-15.
    if let Some(mark) = tail.chars().next().filter(|c| matches!(c, '-' | '–' | '/')) {
        let end = digits(&tail[mark.len_utf8()..]);
        let later: u32 = end.parse().ok()?;
        let after = &tail[mark.len_utf8() + end.len()..];
        let length = text.len() + mark.len_utf8() + end.len();
        if !ends(after) {
            return None;
        }
        return match end.len() {
            4 if (1000..2100).contains(&later) && mark != '/' => {
                Some((length, format!("{} to {}", (tongue.year)(number), (tongue.year)(later)), Kind::Word))
            }
            2 if later > number % 100 => Some((
                length,
                format!("{} to {}", (tongue.year)(number), tongue.count(later.into())),
                Kind::Word,
            )),
            _ => None,
        };
    }
    let said = (tongue.year)(number);
    if tail.strip_prefix("'s").is_some_and(word_ends) {
        return Some((text.len() + 2, format!("{said}'s"), Kind::Word));
    }
    ends(tail).then_some((text.len(), said, Kind::Word))
}

/// Whether a number of four digits is a year here, and not a count of something.
fn is_year(number: u32, length: usize, around: &Around, tongue: &Tongue) -> bool {
    if around.before.kind == Kind::Name {
        // RTX 4090, Boeing 7470.
        return (1000..10000).contains(&number) && !number.is_multiple_of(1000);
    }
    if !(1000..2100).contains(&number)
        || around.char_before().is_some_and(|c| "$€£+−-#.,/".contains(c))
        || around.maths
    {
        return matches!(around.before.kind, Kind::Day | Kind::Month) && (1000..2100).contains(&number);
    }
    if matches!(around.before.kind, Kind::Day | Kind::Month) {
        return true;
    }
    let after = around.word_after(length);
    let era = ["AD", "BC", "BCE", "CE"].contains(&after);
    let counted = tongue.units.iter().any(|(unit, ..)| *unit == after && *unit != "in" && *unit != "A")
        || tongue.scale_words.contains(&after)
        || after.len() > 3 && after.ends_with('s') && !after.ends_with("ss") && !VERBS.contains(&after)
        || ["people", "of", "men", "women", "children", "more", "other", "new"].contains(&after);
    let before = around.before.word.to_lowercase();
    let dated = [
        "in", "since", "until", "till", "by", "from", "year", "before", "after", "during", "around", "circa",
        "early", "late", "mid", "summer", "winter", "spring", "fall", "autumn", "of", "to", "and", "between",
        "class", "anno",
    ]
    .contains(&before.as_str());
    era || !counted && (dated || (1900..2100).contains(&number))
}

const VERBS: &[&str] = &[
    "was", "this", "has", "is", "does", "feels", "seems", "begins", "ends", "marks", "sees", "brings",
    "looks",
];
