//! Japanese: espeak-ng reads figures, but no Chinese letters; counters are written in kana.

use super::{Money, Tongue, Unit, as_digits, neutral::NEUTRAL};

pub(super) static JAPANESE: Tongue = Tongue {
    code: "ja",
    cardinal: as_digits,
    date,
    time,
    fraction: |over, under| Some(format!("{under} ぶんの {over}")),
    day_first: false,
    units: UNITS,
    money: &[
        Money { sign: "¥", one: "えん", many: "えん", cent: "", cents: "" },
        Money { sign: "$", one: "ドル", many: "ドル", cent: "", cents: "" },
        Money { sign: "€", one: "ユーロ", many: "ユーロ", cent: "", cents: "" },
        Money { sign: "£", one: "ポンド", many: "ポンド", cent: "", cents: "" },
    ],
    signs: &[
        ('&', "アンド"),
        ('+', "プラス"),
        ('=', "イコール"),
        ('@', "アットマーク"),
        ('×', "かける"),
        ('÷', "わる"),
        ('−', "マイナス"),
        ('~', "から"),
        ('→', "から"),
        ('°', "ど"),
    ],
    percent: "パーセント",
    minus: "マイナス",
    plus: "プラス",
    point: "てん",
    to: "から",
    by: "かける",
    per: "まい",
    power: "じょう",
    over: "たい",
    times: "かける",
    divided: "わる",
    equals: "イコール",
    and: "と",
    at: "アットマーク",
    dot: "ドット",
    slash: "スラッシュ",
    dash: "ハイフン",
    underscore: "アンダーバー",
    hashtag: "ハッシュタグ",
    number: "ナンバー",
    version: "バージョン",
    love: "ラブ",
    ..NEUTRAL
};

fn date(year: Option<u32>, month: usize, day: u32) -> String {
    let rest = format!("{month} がつ {}", days(day));
    year.map_or(rest.clone(), |year| format!("{year} ねん {rest}"))
}

/// Days have names of their own.
fn days(day: u32) -> String {
    const NAMES: [&str; 10] = [
        "ついたち",
        "ふつか",
        "みっか",
        "よっか",
        "いつか",
        "むいか",
        "なのか",
        "ようか",
        "ここのか",
        "とおか",
    ];
    match day {
        1..=10 => NAMES[day as usize - 1].to_owned(),
        20 => "はつか".to_owned(),
        day => format!("{day} にち"),
    }
}

fn time(hour: u32, minute: u32, _: Option<u32>) -> String {
    if minute == 0 { format!("{hour} じ") } else { format!("{hour} じ {minute} ふん") }
}

#[rustfmt::skip] // One a line would be pages.
const UNITS: &[Unit] = &[
    ("kg", "キログラム", "キログラム"), ("g", "グラム", "グラム"), ("km", "キロメートル", "キロメートル"), ("m", "メートル", "メートル"), ("cm", "センチメートル", "センチメートル"), ("mm", "ミリメートル", "ミリメートル"),
    ("ml", "ミリリットル", "ミリリットル"), ("°C", "ど", "ど"), ("°", "ど", "ど"), ("GB", "ギガバイト", "ギガバイト"), ("MB", "メガバイト", "メガバイト"),
];
