//! Text as it was typed, folded to what a reader sees: one form of each quote, dash and digit, no control
//! characters, markup, emoji or stacked accents. Each folded char knows where it stands in the text.
//!
//! It does not know words, numbers or languages.

mod emoji;
mod markup;

use std::ops::Range;
use unicode_normalization::{UnicodeNormalization, char::compose};

/// Stands for an emoji: nothing is said, but a speaker would wait a moment.
pub(super) const PAUSE: char = '\u{1}';
/// Stands for a heart, which may be a word ("I ♥ Rust").
pub(super) const HEART: char = '♥';
/// Accents that a letter may carry; more are decoration (Vietnamese needs two).
const MOST_ACCENTS: usize = 2;

/// A folded part of a text.
#[derive(Debug, Default)]
pub(super) struct Folded {
    pub text: String,
    /// For each folded char: where it begins in `text`, and its range in the text as typed.
    places: Vec<(usize, Range<usize>)>,
}

impl Folded {
    /// Where a folded range stands in the text as typed. Empty where the range is.
    pub fn origin(&self, range: &Range<usize>) -> Range<usize> {
        let first = self.places.partition_point(|(at, _)| *at < range.start);
        let last = self.places.partition_point(|(at, _)| *at < range.end);
        match (self.places.get(first), last.checked_sub(1).and_then(|last| self.places.get(last))) {
            (Some((_, from)), Some((_, to))) if first < last => from.start..to.end.max(from.start),
            _ => 0..0,
        }
    }

    fn push(&mut self, c: char, from: Range<usize>) {
        self.places.push((self.text.len(), from));
        self.text.push(c);
    }

    fn push_str(&mut self, text: &str, from: &Range<usize>) {
        for c in text.chars() {
            self.push(c, from.clone());
        }
    }

    fn last(&self) -> Option<char> {
        self.text.chars().next_back()
    }

    /// Puts `mark` onto the last char where the two have a common form; drops it otherwise.
    fn accent(&mut self, mark: char, from: &Range<usize>) {
        let Some(composed) = self.last().and_then(|base| compose(base, mark)) else { return };
        self.text.pop();
        self.text.push(composed);
        if let Some((_, origin)) = self.places.last_mut() {
            origin.end = from.end;
        }
    }
}

/// `text` without what nobody can see or hear: control characters, stacked accents, markup, emoji. All else
/// stays as it was typed, line breaks too.
pub(super) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.char_indices().peekable();
    let mut skip_until = 0;
    while let Some((at, c)) = chars.next() {
        if at < skip_until {
            continue;
        }
        let rest = &text[at..];
        let new_line = out.is_empty() || out.ends_with('\n');
        if let Some(length) = markup::skipped(text, at).or_else(|| markup::emphasis(&out, rest, new_line)) {
            skip_until = at + length;
            if rest.starts_with('<') && !out.is_empty() && !out.ends_with(char::is_whitespace) {
                out.push(' ');
            }
        } else if let Some((read, length)) = markup::entity(rest) {
            skip_until = at + length;
            out.push(if read == HEART { ' ' } else { read });
        } else if is_decoration(c) {
            let mut marks = vec![c];
            while let Some((_, next)) = chars.next_if(|(_, next)| is_decoration(*next)) {
                marks.push(next);
            }
            for mark in marks.iter().filter(|_| marks.len() <= MOST_ACCENTS) {
                if let Some(composed) = out.chars().next_back().and_then(|base| compose(base, *mark)) {
                    out.pop();
                    out.push(composed);
                }
            }
        } else if c.is_whitespace() {
            out.push(if c == '\n' { '\n' } else { ' ' });
        } else if emoji::is_heart(c) || emoji::is_emoji(c) {
            if !out.is_empty() && !out.ends_with(char::is_whitespace) {
                out.push(' ');
            }
        } else if joins(&out, c) || !is_hidden(c) {
            out.push(c);
        }
    }
    // Single spaces, and none at the ends of lines.
    let lines: Vec<String> =
        out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    lines.join("\n").trim().to_owned()
}

/// Folds `range` of `text`, which lies on char boundaries.
pub(super) fn fold(text: &str, range: Range<usize>) -> Folded {
    let mut folded = Folded::default();
    let part = &text[range.clone()];
    let mut chars = part.char_indices().peekable();
    let mut skip_until = 0;
    let mut exponent = false;
    while let Some((at, c)) = chars.next() {
        if at < skip_until {
            continue;
        }
        let from = range.start + at..range.start + at + c.len_utf8();
        if let Some(length) = markup::skipped(part, at) {
            skip_until = at + length;
            // What stood apart stays apart.
            folded.push(' ', from.start..from.start + length);
            continue;
        }
        if let Some((read, length)) = markup::entity(&part[at..]) {
            skip_until = at + length;
            folded.push(read, from.start..from.start + length);
            continue;
        }
        if is_decoration(c) {
            let mut marks = vec![c];
            let mut end = from.end;
            while let Some((at, next)) = chars.next_if(|(_, next)| is_decoration(*next)) {
                marks.push(next);
                end = range.start + at + next.len_utf8();
            }
            if marks.len() <= MOST_ACCENTS {
                marks.into_iter().for_each(|mark| folded.accent(mark, &(from.start..end)));
            }
            continue;
        }
        if let Some(digit) = superscript(c) {
            if !exponent {
                folded.push('^', from.start..from.start);
            }
            exponent = true;
            folded.push(digit, from);
            continue;
        }
        exponent = false;
        fold_char(&mut folded, c, &from, chars.peek().map(|(_, next)| *next));
    }
    folded
}

fn fold_char(folded: &mut Folded, c: char, from: &Range<usize>, next: Option<char>) {
    let between_digits = || {
        folded.last().is_some_and(|last| last.is_ascii_digit()) && next.is_some_and(|c| c.is_ascii_digit())
    };
    let plain = match c {
        // Spaces inside of numbers.
        '\u{a0}' | '\u{202f}' | '\u{2009}' if between_digits() => '\u{a0}',
        c if c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{3164}' | '\u{115f}') => ' ',
        '’' | '‘' | 'ʼ' | '′' | '‛' | '`' if c != '`' => '\'',
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' | '「' | '」' | '『' | '』' => '"',
        '‐' | '‑' | '\u{ad}' if c != '\u{ad}' => '-',
        '‒' | '―' | '⸺' => '—',
        '⁄' | '∕' => '/',
        '∗' => '*',
        '¼'..='¾' | '⅐'..='⅞' => {
            // "3½" is "3 1/2".
            folded.push(' ', from.start..from.start);
            for part in c.nfkc() {
                folded.push(if part == '⁄' { '/' } else { part }, from.clone());
            }
            return;
        }
        '™' | '℠' | '®' | '©' | '№' | '°' | 'º' | 'ª' | '…' | '€' | 'µ' | 'Ω' | '´' | '¨' | '¸' => {
            c
        }
        '℃' => return folded.push_str("°C", from),
        '℉' => return folded.push_str("°F", from),
        c if emoji::is_heart(c) => HEART,
        c if emoji::is_emoji(c) => {
            if folded.last() != Some(PAUSE) {
                folded.push(PAUSE, from.clone());
            }
            return;
        }
        c if joins(&folded.text, c) => c,
        c if is_hidden(c) => return,
        c => {
            if let Some(digit) = digit(c) {
                digit
            } else if has_plain_form(c) {
                for part in c.nfkc() {
                    folded.push(digit(part).unwrap_or(part), from.clone());
                }
                return;
            } else {
                c
            }
        }
    };
    folded.push(plain, from.clone());
}

/// Joiners shape letters in some scripts; elsewhere they hide.
fn joins(before: &str, c: char) -> bool {
    let shaped = |last: char| last as u32 > 0x5ff && last.is_alphabetic();
    matches!(c, '\u{200c}' | '\u{200d}') && before.chars().next_back().is_some_and(shaped)
}

/// Combining marks that decorate letters of several scripts. Marks that belong to one script stay.
fn is_decoration(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Control, format, private and unassigned characters, which nobody sees.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{fff0}'..='\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{10ffff}')
}

/// Letters and digits dressed up: full width, mathematical, circled, ligatures, Roman numerals of one char.
fn has_plain_form(c: char) -> bool {
    matches!(c, '\u{2100}'..='\u{214f}' | '\u{2160}'..='\u{217f}' | '\u{2460}'..='\u{24ff}' | '\u{fb00}'..='\u{fb06}'
        | '\u{ff01}'..='\u{ff9f}' | '\u{1d400}'..='\u{1d7ff}' | '\u{1f100}'..='\u{1f169}' | '\u{2080}'..='\u{209c}'
        | '\u{3300}'..='\u{33ff}' | '\u{3200}'..='\u{32ff}')
}

fn superscript(c: char) -> Option<char> {
    Some(match c {
        '⁰' => '0',
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁴'..='⁹' => char::from_digit(c as u32 - 0x2070, 10)?,
        '⁺' => '+',
        '⁻' => '-',
        'ⁿ' => 'n',
        _ => return None,
    })
}

/// Decimal digits of other scripts as ASCII.
fn digit(c: char) -> Option<char> {
    const ZEROS: [u32; 19] = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50,
        0xed0, 0xf20, 0x1040, 0x17e0, 0x1810,
    ];
    let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&(c as u32)))?;
    char::from_digit(c as u32 - zero, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(fold(text, 0..text.len()).text.replace(PAUSE, "~"), expect, "{text:?}");
    }

    #[test]
    fn what_is_typed_becomes_plain() {
        check("“Hi” ‘you’ it’s 5′10″", "\"Hi\" 'you' it's 5'10\"");
        check("Ｈｅｌｌｏ １２３", "Hello 123");
        check("𝐇𝐞𝐥𝐥𝐨 𝓯𝓻𝓲𝓮𝓷𝓭", "Hello friend");
        check("H̷̢̛e̸̡l̴̨l̵̛o̶̢", "Hello");
        check("Z̴̡̛̖͓͙̿̈́A̸̢͖L̷G̵O", "ZALGO");
        check("cafe\u{301} Vie\u{323}\u{302}t", "café Việt");
        check("a\u{202e}b\u{0}c\u{7}d\u{feff}e\u{200d}f", "abcdef");
        check("soft\u{ad}hyphen", "softhyphen");
        check("10⁶ m² x⁻¹ H₂O", "10^6 m^2 x^-1 H2O");
        check("3½ ½", "3 1/2  1/2");
        check("٣ ५", "3 5");
        check("1\u{202f}000\u{a0}km", "1\u{a0}000 km");
        check("ﬁne ① Ⅳ", "fine 1 IV");
        check("hi 🙂🎉 you 👨‍👩‍👧", "hi ~ you ~");
        check("1️⃣ 🇩🇪", "1 ~");
        check("I ❤️ it", "I ♥ it");
        check("I <3 it, 2 < 3", "I ♥ it, 2 < 3");
        check("Tom &amp; Jerry &lt;3", "Tom & Jerry <3");
        check("a <b>bold</b> <speak>x</speak>", "a  bold   x ");
        check("see [this](https://x.com/a?b=1) now", "see  this  now");
        check("![logo](a.png) done", " logo  done");
        check("a [b] (c) [d] e", "a [b] (c) [d] e");
        check("สวัสดี नमस्ते", "สวัสดี नमस्ते");
    }

    #[test]
    fn clean_text_stays_as_it_was() {
        for (text, expect) in [
            ("It’s “3½ m²” — €5!", "It’s “3½ m²” — €5!"),
            ("**bold** and `code`, __x__ and ~~y~~", "bold and code, x and y"),
            ("snake_case 3*4 f(x)", "snake_case 3*4 f(x)"),
            ("# Title\n- item\n> quote\n\nend", "Title\nitem\nquote\n\nend"),
            ("[x](https://example.com/a) <b>y</b>", "x y"),
            ("hi 🙂🎉 you!", "hi you!"),
            ("H̷̢̛e̸̡l̴̨l̵̛o̶̢ cafe\u{301}", "Hello café"),
            ("a\u{202e}b\u{0}c\u{feff}", "abc"),
            ("<speak><break time=\"10s\"/>hi</speak>", "hi"),
            ("A &amp; B", "A & B"),
            ("你好 สวัสดี", "你好 สวัสดี"),
            ("🙂", ""),
        ] {
            assert_eq!(clean(text), expect, "{text:?}");
        }
    }

    #[test]
    fn places_are_kept() {
        let text = "x “Ｈｉ” cafe\u{301}!";
        let folded = fold(text, 2..text.len());
        let at = folded.text.find("Hi").unwrap();
        assert_eq!(&text[folded.origin(&(at..at + 2))], "Ｈｉ");
        let at = folded.text.find("café").unwrap();
        assert_eq!(&text[folded.origin(&(at..at + "café".len()))], "cafe\u{301}");
    }
}
