//! What a phone asks of the mouth.
//!
//! Owns the reading of an IPA token (marks stripped, diphthongs and clusters taken apart) and the table of targets.
//! It does not know about time beyond the share of a token that each of its parts takes.

mod polly;
mod table;
#[cfg(test)]
mod tests;

pub use polly::phones_of_viseme;

/// What kind of sound a phone is, as far as a face can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Silence.
    Pause,
    /// Any vowel, half of a diphthong included.
    Vowel,
    /// p b m: the lips meet.
    Bilabial,
    /// f v: the lower lip meets the upper teeth.
    Labiodental,
    /// θ ð: the tongue shows between the teeth.
    Dental,
    /// s z ts dz: teeth together, lips free.
    Sibilant,
    /// ʃ ʒ tʃ dʒ: teeth together, lips forward.
    Postalveolar,
    /// t d n and their like: tongue behind the teeth, lips free.
    Alveolar,
    /// k g ŋ x, uvulars, glottals: nothing to see but the jaw.
    Velar,
    /// w j ɥ.
    Glide,
    /// l and its like.
    Lateral,
    /// ɹ r and their like.
    Rhotic,
}

impl Class {
    /// Whether the teeth are together for as long as the phone lasts.
    pub fn is_sibilant(self) -> bool {
        matches!(self, Self::Sibilant | Self::Postalveolar)
    }
}

/// Where a channel should go, and how strongly it is pulled there.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Target {
    /// 0..1.
    pub value: f32,
    /// 0 leaves the channel to the neighbours, 1 insists as a vowel does, 2 holds its own between vowels.
    pub strength: f32,
}

/// The targets of one phone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Articulation {
    /// Kind of sound.
    pub class: Class,
    /// Jaw: 0 teeth together, 1 the widest that speech opens.
    pub jaw: Target,
    /// Lips: 0 at rest, 1 as round as in /u/.
    pub round: Target,
    /// Lip corners: 0 at rest, 1 as far apart as in /i/.
    pub spread: Target,
    /// Tongue: .5 behind the upper teeth, 1 between the teeth.
    pub tongue: Target,
    /// How far the lips shut; 1 they meet.
    pub closure: f32,
    /// How far the lower lip goes to the upper teeth; 1 they touch.
    pub labiodental: f32,
    /// A vowel that is always weak (ə and its like).
    pub reduced: bool,
}

impl Articulation {
    /// A mouth that nothing is asked of: what an unknown phone gets.
    pub const NEUTRAL: Self = Self {
        class: Class::Velar,
        jaw: Target { value: 0.2, strength: 0.2 },
        round: Target { value: 0.0, strength: 0.1 },
        spread: Target { value: 0.0, strength: 0.1 },
        tongue: Target { value: 0.0, strength: 0.1 },
        closure: 0.0,
        labiodental: 0.0,
        reduced: false,
    };
}

/// A part of a token: its articulation and the share of the token's time that it takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// What the mouth does.
    pub articulation: Articulation,
    /// 0..1; the shares of a token sum to 1.
    pub share: f32,
}

/// The share of a diphthong that its first vowel takes (55-60 %).
const FIRST_OF_TWO: f32 = 0.57;

/// The token without length, stress, tone, tie bars, aspiration, secondary articulations, combining marks, and the
/// language switches that espeak writes in brackets.
///
/// `ʷ` is dropped as well: a labialised velar is rare, and its vowel rounds anyway.
pub fn normalise(token: &str) -> String {
    let mut bracketed = false;
    let spoken = |c: &char| match c {
        '(' => {
            bracketed = true;
            false
        }
        ')' => {
            bracketed = false;
            false
        }
        _ => !bracketed,
    };
    token.chars().filter(spoken).filter_map(plain).collect()
}

/// Parts of an IPA token, in order. Marks alone, and the empty token, have no part.
///
/// # Errors
/// The token has a symbol that the table does not know. The caller decides what to show (see
/// [`Articulation::NEUTRAL`]) and whom to tell.
pub fn parts(token: &str) -> Result<Vec<Part>, UnknownPhone> {
    if matches!(token.trim(), "," | "." | "!" | "?" | ";" | ":" | "—" | "…") {
        // Some engines give a clause mark the time of the pause that it makes.
        return parts(protocol::timeline::PAUSE);
    }
    let plain = normalise(token);
    let mut found: Vec<Articulation> = Vec::with_capacity(2);
    let mut rest = plain.as_str();
    while !rest.is_empty() {
        let Some((articulation, length)) = table::longest(rest) else {
            return Err(UnknownPhone(token.to_owned()));
        };
        // An aspirated stop written with a plain h: the h has no shape of its own.
        let aspiration = &rest[..length] == "h" && !found.is_empty();
        if !aspiration {
            found.push(articulation);
        }
        rest = &rest[length..];
    }
    let shares: &[f32] = match found.len() {
        0 => &[],
        1 => &[1.0],
        2 if found[0].class == Class::Vowel => &[FIRST_OF_TWO, 1.0 - FIRST_OF_TWO],
        2 => &[0.5, 0.5],
        3 => &[0.4, 0.3, 0.3],
        n => {
            #[expect(clippy::cast_precision_loss, reason = "a token has a handful of symbols")]
            let share = 1.0 / n as f32;
            return Ok(found.into_iter().map(|articulation| Part { articulation, share }).collect());
        }
    };
    Ok(found.into_iter().zip(shares).map(|(articulation, &share)| Part { articulation, share }).collect())
}

/// A phone that the table does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPhone(pub String);

impl std::fmt::Display for UnknownPhone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "phone {:?} has no mouth shape; it is shown as a neutral mouth until the table has it",
            self.0
        )
    }
}

impl std::error::Error for UnknownPhone {}

/// The symbol with its marks taken off; `None` for what is only a mark.
fn plain(c: char) -> Option<char> {
    match c {
        // Length, stress, syllable break, ties written as joiners, linking, dashes.
        'ː'
        | 'ˑ'
        | ':'
        | 'ˈ'
        | 'ˌ'
        | '\''
        | ','
        | '.'
        | '-'
        | '‿'
        | '|'
        | '\u{200b}'..='\u{200d}'
        | '\u{2060}' => None,
        // Aspiration and secondary articulations, rhoticity, pharyngealisation, tone letters and digits.
        'ʰ' | 'ʱ' | 'ʲ' | 'ʷ' | 'ˠ' | 'ˤ' | 'ˀ' | 'ⁿ' | 'ˡ' | 'ʼ' | '˞' | 'ᵝ' | '[' | ']' | '"' | '`'
        | '~' | '^' | '↓' | '↑' => None,
        '˥'..='˩' | '0'..='9' | '⁰'..='⁹' | '¹' | '²' | '³' => None,
        '\u{300}'..='\u{36f}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' => None,
        // Letters that stand for others.
        'ɡ' => Some('g'),
        'ε' => Some('ɛ'),
        'Φ' => Some('ɸ'),
        '?' => Some('ʔ'),
        // ASCII that a few of espeak's voices leave in.
        'S' => Some('ʃ'),
        'Z' => Some('ʒ'),
        'N' => Some('ŋ'),
        'X' => Some('χ'),
        'A' => Some('a'),
        'ä' | 'ã' | 'á' | 'à' | 'â' => Some('a'),
        'ẽ' => Some('e'),
        'ĩ' => Some('i'),
        'õ' => Some('o'),
        'ũ' => Some('u'),
        c if c.is_whitespace() => None,
        c => Some(c),
    }
}
