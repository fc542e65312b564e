//! Italian.

use super::{Money, Short, Tongue, Unit, When, as_digits, english::short};

pub(super) static ITALIAN: Tongue = Tongue {
    code: "it",
    decimal: ',',
    group: '.',
    cardinal: as_digits,
    // espeak-ng reads this sign right.
    ordinal: |number| Some(format!("{number}º")),
    ordinal_marks: &["º", ".º", "°"],
    year: |year| year.to_string(),
    date,
    time,
    fraction,
    day_first: true,
    months: MONTHS,
    short_months: &[
        ("gen", 1),
        ("feb", 2),
        ("apr", 4),
        ("giu", 6),
        ("lug", 7),
        ("ago", 8),
        ("ott", 10),
        ("nov", 11),
        ("dic", 12),
    ],
    units: UNITS,
    scales: &[("k", "mila", "mila"), ("K", "mila", "mila"), ("M", "milione", "milioni")],
    scale_words: &["milione", "milioni", "miliardo", "miliardi", "mila"],
    money: &[
        Money { sign: "€", one: "euro", many: "euro", cent: "centesimo", cents: "centesimi" },
        Money { sign: "$", one: "dollaro", many: "dollari", cent: "centesimo", cents: "centesimi" },
        Money { sign: "£", one: "sterlina", many: "sterline", cent: "penny", cents: "pence" },
        Money { sign: "¥", one: "yen", many: "yen", cent: "", cents: "" },
    ],
    shorts: SHORTS,
    signs: &[
        ('&', "e"),
        ('+', "più"),
        ('=', "uguale"),
        ('@', "chiocciola"),
        ('%', "per cento"),
        ('€', "euro"),
        ('$', "dollari"),
        ('£', "sterline"),
        ('×', "per"),
        ('÷', "diviso"),
        ('−', "meno"),
        ('±', "più o meno"),
        ('≈', "circa"),
        ('~', "circa"),
        ('<', "minore di"),
        ('>', "maggiore di"),
        ('≤', "al massimo"),
        ('≥', "almeno"),
        ('≠', "diverso da"),
        ('→', "a"),
        ('∞', "infinito"),
        ('√', "radice di"),
        ('©', "copyright"),
        ('§', "paragrafo"),
        ('°', "gradi"),
    ],
    percent: "per cento",
    minus: "meno",
    plus: "più",
    point: "punto",
    to: "a",
    by: "per",
    per: "al",
    power: "alla",
    squared: "al quadrato",
    cubed: "al cubo",
    over: "su",
    times: "per",
    divided: "diviso",
    equals: "uguale",
    and: "e",
    at: "chiocciola",
    dot: "punto",
    slash: "barra",
    dash: "trattino",
    underscore: "trattino basso",
    hashtag: "hashtag",
    number: "numero",
    version: "versione",
    love: "amo",
};

const MONTHS: [&str; 12] = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
];

fn date(year: Option<u32>, month: usize, day: u32) -> String {
    let month = MONTHS.get(month.wrapping_sub(1)).copied().unwrap_or_default();
    let day = if day == 1 { "primo".to_owned() } else { day.to_string() };
    year.map_or(format!("{day} {month}"), |year| format!("{day} {month} {year}"))
}

fn time(hour: u32, minute: u32, second: Option<u32>) -> String {
    match (minute, second) {
        (0, None) => format!("{hour} in punto"),
        (minute, None) => format!("{hour} e {minute}"),
        (minute, Some(second)) => format!("{hour} e {minute} e {second} secondi"),
    }
}

fn fraction(over: u64, under: u64) -> Option<String> {
    let (one, many) = match under {
        2 if over == 1 => return Some("un mezzo".to_owned()),
        3 => ("terzo", "terzi"),
        4 => ("quarto", "quarti"),
        5 => ("quinto", "quinti"),
        6 => ("sesto", "sesti"),
        7 => ("settimo", "settimi"),
        8 => ("ottavo", "ottavi"),
        9 => ("nono", "noni"),
        10 => ("decimo", "decimi"),
        _ => return None,
    };
    Some(if over == 1 { format!("un {one}") } else { format!("{over} {many}") })
}

#[rustfmt::skip] // One a line would be pages.
const UNITS: &[Unit] = &[("kg", "chilogrammo", "chilogrammi"), ("g", "grammo", "grammi"), ("mg", "milligrammo", "milligrammi"), ("t", "tonnellata", "tonnellate"), ("km", "chilometro", "chilometri"), ("m", "metro", "metri"), ("cm", "centimetro", "centimetri"), ("mm", "millimetro", "millimetri"), ("ms", "millisecondo", "millisecondi"), ("s", "secondo", "secondi"), ("min", "minuto", "minuti"), ("h", "ora", "ore"), ("Hz", "hertz", "hertz"), ("kHz", "chilohertz", "chilohertz"), ("MHz", "megahertz", "megahertz"), ("GHz", "gigahertz", "gigahertz"), ("dB", "decibel", "decibel"), ("KB", "chilobyte", "chilobyte"), ("MB", "megabyte", "megabyte"), ("GB", "gigabyte", "gigabyte"), ("TB", "terabyte", "terabyte"), ("km/h", "chilometro orario", "chilometri orari"), ("V", "volt", "volt"), ("W", "watt", "watt"), ("kW", "chilowatt", "chilowatt"), ("kWh", "chilowattora", "chilowattora"), ("l", "litro", "litri"), ("L", "litro", "litri"), ("ml", "millilitro", "millilitri"), ("px", "pixel", "pixel"), ("°C", "grado Celsius", "gradi Celsius"), ("°", "grado", "gradi"), ("m^2", "metro quadrato", "metri quadrati"), ("mq", "metro quadrato", "metri quadrati"), ("km^2", "chilometro quadrato", "chilometri quadrati"), ("m^3", "metro cubo", "metri cubi"), ("fps", "fotogramma al secondo", "fotogrammi al secondo"), ("EUR", "euro", "euro"), ("USD", "dollaro", "dollari")];

#[rustfmt::skip] // As above.
const SHORTS: &[Short] = &[short("sig", "signor", When::Stop), short("sig.ra", "signora", When::Stop), short("dott", "dottor", When::Stop), short("dott.ssa", "dottoressa", When::Stop), short("dr", "dottor", When::Stop), short("prof", "professor", When::Stop), short("ing", "ingegner", When::Stop), short("avv", "avvocato", When::Stop), short("n", "numero", When::Number), short("pag", "pagina", When::Stop), short("pagg", "pagine", When::Stop), short("cap", "capitolo", When::Number), short("vol", "volume", When::Stop), short("ecc", "eccetera", When::MayEnd), short("p.es", "per esempio", When::Stop), short("ca", "circa", When::Stop), short("a.c", "avanti Cristo", When::MayEnd), short("d.c", "dopo Cristo", When::MayEnd), short("tel", "telefono", When::Stop), short("s.p.a", "S-P-A", When::MayEnd), short("vs", "contro", When::Always)];
