//! Our reading of a text sounds as the text written out by a person does: phonemes of both are compared.

use speech::{
    espeak::{Espeak, EspeakSettings},
    split_sentences,
    text::clauses,
};
use std::{collections::HashMap, time::Instant};

/// espeak-ng's processes by language.
struct Ears(HashMap<String, Espeak>);

impl Ears {
    fn hear(&mut self, language: &str, text: &str) -> String {
        let espeak = self.0.entry(language.to_owned()).or_insert_with(|| {
            Espeak::start(EspeakSettings::language(language))
                .expect("these tests need espeak-ng: apt install espeak-ng")
        });
        espeak.clause(text).unwrap()
    }

    /// Phonemes of our reading, each stretch in its own language.
    fn read(&mut self, language: &str, text: &str) -> String {
        let mut heard = Vec::new();
        for sentence in split_sentences(text) {
            for clause in clauses(text, sentence, '.', language) {
                for words in clause.words.chunk_by(|a, b| a.language == b.language) {
                    let spoken: Vec<&str> = words.iter().map(|word| word.spoken.as_str()).collect();
                    heard.push(self.hear(words[0].language.unwrap_or(language), &spoken.join(" ")));
                }
            }
        }
        heard.join(" ")
    }
}

/// Stress and the ends of words may differ: the sounds may not.
fn sounds(phonemes: &str) -> String {
    phonemes.chars().filter(|c| !matches!(c, 'ˈ' | 'ˌ' | ' ' | 'ː')).collect()
}

#[track_caller]
fn check(language: &str, rows: &[(&str, &str)]) {
    let mut ears = Ears(HashMap::new());
    let mut wrong = String::new();
    for (text, written_out) in rows {
        let (ours, theirs) = (ears.read(language, text), ears.read(language, written_out));
        if sounds(&ours) != sounds(&theirs) || ours.is_empty() {
            wrong.push_str(&format!("{text:?} sounds\n  {ours}\nand {written_out:?}\n  {theirs}\n"));
        }
        assert!(!written_out.contains(|c: char| c.is_ascii_digit()), "{written_out:?} is not written out");
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn english_sounds_as_written_out() {
    check(
        "en-us",
        &[
            ("1995", "nineteen ninety-five"),
            ("$3.5bn", "three point five billion dollars"),
            ("10:30pm", "ten thirty P-M"),
            ("24/7", "twenty-four seven"),
            ("Louis XIV", "Louis the fourteenth"),
            ("10k viewers", "ten thousand viewers"),
            ("1,000,000", "one million"),
            ("21st", "twenty-first"),
            ("-5 °C", "minus five degrees Celsius"),
            ("100 km/h", "one hundred kilometers per hour"),
        ],
    );
}

#[test]
fn german_sounds_as_written_out() {
    check(
        "de",
        &[
            ("3.000,50", "dreitausend Komma fünf null"),
            ("5", "fünf"),
            ("25", "fünfundzwanzig"),
            ("1.000.000", "eine Million"),
            ("2,5 km", "zwei Komma fünf Kilometer"),
            ("1 Euro", "ein Euro"),
            ("3,50 €", "drei Euro fünfzig"),
            ("50 %", "fünfzig Prozent"),
            ("um 10:30 Uhr", "um zehn Uhr dreißig"),
            ("am 1. Mai", "am ersten Mai"),
            ("am 22.11.", "am zweiundzwanzigsten November"),
            ("1995", "neunzehnhundertfünfundneunzig"),
            ("z. B. hier", "zum Beispiel hier"),
            ("-5 °C", "minus fünf Grad Celsius"),
            ("10-20", "zehn bis zwanzig"),
        ],
    );
}

#[test]
fn french_sounds_as_written_out() {
    check(
        "fr-fr",
        &[
            ("42", "quarante-deux"),
            ("3 000,50", "trois mille virgule cinquante"),
            ("5 km", "cinq kilomètres"),
            ("50 %", "cinquante pour cent"),
            ("Louis XIV", "Louis quatorze"),
            ("le 2e jour", "le deuxième jour"),
            ("le 1er mai", "le premier mai"),
            ("M. Dupont", "Monsieur Dupont"),
            ("-5", "moins cinq"),
            ("1h", "une heure"),
        ],
    );
}

#[test]
fn spanish_italian_portuguese_sound_as_written_out() {
    check(
        "es",
        &[
            ("5 km", "cinco kilómetros"),
            ("3.000,50", "tres mil coma cincuenta"),
            ("2ª vez", "segunda vez"),
            ("50 %", "cincuenta por ciento"),
            ("Sr. López", "señor López"),
            ("-5", "menos cinco"),
            ("EE. UU.", "Estados Unidos"),
        ],
    );
    check(
        "it",
        &[
            ("5 km", "cinque chilometri"),
            ("3.000,50", "tremila virgola cinquanta"),
            ("50%", "cinquanta per cento"),
            ("Sig. Rossi", "signor Rossi"),
            ("1 €", "un euro"),
        ],
    );
    check("pt-br", &[("R$ 5", "cinco reais"), ("50%", "cinquenta por cento"), ("Sr. Silva", "senhor Silva")]);
}

#[test]
fn chinese_sounds_as_written_out() {
    check(
        "cmn",
        &[
            ("2024年", "二零二四年"),
            ("50%", "百分之五十"),
            ("3.5", "三点五"),
            ("¥5", "五元"),
            ("10:30", "十点三十分"),
        ],
    );
}

/// espeak-ng spells what it cannot read: "Chinese letter", "nee three".
#[test]
fn foreign_scripts_are_read_in_their_language() {
    let mut ears = Ears(HashMap::new());
    for (language, text, expect) in [
        ("en-us", "привет", "prʲivʲˈet"),
        ("en-us", "你好", "nˈiɜ χˈɑu2"),
        ("cmn", "你好", "nˈiɜ χˈɑu2"),
        ("en-us", "γειά σου", "jˈa su"),
        ("en-us", "สวัสดี", "sˈa5wmsaɜds"),
        ("en-us", "안녕", "ˈɐnnjʌŋ"),
        ("de", "שלום", "ʃalˈom"),
        ("ru", "hello", "həlˈoʊ"),
    ] {
        assert_eq!(ears.read(language, text), expect, "{text}");
    }
    let japanese = ears.read("en-us", "こんにちは、世界");
    assert_eq!(japanese, ears.hear("ja", "こんにちわ") + " " + &ears.hear("ja", "せかい"));
}

/// A long text costs its length: twice the text, about twice the time, and all of it is read.
#[test]
fn a_long_text_is_read_whole() {
    for part in [
        "Well, $5 is 3/4 of 10:30pm! ",
        "](](](",
        "<a ",
        "9,",
        "1-",
        "ё",
        "世",
        "e\u{301}",
        "...",
        "A.",
        "#",
        "🙂a",
        "aaaaaaaaa",
    ] {
        let text = part.repeat(100_000 / part.len());
        let begun = Instant::now();
        let mut words = 0;
        for sentence in split_sentences(&text) {
            assert!(sentence.len() <= 400);
            words +=
                clauses(&text, sentence, '.', "en").iter().map(|clause| clause.words.len()).sum::<usize>();
        }
        assert_eq!(words > 0, part.contains(char::is_alphanumeric), "{part:?}");
        println!("{part:?}: {words} words in {:?}", begun.elapsed());
    }
}
