//! German.

use super::{Money, Short, Tongue, Unit, When, as_digits, english::short};

pub(super) static GERMAN: Tongue = Tongue {
    code: "de",
    decimal: ',',
    group: '.',
    cardinal: as_digits,
    ordinal,
    ordinal_marks: &["."],
    year,
    date,
    time,
    fraction,
    day_first: true,
    months: MONTHS,
    short_months: &[
        ("jan", 1),
        ("feb", 2),
        ("mär", 3),
        ("apr", 4),
        ("jun", 6),
        ("jul", 7),
        ("aug", 8),
        ("sep", 9),
        ("sept", 9),
        ("okt", 10),
        ("nov", 11),
        ("dez", 12),
    ],
    units: UNITS,
    scales: &[
        ("k", "tausend", "tausend"),
        ("K", "tausend", "tausend"),
        ("Mio", "Million", "Millionen"),
        ("Mrd", "Milliarde", "Milliarden"),
        ("M", "Million", "Millionen"),
    ],
    scale_words: &[
        "Hundert",
        "Tausend",
        "tausend",
        "Million",
        "Millionen",
        "Milliarde",
        "Milliarden",
        "Billionen",
        "Mio",
        "Mrd",
    ],
    money: &[
        Money { sign: "€", one: "Euro", many: "Euro", cent: "Cent", cents: "Cent" },
        Money { sign: "$", one: "Dollar", many: "Dollar", cent: "Cent", cents: "Cent" },
        Money { sign: "£", one: "Pfund", many: "Pfund", cent: "Penny", cents: "Pence" },
        Money { sign: "¥", one: "Yen", many: "Yen", cent: "", cents: "" },
    ],
    shorts: SHORTS,
    signs: &[
        ('&', "und"),
        ('+', "plus"),
        ('=', "gleich"),
        ('@', "ät"),
        ('%', "Prozent"),
        ('€', "Euro"),
        ('$', "Dollar"),
        ('£', "Pfund"),
        ('×', "mal"),
        ('÷', "geteilt durch"),
        ('−', "minus"),
        ('±', "plus minus"),
        ('≈', "etwa"),
        ('~', "etwa"),
        ('≠', "ungleich"),
        ('≤', "höchstens"),
        ('≥', "mindestens"),
        ('<', "kleiner als"),
        ('>', "größer als"),
        ('→', "nach"),
        ('∞', "unendlich"),
        ('√', "Wurzel aus"),
        ('©', "Copyright"),
        ('§', "Paragraph"),
        ('°', "Grad"),
        ('‰', "Promille"),
    ],
    percent: "Prozent",
    minus: "minus",
    plus: "plus",
    point: "Punkt",
    to: "bis",
    by: "mal",
    per: "pro",
    power: "hoch",
    squared: "Quadrat",
    cubed: "hoch 3",
    over: "durch",
    times: "mal",
    divided: "geteilt durch",
    equals: "gleich",
    and: "und",
    at: "ät",
    dot: "Punkt",
    slash: "Schrägstrich",
    dash: "Strich",
    underscore: "Unterstrich",
    hashtag: "Hashtag",
    number: "Nummer",
    version: "Version",
    love: "liebe",
};

const MONTHS: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

/// "erste", without the ending that its case wants.
fn ordinal(number: u64) -> Option<String> {
    Some(match number {
        1 => "erste".to_owned(),
        3 => "dritte".to_owned(),
        7 => "siebte".to_owned(),
        8 => "achte".to_owned(),
        0..20 => format!("{}te", two(number)),
        20..100 => format!("{}ste", two(number)),
        _ => return None,
    })
}

/// 0 to 99 in words: years and ordinals need them.
fn two(number: u64) -> String {
    const SMALL: [&str; 20] = [
        "null",
        "ein",
        "zwei",
        "drei",
        "vier",
        "fünf",
        "sechs",
        "sieben",
        "acht",
        "neun",
        "zehn",
        "elf",
        "zwölf",
        "dreizehn",
        "vierzehn",
        "fünfzehn",
        "sechzehn",
        "siebzehn",
        "achtzehn",
        "neunzehn",
    ];
    const TENS: [&str; 10] =
        ["", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"];
    match (number / 10 % 10, number % 10) {
        _ if number < 20 => SMALL[number as usize].to_owned(),
        (tens, 0) => TENS[tens as usize].to_owned(),
        (tens, ones) => format!("{}und{}", SMALL[ones as usize], TENS[tens as usize]),
    }
}

/// "neunzehnhundertfünfundneunzig"; other years are plain numbers.
fn year(number: u32) -> String {
    match (u64::from(number / 100), u64::from(number % 100)) {
        (11..20, 0) => format!("{}hundert", two(u64::from(number / 100))),
        (11..20, 1) => format!("{}hunderteins", two(u64::from(number / 100))),
        (11..20, rest) => format!("{}hundert{}", two(u64::from(number / 100)), two(rest)),
        _ => number.to_string(),
    }
}

fn date(of_year: Option<u32>, month: usize, day: u32) -> String {
    let month = MONTHS.get(month.wrapping_sub(1)).copied().unwrap_or_default();
    let day = ordinal(day.into()).unwrap_or_default();
    of_year.map_or(format!("{day}r {month}"), |number| format!("{day}r {month} {}", year(number)))
}

fn time(hour: u32, minute: u32, second: Option<u32>) -> String {
    let hour = if hour == 1 { "ein".to_owned() } else { hour.to_string() };
    match (minute, second) {
        (0, None) => format!("{hour} Uhr"),
        (minute, None) => format!("{hour} Uhr {minute}"),
        (minute, Some(second)) => format!("{hour} Uhr {minute} und {second} Sekunden"),
    }
}

fn fraction(over: u64, under: u64) -> Option<String> {
    let part = match under {
        2 if over == 1 => return Some("einhalb".to_owned()),
        3 => "Drittel".to_owned(),
        4..20 => format!(
            "{}tel",
            if under == 7 {
                "sieb".to_owned()
            } else if under == 8 {
                "ach".to_owned()
            } else {
                two(under)
            }
        ),
        20..=100 => format!("{}stel", if under == 100 { "hundert".to_owned() } else { two(under) }),
        _ => return None,
    };
    let mut letters = part.chars();
    let part: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    Some(if over == 1 { format!("ein {part}") } else { format!("{over} {part}") })
}

#[rustfmt::skip] // One a line would be pages.
const UNITS: &[Unit] = &[
    ("kg", "Kilogramm", "Kilogramm"), ("g", "Gramm", "Gramm"), ("mg", "Milligramm", "Milligramm"), ("t", "Tonne", "Tonnen"),
    ("km", "Kilometer", "Kilometer"), ("m", "Meter", "Meter"), ("cm", "Zentimeter", "Zentimeter"), ("mm", "Millimeter", "Millimeter"),
    ("nm", "Nanometer", "Nanometer"), ("ms", "Millisekunde", "Millisekunden"), ("s", "Sekunde", "Sekunden"), ("min", "Minute", "Minuten"),
    ("Min", "Minute", "Minuten"), ("Std", "Stunde", "Stunden"), ("h", "Stunde", "Stunden"), ("Hz", "Hertz", "Hertz"),
    ("kHz", "Kilohertz", "Kilohertz"), ("MHz", "Megahertz", "Megahertz"), ("GHz", "Gigahertz", "Gigahertz"), ("dB", "Dezibel", "Dezibel"),
    ("kB", "Kilobyte", "Kilobyte"), ("MB", "Megabyte", "Megabyte"), ("GB", "Gigabyte", "Gigabyte"), ("TB", "Terabyte", "Terabyte"),
    ("Mbit/s", "Megabit pro Sekunde", "Megabit pro Sekunde"), ("km/h", "Kilometer pro Stunde", "Kilometer pro Stunde"),
    ("V", "Volt", "Volt"), ("W", "Watt", "Watt"), ("kW", "Kilowatt", "Kilowatt"), ("kWh", "Kilowattstunde", "Kilowattstunden"),
    ("l", "Liter", "Liter"), ("L", "Liter", "Liter"), ("ml", "Milliliter", "Milliliter"), ("px", "Pixel", "Pixel"), ("°C", "Grad Celsius", "Grad Celsius"),
    ("°F", "Grad Fahrenheit", "Grad Fahrenheit"), ("°", "Grad", "Grad"), ("m^2", "Quadratmeter", "Quadratmeter"), ("qm", "Quadratmeter", "Quadratmeter"),
    ("km^2", "Quadratkilometer", "Quadratkilometer"), ("m^3", "Kubikmeter", "Kubikmeter"), ("fps", "Bilder pro Sekunde", "Bilder pro Sekunde"),
    ("EUR", "Euro", "Euro"), ("USD", "US-Dollar", "US-Dollar"), ("‰", "Promille", "Promille"),
];

#[rustfmt::skip] // One a line would be pages.
const SHORTS: &[Short] = &[
    short("z.b", "zum Beispiel", When::Stop), short("d.h", "das heißt", When::Stop), short("u.a", "unter anderem", When::Stop), short("i.d.r", "in der Regel", When::Stop),
    short("z.t", "zum Teil", When::Stop), short("u.s.w", "und so weiter", When::MayEnd), short("o.ä", "oder Ähnliches", When::MayEnd), short("v.a", "vor allem", When::Stop),
    short("n.chr", "nach Christus", When::MayEnd), short("v.chr", "vor Christus", When::MayEnd), short("s.o", "siehe oben", When::MayEnd), short("u.u", "unter Umständen", When::Stop),
    short("dr", "Doktor", When::Stop), short("prof", "Professor", When::Stop), short("hr", "Herr", When::Stop), short("fr", "Frau", When::Stop), short("str", "Straße", When::MayEnd),
    short("st", "Sankt", When::Stop), short("nr", "Nummer", When::Number), short("usw", "und so weiter", When::MayEnd), short("bzw", "beziehungsweise", When::Stop), short("ca", "circa", When::Stop),
    short("etc", "et cetera", When::MayEnd), short("evtl", "eventuell", When::Stop), short("ggf", "gegebenenfalls", When::Stop), short("inkl", "inklusive", When::Stop), short("zzgl", "zuzüglich", When::Stop),
    short("max", "maximal", When::Stop), short("mind", "mindestens", When::Stop), short("vgl", "vergleiche", When::Stop), short("abs", "Absatz", When::Number), short("kap", "Kapitel", When::Number),
    short("bd", "Band", When::Number), short("s", "Seite", When::Number), short("tel", "Telefon", When::Stop), short("mio", "Millionen", When::Stop), short("mrd", "Milliarden", When::Stop),
    short("jh", "Jahrhundert", When::MayEnd), short("sog", "sogenannte", When::Stop), short("geb", "geboren", When::Stop), short("vs", "gegen", When::Always), short("jan", "Januar", When::Stop),
    short("feb", "Februar", When::Stop), short("aug", "August", When::Stop), short("sept", "September", When::Stop), short("okt", "Oktober", When::Stop), short("nov", "November", When::Stop), short("dez", "Dezember", When::Stop),
    short("mo", "Montag", When::Stop), short("di", "Dienstag", When::Stop), short("mi", "Mittwoch", When::Stop),
];
