//! Spanish.

use super::{Money, Short, Tongue, Unit, When, as_digits, english::short};

pub(super) static SPANISH: Tongue = Tongue {
    code: "es",
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
        ("ene", 1),
        ("feb", 2),
        ("abr", 4),
        ("jun", 6),
        ("jul", 7),
        ("ago", 8),
        ("sept", 9),
        ("oct", 10),
        ("nov", 11),
        ("dic", 12),
    ],
    units: UNITS,
    scales: &[("k", "mil", "mil"), ("K", "mil", "mil"), ("M", "millón", "millones")],
    scale_words: &["millón", "millones", "mil"],
    money: &[
        Money { sign: "€", one: "euro", many: "euros", cent: "céntimo", cents: "céntimos" },
        Money { sign: "$", one: "dólar", many: "dólares", cent: "centavo", cents: "centavos" },
        Money { sign: "US$", one: "dólar", many: "dólares", cent: "centavo", cents: "centavos" },
        Money { sign: "£", one: "libra", many: "libras", cent: "penique", cents: "peniques" },
        Money { sign: "¥", one: "yen", many: "yenes", cent: "", cents: "" },
    ],
    shorts: SHORTS,
    signs: &[
        ('&', "y"),
        ('+', "más"),
        ('=', "igual a"),
        ('@', "arroba"),
        ('%', "por ciento"),
        ('€', "euros"),
        ('$', "dólares"),
        ('£', "libras"),
        ('×', "por"),
        ('÷', "entre"),
        ('−', "menos"),
        ('±', "más o menos"),
        ('≈', "aproximadamente"),
        ('~', "aproximadamente"),
        ('<', "menor que"),
        ('>', "mayor que"),
        ('≤', "como máximo"),
        ('≥', "como mínimo"),
        ('≠', "distinto de"),
        ('→', "a"),
        ('∞', "infinito"),
        ('√', "raíz de"),
        ('©', "copyright"),
        ('§', "sección"),
        ('°', "grados"),
    ],
    percent: "por ciento",
    minus: "menos",
    plus: "más",
    point: "punto",
    to: "a",
    by: "por",
    per: "por",
    power: "elevado a",
    squared: "al cuadrado",
    cubed: "al cubo",
    over: "sobre",
    times: "por",
    divided: "entre",
    equals: "igual a",
    and: "y",
    at: "arroba",
    dot: "punto",
    slash: "barra",
    dash: "guion",
    underscore: "guion bajo",
    hashtag: "hashtag",
    number: "número",
    version: "versión",
    love: "amo",
};

const MONTHS: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

fn date(year: Option<u32>, month: usize, day: u32) -> String {
    let month = MONTHS.get(month.wrapping_sub(1)).copied().unwrap_or_default();
    let day = if day == 1 { "primero".to_owned() } else { day.to_string() };
    year.map_or(format!("{day} de {month}"), |year| format!("{day} de {month} de {year}"))
}

fn time(hour: u32, minute: u32, second: Option<u32>) -> String {
    let hour = if hour == 1 { "una".to_owned() } else { hour.to_string() };
    match (minute, second) {
        (0, None) => format!("{hour} en punto"),
        (minute, None) => format!("{hour} y {minute}"),
        (minute, Some(second)) => format!("{hour} y {minute} y {second} segundos"),
    }
}

fn fraction(over: u64, under: u64) -> Option<String> {
    let (one, many) = match under {
        2 if over == 1 => return Some("un medio".to_owned()),
        3 => ("tercio", "tercios"),
        4 => ("cuarto", "cuartos"),
        5 => ("quinto", "quintos"),
        6 => ("sexto", "sextos"),
        7 => ("séptimo", "séptimos"),
        8 => ("octavo", "octavos"),
        9 => ("noveno", "novenos"),
        10 => ("décimo", "décimos"),
        _ => return None,
    };
    Some(if over == 1 { format!("un {one}") } else { format!("{over} {many}") })
}

#[rustfmt::skip] // One a line would be pages.
const UNITS: &[Unit] = &[("kg", "kilogramo", "kilogramos"), ("g", "gramo", "gramos"), ("mg", "miligramo", "miligramos"), ("t", "tonelada", "toneladas"), ("km", "kilómetro", "kilómetros"), ("m", "metro", "metros"), ("cm", "centímetro", "centímetros"), ("mm", "milímetro", "milímetros"), ("ms", "milisegundo", "milisegundos"), ("s", "segundo", "segundos"), ("min", "minuto", "minutos"), ("h", "hora", "horas"), ("Hz", "hercio", "hercios"), ("kHz", "kilohercio", "kilohercios"), ("MHz", "megahercio", "megahercios"), ("GHz", "gigahercio", "gigahercios"), ("dB", "decibelio", "decibelios"), ("KB", "kilobyte", "kilobytes"), ("MB", "megabyte", "megabytes"), ("GB", "gigabyte", "gigabytes"), ("TB", "terabyte", "terabytes"), ("km/h", "kilómetro por hora", "kilómetros por hora"), ("V", "voltio", "voltios"), ("W", "vatio", "vatios"), ("kW", "kilovatio", "kilovatios"), ("kWh", "kilovatio hora", "kilovatios hora"), ("l", "litro", "litros"), ("L", "litro", "litros"), ("ml", "mililitro", "mililitros"), ("px", "píxel", "píxeles"), ("°C", "grado Celsius", "grados Celsius"), ("°", "grado", "grados"), ("m^2", "metro cuadrado", "metros cuadrados"), ("km^2", "kilómetro cuadrado", "kilómetros cuadrados"), ("m^3", "metro cúbico", "metros cúbicos"), ("fps", "cuadro por segundo", "cuadros por segundo"), ("EUR", "euro", "euros"), ("USD", "dólar", "dólares")];

#[rustfmt::skip] // As above.
const SHORTS: &[Short] = &[short("sr", "señor", When::Stop), short("sra", "señora", When::Stop), short("srta", "señorita", When::Stop), short("sres", "señores", When::Stop), short("dr", "doctor", When::Stop), short("dra", "doctora", When::Stop), short("dña", "doña", When::Stop), short("ud", "usted", When::Stop), short("uds", "ustedes", When::Stop), short("prof", "profesor", When::Stop), short("núm", "número", When::Stop), short("n", "número", When::Number), short("pág", "página", When::Stop), short("págs", "páginas", When::Stop), short("cap", "capítulo", When::Number), short("vol", "volumen", When::Stop), short("etc", "etcétera", When::MayEnd), short("aprox", "aproximadamente", When::Stop), short("p.ej", "por ejemplo", When::Stop), short("ej", "ejemplo", When::Stop), short("ee.uu", "Estados Unidos", When::MayEnd), short("a.c", "antes de Cristo", When::MayEnd), short("d.c", "después de Cristo", When::MayEnd), short("a.m", "A-M", When::MayEnd), short("p.m", "P-M", When::MayEnd), short("avda", "avenida", When::Stop), short("tel", "teléfono", When::Stop), short("sto", "santo", When::Stop), short("sta", "santa", When::Stop), short("vs", "contra", When::Always), short("s.a", "sociedad anónima", When::MayEnd)];
