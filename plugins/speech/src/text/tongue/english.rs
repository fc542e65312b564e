//! English, American and British.

mod words;

pub(in crate::text) use words::{cardinal, year};

use super::{Money, Short, Tongue, Unit, When};

pub(super) static AMERICAN: Tongue = Tongue {
    code: "en",
    decimal: '.',
    group: ',',
    cardinal,
    ordinal: words::ordinal,
    ordinal_marks: &["st", "nd", "rd", "th", "ST", "ND", "RD", "TH"],
    year,
    date,
    time,
    fraction: words::fraction,
    day_first: false,
    months: MONTHS,
    short_months: &[
        ("jan", 1), ("feb", 2), ("mar", 3), ("apr", 4), ("jun", 6), ("jul", 7), ("aug", 8), ("sep", 9), ("sept", 9),
        ("oct", 10), ("nov", 11), ("dec", 12),
    ],
    units: UNITS,
    scales: &[
        ("k", "thousand", "thousand"), ("K", "thousand", "thousand"), ("M", "million", "million"),
        ("mn", "million", "million"), ("mio", "million", "million"), ("mil", "million", "million"),
        ("bn", "billion", "billion"), ("B", "billion", "billion"), ("tn", "trillion", "trillion"),
        ("T", "trillion", "trillion"),
    ],
    scale_words: &["hundred", "thousand", "million", "billion", "trillion", "quadrillion"],
    money: MONEY,
    shorts: SHORTS,
    signs: SIGNS,
    percent: "percent",
    minus: "minus",
    plus: "plus",
    point: "point",
    to: "to",
    by: "by",
    per: "per",
    power: "to the power of",
    squared: "squared",
    cubed: "cubed",
    over: "over",
    times: "times",
    divided: "divided by",
    equals: "equals",
    and: "and",
    at: "at",
    dot: "dot",
    slash: "slash",
    dash: "dash",
    underscore: "underscore",
    hashtag: "hashtag",
    number: "number",
    version: "version",
    love: "love",
};

pub(super) static BRITISH: Tongue = Tongue { day_first: true, ..AMERICAN };

const MONTHS: [&str; 12] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
];

fn date(of_year: Option<u32>, month: usize, day: u32) -> String {
    let month = MONTHS.get(month.wrapping_sub(1)).copied().unwrap_or_default();
    let day = words::ordinal(day.into()).unwrap_or_default();
    of_year.map_or(format!("{month} {day}"), |number| format!("{month} {day} {}", year(number)))
}

fn time(hour: u32, minute: u32, second: Option<u32>) -> String {
    let two = |number: u32| match number {
        0..=9 => format!("oh {}", cardinal(&number.to_string())),
        _ => cardinal(&number.to_string()),
    };
    let mut said = match (hour, minute, second) {
        (0, 0, None) => return "midnight".to_owned(),
        (13.., 0, None) => return format!("{} hundred", cardinal(&hour.to_string())),
        (_, 0, None) => return format!("{} o'clock", cardinal(&hour.to_string())),
        (0, ..) => format!("zero {}", two(minute)),
        _ => format!("{} {}", cardinal(&hour.to_string()), two(minute)),
    };
    if let Some(second) = second {
        said = format!("{said} {}", two(second));
    }
    said
}

const UNITS: &[Unit] = &[
    ("kg", "kilogram", "kilograms"), ("g", "gram", "grams"), ("mg", "milligram", "milligrams"),
    ("µg", "microgram", "micrograms"), ("t", "ton", "tons"), ("lb", "pound", "pounds"), ("lbs", "pound", "pounds"),
    ("oz", "ounce", "ounces"), ("km", "kilometer", "kilometers"), ("m", "meter", "meters"),
    ("cm", "centimeter", "centimeters"), ("mm", "millimeter", "millimeters"), ("µm", "micrometer", "micrometers"),
    ("nm", "nanometer", "nanometers"), ("mi", "mile", "miles"), ("ft", "foot", "feet"), ("yd", "yard", "yards"),
    ("in", "inch", "inches"), ("ms", "millisecond", "milliseconds"), ("µs", "microsecond", "microseconds"),
    ("ns", "nanosecond", "nanoseconds"), ("s", "second", "seconds"), ("sec", "second", "seconds"),
    ("secs", "second", "seconds"), ("min", "minute", "minutes"), ("mins", "minute", "minutes"),
    ("h", "hour", "hours"), ("hr", "hour", "hours"), ("hrs", "hour", "hours"), ("Hz", "hertz", "hertz"),
    ("kHz", "kilohertz", "kilohertz"), ("MHz", "megahertz", "megahertz"), ("GHz", "gigahertz", "gigahertz"),
    ("dB", "decibel", "decibels"), ("fps", "frame per second", "frames per second"),
    ("FPS", "frame per second", "frames per second"), ("B", "byte", "bytes"), ("kB", "kilobyte", "kilobytes"),
    ("KB", "kilobyte", "kilobytes"), ("MB", "megabyte", "megabytes"), ("GB", "gigabyte", "gigabytes"),
    ("TB", "terabyte", "terabytes"), ("PB", "petabyte", "petabytes"), ("KiB", "kibibyte", "kibibytes"),
    ("MiB", "mebibyte", "mebibytes"), ("GiB", "gibibyte", "gibibytes"), ("kb", "kilobit", "kilobits"),
    ("Mb", "megabit", "megabits"), ("Gb", "gigabit", "gigabits"),
    ("kbps", "kilobit per second", "kilobits per second"), ("Mbps", "megabit per second", "megabits per second"),
    ("Gbps", "gigabit per second", "gigabits per second"), ("mph", "mile per hour", "miles per hour"),
    ("kph", "kilometer per hour", "kilometers per hour"), ("km/h", "kilometer per hour", "kilometers per hour"),
    ("rpm", "revolution per minute", "revolutions per minute"), ("bpm", "beat per minute", "beats per minute"),
    ("mpg", "mile per gallon", "miles per gallon"), ("V", "volt", "volts"), ("mV", "millivolt", "millivolts"),
    ("A", "ampere", "amperes"), ("mA", "milliamp", "milliamps"), ("mAh", "milliamp hour", "milliamp hours"),
    ("W", "watt", "watts"), ("kW", "kilowatt", "kilowatts"), ("MW", "megawatt", "megawatts"),
    ("kWh", "kilowatt hour", "kilowatt hours"), ("Wh", "watt hour", "watt hours"), ("J", "joule", "joules"),
    ("kJ", "kilojoule", "kilojoules"), ("kcal", "kilocalorie", "kilocalories"), ("Pa", "pascal", "pascals"),
    ("kPa", "kilopascal", "kilopascals"), ("psi", "P-S-I", "P-S-I"), ("l", "liter", "liters"),
    ("L", "liter", "liters"), ("ml", "milliliter", "milliliters"), ("mL", "milliliter", "milliliters"),
    ("cl", "centiliter", "centiliters"), ("gal", "gallon", "gallons"), ("px", "pixel", "pixels"),
    ("MP", "megapixel", "megapixels"), ("ha", "hectare", "hectares"), ("°C", "degree Celsius", "degrees Celsius"),
    ("°F", "degree Fahrenheit", "degrees Fahrenheit"), ("°", "degree", "degrees"), ("Ω", "ohm", "ohms"),
    ("m^2", "square meter", "square meters"), ("km^2", "square kilometer", "square kilometers"),
    ("cm^2", "square centimeter", "square centimeters"), ("mm^2", "square millimeter", "square millimeters"),
    ("ft^2", "square foot", "square feet"), ("sqft", "square foot", "square feet"),
    ("m^3", "cubic meter", "cubic meters"), ("cm^3", "cubic centimeter", "cubic centimeters"),
    ("m/s^2", "meter per second squared", "meters per second squared"), ("¢", "cent", "cents"),
    ("‰", "per mille", "per mille"), ("p", "P", "P"), ("yr", "year", "years"), ("yrs", "year", "years"),
    ("pts", "point", "points"), ("pcs", "piece", "pieces"), ("USD", "U-S dollar", "U-S dollars"),
    ("EUR", "euro", "euros"), ("GBP", "pound", "pounds"), ("JPY", "yen", "yen"), ("CHF", "Swiss franc", "Swiss francs"),
    ("CAD", "Canadian dollar", "Canadian dollars"), ("AUD", "Australian dollar", "Australian dollars"),
];

const MONEY: &[Money] = &[
    Money { sign: "$", one: "dollar", many: "dollars", cent: "cent", cents: "cents" },
    Money { sign: "US$", one: "U-S dollar", many: "U-S dollars", cent: "cent", cents: "cents" },
    Money { sign: "A$", one: "Australian dollar", many: "Australian dollars", cent: "cent", cents: "cents" },
    Money { sign: "C$", one: "Canadian dollar", many: "Canadian dollars", cent: "cent", cents: "cents" },
    Money { sign: "HK$", one: "Hong Kong dollar", many: "Hong Kong dollars", cent: "cent", cents: "cents" },
    Money { sign: "R$", one: "real", many: "reais", cent: "centavo", cents: "centavos" },
    Money { sign: "€", one: "euro", many: "euros", cent: "cent", cents: "cents" },
    Money { sign: "£", one: "pound", many: "pounds", cent: "penny", cents: "pence" },
    Money { sign: "¥", one: "yen", many: "yen", cent: "", cents: "" },
    Money { sign: "₹", one: "rupee", many: "rupees", cent: "paisa", cents: "paise" },
    Money { sign: "₩", one: "won", many: "won", cent: "", cents: "" },
    Money { sign: "₽", one: "ruble", many: "rubles", cent: "kopeck", cents: "kopecks" },
    Money { sign: "₿", one: "bitcoin", many: "bitcoin", cent: "", cents: "" },
    Money { sign: "₺", one: "lira", many: "lira", cent: "kurush", cents: "kurush" },
    Money { sign: "₴", one: "hryvnia", many: "hryvnias", cent: "kopiyka", cents: "kopiykas" },
    Money { sign: "฿", one: "baht", many: "baht", cent: "", cents: "" },
];

const fn short(written: &'static str, spoken: &'static str, when: When) -> Short {
    Short { written, spoken, when }
}

const SHORTS: &[Short] = &[
    short("dr", "Doctor", When::Stop), short("mr", "Mister", When::Always), short("mrs", "Missis", When::Always),
    short("ms", "Miz", When::Stop), short("prof", "Professor", When::Stop), short("st", "Saint", When::Stop),
    short("mt", "Mount", When::Stop), short("ft", "Fort", When::Stop), short("jr", "Junior", When::MayEnd),
    short("sr", "Senior", When::MayEnd), short("rev", "Reverend", When::Stop), short("hon", "Honorable", When::Stop),
    short("gen", "General", When::Stop), short("col", "Colonel", When::Stop), short("lt", "Lieutenant", When::Stop),
    short("sgt", "Sergeant", When::Stop), short("capt", "Captain", When::Stop), short("cmdr", "Commander", When::Stop),
    short("gov", "Governor", When::Stop), short("sen", "Senator", When::Stop), short("rep", "Representative", When::Stop),
    short("pres", "President", When::Stop), short("vs", "versus", When::Always), short("approx", "approximately", When::Stop),
    short("ca", "circa", When::Number), short("fig", "figure", When::Stop), short("figs", "figures", When::Stop),
    short("eq", "equation", When::Number), short("sec", "section", When::Number), short("ch", "chapter", When::Number),
    short("vol", "volume", When::Stop), short("ed", "edition", When::Number), short("p", "page", When::Number),
    short("pp", "pages", When::Number), short("art", "article", When::Number), short("ep", "episode", When::Number),
    short("no", "number", When::Number), short("nos", "numbers", When::Number), short("nr", "number", When::Number),
    short("tel", "telephone", When::Stop), short("ext", "extension", When::Number), short("dept", "department", When::Stop),
    short("univ", "University", When::Stop), short("assn", "association", When::Stop), short("bros", "brothers", When::MayEnd),
    short("ave", "Avenue", When::MayEnd), short("blvd", "Boulevard", When::MayEnd), short("rd", "Road", When::MayEnd),
    short("apt", "apartment", When::Stop), short("etc", "et cetera", When::MayEnd), short("inc", "incorporated", When::MayEnd),
    short("ltd", "limited", When::MayEnd), short("corp", "corporation", When::MayEnd), short("co", "company", When::MayEnd),
    short("est", "established", When::Number), short("min", "minimum", When::Stop), short("max", "maximum", When::Stop),
    short("avg", "average", When::Stop), short("temp", "temperature", When::Stop), short("misc", "miscellaneous", When::Stop),
    short("incl", "including", When::Stop), short("excl", "excluding", When::Stop), short("resp", "respectively", When::Stop),
    short("e.g", "for example", When::Stop), short("eg", "for example", When::Stop), short("i.e", "that is", When::Stop),
    short("ie", "that is", When::Stop), short("a.m", "A-M", When::MayEnd), short("p.m", "P-M", When::MayEnd),
    short("ph.d", "P-H-D", When::MayEnd), short("cf", "compare", When::Stop), short("al", "al", When::MayEnd),
    short("b.c", "B-C", When::MayEnd), short("a.d", "A-D", When::MayEnd), short("p.s", "P-S", When::MayEnd),
    short("jan", "January", When::Stop), short("feb", "February", When::Stop), short("mar", "March", When::Number),
    short("apr", "April", When::Stop), short("jun", "June", When::Number), short("jul", "July", When::Number),
    short("aug", "August", When::Stop), short("sep", "September", When::Stop), short("sept", "September", When::Stop),
    short("oct", "October", When::Stop), short("nov", "November", When::Stop), short("dec", "December", When::Stop),
    short("mon", "Monday", When::Stop), short("tue", "Tuesday", When::Stop), short("tues", "Tuesday", When::Stop),
    short("wed", "Wednesday", When::Stop), short("thu", "Thursday", When::Stop), short("thur", "Thursday", When::Stop),
    short("thurs", "Thursday", When::Stop), short("fri", "Friday", When::Stop), short("ver", "version", When::Number),
];

const SIGNS: &[(char, &str)] = &[
    ('&', "and"), ('+', "plus"), ('=', "equals"), ('@', "at"), ('%', "percent"), ('€', "euros"), ('$', "dollars"),
    ('£', "pounds"), ('¥', "yen"), ('×', "times"), ('÷', "divided by"), ('−', "minus"), ('±', "plus or minus"), ('≈', "about"),
    ('~', "about"), ('≠', "is not"), ('≤', "at most"), ('≥', "at least"), ('<', "less than"), ('>', "greater than"),
    ('→', "to"), ('⇒', "so"), ('↔', "and"), ('∞', "infinity"), ('√', "square root of"), ('©', "copyright"),
    ('§', "section"), ('°', "degrees"), ('π', "pi"), ('∑', "sum of"), ('‰', "per mille"), ('№', "number"), ('µ', "micro"),
    ('Ω', "ohms"), ('∆', "delta"),
];
