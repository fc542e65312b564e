//! Words in capitals: which are spelled (AWS), which are said (NASA), which are only loud (NOW).

use super::Around;
use crate::text::tongue::Tongue;

/// Words of two to four letters that people write in capitals for force, and that are no initials.
#[rustfmt::skip] // One word a line would be three pages.
const SHOUTED: &[&str] = &[
    "ACE", "ADD", "AGO", "AH", "ALL", "AM", "AN", "AND", "ANY", "ARE", "ART", "AS", "ASK", "AT", "ATE", "AWAY", "AWW", "BABY", "BACK", "BAD",
    "BE", "BED", "BEST", "BET", "BIG", "BOO", "BOOM", "BOY", "BRO", "BUT", "BUY", "BY", "BYE", "CAN", "CAR", "CAT", "COME", "COOL", "COW",
    "CRY", "CUT", "DAD", "DAY", "DEAD", "DID", "DIE", "DO", "DOES", "DOG", "DONE", "DONT", "DOWN", "EAT", "EGG", "END", "EVEN", "EVER", "EW",
    "EYE", "FAIL", "FAN", "FAR", "FAT", "FEW", "FINE", "FIRE", "FLY", "FOR", "FREE", "FROM", "FULL", "FUN", "GAME", "GET", "GG", "GIRL",
    "GIVE", "GO", "GOD", "GOES", "GOLD", "GOOD", "GOT", "GREAT", "GUN", "GUY", "GUYS", "HA", "HAD", "HAHA", "HARD", "HAS", "HATE", "HAVE",
    "HE", "HELL", "HELP", "HER", "HERE", "HEY", "HI", "HIM", "HIS", "HIT", "HOLY", "HOPE", "HOT", "HOW", "HUGE", "HYPE", "ICE", "IF", "IN",
    "INTO", "IS", "IT", "ITS", "JOB", "JOIN", "JOY", "JUST", "KEY", "KID", "KILL", "KING", "KNOW", "LAST", "LATE", "LET", "LETS", "LIE",
    "LIFE", "LIKE", "LIVE", "LONG", "LOOK", "LOSE", "LOST", "LOT", "LOVE", "MAD", "MADE", "MAKE", "MAN", "MANY", "MAP", "MAX", "MAY", "ME",
    "MEN", "MOM", "MORE", "MOST", "MOVE", "MUCH", "MUST", "MY", "NAH", "NEED", "NEVER", "NEW", "NEWS", "NEXT", "NICE", "NO", "NOOB", "NOPE",
    "NOT", "NOW", "ODD", "OF", "OFF", "OH", "OK", "OKAY", "OLD", "OMW", "ON", "ONCE", "ONE", "ONLY", "OOPS", "OPEN", "OR", "OUR", "OUT",
    "OVER", "OWN", "PAY", "PICK", "PLAY", "PLUS", "POG", "PUT", "RAGE", "RAN", "READ", "REAL", "RED", "REST", "RIP", "RUN", "SAD", "SAID",
    "SALE", "SAME", "SAVE", "SAW", "SAY", "SEA", "SEE", "SEEN", "SET", "SHE", "SHOP", "SHOW", "SIR", "SIT", "SIX", "SKY", "SO", "SOLD",
    "SOME", "SON", "SOON", "STAR", "STAY", "STOP", "SUCH", "SUN", "SURE", "TAKE", "TALK", "TEAM", "TELL", "TEN", "TEST", "THAN", "THAT",
    "THE", "THEM", "THEN", "THEY", "THIS", "TIE", "TIME", "TIP", "TO", "TODAY", "TOO", "TOOK", "TOP", "TRUE", "TRY", "TURN", "TWO", "UGH",
    "UH", "UM", "UP", "UPON", "US", "USE", "USED", "VERY", "WAIT", "WANT", "WAR", "WAS", "WAY", "WE", "WEEK", "WELL", "WENT", "WERE", "WET",
    "WHAT", "WHEN", "WHO", "WHY", "WILD", "WILL", "WIN", "WINS", "WITH", "WON", "WOO", "WOOO", "WORD", "WORK", "WOW", "YAY", "YEAH", "YEAR",
    "YEP", "YES", "YET", "YO", "YOU", "YOUR", "ZERO", "ZOO",
];

/// Initials of three and more letters that are said as words.
#[rustfmt::skip] // As above.
const SAID: &[&str] = &[
    "AIDS", "ANSI", "ASCII", "ASIC", "BASIC", "BIOS", "CAD", "CERN", "COBOL", "COVID", "CRISPR", "CUDA", "DOS", "EFTA", "ESA", "FEMA",
    "FIFA", "GAN", "GIF", "GIMP", "GNU", "IKEA", "JAVA", "JPEG", "JSON", "LAN", "LASER", "LEGO", "LIDAR", "LOL", "MIDI", "NAFTA", "NASA",
    "NASDAQ", "NATO", "NAS", "NERF", "NVIDIA", "OLED", "OPEC", "PIN", "POTUS", "RAID", "RAM", "REST", "RISC", "ROM", "SCUBA", "SIM", "SOAP",
    "SONAR", "SWAT", "TED", "TESLA", "UEFA", "UNESCO", "UNICEF", "UNIX", "VAT", "WAN", "WAP", "WASD", "WASM", "WIFI", "YAML", "YOLO", "ZIP",
    "SONY", "ASUS", "ACER", "DELL", "XBOX", "DUNE", "VISA",
];

/// Initials of four and more letters with a vowel that are spelled, which most are not.
#[rustfmt::skip] // As above.
const SPELLED: &[&str] = &[
    "AFAIK", "ASAP", "ATP", "CEO", "CFO", "CTO", "COO", "ESPN", "ETA", "EULA", "FAQ", "IEEE", "IMAX", "IMDB", "IOS", "ISBN", "LGBT", "LGBTQ", "LMAO",
    "NAACP", "NCAA", "OAUTH", "OECD", "OEM", "OMFG", "POV", "RGBA", "SAAS", "UAE", "UCLA", "UDP", "UFC", "UI", "UX", "URL", "URI", "USA",
    "USB", "USSR", "UUID", "VIP", "AI", "API", "EU", "UK", "UN", "UV", "ID", "IT", "TV", "IQ", "EQ", "OS", "OBS", "EA", "AA", "AAA", "HDMI",
    "HTTP", "HTTPS", "HTML", "CSS", "SDI", "NDI", "RTMP", "WHIP", "SRT", "IRL", "AMD", "ARM",
];

/// Initials that are spelled in every language.
#[rustfmt::skip] // As above.
const INTERNATIONAL: &[&str] = &[
    "AI", "API", "AWS", "BMW", "CD", "CEO", "CPU", "CIA", "DJ", "DNA", "DVD", "EU", "FBI", "FM", "GPU", "GPS", "HD", "IBM", "IP", "IQ", "IT",
    "KI", "LED", "NBA", "OBS", "OS", "PC", "PDF", "PR", "PS", "SMS", "SUV", "TV", "UI", "UK", "UN", "URL", "USA", "US", "USB", "UX", "VIP",
    "VR", "AR", "XR", "ZDF", "ARD", "UE", "IA", "ONG", "EDF", "LOL", "GG", "UEFA", "EZB", "AG", "HP", "LG", "HTTP", "HTML", "SQL",
];

/// Letters one by one. Hyphens, since espeak-ng would take a lone "A" for the article.
pub(in crate::text) fn spell(word: &str) -> String {
    let letters: Vec<String> =
        word.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().to_string()).collect();
    letters.join("-")
}

/// Whether most words are in capitals, so that capitals say nothing.
pub(in crate::text) fn is_shouting(text: &str) -> bool {
    let (mut loud, mut all) = (0, 0);
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 1) {
        all += 1;
        loud += usize::from(word.chars().all(char::is_uppercase));
    }
    all >= 3 && loud * 5 >= all * 4
}

/// Reads a word of capitals; none where it is a word.
pub(super) fn read(word: &str, tail: &str, around: &Around, tongue: &Tongue) -> Option<String> {
    // "GPUs", "NASA's", "AWS's": the ending stays.
    let (stem, ending) = match (word.strip_suffix("'s"), word.strip_suffix('s')) {
        (Some(stem), _) => (stem, "'s"),
        (None, Some(stem)) if stem.len() >= 2 => (stem, "'s"),
        _ => (word, ""),
    };
    if !(2..=6).contains(&stem.len()) || !stem.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return (stem.len() == 1
            && tail.starts_with('-')
            && stem.bytes().all(|b| b.is_ascii_uppercase())
            && ending.is_empty()
            && stem != "I"
            && stem != "A")
            .then(|| stem.to_owned());
    }
    let vowel = stem.bytes().any(|byte| b"AEIOUY".contains(&byte));
    if !tongue.is_english() {
        let known = INTERNATIONAL.binary_search(&stem).is_ok() || INTERNATIONAL.contains(&stem);
        return (known && !around.shouting && ending.is_empty()).then(|| spell(stem));
    }
    if SAID.contains(&stem) {
        return Some(format!("{}{ending}", said(stem)));
    }
    let spelled = SPELLED.contains(&stem) && !matches!(stem, "IT" | "US");
    let is_initials = match stem.len() {
        _ if spelled => true,
        // "the US", "in the US": never the pronoun.
        2 if stem == "US" => {
            !around.shouting
                && (ending == "'s"
                    || matches!(around.before.word.to_lowercase().as_str(), "the" | "a" | "in" | "from"))
        }
        2 if stem == "IT" => {
            !around.shouting
                && matches!(around.before.word.to_lowercase().as_str(), "the" | "an" | "in" | "our" | "my")
        }
        2 if tail.starts_with('&') => true,
        2 | 3 => !SHOUTED.contains(&stem) && (!around.shouting || !vowel),
        4 => !vowel && !SHOUTED.contains(&stem),
        _ => !vowel,
    };
    if is_initials {
        return Some(format!("{}{ending}", spell(stem)));
    }
    (stem.len() > 3 || SHOUTED.contains(&stem)).then(|| word.to_lowercase())
}

/// Words that are said, as espeak-ng says them right.
fn said(word: &str) -> String {
    match word {
        "LOL" => "lol".to_owned(),
        "JPEG" => "jay peg".to_owned(),
        "OLED" => "oh led".to_owned(),
        "WASD" => "wazz D".to_owned(),
        "WASM" => "wazm".to_owned(),
        "CUDA" => "coo da".to_owned(),
        "TED" | "NAS" | "ESA" | "GAN" => word.to_lowercase(),
        word => word.to_lowercase(),
    }
}

/// Names of products that carry a number in pairs.
pub(super) fn is_model(word: &str) -> bool {
    [
        "Boeing", "Airbus", "GeForce", "Radeon", "Ryzen", "Core", "Porsche", "Area", "Route", "Highway",
        "Flight", "Room",
    ]
    .contains(&word)
}
