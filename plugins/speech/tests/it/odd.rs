//! Odd texts: whatever is typed gives sound whose times tile it to the sample, or an error in words. Drawn from a seed;
//! `COMPERE_ODD_TEXTS=10000` draws so many instead of a few. Every tenth is said, the others are only asked for their
//! times, which is where they differ.

use super::voice::{chunked, promises, say};
use speech::{Cancel, SentenceRequest, SynthesisError};

/// SplitMix64 (Steele, Lea, Flood 2014; public domain).
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> usize {
        (self.next() % end.max(1)) as usize
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len() as u64)]
    }

    fn chars(&mut self, from: u32, to: u32) -> char {
        char::from_u32(from + self.below(u64::from(to - from)) as u32).unwrap_or('\u{fffd}')
    }
}

const WORDS: &[&str] = &[
    "hello",
    "the",
    "of",
    "AWS",
    "3.5",
    "$20",
    "naïve",
    "don't",
    "http://a.b/c?d=e&f",
    "x@y.z",
    "10^6",
    "№",
    "Straße",
];
const FOREIGN: &[&str] = &[
    "世界",
    "привет",
    "שלום",
    "مرحبا",
    "γειά",
    "नमस्ते",
    "สวัสดี",
    "こんにちは",
    "안녕",
    "ქართული",
    "አማርኛ",
    "𝒳𝓎𝓏",
];
const MARKUP: &[&str] = &[
    "<speak>",
    "</speak>",
    "<break time='9999999s'/>",
    "<prosody rate=\"9999%\">",
    "&lt;&#0;&#x110000;",
    "<!ENTITY a \"&a;&a;\">",
    "[[h@l'oU]]",
    "]]>",
    "\\u0000",
    "{{",
    "}}",
    "${HOME}",
    "`id`",
    "%s%n",
    "';--",
    "<audio src='file:///etc/passwd'/>",
    "[pitch +99st]",
    "|",
    "~",
];
const SIGNS: &[&str] = &[
    "...",
    "?!?!",
    "—",
    "–",
    "«",
    "»",
    "\"",
    "(",
    ")))",
    ";;",
    ":",
    ",",
    ".",
    "!",
    "¿",
    "\u{200b}",
    "\u{feff}",
    "\u{202e}",
    "\u{2066}",
    "\u{ad}",
    "\u{0}",
    "\u{7f}",
    "\r\n",
    "\t",
    "\u{b}",
    "\u{85}",
    "\u{2028}",
    "\u{301}\u{302}\u{303}",
    "🙂",
    "👩‍👩‍👧",
    "🇩🇪",
    "\u{fffd}",
    "\u{e000}",
    "\u{10ffff}",
    "½",
    "Ⅳ",
    "①",
    "㎏",
    "ﷺ",
];

fn odd(draw: &mut Draw) -> String {
    let kind = draw.below(10);
    let parts = 1 + draw.below(12);
    let mut text = String::new();
    for _ in 0..parts {
        match (kind, draw.below(4)) {
            (0, _) => text.push_str(draw.one(SIGNS)),
            (1, _) => text.push(draw.chars(0, 0x11_0000)),
            (2, _) => text.push(draw.chars(0, 0x20)),
            (3, 0) => text.push_str(&"\u{336}\u{35c}\u{489}".repeat(draw.below(40))),
            (4, _) => text.push_str(draw.one(FOREIGN)),
            (5, _) => text.push_str(draw.one(MARKUP)),
            (6, 0) => text.push_str(&draw.one(WORDS).repeat(draw.below(30))),
            (7, _) => text.push_str(&(draw.next() % 10_u64.pow(draw.below(18) as u32 + 1)).to_string()),
            (8, 0) => text.push(draw.chars(0x20, 0x3000)),
            (9, 0) => text.push_str(draw.one(MARKUP)),
            (9, 1) => text.push_str(draw.one(FOREIGN)),
            (9, 2) => text.push_str(draw.one(SIGNS)),
            _ => text.push_str(draw.one(WORDS)),
        }
        if draw.below(3) > 0 {
            text.push(' ');
        }
    }
    text
}

/// Says a text, or only asks for its times; gives the seconds of sound.
#[track_caller]
fn check(text: &str, aloud: bool, seed: u64) -> f64 {
    let shown: String = text.chars().take(200).collect();
    let request = SentenceRequest { seed, ..SentenceRequest::text(text) };
    let mut voice = chunked();
    let outcome = if aloud {
        say(&mut voice, &request).map(|said| {
            promises(&said);
            said.timeline
        })
    } else {
        voice.timeline(&request, &Cancel::default())
    };
    match outcome {
        Ok(timeline) => {
            assert_eq!(timeline.check(), Ok(()), "{shown:?}");
            timeline.samples as f64 / 48_000.0
        }
        Err(SynthesisError::NothingToSay) => {
            // Words inside of marks are not for the ear.
            let marked = text.contains(['<', '[', '{', '&', '$', '`', '\\']);
            let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphabetic());
            let says = !marked && text.split_whitespace().any(is_word);
            assert!(!says, "{shown:?} has words");
            0.0
        }
        Err(error) => panic!("{shown:?}: {}", protocol::text::with_causes(&error)),
    }
}

#[test]
fn odd_texts_tile_or_are_refused() {
    let wanted: Option<u64> = std::env::var("COMPERE_ODD_TEXTS").ok().and_then(|number| number.parse().ok());
    let mut seconds = 0.0;
    for seed in 0..wanted.unwrap_or(120) {
        let text = odd(&mut Draw(seed));
        seconds += check(&text, seed % 10 == 0, seed);
        if seed % 500 == 499 {
            eprintln!("{} odd texts, {seconds:.0} s of speech", seed + 1);
        }
    }
    assert!(seconds > 60.0, "most of them are said: {seconds}");
}

#[test]
fn what_is_long_is_said_in_pieces() {
    // Far more than one run of the network can hold, without an end of a sentence, or without a space.
    let seconds = check(&"9".repeat(800), false, 1) + check(&"many words and ".repeat(100), false, 1);
    assert!(seconds > 60.0, "{seconds}");
    check(&"ab".repeat(600), false, 1);
    check(&"<speak>".repeat(100), false, 1);
}

/// A hundred thousand bytes: minutes of work, most of an hour of speech.
#[test]
#[ignore = "minutes of work; run with --ignored"]
fn a_hundred_thousand_bytes_are_no_trouble() {
    let text = "This is one of very many sentences, and none of them matters much. ".repeat(1_500);
    assert!(text.len() > 100_000);
    let before = resident_kilobytes();
    let seconds = check(&text, false, 1);
    let grown = resident_kilobytes() - before;
    assert!(seconds > 3_000.0 && grown < 200_000, "{seconds} s, {grown} kB");
}

fn resident_kilobytes() -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}
