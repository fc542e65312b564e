//! Figures with all that belongs to them: signs, currencies, units, dates, times, ranges, codes.
//!
//! What is written is recognised here, in the same way for all languages; what is said comes from the
//! [`Tongue`]. Words without a figure in them are not its business.

mod calendar;
mod codes;
mod measures;
mod money;
mod quantity;

use super::tongue::Tongue;

pub(super) use calendar::month;
pub(super) use money::money_sign;
pub(super) use quantity::{scaled_money, unit};

/// What stands around a figure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around<'t> {
    /// The whole run of text.
    pub text: &'t str,
    /// Where the figure begins: at a digit, or a sign that belongs to it.
    pub at: usize,
    /// What was read before it.
    pub before: Before<'t>,
    /// Whether the run computes: there is an equals sign.
    pub maths: bool,
}

/// What was read last.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Before<'t> {
    /// The last word as written.
    pub word: &'t str,
    pub kind: Kind,
}

/// What a reading was, for what follows it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Kind {
    #[default]
    Word,
    /// A month's name: a day may follow.
    Month,
    /// A day of a month: a year may follow.
    Day,
    /// A figure that a unit may follow.
    Number { one: bool },
    /// Part of a telephone number.
    Phone,
    /// An amount of money whose scale follows ("$3 billion"): the currency comes after it.
    Money { many: &'static str },
    /// Capitals spelled out, or a model's name: a number after them is said in pairs.
    Name,
}

/// A figure as read.
#[derive(Debug, PartialEq)]
pub(super) struct Reading {
    /// Where it ends in the run.
    pub end: usize,
    pub spoken: String,
    pub kind: Kind,
}

/// Looks at the start of a stretch of text: the length of what it reads there, and its reading.
type Reader = fn(&str, &Around, &Tongue) -> Option<(usize, String, Kind)>;

/// Longest stretch that is looked at for one figure.
const LOOK: usize = 120;

/// Reads the figure at `around.at`; none where there is none.
pub(super) fn read(around: &Around, tongue: &Tongue) -> Option<Reading> {
    let rest = window(&around.text[around.at..]);
    let readers: [Reader; 14] = [
        money::money,
        codes::phone,
        calendar::iso_date,
        calendar::figures_date,
        calendar::clock,
        calendar::day_of_month,
        codes::version,
        measures::feet_and_inches,
        measures::fraction,
        measures::dimensions,
        calendar::years,
        codes::grouped,
        quantity::range,
        quantity::signed,
    ];
    let (length, spoken, kind) = readers.iter().find_map(|reader| reader(rest, around, tongue))?;
    Some(Reading { end: around.at + length, spoken, kind })
}

fn window(text: &str) -> &str {
    let mut end = text.len().min(LOOK);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

impl Around<'_> {
    /// The char right before the figure.
    fn char_before(&self) -> Option<char> {
        self.text[..self.at].chars().next_back()
    }

    /// The word that follows `length` bytes after the start of the figure, after one space.
    fn word_after(&self, length: usize) -> &str {
        let rest = &self.text[self.at + length..];
        let rest = rest.strip_prefix([' ', '\u{a0}']).unwrap_or(rest);
        let end = rest.find(|c: char| !(c.is_alphabetic() || c == '\'')).unwrap_or(rest.len());
        &rest[..end]
    }
}

/// The digits at the start.
fn digits(text: &str) -> &str {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    &text[..end]
}

/// Digits of which there are `count`, and their value.
fn figure(text: &str, count: std::ops::RangeInclusive<usize>) -> Option<(usize, u32)> {
    let digits = digits(text);
    count.contains(&digits.len()).then_some(())?;
    Some((digits.len(), digits.parse().ok()?))
}

/// Whether a figure may end before `rest`.
fn ends(rest: &str) -> bool {
    let mut chars = rest.chars();
    match chars.next() {
        Some(c) if c.is_alphanumeric() => false,
        Some('.' | ',' | ':' | '/' | '-' | '–') => !chars.next().is_some_and(|c| c.is_ascii_digit()),
        _ => true,
    }
}

/// Whether a word may end before `rest`.
fn word_ends(rest: &str) -> bool {
    !rest.starts_with(|c: char| c.is_alphanumeric())
}
