//! Any other language: figures are left to espeak-ng, signs are silent.

use super::{Tongue, as_digits};

pub(super) static NEUTRAL: Tongue = Tongue {
    code: "und",
    decimal: '.',
    group: ',',
    cardinal: as_digits,
    ordinal: |_| None,
    ordinal_marks: &[],
    year: |year| year.to_string(),
    date,
    time,
    fraction: |_, _| None,
    day_first: true,
    months: [""; 12],
    short_months: &[],
    units: &[],
    scales: &[],
    scale_words: &[],
    money: &[],
    shorts: &[],
    signs: &[],
    percent: "%",
    minus: "-",
    plus: "",
    point: "",
    to: "",
    by: "",
    per: "",
    power: "",
    squared: "",
    cubed: "",
    over: "",
    times: "",
    divided: "",
    equals: "",
    and: "",
    at: "",
    dot: "",
    slash: "",
    dash: "",
    underscore: "",
    hashtag: "",
    number: "",
    version: "",
    love: "",
};

fn date(year: Option<u32>, month: usize, day: u32) -> String {
    year.map_or(format!("{day} {month}"), |year| format!("{day} {month} {year}"))
}

fn time(hour: u32, minute: u32, _: Option<u32>) -> String {
    format!("{hour} {minute}")
}
