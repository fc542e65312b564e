//! Figures in twos and threes: fractions, feet and inches, sizes.

use super::{
    Around, Kind, ends, figure,
    quantity::{Number, number, with_unit},
    word_ends,
};
use crate::text::tongue::Tongue;

type Found = Option<(usize, String, Kind)>;

/// 1/2, 24/7, 9/11, 10/10.
pub(super) fn fraction(rest: &str, around: &Around, tongue: &Tongue) -> Found {
    let (o, over) = figure(rest, 1..=4)?;
    let (u, under) = figure(rest[o..].strip_prefix('/')?, 1..=4)?;
    let length = o + 1 + u;
    if !ends(&rest[length..]) && !rest[length..].starts_with(|c: char| c.is_alphabetic())
        || rest[length..].starts_with('/')
    {
        return None;
    }
    let mixed = matches!(around.before.kind, Kind::Number { .. }) && around.char_before() == Some(' ');
    let said = match (over, under) {
        (24, 7) | (9, 11) | (50, 50) | (7, 24) if !around.maths => {
            format!("{} {}", tongue.count(over.into()), tongue.count(under.into()))
        }
        _ if tongue.is_english() && over == under && under >= 5 => {
            format!("{} out of {}", tongue.count(over.into()), tongue.count(under.into()))
        }
        (1, 2) if mixed && tongue.is_english() => "and a half".to_owned(),
        (1, 4) if mixed && tongue.is_english() => "and a quarter".to_owned(),
        _ => {
            let plain = (over < under).then(|| (tongue.fraction)(over.into(), under.into())).flatten();
            let said = plain.unwrap_or_else(|| {
                format!("{} {} {}", tongue.count(over.into()), tongue.over, tongue.count(under.into()))
            });
            if mixed { format!("{} {said}", tongue.and) } else { said }
        }
    };
    Some((length, said, Kind::Number { one: false }))
}

/// 5'10", 6'2, 12".
pub(super) fn feet_and_inches(rest: &str, around: &Around, tongue: &Tongue) -> Found {
    let (f, feet) = figure(rest, 1..=3)?;
    if !tongue.is_english() {
        return None;
    }
    let quoted = around.text[..around.at].matches('"').count() % 2 == 1;
    let tail = &rest[f..];
    if let Some(inches) = tail.strip_prefix('\'').map(|tail| tail.trim_start_matches(' ')) {
        if let Some((i, inch)) = figure(inches, 1..=2).filter(|(_, inch)| *inch < 12) {
            let end = rest.len() - inches.len() + i;
            let closed = usize::from(rest[end..].starts_with('"'));
            if word_ends(&rest[end..]) {
                return Some((
                    end + closed,
                    format!("{} foot {}", tongue.count(feet.into()), tongue.count(inch.into())),
                    Kind::Word,
                ));
            }
        }
        let apart = inches.len() < tail.len() || tail.len() == 1;
        return (apart
            && word_ends(&tail[1..])
            && around.text[..around.at].matches('\'').count().is_multiple_of(2))
        .then(|| (f + 1, format!("{} feet", tongue.count(feet.into())), Kind::Word));
    }
    let number = number(rest, tongue)?;
    let is_inch = rest[number.length..].starts_with('"') && !quoted && word_ends(&rest[number.length + 1..]);
    let name = if number.is_one() { "inch" } else { "inches" };
    is_inch.then(|| (number.length + 1, format!("{} {name}", number.say(tongue)), Kind::Word))
}

/// 1920x1080, 2x4, 10×20 cm.
pub(super) fn dimensions(rest: &str, around: &Around, tongue: &Tongue) -> Found {
    let mut length = 0;
    let mut parts = Vec::new();
    loop {
        let part = number(&rest[length..], tongue)?;
        length += part.length;
        parts.push(part);
        let Some(mark) = rest[length..].chars().next().filter(|c| matches!(c, 'x' | '×' | 'X')) else {
            break;
        };
        if number(&rest[length + mark.len_utf8()..], tongue).is_none() || around.maths {
            break;
        }
        length += mark.len_utf8();
    }
    if parts.len() < 2 || around.maths {
        return None;
    }
    let said: Vec<String> = parts.iter().map(|part| pair_or_say(part, tongue)).collect();
    let (said, length) = with_unit(said.join(&format!(" {} ", tongue.by)), rest, length, tongue, false);
    Some((length, said, Kind::Number { one: false }))
}

/// Sizes of pictures are said in pairs: "ten eighty".
pub(super) fn pair_or_say(number: &Number, tongue: &Tongue) -> String {
    let pairs = tongue.is_english()
        && number.whole.len() == 4
        && number.decimals.is_empty()
        && !number.whole.ends_with("000");
    match number.whole.parse() {
        Ok(value) if pairs => (tongue.year)(value),
        _ => number.say(tongue),
    }
}
