//! Chinese (Mandarin): figures are written as letters, which [`super::super::phonetic`] makes pinyin of.

use super::{Money, Tongue, Unit, neutral::NEUTRAL};

pub(super) static CHINESE: Tongue = Tongue {
    code: "zh",
    cardinal,
    ordinal: |number| Some(format!("第{}", cardinal(&number.to_string()))),
    year: |year| each(&year.to_string()),
    date,
    time,
    fraction: |over, under| {
        Some(format!("{}分之{}", cardinal(&under.to_string()), cardinal(&over.to_string())))
    },
    day_first: false,
    units: UNITS,
    scales: &[
        ("k", "千", "千"),
        ("K", "千", "千"),
        ("w", "万", "万"),
        ("W", "万", "万"),
        ("M", "百万", "百万"),
    ],
    scale_words: &["万", "亿", "千", "百"],
    money: &[
        Money { sign: "¥", one: "元", many: "元", cent: "", cents: "" },
        Money { sign: "￥", one: "元", many: "元", cent: "", cents: "" },
        Money { sign: "$", one: "美元", many: "美元", cent: "", cents: "" },
        Money { sign: "€", one: "欧元", many: "欧元", cent: "", cents: "" },
        Money { sign: "£", one: "英镑", many: "英镑", cent: "", cents: "" },
    ],
    signs: &[
        ('&', "和"),
        ('+', "加"),
        ('=', "等于"),
        ('@', "艾特"),
        ('×', "乘"),
        ('÷', "除以"),
        ('−', "减"),
        ('≈', "约等于"),
        ('~', "大约"),
        ('→', "到"),
        ('<', "小于"),
        ('>', "大于"),
        ('±', "正负"),
        ('°', "度"),
    ],
    percent: "百分之",
    minus: "负",
    plus: "加",
    point: "点",
    to: "到",
    by: "乘",
    per: "每",
    power: "的次方",
    squared: "的平方",
    cubed: "的立方",
    over: "比",
    times: "乘",
    divided: "除以",
    equals: "等于",
    and: "和",
    at: "艾特",
    dot: "点",
    slash: "斜杠",
    dash: "杠",
    underscore: "下划线",
    hashtag: "话题",
    number: "第",
    version: "版本",
    love: "爱",
    ..NEUTRAL
};

const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

fn each(digits: &str) -> String {
    digits.chars().filter_map(|c| c.to_digit(10)).map(|digit| DIGITS[digit as usize]).collect()
}

/// Whole digits as Chinese letters; one by one where there are too many, or where they begin with a zero.
fn cardinal(digits: &str) -> String {
    if digits.len() > 16 || digits.len() > 1 && digits.starts_with('0') {
        return each(digits);
    }
    let Ok(number) = digits.parse::<u64>() else { return each(digits) };
    if number == 0 {
        return "零".to_owned();
    }
    let mut out = String::new();
    let mut gap = false;
    for (scale, name) in [(1_0000_0000_0000, "万亿"), (1_0000_0000, "亿"), (1_0000, "万"), (1, "")] {
        let group = number / scale % 10_000;
        if group == 0 {
            gap |= !out.is_empty();
            continue;
        }
        if !out.is_empty() && (gap || group < 1000) {
            out.push('零');
        }
        out.push_str(&four(group, out.is_empty()));
        out.push_str(name);
        gap = false;
    }
    out
}

fn four(number: u64, first: bool) -> String {
    let mut out = String::new();
    let mut gap = false;
    for (scale, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = number / scale % 10;
        if digit == 0 {
            gap |= !out.is_empty();
            continue;
        }
        if gap {
            out.push('零');
            gap = false;
        }
        // "十五", not "一十五", where nothing is before it.
        if !(scale == 10 && digit == 1 && out.is_empty() && first) {
            out.push(DIGITS[digit as usize]);
        }
        out.push_str(name);
    }
    out
}

fn date(year: Option<u32>, month: usize, day: u32) -> String {
    let rest = format!("{}月{}日", cardinal(&month.to_string()), cardinal(&day.to_string()));
    year.map_or(rest.clone(), |year| format!("{}年{rest}", each(&year.to_string())))
}

fn time(hour: u32, minute: u32, second: Option<u32>) -> String {
    let hour = if hour == 2 { "两".to_owned() } else { cardinal(&hour.to_string()) };
    let minutes = match minute {
        0 if second.is_none() => String::new(),
        0..10 => format!("零{}分", cardinal(&minute.to_string())),
        _ => format!("{}分", cardinal(&minute.to_string())),
    };
    let seconds = second.map_or(String::new(), |second| format!("{}秒", cardinal(&second.to_string())));
    format!("{hour}点{minutes}{seconds}")
}

#[rustfmt::skip] // One a line would be pages.
const UNITS: &[Unit] = &[
    ("kg", "公斤", "公斤"), ("g", "克", "克"), ("km", "公里", "公里"), ("m", "米", "米"), ("cm", "厘米", "厘米"), ("mm", "毫米", "毫米"), ("ms", "毫秒", "毫秒"), ("s", "秒", "秒"), ("h", "小时", "小时"), ("min", "分钟", "分钟"),
    ("km/h", "公里每小时", "公里每小时"), ("°C", "摄氏度", "摄氏度"), ("°", "度", "度"), ("ml", "毫升", "毫升"), ("L", "升", "升"), ("m^2", "平方米", "平方米"),
];
