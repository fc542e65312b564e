//! Portuguese, of Brazil and Portugal.

use super::{Money, Short, Tongue, Unit, When, as_digits, english::short};

pub(super) static PORTUGUESE: Tongue = Tongue {
    code: "pt",
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
        ("jan", 1),
        ("fev", 2),
        ("abr", 4),
        ("jun", 6),
        ("jul", 7),
        ("ago", 8),
        ("set", 9),
        ("out", 10),
        ("nov", 11),
        ("dez", 12),
    ],
    units: UNITS,
    scales: &[
        ("k", "mil", "mil"),
        ("K", "mil", "mil"),
        ("M", "milhão", "milhões"),
        ("mi", "milhão", "milhões"),
        ("bi", "bilhão", "bilhões"),
    ],
    scale_words: &["milhão", "milhões", "bilhão", "bilhões", "mil"],
    money: &[
        Money { sign: "R$", one: "real", many: "reais", cent: "centavo", cents: "centavos" },
        Money { sign: "€", one: "euro", many: "euros", cent: "cêntimo", cents: "cêntimos" },
        Money { sign: "$", one: "dólar", many: "dólares", cent: "centavo", cents: "centavos" },
        Money { sign: "US$", one: "dólar", many: "dólares", cent: "centavo", cents: "centavos" },
        Money { sign: "£", one: "libra", many: "libras", cent: "penny", cents: "pence" },
        Money { sign: "¥", one: "iene", many: "ienes", cent: "", cents: "" },
    ],
    shorts: SHORTS,
    signs: &[
        ('&', "e"),
        ('+', "mais"),
        ('=', "igual a"),
        ('@', "arroba"),
        ('%', "por cento"),
        ('€', "euros"),
        ('$', "dólares"),
        ('£', "libras"),
        ('×', "vezes"),
        ('÷', "dividido por"),
        ('−', "menos"),
        ('±', "mais ou menos"),
        ('≈', "aproximadamente"),
        ('~', "aproximadamente"),
        ('<', "menor que"),
        ('>', "maior que"),
        ('≤', "no máximo"),
        ('≥', "no mínimo"),
        ('≠', "diferente de"),
        ('→', "para"),
        ('∞', "infinito"),
        ('√', "raiz de"),
        ('©', "copyright"),
        ('§', "parágrafo"),
        ('°', "graus"),
    ],
    percent: "por cento",
    minus: "menos",
    plus: "mais",
    point: "ponto",
    to: "a",
    by: "por",
    per: "por",
    power: "elevado a",
    squared: "ao quadrado",
    cubed: "ao cubo",
    over: "sobre",
    times: "vezes",
    divided: "dividido por",
    equals: "igual a",
    and: "e",
    at: "arroba",
    dot: "ponto",
    slash: "barra",
    dash: "hífen",
    underscore: "sublinhado",
    hashtag: "hashtag",
    number: "número",
    version: "versão",
    love: "amo",
};

const MONTHS: [&str; 12] = [
    "janeiro",
    "fevereiro",
    "março",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
];

fn date(year: Option<u32>, month: usize, day: u32) -> String {
    let month = MONTHS.get(month.wrapping_sub(1)).copied().unwrap_or_default();
    let day = if day == 1 { "primeiro".to_owned() } else { day.to_string() };
    year.map_or(format!("{day} de {month}"), |year| format!("{day} de {month} de {year}"))
}

fn time(hour: u32, minute: u32, second: Option<u32>) -> String {
    let hour = match hour {
        1 => "uma hora".to_owned(),
        2 => "duas horas".to_owned(),
        21 => "vinte e uma horas".to_owned(),
        22 => "vinte e duas horas".to_owned(),
        hour => format!("{hour} horas"),
    };
    match (minute, second) {
        (0, None) => hour,
        (minute, None) => format!("{hour} e {minute}"),
        (minute, Some(second)) => format!("{hour} e {minute} e {second} segundos"),
    }
}

fn fraction(over: u64, under: u64) -> Option<String> {
    let (one, many) = match under {
        2 if over == 1 => return Some("um meio".to_owned()),
        3 => ("terço", "terços"),
        4 => ("quarto", "quartos"),
        5 => ("quinto", "quintos"),
        6 => ("sexto", "sextos"),
        7 => ("sétimo", "sétimos"),
        8 => ("oitavo", "oitavos"),
        9 => ("nono", "nonos"),
        10 => ("décimo", "décimos"),
        _ => return None,
    };
    Some(if over == 1 { format!("um {one}") } else { format!("{over} {many}") })
}

#[rustfmt::skip] // One a line would be pages.
const UNITS: &[Unit] = &[("kg", "quilograma", "quilogramas"), ("g", "grama", "gramas"), ("mg", "miligrama", "miligramas"), ("t", "tonelada", "toneladas"), ("km", "quilômetro", "quilômetros"), ("m", "metro", "metros"), ("cm", "centímetro", "centímetros"), ("mm", "milímetro", "milímetros"), ("ms", "milissegundo", "milissegundos"), ("s", "segundo", "segundos"), ("min", "minuto", "minutos"), ("h", "hora", "horas"), ("Hz", "hertz", "hertz"), ("kHz", "quilohertz", "quilohertz"), ("MHz", "megahertz", "megahertz"), ("GHz", "gigahertz", "gigahertz"), ("dB", "decibel", "decibéis"), ("KB", "quilobyte", "quilobytes"), ("MB", "megabyte", "megabytes"), ("GB", "gigabyte", "gigabytes"), ("TB", "terabyte", "terabytes"), ("km/h", "quilômetro por hora", "quilômetros por hora"), ("V", "volt", "volts"), ("W", "watt", "watts"), ("kW", "quilowatt", "quilowatts"), ("kWh", "quilowatt hora", "quilowatts hora"), ("l", "litro", "litros"), ("L", "litro", "litros"), ("ml", "mililitro", "mililitros"), ("px", "pixel", "pixels"), ("°C", "grau Celsius", "graus Celsius"), ("°", "grau", "graus"), ("m^2", "metro quadrado", "metros quadrados"), ("km^2", "quilômetro quadrado", "quilômetros quadrados"), ("m^3", "metro cúbico", "metros cúbicos"), ("fps", "quadro por segundo", "quadros por segundo"), ("EUR", "euro", "euros"), ("USD", "dólar", "dólares")];

#[rustfmt::skip] // As above.
const SHORTS: &[Short] = &[short("sr", "senhor", When::Stop), short("sra", "senhora", When::Stop), short("srta", "senhorita", When::Stop), short("dr", "doutor", When::Stop), short("dra", "doutora", When::Stop), short("prof", "professor", When::Stop), short("profa", "professora", When::Stop), short("n", "número", When::Number), short("pág", "página", When::Stop), short("p", "página", When::Number), short("cap", "capítulo", When::Number), short("vol", "volume", When::Stop), short("etc", "et cetera", When::MayEnd), short("aprox", "aproximadamente", When::Stop), short("p.ex", "por exemplo", When::Stop), short("ex", "exemplo", When::Stop), short("a.c", "antes de Cristo", When::MayEnd), short("d.c", "depois de Cristo", When::MayEnd), short("av", "avenida", When::Stop), short("tel", "telefone", When::Stop), short("ltda", "limitada", When::MayEnd), short("vs", "contra", When::Always), short("séc", "século", When::Stop)];
