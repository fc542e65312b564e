//! Text as people write it, made ready to be spoken: sentences, clauses, words and how each is read.
//!
//! It sees to it that nothing is read that should not be (emoji, markup) and that everything else is read as a
//! person would: figures, dates, prices, addresses, abbreviations, each script in a language of its own. It
//! knows no phonemes.

mod address;
mod clauses;
mod fold;
mod numbers;
mod phonetic;
mod reader;
mod scripts;
mod sentences;
mod signs;
mod tongue;
mod words;

pub use clauses::{Clause, Word, clauses};
pub use sentences::split_sentences;

/// `text` for an engine that reads figures and signs by itself: without control characters, stacked accents,
/// markup and emoji, else as it was typed.
pub fn clean(text: &str) -> String {
    fold::clean(text)
}

use numbers::month;
use tongue::Tongue;

/// Whether `word` names a month.
fn numbers_month(word: &str, tongue: &Tongue) -> bool {
    month(word, tongue).is_some()
}

/// The reading of `text` as plain text with punctuation, sentence by sentence: for engines that take text but
/// read figures badly, and for people who want to see what will be said. Chinese and Japanese stay in their
/// own writing.
pub fn read(text: &str, language: &str) -> String {
    let mut out = String::new();
    for sentence in split_sentences(text) {
        for clause in clauses::read(text, sentence, '.', language) {
            for (at, word) in clause.words.iter().enumerate() {
                let glued = at > 0 && clauses::is_glued(&clause.words[at - 1], word);
                if !out.is_empty() && !glued {
                    out.push(' ');
                }
                out.push_str(&word.spoken);
            }
            out.push(clause.mark);
        }
    }
    out
}

#[cfg(test)]
mod tests;
