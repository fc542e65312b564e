//! What the network reads: symbols with their ids, each with its part in a phone.
//!
//! Piper's order, as its voices were trained: `^ _ a _ b _ ... _ $`, a blank after each symbol but the last.

use super::config::PiperConfig;

/// One symbol of the network's input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Symbol {
    pub kind: Kind,
    /// Index of the word that it belongs to.
    pub word: Option<usize>,
    /// How many ids it has, without the blanks at its end.
    pub ids: usize,
    /// How many blanks come after it.
    pub blanks: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Begin, end, punctuation: heard as silence.
    Pause,
    /// Between two words.
    Space,
    /// 2 primary, 1 secondary; before the vowel.
    Stress(u8),
    /// Length and diacritics: more of the phone before.
    Modifier(char),
    /// A sound of its own.
    Phone(char),
}

/// Symbols and their ids for a stream of IPA, spaces and punctuation. Chars without an id are left out.
pub(super) fn symbols(stream: &[(char, Option<usize>)], config: &PiperConfig) -> (Vec<Symbol>, Vec<i64>) {
    let (mut symbols, mut ids) = (Vec::new(), Vec::new());
    let blank = config.ids('_').unwrap_or_default();
    let mut push = |c: char, kind: Kind, word: Option<usize>, blanks: bool| {
        let Some(own) = config.ids(c) else {
            tracing::debug!(symbol = %c, "the voice has no such symbol");
            return;
        };
        let before = ids.len();
        for (i, id) in own.iter().enumerate() {
            if blanks && i > 0 {
                ids.extend_from_slice(blank);
            }
            ids.push(*id);
        }
        let own = ids.len() - before;
        if blanks {
            ids.extend_from_slice(blank);
        }
        symbols.push(Symbol { kind, word, ids: own, blanks: ids.len() - before - own });
    };
    push('^', Kind::Pause, None, true);
    for &(c, word) in stream {
        push(c, kind(c), word, true);
    }
    push('$', Kind::Pause, None, false);
    (symbols, ids)
}

fn kind(c: char) -> Kind {
    match c {
        ' ' => Kind::Space,
        'ˈ' => Kind::Stress(2),
        'ˌ' => Kind::Stress(1),
        'ː' | 'ˑ' | 'ʰ' | 'ʲ' | 'ʷ' | 'ˤ' | '˞' | '0'..='9' | '↓' | '↑' | '\u{300}'..='\u{36f}' => {
            Kind::Modifier(c)
        }
        '.' | ',' | '?' | '!' | ';' | ':' | '^' | '$' | '_' => Kind::Pause,
        c => Kind::Phone(c),
    }
}
