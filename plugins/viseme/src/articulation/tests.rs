//! The table knows every symbol that our engines write.

use super::*;

#[track_caller]
fn check(token: &str, classes: &[Class]) {
    let found: Vec<Class> = match parts(token) {
        Ok(parts) => parts.iter().map(|p| p.articulation.class).collect(),
        Err(error) => panic!("{error}"),
    };
    assert_eq!(found, classes, "{token}");
}

#[test]
fn tokens_are_read() {
    use Class::*;
    check("ɑː", &[Vowel]);
    check("ˈa‍ɪ", &[Vowel, Vowel]);
    check("aɪ", &[Vowel, Vowel]);
    check("t͡ʃ", &[Postalveolar]);
    check("tʃ", &[Postalveolar]);
    check("dʒ", &[Postalveolar]);
    check("ts", &[Sibilant]);
    check("pʰ", &[Bilabial]);
    check("ph", &[Bilabial]);
    check("ɑːɹ", &[Vowel, Rhotic]);
    check("aɪɚ", &[Vowel, Vowel, Vowel]);
    check("n̩", &[Alveolar]);
    check("ɔ̃", &[Vowel]);
    check("iə5", &[Vowel, Vowel]);
    check("_", &[Pause]);
    check(",", &[Pause]);
    check("ˈ", &[]);
    check("ː", &[]);
    check("", &[]);
    check("pf", &[Labiodental]);
    check("(en)t", &[Alveolar]);
    check("(cmn)", &[]);
}

#[test]
fn a_diphthong_is_split_past_its_middle() {
    let parts = parts("oʊ").unwrap_or_default();
    assert!((0.55..=0.60).contains(&parts[0].share));
    assert!((parts[0].share + parts[1].share - 1.0).abs() < 1e-6);
}

#[test]
fn unknown_symbols_are_said_to_be() {
    assert_eq!(parts("☃"), Err(UnknownPhone("☃".into())));
}

/// What espeak-ng 1.51 writes with `--ipa` for en-us, and the letters of its other languages.
#[test]
fn every_letter_of_espeak_has_a_shape() {
    let english = "p b t d k ɡ g f v θ ð s z ʃ ʒ tʃ dʒ h m n ŋ l ɹ r j w ɾ ʔ n̩ əl l̩ x ɬ \
        iː ɪ e ɛ æ ɑː ɑ ɒ ɔː ɔ o ʊ uː u ʌ ɐ ə ɚ ɜː ɝ ᵻ i aɪ aʊ ɔɪ eɪ oʊ iə ʊɹ ɪɹ ɛɹ ɔːɹ oːɹ ɑːɹ aɪɚ aɪə əʊ eə ʊə";
    let others = "a aː ä ɘ ɵ ɤ ɨ ɯ ʉ y yː ʏ ø øː œ œ̃ ɛ̃ ɑ̃ ɔ̃ ɞ ɶ ɥ ʁ ʀ ɣ χ ç ʝ c ɟ ɲ ʎ β ɸ ʋ ɱ ts dz pf tɕ dʑ ɕ ʑ ʂ ʐ tʂ dʐ \
        ʈ ɖ ɳ ɭ ɻ ɽ q ɢ ɴ ħ ʕ ɦ ɓ ɗ ɠ kʰ tʰ pʰ tsʰ bʲ tʷ kʼ ts. ɑu5 iou2 uɛ4 y5 ɜ ʲ ʦ ʨ ε Φ ᵝk S Z N X A t[";
    let unknown: Vec<&str> =
        english.split_whitespace().chain(others.split_whitespace()).filter(|t| parts(t).is_err()).collect();
    assert_eq!(unknown, Vec::<&str>::new());
}

#[test]
fn every_polly_viseme_has_a_shape() {
    let symbols = "sil p t l T f k s S J r i i: u u: @ a a: e e: E E: o o: O O: B 0 x";
    for symbol in symbols.split_whitespace() {
        let phone = phones_of_viseme(symbol);
        assert!(phone.is_some_and(|p| parts(p).is_ok_and(|p| p.len() == 1)), "{symbol}");
    }
    assert_eq!(phones_of_viseme("q"), None);
}

#[test]
fn targets_are_within_range() {
    for (name, articulation) in "ɑ æ ɒ ɐ ʌ ɛ e ɔ o ø œ ə ɜ ɚ i ɪ u ʊ y p f θ s ʃ t l r ɹ ç k h w j β"
        .split(' ')
        .map(|s| (s, parts(s).map(|p| p[0].articulation)))
    {
        let Ok(a) = articulation else { panic!("{name}") };
        for t in [a.jaw, a.round, a.spread, a.tongue] {
            assert!((0.0..=1.0).contains(&t.value) && (0.0..=2.0).contains(&t.strength), "{name} {t:?}");
        }
    }
}
