//! The names of espeak-ng's phones: what of them a mouth knows, and which vowels are stressed.
//!
//! The events of the library (1.51) carry no stress and end after eight bytes; the IPA of the whole text has
//! both. So the two are laid side by side. Pure; it knows no times.

/// A phone as the IPA of the text writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// Without stress marks.
    pub ipa: String,
    /// 0 none, 1 secondary, 2 primary.
    pub stress: u8,
}

/// Phones of an `i` frame: parted by `_`, spaces and line breaks, language marks left out.
pub(super) fn tokens(ipa: &str) -> Vec<Token> {
    let plain = super::without_language_marks(ipa);
    let mut carried = 0;
    let mut tokens = Vec::new();
    for part in plain.split(['_', ' ', '\n']) {
        let stress = part.chars().map(stress_of).max().unwrap_or(0).max(carried);
        let ipa: String = part.chars().filter(|c| stress_of(*c) == 0).collect();
        // A mark alone, or before a consonant, is the next vowel's.
        let vowel = ipa.chars().any(is_vowel);
        carried = if vowel { 0 } else { stress };
        if !ipa.is_empty() {
            tokens.push(Token { ipa, stress: if vowel { stress } else { 0 } });
        }
    }
    tokens
}

/// For each event's name the token that it is, in order; `None` where the text has none such.
pub(super) fn matching(events: &[&str], tokens: &[Token]) -> Vec<Option<usize>> {
    let (rows, columns) = (events.len() + 1, tokens.len() + 1);
    let cost = |event: &str, token: &Token| {
        let event: String = event.chars().filter(|c| stress_of(*c) == 0).collect();
        if event == token.ipa || !event.is_empty() && token.ipa.starts_with(&event) {
            return 0;
        }
        let vowels = event.chars().any(is_vowel) == token.ipa.chars().any(is_vowel);
        if vowels { 2 } else { 7 }
    };
    let mut costs = vec![0_u32; rows * columns];
    // Where the texts run alike, which they nearly always do, far from the diagonal nothing is worth a look.
    let band = rows.abs_diff(columns) + 40;
    for r in 0..rows {
        for c in 0..columns {
            costs[r * columns + c] = if r == 0 || c == 0 {
                3 * (r + c) as u32
            } else if r.abs_diff(c) > band {
                u32::MAX / 2
            } else {
                let swap = costs[(r - 1) * columns + c - 1] + cost(events[r - 1], &tokens[c - 1]);
                swap.min(costs[(r - 1) * columns + c] + 3).min(costs[r * columns + c - 1] + 3)
            };
        }
    }
    let mut found = vec![None; events.len()];
    let (mut r, mut c) = (rows - 1, columns - 1);
    while r > 0 && c > 0 {
        let here = costs[r * columns + c];
        if here == costs[(r - 1) * columns + c - 1] + cost(events[r - 1], &tokens[c - 1]) {
            (r, c) = (r - 1, c - 1);
            found[r] = Some(c);
        } else if here == costs[(r - 1) * columns + c] + 3 {
            r -= 1;
        } else {
            c -= 1;
        }
    }
    found
}

/// The phone as IPA that a mouth knows: without stress, length, tone and linking, with what espeak-ng writes in
/// its own way put into IPA. Nothing where nothing is left. `voice` is an identifier of espeak-ng's.
pub(super) fn phone(token: &str, voice: &str) -> String {
    let mut plain: String = super::without_language_marks(token);
    if voice.starts_with("sit/") {
        // Retroflex sounds are written with a dot, and tone 3 comes out as the vowel whose ASCII name is 3.
        for (dotted, ipa) in [("ts.", "tʂ"), ("s.", "ʂ"), ("z.", "ʐ"), ("i.", "ɨ")] {
            plain = plain.replace(dotted, ipa);
        }
        if let Some(toneless) = plain.strip_suffix('ɜ').filter(|rest| !rest.is_empty()) {
            plain = toneless.to_owned();
        }
    }
    // Softness that the engine makes a sound of its own is a glide.
    if matches!(plain.as_str(), "ʲ" | "ʷ") {
        return if plain == "ʲ" { "j".into() } else { "w".into() };
    }
    plain.chars().filter(|c| is_symbol(*c)).collect()
}

fn is_symbol(c: char) -> bool {
    !matches!(c, 'ː' | 'ˑ' | 'ˈ' | 'ˌ' | '\u{200b}'..='\u{200d}' | '˥'..='˩' | '0'..='9' | '-' | '.' | '|' | '\'' | ':' | '?' | '!' | ';' | ',' | '#' | '*' | '_' | '"' | '`' | '^' | '~' | '[' | ']')
        && !c.is_whitespace()
        && !c.is_control()
}

fn stress_of(c: char) -> u8 {
    match c {
        'ˈ' => 2,
        'ˌ' => 1,
        _ => 0,
    }
}

fn is_vowel(c: char) -> bool {
    "aeiouyæøœɐɑɒɔəɘɚɛɜɝɞɤɨɪɯɵɶʉʊʌʏᵻᵿäãáàâẽĩõũ".contains(c)
}

/// Whether the phone begins with a stop, whose closure is silence or nearly so.
pub(crate) fn begins_with_stop(phone: &str) -> bool {
    phone.chars().next().is_some_and(|c| "ptkbdgɡʈɖcɟqɢʔɓɗɠʄʛ".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(ipa: &str, events: &str, expect: &str) {
        let tokens = tokens(ipa);
        let events: Vec<&str> = events.split(' ').collect();
        let shown: Vec<String> = events
            .iter()
            .zip(matching(&events, &tokens))
            .map(|(event, token)| match token {
                Some(token) => format!("{event}={}{}", tokens[token].ipa, tokens[token].stress),
                None => format!("{event}=?"),
            })
            .collect();
        assert_eq!(shown.join(" "), expect);
    }

    #[test]
    fn stress_reaches_the_events() {
        check("h_ə_l_ˈoʊ w_ˌɜː_l_d", "h ə l oʊ w ɜː l d", "h=h0 ə=ə0 l=l0 oʊ=oʊ2 w=w0 ɜː=ɜː1 l=l0 d=d0");
        check("ˈ_t_aɪ", "t aɪ", "t=t0 aɪ=aɪ2");
        check("(en)_t_ˈaɪ(de)_n", "t aɪ n", "t=t0 aɪ=aɪ2 n=n0");
        check("t_ˈɔ̃ːʲʰa_n", "t ɔ̃ː n", "t=t0 ɔ̃ː=ɔ̃ːʲʰa2 n=n0");
        check("t_ˈiə_n", "t ə ɪ n", "t=t0 ə=? ɪ=iə2 n=n0");
        check("", "t", "t=?");
    }

    #[test]
    fn names_are_what_mouths_know() {
        for (voice, token, expect) in [
            ("gmw/en-US", "iː", "i"),
            ("gmw/en-US", "(en)", ""),
            ("sit/cmn", "s.", "ʂ"),
            ("sit/cmn", "ts.h", "tʂh"),
            ("sit/cmn", "iɛ5", "iɛ"),
            ("sit/yue", "aaiɜ", "aai"),
            ("gmw/en-US", "ɜː", "ɜ"),
            ("zle/ru", "ʲ", "j"),
            ("aav/vi", "ˈəɪ˧", "əɪ"),
        ] {
            assert_eq!(phone(token, voice), expect, "{token} of {voice}");
        }
    }
}
