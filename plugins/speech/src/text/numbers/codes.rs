//! Numbers that count nothing: telephone numbers, versions, addresses of machines, digits in groups.

use super::{Around, Kind, digits, ends, word_ends};
use crate::text::tongue::Tongue;

type Found = Option<(usize, String, Kind)>;

/// +1 (555) 123-4567, 555-123-4567, 555-1234; more groups follow as [`Kind::Phone`].
pub(super) fn phone(rest: &str, around: &Around, tongue: &Tongue) -> Found {
    let said = |length: usize, sign: bool| {
        let digits = tongue.digits(&rest[..length]);
        let digits = if sign { format!("{} {digits}", tongue.plus) } else { digits };
        Some((length, digits, Kind::Phone))
    };
    if let Some(number) = rest.strip_prefix('+') {
        let country = digits(number);
        let tail = number[country.len()..].trim_start_matches([' ', '(', '-', '\u{a0}']);
        let more = tail.len() < number.len() - country.len() && digits(tail).len() >= 2;
        let whole = country.len() >= 8 && ends(&number[country.len()..]);
        return if (1..=3).contains(&country.len()) && more && count_digits(tail) >= 5 || whole {
            let group = group(&rest[1..]);
            said(1 + group, true)
        } else {
            None
        };
    }
    let first = digits(rest);
    if first.is_empty() {
        return None;
    }
    if around.before.kind == Kind::Phone {
        return said(group(rest), false);
    }
    let word = around.before.word.to_lowercase();
    let called =
        ["call", "phone", "tel", "telephone", "fax", "mobile", "whatsapp", "dial"].contains(&word.as_str());
    // (555) 123-4567
    let bracketed = around.char_before() == Some('(') && first.len() == 3 && {
        let tail = rest[3..].strip_prefix(')').map(|tail| tail.trim_start_matches([' ', '-']));
        tail.is_some_and(|tail| {
            digits(tail).len() == 3 && tail[3..].starts_with(['-', ' ', '.']) && digits(&tail[4..]).len() == 4
        })
    };
    let length = group(rest);
    let lengths: Vec<usize> = rest[..length].split(['-', '.']).map(str::len).collect();
    let known = matches!(lengths[..], [3, 3, 4] | [1, 3, 3, 4] | [3, 4]) && !rest[..length].contains('.')
        || matches!(lengths[..], [3, 3, 4]);
    // 0800 123 456
    let spaced = first.starts_with('0') && first.len() >= 3 && {
        let tail = rest[first.len()..].trim_start_matches([' ', '/', '-']);
        tail.len() < rest.len() - first.len() && digits(tail).len() >= 3
    };
    if bracketed
        || known && ends(&rest[length..])
        || spaced
        || called && first.len() >= 5 && word_ends(&rest[length..])
    {
        return said(if bracketed || spaced { first.len() } else { length }, false);
    }
    None
}

/// Digits joined by dashes or dots.
fn group(text: &str) -> usize {
    let mut end = digits(text).len();
    while let Some(tail) = text[end..].strip_prefix(['-', '.']) {
        match digits(tail).len() {
            0 => break,
            more => end += 1 + more,
        }
    }
    end
}

fn count_digits(text: &str) -> usize {
    text.chars()
        .take_while(|c| c.is_ascii_digit() || " -()./".contains(*c))
        .filter(char::is_ascii_digit)
        .count()
}

/// 2.1.3, 192.168.0.1: three parts and more.
pub(super) fn version(rest: &str, around: &Around, tongue: &Tongue) -> Found {
    let mut parts = vec![digits(rest)];
    let mut length = parts[0].len();
    while let Some(tail) = rest[length..].strip_prefix('.') {
        let part = digits(tail);
        if part.is_empty() {
            break;
        }
        parts.push(part);
        length += 1 + part.len();
    }
    let word = around.before.word;
    let named = ["v", "V", "version", "Version", "release", "ver"].contains(&word);
    let grouped = tongue.group == '.' && parts[0].len() <= 3 && parts[1..].iter().all(|part| part.len() == 3);
    if parts[0].is_empty()
        || parts.len() < 2
        || parts.len() == 2 && !named
        || grouped && parts[0] != "192"
        || !word_ends(&rest[length..])
    {
        return None;
    }
    let is_host = parts.len() == 4;
    let said: Vec<String> = parts
        .iter()
        .map(|part| {
            if part.len() > 2 && is_host || part.starts_with('0') {
                tongue.digits(part)
            } else {
                (tongue.cardinal)(part)
            }
        })
        .collect();
    let between = if is_host { tongue.dot } else { tongue.point };
    Some((length, said.join(&format!(" {between} ")), Kind::Word))
}

/// 1-2-3, 12-34-56: three groups and more.
pub(super) fn grouped(rest: &str, _: &Around, tongue: &Tongue) -> Found {
    let length = group(rest);
    let parts: Vec<&str> = rest[..length].split('-').collect();
    if parts.len() < 3 || rest[..length].contains('.') || !word_ends(&rest[length..]) {
        return None;
    }
    let said: Vec<String> = parts
        .iter()
        .map(|part| if part.len() > 2 { tongue.digits(part) } else { (tongue.cardinal)(part) })
        .collect();
    Some((length, said.join(" "), Kind::Word))
}
