//! Counts and amounts: signs, decimals, scales, units, currencies, fractions, ranges.

use super::money::money_sign;
use super::{Around, Kind, calendar, digits, measures, word_ends};
use crate::text::tongue::{Tongue, Unit};

type Found = Option<(usize, String, Kind)>;

/// A number as written.
pub(super) struct Number<'t> {
    pub length: usize,
    /// Whole digits without anything between them.
    pub whole: String,
    pub decimals: &'t str,
    /// The char before the decimals.
    mark: char,
}

/// 5, 1,000, 3.14, 3.000,50, 1 000 000, 1'000.
pub(super) fn number<'t>(rest: &'t str, tongue: &Tongue) -> Option<Number<'t>> {
    let first = digits(rest);
    if first.is_empty() {
        // .5
        let decimals = digits(rest.strip_prefix(tongue.decimal)?);
        let length = 1 + decimals.len();
        return (!decimals.is_empty()).then(|| Number {
            length,
            whole: "0".into(),
            decimals,
            mark: tongue.decimal,
        });
    }
    let mut whole = first.to_owned();
    let mut length = first.len();
    let mut grouping = None;
    while let Some(mark) =
        rest[length..].chars().next().filter(|c| matches!(c, ',' | '.' | '\u{a0}' | '\'' | ' ' | '_'))
    {
        let tail = &rest[length + mark.len_utf8()..];
        let group = digits(tail);
        let other = grouping.is_some_and(|known| known != mark);
        let fits = group.len() == 3 && first.len() <= 3 && !other && first != "0";
        let allowed = match mark {
            // A plain space parts thousands in languages that use no comma for them.
            ' ' => tongue.decimal == ',' && !tail[group.len()..].starts_with(['.', ':', '/', '-']),
            // Once more of the same, or decimals after it, show that it groups, whatever the language.
            ',' | '.' if mark != tongue.group => {
                let more = &tail[group.len()..];
                grouping.is_some() || more.starts_with(mark) || other_decimal(more, mark)
            }
            _ => true,
        };
        // Four figures before a comma group: "1000,000" is no number of thousands.
        if !(fits && allowed) {
            break;
        }
        grouping = Some(mark);
        whole.push_str(group);
        length += mark.len_utf8() + 3;
    }
    let mut decimals = "";
    let mut mark = tongue.decimal;
    if let Some(c) = rest[length..].chars().next().filter(|c| matches!(c, ',' | '.')) {
        let found = digits(&rest[length + 1..]);
        let is_decimal = c == tongue.decimal
            || c == '.' && tongue.decimal != '.' && grouping != Some('.')
            || grouping.is_some_and(|known| known != c);
        if is_decimal && !found.is_empty() {
            (decimals, mark) = (found, c);
            length += 1 + found.len();
        }
    }
    Some(Number { length, whole, decimals, mark })
}

/// Whether `tail` has decimals after the other mark, so that `mark` groups: "3.000,50".
fn other_decimal(tail: &str, mark: char) -> bool {
    let other = if mark == '.' { ',' } else { '.' };
    tail.strip_prefix(other).is_some_and(|tail| matches!(digits(tail).len(), 1 | 2))
}

impl Number<'_> {
    pub fn is_one(&self) -> bool {
        self.whole == "1" && self.decimals.is_empty()
    }

    pub fn say(&self, tongue: &Tongue) -> String {
        let whole = (tongue.cardinal)(&self.whole);
        if self.decimals.is_empty() {
            whole
        } else if tongue.is_english() || tongue.code == "zh" {
            format!("{whole} {} {}", tongue.point, tongue.digits(self.decimals))
        } else {
            // espeak-ng reads decimals in the language's own form.
            let mark = if self.mark == '.' { '.' } else { tongue.decimal };
            format!("{whole}{mark}{}", self.decimals)
        }
    }
}

/// "5+" is "five plus".
pub(super) fn with_plus(said: String, rest: &str, length: usize, tongue: &Tongue) -> (String, usize) {
    match rest[length..].strip_prefix('+') {
        Some(tail) if !tail.starts_with(|c: char| c.is_alphanumeric() || c == '+') => {
            (format!("{said} {}", tongue.plus), length + 1)
        }
        _ => (said, length),
    }
}

/// A scale that touches a number. `money` says that "m" means millions.
pub(super) fn scale(rest: &str, tongue: &Tongue, money: bool) -> Option<(usize, &'static str)> {
    let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    let word = &rest[..end];
    if money && matches!(word, "m" | "b") && tongue.is_english() {
        return Some((1, if word == "m" { "million" } else { "billion" }));
    }
    tongue.scales.iter().find(|(written, ..)| *written == word).map(|(_, _, many)| (end, *many))
}

/// Reads a unit at the start of `rest`, with "per" for "/h": its length and reading.
pub(in crate::text) fn unit(rest: &str, one: bool, tongue: &Tongue) -> Option<(usize, String)> {
    let token = rest
        .find(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '!' | '?' | ')' | '"'))
        .unwrap_or(rest.len());
    let token = rest[..token].trim_end_matches(['.', ':']);
    let find = |text: &str| tongue.units.iter().find(|(written, ..)| *written == text);
    let said = |unit: &Unit| if one { unit.1 } else { unit.2 };
    if let Some(unit) = find(token) {
        return Some((token.len(), said(unit).to_owned()));
    }
    // €/kg and GB/s.
    if let Some((over, under)) = token.split_once('/') {
        let (over, under) = (find(over)?, find(under)?);
        return Some((token.len(), format!("{} {} {}", said(over), tongue.per, under.1)));
    }
    // A range of °C, or a unit with a dash after it.
    let end = token.find(['-', '–', '+', '=', '*', '×'])?;
    let unit = find(&token[..end])?;
    Some((end, said(unit).to_owned()))
}

/// 10-20, 5–10%, 3-1.
pub(super) fn range(rest: &str, around: &Around, tongue: &Tongue) -> Found {
    let first = number(rest, tongue)?;
    let mark = rest[first.length..].chars().next().filter(|c| matches!(c, '-' | '–' | '—'))?;
    let at = first.length + mark.len_utf8();
    let last = number(&rest[at..], tongue)?;
    let length = at + last.length;
    if around.maths {
        return None;
    }
    let said = format!("{} {} {}", first.say(tongue), tongue.to, last.say(tongue));
    let (said, length) = match scale(&rest[length..], tongue, false) {
        Some((scale, name)) => (format!("{said} {name}"), length + scale),
        None => (said, length),
    };
    let (said, length) = with_unit(said, rest, length, tongue, false);
    Some((length, said, Kind::Number { one: false }))
}

/// Adds the percent sign, the currency or the unit that touches a number.
pub(super) fn with_unit(
    said: String,
    rest: &str,
    length: usize,
    tongue: &Tongue,
    one: bool,
) -> (String, usize) {
    let tail = &rest[length..];
    let space = tail.len() - tail.trim_start_matches('\u{a0}').len();
    if tail[space..].starts_with('%') {
        return (tongue.amount(&said, false, tongue.percent), length + space + 1);
    }
    if let Some(money) = money_sign(&tail[space..], tongue) {
        let noun = if one { money.one } else { money.many };
        return (tongue.amount(&said, one, noun), length + space + money.sign.len());
    }
    match unit(&tail[space..], one, tongue) {
        Some((unit, noun)) => (tongue.amount(&said, one, &noun), length + space + unit),
        None => (said, length),
    }
}

/// A price with a comma where the language writes a point.
fn comma_price<'t>(rest: &'t str, number: &Number<'t>, tongue: &Tongue) -> Option<Number<'t>> {
    let cents = digits(rest[number.length..].strip_prefix(',')?);
    let length = number.length + 1 + cents.len();
    let after = rest[length..].trim_start_matches([' ', '\u{a0}']);
    let is_price = cents.len() == 2 && number.decimals.is_empty() && money_sign(after, tongue).is_some();
    is_price.then(|| Number { length, whole: number.whole.clone(), decimals: cents, mark: ',' })
}

/// 3,50 €: the decimals are hundredths of a currency that comes after them.
fn price(number: &Number, rest: &str, tongue: &Tongue) -> Option<(String, usize)> {
    let tail = rest.trim_start_matches([' ', '\u{a0}']);
    let money =
        money_sign(tail, tongue).filter(|money| !money.cents.is_empty() && number.decimals.len() == 2)?;
    let cents: u64 = number.decimals.parse().ok()?;
    let one = number.whole == "1";
    let euros =
        tongue.amount(&(tongue.cardinal)(&number.whole), one, if one { money.one } else { money.many });
    let said = match (number.whole.as_str(), cents) {
        (_, 0) => euros,
        ("0", cents) => {
            format!("{} {}", tongue.count(cents), if cents == 1 { money.cent } else { money.cents })
        }
        (_, cents) if tongue.is_english() => format!("{euros} and {} {}", tongue.count(cents), money.cents),
        (_, cents) => format!("{euros} {}", tongue.count(cents)),
    };
    Some((said, rest.len() - tail.len() + money.sign.len()))
}

/// Any other number, with the sign before it and the scale or unit that touches it.
pub(super) fn signed(rest: &str, around: &Around, tongue: &Tongue) -> Found {
    let sign = rest.chars().next().filter(|c| matches!(c, '+' | '-' | '−' | '±' | '~' | '≈'));
    let skip = sign.map_or(0, char::len_utf8);
    let number = number(&rest[skip..], tongue)?;
    // "5,99 €" is a price in every language.
    let number = comma_price(&rest[skip..], &number, tongue).unwrap_or(number);
    let mut length = skip + number.length;
    let tail = &rest[length..];
    let plain = number.decimals.is_empty() && number.whole.len() == number.length;
    let one = number.is_one();
    let mut said = match around.before.kind {
        // "RTX 4090" is said in pairs.
        Kind::Name if plain && number.whole.len() == 4 => measures::pair_or_say(&number, tongue),
        _ => number.say(tongue),
    };
    let letters = tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len());
    let letters = &tail[..letters];
    let mark = tongue
        .ordinal_marks
        .iter()
        .filter(|mark| tail.strip_prefix(**mark).is_some_and(word_ends))
        .max_by_key(|mark| mark.len());
    if let Some((price, more)) = price(&number, tail, tongue).filter(|_| sign.is_none()) {
        return Some((length + more, price, Kind::Word));
    }
    // "1 Euro" is "ein Euro", although the noun is the next word.
    let next = tail.trim_start_matches([' ', '\u{a0}']);
    if one && next.len() < tail.len() {
        let noun = money_sign(next, tongue)
            .map(|money| money.one.to_owned())
            .or_else(|| unit(next, true, tongue).map(|(_, noun)| noun));
        let noun = noun.or_else(|| nouns(next, tongue));
        if let Some(one) = noun.and_then(|noun| tongue.one_of(&noun)) {
            said = one.to_owned();
        }
    }
    let ordinal = mark.filter(|_| plain && number.whole.len() < 10).and_then(|mark| {
        let said = (tongue.ordinal)(number.whole.parse().ok()?)?;
        if tongue.code == "de" {
            // A full stop makes an ordinal only where the sentence goes on with a word.
            let goes_on = tail[1..].starts_with(' ') && tail[2..].starts_with(char::is_alphabetic);
            return goes_on.then(|| (calendar::bend(said, around.before.word), 1));
        }
        Some((said, mark.len()))
    });
    let mut kind = Kind::Number { one };
    if plain && tail.starts_with('ª') && matches!(tongue.code, "es" | "it" | "pt") {
        (said, length, kind) = (format!("{}ª", number.whole), length + 'ª'.len_utf8(), Kind::Word);
    } else if let Some((ordinal, mark)) = ordinal {
        (said, length, kind) = (ordinal, length + mark, Kind::Word);
    } else if tongue.is_english()
        && plain
        && matches!(
            (number.whole.as_str(), letters),
            ("2" | "4" | "5" | "8" | "16", "K") | (_, "G" | "D") | ("1", "v")
        )
    {
        said = format!("{said} {letters}");
        length += letters.len();
    } else if tongue.is_english() && matches!(letters, "p" | "i") && number.whole.len() >= 3 {
        // 720p and 1080i.
        let pair = match number.whole.parse::<u32>() {
            Ok(lines @ 1000..) => (tongue.year)(lines),
            Ok(lines) if lines % 100 >= 10 => {
                format!("{} {}", tongue.count((lines / 100).into()), tongue.count((lines % 100).into()))
            }
            _ => number.say(tongue),
        };
        said = format!("{pair} {}", letters.to_uppercase());
        length += letters.len();
    } else if let Some((scale, name)) = scale(tail, tongue, false)
        .filter(|_| !(letters == "B" || letters == "T" || letters == "M") || number.whole.len() <= 3)
    {
        said = tongue.amount(&said, one && tongue.code != "fr", name);
        length += scale;
        kind = Kind::Number { one: false };
        if let Some(money) = money_sign(&rest[length..], tongue) {
            said = format!("{said} {}", tongue.of(money.many));
            length += money.sign.len();
            kind = Kind::Word;
        }
    } else {
        let before = length;
        (said, length) = with_unit(said, rest, length, tongue, one);
        if length > before {
            kind = Kind::Word;
        }
    }
    (said, length) = power(said, rest, length, tongue);
    if tail.starts_with('+') || length < rest.len() {
        (said, length) = with_plus(said, rest, length, tongue);
    }
    let sign = match sign {
        Some('+') => tongue.plus.to_owned(),
        Some('-' | '−') => tongue.minus.to_owned(),
        Some(sign) => tongue
            .signs
            .iter()
            .find(|(c, _)| *c == sign)
            .map_or(String::new(), |(_, said)| (*said).to_owned()),
        None => return Some((length, said, kind)),
    };
    let said = match sign.as_str() {
        "" => said,
        // Where the word is not known the sign stays at its figure, and espeak-ng knows it.
        "-" => format!("-{said}"),
        sign => format!("{sign} {said}"),
    };
    Some((length, said, kind))
}

/// "M€" after a figure and a space: its length and reading.
pub(in crate::text) fn scaled_money(rest: &str, tongue: &Tongue) -> Option<(usize, String)> {
    let (length, name) = scale(rest, tongue, false)?;
    let money = money_sign(&rest[length..], tongue)?;
    Some((length + money.sign.len(), format!("{name} {}", tongue.of(money.many))))
}

/// The noun at the start of `rest`, where it is the name of a unit or a currency.
fn nouns(rest: &str, tongue: &Tongue) -> Option<String> {
    let word = &rest[..rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len())];
    let known = tongue.money.iter().any(|money| money.one == word)
        || tongue.units.iter().any(|(_, one, _)| *one == word)
        || tongue.scales.iter().any(|(_, one, _)| *one == word);
    known.then(|| word.to_owned())
}

/// 10^6, 5².
fn power(said: String, rest: &str, length: usize, tongue: &Tongue) -> (String, usize) {
    let Some(tail) = rest[length..].strip_prefix('^') else { return (said, length) };
    let minus = tail.starts_with(['-', '−']);
    let sign = if minus { tail.chars().next().map_or(0, char::len_utf8) } else { 0 };
    let exponent = digits(&tail[sign..]);
    if exponent.is_empty() {
        return (said, length);
    }
    let said = match (minus, exponent) {
        (false, "2") if !tongue.squared.is_empty() => format!("{said} {}", tongue.squared),
        (false, "3") if !tongue.cubed.is_empty() => format!("{said} {}", tongue.cubed),
        (minus, digits) => {
            let sign = if minus { format!("{} ", tongue.minus) } else { String::new() };
            format!("{said} {} {sign}{}", tongue.power, (tongue.cardinal)(digits))
        }
    };
    (said, length + 1 + sign + exponent.len())
}
