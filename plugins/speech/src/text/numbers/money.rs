//! Amounts of money: $5, €3.50, $3.5bn, $10-20, $5/month.

use super::{
    Around, Kind,
    quantity::{number, scale, with_plus},
};
use crate::text::tongue::{Money, Tongue};

/// The currency whose sign stands at the start; the longest sign wins.
pub(in crate::text) fn money_sign(rest: &str, tongue: &Tongue) -> Option<&'static Money> {
    tongue.money.iter().filter(|money| rest.starts_with(money.sign)).max_by_key(|money| money.sign.len())
}

/// $5, €3.50, $3.5bn, -$5, $10-20, $5/month.
pub(super) fn money(rest: &str, around: &Around, tongue: &Tongue) -> Option<(usize, String, Kind)> {
    let negative = rest.chars().next().filter(|c| matches!(c, '-' | '−' | '+'));
    let signed = negative.map_or(0, char::len_utf8);
    let money = money_sign(&rest[signed..], tongue)?;
    let mut length = signed + money.sign.len();
    length += rest[length..].len() - rest[length..].trim_start_matches([' ', '\u{a0}']).len();
    let amount_of = number(&rest[length..], tongue)?;
    length += amount_of.length;
    let mut amount = amount_of.say(tongue);
    let mut many = if amount_of.is_one() { money.one } else { money.many };
    let mut cents = None;
    let scaled = scale(&rest[length..], tongue, true);
    if let Some((scale_length, name)) = scaled {
        let million = tongue.one_of(name).filter(|_| amount_of.is_one() && name != "mille");
        let amount = million.map_or_else(|| amount.clone(), str::to_owned);
        let minus =
            if negative.is_some_and(|c| c != '+') { format!("{} ", tongue.minus) } else { String::new() };
        length += scale_length;
        if !rest[length..].starts_with(['-', '–']) {
            let (said, length) =
                with_plus(format!("{minus}{amount} {name} {}", tongue.of(money.many)), rest, length, tongue);
            return Some((length, said, Kind::Word));
        }
    } else if amount_of.decimals.len() == 2 && !money.cents.is_empty() && ends_amount(&rest[length..]) {
        let hundredths: u64 = amount_of.decimals.parse().ok()?;
        amount = (tongue.cardinal)(&amount_of.whole);
        if let Some(one) = tongue.one_of(money.one).filter(|_| amount_of.whole == "1") {
            amount = one.to_owned();
        }
        many = if amount_of.whole == "1" { money.one } else { money.many };
        cents =
            (hundredths > 0).then_some((hundredths, if hundredths == 1 { money.cent } else { money.cents }));
    }
    let minus = match negative {
        Some('+') => format!("{} ", tongue.plus),
        Some(_) => format!("{} ", tongue.minus),
        None => String::new(),
    };
    // $10-20
    if let Some(mark) = rest[length..].chars().next().filter(|c| matches!(c, '-' | '–')) {
        let tail = &rest[length + mark.len_utf8()..];
        let again = if tail.starts_with(money.sign) { money.sign.len() } else { 0 };
        if let Some(end) = number(&tail[again..], tongue) {
            length += mark.len_utf8() + again + end.length;
            let mut last = end.say(tongue);
            if let Some((scale_length, name)) = scale(&rest[length..], tongue, true) {
                last = format!("{last} {name}");
                length += scale_length;
            }
            return Some((
                length,
                format!("{minus}{amount} {} {last} {}", tongue.to, money.many),
                Kind::Word,
            ));
        }
    }
    if scaled.is_none() && tongue.scale_words.contains(&around.word_after(length)) {
        return Some((length, format!("{minus}{amount}"), Kind::Money { many: money.many }));
    }
    let said = match cents {
        Some((hundredths, cents)) if amount_of.whole.bytes().all(|byte| byte == b'0') => {
            format!("{minus}{} {cents}", tongue.count(hundredths))
        }
        Some((hundredths, cents)) if tongue.is_english() && money.sign != "£" => {
            format!("{minus}{amount} {many} and {} {cents}", tongue.count(hundredths))
        }
        Some((hundredths, _)) => format!("{minus}{amount} {many} {}", tongue.count(hundredths)),
        None => format!("{minus}{}", tongue.amount(&amount, many == money.one && amount_of.is_one(), many)),
    };
    let (said, length) = with_plus(said, rest, length, tongue);
    Some((length, said, Kind::Word))
}

fn ends_amount(rest: &str) -> bool {
    !rest.starts_with(|c: char| c.is_alphanumeric())
}
