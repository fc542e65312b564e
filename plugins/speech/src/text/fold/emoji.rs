//! Which chars are pictures. They are not read: a speaker would make a face instead of naming one.

/// Hearts of all colours, which may stand for "love".
pub(super) fn is_heart(c: char) -> bool {
    matches!(c, '❤' | '♥' | '💓'..='💟' | '🖤' | '🤍' | '🤎' | '🧡' | '🩵'..='🩷' | '❣')
}

/// Emoji and other pictures. Arrows, signs of mathematics and enclosed letters are none.
pub(super) fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{2300}'..='\u{23ff}' | '\u{2500}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{4dc0}'..='\u{4dff}'
        | '\u{2800}'..='\u{28ff}' | '\u{1f000}'..='\u{1f0ff}' | '\u{1f16a}'..='\u{1faff}' | '\u{1fb00}'..='\u{1fbef}'
        | '〰' | '〽' | '㊗' | '㊙')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_and_signs() {
        for c in "🙂🎉✅★☀🇩⌘█⠿🀄".chars() {
            assert!(is_emoji(c), "{c}");
        }
        for c in "→×÷a5€©™①漢".chars() {
            assert!(!is_emoji(c), "{c}");
        }
    }
}
