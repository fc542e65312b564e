//! Signs between words: which are marks, which are read, which are silent.

use super::{numbers::Kind, tongue::Tongue};

/// What a sign is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Said(&'static str),
    /// A dash that parts clauses.
    Pause,
}

/// Faces made of signs, which are not read.
pub(super) fn emoticon(rest: &str) -> Option<usize> {
    const FACES: &[&str] = &[
        ":-)",
        ":)",
        ":-(",
        ":(",
        ";-)",
        ";)",
        ":-D",
        ":D",
        ":-P",
        ":P",
        ":p",
        ":-/",
        ":/",
        ":-|",
        ":|",
        ":o",
        ":O",
        ":'(",
        ":3",
        "=)",
        "=(",
        "=D",
        "xD",
        "XD",
        "^^",
        "^_^",
        "-_-",
        "o_o",
        "O_O",
        "T_T",
        "B-)",
        ":*",
        ":-*",
        "\\o/",
        "¯\\_(ツ)_/¯",
        ">:(",
        "<3",
        "</3",
    ];
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let token = rest[..end].trim_end_matches(['.', ',', '!', '?']);
    FACES.contains(&token).then_some(token.len())
}

/// The mark at the start of `rest`: its length, and what a voice hears of it. `last` says that no word follows.
pub(super) fn mark(rest: &str, last: bool, before: Option<char>) -> Option<(usize, Option<char>)> {
    let c = rest.chars().next()?;
    let length = rest.find(|c: char| !is_stop(c)).unwrap_or(rest.len());
    if length > 0 {
        let stops = &rest[..length];
        let glued = rest[length..].starts_with(char::is_alphanumeric);
        let has = |marks: &[char]| stops.contains(marks);
        if stops.starts_with("!=") {
            return None;
        }
        return Some((
            length,
            if has(&['?', '？', '؟', '\u{37e}', '‽', '⁇']) {
                Some('?')
            } else if has(&['!', '！', '‼']) {
                Some('!')
            } else if last {
                Some('.')
            } else if has(&['…', '。', '।', '॥', '։', '።', '።']) || stops.contains("..") {
                Some(if has(&['…', '.']) { ',' } else { '.' })
            } else {
                // A full stop inside a sentence is no end, unless the next sentence is glued to it.
                let capital = rest[length..].starts_with(char::is_uppercase);
                (glued && capital && before.is_some_and(char::is_lowercase)).then_some('.')
            },
        ));
    }
    let next = rest[c.len_utf8()..].chars().next();
    let apart = next.is_none_or(|c| !c.is_alphanumeric());
    Some((
        c.len_utf8(),
        match c {
            ';' | '；' | '؛' => Some(';'),
            ':' | '：' if apart || before.is_some_and(|c| !c.is_ascii()) => Some(':'),
            ',' | '，' | '、' | '،' | '—' | '・' => Some(','),
            _ => return None,
        },
    ))
}

fn is_stop(c: char) -> bool {
    matches!(
        c,
        '.' | '!'
            | '?'
            | '…'
            | '。'
            | '！'
            | '？'
            | '؟'
            | '।'
            | '॥'
            | '։'
            | '።'
            | '\u{37e}'
            | '‽'
            | '‼'
            | '⁇'
    )
}

/// What stands around a sign.
pub(super) struct Around<'t> {
    pub text: &'t str,
    pub at: usize,
    pub before: Option<char>,
    /// What was read before it, and the word.
    pub kind: Kind,
    pub word: &'t str,
    pub maths: bool,
}

/// Reads the sign at `around.at`, which is no mark: its length and what it is.
pub(super) fn read(around: &Around, tongue: &Tongue) -> (usize, Option<Sign>) {
    let rest = &around.text[around.at..];
    let c = rest.chars().next().unwrap_or_default();
    let length = c.len_utf8();
    let tail = &rest[length..];
    let next = tail.chars().next();
    let space_before = around.before.is_none_or(char::is_whitespace);
    let space_after = next.is_none_or(char::is_whitespace);
    let word_before = !around.word.is_empty();
    let word_after = tail.trim_start().starts_with(|c: char| c.is_alphanumeric() || "$€£-−+(√".contains(c));
    let between = word_before && word_after;
    let digit_before = around.text[..around.at]
        .trim_end()
        .ends_with(|c: char| c.is_ascii_digit() || matches!(c, ')' | '%' | 'π'));
    let digit_after = tail.trim_start().starts_with(|c: char| c.is_ascii_digit() || matches!(c, '(' | 'π'));
    let said = |c: char| tongue.signs.iter().find(|(sign, _)| *sign == c).map(|(_, said)| Sign::Said(said));
    for (signs, like) in
        [("->", '→'), ("=>", '⇒'), ("<=", '≤'), (">=", '≥'), ("!=", '≠'), ("==", '='), ("<->", '↔')]
    {
        if let Some(after) = rest.strip_prefix(signs) {
            let words = word_before && after.trim_start().starts_with(char::is_alphanumeric);
            return (signs.len(), if words { said(like) } else { None });
        }
    }
    let sign = match c {
        '-' | '–' | '−' if space_before && space_after => {
            if around.maths && digit_before && digit_after {
                Some(Sign::Said(tongue.minus))
            } else if between {
                Some(Sign::Pause)
            } else {
                None
            }
        }
        '-' | '−' if digit_before && digit_after && around.maths => Some(Sign::Said(tongue.minus)),
        '−' => said('−'),
        '–' if is_day(around.word) && between => Some(Sign::Said(tongue.to)),
        // 9am-5pm
        '-' | '–' if digit_after && !space_before && ends_in_half(around.word) => {
            Some(Sign::Said(tongue.to))
        }
        '-' if is_day(around.word) && next.is_some_and(char::is_uppercase) => Some(Sign::Said(tongue.to)),
        '–' if between && !space_before => Some(Sign::Pause),
        '*' if digit_before && digit_after => Some(Sign::Said(tongue.times)),
        '/' if digit_before && digit_after && around.maths => Some(Sign::Said(tongue.divided)),
        '/' if space_before && space_after && between => Some(Sign::Pause),
        '/' if matches!(around.kind, Kind::Word | Kind::Number { .. }) && is_rate(around, tail) => {
            Some(Sign::Said(tongue.per))
        }
        ':' if digit_before && digit_after && !space_before && around.word.matches('.').count() < 2 => {
            Some(Sign::Said(match tongue.code {
                "de" => "zu",
                "zh" => "比",
                _ => tongue.to,
            }))
        }
        '^' if word_before && next.is_some_and(|c| c.is_ascii_digit() || c == '-') => {
            let digits = tail.bytes().take_while(u8::is_ascii_digit).count();
            return match &tail[..digits] {
                "2" if around.word.chars().count() == 1 || around.maths => {
                    (length + 1, Some(Sign::Said(tongue.squared)))
                }
                "3" if around.word.chars().count() == 1 || around.maths => {
                    (length + 1, Some(Sign::Said(tongue.cubed)))
                }
                // A mark of a footnote.
                _ if around.word.chars().count() > 1 && around.before.is_some_and(char::is_alphabetic) => {
                    (length + digits, None)
                }
                _ => (length, Some(Sign::Said(tongue.power))),
            };
        }
        '#' if next.is_some_and(|c| c.is_ascii_digit())
            && !around.before.is_some_and(char::is_alphanumeric) =>
        {
            Some(Sign::Said(tongue.number))
        }
        '#' if next.is_some_and(char::is_alphabetic) => Some(Sign::Said(tongue.hashtag)),
        '#' if tongue.is_english()
            && around.word.len() == 1
            && around.before.is_some_and(char::is_uppercase) =>
        {
            Some(Sign::Said("sharp"))
        }
        '№' => Some(Sign::Said(tongue.number)),
        '@' if next.is_some_and(char::is_alphanumeric) || space_after && between => {
            Some(Sign::Said(tongue.at))
        }
        '<' | '>'
            if around.maths
                || space_before
                    && space_after
                    && between
                    && (digit_before || digit_after || around.word.len() == 1) =>
        {
            said(c)
        }
        '+' if around.before.is_some_and(|c| c.is_alphanumeric() || c == '+') || between => {
            Some(Sign::Said(tongue.plus))
        }
        '=' if between => Some(Sign::Said(tongue.equals)),
        '&' if between => Some(Sign::Said(tongue.and)),
        '%' if digit_before || space_before => Some(Sign::Said(tongue.percent)),
        '~' if digit_after && space_before => said('~'),
        '°' if digit_before || space_before => said('°'),
        '$' | '€' | '£' | '¥' if space_before || digit_before => said(c),
        '×' | '÷' | '→' | '⇒' | '↔' if between => said(c),
        '√' | '∞' | '≈' | '≠' | '≤' | '≥' | '±' | '©' | '§' | '∑' | '∆' | 'µ' | '‰' => {
            said(c)
        }
        '|' | '•' | '·' | '►' if between && space_before => Some(Sign::Pause),
        _ => None,
    };
    (length, sign)
}

/// Days of the week, which a dash makes a range.
fn is_day(word: &str) -> bool {
    const DAYS: &[&str] = &["mon", "tue", "tues", "wed", "thu", "thurs", "fri", "sat", "sun"];
    let lower = word.to_lowercase();
    DAYS.contains(&lower.as_str()) || lower.ends_with("day") && lower.len() > 5
}

/// Whether a time of day with its half was read: "9am".
fn ends_in_half(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    lower.starts_with(|c: char| c.is_ascii_digit())
        && (lower.ends_with('m') || lower.ends_with("m."))
        && (lower.contains('a') || lower.contains('p'))
}

/// "$5/month": an amount over a measure of time or a thing.
fn is_rate(around: &Around, tail: &str) -> bool {
    let end = tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len());
    let amount = around.word.contains(|c: char| c.is_ascii_digit());
    amount
        && [
            "month", "year", "week", "day", "hour", "minute", "second", "mo", "yr", "hr", "user", "person",
            "kg", "km", "h", "s",
        ]
        .contains(&&tail[..end])
}
