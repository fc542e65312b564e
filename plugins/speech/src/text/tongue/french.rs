//! French.

use super::{Money, Short, Tongue, Unit, When, as_digits, english::short};

pub(super) static FRENCH: Tongue = Tongue {
    code: "fr",
    decimal: ',',
    group: '.',
    cardinal: as_digits,
    ordinal,
    ordinal_marks: &["er", "re", "ère", "e", "ème", "ième", "nd", "nde"],
    year: |year| year.to_string(),
    date,
    time,
    fraction,
    day_first: true,
    months: MONTHS,
    short_months: &[
        ("janv", 1),
        ("févr", 2),
        ("avr", 4),
        ("juil", 7),
        ("sept", 9),
        ("oct", 10),
        ("nov", 11),
        ("déc", 12),
    ],
    units: UNITS,
    scales: &[
        ("k", "mille", "mille"),
        ("K", "mille", "mille"),
        ("M", "million", "millions"),
        ("Md", "milliard", "milliards"),
        ("Mds", "milliard", "milliards"),
    ],
    scale_words: &["million", "millions", "milliard", "milliards"],
    money: &[
        Money { sign: "€", one: "euro", many: "euros", cent: "centime", cents: "centimes" },
        Money { sign: "$", one: "dollar", many: "dollars", cent: "cent", cents: "cents" },
        Money { sign: "£", one: "livre", many: "livres", cent: "penny", cents: "pence" },
        Money { sign: "¥", one: "yen", many: "yens", cent: "", cents: "" },
    ],
    shorts: SHORTS,
    signs: &[
        ('&', "et"),
        ('+', "plus"),
        ('=', "égale"),
        ('@', "arobase"),
        ('%', "pour cent"),
        ('€', "euros"),
        ('$', "dollars"),
        ('£', "livres"),
        ('×', "fois"),
        ('÷', "divisé par"),
        ('−', "moins"),
        ('±', "plus ou moins"),
        ('≈', "environ"),
        ('~', "environ"),
        ('<', "inférieur à"),
        ('>', "supérieur à"),
        ('≤', "au plus"),
        ('≥', "au moins"),
        ('≠', "différent de"),
        ('→', "vers"),
        ('∞', "infini"),
        ('√', "racine de"),
        ('©', "copyright"),
        ('§', "paragraphe"),
        ('°', "degrés"),
    ],
    percent: "pour cent",
    minus: "moins",
    plus: "plus",
    point: "point",
    to: "à",
    by: "par",
    per: "par",
    power: "puissance",
    squared: "au carré",
    cubed: "au cube",
    over: "sur",
    times: "fois",
    divided: "divisé par",
    equals: "égale",
    and: "et",
    at: "arobase",
    dot: "point",
    slash: "slash",
    dash: "tiret",
    underscore: "tiret bas",
    hashtag: "hashtag",
    number: "numéro",
    version: "version",
    love: "aime",
};

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

fn ordinal(number: u64) -> Option<String> {
    const SMALL: [&str; 22] = [
        "",
        "premier",
        "deuxième",
        "troisième",
        "quatrième",
        "cinquième",
        "sixième",
        "septième",
        "huitième",
        "neuvième",
        "dixième",
        "onzième",
        "douzième",
        "treizième",
        "quatorzième",
        "quinzième",
        "seizième",
        "dix-septième",
        "dix-huitième",
        "dix-neuvième",
        "vingtième",
        "vingt et unième",
    ];
    let known = usize::try_from(number).ok().and_then(|at| SMALL.get(at)).filter(|word| !word.is_empty());
    match (known, number) {
        (Some(word), _) => Some((*word).to_owned()),
        (None, 22..=29) => Some(format!("vingt-{}", SMALL[number as usize - 20])),
        (None, 100) => Some("centième".to_owned()),
        (None, 1000) => Some("millième".to_owned()),
        _ => None,
    }
}

fn date(year: Option<u32>, month: usize, day: u32) -> String {
    let month = MONTHS.get(month.wrapping_sub(1)).copied().unwrap_or_default();
    let day = if day == 1 { "premier".to_owned() } else { day.to_string() };
    year.map_or(format!("{day} {month}"), |year| format!("{day} {month} {year}"))
}

fn time(hour: u32, minute: u32, second: Option<u32>) -> String {
    let hours = if hour < 2 {
        format!("{} heure", if hour == 1 { "une".to_owned() } else { hour.to_string() })
    } else {
        format!("{hour} heures")
    };
    match (minute, second) {
        (0, None) => hours,
        (minute, None) => format!("{hours} {minute}"),
        (minute, Some(second)) => format!("{hours} {minute} minutes {second}"),
    }
}

fn fraction(over: u64, under: u64) -> Option<String> {
    let part = match under {
        2 if over == 1 => return Some("un demi".to_owned()),
        3 => "tiers".to_owned(),
        4 => "quart".to_owned(),
        under => ordinal(under)?,
    };
    let part = if over == 1 || part.ends_with('s') { part } else { format!("{part}s") };
    Some(format!("{} {part}", if over == 1 { "un".to_owned() } else { over.to_string() }))
}

#[rustfmt::skip] // One a line would be pages.
const UNITS: &[Unit] = &[
    ("kg", "kilogramme", "kilogrammes"), ("g", "gramme", "grammes"), ("mg", "milligramme", "milligrammes"), ("t", "tonne", "tonnes"), ("km", "kilomètre", "kilomètres"), ("m", "mètre", "mètres"),
    ("cm", "centimètre", "centimètres"), ("mm", "millimètre", "millimètres"), ("ms", "milliseconde", "millisecondes"), ("s", "seconde", "secondes"), ("min", "minute", "minutes"), ("h", "heure", "heures"),
    ("Hz", "hertz", "hertz"), ("kHz", "kilohertz", "kilohertz"), ("MHz", "mégahertz", "mégahertz"), ("GHz", "gigahertz", "gigahertz"), ("dB", "décibel", "décibels"), ("Ko", "kilooctet", "kilooctets"),
    ("Mo", "mégaoctet", "mégaoctets"), ("Go", "gigaoctet", "gigaoctets"), ("To", "téraoctet", "téraoctets"), ("MB", "mégaoctet", "mégaoctets"), ("GB", "gigaoctet", "gigaoctets"), ("km/h", "kilomètre heure", "kilomètres heure"),
    ("V", "volt", "volts"), ("W", "watt", "watts"), ("kW", "kilowatt", "kilowatts"), ("kWh", "kilowattheure", "kilowattheures"), ("l", "litre", "litres"), ("L", "litre", "litres"), ("ml", "millilitre", "millilitres"),
    ("cl", "centilitre", "centilitres"), ("px", "pixel", "pixels"), ("°C", "degré Celsius", "degrés Celsius"), ("°", "degré", "degrés"), ("m^2", "mètre carré", "mètres carrés"), ("km^2", "kilomètre carré", "kilomètres carrés"),
    ("m^3", "mètre cube", "mètres cubes"), ("fps", "image par seconde", "images par seconde"), ("EUR", "euro", "euros"), ("USD", "dollar américain", "dollars américains"),
];

#[rustfmt::skip] // One a line would be pages.
const SHORTS: &[Short] = &[
    short("m", "Monsieur", When::Stop), short("mm", "Messieurs", When::Stop), short("mme", "Madame", When::Always), short("mmes", "Mesdames", When::Always), short("mlle", "Mademoiselle", When::Always),
    short("dr", "Docteur", When::Always), short("pr", "Professeur", When::Stop), short("st", "Saint", When::Stop), short("ste", "Sainte", When::Stop), short("n", "numéro", When::Number), short("no", "numéro", When::Number),
    short("p", "page", When::Number), short("chap", "chapitre", When::Stop), short("vol", "volume", When::Stop), short("etc", "et cetera", When::MayEnd), short("cf", "confer", When::Stop), short("p.ex", "par exemple", When::Stop),
    short("ex", "exemple", When::Stop), short("c.-à-d", "c'est-à-dire", When::Stop), short("env", "environ", When::Stop), short("av", "avenue", When::Stop), short("bd", "boulevard", When::Stop), short("j.-c", "Jésus-Christ", When::MayEnd),
    short("tél", "téléphone", When::Stop), short("vs", "contre", When::Always), short("janv", "janvier", When::Stop), short("févr", "février", When::Stop), short("juil", "juillet", When::Stop), short("déc", "décembre", When::Stop),
];
